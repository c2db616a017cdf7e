/* SPDX-License-Identifier: MIT
 *
 * survey.csat: how many of those who answered are satisfied.
 *
 *     csat = satisfied answers / answers
 *     mean = mean of (score - scale_min) / (scale_max - scale_min)
 *
 * Satisfied are the `top` best points of the scale: 4 and 5 of 1 to 5 unless
 * the data or the options tell another scale. scale.h says what happens to
 * mixed scales, survey.h which answers of a user count. `low` and `high` are
 * the Wilson interval of the share: three of three is not "100 %, for sure".
 *
 * Where each ticket has its own question, `responses = all` counts them all.
 *
 * A group's figures are those of all its answers together, never means of its
 * accounts', and hold those of accounts below `min_n` as well.
 *
 * Source: the usual top-two-box score of customer satisfaction.
 */
#include "scale.h"

#include "../../common/wilson.h"

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "kind",
        .type = HALE_OPTION_TEXT,
        .fallback = "csat",
        .help = "which survey, written as in the data",
    },
    &survey_responses,
    &survey_min_n,
    &survey_scale_min,
    &survey_scale_max,
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "top",
        .type = HALE_OPTION_INT,
        .fallback = "2",
        .unit = "points",
        .min = 1,
        .max = 100,
        .help = "how many of the best points are satisfied",
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
            .help = "how satisfied; high is good",
        },
    [SURVEY_USER] = &survey_user,
    [SURVEY_LOW] = &survey_low,
    [SURVEY_HIGH] = &survey_high,
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
    ScaleRule *rule = config;
    rule->kind = given[0].as.text;
    rule->responses = given[1].as.i;
    rule->min_n = given[2].as.i;
    rule->usual_low = 1;
    rule->usual_high = 5;
    rule->top = given[5].as.i;
    return scale_configure(cx, &given[3], &given[4], rule);
}

enum { CSAT, MEAN, SUM, SATISFIED, ANSWERS, REJECTED, SUPERSEDED, LOW, HIGH };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const ScaleRule *rule = config;
    ScaleCount count = {0};
    (void)span;
    if (scale_count(cx, rule, state, &count))
        return -1;
    results[SUM].as.r = count.ease;
    results[SATISFIED].as.i = count.good;
    results[ANSWERS].as.i = count.answers;
    results[REJECTED].as.i = count.tally.rejected;
    results[SUPERSEDED].as.i = count.tally.superseded;
    for (size_t i = SUM; i <= SUPERSEDED; i++)
        results[i].missing = HALE_PRESENT;
    wilson_interval(count.good, count.answers, &results[LOW], &results[HIGH]);
    if (count.answers == 0 && count.tally.rejected > 0)
        results[CSAT].missing = results[MEAN].missing = HALE_REJECTED;
    if (count.answers > 0 && count.answers < rule->min_n)
        results[CSAT].missing = results[MEAN].missing = HALE_TOO_FEW;
    if (count.answers < rule->min_n)
        return 0;
    results[CSAT].as.r = (double)count.good / (double)count.answers;
    results[MEAN].as.r = count.ease / (double)count.answers;
    results[CSAT].missing = results[MEAN].missing = HALE_PRESENT;
    return 0;
}

#define SHARE                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_RATIO,                 \
    .denominator = ANSWERS,                                                    \
    .undefined = "nobody answered, on one scale, or fewer than min_n did"
#define ANSWERED                                                               \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "answers",          \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without answers it is 0"
#define BOUND                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_NONE,                  \
    .undefined = "nobody answered, on one scale"

static const hale_result *const results[] = {
    &(const hale_result){SHARE, .name = "", .numerator = SATISFIED,
                         .flags = HALE_PROPORTION,
                         .help = "share of the answers that are satisfied"},
    &(const hale_result){SHARE, .name = "mean", .numerator = SUM,
                         .help = "mean score, 0 the worst, 1 the best"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "sum",
                         .type = HALE_REAL,
                         .unit = "answers",
                         .help = "all scores, each from 0 to 1",
                         .direction = HALE_UP_IS_GOOD,
                         .rollup = HALE_ROLLUP_SUM,
                         .undefined = "never; without answers it is 0"},
    &(const hale_result){ANSWERED, .name = "satisfied",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "answers in the best points"},
    &(const hale_result){ANSWERED, .name = "answers",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "answers on the scale that count"},
    &(const hale_result){ANSWERED, .name = "rejected",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "scores off the scale, or all if it is mixed"},
    &(const hale_result){ANSWERED, .name = "superseded",
                         .direction = HALE_NEUTRAL,
                         .help = "answers that the same user changed later"},
    &(const hale_result){BOUND, .name = "low",
                         .help = "95 % interval of the share, lower end"},
    &(const hale_result){BOUND, .name = "high",
                         .help = "95 % interval of the share, upper end"},
    NULL,
};

const hale_metric survey_csat = {
    .size = sizeof(hale_metric),
    .name = "csat",
    .title = "Customer satisfaction",
    .family = "health",
    .formula = "answers in the best points of the scale / answers",
    .source = "the usual top-two-box score of customer satisfaction",
    .example = "[metric.csat]\n"
               "plugin = survey.csat\n"
               "window = 180d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(ScaleRule),
    .configure = configure,
    .state_size = sizeof(ScaleState),
    .init = scale_init,
    .update = scale_update,
    .finish = finish,
};
