/* SPDX-License-Identifier: MIT
 *
 * postgres_output.h: the output of the pack "postgres".
 */
#ifndef HALE_POSTGRES_OUTPUT_H
#define HALE_POSTGRES_OUTPUT_H

#include "hale/plugin.h"

extern const hale_output postgres_output;

#endif
