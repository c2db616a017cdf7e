/* SPDX-License-Identifier: MIT
 *
 * account.tenure: for how many days the account has been with us.
 *
 *     tenure = today - local day on which it was created
 *
 * Today is the local day of the run's as-of instant. An account that is not
 * created yet (a date in the future, a run as of the past) has no tenure:
 * missing, too new. A group's figure is the mean of its accounts.
 *
 * Source: the tenure of survival analysis, in days.
 */
#include "hale/plugin.h"

typedef struct State {
    int64_t created;
    hale_missing missing;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .fallback = "created",
        .help = "the column of the date on which it began",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "created",
        .type = HALE_TIME,
        .help = "when the account began",
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
            s->created = rows->column[0]->as.i[i];
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config;
    results[0].missing = s->missing;
    if (s->missing)
        return 0;
    results[0].as.i = (int64_t)span->as_of_day - cx->day(cx, s->created);
    if (results[0].as.i < 0)
        results[0].missing = HALE_TOO_NEW;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "days",
        .help = "days since the account was created",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "no date is known, or it lies in the future",
    },
    NULL,
};

const hale_metric account_tenure = {
    .size = sizeof(hale_metric),
    .name = "tenure",
    .title = "Tenure",
    .family = "health",
    .formula = "local day of the as-of instant - local day of creation",
    .source = "the tenure of survival analysis, in days",
    .example = "[metric.tenure_days]\n"
               "plugin = account.tenure\n"
               "from = accounts\n",
    .options = options,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
