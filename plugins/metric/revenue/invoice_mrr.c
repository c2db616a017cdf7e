/* SPDX-License-Identifier: MIT
 *
 * revenue.invoice_mrr: MRR from what was billed, where there are invoices and
 * no subscriptions.
 *
 *     mrr = sum of (amount - tax) / months of its service period, over the
 *           recurring lines whose period holds the end of the span
 *
 * The end of a period is the first day that is no longer in it. A period from
 * a day of one month to the same day of a later one, or to that month's last
 * day when it is shorter, is so many whole months: the 31st of January to the
 * 28th of February is one. Any other period is its days over
 * 365.25 / 12. So a year is 12 months, leap or not, and ten days of a
 * proration weigh as they were paid for. Each line is rounded once, half to
 * even.
 *
 * Only lines of the types in `recurring` count; set-up fees, metered usage
 * and credits are what `excluded` adds up. Without a column `type` every line
 * counts. A recurring line without an amount, without a service end, of an
 * empty type or with an empty cell of tax makes the sums missing.
 *
 * Source: MRR from invoice lines as ChartMogul takes it: net of tax, by the
 * service period, one-off and metered charges left out.
 */
#include "exact.h"
#include "revenue.h"

typedef struct Config {
    struct hale_list recurring;
} Config;

typedef struct State {
    int64_t mrr, arr, lines, excluded, excluded_lines;
    uint8_t unknown, excluded_unknown; /* a line of this kind lacks a cell */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "recurring",
        .type = HALE_OPTION_LIST,
        .fallback = "recurring, subscription",
        .help = "types of lines that are part of the MRR",
    },
    NULL,
};

enum { AMOUNT, TAX, TYPE };

static const hale_column *const columns[] = {
    [AMOUNT] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "amount",
            .type = HALE_MONEY,
            .unit = "currency",
            .help = "what the line is billed at for its whole period",
        },
    [TAX] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "tax",
            .type = HALE_MONEY,
            .flags = HALE_OPTIONAL,
            .unit = "currency",
            .help = "how much of the amount is tax; without the column "
                    "nothing",
        },
    [TYPE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "type",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "recurring, one_off, metered ...",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "invoice_lines",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each line, from the start of its service period "
                "to its end",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->recurring = given[0].as.list;
    return 0;
}

/* ----------------------------------------------------------------- months */

typedef struct Date { /* month counts from March of the year 0 */
    int64_t month;
    int day, last; /* from 1; `last` of its month */
} Date;

/* Of a day since 1970-01-01. A year that begins in March has its leap day at
 * the end, so that month m begins on day (153 m + 2) / 5 of the year, and in
 * whole days 1460, 36524 and 146096 mark the leap years of the calendar. */
static Date date_of(int64_t day)
{
    int64_t since = day + 719468; /* 0000-03-01 */
    int64_t era = (since >= 0 ? since : since - 146096) / 146097;
    int64_t of_era = since - era * 146097;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    int64_t first = (153 * month + 2) / 5, next = (153 * month + 155) / 5;
    int leap = (year + 1) % 4 == 0 && ((year + 1) % 100 != 0 || year == 399);
    return (Date){
        .month = (era * 400 + year) * 12 + month,
        .day = (int)(of_year - first + 1),
        .last = month == 11 ? 28 + leap : (int)(next - first),
    };
}

/* Whole months from day `from` to day `to`, or 0 if it is none. */
static int64_t whole_months(int64_t from, int64_t to)
{
    Date a = date_of(from), b = date_of(to);
    int same = a.day == b.day || (a.day > b.day && b.day == b.last);
    return same ? b.month - a.month : 0;
}

/* What a line's amount is multiplied by to be that of a month. */
static Fraction per_month(int64_t from, int64_t to)
{
    int64_t months = whole_months(from, to);
    if (months > 0)
        return (Fraction){1, months};
    return (Fraction){MONTH_DAYS_OVER,
                      (Wide)MONTH_DAYS_UNDER * (to > from ? to - from : 1)};
}

/* ------------------------------------------------------------------- rows */

/* 1 with the line's amount before tax, 0 when a cell is empty, -1. */
static int net_of(hale_cx *cx, const hale_rows *rows, size_t i, int64_t *net)
{
    const hale_vector *tax = rows->column[TAX];
    *net = 0;
    if (!HALE_HAS(rows->column[AMOUNT], i) || (tax && !HALE_HAS(tax, i)))
        return 0;
    *net = rows->column[AMOUNT]->as.i[i];
    return tax && sub_money(cx, net, tax->as.i[i]) ? -1 : 1;
}

static int add_recurring(hale_cx *cx, State *s, const hale_rows *rows, size_t i)
{
    Fraction month;
    int64_t net, mrr, arr;
    int known = net_of(cx, rows, i, &net);
    if (known < 0)
        return -1;
    s->lines++;
    s->unknown |= (uint8_t)(!known || rows->until[i] == HALE_OPEN);
    if (!known || rows->until[i] == HALE_OPEN)
        return 0;
    month = per_month(rows->day[i], cx->day(cx, rows->until[i]));
    return exact_share(cx, net, 1, &month, &mrr) ||
                   exact_share(cx, net, 12, &month, &arr) ||
                   add_money(cx, &s->mrr, mrr) || add_money(cx, &s->arr, arr)
               ? -1
               : 0;
}

static int add_excluded(hale_cx *cx, State *s, const hale_rows *rows, size_t i)
{
    int64_t net;
    int known = net_of(cx, rows, i, &net);
    if (known < 0)
        return -1;
    s->excluded_lines++;
    s->excluded_unknown |= (uint8_t)!known;
    return add_money(cx, &s->excluded, net);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *type = rows->column[TYPE];
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] >= rows->span->end ||
            rows->until[i] < rows->span->end)
            continue;
        int told = HALE_HAS(type, i);
        s->unknown |= (uint8_t)(type && !told);
        int counts = !told || in_list(cx->text(cx, type, i), &c->recurring);
        if (counts ? add_recurring(cx, s, rows, i)
                   : add_excluded(cx, s, rows, i))
            return -1;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    s->lines += later->lines;
    s->excluded_lines += later->excluded_lines;
    s->unknown |= later->unknown;
    s->excluded_unknown |= later->excluded_unknown;
    return add_money(cx, &s->mrr, later->mrr) ||
                   add_money(cx, &s->arr, later->arr) ||
                   add_money(cx, &s->excluded, later->excluded)
               ? -1
               : 0;
}

enum { MRR, ARR, LINES, EXCLUDED, EXCLUDED_LINES };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    hale_missing unknown = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    (void)cx, (void)config, (void)span;
    give(&results[MRR], s->mrr, unknown);
    give(&results[ARR], s->arr, unknown);
    give(&results[LINES], s->lines, HALE_PRESENT);
    give(&results[EXCLUDED], s->excluded,
         s->excluded_unknown ? HALE_NOT_GIVEN : HALE_PRESENT);
    give(&results[EXCLUDED_LINES], s->excluded_lines, HALE_PRESENT);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .rollup = HALE_ROLLUP_SUM
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "lines",            \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without any it is 0"
#define GOOD .direction = HALE_UP_IS_GOOD
#define LACKS .undefined = "a recurring line lacks its amount, tax, type or end"

static const hale_result *const results[] = {
    &(const hale_result){MONEY, GOOD, LACKS, .name = "",
                         .unit = "currency/month",
                         .help = "monthly recurring revenue, as billed"},
    &(const hale_result){MONEY, GOOD, LACKS, .name = "arr",
                         .unit = "currency/year",
                         .help = "annual recurring revenue, as billed"},
    &(const hale_result){COUNT, .name = "lines",
                         .help = "recurring lines in their service period"},
    &(const hale_result){MONEY, .name = "excluded", .unit = "currency",
                         .help = "net amount of other lines in their service "
                                 "period, for the whole of it",
                         .undefined = "one of them lacks its amount or tax"},
    &(const hale_result){COUNT, .name = "excluded_lines",
                         .help = "lines of other types in their service "
                                 "period"},
    NULL,
};

const hale_metric revenue_invoice_mrr = {
    .size = sizeof(hale_metric),
    .name = "invoice_mrr",
    .title = "MRR from invoices",
    .family = "financial",
    .formula = "sum of (amount - tax) / months of the service period, over "
               "recurring lines in service",
    .source = "ChartMogul: MRR from invoice lines by their service period",
    .example = "[metric.billed_mrr]\n"
               "plugin = revenue.invoice_mrr\n"
               "recurring = recurring, proration\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
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
