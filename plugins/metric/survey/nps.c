/* SPDX-License-Identifier: MIT
 *
 * survey.nps: the Net Promoter Score of an account's own answers.
 *
 *     nps = 100 x (promoters - detractors) / answers
 *
 * on answers from 0 to 10: 9 and 10 promote, 0 to 6 detract (0 is an answer
 * and detracts), 7 and 8 are in between and count in the denominator only. A
 * score with decimals detracts below 7 and promotes from 9. A score off the
 * scale is not an answer; it is counted in `rejected`. Every answer of the
 * window counts, one user's second as well as the first.
 *
 * A group's figure is the score of all its answers together, never a mean of
 * its accounts' scores. A handful of answers says little: look at `answers`.
 *
 * Source: Reichheld, "The One Number You Need to Grow" (2003).
 */
#include "survey.h"

typedef struct Config {
    hale_str kind;
} Config;

typedef struct State {
    int64_t promoters, detractors, answers, rejected;
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
    [SURVEY_KIND] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "kind",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "which survey; without the column all are of one kind",
        },
    [SURVEY_SCORE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "score",
            .type = HALE_REAL,
            .unit = "0 to 10",
            .help = "would you recommend us?",
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
        double score = rows->column[SURVEY_SCORE]->as.r[i];
        if (score < 0 || score > 10) {
            s->rejected++;
            continue;
        }
        s->answers++;
        s->promoters += score >= 9;
        s->detractors += score < 7;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->promoters += later->promoters;
    s->detractors += later->detractors;
    s->answers += later->answers;
    s->rejected += later->rejected;
    return 0;
}

enum { NPS, NET, PROMOTERS, DETRACTORS, ANSWERS, REJECTED, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[NET].as.i = 100 * (s->promoters - s->detractors);
    results[PROMOTERS].as.i = s->promoters;
    results[DETRACTORS].as.i = s->detractors;
    results[ANSWERS].as.i = s->answers;
    results[REJECTED].as.i = s->rejected;
    for (size_t i = NET; i < RESULTS; i++)
        results[i].missing = HALE_PRESENT;
    if (s->answers > 0) {
        results[NPS].as.r = (double)results[NET].as.i / (double)s->answers;
        results[NPS].missing = HALE_PRESENT;
    } else if (s->rejected > 0) {
        results[NPS].missing = HALE_REJECTED;
    }
    return 0;
}

#define ANSWERED                                                               \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "answers",          \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without answers it is 0"

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "points",
        .help = "Net Promoter Score, -100 to 100",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = NET,
        .denominator = ANSWERS,
        .undefined = "nobody answered, or off the scale only",
    },
    &(const hale_result){ANSWERED, .name = "net", .direction = HALE_UP_IS_GOOD,
                         .help = "100 x (promoters - detractors)"},
    &(const hale_result){ANSWERED, .name = "promoters",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "answers of 9 and 10"},
    &(const hale_result){ANSWERED, .name = "detractors",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "answers of 0 to 6"},
    &(const hale_result){ANSWERED, .name = "answers",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "answers from 0 to 10 in the window"},
    &(const hale_result){ANSWERED, .name = "rejected",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "scores off the scale, not counted"},
    NULL,
};

const hale_metric survey_nps = {
    .size = sizeof(hale_metric),
    .name = "nps",
    .title = "Net Promoter Score",
    .family = "health",
    .formula = "100 x (promoters - detractors) / answers; 9-10 promote, 0-6 "
               "detract",
    .source = "Reichheld, The One Number You Need to Grow (2003)",
    .example = "[metric.nps]\n"
               "plugin = survey.nps\n"
               "window = 180d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
