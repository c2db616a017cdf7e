/* SPDX-License-Identifier: MIT
 *
 * support.resolution: how long it takes until a ticket is closed.
 *
 *     resolution = median of the hours from opened to closed, of the tickets
 *                  opened in the window
 *
 * A ticket that is open at the end of the span is unresolved and counted
 * beside the hours (see waits.h): a median of the closed ones alone praises
 * the desk that closes the easy ones. hours.h tells which hours count. A
 * ticket that was opened again counts to the close that the data tell.
 *
 * Source: resolution time of help desks, with the open ones as what they are,
 * right-censored.
 */
#include "waits.h"

static const hale_option *const options[] = {
    &support_hours,
    &support_days,
    &support_holidays,
    NULL,
};

static const hale_column *const columns[] = {NULL};

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
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] < rows->span->begin)
            continue;
        if (waits_add(cx, config, state, rows->span, rows->time[i],
                      rows->until[i]))
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
                         .help = "median hours until the ticket is closed",
                         .undefined = "no ticket of the window was closed"},
    &(const hale_result){HOURS, .name = "p90", .rollup = HALE_ROLLUP_NONE,
                         .help = "nine of ten took no longer",
                         .undefined = "no ticket of the window was closed"},
    &(const hale_result){HOURS, .name = "mean", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = WAIT_HOURS, .denominator = WAIT_OVER,
                         .help = "mean hours until the ticket is closed",
                         .undefined = "no ticket of the window was closed"},
    &(const hale_result){HOURS, .name = "hours", .rollup = HALE_ROLLUP_SUM,
                         .help = "hours of all of them",
                         .undefined = "never; without tickets it is 0"},
    &(const hale_result){COUNTED, .name = "resolved",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "tickets that were closed"},
    &(const hale_result){COUNTED, .name = "unresolved",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "tickets that are open still"},
    &(const hale_result){COUNTED, .name = "tickets", .direction = HALE_NEUTRAL,
                         .help = "tickets opened in the window"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "unresolved_share",
                         .type = HALE_REAL,
                         .unit = "fraction",
                         .help = "share of the tickets that wait still",
                         .direction = HALE_DOWN_IS_GOOD,
                         .rollup = HALE_ROLLUP_RATIO,
                         .numerator = WAITING,
                         .denominator = WAIT_TICKETS,
                         .flags = HALE_PROPORTION,
                         .undefined = "no ticket was opened in the window"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "resolved + unresolved = tickets",
        .sign = (const signed char[WAITING_SHARE + 1]){0, 0, 0, 0, 1, 1, -1, 0},
    },
    NULL,
};

const hale_metric support_resolution = {
    .size = sizeof(hale_metric),
    .name = "resolution",
    .title = "Resolution time",
    .family = "health",
    .formula = "median of the hours from opened to closed",
    .source = "resolution time of help desks",
    .example = "[metric.resolution]\n"
               "plugin = support.resolution\n"
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
