/* SPDX-License-Identifier: MIT
 *
 * block.c: the rows of one data set in a partition, put into account runs.
 *
 *     named      the account of each row, by looking up those of a chunk
 *     counted    where the run of each account begins
 *     placed     where each row will stand: stable, so in order of arrival; a
 *                run that then is not in order of time is sorted (runs.c)
 *     unpacked   lane by lane, every value put in its place
 *
 * Equal times keep their order of arrival, which is that of inputs, then
 * splits, then rows. Rows of accounts that do not count are placed too, behind
 * all others, so that the long loops need not ask.
 *
 * Texts get codes of the partition as they come. A chunk lists its texts, so
 * they are looked up once for each chunk that says them.
 */
#include "data/join.h"

#include <stdlib.h>
#include <string.h>

/* The work on one data set. */
typedef struct Build {
    Joining *j;
    size_t d;
    const DataSet *set;
    Layout layout;
    Block *block;
    size_t rows;  /* with those that do not count */
    uint32_t *at; /* as in Joining */
} Build;

/* Over the chunks of the data set, in order of arrival. */
typedef struct Walk {
    const Build *f;
    size_t split;
    const Chunk *chunk;
    uint32_t *at; /* of the chunk's rows */
} Walk;

static const Part *part_of(const Joining *j, size_t split)
{
    return &j->store->split[split].part[j->p];
}

static bool feeds(const Joining *j, size_t split, size_t data_set)
{
    return j->plan->input[j->store->split[split].input].data_set == data_set;
}

static Walk walk(const Build *f)
{
    return (Walk){.f = f, .split = (size_t)-1, .at = f->at};
}

/* Chunks are strewn over memory: how the lanes of the one after this are packed
 * is on its way when it is looked at. */
static void fetch_next(const Chunk *chunk)
{
    enum { LINE = 64, LINES = 4 };
    for (size_t i = 0; chunk && chunk->next && i < LINES; i++)
        __builtin_prefetch((const char *)chunk->next + i * LINE);
}

/* The next chunk; false: that was the last one. */
static bool walk_on(Walk *w)
{
    const Joining *j = w->f->j;
    if (w->chunk) {
        w->at += w->chunk->rows;
        w->chunk = w->chunk->next;
    }
    while (!w->chunk && ++w->split < j->store->splits)
        if (feeds(j, w->split, w->f->d))
            w->chunk = part_of(j, w->split)->first;
    fetch_next(w->chunk);
    return w->chunk != NULL;
}

/* ---------------------------------------------------------------- rows -- */

/* The codes of the texts of a lane. */
static void look_up(Dict *dict, const Chunk *chunk, size_t lane, uint32_t *code)
{
    Str text[CHUNK_ROWS];
    uint32_t all[CHUNK_ROWS];
    size_t n = chunk_texts(chunk, lane, text);
    for (size_t i = 0; i < n; i++)
        all[i] = (uint32_t)i;
    dict_codes(dict, text, all, n, code);
}

static void name_rows(const Build *f)
{
    uint32_t code[CHUNK_ROWS];
    Walk w = walk(f);
    while (walk_on(&w)) {
        const uint8_t *word = chunk_words(w.chunk, LANE_ACCOUNT);
        look_up(&f->j->out->names, w.chunk, LANE_ACCOUNT, code);
        for (size_t i = 0; i < w.chunk->rows; i++)
            w.at[i] = code[word[i]];
    }
}

/* begin[a + 1] -> the rows of account a, and behind them of those that do not
 * count, by standing. Names become places. */
static void count_rows(const Build *f, size_t *begin)
{
    const Joining *j = f->j;
    size_t *count = begin + 1, *other = count + j->out->accounts;
    Walk w = walk(f);
    while (walk_on(&w)) {
        size_t input = j->store->split[w.split].input;
        size_t strangers = other[STRANGER], outside = other[LEFT_OUT];
        for (size_t i = 0; i < w.chunk->rows; i++) {
            w.at[i] = j->place[w.at[i]];
            count[w.at[i]]++;
        }
        j->out->orphans[input] += other[STRANGER] - strangers;
        j->out->excluded[input] += other[LEFT_OUT] - outside;
    }
}

/* The local days of the instants of a chunk. The day that was looked up last
 * mostly holds the next one too. */
static void days_of(const Zone *zone, const int64_t *time, size_t n,
                    int32_t *day)
{
    int64_t from = 1, to = 0;
    int32_t last = 0;
    for (size_t i = 0; i < n; i++) {
        if (time[i] == INT64_MIN) {
            day[i] = INT32_MIN;
            continue;
        }
        if (time[i] < from || time[i] >= to) {
            last = zone_day(zone, time[i]);
            from = zone_day_start(zone, last);
            to = zone_day_start(zone, last + 1);
        }
        day[i] = last;
    }
}

/* Gives each row the next place of its account, which `next` holds; its time
 * and day go there. In loops of their own: where the processor cannot foretell
 * whether a store meets the next load, it waits, and here it often does. */
static void place_rows(const Build *f, uint32_t *next)
{
    Block *block = f->block;
    int64_t time[CHUNK_ROWS];
    int32_t day[CHUNK_ROWS];
    Walk w = walk(f);
    while (walk_on(&w)) {
        size_t n = w.chunk->rows;
        chunk_lane(w.chunk, LANE_TIME, false, time);
        days_of(f->j->plan->zone, time, n, day);
        for (size_t i = 0; i < n; i++)
            w.at[i] = next[w.at[i]]++;
        for (size_t i = 0; i < n; i++)
            block->time[w.at[i]] = time[i];
        for (size_t i = 0; i < n; i++)
            block->day[w.at[i]] = day[i];
    }
}

/* -------------------------------------------------------------- columns -- */

static void fill_instants(const Build *f, int lane, int64_t *to)
{
    int64_t cell[CHUNK_ROWS];
    Walk w = walk(f);
    while (lane >= 0 && walk_on(&w)) {
        chunk_lane(w.chunk, (size_t)lane, false, cell);
        for (size_t i = 0; i < w.chunk->rows; i++)
            to[w.at[i]] = cell[i];
    }
}

static void fill_currency(const Build *f, int lane, uint32_t *to)
{
    int64_t cell[CHUNK_ROWS];
    Walk w = walk(f);
    while (lane >= 0 && walk_on(&w)) {
        chunk_lane(w.chunk, (size_t)lane, false, cell);
        for (size_t i = 0; i < w.chunk->rows; i++)
            to[w.at[i]] = (uint32_t)cell[i];
    }
}

/* The cells of a chunk to their places, as what they are. */
static void put_words(const Walk *w, size_t lane, const uint32_t *code,
                      uint32_t *out)
{
    const uint8_t *word = chunk_words(w->chunk, lane);
    for (size_t i = 0; i < w->chunk->rows; i++)
        out[w->at[i]] = code[word[i]];
}

static void put_bits(const Walk *w, const int64_t *cell, uint8_t *out)
{
    for (size_t i = 0; i < w->chunk->rows; i++)
        out[w->at[i]] = (uint8_t)cell[i];
}

/* A real as its bits. */
static void put_numbers(const Walk *w, const int64_t *cell, int64_t *out)
{
    for (size_t i = 0; i < w->chunk->rows; i++)
        out[w->at[i]] = cell[i];
}

static void put_cells(const Walk *w, size_t lane, hale_type type, void *out)
{
    int64_t cell[CHUNK_ROWS];
    uint32_t code[CHUNK_ROWS];
    if (type == HALE_TEXT) {
        look_up(&w->f->j->out->texts, w->chunk, lane, code);
        put_words(w, lane, code, out);
        return;
    }
    chunk_lane(w->chunk, lane, type == HALE_REAL, cell);
    if (type == HALE_BOOL)
        put_bits(w, cell, out);
    else
        put_numbers(w, cell, out);
}

/* What is to be said of the presence of most rows in a column: ALL_THERE or
 * NONE_THERE; *whole: all are there. */
static uint8_t usual_presence(const Build *f, size_t lane, bool *whole)
{
    size_t rows[3] = {0}; /* of chunks where all are there, some, none */
    Walk w = walk(f);
    while (walk_on(&w))
        rows[chunk_presence(w.chunk, lane)] += w.chunk->rows;
    *whole = !rows[SOME_THERE] && !rows[NONE_THERE];
    return rows[ALL_THERE] >= rows[NONE_THERE] ? ALL_THERE : NONE_THERE;
}

static void put_presence(const Walk *w, size_t lane, uint8_t *present)
{
    uint8_t room[CHUNK_ROWS];
    const uint8_t *there = chunk_there(w->chunk, lane, room);
    for (size_t i = 0; there && i < w->chunk->rows; i++)
        present[w->at[i]] = there[i];
    for (size_t i = 0; !there && i < w->chunk->rows; i++)
        present[w->at[i]] = 1;
}

/* What stands in cells that are missing is nobody's business, so nothing is put
 * there for a chunk that has none: of columns that are looked at for a month
 * only, that is most of a year. */
static void fill_column(const Build *f, size_t k, void *out, uint8_t *present)
{
    hale_vector *column = &f->block->column[k];
    size_t lane = f->layout.kept + k;
    bool whole;
    uint8_t usual = usual_presence(f, lane, &whole);
    Walk w = walk(f);
    column->as.b = out;
    column->present = whole ? NULL : present;
    memset(present, usual == ALL_THERE, whole ? 0 : f->rows);
    while (walk_on(&w)) {
        uint8_t presence = chunk_presence(w.chunk, lane);
        if (presence != usual)
            put_presence(&w, lane, present);
        if (presence != NONE_THERE)
            put_cells(&w, lane, column->type, out);
    }
}

/* ---------------------------------------------------------------- build -- */

size_t block_arrivals(const Joining *j, size_t data_set)
{
    size_t rows = 0;
    for (size_t s = 0; s < j->store->splits; s++)
        if (feeds(j, s, data_set))
            rows += part_of(j, s)->rows;
    return rows;
}

size_t block_room(const Joining *j, size_t data_set)
{
    const DataSet *set = &j->plan->data_set[data_set];
    size_t pieces = 7 + 2 * set->kept_count, row = 3 * 8 + 4 * 4;
    for (size_t k = 0; k < set->kept_count; k++)
        row += cell_size(set->kept[k].type) + 1;
    return set->shape == HALE_SIDE
               ? 0
               : block_arrivals(j, data_set) * row + pieces * SLAB_ALIGN;
}

/* Makes room for the columns that there are of every row. */
static void open_block(Build *f)
{
    Joining *j = f->j;
    Block *block = f->block;
    size_t n = f->rows;
    block->time = slab_take(j, n, sizeof *block->time);
    block->day = slab_take(j, n, sizeof *block->day);
    if (f->layout.until >= 0)
        block->until = slab_take(j, n, sizeof *block->until);
    if (f->layout.recorded >= 0)
        block->recorded = slab_take(j, n, sizeof *block->recorded);
    if (f->layout.currency >= 0)
        block->currency = slab_take(j, n, sizeof *block->currency);
}

static void place_all(const Build *f)
{
    Joining *j = f->j;
    Block *block = f->block;
    size_t all = j->out->accounts + LEFT_OUT + 1;
    uint32_t *next = arena_array(&j->out->arena, all, sizeof *next);
    count_rows(f, block->begin);
    for (size_t a = 0; a < all; a++) {
        next[a] = (uint32_t)block->begin[a];
        block->begin[a + 1] += block->begin[a];
    }
    block->rows = block->begin[j->out->accounts];
    place_rows(f, next);
    runs_order(j, block, f->at, f->rows);
}

static void fill_columns(Build *f)
{
    Joining *j = f->j;
    for (size_t k = 0; k < f->set->kept_count; k++) {
        hale_type type = f->set->kept[k].type;
        f->block->column[k] =
            (hale_vector){.size = sizeof(hale_vector),
                          .type = type,
                          .host = type == HALE_TEXT ? &j->out->texts : NULL};
        void *cells = slab_take(j, f->rows, cell_size(type));
        fill_column(f, k, cells, slab_take(j, f->rows, 1));
    }
}

/* A roster without dates says each account once. */
static void count_duplicates(const Build *f)
{
    const Joining *j = f->j;
    const Block *block = f->block;
    if (j->plan->roster != (ptrdiff_t)f->d || f->set->has_time)
        return;
    bool *first = arena_array(&j->out->arena, f->rows + 1, sizeof *first);
    for (size_t a = 0; a < j->out->accounts; a++)
        first[block->begin[a]] = true;
    Walk w = walk(f);
    while (walk_on(&w))
        for (size_t i = 0; i < w.chunk->rows; i++)
            j->out->duplicates[j->store->split[w.split].input] +=
                w.at[i] < block->rows && !first[w.at[i]];
}

static Build build_of(Joining *j, size_t data_set)
{
    const DataSet *set = &j->plan->data_set[data_set];
    return (Build){.j = j,
                   .d = data_set,
                   .set = set,
                   .layout = layout_of(set),
                   .block = &j->out->block[data_set],
                   .rows = block_arrivals(j, data_set),
                   .at = j->at[data_set]};
}

void block_name(Joining *j, size_t data_set)
{
    Build f = build_of(j, data_set);
    if (f.set->shape == HALE_SIDE)
        return;
    f.at = j->at[data_set] = slab_take(j, f.rows, sizeof *f.at);
    name_rows(&f);
}

void block_build(Joining *j, size_t data_set)
{
    Arena *arena = &j->out->arena;
    Build f = build_of(j, data_set);
    f.block->begin = arena_array(arena, j->out->accounts + LEFT_OUT + 2,
                                 sizeof *f.block->begin);
    f.block->column =
        arena_array(arena, f.set->kept_count, sizeof *f.block->column);
    if (f.set->shape == HALE_SIDE)
        return;
    open_block(&f);
    place_all(&f);
    fill_instants(&f, f.layout.until, f.block->until);
    fill_instants(&f, f.layout.recorded, f.block->recorded);
    fill_currency(&f, f.layout.currency, f.block->currency);
    fill_columns(&f);
    count_duplicates(&f);
}
