/* SPDX-License-Identifier: MIT
 *
 * usage.logins: how often a user logs in.
 *
 *     logins per user and week = logins / (active users x weeks)
 *
 * A login is an event of the feature that the option names. Active users are
 * the distinct users with any event in the window: who stays logged in for
 * weeks is a user and pulls the figure down, as it should. The weeks are the
 * local days of the window / 7; without a window they count from the
 * account's first event.
 *
 * More is not always better: automation takes logins away from a happy
 * customer.
 *
 * Source: login frequency, logins a user and week.
 */
#include "usage.h"

typedef struct Config {
    hale_str feature;
} Config;

typedef struct State {
    hale_set *users;
    int64_t logins;
    int32_t first_day;
    uint8_t any;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "feature",
        .type = HALE_OPTION_TEXT,
        .fallback = "login",
        .help = "the feature that is a login, written as in the data",
    },
    NULL,
};

enum { USER, FEATURE };
static const hale_column *const columns[] = {&usage_user, &usage_feature, NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = columns,
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    c->feature = given[0].as.text;
    if (c->feature.len == 0)
        return hale_fail(cx, "feature is empty: name the feature that is a "
                             "login, as in feature = login");
    return 0;
}

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
    const Config *c = config;
    State *s = state;
    const hale_vector *feature = rows->column[FEATURE];
    uint32_t login;
    if (rows->count == 0)
        return 0;
    if (!s->any)
        s->first_day = rows->day[0];
    s->any = 1;
    login = cx->code(cx, feature, c->feature);
    for (size_t i = 0; i < rows->count && login != HALE_NO_CODE; i++)
        s->logins += HALE_HAS(feature, i) && feature->as.code[i] == login;
    return cx->set_add(cx, s->users, rows->column[USER], 0, rows->count);
}

enum { PER_USER_WEEK, LOGINS, USERS, USER_WEEKS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t users = (int64_t)cx->set_count(cx, s->users);
    int64_t first = span->begin == INT64_MIN ? s->first_day : span->begin_day;
    int64_t days = users ? span->last_day - first + 1 : 0;
    (void)config;
    usage_set_int(&results[LOGINS], s->logins);
    usage_set_int(&results[USERS], users);
    usage_set_real(&results[USER_WEEKS], (double)(users * days) / 7);
    usage_set_ratio(results, PER_USER_WEEK, LOGINS, USER_WEEKS);
    return 0;
}

#define ZERO .undefined = "never; without events it is 0"

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "logins/user/week",
        .help = "logins per active user and week",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = LOGINS,
        .denominator = USER_WEEKS,
        .undefined = "nobody was active in the window",
    },
    &(const hale_result){
        ZERO,
        .size = sizeof(hale_result),
        .name = "logins",
        .type = HALE_INT,
        .unit = "logins",
        .help = "logins in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
    },
    &(const hale_result){
        ZERO,
        .size = sizeof(hale_result),
        .name = "users",
        .type = HALE_INT,
        .unit = "users",
        .help = "distinct users with any event in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
    },
    &(const hale_result){
        ZERO,
        .size = sizeof(hale_result),
        .name = "user_weeks",
        .type = HALE_REAL,
        .unit = "user weeks",
        .help = "active users x weeks of the window",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
    },
    NULL,
};

const hale_metric usage_logins = {
    .size = sizeof(hale_metric),
    .name = "logins",
    .title = "Logins per user and week",
    .family = "usage",
    .formula = "logins / (distinct active users x weeks of the window)",
    .source = "login frequency, logins a user and week",
    .example = "[metric.logins]\n"
               "plugin = usage.logins\n"
               "window = 28d\n"
               "feature = login\n",
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
