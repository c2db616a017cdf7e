/* SPDX-License-Identifier: MIT
 *
 * support.first_response: how long customers wait until somebody answers.
 *
 *     first_response = median of the hours from opened to the first response,
 *                      of the tickets opened in the window
 *
 * The first response is the first one that a person wrote and the customer
 * can see; automatic replies are left to whoever writes the column. A ticket
 * that has none by the end of the span is unanswered, closed or not, and
 * counted beside the hours (see waits.h). One that was answered before it was
 * opened is rejected. hours.h tells which hours count.
 *
 * Source: time to first response of help desks, with the unanswered ones as
 * what they are, right-censored.
 */
#include "waits.h"

static const hale_option *const options[] = {
    &support_hours,
    &support_days,
    &support_holidays,
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "first_response",
        .type = HALE_TIME,
        .help = "when a person first answered; empty if nobody did",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "tickets",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each ticket, from opened to closed",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    return hours_configure(cx, given, config);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const hale_vector *at = rows->column[0];
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] < rows->span->begin)
            continue;
        if (waits_add(cx, config, state, rows->span, rows->time[i],
                      HALE_HAS(at, i) ? at->as.i[i] : HALE_OPEN))
            return -1;
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    Waits *w = state;
    (void)cx, (void)config, (void)span;
    waits_finish(w, results);
    results[WAIT_REJECTED].as.i = w->rejected;
    results[WAIT_REJECTED].missing = HALE_PRESENT;
    return 0;
}

#define HOURS                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "hours",           \
    .direction = HALE_DOWN_IS_GOOD
#define COUNTED                                                                \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "tickets",          \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without tickets it is 0"

static const hale_result *const results[] = {
    &(const hale_result){HOURS, .name = "", .rollup = HALE_ROLLUP_NONE,
                         .help = "median hours until the first response",
                         .undefined = "no ticket of the window was answered"},
    &(const hale_result){HOURS, .name = "p90", .rollup = HALE_ROLLUP_NONE,
                         .help = "nine of ten took no longer",
                         .undefined = "no ticket of the window was answered"},
    &(const hale_result){HOURS, .name = "mean", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = WAIT_HOURS, .denominator = WAIT_OVER,
                         .help = "mean hours until the first response",
                         .undefined = "no ticket of the window was answered"},
    &(const hale_result){HOURS, .name = "hours", .rollup = HALE_ROLLUP_SUM,
                         .help = "hours of all of them",
                         .undefined = "never; without tickets it is 0"},
    &(const hale_result){COUNTED, .name = "answered",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "tickets that were answered"},
    &(const hale_result){COUNTED, .name = "unanswered",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "tickets that nobody has answered yet"},
    &(const hale_result){COUNTED, .name = "tickets", .direction = HALE_NEUTRAL,
                         .help = "tickets opened in the window"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "unanswered_share",
                         .type = HALE_REAL,
                         .unit = "fraction",
                         .help = "share of the tickets that wait still",
                         .direction = HALE_DOWN_IS_GOOD,
                         .rollup = HALE_ROLLUP_RATIO,
                         .numerator = WAITING,
                         .denominator = WAIT_TICKETS,
                         .flags = HALE_PROPORTION,
                         .undefined = "no ticket was opened in the window"},
    &(const hale_result){COUNTED, .name = "rejected",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "tickets answered before they were opened"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "answered + unanswered = tickets",
        .sign =
            (const signed char[WAIT_REJECTED + 1]){0, 0, 0, 0, 1, 1, -1, 0, 0},
    },
    NULL,
};

const hale_metric support_first_response = {
    .size = sizeof(hale_metric),
    .name = "first_response",
    .title = "Time to first response",
    .family = "health",
    .formula = "median of the hours from opened to the first response",
    .source = "time to first response of help desks",
    .example = "[metric.first_response]\n"
               "plugin = support.first_response\n"
               "window = 90d\n"
               "hours = 09:00-17:00\n"
               "days = mon-fri\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(Hours),
    .configure = configure,
    .state_size = sizeof(Waits),
    .update = update,
    .finish = finish,
};
