/* SPDX-License-Identifier: MIT
 *
 * lifetime: how long accounts were customers, for survival and lifetime value.
 */
#include "hale/plugin.h"

extern const hale_metric lifetime_lifetime;

static const hale_metric *const metrics[] = {
    &lifetime_lifetime,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "lifetime",
    .version = "1.0.0",
    .license = "MIT",
    .help = "how long accounts were customers",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
