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

/* The law: no way does, over bytes that are made up: drawn, with each sign at
 * each place of a step, and more than an index holds. 0, or -1 after stderr was
 * told which way finds something else, and in what. */
int ways_agree_on_drawn(void);
int ways_agree_at_every_place(void);
int ways_agree_when_full(void);

/* The name of the way that this processor gets; "scalar": none of its own. */
const char *ways_best(void);

/* A number that looks drawn; the same from the same seed, which goes on. */
uint64_t ways_draw(uint64_t *seed);

/* Bytes of which many mean something; `plain` of ten mean nothing. */
void ways_fill(char *out, size_t len, uint64_t *seed, unsigned plain);

/* An IndexFill that judges no row, so that careful.c walks all of them. */
IndexFill index_nothing;

#endif
