/* SPDX-License-Identifier: MIT
 *
 * cell.h: how models read the account table and fill their reports: one cell
 * as a number, with its reason where there is none; the values and the columns
 * of a row; what a model needs, in a line each.
 */
#ifndef HALE_PLUGINS_CELL_H
#define HALE_PLUGINS_CELL_H

#include "../../common/text.h"

/* Why the cell is missing. A column that is not there misses nothing. */
static inline hale_missing cell_missing(const hale_table_column *column,
                                        size_t row)
{
    return column && column->missing ? (hale_missing)column->missing[row]
                                     : HALE_PRESENT;
}

/* A number of type real, int or money (in currency units). */
static inline double cell_number(const hale_table_column *column, size_t row)
{
    if (column->type == HALE_REAL)
        return column->as.r[row];
    if (column->type == HALE_MONEY)
        return (double)column->as.i[row] / (double)HALE_MONEY_UNIT;
    return (double)column->as.i[row];
}

/* Fails unless the column holds whole or real numbers. */
static inline int cell_counts(hale_cx *cx, const hale_table_column *column)
{
    if (column->type == HALE_REAL || column->type == HALE_INT)
        return 0;
    return hale_fail(cx,
                     "%s is no number: name a column of whole or real "
                     "numbers",
                     column->name);
}

/* Fails unless the column holds whole or real numbers, or money. */
static inline int cell_figures(hale_cx *cx, const hale_table_column *column)
{
    if (column->type == HALE_MONEY || column->type == HALE_REAL ||
        column->type == HALE_INT)
        return 0;
    return hale_fail(cx,
                     "%s is no figure: name a column of numbers or of money",
                     column->name);
}

/* Money from an amount in currency units, to the nearest ten-thousandth; -1:
 * it does not fit. */
static inline int cell_money(double amount, int64_t *money)
{
    double units = amount * (double)HALE_MONEY_UNIT;
    if (!(units > -9.2e18 && units < 9.2e18))
        return -1;
    *money = (int64_t)(units < 0 ? units - 0.5 : units + 0.5);
    return 0;
}

/* ---- the cells of a reported row -----------------------------------------
 */

static inline hale_value cell_text(hale_str s)
{
    return (hale_value){.type = HALE_TEXT, .as.text = s};
}

static inline hale_value cell_whole(size_t n)
{
    return (hale_value){.type = HALE_INT, .as.i = (int64_t)n};
}

static inline hale_value cell_real(double r)
{
    return (hale_value){.type = HALE_REAL, .as.r = r};
}

static inline hale_value cell_none(hale_type type, hale_missing why)
{
    return (hale_value){.type = type, .missing = why};
}

/* part / of, missing for reason `none` unless that is 0. */
static inline hale_value cell_quotient(double part, double of,
                                       hale_missing none)
{
    if (!none && !(of > 0))
        none = HALE_ZERO_DENOMINATOR;
    return none ? cell_none(HALE_REAL, none) : cell_real(part / of);
}

/* ---- descriptions --------------------------------------------------------
 */

/* A column that the model reads; `option_` may name another. */
#define CELL_NEED(name_, option_, type_, flags_, help_)                        \
    &(const hale_column)                                                       \
    {                                                                          \
        .size = sizeof(hale_column), .name = name_, .type = type_,             \
        .flags = flags_, .help = help_, .named_by = option_                    \
    }

/* The option that does. */
#define CELL_NAMES(name_, help_)                                               \
    &(const hale_option)                                                       \
    {                                                                          \
        .size = sizeof(hale_option), .name = name_,                            \
        .type = HALE_OPTION_COLUMN, .help = help_                              \
    }

/* A column of a report. */
#define CELL_COLUMN(type_, name_, unit_, help_, undefined_)                    \
    &(const hale_result)                                                       \
    {                                                                          \
        .size = sizeof(hale_result), .type = type_, .name = name_,             \
        .unit = unit_, .help = help_, .undefined = undefined_                  \
    }

#endif
