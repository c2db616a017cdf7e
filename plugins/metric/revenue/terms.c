/* SPDX-License-Identifier: MIT
 *
 * terms.c: prices of any interval, turned into prices of a month.
 *
 * An amount times quantity times factor is one fraction of whole numbers; it
 * is kept in 128 bits and divided once. An interval that is not in the table
 * ends the run: every guess (0, or once a month) is a figure that looks right
 * and is not. Where there is a column `discount` the amount is the price of
 * the list and the discount comes off it, as far as `discounts` goes and
 * never below 0.
 */
#include "terms.h"

#include <stddef.h>

#include "revenue.h"

#define COLUMN .size = sizeof(hale_column)
#define OPTIONAL COLUMN, .flags = HALE_OPTIONAL

const hale_column term_column[TERM_COLUMNS] = {
    [TERM_AMOUNT] = {COLUMN, .name = "mrr", .type = HALE_MONEY,
                     .unit = "currency/month", .named_by = "mrr",
                     .help = "the amount per month (or as `per` says), "
                             "without tax; with a column discount the price "
                             "of the list, else net of discounts"},
    [TERM_INTERVAL] = {OPTIONAL, .name = "interval", .type = HALE_TEXT,
                       .help = "day, week, month, quarter or year; read with "
                               "per = interval"},
    [TERM_INTERVAL_COUNT] = {OPTIONAL, .name = "interval_count",
                             .type = HALE_INT,
                             .help = "how many intervals the amount pays for; "
                                     "without the column one"},
    [TERM_QUANTITY] = {OPTIONAL, .name = "quantity", .type = HALE_REAL,
                       .help = "how many are paid for; read with "
                               "times_quantity"},
    [TERM_TRIAL_END] = {OPTIONAL, .name = "trial_end", .type = HALE_TIME,
                        .help = "until then it is a trial"},
    [TERM_DISCOUNT] = {OPTIONAL, .name = "discount", .type = HALE_MONEY,
                       .unit = "currency/month",
                       .help = "what is taken off the amount, for the same "
                               "interval and quantity; empty: nothing"},
    [TERM_DISCOUNT_KIND] = {OPTIONAL, .name = "discount_kind",
                            .type = HALE_TEXT,
                            .help = "forever, repeating or once; without the "
                                    "column forever"},
    [TERM_TYPE] = {OPTIONAL, .name = "type", .type = HALE_TEXT,
                   .help = "recurring, one_off or metered; without the column "
                           "recurring"},
    [TERM_COMMITTED] = {OPTIONAL, .name = "committed", .type = HALE_MONEY,
                        .unit = "currency/month",
                        .help = "the minimum of a metered subscription, for "
                                "the same interval"},
    [TERM_CANCEL_REQUESTED] = {OPTIONAL, .name = "cancel_requested",
                               .type = HALE_TIME,
                               .help = "when the cancellation was asked for"},
    [TERM_PAID_THROUGH] = {OPTIONAL, .name = "paid_through", .type = HALE_TIME,
                           .help = "the end of the last paid period"},
    [TERM_PAST_DUE_SINCE] = {OPTIONAL, .name = "past_due_since",
                             .type = HALE_TIME,
                             .help = "since when a bill is not paid"},
    [TERM_PAUSED_FROM] = {OPTIONAL, .name = "paused_from", .type = HALE_TIME,
                          .help = "when it was put on hold"},
    [TERM_PAUSED_TO] = {OPTIONAL, .name = "paused_to", .type = HALE_TIME,
                        .help = "when it went on; empty: it is on hold"},
    [TERM_MOVED_FROM] = {OPTIONAL, .name = "moved_from", .type = HALE_TEXT,
                         .help = "the account that it came from at its start, "
                                 "as in a merger"},
    [TERM_MOVED_TO] = {OPTIONAL, .name = "moved_to", .type = HALE_TEXT,
                       .help = "the account that it went to at its end"},
};

const hale_need *const term_needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns = (const hale_column *const[]){TERM_COLUMN_LIST, NULL},
        .help = "one row for each term of each subscription",
    },
    NULL,
};

/* ------------------------------------------------------------- factors -- */

/* The interval of a row as months: amount x over / under is per month. */
static const struct {
    const char *word;
    int16_t over, under;
} intervals[] = {
    {"year", 1, 12},     {"years", 1, 12},     {"yearly", 1, 12},
    {"annual", 1, 12},   {"annually", 1, 12},  {"quarter", 1, 3},
    {"quarters", 1, 3},  {"quarterly", 1, 3},  {"month", 1, 1},
    {"months", 1, 1},    {"monthly", 1, 1},    {"week", 487, 112},
    {"weeks", 487, 112}, {"weekly", 487, 112}, /* 365.25 / 7 / 12 */
    {"day", 487, 16},    {"days", 487, 16},    {"daily", 487, 16},
    /* 365.25 / 12 */
};

static int read_interval(hale_cx *cx, hale_str word, Fraction *f)
{
    for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++)
        if (same_word(word, intervals[i].word)) {
            f->over *= intervals[i].over;
            f->under *= intervals[i].under;
            return 0;
        }
    return hale_fail(cx,
                     "interval \"%.*s\" of a subscription is none of day, "
                     "week, month, quarter and year; correct it, or leave "
                     "such rows out by where.interval",
                     (int)(word.len < 60 ? word.len : 60), word.data);
}

/* Of a price per interval. 1: a cell is empty. */
static int read_per(hale_cx *cx, const hale_rows *rows, size_t i, Fraction *f)
{
    const hale_vector *interval = rows->column[TERM_INTERVAL];
    const hale_vector *count = rows->column[TERM_INTERVAL_COUNT];
    if (!interval)
        return hale_fail(cx, "per = interval, and the subscriptions have no "
                             "column interval; say which one it is where "
                             "they are read, as in column.interval = NAME");
    if (!HALE_HAS(interval, i) || (count && !HALE_HAS(count, i)))
        return 1;
    if (read_interval(cx, cx->text(cx, interval, i), f))
        return -1;
    if (count && count->as.i[i] < 1)
        return hale_fail(cx,
                         "interval_count of a subscription is %lld; it must "
                         "be at least 1",
                         (long long)count->as.i[i]);
    if (count)
        f->under *= count->as.i[i];
    return 0;
}

/* Quantities are exact to four digits, as money is. 1: the cell is empty. */
static int read_quantity(hale_cx *cx, const hale_rows *rows, size_t i,
                         Fraction *f)
{
    const hale_vector *quantity = rows->column[TERM_QUANTITY];
    double parts;
    if (!quantity)
        return hale_fail(cx, "times_quantity = yes, and the subscriptions "
                             "have no column quantity; say which one it is "
                             "where they are read, as in column.quantity = "
                             "NAME");
    if (!HALE_HAS(quantity, i))
        return 1;
    parts = quantity->as.r[i] * 1e4;
    if (!(parts >= 0 && parts <= 1e15))
        return hale_fail(cx,
                         "quantity of a subscription is %g; it must be from "
                         "0 to 1e11",
                         quantity->as.r[i]);
    f->over *= (int64_t)(parts + 0.5);
    f->under *= 10000;
    return 0;
}

/* ---------------------------------------------------------------- amounts */

/* Hosts before 1.1 have no rates that change. */
static int has_rates(const hale_cx *cx)
{
    return cx->size >= offsetof(hale_cx, money_at) + sizeof cx->money_at &&
           cx->money_at;
}

int term_money(hale_cx *cx, const hale_vector *v, size_t i, int64_t at,
               int64_t *out)
{
    *out = v->as.i[i];
    return at != HALE_OPEN && has_rates(cx) ? cx->money_at(cx, v, i, at, out)
                                            : 0;
}

/* Does the discount of a row lower its amount? 1, 0, -1, or 2: not told. */
static int discounted(hale_cx *cx, const Policy *p, const hale_rows *rows,
                      size_t i)
{
    const hale_vector *kind = rows->column[TERM_DISCOUNT_KIND];
    if (!HALE_HAS(rows->column[TERM_DISCOUNT], i) ||
        p->discounts == NO_DISCOUNTS)
        return 0;
    if (p->discounts == ALL_DISCOUNTS || !kind)
        return 1;
    if (!HALE_HAS(kind, i))
        return 2;
    hale_str word = cx->text(cx, kind, i);
    if (same_word(word, "forever"))
        return 1;
    if (same_word(word, "repeating"))
        return p->discounts == RECURRING;
    if (same_word(word, "once"))
        return 0;
    return hale_fail(cx,
                     "discount_kind \"%.*s\" of a subscription is none of "
                     "forever, repeating and once; correct it, or read it "
                     "with discounts = all",
                     (int)(word.len < 60 ? word.len : 60), word.data);
}

/* The amount less the discount. 1: a cell is empty. */
static int net_of(hale_cx *cx, const Policy *p, const hale_rows *rows, size_t i,
                  const Term *t, int64_t at, int64_t *net)
{
    const hale_vector *amount =
        rows->column[t->minimum ? TERM_COMMITTED : TERM_AMOUNT];
    int off = t->minimum ? 0 : discounted(cx, p, rows, i);
    int64_t discount;
    if (off < 0)
        return -1;
    if (off == 2 || !HALE_HAS(amount, i))
        return 1;
    if (term_money(cx, amount, i, at, net))
        return -1;
    if (!off)
        return 0;
    int list_price = *net >= 0;
    if (term_money(cx, rows->column[TERM_DISCOUNT], i, at, &discount) ||
        sub_money(cx, net, discount))
        return -1;
    if (list_price && *net < 0) {
        hale_warn(cx, "the discount of a subscription is more than its "
                      "price; it counts as 0");
        *net = 0;
    }
    return 0;
}

int term_price(hale_cx *cx, const Policy *p, const hale_rows *rows, size_t i,
               Term *t)
{
    int empty = net_of(cx, p, rows, i, t, HALE_OPEN, &t->net);
    t->month = (Fraction){1, 1};
    t->mrr = t->arr = t->old = 0;
    if (!empty && p->per_interval)
        empty = read_per(cx, rows, i, &t->month);
    if (!empty && p->times_quantity)
        empty = read_quantity(cx, rows, i, &t->month);
    if (empty < 0)
        return -1;
    if (empty && !t->missing)
        t->missing = HALE_NOT_GIVEN;
    if (t->missing || t->idle)
        return 0;
    if (exact_share(cx, t->net, 1, &t->month, &t->mrr) ||
        exact_share(cx, t->net, 12, &t->month, &t->arr))
        return -1;
    t->old = t->mrr;
    return 0;
}

int term_reprice(hale_cx *cx, const Policy *p, const hale_rows *rows, size_t i,
                 int64_t at, Term *t)
{
    int64_t net;
    if (t->missing || t->idle || at == INT64_MIN || !has_rates(cx))
        return 0;
    if (net_of(cx, p, rows, i, t, at, &net) < 0)
        return -1;
    return net == t->net ? 0 : exact_share(cx, net, 1, &t->month, &t->old);
}
