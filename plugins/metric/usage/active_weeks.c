/* SPDX-License-Identifier: MIT
 *
 * usage.active_weeks: in how many of the last weeks was anybody there?
 *
 *     active_weeks = number of weeks of the window with an event
 *
 * Weeks are blocks of seven local days, counted back from the end of the
 * window, so that each is whole whatever day the run falls on. window = 12w
 * makes it "of the last twelve". Days before the earliest whole week are left
 * out. Without a window there are as many weeks as have begun since the
 * account's first event.
 *
 * It tells a customer who comes every week from one who came every day of a
 * single month.
 *
 * Source: the weekly habit measure of product analytics.
 */
#include "usage.h"

typedef struct State {
    hale_set *weeks;
    int32_t first_day;
    uint8_t any;
} State;

static const hale_column *const columns[] = {NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = columns,
    },
    NULL,
};

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->weeks = cx->set(cx);
    return s->weeks ? 0 : -1;
}

/* Whole weeks of the span; 0 for one that is shorter than a week. */
static int64_t whole_weeks(const hale_span *span)
{
    return ((int64_t)span->last_day - span->begin_day + 1) / 7;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_span *span = rows->span;
    int64_t most =
        span->begin == INT64_MIN ? INT64_MAX : whole_weeks(rows->span);
    (void)config;
    if (rows->count > 0 && !s->any) {
        s->first_day = rows->day[0];
        s->any = 1;
    }
    for (size_t i = 0; i < rows->count; i++) {
        int64_t week = ((int64_t)span->last_day - rows->day[i]) / 7;
        if (week < most && cx->set_put(cx, s->weeks, week))
            return -1;
    }
    return 0;
}

enum { ACTIVE_WEEKS, SHARE, WEEKS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t weeks = 0;
    (void)config;
    if (span->begin != INT64_MIN)
        weeks = whole_weeks(span);
    else if (s->any)
        weeks = ((int64_t)span->last_day - s->first_day) / 7 + 1;
    usage_set_int(&results[ACTIVE_WEEKS], (int64_t)cx->set_count(cx, s->weeks));
    usage_set_int(&results[WEEKS], weeks);
    usage_set_ratio(results, SHARE, ACTIVE_WEEKS, WEEKS);
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "weeks",
        .help = "weeks of the window with an event",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "never; without events it is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "share",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "share of the weeks with an event",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = ACTIVE_WEEKS,
        .denominator = WEEKS,
        .undefined = "there is not one whole week",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "weeks",
        .type = HALE_INT,
        .unit = "weeks",
        .help = "weeks that are looked at",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "never",
    },
    NULL,
};

const hale_metric usage_active_weeks = {
    .size = sizeof(hale_metric),
    .name = "active_weeks",
    .title = "Active weeks",
    .family = "usage",
    .formula = "weeks of seven days, back from the end, with an event",
    .source = "the weekly habit measure of product analytics",
    .example = "[metric.active_weeks]\n"
               "plugin = usage.active_weeks\n"
               "window = 12w\n",
    .flags = HALE_TAKES_WINDOW,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
