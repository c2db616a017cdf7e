/* SPDX-License-Identifier: MIT
 *
 * team.rated: has the one who is responsible said how the account is?
 *
 *     rated = 1 if the owner gave a pulse within the span
 *     owned = 1 if there is an owner
 *     share of a group = rated / owned
 *
 * The owner is the csm of the assignment in force just before the span ends, as
 * in team.owner. What others say about the account is counted beside it: an
 * opinion of somebody who left the account, or of a manager who corrects it,
 * is none of who has to know. So after a hand-over an account is unrated until
 * the new owner has looked at it. Pooled accounts are in no share.
 *
 * A row without a pulse is no rating; a csm that differs by a letter is another
 * one.
 *
 * Source: hygiene of CSM sentiment: the share of a book that its owner rated
 * lately.
 */
#include "../../common/text.h"
#include "../lifecycle/words.h"

enum { ASSIGNMENTS, RATINGS }; /* the needs */
enum { CSM, ROLE };            /* columns of assignments */
enum { BY, PULSE };            /* columns of ratings */

typedef struct State {
    hale_str owner;
    uint8_t owned;
    int64_t ratings, others;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "role_is",
        .type = HALE_OPTION_LIST,
        .help = "assignments of these roles alone, written as in the data",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "pulse",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the pulse, if not \"pulse\"",
    },
    NULL,
};

static const hale_column *const assigned[] = {
    &(const hale_column){.size = sizeof(hale_column),
                         .name = "csm",
                         .type = HALE_TEXT,
                         .help = "who is responsible; empty: nobody"},
    &(const hale_column){.size = sizeof(hale_column),
                         .name = "role",
                         .type = HALE_TEXT,
                         .flags = HALE_OPTIONAL,
                         .help = "as what"},
    NULL,
};

static const hale_column *const given_by[] = {
    &(const hale_column){.size = sizeof(hale_column),
                         .name = "csm",
                         .type = HALE_TEXT,
                         .help = "who said it"},
    &(const hale_column){.size = sizeof(hale_column),
                         .name = "pulse",
                         .type = HALE_SAME,
                         .named_by = "pulse",
                         .help = "what was said, a word or a number"},
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "assignments",
        .shape = HALE_INTERVAL,
        .columns = assigned,
        .help = "one row for each time somebody was responsible",
    },
    &(const hale_need){
        .size = sizeof(hale_need),
        .shape = HALE_EVENT,
        .columns = given_by,
        .help = "one row for each pulse that was given",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    return given[0].missing ? 0
                            : words_configure(cx, "role_is", &given[0], config);
}

static int keep_owner(hale_cx *cx, const hale_rows *rows, size_t i, State *s)
{
    s->owned = HALE_HAS(rows->column[CSM], i) ? 1 : 0;
    return s->owned ? text_keep(cx, rows->column[CSM], i, &s->owner) : 0;
}

static int find_owner(hale_cx *cx, const struct hale_list *roles, State *s,
                      const hale_rows *rows)
{
    WordCodes role = words_codes(cx, rows, ROLE, *roles);
    size_t last = rows->count;
    if (roles->count > 0 && !rows->column[ROLE])
        return hale_fail(cx, "role_is needs to know the role of an assignment, "
                             "and the data have no column role");
    for (size_t i = 0; i < rows->count; i++)
        if (rows->until[i] > rows->time[i] &&
            rows->until[i] >= rows->span->end &&
            (roles->count == 0 || words_has(&role, rows, ROLE, i)))
            last = i;
    return last < rows->count ? keep_owner(cx, rows, last, s) : 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    uint32_t owner = HALE_NO_CODE;
    if (rows->need == ASSIGNMENTS)
        return find_owner(cx, config, s, rows);
    if (s->owned && rows->count > 0)
        owner = cx->code(cx, rows->column[BY], s->owner);
    for (size_t i = 0; i < rows->count; i++) {
        if (!HALE_HAS(rows->column[PULSE], i))
            continue;
        if (owner != HALE_NO_CODE && HALE_HAS(rows->column[BY], i) &&
            rows->column[BY]->as.code[i] == owner)
            s->ratings++;
        else
            s->others++;
    }
    return 0;
}

enum { SHARE, RATED, OWNED, BY_OWNER, BY_OTHERS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[RATED].as.i = s->ratings > 0;
    results[OWNED].as.i = s->owned;
    results[BY_OWNER].as.i = s->ratings;
    results[BY_OTHERS].as.i = s->others;
    for (size_t i = RATED; i <= BY_OTHERS; i++)
        results[i].missing = HALE_PRESENT;
    results[SHARE].as.r = s->ratings > 0;
    results[SHARE].missing = s->owned ? HALE_PRESENT : HALE_ZERO_DENOMINATOR;
    return 0;
}

#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .rollup = HALE_ROLLUP_SUM,  \
    .undefined = "never; without rows it is 0"

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "rated / owned: of the accounts with an owner, those that the "
                "owner rated",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = RATED,
        .denominator = OWNED,
        .undefined = "nobody is responsible at the end of the span",
        .flags = HALE_PROPORTION,
    },
    &(const hale_result){COUNT, .name = "rated", .unit = "accounts",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "1 if the owner gave a pulse"},
    &(const hale_result){COUNT, .name = "owned", .unit = "accounts",
                         .help = "1 if somebody is responsible"},
    &(const hale_result){COUNT, .name = "by_owner", .unit = "ratings",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "pulses that the owner gave"},
    &(const hale_result){COUNT, .name = "by_others", .unit = "ratings",
                         .help = "pulses that somebody else gave"},
    NULL,
};

const hale_metric team_rated = {
    .size = sizeof(hale_metric),
    .name = "rated",
    .title = "Rated by the owner",
    .family = "team",
    .formula = "accounts with a pulse of their owner in the span / accounts "
               "with an owner",
    .source = "hygiene of CSM sentiment: the share of the book rated lately",
    .example = "[metric.rated]\n"
               "plugin = team.rated\n"
               "from = assignments, pulses\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(struct hale_list),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
