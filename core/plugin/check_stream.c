/* SPDX-License-Identifier: MIT
 *
 * check_stream.c: inputs that hand over an Arrow C stream.
 *
 * Who made a struct of Arrow's releases it, and exactly once; who holds it
 * may do so for longer than the stream lives. Those are the rules that strong
 * teams get wrong, so they are tried here: to the end, only for the first
 * array, without any, and arrays that outlive their stream. What the cells
 * say is the engine's business.
 */
#include "plugin/check.h"

#include "hale/arrow.h"

#include <string.h>

typedef struct ArrowSchema Schema;
typedef struct ArrowArray Array;
typedef struct ArrowArrayStream Stream;

/* ---------------------------------------------------------------- pieces -- */

/* get_schema and get_next answer 0 or an errno; then there are words. */
static void arrow_must(Trial *t, Stream *s, int code, const char *call)
{
    const char *words = code ? s->get_last_error(s) : NULL;
    if (code)
        broke(t, "%s answered %d: %s", call, code,
              words ? words : "and get_last_error says nothing");
    fences_intact(t);
}

static void schema_release(Trial *t, Schema *schema)
{
    schema->release(schema);
    if (schema->release)
        broke(t, "releasing a schema did not set its release to NULL");
}

static void array_release(Trial *t, Array *array)
{
    array->release(array);
    if (array->release)
        broke(t, "releasing an array did not set its release to NULL");
}

static void stream_release(Trial *t, Stream *s)
{
    s->release(s);
    if (s->release)
        broke(t, "releasing the stream did not set its release to NULL");
}

static void schema_sound(Trial *t, const Schema *schema)
{
    if (!schema->release || !schema->format)
        broke(t, "get_schema gave a schema that is released or has no "
                 "format");
    if (strcmp(schema->format, "+s") != 0)
        broke(t, "the stream is of \"%s\"; rows are structs, \"+s\"",
              schema->format);
    for (int64_t i = 0; i < schema->n_children; i++) {
        const Schema *child = schema->children[i];
        if (!child || !child->format || !child->name)
            broke(t, "column %lld has no name or no format", (long long)i);
    }
}

static void array_sound(Trial *t, const Array *array, int64_t columns)
{
    if (array->length < 0 || array->n_children != columns)
        broke(t, "an array of %lld rows has %lld columns, the schema %lld",
              (long long)array->length, (long long)array->n_children,
              (long long)columns);
    for (int64_t i = 0; i < columns; i++) {
        const Array *child = array->children[i];
        if (!child || child->length < array->length + array->offset)
            broke(t, "column %lld is shorter than its array", (long long)i);
    }
}

/* ---------------------------------------------------------------- source -- */

typedef struct Opened {
    const hale_input *input;
    void *source;
    size_t splits;
    hale_request request;
    const hale_field *none[1];
} Opened;

static int count_found(void *user, hale_str name)
{
    (void)user, (void)name;
    return 0;
}

static void source_open(Trial *t, Opened *o)
{
    memset(o, 0, sizeof *o);
    o->input = t->plugin;
    if (!o->input->stream)
        skip(t, "it hands over cells, not Arrow streams");
    o->source = fenced(t, o->input->source_size, "the source");
    o->request = (hale_request){.size = sizeof o->request,
                                .fields = o->none,
                                .time_field = -1,
                                .begin = INT64_MIN,
                                .end = INT64_MAX,
                                .utc = 1};
    t->host.found = count_found;
    must(t, trial_check(t, o->input->check));
    calling(t, "open");
    must(t, o->input->open(&t->host.cx, t->options, o->source));
    calling(t, "plan");
    must(t, o->input->plan(&t->host.cx, o->source, &o->request, &o->splits));
    if (o->splits == 0)
        skip(t, "its source has no splits");
}

static void stream_open(Trial *t, Opened *o, size_t split, Stream *s)
{
    memset(s, 0, sizeof *s);
    calling(t, "stream");
    must(t, o->input->stream(&t->host.cx, o->source, split, s));
    if (!s->release || !s->get_schema || !s->get_next || !s->get_last_error)
        broke(t, "the stream lacks one of its four functions");
}

static void source_close(Trial *t, Opened *o)
{
    calling(t, "close");
    o->input->close(&t->host.cx, o->source);
    fences_intact(t);
}

/* --------------------------------------------------------------- reading -- */

/* At most `most` arrays of a stream, the rows in them. */
static int64_t stream_read(Trial *t, Stream *s, size_t most)
{
    Schema schema = {0};
    int64_t rows = 0;
    arrow_must(t, s, s->get_schema(s, &schema), "get_schema");
    schema_sound(t, &schema);
    for (size_t i = 0; i < most; i++) {
        Array array = {0};
        arrow_must(t, s, s->get_next(s, &array), "get_next");
        if (!array.release)
            break;
        array_sound(t, &array, schema.n_children);
        rows += array.length;
        array_release(t, &array);
    }
    schema_release(t, &schema);
    return rows;
}

static int64_t read_to_the_end(Trial *t)
{
    Opened o;
    int64_t rows = 0;
    source_open(t, &o);
    for (size_t i = 0; i < o.splits; i++) {
        Stream s;
        stream_open(t, &o, i, &s);
        rows += stream_read(t, &s, SIZE_MAX);
        stream_release(t, &s);
    }
    source_close(t, &o);
    return rows;
}

void input_stream(Trial *t)
{
    int64_t first = read_to_the_end(t), again = read_to_the_end(t);
    if (first != again)
        broke(t, "%lld rows, then %lld", (long long)first, (long long)again);
    remark(t, "%lld rows", (long long)first);
}

/* None, one and two arrays are taken, then the stream is let go. */
void input_stream_early(Trial *t)
{
    for (size_t most = 0; most < 3; most++) {
        Opened o;
        Stream s;
        source_open(t, &o);
        stream_open(t, &o, 0, &s);
        stream_read(t, &s, most);
        stream_release(t, &s);
        stream_open(t, &o, 0, &s); /* released unread */
        stream_release(t, &s);
        source_close(t, &o);
    }
}

void input_stream_outlived(Trial *t)
{
    Opened o;
    Stream s;
    Schema schema = {0};
    Array array = {0};
    source_open(t, &o);
    stream_open(t, &o, 0, &s);
    arrow_must(t, &s, s.get_schema(&s, &schema), "get_schema");
    arrow_must(t, &s, s.get_next(&s, &array), "get_next");
    stream_release(t, &s);
    schema_sound(t, &schema);
    if (array.release) {
        array_sound(t, &array, schema.n_children);
        array_release(t, &array);
    }
    schema_release(t, &schema);
    source_close(t, &o);
}
