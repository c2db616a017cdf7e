/* SPDX-License-Identifier: MIT
 *
 * terms.h: what a row of subscriptions says: from when to when it counts, and
 * what it is worth a month.
 *
 * A term counts from its first day, or from the end of its trial where the
 * data have a column `trial_end`, until it ends; it is never prorated. Its
 * amount is per month, or per `interval` with `per = interval`:
 *
 *     year / 12, quarter / 3, month x 1,
 *     week x 365.25 / 7 / 12, day x 365.25 / 12
 *
 * divided by `interval_count`. The factors are fractions of whole numbers, so
 * MRR and ARR of a term are each rounded once, half to even, from the exact
 * value: 2000 a year is 166.6667 a month and 2000 a year, not 2000.0004.
 *
 * Source: ChartMogul's and Stripe Billing's normalisation, a year of 365.25
 * days for weeks and days.
 */
#ifndef HALE_PLUGINS_TERMS_H
#define HALE_PLUGINS_TERMS_H

#include "hale/plugin.h"

typedef struct TermRules {
    uint8_t per_interval;   /* the amount is per `interval`, not per month */
    uint8_t times_quantity; /* the amount is for one of `quantity` */
} TermRules;

typedef struct Term {
    int64_t begin, until; /* as [begin, until) */
    int64_t mrr, arr;
    uint8_t known; /* the row has all that the amount is made of */
} Term;

/* The options, in this order at the head of a metric's list. */
extern const hale_option term_option_mrr, term_option_per,
    term_option_times_quantity;
#define TERM_OPTIONS                                                           \
    &term_option_mrr, &term_option_per, &term_option_times_quantity
enum { TERM_OPTION_COUNT = 3 };

/* The one need of the metrics that read subscriptions. */
extern const hale_need *const term_needs[];

/* What the values of TERM_OPTIONS say. */
TermRules term_rules(const hale_value *given);

/* From when to when row `i` counts; its amount is left alone. */
Term term_span(const hale_rows *rows, size_t i);

/* Does it hold just before the instant `at`? One that ends exactly there
 * does, one that begins there does not yet. */
static inline int term_before(const Term *t, int64_t at)
{
    return t->begin < at && t->until >= at;
}

/* Sets mrr, arr and known; -1 when the interval is none that we know, a count
 * makes no sense, or money cannot hold the amount. */
int term_price(hale_cx *cx, const TermRules *rules, const hale_rows *rows,
               size_t i, Term *t);

#endif
