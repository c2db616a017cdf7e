/* SPDX-License-Identifier: MIT
 *
 * survival: how long accounts stay, when many are still there.
 */
#include "hale/plugin.h"

extern const hale_model survival_kaplan_meier;

static const hale_model *const models[] = {
    &survival_kaplan_meier,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "survival",
    .version = "1.0.0",
    .license = "MIT",
    .help = "how long accounts stay, when many are still there",
    .models = models,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
