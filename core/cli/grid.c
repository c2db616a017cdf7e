/* SPDX-License-Identifier: MIT
 *
 * grid.c: aligned columns without lines around them.
 *
 * Cells are gathered first, so that every column is as wide as its widest
 * cell; then rows are printed two spaces apart. On a terminal one column, of
 * words, gives way: it is cut to what is left of the width. Nothing else is
 * cut, because the figures stand there; but a name that would make every line
 * as long as itself ends at CELL_MOST columns, words at WORDS_MOST.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

typedef struct GridCell {
    Str text;
    size_t width;
    Colour colour;
} GridCell;

enum {
    GAP = 2,
    LEAST_ROOM = 12,
    CELL_MOST = 100,
    WORDS_MOST = 1000,
    COLUMNS_MOST = 16
};

void grid_begin(Grid *g, const char *align)
{
    *g = (Grid){.align = align, .columns = strlen(align)};
}

void grid_add(Grid *g, Colour colour, Str text)
{
    if (g->count == g->cap) {
        g->cap = g->cap ? 2 * g->cap : 64;
        g->cell = xrealloc(g->cell, g->cap, sizeof *g->cell);
    }
    g->cell[g->count++] =
        (GridCell){arena_str(&g->arena, text), str_width(text), colour};
}

static void measure(const Grid *g, size_t *width)
{
    for (size_t i = 0; i < g->count; i++) {
        size_t c = i % g->columns, wide = g->cell[i].width;
        size_t most = g->align[c] == 'L' ? WORDS_MOST : CELL_MOST;
        if (wide > most && c + 1 < g->columns)
            wide = most;
        if (wide > width[c])
            width[c] = wide;
    }
}

/* What the terminal leaves to the column that gives way. */
static size_t room_for(const Grid *g, size_t flexible, const size_t *width,
                       const Term *term, size_t indent)
{
    size_t used = indent + GAP * (g->columns - 1);
    for (size_t c = 0; c < g->columns; c++)
        if (c != flexible)
            used += width[c];
    if (!term->width || used + width[flexible] <= term->width)
        return width[flexible];
    if (used + LEAST_ROOM > term->width)
        return LEAST_ROOM;
    return term->width - used;
}

static void spaces(Text *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_char(out, ' ');
}

static void print_cell(const Grid *g, Text *out, const Term *term, size_t i,
                       size_t width)
{
    const GridCell *cell = &g->cell[i];
    size_t column = i % g->columns;
    bool last = column + 1 == g->columns;
    Text cut = {0};
    term_cut(&cut, cell->text, width);
    size_t shown = str_width(text_str(&cut));
    size_t pad = shown < width ? width - shown : 0;
    if (g->align[column] == 'r')
        spaces(out, pad);
    term_paint(out, term, cell->colour, text_str(&cut));
    if (g->align[column] != 'r' && !last)
        spaces(out, pad);
    text_free(&cut);
}

/* No line ends in spaces. */
static void end_line(Text *out)
{
    while (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = 0;
    text_char(out, '\n');
}

void grid_add_safe(Grid *g, Colour colour, const char *text)
{
    Text safe = {0};
    text_safe(&safe, str(text));
    grid_add(g, colour, text_str(&safe));
    text_free(&safe);
}

void grid_end(Grid *g, Text *out, const Term *term, size_t indent)
{
    size_t width[COLUMNS_MOST] = {0};
    const char *flexible = strchr(g->align, 'L');
    measure(g, width);
    if (flexible) {
        size_t c = (size_t)(flexible - g->align);
        width[c] = room_for(g, c, width, term, indent);
    }
    for (size_t i = 0; i < g->count; i++) {
        size_t column = i % g->columns;
        spaces(out, column ? GAP : indent);
        print_cell(g, out, term, i, width[column]);
        if (column + 1 == g->columns)
            end_line(out);
    }
    free(g->cell);
    arena_free(&g->arena);
}
