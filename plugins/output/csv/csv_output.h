/* SPDX-License-Identifier: MIT
 *
 * csv_output.h: the output of the pack "csv".
 */
#ifndef HALE_CSV_OUTPUT_H
#define HALE_CSV_OUTPUT_H

#include "hale/plugin.h"

extern const hale_output csv_output;

#endif
