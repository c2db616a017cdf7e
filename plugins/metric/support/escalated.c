/* SPDX-License-Identifier: MIT
 *
 * support.escalated: how many tickets had to be escalated.
 *
 *     escalated = escalated tickets / tickets
 *
 * of those opened in the window whose cell says yes or no; an empty cell is
 * neither and is left out of both. `low` and `high` are the Wilson interval of
 * the share. A group's figure is all its escalated tickets over all its
 * tickets.
 *
 * The column says how a ticket stands today, so a run as of an earlier day
 * counts escalations that came after it.
 *
 * Source: escalation rate, as help desks report it.
 */
#include "hale/plugin.h"

#include "../../common/wilson.h"

typedef struct State {
    int64_t escalated, tickets;
    uint8_t unknown; /* a ticket whose cell is empty */
} State;

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "escalated",
        .type = HALE_BOOL,
        .help = "was it passed on to somebody above?",
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
    const hale_vector *escalated = rows->column[0];
    (void)cx, (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] < rows->span->begin)
            continue;
        if (!HALE_HAS(escalated, i)) {
            s->unknown = 1;
            continue;
        }
        s->tickets++;
        s->escalated += escalated->as.b[i];
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->escalated += later->escalated;
    s->tickets += later->tickets;
    s->unknown |= later->unknown;
    return 0;
}

enum { RATE, ESCALATED, TICKETS, LOW, HIGH };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[ESCALATED].as.i = s->escalated;
    results[TICKETS].as.i = s->tickets;
    results[ESCALATED].missing = results[TICKETS].missing = HALE_PRESENT;
    results[RATE].missing = s->unknown ? HALE_NOT_GIVEN : HALE_ZERO_DENOMINATOR;
    if (s->tickets == 0)
        return 0;
    results[RATE].as.r = (double)s->escalated / (double)s->tickets;
    results[RATE].missing = HALE_PRESENT;
    wilson_interval(s->escalated, s->tickets, &results[LOW], &results[HIGH]);
    return 0;
}

#define TICKETS_OF                                                             \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "tickets",          \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without tickets it is 0"
#define SHARE                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_DOWN_IS_GOOD,                                            \
    .undefined = "there are no tickets, or none says yes or no"

static const hale_result *const results[] = {
    &(const hale_result){SHARE, .name = "", .rollup = HALE_ROLLUP_RATIO,
                         .numerator = ESCALATED, .denominator = TICKETS,
                         .flags = HALE_PROPORTION,
                         .help = "share of the tickets that were escalated"},
    &(const hale_result){TICKETS_OF, .name = "escalated",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "tickets of the window that were escalated"},
    &(const hale_result){TICKETS_OF, .name = "tickets",
                         .direction = HALE_NEUTRAL,
                         .help = "tickets of the window that say yes or no"},
    &(const hale_result){SHARE, .name = "low", .rollup = HALE_ROLLUP_NONE,
                         .help = "95 % interval of the share, lower end"},
    &(const hale_result){SHARE, .name = "high", .rollup = HALE_ROLLUP_NONE,
                         .help = "95 % interval of the share, upper end"},
    NULL,
};

const hale_metric support_escalated = {
    .size = sizeof(hale_metric),
    .name = "escalated",
    .title = "Escalation rate",
    .family = "health",
    .formula = "escalated tickets / tickets, of those opened in the window",
    .source = "escalation rate, as help desks report it",
    .example = "[metric.escalation_rate]\n"
               "plugin = support.escalated\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
