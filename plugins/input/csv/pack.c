/* SPDX-License-Identifier: MIT
 *
 * pack.c: the pack "csv": an input and an output of that name.
 */
#include "../../output/csv/csv_output.h"
#include "csv.h"

HALE_EXPORT const hale_plugin *hale_plugin_v1(void)
{
    static const hale_input *const inputs[] = {&csv_input, NULL};
    static const hale_output *const outputs[] = {&csv_output, NULL};
    static const hale_plugin pack = {
        .size = sizeof pack,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .name = "csv",
        .version = "0.1.0",
        .license = "MIT",
        .help = "delimited text in and out",
        .inputs = inputs,
        .outputs = outputs,
    };
    return &pack;
}
