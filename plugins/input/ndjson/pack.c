/* SPDX-License-Identifier: MIT
 *
 * pack.c: the pack "ndjson": an input and an output of that name.
 */
#include "../../output/ndjson/ndjson_output.h"
#include "ndjson_input.h"

HALE_EXPORT const hale_plugin *hale_plugin_v1(void)
{
    static const hale_input *const inputs[] = {&ndjson_input, NULL};
    static const hale_output *const outputs[] = {&ndjson_output, NULL};
    static const hale_plugin pack = {
        .size = sizeof pack,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .name = "ndjson",
        .version = "0.1.0",
        .license = "MIT",
        .help = "lines of JSON in and out",
        .inputs = inputs,
        .outputs = outputs,
    };
    return &pack;
}
