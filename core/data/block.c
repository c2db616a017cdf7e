/* SPDX-License-Identifier: MIT
 *
 * block.c: the rows of one data set in a partition, put into account runs.
 *
 *     counted    where the run of each account begins
 *     placed     where each row will stand: stable, so in order of arrival; a
 *                run that then is not in order of time is sorted
 *     unpacked   lane by lane, every value put in its place
 *
 * Exports of event tables are mostly in order of time, and then nothing is
 * sorted. The sort is a stable merge: equal times keep their order of arrival,
 * which is that of inputs, then splits, then rows. Rows of accounts that do not
 * count are placed too, behind all others, so that the long loops need not ask.
 *
 * Texts get codes of the partition as they come, those of a clerk are looked up
 * once each.
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
    uint32_t *at; /* in order of arrival: where each row stands */
} Build;

/* Over the chunks of the data set, in order of arrival. */
typedef struct Walk {
    const Build *f;
    size_t split;
    const Chunk *chunk;
    const uint32_t *at; /* of the chunk's rows */
} Walk;

static const Part *part_of(const Joining *j, size_t split)
{
    return &j->store->split[split].part[j->p];
}

static bool feeds(const Joining *j, size_t split, size_t data_set)
{
    return j->plan->input[j->store->split[split].input].data_set == data_set;
}

static size_t clerk_of(const Walk *w)
{
    return w->f->j->store->split[w->split].clerk->number;
}

static Walk walk(const Build *f)
{
    return (Walk){.f = f, .split = (size_t)-1, .at = f->at};
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
    return w->chunk != NULL;
}

/* ---------------------------------------------------------------- rows -- */

/* Where the account of each row of the chunk stands. */
static void places(const Walk *w, uint32_t *place)
{
    int64_t account[CHUNK_ROWS];
    const uint32_t *from = w->f->j->place[clerk_of(w)];
    chunk_lane(w->chunk, LANE_ACCOUNT, false, account);
    for (size_t i = 0; i < w->chunk->rows; i++)
        place[i] = from[account[i]];
}

/* begin[a + 1] -> the rows of account a, and behind them of those that do not
 * count, by standing. */
static void count_rows(const Build *f, size_t *begin)
{
    Partition *out = f->j->out;
    size_t *count = begin + 1, *other = count + out->accounts;
    uint32_t place[CHUNK_ROWS];
    Walk w = walk(f);
    while (walk_on(&w)) {
        size_t input = f->j->store->split[w.split].input;
        size_t strangers = other[STRANGER], outside = other[LEFT_OUT];
        places(&w, place);
        for (size_t i = 0; i < w.chunk->rows; i++)
            count[place[i]]++;
        out->orphans[input] += other[STRANGER] - strangers;
        out->excluded[input] += other[LEFT_OUT] - outside;
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

/* Where the next row of an account goes, and when the one before it was. */
typedef struct Run {
    int64_t last;
    uint32_t next;
    bool unsorted;
} Run;

/* Gives each row the next place of its account; its time and day go there.
 * Says whether any run is out of order. */
static bool place_rows(Build *f, Run *run)
{
    Block *block = f->block;
    uint32_t place[CHUNK_ROWS], *at = f->at;
    int64_t time[CHUNK_ROWS];
    int32_t day[CHUNK_ROWS];
    bool any = false;
    Walk w = walk(f);
    while (walk_on(&w)) {
        places(&w, place);
        chunk_lane(w.chunk, LANE_TIME, false, time);
        days_of(f->j->plan->zone, time, w.chunk->rows, day);
        for (size_t i = 0; i < w.chunk->rows; i++) {
            Run *r = &run[place[i]];
            uint32_t to = *at++ = r->next++;
            bool early = time[i] < r->last;
            r->unsorted |= early;
            any |= early;
            r->last = time[i];
            block->time[to] = time[i];
            block->day[to] = day[i];
        }
    }
    return any;
}

/* ------------------------------------------------------------- sorting -- */

/* A row of a run that is sorted. */
typedef struct Loose {
    int64_t time;
    int32_t day;
    uint32_t arrival;
} Loose;

/* Stable merge sort by time; `spare` has room for the run. */
static void sort_run(Loose *run, size_t n, Loose *spare)
{
    if (n < 2)
        return;
    size_t half = n / 2;
    sort_run(run, half, spare);
    sort_run(run + half, n - half, spare);
    if (run[half - 1].time <= run[half].time)
        return; /* in order already */
    memcpy(spare, run, half * sizeof *run);
    size_t a = 0, b = half, at = 0;
    while (a < half)
        run[at++] =
            b < n && run[b].time < spare[a].time ? run[b++] : spare[a++];
}

/* Sorts the runs that are out of order, and moves the places of their rows. */
static void sort_runs(Build *f, const Run *run)
{
    Block *block = f->block;
    Loose *loose = xmalloc((f->rows + 1) * sizeof *loose);
    Loose *spare = xmalloc((f->rows + 1) * sizeof *spare);
    for (size_t i = 0; i < f->rows; i++) {
        uint32_t at = f->at[i];
        loose[at] = (Loose){block->time[at], block->day[at], (uint32_t)i};
    }
    for (size_t a = 0; a < f->j->out->accounts; a++) {
        size_t begin = block->begin[a], end = block->begin[a + 1];
        if (!run[a].unsorted)
            continue;
        sort_run(loose + begin, end - begin, spare);
        for (size_t i = begin; i < end; i++) {
            block->time[i] = loose[i].time;
            block->day[i] = loose[i].day;
            f->at[loose[i].arrival] = (uint32_t)i;
        }
    }
    free(spare);
    free(loose);
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

/* A table for each clerk: its code of a text -> that of the partition, plus 1;
 * 0: it was not seen yet. */
static uint32_t **recodes(const Build *f, size_t k)
{
    const Store *s = f->j->store;
    Arena *arena = &f->j->out->arena;
    size_t at = f->j->p * f->set->kept_count + k;
    uint32_t **recode = arena_array(arena, s->clerks, sizeof *recode);
    for (size_t i = 0; i < s->clerks; i++)
        if (s->clerk[i] && s->clerk[i]->words[f->d])
            recode[i] = arena_array(arena, s->clerk[i]->words[f->d][at].count,
                                    sizeof **recode);
    return recode;
}

/* Looks up the texts of a chunk that were not seen yet, in order of arrival. */
static void recode_new(const Walk *w, const Dict *words, uint32_t *recode,
                       const uint8_t *there, const int64_t *cell)
{
    uint32_t fresh[CHUNK_ROWS], code[CHUNK_ROWS];
    size_t n = 0;
    for (size_t i = 0; i < w->chunk->rows; i++)
        if ((!there || there[i]) && recode[cell[i]] == 0) {
            fresh[n++] = (uint32_t)cell[i];
            recode[cell[i]] = HALE_NO_CODE; /* not twice */
        }
    dict_codes(&w->f->j->out->texts, words->text, fresh, n, code);
    for (size_t i = 0; i < n; i++)
        recode[fresh[i]] = code[i] + 1;
}

static void recode_cells(const Walk *w, size_t k, uint32_t *recode,
                         const uint8_t *there, int64_t *cell)
{
    const Build *f = w->f;
    const Clerk *clerk = f->j->store->split[w->split].clerk;
    recode_new(w, &clerk->words[f->d][f->j->p * f->set->kept_count + k], recode,
               there, cell);
    for (size_t i = 0; i < w->chunk->rows; i++)
        cell[i] = !there || there[i] ? recode[cell[i]] - 1 : 0;
}

/* The cells of a chunk to their places, as what they are. */
static void put_cells(const Walk *w, hale_type type, const int64_t *cell,
                      void *out)
{
    uint8_t *b = out;
    int64_t *number = out;
    uint32_t *code = out;
    for (size_t i = 0; i < w->chunk->rows; i++) {
        if (type == HALE_TEXT)
            code[w->at[i]] = (uint32_t)cell[i];
        else if (type == HALE_BOOL)
            b[w->at[i]] = (uint8_t)cell[i];
        else /* a real as its bits */
            number[w->at[i]] = cell[i];
    }
}

/* `present` becomes that of the column when the first cell is missing. */
static void put_presence(const Walk *w, hale_vector *column, uint8_t *present,
                         const uint8_t *there)
{
    if (!column->present)
        memset(present, 1, w->f->rows);
    column->present = present;
    for (size_t i = 0; i < w->chunk->rows; i++)
        present[w->at[i]] = there[i];
}

/* What stands in cells that are missing is nobody's business, so nothing is put
 * there for a chunk that has none: of columns that are looked at for a month
 * only, that is most of a year. */
static void fill_column(const Build *f, size_t k, void *out, uint8_t *present)
{
    hale_vector *column = &f->block->column[k];
    uint32_t **recode = column->type == HALE_TEXT ? recodes(f, k) : NULL;
    int64_t cell[CHUNK_ROWS];
    uint8_t room[CHUNK_ROWS];
    Walk w = walk(f);
    column->as.b = out;
    while (walk_on(&w)) {
        size_t lane = f->layout.kept + k;
        const uint8_t *there = chunk_there(w.chunk, lane, room);
        if (there)
            put_presence(&w, column, present, there);
        if (chunk_is_empty(w.chunk, lane))
            continue;
        chunk_lane(w.chunk, lane, column->type == HALE_REAL, cell);
        if (recode)
            recode_cells(&w, k, recode[clerk_of(&w)], there, cell);
        put_cells(&w, column->type, cell, out);
    }
}

/* ---------------------------------------------------------------- build -- */

enum { ALIGN = 64 };

static size_t part_rows(const Joining *j, size_t data_set)
{
    size_t rows = 0;
    for (size_t s = 0; s < j->store->splits; s++)
        if (feeds(j, s, data_set))
            rows += part_of(j, s)->rows;
    return rows;
}

/* A piece of the slab; nothing is cleared. */
static void *take(Joining *j, size_t rows, size_t size)
{
    unsigned char *at = (unsigned char *)j->out->slab + j->slab_used;
    j->slab_used += (rows * size + ALIGN - 1) / ALIGN * ALIGN;
    return at;
}

size_t block_room(const Joining *j, size_t data_set)
{
    const DataSet *set = &j->plan->data_set[data_set];
    size_t pieces = 6 + 2 * set->kept_count, row = 3 * 8 + 3 * 4;
    for (size_t k = 0; k < set->kept_count; k++)
        row += cell_size(set->kept[k].type) + 1;
    return set->shape == HALE_SIDE
               ? 0
               : part_rows(j, data_set) * row + pieces * ALIGN;
}

/* Makes room for the columns that there are of every row. */
static void open_block(Build *f)
{
    Joining *j = f->j;
    Block *block = f->block;
    size_t n = f->rows;
    f->at = take(j, n, sizeof *f->at);
    block->time = take(j, n, sizeof *block->time);
    block->day = take(j, n, sizeof *block->day);
    if (f->layout.until >= 0)
        block->until = take(j, n, sizeof *block->until);
    if (f->layout.recorded >= 0)
        block->recorded = take(j, n, sizeof *block->recorded);
    if (f->layout.currency >= 0)
        block->currency = take(j, n, sizeof *block->currency);
}

static void place_all(Build *f)
{
    Joining *j = f->j;
    Block *block = f->block;
    size_t all = j->out->accounts + LEFT_OUT + 1;
    Run *run = arena_array(&j->out->arena, all, sizeof *run);
    count_rows(f, block->begin);
    for (size_t a = 0; a < all; a++) {
        run[a] = (Run){INT64_MIN, (uint32_t)block->begin[a], false};
        block->begin[a + 1] += block->begin[a];
    }
    block->rows = block->begin[j->out->accounts];
    if (place_rows(f, run))
        sort_runs(f, run);
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
        void *cells = take(j, f->rows, cell_size(type));
        fill_column(f, k, cells, take(j, f->rows, 1));
    }
}

/* A roster without dates says each account once. */
static void count_duplicates(const Build *f)
{
    const Joining *j = f->j;
    uint32_t place[CHUNK_ROWS];
    Walk w = walk(f);
    if (j->plan->roster != (ptrdiff_t)f->d || f->set->has_time)
        return;
    while (walk_on(&w)) {
        places(&w, place);
        for (size_t i = 0; i < w.chunk->rows; i++)
            if (place[i] < j->out->accounts &&
                w.at[i] != f->block->begin[place[i]])
                j->out->duplicates[j->store->split[w.split].input]++;
    }
}

void block_build(Joining *j, size_t data_set)
{
    const DataSet *set = &j->plan->data_set[data_set];
    Arena *arena = &j->out->arena;
    Build f = {.j = j,
               .d = data_set,
               .set = set,
               .layout = layout_of(set),
               .block = &j->out->block[data_set],
               .rows = part_rows(j, data_set)};
    f.block->begin = arena_array(arena, j->out->accounts + LEFT_OUT + 2,
                                 sizeof *f.block->begin);
    f.block->column =
        arena_array(arena, set->kept_count, sizeof *f.block->column);
    if (set->shape == HALE_SIDE)
        return;
    open_block(&f);
    place_all(&f);
    fill_instants(&f, f.layout.until, f.block->until);
    fill_instants(&f, f.layout.recorded, f.block->recorded);
    fill_currency(&f, f.layout.currency, f.block->currency);
    fill_columns(&f);
    count_duplicates(&f);
}
