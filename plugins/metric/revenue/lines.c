/* SPDX-License-Identifier: MIT
 *
 * lines.c: service periods as months of the local calendar.
 */
#include "lines.h"

#include "hale/parse.h"
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

typedef struct Date {
    int64_t month; /* of all months */
    int day, last; /* from 1; `last` of its month */
} Date;

/* The day that would be the 32nd of a month is in the next one, by how much
 * the month is shorter. */
static Date date_of(int32_t day)
{
    int64_t year, later;
    int month, mday, next, beyond;
    hale_date_of(day, &year, &month, &mday);
    hale_date_of(day - mday + 32, &later, &next, &beyond);
    return (Date){.month = 12 * year + month, .day = mday, .last = 32 - beyond};
}

/* Whole months from day `from` to day `to`, or 0 if it is none. */
static int64_t whole_months(int32_t from, int32_t to)
{
    Date a = date_of(from), b = date_of(to);
    int same = a.day == b.day || (a.day > b.day && b.day == b.last);
    return same ? b.month - a.month : 0;
}

/* What a line's amount is multiplied by to be that of a month. */
static Fraction per_month(int32_t from, int32_t to)
{
    int64_t months = whole_months(from, to);
    if (months > 0)
        return (Fraction){1, months};
    return (Fraction){MONTH_DAYS_OVER, (Wide)MONTH_DAYS_UNDER *
                                           (to > from ? (Wide)to - from : 1)};
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
    term_between(t, rows->time[i], rows->until[i]);
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
