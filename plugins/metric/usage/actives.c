/* SPDX-License-Identifier: MIT
 *
 * usage.actives: the users of a day, a week and a month, and how they compare.
 *
 *     dau       mean over the month's days of their distinct users
 *     wau, mau  distinct users of the last week, of the last month
 *     dau_mau   dau / mau
 *     stickiness_rolling
 *               mean over the month's days of that day's users / users of
 *               the month that ends with that day
 *
 * A month is 28 days, so that all months hold the same weekdays; weekends
 * and silent days count. The two kinds of stickiness differ while the number
 * of users moves: the first looks at one month, the second at a month for
 * each day, and so needs the rows of nearly two. A day whose month is empty
 * has no ratio and is left out.
 *
 * A window only bounds what is read. Where it is too short for a figure, that
 * figure is missing: window = 56d is enough for all of them.
 *
 * Source: DAU, WAU and MAU as usual; the mean of daily ratios is Pendo's
 * stickiness, the ratio of means is the older DAU/MAU.
 */
#include "usage.h"

typedef struct Config {
    int64_t week, month;
} Config;

typedef struct State {
    Rolling rolling;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "week",
        .type = HALE_OPTION_DAYS,
        .fallback = "7d",
        .help = "the days of wau",
        .unit = "days",
        .min = 1,
        .max = 366,
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "month",
        .type = HALE_OPTION_DAYS,
        .fallback = "28d",
        .help = "the days of mau, and those that dau is the mean of",
        .unit = "days",
        .min = 1,
        .max = 366,
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

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    c->week = given[0].as.i;
    c->month = given[1].as.i;
    if (c->week > c->month)
        return hale_fail(cx, "week = %dd is longer than month = %dd",
                         (int)c->week, (int)c->month);
    return 0;
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    const Config *c = config;
    State *s = state;
    return usage_rolling_open(cx, &s->rolling, span, c->month);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)config;
    return usage_rolling_add(cx, &s->rolling, rows, 0);
}

enum {
    DAU,
    WAU,
    MAU,
    DAU_MAU,
    WAU_MAU,
    DAU_WEEK,
    DAU_WAU,
    STICKINESS_ROLLING,
    RESULTS
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const Rolling *r = &((const State *)state)->rolling;
    int64_t tomorrow = (int64_t)span->last_day + 1;
    double mean;
    (void)cx;
    for (size_t i = 0; i < RESULTS; i++)
        results[i].missing = HALE_NOT_COVERED;
    if (usage_reaches(span, tomorrow - c->week)) {
        usage_set_real(&results[DAU_WEEK], usage_rolling_daily(r, c->week));
        usage_set_int(&results[WAU], usage_rolling_users(r, c->week));
    }
    if (usage_reaches(span, tomorrow - c->month)) {
        usage_set_real(&results[DAU], usage_rolling_daily(r, c->month));
        usage_set_int(&results[MAU], usage_rolling_users(r, c->month));
    }
    usage_set_ratio(results, DAU_MAU, DAU, MAU);
    usage_set_ratio(results, WAU_MAU, WAU, MAU);
    usage_set_ratio(results, DAU_WAU, DAU_WEEK, WAU);
    if (!usage_reaches(span, tomorrow - 2 * c->month + 1))
        return 0;
    results[STICKINESS_ROLLING].missing = HALE_ZERO_DENOMINATOR;
    if (usage_rolling_stickiness(r, &mean))
        usage_set_real(&results[STICKINESS_ROLLING], mean);
    return 0;
}

#define FIGURE .size = sizeof(hale_result), .direction = HALE_UP_IS_GOOD
#define USERS                                                                  \
    FIGURE, .unit = "users", .rollup = HALE_ROLLUP_SUM,                        \
            .undefined = "the window is too short for it"
#define RATIO                                                                  \
    FIGURE, .type = HALE_REAL, .unit = "fraction",                             \
            .undefined = "nobody was active, or the window is too short"

static const hale_result *const results[] = {
    &(const hale_result){USERS, .name = "dau", .type = HALE_REAL,
                         .help = "mean of the daily users of the month"},
    &(const hale_result){USERS, .name = "wau", .type = HALE_INT,
                         .help = "distinct users of the last week"},
    &(const hale_result){USERS, .name = "mau", .type = HALE_INT,
                         .help = "distinct users of the last month"},
    &(const hale_result){RATIO, .name = "dau_mau", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = DAU, .denominator = MAU,
                         .help = "stickiness: dau / mau"},
    &(const hale_result){RATIO, .name = "wau_mau", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = WAU, .denominator = MAU,
                         .help = "wau / mau"},
    &(const hale_result){USERS, .name = "dau_week", .type = HALE_REAL,
                         .help = "mean of the daily users of the last week"},
    &(const hale_result){RATIO, .name = "dau_wau", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = DAU_WEEK, .denominator = WAU,
                         .help = "dau_week / wau"},
    &(const hale_result){RATIO, .name = "stickiness_rolling",
                         .help = "mean of the daily ratios of users to the "
                                 "users of the month up to that day"},
    NULL,
};

const hale_metric usage_actives = {
    .size = sizeof(hale_metric),
    .name = "actives",
    .title = "Daily, weekly and monthly users",
    .family = "usage",
    .formula = "distinct users of the days, the last 7 and the last 28; their "
               "ratios",
    .source = "DAU, WAU, MAU as usual; the mean of daily ratios as Pendo's "
              "stickiness",
    .example = "[metric.actives]\n"
               "plugin = usage.actives\n"
               "window = 56d\n",
    .flags = HALE_TAKES_WINDOW,
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
