/* SPDX-License-Identifier: MIT
 *
 * part.c: the rows of one split and one partition, as plain columns.
 *
 * A reading thread owns all parts of its split, so appending takes no lock.
 * Every part has small dictionaries of its own: accounts of a partition bring
 * their own users with them, which keeps the tables in the cache, and
 * whatever is joined later is joined partition by partition, in parallel.
 */
#include "data/part.h"

#include <stdlib.h>

size_t cell_size(hale_type type)
{
    switch (type) {
    case HALE_BOOL:
        return sizeof(uint8_t);
    case HALE_TEXT:
        return sizeof(uint32_t);
    case HALE_REAL:
        return sizeof(double);
    default:
        return sizeof(int64_t);
    }
}

unsigned partition_of(Str account)
{
    return (unsigned)(hash_bytes(account.data, account.len) % PARTITIONS);
}

void part_grow(Part *part, const DataSet *set)
{
    if (part->rows < part->cap)
        return;
    size_t cap = part->cap ? 2 * part->cap : 16;
    part->account = xrealloc(part->account, cap, sizeof *part->account);
    part->time = xrealloc(part->time, cap, sizeof *part->time);
    if (set->shape == HALE_INTERVAL)
        part->until = xrealloc(part->until, cap, sizeof *part->until);
    if (set->has_recorded)
        part->recorded = xrealloc(part->recorded, cap, sizeof(int64_t));
    if (set->foreign)
        part->currency = xrealloc(part->currency, cap, sizeof(uint32_t));
    if (set->shape == HALE_SIDE)
        part->place = xrealloc(part->place, cap, sizeof *part->place);
    if (!part->cell)
        part->cell = xcalloc(set->kept_count + 1, sizeof *part->cell);
    for (size_t i = 0; i < set->kept_count; i++) {
        Cells *cell = &part->cell[i];
        cell->type = set->kept[i].type;
        cell->present = xrealloc(cell->present, cap, 1);
        cell->as.b = xrealloc(cell->as.b, cap, cell_size(cell->type));
    }
    part->cap = cap;
}

hale_value part_cell(const Part *part, size_t column, size_t row)
{
    const Cells *c = &part->cell[column];
    hale_value v = {.type = c->type};
    if (!c->present[row])
        v.missing = HALE_NOT_GIVEN;
    else if (c->type == HALE_TEXT)
        v.as.text = part->texts.text[c->as.code[row]];
    else if (c->type == HALE_BOOL)
        v.as.b = c->as.b[row];
    else if (c->type == HALE_REAL)
        v.as.r = c->as.r[row];
    else
        v.as.i = c->as.i[row];
    return v;
}

void part_free(Part *part, const DataSet *set)
{
    for (size_t i = 0; part->cell && i < set->kept_count; i++) {
        free(part->cell[i].present);
        free(part->cell[i].as.b);
    }
    free(part->cell);
    free(part->account);
    free(part->time);
    free(part->until);
    free(part->recorded);
    free(part->currency);
    free(part->place);
    dict_free(&part->accounts);
    dict_free(&part->texts);
    *part = (Part){0};
}
