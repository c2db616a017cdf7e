/* SPDX-License-Identifier: MIT
 *
 * stats: where an account stands among the others, and one figure for each
 * of another.
 */
#include "hale/plugin.h"

extern const hale_model stats_percentile, stats_ratio, stats_zscore;

static const hale_model *const models[] = {
    &stats_percentile,
    &stats_ratio,
    &stats_zscore,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "stats",
    .version = "1.0.0",
    .license = "MIT",
    .help = "where an account stands among the others",
    .models = models,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
