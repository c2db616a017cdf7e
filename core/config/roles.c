/* SPDX-License-Identifier: MIT
 *
 * roles.c: what `role = ...` says about an input, as one table.
 *
 * A role is a well-known kind of rows of a business: it brings their shape,
 * the usual names of the columns with their instants, and the columns that
 * metrics ask for with their types. Every role also has `account`,
 * `recorded` and `currency`; those are the same everywhere and belong to the
 * reading of inputs, not to this table.
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
             {"pulse", HALE_TEXT}, {"champion_left", HALE_BOOL})},
    {"subscriptions", HALE_INTERVAL, "started", "ended",
     COLUMNS({"mrr", HALE_MONEY}, {"amount", HALE_MONEY},
             {"interval", HALE_TEXT}, {"interval_count", HALE_INT},
             {"quantity", HALE_REAL}, {"product", HALE_TEXT},
             {"plan", HALE_TEXT}, {"subscription", HALE_TEXT},
             {"status", HALE_TEXT})},
    {"events", HALE_EVENT, "time", NULL,
     COLUMNS({"user", HALE_TEXT}, {"feature", HALE_TEXT},
             {"quantity", HALE_REAL}, {"duration", HALE_REAL})},
    {"surveys", HALE_EVENT, "time", NULL,
     COLUMNS({"user", HALE_TEXT}, {"kind", HALE_TEXT}, {"comment", HALE_TEXT},
             {"score", HALE_REAL}, {"scale_min", HALE_REAL},
             {"scale_max", HALE_REAL})},
    {"tickets", HALE_INTERVAL, "opened", "closed",
     COLUMNS({"ticket", HALE_TEXT}, {"priority", HALE_TEXT},
             {"subject", HALE_TEXT}, {"escalated", HALE_BOOL},
             {"csat", HALE_REAL})},
    {"touches", HALE_EVENT, "time", NULL,
     COLUMNS({"csm", HALE_TEXT}, {"type", HALE_TEXT}, {"direction", HALE_TEXT},
             {"duration", HALE_REAL})},
    {"contracts", HALE_INTERVAL, "started", "ended",
     COLUMNS({"contract", HALE_TEXT}, {"stage", HALE_TEXT}, {"arr", HALE_MONEY},
             {"renewed_arr", HALE_MONEY}, {"forecast_arr", HALE_MONEY})},
    {"milestones", HALE_EVENT, "time", NULL, COLUMNS({"kind", HALE_TEXT})},
    {"users", HALE_INTERVAL, "created", "deactivated",
     COLUMNS({"user", HALE_TEXT}, {"role", HALE_TEXT})},
    {"assignments", HALE_INTERVAL, "from", "to",
     COLUMNS({"csm", HALE_TEXT}, {"role", HALE_TEXT})},
};

const char *const role_names[] = {
    "accounts",  "subscriptions", "events", "surveys",     "tickets", "touches",
    "contracts", "milestones",    "users",  "assignments", NULL};

const Role *role_find(Str name)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_is(name, roles[i].name))
            return &roles[i];
    return NULL;
}
