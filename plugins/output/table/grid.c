/* SPDX-License-Identifier: MIT
 *
 * grid.c: the cells of a table as texts, all in one buffer.
 */
#include "grid.h"

#include <stdlib.h>
#include <string.h>

const hale_table_column *grid_find(const hale_table *table, hale_str name)
{
    for (size_t c = 0; c < table->columns; c++)
        if (strlen(table->column[c]->name) == name.len &&
            memcmp(table->column[c]->name, name.data, name.len) == 0)
            return table->column[c];
    return NULL;
}

static void add_column(Grid *grid, const hale_table_column *from)
{
    grid->column[grid->columns++] = (GridColumn){
        .from = from,
        .right = from->type == HALE_INT || from->type == HALE_REAL ||
                 from->type == HALE_MONEY,
    };
}

/* The named columns in the order of the names, or all. */
static void choose_columns(Grid *grid, const hale_table *table,
                           const struct hale_list *names)
{
    for (size_t i = 0; i < names->count; i++) {
        const hale_table_column *from = grid_find(table, names->item[i]);
        if (from && grid->columns < table->columns)
            add_column(grid, from);
    }
    for (size_t c = 0; names->count == 0 && c < table->columns; c++)
        add_column(grid, table->column[c]);
}

static void put(Grid *grid, size_t line, size_t c, hale_str s, size_t most)
{
    GridCell *cell = &grid->cell[line * grid->columns + c];
    GridColumn *column = &grid->column[c];
    cell->at = grid->text.len;
    cell->width = width_put(&grid->text, s, most);
    cell->len = grid->text.len - cell->at;
    if (cell->width > column->width)
        column->width = cell->width;
}

static void fill_column(hale_cx *cx, Grid *grid, size_t c, size_t most,
                        Buffer *raw)
{
    const hale_table_column *from = grid->column[c].from;
    const PeopleForm form = people_form(from, grid->lines - 1);
    put(grid, 0, c, (hale_str){from->name, strlen(from->name)}, most);
    for (size_t line = 1; line < grid->lines; line++) {
        raw->len = 0;
        people_cell(cx, raw, from, form, line - 1);
        grid->text.failed |= raw->failed;
        put(grid, line, c, (hale_str){raw->len ? raw->data : "", raw->len},
            most);
    }
}

int grid_fill(hale_cx *cx, Grid *grid, const hale_table *table,
              const struct hale_list *names, size_t rows, size_t most)
{
    Buffer raw = {0};
    *grid = (Grid){.lines = rows + 1};
    grid->column = calloc(table->columns + 1, sizeof *grid->column);
    if (grid->column)
        choose_columns(grid, table, names);
    grid->cell = calloc(grid->lines * (grid->columns + 1), sizeof *grid->cell);
    if (!grid->column || !grid->cell) {
        grid_free(grid);
        return hale_fail(cx, "no memory to draw table %s", table->name);
    }
    for (size_t c = 0; c < grid->columns; c++)
        fill_column(cx, grid, c, most, &raw);
    buffer_free(&raw);
    if (!grid->text.failed)
        return 0;
    grid_free(grid);
    return hale_fail(cx, "no memory to draw table %s", table->name);
}

size_t grid_fit(const Grid *grid, size_t width, size_t each, size_t once)
{
    size_t used = once, fit = 0;
    while (fit < grid->columns) {
        used += grid->column[fit].width + each;
        if (used > width && fit > 0)
            break;
        fit++;
    }
    return fit;
}

void grid_free(Grid *grid)
{
    free(grid->column);
    free(grid->cell);
    buffer_free(&grid->text);
    *grid = (Grid){0};
}
