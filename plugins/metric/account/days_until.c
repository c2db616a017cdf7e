/* SPDX-License-Identifier: MIT
 *
 * account.days_until: how many days are left until a date of the account.
 *
 *     days_until = local day of the date - today
 *
 * Today is the local day of the run's as-of instant. 0 is today, a negative
 * figure a date that has passed. The date is a renewal unless the option
 * names another column. A group's figure is that of its next date, or of the
 * one most overdue.
 *
 * Source: counting days on the calendar.
 */
#include "hale/plugin.h"

typedef struct State {
    int64_t date;
    hale_missing missing;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .fallback = "renewal",
        .help = "the column of the date",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "renewal",
        .type = HALE_TIME,
        .help = "the date",
        .named_by = "column",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .shape = HALE_ATTRIBUTE,
        .columns = columns,
        .help = "any data set of facts about accounts",
    },
    NULL,
};

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)cx, (void)config, (void)span;
    s->missing = HALE_NO_ROWS;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    for (size_t i = 0; i < rows->count; i++) { /* one at most */
        s->missing =
            HALE_HAS(rows->column[0], i) ? HALE_PRESENT : HALE_NOT_GIVEN;
        if (!s->missing)
            s->date = rows->column[0]->as.i[i];
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config;
    results[0].missing = s->missing;
    if (!s->missing)
        results[0].as.i = (int64_t)cx->day(cx, s->date) - span->as_of_day;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "days",
        .help = "days until the date, negative when it has passed",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_MIN,
        .undefined = "no row is in force, or it has no date",
    },
    NULL,
};

const hale_metric account_days_until = {
    .size = sizeof(hale_metric),
    .name = "days_until",
    .title = "Days until a date",
    .family = "health",
    .formula = "local day of the date - local day of the as-of instant",
    .source = "counting days on the calendar",
    .example = "[metric.days_to_renewal]\n"
               "plugin = account.days_until\n"
               "from = accounts\n"
               "column = renewal\n",
    .options = options,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
