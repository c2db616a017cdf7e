/* SPDX-License-Identifier: MIT
 *
 * lifecycle: where a customer is on the way from signature to renewal.
 */
#include "hale/plugin.h"

extern const hale_metric lifecycle_onboarding, lifecycle_first_value,
    lifecycle_pulse, lifecycle_advocacy, lifecycle_renewal,
    lifecycle_payments;

static const hale_metric *const metrics[] = {
    &lifecycle_onboarding, &lifecycle_first_value, &lifecycle_pulse,
    &lifecycle_advocacy,   &lifecycle_renewal,     &lifecycle_payments,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "lifecycle",
    .version = "1.0.0",
    .license = "MIT",
    .help = "where a customer is on the way from signature to renewal",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
