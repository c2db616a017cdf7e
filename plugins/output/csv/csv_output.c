/* SPDX-License-Identifier: MIT
 *
 * csv_output.c: tables as CSV files.
 *
 * Reads the options, opens a file for each table and publishes all of them at
 * commit. How the lines look is told in csv_rows.h.
 */
#include "csv_output.h"

#include <string.h>

#include "../../common/text.h"
#include "../../input/csv/chars.h"
#include "csv_rows.h"

typedef struct CsvSink {
    Publish files;
    CsvStyle style;
    int header;
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

static int read_style(hale_cx *cx, const hale_value *options, CsvStyle *style)
{
    if (chars_read(cx, "delimiter", &options[OPT_DELIMITER],
                   &style->delimiter) ||
        keep_given(cx, &options[OPT_NULL], &style->null))
        return -1;
    if (!style->delimiter || strchr("\"-.0123456789", style->delimiter))
        return hale_fail(cx, "delimiter: a sign that numbers and quotes do "
                             "not use is needed");
    style->safe = options[OPT_SAFE].as.b;
    style->line_end = options[OPT_LINE_END].as.i ? "\r\n" : "\n";
    return 0;
}

static int csv_output_check(hale_cx *cx, const hale_value *options)
{
    CsvStyle style = {0};
    return read_style(cx, options, &style);
}

static int csv_output_open(hale_cx *cx, const hale_value *options,
                           const hale_run *run, void *memory)
{
    CsvSink *sink = memory;
    (void)run;
    if (read_style(cx, options, &sink->style))
        return -1;
    sink->header = options[OPT_HEADER].as.b;
    return publish_open(cx, &sink->files, options[OPT_PATH].as.text.data);
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
        csv_put_header(&sink->style, &file->text, table);
    return csv_put_rows(cx, &sink->style, file, table);
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
    .check = csv_output_check,
};
