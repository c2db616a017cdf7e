/* SPDX-License-Identifier: MIT
 *
 * rates.c: dated rates of exchange, found by currency and instant.
 *
 * They are read whole before anything that has money. A rate is in force from
 * the begin of its local day until the next one of its currency; before the
 * first there is none, and nothing is guessed.
 *
 * A rate arrives as a real and becomes an exact fraction: the shortest decimal
 * that reads back as that real. So every rate that was written with up to 15
 * digits is what was written, and money is still never multiplied by a double.
 *
 * Of several as-of dates all see the rates that are known at the last one:
 * rates are public facts, not something that is learned about a customer.
 */
#include "data/part.h"

#include <stdlib.h>

int rate_from_real(double real, int64_t *numerator, int64_t *denominator)
{
    char text[32];
    if (!(real > 0))
        return -1;
    real_format(real, text);
    return fraction_parse(str(text), numerator, denominator);
}

static bool are_rates(const Store *s, size_t split)
{
    const Plan *plan = s->plan;
    return plan->input[s->split[split].input].data_set == plan->dated_rates;
}

/* The row was looked at when it came in, so all of it is there. */
static Quote quote_at(Rates *r, const Plan *plan, const PartReader *from,
                      size_t row)
{
    Str currency = part_cell(from, plan->rate_kept[0], row).as.text;
    int32_t day = zone_day(plan->zone, from->time[row]);
    Quote q = {.currency = dict_code(&r->currency, currency),
               .from = zone_day_start(plan->zone, day),
               .place = part_place(from, row),
               .order = r->quotes};
    rate_from_real(part_cell(from, plan->rate_kept[1], row).as.r, &q.numerator,
                   &q.denominator);
    return q;
}

static void gather_split(Rates *r, const Store *s, size_t split)
{
    PartReader from;
    part_open(&from, s, split, 0);
    while (part_next(&from))
        for (size_t row = 0; row < from.rows; row++) {
            r->quote[r->quotes] = quote_at(r, s->plan, &from, row);
            r->quotes++;
        }
    part_close(&from);
}

static int by_currency(const void *a, const void *b)
{
    const Quote *x = a, *y = b;
    if (x->currency != y->currency)
        return x->currency < y->currency ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static int tell_twice(const Rates *r, const Plan *plan, const Quote *a,
                      const Quote *b, Error *error)
{
    char day[40];
    time_format(plan->zone, a->from, day);
    return error_set(error, EXIT_BAD_DATA,
                     "%s:%d: a second rate for %.*s on %s; the first stands "
                     "in %s:%d",
                     b->place.file, b->place.line,
                     PS(r->currency.text[a->currency]), day, a->place.file,
                     a->place.line);
}

int rates_gather(Rates *r, const Store *s, Error *error)
{
    size_t n = 0;
    for (size_t i = 0; i < s->splits; i++)
        n += are_rates(s, i) ? s->split[i].part[0].rows : 0;
    r->quote = xcalloc(n + 1, sizeof *r->quote);
    for (size_t i = 0; i < s->splits; i++)
        if (are_rates(s, i))
            gather_split(r, s, i);
    qsort(r->quote, n, sizeof *r->quote, by_currency);
    r->first = xcalloc((size_t)r->currency.count + 1, sizeof *r->first);
    for (size_t i = 0; i < n; i++) {
        const Quote *q = &r->quote[i];
        r->first[q->currency + 1] = i + 1;
        if (i && q[-1].currency == q->currency && q[-1].from == q->from)
            return tell_twice(r, s->plan, q - 1, q, error);
    }
    return 0;
}

const Quote *rates_before(const Rates *r, uint32_t currency, int64_t at)
{
    size_t first = r->first[currency];
    size_t lo = first, hi = r->first[currency + 1];
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (r->quote[middle].from < at)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo > first ? &r->quote[lo - 1] : NULL;
}

int rates_convert(const Rates *r, const Zone *zone, uint32_t currency,
                  int64_t at, int64_t *money, Error *error)
{
    char day[40], since[40];
    if (currency == HALE_NO_CODE)
        return 0;
    const Quote *q = rates_before(r, currency, at);
    if (q && money_scale(*money, q->numerator, q->denominator, money))
        return error_set(error, EXIT_BAD_DATA, "money too large to convert");
    if (q)
        return 0;
    q = &r->quote[r->first[currency]];
    time_format(zone, at, day);
    time_format(zone, q->from, since);
    return error_set(error, EXIT_BAD_DATA,
                     "there is no rate for %.*s before %s, where money has to "
                     "be converted: the first is of %s (%s:%d)",
                     PS(r->currency.text[currency]), day, since, q->place.file,
                     q->place.line);
}

void rates_free(Rates *r)
{
    dict_free(&r->currency);
    free(r->quote);
    free(r->first);
    *r = (Rates){0};
}
