/* SPDX-License-Identifier: MIT
 *
 * cells.c: the wanted cells of a row into the host's columns.
 *
 * No call through a pointer a cell: the readers of numbers and dates are
 * inline, and local times ask the host once a day of the calendar. The field
 * that holds the time is looked at first; a row outside the wanted span costs
 * nothing more.
 *
 * A row is taken whole or not at all. The one that is not is told with its
 * file, line, column, field and value.
 */
#include "csv.h"

#include <stdio.h>
#include <string.h>

#include "../../common/utf8.h"

enum { SHOWN = 60 }; /* bytes of a bad value */

/* ------------------------------------------------------------- rejects -- */

/* The value in quotes, cut, with control characters as \xNN. */
static void show(hale_str value, char *out, size_t room)
{
    size_t most = value.len < SHOWN ? value.len : SHOWN;
    size_t len = 0;
    while (most < value.len && most && (value.data[most] & 0xc0) == 0x80)
        most--; /* not within a character */
    out[len++] = '"';
    for (size_t i = 0; i < most && len + 10 < room; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c >= 0x20 && c != 0x7f)
            out[len++] = (char)c;
        else
            len += (size_t)snprintf(out + len, room - len, "\\x%02X", c);
    }
    snprintf(out + len, room - len, "\"%s", most < value.len ? "..." : "");
}

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

static int reject_row(hale_cx *cx, const CsvReader *reader, const Row *row)
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

static const char *what_it_is_not(hale_type type)
{
    switch (type) {
    case HALE_BOOL:
        return "not yes or no";
    case HALE_INT:
        return "not a whole number";
    case HALE_REAL:
        return "not a number";
    case HALE_MONEY:
        return "not an amount of money";
    case HALE_TIME:
        return "not a date";
    default:
        return "not UTF-8 (if an old Windows program wrote it, set encoding "
               "= latin1)";
    }
}

static int reject_cell(hale_cx *cx, const CsvReader *reader, const Row *row,
                       const CsvField *field, hale_str value)
{
    static const char *const forms[] = {"YYYY-MM-DD", "DD.MM.YYYY",
                                        "MM/DD/YYYY", "seconds since 1970",
                                        "milliseconds since 1970"};
    const size_t cell = reader->file->cell[field - reader->source->field];
    const size_t at =
        (size_t)(scan_slice(&reader->scan, row, cell).data - row->data);
    char shown[4 * SHOWN + 16], reason[400];
    show(value, shown, sizeof shown);
    snprintf(reason, sizeof reason, "%s: %s%s%s", what_it_is_not(field->type),
             shown, field->type == HALE_TIME ? "; date_format wants " : "",
             field->type == HALE_TIME ? forms[reader->source->dialect.dates]
                                      : "");
    return reject(cx, reader, row, field, at, reason);
}

/* --------------------------------------------------------------- times -- */

static int64_t local_instant(hale_cx *cx, CsvReader *reader, int32_t day,
                             int64_t time_of_day)
{
    LocalDay *known = &reader->days[(uint32_t)day % LOCAL_DAYS];
    if (!known->known || known->day != day) {
        known->known = 1;
        known->day = day;
        known->midnight = cx->instant(cx, day, 0);
        known->whole =
            cx->instant(cx, day + 1, 0) - known->midnight == HALE_DAY;
    }
    return known->whole ? known->midnight + time_of_day
                        : cx->instant(cx, day, time_of_day);
}

static int read_epoch(hale_str s, int64_t unit, int64_t *out)
{
    int64_t value;
    if (hale_read_int(s, (hale_signs){0}, &value) || value > INT64_MAX / unit ||
        value < INT64_MIN / unit)
        return -1;
    *out = value * unit;
    return 0;
}

static int read_time(hale_cx *cx, CsvReader *reader, hale_str s, int64_t *out)
{
    const DateForm form = reader->source->dialect.dates;
    hale_stamp stamp;
    if (form == DATE_EPOCH_S || form == DATE_EPOCH_MS)
        return read_epoch(
            s, form == DATE_EPOCH_S ? HALE_SECOND : HALE_SECOND / 1000, out);
    if (form == DATE_ISO ? hale_read_stamp(s, &stamp)
                         : dates_read(s, form, &stamp))
        return -1;
    if (stamp.has_offset || reader->source->utc)
        *out = stamp.day * HALE_DAY + stamp.time_of_day -
               stamp.offset * HALE_SECOND;
    else
        *out = local_instant(cx, reader, stamp.day, stamp.time_of_day);
    return 0;
}

/* --------------------------------------------------------------- cells -- */

static int means_missing(const Dialect *dialect, hale_str s)
{
    const struct hale_list *nulls = &dialect->nulls;
    if (s.len == 0)
        return 1;
    for (size_t i = 0; i < nulls->count; i++)
        if (s.len == nulls->item[i].len &&
            memcmp(s.data, nulls->item[i].data, s.len) == 0)
            return 1;
    return 0;
}

static int read_text(const Row *row, hale_str s, hale_str *out)
{
    *out = s;
    return row->ascii || utf8_check(s) == s.len ? 0 : -1;
}

static int read_cell(hale_cx *cx, CsvReader *reader, const Row *row, hale_str s,
                     hale_cells *to, size_t at)
{
    const hale_signs signs = reader->source->dialect.signs;
    switch (to->type) {
    case HALE_BOOL:
        return hale_read_bool(s, &to->as.b[at]);
    case HALE_INT:
        return hale_read_int(s, signs, &to->as.i[at]);
    case HALE_REAL:
        return hale_read_real(s, signs, &to->as.r[at]);
    case HALE_MONEY:
        return hale_read_money(s, signs, &to->as.i[at]);
    case HALE_TIME:
        return read_time(cx, reader, s, &to->as.i[at]);
    case HALE_TEXT:
    case HALE_SAME:
        return read_text(row, s, &to->as.text[at]);
    }
    return -1;
}

static int is_wanted(const CsvSource *source, int64_t time)
{
    return time >= source->begin && time < source->end;
}

int cells_take(hale_cx *cx, CsvReader *reader, const Row *row,
               hale_batch *batch, size_t at)
{
    const CsvSource *source = reader->source;
    const Dialect *dialect = &source->dialect;
    if (row->trouble || row->cells != reader->file->header.count)
        return reject_row(cx, reader, row);
    for (size_t k = 0; k < source->fields; k++) {
        const CsvField *field = &source->field[k];
        const size_t cell = reader->file->cell[k];
        hale_cells *to = batch->field[field->index];
        hale_str s = scan_slice(&reader->scan, row, cell);
        if ((row->quoted || dialect->trim) &&
            careful_cell(&reader->scan, row, cell, &s))
            return hale_fail(cx, "%s: no memory", reader->file->label);
        to->present[at] = !means_missing(dialect, s);
        if (!to->present[at])
            continue;
        if (read_cell(cx, reader, row, s, to, at))
            return reject_cell(cx, reader, row, field, s);
        if ((ptrdiff_t)field->index == source->time_field &&
            to->type == HALE_TIME && !is_wanted(source, to->as.i[at])) {
            batch->passed++;
            return 0;
        }
    }
    batch->line[at] = row->line;
    batch->raw[at] = (hale_str){row->data, row->len};
    return 1;
}
