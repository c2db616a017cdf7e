/* SPDX-License-Identifier: MIT
 *
 * usage.seat_use: how many of the seats are used, in the three ways in which
 * people mean it.
 *
 *     seat_use = active / purchased        are the seats earning their price?
 *     assigned_share = assigned / purchased    were they handed out?
 *     active_share   = active / assigned       do their holders come?
 *
 * Active are the distinct users with an event in the window. Seats are those
 * in force at the end of the span, added up over the rows. Nothing is cut off
 * at 1: more users than seats is a true-up to be talked about.
 *
 * The seats stand in a data set of entitlements, or, with `from` and
 * `purchased`, in any other: from = events, accounts and purchased = seats
 * takes them from the roster.
 *
 * Source: licence utilisation; the three ratios kept apart.
 */
#include "usage.h"

typedef struct State {
    hale_set *users;
    int64_t purchased, assigned;
    uint8_t any, no_purchased, no_assigned; /* cells that were empty */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "purchased",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the seats that were bought, if not "
                "\"seats_purchased\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "assigned",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the seats that were handed out, if not "
                "\"seats_assigned\"",
    },
    NULL,
};

enum { EVENTS, SEATS };

static const hale_column *const event_columns[] = {&usage_user, NULL};

enum { SEATS_PURCHASED, SEATS_ASSIGNED };
static const hale_column *const seat_columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "seats_purchased",
        .type = HALE_INT,
        .help = "seats that were bought",
        .named_by = "purchased",
    },
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "seats_assigned",
        .type = HALE_INT,
        .flags = HALE_OPTIONAL,
        .help = "seats that were handed out",
        .named_by = "assigned",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = event_columns,
        .help = "who was active",
    },
    &(const hale_need){
        .size = sizeof(hale_need),
        .columns = seat_columns,
        .help = "entitlements, or any other rows that say how many seats",
    },
    NULL,
};

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->users = cx->set(cx);
    return s->users ? 0 : -1;
}

/* Adds a cell; an empty one, a column that is not there or a sum that does
 * not fit makes it unknown. */
static void add(int64_t *sum, uint8_t *unknown, const hale_vector *v, size_t i)
{
    if (!HALE_HAS(v, i) || __builtin_add_overflow(*sum, v->as.i[i], sum))
        *unknown = 1;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)config;
    if (rows->need == EVENTS)
        return cx->set_add(cx, s->users, rows->column[0], 0, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] >= rows->span->end ||
            (rows->until && rows->until[i] < rows->span->end))
            continue;
        s->any = 1;
        add(&s->purchased, &s->no_purchased, rows->column[SEATS_PURCHASED], i);
        add(&s->assigned, &s->no_assigned, rows->column[SEATS_ASSIGNED], i);
    }
    return 0;
}

enum { SEAT_USE, ASSIGNED_SHARE, ACTIVE_SHARE, ACTIVE, ASSIGNED, PURCHASED };

static void seats(hale_value *v, const State *s, int64_t count, int unknown)
{
    usage_set_int(v, count);
    if (!s->any)
        v->missing = HALE_NO_ROWS;
    else if (unknown)
        v->missing = HALE_NOT_GIVEN;
    else if (count < 0)
        v->missing = HALE_REJECTED;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config, (void)span;
    usage_set_int(&results[ACTIVE], (int64_t)cx->set_count(cx, s->users));
    seats(&results[ASSIGNED], s, s->assigned, s->no_assigned);
    seats(&results[PURCHASED], s, s->purchased, s->no_purchased);
    usage_set_ratio(results, SEAT_USE, ACTIVE, PURCHASED);
    usage_set_ratio(results, ASSIGNED_SHARE, ASSIGNED, PURCHASED);
    usage_set_ratio(results, ACTIVE_SHARE, ACTIVE, ASSIGNED);
    return 0;
}

#define RATIO                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_RATIO,                 \
    .undefined = "the seats are 0 or not known"
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .rollup = HALE_ROLLUP_SUM

static const hale_result *const results[] = {
    &(const hale_result){RATIO, .name = "", .numerator = ACTIVE,
                         .denominator = PURCHASED,
                         .help = "active users / seats purchased"},
    &(const hale_result){RATIO, .name = "assigned_share", .numerator = ASSIGNED,
                         .denominator = PURCHASED,
                         .help = "seats assigned / seats purchased"},
    &(const hale_result){RATIO, .name = "active_share", .numerator = ACTIVE,
                         .denominator = ASSIGNED,
                         .help = "active users / seats assigned"},
    &(const hale_result){COUNT, .name = "active", .unit = "users",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "distinct users with an event in the window",
                         .undefined = "never; without events it is 0"},
    &(const hale_result){COUNT, .name = "assigned", .unit = "seats",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "seats handed out at the end",
                         .undefined = "the data do not say it"},
    &(const hale_result){COUNT, .name = "purchased", .unit = "seats",
                         .direction = HALE_NEUTRAL,
                         .help = "seats bought, in force at the end",
                         .undefined = "the data do not say it"},
    NULL,
};

const hale_metric usage_seat_use = {
    .size = sizeof(hale_metric),
    .name = "seat_use",
    .title = "Use of the seats",
    .family = "usage",
    .formula = "active / purchased; assigned / purchased; active / assigned",
    .source = "licence utilisation, its three ratios kept apart",
    .example = "[metric.seat_use]\n"
               "plugin = usage.seat_use\n"
               "from = events, accounts\n"
               "purchased = seats\n"
               "window = 28d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
