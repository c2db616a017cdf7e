/* SPDX-License-Identifier: MIT
 *
 * company: figures that only the whole book of customers has.
 */
#include "hale/plugin.h"

extern const hale_model company_acquisition, company_concentration,
    company_churn;

static const hale_model *const models[] = {
    &company_concentration,
    &company_churn,
    &company_acquisition,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "company",
    .version = "1.0.0",
    .license = "MIT",
    .help = "figures that only the whole book of customers has",
    .models = models,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
