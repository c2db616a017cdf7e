/* SPDX-License-Identifier: MIT
 *
 * lines.h: a line of an invoice as a term: what its service period is worth a
 * month.
 *
 * The end of a period is the first day that is no longer in it. A period from
 * a day of one month to the same day of a later one, or to that month's last
 * day when it is shorter, is so many whole months: the 31st of January to the
 * 28th of February is one. Any other period is its days over 365.25 / 12. So
 * a year is 12 months, leap or not, and ten days of a proration weigh as they
 * were paid for. Each line is rounded once, half to even.
 */
#ifndef HALE_PLUGINS_LINES_H
#define HALE_PLUGINS_LINES_H

#include "terms.h"

/* The columns of the role, in this order. */
enum { LINE_AMOUNT, LINE_TAX, LINE_TYPE, LINE_COLUMNS };
extern const hale_column line_column[LINE_COLUMNS];
#define LINE_COLUMN_LIST &line_column[0], &line_column[1], &line_column[2]

/* The types of lines that are part of the MRR. */
extern const hale_option line_option_recurring;

/* The amount before tax, at the rates of `at` (HALE_OPEN: as handed over); 1
 * when a cell is empty, or -1. */
int line_net(hale_cx *cx, const hale_rows *rows, size_t i, int64_t at,
             int64_t *net);

/* Sets all of the term but `old`, which is its mrr: a line without an amount,
 * a service end or (where there are types) a type has no price. */
int line_term(hale_cx *cx, const hale_rows *rows, size_t i, Term *t);

#endif
