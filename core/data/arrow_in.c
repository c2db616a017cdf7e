/* SPDX-License-Identifier: MIT
 *
 * arrow_in.c: an Arrow C stream is read as batches.
 *
 *     stream -> array -> array ...        each an array of structs
 *                 |-- batch, batch ...    a batch never spans two arrays
 *
 * Texts of a batch point into the array, so an array is released only when
 * the next one is fetched, or at the end. A batch is filled a column at a
 * time; rows with a value that does not fit are then told to the host and
 * closed over, in order of rows, each with its first trouble.
 *
 * The stream is foreign: what its arrays say of themselves is checked as far
 * as their headers tell. How large a buffer is they do not say.
 */
#include "data/arrow_cast.h"

#include <stdlib.h>
#include <string.h>

struct ArrowReader {
    struct ArrowArrayStream stream;
    struct ArrowArray array; /* the one being read; all 0: none */
    int64_t next;            /* its first row not yet read */
    uint64_t line;           /* rows read, of all arrays */
    bool ended;
    Cast *cast; /* for each field; child[i] is its place in the struct */
    int64_t *child;
    size_t fields;
    Arena arena;   /* of the reader */
    Arena scratch; /* of a batch */
};

/* The first trouble of a row. */
typedef struct Trouble {
    const char *field, *reason;
} Trouble;

/* --------------------------------------------------------------- opening -- */

static const char *last_error(struct ArrowArrayStream *stream, int code)
{
    const char *text =
        stream->get_last_error ? stream->get_last_error(stream) : NULL;
    return text && *text ? text : strerror(code);
}

static const char *child_name(const struct ArrowSchema *schema, int64_t i)
{
    const char *name = schema->children[i]->name;
    return name ? name : "";
}

/* "no column ...": names what there is, and the nearest. */
static int no_column(const struct ArrowSchema *schema, Str wanted, Error *error)
{
    enum { MOST = 30 };
    Arena arena = {0};
    Text found = {0};
    size_t count = (size_t)schema->n_children;
    const char **names = arena_array(&arena, count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = child_name(schema, (int64_t)i);
        if (i < MOST) {
            text_puts(&found, i ? ", \"" : "\"");
            text_add_safe(&found, str(names[i]), 48);
            text_puts(&found, "\"");
        }
    }
    if (count > MOST)
        text_printf(&found, " and %zu more", count - MOST);
    error_set(error, EXIT_CONFIG,
              "no column \"%.*s\"%s (the Arrow stream has %s)", PS(wanted),
              suggest_hint(&arena, wanted, names),
              count ? found.data : "no columns");
    text_free(&found);
    arena_free(&arena);
    return -1;
}

static int find_column(const struct ArrowSchema *schema, Str wanted,
                       int64_t *out, Error *error)
{
    int64_t found = -1;
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (!str_is(wanted, child_name(schema, i)))
            continue;
        if (found >= 0)
            return error_set(error, EXIT_CONFIG,
                             "the Arrow stream has two columns \"%.*s\": "
                             "rename one of them",
                             PS(wanted));
        found = i;
    }
    *out = found;
    return found < 0 ? no_column(schema, wanted, error) : 0;
}

static int open_columns(ArrowReader *r, const struct ArrowSchema *schema,
                        const hale_request *request, const Zone *zone,
                        Error *error)
{
    if (!schema->format || strcmp(schema->format, "+s") != 0)
        return error_set(error, EXIT_BUG,
                         "the Arrow stream is no table: the format of its "
                         "rows is \"%s\", not \"+s\"",
                         schema->format ? schema->format : "");
    r->fields = request->field_count;
    r->cast = arena_array(&r->arena, r->fields, sizeof *r->cast);
    r->child = arena_array(&r->arena, r->fields, sizeof *r->child);
    for (size_t i = 0; i < r->fields; i++) {
        const hale_field *field = request->fields[i];
        r->cast[i] = (Cast){.name = arena_str(&r->arena, field->name).data,
                            .zone = zone,
                            .scratch = &r->scratch};
        if (find_column(schema, field->name, &r->child[i], error) ||
            cast_open(&r->cast[i], schema->children[r->child[i]], field->type,
                      error))
            return -1;
    }
    return 0;
}

static int open_stream(ArrowReader *r, const hale_request *request,
                       const Zone *zone, Error *error)
{
    struct ArrowSchema schema = {0};
    if (!r->stream.release)
        return error_set(error, EXIT_BUG,
                         "the Arrow stream was released before it was read");
    int code = r->stream.get_schema(&r->stream, &schema);
    if (code)
        return error_set(error, EXIT_UNAVAILABLE,
                         "the Arrow stream has no schema: %s",
                         last_error(&r->stream, code));
    int bad = open_columns(r, &schema, request, zone, error);
    if (schema.release)
        schema.release(&schema);
    return bad;
}

ArrowReader *arrow_reader_open(struct ArrowArrayStream *stream,
                               const hale_request *request, const Zone *zone,
                               Error *error)
{
    ArrowReader *r = xcalloc(1, sizeof *r);
    r->stream = *stream;
    stream->release = NULL;
    if (!open_stream(r, request, zone, error))
        return r;
    arrow_reader_close(r);
    return NULL;
}

static void drop_array(ArrowReader *r)
{
    if (r->array.release)
        r->array.release(&r->array);
    r->array = (struct ArrowArray){0};
    r->next = 0;
}

void arrow_reader_close(ArrowReader *r)
{
    if (!r)
        return;
    drop_array(r);
    if (r->stream.release)
        r->stream.release(&r->stream);
    arena_free(&r->arena);
    arena_free(&r->scratch);
    free(r);
}

/* --------------------------------------------------------------- reading -- */

static int check_array(const ArrowReader *r, hale_cx *cx)
{
    const struct ArrowArray *a = &r->array;
    int64_t rows;
    if (a->length < 0 || a->offset < 0 ||
        __builtin_add_overflow(a->offset, a->length, &rows))
        return hale_fail(cx, "a broken Arrow array: length %lld, offset %lld",
                         (long long)a->length, (long long)a->offset);
    for (size_t i = 0; i < r->fields; i++) {
        const char *fault =
            r->child[i] < a->n_children
                ? cast_check(&r->cast[i], a->children[r->child[i]], rows)
                : "it is not there";
        if (fault)
            return hale_fail(cx, "a broken Arrow array: column \"%s\": %s",
                             r->cast[i].name, fault);
    }
    return 0;
}

/* 1 at the end of the stream. */
static int next_array(ArrowReader *r, hale_cx *cx)
{
    drop_array(r);
    if (r->ended)
        return 1;
    int code = r->stream.get_next(&r->stream, &r->array);
    if (code) {
        r->array = (struct ArrowArray){0};
        r->ended = true;
        return hale_fail(cx, "the Arrow stream broke off after row %llu: %s",
                         (unsigned long long)r->line,
                         last_error(&r->stream, code));
    }
    r->ended = r->array.release == NULL;
    if (r->ended) {
        r->array = (struct ArrowArray){0};
        return 1;
    }
    if (!check_array(r, cx))
        return 0;
    drop_array(r);
    r->ended = true;
    return -1;
}

static void read_column(const ArrowReader *r, size_t field, hale_cells *to,
                        size_t rows, Trouble *trouble)
{
    const Cast *cast = &r->cast[field];
    const struct ArrowArray *column = r->array.children[r->child[field]];
    for (size_t row = 0; row < rows; row++) {
        int64_t at = r->next + (int64_t)row;
        const char *reason = NULL;
        if (arrow_has(&r->array, at))
            reason = cast_cell(cast, column, r->array.offset + at, to, row);
        else
            to->present[row] = 0;
        if (reason && !trouble[row].reason)
            trouble[row] = (Trouble){cast->name, reason};
    }
}

static void move_cell(hale_cells *cells, size_t to, size_t from)
{
    cells->present[to] = cells->present[from];
    switch (cells->type) {
    case HALE_BOOL:
        cells->as.b[to] = cells->as.b[from];
        break;
    case HALE_REAL:
        cells->as.r[to] = cells->as.r[from];
        break;
    case HALE_TEXT:
        cells->as.text[to] = cells->as.text[from];
        break;
    default:
        cells->as.i[to] = cells->as.i[from];
    }
}

/* Tells the rows that are of no use and closes the gaps they leave. */
static int keep_rows(const ArrowReader *r, hale_cx *cx, hale_batch *batch,
                     size_t rows, const Trouble *trouble)
{
    for (size_t row = 0; row < rows; row++) {
        hale_reject why = {.size = sizeof why,
                           .file = batch->file,
                           .line = r->line + row + 1,
                           .field = trouble[row].field,
                           .reason = trouble[row].reason,
                           .raw = S("")};
        size_t to = batch->count;
        if (why.reason && cx->reject(cx, &why))
            return -1;
        if (why.reason)
            continue;
        for (size_t i = 0; to != row && i < r->fields; i++)
            move_cell(batch->field[i], to, row);
        batch->line[to] = why.line;
        batch->raw[to] = why.raw;
        batch->count++;
    }
    return 0;
}

/* The next rows of the array, as many as there is room for. */
static int fill(ArrowReader *r, hale_cx *cx, hale_batch *batch)
{
    uint64_t left = (uint64_t)(r->array.length - r->next);
    size_t rows = left < batch->room ? (size_t)left : batch->room;
    arena_reset(&r->scratch);
    Trouble *trouble = arena_array(&r->scratch, rows, sizeof *trouble);
    for (size_t i = 0; i < r->fields; i++)
        read_column(r, i, batch->field[i], rows, trouble);
    int bad = keep_rows(r, cx, batch, rows, trouble);
    r->next += (int64_t)rows;
    r->line += rows;
    return bad;
}

int arrow_reader_next(ArrowReader *r, hale_cx *cx, const char *source,
                      hale_batch *batch)
{
    batch->count = 0;
    batch->file = source;
    while (batch->count == 0 && batch->room > 0) {
        int end = r->next == r->array.length ? next_array(r, cx) : 0;
        if (end)
            return end < 0 ? -1 : 0;
        if (fill(r, cx, batch))
            return -1;
    }
    return 0;
}
