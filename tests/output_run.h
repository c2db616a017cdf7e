/* SPDX-License-Identifier: MIT
 *
 * output_run.h: runs an output of a pack through a fake host.
 */
#ifndef HALE_TESTS_OUTPUT_RUN_H
#define HALE_TESTS_OUTPUT_RUN_H

#include "fake_host.h"

typedef enum OutputEnd { OUTPUT_COMMIT, OUTPUT_ABORT } OutputEnd;

/* open, write each of `tables` (NULL-ended), then commit or abort; after a
 * failure abort. 0 or -1. */
int output_run(FakeHost *host, const hale_output *output,
               const char *const *given, const hale_table *const *tables,
               OutputEnd end);

/* The same with one table, committed, to "-": what it wrote, or NULL. */
const char *output_show(FakeHost *host, const hale_output *output,
                        const char *const *given,
                        const hale_table *const *tables);

#endif
