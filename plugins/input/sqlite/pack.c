/* SPDX-License-Identifier: MIT
 *
 * pack.c: the pack "sqlite": an input and an output of that name.
 */
#include "../../output/sqlite/sqlite_output.h"
#include "sqlite_input.h"

HALE_EXPORT const hale_plugin *hale_plugin_v1(void)
{
    static const hale_input *const inputs[] = {&sqlite_input, NULL};
    static const hale_output *const outputs[] = {&sqlite_output, NULL};
    static const hale_plugin pack = {
        .size = sizeof pack,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .name = "sqlite",
        .version = "0.1.0",
        .license = "MIT",
        .help = "SQLite databases in and out",
        .inputs = inputs,
        .outputs = outputs,
    };
    return &pack;
}
