/* SPDX-License-Identifier: MIT
 *
 * rows.c: lines of COPY as the host's columns.
 *
 * In its text form a row is a line, cells are parted by tabs, \N is NULL, and
 * a backslash stands before what would be mistaken. A cell is then read as
 * strictly as one of a CSV file, whatever the column's type promises: numeric
 * has NaN, timestamps reach to infinity.
 *
 * A timestamp of infinity is "no end", which in hale is a missing one. A
 * double is an amount of money when exactly one amount is nearest to it, as
 * in the SQLite input.
 */
#include "postgres_input.h"

#include <stdio.h>
#include <string.h>

/* -------------------------------------------------------------- cutting -- */

static char unescaped(char c)
{
    static const char from[] = "bfnrtv", to[] = "\b\f\n\r\t\v";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

/* One cell, from `p` to the next tab or `end`; written to `to`, which may be
 * where it stands. Answers with the place behind it. */
static const char *cut_cell(const char *p, const char *end, char *to,
                            hale_str *cell)
{
    *cell = (hale_str){to, 0};
    if (end - p >= 2 && p[0] == '\\' && p[1] == 'N' &&
        (end - p == 2 || p[2] == '\t')) {
        cell->data = NULL;
        return p + 2;
    }
    for (; p < end && *p != '\t'; p++) {
        if (*p == '\\' && p + 1 < end)
            *to++ = unescaped(*++p);
        else
            *to++ = *p;
    }
    cell->len = (size_t)(to - cell->data);
    return p;
}

int rows_cut(PgReader *reader, const char *line, size_t len, size_t count)
{
    const int is_escaped = memchr(line, '\\', len) != NULL;
    char *raw = keep_room(&reader->keep, (is_escaped ? 2 : 1) * len + 1);
    char *cells = raw && is_escaped ? raw + len : raw;
    const char *p = raw, *end = raw + len;
    if (!raw)
        return -2;
    memcpy(raw, line, len);
    reader->raw = (hale_str){raw, len};
    for (size_t k = 0; k < count; k++) {
        if (k && (p == end || *p++ != '\t'))
            return -1;
        p = cut_cell(p, end, cells + (p - raw), &reader->slice[k]);
    }
    return p == end || count == 0 ? 0 : -1;
}

/* --------------------------------------------------------------- values -- */

static int is_infinity(hale_str s)
{
    return s.len == 8 && memcmp(s.data, "infinity", 8) == 0;
}

/* "5.00" is the whole number 5. */
static hale_str without_zeros(hale_str s)
{
    hale_str t = s;
    if (!memchr(s.data, '.', s.len))
        return s;
    while (t.len && t.data[t.len - 1] == '0')
        t.len--;
    if (t.len && t.data[t.len - 1] == '.')
        return (hale_str){t.data, t.len - 1};
    return s;
}

/* Below 2^39 no two amounts share a double. */
static int money_of_double(hale_str s, int64_t *out)
{
    double real, units;
    if (hale_read_real(s, (hale_signs){0}, &real) ||
        !(fabs(real) < 549755813888.0))
        return -1;
    units = nearbyint(real * (double)HALE_MONEY_UNIT);
    if (units / (double)HALE_MONEY_UNIT != real)
        return -1;
    *out = (int64_t)units;
    return 0;
}

/* Native types have one way of writing; texts and epochs have the user's. */
static CellRules rules_of(const PgSource *source, const PgColumn *column)
{
    CellRules rules = source->rules;
    if (column->kind == PG_INSTANT || column->kind == PG_LOCAL)
        rules.dates = DATE_ISO;
    return rules;
}

/* Puts field `k` into row `at`. 0; -1: it is not of that type. */
static int read_value(hale_cx *cx, const PgSource *source, PgReader *reader,
                      size_t k, hale_cells *to, size_t at)
{
    const PgColumn *column = source->wanted[k];
    const CellRules rules = rules_of(source, column);
    hale_str s = reader->slice[k];
    to->present[at] =
        s.data && !cell_is_missing(&rules, s) &&
        !(to->type == HALE_TIME && column->kind != PG_TEXT && is_infinity(s));
    if (!to->present[at])
        return 0;
    if (to->type == HALE_MONEY && column->kind == PG_DOUBLE)
        return money_of_double(s, &to->as.i[at]);
    if (to->type == HALE_INT)
        s = column->kind == PG_DECIMAL ? without_zeros(s) : s;
    return cell_read(cx, &rules, &reader->days, s, to, at);
}

/* -------------------------------------------------------------- rejects -- */

static int reject(hale_cx *cx, const PgSource *source, const PgReader *reader,
                  size_t k, hale_type type)
{
    const PgColumn *column = source->wanted[k];
    const CellRules rules = rules_of(source, column);
    char reason[500], shown[4 * CELL_SHOWN + 16];
    cell_show(reader->slice[k], shown, sizeof shown);
    if (type == HALE_MONEY && column->kind == PG_DOUBLE)
        snprintf(reason, sizeof reason,
                 "not an exact amount of money: the double %s; make the "
                 "column numeric, or ROUND(...::numeric, 4) it in a query",
                 shown);
    else
        cell_reason(&rules, type, reader->slice[k], reason, sizeof reason);
    const hale_reject why = {
        .size = sizeof why,
        .file = source->label,
        .line = reader->line,
        .field = column->name.data,
        .reason = reason,
        .raw = reader->raw,
    };
    return cx->reject(cx, &why) ? -1 : 0;
}

/* ----------------------------------------------------------------- rows -- */

/* Field `k` of the row at hand. 1: taken; 0: the row is not; -1: stop. */
static int take_field(hale_cx *cx, const PgSource *source, PgReader *reader,
                      hale_batch *batch, size_t k)
{
    const hale_request *request = source->request;
    hale_cells *to = batch->field[k];
    const size_t at = batch->count;
    if (read_value(cx, source, reader, k, to, at))
        return reject(cx, source, reader, k, to->type);
    if ((ptrdiff_t)k == request->time_field && to->type == HALE_TIME &&
        to->present[at] &&
        (to->as.i[at] < request->begin || to->as.i[at] >= request->end)) {
        batch->passed++;
        return 0;
    }
    return 1;
}

/* As take_field, the whole row: first its time, which may spare the rest. */
static int take_row(hale_cx *cx, const PgSource *source, PgReader *reader,
                    hale_batch *batch)
{
    const hale_request *request = source->request;
    const ptrdiff_t time = request->time_field;
    int taken = 1;
    if (time >= 0)
        taken = take_field(cx, source, reader, batch, (size_t)time);
    for (size_t k = 0; k < request->field_count && taken > 0; k++)
        if ((ptrdiff_t)k != time)
            taken = take_field(cx, source, reader, batch, k);
    if (taken > 0) {
        batch->line[batch->count] = reader->line;
        batch->raw[batch->count++] = reader->raw;
    }
    return taken;
}

/* The next line, cut. 1; 0: there is none; -1. */
static int next_line(hale_cx *cx, const PgSource *source, PgReader *reader)
{
    char *line;
    int rc;
    const int len = link_line(&reader->link, &line);
    if (len <= 0)
        return len;
    reader->line++;
    reader->bytes += (uint64_t)len;
    rc = rows_cut(reader, line, (size_t)len - (line[len - 1] == '\n'),
                  source->request->field_count);
    PQfreemem(line);
    if (rc == -2)
        return hale_fail(cx, "%s: no memory for row %llu", source->label,
                         (unsigned long long)reader->line);
    return rc ? hale_fail(cx,
                          "%s: row %llu has other columns than were asked "
                          "for",
                          source->label, (unsigned long long)reader->line)
              : 1;
}

int rows_next(hale_cx *cx, const PgSource *source, PgReader *reader,
              hale_batch *batch)
{
    batch->count = 0;
    batch->file = source->label;
    reader->link.cx = cx;
    keep_forget(&reader->keep);
    while (!reader->ended && batch->count < batch->room) {
        const int rc = next_line(cx, source, reader);
        if (rc < 0)
            return -1;
        reader->ended = rc == 0;
        if (rc && take_row(cx, source, reader, batch) < 0)
            return -1;
    }
    batch->bytes_read = reader->bytes;
    return 0;
}
