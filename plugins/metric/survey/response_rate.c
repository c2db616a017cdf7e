/* SPDX-License-Identifier: MIT
 *
 * survey.response_rate: of the people who were asked, how many answered.
 *
 *     response_rate = answered / asked
 *
 * `asked` are the distinct users to whom a survey was sent in the window,
 * `answered` those of them who gave a score afterwards, as far as is known by
 * the end of the window. So a survey that is sent in one window and answered
 * in the next is asked and not answered here, and neither there: the rate
 * belongs to the sending, the score to the answer. Of a user who was asked
 * several times (a reminder) the last time counts.
 *
 * A sending is a row of the surveys with a kind of its own, `sent`. Without a
 * user it cannot be told who answered, so such rows are left out; data without
 * the column make all figures missing. To open a survey is not to answer it: a
 * row without a score is no answer.
 *
 * Source: the usual response rate of surveys, by the cohort of sending.
 */
#include "survey.h"

#include <string.h>

#include "../../common/wilson.h"

typedef struct Config {
    hale_str kind, sent;
} Config;

typedef struct Mark { /* a sending or an answer */
    uint32_t user;
    uint8_t sent;
} Mark;

typedef struct State {
    Mark *mark; /* oldest first */
    size_t count, room;
    uint8_t unknown; /* there are rows and no users */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "kind",
        .type = HALE_OPTION_TEXT,
        .fallback = "nps",
        .help = "kind of the answers, written as in the data",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "sent",
        .type = HALE_OPTION_TEXT,
        .fallback = "nps_sent",
        .help = "kind of the rows that say that a survey was sent",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [SURVEY_KIND] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "kind",
            .type = HALE_TEXT,
            .help = "which survey, or that it was sent",
        },
    [SURVEY_SCORE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "score",
            .type = HALE_REAL,
            .help = "the answer",
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
        .help = "one row for each survey sent, one for each answer",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    c->kind = given[0].as.text;
    c->sent = given[1].as.text;
    if (c->kind.len == c->sent.len &&
        memcmp(c->kind.data, c->sent.data, c->kind.len) == 0)
        return hale_fail(cx,
                         "kind and sent are both \"%.*s\": the rows of what "
                         "was sent need a kind of their own",
                         (int)c->kind.len, c->kind.data);
    return 0;
}

static int note(hale_cx *cx, State *s, Mark mark)
{
    if (s->count == s->room) {
        size_t room = s->room ? 2 * s->room : 16;
        Mark *larger = cx->alloc(cx, room * sizeof *larger);
        if (!larger)
            return -1;
        if (s->count > 0)
            memcpy(larger, s->mark, s->count * sizeof *larger);
        s->mark = larger;
        s->room = room;
    }
    s->mark[s->count++] = mark;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *kind = rows->column[SURVEY_KIND];
    const hale_vector *user = rows->column[SURVEY_USER];
    uint32_t answer = survey_code(cx, rows, c->kind);
    uint32_t sent = survey_code(cx, rows, c->sent);
    s->unknown |= rows->count > 0 && !user;
    for (size_t i = 0; i < rows->count; i++) {
        int is_sent = HALE_HAS(kind, i) && kind->as.code[i] == sent;
        if (!HALE_HAS(user, i) || (!is_sent && !survey_counts(rows, i, answer)))
            continue;
        if (note(cx, s, (Mark){user->as.code[i], (uint8_t)is_sent}))
            return -1;
    }
    return 0;
}

/* From the newest back: who answered after being asked for the last time? */
static int count(hale_cx *cx, const State *s, int64_t *asked, int64_t *answered)
{
    SurveyMet asked_already, answered_later;
    if (survey_begin(cx, &asked_already) || survey_begin(cx, &answered_later))
        return -1;
    for (size_t i = s->count; i-- > 0;) {
        const Mark *m = &s->mark[i];
        int fresh = m->sent ? survey_is_new(cx, &asked_already, m->user) : 0;
        int silent = survey_is_new(cx, &answered_later, m->user);
        if (fresh < 0 || silent < 0)
            return -1;
        *asked += fresh;
        *answered += fresh && !silent;
    }
    return 0;
}

enum { RATE, ANSWERED, ASKED, LOW, HIGH };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t asked = 0, answered = 0;
    (void)config, (void)span;
    if (s->unknown) {
        for (size_t i = RATE; i <= HIGH; i++)
            results[i].missing = HALE_NOT_GIVEN;
        return 0;
    }
    if (count(cx, s, &asked, &answered))
        return -1;
    results[ASKED].as.i = asked;
    results[ANSWERED].as.i = answered;
    results[ASKED].missing = results[ANSWERED].missing = HALE_PRESENT;
    results[RATE].missing = HALE_ZERO_DENOMINATOR;
    if (asked == 0)
        return 0;
    results[RATE].as.r = (double)answered / (double)asked;
    results[RATE].missing = HALE_PRESENT;
    wilson_interval(answered, asked, &results[LOW], &results[HIGH]);
    return 0;
}

#define PEOPLE                                                                 \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "users",            \
    .rollup = HALE_ROLLUP_SUM, .undefined = "the data do not say who answered"
#define BOUND                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_NONE,                  \
    .undefined = "nobody was asked, or the data do not say who answered"

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "share of the users asked who answered",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = ANSWERED,
        .denominator = ASKED,
        .flags = HALE_PROPORTION,
        .undefined = "nobody was asked, or the data do not say who answered",
    },
    &(const hale_result){PEOPLE, .name = "answered",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "users who answered when they were asked"},
    &(const hale_result){PEOPLE, .name = "asked", .direction = HALE_NEUTRAL,
                         .help = "users to whom a survey was sent"},
    &(const hale_result){BOUND, .name = "low",
                         .help = "95 % interval of the share, lower end"},
    &(const hale_result){BOUND, .name = "high",
                         .help = "95 % interval of the share, upper end"},
    NULL,
};

const hale_metric survey_response_rate = {
    .size = sizeof(hale_metric),
    .name = "response_rate",
    .title = "Survey response rate",
    .family = "health",
    .formula = "users who answered after being asked / users asked in the "
               "window",
    .source = "the usual response rate of surveys, by the cohort of sending",
    .example = "[metric.response_rate]\n"
               "plugin = survey.response_rate\n"
               "sent = nps_sent\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
