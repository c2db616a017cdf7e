/* SPDX-License-Identifier: MIT
 *
 * purchases.purchases: how often, how lately and for how much an account
 * bought: the figures that models of buyers without a contract start from.
 *
 *     frequency = days with a purchase, the first one not counted
 *     recency   = from the first of these days to the last
 *     age       = from the first of these days to the last day of the span
 *     value     = mean of the repeat days' amounts
 *
 * Purchases on one local day are one purchase. Recency and age are counted in
 * days and given in the unit asked for. A row with an amount below 0 (a
 * refund) is no purchase and is left out; one of 0 is a purchase. Without
 * repeat purchases there is no value: it is missing and not 0; so it is when
 * the amount of one of them is not known. The mean is rounded to the nearest
 * ten-thousandth, halves to even.
 *
 * Source: the RFM summary of Fader, Hardie & Lee (2005), as prepared for the
 * CDNOW data.
 */
#include "hale/plugin.h"

typedef struct Config {
    double unit; /* days */
} Config;

typedef struct State {
    int64_t days;        /* with a purchase */
    int64_t spent;       /* on all of them but the first */
    int32_t first, last; /* of these days */
    int unknown;         /* an amount of a repeat day is */
} State;

static const char *const unit_names[] = {"day",     "week", "month",
                                         "quarter", "year", NULL};
static const double unit_days[] = {1, 7, 365.25 / 12, 365.25 / 4, 365.25};

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "amount",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the amount, if not \"amount\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "unit",
        .type = HALE_OPTION_CHOICE,
        .fallback = "week",
        .help = "what recency and age are given in",
        .choices = unit_names,
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "amount",
        .type = HALE_MONEY,
        .flags = HALE_OPTIONAL,
        .unit = "currency",
        .help = "what was paid",
        .named_by = "amount",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .shape = HALE_EVENT,
        .columns = columns,
        .help = "a row for each purchase",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->unit = unit_days[given[1].as.i];
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_vector *amount = rows->column[0];
    (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        int known = HALE_HAS(amount, i);
        if (known && amount->as.i[i] < 0)
            continue;
        if (s->days == 0)
            s->first = s->last = rows->day[i];
        s->days += s->days == 0 || rows->day[i] != s->last;
        s->last = rows->day[i];
        if (s->days == 1)
            continue;
        s->unknown |= !known;
        if (known &&
            __builtin_add_overflow(s->spent, amount->as.i[i], &s->spent))
            return hale_fail(cx, "the purchases of this account add up to more "
                                 "than money can hold; look for an amount that "
                                 "is absurd");
    }
    return 0;
}

/* a / n, halves to even; a is not negative. */
static int64_t mean(int64_t a, int64_t n)
{
    int64_t whole = a / n, rest = a % n;
    return whole + (rest > n - rest || (rest == n - rest && whole % 2));
}

enum { PURCHASES, FREQUENCY, RECENCY, AGE, VALUE };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    (void)cx;
    results[PURCHASES].as.i = s->days;
    results[PURCHASES].missing = HALE_PRESENT;
    if (s->days == 0)
        return 0;
    results[FREQUENCY].as.i = s->days - 1;
    results[RECENCY].as.r = ((double)s->last - s->first) / c->unit;
    results[AGE].as.r = ((double)span->last_day - s->first) / c->unit;
    for (size_t i = FREQUENCY; i <= AGE; i++)
        results[i].missing = HALE_PRESENT;
    if (s->days == 1)
        return 0;
    results[VALUE].as.i = mean(s->spent, s->days - 1);
    results[VALUE].missing = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "purchases",
        .help = "days with a purchase",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without any it is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "frequency",
        .type = HALE_INT,
        .unit = "purchases",
        .help = "purchases after the first",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "it never bought",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "recency",
        .type = HALE_REAL,
        .unit = "as asked for",
        .help = "from the first purchase to the last",
        .undefined = "it never bought",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "age",
        .type = HALE_REAL,
        .unit = "as asked for",
        .help = "from the first purchase to the end of the span",
        .undefined = "it never bought",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "value",
        .type = HALE_MONEY,
        .unit = "currency",
        .help = "mean amount of the repeat purchases",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "no repeat purchases, or the amount of one is not known",
    },
    NULL,
};

const hale_metric purchases_purchases = {
    .size = sizeof(hale_metric),
    .name = "purchases",
    .title = "Purchases",
    .family = "financial",
    .formula = "days with a purchase; frequency, recency, age and mean value "
               "of the repeat ones",
    .source = "the RFM summary of Fader, Hardie & Lee (2005)",
    .example = "[metric.purchases]\n"
               "plugin = purchases.purchases\n"
               "from = orders\n"
               "unit = week\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
