/* SPDX-License-Identifier: MIT
 *
 * @NAME@: writes a summary of each table: its columns and how full they are.
 *
 * An output publishes all or nothing: it writes to a temporary file beside
 * the one that it was asked for, and renames it on commit. Until then, and
 * after a failure, yesterday's file stays as it was.
 */
#define _POSIX_C_SOURCE 200809L /* fsync, fileno */
#include <hale/plugin.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Sink {
    FILE *out;
    const char *path;
    char *temporary;
} Sink;

static int failed(hale_cx *cx, const char *path)
{
    return hale_fail(cx, "%s: cannot be written: %s", path, strerror(errno));
}

static int open_sink(hale_cx *cx, const hale_value *options,
                     const hale_run *run, void *sink)
{
    Sink *s = sink;
    size_t len = options[0].as.text.len + sizeof ".part";
    char *name = cx->alloc(cx, len);
    if (!name)
        return -1;
    s->path = options[0].as.text.data;
    snprintf(name, len, "%s.part", s->path);
    s->out = fopen(name, "w");
    if (!s->out)
        return failed(cx, name);
    s->temporary = name;
    fprintf(s->out, "pipeline: %s\n", run->pipeline);
    return 0;
}

static size_t present(const hale_table_column *c, size_t rows)
{
    size_t count = 0;
    for (size_t i = 0; i < rows; i++)
        count += !c->missing || c->missing[i] == HALE_PRESENT;
    return count;
}

static int write_table(hale_cx *cx, void *sink, const hale_table *table)
{
    Sink *s = sink;
    fprintf(s->out, "table: %s (%zu rows)\n", table->name, table->rows);
    for (size_t i = 0; i < table->columns; i++)
        fprintf(s->out, "  %s: %zu\n", table->column[i]->name,
                present(table->column[i], table->rows));
    return ferror(s->out) ? failed(cx, s->temporary) : 0;
}

static int commit(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    FILE *out = s->out;
    int bad = fflush(out) || fsync(fileno(out));
    s->out = NULL;
    if (fclose(out) || bad)
        return failed(cx, s->temporary);
    if (rename(s->temporary, s->path))
        return failed(cx, s->path);
    s->temporary = NULL;
    return 0;
}

static void abort_sink(hale_cx *cx, void *sink)
{
    Sink *s = sink;
    (void)cx;
    if (s->out)
        fclose(s->out);
    if (s->temporary)
        remove(s->temporary);
}

static const hale_option *const options[] = {
    &(const hale_option){.size = sizeof(hale_option), .name = "path",
                         .type = HALE_OPTION_PATH, .flags = HALE_REQUIRED,
                         .help = "the file to write"},
    NULL};

static const hale_output output = {
    .size = sizeof(hale_output),
    .name = "@NAME@",
    .title = "@TITLE@",
    .example = "[output.@NAME@]\nplugin = @NAME@\npath = out/summary.txt\n",
    .options = options,
    .sink_size = sizeof(Sink),
    .open = open_sink,
    .write = write_table,
    .commit = commit,
    .abort = abort_sink,
};

static const hale_output *const outputs[] = {&output, NULL};

static const hale_plugin pack = {
    .size = sizeof(hale_plugin),
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "@NAME@",
    .version = "0.1.0",
    .license = "MIT",
    .help = "@TITLE@",
    .outputs = outputs,
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
