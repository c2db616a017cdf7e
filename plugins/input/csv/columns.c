/* SPDX-License-Identifier: MIT
 *
 * columns.c: many rows into the host's columns, a column at a time.
 *
 * What a cell costs is mostly the way to it: which field it is of, how its
 * type is read, whether anything about its row is odd. All this is the same
 * down a column, and what is odd is known of a whole run of rows. So the index
 * (index.h) tells where the cells of some hundred rows stand, and each wanted
 * column is then taken in a few plain loops. The time comes first: rows that
 * are outside the wanted span leave before the other cells are looked at.
 *
 * Nothing is refused here. A run ends before the first row that has a cell
 * which cannot be read; that row goes through cells.c, like any that is not by
 * the book, and is told there. Behind it runs are short at first: a file of
 * nothing but bad rows shall not be read over and over. For the same reason
 * doubled quotes, of which copies are made, are taken apart last.
 */
#include "csv.h"

#include <string.h>

enum { RUN_LEAST = 8 }; /* RUN_MOST is it times a power of two */

typedef struct Taking {
    CsvReader *reader;
    const Dialect *dialect;
    hale_batch *batch;
    size_t at;    /* the row of the batch that is the first of these */
    size_t cells; /* of each row */
    Run run;      /* cut short where a row cannot be taken */
    size_t rows;  /* of the run so many are wanted: */
    uint32_t row[RUN_MOST];  /*   these, counted from its first */
    hale_str text[RUN_MOST]; /* the column, unless it is one of texts */
} Taking;

/* ---------------------------------------------------------------- texts -- */

/* Ends the run before the i-th of its wanted rows. */
static void cut_short(Taking *t, size_t i)
{
    t->run.end = t->run.begin + t->row[i];
    t->rows = i;
}

/* The wanted rows; NULL: simply all of the run. */
static const uint32_t *wanted(const Taking *t)
{
    return t->rows == t->run.end - t->run.begin ? NULL : t->row;
}

/* The texts that stand `width` cells wide from cell `cell` on, in every wanted
 * row. 1: some may be empty. */
static int take_slices(const Taking *t, size_t cell, size_t width,
                       hale_str *text)
{
    const char *data = t->reader->scan.data;
    const uint32_t *edge = t->run.edge + cell, *row = wanted(t);
    const size_t cells = t->cells, rows = t->rows;
    if (!row)
        return slices(data, edge, cells, width, rows, text);
    for (size_t i = 0; i < rows; i++)
        text[i] = slice(data, edge + row[i] * cells, width);
    return 1;
}

/* Takes the '\r' of "\r\n" off texts that end where their rows do. */
static void drop_returns(const Taking *t, hale_str *text)
{
    for (size_t i = 0; i < t->rows; i++)
        text[i].len -=
            ends_in_return(&t->reader->scan, text[i].data, text[i].len);
}

static void trim(const Taking *t, hale_str *text)
{
    for (size_t i = 0; i < t->rows; i++)
        text[i] = careful_trim(t->dialect, text[i]);
}

/* Takes off the quotes around cells. By the book, what opens with one closes
 * with one. */
static void unquote(const Taking *t, hale_str *text)
{
    const char quote = t->dialect->quote;
    const size_t rows = t->rows;
    for (size_t i = 0; i < rows; i++)
        if (text[i].len >= 2 && text[i].data[0] == quote)
            text[i] = (hale_str){text[i].data + 1, text[i].len - 2};
}

static int has_quote(const Taking *t, hale_str text)
{
    return memchr(text.data, t->dialect->quote, text.len) != NULL;
}

/* Empties those that mean missing. Texts with doubled quotes, which are not
 * yet what they mean, are left to cells.c. */
static void drop_nulls(Taking *t, hale_str *text)
{
    for (size_t i = 0; i < t->rows; i++) {
        if (t->run.doubled && has_quote(t, text[i]))
            cut_short(t, i);
        else if (cell_is_missing(&t->dialect->cells, text[i]))
            text[i].len = 0;
    }
}

/* Takes off what surrounds the texts of a cell; 0: nothing was to be done. */
static int bare(Taking *t, size_t cell, hale_str *text)
{
    const int returns = t->run.returns && cell + 1 == t->cells;
    const int nulls = t->dialect->cells.nulls.count > 0;
    if (returns)
        drop_returns(t, text);
    if (t->dialect->trim)
        trim(t, text);
    if (t->run.quoted)
        unquote(t, text);
    if (nulls)
        drop_nulls(t, text);
    return returns | t->dialect->trim | t->run.quoted | nulls;
}

/* -------------------------------------------------------------- columns -- */

static int is_text(const hale_cells *cells)
{
    return cells->type == HALE_TEXT || cells->type == HALE_SAME;
}

static void mark_present(const Taking *t, const hale_str *text,
                         uint8_t *present)
{
    const size_t rows = t->rows;
    for (size_t i = 0; i < rows; i++)
        present[i] = text[i].len > 0;
}

/* The wanted cells of field k. */
static void take_column(hale_cx *cx, Taking *t, size_t k)
{
    CsvReader *reader = t->reader;
    hale_cells *to = t->batch->field[reader->source->field[k].index];
    const size_t cell = reader->file->cell[k];
    hale_str *text = is_text(to) ? to->as.text + t->at : t->text;
    size_t good;
    const int empty = take_slices(t, cell, 1, text);
    if (bare(t, cell, text) | empty)
        mark_present(t, text, to->present + t->at);
    else
        memset(to->present + t->at, 1, t->rows);
    if (is_text(to) && !t->run.rare)
        return; /* ASCII, so it is UTF-8 */
    good = cell_read_column(cx, &t->dialect->cells, &reader->days, text,
                            t->rows, to, t->at);
    if (good < t->rows)
        cut_short(t, good);
}

/* Is the time there, and outside the wanted span? Counted from its beginning,
 * what lies before it is beyond its end. */
static inline unsigned is_outside(uint8_t present, int64_t at, int64_t begin,
                                  uint64_t span)
{
    return (unsigned)present & ((uint64_t)at - (uint64_t)begin >= span);
}

/* Keeps the rows whose time is wanted, or not known. */
static void keep_wanted(Taking *t, int64_t begin, uint64_t span,
                        hale_cells *time)
{
    const size_t at = t->at;
    size_t kept = 0;
    for (size_t i = 0; i < t->rows; i++) {
        const uint8_t present = time->present[at + i];
        const int64_t instant = time->as.i[at + i];
        t->row[kept] = t->row[i];
        time->present[at + kept] = present;
        time->as.i[at + kept] = instant;
        kept += !is_outside(present, instant, begin, span);
    }
    t->rows = kept;
}

static void leave_out(Taking *t)
{
    const CsvSource *source = t->reader->source;
    hale_cells *time = t->batch->field[source->time_field];
    const uint8_t *present = time->present + t->at;
    const int64_t *at = time->as.i + t->at, begin = source->begin;
    const uint64_t span =
        begin < source->end ? (uint64_t)source->end - (uint64_t)begin : 0;
    unsigned outside = 0; /* mostly all or none of a run are */
    for (size_t i = 0; i < t->rows; i++)
        outside |= is_outside(present[i], at[i], begin, span);
    if (outside)
        keep_wanted(t, begin, span, time);
}

/* Where the rows stood, and as what. */
static void take_places(const Taking *t)
{
    const Scan *scan = &t->reader->scan;
    uint64_t *line = t->batch->line + t->at;
    hale_str *raw = t->batch->raw + t->at;
    const uint64_t first = scan->line;
    const size_t rows = t->rows;
    for (size_t i = 0; i < rows; i++)
        line[i] = first + t->row[i];
    take_slices(t, 0, t->cells, raw);
    if (t->run.returns)
        drop_returns(t, raw);
    for (size_t i = 0; i < rows && t->run.quoted; i++)
        line[i] += index_lines(scan->index, t->run.begin + t->row[i]) -
                   index_lines(scan->index, t->run.begin);
}

/* Takes the doubled quotes in texts apart. By the book, there are no others
 * within a cell. */
static int unescape(const Taking *t)
{
    const CsvSource *source = t->reader->source;
    for (size_t k = 0; k < source->fields; k++) {
        const hale_cells *to = t->batch->field[source->field[k].index];
        for (size_t i = t->at; i < t->at + t->rows && is_text(to); i++)
            if (has_quote(t, to->as.text[i]) &&
                careful_unescape(&t->reader->scan, &to->as.text[i]))
                return -1;
    }
    return 0;
}

static int take_run(hale_cx *cx, Taking *t)
{
    const CsvSource *source = t->reader->source;
    t->rows = t->run.end - t->run.begin;
    for (size_t i = 0; i < t->rows; i++)
        t->row[i] = (uint32_t)i;
    for (size_t k = 0; k < source->fields && t->rows; k++) {
        take_column(cx, t, k);
        if ((ptrdiff_t)source->field[k].index == source->time_field &&
            source->field[k].type == HALE_TIME)
            leave_out(t);
    }
    if (t->run.doubled && unescape(t))
        return hale_fail(cx, "%s: no memory", t->reader->file->label);
    take_places(t);
    t->batch->count += t->rows;
    t->batch->passed += t->run.end - t->run.begin - t->rows;
    return 0;
}

int columns_take(hale_cx *cx, CsvReader *reader, hale_batch *batch)
{
    Taking t; /* its arrays need not be zeroed */
    size_t most = batch->room - batch->count, end;
    t.reader = reader;
    t.dialect = &reader->source->dialect;
    t.batch = batch;
    t.at = batch->count;
    t.cells = reader->file->header.count;
    if (most > reader->pace)
        most = reader->pace;
    if (!scan_run(&reader->scan, t.cells, most, &t.run))
        return 0;
    end = t.run.end;
    if (take_run(cx, &t))
        return -1;
    scan_pass(&reader->scan, t.run.end);
    if (t.run.end < end)
        reader->pace = RUN_LEAST;
    else if (reader->pace < RUN_MOST)
        reader->pace *= 2;
    return t.run.end == end;
}
