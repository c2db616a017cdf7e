/* SPDX-License-Identifier: MIT
 *
 * survey.ces: the Customer Effort Score, how easy it was.
 *
 *     ces       = mean of the ease of the answers, from 0 to 1
 *     top_share = easy answers / answers
 *     index     = 100 x (easy - hard) / answers, from -100 to 100
 *
 * Two surveys bear this name. The first (2010) asks for the effort, on 1 to 5,
 * and high is bad; the second (2013) lets people agree that it was made easy,
 * on 1 to 7, and high is good. The option `polarity` says which it is, and
 * with it the usual scale; figures are turned so that high is always good.
 * Easy are the `top` best points, hard the `bottom` worst: 6 and 7, and 1 to
 * 3, on the second scale. scale.h says what happens to mixed scales, survey.h
 * which answers of a user count.
 *
 * A group's figures are those of all its answers together, never means of its
 * accounts'. Groups must not mix scales either: one section, one survey.
 *
 * Source: Dixon, Freeman & Toman, "Stop Trying to Delight Your Customers"
 * (2010); CES 2.0 by CEB (2013), index by its top two and bottom three points.
 */
#include "scale.h"

enum { EASE, EFFORT };

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "kind",
        .type = HALE_OPTION_TEXT,
        .fallback = "ces",
        .help = "which survey, written as in the data",
    },
    &survey_responses,
    &survey_min_n,
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "polarity",
        .type = HALE_OPTION_CHOICE,
        .fallback = "ease",
        .choices = (const char *const[]){"ease", "effort", NULL},
        .help = "what a high score says: it was easy (1 to 7), or it was an "
                "effort (1 to 5)",
    },
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
        .help = "how many of the best points are easy",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "bottom",
        .type = HALE_OPTION_INT,
        .fallback = "3",
        .unit = "points",
        .min = 1,
        .max = 100,
        .help = "how many of the worst points are hard",
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
            .help = "how easy, or how much of an effort, it was",
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
    rule->down = given[3].as.i == EFFORT;
    rule->usual_low = 1;
    rule->usual_high = rule->down ? 5 : 7;
    rule->top = given[6].as.i;
    rule->bottom = given[7].as.i;
    return scale_configure(cx, &given[4], &given[5], rule);
}

enum {
    CES,
    TOP_SHARE,
    INDEX,
    SUM,
    EASY,
    HARD,
    NET,
    ANSWERS,
    REJECTED,
    SUPERSEDED
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const ScaleRule *rule = config;
    ScaleCount count = {0};
    (void)span;
    if (scale_count(cx, rule, state, &count))
        return -1;
    results[SUM].as.r = count.ease;
    results[EASY].as.i = count.good;
    results[HARD].as.i = count.bad;
    results[NET].as.i = 100 * (count.good - count.bad);
    results[ANSWERS].as.i = count.answers;
    results[REJECTED].as.i = count.tally.rejected;
    results[SUPERSEDED].as.i = count.tally.superseded;
    for (size_t i = SUM; i <= SUPERSEDED; i++)
        results[i].missing = HALE_PRESENT;
    if (count.answers == 0 && count.tally.rejected > 0)
        for (size_t i = CES; i <= INDEX; i++)
            results[i].missing = HALE_REJECTED;
    if (count.answers > 0 && count.answers < rule->min_n)
        for (size_t i = CES; i <= INDEX; i++)
            results[i].missing = HALE_TOO_FEW;
    if (count.answers < rule->min_n)
        return 0;
    results[CES].as.r = count.ease / (double)count.answers;
    results[TOP_SHARE].as.r = (double)count.good / (double)count.answers;
    results[INDEX].as.r = (double)results[NET].as.i / (double)count.answers;
    for (size_t i = CES; i <= INDEX; i++)
        results[i].missing = HALE_PRESENT;
    return 0;
}

#define SHARE                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL,                            \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_RATIO,                 \
    .denominator = ANSWERS,                                                    \
    .undefined = "nobody answered, on one scale, or fewer than min_n did"
#define ANSWERED                                                               \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "answers",          \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without answers it is 0"

static const hale_result *const results[] = {
    &(const hale_result){SHARE, .name = "", .unit = "fraction",
                         .numerator = SUM,
                         .help = "mean ease, 0 the hardest, 1 the easiest"},
    &(const hale_result){SHARE, .name = "top_share", .unit = "fraction",
                         .numerator = EASY, .flags = HALE_PROPORTION,
                         .help = "share of the answers that say it was easy"},
    &(const hale_result){SHARE, .name = "index", .unit = "points",
                         .numerator = NET,
                         .help = "easy less hard answers, -100 to 100"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "sum",
                         .type = HALE_REAL,
                         .unit = "answers",
                         .help = "ease of all answers, each from 0 to 1",
                         .direction = HALE_UP_IS_GOOD,
                         .rollup = HALE_ROLLUP_SUM,
                         .undefined = "never; without answers it is 0"},
    &(const hale_result){ANSWERED, .name = "easy", .direction = HALE_UP_IS_GOOD,
                         .help = "answers in the best points"},
    &(const hale_result){ANSWERED, .name = "hard",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "answers in the worst points"},
    &(const hale_result){ANSWERED, .name = "net", .direction = HALE_UP_IS_GOOD,
                         .help = "100 x (easy - hard)"},
    &(const hale_result){ANSWERED, .name = "answers",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "answers on the scale that count"},
    &(const hale_result){ANSWERED, .name = "rejected",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "scores off the scale, or all if it is mixed"},
    &(const hale_result){ANSWERED, .name = "superseded",
                         .direction = HALE_NEUTRAL,
                         .help = "answers that the same user changed later"},
    NULL,
};

const hale_metric survey_ces = {
    .size = sizeof(hale_metric),
    .name = "ces",
    .title = "Customer Effort Score",
    .family = "health",
    .formula = "mean of (score - scale_min) / (scale_max - scale_min), turned "
               "if high is an effort",
    .source = "Dixon, Freeman & Toman (2010); CES 2.0 by CEB (2013)",
    .example = "[metric.ces]\n"
               "plugin = survey.ces\n"
               "polarity = ease\n"
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
