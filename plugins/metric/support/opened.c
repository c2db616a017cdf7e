/* SPDX-License-Identifier: MIT
 *
 * support.opened: how many tickets came in.
 *
 *     opened = number of tickets opened in the window, closed since or not
 *
 * Tickets are intervals, so those from before the window are handed over as
 * well (a metric may want to know which were still open) and are passed over
 * here.
 *
 * Source: counting. Neither many nor few is good by itself: many may be
 * trouble or a roll-out, none may be silence.
 */
#include "hale/plugin.h"

typedef struct State {
    int64_t count;
} State;

static const hale_column *const columns[] = {NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "tickets",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each ticket, from opened to closed",
    },
    NULL,
};

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    for (size_t i = 0; i < rows->count; i++)
        s->count += rows->time[i] >= rows->span->begin &&
                    rows->time[i] < rows->span->end;
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
        .unit = "tickets",
        .help = "tickets opened in the window",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without tickets it is 0",
    },
    NULL,
};

const hale_metric support_opened = {
    .size = sizeof(hale_metric),
    .name = "opened",
    .title = "Tickets opened",
    .family = "health",
    .formula = "number of tickets opened in the window",
    .source = "counting",
    .example = "[metric.tickets]\n"
               "plugin = support.opened\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
