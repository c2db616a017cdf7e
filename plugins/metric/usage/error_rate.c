/* SPDX-License-Identifier: MIT
 *
 * usage.error_rate: which share of the calls went wrong.
 *
 *     error_rate = events whose status is one of `errors` / events with a
 *                  status
 *
 * The option says which words mean a failure, written as in the data. An
 * event without a status has not succeeded: it is left out and counted in
 * `unknown`. Where the data have no column of that name and there are events,
 * the rate is missing and all of them are unknown. With the `where` of the
 * pipeline it looks at one kind of call alone.
 *
 * `low` and `high` are Wilson's 95 % interval: of three calls nothing can be
 * said, and the interval says so.
 *
 * Source: the error rate of service monitoring; Wilson, "Probable Inference"
 * (1927).
 */
#include "usage.h"

#include "../../common/wilson.h"

enum { WORDS = 32 };

typedef struct Config {
    struct hale_list errors;
} Config;

typedef struct State {
    int64_t errors, calls, unknown;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "errors",
        .type = HALE_OPTION_LIST,
        .fallback = "error, failed, failure",
        .help = "the words that mean a failure",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .help = "the column that says how it went, if not \"status\"",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "status",
        .type = HALE_TEXT,
        .flags = HALE_OPTIONAL,
        .help = "how it went",
        .named_by = "column",
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
    c->errors = given[0].as.list;
    if (c->errors.count == 0 || c->errors.count > WORDS)
        return hale_fail(cx,
                         "errors has %zu words; name one to %d that mean a "
                         "failure",
                         c->errors.count, WORDS);
    return 0;
}

static int is_error(const uint32_t *code, size_t codes, uint32_t status)
{
    for (size_t i = 0; i < codes; i++)
        if (code[i] == status)
            return 1;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *status = rows->column[0];
    uint32_t code[WORDS];
    if (rows->count == 0)
        return 0;
    for (size_t i = 0; status && i < c->errors.count; i++)
        code[i] = cx->code(cx, status, c->errors.item[i]);
    for (size_t i = 0; i < rows->count; i++) {
        if (!HALE_HAS(status, i)) {
            s->unknown++;
            continue;
        }
        s->calls++;
        s->errors += is_error(code, c->errors.count, status->as.code[i]);
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->errors += later->errors;
    s->calls += later->calls;
    s->unknown += later->unknown;
    return 0;
}

enum { RATE, ERRORS, CALLS, UNKNOWN, LOW, HIGH };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    usage_set_int(&results[ERRORS], s->errors);
    usage_set_int(&results[CALLS], s->calls);
    usage_set_int(&results[UNKNOWN], s->unknown);
    usage_set_ratio(results, RATE, ERRORS, CALLS);
    if (s->calls > 0)
        wilson_interval(s->errors, s->calls, &results[LOW], &results[HIGH]);
    else if (s->unknown > 0)
        results[RATE].missing = HALE_NOT_GIVEN;
    if (s->calls == 0)
        results[LOW].missing = results[HIGH].missing = results[RATE].missing;
    return 0;
}

#define SHARE                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_DOWN_IS_GOOD, .undefined = "no event has a status"
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "events",           \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without events it is 0"

static const hale_result *const results[] = {
    &(const hale_result){SHARE, .name = "", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = ERRORS, .denominator = CALLS,
                         .flags = HALE_PROPORTION,
                         .help = "share of the events with a status that "
                                 "failed"},
    &(const hale_result){COUNT, .name = "errors",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "events that failed"},
    &(const hale_result){COUNT, .name = "calls", .direction = HALE_NEUTRAL,
                         .help = "events with a status"},
    &(const hale_result){COUNT, .name = "unknown", .direction = HALE_NEUTRAL,
                         .help = "events without a status"},
    &(const hale_result){SHARE, .name = "low",
                         .help = "lower end of its 95 % interval"},
    &(const hale_result){SHARE, .name = "high",
                         .help = "upper end of its 95 % interval"},
    NULL,
};

const hale_metric usage_error_rate = {
    .size = sizeof(hale_metric),
    .name = "error_rate",
    .title = "Error rate",
    .family = "usage",
    .formula = "events whose status means a failure / events with a status",
    .source = "service monitoring; Wilson, Probable Inference (1927)",
    .example = "[metric.error_rate]\n"
               "plugin = usage.error_rate\n"
               "window = 7d\n"
               "errors = error, timeout\n",
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
