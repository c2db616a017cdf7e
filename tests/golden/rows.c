/* SPDX-License-Identifier: MIT
 *
 * rows.seen: what a metric gets to see, for tests of whole runs.
 *
 *     seen       = how many rows
 *     seen_sum   = the sum of their column `value`
 *     seen_first = when the oldest happened or began; seen_last: the newest
 *
 * It takes rows of any shape, so a pipeline can show by itself what the
 * engine cut out for an event, an interval, a snapshot or an attribute. It
 * must not be of use: it is not installed.
 */
#include "hale/plugin.h"

typedef struct State {
    int64_t count, sum, first, last;
} State;

static const hale_option *const options[] = {
    &(const hale_option){.size = sizeof(hale_option),
                         .name = "value",
                         .type = HALE_OPTION_COLUMN,
                         .help = "the column to add up"},
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){.size = sizeof(hale_column),
                         .name = "value",
                         .type = HALE_INT,
                         .flags = HALE_OPTIONAL,
                         .help = "a whole number",
                         .named_by = "value"},
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){.size = sizeof(hale_need), .columns = columns},
    NULL,
};

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx;
    (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        if (!s->count)
            s->first = rows->time[i];
        s->count++;
        s->last = rows->time[i];
        if (HALE_HAS(rows->column[0], i))
            s->sum += rows->column[0]->as.i[i];
    }
    return 0;
}

/* The instant of a row, unless it has held for ever. */
static void set_time(hale_value *result, int64_t time)
{
    result->as.i = time;
    result->missing = time == INT64_MIN ? HALE_NOT_GIVEN : HALE_PRESENT;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx;
    (void)config;
    (void)span;
    results[0] = (hale_value){.type = HALE_INT, .as.i = s->count};
    results[1] = (hale_value){.type = HALE_INT, .as.i = s->sum};
    if (!s->count)
        return 0; /* no rows, no times */
    set_time(&results[2], s->first);
    set_time(&results[3], s->last);
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "",
                         .type = HALE_INT,
                         .unit = "rows",
                         .help = "rows that were handed over",
                         .rollup = HALE_ROLLUP_SUM,
                         .undefined = "never"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "sum",
                         .type = HALE_INT,
                         .unit = "units",
                         .help = "the sum of their values",
                         .rollup = HALE_ROLLUP_SUM,
                         .undefined = "never"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "first",
                         .type = HALE_TIME,
                         .unit = "time",
                         .help = "of the oldest row",
                         .rollup = HALE_ROLLUP_MIN,
                         .undefined = "there are no rows"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "last",
                         .type = HALE_TIME,
                         .unit = "time",
                         .help = "of the newest row",
                         .rollup = HALE_ROLLUP_MAX,
                         .undefined = "there are no rows"},
    NULL,
};

static const hale_metric seen = {
    .size = sizeof(hale_metric),
    .name = "seen",
    .title = "Rows seen",
    .family = "usage",
    .formula = "number of rows",
    .source = "counting",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options = options,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};

static const hale_metric *const metrics[] = {&seen, NULL};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "rows",
    .version = "1.0.0",
    .license = "MIT",
    .help = "what a metric gets to see",
    .metrics = metrics,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
