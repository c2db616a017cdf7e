/* SPDX-License-Identifier: MIT
 *
 * engagement.champion: did we lose the people who speak for us?
 *
 *     champion = distinct champions whose role ended in the window and who
 *                hold none at its end
 *     in_role  = distinct champions at the end of the window
 *
 * A champion is a user with one of the roles of the option. A user whose row
 * ends while another begins (a new title, a new CRM entry) has not left; what
 * ends at the very end of the window has not ended in it. `lost` is 1 if a
 * champion left and nobody is one now, which is the alarm; a group counts such
 * accounts. A row without a user counts for nobody.
 *
 * Source: "champion left" of customer-success teams, over the roles of users.
 */
#include "engagement.h"

enum { USER, ROLE }; /* the columns */

typedef struct State {
    hale_set *in_role; /* users at the end */
    hale_set *all;     /* these, and those whose role ended in the window */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "roles",
        .type = HALE_OPTION_LIST,
        .fallback = "champion",
        .help = "roles of users that make a champion, written as in the data",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [USER] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "user",
            .type = HALE_TEXT,
            .help = "who",
        },
    [ROLE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "role",
            .type = HALE_TEXT,
            .help = "what they are for us",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "users",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each time a user has a role",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    struct hale_list *roles = config;
    *roles = given[0].as.list;
    if (roles->count == 0 || roles->count > TOUCH_WORDS)
        return hale_fail(cx, "roles has %zu words; name one to %d",
                         roles->count, TOUCH_WORDS);
    return 0;
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->in_role = cx->set(cx);
    s->all = cx->set(cx);
    return s->in_role && s->all ? 0 : -1;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const struct hale_list *roles = config;
    State *s = state;
    const hale_vector *user = rows->column[USER];
    TouchCodes champion = touch_codes(cx, rows, ROLE, *roles);
    for (size_t i = 0; i < rows->count; i++) {
        if (!HALE_HAS(user, i) || !touch_is(rows, ROLE, i, &champion) ||
            rows->until[i] < rows->span->begin)
            continue;
        if (cx->set_put(cx, s->all, user->as.code[i]))
            return -1;
        if (rows->until[i] >= rows->span->end &&
            cx->set_put(cx, s->in_role, user->as.code[i]))
            return -1;
    }
    return 0;
}

enum { LEFT, IN_ROLE, LOST, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t in_role = (int64_t)cx->set_count(cx, s->in_role);
    (void)config, (void)span;
    results[LEFT].as.i = (int64_t)cx->set_count(cx, s->all) - in_role;
    results[IN_ROLE].as.i = in_role;
    results[LOST].as.i = results[LEFT].as.i > 0 && in_role == 0;
    for (size_t i = 0; i < RESULTS; i++)
        results[i].missing = HALE_PRESENT;
    return 0;
}

#define COUNT_OF                                                               \
    .size = sizeof(hale_result), .type = HALE_INT, .rollup = HALE_ROLLUP_SUM,  \
    .undefined = "never; without users it is 0"

static const hale_result *const results[] = {
    &(const hale_result){COUNT_OF, .name = "", .unit = "users",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "champions who left in the window"},
    &(const hale_result){COUNT_OF, .name = "in_role", .unit = "users",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "champions at the end of the window"},
    &(const hale_result){COUNT_OF, .name = "lost", .unit = "accounts",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "1 if a champion left and there is none now"},
    NULL,
};

const hale_metric engagement_champion = {
    .size = sizeof(hale_metric),
    .name = "champion",
    .title = "Champions who left",
    .family = "team",
    .formula = "distinct champions whose role ended in the window",
    .source = "\"champion left\" of customer-success teams",
    .example = "[metric.champion_left]\n"
               "plugin = engagement.champion\n"
               "roles = champion, owner\n"
               "window = 14d\n",
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
