/* SPDX-License-Identifier: MIT
 *
 * figure.c: what a table shows of a group's figure.
 *
 *     NAME          the figure itself
 *     NAME_low      of a proportion: where the true one lies, with 95 %
 *     NAME_high     confidence (Wilson)
 *     NAME_n        of a mean: how many accounts have a value
 *
 * A rate of very few says little and is easily misread, so a roll-up may ask
 * for a minimum: below it rates and means are missing, while sums and counts,
 * which claim nothing, stay.
 */
#include "measure/inside.h"

#include "hale/wilson.h"

static void add_column(Table *t, const hale_result *like, const char *name,
                       hale_type type, const char *help)
{
    size_t at = table_column(t, name, type, like->unit, help);
    t->column[at].direction = like->direction;
}

void figure_columns(Table *t, const hale_result *like, const Figure *f)
{
    add_column(t, like, like->name, figure_type(f), like->help);
    if (f->proportion) {
        add_column(t, like, arena_printf(t->arena, "%s_low", like->name),
                   HALE_REAL, "lower end of its 95 % interval (Wilson)");
        add_column(t, like, arena_printf(t->arena, "%s_high", like->name),
                   HALE_REAL, "upper end of its 95 % interval (Wilson)");
    }
    if (f->counted)
        table_column(t, arena_printf(t->arena, "%s_n", like->name), HALE_INT,
                     "accounts", "accounts that have a value");
}

/* Is the figure a rate or mean of fewer than it takes? */
static bool too_few(const Sum *sum, const Figure *all, const Figure *f,
                    const Basis *basis)
{
    double least = (double)basis->min_n * (double)basis->days;
    if (basis->min_n == 0 ||
        (f->rollup != HALE_ROLLUP_RATIO && f->rollup != HALE_ROLLUP_MEAN))
        return false;
    if (basis->accounts < (uint64_t)basis->min_n)
        return true;
    if (f->rollup == HALE_ROLLUP_MEAN)
        return (double)sum->n < least;
    return all[f->denominator].type == HALE_INT && (double)sum->i2 < least;
}

static void interval_cells(Table *t, size_t row, size_t *column, const Sum *sum,
                           const Basis *basis, hale_missing missing)
{
    double days = (double)basis->days;
    hale_value low = {.type = HALE_REAL, .missing = missing}, high = low;
    if (!missing && hale_wilson((double)sum->i / days, (double)sum->i2 / days,
                                &low.as.r, &high.as.r))
        low.missing = high.missing = HALE_REJECTED; /* more than all */
    table_set(t, row, (*column)++, &low);
    table_set(t, row, (*column)++, &high);
}

hale_value figure_value(const Sum *sum, const Figure *all, size_t i,
                        const Basis *basis)
{
    hale_value v = sum_value(sum, &all[i], basis->days);
    if (!v.missing && too_few(sum, all, &all[i], basis))
        v.missing = HALE_TOO_FEW;
    return v;
}

void figure_cells(Table *t, size_t row, size_t *column, const Sum *sum,
                  const Figure *all, size_t i, const Basis *basis)
{
    const Figure *f = &all[i];
    hale_value v = figure_value(sum, all, i, basis);
    table_set(t, row, (*column)++, &v);
    if (f->proportion)
        interval_cells(t, row, column, sum, basis, v.missing);
    if (f->counted)
        table_int(t, row, (*column)++, (int64_t)sum->n);
}
