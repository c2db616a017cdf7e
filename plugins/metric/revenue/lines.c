/* SPDX-License-Identifier: MIT
 *
 * lines.c: service periods as months, on a calendar of its own: a plugin has
 * none, and whole months are all that is asked of it.
 */
#include "lines.h"

#include "revenue.h"

const hale_option line_option_recurring = {
    .size = sizeof(hale_option),
    .name = "recurring",
    .type = HALE_OPTION_LIST,
    .fallback = "recurring, subscription",
    .help = "types of lines that are part of the MRR",
};

const hale_column line_column[LINE_COLUMNS] = {
    [LINE_AMOUNT] = {.size = sizeof(hale_column),
                     .name = "amount",
                     .type = HALE_MONEY,
                     .unit = "currency",
                     .help = "what the line is billed at for its whole "
                             "period"},
    [LINE_TAX] = {.size = sizeof(hale_column),
                  .name = "tax",
                  .type = HALE_MONEY,
                  .flags = HALE_OPTIONAL,
                  .unit = "currency",
                  .help = "how much of the amount is tax; without the column "
                          "nothing"},
    [LINE_TYPE] = {.size = sizeof(hale_column),
                   .name = "type",
                   .type = HALE_TEXT,
                   .flags = HALE_OPTIONAL,
                   .help = "recurring, one_off, metered ..."},
};

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

/* ------------------------------------------------------------------ lines */

int line_net(hale_cx *cx, const hale_rows *rows, size_t i, int64_t at,
             int64_t *net)
{
    const hale_vector *tax = rows->column[LINE_TAX];
    int64_t of_it = 0;
    *net = 0;
    if (!HALE_HAS(rows->column[LINE_AMOUNT], i) || (tax && !HALE_HAS(tax, i)))
        return 1;
    return term_money(cx, rows->column[LINE_AMOUNT], i, at, net) ||
                   (tax && term_money(cx, tax, i, at, &of_it)) ||
                   sub_money(cx, net, of_it)
               ? -1
               : 0;
}

int line_term(hale_cx *cx, const hale_rows *rows, size_t i, Term *t)
{
    const hale_vector *type = rows->column[LINE_TYPE];
    int empty;
    *t = (Term){.begin = rows->time[i], .until = rows->until[i]};
    empty = line_net(cx, rows, i, HALE_OPEN, &t->net);
    if (empty < 0)
        return -1;
    if (empty || t->until == HALE_OPEN || (type && !HALE_HAS(type, i))) {
        t->missing = HALE_NOT_GIVEN;
        return 0;
    }
    t->month = per_month(rows->day[i], cx->day(cx, t->until));
    if (exact_share(cx, t->net, 1, &t->month, &t->mrr) ||
        exact_share(cx, t->net, 12, &t->month, &t->arr))
        return -1;
    t->old = t->mrr;
    return 0;
}
