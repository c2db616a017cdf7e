/* SPDX-License-Identifier: MIT
 *
 * usage.pes: the Product Engagement Score, 0 to 100.
 *
 *     pes = (adoption + stickiness + third) / 3, each as a percentage
 *
 *     adoption    mean over the active users of the share of the core
 *                 features that each of them used
 *     stickiness  mean over the days of that day's users / users of the
 *                 month that ends with that day
 *     third       version = growth: (new + recovered) / (new + recovered +
 *                 dropped); version = retention: retained / (retained +
 *                 dropped)
 *
 * Active is who has an event in the last `days` days. Against as many days
 * before: new or recovered are active now and were not, dropped were active
 * and are not, retained are both.
 *
 * The score was defined anew in January 2022, when growth took the place of
 * retention; write down the version, for the two cannot be compared. How
 * growth is mapped onto 0 to 100 is not published: here 50 means that as many
 * came as went. If a part has no value, neither has the score. The window, if
 * there is one, must hold twice the days.
 *
 * Source: Pendo's Product Engagement Score; the mapping of growth is ours.
 */
#include "usage.h"

enum { FEATURES_MOST = 64 };
enum { GROWTH, RETENTION };

typedef struct Config {
    struct hale_list core;
    int64_t days, version;
} Config;

typedef struct State {
    Rolling rolling;
    Tally seen;  /* by user: BEFORE, NOW */
    Tally pairs; /* (core feature, user) */
} State;

static const char *const versions[] = {"growth", "retention", NULL};

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "features",
        .type = HALE_OPTION_LIST,
        .flags = HALE_REQUIRED,
        .help = "the core features, written as in the data",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "days",
        .type = HALE_OPTION_DAYS,
        .fallback = "28d",
        .help = "the month of all three parts",
        .unit = "days",
        .min = 1,
        .max = 366,
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "version",
        .type = HALE_OPTION_CHOICE,
        .fallback = "growth",
        .help = "the third part: growth (since 2022) or retention (before)",
        .choices = versions,
    },
    NULL,
};

enum { USER, FEATURE };
static const hale_column *const columns[] = {&usage_user, &usage_feature, NULL};

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
    c->core = given[0].as.list;
    c->days = given[1].as.i;
    c->version = given[2].as.i;
    return usage_features_check(cx, &c->core, FEATURES_MOST);
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    const Config *c = config;
    State *s = state;
    return usage_rolling_open(cx, &s->rolling, span, c->days);
}

enum { BEFORE = 1, NOW = 2 };

static int see(hale_cx *cx, State *s, uint32_t user, int now)
{
    int64_t *seen = usage_tally(cx, &s->seen, user, NULL);
    if (!seen)
        return -1;
    *seen |= now ? NOW : BEFORE;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *user = rows->column[USER];
    const hale_vector *feature = rows->column[FEATURE];
    uint32_t code[FEATURES_MOST];
    for (size_t k = 0; rows->count && k < c->core.count; k++)
        code[k] = cx->code(cx, feature, c->core.item[k]);
    for (size_t i = 0; i < rows->count; i++) {
        int64_t ago = (int64_t)rows->span->last_day - rows->day[i];
        if (!HALE_HAS(user, i) || ago >= 2 * c->days)
            continue;
        if (see(cx, s, user->as.code[i], ago < c->days))
            return -1;
        if (ago >= c->days || !HALE_HAS(feature, i))
            continue;
        for (size_t k = 0; k < c->core.count; k++)
            if (feature->as.code[i] == code[k] &&
                !usage_tally(cx, &s->pairs, usage_pair(k, user->as.code[i]),
                             NULL))
                return -1;
    }
    return usage_rolling_add(cx, &s->rolling, rows, USER);
}

enum { PES, ADOPTION, STICKINESS, THIRD, RESULTS };

/* 100 x part / whole */
static void percent(hale_value *v, int64_t part, int64_t whole)
{
    v->missing = HALE_ZERO_DENOMINATOR;
    if (whole > 0)
        usage_set_real(v, 100 * (double)part / (double)whole);
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    int64_t n[4] = {0};
    double mean, sum = 0;
    (void)cx;
    if (!usage_reaches(span, (int64_t)span->last_day - 2 * c->days + 1)) {
        for (size_t i = 0; i < RESULTS; i++)
            results[i].missing = HALE_NOT_COVERED;
        return 0;
    }
    for (size_t i = 0; i < s->seen.slots; i++)
        n[s->seen.slot[i].value]++; /* free slots are 0 */
    percent(&results[ADOPTION], (int64_t)s->pairs.count,
            (n[NOW] + n[NOW | BEFORE]) * (int64_t)c->core.count);
    results[STICKINESS].missing = HALE_ZERO_DENOMINATOR;
    if (usage_rolling_stickiness(&s->rolling, &mean))
        usage_set_real(&results[STICKINESS], 100 * mean);
    if (c->version == GROWTH)
        percent(&results[THIRD], n[NOW], n[NOW] + n[BEFORE]);
    else
        percent(&results[THIRD], n[NOW | BEFORE], n[NOW | BEFORE] + n[BEFORE]);
    for (size_t i = ADOPTION; i <= THIRD; i++) {
        sum += results[i].as.r;
        if (results[i].missing) {
            results[PES].missing = results[i].missing;
            return 0;
        }
    }
    usage_set_real(&results[PES], sum / 3);
    return 0;
}

#define SCORE                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "percent",         \
    .direction = HALE_UP_IS_GOOD

static const hale_result *const results[] = {
    &(const hale_result){SCORE, .name = "",
                         .help = "Product Engagement Score, 0 to 100",
                         .undefined = "a part of it has no value"},
    &(const hale_result){SCORE, .name = "adoption",
                         .help = "mean share of the core features that an "
                                 "active user used",
                         .undefined = "nobody is active"},
    &(const hale_result){SCORE, .name = "stickiness",
                         .help = "mean of the daily ratios of users to the "
                                 "users of the month up to that day",
                         .undefined = "nobody was active in two months"},
    &(const hale_result){SCORE, .name = "third",
                         .help = "growth or retention, as the version says",
                         .undefined = "nobody came or went; or nobody was "
                                      "active before"},
    NULL,
};

const hale_metric usage_pes = {
    .size = sizeof(hale_metric),
    .name = "pes",
    .title = "Product Engagement Score",
    .family = "usage",
    .formula = "(adoption + stickiness + growth) / 3, each 0 to 100",
    .source = "Pendo's Product Engagement Score; the mapping of growth onto 0 "
              "to 100 is ours",
    .example = "[metric.pes]\n"
               "plugin = usage.pes\n"
               "features = orders, routing, forecast\n"
               "window = 56d\n"
               "version = growth\n",
    .flags = HALE_TAKES_WINDOW,
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
