/* SPDX-License-Identifier: MIT
 *
 * newer: a pack built with a later header of the same major version. Its
 * structs are longer than ours; we use the members that we know.
 */
#include "hale/plugin.h"

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

static const struct {
    hale_need ours;
    const char *later[4];
} need = {{.size = sizeof need, .role = "events", .shape = HALE_EVENT},
          {"a", "b", "c", "d"}};
static const hale_need *const needs[] = {&need.ours, NULL};

static const struct {
    hale_result ours;
    double later[4];
} result = {
    {.size = sizeof result, .name = "", .type = HALE_INT, .help = "rows"},
    {1, 2, 3, 4}};
static const hale_result *const results[] = {&result.ours, NULL};

static const struct {
    hale_metric ours;
    void (*later)(void);
} metric = {{.size = sizeof metric,
             .name = "newer",
             .title = "Newer",
             .family = "usage",
             .formula = "number of events",
             .needs = needs,
             .results = results,
             .state_size = sizeof(State),
             .update = update,
             .finish = finish},
            NULL};
static const hale_metric *const metrics[] = {&metric.ours, NULL};

static const struct {
    hale_plugin ours;
    const char *later;
} pack = {{.size = sizeof pack,
           .abi_major = HALE_ABI_MAJOR,
           .abi_minor = HALE_ABI_MINOR + 7,
           .name = "newer",
           .version = "1",
           .license = "MIT",
           .metrics = metrics},
          "a member of the future"};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack.ours;
}
