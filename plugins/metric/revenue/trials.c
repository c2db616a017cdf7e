/* SPDX-License-Identifier: MIT
 *
 * revenue.trials: trials, and how many of them became subscriptions.
 *
 *     conversion = converted / decided
 *
 * A trial is the part of a term before its `trial_end`. It is decided when it
 * is over: converted if the term goes on after it, else not, were it given up
 * on its first day or on its last. Until then it is pending and in no rate.
 *
 * cohort = ended takes the trials that were decided within the span, as bills
 * show them; cohort = started takes those that began in it, of which the
 * youngest are pending: the one to compare months of marketing by. Terms
 * without a trial end, or with one that is not after their start, never were
 * a trial.
 *
 * Source: trial conversion by period and by cohort, as Baremetrics and Stripe
 * Billing name them.
 */
#include "revenue.h"

typedef struct Config {
    uint8_t started; /* the cohort */
} Config;

typedef struct State {
    int64_t decided, converted, pending;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "cohort",
        .type = HALE_OPTION_CHOICE,
        .fallback = "ended",
        .choices = (const char *const[]){"ended", "started", NULL},
        .help = "which trials: those that ended in the span or those that "
                "started in it",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "trial_end",
        .type = HALE_TIME,
        .help = "when the trial of the term is over",
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

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->started = given[0].as.i == 1;
    return 0;
}

static void add_trial(const Config *c, State *s, const hale_rows *rows,
                      size_t i, int64_t trial_end)
{
    const hale_span *span = rows->span;
    int converts = rows->until[i] > trial_end;
    int64_t over = converts ? trial_end : rows->until[i];
    int decided = over < span->end;
    if ((c->started ? rows->time[i] : over) < span->begin)
        return;
    s->decided += decided;
    s->converted += decided && converts;
    s->pending += !decided;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const hale_vector *end = rows->column[0];
    (void)cx;
    for (size_t i = 0; i < rows->count; i++)
        if (HALE_HAS(end, i) && end->as.i[i] > rows->time[i] &&
            rows->time[i] < rows->span->end)
            add_trial(config, state, rows, i, end->as.i[i]);
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->decided += later->decided;
    s->converted += later->converted;
    s->pending += later->pending;
    return 0;
}

enum { DECIDED, CONVERTED, PENDING, CONVERSION };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    give(&results[DECIDED], s->decided, HALE_PRESENT);
    give(&results[CONVERTED], s->converted, HALE_PRESENT);
    give(&results[PENDING], s->pending, HALE_PRESENT);
    give_rate(&results[CONVERSION], s->converted, s->decided, HALE_PRESENT);
    return 0;
}

#define TRIALS                                                                 \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "trials",           \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without any it is 0"

static const hale_result *const results[] = {
    &(const hale_result){TRIALS, .name = "decided",
                         .help = "trials that are over"},
    &(const hale_result){TRIALS, .name = "converted",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "those of them that became subscriptions"},
    &(const hale_result){TRIALS, .name = "pending",
                         .help = "trials under way at the end of the span"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "conversion",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "converted / decided",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = CONVERTED,
        .denominator = DECIDED,
        .flags = HALE_PROPORTION,
        .undefined = "no trial is over",
    },
    NULL,
};

const hale_metric revenue_trials = {
    .size = sizeof(hale_metric),
    .name = "trials",
    .title = "Trial conversion",
    .family = "financial",
    .formula = "trials that became subscriptions / trials that are over",
    .source = "trial conversion as Baremetrics and Stripe Billing name it",
    .example = "[metric.trials]\n"
               "plugin = revenue.trials\n"
               "cohort = started\n"
               "periods = 6 x month\n",
    .flags =
        HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_STEADY | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
