/* SPDX-License-Identifier: MIT
 *
 * bad_metric.h: all that a metric needs besides the one thing that is wrong
 * with it. A bad plugin defines update and finish (and overrides what it
 * likes by macros) and includes this last.
 */
#ifndef BAD_METRIC_H
#define BAD_METRIC_H

#ifndef BAD_INIT
#define BAD_INIT NULL
#endif
#ifndef BAD_MERGE
#define BAD_MERGE NULL
#endif
#ifndef BAD_TYPE
#define BAD_TYPE HALE_INT
#endif
#ifndef BAD_IDENTITIES
#define BAD_IDENTITIES NULL
#endif
#ifndef BAD_FLAGS
#define BAD_FLAGS 0
#endif
#ifndef BAD_STATE
#define BAD_STATE sizeof(State)
#endif
#ifndef BAD_METRIC_NAME
#define BAD_METRIC_NAME "it"
#endif
#ifndef BAD_SHAPE
#define BAD_SHAPE HALE_EVENT
#endif
#ifndef BAD_MAJOR
#define BAD_MAJOR HALE_ABI_MAJOR
#endif
#ifndef BAD_ENTRY
#define BAD_ENTRY hale_plugin_v1
#endif

static int configure(hale_cx *cx, const hale_value *options, void *config)
{
    (void)cx, (void)options;
    *(int64_t *)config = 7;
    return 0;
}

static const hale_column user = {
    .size = sizeof user, .name = "user", .type = HALE_TEXT};
static const hale_column quantity = {
    .size = sizeof quantity, .name = "quantity", .type = HALE_INT};
static const hale_column *const columns[] = {&user, &quantity, NULL};
static const hale_need need = {.size = sizeof need,
                               .role = "events",
                               .shape = BAD_SHAPE,
                               .columns = columns};
static const hale_need *const needs[] = {&need, NULL};
#ifndef BAD_RESULTS
#define BAD_RESULTS results
static const hale_result result = {
    .size = sizeof result, .name = "", .type = BAD_TYPE, .help = "a figure"};
static const hale_result more = {
    .size = sizeof more, .name = "more", .type = BAD_TYPE, .help = "another"};
static const hale_result *const results[] = {&result, &more, NULL};
#endif

static const hale_metric metric = {
    .size = sizeof metric,
    .name = BAD_METRIC_NAME,
    .title = "Bad",
    .family = "usage",
    .formula = "none",
    .flags = BAD_FLAGS,
    .needs = needs,
    .results = BAD_RESULTS,
    .identities = BAD_IDENTITIES,
    .config_size = sizeof(int64_t),
    .configure = configure,
    .state_size = BAD_STATE,
    .init = BAD_INIT,
    .update = update,
    .merge = BAD_MERGE,
    .finish = finish,
};
static const hale_metric *const metrics[] = {&metric, NULL};

static const hale_plugin pack = {
    .size = sizeof pack,
    .abi_major = BAD_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = BAD_NAME, /* the build says it: the name of the file */
    .version = "0",
    .license = "MIT",
    .metrics = metrics,
};

HALE_EXPORT const hale_plugin *BAD_ENTRY(void);
const hale_plugin *BAD_ENTRY(void)
{
    return &pack;
}

#endif
