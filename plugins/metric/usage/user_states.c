/* SPDX-License-Identifier: MIT
 *
 * usage.user_states: who came, who stayed, who came back, who went.
 *
 *     active = new + retained + resurrected
 *     before = retained + dormant
 *     quick_ratio = (new + resurrected) / dormant
 *
 * Each user is in one state, by the last `days` days (now) and as many before
 * them (before):
 *
 *     new          active now for the first time ever
 *     retained     active before and now
 *     resurrected  active now, not before, but at some time earlier
 *     dormant      active before, not now
 *
 * Who has been away for longer is in none. To tell new from resurrected the
 * whole history is read, so there is no window. A quick ratio above 1 means
 * that more came than went; if nobody went it has no value.
 *
 * Source: growth accounting of product analytics.
 */
#include "usage.h"

enum { EARLIER = 1, BEFORE = 2, NOW = 4 };

typedef struct Config {
    int64_t days;
} Config;

typedef struct State {
    Tally seen; /* by user: EARLIER, BEFORE, NOW */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "days",
        .type = HALE_OPTION_DAYS,
        .fallback = "28d",
        .help = "how many days are compared with as many before",
        .unit = "days",
        .min = 1,
        .max = 3660,
    },
    NULL,
};

static const hale_column *const columns[] = {&usage_user, NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = columns,
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->days = given[0].as.i;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *user = rows->column[0];
    for (size_t i = 0; i < rows->count; i++) {
        int64_t ago = (int64_t)rows->span->last_day - rows->day[i];
        int64_t *seen;
        if (!HALE_HAS(user, i))
            continue;
        seen = usage_tally(cx, &s->seen, user->as.code[i], NULL);
        if (!seen)
            return -1;
        *seen |= ago < c->days ? NOW : ago < 2 * c->days ? BEFORE : EARLIER;
    }
    return 0;
}

enum {
    QUICK_RATIO,
    NEW,
    RETAINED,
    RESURRECTED,
    DORMANT,
    ACTIVE,
    ACTIVE_BEFORE,
    GAINED,
    RESULTS
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Tally *t = &((const State *)state)->seen;
    int64_t n[8] = {0};
    (void)cx, (void)config, (void)span;
    for (size_t i = 0; i < t->slots; i++)
        n[t->slot[i].value]++; /* free slots are 0 and are not asked for */
    int64_t retained = n[NOW | BEFORE] + n[NOW | BEFORE | EARLIER];
    int64_t dormant = n[BEFORE] + n[BEFORE | EARLIER];
    usage_set_int(&results[NEW], n[NOW]);
    usage_set_int(&results[RETAINED], retained);
    usage_set_int(&results[RESURRECTED], n[NOW | EARLIER]);
    usage_set_int(&results[DORMANT], dormant);
    usage_set_int(&results[ACTIVE], n[NOW] + retained + n[NOW | EARLIER]);
    usage_set_int(&results[ACTIVE_BEFORE], retained + dormant);
    usage_set_int(&results[GAINED], n[NOW] + n[NOW | EARLIER]);
    usage_set_ratio(results, QUICK_RATIO, GAINED, DORMANT);
    return 0;
}

#define USERS                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "users",            \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without events it is 0"

static const hale_result *const results[] = {
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "quick_ratio",
                         .type = HALE_REAL,
                         .unit = "ratio",
                         .direction = HALE_UP_IS_GOOD,
                         .rollup = HALE_ROLLUP_RATIO,
                         .numerator = GAINED,
                         .denominator = DORMANT,
                         .undefined = "nobody went",
                         .help = "(new + resurrected) / dormant"},
    &(const hale_result){USERS, .name = "new", .direction = HALE_UP_IS_GOOD,
                         .help = "active for the first time ever"},
    &(const hale_result){USERS, .name = "retained",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "active in these days and the days before"},
    &(const hale_result){USERS, .name = "resurrected",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "active again after days without"},
    &(const hale_result){USERS, .name = "dormant",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "active in the days before, not in these"},
    &(const hale_result){USERS, .name = "active", .direction = HALE_UP_IS_GOOD,
                         .help = "distinct users of these days"},
    &(const hale_result){USERS, .name = "active_before",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "distinct users of the days before"},
    &(const hale_result){USERS, .name = "gained", .direction = HALE_UP_IS_GOOD,
                         .help = "new + resurrected"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "new + retained + resurrected = active",
        .sign =
            (const signed char[RESULTS]){
                [NEW] = 1, [RETAINED] = 1, [RESURRECTED] = 1, [ACTIVE] = -1},
    },
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "active_before + gained - dormant = active",
        .sign = (const signed char[RESULTS]){[ACTIVE_BEFORE] = 1,
                                             [GAINED] = 1,
                                             [DORMANT] = -1,
                                             [ACTIVE] = -1},
    },
    NULL,
};

const hale_metric usage_user_states = {
    .size = sizeof(hale_metric),
    .name = "user_states",
    .title = "States of the users",
    .family = "usage",
    .formula = "users who are new, retained, resurrected or dormant; (new + "
               "resurrected) / dormant",
    .source = "growth accounting of product analytics",
    .example = "[metric.user_states]\n"
               "plugin = usage.user_states\n"
               "days = 28d\n",
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
