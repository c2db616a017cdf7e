/* SPDX-License-Identifier: MIT
 *
 * @NAME@: the number of days on which an account had an event.
 *
 * It sees one account's rows, oldest first, and keeps a state: hale/plugin.h.
 */
#include <hale/plugin.h>

typedef struct State {
    int64_t days;
    int32_t last; /* the day of the row before */
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        s->days += s->days == 0 || rows->day[i] != s->last;
        s->last = rows->day[i];
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    (void)cx, (void)config, (void)span;
    results[0].as.i = ((const State *)state)->days;
    results[0].missing = HALE_PRESENT; /* no events: 0 days, and not missing */
    return 0;
}

static const hale_need need = {
    .size = sizeof need, .role = "events", .shape = HALE_EVENT};

static const hale_result result = {
    .size = sizeof result, .name = "", .type = HALE_INT, .unit = "days",
    .help = "days with an event", .direction = HALE_UP_IS_GOOD,
    .rollup = HALE_ROLLUP_MEAN, .undefined = "never"};

static const hale_metric metric = {
    .size = sizeof metric, .name = "@NAME@", .title = "@TITLE@",
    .family = "usage", .formula = "number of days with an event",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .needs = (const hale_need *const[]){&need, NULL},
    .results = (const hale_result *const[]){&result, NULL},
    .state_size = sizeof(State), .update = update, .finish = finish};

static const hale_plugin pack = {
    .size = sizeof pack, .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR, .name = "@NAME@", .version = "0.1.0",
    .license = "MIT", .metrics = (const hale_metric *const[]){&metric, NULL}};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
