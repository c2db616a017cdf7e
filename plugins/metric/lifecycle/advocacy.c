/* SPDX-License-Identifier: MIT
 *
 * lifecycle.advocacy: what customers did to speak for us.
 *
 *     advocacy = number of accepted acts in the window
 *
 * An act is a reference, a case study, a referral, a review ... Accepted is
 * what has one of the words of the option as its status; an empty cell is not
 * accepted. Data without a column of statuses hold only what was done, so
 * there every act counts. `acts` are all of them, asked for or done; `kinds`
 * how many different kinds of accepted ones.
 *
 * Source: counting accepted references, case studies, referrals and reviews.
 */
#include "words.h"

enum { KIND, STATUS }; /* the columns */

typedef struct State {
    int64_t accepted, acts;
    hale_set *kinds;
    uint8_t no_kinds; /* an accepted act, and no column of kinds */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "accepted",
        .type = HALE_OPTION_LIST,
        .fallback = "accepted, done, published",
        .help = "statuses of acts that count, written as in the data",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [KIND] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "kind",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "reference, case study, referral, review ...",
        },
    [STATUS] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "status",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "how far it came; without the column every act counts",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "advocacy",
        .shape = HALE_EVENT,
        .columns = columns,
        .help = "one row for each act",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    return words_configure(cx, "accepted", &given[0], config);
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->kinds = cx->set(cx);
    return s->kinds ? 0 : -1;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const struct hale_list *words = config;
    State *s = state;
    const hale_vector *kind = rows->column[KIND];
    WordCodes accepted = words_codes(cx, rows, STATUS, *words);
    for (size_t i = 0; i < rows->count; i++) {
        s->acts++;
        if (rows->column[STATUS] && !words_has(&accepted, rows, STATUS, i))
            continue;
        s->accepted++;
        s->no_kinds |= !kind;
        if (kind && cx->set_add(cx, s->kinds, kind, i, 1))
            return -1;
    }
    return 0;
}

enum { ACCEPTED, ACTS, KINDS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config, (void)span;
    results[ACCEPTED].as.i = s->accepted;
    results[ACTS].as.i = s->acts;
    results[KINDS].as.i = (int64_t)cx->set_count(cx, s->kinds);
    results[ACCEPTED].missing = results[ACTS].missing = HALE_PRESENT;
    results[KINDS].missing = s->no_kinds ? HALE_NOT_GIVEN : HALE_PRESENT;
    return 0;
}

#define COUNT_OF                                                               \
    .size = sizeof(hale_result), .type = HALE_INT, .direction = HALE_UP_IS_GOOD

static const hale_result *const results[] = {
    &(const hale_result){COUNT_OF, .name = "", .unit = "acts",
                         .rollup = HALE_ROLLUP_SUM,
                         .help = "accepted acts in the window",
                         .undefined = "never; without acts it is 0"},
    &(const hale_result){COUNT_OF, .name = "acts", .unit = "acts",
                         .rollup = HALE_ROLLUP_SUM,
                         .help = "all acts in the window, accepted or not",
                         .undefined = "never; without acts it is 0"},
    &(const hale_result){COUNT_OF, .name = "kinds", .unit = "kinds",
                         .rollup = HALE_ROLLUP_NONE,
                         .help = "distinct kinds of accepted acts",
                         .undefined = "the data do not say of what kind"},
    NULL,
};

const hale_metric lifecycle_advocacy = {
    .size = sizeof(hale_metric),
    .name = "advocacy",
    .title = "Advocacy",
    .family = "health",
    .formula = "number of accepted acts in the window",
    .source = "counting accepted references, case studies, referrals and "
              "reviews",
    .example = "[metric.advocacy]\n"
               "plugin = lifecycle.advocacy\n"
               "window = 365d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(struct hale_list),
    .configure = configure,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
