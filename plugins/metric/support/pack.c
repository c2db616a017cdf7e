/* SPDX-License-Identifier: MIT
 *
 * support: what customers need help with.
 */
#include "hale/plugin.h"

extern const hale_metric support_open, support_opened, support_oldest,
    support_tickets_per_seat, support_escalated, support_reopened,
    support_first_response, support_resolution;

static const hale_metric *const metrics[] = {
    &support_open,
    &support_opened,
    &support_oldest,
    &support_tickets_per_seat,
    &support_escalated,
    &support_reopened,
    &support_first_response,
    &support_resolution,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "support",
    .version = "1.0.0",
    .license = "MIT",
    .help = "what customers need help with",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
