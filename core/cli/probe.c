/* SPDX-License-Identifier: MIT
 *
 * probe.c: a look into a source before there is a pipeline.
 *
 * Opens an input plugin with a few settings, takes the names of its columns
 * and the first rows as text. Nothing here knows what a file looks like: that
 * is the plugin's business, so whatever a pipeline can read can be guessed at.
 */
#include "cli/probe.h"

#include <stdlib.h>
#include <string.h>

static int on_found(void *user, hale_str name)
{
    Probe *p = user;
    if (p->names < PROBE_COLUMNS)
        p->name[p->names++] = arena_strndup(p->arena, name.data, name.len);
    return 0;
}

static int on_reject(void *user, const hale_reject *why)
{
    (void)user, (void)why;
    return 0;
}

/* The first rows, every column as text. */
static int read_rows(Probe *p, const hale_input *input, Host *host,
                     void *source)
{
    hale_field field[PROBE_COLUMNS];
    const hale_field *list[PROBE_COLUMNS + 1] = {NULL};
    hale_cells cells[PROBE_COLUMNS];
    hale_cells *cell_list[PROBE_COLUMNS + 1] = {NULL};
    uint64_t line[PROBE_ROWS];
    hale_str raw[PROBE_ROWS];
    size_t splits = 1;
    for (size_t c = 0; c < p->names; c++) {
        field[c] = (hale_field){sizeof *field, str(p->name[c]), HALE_TEXT};
        cells[c] = (hale_cells){
            .size = sizeof *cells,
            .type = HALE_TEXT,
            .present = arena_alloc(p->arena, PROBE_ROWS),
            .as.text = arena_array(p->arena, PROBE_ROWS, sizeof(hale_str))};
        list[c] = &field[c];
        cell_list[c] = &cells[c];
    }
    const hale_request request = {.size = sizeof request,
                                  .fields = list,
                                  .field_count = p->names,
                                  .time_field = -1,
                                  .begin = INT64_MIN,
                                  .end = INT64_MAX,
                                  .utc = 1};
    hale_batch batch = {.size = sizeof batch,
                        .room = PROBE_ROWS,
                        .field = cell_list,
                        .line = line,
                        .raw = raw};
    void *reader = xcalloc(1, input->reader_size + 1);
    int bad = input->plan(&host->cx, source, &request, &splits) ||
              input->start(&host->cx, source, 0, reader) ||
              input->next(&host->cx, source, reader, &batch);
    p->rows = bad ? 0 : batch.count;
    for (size_t c = 0; c < p->names; c++)
        for (size_t r = 0; r < p->rows; r++)
            p->cell[c][r] =
                cells[c].present[r]
                    ? (Str){arena_strndup(p->arena, cells[c].as.text[r].data,
                                          cells[c].as.text[r].len),
                            cells[c].as.text[r].len}
                    : (Str){0};
    if (input->stop)
        input->stop(&host->cx, source, reader);
    free(reader);
    return bad ? -1 : 0;
}

int probe_source(Probe *p, Registry *registry, const char *plugin,
                 Setting *setting, size_t settings, Error *error)
{
    const Pack *pack;
    Diags diags = {0};
    Host host;
    const hale_input *input =
        registry_find(registry, KIND_INPUT, str(plugin), &pack, error);
    OptionsFrom from = {.section = "init", .dir = "."};
    if (!input)
        return -1;
    hale_value *value =
        arena_array(p->arena, list_count(input->options) + 1, sizeof *value);
    size_t bad = options_read(input->options, setting, settings, &from,
                              p->arena, &diags, value);
    if (bad)
        error_set(error, EXIT_USAGE, "%s", diags.item[0].message);
    diags_free(&diags);
    host_init(&host, plugin, pack->plugin->version, error, p->arena);
    host.user = p;
    host.found = on_found;
    host.rejected = on_reject;
    void *source = arena_alloc(p->arena, input->source_size + 1);
    if (bad || input->open(&host.cx, value, source))
        return -1;
    int result = input->start ? read_rows(p, input, &host, source) : 0;
    if (input->close)
        input->close(&host.cx, source);
    return result;
}
