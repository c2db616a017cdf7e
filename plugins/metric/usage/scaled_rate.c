/* SPDX-License-Identifier: MIT
 *
 * usage.scaled_rate: events per 28 days, fair to new accounts.
 *
 *     scaled_rate = events / (days seen / per)
 *     days seen   = the days of the window or of the tenure, whichever are
 *                   fewer
 *
 * An account that is two weeks old cannot have four weeks of events: a plain
 * count would call it half as active as it is. Below `min_tenure` a rate
 * says nothing yet and is missing, too new. The tenure counts the day of
 * creation and the last day of the span.
 *
 * A group's figure divides its events by its days seen; accounts that are too
 * new are in neither.
 *
 * Source: Gold, Fighting Churn with Data (2020): event counts scaled for
 * tenure, in months of 28 days.
 */
#include "usage.h"

typedef struct Config {
    int64_t per, min_tenure;
} Config;

typedef struct State {
    int64_t events, created;
    hale_missing missing; /* the creation */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "per",
        .type = HALE_OPTION_DAYS,
        .fallback = "28d",
        .help = "the days that the rate is for",
        .unit = "days",
        .min = 1,
        .max = 3660,
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "min_tenure",
        .type = HALE_OPTION_DAYS,
        .fallback = "14d",
        .help = "a younger account has no rate",
        .unit = "days",
        .min = 1,
        .max = 3660,
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "since",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the day it began, if not \"created\"",
    },
    NULL,
};

enum { EVENTS, ACCOUNT };

static const hale_column *const event_columns[] = {NULL};

static const hale_column *const account_columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "created",
        .type = HALE_TIME,
        .help = "when the account began",
        .named_by = "since",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = event_columns,
    },
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "accounts",
        .shape = HALE_ATTRIBUTE,
        .columns = account_columns,
        .help = "when the account began",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->per = given[0].as.i;
    c->min_tenure = given[1].as.i;
    return 0;
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)cx, (void)config, (void)span;
    s->missing = HALE_NO_ROWS;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    if (rows->need == EVENTS) {
        s->events += (int64_t)rows->count;
        return 0;
    }
    for (size_t i = 0; i < rows->count; i++) { /* one at most */
        s->missing =
            HALE_HAS(rows->column[0], i) ? HALE_PRESENT : HALE_NOT_GIVEN;
        if (!s->missing)
            s->created = rows->column[0]->as.i[i];
    }
    return 0;
}

enum { SCALED_RATE, COUNT, PERIODS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    int64_t seen = INT64_MAX, tenure;
    usage_set_int(&results[COUNT], s->events);
    results[SCALED_RATE].missing = results[PERIODS].missing = s->missing;
    if (s->missing)
        return 0;
    if (span->begin != INT64_MIN)
        seen = (int64_t)span->last_day - span->begin_day + 1;
    tenure = (int64_t)span->last_day - cx->day(cx, s->created) + 1;
    if (tenure < c->min_tenure) {
        results[SCALED_RATE].missing = results[PERIODS].missing = HALE_TOO_NEW;
        return 0;
    }
    seen = tenure < seen ? tenure : seen;
    usage_set_real(&results[PERIODS], (double)seen / (double)c->per);
    usage_set_ratio(results, SCALED_RATE, COUNT, PERIODS);
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "events/28 days",
        .help = "events per 28 days (or `per`) of the time seen",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = COUNT,
        .denominator = PERIODS,
        .undefined = "the account is too new, or nobody knows how old it is",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "events",
        .type = HALE_INT,
        .unit = "events",
        .help = "events in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "periods",
        .type = HALE_REAL,
        .unit = "28 days",
        .help = "the time seen, in units of `per`",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "the account is too new, or nobody knows how old it is",
    },
    NULL,
};

const hale_metric usage_scaled_rate = {
    .size = sizeof(hale_metric),
    .name = "scaled_rate",
    .title = "Events scaled for tenure",
    .family = "usage",
    .formula = "events x 28 / days of the window or the tenure, the fewer",
    .source = "Gold, Fighting Churn with Data (2020)",
    .example = "[metric.scaled_rate]\n"
               "plugin = usage.scaled_rate\n"
               "window = 84d\n"
               "min_tenure = 14d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
