/* SPDX-License-Identifier: MIT
 *
 * revenue.cohort: the calendar period in which an account's first paid
 * subscription began, as "2025-06", "2025-Q2" or "2025".
 *
 *     age = periods from that one to the one of the span's last day
 *
 * A cohort is a group of accounts as any other, so the cohort triangle needs
 * no metric of its own: it is the table by periods of any metric, rolled up
 * by cohort. MRR is the revenue triangle, customers the logo triangle:
 *
 *     [metric.cohort]              [metric.movements]
 *     plugin = revenue.cohort      plugin  = revenue.movements
 *     [rollup.cohort]              periods = 24 x month
 *     by = cohort
 *
 * Days are local. Trials and terms at 0 do not make a cohort; a later return
 * does not change it. The own period has age 0. Who never paid has no cohort;
 * where a term without an amount began before the first that is known to be
 * paid, nobody can tell. There is no window, which would forget the first.
 *
 * Source: cohorts by the first subscription, as in ChartMogul's cohorts.
 */
#include "../../common/period.h"
#include "revenue.h"
#include "terms.h"

typedef struct Config {
    Policy policy;
    int64_t unit;
} Config;

typedef struct First { /* the earliest of some terms */
    int64_t begin;
    uint8_t any;
} First;

typedef struct State {
    First paid, unpriced; /* with an amount above 0, without one */
    char label[PERIOD_ROOM];
} State;

static const hale_option *const options[] = {
    POLICY_OPTIONS,
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "unit",
        .type = HALE_OPTION_CHOICE,
        .fallback = "month",
        .choices = (const char *const[]){"month", "quarter", "year", NULL},
        .help = "how long the period of a cohort is",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->policy = policy_read(given);
    c->unit = given[POLICY_OPTION_COUNT].as.i;
    return 0;
}

static void add_first(First *f, int64_t begin)
{
    f->begin = f->any && f->begin < begin ? f->begin : begin;
    f->any = 1;
}

static int add_term(hale_cx *cx, const void *config, void *state,
                    const hale_rows *rows, size_t i, Term *t)
{
    const Config *c = config;
    State *s = state;
    if (term_price(cx, &c->policy, rows, i, t))
        return -1;
    if (t->missing)
        add_first(&s->unpriced, t->begin);
    else if (t->mrr > 0)
        add_first(&s->paid, t->begin);
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    return terms_each(cx, &c->policy, c, state, rows, add_term);
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    if (later->paid.any)
        add_first(&s->paid, later->paid.begin);
    if (later->unpriced.any)
        add_first(&s->unpriced, later->unpriced.begin);
    return 0;
}

enum { LABEL, AGE };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    State *s = state;
    int paid = s->paid.any, unpriced = s->unpriced.any;
    hale_missing missing = paid ? HALE_PRESENT : HALE_NO_ROWS;
    int32_t first;
    if (unpriced && (!paid || s->unpriced.begin < s->paid.begin))
        missing = HALE_NOT_GIVEN;
    results[LABEL].missing = results[AGE].missing = missing;
    if (missing)
        return 0;
    first = cx->day(cx, s->paid.begin);
    results[LABEL].as.text = period_name(first, c->unit, s->label);
    results[AGE].as.i =
        period_number(span->last_day, c->unit) - period_number(first, c->unit);
    return 0;
}

#define UNDEFINED .undefined = "it never paid, or an earlier term has no amount"

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_TEXT,
        .unit = "period",
        .help = "the period in which the first paid subscription began",
        UNDEFINED,
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "age",
        .type = HALE_INT,
        .unit = "periods",
        .help = "periods since then; 0 in the period itself",
        .rollup = HALE_ROLLUP_MEAN,
        UNDEFINED,
    },
    NULL,
};

const hale_metric revenue_cohort = {
    .size = sizeof(hale_metric),
    .name = "cohort",
    .title = "Cohort of the first subscription",
    .family = "financial",
    .formula = "the month, quarter or year in which the first term above 0 "
               "began; age = periods since then",
    .source = "cohorts by the first subscription, as in ChartMogul's cohorts",
    .example = "[metric.cohort]\n"
               "plugin = revenue.cohort\n"
               "unit = quarter\n",
    .flags = HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = term_needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
