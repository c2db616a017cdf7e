/* SPDX-License-Identifier: MIT
 *
 * roles.c: what `role = ...` says about an input, as one table.
 *
 * A role is a well-known kind of rows of a business: it brings their shape,
 * the usual names of the columns with their instants, and the columns that
 * metrics ask for with their types. Every role also has `account`,
 * `recorded` and `currency`; those are the same everywhere and belong to the
 * reading of inputs, not to this table. Only side tables (rates, quotas,
 * costs) have no account, and the `currency` of a rate is not that of money.
 */
#include "config/config.h"

#define COLUMNS(...)                                                           \
    (const RoleColumn[])                                                       \
    {                                                                          \
        __VA_ARGS__,                                                           \
        {                                                                      \
            NULL, HALE_SAME                                                    \
        }                                                                      \
    }

static const Role roles[] = {
    {"accounts", HALE_ATTRIBUTE, NULL, NULL,
     COLUMNS({"name", HALE_TEXT}, {"segment", HALE_TEXT}, {"plan", HALE_TEXT},
             {"region", HALE_TEXT}, {"csm", HALE_TEXT}, {"parent", HALE_TEXT},
             {"lifecycle", HALE_TEXT}, {"seats", HALE_INT}, {"arr", HALE_MONEY},
             {"created", HALE_TIME}, {"renewal", HALE_TIME},
             {"pulse", HALE_TEXT}, {"champion_left", HALE_BOOL},
             {"pulse_date", HALE_TIME})},
    {"subscriptions", HALE_INTERVAL, "started", "ended",
     COLUMNS({"mrr", HALE_MONEY}, {"amount", HALE_MONEY},
             {"interval", HALE_TEXT}, {"interval_count", HALE_INT},
             {"quantity", HALE_REAL}, {"product", HALE_TEXT},
             {"plan", HALE_TEXT}, {"subscription", HALE_TEXT},
             {"status", HALE_TEXT}, {"trial_end", HALE_TIME},
             {"discount", HALE_MONEY}, {"discount_kind", HALE_TEXT},
             {"type", HALE_TEXT}, {"committed", HALE_MONEY},
             {"cancel_requested", HALE_TIME}, {"paid_through", HALE_TIME},
             {"past_due_since", HALE_TIME}, {"paused_from", HALE_TIME},
             {"paused_to", HALE_TIME}, {"moved_from", HALE_TEXT},
             {"moved_to", HALE_TEXT}, {"service_start", HALE_TIME})},
    {"events", HALE_EVENT, "time", NULL,
     COLUMNS({"user", HALE_TEXT}, {"feature", HALE_TEXT},
             {"quantity", HALE_REAL}, {"duration", HALE_REAL},
             {"status", HALE_TEXT})},
    {"surveys", HALE_EVENT, "time", NULL,
     COLUMNS({"user", HALE_TEXT}, {"kind", HALE_TEXT}, {"comment", HALE_TEXT},
             {"score", HALE_REAL}, {"scale_min", HALE_REAL},
             {"scale_max", HALE_REAL})},
    {"tickets", HALE_INTERVAL, "opened", "closed",
     COLUMNS({"ticket", HALE_TEXT}, {"priority", HALE_TEXT},
             {"subject", HALE_TEXT}, {"escalated", HALE_BOOL},
             {"csat", HALE_REAL}, {"first_response", HALE_TIME},
             {"reopened", HALE_INT})},
    {"touches", HALE_EVENT, "time", NULL,
     COLUMNS({"csm", HALE_TEXT}, {"type", HALE_TEXT}, {"direction", HALE_TEXT},
             {"duration", HALE_REAL}, {"person", HALE_TEXT})},
    {"contracts", HALE_INTERVAL, "started", "ended",
     COLUMNS({"contract", HALE_TEXT}, {"stage", HALE_TEXT}, {"arr", HALE_MONEY},
             {"renewed_arr", HALE_MONEY}, {"forecast_arr", HALE_MONEY},
             {"auto_renew", HALE_BOOL})},
    {"milestones", HALE_EVENT, "time", NULL, COLUMNS({"kind", HALE_TEXT})},
    {"users", HALE_INTERVAL, "created", "deactivated",
     COLUMNS({"user", HALE_TEXT}, {"role", HALE_TEXT})},
    {"advocacy", HALE_EVENT, "time", NULL,
     COLUMNS({"kind", HALE_TEXT}, {"status", HALE_TEXT})},
    {"assignments", HALE_INTERVAL, "from", "to",
     COLUMNS({"csm", HALE_TEXT}, {"role", HALE_TEXT}, {"team", HALE_TEXT})},
    {"entitlements", HALE_INTERVAL, "from", "to",
     COLUMNS({"product", HALE_TEXT}, {"quota", HALE_REAL},
             {"seats_purchased", HALE_INT}, {"seats_assigned", HALE_INT})},
    {"invoices", HALE_INTERVAL, "issued", "paid",
     COLUMNS({"invoice", HALE_TEXT}, {"amount", HALE_MONEY}, {"due", HALE_TIME},
             {"status", HALE_TEXT})},
    {"invoice_lines", HALE_INTERVAL, "service_start", "service_end",
     COLUMNS({"invoice", HALE_TEXT}, {"subscription", HALE_TEXT},
             {"amount", HALE_MONEY}, {"tax", HALE_MONEY}, {"type", HALE_TEXT},
             {"status", HALE_TEXT})},
    {"tasks", HALE_INTERVAL, "created", "done",
     COLUMNS({"task", HALE_TEXT}, {"kind", HALE_TEXT}, {"csm", HALE_TEXT},
             {"due", HALE_TIME})},
    {"overrides", HALE_INTERVAL, "from", "expires",
     COLUMNS({"score", HALE_TEXT}, {"band", HALE_TEXT}, {"points", HALE_REAL},
             {"author", HALE_TEXT}, {"reason", HALE_TEXT})},
    {"rates", HALE_SIDE, "date", NULL,
     COLUMNS({"currency", HALE_TEXT}, {"rate", HALE_REAL})},
    {"quotas", HALE_SIDE, NULL, NULL,
     COLUMNS({"csm", HALE_TEXT}, {"team", HALE_TEXT}, {"kind", HALE_TEXT},
             {"period", HALE_TEXT}, {"target", HALE_MONEY})},
    {"costs", HALE_SIDE, "month", NULL,
     COLUMNS({"kind", HALE_TEXT}, {"segment", HALE_TEXT},
             {"amount", HALE_MONEY})},
};

const char *const role_names[] = {
    "accounts",  "subscriptions", "events",       "surveys",  "tickets",
    "touches",   "contracts",     "milestones",   "users",    "assignments",
    "invoices",  "invoice_lines", "entitlements", "advocacy", "tasks",
    "overrides", "rates",         "quotas",       "costs",    NULL};

const Role *role_find(Str name)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_is(name, roles[i].name))
            return &roles[i];
    return NULL;
}
