/* SPDX-License-Identifier: MIT
 *
 * survey: what customers say when they are asked.
 */
#include "hale/plugin.h"

extern const hale_metric survey_latest, survey_nps, survey_ces, survey_csat,
    survey_response_rate;

static const hale_metric *const metrics[] = {
    &survey_latest, &survey_nps,           &survey_ces,
    &survey_csat,   &survey_response_rate, NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "survey",
    .version = "1.0.0",
    .license = "MIT",
    .help = "what customers say when they are asked",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
