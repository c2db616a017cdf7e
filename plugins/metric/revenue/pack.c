/* SPDX-License-Identifier: MIT
 *
 * revenue: recurring revenue, how it moves, whether it is renewed and paid.
 */
#include "hale/plugin.h"

extern const hale_metric revenue_mrr, revenue_movements, revenue_retention,
    revenue_growth, revenue_renewals, revenue_renewal_forecast,
    revenue_invoice_mrr, revenue_overdue, revenue_trials, revenue_winback,
    revenue_cohort, revenue_cmrr, revenue_arpu, revenue_dso,
    revenue_forecast_accuracy, revenue_invoice_movements, revenue_reasons;

static const hale_metric *const metrics[] = {
    &revenue_mrr,
    &revenue_movements,
    &revenue_reasons,
    &revenue_retention,
    &revenue_growth,
    &revenue_renewals,
    &revenue_renewal_forecast,
    &revenue_forecast_accuracy,
    &revenue_invoice_mrr,
    &revenue_invoice_movements,
    &revenue_overdue,
    &revenue_dso,
    &revenue_trials,
    &revenue_winback,
    &revenue_cohort,
    &revenue_cmrr,
    &revenue_arpu,
    NULL,
};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "revenue",
    .version = "1.0.0",
    .license = "MIT",
    .help = "recurring revenue, how it moves, whether it is renewed and paid",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
