/* SPDX-License-Identifier: MIT
 *
 * usage.sessions: how long people stay.
 *
 *     session = a user's events with no gap longer than `gap` minutes
 *     minutes = sum over sessions of last event - first event
 *
 * A session of one event is a session of 0 minutes: what happened after the
 * last event nobody knows, so the time is a lower bound. A session that lies
 * across the beginning of the window is seen from there on. Events without a
 * user belong to no session.
 *
 * Long is neither good nor bad by itself: a user may be absorbed or lost.
 *
 * Source: web analytics, whose usual gap is 30 minutes.
 */
#include "usage.h"

typedef struct Config {
    int64_t gap; /* microseconds */
} Config;

typedef struct State {
    Tally last; /* by user: the time of the last event */
    int64_t sessions, time;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "gap",
        .type = HALE_OPTION_INT,
        .fallback = "30",
        .help = "a longer silence ends the session",
        .unit = "minutes",
        .min = 1,
        .max = 1440,
    },
    NULL,
};

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

static const int64_t minute = 60 * HALE_SECOND;

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->gap = given[0].as.i * minute;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *user = rows->column[0];
    for (size_t i = 0; i < rows->count; i++) {
        int fresh;
        int64_t *last, silence;
        if (!HALE_HAS(user, i))
            continue;
        last = usage_tally(cx, &s->last, user->as.code[i], &fresh);
        if (!last)
            return -1;
        silence = rows->time[i] - *last;
        if (fresh || silence > c->gap)
            s->sessions++;
        else
            s->time += silence;
        *last = rows->time[i];
    }
    return 0;
}

enum { SESSIONS, MINUTES, USERS, MINUTES_PER_USER, MINUTES_PER_SESSION };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    usage_set_int(&results[SESSIONS], s->sessions);
    usage_set_int(&results[USERS], (int64_t)s->last.count);
    usage_set_real(&results[MINUTES], (double)s->time / (double)minute);
    usage_set_ratio(results, MINUTES_PER_USER, MINUTES, USERS);
    usage_set_ratio(results, MINUTES_PER_SESSION, MINUTES, SESSIONS);
    return 0;
}

#define SUM                                                                    \
    .size = sizeof(hale_result), .rollup = HALE_ROLLUP_SUM,                    \
    .undefined = "never; without events it is 0"
#define RATIO                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL,                            \
    .rollup = HALE_ROLLUP_RATIO, .numerator = MINUTES,                         \
    .undefined = "nobody was active in the window"

static const hale_result *const results[] = {
    &(const hale_result){SUM, .name = "", .type = HALE_INT, .unit = "sessions",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "sessions in the window"},
    &(const hale_result){SUM, .name = "minutes", .type = HALE_REAL,
                         .unit = "minutes", .direction = HALE_NEUTRAL,
                         .help = "time in sessions"},
    &(const hale_result){SUM, .name = "users", .type = HALE_INT,
                         .unit = "users", .direction = HALE_UP_IS_GOOD,
                         .help = "distinct users with a session"},
    &(const hale_result){RATIO, .name = "minutes_per_user",
                         .denominator = USERS, .unit = "minutes/user",
                         .direction = HALE_NEUTRAL,
                         .help = "time in sessions per active user"},
    &(const hale_result){RATIO, .name = "minutes_per_session",
                         .denominator = SESSIONS, .unit = "minutes/session",
                         .direction = HALE_NEUTRAL,
                         .help = "mean length of a session"},
    NULL,
};

const hale_metric usage_sessions = {
    .size = sizeof(hale_metric),
    .name = "sessions",
    .title = "Sessions",
    .family = "usage",
    .formula = "runs of a user's events with no gap above 30 minutes; their "
               "number and time",
    .source = "web analytics, whose usual gap is 30 minutes",
    .example = "[metric.sessions]\n"
               "plugin = usage.sessions\n"
               "window = 28d\n"
               "gap = 30\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
