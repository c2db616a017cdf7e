/* SPDX-License-Identifier: MIT
 *
 * adopt.c: descriptions of any age become descriptions of ours.
 *
 * Structs of the contract grow at their end, so a plugin built with an older
 * header declares shorter ones, and reading our last members from them would
 * read past their end. Rather than asking for the size at every use, a
 * description is copied once, when it is loaded: min(their size, our size)
 * bytes into a zeroed struct of our size, lists and all. The rest of the core
 * then reads plain members.
 */
#include "plugin/inside.h"

#include <string.h>

typedef void (*Deepen)(Arena *arena, void *copy);

const void *list_at(const void *null_ended, size_t i)
{
    const void *item = NULL;
    if (null_ended)
        memcpy(&item, (const char *)null_ended + i * sizeof item, sizeof item);
    return item;
}

size_t list_count(const void *null_ended)
{
    size_t count = 0;
    while (list_at(null_ended, count))
        count++;
    return count;
}

static void *grown(Arena *arena, const void *theirs, size_t ours)
{
    char *copy = arena_alloc(arena, ours);
    size_t size;
    memcpy(&size, theirs, sizeof size);
    memcpy(copy, theirs, size < ours ? size : ours);
    memcpy(copy, &size, sizeof size);
    return copy;
}

/* `deepen` copies what hangs on an item in its turn; NULL: nothing does. */
static void *grown_list(Arena *arena, const void *theirs, size_t ours,
                        Deepen deepen)
{
    size_t count = list_count(theirs);
    void **copy = arena_array(arena, count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++) {
        copy[i] = grown(arena, list_at(theirs, i), ours);
        if (deepen)
            deepen(arena, copy[i]);
    }
    return copy;
}

#define GROW(arena, list, Type, deepen)                                        \
    ((list) = grown_list((arena), (list), sizeof(Type), (deepen)))

static void deepen_need(Arena *arena, void *copy)
{
    hale_need *need = copy;
    GROW(arena, need->columns, hale_column, NULL);
}

static void deepen_report(Arena *arena, void *copy)
{
    hale_report *report = copy;
    GROW(arena, report->columns, hale_result, NULL);
}

static void deepen_input(Arena *arena, void *copy)
{
    hale_input *input = copy;
    GROW(arena, input->options, hale_option, NULL);
}

static void deepen_metric(Arena *arena, void *copy)
{
    hale_metric *metric = copy;
    GROW(arena, metric->options, hale_option, NULL);
    GROW(arena, metric->needs, hale_need, deepen_need);
    GROW(arena, metric->results, hale_result, NULL);
    GROW(arena, metric->identities, hale_identity, NULL);
}

static void deepen_model(Arena *arena, void *copy)
{
    hale_model *model = copy;
    GROW(arena, model->options, hale_option, NULL);
    GROW(arena, model->needs, hale_column, NULL);
    GROW(arena, model->results, hale_result, NULL);
    GROW(arena, model->reports, hale_report, deepen_report);
    GROW(arena, model->sides, hale_need, deepen_need);
}

static void deepen_output(Arena *arena, void *copy)
{
    hale_output *output = copy;
    GROW(arena, output->options, hale_option, NULL);
}

const hale_plugin *adopt(Arena *arena, const hale_plugin *theirs)
{
    hale_plugin *plugin = grown(arena, theirs, sizeof *plugin);
    GROW(arena, plugin->inputs, hale_input, deepen_input);
    GROW(arena, plugin->metrics, hale_metric, deepen_metric);
    GROW(arena, plugin->models, hale_model, deepen_model);
    GROW(arena, plugin->outputs, hale_output, deepen_output);
    return plugin;
}
