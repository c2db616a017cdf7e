/* SPDX-License-Identifier: MIT
 *
 * support.reopened: how many closed tickets were not done with.
 *
 *     reopened = tickets reopened at least once / tickets closed at least once
 *
 * of those opened in the window. Closed at least once is a ticket that is
 * closed at the end of the span, or was reopened. One whose cell is empty, or
 * below 0, says nothing and is left out of both. `low` and `high` are the
 * Wilson interval of the share. A group's figure is all its reopened tickets
 * over all its closed ones.
 *
 * The column says how a ticket stands today, so a run as of an earlier day
 * counts what was reopened after it.
 *
 * Source: reopen rate, as help desks report it.
 */
#include "hale/plugin.h"

#include "../../common/wilson.h"

typedef struct State {
    int64_t reopened, closed, reopenings;
    uint8_t unknown; /* a ticket whose cell is empty or unusable */
} State;

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "reopened",
        .type = HALE_INT,
        .help = "how often it was opened again",
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

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_vector *times = rows->column[0];
    (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] < rows->span->begin)
            continue;
        if (!HALE_HAS(times, i) || times->as.i[i] < 0) {
            s->unknown = 1;
            continue;
        }
        int again = times->as.i[i] > 0;
        s->reopened += again;
        s->closed += again || rows->until[i] < rows->span->end;
        if (__builtin_add_overflow(s->reopenings, times->as.i[i],
                                   &s->reopenings))
            return hale_fail(cx, "more reopenings than can be counted; is "
                                 "\"reopened\" the right column?");
    }
    return 0;
}

enum { RATE, REOPENED, CLOSED, REOPENINGS, LOW, HIGH };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[REOPENED].as.i = s->reopened;
    results[CLOSED].as.i = s->closed;
    results[REOPENINGS].as.i = s->reopenings;
    for (size_t i = REOPENED; i <= REOPENINGS; i++)
        results[i].missing = HALE_PRESENT;
    results[RATE].missing = s->unknown ? HALE_NOT_GIVEN : HALE_ZERO_DENOMINATOR;
    if (s->closed == 0)
        return 0;
    results[RATE].as.r = (double)s->reopened / (double)s->closed;
    results[RATE].missing = HALE_PRESENT;
    wilson_interval(s->reopened, s->closed, &results[LOW], &results[HIGH]);
    return 0;
}

#define TICKETS                                                                \
    .size = sizeof(hale_result), .type = HALE_INT, .rollup = HALE_ROLLUP_SUM,  \
    .undefined = "never; without tickets it is 0"
#define SHARE                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_DOWN_IS_GOOD,                                            \
    .undefined =                                                               \
        "no ticket was closed, or none says how often it was reopened"

static const hale_result *const results[] = {
    &(const hale_result){SHARE, .name = "", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = REOPENED, .denominator = CLOSED,
                         .flags = HALE_PROPORTION,
                         .help = "share of the closed tickets reopened"},
    &(const hale_result){TICKETS, .name = "reopened", .unit = "tickets",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "tickets reopened at least once"},
    &(const hale_result){TICKETS, .name = "closed", .unit = "tickets",
                         .direction = HALE_NEUTRAL,
                         .help = "tickets closed at least once"},
    &(const hale_result){TICKETS, .name = "reopenings", .unit = "times",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "how often tickets were reopened in all"},
    &(const hale_result){SHARE, .name = "low", .rollup = HALE_ROLLUP_NONE,
                         .help = "95 % interval of the share, lower end"},
    &(const hale_result){SHARE, .name = "high", .rollup = HALE_ROLLUP_NONE,
                         .help = "95 % interval of the share, upper end"},
    NULL,
};

const hale_metric support_reopened = {
    .size = sizeof(hale_metric),
    .name = "reopened",
    .title = "Reopen rate",
    .family = "health",
    .formula = "tickets reopened at least once / tickets closed at least once",
    .source = "reopen rate, as help desks report it",
    .example = "[metric.reopen_rate]\n"
               "plugin = support.reopened\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
