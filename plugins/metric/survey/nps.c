/* SPDX-License-Identifier: MIT
 *
 * survey.nps: the Net Promoter Score of an account's own answers.
 *
 *     nps = 100 x (promoters - detractors) / answers
 *
 * on answers from 0 to 10: 9 and 10 promote, 0 to 6 detract (0 is an answer
 * and detracts), 7 and 8 are in between and count in the denominator only. A
 * score with decimals detracts below 7 and promotes from 9. A score off the
 * scale is not an answer; it is counted in `rejected`. Of a user's answers in
 * the window the newest counts (see survey.h). An answer belongs to the window
 * in which it was given, whenever it was asked for.
 *
 * A group's figure is the score of all its answers together, never a mean of
 * its accounts' scores, and holds those of accounts below `min_n` as well.
 *
 * A handful of answers says little, and `low` and `high` say how little: the
 * adjusted Wald interval, or the trinomial one, of common/nps.h.
 *
 * Source: Reichheld, "The One Number You Need to Grow" (2003); the interval:
 * Rocks, "Interval Estimation for the Net Promoter Score" (2016).
 */
#include "survey.h"

#include "../../common/nps.h"

typedef struct Config {
    hale_str kind;
    int64_t responses, min_n, interval;
} Config;

typedef struct State {
    SurveyBook book;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "kind",
        .type = HALE_OPTION_TEXT,
        .fallback = "nps",
        .help = "which survey, written as in the data",
    },
    &survey_responses,
    &survey_min_n,
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "interval",
        .type = HALE_OPTION_CHOICE,
        .fallback = "adjusted_wald",
        .choices = (const char *const[]){"adjusted_wald", "trinomial", NULL},
        .help = "how low and high are worked out",
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
            .unit = "0 to 10",
            .help = "would you recommend us?",
        },
    [SURVEY_USER] = &survey_user,
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
    c->responses = given[1].as.i;
    c->min_n = given[2].as.i;
    c->interval = given[3].as.i;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    return survey_note_all(cx, &s->book, rows, survey_code(cx, rows, c->kind));
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    return survey_join(cx, &s->book, &later->book);
}

enum {
    NPS,
    NET,
    PROMOTERS,
    DETRACTORS,
    ANSWERS,
    REJECTED,
    SUPERSEDED,
    LOW,
    HIGH
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    SurveyBook *book = &((State *)state)->book;
    SurveyTally tally = {0, 0};
    int64_t promoters = 0, detractors = 0;
    (void)span;
    if (survey_settle(cx, book, 0, 10, c->responses, &tally))
        return -1;
    for (size_t i = 0; i < book->count; i++) {
        promoters += book->answer[i].score >= 9;
        detractors += book->answer[i].score < 7;
    }
    results[NET].as.i = 100 * (promoters - detractors);
    results[PROMOTERS].as.i = promoters;
    results[DETRACTORS].as.i = detractors;
    results[ANSWERS].as.i = (int64_t)book->count;
    results[REJECTED].as.i = tally.rejected;
    results[SUPERSEDED].as.i = tally.superseded;
    for (size_t i = NET; i <= SUPERSEDED; i++)
        results[i].missing = HALE_PRESENT;
    if (book->count > 0) {
        nps_interval(c->interval, promoters, detractors, results[ANSWERS].as.i,
                     &results[LOW].as.r, &results[HIGH].as.r);
        results[LOW].missing = results[HIGH].missing = HALE_PRESENT;
    }
    if (book->count == 0 && tally.rejected > 0)
        results[NPS].missing = HALE_REJECTED;
    if (book->count > 0 && results[ANSWERS].as.i < c->min_n)
        results[NPS].missing = HALE_TOO_FEW;
    if (results[ANSWERS].as.i < c->min_n)
        return 0;
    results[NPS].as.r = (double)results[NET].as.i / (double)book->count;
    results[NPS].missing = HALE_PRESENT;
    return 0;
}

#define ANSWERED                                                               \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "answers",          \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without answers it is 0"

#define BOUND                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "points",          \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_NONE,                  \
    .undefined = "nobody answered on the scale"

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
        .undefined = "nobody answered on the scale, or fewer than min_n",
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
                         .help = "answers from 0 to 10 that count"},
    &(const hale_result){ANSWERED, .name = "rejected",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "scores off the scale, not counted"},
    &(const hale_result){ANSWERED, .name = "superseded",
                         .direction = HALE_NEUTRAL,
                         .help = "answers that the same user changed later"},
    &(const hale_result){BOUND, .name = "low",
                         .help = "95 % interval of the score, lower end"},
    &(const hale_result){BOUND, .name = "high",
                         .help = "95 % interval of the score, upper end"},
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
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
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
