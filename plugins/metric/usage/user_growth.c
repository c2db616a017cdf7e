/* SPDX-License-Identifier: MIT
 *
 * usage.user_growth: how the number of an account's users moved.
 *
 *     opening + added - removed = closing
 *     user_growth = (added - removed) / opening
 *
 * A user counts from the day of creation to that of deactivation. Two moments
 * are compared, just before the span begins and just before it ends: who was
 * not there and is, is added; who was there and is not, is removed; who came
 * and went in between moved nothing. A user with several rows, deactivated
 * and created again, is one user. A row without a user's name is nobody.
 *
 * With no beginning nobody was there before and all are added. These are
 * people with a login, whether they use it or not; see user_states for those
 * who do.
 *
 * Source: a roll-forward of the user directory.
 */
#include "usage.h"

enum { WAS = 1, IS = 2 };

typedef struct State {
    Tally there; /* by user: WAS and IS */
} State;

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "user",
        .type = HALE_TEXT,
        .help = "who it is",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "users",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each user, from created to deactivated",
    },
    NULL,
};

/* Does row `i` hold just before the instant `at`? */
static int there(const hale_rows *rows, size_t i, int64_t at)
{
    return rows->time[i] < at && rows->until[i] >= at;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_vector *user = rows->column[0];
    (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        int64_t *seen;
        if (!HALE_HAS(user, i))
            continue;
        seen = usage_tally(cx, &s->there, user->as.code[i], NULL);
        if (!seen)
            return -1;
        *seen |= there(rows, i, rows->span->begin) ? WAS : 0;
        *seen |= there(rows, i, rows->span->end) ? IS : 0;
    }
    return 0;
}

enum { GROWTH, OPENING, ADDED, REMOVED, CLOSING, NET, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Tally *t = &((const State *)state)->there;
    int64_t opening = 0, closing = 0, stayed = 0;
    (void)cx, (void)config, (void)span;
    for (size_t i = 0; i < t->slots; i++) {
        opening += (t->slot[i].value & WAS) != 0;
        closing += (t->slot[i].value & IS) != 0;
        stayed += t->slot[i].value == (WAS | IS);
    }
    usage_set_int(&results[OPENING], opening);
    usage_set_int(&results[ADDED], closing - stayed);
    usage_set_int(&results[REMOVED], opening - stayed);
    usage_set_int(&results[CLOSING], closing);
    usage_set_int(&results[NET], closing - opening);
    usage_set_ratio(results, GROWTH, NET, OPENING);
    return 0;
}

#define USERS                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "users",            \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without users it is 0"

static const hale_result *const results[] = {
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "",
                         .type = HALE_REAL,
                         .unit = "fraction",
                         .direction = HALE_UP_IS_GOOD,
                         .rollup = HALE_ROLLUP_RATIO,
                         .numerator = NET,
                         .denominator = OPENING,
                         .undefined = "there was no user before",
                         .help = "growth of the number of users"},
    &(const hale_result){USERS, .name = "opening", .direction = HALE_NEUTRAL,
                         .help = "users just before the span"},
    &(const hale_result){USERS, .name = "added", .direction = HALE_UP_IS_GOOD,
                         .help = "users who were not there before"},
    &(const hale_result){USERS, .name = "removed",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "users who are not there any more"},
    &(const hale_result){USERS, .name = "closing", .direction = HALE_UP_IS_GOOD,
                         .help = "users at the end of the span"},
    &(const hale_result){USERS, .name = "net", .direction = HALE_UP_IS_GOOD,
                         .help = "added - removed"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "opening + added - removed = closing",
        .sign =
            (const signed char[RESULTS]){
                [OPENING] = 1, [ADDED] = 1, [REMOVED] = -1, [CLOSING] = -1},
        .closing = CLOSING,
        .opening = OPENING,
    },
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "opening + net = closing",
        .sign =
            (const signed char[RESULTS]){
                [OPENING] = 1, [NET] = 1, [CLOSING] = -1},
    },
    NULL,
};

const hale_metric usage_user_growth = {
    .size = sizeof(hale_metric),
    .name = "user_growth",
    .title = "Growth of users",
    .family = "usage",
    .formula = "(users added - users removed) / users before",
    .source = "a roll-forward of the user directory",
    .example = "[metric.user_growth]\n"
               "plugin = usage.user_growth\n"
               "periods = 12 x month\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .identities = identities,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
