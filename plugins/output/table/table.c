/* SPDX-License-Identifier: MIT
 *
 * table.c: tables on the terminal.
 *
 * Columns that do not fit are left out from the right, rows beyond the limit
 * from the bottom, and both are told. Markdown is for documents, which have no
 * edge: there nothing is left out but rows. Nothing is coloured. All of it is
 * written at commit, so that a run that fails shows no figures.
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../common/publish.h"
#include "grid.h"

enum { TEXT_MOST = 40, WIDTH_UNKNOWN = 100 };

typedef struct TableSink {
    Publish files;
    size_t limit, width; /* 0: none */
    Style style;
    struct hale_list columns;
    uint8_t *seen; /* of each name in columns: some table has it */
    size_t tables;
} TableSink;

enum { OPT_LIMIT, OPT_COLUMNS, OPT_STYLE, OPT_WIDTH, OPT_COUNT };

static const char *const styles[] = {"plain", "box", "markdown", NULL};

static const hale_option limit_option = {
    .size = sizeof limit_option,
    .name = "limit",
    .type = HALE_OPTION_INT,
    .fallback = "20",
    .help = "rows of each table that are shown; 0: all",
    .unit = "rows",
    .min = 0,
    .max = 1e9,
};
static const hale_option columns_option = {
    .size = sizeof columns_option,
    .name = "columns",
    .type = HALE_OPTION_LIST,
    .help = "which columns, in this order; not given: all that fit",
};
static const hale_option style_option = {
    .size = sizeof style_option,
    .name = "style",
    .type = HALE_OPTION_CHOICE,
    .fallback = "plain",
    .help = "plain, box or markdown",
    .choices = styles,
};
static const hale_option width_option = {
    .size = sizeof width_option,
    .name = "width",
    .type = HALE_OPTION_INT,
    .fallback = "0",
    .help = "columns of the terminal; 0: ask it, 100 when there is none",
    .unit = "columns",
    .min = 0,
    .max = 10000,
};
static const hale_option *const options_declared[] = {
    [OPT_LIMIT] = &limit_option, [OPT_COLUMNS] = &columns_option,
    [OPT_STYLE] = &style_option, [OPT_WIDTH] = &width_option,
    [OPT_COUNT] = NULL,
};

static size_t terminal_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
        size.ws_col > 0)
        return size.ws_col;
    return WIDTH_UNKNOWN;
}

static int table_open(hale_cx *cx, const hale_value *options,
                      const hale_run *run, void *memory)
{
    TableSink *sink = memory;
    (void)run;
    sink->limit = (size_t)options[OPT_LIMIT].as.i;
    sink->style = (Style)options[OPT_STYLE].as.i;
    sink->width = (size_t)options[OPT_WIDTH].as.i;
    if (sink->width == 0)
        sink->width = terminal_width();
    if (sink->style == STYLE_MARKDOWN)
        sink->width = SIZE_MAX;
    if (!options[OPT_COLUMNS].missing)
        sink->columns = options[OPT_COLUMNS].as.list;
    sink->seen = cx->alloc(cx, sink->columns.count + 1);
    if (!sink->seen)
        return -1;
    return publish_open(cx, &sink->files, "-");
}

static void put_count(Buffer *out, size_t count, const char *one,
                      const char *many)
{
    char text[96];
    snprintf(text, sizeof text, "(%zu more %s", count, count == 1 ? one : many);
    buffer_puts(out, text);
}

static void put_title(const TableSink *sink, Buffer *out,
                      const hale_table *table)
{
    const char *title = table->title ? table->title : table->name;
    if (sink->tables)
        buffer_char(out, '\n');
    buffer_puts(out, sink->style == STYLE_MARKDOWN ? "### " : "");
    width_put(out, (hale_str){title, strlen(title)}, SIZE_MAX);
    buffer_puts(out, sink->style == STYLE_MARKDOWN ? "\n\n" : "\n");
}

/* What the picture leaves out. */
static void put_rest(const TableSink *sink, Buffer *out,
                     const hale_table *table, const Grid *grid, size_t columns)
{
    const size_t rows = table->rows - (grid->lines - 1);
    if (sink->style == STYLE_MARKDOWN && (rows || table->rows == 0))
        buffer_char(out, '\n');
    if (table->rows == 0)
        buffer_puts(out, "(no rows)\n");
    if (rows) {
        put_count(out, rows, "row", "rows");
        buffer_puts(out, ")\n");
    }
    if (columns == grid->columns)
        return;
    put_count(out, grid->columns - columns, "column", "columns");
    for (size_t c = columns; c < grid->columns; c++) {
        const char *name = grid->column[c].from->name;
        buffer_puts(out, c == columns ? ": " : ", ");
        width_put(out, (hale_str){name, strlen(name)}, TEXT_MOST);
    }
    buffer_puts(out, ")\n");
}

static void put_table(const TableSink *sink, Buffer *out,
                      const hale_table *table, const Grid *grid)
{
    size_t columns = grid->columns, each, once;
    draw_cost(sink->style, &each, &once);
    if (sink->columns.count == 0)
        columns = grid_fit(grid, sink->width, each, once);
    put_title(sink, out, table);
    if (columns == 0)
        buffer_puts(out, "(it has none of these columns)\n");
    else
        draw_grid(out, grid, sink->style, columns);
    put_rest(sink, out, table, grid, columns);
}

static int table_write(hale_cx *cx, void *memory, const hale_table *table)
{
    TableSink *sink = memory;
    size_t rows = table->rows;
    PublishFile *file;
    Grid grid;
    if (sink->limit && rows > sink->limit)
        rows = sink->limit;
    if (publish_file(cx, &sink->files, table->name, &file) ||
        grid_fill(cx, &grid, table, &sink->columns, rows,
                  sink->style == STYLE_MARKDOWN ? SIZE_MAX : TEXT_MOST))
        return -1;
    for (size_t i = 0; i < sink->columns.count; i++)
        sink->seen[i] |= grid_find(table, sink->columns.item[i]) != NULL;
    put_table(sink, &file->text, table, &grid);
    sink->tables++;
    grid_free(&grid);
    return 0;
}

static void table_abort(hale_cx *cx, void *memory)
{
    TableSink *sink = memory;
    (void)cx;
    publish_close(&sink->files);
}

static int table_commit(hale_cx *cx, void *memory)
{
    TableSink *sink = memory;
    for (size_t i = 0; i < sink->columns.count; i++)
        if (!sink->seen[i])
            hale_warn(cx, "columns: no table has a column \"%.*s\"",
                      (int)sink->columns.item[i].len,
                      sink->columns.item[i].data);
    if (publish_commit(cx, &sink->files))
        return -1;
    table_abort(cx, sink); /* frees; nothing is left to remove */
    return 0;
}

static const hale_output table_output = {
    .size = sizeof table_output,
    .name = "table",
    .title = "Tables on the terminal",
    .example = "[output.screen]\n"
               "plugin = table\n"
               "limit = 10\n",
    .flags = HALE_TO_TERMINAL,
    .options = options_declared,
    .sink_size = sizeof(TableSink),
    .open = table_open,
    .write = table_write,
    .commit = table_commit,
    .abort = table_abort,
};

HALE_EXPORT const hale_plugin *hale_plugin_v1(void)
{
    static const hale_output *const outputs[] = {&table_output, NULL};
    static const hale_plugin pack = {
        .size = sizeof pack,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .name = "table",
        .version = "0.1.0",
        .license = "MIT",
        .help = "tables for people, on the terminal",
        .outputs = outputs,
    };
    return &pack;
}
