/* SPDX-License-Identifier: MIT
 *
 * revenue.overdue: invoices that should have been paid by the end of the
 * span, and were not.
 *
 *     overdue = sum of the amounts of open invoices whose due day has passed
 *     ratio = overdue / amounts of all open invoices
 *     days = days that the oldest of them is late
 *
 * An invoice is open from the day it was issued until it was paid; one that
 * was paid later was open then. It is due on its day `due`, or `terms` days
 * after it was issued where that is not given, and late from the next day on:
 * at the midnight after its due day it is a day late. The four classes by age
 * add up to the overdue amount. Nothing overdue is 0, and 0 days late; nothing
 * open makes the ratio missing. Credit notes are negative amounts and are
 * added as they are. Void and draft invoices are kept out by where.status, as
 * in where.status = open, paid.
 *
 * Source: the ageing of receivables by 30, 60 and 90 days, as in accounting.
 */
#include "revenue.h"

enum { AGES = 4 }; /* 1 to 30, 31 to 60, 61 to 90, over 90 days */

typedef struct Config {
    int64_t terms;
} Config;

typedef struct State {
    int64_t open, by_age[AGES];
    int64_t open_invoices, invoices, days;
    uint8_t unknown; /* an open invoice has no amount */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "terms",
        .type = HALE_OPTION_DAYS,
        .fallback = "30d",
        .unit = "days",
        .min = 0,
        .max = 3660,
        .help = "when an invoice that does not say is due, after its issue",
    },
    NULL,
};

enum { AMOUNT, DUE };

static const hale_column *const columns[] = {
    [AMOUNT] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "amount",
            .type = HALE_MONEY,
            .unit = "currency",
            .help = "what is to be paid, tax included",
        },
    [DUE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "due",
            .type = HALE_TIME,
            .flags = HALE_OPTIONAL,
            .help = "until when",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "invoices",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each invoice, from its issue to its payment",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->terms = given[0].as.i;
    return 0;
}

static int add_open(hale_cx *cx, State *s, int64_t amount, int64_t late)
{
    s->open_invoices++;
    if (add_money(cx, &s->open, amount))
        return -1;
    if (late <= 0)
        return 0;
    s->invoices++;
    s->days = late > s->days ? late : s->days;
    return add_money(cx, &s->by_age[late > 90 ? 3 : (late - 1) / 30], amount);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *due = rows->column[DUE];
    int64_t end = rows->span->end, today = cx->day(cx, end);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] >= end || rows->until[i] < end)
            continue;
        int given = HALE_HAS(rows->column[AMOUNT], i);
        int64_t day = HALE_HAS(due, i) ? cx->day(cx, due->as.i[i])
                                       : rows->day[i] + c->terms;
        s->unknown |= (uint8_t)!given;
        if (add_open(cx, s, given ? rows->column[AMOUNT]->as.i[i] : 0,
                     today - day))
            return -1;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    s->open_invoices += later->open_invoices;
    s->invoices += later->invoices;
    s->days = later->days > s->days ? later->days : s->days;
    s->unknown |= later->unknown;
    for (size_t i = 0; i < AGES; i++)
        if (add_money(cx, &s->by_age[i], later->by_age[i]))
            return -1;
    return add_money(cx, &s->open, later->open);
}

enum {
    OVERDUE,
    BY_AGE,
    OPEN = BY_AGE + AGES,
    INVOICES,
    OPEN_INVOICES,
    DAYS,
    RATIO,
    RESULTS
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    hale_missing unknown = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    int64_t overdue = 0;
    (void)config, (void)span;
    for (size_t i = 0; i < AGES; i++) {
        give(&results[BY_AGE + i], s->by_age[i], unknown);
        if (add_money(cx, &overdue, s->by_age[i]))
            return -1;
    }
    give(&results[OVERDUE], overdue, unknown);
    give(&results[OPEN], s->open, unknown);
    give(&results[INVOICES], s->invoices, HALE_PRESENT);
    give(&results[OPEN_INVOICES], s->open_invoices, HALE_PRESENT);
    give(&results[DAYS], s->days, HALE_PRESENT);
    give_rate(&results[RATIO], overdue, s->open, unknown);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency",       \
    .rollup = HALE_ROLLUP_SUM, .undefined = "an open invoice has no amount"
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "invoices",         \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without any it is 0"
#define BAD .direction = HALE_DOWN_IS_GOOD

static const hale_result *const results[] = {
    &(const hale_result){MONEY, BAD, .name = "",
                         .help = "what should have been paid and was not"},
    &(const hale_result){MONEY, BAD, .name = "days_1_30",
                         .help = "of it up to 30 days late"},
    &(const hale_result){MONEY, BAD, .name = "days_31_60",
                         .help = "of it 31 to 60 days late"},
    &(const hale_result){MONEY, BAD, .name = "days_61_90",
                         .help = "of it 61 to 90 days late"},
    &(const hale_result){MONEY, BAD, .name = "days_over_90",
                         .help = "of it more than 90 days late"},
    &(const hale_result){MONEY, .name = "open",
                         .help = "what was billed and is not paid"},
    &(const hale_result){COUNT, BAD, .name = "invoices",
                         .help = "overdue invoices"},
    &(const hale_result){COUNT, .name = "open_invoices",
                         .help = "invoices that are not paid"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "days",
        .type = HALE_INT,
        .unit = "days",
        .help = "days that the oldest is late; 0 when none is",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MAX,
        .undefined = "never; nothing overdue is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "ratio",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "overdue / open",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = OVERDUE,
        .denominator = OPEN,
        .undefined = "nothing is open, or an open invoice has no amount",
    },
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "the amounts by age = overdue",
        .sign = (const signed char[RESULTS]){-1, 1, 1, 1, 1},
    },
    NULL,
};

const hale_metric revenue_overdue = {
    .size = sizeof(hale_metric),
    .name = "overdue",
    .title = "Overdue invoices",
    .family = "financial",
    .formula = "open invoices whose due day has passed; ratio = overdue / "
               "open",
    .source = "the ageing of receivables by 30, 60 and 90 days",
    .example = "[metric.overdue]\n"
               "plugin = revenue.overdue\n"
               "terms = 14d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
