/* SPDX-License-Identifier: MIT
 *
 * made_arrow.h: Arrow streams made by hand, and a reader's surroundings.
 *
 * A test writes down buffers as C arrays and says which columns they are;
 * made_stream wraps them into the C structs. Every struct that is handed out
 * is counted in `live` until its release, and a release too many fails the
 * test. Buffers are the test's own and are never freed.
 */
#ifndef HALE_TESTS_UNIT_MADE_ARROW_H
#define HALE_TESTS_UNIT_MADE_ARROW_H

#include "unit.h"

#include "data/data.h"

__extension__ typedef __int128 Wide; /* what a decimal is stored as */

enum { MADE_MOST = 8, MADE_ROOM = 16 };

/* A column of an array. */
typedef struct Made {
    const char *name, *format;
    int64_t length, offset, nulls;
    int64_t buffers;
    const void *buffer[5];
    const struct Made *dictionary;
} Made;

/* An array of structs. */
typedef struct MadeRows {
    int64_t length, offset;
    const void *validity;
    const Made *column;
    size_t columns;
} MadeRows;

/* What a stream hands out, and what it says of itself. */
typedef struct MadeStream {
    const MadeRows *rows;
    size_t count, next;
    const char *format; /* of the rows; NULL: "+s" */
    const char *fails;  /* what get_next says at the end, NULL: no failure */
    bool no_schema;     /* get_schema fails, without a word */
    int live;           /* structs not yet released */
} MadeStream;

/* Two buffers: no nulls, and the values. */
static inline Made made(const char *format, int64_t length, const void *values)
{
    return (Made){.name = "x",
                  .format = format,
                  .length = length,
                  .buffers = 2,
                  .buffer = {NULL, values}};
}

static inline Made made_text(const char *format, int64_t length,
                             const void *offsets, const char *bytes)
{
    Made m = made(format, length, offsets);
    m.buffers = 3;
    m.buffer[2] = bytes;
    return m;
}

/* ------------------------------------------------------------- structs -- */

static inline void made_release_schema(struct ArrowSchema *schema)
{
    int *live = schema->private_data;
    assert_non_null(schema->release);
    for (int64_t i = 0; i < schema->n_children; i++) {
        schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    if (schema->dictionary) {
        schema->dictionary->release(schema->dictionary);
        free(schema->dictionary);
    }
    free(schema->children);
    schema->release = NULL;
    --*live;
}

static inline struct ArrowSchema made_field(const Made *m, int *live)
{
    struct ArrowSchema out = {.format = m->format,
                              .name = m->name,
                              .release = made_release_schema,
                              .private_data = live};
    ++*live;
    if (m->dictionary) {
        out.dictionary = malloc(sizeof *out.dictionary);
        *out.dictionary = made_field(m->dictionary, live);
    }
    return out;
}

static inline void made_release_array(struct ArrowArray *array)
{
    int *live = array->private_data;
    assert_non_null(array->release);
    for (int64_t i = 0; i < array->n_children; i++) {
        array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    if (array->dictionary) {
        array->dictionary->release(array->dictionary);
        free(array->dictionary);
    }
    free(array->children);
    free(array->buffers);
    array->release = NULL;
    --*live;
}

static inline const void **made_buffers(const void *const *from, size_t count)
{
    const void **copy = calloc(count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = from[i];
    return copy;
}

static inline struct ArrowArray made_column(const Made *m, int *live)
{
    struct ArrowArray out = {.length = m->length,
                             .offset = m->offset,
                             .null_count = m->nulls,
                             .n_buffers = m->buffers,
                             .buffers =
                                 made_buffers(m->buffer, (size_t)m->buffers),
                             .release = made_release_array,
                             .private_data = live};
    ++*live;
    if (m->dictionary) {
        out.dictionary = malloc(sizeof *out.dictionary);
        *out.dictionary = made_column(m->dictionary, live);
    }
    return out;
}

/* -------------------------------------------------------------- stream -- */

static inline int made_get_schema(struct ArrowArrayStream *stream,
                                  struct ArrowSchema *out)
{
    MadeStream *made = stream->private_data;
    const MadeRows *rows = made->rows;
    if (made->no_schema)
        return 2; /* ENOENT */
    *out = (struct ArrowSchema){
        .format = made->format ? made->format : "+s",
        .n_children = (int64_t)rows->columns,
        .children = calloc(rows->columns + 1, sizeof(struct ArrowSchema *)),
        .release = made_release_schema,
        .private_data = &made->live};
    made->live++;
    for (size_t i = 0; i < rows->columns; i++) {
        out->children[i] = malloc(sizeof *out->children[i]);
        *out->children[i] = made_field(&rows->column[i], &made->live);
    }
    return 0;
}

static inline int made_get_next(struct ArrowArrayStream *stream,
                                struct ArrowArray *out)
{
    MadeStream *made = stream->private_data;
    *out = (struct ArrowArray){0};
    if (made->next == made->count)
        return made->fails ? 5 : 0;
    const MadeRows *rows = &made->rows[made->next++];
    *out = (struct ArrowArray){
        .length = rows->length,
        .offset = rows->offset,
        .null_count = -1,
        .n_buffers = 1,
        .n_children = (int64_t)rows->columns,
        .buffers = made_buffers(&rows->validity, 1),
        .children = calloc(rows->columns + 1, sizeof(struct ArrowArray *)),
        .release = made_release_array,
        .private_data = &made->live};
    made->live++;
    for (size_t i = 0; i < rows->columns; i++) {
        out->children[i] = malloc(sizeof *out->children[i]);
        *out->children[i] = made_column(&rows->column[i], &made->live);
    }
    return 0;
}

static inline const char *made_last_error(struct ArrowArrayStream *stream)
{
    return ((MadeStream *)stream->private_data)->fails;
}

static inline void made_release_stream(struct ArrowArrayStream *stream)
{
    assert_non_null(stream->release);
    ((MadeStream *)stream->private_data)->live--;
    stream->release = NULL;
}

static inline struct ArrowArrayStream made_stream(MadeStream *made)
{
    made->live++;
    return (struct ArrowArrayStream){made_get_schema, made_get_next,
                                     made_last_error, made_release_stream,
                                     made};
}

/* ------------------------------------------------------------- reading -- */

typedef struct Wanted {
    const char *name;
    hale_type type;
} Wanted;

/* All that a reader needs around it. */
typedef struct Reading {
    Arena arena;
    Error error;
    Host host;
    Zone *zone;
    Text rejects;    /* "line field: reason" each, a line feed between */
    int reject_most; /* from this one on, reject answers -1; 0: never */
    hale_field field[MADE_MOST];
    const hale_field *fields[MADE_MOST + 1];
    hale_request request;
    hale_cells cell[MADE_MOST], *cells[MADE_MOST];
    hale_batch batch;
    ArrowReader *reader;
} Reading;

static inline int reading_reject(void *user, const hale_reject *why)
{
    Reading *r = user;
    text_printf(&r->rejects, "%llu %s: %s\n", (unsigned long long)why->line,
                why->field, why->reason);
    assert_string_equal(why->file, "made");
    assert_int_equal(why->raw.len, 0);
    return r->reject_most && --r->reject_most == 0 ? -1 : 0;
}

/* Opens `stream` for the wanted columns. Is the reader there? */
static inline bool reading_open(Reading *r, struct ArrowArrayStream *stream,
                                const Wanted *wanted, size_t count,
                                const char *zone)
{
    *r = (Reading){.zone = zone_open(zone, &r->error)};
    assert_non_null(r->zone);
    host_init(&r->host, "test.made", "1", &r->error, &r->arena);
    r->host.user = r;
    r->host.rejected = reading_reject;
    for (size_t i = 0; i < count; i++) {
        r->field[i] = (hale_field){.size = sizeof r->field[i],
                                   .name = str(wanted[i].name),
                                   .type = wanted[i].type};
        r->fields[i] = &r->field[i];
        r->cell[i] = (hale_cells){.size = sizeof r->cell[i],
                                  .type = wanted[i].type,
                                  .present = arena_alloc(&r->arena, MADE_ROOM)};
        r->cell[i].as.text = arena_array(&r->arena, MADE_ROOM, sizeof(Str));
        r->cells[i] = &r->cell[i];
    }
    r->request = (hale_request){.size = sizeof r->request,
                                .fields = r->fields,
                                .field_count = count,
                                .time_field = -1};
    r->batch = (hale_batch){
        .size = sizeof r->batch,
        .room = MADE_ROOM,
        .field = r->cells,
        .line = arena_array(&r->arena, MADE_ROOM, sizeof(uint64_t)),
        .raw = arena_array(&r->arena, MADE_ROOM, sizeof(Str))};
    r->reader = arrow_reader_open(stream, &r->request, r->zone, &r->error);
    assert_null(stream->release);
    return r->reader != NULL;
}

/* The rows of the next batch. */
static inline size_t reading_next(Reading *r)
{
    assert_int_equal(
        arrow_reader_next(r->reader, &r->host.cx, "made", &r->batch), 0);
    return r->batch.count;
}

static inline void reading_close(Reading *r)
{
    arrow_reader_close(r->reader);
    zone_free(r->zone);
    text_free(&r->rejects);
    arena_free(&r->arena);
}

#endif
