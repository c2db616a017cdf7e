/* SPDX-License-Identifier: MIT
 *
 * support.tickets_per_seat: how much help an account needs for its size.
 *
 *     tickets_per_seat = tickets opened in the window / seats
 *
 * Seats are those of the account's row in force at the end of the span; the
 * option names another column, such as one of active users. With a window of
 * 30d this is the usual tickets per user and month. Neither many nor few is
 * good by itself: none at all may be silence.
 *
 * No seats: nothing to divide by, missing. A group's figure is all its tickets
 * over all its seats.
 *
 * Source: tickets per user, as customer-success tools count support load.
 */
#include "hale/plugin.h"

enum { TICKET_ROWS, ACCOUNT_ROWS }; /* the needs */

typedef struct State {
    int64_t tickets, seats;
    hale_missing no_seats; /* why, or HALE_PRESENT */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "seats",
        .type = HALE_OPTION_COLUMN,
        .fallback = "seats",
        .help = "the column of the accounts that says how many there are",
    },
    NULL,
};

static const hale_column *const ticket_columns[] = {NULL};

static const hale_column *const account_columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "seats",
        .type = HALE_INT,
        .help = "how many people may use the product",
        .named_by = "seats",
    },
    NULL,
};

static const hale_need *const needs[] = {
    [TICKET_ROWS] =
        &(const hale_need){
            .size = sizeof(hale_need),
            .role = "tickets",
            .shape = HALE_INTERVAL,
            .columns = ticket_columns,
            .help = "one row for each ticket, from opened to closed",
        },
    [ACCOUNT_ROWS] =
        &(const hale_need){
            .size = sizeof(hale_need),
            .role = "accounts",
            .shape = HALE_ATTRIBUTE,
            .columns = account_columns,
            .help = "who has how many seats",
        },
    NULL,
};

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)cx, (void)config, (void)span;
    s->no_seats = HALE_NO_ROWS;
    return 0;
}

static void take_seats(State *s, const hale_vector *seats, size_t i)
{
    s->no_seats = HALE_NOT_GIVEN;
    if (!HALE_HAS(seats, i))
        return;
    s->seats = seats->as.i[i];
    s->no_seats = s->seats < 0 ? HALE_REJECTED : HALE_PRESENT;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->need == TICKET_ROWS)
            s->tickets += rows->time[i] >= rows->span->begin;
        else /* one row at most */
            take_seats(s, rows->column[0], i);
    }
    return 0;
}

enum { PER_SEAT, TICKETS, SEATS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[TICKETS].as.i = s->tickets;
    results[TICKETS].missing = HALE_PRESENT;
    results[SEATS].missing = results[PER_SEAT].missing = s->no_seats;
    if (s->no_seats)
        return 0;
    results[SEATS].as.i = s->seats;
    if (s->seats == 0)
        results[PER_SEAT].missing = HALE_ZERO_DENOMINATOR;
    else
        results[PER_SEAT].as.r = (double)s->tickets / (double)s->seats;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "tickets per seat",
        .help = "tickets opened in the window, for each seat",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = TICKETS,
        .denominator = SEATS,
        .undefined = "there are no seats, or it is not known how many",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "tickets",
        .type = HALE_INT,
        .unit = "tickets",
        .help = "tickets opened in the window",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without tickets it is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "seats",
        .type = HALE_INT,
        .unit = "seats",
        .help = "seats of the account",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "the account has no row, no seats in it, or fewer than 0",
    },
    NULL,
};

const hale_metric support_tickets_per_seat = {
    .size = sizeof(hale_metric),
    .name = "tickets_per_seat",
    .title = "Tickets per seat",
    .family = "health",
    .formula = "tickets opened in the window / seats",
    .source = "tickets per user, as customer-success tools count support load",
    .example = "[metric.tickets_per_seat]\n"
               "plugin = support.tickets_per_seat\n"
               "window = 30d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
