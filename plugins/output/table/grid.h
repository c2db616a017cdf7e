/* SPDX-License-Identifier: MIT
 *
 * grid.h: a table as texts with widths, ready to be drawn.
 *
 *     people.c  a value -> text for people
 *     width.c   text -> how many columns of a terminal it takes
 *     grid.c    a table -> its cells as texts, and which columns fit
 *     draw.c    a grid -> lines
 *     table.c   the output
 */
#ifndef HALE_TABLE_GRID_H
#define HALE_TABLE_GRID_H

#include "../common/buffer.h"

/* -------------------------------------------------------------- people.c */

/* How the numbers of a column are written: decided once, so that they stand
 * under each other. */
typedef struct PeopleForm {
    int money_digits; /* 0 when all amounts are whole, else 2 */
} PeopleForm;

PeopleForm people_form(const hale_table_column *column, size_t rows);
/* "120,000", "0.6234", "2025-12-31", "yes"; an en dash for what is missing.
 * Texts are written as they are. */
void people_cell(hale_cx *cx, Buffer *out, const hale_table_column *column,
                 PeopleForm form, size_t row);

/* --------------------------------------------------------------- width.c */

/* Appends `s` so that it cannot drive a terminal: control characters and what
 * is not UTF-8 as \xNN, marks that turn the direction of writing as \uNNNN.
 * At most `most` columns; what is cut ends in an ellipsis. The result is the
 * number of columns. */
size_t width_put(Buffer *out, hale_str s, size_t most);

/* ---------------------------------------------------------------- grid.c */

typedef struct GridColumn {
    const hale_table_column *from;
    size_t width; /* of its widest cell, the name included */
    int right;    /* numbers stand on the right */
} GridColumn;

typedef struct GridCell {
    size_t at, len, width; /* in the text */
} GridCell;

typedef struct Grid {
    GridColumn *column;
    size_t columns;
    size_t lines;   /* rows that are shown and one for the names */
    GridCell *cell; /* line by line, cell[line * columns + column] */
    Buffer text;
} Grid;

/* The first `rows` rows of the named columns (count 0: of all), no cell wider
 * than `most`. 0, or -1: no memory. */
int grid_fill(hale_cx *cx, Grid *grid, const hale_table *table,
              const struct hale_list *names, size_t rows, size_t most);
/* The column of that name, or NULL. */
const hale_table_column *grid_find(const hale_table *table, hale_str name);
/* How many columns, from the first on, fit into `width` when each costs
 * `each` and the whole `once` besides; at least 1. */
size_t grid_fit(const Grid *grid, size_t width, size_t each, size_t once);
void grid_free(Grid *grid);

/* ---------------------------------------------------------------- draw.c */

typedef enum Style { /* the choices of `style` */
                     STYLE_PLAIN,
                     STYLE_BOX,
                     STYLE_MARKDOWN
} Style;

/* Draws the first `columns` columns. */
void draw_grid(Buffer *out, const Grid *grid, Style style, size_t columns);
/* What a style costs besides the cells. */
void draw_cost(Style style, size_t *each, size_t *once);

#endif
