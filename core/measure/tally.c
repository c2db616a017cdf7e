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
#include <string.h>

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

static void add_weight(TallySum *sum, const Table *accounts, size_t row,
                       size_t column)
{
    hale_value weight = table_get(accounts, row, column);
    if (weight.missing)
        return;
    if (weight.type == HALE_REAL)
        sum->sum += weight.as.r;
    else
        sum->over |=
            __builtin_add_overflow(sum->whole, weight.as.i, &sum->whole);
}

/* Most bands are the formula's own text. */
static inline bool same(Str a, Str b)
{
    return a.len == b.len &&
           (a.data == b.data || !memcmp(a.data, b.data, a.len));
}

static void add_bands(TallySum *sum, const ScoreTally *tally,
                      const Table *accounts, size_t first,
                      const uint32_t *group, size_t rows)
{
    const Column *band = &accounts->column[tally->column];
    Str wanted = str(tally->equals);
    for (size_t i = 0; i < rows; i++) {
        TallySum *to = &sum[group ? group[i] : 0];
        if (band->missing[first + i])
            continue;
        bool hit = same(band->as.text[first + i], wanted);
        to->n += !same(band->as.text[first + i], S("unknown"));
        to->hits += hit;
        if (hit && tally->of == TALLY_WEIGHT)
            add_weight(to, accounts, first + i, tally->weigh_by);
    }
}

static void add_score(TallySum *sum, double score, double weight)
{
    if (!(weight > 0))
        return;
    if (!sum->n++ || score < sum->least)
        sum->least = score;
    sum->sum += weight * score;
    sum->weight += weight;
}

static void add_scores(TallySum *sum, const ScoreTally *tally,
                       const Table *accounts, size_t first,
                       const uint32_t *group, size_t rows)
{
    const Column *score = &accounts->column[tally->column];
    for (size_t i = 0; i < rows; i++) {
        double weight = 1;
        if (score->missing[first + i])
            continue;
        if (tally->of == TALLY_WEIGHTED) {
            hale_value v = table_get(accounts, first + i, tally->weigh_by);
            weight = v.missing ? 0 : number_of(&v);
        }
        add_score(&sum[group ? group[i] : 0], score->as.r[first + i], weight);
    }
}

void tally_add(TallySum *sum, const ScoreTally *tally, const Table *accounts,
               size_t first, const uint32_t *group, size_t rows)
{
    (is_band(tally) ? add_bands : add_scores)(sum, tally, accounts, first,
                                              group, rows);
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
