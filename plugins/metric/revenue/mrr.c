/* SPDX-License-Identifier: MIT
 *
 * revenue.mrr: what an account pays a month, at the end of the span.
 *
 *     mrr = sum of the monthly amounts of the subscriptions active then
 *     arr = sum of their yearly amounts, 12 x mrr before rounding
 *
 * The amounts come net of discounts and tax, per month, or with
 * `per = interval` per any interval (terms.h has the factors). A run-rate is
 * never prorated: a subscription counts in full from its first day, or from
 * the end of its trial. One at 0 keeps its account a customer, but not a
 * paying one; a negative amount (a discount kept as a row) is added as it is.
 * An active subscription without an amount makes the sums missing: unknown is
 * not 0.
 *
 * Source: the sum of active recurring amounts as ChartMogul and Stripe
 * Billing define it; a free subscription stays active, as with the former.
 */
#include "revenue.h"
#include "terms.h"

typedef struct State {
    int64_t mrr, arr, subscriptions;
    int64_t unknown; /* active, but without an amount */
} State;

static const hale_option *const options[] = {TERM_OPTIONS, NULL};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    (void)cx;
    *(TermRules *)config = term_rules(given);
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    for (size_t i = 0; i < rows->count; i++) {
        Term t = term_span(rows, i);
        if (!term_before(&t, rows->span->end))
            continue;
        if (term_price(cx, config, rows, i, &t) ||
            add_money(cx, &s->mrr, t.mrr) || add_money(cx, &s->arr, t.arr))
            return -1;
        s->subscriptions++;
        s->unknown += !t.known;
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
    return add_money(cx, &s->mrr, later->mrr) ||
                   add_money(cx, &s->arr, later->arr)
               ? -1
               : 0;
}

enum { MRR, ARR, SUBSCRIPTIONS, CUSTOMER, PAYING };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    hale_missing unknown = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    (void)cx, (void)config, (void)span;
    give(&results[MRR], s->mrr, unknown);
    give(&results[ARR], s->arr, unknown);
    give(&results[SUBSCRIPTIONS], s->subscriptions, HALE_PRESENT);
    give(&results[CUSTOMER], s->subscriptions > 0, HALE_PRESENT);
    give(&results[PAYING], s->mrr > 0, unknown);
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
                         .help = "annual recurring revenue, 12 times the MRR "
                                 "before rounding"},
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
    .formula = "sum of the monthly amounts of active subscriptions; arr of "
               "their yearly amounts",
    .source = "ChartMogul and Stripe Billing: the sum of active recurring "
              "amounts per month, never prorated",
    .example = "[metric.mrr]\n"
               "plugin = revenue.mrr\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options = options,
    .needs = term_needs,
    .results = results,
    .config_size = sizeof(TermRules),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
