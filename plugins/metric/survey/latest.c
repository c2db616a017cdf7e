/* SPDX-License-Identifier: MIT
 *
 * survey.latest: what the account said last, and how long ago.
 *
 *     latest   = score of the newest answer of one kind in the window
 *     age_days = last day of the span - local day of that answer
 *
 * Which survey is an option, nps unless said otherwise; scores stay on the
 * scale they were given on, so one section is for one scale. An answer
 * without a score is none. Old news is still told, with its age beside it: a
 * formula says by `stale` when it no longer counts, a window when it is gone.
 * Of two answers at the same instant the one that arrived later is the newer.
 *
 * Source: the usual "last NPS" of customer-success tools, with the age that
 * most of them leave out.
 */
#include "survey.h"

typedef struct Config {
    hale_str kind;
} Config;

typedef struct State {
    double score;
    int64_t answers;
    int32_t day;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "kind",
        .type = HALE_OPTION_TEXT,
        .fallback = "nps",
        .help = "which survey, written as in the data",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [SURVEY_KIND] = &survey_kind,
    [SURVEY_SCORE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "score",
            .type = HALE_REAL,
            .help = "the answer, on the survey's own scale",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "surveys",
        .shape = HALE_EVENT,
        .columns = columns,
        .help = "one row for each answer",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->kind = given[0].as.text;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    uint32_t code = survey_code(cx, rows, c->kind);
    for (size_t i = 0; i < rows->count; i++) {
        if (!survey_counts(rows, i, code))
            continue;
        s->score = rows->column[SURVEY_SCORE]->as.r[i];
        s->day = rows->day[i];
        s->answers++;
    }
    return 0;
}

enum { LATEST, AGE_DAYS, ANSWERS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config;
    results[ANSWERS].as.i = s->answers;
    results[ANSWERS].missing = HALE_PRESENT;
    if (s->answers == 0)
        return 0;
    results[LATEST].as.r = s->score;
    results[LATEST].missing = HALE_PRESENT;
    results[AGE_DAYS].as.i = (int64_t)span->last_day - s->day;
    results[AGE_DAYS].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "points",
        .help = "score of the newest answer",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "nobody answered",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "age_days",
        .type = HALE_INT,
        .unit = "days",
        .help = "days since the newest answer",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "nobody answered",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "answers",
        .type = HALE_INT,
        .unit = "answers",
        .help = "answers of this kind in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without answers it is 0",
    },
    NULL,
};

const hale_metric survey_latest = {
    .size = sizeof(hale_metric),
    .name = "latest",
    .title = "Latest answer",
    .family = "health",
    .formula = "score of the newest answer of one kind in the window",
    .source = "the usual \"last NPS\" of customer-success tools",
    .example = "[metric.csat]\n"
               "plugin = survey.latest\n"
               "kind = csat\n"
               "window = 180d\n",
    .flags = HALE_TAKES_WINDOW,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
