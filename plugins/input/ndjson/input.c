/* SPDX-License-Identifier: MIT
 *
 * input.c: the input of JSON lines, as the host sees it.
 *
 * A line that is not an object or not UTF-8 is rejected whole, and so is one
 * in which a wanted member is there twice. A member that is null, absent or an
 * empty text is missing. Numbers are read from their characters, by the same
 * readers as CSV cells: whole numbers and money are exact however long they
 * are. Arrays and objects can be had as texts, as they stand in the line.
 */
#include <stdio.h>
#include <string.h>

#include "../../common/text.h"
#include "ndjson_input.h"

enum { FIRST_BLOCK = 256 * 1024 }; /* in which the columns are looked for */

enum { NDJSON_PATH, NDJSON_COLUMNS, NDJSON_DATES, NDJSON_NULLS };

static const hale_option path_option = {
    .size = sizeof path_option,
    .name = "path",
    .type = HALE_OPTION_PATH,
    .flags = HALE_REQUIRED | HALE_MANY,
    .help = "file, pattern such as data/*.ndjson.gz, several parted by "
            "commas, or - for standard input",
};
static const hale_option columns_option = {
    .size = sizeof columns_option,
    .name = "columns",
    .type = HALE_OPTION_LIST,
    .help = "columns that no line at the beginning may have",
};
static const hale_option *const options_declared[] = {
    [NDJSON_PATH] = &path_option,
    [NDJSON_COLUMNS] = &columns_option,
    [NDJSON_DATES] = &date_format_option,
    [NDJSON_NULLS] = &null_option,
    [NDJSON_NULLS + 1] = NULL,
};

/* ----------------------------------------------------------------- open -- */

/* Nothing means anything but the end of a line. */
static void begin(NdjsonSource *source)
{
    source->lines = (Dialect){.delimiter = '\n', .header = 0};
}

static int add_columns(hale_cx *cx, NdjsonSource *source,
                       const hale_value *columns)
{
    struct hale_list list;
    if (cell_list(cx, columns, &list))
        return -1;
    for (size_t i = 0; i < list.count; i++)
        if (columns_add(cx, source, list.item[i]))
            return -1;
    return 0;
}

/* Takes `bytes` over. */
static int open_file(hale_cx *cx, NdjsonSource *source, const Bytes *bytes,
                     NdjsonFile *file)
{
    Scan scan;
    if (scan_open(&scan, cx, &source->lines, FIRST_BLOCK, bytes))
        return -1;
    file->label = scan.bytes.path;
    if (columns_find(cx, source, &scan)) {
        scan_close(&scan);
        return -1;
    }
    file->is_held = scan.bytes.held;
    if (file->is_held)
        file->held = scan;
    else
        scan_close(&scan);
    return 0;
}

static void ndjson_close(hale_cx *cx, void *memory)
{
    NdjsonSource *source = memory;
    (void)cx;
    for (size_t i = 0; i < source->files && source->file; i++)
        if (source->file[i].is_held && !source->file[i].was_started)
            scan_close(&source->file[i].held);
    source->files = 0;
}

static int open_files(hale_cx *cx, hale_str paths, NdjsonSource *source)
{
    const char *const *path;
    size_t count;
    if (files_list(cx, paths, &path, &count))
        return -1;
    source->file = cx->alloc(cx, count * sizeof *source->file);
    if (!source->file)
        return -1;
    for (; source->files < count; source->files++) {
        NdjsonFile *file = &source->file[source->files];
        Bytes bytes;
        file->path = path[source->files];
        if (bytes_open(&bytes, cx, file->path) ||
            open_file(cx, source, &bytes, file))
            return -1;
    }
    return 0;
}

static int ndjson_open(hale_cx *cx, const hale_value *options, void *memory)
{
    NdjsonSource *source = memory;
    begin(source);
    source->rules.dates = (DateForm)options[NDJSON_DATES].as.i;
    if (cell_list(cx, &options[NDJSON_NULLS], &source->rules.nulls) == 0 &&
        open_files(cx, options[NDJSON_PATH].as.text, source) == 0 &&
        add_columns(cx, source, &options[NDJSON_COLUMNS]) == 0)
        return 0;
    ndjson_close(cx, source);
    return -1;
}

int ndjson_open_bytes(hale_cx *cx, const CellRules *rules,
                      const hale_value *columns, const Bytes *bytes,
                      NdjsonSource *source)
{
    Bytes own = *bytes;
    begin(source);
    source->rules = *rules;
    source->file = cx->alloc(cx, sizeof *source->file);
    if (!source->file) {
        bytes_close(&own);
        return -1;
    }
    if (open_file(cx, source, &own, source->file))
        return -1;
    source->files = 1;
    if (add_columns(cx, source, columns) == 0)
        return 0;
    ndjson_close(cx, source);
    return -1;
}

/* ----------------------------------------------------------------- plan -- */

static int ndjson_plan(hale_cx *cx, void *memory, const hale_request *request,
                       size_t *splits)
{
    NdjsonSource *source = memory;
    (void)cx;
    source->request = request;
    source->rules.utc = request->utc;
    *splits = source->files;
    return 0;
}

static int start_scan(hale_cx *cx, NdjsonSource *source, NdjsonFile *file,
                      Scan *scan)
{
    Bytes bytes;
    if (file->is_held) {
        if (file->was_started)
            return hale_fail(cx, "%s: can be read only once", file->label);
        file->was_started = 1;
        *scan = file->held;
        scan->block = source->block;
        return 0;
    }
    if (bytes_open(&bytes, cx, file->path))
        return -1;
    return scan_open(scan, cx, &source->lines, source->block, &bytes);
}

static int ndjson_start(hale_cx *cx, void *memory, size_t split, void *state)
{
    NdjsonSource *source = memory;
    NdjsonReader *reader = state;
    reader->source = source;
    reader->file = &source->file[split];
    reader->wanted = cx->alloc(cx, (source->request->field_count + 1) *
                                       sizeof *reader->wanted);
    if (!reader->wanted)
        return -1;
    return start_scan(cx, source, &source->file[split], &reader->scan);
}

/* ----------------------------------------------------------------- rows -- */

static int reject(hale_cx *cx, const NdjsonReader *reader, const Row *row,
                  const char *field, size_t at, const char *reason)
{
    const hale_reject why = {
        .size = sizeof why,
        .file = reader->file->label,
        .line = row->line,
        .column = at + 1,
        .field = field,
        .reason = reason,
        .raw = {row->data, row->len},
    };
    return cx->reject(cx, &why) ? -1 : 0;
}

/* Rejects the row for field `k`; `text` is what was to be read, or NULL. */
static int reject_field(hale_cx *cx, const NdjsonReader *reader, const Row *row,
                        size_t k, const hale_str *text)
{
    const hale_field *field = reader->source->request->fields[k];
    const char *at = text ? reader->wanted[k].value.data : reader->twice_at;
    char reason[400] = "is there twice: which one is meant?";
    char *name = text_copy(cx, field->name);
    if (!name)
        return -1;
    if (text && memchr(text->data, '\0', text->len))
        snprintf(reason, sizeof reason, "holds \\u0000, which no text may");
    else if (text)
        cell_reason(&reader->source->rules, field->type, *text, reason,
                    sizeof reason);
    return reject(cx, reader, row, name, (size_t)(at - row->data), reason);
}

/* Is the path the name or its beginning, up to a dot? Then how many dots are
 * in the path; else -1. */
static int dots_of(hale_str path, hale_str name)
{
    int dots = 0;
    if (name.len < path.len || memcmp(name.data, path.data, path.len) != 0 ||
        (name.len > path.len && name.data[path.len] != '.'))
        return -1;
    for (size_t i = 0; i < path.len; i++)
        dots += path.data[i] == '.';
    return dots < DOCUMENT_LOOKED ? dots : -1;
}

/* Notes the value of a wanted member; 1: what is in it is wanted too. */
static int look(void *user, hale_str path, hale_str value)
{
    NdjsonReader *reader = user;
    const hale_request *request = reader->source->request;
    int deeper = 0;
    for (size_t k = 0; k < request->field_count; k++) {
        const hale_str name = request->fields[k]->name;
        const int dots = dots_of(path, name);
        Wanted *wanted = &reader->wanted[k];
        if (dots < 0)
            continue;
        if (wanted->seen >> dots & 1) {
            reader->twice = (ptrdiff_t)k;
            reader->twice_at = value.data;
        }
        wanted->seen |= UINT64_C(1) << dots;
        deeper |= name.len > path.len;
        if (name.len == path.len)
            wanted->value = value;
    }
    return deeper;
}

static int no_memory(hale_cx *cx, const NdjsonReader *reader, const Row *row)
{
    return hale_fail(cx, "%s:%llu: no memory to read it", reader->file->label,
                     (unsigned long long)row->line);
}

/* Field `k` of the row at hand. 1: taken; 0: the row is not; -1: stop. */
static int take_field(hale_cx *cx, NdjsonReader *reader, const Row *row,
                      hale_batch *batch, size_t k)
{
    const NdjsonSource *source = reader->source;
    const hale_request *request = source->request;
    const hale_str value = reader->wanted[k].value;
    const size_t at = batch->count;
    hale_cells *to = batch->field[k];
    hale_str text = {0};
    if (value.data && !document_is_null(value) &&
        document_text(value, &reader->keep, &text))
        return no_memory(cx, reader, row);
    to->present[at] = !cell_is_missing(&source->rules, text);
    if (!to->present[at])
        return 1;
    if ((value.data[0] == '"' && memchr(text.data, '\0', text.len)) ||
        cell_read(cx, &source->rules, &reader->days, text, to, at))
        return reject_field(cx, reader, row, k, &text);
    if ((ptrdiff_t)k == request->time_field && to->type == HALE_TIME &&
        (to->as.i[at] < request->begin || to->as.i[at] >= request->end)) {
        batch->passed++;
        return 0;
    }
    return 1;
}

static int reject_line(hale_cx *cx, const NdjsonReader *reader, const Row *row,
                       const Fault *fault)
{
    char reason[200];
    snprintf(reason, sizeof reason, "not JSON: %s", fault->why);
    return reject(cx, reader, row, NULL, fault->at, reason);
}

/* The members that are wanted: 1; 0: the row was rejected; -1: stop. */
static int find_values(hale_cx *cx, NdjsonReader *reader, const Row *row)
{
    const hale_str line = {row->data, row->len};
    const size_t fields = reader->source->request->field_count;
    Fault fault;
    if (row->trouble)
        return reject(cx, reader, row, NULL, row->trouble_at, row->trouble);
    memset(reader->wanted, 0, fields * sizeof *reader->wanted);
    reader->twice = -1;
    if (document_read(line, &reader->path, look, reader, &fault))
        return fault.why ? reject_line(cx, reader, row, &fault)
                         : no_memory(cx, reader, row);
    if (reader->twice >= 0)
        return reject_field(cx, reader, row, (size_t)reader->twice, NULL);
    return 1;
}

/* As take_field, the whole row: first its time, which may spare the rest. */
static int take_row(hale_cx *cx, NdjsonReader *reader, const Row *row,
                    hale_batch *batch)
{
    const hale_request *request = reader->source->request;
    const ptrdiff_t time = request->time_field;
    int taken = ndjson_is_blank(row) ? 0 : find_values(cx, reader, row);
    if (taken > 0 && time >= 0)
        taken = take_field(cx, reader, row, batch, (size_t)time);
    for (size_t k = 0; k < request->field_count && taken > 0; k++)
        if ((ptrdiff_t)k != time)
            taken = take_field(cx, reader, row, batch, k);
    if (taken > 0) {
        batch->line[batch->count] = row->line;
        batch->raw[batch->count++] = (hale_str){row->data, row->len};
    }
    return taken;
}

static int ndjson_next(hale_cx *cx, void *memory, void *state,
                       hale_batch *batch)
{
    NdjsonReader *reader = state;
    int more = 1;
    (void)memory;
    batch->count = 0;
    batch->file = reader->file->label;
    keep_forget(&reader->keep);
    while (more > 0 && batch->count == 0) {
        Row row;
        while (batch->count < batch->room && scan_row(&reader->scan, &row))
            if (take_row(cx, reader, &row, batch) < 0)
                return -1;
        if (batch->count == 0)
            more = scan_fill(&reader->scan, cx);
    }
    batch->bytes_read = reader->scan.bytes.read;
    batch->bytes_total = reader->scan.bytes.total;
    return more < 0 ? -1 : 0;
}

static void ndjson_stop(hale_cx *cx, void *memory, void *state)
{
    NdjsonReader *reader = state;
    (void)cx;
    (void)memory;
    scan_close(&reader->scan);
    keep_close(&reader->keep);
    document_free(&reader->path);
}

const hale_input ndjson_input = {
    .size = sizeof ndjson_input,
    .name = "ndjson",
    .title = "Lines of JSON, an object a row, also packed by gzip or zstd",
    .example = "[input.usage]\n"
               "plugin = ndjson\n"
               "path = data/events-*.ndjson.gz\n"
               "user = actor.id\n",
    .options = options_declared,
    .source_size = sizeof(NdjsonSource),
    .open = ndjson_open,
    .plan = ndjson_plan,
    .reader_size = sizeof(NdjsonReader),
    .start = ndjson_start,
    .next = ndjson_next,
    .stop = ndjson_stop,
    .close = ndjson_close,
};
