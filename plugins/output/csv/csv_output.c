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
    char quotes[4]; /* the bytes that make a cell be quoted */
    Buffer cell;    /* the one being written */
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
    memcpy(sink->quotes, (char[]){sink->delimiter, '"', '\n', '\r'}, 4);
    return publish_open(cx, &sink->files, options[OPT_PATH].as.text.data);
}

/* ----------------------------------------------------------------- cells */

static int needs_quotes(const CsvSink *sink, hale_str s)
{
    for (size_t i = 0; i < sizeof sink->quotes; i++)
        if (memchr(s.data, sink->quotes[i], s.len))
            return 1;
    return s.len == sink->null.len &&
           (s.len == 0 || memcmp(s.data, sink->null.data, s.len) == 0);
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

static void put_text(CsvSink *sink, Buffer *out, hale_str s)
{
    sink->cell.len = 0;
    if (sink->safe && looks_like_formula(s))
        buffer_char(&sink->cell, '\'');
    buffer_add(&sink->cell, s.data, s.len);
    out->failed |= sink->cell.failed;
    s = (hale_str){sink->cell.len ? sink->cell.data : "", sink->cell.len};
    if (needs_quotes(sink, s))
        put_quoted(out, s);
    else
        buffer_add(out, s.data, s.len);
}

static void put_cell(hale_cx *cx, CsvSink *sink, Buffer *out,
                     const hale_table_column *column, size_t row, int alone)
{
    if (value_missing(column, row)) {
        /* A line with nothing on it would be taken for no row at all. */
        if (alone && sink->null.len == 0)
            buffer_puts(out, "\"\"");
        buffer_add(out, sink->null.data, sink->null.len);
    } else if (column->type == HALE_TEXT) {
        put_text(sink, out, column->as.text[row]);
    } else {
        value_cell(cx, out, column, row);
    }
}

/* ----------------------------------------------------------------- table */

static void put_header(CsvSink *sink, Buffer *out, const hale_table *table)
{
    for (size_t c = 0; c < table->columns; c++) {
        const char *name = table->column[c]->name;
        if (c)
            buffer_char(out, sink->delimiter);
        put_text(sink, out, (hale_str){name, strlen(name)});
    }
    buffer_puts(out, sink->line_end);
}

static int put_rows(hale_cx *cx, CsvSink *sink, PublishFile *file,
                    const hale_table *table)
{
    for (size_t row = 0; row < table->rows; row++) {
        for (size_t c = 0; c < table->columns; c++) {
            if (c)
                buffer_char(&file->text, sink->delimiter);
            put_cell(cx, sink, &file->text, table->column[c], row,
                     table->columns == 1);
        }
        buffer_puts(&file->text, sink->line_end);
        if (publish_flush(cx, file))
            return -1;
    }
    return 0;
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
    return put_rows(cx, sink, file, table);
}

static void csv_output_abort(hale_cx *cx, void *memory)
{
    CsvSink *sink = memory;
    (void)cx;
    publish_close(&sink->files);
    buffer_free(&sink->cell);
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
