/* SPDX-License-Identifier: MIT
 *
 * draw.c: a grid as lines of text.
 *
 * A style is data: what stands at the left, between and at the right of the
 * cells, and of the rules above, under the names and below.
 */
#include <string.h>

#include "grid.h"

typedef struct Line {
    const char *left, *fill, *between, *right; /* fill NULL: no such line */
} Line;

typedef struct Drawing {
    Line cells, top, rule, bottom;
    size_t each, once; /* columns that it takes besides the cells */
} Drawing;

static const Drawing drawings[] = {
    [STYLE_PLAIN] = {.cells = {"", " ", "  ", ""},
                     .rule = {"", "-", "  ", ""},
                     .each = 2},
    [STYLE_BOX] = {.cells = {"│ ", " ", " │ ", " │"},
                   .top = {"┌─", "─", "─┬─", "─┐"},
                   .rule = {"├─", "─", "─┼─", "─┤"},
                   .bottom = {"└─", "─", "─┴─", "─┘"},
                   .each = 3,
                   .once = 1},
    [STYLE_MARKDOWN] = {.cells = {"| ", " ", " | ", " |"},
                        .rule = {"| ", "-", " | ", " |"},
                        .each = 3,
                        .once = 1},
};

static void repeat(Buffer *out, const char *what, size_t times)
{
    for (; times; times--)
        buffer_puts(out, what);
}

static void draw_rule(Buffer *out, const Grid *grid, const Line *line,
                      Style style, size_t columns)
{
    if (!line->fill)
        return;
    buffer_puts(out, line->left);
    for (size_t c = 0; c < columns; c++) {
        /* Markdown says "numbers on the right" by a colon. */
        const int colon = style == STYLE_MARKDOWN && grid->column[c].right;
        if (c)
            buffer_puts(out, line->between);
        repeat(out, line->fill, grid->column[c].width - (size_t)colon);
        buffer_puts(out, colon ? ":" : "");
    }
    buffer_puts(out, line->right);
    buffer_char(out, '\n');
}

/* A bar would end the cell in Markdown. */
static void put_cell(Buffer *out, const Grid *grid, const GridCell *cell,
                     Style style)
{
    const char *p = grid->text.data + cell->at;
    if (style != STYLE_MARKDOWN) {
        buffer_add(out, p, cell->len);
        return;
    }
    for (size_t i = 0; i < cell->len; i++) {
        if (p[i] == '|')
            buffer_char(out, '\\');
        buffer_char(out, p[i]);
    }
}

static void draw_cells(Buffer *out, const Grid *grid, Style style, size_t line,
                       size_t columns)
{
    const Line *cells = &drawings[style].cells;
    buffer_puts(out, cells->left);
    for (size_t c = 0; c < columns; c++) {
        const GridColumn *column = &grid->column[c];
        const GridCell *cell = &grid->cell[line * grid->columns + c];
        const size_t pad = column->width - cell->width;
        const int is_last = c + 1 == columns && !*cells->right;
        if (c)
            buffer_puts(out, cells->between);
        repeat(out, " ", column->right ? pad : 0);
        put_cell(out, grid, cell, style);
        repeat(out, " ", column->right || is_last ? 0 : pad);
    }
    buffer_puts(out, cells->right);
    buffer_char(out, '\n');
}

void draw_grid(Buffer *out, const Grid *grid, Style style, size_t columns)
{
    const Drawing *drawing = &drawings[style];
    draw_rule(out, grid, &drawing->top, style, columns);
    draw_cells(out, grid, style, 0, columns);
    draw_rule(out, grid, &drawing->rule, style, columns);
    for (size_t line = 1; line < grid->lines; line++)
        draw_cells(out, grid, style, line, columns);
    draw_rule(out, grid, &drawing->bottom, style, columns);
}

void draw_cost(Style style, size_t *each, size_t *once)
{
    *each = drawings[style].each;
    *once = drawings[style].once;
}
