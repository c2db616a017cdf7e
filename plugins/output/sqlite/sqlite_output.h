/* SPDX-License-Identifier: MIT
 *
 * sqlite_output.h: the output of the pack "sqlite".
 */
#ifndef HALE_SQLITE_OUTPUT_H
#define HALE_SQLITE_OUTPUT_H

#include "hale/plugin.h"

extern const hale_output sqlite_output;

#endif
