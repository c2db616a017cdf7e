/* SPDX-License-Identifier: MIT
 *
 * support.oldest: for how long the oldest open ticket has been open.
 *
 *     oldest = last day of the span - local day on which it was opened
 *
 * of the tickets that were opened before the end and not closed before it.
 * Without an open ticket there is no oldest one: missing, not 0. A group's
 * figure is that of its oldest ticket. A filter such as `where.priority = p1`
 * asks the same of the urgent ones.
 *
 * Source: age of the oldest open ticket, as support teams watch it.
 */
#include "hale/plugin.h"

typedef struct State {
    int32_t day;
    uint8_t any;
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
    for (size_t i = 0; i < rows->count && !s->any; i++) {
        if (rows->until[i] < rows->span->end)
            continue;
        s->day = rows->day[i];
        s->any = 1;
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config;
    if (!s->any)
        return 0;
    results[0].as.i = (int64_t)span->last_day - s->day;
    results[0].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "days",
        .help = "age of the oldest open ticket",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MAX,
        .undefined = "no ticket is open",
    },
    NULL,
};

const hale_metric support_oldest = {
    .size = sizeof(hale_metric),
    .name = "oldest",
    .title = "Age of the oldest open ticket",
    .family = "health",
    .formula = "last day of the span - local day on which the oldest open "
               "ticket was opened",
    .source = "age of the oldest open ticket, as support teams watch it",
    .example = "[metric.oldest_ticket]\n"
               "plugin = support.oldest\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
