/* SPDX-License-Identifier: MIT
 *
 * pack.c: what the pack "arrowdoor" holds. It is for tests and not installed.
 */
#include "arrowdoor.h"

const hale_plugin *hale_plugin_v1(void)
{
    static const hale_input *const inputs[] = {&arrowdoor_events, NULL};
    static const hale_output *const outputs[] = {&arrowdoor_lines, NULL};
    static const hale_plugin pack = {
        .size = sizeof pack,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .name = "arrowdoor",
        .version = "1",
        .license = "MIT",
        .help = "Arrow streams in and out, for tests",
        .inputs = inputs,
        .outputs = outputs,
    };
    return &pack;
}
