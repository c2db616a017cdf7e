/* SPDX-License-Identifier: MIT
 *
 * arrow_out.c: a table is handed out as an Arrow C stream of one array.
 *
 *   bool   b          bits                int    l       the table's own
 *   money  d:18,4     128-bit integers    real   g       the table's own
 *   text   u or U     offsets and bytes   time   tsu:UTC the table's own
 *
 * Columns whose layout is Arrow's already are lent, not copied, which is why
 * the table must outlive the stream and all that came out of it. What is
 * missing is null; why it is missing has no place in Arrow.
 *
 * A consumer may move single columns out of an array or schema and release
 * them later than the parent. So every column owns its memory by itself, and
 * a parent releases only those children that are still there.
 */
#include "data/data.h"

#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 Wide;

/* Memory of one column of an array, behind its private_data. */
typedef struct Held {
    const void *buffer[3];
    void *own[3]; /* those buffers that are not the table's */
} Held;

/* The memory of an array of structs. */
typedef struct Rows {
    const void *buffer[1];
    struct ArrowArray **list, *child;
} Rows;

/* The memory of the schema of a struct. */
typedef struct Fields {
    struct ArrowSchema **list, *child;
} Fields;

typedef struct Source {
    const hale_table *table;
    bool done;
} Source;

static bool is_missing(const hale_table_column *c, size_t row)
{
    return c->missing && c->missing[row] != HALE_PRESENT;
}

/* Do its texts need offsets of 64 bits? */
static bool is_large(const hale_table_column *c, size_t rows)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < rows; i++)
        bytes += is_missing(c, i) ? 0 : c->as.text[i].len;
    return bytes > INT32_MAX;
}

/* ---------------------------------------------------------------- schema -- */

static const char *format_of(const hale_table_column *c, size_t rows)
{
    switch (c->type) {
    case HALE_BOOL:
        return "b";
    case HALE_REAL:
        return "g";
    case HALE_MONEY:
        return "d:18,4";
    case HALE_TIME:
        return "tsu:UTC";
    case HALE_TEXT:
        return is_large(c, rows) ? "U" : "u";
    default:
        return "l";
    }
}

static void release_field(struct ArrowSchema *schema)
{
    free(schema->private_data);
    schema->release = NULL;
}

static void release_fields(struct ArrowSchema *schema)
{
    Fields *fields = schema->private_data;
    for (int64_t i = 0; i < schema->n_children; i++)
        if (fields->child[i].release)
            fields->child[i].release(&fields->child[i]);
    free(fields->child);
    free(fields->list);
    free(fields);
    schema->release = NULL;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const hale_table *table = ((Source *)stream->private_data)->table;
    Fields *fields = xcalloc(1, sizeof *fields);
    fields->list = xcalloc(table->columns, sizeof *fields->list);
    fields->child = xcalloc(table->columns, sizeof *fields->child);
    for (size_t i = 0; i < table->columns; i++) {
        const hale_table_column *c = table->column[i];
        char *name = xstrdup(c->name);
        fields->list[i] = &fields->child[i];
        fields->child[i] =
            (struct ArrowSchema){.format = format_of(c, table->rows),
                                 .name = name,
                                 .flags = ARROW_FLAG_NULLABLE,
                                 .release = release_field,
                                 .private_data = name};
    }
    *out = (struct ArrowSchema){.format = "+s",
                                .name = "",
                                .n_children = (int64_t)table->columns,
                                .children = fields->list,
                                .release = release_fields,
                                .private_data = fields};
    return 0;
}

/* --------------------------------------------------------------- buffers -- */

static void set_bit(uint8_t *bits, size_t at)
{
    bits[at / 8] = (uint8_t)(bits[at / 8] | 1u << at % 8);
}

static size_t bit_bytes(size_t bits)
{
    return bits / 8 + 1;
}

/* A bit for every value that is there, or NULL when all are. */
static uint8_t *validity(const hale_table_column *c, size_t rows,
                         int64_t *nulls)
{
    *nulls = 0;
    for (size_t i = 0; i < rows; i++)
        *nulls += is_missing(c, i);
    if (*nulls == 0)
        return NULL;
    uint8_t *bits = xcalloc(bit_bytes(rows), 1);
    for (size_t i = 0; i < rows; i++)
        if (!is_missing(c, i))
            set_bit(bits, i);
    return bits;
}

static uint8_t *bools(const hale_table_column *c, size_t rows)
{
    uint8_t *bits = xcalloc(bit_bytes(rows), 1);
    for (size_t i = 0; i < rows; i++)
        if (!is_missing(c, i) && c->as.b[i])
            set_bit(bits, i);
    return bits;
}

static Wide *decimals(const hale_table_column *c, size_t rows)
{
    Wide *values = xcalloc(rows, sizeof *values);
    for (size_t i = 0; i < rows; i++)
        values[i] = is_missing(c, i) ? 0 : c->as.i[i];
    return values;
}

static void put_offset(void *offsets, bool large, size_t at, size_t value)
{
    if (large)
        ((int64_t *)offsets)[at] = (int64_t)value;
    else
        ((int32_t *)offsets)[at] = (int32_t)value;
}

/* Offsets to own[1], bytes to own[2]; a missing text is an empty one. */
static void texts(const hale_table_column *c, size_t rows, Held *held)
{
    bool large = is_large(c, rows);
    size_t bytes = 0;
    held->own[1] = xcalloc(rows + 1, large ? sizeof(int64_t) : sizeof(int32_t));
    for (size_t i = 0; i < rows; i++) {
        bytes += is_missing(c, i) ? 0 : c->as.text[i].len;
        put_offset(held->own[1], large, i + 1, bytes);
    }
    char *at = held->own[2] = xmalloc(bytes);
    for (size_t i = 0; i < rows; i++) {
        if (is_missing(c, i) || !c->as.text[i].len)
            continue;
        memcpy(at, c->as.text[i].data, c->as.text[i].len);
        at += c->as.text[i].len;
    }
}

/* ----------------------------------------------------------------- array -- */

static void release_column(struct ArrowArray *array)
{
    Held *held = array->private_data;
    for (size_t i = 0; i < COUNT(held->own); i++)
        free(held->own[i]);
    free(held);
    array->release = NULL;
}

static void fill_column(struct ArrowArray *out, const hale_table_column *c,
                        size_t rows)
{
    Held *held = xcalloc(1, sizeof *held);
    *out = (struct ArrowArray){.length = (int64_t)rows,
                               .n_buffers = c->type == HALE_TEXT ? 3 : 2,
                               .buffers = held->buffer,
                               .release = release_column,
                               .private_data = held};
    held->own[0] = validity(c, rows, &out->null_count);
    if (c->type == HALE_TEXT)
        texts(c, rows, held);
    else if (c->type == HALE_BOOL)
        held->own[1] = bools(c, rows);
    else if (c->type == HALE_MONEY)
        held->own[1] = decimals(c, rows);
    for (size_t i = 0; i < COUNT(held->own); i++)
        held->buffer[i] = held->own[i];
    if (!held->buffer[1])
        held->buffer[1] = c->as.b; /* lent, whichever member it is */
}

static void release_rows(struct ArrowArray *array)
{
    Rows *rows = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++)
        if (rows->child[i].release)
            rows->child[i].release(&rows->child[i]);
    free(rows->child);
    free(rows->list);
    free(rows);
    array->release = NULL;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    Source *source = stream->private_data;
    const hale_table *table = source->table;
    *out = (struct ArrowArray){0};
    if (source->done)
        return 0;
    source->done = true;
    Rows *rows = xcalloc(1, sizeof *rows);
    rows->list = xcalloc(table->columns, sizeof *rows->list);
    rows->child = xcalloc(table->columns, sizeof *rows->child);
    for (size_t i = 0; i < table->columns; i++) {
        rows->list[i] = &rows->child[i];
        fill_column(&rows->child[i], table->column[i], table->rows);
    }
    *out = (struct ArrowArray){.length = (int64_t)table->rows,
                               .n_buffers = 1,
                               .n_children = (int64_t)table->columns,
                               .buffers = rows->buffer,
                               .children = rows->list,
                               .release = release_rows,
                               .private_data = rows};
    return 0;
}

/* ---------------------------------------------------------------- stream -- */

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return NULL; /* nothing here can fail */
}

static void release_stream(struct ArrowArrayStream *stream)
{
    free(stream->private_data);
    stream->release = NULL;
}

void arrow_from_table(const hale_table *table, struct ArrowArrayStream *out)
{
    Source *source = xcalloc(1, sizeof *source);
    source->table = table;
    *out = (struct ArrowArrayStream){.get_schema = get_schema,
                                     .get_next = get_next,
                                     .get_last_error = get_last_error,
                                     .release = release_stream,
                                     .private_data = source};
}
