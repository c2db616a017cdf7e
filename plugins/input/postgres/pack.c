/* SPDX-License-Identifier: MIT
 *
 * pack.c: the pack "postgres": an input and an output of that name.
 */
#include "../../output/postgres/postgres_output.h"
#include "postgres_input.h"

HALE_EXPORT const hale_plugin *hale_plugin_v1(void)
{
    static const hale_input *const inputs[] = {&postgres_input, NULL};
    static const hale_output *const outputs[] = {&postgres_output, NULL};
    static const hale_plugin pack = {
        .size = sizeof pack,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .name = "postgres",
        .version = "0.1.0",
        .license = "MIT",
        .help = "PostgreSQL databases in and out",
        .inputs = inputs,
        .outputs = outputs,
    };
    return &pack;
}
