/* SPDX-License-Identifier: MIT
 *
 * csv_output.c: tables as CSV files.
 *
 * What is written reads back as the same: money and reals to the last digit,
 * times in UTC, cells quoted as RFC 4180 has it. A missing cell is the `null`
 * text bare; a text that happens to equal it is quoted, so that the two can
 * be told apart.
 *
 * Spreadsheets run a cell that begins with = + - or @ as a formula, which
 * customer data must never reach: with `safe`, texts and column names (never
 * numbers) that begin so get an apostrophe in front.
 *
 * Rows are written by all threads of the host, some thousand at a time in
 * pieces, which go out in their order.
 */
#include "csv_output.h"

#include <string.h>

#include "../../common/text.h"
#include "../../input/csv/chars.h"
#include "../common/publish.h"

typedef struct CsvSink {
    Publish files;
    char delimiter;
    int header, safe;
    const char *line_end;
    hale_str null;
    uint8_t quotes[256]; /* the bytes that make a cell be quoted */
} CsvSink;

enum {
    OPT_PATH,
    OPT_DELIMITER,
    OPT_HEADER,
    OPT_NULL,
    OPT_SAFE,
    OPT_LINE_END,
    OPT_COUNT
};

#define OPTION(kind, ...)                                                      \
    &(const hale_option)                                                       \
    {                                                                          \
        .size = sizeof(hale_option), .type = HALE_OPTION_##kind, __VA_ARGS__   \
    }

static const char *const line_ends[] = {"lf", "crlf", NULL};

static const hale_option *const csv_output_options[] = {
    [OPT_PATH] = OPTION(
        PATH, .name = "path", .flags = HALE_REQUIRED,
        .help = "file, or - for standard output; {table} in it stands for "
                "each table's name; missing folders are made"),
    [OPT_DELIMITER] = OPTION(TEXT, .name = "delimiter", .fallback = ",",
                             .help = "between cells: a character, or tab, "
                                     "semicolon, pipe, comma, space"),
    [OPT_HEADER] = OPTION(BOOL, .name = "header", .fallback = "yes",
                          .help = "the first row names the columns"),
    [OPT_NULL] = OPTION(TEXT, .name = "null", .fallback = "",
                        .help = "what stands for a missing value"),
    [OPT_SAFE] = OPTION(BOOL, .name = "safe", .fallback = "yes",
                        .help = "an apostrophe before texts that a "
                                "spreadsheet would run as a formula"),
    [OPT_LINE_END] = OPTION(CHOICE, .name = "line_end", .fallback = "lf",
                            .choices = line_ends, .help = "lf or crlf"),
    [OPT_COUNT] = NULL};

/* Keeps a text that was given; not given, *to stays. */
static int keep_given(hale_cx *cx, const hale_value *from, hale_str *to)
{
    if (from->missing || from->as.text.len == 0)
        return 0;
    *to = (hale_str){text_copy(cx, from->as.text), from->as.text.len};
    return to->data ? 0 : -1;
}

static int csv_output_open(hale_cx *cx, const hale_value *options,
                           const hale_run *run, void *memory)
{
    CsvSink *sink = memory;
    (void)run;
    if (chars_read(cx, "delimiter", &options[OPT_DELIMITER],
                   &sink->delimiter) ||
        keep_given(cx, &options[OPT_NULL], &sink->null))
        return -1;
    if (!sink->delimiter || strchr("\"-.0123456789", sink->delimiter))
        return hale_fail(cx, "delimiter: a sign that numbers and quotes do "
                             "not use is needed");
    sink->header = options[OPT_HEADER].as.b;
    sink->safe = options[OPT_SAFE].as.b;
    sink->line_end = options[OPT_LINE_END].as.i ? "\r\n" : "\n";
    sink->quotes[(unsigned char)sink->delimiter] = 1;
    sink->quotes['"'] = sink->quotes['\n'] = sink->quotes['\r'] = 1;
    return publish_open(cx, &sink->files, options[OPT_PATH].as.text.data);
}

/* ----------------------------------------------------------------- cells */

static int needs_quotes(const CsvSink *sink, hale_str s)
{
    uint8_t any = 0;
    for (size_t i = 0; i < s.len; i++)
        any |= sink->quotes[(unsigned char)s.data[i]];
    return any || (s.len == sink->null.len &&
                   (s.len == 0 || memcmp(s.data, sink->null.data, s.len) == 0));
}

static void put_quoted(Buffer *out, hale_str s)
{
    buffer_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, s.data[i]);
    }
    buffer_char(out, '"');
}

static int looks_like_formula(hale_str s)
{
    return s.len && s.data[0] && strchr("=+-@\t\r", s.data[0]) != NULL;
}

static hale_str with_apostrophe(Buffer *cell, hale_str s)
{
    cell->len = 0;
    buffer_char(cell, '\'');
    buffer_add(cell, s.data, s.len);
    return (hale_str){cell->data, cell->len};
}

/* `cell` is room for a text with an apostrophe. */
static void put_text(const CsvSink *sink, Buffer *out, Buffer *cell, hale_str s)
{
    if (sink->safe && looks_like_formula(s))
        s = with_apostrophe(cell, s);
    out->failed |= cell->failed;
    if (needs_quotes(sink, s))
        put_quoted(out, s);
    else
        buffer_add(out, s.data, s.len);
}

/* ----------------------------------------------------------------- table */

static void put_header(const CsvSink *sink, Buffer *out,
                       const hale_table *table)
{
    Buffer cell = {0};
    for (size_t c = 0; c < table->columns; c++) {
        const char *name = table->column[c]->name;
        if (c)
            buffer_char(out, sink->delimiter);
        put_text(sink, out, &cell, (hale_str){name, strlen(name)});
    }
    buffer_puts(out, sink->line_end);
    buffer_free(&cell);
}

enum { PIECE_ROWS = 1024, PIECES = 8 };

typedef struct Piece {
    Buffer text, cell;
} Piece;

/* Rows that are written at once. */
typedef struct Rows {
    const CsvSink *sink;
    const hale_table *table;
    size_t begin, end;
    int32_t **day; /* of each column of dates, else NULL: only cx knows them */
    Piece piece[PIECES];
} Rows;

static void put_cell(const Rows *rows, Piece *piece, size_t c, size_t row)
{
    const hale_table_column *column = rows->table->column[c];
    const hale_str *null = &rows->sink->null;
    if (value_missing(column, row)) {
        /* A line with nothing on it would be taken for no row at all. */
        if (rows->table->columns == 1 && null->len == 0)
            buffer_puts(&piece->text, "\"\"");
        buffer_add(&piece->text, null->data, null->len);
    } else if (rows->day[c]) {
        value_day(&piece->text, rows->day[c][row - rows->begin]);
    } else if (column->type == HALE_TEXT) {
        put_text(rows->sink, &piece->text, &piece->cell, column->as.text[row]);
    } else {
        value_cell(NULL, &piece->text, column, row);
    }
}

static void put_piece(void *user, size_t i)
{
    Rows *rows = user;
    Piece *piece = &rows->piece[i];
    size_t row = rows->begin + i * PIECE_ROWS, end = row + PIECE_ROWS;
    piece->text.len = 0;
    for (; row < end && row < rows->end; row++) {
        for (size_t c = 0; c < rows->table->columns; c++) {
            if (c)
                buffer_char(&piece->text, rows->sink->delimiter);
            put_cell(rows, piece, c, row);
        }
        buffer_puts(&piece->text, rows->sink->line_end);
    }
}

static int make_days(hale_cx *cx, Rows *rows)
{
    const hale_table *table = rows->table;
    rows->day = cx->alloc(cx, (table->columns + 1) * sizeof *rows->day);
    if (!rows->day)
        return -1;
    for (size_t c = 0; c < table->columns; c++) {
        rows->day[c] = NULL;
        if (!value_is_date(table->column[c]))
            continue;
        rows->day[c] = cx->alloc(cx, PIECES * PIECE_ROWS * sizeof **rows->day);
        if (!rows->day[c])
            return -1;
    }
    return 0;
}

static void find_days(hale_cx *cx, const Rows *rows)
{
    for (size_t c = 0; c < rows->table->columns; c++) {
        const hale_table_column *column = rows->table->column[c];
        for (size_t i = rows->begin; rows->day[c] && i < rows->end; i++)
            if (!value_missing(column, i))
                rows->day[c][i - rows->begin] = cx->day(cx, column->as.i[i]);
    }
}

/* The pieces in their order. */
static int send(hale_cx *cx, PublishFile *file, const Rows *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Buffer *text = &rows->piece[i].text;
        buffer_add(&file->text, text->data, text->len);
        file->text.failed |= text->failed;
        if (publish_flush(cx, file))
            return -1;
    }
    return 0;
}

static int put_rows(hale_cx *cx, const CsvSink *sink, PublishFile *file,
                    const hale_table *table)
{
    Rows rows = {.sink = sink, .table = table};
    int bad = make_days(cx, &rows);
    for (; rows.end < table->rows && !bad; rows.begin = rows.end) {
        size_t most = table->rows - rows.begin, count;
        most = most < PIECES * PIECE_ROWS ? most : PIECES * PIECE_ROWS;
        rows.end = rows.begin + most;
        count = (most + PIECE_ROWS - 1) / PIECE_ROWS;
        find_days(cx, &rows);
        cx->each(cx, count, put_piece, &rows);
        bad = send(cx, file, &rows, count);
    }
    for (size_t i = 0; i < PIECES; i++) {
        buffer_free(&rows.piece[i].text);
        buffer_free(&rows.piece[i].cell);
    }
    return bad;
}

static int csv_output_write(hale_cx *cx, void *memory, const hale_table *table)
{
    CsvSink *sink = memory;
    PublishFile *file;
    if (publish_file(cx, &sink->files, table->name, &file))
        return -1;
    if (file->tables++)
        return hale_fail(cx,
                         "path = %s: table %s would follow another in the "
                         "same file; write one table, or put {table} into "
                         "the path: a file for each",
                         sink->files.pattern, table->name);
    if (sink->header)
        put_header(sink, &file->text, table);
    return put_rows(cx, sink, file, table) ? -1 : publish_drain(cx, file);
}

static void csv_output_abort(hale_cx *cx, void *memory)
{
    CsvSink *sink = memory;
    (void)cx;
    publish_close(&sink->files);
}

static int csv_output_commit(hale_cx *cx, void *memory)
{
    CsvSink *sink = memory;
    if (publish_commit(cx, &sink->files))
        return -1;
    csv_output_abort(cx, sink); /* frees; nothing is left to remove */
    return 0;
}

const hale_output csv_output = {
    .size = sizeof csv_output,
    .name = "csv",
    .title = "CSV files",
    .example = "[output.scores]\n"
               "plugin = csv\n"
               "path = out/{table}.csv\n",
    .options = csv_output_options,
    .sink_size = sizeof(CsvSink),
    .open = csv_output_open,
    .write = csv_output_write,
    .commit = csv_output_commit,
    .abort = csv_output_abort,
};
