/* SPDX-License-Identifier: MIT
 *
 * usage.days_since_last_event: how long the account has been silent.
 *
 *     days_since_last_event = last day of the span - local day of the last
 *                             event
 *
 * 0 means on the last day that is looked at. Who never did anything has no
 * last event: the figure is missing, which is neither 0 (as if active today)
 * nor a large number. A window is not needed; with one, an account that was
 * silent all through it is missing as well, and older events need not be
 * read.
 *
 * A group's figure is the longest silence in it: the shortest would be 0 for
 * any group with one busy account.
 *
 * Source: the recency of RFM analysis; undefined for "never" as in Gold,
 * Fighting Churn with Data.
 */
#include "hale/plugin.h"

typedef struct State {
    int32_t last_day;
    uint8_t any;
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
    if (rows->count > 0) { /* oldest first: the last one is the latest */
        s->last_day = rows->day[rows->count - 1];
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
    results[0].as.i = (int64_t)span->last_day - s->last_day;
    results[0].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "days",
        .help = "days since the last event; a group: the longest silence",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MAX,
        .undefined = "there was never an event",
    },
    NULL,
};

const hale_metric usage_days_since_last_event = {
    .size = sizeof(hale_metric),
    .name = "days_since_last_event",
    .title = "Days since the last event",
    .family = "usage",
    .formula = "last day of the span - local day of the last event",
    .source = "the recency of RFM analysis; undefined for \"never\" as in "
              "Gold, Fighting Churn with Data",
    .example = "[metric.days_silent]\n"
               "plugin = usage.days_since_last_event\n",
    .flags = HALE_TAKES_WINDOW,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
