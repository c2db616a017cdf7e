/* SPDX-License-Identifier: MIT
 *
 * ndjson.c: tables as lines of JSON, an object a row.
 *
 * For programs that come after: every key is on every line, in the order of
 * the columns; a missing value is null, and with `reasons` a second key says
 * why. Money and whole numbers are written exactly; a reader that makes
 * doubles of them is on its own. Where one file takes all tables, each line
 * begins with the name of its table.
 */
#include "ndjson_output.h"

#include <string.h>

#include "../../common/utf8.h"
#include "../common/publish.h"

typedef struct NdjsonSink {
    Publish files;
    int reasons;
} NdjsonSink;

enum { OPT_PATH, OPT_REASONS, OPT_COUNT };

static const hale_option path_option = {
    .size = sizeof path_option,
    .name = "path",
    .type = HALE_OPTION_PATH,
    .flags = HALE_REQUIRED,
    .help = "file, or - for standard output; {table} in it stands for each "
            "table's name; missing folders are made",
};
static const hale_option reasons_option = {
    .size = sizeof reasons_option,
    .name = "reasons",
    .type = HALE_OPTION_BOOL,
    .fallback = "no",
    .help = "beside a null \"x\" also \"x_missing\", which says why",
};
static const hale_option *const options_declared[] = {
    [OPT_PATH] = &path_option,
    [OPT_REASONS] = &reasons_option,
    [OPT_COUNT] = NULL,
};

static const char *reason_text(hale_missing missing)
{
    static const char *const reasons[] = {
        [HALE_PRESENT] = "",
        [HALE_NO_ROWS] = "no_rows",
        [HALE_ZERO_DENOMINATOR] = "zero_denominator",
        [HALE_STALE] = "stale",
        [HALE_TOO_NEW] = "too_new",
        [HALE_NOT_COVERED] = "not_covered",
        [HALE_REJECTED] = "rejected",
        [HALE_NOT_GIVEN] = "not_given",
        [HALE_TOO_FEW] = "too_few",
        [HALE_NOT_CUSTOMER] = "not_a_customer",
    };
    const size_t i = (size_t)missing;
    return i < sizeof reasons / sizeof reasons[0] ? reasons[i] : "unknown";
}

/* ------------------------------------------------------------------ JSON */

static void put_escaped(Buffer *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *at = c ? strchr(plain, c) : NULL;
    if (at) {
        buffer_char(out, '\\');
        buffer_char(out, letters[at - plain]);
    } else {
        buffer_puts(out, "\\u00");
        buffer_char(out, hex[c >> 4]);
        buffer_char(out, hex[c & 15]);
    }
}

/* What is not UTF-8 becomes U+FFFD, byte by byte. */
static void put_chars(Buffer *out, hale_str s)
{
    while (s.len) {
        uint32_t c = 0;
        size_t len = utf8_next(s, &c);
        if (len == 0) {
            buffer_puts(out, "\xef\xbf\xbd");
            len = 1;
        } else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
            put_escaped(out, (unsigned char)c);
        } else {
            buffer_add(out, s.data, len);
        }
        s.data += len;
        s.len -= len;
    }
}

static void put_string(Buffer *out, hale_str s)
{
    buffer_char(out, '"');
    put_chars(out, s);
    buffer_char(out, '"');
}

/* "name": with `ending` appended to the name. */
static void put_key(Buffer *out, const char *name, const char *ending)
{
    buffer_char(out, '"');
    put_chars(out, (hale_str){name, strlen(name)});
    buffer_puts(out, ending);
    buffer_puts(out, "\":");
}

static void put_cell(hale_cx *cx, Buffer *out, const hale_table_column *column,
                     size_t row)
{
    const int quoted = column->type == HALE_TIME;
    if (column->type == HALE_TEXT) {
        put_string(out, column->as.text[row]);
        return;
    }
    if (quoted)
        buffer_char(out, '"');
    value_cell(cx, out, column, row);
    if (quoted)
        buffer_char(out, '"');
}

static void put_missing(const NdjsonSink *sink, Buffer *out, const char *name,
                        hale_missing missing)
{
    buffer_puts(out, "null");
    if (!sink->reasons)
        return;
    buffer_char(out, ',');
    put_key(out, name, "_missing");
    buffer_char(out, '"');
    buffer_puts(out, reason_text(missing));
    buffer_char(out, '"');
}

static void put_row(hale_cx *cx, const NdjsonSink *sink, Buffer *out,
                    const hale_table *table, size_t row)
{
    const char *comma = "";
    buffer_char(out, '{');
    if (!sink->files.is_many) {
        put_key(out, "table", "");
        put_string(out, (hale_str){table->name, strlen(table->name)});
        comma = ",";
    }
    for (size_t c = 0; c < table->columns; c++, comma = ",") {
        const hale_table_column *column = table->column[c];
        const hale_missing missing = value_missing(column, row);
        buffer_puts(out, comma);
        put_key(out, column->name, "");
        if (missing)
            put_missing(sink, out, column->name, missing);
        else
            put_cell(cx, out, column, row);
    }
    buffer_puts(out, "}\n");
}

/* ---------------------------------------------------------------- output */

static int ndjson_open(hale_cx *cx, const hale_value *options,
                       const hale_run *run, void *memory)
{
    NdjsonSink *sink = memory;
    (void)run;
    sink->reasons = options[OPT_REASONS].as.b;
    return publish_open(cx, &sink->files, options[OPT_PATH].as.text.data);
}

static int ndjson_write(hale_cx *cx, void *memory, const hale_table *table)
{
    NdjsonSink *sink = memory;
    PublishFile *file;
    if (publish_file(cx, &sink->files, table->name, &file))
        return -1;
    for (size_t row = 0; row < table->rows; row++) {
        put_row(cx, sink, &file->text, table, row);
        if (publish_flush(cx, file))
            return -1;
    }
    return publish_drain(cx, file);
}

static void ndjson_abort(hale_cx *cx, void *memory)
{
    NdjsonSink *sink = memory;
    (void)cx;
    publish_close(&sink->files);
}

static int ndjson_commit(hale_cx *cx, void *memory)
{
    NdjsonSink *sink = memory;
    if (publish_commit(cx, &sink->files))
        return -1;
    ndjson_abort(cx, sink); /* frees; nothing is left to remove */
    return 0;
}

const hale_output ndjson_output = {
    .size = sizeof ndjson_output,
    .name = "ndjson",
    .title = "JSON, an object a line",
    .example = "[output.rows]\n"
               "plugin = ndjson\n"
               "path = out/{table}.ndjson\n",
    .options = options_declared,
    .sink_size = sizeof(NdjsonSink),
    .open = ndjson_open,
    .write = ndjson_write,
    .commit = ndjson_commit,
    .abort = ndjson_abort,
};
