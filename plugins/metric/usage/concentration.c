/* SPDX-License-Identifier: MIT
 *
 * usage.concentration: how much of the account's use hangs on one person.
 *
 *     concentration = events of the busiest user / events of all users
 *
 * Near 1 the account is one person: when that person leaves, so does the
 * use. An account of one user has 1 by arithmetic, which is the point. Events
 * without a user count for nobody and are left out.
 *
 * A group's figure says which share of its events comes from the busiest
 * users of its accounts.
 *
 * Source: the concentration ratio of one (CR1), over users.
 */
#include "usage.h"

typedef struct State {
    Tally events; /* by user */
} State;

static const hale_column *const columns[] = {&usage_user, NULL};

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
    const hale_vector *user = rows->column[0];
    (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        int64_t *events;
        if (!HALE_HAS(user, i))
            continue;
        events = usage_tally(cx, &s->events, user->as.code[i], NULL);
        if (!events)
            return -1;
        ++*events;
    }
    return 0;
}

enum { CONCENTRATION, TOP, EVENTS, USERS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t top = 0, all = 0;
    (void)cx, (void)config, (void)span;
    for (size_t i = 0; i < s->events.slots; i++) {
        int64_t events = s->events.slot[i].value; /* 0 in a free slot */
        all += events;
        top = events > top ? events : top;
    }
    usage_set_int(&results[TOP], top);
    usage_set_int(&results[EVENTS], all);
    usage_set_int(&results[USERS], (int64_t)s->events.count);
    usage_set_ratio(results, CONCENTRATION, TOP, EVENTS);
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "share of the events that are the busiest user's",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = TOP,
        .denominator = EVENTS,
        .undefined = "no event in the window has a user",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "top",
        .type = HALE_INT,
        .unit = "events",
        .help = "events of the busiest user",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "events",
        .type = HALE_INT,
        .unit = "events",
        .help = "events with a user",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "users",
        .type = HALE_INT,
        .unit = "users",
        .help = "distinct users in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    NULL,
};

const hale_metric usage_concentration = {
    .size = sizeof(hale_metric),
    .name = "concentration",
    .title = "Concentration on one user",
    .family = "usage",
    .formula = "events of the busiest user / events of all users",
    .source = "the concentration ratio of one (CR1), over users",
    .example = "[metric.concentration]\n"
               "plugin = usage.concentration\n"
               "window = 28d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
