/* SPDX-License-Identifier: MIT
 *
 * usage.version_lag: how many versions behind the newest an account is.
 *
 *     version_lag = versions listed after the one that it uses
 *
 * Which versions there are, and in which order, is data of the option
 * `versions`, oldest first: "4.9" and "4.10" have no order that every vendor
 * shares. The version in use is the one of the newest row that names one, be
 * it an event or a fact of the account. A version that is not on the list has
 * no place in it, so its lag is missing, as rejected: a new release, perhaps,
 * that nobody has added yet. It is not 0.
 *
 * A group's figure is the mean of its accounts; `behind` counts those that are
 * more than `allowed` versions behind.
 *
 * Source: version lag of self-hosted products, poor beyond four versions in
 * Sourcegraph's customer health.
 */
#include "../../common/text.h"

typedef struct Config {
    struct hale_list versions;
    int64_t allowed;
} Config;

typedef struct State {
    int64_t lag; /* -1: the version is not on the list */
    uint8_t any;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "versions",
        .type = HALE_OPTION_LIST,
        .flags = HALE_REQUIRED,
        .help = "all versions, the oldest first, written as in the data",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "allowed",
        .type = HALE_OPTION_INT,
        .fallback = "4",
        .unit = "versions",
        .min = 0,
        .max = 1000000,
        .help = "accounts further behind count as behind",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the version, if it is not version",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "version",
        .type = HALE_TEXT,
        .help = "the version in use",
        .named_by = "column",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .columns = columns,
        .help = "events, or facts of accounts",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    const hale_str *item = given[0].as.list.item;
    c->versions = given[0].as.list;
    c->allowed = given[1].as.i;
    if (c->versions.count == 0)
        return hale_fail(cx, "versions is empty; list all, the oldest first");
    for (size_t i = 1; i < c->versions.count; i++)
        for (size_t k = 0; k < i; k++)
            if (text_same(item[i], item[k]))
                return hale_fail(cx, "versions has \"%.*s\" twice",
                                 (int)item[i].len, item[i].data);
    return 0;
}

static int64_t lag_of(const struct hale_list *versions, hale_str version)
{
    for (size_t i = versions->count; i-- > 0;)
        if (text_same(versions->item[i], version))
            return (int64_t)(versions->count - 1 - i);
    return -1;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    for (size_t i = rows->count; i-- > 0;) { /* from the newest back */
        if (!HALE_HAS(rows->column[0], i))
            continue;
        s->lag = lag_of(&c->versions, cx->text(cx, rows->column[0], i));
        s->any = 1;
        break;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    const State *later = from;
    (void)cx, (void)config;
    if (later->any)
        *(State *)into = *later;
    return 0;
}

enum { LAG, BEHIND };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    (void)cx, (void)span;
    hale_missing none = !s->any      ? HALE_NO_ROWS
                        : s->lag < 0 ? HALE_REJECTED
                                     : HALE_PRESENT;
    results[LAG].as.i = s->lag;
    results[BEHIND].as.i = s->lag > c->allowed;
    results[LAG].missing = results[BEHIND].missing = none;
    return 0;
}

#define UNKNOWN .undefined = "no row names a version, or it is not on the list"

static const hale_result *const results[] = {
    &(const hale_result){
        UNKNOWN,
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "versions",
        .help = "versions newer than the one in use",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MEAN,
    },
    &(const hale_result){
        UNKNOWN,
        .size = sizeof(hale_result),
        .name = "behind",
        .type = HALE_INT,
        .unit = "accounts",
        .help = "1 if it is more than `allowed` versions behind",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
    },
    NULL,
};

const hale_metric usage_version_lag = {
    .size = sizeof(hale_metric),
    .name = "version_lag",
    .title = "Version lag",
    .family = "usage",
    .formula = "versions listed after the one in use",
    .source = "version lag of self-hosted products, as in Sourcegraph's "
              "customer health",
    .example = "[metric.version_lag]\n"
               "plugin = usage.version_lag\n"
               "from = accounts\n"
               "versions = 5.0, 5.1, 5.2, 5.3\n",
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
