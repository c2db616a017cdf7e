/* SPDX-License-Identifier: MIT
 *
 * ways.h: the ways in which the CSV reader may index bytes, against the plain
 * one. A way that this processor does not have is passed over.
 */
#ifndef HALE_TESTS_WAYS_H
#define HALE_TESTS_WAYS_H

#include "input/csv/index.h"

/* Does a way find other rows, edges or places to stop in a stretch of bytes
 * than index_scalar? NULL, or its name. */
const char *ways_differ(const char *bytes, size_t len, Signs signs);

/* An IndexFill that judges no row, so that careful.c walks all of them. */
IndexFill index_nothing;

#endif
