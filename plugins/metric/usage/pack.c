/* SPDX-License-Identifier: MIT
 *
 * usage: who uses the product, how often, and what of it.
 *
 * All of it is counted over events. What counts as use is the pipeline's to
 * say: `where.feature = orders, routing` makes any of these metrics look at
 * such events alone.
 */
#include "hale/plugin.h"

extern const hale_metric usage_active_users, usage_active_days, usage_events,
    usage_days_since_last_event, usage_features, usage_stickiness,
    usage_actives, usage_logins, usage_active_weeks, usage_sessions,
    usage_error_rate, usage_concentration, usage_consumption, usage_seat_use,
    usage_adoption, usage_trend, usage_scaled_rate, usage_user_growth,
    usage_user_states, usage_pes, usage_version_lag, usage_quantity;

static const hale_metric *const metrics[] = {
    &usage_active_users,
    &usage_active_days,
    &usage_events,
    &usage_days_since_last_event,
    &usage_features,
    &usage_stickiness,
    &usage_actives,
    &usage_logins,
    &usage_active_weeks,
    &usage_sessions,
    &usage_error_rate,
    &usage_concentration,
    &usage_consumption,
    &usage_seat_use,
    &usage_adoption,
    &usage_trend,
    &usage_scaled_rate,
    &usage_user_growth,
    &usage_user_states,
    &usage_pes,
    &usage_version_lag,
    &usage_quantity,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "usage",
    .version = "1.0.0",
    .license = "MIT",
    .help = "who uses the product, how often, and what of it",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
