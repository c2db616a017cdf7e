/* SPDX-License-Identifier: MIT
 *
 * ltv: what accounts will be worth: lifetime value, from the simple formulas
 * to the models with a likelihood.
 */
#include "hale/plugin.h"

extern const hale_model ltv_bg_nbd, ltv_gamma_gamma, ltv_sbg, ltv_simple;

static const hale_model *const models[] = {
    &ltv_simple, &ltv_bg_nbd, &ltv_gamma_gamma, &ltv_sbg, NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "ltv",
    .version = "1.0.0",
    .license = "MIT",
    .help = "what accounts will be worth",
    .models = models,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
