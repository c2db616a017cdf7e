/* SPDX-License-Identifier: MIT
 *
 * table.c: named, typed columns that grow row by row.
 *
 * Everything a run shows is such a table: accounts, scores, roll-ups, the
 * reports of models. A cell is a typed value and a byte that says why it is
 * missing, if it is. Texts are pointers: a table joined from others shares
 * theirs, so a text is copied once, when a plugin's value enters a table.
 *
 * What is missing is zero beneath. So a zero that comes into a cell that was
 * missing needs not be written, and pages of nothing but zeros, of which there
 * are many, are never touched; not even to read what is there, for a page that
 * was read first costs twice when it is written.
 *
 * Rows that there is room for are missing already: a new one costs nothing.
 * Growth doubles and leaves the old arrays to the arena, which so holds twice
 * the table at most; who knows the number of rows says so with table_reserve
 * and pays nothing.
 */
#include "data/data.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

size_t column_width(hale_type type)
{
    switch (type) {
    case HALE_BOOL:
        return sizeof(uint8_t);
    case HALE_REAL:
        return sizeof(double);
    case HALE_TEXT:
        return sizeof(Str);
    default:
        return sizeof(int64_t);
    }
}

Table *table_new(Arena *arena, const char *name, const char *title)
{
    Table *t = arena_alloc(arena, sizeof *t);
    t->arena = t->texts = arena;
    t->name = name;
    t->title = title;
    return t;
}

/* What `n` values take: the next ones begin where any type may. */
static size_t room_for(size_t n, size_t size)
{
    return (n * size + alignof(max_align_t) - 1) / alignof(max_align_t) *
           alignof(max_align_t);
}

/* Cells for `n` rows of columns [first, columns), in one piece: zeroed, and
 * those of rows [blank, n) missing. */
static void make_cells(Table *t, size_t first, size_t n, size_t blank)
{
    size_t row = 0, spare = 0;
    for (size_t i = first; i < t->columns; i++) {
        row += 1 + column_width(t->column[i].type);
        spare += 2 * alignof(max_align_t);
    }
    /* With the spare counted in rows, so that nothing can overflow unseen. */
    uint8_t *at = arena_array(t->arena, n + spare / row + 1, row);
    for (size_t i = first; i < t->columns; i++) {
        Column *c = &t->column[i];
        c->missing = at;
        memset(c->missing + blank, HALE_NO_ROWS, n - blank);
        at += room_for(n, 1);
        c->as.b = at;
        at += room_for(n, column_width(c->type));
    }
}

void table_room(Table *t, size_t columns)
{
    if (columns <= t->column_cap)
        return;
    Column *more = arena_array(t->arena, columns, sizeof *more);
    if (t->columns)
        memcpy(more, t->column, t->columns * sizeof *more);
    t->column = more;
    t->column_cap = columns;
}

size_t table_column(Table *t, const char *name, hale_type type,
                    const char *unit, const char *help)
{
    if (t->columns == t->column_cap)
        table_room(t, t->column_cap ? 2 * t->column_cap : 16);
    Column *c = &t->column[t->columns++];
    *c = (Column){.name = name, .type = type, .unit = unit, .help = help};
    if (t->cap)
        make_cells(t, t->columns - 1, t->cap, 0);
    return t->columns - 1;
}

/* Makes room for so many rows, of which those up to `blank` are not made
 * missing. */
static void grow(Table *t, size_t rows, size_t blank)
{
    Column *old = xcalloc(t->columns + 1, sizeof *old);
    if (t->columns) {
        memcpy(old, t->column, t->columns * sizeof *old);
        make_cells(t, 0, rows, blank);
    }
    for (size_t i = 0; t->rows && i < t->columns; i++) {
        Column *c = &t->column[i];
        memcpy(c->missing, old[i].missing, t->rows);
        memcpy(c->as.b, old[i].as.b, t->rows * column_width(c->type));
    }
    free(old);
    t->cap = rows;
}

void table_reserve(Table *t, size_t rows)
{
    if (rows <= t->cap)
        return;
    /* Bit by bit would cost the square. */
    grow(t, rows < 2 * t->cap ? 2 * t->cap : rows, t->rows);
}

size_t table_row(Table *t)
{
    if (t->rows == t->cap)
        table_reserve(t, t->cap ? t->cap + 1 : 64);
    return t->rows++;
}

void table_rows(Table *t, size_t rows)
{
    table_reserve(t, t->rows + rows);
    t->rows += rows;
}

void table_rows_zero(Table *t, size_t rows)
{
    size_t first = t->rows;
    if (!rows) /* there may be no cells at all */
        return;
    if (first + rows > t->cap)
        grow(t, first + rows, first + rows);
    else
        for (size_t c = 0; c < t->columns; c++)
            memset(t->column[c].missing + first, HALE_PRESENT, rows);
    t->rows += rows;
}

void table_clear(Table *t)
{
    for (size_t c = 0; t->rows && c < t->columns; c++) {
        Column *column = &t->column[c];
        memset(column->missing, HALE_NO_ROWS, t->rows);
        memset(column->as.b, 0, t->rows * column_width(column->type));
    }
    t->rows = 0;
}

static inline void set_cell(const Table *t, Column *c, size_t row,
                            const hale_value *value)
{
    bool was_there = c->missing[row] == HALE_PRESENT;
    c->missing[row] = (uint8_t)value->missing;
    if (value->missing != HALE_PRESENT) {
        if (was_there)
            memset(c->as.b + row * column_width(c->type), 0,
                   column_width(c->type));
        return;
    }
    switch (c->type) {
    case HALE_BOOL:
        c->as.b[row] = value->as.b;
        break;
    case HALE_REAL:
        c->as.r[row] = value->as.r;
        break;
    case HALE_TEXT:
        c->as.text[row] = arena_str(t->texts, value->as.text);
        break;
    default:
        if (was_there || value->as.i) /* a zero is there already */
            c->as.i[row] = value->as.i;
    }
}

void table_set(Table *t, size_t row, size_t column, const hale_value *value)
{
    set_cell(t, &t->column[column], row, value);
}

void table_set_row(Table *t, size_t row, size_t first, const hale_value *value,
                   size_t n)
{
    for (size_t i = 0; i < n; i++)
        set_cell(t, &t->column[first + i], row, &value[i]);
}

void table_text(Table *t, size_t row, size_t column, Str text)
{
    table_set(t, row, column,
              &(hale_value){.type = HALE_TEXT, .as.text = text});
}

void table_share(Table *t, size_t row, size_t column, Str text)
{
    Column *c = &t->column[column];
    c->missing[row] = HALE_PRESENT;
    c->as.text[row] = text;
}

void table_int(Table *t, size_t row, size_t column, int64_t value)
{
    table_set(t, row, column, &(hale_value){.type = HALE_INT, .as.i = value});
}

void table_time(Table *t, size_t row, size_t column, int64_t value)
{
    table_int(t, row, column, value);
}

void table_real(Table *t, size_t row, size_t column, double value)
{
    table_set(t, row, column, &(hale_value){.type = HALE_REAL, .as.r = value});
}

void table_bool(Table *t, size_t row, size_t column, bool value)
{
    table_set(t, row, column, &(hale_value){.type = HALE_BOOL, .as.b = value});
}

void table_copy_cell(Table *to, size_t to_row, size_t at, const Table *from,
                     size_t from_row, size_t column)
{
    const Column *source = &from->column[column];
    Column *target = &to->column[at];
    size_t size = column_width(source->type);
    target->missing[to_row] = source->missing[from_row];
    memcpy(target->as.b + to_row * size, source->as.b + from_row * size, size);
}

void table_copy(Table *to, size_t to_row, size_t at, const Table *from,
                size_t from_row, size_t n)
{
    for (size_t c = 0; c < n; c++)
        table_copy_cell(to, to_row, at + c, from, from_row, c);
}

hale_table_column column_face(const Column *c, size_t first)
{
    hale_table_column face = {.size = sizeof face,
                              .name = c->name,
                              .type = c->type,
                              .unit = c->unit,
                              .help = c->help,
                              .direction = c->direction,
                              .missing = c->missing + first};
    face.as.b = c->as.b + first * column_width(c->type);
    return face;
}

ptrdiff_t table_find(const Table *t, const char *name)
{
    for (size_t c = 0; c < t->columns; c++)
        if (!strcmp(t->column[c].name, name))
            return (ptrdiff_t)c;
    return -1;
}

bool cells_are_zero(const void *cells, size_t bytes)
{
    const unsigned char *b = cells;
    return bytes == 0 || (b[0] == 0 && memcmp(b, b + 1, bytes - 1) == 0);
}

const hale_table *table_face(Table *t)
{
    hale_table_column *face =
        arena_array(t->arena, t->columns + 1, sizeof *face);
    const hale_table_column **column =
        arena_array(t->arena, t->columns + 1, sizeof *column);
    for (size_t c = 0; c < t->columns; c++) {
        face[c] = column_face(&t->column[c], 0);
        /* Readers may take the short way. */
        if (cells_are_zero(face[c].missing, t->rows))
            face[c].missing = NULL;
        column[c] = &face[c];
    }
    t->face = (hale_table){.size = sizeof t->face,
                           .name = t->name,
                           .title = t->title,
                           .rows = t->rows,
                           .columns = t->columns,
                           .column = column};
    return &t->face;
}

const char *missing_word(hale_missing missing)
{
    static const char *const word[] = {
        [HALE_PRESENT] = "present",
        [HALE_NO_ROWS] = "no rows",
        [HALE_ZERO_DENOMINATOR] = "zero denominator",
        [HALE_STALE] = "stale",
        [HALE_TOO_NEW] = "too new",
        [HALE_NOT_COVERED] = "not covered",
        [HALE_REJECTED] = "rejected",
        [HALE_NOT_GIVEN] = "not given",
        [HALE_TOO_FEW] = "too few",
        [HALE_NOT_CUSTOMER] = "not a customer",
    };
    size_t i = (size_t)missing;
    return i < COUNT(word) ? word[i] : "missing";
}
