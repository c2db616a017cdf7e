/* SPDX-License-Identifier: MIT
 *
 * usage.adoption: how far the features that matter have taken hold.
 *
 *     adoption = key features used / key features            breadth
 *     depth    = pairs of a user and a key feature used at least `times`
 *                times / (active users x key features)
 *     velocity = local day of the first use of any of them ever - local day
 *                on which the account was created
 *
 * Breadth and depth look at the last `days` days, velocity at everything. The
 * depth is the mean over the key features of the share of active users who
 * really use them. Name the features that make a customer successful, and
 * only those that the account may use: a metric for each plan, with `covers`
 * or `where`, keeps the denominator honest.
 *
 * Who has not begun yet has no velocity: missing, never a large number; a
 * mean over those who have begun flatters. A first use before the creation is
 * a contradiction of the data and missing too.
 *
 * Source: key-feature adoption: breadth, depth, time to first use.
 */
#include "usage.h"

enum { FEATURES_MOST = 64 };

typedef struct Config {
    struct hale_list key;
    int64_t times, days;
} Config;

typedef struct State {
    hale_set *users;
    Tally uses; /* by (key feature, user), of the last days */
    int64_t created;
    int32_t first_use;
    uint8_t used;         /* a key feature, ever */
    hale_missing missing; /* the creation */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "features",
        .type = HALE_OPTION_LIST,
        .flags = HALE_REQUIRED,
        .help = "the key features, written as in the data",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "times",
        .type = HALE_OPTION_INT,
        .fallback = "3",
        .help = "so many uses by one user are more than a try",
        .unit = "uses",
        .min = 1,
        .max = 1000000,
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "days",
        .type = HALE_OPTION_DAYS,
        .fallback = "28d",
        .help = "what breadth and depth look at",
        .unit = "days",
        .min = 1,
        .max = 3660,
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "since",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the day it began, if not \"created\"",
    },
    NULL,
};

enum { EVENTS, ACCOUNT };

enum { USER, FEATURE };
static const hale_column *const event_columns[] = {&usage_user, &usage_feature,
                                                   NULL};

static const hale_column *const account_columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "created",
        .type = HALE_TIME,
        .flags = HALE_OPTIONAL,
        .help = "when the account could first use them",
        .named_by = "since",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = event_columns,
    },
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "accounts",
        .shape = HALE_ATTRIBUTE,
        .columns = account_columns,
        .help = "when the account began",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    c->key = given[0].as.list;
    c->times = given[1].as.i;
    c->days = given[2].as.i;
    return usage_features_check(cx, &c->key, FEATURES_MOST);
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->users = cx->set(cx);
    s->missing = HALE_NO_ROWS;
    return s->users ? 0 : -1;
}

/* Row `i` is a use of key feature `key`. */
static int use(hale_cx *cx, State *s, const hale_rows *rows, size_t i,
               size_t key, int recent)
{
    const hale_vector *user = rows->column[USER];
    int64_t *uses;
    if (!s->used)
        s->first_use = rows->day[i];
    s->used = 1;
    if (!recent || !HALE_HAS(user, i))
        return 0;
    uses = usage_tally(cx, &s->uses, usage_pair(key, user->as.code[i]), NULL);
    if (!uses)
        return -1;
    ++*uses;
    return 0;
}

static int look(hale_cx *cx, const Config *c, State *s, const hale_rows *rows)
{
    const hale_vector *feature = rows->column[FEATURE];
    uint32_t code[FEATURES_MOST];
    int64_t first = (int64_t)rows->span->last_day - c->days + 1;
    size_t old = 0;
    if (rows->count == 0)
        return 0;
    for (size_t k = 0; k < c->key.count; k++)
        code[k] = cx->code(cx, feature, c->key.item[k]);
    while (old < rows->count && rows->day[old] < first)
        old++;
    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = 0; HALE_HAS(feature, i) && k < c->key.count; k++)
            if (feature->as.code[i] == code[k] &&
                use(cx, s, rows, i, k, i >= old))
                return -1;
    return cx->set_add(cx, s->users, rows->column[USER], old,
                       rows->count - old);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    if (rows->need == EVENTS)
        return look(cx, config, s, rows);
    for (size_t i = 0; i < rows->count; i++) { /* one at most */
        s->missing =
            HALE_HAS(rows->column[0], i) ? HALE_PRESENT : HALE_NOT_GIVEN;
        if (!s->missing)
            s->created = rows->column[0]->as.i[i];
    }
    return 0;
}

enum { ADOPTION, DEPTH, VELOCITY, USED, KEY, DEEP, PAIRS, USERS };

static void velocity(hale_cx *cx, const State *s, hale_value *v)
{
    v->missing = s->missing ? s->missing : HALE_NO_ROWS;
    if (s->missing || !s->used)
        return;
    usage_set_int(v, (int64_t)s->first_use - cx->day(cx, s->created));
    if (v->as.i < 0)
        v->missing = HALE_REJECTED;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    int64_t keys = (int64_t)c->key.count, deep = 0, used = 0;
    int64_t users = (int64_t)cx->set_count(cx, s->users);
    uint8_t seen[FEATURES_MOST] = {0};
    (void)span;
    for (size_t i = 0; i < s->uses.slots; i++) {
        const TallySlot *slot = &s->uses.slot[i];
        if (!slot->key)
            continue;
        deep += slot->value >= c->times;
        seen[(slot->key - 1) >> 32] = 1;
    }
    for (size_t k = 0; k < c->key.count; k++)
        used += seen[k];
    usage_set_int(&results[USED], used);
    usage_set_int(&results[KEY], keys);
    usage_set_int(&results[DEEP], deep);
    usage_set_int(&results[PAIRS], users * keys);
    usage_set_int(&results[USERS], users);
    usage_set_ratio(results, ADOPTION, USED, KEY);
    usage_set_ratio(results, DEPTH, DEEP, PAIRS);
    velocity(cx, s, &results[VELOCITY]);
    return 0;
}

#define RATIO                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_RATIO
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .rollup = HALE_ROLLUP_SUM,  \
    .undefined = "never; without events it is 0"

static const hale_result *const results[] = {
    &(const hale_result){RATIO, .name = "", .numerator = USED,
                         .denominator = KEY, .undefined = "never",
                         .help = "breadth: share of the key features in use"},
    &(const hale_result){RATIO, .name = "depth", .numerator = DEEP,
                         .denominator = PAIRS,
                         .undefined = "nobody was active in these days",
                         .help = "mean share of active users who use a key "
                                 "feature often enough"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "velocity",
                         .type = HALE_INT,
                         .unit = "days",
                         .direction = HALE_DOWN_IS_GOOD,
                         .rollup = HALE_ROLLUP_MEAN,
                         .undefined = "none was ever used, or nobody knows "
                                      "when the account began",
                         .help = "days from the beginning to the first use"},
    &(const hale_result){COUNT, .name = "used", .unit = "features",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "key features in use by somebody"},
    &(const hale_result){COUNT, .name = "key", .unit = "features",
                         .direction = HALE_NEUTRAL, .help = "key features"},
    &(const hale_result){COUNT, .name = "deep", .unit = "pairs",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "pairs of a user and a key feature used "
                                 "often enough"},
    &(const hale_result){COUNT, .name = "pairs", .unit = "pairs",
                         .direction = HALE_NEUTRAL,
                         .help = "active users x key features"},
    &(const hale_result){COUNT, .name = "users", .unit = "users",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "distinct users of these days"},
    NULL,
};

const hale_metric usage_adoption = {
    .size = sizeof(hale_metric),
    .name = "adoption",
    .title = "Key-feature adoption",
    .family = "usage",
    .formula = "key features used / key features; depth among active users; "
               "days to the first use",
    .source = "key-feature adoption: breadth, depth, time to first use",
    .example = "[metric.adoption]\n"
               "plugin = usage.adoption\n"
               "features = orders, routing, forecast\n"
               "times = 3\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
