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

/* Copies a batch of texts, up to p->most rows. */
static void keep_batch(Probe *p, const hale_batch *batch)
{
    size_t room = p->most - p->rows;
    size_t count = batch->count < room ? batch->count : room;
    for (size_t c = 0; c < p->names; c++)
        for (size_t r = 0; r < count; r++)
            if (batch->field[c]->present[r])
                p->cell[c][p->rows + r] =
                    arena_str(p->arena, batch->field[c]->as.text[r]);
    p->rows += count;
}

/* What is asked for, and where it goes. */
typedef struct Asked {
    hale_field field[PROBE_COLUMNS];
    const hale_field *list[PROBE_COLUMNS + 1];
    hale_cells cells[PROBE_COLUMNS];
    hale_cells *cell_list[PROBE_COLUMNS + 1];
    uint64_t line[PROBE_ROWS];
    hale_str raw[PROBE_ROWS];
} Asked;

/* Every column, as text. */
static Asked *ask(Probe *p)
{
    Asked *a = arena_alloc(p->arena, sizeof *a);
    for (size_t c = 0; c < p->names; c++) {
        a->field[c] =
            (hale_field){sizeof *a->field, str(p->name[c]), HALE_TEXT};
        a->cells[c] = (hale_cells){
            .size = sizeof *a->cells,
            .type = HALE_TEXT,
            .present = arena_alloc(p->arena, PROBE_ROWS),
            .as.text = arena_array(p->arena, PROBE_ROWS, sizeof(hale_str))};
        a->list[c] = &a->field[c];
        a->cell_list[c] = &a->cells[c];
        p->cell[c] = arena_array(p->arena, p->most, sizeof *p->cell[c]);
    }
    return a;
}

/* The first rows. */
static int read_rows(Probe *p, const hale_input *input, Host *host,
                     void *source)
{
    Asked *a = ask(p);
    size_t splits = 1;
    const hale_request request = {.size = sizeof request,
                                  .fields = a->list,
                                  .field_count = p->names,
                                  .time_field = -1,
                                  .begin = INT64_MIN,
                                  .end = INT64_MAX,
                                  .utc = 1};
    hale_batch batch = {.size = sizeof batch,
                        .room = PROBE_ROWS,
                        .field = a->cell_list,
                        .line = a->line,
                        .raw = a->raw};
    void *reader = xcalloc(1, input->reader_size + 1);
    int bad = input->plan(&host->cx, source, &request, &splits) ||
              input->start(&host->cx, source, 0, reader);
    do {
        batch.count = 0;
        bad = bad || input->next(&host->cx, source, reader, &batch);
        if (!bad)
            keep_batch(p, &batch);
    } while (!bad && batch.count && p->rows < p->most);
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
    p->most = p->most ? p->most : PROBE_ROWS;
    host_init(&host, plugin, pack->plugin->version, error, p->arena);
    host.user = p;
    host.found = on_found;
    host.rejected = on_reject;
    void *source = arena_alloc(p->arena, input->source_size + 1);
    if (bad || (input->check && input->check(&host.cx, value)) ||
        input->open(&host.cx, value, source))
        return -1;
    int result = input->start ? read_rows(p, input, &host, source) : 0;
    if (input->close)
        input->close(&host.cx, source);
    return result;
}
