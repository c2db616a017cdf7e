/* SPDX-License-Identifier: MIT
 *
 * purchases: how often, how lately and for how much an account bought.
 */
#include "hale/plugin.h"

extern const hale_metric purchases_purchases;

static const hale_metric *const metrics[] = {
    &purchases_purchases,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "purchases",
    .version = "1.0.0",
    .license = "MIT",
    .help = "how often, how lately and for how much an account bought",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
