/* SPDX-License-Identifier: MIT
 *
 * revenue.mrr: what an account pays a month, at the end of the span.
 *
 *     mrr = sum of the monthly amounts of the subscriptions active then
 *     arr = sum of their yearly amounts, 12 x mrr before rounding
 *
 * The amounts are without tax, per month, or with `per = interval` per any
 * interval (terms.h has the factors). A run-rate is never prorated: a
 * subscription counts in full from its first day. What counts, from when and
 * for how much is a matter of definition: policy.h has the options. One at 0
 * keeps its account a customer, but not a paying one; a negative amount (a
 * discount kept as a row) is added as it is. An active subscription without
 * an amount makes the sums missing: unknown is not 0.
 *
 * What is not in the MRR stands beside it: `list` is the MRR without the
 * discounts, `held` what is on hold, `trial` what trials will be worth.
 * `overlaps` counts active subscriptions beside another of the same product,
 * which is allowed and often a mistake.
 *
 * Source: the sum of active recurring amounts as ChartMogul and Stripe
 * Billing define it; a free subscription stays active, as with the former.
 */
#include "edge.h"
#include "revenue.h"

enum { PRODUCT = TERM_COLUMNS };

typedef struct State {
    Edge month, year;
    int64_t list, trial, with_product;
    hale_missing trial_missing;
    hale_set *products;
} State;

static const hale_option *const options[] = {POLICY_OPTIONS, NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns =
            (const hale_column *const[]){
                TERM_COLUMN_LIST,
                &(const hale_column){
                    .size = sizeof(hale_column),
                    .name = "product",
                    .type = HALE_TEXT,
                    .flags = HALE_OPTIONAL,
                    .help = "what is subscribed to; for overlaps",
                },
                NULL},
        .help = "one row for each term of each subscription",
    },
    NULL,
};

/* The same without discounts. */
static int add_list(hale_cx *cx, const Policy *policy, State *s,
                    const hale_rows *rows, size_t i, const Term *t)
{
    if (t->held)
        return 0;
    if (!rows->column[TERM_DISCOUNT])
        return add_money(cx, &s->list, t->mrr);
    Policy gross = *policy;
    Term list = *t;
    gross.discounts = NO_DISCOUNTS;
    return term_price(cx, &gross, rows, i, &list) ||
                   add_money(cx, &s->list, list.mrr)
               ? -1
               : 0;
}

/* The same term, worth what it is a year. */
static int add_year(hale_cx *cx, const Policy *policy, State *s, Term *t,
                    int64_t end)
{
    int64_t mrr = t->mrr, old = t->old;
    t->mrr = t->old = t->arr;
    int bad = edge_add(cx, policy, &s->year, t, end);
    t->mrr = mrr;
    t->old = old;
    return bad;
}

static int add_product(hale_cx *cx, State *s, const hale_rows *rows, size_t i)
{
    const hale_vector *product = rows->column[PRODUCT];
    if (!HALE_HAS(product, i))
        return 0;
    if (!s->products && !(s->products = cx->set(cx)))
        return -1;
    s->with_product++;
    return cx->set_put(cx, s->products, product->as.code[i]);
}

static int add_term(hale_cx *cx, const void *config, void *state,
                    const hale_rows *rows, size_t i, Term *t)
{
    const Policy *policy = config;
    State *s = state;
    int64_t end = rows->span->end;
    if (edge_wants(policy, &s->month, t, end) &&
        term_price(cx, policy, rows, i, t))
        return -1;
    if (edge_add(cx, policy, &s->month, t, end) ||
        add_year(cx, policy, s, t, end))
        return -1;
    return term_before(t, end) && (add_list(cx, policy, s, rows, i, t) ||
                                   add_product(cx, s, rows, i))
               ? -1
               : 0;
}

/* A row whose trial goes on at the end of the span. */
static int add_trial(hale_cx *cx, const Policy *policy, State *s,
                     const hale_rows *rows, size_t i)
{
    const hale_vector *trial = rows->column[TERM_TRIAL_END];
    int64_t end = rows->span->end;
    Policy whole = *policy;
    Term term[TERMS_A_ROW];
    int terms;
    if (!HALE_HAS(trial, i) || trial->as.i[i] < end)
        return 0;
    whole.trials = 1;
    whole.pause = PAUSE_KEEP;
    terms = terms_of(cx, &whole, rows, i, term);
    if (terms < 0 || (terms > 0 && term_price(cx, &whole, rows, i, term)))
        return -1;
    if (!terms || !term_before(term, end))
        return 0;
    if (!s->trial_missing)
        s->trial_missing = term->missing;
    return add_money(cx, &s->trial, term->mrr);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    if (rows->column[TERM_TRIAL_END])
        for (size_t i = 0; i < rows->count; i++)
            if (add_trial(cx, config, state, rows, i))
                return -1;
    return terms_each(cx, config, config, state, rows, add_term);
}

enum {
    MRR,
    ARR,
    SUBSCRIPTIONS,
    CUSTOMER,
    PAYING,
    LIST,
    HELD,
    TRIAL,
    IN_GRACE,
    OVERLAPS
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    const Level *month = edge_level(cx, config, &s->month, span->end);
    const Level *year = edge_level(cx, config, &s->year, span->end);
    int grace = edge_in_grace(cx, config, &s->month, span->end);
    int64_t mrr = month->total[NOW], arr = year->total[NOW], overlaps = 0;
    hale_missing missing = month->missing;
    if (sub_money(cx, &mrr, month->held[NOW]) ||
        sub_money(cx, &arr, year->held[NOW]))
        return -1;
    give(&results[MRR], mrr, missing);
    give(&results[ARR], arr, missing);
    give(&results[SUBSCRIPTIONS], month->terms, HALE_PRESENT);
    give(&results[CUSTOMER], month->terms > 0, HALE_PRESENT);
    give(&results[PAYING], mrr > 0, missing);
    give(&results[LIST], grace ? mrr : s->list, missing);
    give(&results[HELD], month->held[NOW], missing);
    give(&results[TRIAL], s->trial, s->trial_missing);
    give(&results[IN_GRACE], grace, HALE_PRESENT);
    if (s->products)
        overlaps = s->with_product - (int64_t)cx->set_count(cx, s->products);
    if (overlaps)
        hale_warn(cx, "some accounts have several active subscriptions of one "
                      "product, and all of them count; the result overlaps "
                      "says which accounts");
    give(&results[OVERLAPS], overlaps, HALE_PRESENT);
    return 0;
}

#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .rollup = HALE_ROLLUP_SUM
#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .rollup = HALE_ROLLUP_SUM
#define GOOD .direction = HALE_UP_IS_GOOD
#define BAD .direction = HALE_DOWN_IS_GOOD
#define UNPRICED .undefined = "an active subscription has no amount"
#define NEVER .undefined = "never; without any it is 0"

static const hale_result *const results[] = {
    &(const hale_result){MONEY, GOOD, UNPRICED, .name = "",
                         .unit = "currency/month",
                         .help = "monthly recurring revenue"},
    &(const hale_result){MONEY, GOOD, UNPRICED, .name = "arr",
                         .unit = "currency/year",
                         .help = "annual recurring revenue, 12 times the MRR "
                                 "before rounding"},
    &(const hale_result){COUNT, GOOD, NEVER, .name = "subscriptions",
                         .unit = "subscriptions",
                         .help = "active subscriptions, free ones and those "
                                 "on hold too"},
    &(const hale_result){COUNT, GOOD, NEVER, .name = "customer",
                         .unit = "customers",
                         .help = "1 with an active subscription, else 0: adds "
                                 "up to the number of customers"},
    &(const hale_result){COUNT, GOOD, UNPRICED, .name = "paying",
                         .unit = "customers",
                         .help = "1 when the MRR is above 0, else 0: adds up "
                                 "to the number of paying customers"},
    &(const hale_result){MONEY, GOOD, UNPRICED, .name = "list",
                         .unit = "currency/month",
                         .help = "the MRR without discounts; it is the MRR "
                                 "where there is no column discount"},
    &(const hale_result){MONEY, BAD, UNPRICED, .name = "held",
                         .unit = "currency/month",
                         .help = "what subscriptions on hold are worth"},
    &(const hale_result){MONEY, GOOD, .name = "trial", .unit = "currency/month",
                         .help = "what the trials under way are worth",
                         .undefined = "one of them has no amount"},
    &(const hale_result){COUNT, BAD, NEVER, .name = "in_grace",
                         .unit = "customers",
                         .help = "1 for a customer by grace alone, who is lost "
                                 "if no term follows"},
    &(const hale_result){COUNT, BAD, NEVER, .name = "overlaps",
                         .unit = "subscriptions",
                         .help = "active subscriptions beside another of the "
                                 "same product"},
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
    .flags =
        HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_STEADY | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Policy),
    .configure = policy_configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
    .reach = policy_reach,
};
