/* SPDX-License-Identifier: MIT
 *
 * clerk.c: rows of a batch to the parts of their partitions.
 *
 * A reading thread has everything for itself: the names of the accounts it has
 * seen, a dictionary for each partition and column of texts, and for each
 * partition a stage where the rows of the split at hand gather until there are
 * enough of them for a chunk. So nothing here takes a lock.
 *
 * The work goes column by column. All accounts of the batch are looked up at
 * once, a counting sort puts the rows of a partition next to each other, and
 * then each lane of those is filled in a short loop. Where an account belongs
 * is found once, when its name is new.
 *
 * The codes depend on which thread read which splits. partition.c and block.c
 * give them new ones by order of arrival, so nothing that is seen later does.
 */
#include "data/part.h"

#include <stdlib.h>
#include <string.h>

enum { AHEAD = 16 }; /* homes that are fetched while others are read */

/* Rows of one partition on their way to its stage. */
typedef struct Move {
    const hale_batch *batch;
    const uint32_t *row; /* of the batch */
    size_t n;
    Stage *stage;
} Move;

/* --------------------------------------------------------------- homes -- */

static void settle(Clerk *clerk, uint32_t code)
{
    Str name = clerk->account.text[code];
    unsigned p = name.len ? partition_of(name) : 0;
    Names *names = &clerk->names[p];
    if (names->count == names->room) {
        names->room = names->room ? 2 * names->room : 16;
        names->code = xrealloc(names->code, names->room, sizeof(uint32_t));
    }
    clerk->home[code] = names->count * PARTITIONS + p;
    names->code[names->count++] = code;
}

/* Finds the home of every name that is new. */
static void settle_new(Clerk *clerk)
{
    size_t known = clerk->homes;
    if (known == clerk->account.count)
        return;
    clerk->homes = clerk->account.count;
    if (clerk->home_room < clerk->homes) {
        clerk->home_room = 2 * clerk->homes;
        clerk->home =
            xrealloc(clerk->home, clerk->home_room, sizeof *clerk->home);
    }
    for (size_t code = known; code < clerk->homes; code++)
        settle(clerk, (uint32_t)code);
}

/* ------------------------------------------------------------- packing -- */

/* Packs lane `l` behind `end`; returns where it ends. */
static size_t pack_lane(const Intake *in, const Stage *stage, size_t l,
                        size_t end)
{
    unsigned char *data = in->clerk->packed;
    Packing *pack = (Packing *)(void *)data + l;
    const int64_t *cell = stage->cell + l * CHUNK_ROWS;
    const uint8_t *present = NULL;
    bool real = false;
    size_t begin = end;
    if (l >= in->layout.kept) {
        size_t k = l - in->layout.kept;
        present = stage->present + k * CHUNK_ROWS;
        real = in->set->kept[k].type == HALE_REAL;
    }
    if (present && !memchr(present, 1, stage->rows)) {
        *pack = (Packing){.at = (uint32_t)begin, .presence = NONE_THERE};
        return end;
    }
    end +=
        (real ? pack_reals : pack_numbers)(pack, cell, stage->rows, data + end);
    pack->at = (uint32_t)begin;
    if (present)
        end += pack_presence(pack, present, stage->rows, data + end);
    return end;
}

/* Must the rows that are packed go to the file? Side tables never do. */
static bool is_full(const Intake *in, size_t size)
{
    Waiting *w = in->clerk->waiting;
    return in->plan->memory && in->set->shape != HALE_SIDE &&
           atomic_load_explicit(&w->held, memory_order_relaxed) + size >
               in->plan->memory;
}

/* A chunk of what is packed; its data here, or in the file. */
static Chunk *make_chunk(Intake *in, uint32_t rows, size_t size)
{
    Clerk *clerk = in->clerk;
    bool full = is_full(in, size);
    Chunk *chunk = xmalloc(sizeof *chunk + (full ? 0 : size + PACK_SPARE));
    *chunk = (Chunk){.at = -1, .rows = rows, .bytes = (uint32_t)size};
    if (!full) {
        memcpy(chunk->data, clerk->packed, size + PACK_SPARE);
        atomic_fetch_add_explicit(&clerk->waiting->held, size,
                                  memory_order_relaxed);
        return chunk;
    }
    Since since = effort_begin(&clerk->waiting->spilled);
    int bad = spill_put(&clerk->spill, in->plan->temp, clerk->packed, size,
                        &chunk->at, &in->split->error);
    effort_end(&clerk->waiting->spilled, since, rows);
    if (!bad)
        return chunk;
    free(chunk);
    return NULL;
}

/* Moves what is on a stage to the part. */
static int pack_stage(Intake *in, size_t p)
{
    Stage *stage = &in->clerk->stage[p];
    Part *part = &in->split->part[p];
    size_t end = in->layout.lanes * sizeof(Packing);
    for (size_t l = 0; l < in->layout.lanes; l++)
        end = pack_lane(in, stage, l, end);
    Chunk *chunk = make_chunk(in, stage->rows, end);
    if (!chunk)
        return -1;
    if (part->last)
        part->last->next = chunk;
    else
        part->first = chunk;
    part->last = chunk;
    part->rows += stage->rows;
    stage->rows = 0;
    return 0;
}

/* --------------------------------------------------------------- lanes -- */

static int64_t *lane_at(const Move *m, size_t lane)
{
    return m->stage->cell + lane * CHUNK_ROWS + m->stage->rows;
}

/* A field of instants, and what stands for one that is not there. */
static void move_times(const Move *m, int lane, ptrdiff_t field, int64_t absent)
{
    if (lane < 0)
        return;
    int64_t *to = lane_at(m, (size_t)lane);
    if (field < 0) {
        for (size_t i = 0; i < m->n; i++)
            to[i] = absent;
        return;
    }
    const hale_cells *from = m->batch->field[field];
    for (size_t i = 0; i < m->n; i++)
        to[i] = from->present[m->row[i]] ? from->as.i[m->row[i]] : absent;
}

static void move_codes(const Move *m, int lane, const uint32_t *code)
{
    if (lane < 0)
        return;
    int64_t *to = lane_at(m, (size_t)lane);
    for (size_t i = 0; i < m->n; i++)
        to[i] = code[m->row[i]];
}

static void move_places(const Move *m, const Layout *layout)
{
    if (layout->file < 0)
        return;
    int64_t *file = lane_at(m, (size_t)layout->file);
    int64_t *line = lane_at(m, (size_t)layout->line);
    for (size_t i = 0; i < m->n; i++) {
        file[i] = (int64_t)(intptr_t)m->batch->file;
        line[i] = (int64_t)m->batch->line[m->row[i]];
    }
}

/* Only texts that are there get a code. */
static void move_texts(const Move *m, const hale_cells *from,
                       const uint8_t *present, Dict *words, int64_t *to)
{
    uint32_t row[CHUNK_ROWS], code[CHUNK_ROWS];
    size_t n = 0, next = 0;
    for (size_t i = 0; i < m->n; i++) {
        row[n] = m->row[i];
        n += present[i];
    }
    dict_codes(words, from->as.text, row, n, code);
    for (size_t i = 0; i < m->n; i++)
        to[i] = present[i] ? code[next++] : 0;
}

static void move_bits(const Move *m, const hale_cells *from,
                      const uint8_t *present, int64_t *to)
{
    for (size_t i = 0; i < m->n; i++) {
        int64_t bits;
        memcpy(&bits, &from->as.r[m->row[i]], sizeof bits);
        to[i] = present[i] ? bits : 0;
    }
}

static void move_cells(const Move *m, const hale_cells *from,
                       const uint8_t *present, int64_t *to)
{
    for (size_t i = 0; i < m->n; i++)
        to[i] = !present[i]               ? 0
                : from->type == HALE_BOOL ? from->as.b[m->row[i]]
                                          : from->as.i[m->row[i]];
}

/* Which cells of a column are there, and will be looked at. */
static void find_present(const Move *m, const Intake *in, size_t k,
                         const hale_cells *from, uint8_t *present)
{
    int64_t begin = in->set->kept[k].begin;
    for (size_t i = 0; i < m->n; i++)
        present[i] = from->present[m->row[i]] != 0; /* some write 255 */
    if (begin <= in->set->begin)
        return;
    const int64_t *time = lane_at(m, LANE_TIME);
    for (size_t i = 0; i < m->n; i++)
        present[i] &= time[i] >= begin;
}

/* A column of the data set, which the input may lack. */
static void move_column(const Move *m, const Intake *in, size_t k, Dict *words)
{
    int64_t *to = lane_at(m, in->layout.kept + k);
    uint8_t *present = m->stage->present + k * CHUNK_ROWS + m->stage->rows;
    if (in->kept[k] < 0) {
        memset(to, 0, m->n * sizeof *to);
        memset(present, 0, m->n);
        return;
    }
    const hale_cells *from = m->batch->field[in->kept[k]];
    find_present(m, in, k, from, present);
    if (from->type == HALE_TEXT)
        move_texts(m, from, present, words, to);
    else if (from->type == HALE_REAL)
        move_bits(m, from, present, to);
    else
        move_cells(m, from, present, to);
}

/* As many rows as the stage has room for. */
static void move_rows(const Move *m, const Intake *in, Dict *words)
{
    const Layout *layout = &in->layout;
    const Sheaf *sheaf = &in->clerk->sheaf;
    move_codes(m, LANE_ACCOUNT, sheaf->account);
    move_times(m, LANE_TIME, in->time, INT64_MIN);
    move_times(m, layout->until, in->until, HALE_OPEN);
    move_times(m, layout->recorded, in->recorded, INT64_MIN);
    move_codes(m, layout->currency, sheaf->foreign);
    move_places(m, layout);
    for (size_t k = 0; k < in->set->kept_count; k++)
        move_column(m, in, k, &words[k]);
    m->stage->rows += (uint32_t)m->n;
}

static int take_partition(Intake *in, const hale_batch *batch, size_t p,
                          const uint32_t *row, size_t n)
{
    Clerk *clerk = in->clerk;
    Stage *stage = &clerk->stage[p];
    Dict *words = clerk->words[in->input->data_set] + p * in->set->kept_count;
    while (n) {
        size_t some = CHUNK_ROWS - stage->rows;
        some = some < n ? some : n;
        move_rows(&(Move){batch, row, some, stage}, in, words);
        if (stage->rows == CHUNK_ROWS && pack_stage(in, p))
            return -1;
        row += some;
        n -= some;
    }
    return 0;
}

/* --------------------------------------------------------------- public -- */

/* The accounts of all rows: their partition, and their number in it. */
static void find_homes(const Intake *in, const hale_batch *batch,
                       uint8_t *partition)
{
    Clerk *clerk = in->clerk;
    Sheaf *sheaf = &clerk->sheaf;
    if (in->set->shape == HALE_SIDE) { /* about nobody */
        memset(partition, 0, BATCH_ROWS);
        memset(sheaf->account, 0, sizeof sheaf->account);
        return;
    }
    dict_codes(&clerk->account,
               in->kin ? sheaf->owner : batch->field[in->account]->as.text,
               sheaf->row, sheaf->count, sheaf->code);
    settle_new(clerk);
    for (size_t i = 0; i < sheaf->count; i++) {
        if (i + AHEAD < sheaf->count)
            __builtin_prefetch(&clerk->home[sheaf->code[i + AHEAD]]);
        uint32_t home = clerk->home[sheaf->code[i]];
        sheaf->account[sheaf->row[i]] = home / PARTITIONS;
        partition[i] = home % PARTITIONS;
    }
}

int clerk_take(Intake *in, const hale_batch *batch)
{
    Sheaf *sheaf = &in->clerk->sheaf;
    uint8_t partition[BATCH_ROWS];
    uint32_t end[PARTITIONS] = {0}, begin = 0;
    find_homes(in, batch, partition);
    for (size_t i = 0; i < sheaf->count; i++)
        end[partition[i]]++;
    for (size_t p = 0; p < PARTITIONS; p++) {
        uint32_t rows = end[p];
        end[p] = begin; /* moves on as rows are put there */
        begin += rows;
    }
    for (size_t i = 0; i < sheaf->count; i++)
        sheaf->sorted[end[partition[i]]++] = sheaf->row[i];
    for (size_t p = 0, first = 0; p < PARTITIONS; first = end[p++])
        if (take_partition(in, batch, p, sheaf->sorted + first, end[p] - first))
            return -1;
    return 0;
}

static void *room_for(void *memory, size_t *size, size_t wanted)
{
    if (wanted <= *size)
        return memory;
    free(memory);
    *size = wanted;
    return xcalloc(1, wanted);
}

/* Room to stage rows of the data set in, for every partition. */
static void set_stages(Clerk *clerk, const Layout *layout, size_t kept)
{
    size_t cells = layout->lanes * CHUNK_ROWS * sizeof(int64_t);
    size_t each = cells + kept * CHUNK_ROWS;
    clerk->staging =
        room_for(clerk->staging, &clerk->staging_size, each * PARTITIONS);
    clerk->packed =
        room_for(clerk->packed, &clerk->packed_size,
                 layout->lanes * sizeof(Packing) + each + PACK_SPARE);
    for (size_t p = 0; p < PARTITIONS; p++) {
        unsigned char *at = (unsigned char *)clerk->staging + p * each;
        clerk->stage[p] =
            (Stage){.cell = (int64_t *)(void *)at, .present = at + cells};
    }
}

Clerk *clerk_new(unsigned number, const Plan *plan, Waiting *waiting)
{
    Clerk *clerk = xcalloc(1, sizeof *clerk);
    clerk->number = number;
    clerk->waiting = waiting;
    clerk->words = xcalloc(plan->data_sets + 1, sizeof *clerk->words);
    return clerk;
}

void clerk_begin(Intake *in)
{
    Clerk *clerk = in->clerk;
    Dict **words = &clerk->words[in->input->data_set];
    in->layout = layout_of(in->set);
    if (!*words)
        *words = xcalloc(PARTITIONS * in->set->kept_count + 1, sizeof **words);
    set_stages(clerk, &in->layout, in->set->kept_count);
    in->split->clerk = clerk;
}

int clerk_end(Intake *in)
{
    Clerk *clerk = in->clerk;
    for (size_t p = 0; p < PARTITIONS; p++)
        if (clerk->stage[p].rows && pack_stage(in, p))
            return -1;
    return spill_flush(&clerk->spill, in->plan->temp, &in->split->error);
}

void clerk_forget(Clerk *clerk, const DataSet *set, size_t data_set, size_t p)
{
    Dict *words = clerk->words[data_set];
    for (size_t k = 0; words && k < set->kept_count; k++)
        dict_free(&words[p * set->kept_count + k]);
}

void clerk_free(Clerk *clerk, const Plan *plan)
{
    if (!clerk)
        return;
    for (size_t d = 0; d < plan->data_sets; d++) {
        for (size_t p = 0; p < PARTITIONS; p++)
            clerk_forget(clerk, &plan->data_set[d], d, p);
        free(clerk->words[d]);
    }
    for (size_t p = 0; p < PARTITIONS; p++)
        free(clerk->names[p].code);
    dict_free(&clerk->account);
    spill_close(&clerk->spill);
    free(clerk->words);
    free(clerk->home);
    free(clerk->staging);
    free(clerk->packed);
    free(clerk);
}
