/* SPDX-License-Identifier: MIT
 *
 * revenue: recurring revenue and how it moves.
 */
#include "hale/plugin.h"

extern const hale_metric revenue_mrr, revenue_movements;

static const hale_metric *const metrics[] = {
    &revenue_mrr,
    &revenue_movements,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "revenue",
    .version = "1.0.0",
    .license = "MIT",
    .help = "recurring revenue and how it moves",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
