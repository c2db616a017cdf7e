/* SPDX-License-Identifier: MIT
 *
 * terms.h: what a row of subscriptions says: from when to when it counts, and
 * what it is worth a month.
 *
 * A row becomes at most three terms, stretches of time in which nothing
 * changes: policy.c cuts it by the rules that the user chose (pauses, trials,
 * when a cancellation counts), terms.c says what a stretch is worth. All that
 * reads terms may forget the rules. A term is never prorated. Its amount is
 * per month, or per `interval` with `per = interval`:
 *
 *     year / 12, quarter / 3, month x 1,
 *     week x 365.25 / 7 / 12, day x 365.25 / 12
 *
 * divided by `interval_count`. The factors are fractions of whole numbers, so
 * MRR and ARR of a term are each rounded once, half to even, from the exact
 * value: 2000 a year is 166.6667 a month and 2000 a year, not 2000.0004.
 * Where rates of exchange change in time a term has two prices: at the rates
 * of the span's end and at those of its begin.
 *
 * Source: ChartMogul's and Stripe Billing's normalisation, a year of 365.25
 * days for weeks and days.
 */
#ifndef HALE_PLUGINS_TERMS_H
#define HALE_PLUGINS_TERMS_H

#include "exact.h"
#include "hale/plugin.h"
#include "policy.h"

enum { TERMS_A_ROW = 3 }; /* at most */

typedef struct Term {
    int64_t begin, until; /* as [begin, until) */
    int64_t mrr, arr;     /* at the rates of the span's end */
    int64_t old;          /* mrr at the rates of its begin */
    int64_t net;          /* the amount that mrr is made of */
    Fraction month;       /* times which it is that of a month */
    hale_missing missing; /* why the price is not known; PRESENT: it is */
    uint8_t held;         /* on hold: what it is worth is not paid */
    uint8_t idle;         /* it counts, at 0 */
    uint8_t minimum;      /* of it only what is committed counts */
    uint8_t came, went;   /* from another account, to another */
    uint8_t unpaid;       /* it ends because it is past due */
} Term;

/* A term of which no more is known than when it is. Member by member: a struct
 * of this size costs more to clear than to read. */
static inline void term_between(Term *t, int64_t begin, int64_t until)
{
    t->begin = begin;
    t->until = until;
    t->mrr = t->arr = t->old = t->net = 0;
    t->month.over = t->month.under = 1;
    t->missing = HALE_PRESENT;
    t->held = t->idle = t->minimum = 0;
    t->came = t->went = t->unpaid = 0;
}

/* The columns of the role, in this order. */
enum {
    TERM_AMOUNT,
    TERM_INTERVAL,
    TERM_INTERVAL_COUNT,
    TERM_QUANTITY,
    TERM_TRIAL_END,
    TERM_DISCOUNT,
    TERM_DISCOUNT_KIND,
    TERM_TYPE,
    TERM_COMMITTED,
    TERM_CANCEL_REQUESTED,
    TERM_PAID_THROUGH,
    TERM_PAST_DUE_SINCE,
    TERM_PAUSED_FROM,
    TERM_PAUSED_TO,
    TERM_MOVED_FROM,
    TERM_MOVED_TO,
    TERM_COLUMNS
};
extern const hale_column term_column[TERM_COLUMNS];

/* All of them, at the head of the columns of a need. */
#define TERM_COLUMN_LIST                                                       \
    &term_column[0], &term_column[1], &term_column[2], &term_column[3],        \
        &term_column[4], &term_column[5], &term_column[6], &term_column[7],    \
        &term_column[8], &term_column[9], &term_column[10], &term_column[11],  \
        &term_column[12], &term_column[13], &term_column[14], &term_column[15]

/* The one need of most metrics that read subscriptions. */
extern const hale_need *const term_needs[];

/* What row `i` comes to, without prices: so many terms, or -1. */
int terms_of(hale_cx *cx, const Policy *policy, const hale_rows *rows, size_t i,
             Term term[TERMS_A_ROW]);

/* Reads each term of the rows that begins before the end of their span. */
typedef int TermReader(hale_cx *cx, const void *config, void *state,
                       const hale_rows *rows, size_t i, Term *t);
int terms_each(hale_cx *cx, const Policy *policy, const void *config,
               void *state, const hale_rows *rows, TermReader *read);

/* Does it hold just before the instant `at`? One that ends exactly there
 * does, one that begins there does not yet. */
static inline int term_before(const Term *t, int64_t at)
{
    return t->begin < at && t->until >= at;
}

/* A cell of money, as it was handed over or (at any other `at` than
 * HALE_OPEN) at the rate in force just before an instant. */
int term_money(hale_cx *cx, const hale_vector *money, size_t row, int64_t at,
               int64_t *out);

/* Sets all that has to do with money; `old` becomes mrr. -1 when the interval
 * is none that we know, a count makes no sense, or money cannot hold it. */
int term_price(hale_cx *cx, const Policy *policy, const hale_rows *rows,
               size_t i, Term *t);

/* Sets `old` of a priced term to what it was worth just before `at`. */
int term_reprice(hale_cx *cx, const Policy *policy, const hale_rows *rows,
                 size_t i, int64_t at, Term *t);

#endif
