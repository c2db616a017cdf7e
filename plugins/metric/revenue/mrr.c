/* SPDX-License-Identifier: MIT
 *
 * revenue.mrr: what an account pays a month, at the end of the span.
 *
 *     mrr = sum of the monthly amounts of the subscriptions active then
 *     arr = 12 x mrr
 *
 * The amounts come per month, net of discounts and tax: turning a yearly
 * price into a monthly one is the source's business, because only it knows
 * the terms. A run-rate is never prorated: a subscription counts in full from
 * its first day. One at 0 keeps its account a customer, but not a paying one;
 * a negative amount (a discount kept as a row) is added as it is. An active
 * subscription without an amount makes the sums missing: unknown is not 0.
 *
 * Source: the sum of active recurring amounts as ChartMogul and Stripe
 * Billing define it; a free subscription stays active, as with the former.
 */
#include "revenue.h"

typedef struct State {
    int64_t mrr, subscriptions;
    int64_t unknown; /* active, but without an amount */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "mrr",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the monthly amount, if not \"mrr\"",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "mrr",
        .type = HALE_MONEY,
        .unit = "currency/month",
        .help = "the amount per month, net of discounts and tax",
        .named_by = "mrr",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each term of each subscription",
    },
    NULL,
};

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        if (!active_before(rows, i, rows->span->end))
            continue;
        s->subscriptions++;
        if (!HALE_HAS(rows->column[0], i))
            s->unknown++;
        else if (add_money(cx, &s->mrr, rows->column[0]->as.i[i]))
            return -1;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    s->subscriptions += later->subscriptions;
    s->unknown += later->unknown;
    return add_money(cx, &s->mrr, later->mrr);
}

enum { MRR, ARR, SUBSCRIPTIONS, CUSTOMER, PAYING, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t arr;
    (void)config, (void)span;
    if (__builtin_mul_overflow(s->mrr, 12, &arr))
        return hale_fail(cx, "twelve times the MRR is more than money can "
                             "hold; look for an amount that is absurd");
    results[MRR].as.i = s->mrr;
    results[ARR].as.i = arr;
    results[SUBSCRIPTIONS].as.i = s->subscriptions;
    results[CUSTOMER].as.i = s->subscriptions > 0;
    results[PAYING].as.i = s->mrr > 0;
    for (size_t i = 0; i < RESULTS; i++)
        results[i].missing = HALE_PRESENT;
    if (s->unknown)
        results[MRR].missing = results[ARR].missing = results[PAYING].missing =
            HALE_NOT_GIVEN;
    return 0;
}

#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT,                             \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_SUM
#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY,                           \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_SUM,                   \
    .undefined = "an active subscription has no amount"

static const hale_result *const results[] = {
    &(const hale_result){MONEY, .name = "", .unit = "currency/month",
                         .help = "monthly recurring revenue"},
    &(const hale_result){MONEY, .name = "arr", .unit = "currency/year",
                         .help = "annual recurring revenue, 12 times the MRR"},
    &(const hale_result){COUNT, .name = "subscriptions",
                         .unit = "subscriptions",
                         .help = "active subscriptions, free ones too",
                         .undefined = "never; without any it is 0"},
    &(const hale_result){COUNT, .name = "customer", .unit = "customers",
                         .help = "1 with an active subscription, else 0: adds "
                                 "up to the number of customers",
                         .undefined = "never; without any it is 0"},
    &(const hale_result){COUNT, .name = "paying", .unit = "customers",
                         .help = "1 when the MRR is above 0, else 0: adds up "
                                 "to the number of paying customers",
                         .undefined = "an active subscription has no amount"},
    NULL,
};

const hale_metric revenue_mrr = {
    .size = sizeof(hale_metric),
    .name = "mrr",
    .title = "Monthly recurring revenue",
    .family = "financial",
    .formula = "sum of the monthly amounts of active subscriptions",
    .source = "ChartMogul and Stripe Billing: the sum of active recurring "
              "amounts per month, never prorated",
    .example = "[metric.mrr]\n"
               "plugin = revenue.mrr\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options = options,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
