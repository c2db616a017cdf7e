/* SPDX-License-Identifier: MIT
 *
 * usage.events: how much was done.
 *
 *     events = number of events in the window
 *
 * The plainest metric there is, and the one to copy for a first metric of
 * your own. With a filter it counts one kind of thing: logins, exports,
 * failed calls. It says nothing about how many people were behind them.
 *
 * Source: counting.
 */
#include "hale/plugin.h"

typedef struct State {
    int64_t count;
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

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    s->count += (int64_t)rows->count;
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->count += later->count;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[0].as.i = s->count;
    results[0].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "events",
        .help = "events in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    NULL,
};

const hale_metric usage_events = {
    .size = sizeof(hale_metric),
    .name = "events",
    .title = "Events",
    .family = "usage",
    .formula = "number of events in the window",
    .source = "counting",
    .example = "[metric.exports]\n"
               "plugin = usage.events\n"
               "window = 28d\n"
               "where.feature = export\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
