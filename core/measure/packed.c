/* SPDX-License-Identifier: MIT
 *
 * packed.c: rows of the account table between the partition that made them
 * and the join.
 *
 * While a partition is measured its rows lie in a small table, which stays
 * near and is used again and again. When it is full they are packed: column
 * by column, a mask only if something is missing, and numbers in as few bytes
 * as the largest of them takes; of columns that are zero everywhere, as most
 * movements are, nothing is kept at all. That is a quarter of what they take
 * in a table, for every as-of date of the run.
 *
 * Joining puts them where they belong, in tables whose cells are there and
 * zero to begin with: what is not kept need not be touched there either.
 */
#include "measure/inside.h"

#include <string.h>

/* Bytes that hold all of the numbers. */
static size_t width_for(const int64_t *cell, size_t rows)
{
    int64_t least = 0, most = 0;
    for (size_t i = 0; i < rows; i++) {
        least = cell[i] < least ? cell[i] : least;
        most = cell[i] > most ? cell[i] : most;
    }
    if (least >= INT8_MIN && most <= INT8_MAX)
        return sizeof(int8_t);
    if (least >= INT16_MIN && most <= INT16_MAX)
        return sizeof(int16_t);
    return least >= INT32_MIN && most <= INT32_MAX ? sizeof(int32_t)
                                                   : sizeof(int64_t);
}

static const void *narrowed(Arena *arena, const int64_t *cell, size_t rows,
                            size_t width)
{
    void *to = arena_array(arena, rows, width);
    for (size_t i = 0; i < rows; i++)
        if (width == sizeof(int8_t))
            ((int8_t *)to)[i] = (int8_t)cell[i];
        else if (width == sizeof(int16_t))
            ((int16_t *)to)[i] = (int16_t)cell[i];
        else
            ((int32_t *)to)[i] = (int32_t)cell[i];
    return to;
}

static const void *copied(Arena *arena, const void *from, size_t bytes)
{
    return memcpy(arena_alloc(arena, bytes), from, bytes);
}

static PackedColumn pack_column(Arena *arena, const Column *c, size_t rows)
{
    PackedColumn to = {.width = column_width(c->type)};
    if (!cells_are_zero(c->missing, rows))
        to.missing = copied(arena, c->missing, rows);
    if (cells_are_zero(c->as.b, rows * to.width)) {
        to.width = 0;
        return to;
    }
    if (type_is_whole(c->type))
        to.width = width_for(c->as.i, rows);
    if (to.width < column_width(c->type))
        to.cell = narrowed(arena, c->as.i, rows, to.width);
    else
        to.cell = copied(arena, c->as.b, rows * to.width);
    return to;
}

void packed_open(Packed *packed, Arena *arena, size_t rows)
{
    size_t blocks = (rows + PACKED_ROWS - 1) / PACKED_ROWS;
    *packed = (Packed){.arena = arena};
    packed->block = arena_array(arena, blocks + 1, sizeof *packed->block);
}

void packed_add(Packed *packed, Table *t)
{
    PackedBlock *block = &packed->block[packed->blocks];
    if (!t->rows)
        return;
    packed->blocks++;
    packed->rows += t->rows;
    block->rows = t->rows;
    block->column =
        arena_array(packed->arena, t->columns, sizeof *block->column);
    for (size_t c = 0; c < t->columns; c++)
        block->column[c] = pack_column(packed->arena, &t->column[c], t->rows);
    table_clear(t);
}

Str packed_account(const Packed *packed, size_t row)
{
    const PackedBlock *block = &packed->block[row / PACKED_ROWS];
    const Str *account = block->column[COLUMN_ACCOUNT].cell;
    return account ? account[row % PACKED_ROWS] : (Str){0};
}

/* --------------------------------------------------------------- unpack -- */

/* Cells are read in the order in which they lie, and put where they belong: a
 * column at a time is small enough to be near. A loop for each width. */
#define SCATTER(name, from_type, to_type)                                      \
    static void scatter_##name(const void *cells, size_t rows,                 \
                               const uint32_t *place, void *column)            \
    {                                                                          \
        const from_type *cell = cells;                                         \
        to_type *to = column;                                                  \
        for (size_t i = 0; i < rows; i++)                                      \
            to[place[i]] = cell[i];                                            \
    }
SCATTER(bytes, uint8_t, uint8_t)
SCATTER(texts, Str, Str)
SCATTER(8, int8_t, int64_t)
SCATTER(16, int16_t, int64_t)
SCATTER(32, int32_t, int64_t)
SCATTER(64, uint64_t, uint64_t)

static void scatter(const PackedColumn *from, size_t rows,
                    const uint32_t *place, Column *to, size_t first)
{
    size_t size = column_width(to->type);
    void *column = to->as.b + first * size;
    if (from->missing)
        scatter_bytes(from->missing, rows, place, to->missing + first);
    if (from->width == 0)
        return;
    if (to->type == HALE_BOOL)
        scatter_bytes(from->cell, rows, place, column);
    else if (to->type == HALE_TEXT)
        scatter_texts(from->cell, rows, place, column);
    else if (from->width == sizeof(int8_t))
        scatter_8(from->cell, rows, place, column);
    else if (from->width == sizeof(int16_t))
        scatter_16(from->cell, rows, place, column);
    else if (from->width == sizeof(int32_t))
        scatter_32(from->cell, rows, place, column);
    else
        scatter_64(from->cell, rows, place, column);
}

void packed_scatter(const Packed *packed, size_t column, const uint32_t *place,
                    Column *to, size_t first)
{
    for (size_t b = 0; b < packed->blocks; b++) {
        const PackedBlock *block = &packed->block[b];
        scatter(&block->column[column], block->rows, place, to, first);
        place += block->rows;
    }
}
