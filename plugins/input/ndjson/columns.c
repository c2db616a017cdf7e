/* SPDX-License-Identifier: MIT
 *
 * columns.c: what columns a file of JSON lines has.
 *
 * There is no header, so the first block of each file is looked through and
 * every member that any of its lines has is a column. One that turns up only
 * later has to be named by the option `columns`; reading a file twice for it
 * would cost every run, and a pipe cannot be read twice at all.
 */
#include <string.h>

#include "../../common/text.h"
#include "ndjson_input.h"

enum { MOST_NAMES = 2000 }; /* objects used as maps have no end of keys */

static int is_known(const NdjsonSource *source, hale_str name)
{
    for (size_t i = 0; i < source->names; i++)
        if (source->name[i].len == name.len &&
            memcmp(source->name[i].data, name.data, name.len) == 0)
            return 1;
    return 0;
}

static int make_room(hale_cx *cx, NdjsonSource *source)
{
    const size_t cap = source->cap ? 2 * source->cap : 32;
    hale_str *more = cx->alloc(cx, cap * sizeof *more);
    if (!more)
        return -1;
    if (source->names)
        memcpy(more, source->name, source->names * sizeof *more);
    source->name = more;
    source->cap = cap;
    return 0;
}

int columns_add(hale_cx *cx, NdjsonSource *source, hale_str name)
{
    char *copy;
    if (name.len == 0 || is_known(source, name))
        return 0;
    if (source->names == source->cap && make_room(cx, source))
        return -1;
    copy = text_copy(cx, name);
    if (!copy)
        return -1;
    source->name[source->names++] = (hale_str){copy, name.len};
    return cx->found(cx, source->name[source->names - 1]);
}

typedef struct Finding {
    hale_cx *cx;
    NdjsonSource *source;
    DocumentPath path;
} Finding;

static int look(void *user, hale_str path, hale_str value)
{
    Finding *f = user;
    (void)value;
    if (f->source->names >= MOST_NAMES)
        return 0;
    return columns_add(f->cx, f->source, path) ? -1 : 1;
}

/* The rows of the buffer; how many are objects, or -1. */
static int look_through(Finding *f, Scan *scan, Row *row, const char **why)
{
    int objects = 0;
    do {
        const hale_str line = {row->data, row->len};
        Fault fault;
        if (row->trouble || ndjson_is_blank(row))
            continue;
        if (document_read(line, &f->path, look, f, &fault) == 0)
            objects++;
        else if (fault.why)
            *why = fault.why;
        else
            return hale_fail(f->cx, "%s:%llu: no memory for its columns",
                             scan->bytes.path, (unsigned long long)row->line);
    } while (scan_row(scan, row));
    return objects;
}

int columns_find(hale_cx *cx, NdjsonSource *source, Scan *scan)
{
    Finding f = {.cx = cx, .source = source};
    const char *why = "there are only blank ones";
    Row row;
    size_t at;
    uint64_t line;
    int rc = scan_next(scan, cx, &row);
    if (rc <= 0)
        return rc;
    at = (size_t)(row.data - scan->data);
    line = row.line;
    rc = look_through(&f, scan, &row, &why);
    document_free(&f.path);
    scan->at = at;
    scan->line = line;
    if (rc == 0)
        return hale_fail(cx,
                         "%s: none of its first lines is an object (%s); for "
                         "one large document: jq -c '.[]' FILE > NEW",
                         scan->bytes.path, why);
    if (source->names >= MOST_NAMES)
        hale_warn(cx,
                  "%s: has more than %d columns; those behind them must be "
                  "named by columns",
                  scan->bytes.path, MOST_NAMES);
    return rc < 0 ? -1 : 0;
}
