/* SPDX-License-Identifier: MIT
 *
 * usage.active_days: on how many days anybody of the account used the product.
 *
 *     active_days = number of distinct local days with an event in the window
 *
 * Days are those of the pipeline's time zone. Unlike a count of events it
 * cannot be driven up by one busy afternoon or by a script, which makes it a
 * sturdy first measure of habit. A group's figure is the mean of its accounts.
 *
 * Source: the habit measure of product analytics ("days active in the last
 * 28").
 */
#include "hale/plugin.h"

typedef struct State {
    int64_t days;
    int32_t last; /* the newest of them */
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

/* Oldest rows come first, so that a day that was seen is the last one. */
static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        s->days += s->days == 0 || rows->day[i] != s->last;
        s->last = rows->day[i];
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[0].as.i = s->days;
    results[0].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "days",
        .help = "local days with an event in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "never; without events it is 0",
    },
    NULL,
};

const hale_metric usage_active_days = {
    .size = sizeof(hale_metric),
    .name = "active_days",
    .title = "Active days",
    .family = "usage",
    .formula = "number of distinct local days with an event in the window",
    .source = "product analytics: days active in the last 28",
    .example = "[metric.active_days]\n"
               "plugin = usage.active_days\n"
               "window = 28d\n"
               "compare = previous\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
