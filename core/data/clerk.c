/* SPDX-License-Identifier: MIT
 *
 * clerk.c: rows of a batch to the parts of their partitions.
 *
 * A reading thread has everything for itself: for each partition a stage where
 * the rows of the split at hand gather until there are enough of them for a
 * chunk (chunk.c). So nothing here takes a lock, and what a chunk holds does
 * not depend on which thread read it.
 *
 * The work goes column by column. The name of an account says which partition
 * it belongs to, a counting sort puts the rows of a partition next to each
 * other, and then each lane of those is filled in a short loop. A text goes to
 * the glossary of its lane and chunk, and the row gets its number there.
 */
#include "data/part.h"

#include <stdlib.h>
#include <string.h>

/* A chunk with so many bytes of long texts in a lane is large enough. */
enum { HEAVY = 1 << 16 };

/* Rows of one partition on their way to its stage. */
typedef struct Move {
    const hale_batch *batch;
    const uint32_t *row; /* of the batch */
    Keys account;        /* of each */
    size_t n;
    Stage *stage;
} Move;

/* --------------------------------------------------------------- lanes -- */

static int64_t *lane_at(const Move *m, size_t lane)
{
    return m->stage->cell + lane * CHUNK_ROWS + m->stage->rows;
}

static uint8_t *word_at(const Move *m, size_t lane)
{
    return m->stage->word + lane * CHUNK_ROWS + m->stage->rows;
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

static void move_currencies(const Move *m, int lane, const uint32_t *code)
{
    if (lane < 0)
        return;
    int64_t *to = lane_at(m, (size_t)lane);
    for (size_t i = 0; i < m->n; i++)
        to[i] = code[m->row[i]];
}

/* Whose the rows of the batch are. */
static const Str *accounts_of(const Intake *in, const hale_batch *batch)
{
    return in->kin ? in->clerk->sheaf.owner
                   : batch->field[in->account]->as.text;
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

/* Texts to the glossary of the lane. */
static void move_texts(const Move *m, size_t lane, const Str *from,
                       const uint8_t *present)
{
    glossary_numbers(m->stage->glossary[lane], from, m->row, present, m->n,
                     word_at(m, lane));
}

static void move_numbers(const Move *m, const int64_t *from, int64_t *to)
{
    for (size_t i = 0; i < m->n; i++)
        to[i] = from[m->row[i]];
}

/* Their bits. */
static void move_reals(const Move *m, const double *from, int64_t *to)
{
    for (size_t i = 0; i < m->n; i++)
        memcpy(&to[i], &from[m->row[i]], sizeof to[i]);
}

static void move_bools(const Move *m, const uint8_t *from, int64_t *to)
{
    for (size_t i = 0; i < m->n; i++)
        to[i] = from[m->row[i]];
}

/* Which cells of a column are there, and will be looked at. */
static void find_present(const Move *m, const Intake *in, size_t k,
                         uint8_t *present)
{
    const hale_cells *from = m->batch->field[in->kept[k]];
    int64_t begin = in->set->kept[k].begin;
    for (size_t i = 0; i < m->n; i++)
        present[i] = from->present[m->row[i]] != 0; /* some write 255 */
    if (begin <= in->set->begin)
        return;
    const int64_t *time = lane_at(m, LANE_TIME);
    for (size_t i = 0; i < m->n; i++)
        present[i] &= time[i] >= begin;
}

/* Cells that are there, and others; these become 0, so that they pack well. */
static void move_cells(const Move *m, const hale_cells *from,
                       const uint8_t *present, int64_t *to)
{
    if (from->type == HALE_BOOL)
        move_bools(m, from->as.b, to);
    else if (from->type == HALE_REAL)
        move_reals(m, from->as.r, to);
    else
        move_numbers(m, from->as.i, to);
    for (size_t i = 0; present && i < m->n; i++)
        to[i] = present[i] ? to[i] : 0;
}

/* A column of the data set, which the input may lack. */
static void move_column(const Move *m, const Intake *in, size_t k)
{
    size_t lane = in->layout.kept + k;
    uint8_t *present = m->stage->present + k * CHUNK_ROWS + m->stage->rows;
    uint8_t presence = in->clerk->sheaf.presence[k];
    memset(present, presence == ALL_THERE, m->n);
    if (presence == NONE_THERE) {
        memset(lane_at(m, lane), 0, m->n * sizeof(int64_t));
        memset(word_at(m, lane), 0, m->n);
        return;
    }
    const hale_cells *from = m->batch->field[in->kept[k]];
    if (presence == SOME_THERE)
        find_present(m, in, k, present);
    const uint8_t *some = presence == SOME_THERE ? present : NULL;
    if (from->type == HALE_TEXT)
        move_texts(m, lane, from->as.text, some);
    else
        move_cells(m, from, some, lane_at(m, lane));
}

/* As many rows as the stage has room for. */
static void move_rows(const Move *m, const Intake *in)
{
    const Layout *layout = &in->layout;
    const Sheaf *sheaf = &in->clerk->sheaf;
    if (in->set->shape != HALE_SIDE)
        glossary_find(m->stage->glossary[LANE_ACCOUNT], m->account,
                      accounts_of(in, m->batch), m->row, m->n,
                      word_at(m, LANE_ACCOUNT));
    move_times(m, LANE_TIME, in->time, INT64_MIN);
    move_times(m, layout->until, in->until, HALE_OPEN);
    move_times(m, layout->recorded, in->recorded, INT64_MIN);
    move_currencies(m, layout->currency, sheaf->foreign);
    move_places(m, layout);
    for (size_t k = 0; k < in->set->kept_count; k++)
        move_column(m, in, k);
    m->stage->rows += (uint32_t)m->n;
}

/* Is it time for a chunk? */
static bool is_ready(const Intake *in, const Stage *stage)
{
    bool ready = stage->rows == CHUNK_ROWS;
    for (size_t l = 0; l < in->layout.lanes; l++)
        ready |= stage->glossary[l] && stage->glossary[l]->bytes.len >= HEAVY;
    return ready;
}

/* The rows of a partition: n of the sheaf's sorted ones. */
static int take_partition(Intake *in, const hale_batch *batch, size_t p,
                          size_t first, size_t n)
{
    const Sheaf *sheaf = &in->clerk->sheaf;
    Stage *stage = &in->clerk->stage[p];
    for (size_t some; n; first += some, n -= some) {
        some = CHUNK_ROWS - stage->rows;
        some = some < n ? some : n;
        Move move = {.batch = batch,
                     .row = sheaf->sorted + first,
                     .account = {sheaf->a[1] + first, sheaf->b[1] + first,
                                 sheaf->len[1] + first},
                     .n = some,
                     .stage = stage};
        move_rows(&move, in);
        if (is_ready(in, stage) && chunk_pack(in, stage, &in->split->part[p]))
            return -1;
    }
    return 0;
}

/* --------------------------------------------------------------- public -- */

/* Which partition each row of the sheaf belongs to. */
static void find_partitions(const Intake *in, const hale_batch *batch,
                            uint8_t *partition)
{
    Sheaf *sheaf = &in->clerk->sheaf;
    if (in->set->shape == HALE_SIDE) { /* about nobody */
        memset(partition, 0, sheaf->count);
        return;
    }
    text_keys(accounts_of(in, batch), sheaf->row, sheaf->count, sheaf->a[0],
              sheaf->b[0], sheaf->len[0]);
    for (size_t i = 0; i < sheaf->count; i++)
        partition[i] = (uint8_t)partition_of(
            (TextKey){sheaf->a[0][i], sheaf->b[0][i], sheaf->len[0][i]});
}

/* Puts the rows of each partition next to each other; end[p] is where those of
 * p end. */
static void sort_sheaf(Sheaf *sheaf, const uint8_t *partition, uint32_t *end)
{
    uint32_t begin = 0;
    for (size_t i = 0; i < sheaf->count; i++)
        end[partition[i]]++;
    for (size_t p = 0; p < PARTITIONS; p++) {
        uint32_t rows = end[p];
        end[p] = begin; /* moves on as rows are put there */
        begin += rows;
    }
    for (size_t i = 0; i < sheaf->count; i++) {
        uint32_t to = end[partition[i]]++;
        sheaf->sorted[to] = sheaf->row[i];
        sheaf->a[1][to] = sheaf->a[0][i];
        sheaf->b[1][to] = sheaf->b[0][i];
        sheaf->len[1][to] = sheaf->len[0][i];
    }
}

/* When the rows of a batch happened, or more than that. */
static void find_times(const Intake *in, const hale_batch *batch,
                       int64_t *earliest, int64_t *latest)
{
    *earliest = INT64_MIN;
    *latest = INT64_MAX;
    if (in->time < 0 ||
        memchr(batch->field[in->time]->present, 0, batch->count))
        return;
    const int64_t *time = batch->field[in->time]->as.i;
    *earliest = INT64_MAX;
    *latest = INT64_MIN;
    for (size_t i = 0; i < batch->count; i++) {
        *earliest = time[i] < *earliest ? time[i] : *earliest;
        *latest = time[i] > *latest ? time[i] : *latest;
    }
}

/* Of each column: are all cells there and will be looked at, some, or none?
 * Mostly it need not be asked row by row. */
static void find_presence(Intake *in, const hale_batch *batch)
{
    int64_t earliest, latest;
    find_times(in, batch, &earliest, &latest);
    for (size_t k = 0; k < in->set->kept_count; k++) {
        int64_t begin = in->set->kept[k].begin;
        bool own = begin > in->set->begin; /* it has a begin of its own */
        uint8_t *presence = &in->clerk->sheaf.presence[k];
        if (in->kept[k] < 0 || (own && latest < begin))
            *presence = NONE_THERE;
        else if ((own && earliest < begin) ||
                 memchr(batch->field[in->kept[k]]->present, 0, batch->count))
            *presence = SOME_THERE;
        else
            *presence = ALL_THERE;
    }
}

/* What the next partition gathers is brought nearer while this one is filled:
 * all of them together are more than the nearest cache holds. */
static void fetch_partition(const Intake *in, size_t p)
{
    for (size_t l = 0; p < PARTITIONS && l < in->layout.lanes; l++)
        if (in->clerk->stage[p].glossary[l])
            glossary_fetch(in->clerk->stage[p].glossary[l]);
}

int clerk_take(Intake *in, const hale_batch *batch)
{
    uint8_t partition[BATCH_ROWS];
    uint32_t end[PARTITIONS] = {0};
    find_presence(in, batch);
    find_partitions(in, batch, partition);
    sort_sheaf(&in->clerk->sheaf, partition, end);
    for (size_t p = 0, first = 0; p < PARTITIONS; first = end[p++]) {
        fetch_partition(in, p + 1);
        if (take_partition(in, batch, p, first, end[p] - first))
            return -1;
    }
    return 0;
}

static void free_glossaries(Clerk *clerk)
{
    for (size_t i = 0; i < clerk->glossaries; i++)
        glossary_free(&clerk->glossary[i]);
    free(clerk->glossary);
}

/* So many empty glossaries. */
static void set_glossaries(Clerk *clerk, size_t wanted)
{
    for (size_t i = 0; i < clerk->glossaries; i++)
        glossary_clear(&clerk->glossary[i]); /* of what was broken off */
    if (wanted <= clerk->glossaries)
        return;
    free_glossaries(clerk);
    clerk->glossary = xmalloc(wanted * sizeof *clerk->glossary);
    clerk->glossaries = wanted;
    for (size_t i = 0; i < wanted; i++)
        glossary_open(&clerk->glossary[i]);
}

static void set_staging(Clerk *clerk, size_t wanted)
{
    if (wanted <= clerk->staging_size)
        return;
    free(clerk->staging);
    clerk->staging = xmalloc(wanted);
    clerk->staging_size = wanted;
}

/* Room to stage rows of the data set in, for every partition. */
static void set_stages(const Intake *in)
{
    Clerk *clerk = in->clerk;
    size_t lanes = in->layout.lanes, kept = in->set->kept_count, texts = 0;
    size_t tables = lanes * sizeof(Glossary *);
    size_t cells = lanes * CHUNK_ROWS * sizeof(int64_t);
    size_t words = lanes * CHUNK_ROWS, present = kept * CHUNK_ROWS;
    /* What needs it stands where a number can. */
    size_t each = (tables + cells + words + present + 7) / 8 * 8;
    for (size_t l = 0; l < lanes; l++)
        texts += lane_type(in, l) == HALE_TEXT;
    set_glossaries(clerk, texts * PARTITIONS);
    set_staging(clerk, each * PARTITIONS + kept);
    Glossary *next = clerk->glossary;
    for (size_t p = 0; p < PARTITIONS; p++) {
        unsigned char *at = clerk->staging + p * each;
        Glossary **table = (Glossary **)(void *)at;
        for (size_t l = 0; l < lanes; l++)
            table[l] = lane_type(in, l) == HALE_TEXT ? next++ : NULL;
        at += tables;
        clerk->stage[p] = (Stage){.glossary = table,
                                  .cell = (int64_t *)(void *)at,
                                  .word = at + cells,
                                  .present = at + cells + words};
    }
    clerk->sheaf.presence = clerk->staging + each * PARTITIONS;
}

Clerk *clerk_new(Waiting *waiting)
{
    Clerk *clerk = xcalloc(1, sizeof *clerk);
    clerk->waiting = waiting;
    return clerk;
}

void clerk_begin(Intake *in)
{
    in->layout = layout_of(in->set);
    set_stages(in);
    in->split->clerk = in->clerk;
}

int clerk_end(Intake *in)
{
    Clerk *clerk = in->clerk;
    for (size_t p = 0; p < PARTITIONS; p++)
        if (clerk->stage[p].rows &&
            chunk_pack(in, &clerk->stage[p], &in->split->part[p]))
            return -1;
    return spill_flush(&clerk->spill, in->plan->temp, &in->split->error);
}

void clerk_free(Clerk *clerk)
{
    if (!clerk)
        return;
    free_glossaries(clerk);
    spill_close(&clerk->spill);
    free(clerk->staging);
    free(clerk->packed);
    free(clerk);
}
