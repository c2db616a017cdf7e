/* SPDX-License-Identifier: MIT
 *
 * company.h: how the models of this pack read a figure of an account: as a
 * double, money in currency units.
 */
#ifndef HALE_PLUGINS_COMPANY_H
#define HALE_PLUGINS_COMPANY_H

#include "hale/plugin.h"

static inline hale_missing figure_missing(const hale_table_column *column,
                                          size_t row)
{
    return column->missing ? (hale_missing)column->missing[row] : HALE_PRESENT;
}

/* Of a column of ints, money or reals. */
static inline double figure_at(const hale_table_column *column, size_t row)
{
    if (column->type == HALE_REAL)
        return column->as.r[row];
    return (double)column->as.i[row] /
           (column->type == HALE_MONEY ? (double)HALE_MONEY_UNIT : 1);
}

/* 0, or -1 when the column is no number. */
static inline int figure_check(hale_cx *cx, const hale_table_column *column)
{
    if (column->type == HALE_INT || column->type == HALE_MONEY ||
        column->type == HALE_REAL)
        return 0;
    return hale_fail(cx, "%s is no number, and only numbers add up",
                     column->name);
}

static inline hale_value real_value(double number, hale_missing missing)
{
    return (hale_value){
        .type = HALE_REAL, .missing = missing, .as.r = missing ? 0 : number};
}

static inline hale_value int_value(size_t number)
{
    return (hale_value){.type = HALE_INT, .as.i = (int64_t)number};
}

#endif
