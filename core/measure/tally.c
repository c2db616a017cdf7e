/* SPDX-License-Identifier: MIT
 *
 * tally.c: what a roll-up says of a score.
 *
 *     health_red           how many accounts are red
 *     health_red_share     of those that have a band
 *     health_red_arr       what the red ones weigh, in the column of weigh_by
 *     health_mean          of the scores that are known
 *     health_weighted      the same, weighed
 *     health_worst         the least of them
 *
 * Scores are not among the columns that plugins declare, so they have rules of
 * their own: a mean of accounts is what most people expect of a group, and
 * beside it stands what it hides. An account whose weight is missing or not
 * above zero does not count in what is weighed.
 */
#include "measure/inside.h"

#include <math.h>

static double number_of(const hale_value *v)
{
    return v->type == HALE_REAL    ? v->as.r
           : v->type == HALE_MONEY ? (double)v->as.i / (double)HALE_MONEY_UNIT
                                   : (double)v->as.i;
}

static bool is_band(const ScoreTally *tally)
{
    return tally->of == TALLY_COUNT || tally->of == TALLY_SHARE ||
           tally->of == TALLY_WEIGHT;
}

static void add_weight(TallySum *sum, const hale_value *weight)
{
    if (weight->missing)
        return;
    if (weight->type == HALE_REAL)
        sum->sum += weight->as.r;
    else
        sum->over |=
            __builtin_add_overflow(sum->whole, weight->as.i, &sum->whole);
}

static void add_band(TallySum *sum, const ScoreTally *tally,
                     const hale_value *band, const Table *accounts, size_t row)
{
    bool hit = !band->missing && str_is(band->as.text, tally->equals);
    sum->n += !band->missing && !str_is(band->as.text, "unknown");
    sum->hits += hit;
    if (hit && tally->of == TALLY_WEIGHT) {
        hale_value weight = table_get(accounts, row, tally->weigh_by);
        add_weight(sum, &weight);
    }
}

static void add_score(TallySum *sum, const ScoreTally *tally, double score,
                      const Table *accounts, size_t row)
{
    double weight = 1;
    if (tally->of == TALLY_WEIGHTED) {
        hale_value v = table_get(accounts, row, tally->weigh_by);
        weight = v.missing ? 0 : number_of(&v);
    }
    if (!(weight > 0))
        return;
    if (!sum->n++ || score < sum->least)
        sum->least = score;
    sum->sum += weight * score;
    sum->weight += weight;
}

void tally_add(TallySum *sum, const ScoreTally *tally, const Table *accounts,
               size_t row)
{
    hale_value v = table_get(accounts, row, tally->column);
    if (is_band(tally))
        add_band(sum, tally, &v, accounts, row);
    else if (!v.missing)
        add_score(sum, tally, v.as.r, accounts, row);
}

hale_type tally_type(const ScoreTally *tally)
{
    return tally->of == TALLY_COUNT    ? HALE_INT
           : tally->of == TALLY_WEIGHT ? tally->type
                                       : HALE_REAL;
}

/* A rate of so few says nothing of the group. */
static hale_value rate(double value, uint64_t n, uint64_t least)
{
    hale_value v = {.type = HALE_REAL, .as.r = value};
    if (n == 0)
        v.missing = HALE_NO_ROWS;
    else if (n < least)
        v.missing = HALE_TOO_FEW;
    else if (!isfinite(value))
        v.missing = HALE_REJECTED;
    return v;
}

hale_value tally_value(const TallySum *sum, const ScoreTally *tally,
                       uint64_t least)
{
    hale_value v = {.type = tally_type(tally)};
    switch (tally->of) {
    case TALLY_COUNT:
        v.as.i = (int64_t)sum->hits;
        return v;
    case TALLY_WEIGHT:
        v.missing = sum->over ? HALE_REJECTED : HALE_PRESENT;
        if (v.type == HALE_REAL)
            v.as.r = sum->sum;
        else
            v.as.i = sum->whole;
        return v;
    case TALLY_SHARE:
        return rate((double)sum->hits / (double)sum->n, sum->n, least);
    case TALLY_WORST:
        return rate(sum->least, sum->n, 0);
    default:
        return rate(sum->sum / sum->weight, sum->n, least);
    }
}
