/* SPDX-License-Identifier: MIT
 *
 * usage.features: how much of the product is used.
 *
 *     features = number of distinct features with an event in the window
 *
 * With the option `features` only those are counted: the few that make a
 * customer successful. Any feature at all is a vanity figure, so name them.
 * Named integrations and automations make it the depth of integration; judge
 * that beside the logins, which an automation makes fewer.
 * An event without a feature counts for none. A group's figure is the mean of
 * its accounts: the same feature used by two accounts is not two.
 *
 * Source: breadth of key-feature adoption.
 */
#include "hale/plugin.h"

typedef struct Config {
    const hale_str *key; /* NULL: every feature counts */
    size_t keys;
} Config;

typedef struct State {
    hale_set *used;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "features",
        .type = HALE_OPTION_LIST,
        .help = "count these alone, written as in the data; without it all",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "feature",
        .type = HALE_TEXT,
        .help = "what was used",
    },
    NULL,
};

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
    if (given[0].missing != HALE_PRESENT)
        return 0;
    c->key = given[0].as.list.item;
    c->keys = given[0].as.list.count;
    if (c->keys == 0)
        return hale_fail(cx, "features names none: name some, or leave the "
                             "option out to count all");
    return 0;
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->used = cx->set(cx);
    return s->used ? 0 : -1;
}

static int used(const hale_rows *rows, uint32_t code)
{
    for (size_t i = 0; i < rows->count; i++)
        if (HALE_HAS(rows->column[0], i) && rows->column[0]->as.code[i] == code)
            return 1;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    if (!c->key)
        return cx->set_add(cx, s->used, rows->column[0], 0, rows->count);
    for (size_t i = 0; i < c->keys && rows->count > 0; i++) {
        uint32_t code = cx->code(cx, rows->column[0], c->key[i]);
        if (code != HALE_NO_CODE && used(rows, code) &&
            cx->set_put(cx, s->used, code))
            return -1;
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config, (void)span;
    results[0].as.i = (int64_t)cx->set_count(cx, s->used);
    results[0].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "features",
        .help = "distinct features with an event in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
        .undefined = "never; without events it is 0",
    },
    NULL,
};

const hale_metric usage_features = {
    .size = sizeof(hale_metric),
    .name = "features",
    .title = "Features used",
    .family = "usage",
    .formula = "number of distinct (key) features with an event in the window",
    .source = "breadth of key-feature adoption",
    .example = "[metric.features]\n"
               "plugin = usage.features\n"
               "window = 28d\n"
               "features = orders, routing, forecast\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
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
