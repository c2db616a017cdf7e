/* SPDX-License-Identifier: MIT
 *
 * chunk.c: some hundred rows of a partition, packed.
 *
 * A chunk is packed lane by lane: account, time, whatever else the data set
 * keeps of every row, then its columns. It is written once, never changed, and
 * holds all that its rows say.
 *
 *     a Packing for each lane
 *     of each lane    numbers as pack.c packs them, or a byte a row that says
 *                     which text
 *                     which cells are there, unless all are or none is
 *                     the texts, each once, as glossary.c packs them
 *
 * When rows are too many to wait in memory, the packed bytes go to the file of
 * the reading thread (spill.c), and only where they are stays here.
 */
#include "data/part.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------- packing -- */

hale_type lane_type(const Intake *in, size_t lane)
{
    if (lane >= in->layout.kept)
        return in->set->kept[lane - in->layout.kept].type;
    return lane == LANE_ACCOUNT ? HALE_TEXT : HALE_INT;
}

/* A byte a row, unless all say the same. */
static size_t pack_words(Packing *pack, const Stage *stage, size_t lane,
                         unsigned char *out)
{
    uint32_t count = stage->glossary[lane]->count;
    *pack = (Packing){.least = count, .width = count > 1};
    if (count > 1)
        memcpy(out, stage->word + lane * CHUNK_ROWS, stage->rows);
    return stage->rows * pack->width;
}

/* Packs a lane behind `end`; returns where it ends. */
static size_t pack_lane(const Intake *in, const Stage *stage, size_t lane,
                        size_t end)
{
    unsigned char *data = in->clerk->packed;
    Packing *pack = (Packing *)(void *)data + lane;
    const int64_t *cell = stage->cell + lane * CHUNK_ROWS;
    const uint8_t *present =
        lane < in->layout.kept
            ? NULL
            : stage->present + (lane - in->layout.kept) * CHUNK_ROWS;
    hale_type type = lane_type(in, lane);
    size_t begin = end;
    if (present && !memchr(present, 1, stage->rows)) {
        *pack = (Packing){.at = begin, .presence = NONE_THERE};
        return end;
    }
    if (type == HALE_TEXT)
        end += pack_words(pack, stage, lane, data + end);
    else
        end += (type == HALE_REAL ? pack_reals : pack_numbers)(
            pack, cell, stage->rows, data + end);
    pack->at = begin;
    if (present)
        end += pack_presence(pack, present, stage->rows, data + end);
    if (pack->least && type == HALE_TEXT)
        end += glossary_pack(stage->glossary[lane], data + end);
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
    *chunk = (Chunk){.at = -1, .rows = rows, .bytes = size};
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

/* Room to pack a stage in. */
static void make_room(const Intake *in, const Stage *stage)
{
    Clerk *clerk = in->clerk;
    size_t lane = sizeof(Packing) + CHUNK_ROWS * (sizeof(int64_t) + 1);
    size_t wanted = in->layout.lanes * lane + PACK_SPARE;
    for (size_t l = 0; l < in->layout.lanes; l++)
        wanted += stage->glossary[l] ? glossary_room(stage->glossary[l]) : 0;
    if (wanted <= clerk->packed_size)
        return;
    free(clerk->packed);
    clerk->packed = xmalloc(wanted);
    clerk->packed_size = wanted;
}

int chunk_pack(Intake *in, Stage *stage, Part *part)
{
    size_t end = in->layout.lanes * sizeof(Packing);
    make_room(in, stage);
    for (size_t l = 0; l < in->layout.lanes; l++) {
        end = pack_lane(in, stage, l, end);
        if (stage->glossary[l])
            glossary_clear(stage->glossary[l]);
    }
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

/* ------------------------------------------------------------ unpacking -- */

static const Packing *packing_of(const Chunk *chunk, size_t lane)
{
    return (const Packing *)(const void *)chunk->data + lane;
}

void chunk_lane(const Chunk *chunk, size_t lane, bool real, int64_t *out)
{
    const Packing *pack = packing_of(chunk, lane);
    (real ? unpack_reals : unpack_numbers)(pack, chunk->data + pack->at,
                                           chunk->rows, out);
}

uint8_t chunk_presence(const Chunk *chunk, size_t lane)
{
    return packing_of(chunk, lane)->presence;
}

const uint8_t *chunk_there(const Chunk *chunk, size_t lane, uint8_t *room)
{
    const Packing *pack = packing_of(chunk, lane);
    if (pack->presence == ALL_THERE)
        return NULL;
    unpack_presence(pack, chunk->data + pack->at + chunk->rows * pack->width,
                    chunk->rows, room);
    return room;
}

size_t chunk_texts(const Chunk *chunk, size_t lane, Str text[CHUNK_ROWS])
{
    const Packing *pack = packing_of(chunk, lane);
    size_t words = chunk->rows * pack->width;
    size_t presence = pack->presence == SOME_THERE ? (chunk->rows + 7) / 8 : 0;
    if (pack->least)
        glossary_unpack(chunk->data + pack->at + words + presence,
                        (size_t)pack->least, text);
    return (size_t)pack->least;
}

const uint8_t *chunk_words(const Chunk *chunk, size_t lane)
{
    static const uint8_t first[CHUNK_ROWS];
    const Packing *pack = packing_of(chunk, lane);
    return pack->width ? chunk->data + pack->at : first;
}

Chunk *chunk_load(const Chunk *chunk, const Clerk *clerk)
{
    Chunk *copy = xmalloc(sizeof *copy + chunk->bytes + PACK_SPARE);
    *copy = *chunk;
    copy->at = -1;
    spill_get(&clerk->spill, chunk->at, copy->data, chunk->bytes);
    return copy;
}
