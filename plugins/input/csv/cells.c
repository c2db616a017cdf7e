/* SPDX-License-Identifier: MIT
 *
 * cells.c: the wanted cells of a row into the host's columns.
 *
 * The field that holds the time is looked at first; a row outside the wanted
 * span costs nothing more.
 *
 * A row is taken whole or not at all. The one that is not is told with its
 * file, line, column, field and value.
 */
#include "csv.h"

#include <stdio.h>

/* Keeps what is rare, and needs room on the stack, out of what is not. */
#define APART __attribute__((cold, noinline))

/* ------------------------------------------------------------- rejects -- */

/* Rejects the row for what stands at byte `at` of it. */
static int reject(hale_cx *cx, const CsvReader *reader, const Row *row,
                  const CsvField *field, size_t at, const char *reason)
{
    char text[512];
    uint64_t line = row->line;
    size_t begin = 0;
    for (size_t i = 0; i < at && row->lines > 1; i++) {
        if (row->data[i] == reader->scan.end) {
            line++;
            begin = i + 1;
        }
    }
    if (line > row->line)
        snprintf(text, sizeof text, "%s (on line %llu)", reason,
                 (unsigned long long)line);
    const hale_reject why = {
        .size = sizeof why,
        .file = reader->file->label,
        .line = row->line,
        .column = line > row->line ? 0 : at - begin + 1,
        .field = field ? field->name.data : NULL,
        .reason = line > row->line ? text : reason,
        .raw = {row->data, row->len},
    };
    return cx->reject(cx, &why) ? -1 : 0;
}

APART static int reject_row(hale_cx *cx, const CsvReader *reader,
                            const Row *row)
{
    char reason[256];
    if (!row->trouble) {
        snprintf(
            reason, sizeof reason, "the row has %zu cells, %s %zu", row->cells,
            reader->source->dialect.header ? "the header" : "columns names",
            reader->file->header.count);
        return reject(cx, reader, row, NULL, 0, reason);
    }
    snprintf(reason, sizeof reason, "%s", row->trouble);
    if (row->lines > 1)
        snprintf(reason, sizeof reason, "%s; the row takes %llu lines",
                 row->trouble, (unsigned long long)row->lines);
    return reject(cx, reader, row, NULL, row->trouble_at, reason);
}

APART static int reject_cell(hale_cx *cx, const CsvReader *reader,
                             const Row *row, const CsvField *field,
                             hale_str value)
{
    const size_t cell = reader->file->cell[field - reader->source->field];
    const size_t at =
        (size_t)(scan_slice(&reader->scan, row, cell).data - row->data);
    char shown[4 * CELL_SHOWN + 16], reason[400];
    if (field->type == HALE_TEXT) {
        cell_show(value, shown, sizeof shown);
        snprintf(reason, sizeof reason,
                 "not UTF-8 (if an old Windows program wrote it, set "
                 "encoding = latin1): %s",
                 shown);
    } else {
        cell_reason(&reader->source->dialect.cells, field->type, value, reason,
                    sizeof reason);
    }
    return reject(cx, reader, row, field, at, reason);
}

/* --------------------------------------------------------------- cells -- */

/* The text of a cell without what surrounds it, empty if it means missing.
 * data NULL: no memory. */
static hale_str bare_text(CsvReader *reader, const Row *row, size_t cell)
{
    const CellRules *rules = &reader->source->dialect.cells;
    hale_str s;
    if (careful_cell(&reader->scan, row, cell, &s))
        return (hale_str){0};
    if (cell_is_missing(rules, s))
        s.len = 0;
    return s;
}

static int is_bare(const Dialect *dialect, const Row *row)
{
    return !row->quoted && !dialect->trim && dialect->cells.nulls.count == 0;
}

static int is_wanted(const CsvSource *source, int64_t time)
{
    return time >= source->begin && time < source->end;
}

int cells_take(hale_cx *cx, CsvReader *reader, const Row *row,
               hale_batch *batch, size_t at)
{
    const CsvSource *source = reader->source;
    const size_t *cell = reader->file->cell;
    if (row->trouble || row->cells != reader->file->header.count)
        return reject_row(cx, reader, row);
    const int bare = is_bare(&source->dialect, row);
    for (size_t k = 0; k < source->fields; k++) {
        const CsvField *field = &source->field[k];
        hale_cells *to = batch->field[field->index];
        const hale_str s = bare ? scan_slice(&reader->scan, row, cell[k])
                                : bare_text(reader, row, cell[k]);
        if (!s.data)
            return hale_fail(cx, "%s: no memory", reader->file->label);
        to->present[at] = s.len > 0;
        if (s.len == 0)
            continue;
        if (to->type == HALE_TEXT && row->ascii) /* surely UTF-8 */
            to->as.text[at] = s;
        else if (cell_read(cx, &source->dialect.cells, &reader->days, s, to,
                           at))
            return reject_cell(cx, reader, row, field, s);
        else if ((ptrdiff_t)field->index == source->time_field &&
                 to->type == HALE_TIME && !is_wanted(source, to->as.i[at])) {
            batch->passed++;
            return 0;
        }
    }
    batch->line[at] = row->line;
    batch->raw[at] = (hale_str){row->data, row->len};
    return 1;
}
