/* SPDX-License-Identifier: MIT
 *
 * shorter: a pack as an older header would make it. Its structs end before
 * the members that later versions appended, and what lies behind them in
 * memory is nonsense that a host must not look at.
 */
#include "hale/plugin.h"

#include <stddef.h>

typedef struct State {
    int64_t rows;
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    (void)cx, (void)config;
    ((State *)state)->rows += (int64_t)rows->count;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    (void)cx, (void)config, (void)span;
    results[0].as.i = ((const State *)state)->rows;
    results[0].missing = HALE_PRESENT;
    return 0;
}

static const hale_column user = {
    .size = offsetof(hale_column, help),
    .name = "user",
    .type = HALE_TEXT,
    .help = (const char *)1,
    .named_by = (const char *)1,
};
static const hale_column *const columns[] = {&user, NULL};

static const hale_need need = {
    .size = offsetof(hale_need, help),
    .role = "events",
    .shape = HALE_EVENT,
    .columns = columns,
    .help = (const char *)1,
};
static const hale_need *const needs[] = {&need, NULL};

static const hale_result result = {
    .size = offsetof(hale_result, numerator),
    .name = "",
    .type = HALE_INT,
    .help = "rows",
    .numerator = 4711,
    .undefined = (const char *)1,
    .same_as = 4711,
};
static const hale_result *const results[] = {&result, NULL};

static const hale_metric metric = {
    .size = sizeof metric,
    .name = "shorter",
    .title = "Shorter",
    .family = "usage",
    .formula = "number of events",
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
static const hale_metric *const metrics[] = {&metric, NULL};

static const hale_plugin pack = {
    .size = offsetof(hale_plugin, models),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = 0,
    .name = "shorter",
    .version = "1",
    .license = "MIT",
    .metrics = metrics,
    .models = (const hale_model *const *)1,
    .outputs = (const hale_output *const *)1,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
