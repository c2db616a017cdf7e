/* SPDX-License-Identifier: MIT
 *
 * @NAME@: reads a text file in which every line is "key=value key=value".
 *
 *     time=2025-01-31T08:00 account=acme user=ann
 *
 * An input opens a source, says which columns it has, and fills the host's
 * cells, as many rows as there is room for. A row that cannot be read is
 * handed to cx->reject with its line and the reason, and does not end the
 * run. The names of the columns are those of the first line.
 */
#include <hale/parse.h>
#include <stdio.h>

enum { LONGEST = 4096 };

typedef struct Source {
    hale_str path;
    const hale_request *request;
} Source;

typedef struct Reader {
    FILE *file;
    uint64_t line;
    char *memory; /* the lines of a batch, which the cells point into */
    size_t room;
} Reader;

/* Cuts the next word off `*rest`; its length is 0 at the end. */
static hale_str word(hale_str *rest)
{
    hale_str w;
    while (rest->len && (*rest->data == ' ' || *rest->data == '\t')) {
        rest->data++;
        rest->len--;
    }
    w = *rest;
    for (w.len = 0; w.len < rest->len && w.data[w.len] != ' ' &&
                    w.data[w.len] != '\t';)
        w.len++;
    rest->data += w.len;
    rest->len -= w.len;
    return w;
}

/* The part of "key=value" before the sign; the rest of it in *value. */
static hale_str split(hale_str w, hale_str *value)
{
    const char *sign = w.len ? memchr(w.data, '=', w.len) : NULL;
    size_t len = sign ? (size_t)(sign - w.data) : w.len;
    value->data = w.data + len + (sign != NULL);
    value->len = w.len - len - (sign != NULL);
    return (hale_str){w.data, len};
}

static int same(hale_str a, hale_str b)
{
    return a.len == b.len && (a.len == 0 || !memcmp(a.data, b.data, a.len));
}

/* The value of `key` in a line, an empty one if it has none. */
static hale_str find(hale_str line, hale_str key)
{
    hale_str w, value;
    while ((w = word(&line)).len)
        if (same(split(w, &value), key))
            return value;
    return (hale_str){"", 0};
}

/* A line without its end; 1: there is one, 0: the file ends, -1: too long. */
static int read_line(FILE *file, char *into, hale_str *line)
{
    size_t len;
    if (!fgets(into, LONGEST, file))
        return 0;
    len = strlen(into);
    if (len == LONGEST - 1 && into[len - 1] != '\n')
        return -1;
    while (len && (into[len - 1] == '\n' || into[len - 1] == '\r'))
        len--;
    *line = (hale_str){into, len};
    return 1;
}

static int open_source(hale_cx *cx, const hale_value *options, void *source)
{
    Source *s = source;
    char first[LONGEST];
    hale_str line, w, value;
    int result = 0;
    FILE *file = fopen(options[0].as.text.data, "r");
    if (!file)
        return hale_fail(cx, "%s: cannot be opened", options[0].as.text.data);
    s->path = options[0].as.text;
    if (read_line(file, first, &line) == 1)
        while (result == 0 && (w = word(&line)).len)
            result = cx->found(cx, split(w, &value));
    else
        result = hale_fail(cx, "%s: it has no first line", s->path.data);
    fclose(file);
    return result;
}

static int plan(hale_cx *cx, void *source, const hale_request *request,
                size_t *splits)
{
    Source *s = source;
    (void)cx;
    s->request = request;
    *splits = 1; /* one file, one reader */
    return 0;
}

static int start(hale_cx *cx, void *source, size_t split, void *reader)
{
    Source *s = source;
    Reader *r = reader;
    (void)split;
    r->file = fopen(s->path.data, "r");
    return r->file ? 0
                   : hale_fail(cx, "%s: cannot be opened", s->path.data);
}

/* Local time, unless the text says how far from UTC it is. */
static int read_time(hale_cx *cx, hale_str s, int64_t *out)
{
    hale_stamp stamp;
    if (hale_read_stamp(s, &stamp))
        return -1;
    *out = stamp.has_offset
               ? stamp.day * HALE_DAY + stamp.time_of_day -
                     stamp.offset * HALE_SECOND
               : cx->instant(cx, stamp.day, stamp.time_of_day);
    return 0;
}

static int read_cell(hale_cx *cx, hale_cells *c, size_t row, hale_str s)
{
    const hale_signs signs = {'.', 0};
    switch (c->type) {
    case HALE_BOOL:
        return hale_read_bool(s, &c->as.b[row]);
    case HALE_INT:
        return hale_read_int(s, signs, &c->as.i[row]);
    case HALE_REAL:
        return hale_read_real(s, signs, &c->as.r[row]);
    case HALE_MONEY:
        return hale_read_money(s, signs, &c->as.i[row]);
    case HALE_TIME:
        return read_time(cx, s, &c->as.i[row]);
    default:
        c->as.text[row] = s;
        return 0;
    }
}

static int reject(hale_cx *cx, const Source *s, const Reader *r,
                  const char *field, hale_str raw, const char *reason)
{
    const hale_reject why = {.size = sizeof why, .file = s->path.data,
                             .line = r->line, .field = field,
                             .reason = reason, .raw = raw};
    return cx->reject(cx, &why);
}

/* 1: the row is in the batch; 0: it was rejected; -1: stop. */
static int read_row(hale_cx *cx, const Source *s, const Reader *r,
                    hale_batch *b, hale_str line)
{
    for (size_t i = 0; i < s->request->field_count; i++) {
        const hale_field *field = s->request->fields[i];
        hale_cells *c = b->field[i];
        hale_str value = find(line, field->name);
        c->present[b->count] = value.len > 0;
        if (c->present[b->count] && read_cell(cx, c, b->count, value))
            return reject(cx, s, r, NULL, line, "a value cannot be read");
    }
    b->line[b->count] = r->line;
    b->raw[b->count] = line;
    b->count++;
    return 1;
}

static int next(hale_cx *cx, void *source, void *reader, hale_batch *b)
{
    const Source *s = source;
    Reader *r = reader;
    if (r->room < b->room) {
        r->memory = cx->alloc(cx, b->room * LONGEST);
        r->room = r->memory ? b->room : 0;
    }
    if (!r->memory)
        return -1;
    b->file = s->path.data;
    while (b->count < b->room) {
        hale_str line;
        int got = read_line(r->file, r->memory + b->count * LONGEST, &line);
        if (got == 0)
            return ferror(r->file)
                       ? hale_fail(cx, "%s: cannot be read", s->path.data)
                       : 0;
        r->line++;
        if (got < 0)
            return hale_fail(cx, "%s:%llu: the line is too long",
                             s->path.data, (unsigned long long)r->line);
        if (line.len && read_row(cx, s, r, b, line) < 0)
            return -1;
    }
    return 0;
}

static void stop(hale_cx *cx, void *source, void *reader)
{
    Reader *r = reader;
    (void)cx, (void)source;
    if (r->file)
        fclose(r->file);
}

static void close_source(hale_cx *cx, void *source)
{
    (void)cx, (void)source; /* nothing is held open between readings */
}

static const hale_option *const options[] = {
    &(const hale_option){.size = sizeof(hale_option), .name = "path",
                         .type = HALE_OPTION_PATH, .flags = HALE_REQUIRED,
                         .help = "the file to read"},
    NULL};

static const hale_input input = {
    .size = sizeof(hale_input),
    .name = "@NAME@",
    .title = "@TITLE@",
    .example = "[input.events]\nplugin = @NAME@\npath = events.txt\n",
    .options = options,
    .source_size = sizeof(Source),
    .open = open_source,
    .plan = plan,
    .reader_size = sizeof(Reader),
    .start = start,
    .next = next,
    .stop = stop,
    .close = close_source,
};

static const hale_input *const inputs[] = {&input, NULL};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "@NAME@",
    .version = "0.1.0",
    .license = "MIT",
    .help = "@TITLE@",
    .inputs = inputs,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
