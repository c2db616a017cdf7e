/* SPDX-License-Identifier: MIT
 *
 * ndjson_output.h: the output of the pack "ndjson".
 */
#ifndef HALE_NDJSON_OUTPUT_H
#define HALE_NDJSON_OUTPUT_H

#include "hale/plugin.h"

extern const hale_output ndjson_output;

#endif
