/* SPDX-License-Identifier: MIT
 *
 * input.c: the input "exec": any command that prints CSV or lines of JSON.
 *
 * With it every script is a source: psql, curl, duckdb, a program in any
 * language. The reading is done by the readers of those formats; this file
 * gives them bytes that come from a command instead of a file. The command
 * starts when the source is opened and runs once. When it fails, the run
 * does, so that rows of half an answer are never published.
 */
#include <stdio.h>
#include <string.h>

#include "../../common/utf8.h"
#include "../csv/csv.h"
#include "../ndjson/ndjson_input.h"
#include "command.h"

/* The first option stands where the CSV reader's path does. */
enum {
    OPT_COMMAND = OPT_PATH,
    OPT_FORMAT = OPT_COUNT,
    OPT_TIMEOUT,
    OPT_FOLDER
};

enum { LABEL_MOST = 60 }; /* bytes of a word in messages */

typedef struct ExecSource {
    const hale_input *reader;
    union {
        CsvSource csv;
        NdjsonSource ndjson;
    } as;
} ExecSource;

typedef union ExecReader {
    CsvReader csv;
    NdjsonReader ndjson;
} ExecReader;

static const char *const formats[] = {"csv", "ndjson", NULL};

static const hale_option command_option = {
    .size = sizeof command_option,
    .name = "command",
    .type = HALE_OPTION_TEXT,
    .flags = HALE_REQUIRED | HALE_LONG_TEXT,
    .help = "what to run by /bin/sh -c; its output is read",
};
static const hale_option format_option = {
    .size = sizeof format_option,
    .name = "format",
    .type = HALE_OPTION_CHOICE,
    .fallback = "csv",
    .choices = formats,
    .help = "what it prints; with ndjson only null, date_format and columns "
            "of the options above have a meaning",
};
static const hale_option timeout_option = {
    .size = sizeof timeout_option,
    .name = "timeout",
    .type = HALE_OPTION_INT,
    .fallback = "3600",
    .unit = "seconds",
    .max = 604800,
    .help = "how long it may take before it is ended; 0: any time",
};
static const hale_option folder_option = {
    .size = sizeof folder_option,
    .name = "folder",
    .type = HALE_OPTION_PATH,
    .fallback = ".",
    .help = "where it runs; not said, beside the pipeline",
};
static const hale_option *const options_declared[] = {
    [OPT_COMMAND] = &command_option, CSV_DIALECT,
    [OPT_FORMAT] = &format_option,   [OPT_TIMEOUT] = &timeout_option,
    [OPT_FOLDER] = &folder_option,   [OPT_FOLDER + 1] = NULL};

/* ----------------------------------------------------------------- open -- */

/* "command psql", in cx's memory. Only the first word, and nothing behind a
 * '=' in it: what follows may be a password. */
static const char *label_of(hale_cx *cx, const char *text)
{
    size_t most = strcspn(text, "= \t\r\n;|&()<>\"'");
    char *label = cx->alloc(cx, LABEL_MOST + 20);
    if (!label)
        return NULL;
    if (most > LABEL_MOST)
        most = LABEL_MOST;
    most = utf8_check((hale_str){text, most});
    snprintf(label, LABEL_MOST + 20, "command%s%.*s", most ? " " : "",
             (int)most, text);
    return label;
}

static int start_command(hale_cx *cx, const hale_value *options, Bytes *bytes)
{
    const hale_str text = options[OPT_COMMAND].as.text;
    Command *command = cx->alloc(cx, sizeof *command);
    BytesSource from = {.name = label_of(cx, text.data),
                        .state = command,
                        .read = command_read,
                        .close = command_close};
    if (!command || !from.name)
        return -1;
    command->label = from.name;
    if (command_start(command, cx, text.data, options[OPT_FOLDER].as.text.data,
                      options[OPT_TIMEOUT].as.i))
        return -1;
    return bytes_open_source(bytes, cx, &from);
}

static int open_ndjson(hale_cx *cx, const hale_value *options,
                       ExecSource *source)
{
    CellRules rules = {.dates = (DateForm)options[OPT_DATE_FORMAT].as.i};
    Bytes bytes;
    source->reader = &ndjson_input;
    if (cell_list(cx, &options[OPT_NULL], &rules.nulls) ||
        start_command(cx, options, &bytes))
        return -1;
    return ndjson_open_bytes(cx, &rules, &options[OPT_COLUMNS], &bytes,
                             &source->as.ndjson);
}

static int open_csv(hale_cx *cx, const hale_value *options, ExecSource *source)
{
    Bytes bytes;
    source->reader = &csv_input;
    if (start_command(cx, options, &bytes))
        return -1;
    return csv_open_bytes(cx, options, &bytes, &source->as.csv);
}

static int exec_check(hale_cx *cx, const hale_value *options)
{
    if (options[OPT_COMMAND].as.text.len == 0)
        return hale_fail(cx, "command: there must be one");
    return options[OPT_FORMAT].as.i ? 0 : csv_input.check(cx, options);
}

static int exec_open(hale_cx *cx, const hale_value *options, void *memory)
{
    ExecSource *source = memory;
    return options[OPT_FORMAT].as.i ? open_ndjson(cx, options, source)
                                    : open_csv(cx, options, source);
}

/* ------------------------------------------- the rest is the reader's -- */

static int exec_plan(hale_cx *cx, void *memory, const hale_request *request,
                     size_t *splits)
{
    ExecSource *source = memory;
    return source->reader->plan(cx, &source->as, request, splits);
}

static int exec_start(hale_cx *cx, void *memory, size_t split, void *reader)
{
    ExecSource *source = memory;
    return source->reader->start(cx, &source->as, split, reader);
}

static int exec_next(hale_cx *cx, void *memory, void *reader, hale_batch *batch)
{
    ExecSource *source = memory;
    return source->reader->next(cx, &source->as, reader, batch);
}

static void exec_stop(hale_cx *cx, void *memory, void *reader)
{
    ExecSource *source = memory;
    source->reader->stop(cx, &source->as, reader);
}

static void exec_close(hale_cx *cx, void *memory)
{
    ExecSource *source = memory;
    source->reader->close(cx, &source->as);
}

static const hale_input exec_input = {
    .size = sizeof exec_input,
    .name = "exec",
    .title = "Whatever a command prints: CSV or lines of JSON",
    .example = "[input.tickets]\n"
               "plugin = exec\n"
               "command = psql -X --csv -c 'SELECT * FROM tickets'\n"
               "timeout = 300\n",
    .options = options_declared,
    .source_size = sizeof(ExecSource),
    .open = exec_open,
    .plan = exec_plan,
    .reader_size = sizeof(ExecReader),
    .start = exec_start,
    .next = exec_next,
    .stop = exec_stop,
    .close = exec_close,
    .check = exec_check,
};

HALE_EXPORT const hale_plugin *hale_plugin_v1(void)
{
    static const hale_input *const inputs[] = {&exec_input, NULL};
    static const hale_plugin pack = {
        .size = sizeof pack,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .name = "exec",
        .version = "0.1.0",
        .license = "MIT",
        .help = "commands as sources",
        .inputs = inputs,
    };
    return &pack;
}
