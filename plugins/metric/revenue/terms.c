/* SPDX-License-Identifier: MIT
 *
 * terms.c: prices of any interval, turned into prices of a month.
 *
 * An amount times quantity times factor is one fraction of whole numbers; it
 * is kept in 128 bits and divided once. An interval that is not in the table
 * ends the run: every guess (0, or once a month) is a figure that looks right
 * and is not.
 */
#include "terms.h"

#include "exact.h"
#include "revenue.h"

enum { AMOUNT, INTERVAL, INTERVAL_COUNT, QUANTITY, TRIAL_END };

const hale_option term_option_mrr = {
    .size = sizeof(hale_option),
    .name = "mrr",
    .type = HALE_OPTION_COLUMN,
    .help = "the column of the amount, if not \"mrr\"",
};

const hale_option term_option_per = {
    .size = sizeof(hale_option),
    .name = "per",
    .type = HALE_OPTION_CHOICE,
    .fallback = "month",
    .choices = (const char *const[]){"month", "interval", NULL},
    .help = "what the amount pays for: a month, or what the column interval "
            "says, times interval_count",
};

const hale_option term_option_times_quantity = {
    .size = sizeof(hale_option),
    .name = "times_quantity",
    .type = HALE_OPTION_BOOL,
    .fallback = "no",
    .help = "the amount is the price of one; multiply by the column quantity",
};

static const hale_column *const columns[] = {
    [AMOUNT] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "mrr",
            .type = HALE_MONEY,
            .unit = "currency/month",
            .help = "the amount per month (or as `per` says), net of "
                    "discounts and tax",
            .named_by = "mrr",
        },
    [INTERVAL] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "interval",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "day, week, month, quarter or year; read with "
                    "per = interval",
        },
    [INTERVAL_COUNT] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "interval_count",
            .type = HALE_INT,
            .flags = HALE_OPTIONAL,
            .help = "how many intervals the amount pays for; without the "
                    "column one",
        },
    [QUANTITY] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "quantity",
            .type = HALE_REAL,
            .flags = HALE_OPTIONAL,
            .help = "how many are paid for; read with times_quantity",
        },
    [TRIAL_END] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "trial_end",
            .type = HALE_TIME,
            .flags = HALE_OPTIONAL,
            .help = "the term does not count before this instant",
        },
    NULL,
};

const hale_need *const term_needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each term of each subscription",
    },
    NULL,
};

TermRules term_rules(const hale_value *given)
{
    return (TermRules){.per_interval = given[1].as.i == 1,
                       .times_quantity = given[2].as.b};
}

Term term_span(const hale_rows *rows, size_t i)
{
    const hale_vector *trial = rows->column[TRIAL_END];
    Term t = {.begin = rows->time[i], .until = rows->until[i]};
    if (HALE_HAS(trial, i) && trial->as.i[i] > t.begin)
        t.begin = trial->as.i[i];
    return t;
}

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
    const hale_vector *interval = rows->column[INTERVAL];
    const hale_vector *count = rows->column[INTERVAL_COUNT];
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
    const hale_vector *quantity = rows->column[QUANTITY];
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

int term_price(hale_cx *cx, const TermRules *rules, const hale_rows *rows,
               size_t i, Term *t)
{
    const hale_vector *amount = rows->column[AMOUNT];
    Fraction f = {1, 1};
    int empty = !HALE_HAS(amount, i);
    t->mrr = t->arr = t->known = 0;
    if (!empty && rules->per_interval)
        empty = read_per(cx, rows, i, &f);
    if (!empty && rules->times_quantity)
        empty = read_quantity(cx, rows, i, &f);
    if (empty)
        return empty < 0 ? -1 : 0;
    t->known = 1;
    return exact_share(cx, amount->as.i[i], 1, &f, &t->mrr) ||
                   exact_share(cx, amount->as.i[i], 12, &f, &t->arr)
               ? -1
               : 0;
}
