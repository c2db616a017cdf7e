/* SPDX-License-Identifier: MIT
 *
 * values.c: what SQLite keeps, as a value of the wanted type.
 *
 * Whole numbers and texts are read as the same characters in a CSV cell are.
 * A REAL is a double and needs more care: as an amount of money it is taken
 * only when exactly one amount of four decimals is nearest to it, as 19.99
 * is to 19.99; then nothing was lost by keeping it as a double. 0.12345 is
 * no such amount, and neither is anything so large that amounts that differ
 * in the last place share a double. A BLOB is never a value.
 */
#include "sqlite_input.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------ rendering -- */

int values_render(const SqliteSource *source, SqliteReader *reader)
{
    const size_t count = source->request->field_count;
    size_t len = 0;
    char *to;
    for (size_t k = 0; k < count; k++) {
        hale_str *slice = &reader->slice[k];
        const int column = source->column[k];
        reader->kind[k] = sqlite3_column_type(reader->rows, column);
        slice->data = (const char *)sqlite3_column_text(reader->rows, column);
        slice->len = (size_t)sqlite3_column_bytes(reader->rows, column);
        if (!slice->data && reader->kind[k] != SQLITE_NULL && slice->len)
            return -1;
        len += slice->len + 1;
    }
    to = keep_room(&reader->keep, len + 1);
    if (!to)
        return -1;
    reader->raw = (hale_str){to, count ? len - 1 : 0};
    for (size_t k = 0; k < count; k++) {
        hale_str *slice = &reader->slice[k];
        if (slice->len)
            memcpy(to, slice->data, slice->len);
        slice->data = to;
        to += slice->len;
        *to++ = '|';
    }
    return 0;
}

/* -------------------------------------------------------------- reading -- */

/* Below 2^39 neighbouring doubles are less than a ten-thousandth apart, so
 * that no two amounts share one. The quotient of two whole numbers that
 * doubles hold exactly is the double nearest to the amount. */
static int money_of_real(double real, int64_t *out)
{
    double units;
    if (!(fabs(real) < 549755813888.0))
        return -1;
    units = nearbyint(real * (double)HALE_MONEY_UNIT);
    if (units / (double)HALE_MONEY_UNIT != real)
        return -1;
    *out = (int64_t)units;
    return 0;
}

/* Up to 2^53, where each whole number has a double of its own. */
static int int_of_real(double real, int64_t *out)
{
    if (!(fabs(real) <= 9007199254740992.0) || real != nearbyint(real))
        return -1;
    *out = (int64_t)real;
    return 0;
}

static int read_real(double real, hale_str written, hale_cells *to, size_t at)
{
    if (!isfinite(real))
        return -1;
    switch (to->type) {
    case HALE_INT:
        return int_of_real(real, &to->as.i[at]);
    case HALE_MONEY:
        return money_of_real(real, &to->as.i[at]);
    case HALE_REAL:
        to->as.r[at] = real;
        return 0;
    case HALE_TEXT:
        to->as.text[at] = written;
        return 0;
    default:
        return -1;
    }
}

int values_read(hale_cx *cx, const SqliteSource *source, SqliteReader *reader,
                size_t k, hale_cells *to, size_t at)
{
    const hale_str s = reader->slice[k];
    to->present[at] =
        reader->kind[k] != SQLITE_NULL && !cell_is_missing(&source->rules, s);
    if (!to->present[at])
        return 0;
    if (reader->kind[k] == SQLITE_BLOB || memchr(s.data, '\0', s.len))
        return -1;
    if (reader->kind[k] == SQLITE_FLOAT)
        return read_real(sqlite3_column_double(reader->rows, source->column[k]),
                         s, to, at);
    return cell_read(cx, &source->rules, &reader->days, s, to, at);
}

/* -------------------------------------------------------------- reasons -- */

void values_reason(const SqliteSource *source, const SqliteReader *reader,
                   size_t k, char *out, size_t room)
{
    const hale_type type = source->request->fields[k]->type;
    const hale_str s = reader->slice[k];
    char shown[4 * CELL_SHOWN + 16];
    cell_show(s, shown, sizeof shown);
    if (reader->kind[k] == SQLITE_BLOB)
        snprintf(out, room, "a BLOB, not a value; CAST it in a query");
    else if (memchr(s.data, '\0', s.len))
        snprintf(out, room, "a NUL character in a text: %s", shown);
    else if (reader->kind[k] == SQLITE_FLOAT && type == HALE_MONEY)
        snprintf(out, room,
                 "not an exact amount of money: the REAL %s; keep amounts as "
                 "TEXT or whole cents, or ROUND(..., 4) it in a query",
                 shown);
    else
        cell_reason(&source->rules, type, s, out, room);
}
