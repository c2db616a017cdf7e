/* SPDX-License-Identifier: MIT
 *
 * account: what is known of the account itself, as of a day.
 */
#include "hale/plugin.h"

extern const hale_metric account_attribute, account_days_until,
    account_override, account_tenure;

static const hale_metric *const metrics[] = {
    &account_attribute,
    &account_days_until,
    &account_override,
    &account_tenure,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "account",
    .version = "1.0.0",
    .license = "MIT",
    .help = "what is known of the account itself, as of a day",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
