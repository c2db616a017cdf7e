/* SPDX-License-Identifier: MIT
 *
 * csv_rows.c: see csv_rows.h.
 *
 * The rows are cut into pieces, which the threads of the host put into words.
 * Pieces go out in their order, and whoever is done with the next one writes
 * it and those behind it that are done: so one thread writes while the others
 * go on, nobody waits, and a piece is in the file before it has left the
 * cache. Only dates come before, a stretch of rows at a time: only cx knows
 * the days of instants.
 *
 * A table of a hundred columns is a hundred places of memory to read a row
 * from, more than a machine looks ahead in by itself; so it is told to.
 *
 * Numbers are written in place: before each row there is room for the longest
 * ones in all of its cells, and each text makes room for itself and for what
 * follows. Texts are looked through eight bytes at a time for what needs
 * quotes.
 */
#include "csv_rows.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------- texts */

static const uint64_t ONES = UINT64_MAX / 255, HIGHS = UINT64_MAX / 255 * 128;

/* Does the word hold the byte? Not 0 if so. */
static uint64_t has_byte(uint64_t word, char byte)
{
    uint64_t other = word ^ ONES * (unsigned char)byte;
    return (other - ONES) & ~other & HIGHS;
}

static uint64_t has_special(const CsvStyle *style, uint64_t word)
{
    return has_byte(word, style->delimiter) | has_byte(word, '"') |
           has_byte(word, '\n') | has_byte(word, '\r');
}

static int needs_quotes(const CsvStyle *style, hale_str s)
{
    uint64_t any = 0, word;
    size_t i = 0;
    if (s.len == style->null.len &&
        (s.len == 0 || memcmp(s.data, style->null.data, s.len) == 0))
        return 1;
    for (; i + sizeof word <= s.len; i += sizeof word) {
        memcpy(&word, s.data + i, sizeof word);
        any |= has_special(style, word);
    }
    for (; i < s.len; i++)
        any |= has_special(style, ONES * (unsigned char)s.data[i]);
    return any != 0;
}

static char *put_quoted(char *to, const char *before, hale_str s)
{
    *to++ = '"';
    for (; *before; before++)
        *to++ = *before;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '"')
            *to++ = '"';
        *to++ = s.data[i];
    }
    *to++ = '"';
    return to;
}

static int looks_like_formula(hale_str s)
{
    const char first = s.len ? s.data[0] : 'x';
    return first == '=' || first == '+' || first == '-' || first == '@' ||
           first == '\t' || first == '\r';
}

/* There is room for twice the text and three bytes. */
static char *put_text(const CsvStyle *style, char *to, hale_str s)
{
    const char *before = style->safe && looks_like_formula(s) ? "'" : "";
    if (needs_quotes(style, s))
        return put_quoted(to, before, s);
    if (*before)
        *to++ = '\'';
    if (s.len)
        memcpy(to, s.data, s.len);
    return to + s.len;
}

/* Where the text of the buffer ends, when it has room for so many bytes more;
 * NULL: there is none. */
static char *end_with_room(Buffer *out, size_t room)
{
    if (out->cap - out->len < room && buffer_room(out, room))
        return NULL;
    return out->data + out->len;
}

static size_t text_room(hale_str s)
{
    return s.len > SIZE_MAX / 4 ? SIZE_MAX : 2 * s.len + 3;
}

void csv_put_header(const CsvStyle *style, Buffer *out, const hale_table *table)
{
    for (size_t c = 0; c < table->columns; c++) {
        const char *name = table->column[c]->name;
        const hale_str text = {name, strlen(name)};
        if (c)
            buffer_char(out, style->delimiter);
        char *to = end_with_room(out, text_room(text));
        if (to)
            out->len = (size_t)(put_text(style, to, text) - out->data);
    }
    buffer_puts(out, style->line_end);
}

/* ------------------------------------------------------------------ rows */

enum { PIECE_ROWS = 256, PIECES = 64, STRETCH = PIECES * PIECE_ROWS };
enum { LINE = 64 }; /* bytes that come from memory at once */

/* Rows [begin, end) of a table, which are written at once. */
typedef struct Rows {
    const CsvStyle *style;
    const hale_table *table;
    size_t begin, end;
    size_t room;   /* for a row without its texts */
    int32_t **day; /* of each column of dates, else NULL */
    PublishFile *file;
    pthread_mutex_t lock; /* of the members below */
    Buffer done[PIECES];  /* that wait for those before them, */
    uint8_t is_done[PIECES];
    Buffer spare[PIECES]; /* to be used again */
    size_t spares, written;
    int writes; /* somebody does */
    int error;  /* an errno */
} Rows;

static char *put_number(const Rows *rows, size_t c, size_t row, char *to)
{
    const hale_table_column *column = rows->table->column[c];
    switch (column->type) {
    case HALE_BOOL:
        return stpcpy(to, column->as.b[row] ? "true" : "false");
    case HALE_INT:
        return value_put_int(to, column->as.i[row]);
    case HALE_REAL:
        return value_put_real(to, column->as.r[row]);
    case HALE_MONEY:
        return value_put_money(to, column->as.i[row], 2);
    case HALE_TIME:
        if (rows->day[c])
            return value_put_day(to, rows->day[c][row - rows->begin]);
        return value_put_time(to, column->as.i[row]);
    default:
        return to;
    }
}

/* Nothing is there; NULL: no memory. */
static char *put_null(const Rows *rows, Buffer *out, char *to)
{
    const hale_str null = rows->style->null;
    /* A line with nothing on it would be taken for no row at all. */
    if (rows->table->columns == 1 && null.len == 0)
        return stpcpy(to, "\"\"");
    if (null.len == 0)
        return to;
    out->len = (size_t)(to - out->data);
    to = end_with_room(out, null.len + rows->room);
    return to ? (char *)memcpy(to, null.data, null.len) + null.len : NULL;
}

static char *put_cell(const Rows *rows, Buffer *out, size_t c, size_t row,
                      char *to)
{
    const hale_table_column *column = rows->table->column[c];
    if (value_missing(column, row))
        return put_null(rows, out, to);
    if (column->type != HALE_TEXT)
        return put_number(rows, c, row, to);
    const hale_str text = column->as.text[row];
    size_t room = text_room(text);
    if (room > SIZE_MAX - rows->room)
        room = SIZE_MAX - rows->room;
    out->len = (size_t)(to - out->data);
    to = end_with_room(out, room + rows->room);
    return to ? put_text(rows->style, to, text) : NULL;
}

/* 0 or -1: no memory, as `out` says. */
static int put_row(const Rows *rows, Buffer *out, size_t row)
{
    char *to = end_with_room(out, rows->room);
    for (size_t c = 0; c < rows->table->columns && to; c++) {
        if (c)
            *to++ = rows->style->delimiter;
        to = put_cell(rows, out, c, row, to);
    }
    if (!to)
        return -1;
    out->len = (size_t)(stpcpy(to, rows->style->line_end) - out->data);
    return 0;
}

/* Asks for the cells of the rows from `row` on that lie on a line. */
static void fetch_ahead(const Rows *rows, size_t row)
{
    const size_t size = sizeof(int64_t);
    for (size_t c = 0; c < rows->table->columns; c++) {
        const hale_table_column *column = rows->table->column[c];
        if (column->type == HALE_TEXT)
            __builtin_prefetch(&column->as.text[row]);
        else if (column->type != HALE_BOOL)
            __builtin_prefetch(column->as.b + row * size);
        if (column->missing && row % LINE == 0)
            __builtin_prefetch(&column->missing[row]);
    }
}

static void put_piece(const Rows *rows, size_t i, Buffer *out)
{
    size_t row = rows->begin + i * PIECE_ROWS, end = row + PIECE_ROWS;
    const size_t step = LINE / sizeof(int64_t);
    if (end > rows->end)
        end = rows->end;
    for (; row < end; row++) {
        if (row % step == 0 && row + 2 * step < end)
            fetch_ahead(rows, row + 2 * step);
        if (put_row(rows, out, row))
            break;
    }
}

/* ---------------------------------------------------------------- pieces */

/* Writes what is next as long as it is done; the lock is held, but not while
 * it writes. */
static void write_next(Rows *rows)
{
    rows->writes = 1;
    while (rows->written < PIECES && rows->is_done[rows->written]) {
        Buffer *text = &rows->done[rows->written];
        int error = rows->error;
        pthread_mutex_unlock(&rows->lock);
        if (!error)
            error = text->failed
                        ? ENOMEM
                        : publish_put(rows->file, text->data, text->len);
        text->len = 0;
        text->failed = 0;
        pthread_mutex_lock(&rows->lock);
        rows->error = error;
        rows->spare[rows->spares++] = *text;
        rows->written++;
    }
    rows->writes = 0;
}

static void do_piece(void *user, size_t i)
{
    Rows *rows = user;
    Buffer text = {0};
    pthread_mutex_lock(&rows->lock);
    if (rows->spares)
        text = rows->spare[--rows->spares];
    pthread_mutex_unlock(&rows->lock);
    put_piece(rows, i, &text);
    pthread_mutex_lock(&rows->lock);
    rows->done[i] = text;
    rows->is_done[i] = 1;
    if (!rows->writes)
        write_next(rows);
    pthread_mutex_unlock(&rows->lock);
}

/* ----------------------------------------------------------------- table */

static int make_days(hale_cx *cx, Rows *rows)
{
    const hale_table *table = rows->table;
    size_t most = table->rows < STRETCH ? table->rows : STRETCH;
    rows->day = cx->alloc(cx, (table->columns + 1) * sizeof *rows->day);
    if (!rows->day)
        return -1;
    for (size_t c = 0; c < table->columns; c++) {
        rows->day[c] = NULL;
        if (!value_is_date(table->column[c]))
            continue;
        rows->day[c] = cx->alloc(cx, (most + 1) * sizeof **rows->day);
        if (!rows->day[c])
            return -1;
    }
    return 0;
}

/* Mostly an instant is the one of the row before: as_of is. */
static void find_days(hale_cx *cx, const hale_table_column *column,
                      size_t begin, size_t end, int32_t *day)
{
    int64_t last = 0;
    int32_t its = cx->day(cx, last);
    for (size_t row = begin; row < end; row++) {
        if (value_missing(column, row))
            continue;
        if (column->as.i[row] != last)
            its = cx->day(cx, last = column->as.i[row]);
        day[row - begin] = its;
    }
}

static void put_stretch(hale_cx *cx, Rows *rows)
{
    const size_t count =
        (rows->end - rows->begin + PIECE_ROWS - 1) / PIECE_ROWS;
    for (size_t c = 0; c < rows->table->columns; c++)
        if (rows->day[c])
            find_days(cx, rows->table->column[c], rows->begin, rows->end,
                      rows->day[c]);
    rows->written = 0;
    memset(rows->is_done, 0, sizeof rows->is_done);
    cx->each(cx, count, do_piece, rows);
}

int csv_put_rows(hale_cx *cx, const CsvStyle *style, PublishFile *file,
                 const hale_table *table)
{
    Rows rows = {.style = style,
                 .table = table,
                 .file = file,
                 .lock = PTHREAD_MUTEX_INITIALIZER};
    rows.room = table->columns * (VALUE_ROOM + 1) + sizeof "\r\n";
    int bad = make_days(cx, &rows) || publish_drain(cx, file) ? -1 : 0;
    for (; !bad && rows.begin < table->rows; rows.begin = rows.end) {
        const size_t left = table->rows - rows.begin;
        rows.end = rows.begin + (left < STRETCH ? left : STRETCH);
        put_stretch(cx, &rows);
        bad = rows.error ? publish_failed(cx, file, rows.error) : 0;
    }
    while (rows.spares)
        buffer_free(&rows.spare[--rows.spares]);
    return bad;
}
