/* SPDX-License-Identifier: MIT
 *
 * engagement: the contact between us and the customer.
 */
#include "hale/plugin.h"

extern const hale_metric engagement_touches, engagement_days_since_touch,
    engagement_contacts, engagement_cadence, engagement_ebr,
    engagement_champion;

static const hale_metric *const metrics[] = {
    &engagement_touches,
    &engagement_days_since_touch,
    &engagement_contacts,
    &engagement_cadence,
    &engagement_ebr,
    &engagement_champion,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "engagement",
    .version = "1.0.0",
    .license = "MIT",
    .help = "the contact between us and the customer",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
