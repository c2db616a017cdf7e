/* SPDX-License-Identifier: MIT
 *
 * part.c: the rows of one split and one partition, while they wait.
 *
 * A part is a list of chunks of a few hundred rows (chunk.c), each in memory or
 * in the file of the thread that read them. block.c unpacks chunks lane by
 * lane. Whoever only wants to look at the rows (rates, kin, side tables) reads
 * them a chunk at a time, and finds what a file holds as if it had never been
 * away.
 */
#include "data/part.h"

#include <stdlib.h>
#include <string.h>

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

Layout layout_of(const DataSet *set)
{
    int next = LANE_FIXED;
    Layout l = {-1, -1, -1, -1, -1, 0, 0};
    if (set->shape == HALE_INTERVAL)
        l.until = next++;
    if (set->has_recorded)
        l.recorded = next++;
    if (set->foreign)
        l.currency = next++;
    if (set->shape == HALE_SIDE) {
        l.file = next++;
        l.line = next++;
    }
    l.kept = (size_t)next;
    l.lanes = l.kept + set->kept_count;
    return l;
}

/* --------------------------------------------------------------- waiting -- */

void part_load(Part *part, const Clerk *clerk)
{
    for (Chunk **c = &part->first; *c; c = &(*c)->next) {
        Chunk *old = *c;
        if (old->at < 0)
            continue;
        *c = chunk_load(old, clerk);
        if (part->last == old)
            part->last = *c;
        free(old);
    }
}

void part_free(Part *part)
{
    for (Chunk *c = part->first, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    *part = (Part){0};
}

/* -------------------------------------------------------------- reading -- */

static int64_t *lane_of(PartReader *r, int lane)
{
    return lane < 0 ? NULL
                    : arena_array(&r->arena, CHUNK_ROWS, sizeof(int64_t));
}

static bool holds_texts(const PartReader *r, size_t k)
{
    return r->set->kept[k].type == HALE_TEXT;
}

void part_open(PartReader *r, const Store *s, size_t split, size_t partition)
{
    const Split *from = &s->split[split];
    size_t d = s->plan->input[from->input].data_set;
    const DataSet *set = &s->plan->data_set[d];
    Layout layout = layout_of(set);
    size_t kept = set->kept_count;
    *r = (PartReader){
        .set = set, .clerk = from->clerk, .next = from->part[partition].first};
    if (!r->next)
        return;
    r->account = arena_array(&r->arena, CHUNK_ROWS, sizeof *r->account);
    r->time = lane_of(r, LANE_TIME);
    r->until = lane_of(r, layout.until);
    r->recorded = lane_of(r, layout.recorded);
    r->currency = lane_of(r, layout.currency);
    r->file = lane_of(r, layout.file);
    r->line = lane_of(r, layout.line);
    r->cell = arena_array(&r->arena, kept * CHUNK_ROWS, sizeof *r->cell);
    r->text = arena_array(&r->arena, kept, sizeof *r->text);
    for (size_t k = 0; k < kept; k++)
        if (holds_texts(r, k))
            r->text[k] = arena_array(&r->arena, CHUNK_ROWS, sizeof(Str));
    r->present = arena_array(&r->arena, kept, CHUNK_ROWS);
}

static void unpack_texts(const Chunk *c, size_t lane, Str *out)
{
    Str text[CHUNK_ROWS];
    const uint8_t *word = chunk_words(c, lane);
    size_t count = chunk_texts(c, lane, text);
    for (size_t i = 0; count && i < c->rows; i++)
        out[i] = text[word[i]];
}

static void unpack(PartReader *r, const Chunk *c)
{
    size_t lane = LANE_TIME;
    int64_t *fixed[] = {r->time,     r->until, r->recorded,
                        r->currency, r->file,  r->line}; /* as in Layout */
    unpack_texts(c, LANE_ACCOUNT, r->account);
    for (size_t i = 0; i < COUNT(fixed); i++)
        if (fixed[i])
            chunk_lane(c, lane++, false, fixed[i]);
    for (size_t k = 0; k < r->set->kept_count; k++, lane++) {
        uint8_t *present = r->present + k * CHUNK_ROWS;
        if (holds_texts(r, k))
            unpack_texts(c, lane, r->text[k]);
        else
            chunk_lane(c, lane, r->set->kept[k].type == HALE_REAL,
                       r->cell + k * CHUNK_ROWS);
        if (!chunk_there(c, lane, present))
            memset(present, 1, c->rows);
    }
    r->rows = c->rows;
    r->next = c->next;
}

bool part_next(PartReader *r)
{
    free(r->loaded);
    r->loaded = NULL;
    if (!r->next)
        return false;
    if (r->next->at >= 0)
        r->loaded = chunk_load(r->next, r->clerk);
    unpack(r, r->loaded ? r->loaded : r->next);
    return true;
}

hale_value part_cell(const PartReader *r, size_t column, size_t row)
{
    size_t at = column * CHUNK_ROWS + row;
    hale_value v = {.type = r->set->kept[column].type};
    if (!r->present[at])
        v.missing = HALE_NOT_GIVEN;
    else if (v.type == HALE_TEXT)
        v.as.text = r->text[column][row];
    else if (v.type == HALE_BOOL)
        v.as.b = (uint8_t)r->cell[at];
    else if (v.type == HALE_REAL)
        memcpy(&v.as.r, &r->cell[at], sizeof v.as.r);
    else
        v.as.i = r->cell[at];
    return v;
}

Str part_account(const PartReader *r, size_t row)
{
    return r->account[row];
}

Place part_place(const PartReader *r, size_t row)
{
    return (Place){(const char *)(intptr_t)r->file[row], (int)r->line[row], 0};
}

void part_close(PartReader *r)
{
    free(r->loaded);
    arena_free(&r->arena);
}
