/* SPDX-License-Identifier: MIT
 *
 * lines.c: writes down the Arrow streams it is handed, as text.
 *
 *     table accounts
 *     account:u seats:l mrr:d:18,4
 *     "acme" 12 1990000
 *     "globex" - -
 *
 * Values are as they stand in memory: money in ten-thousandths, times in
 * microseconds; - is null. It reads what hale writes and no other formats.
 * The lines go to a file beside `path`, which commit renames.
 */
#include "arrowdoor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Sink {
    FILE *out;
    const char *path;
    char *part; /* where the lines are until commit */
} Sink;

static int sink_open(hale_cx *cx, const hale_value *options,
                     const hale_run *run, void *sink)
{
    Sink *s = sink;
    hale_str path = options[0].as.text;
    (void)run;
    s->path = path.data;
    s->part = cx->alloc(cx, path.len + sizeof ".part");
    if (!s->part)
        return -1;
    memcpy(s->part, path.data, path.len);
    memcpy(s->part + path.len, ".part", sizeof ".part");
    s->out = fopen(s->part, "we");
    return s->out ? 0 : hale_fail(cx, "%s: %s", s->part, strerror(errno));
}

/* -------------------------------------------------------------- values -- */

static int is_null(const struct ArrowArray *a, int64_t at)
{
    const uint8_t *bits = a->buffers[0];
    return bits && !(bits[at / 8] >> at % 8 & 1);
}

static void put_text(FILE *out, const struct ArrowArray *a, int large,
                     int64_t at)
{
    int64_t begin, end;
    if (large) {
        begin = ((const int64_t *)a->buffers[1])[at];
        end = ((const int64_t *)a->buffers[1])[at + 1];
    } else {
        begin = ((const int32_t *)a->buffers[1])[at];
        end = ((const int32_t *)a->buffers[1])[at + 1];
    }
    fprintf(out, "\"%.*s\"", (int)(end - begin),
            (const char *)a->buffers[2] + begin);
}

/* -1: a format that hale does not write. */
static int put_value(FILE *out, const char *format, const struct ArrowArray *a,
                     int64_t at)
{
    const int64_t *whole = a->buffers[1];
    at += a->offset;
    if (is_null(a, at))
        fputc('-', out);
    else if (!strcmp(format, "b"))
        fputs(((const uint8_t *)a->buffers[1])[at / 8] >> at % 8 & 1 ? "yes"
                                                                     : "no",
              out);
    else if (!strcmp(format, "g"))
        fprintf(out, "%.17g", ((const double *)a->buffers[1])[at]);
    else if (!strcmp(format, "l") || !strcmp(format, "tsu:UTC"))
        fprintf(out, "%lld", (long long)whole[at]);
    else if (!strcmp(format, "d:18,4"))
        fprintf(out, "%lld", (long long)whole[2 * at]); /* the low half */
    else if (!strcmp(format, "u") || !strcmp(format, "U"))
        put_text(out, a, *format == 'U', at);
    else
        return -1;
    return 0;
}

/* -------------------------------------------------------------- tables -- */

static void put_head(FILE *out, const char *table,
                     const struct ArrowSchema *schema)
{
    fprintf(out, "table %s\n", table);
    for (int64_t i = 0; i < schema->n_children; i++)
        fprintf(out, "%s%s:%s", i ? " " : "", schema->children[i]->name,
                schema->children[i]->format);
    fputc('\n', out);
}

static int put_rows(hale_cx *cx, FILE *out, const struct ArrowSchema *schema,
                    const struct ArrowArray *array)
{
    for (int64_t row = 0; row < array->length; row++) {
        for (int64_t i = 0; i < array->n_children; i++) {
            const char *format = schema->children[i]->format;
            if (i)
                fputc(' ', out);
            if (put_value(out, format, array->children[i], row + array->offset))
                return hale_fail(cx, "column \"%s\" has format \"%s\"",
                                 schema->children[i]->name, format);
        }
        fputc('\n', out);
    }
    return 0;
}

static int put_table(hale_cx *cx, FILE *out, const char *table,
                     struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    int bad = stream->get_schema(stream, &schema);
    if (bad)
        return hale_fail(cx, "%s: no schema: %s", table, strerror(bad));
    put_head(out, table, &schema);
    while (!bad) {
        bad = stream->get_next(stream, &array);
        if (bad)
            hale_fail(cx, "%s: no rows: %s", table, strerror(bad));
        if (bad || !array.release)
            break;
        bad = put_rows(cx, out, &schema, &array);
        array.release(&array);
    }
    schema.release(&schema);
    return bad ? -1 : 0;
}

static int sink_write(hale_cx *cx, void *sink, const char *table,
                      struct ArrowArrayStream *stream)
{
    int bad = put_table(cx, ((Sink *)sink)->out, table, stream);
    stream->release(stream);
    return bad;
}

static int sink_commit(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    int bad = ferror(s->out);
    bad |= fclose(s->out);
    s->out = NULL;
    if (bad || rename(s->part, s->path))
        return hale_fail(cx, "%s: %s", s->path, strerror(errno));
    return 0;
}

static void sink_abort(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    (void)cx;
    if (s->out)
        fclose(s->out);
    s->out = NULL;
    if (s->part)
        unlink(s->part);
}

static const hale_option path = {
    .size = sizeof path,
    .name = "path",
    .type = HALE_OPTION_PATH,
    .flags = HALE_REQUIRED,
    .help = "the file that is written",
};
static const hale_option *const options[] = {&path, NULL};

const hale_output arrowdoor_lines = {
    .size = sizeof arrowdoor_lines,
    .name = "lines",
    .title = "Arrow streams as lines of text",
    .example = "[output.lines]\n"
               "plugin = arrowdoor.lines\n"
               "path = lines.txt\n",
    .options = options,
    .sink_size = sizeof(Sink),
    .open = sink_open,
    .write_arrow = sink_write,
    .commit = sink_commit,
    .abort = sink_abort,
};
