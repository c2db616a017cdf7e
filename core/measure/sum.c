/* SPDX-License-Identifier: MIT
 *
 * sum.c: how figures of accounts become the figure of a group.
 *
 * Every result declares its rule. A ratio is the sum of its numerators over
 * the sum of its denominators, of the accounts that have both: a rate of a
 * group is never an average of rates. Accounts without a value do not count;
 * a group without any is missing, not zero: as stale, if somebody's value is.
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

/* Money counts in units when it is divided by something that is not. */
static uint16_t unit_of(hale_type type)
{
    return type == HALE_MONEY ? (uint16_t)HALE_MONEY_UNIT : 1;
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
    s->stale |= num->missing == HALE_STALE || den->missing == HALE_STALE;
    if (num->missing || den->missing)
        return;
    s->n += (uint64_t)days;
    s->r += num->type == HALE_REAL ? num->as.r * (double)days : 0;
    s->r2 += den->type == HALE_REAL ? den->as.r * (double)days : 0;
    if (num->type != HALE_REAL)
        add_whole(s, &s->i, num, days);
    if (den->type != HALE_REAL)
        add_whole(s, &s->i2, den, days);
    s->i_unit = unit_of(num->type);
    s->i2_unit = unit_of(den->type);
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
    s->stale |= v->missing == HALE_STALE;
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

/* ---------------------------------------------------- columns of accounts --
 */

/* What most columns are of, in a loop of their own each; as add_value and
 * add_ratio. Without groups all goes to one sum, which need not be in memory
 * meanwhile. */

enum { STEP = 8 }; /* rows that are looked at together */

static inline void add_whole_rows(Sum *sum, bool under, const int64_t *value,
                                  const uint32_t *group, size_t rows)
{
    Sum all = *sum;
    for (size_t i = 0; i < rows; i++) {
        Sum *s = group ? &sum[group[i]] : &all;
        int64_t *to = under ? &s->i2 : &s->i;
        if (__builtin_add_overflow(*to, value[i], to))
            s->over = true;
    }
    if (!group)
        *sum = all;
}

static bool are_zero(const int64_t *value)
{
    int64_t any = 0;
    for (size_t i = 0; i < STEP; i++)
        any |= value[i];
    return !any;
}

/* Each row has a value: it is added to i or, `under`, to i2. Many columns are
 * of zeros nearly everywhere, movements above all. */
static inline void add_full(Sum *sum, bool under, const int64_t *value,
                            const uint32_t *group, size_t rows)
{
    for (size_t i = 0; i < rows; i += STEP) {
        size_t n = rows - i < STEP ? rows - i : STEP;
        if (n < STEP || !are_zero(value + i))
            add_whole_rows(sum, under, value + i, group ? group + i : NULL, n);
    }
}

static inline void add_wholes(Sum *sum, const Column *c, size_t first,
                              const uint32_t *group, size_t rows)
{
    const uint8_t *missing = c->missing + first;
    const int64_t *value = c->as.i + first;
    Sum all = *sum;
    for (size_t i = 0; i < rows; i++) {
        Sum *s = group ? &sum[group[i]] : &all;
        int64_t is = missing[i] == HALE_PRESENT; /* no branch to guess */
        s->stale |= missing[i] == HALE_STALE;
        s->over |= __builtin_add_overflow(s->i, value[i] & -is, &s->i);
        s->n += (uint64_t)is;
    }
    if (!group)
        *sum = all;
}

static inline void add_reals(Sum *sum, const Column *c, size_t first,
                             const uint32_t *group, size_t rows)
{
    const uint8_t *missing = c->missing + first;
    const double *value = c->as.r + first;
    Sum all = *sum;
    for (size_t i = 0; i < rows; i++) {
        Sum *s = group ? &sum[group[i]] : &all;
        s->stale |= missing[i] == HALE_STALE;
        if (missing[i])
            continue;
        s->r += value[i];
        s->n++;
    }
    if (!group)
        *sum = all;
}

/* One part of a ratio, of a row that has both. */
static inline void add_part(Sum *s, const Column *c, size_t row, int64_t *i,
                            double *r)
{
    if (c->type == HALE_REAL)
        *r += c->as.r[row];
    else
        s->over |= __builtin_add_overflow(*i, c->as.i[row], i);
}

static inline void add_ratios(Sum *sum, const Column *top, const Column *base,
                              size_t first, const uint32_t *group, size_t rows)
{
    uint16_t top_unit = unit_of(top->type), base_unit = unit_of(base->type);
    Sum all = *sum;
    for (size_t i = 0; i < rows; i++) {
        size_t row = first + i;
        uint8_t num = top->missing[row], den = base->missing[row];
        Sum *s = group ? &sum[group[i]] : &all;
        s->stale |= num == HALE_STALE || den == HALE_STALE;
        if (num || den)
            continue;
        add_part(s, top, row, &s->i, &s->r);
        add_part(s, base, row, &s->i2, &s->r2);
        s->n++;
        s->i_unit = top_unit;
        s->i2_unit = base_unit;
    }
    if (!group)
        *sum = all;
}

/* The same of columns that are seldom: one by one. */
static void add_others(Sum *sum, const Figure *all, size_t at, const Table *t,
                       size_t first, const uint32_t *group, size_t rows)
{
    const Figure *f = &all[at];
    bool ratio = f->rollup == HALE_ROLLUP_RATIO;
    for (size_t i = 0; i < rows; i++) {
        size_t from = ratio ? f->numerator : at;
        Sum *s = group ? &sum[group[i]] : sum;
        hale_value v = table_get(t, first + i, ACCOUNT_FIXED + from), by;
        if (ratio) {
            by = table_get(t, first + i, ACCOUNT_FIXED + f->denominator);
            add_ratio(s, &v, &by, 1);
        } else {
            add_value(s, f, &v, 1);
        }
    }
}

/* The columns whose rows are added, the same one twice if it is no ratio. */
typedef struct Sources {
    const Column *top, *base;
} Sources;

static Sources sources_of(const Figure *f, const Table *t, size_t at)
{
    bool ratio = f->rollup == HALE_ROLLUP_RATIO;
    return (Sources){&t->column[ACCOUNT_FIXED + (ratio ? f->numerator : at)],
                     &t->column[ACCOUNT_FIXED + (ratio ? f->denominator : at)]};
}

bool sums_are_full(const Figure *all, size_t at, const Table *t, size_t first,
                   size_t rows)
{
    const Figure *f = &all[at];
    Sources from = sources_of(f, t, at);
    return (f->rollup == HALE_ROLLUP_SUM || f->rollup == HALE_ROLLUP_MEAN ||
            f->rollup == HALE_ROLLUP_RATIO) &&
           type_is_whole(from.top->type) && type_is_whole(from.base->type) &&
           cells_are_zero(from.top->missing + first, rows) &&
           cells_are_zero(from.base->missing + first, rows);
}

void sums_count(Sum *sum, const Figure *all, size_t at, const Table *t,
                const uint64_t *accounts, size_t groups)
{
    Sources from = sources_of(&all[at], t, at);
    bool ratio = all[at].rollup == HALE_ROLLUP_RATIO;
    for (size_t g = 0; g < groups; g++) {
        sum[g].n = accounts[g];
        if (!ratio || !accounts[g])
            continue;
        sum[g].i_unit = unit_of(from.top->type);
        sum[g].i2_unit = unit_of(from.base->type);
    }
}

static inline void add_column(Sum *sum, const Figure *all, size_t at,
                              const Table *t, size_t first,
                              const uint32_t *group, size_t rows, bool full)
{
    const Figure *f = &all[at];
    Sources from = sources_of(f, t, at);
    bool adds = f->rollup == HALE_ROLLUP_SUM || f->rollup == HALE_ROLLUP_MEAN;
    bool ratio = f->rollup == HALE_ROLLUP_RATIO;
    bool flags = from.top->type == HALE_BOOL || from.base->type == HALE_BOOL;
    if (f->rollup == HALE_ROLLUP_NONE)
        return;
    if (full) {
        add_full(sum, false, from.top->as.i + first, group, rows);
        if (ratio)
            add_full(sum, true, from.base->as.i + first, group, rows);
    } else if (adds && f->type == HALE_REAL) {
        add_reals(sum, from.top, first, group, rows);
    } else if (adds && f->type != HALE_BOOL) {
        add_wholes(sum, from.top, first, group, rows);
    } else if (ratio && !flags) {
        add_ratios(sum, from.top, from.base, first, group, rows);
    } else {
        add_others(sum, all, at, t, first, group, rows);
    }
}

void sums_add_column(Sum *sum, const Figure *all, size_t at, const Table *t,
                     size_t first, const uint32_t *group, size_t rows,
                     bool full)
{
    if (group)
        add_column(sum, all, at, t, first, group, rows, full);
    else
        add_column(sum, all, at, t, first, NULL, rows, full);
}

static void set_part(hale_type type, Word word, int64_t *i, double *r)
{
    *i = type == HALE_REAL ? 0 : word.i;
    *r = type == HALE_REAL ? word.r : 0;
}

void sum_set(Sum *sum, const Figure *f, const Figure *all, Word top, Word base)
{
    if (f->rollup != HALE_ROLLUP_RATIO) {
        set_part(f->type, top, &sum->i, &sum->r);
        return;
    }
    hale_type over = all[f->numerator].type, under = all[f->denominator].type;
    set_part(over, top, &sum->i, &sum->r);
    set_part(under, base, &sum->i2, &sum->r2);
    sum->i_unit = unit_of(over);
    sum->i2_unit = unit_of(under);
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
        v.missing = sum->stale ? HALE_STALE : HALE_NO_ROWS;
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
