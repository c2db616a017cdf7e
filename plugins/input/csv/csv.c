/* SPDX-License-Identifier: MIT
 *
 * csv.c: the CSV input, as the host sees it.
 *
 * open reads the header of every file, so that a file without a wanted column
 * fails before any work is done. Each file is a split; a large one is several,
 * unless it is packed or has to be converted. A file is opened again when one
 * of its splits starts; a pipe or the standard input cannot be, so it stays
 * open with what was read of it, and its split starts once.
 */
#include "csv.h"

#include <string.h>

#include "../../common/text.h"

static const hale_option *const csv_options[] = {
    [OPT_PATH] = &csv_option[OPT_PATH], CSV_DIALECT, [OPT_COUNT] = NULL};

/* A header fits into this nearly always; it is read for every file. */
enum { HEADER_BLOCK = 64 * 1024 };

/* ----------------------------------------------------------------- open -- */

static int header_has(const Header *header, hale_str name)
{
    for (size_t i = 0; i < header->count; i++)
        if (header->name[i].len == name.len &&
            memcmp(header->name[i].data, name.data, name.len) == 0)
            return 1;
    return 0;
}

/* Names the columns that no file before had. */
static int tell_columns(hale_cx *cx, const CsvSource *source, size_t file)
{
    const Header *header = &source->file[file].header;
    for (size_t i = 0; i < header->count; i++) {
        int known = header->name[i].len == 0;
        for (size_t k = 0; k < file && !known; k++)
            known = header_has(&source->file[k].header, header->name[i]);
        if (!known && cx->found(cx, header->name[i]))
            return -1;
    }
    return 0;
}

/* Takes `bytes` over. */
static int open_file(hale_cx *cx, const CsvSource *source, const Bytes *bytes,
                     CsvFile *file)
{
    Scan scan;
    if (scan_open(&scan, cx, &source->dialect, HEADER_BLOCK, bytes))
        return -1;
    file->label = scan.bytes.path;
    if (header_read(cx, &scan, &file->header)) {
        scan_close(&scan);
        return -1;
    }
    file->is_held = scan.bytes.held;
    file->is_whole =
        file->is_held || scan.bytes.unpacker != NULL || source->dialect.latin1;
    file->size = scan.bytes.total;
    file->end = scan.end;
    file->first = scan_place(&scan);
    if (file->is_held)
        file->held = scan;
    else
        scan_close(&scan);
    return 0;
}

static void csv_close(hale_cx *cx, void *memory)
{
    CsvSource *source = memory;
    (void)cx;
    for (size_t i = 0; i < source->files && source->file; i++) {
        CsvFile *file = &source->file[i];
        cuts_free(&file->cuts);
        if (file->is_held && !file->was_started)
            scan_close(&file->held);
    }
    source->files = 0;
}

static int csv_check(hale_cx *cx, const hale_value *options)
{
    Dialect dialect;
    return dialect_read(cx, options, &dialect);
}

static int csv_open(hale_cx *cx, const hale_value *options, void *memory)
{
    CsvSource *source = memory;
    const char *const *path;
    if (dialect_read(cx, options, &source->dialect) ||
        files_list(cx, options[OPT_PATH].as.text, &path, &source->files))
        return -1;
    source->file = cx->alloc(cx, source->files * sizeof *source->file);
    if (!source->file) {
        source->files = 0;
        return -1;
    }
    for (size_t i = 0; i < source->files; i++) {
        Bytes bytes;
        source->file[i].path = path[i];
        if (bytes_open(&bytes, cx, path[i]) ||
            open_file(cx, source, &bytes, &source->file[i]) ||
            tell_columns(cx, source, i)) {
            csv_close(cx, source);
            return -1;
        }
    }
    return 0;
}

int csv_open_bytes(hale_cx *cx, const hale_value *options, const Bytes *bytes,
                   CsvSource *source)
{
    Bytes own = *bytes;
    source->file = dialect_read(cx, options, &source->dialect)
                       ? NULL
                       : cx->alloc(cx, sizeof *source->file);
    if (!source->file) {
        bytes_close(&own);
        return -1;
    }
    source->files = 1;
    if (open_file(cx, source, &own, source->file) == 0 &&
        tell_columns(cx, source, 0) == 0)
        return 0;
    csv_close(cx, source);
    return -1;
}

/* ----------------------------------------------------------------- plan -- */

static int copy_field(hale_cx *cx, const hale_field *from, size_t index,
                      CsvField *to)
{
    const char *name = text_copy(cx, from->name);
    *to = (CsvField){{name, from->name.len}, from->type, index};
    return name ? 0 : -1;
}

static int copy_fields(hale_cx *cx, CsvSource *source,
                       const hale_request *request)
{
    const ptrdiff_t first = request->time_field;
    size_t at = 0;
    source->fields = request->field_count;
    source->field = cx->alloc(cx, (source->fields + 1) * sizeof *source->field);
    if (!source->field)
        return -1;
    if (first >= 0 && copy_field(cx, request->fields[first], (size_t)first,
                                 &source->field[at++]))
        return -1;
    for (size_t i = 0; i < source->fields; i++)
        if ((ptrdiff_t)i != first &&
            copy_field(cx, request->fields[i], i, &source->field[at++]))
            return -1;
    return 0;
}

static int bind_file(hale_cx *cx, const CsvSource *source, CsvFile *file)
{
    file->cell = cx->alloc(cx, (source->fields + 1) * sizeof *file->cell);
    if (!file->cell)
        return -1;
    for (size_t k = 0; k < source->fields; k++)
        if (header_find(cx, &file->header, file->label, source->field[k].name,
                        &file->cell[k]))
            return -1;
    return 0;
}

/* How many splits the file is. */
static int cut_file(hale_cx *cx, const CsvSource *source, CsvFile *file)
{
    cuts_free(&file->cuts); /* of an earlier plan */
    file->cuts.splits = 1;
    return file->is_whole ? 0
                          : cuts_make(cx, &file->cuts, file->size,
                                      source->split, file->first);
}

static int csv_plan(hale_cx *cx, void *memory, const hale_request *request,
                    size_t *splits)
{
    CsvSource *source = memory;
    source->time_field = request->time_field;
    source->begin = request->begin;
    source->end = request->end;
    source->dialect.cells.utc = request->utc;
    if (copy_fields(cx, source, request))
        return -1;
    *splits = 0;
    for (size_t i = 0; i < source->files; i++) {
        if (bind_file(cx, source, &source->file[i]) ||
            cut_file(cx, source, &source->file[i]))
            return -1;
        *splits += source->file[i].cuts.splits;
    }
    return 0;
}

/* ----------------------------------------------------------------- read -- */

int csv_open_split(hale_cx *cx, const CsvSource *source, const CsvFile *file,
                   size_t split, const Cut *from, Scan *scan)
{
    const uint64_t limit = cuts_limit(&file->cuts, split);
    const uint64_t stop = limit < file->size ? limit : file->size;
    Bytes bytes;
    if (bytes_open_at(&bytes, cx, file->path, from->at))
        return -1;
    bytes.total = stop > from->at ? stop - from->at : 0;
    return scan_open_at(scan, cx, &source->dialect, source->block, &bytes,
                        file->end, *from, limit);
}

/* A file that is read again, from its beginning. */
static int open_whole(hale_cx *cx, const CsvSource *source, const CsvFile *file,
                      Scan *scan)
{
    Bytes bytes;
    if (bytes_open(&bytes, cx, file->path))
        return -1;
    bytes_unpack_ahead(&bytes);
    if (scan_open(scan, cx, &source->dialect, source->block, &bytes))
        return -1;
    return header_pass(cx, scan, &file->header);
}

/* A pipe, which was never closed. */
static int take_held(hale_cx *cx, const CsvSource *source, CsvFile *file,
                     Scan *scan)
{
    if (file->was_started)
        return hale_fail(cx, "%s: can be read only once", file->label);
    file->was_started = 1;
    *scan = file->held;
    scan->block = source->block;
    bytes_unpack_ahead(&scan->bytes);
    return 0;
}

static int start_scan(hale_cx *cx, const CsvSource *source, CsvReader *reader)
{
    CsvFile *file = reader->file;
    Cut from;
    if (file->is_held)
        return take_held(cx, source, file, &reader->scan);
    if (file->cuts.splits == 1)
        return open_whole(cx, source, file, &reader->scan);
    if (cuts_find(cx, source, file, reader->split, &from))
        return -1;
    return csv_open_split(cx, source, file, reader->split, &from,
                          &reader->scan);
}

static int csv_start(hale_cx *cx, void *memory, size_t split, void *state)
{
    CsvSource *source = memory;
    CsvReader *reader = state;
    CsvFile *file = source->file;
    for (; split >= file->cuts.splits; file++)
        split -= file->cuts.splits;
    reader->source = source;
    reader->file = file;
    reader->split = split;
    if (start_scan(cx, source, reader) ||
        scan_expect(&reader->scan, cx, file->header.count)) {
        scan_close(&reader->scan);
        return -1;
    }
    reader->scan.askers = source->fields + 1;
    reader->pace = RUN_MOST;
    return 0;
}

/* Fills the batch from what the buffer holds; 0 or -1. */
static int take_rows(hale_cx *cx, CsvReader *reader, hale_batch *batch)
{
    Row row;
    while (batch->count < batch->room) {
        int taken = columns_take(cx, reader, batch);
        if (taken < 0)
            return -1;
        if (taken)
            continue;
        if (batch->count == batch->room || !scan_row(&reader->scan, &row))
            break;
        taken = cells_take(cx, reader, &row, batch, batch->count);
        if (taken < 0)
            return -1;
        batch->count += (size_t)taken;
    }
    return 0;
}

/* Nothing is left of the split. */
static int end_split(hale_cx *cx, CsvReader *reader)
{
    const Scan *scan = &reader->scan;
    CsvFile *file = reader->file;
    if (file->cuts.splits == 1)
        return 0;
    if (scan->last && scan->offset + scan->len < file->size)
        return hale_fail(cx, "%s: became shorter while it was read",
                         file->label);
    cuts_learn(&file->cuts, reader->split + 1, scan_place(scan));
    return 0;
}

static int csv_next(hale_cx *cx, void *memory, void *state, hale_batch *batch)
{
    CsvReader *reader = state;
    Scan *scan = &reader->scan;
    int more = 1;
    (void)memory;
    batch->count = 0;
    batch->file = reader->file->label;
    scan->side_len = 0; /* the texts of the last batch are gone */
    while (more > 0) {
        if (take_rows(cx, reader, batch))
            return -1;
        if (batch->count)
            break;
        if (reader->file->cuts.splits > 1)
            cuts_reach(&reader->file->cuts, reader->split, scan_place(scan));
        more = scan_fill(scan, cx);
    }
    batch->bytes_read = scan->bytes.read;
    batch->bytes_total = scan->bytes.total;
    if (more == 0)
        return end_split(cx, reader);
    return more < 0 ? -1 : 0;
}

static void csv_stop(hale_cx *cx, void *memory, void *state)
{
    CsvReader *reader = state;
    (void)cx;
    (void)memory;
    scan_close(&reader->scan);
}

const hale_input csv_input = {
    .size = sizeof csv_input,
    .name = "csv",
    .title = "Delimited text: CSV, TSV, also packed by gzip or zstd",
    .example = "[input.usage]\n"
               "plugin = csv\n"
               "path = data/events-*.csv.gz\n",
    .options = csv_options,
    .source_size = sizeof(CsvSource),
    .open = csv_open,
    .plan = csv_plan,
    .reader_size = sizeof(CsvReader),
    .start = csv_start,
    .next = csv_next,
    .stop = csv_stop,
    .close = csv_close,
    .check = csv_check,
};
