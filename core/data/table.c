/* SPDX-License-Identifier: MIT
 *
 * table.c: named, typed columns that grow row by row.
 *
 * Everything a run shows is such a table: accounts, scores, roll-ups, the
 * reports of models. A cell is a typed value and a byte that says why it is
 * missing, if it is. Texts are pointers: a table joined from others shares
 * theirs, so a text is copied once, when a plugin's value enters a table.
 *
 * Growth doubles and leaves the old arrays to the arena, which so holds twice
 * the table at most; who knows the number of rows says so with table_reserve
 * and pays nothing.
 */
#include "data/data.h"

#include <string.h>

static size_t type_size(hale_type type)
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
    t->arena = arena;
    t->name = name;
    t->title = title;
    return t;
}

/* `n` zeroed cells for a column. */
static void make_cells(const Table *t, Column *c, size_t n)
{
    c->missing = arena_alloc(t->arena, n);
    c->as.b = arena_array(t->arena, n, type_size(c->type));
}

size_t table_column(Table *t, const char *name, hale_type type,
                    const char *unit, const char *help)
{
    if (t->columns == t->column_cap) {
        size_t cap = t->column_cap ? 2 * t->column_cap : 16;
        Column *more = arena_array(t->arena, cap, sizeof *more);
        if (t->columns)
            memcpy(more, t->column, t->columns * sizeof *more);
        t->column = more;
        t->column_cap = cap;
    }
    Column *c = &t->column[t->columns];
    *c = (Column){.name = name, .type = type, .unit = unit, .help = help};
    if (t->cap) {
        make_cells(t, c, t->cap);
        memset(c->missing, HALE_NO_ROWS, t->rows);
    }
    return t->columns++;
}

void table_reserve(Table *t, size_t rows)
{
    if (rows <= t->cap)
        return;
    if (rows < 2 * t->cap) /* bit by bit would cost the square */
        rows = 2 * t->cap;
    for (size_t i = 0; i < t->columns; i++) {
        Column *c = &t->column[i], old = *c;
        make_cells(t, c, rows);
        if (!t->rows)
            continue;
        memcpy(c->missing, old.missing, t->rows);
        memcpy(c->as.b, old.as.b, t->rows * type_size(c->type));
    }
    t->cap = rows;
}

size_t table_row(Table *t)
{
    if (t->rows == t->cap)
        table_reserve(t, t->cap ? t->cap + 1 : 64);
    for (size_t c = 0; c < t->columns; c++)
        t->column[c].missing[t->rows] = HALE_NO_ROWS;
    return t->rows++;
}

void table_set(Table *t, size_t row, size_t column, const hale_value *value)
{
    Column *c = &t->column[column];
    c->missing[row] = (uint8_t)value->missing;
    if (value->missing != HALE_PRESENT)
        return;
    switch (c->type) {
    case HALE_BOOL:
        c->as.b[row] = value->as.b;
        break;
    case HALE_REAL:
        c->as.r[row] = value->as.r;
        break;
    case HALE_TEXT:
        c->as.text[row] = arena_str(t->arena, value->as.text);
        break;
    default:
        c->as.i[row] = value->as.i;
    }
}

void table_text(Table *t, size_t row, size_t column, Str text)
{
    table_set(t, row, column,
              &(hale_value){.type = HALE_TEXT, .as.text = text});
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

hale_value table_get(const Table *t, size_t row, size_t column)
{
    const Column *c = &t->column[column];
    hale_value v = {.type = c->type, .missing = (hale_missing)c->missing[row]};
    if (v.missing != HALE_PRESENT)
        return v;
    switch (c->type) {
    case HALE_BOOL:
        v.as.b = c->as.b[row];
        break;
    case HALE_REAL:
        v.as.r = c->as.r[row];
        break;
    case HALE_TEXT:
        v.as.text = c->as.text[row];
        break;
    default:
        v.as.i = c->as.i[row];
    }
    return v;
}

void table_copy(Table *to, size_t to_row, size_t at, const Table *from,
                size_t from_row, size_t n)
{
    for (size_t c = 0; c < n; c++) {
        const Column *source = &from->column[c];
        Column *target = &to->column[at + c];
        size_t size = type_size(source->type);
        target->missing[to_row] = source->missing[from_row];
        memcpy(target->as.b + to_row * size, source->as.b + from_row * size,
               size);
    }
}

ptrdiff_t table_find(const Table *t, const char *name)
{
    for (size_t c = 0; c < t->columns; c++)
        if (!strcmp(t->column[c].name, name))
            return (ptrdiff_t)c;
    return -1;
}

/* The mask is left out when nothing is missing: readers may take the short
 * way. */
static void column_face(Column *c, size_t rows)
{
    bool whole = true;
    for (size_t i = 0; i < rows && whole; i++)
        whole = c->missing[i] == HALE_PRESENT;
    c->face = (hale_table_column){.size = sizeof c->face,
                                  .name = c->name,
                                  .type = c->type,
                                  .unit = c->unit,
                                  .help = c->help,
                                  .direction = c->direction,
                                  .missing = whole ? NULL : c->missing};
    c->face.as.b = c->as.b;
}

const hale_table *table_face(Table *t)
{
    const hale_table_column **column =
        arena_array(t->arena, t->columns + 1, sizeof *column);
    for (size_t c = 0; c < t->columns; c++) {
        column_face(&t->column[c], t->rows);
        column[c] = &t->column[c].face;
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
