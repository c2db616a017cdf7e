/* SPDX-License-Identifier: MIT
 *
 * sum.c: how figures of accounts become the figure of a group.
 *
 * Every result declares its rule. A ratio is the sum of its numerators over
 * the sum of its denominators, of the accounts that have both: a rate of a
 * group is never an average of rates. Accounts without a value do not count;
 * a group without any is missing, not zero.
 *
 * Ints and money are added exactly, so their order does not matter; reals are
 * added in the order of accounts within a partition and then of partitions,
 * which the data fixes.
 *
 * Where several groups share an account, its figures are added times the days
 * that each of them held it, in whole numbers, and divided once in the end.
 */
#include "measure/inside.h"

hale_type figure_type(const Figure *f)
{
    bool parted = f->shared && f->rollup == HALE_ROLLUP_SUM;
    return parted && f->type != HALE_MONEY ? HALE_REAL
                                           : rolled_type(f->type, f->rollup);
}

static int64_t whole(const hale_value *v)
{
    return v->type == HALE_BOOL ? v->as.b : v->as.i;
}

static uint16_t unit_of(const hale_value *v)
{
    return v->type == HALE_MONEY ? (uint16_t)HALE_MONEY_UNIT : 1;
}

static void add_whole(Sum *s, int64_t *to, const hale_value *v, int64_t days)
{
    int64_t times;
    s->over |= __builtin_mul_overflow(whole(v), days, &times);
    s->over |= __builtin_add_overflow(*to, times, to);
}

static void add_ratio(Sum *s, const hale_value *num, const hale_value *den,
                      int64_t days)
{
    if (num->missing || den->missing)
        return;
    s->n += (uint64_t)days;
    s->r += num->type == HALE_REAL ? num->as.r * (double)days : 0;
    s->r2 += den->type == HALE_REAL ? den->as.r * (double)days : 0;
    if (num->type != HALE_REAL)
        add_whole(s, &s->i, num, days);
    if (den->type != HALE_REAL)
        add_whole(s, &s->i2, den, days);
    /* Money counts in units when it is divided by something that is not. */
    s->i_unit = unit_of(num);
    s->i2_unit = unit_of(den);
}

static void add_extreme(Sum *s, const Figure *f, const hale_value *v)
{
    bool first = s->n == 0, down = f->rollup == HALE_ROLLUP_MIN;
    if (f->type == HALE_REAL)
        s->r = first || (v->as.r < s->r) == down ? v->as.r : s->r;
    else
        s->i = first || (whole(v) < s->i) == down ? whole(v) : s->i;
}

static void add_value(Sum *s, const Figure *f, const hale_value *v,
                      int64_t days)
{
    if (v->missing)
        return;
    if (f->rollup == HALE_ROLLUP_MIN || f->rollup == HALE_ROLLUP_MAX)
        add_extreme(s, f, v);
    else if (f->type == HALE_REAL)
        s->r += v->as.r * (double)days;
    else
        add_whole(s, &s->i, v, days);
    s->n += (uint64_t)days;
}

void sums_add(Sum *sum, const Figure *figure, size_t n, const hale_value *value,
              const hale_value *rates, int64_t days)
{
    for (size_t c = 0; c < n; c++) {
        const Figure *f = &figure[c];
        if (f->rollup == HALE_ROLLUP_RATIO && rates)
            add_ratio(&sum[c], &rates[f->numerator], &rates[f->denominator],
                      days);
        else if (f->rollup != HALE_ROLLUP_RATIO &&
                 f->rollup != HALE_ROLLUP_NONE)
            add_value(&sum[c], f, &value[c], days);
    }
}

static void join_extreme(Sum *into, const Sum *from, bool down)
{
    if (!into->n || (from->i < into->i) == down)
        into->i = from->i;
    if (!into->n || (from->r < into->r) == down)
        into->r = from->r;
}

static void join_one(Sum *into, const Sum *from, const Figure *f)
{
    if (!from->n)
        return;
    if (f->rollup == HALE_ROLLUP_MIN || f->rollup == HALE_ROLLUP_MAX) {
        join_extreme(into, from, f->rollup == HALE_ROLLUP_MIN);
    } else {
        into->over |= from->over;
        into->over |= __builtin_add_overflow(into->i, from->i, &into->i);
        into->over |= __builtin_add_overflow(into->i2, from->i2, &into->i2);
        into->r += from->r;
        into->r2 += from->r2;
        into->i_unit = from->i_unit;
        into->i2_unit = from->i2_unit;
    }
    into->n += from->n;
}

void sums_join(Sum *into, const Sum *from, const Figure *figure, size_t n)
{
    for (size_t c = 0; c < n; c++)
        join_one(&into[c], &from[c], &figure[c]);
}

static hale_value ratio_value(const Sum *s)
{
    double num = s->r + (double)s->i / (double)s->i_unit;
    double den = s->r2 + (double)s->i2 / (double)s->i2_unit;
    hale_value v = {.type = HALE_REAL};
    /* Exact where both are money: the unit cancels. */
    if (s->i_unit == s->i2_unit && s->i_unit != 1) {
        num = (double)s->i;
        den = (double)s->i2;
    }
    if (den == 0)
        v.missing = HALE_ZERO_DENOMINATOR;
    else
        v.as.r = num / den;
    return v;
}

static hale_value mean_value(const Sum *s, const Figure *f)
{
    hale_value v = {.type = figure_type(f)};
    if (f->type == HALE_MONEY)
        (void)money_scale(s->i, 1, (int64_t)s->n, &v.as.i);
    else if (f->type == HALE_REAL)
        v.as.r = s->r / (double)s->n;
    else
        v.as.r = (double)s->i / (double)s->n;
    return v;
}

/* What adds up, shared out over the days. */
static hale_value added_value(const Sum *s, const Figure *f, int64_t days)
{
    hale_value v = {.type = figure_type(f)};
    if (v.type == HALE_MONEY)
        (void)money_scale(s->i, 1, days, &v.as.i);
    else if (v.type == HALE_REAL)
        v.as.r = (s->r + (double)s->i) / (double)days;
    else
        v.as.i = s->i;
    return v;
}

static hale_value extreme_value(const Sum *s, const Figure *f)
{
    hale_value v = {.type = f->type};
    if (v.type == HALE_REAL)
        v.as.r = s->r;
    else if (v.type == HALE_BOOL)
        v.as.b = (uint8_t)s->i;
    else
        v.as.i = s->i;
    return v;
}

hale_value sum_value(const Sum *sum, const Figure *figure, int64_t days)
{
    hale_value v = {.type = figure_type(figure)};
    if (figure->rollup == HALE_ROLLUP_NONE || !sum->n)
        v.missing = HALE_NO_ROWS;
    else if (sum->over)
        v.missing = HALE_REJECTED;
    else if (figure->rollup == HALE_ROLLUP_RATIO)
        return ratio_value(sum);
    else if (figure->rollup == HALE_ROLLUP_MEAN)
        return mean_value(sum, figure);
    else if (figure->rollup == HALE_ROLLUP_SUM)
        return added_value(sum, figure, days);
    else
        return extreme_value(sum, figure);
    return v;
}

hale_value sum_exact(const Sum *sum, const Figure *figure)
{
    hale_value v = {.type = figure->type, .as.i = sum->i};
    if (figure->rollup != HALE_ROLLUP_SUM || figure->type == HALE_REAL ||
        !sum->n)
        v.missing = HALE_NO_ROWS;
    else if (sum->over)
        v.missing = HALE_REJECTED;
    return v;
}
