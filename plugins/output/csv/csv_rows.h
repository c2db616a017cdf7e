/* SPDX-License-Identifier: MIT
 *
 * csv_rows.h: rows of a table as lines of CSV.
 *
 * What is written reads back as the same: money and reals to the last digit,
 * times in UTC, cells quoted as RFC 4180 has it. A missing cell is the `null`
 * text bare; a text that happens to equal it is quoted, so that the two can
 * be told apart.
 *
 * Spreadsheets run a cell that begins with = + - or @ as a formula, which
 * customer data must never reach: with `safe`, texts (never numbers) that
 * begin so get an apostrophe in front.
 */
#ifndef HALE_CSV_ROWS_H
#define HALE_CSV_ROWS_H

#include "../common/publish.h"

/* How lines look. */
typedef struct CsvStyle {
    char delimiter;
    int safe;
    const char *line_end;
    hale_str null;
} CsvStyle;

/* The names of the columns as a line. */
void csv_put_header(const CsvStyle *style, Buffer *out,
                    const hale_table *table);
/* All rows, by all threads of the host, to the file, whose text is written out
 * first. 0 or -1. */
int csv_put_rows(hale_cx *cx, const CsvStyle *style, PublishFile *file,
                 const hale_table *table);

#endif
