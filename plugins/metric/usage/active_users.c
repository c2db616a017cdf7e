/* SPDX-License-Identifier: MIT
 *
 * usage.active_users: how many different people used the product.
 *
 *     active_users = number of distinct users with an event in the window
 *
 * Exact, never an estimate. An event without a user counts for nobody. What
 * "active" means is the window (1d, 7d, 28d; 28 rather than 30, so that every
 * window holds the same weekdays) and a filter such as `where.feature`.
 *
 * A group's figure is the sum over its accounts: exact as long as a user
 * belongs to one account, which is how user ids are meant.
 *
 * Source: the usual definition of DAU, WAU and MAU.
 */
#include "hale/plugin.h"

typedef struct State {
    hale_set *users;
} State;

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "user",
        .type = HALE_TEXT,
        .help = "who did it",
    },
    NULL,
};

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
    s->users = cx->set(cx);
    return s->users ? 0 : -1;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)config;
    return cx->set_add(cx, s->users, rows->column[0], 0, rows->count);
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config, (void)span;
    results[0].as.i = (int64_t)cx->set_count(cx, s->users);
    results[0].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "users",
        .help = "distinct users with an event in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    NULL,
};

const hale_metric usage_active_users = {
    .size = sizeof(hale_metric),
    .name = "active_users",
    .title = "Active users",
    .family = "usage",
    .formula = "number of distinct users with an event in the window",
    .source = "the usual definition of DAU, WAU and MAU",
    .example = "[metric.active_users]\n"
               "plugin = usage.active_users\n"
               "window = 28d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
