/* SPDX-License-Identifier: MIT
 *
 * usage.stickiness: on how many of the days does a user turn up?
 *
 *     dau_mean   = sum over days of that day's distinct users / days
 *     mau        = distinct users in the window
 *     stickiness = dau_mean / mau
 *
 * With a window of 28d this is DAU/MAU; 1 means that everyone came every day.
 * All local days of the window count, weekends and silent ones too; without a
 * window they count from the account's first event. A group's figure divides
 * the summed numerators by the summed denominators.
 *
 * Counting needs no day-by-day book: a day's distinct users, added up over
 * the days, are the distinct pairs (day, user). Rows come oldest first, so a
 * pair is new when the day is not the one on which the user was last seen.
 *
 * Source: DAU/MAU as the mean of the days over the month's users. Pendo
 * averages daily ratios instead, which differs only by its moving MAU.
 */
#include "usage.h"

typedef struct State {
    Tally last; /* by user: the last day with an event */
    int64_t pairs;
    int32_t first_day;
    uint8_t any;
} State;

static const hale_column *const columns[] = {
    &usage_user,
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

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_vector *user = rows->column[0];
    (void)config;
    if (rows->count > 0 && !s->any) {
        s->first_day = rows->day[0];
        s->any = 1;
    }
    for (size_t i = 0; i < rows->count; i++) {
        int fresh;
        if (!HALE_HAS(user, i))
            continue;
        int64_t *last = usage_tally(cx, &s->last, user->as.code[i], &fresh);
        if (!last)
            return -1;
        s->pairs += fresh || *last != rows->day[i];
        *last = rows->day[i];
    }
    return 0;
}

enum { STICKINESS, DAU_MEAN, MAU };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    double pairs = (double)s->pairs;
    int64_t users = (int64_t)s->last.count;
    int64_t first = span->begin == INT64_MIN ? s->first_day : span->begin_day;
    (void)cx, (void)config;
    results[MAU].as.i = users;
    results[MAU].missing = HALE_PRESENT;
    results[DAU_MEAN].as.r = 0;
    results[DAU_MEAN].missing = HALE_PRESENT;
    results[STICKINESS].missing = HALE_ZERO_DENOMINATOR;
    if (users == 0)
        return 0;
    results[DAU_MEAN].as.r = pairs / (double)(span->last_day - first + 1);
    results[STICKINESS].as.r = results[DAU_MEAN].as.r / (double)users;
    results[STICKINESS].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "mean of the daily users over the users of the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = DAU_MEAN,
        .denominator = MAU,
        .undefined = "nobody was active in the window",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "dau_mean",
        .type = HALE_REAL,
        .unit = "users",
        .help = "mean over the days of their distinct users",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "mau",
        .type = HALE_INT,
        .unit = "users",
        .help = "distinct users in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    NULL,
};

const hale_metric usage_stickiness = {
    .size = sizeof(hale_metric),
    .name = "stickiness",
    .title = "Stickiness",
    .family = "usage",
    .formula =
        "mean of the daily distinct users / distinct users in the window",
    .source = "DAU/MAU, the mean of the days over the users of the window",
    .example = "[metric.stickiness]\n"
               "plugin = usage.stickiness\n"
               "window = 28d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
