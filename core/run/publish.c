/* SPDX-License-Identifier: MIT
 *
 * publish.c: results go out, all of an output or nothing.
 *
 * Every output is opened and written before the first one is committed, so
 * whatever can go wrong mostly goes wrong while nothing is visible yet. Then
 * they are committed in the order of the pipeline. What was opened and not
 * committed is aborted. The history is replaced between the two (write.c of
 * core/history says why there).
 */
#include "run/run.h"

#include <stdlib.h>

/* An output at work. */
typedef struct Sink {
    const OutputPlan *output;
    Diags *diags;
    Host host;
    Arena arena;
    void *state;
    uint64_t rows; /* written */
    bool open, done;
} Sink;

/* What the plugin said, under the name that the pipeline gives it; `rc` is what
 * it answered. */
static int blame(const Sink *s, int rc, const char *doing, int code,
                 Error *error)
{
    return error_blame(error, rc == HALE_AGAIN ? EXIT_TRY_AGAIN : code,
                       "%s: %s", s->output->label, doing);
}

static void on_warning(void *user, const char *plugin, const char *message)
{
    Sink *s = user;
    (void)plugin;
    diag_warn(s->diags, s->output->place, s->output->label, "%s", message);
}

static int sink_open(Sink *s, hale_session *h, const OutputPlan *output,
                     Error *error)
{
    s->output = output;
    host_init(&s->host, output->plugin->name, output->pack->plugin->version,
              error, &s->arena);
    s->host.zone = h->plan.zone;
    s->host.threads = h->plan.threads;
    s->host.user = s;
    s->diags = &h->diags;
    s->host.warned = on_warning;
    s->state = arena_alloc(&s->arena, output->plugin->sink_size + 1);
    s->open = true;
    crumb = (Crumb){s->host.plugin, s->host.version, "open", NULL, 0};
    int rc =
        output->plugin->open(&s->host.cx, output->options, &h->facts, s->state);
    return rc ? blame(s, rc, "cannot open", EXIT_CANT_CREATE, error) : 0;
}

static int write_table(Sink *s, Table *table)
{
    const hale_output *plugin = s->output->plugin;
    crumb =
        (Crumb){s->host.plugin, s->host.version, "write", NULL, table->rows};
    if (plugin->write)
        return plugin->write(&s->host.cx, s->state, &table->face);
    struct ArrowArrayStream stream = {0};
    arrow_from_table(&table->face, &stream);
    return plugin->write_arrow(&s->host.cx, s->state, table->name, &stream);
}

static bool wants(const OutputPlan *o, const char *table)
{
    for (size_t k = 0; k < o->table_count; k++)
        if (str_glob(o->tables[k], str(table)))
            return true;
    return false;
}

static int sink_write(Sink *s, hale_session *h, Error *error)
{
    for (size_t i = 0; i < h->tables; i++) {
        if (!wants(s->output, h->table[i]->name))
            continue;
        int rc = write_table(s, h->table[i]);
        if (rc)
            return blame(s, rc, "cannot write", EXIT_IO, error);
        s->rows += h->table[i]->rows;
    }
    return 0;
}

static int sink_commit(Sink *s, Error *error)
{
    crumb = (Crumb){s->host.plugin, s->host.version, "commit", NULL, 0};
    int rc = s->output->plugin->commit(&s->host.cx, s->state);
    if (rc)
        return blame(s, rc, "cannot publish", EXIT_IO, error);
    s->done = true;
    return 0;
}

static void sink_close(Sink *s)
{
    if (s->open && !s->done && s->output->plugin->abort) {
        crumb = (Crumb){s->host.plugin, s->host.version, "abort", NULL, 0};
        s->output->plugin->abort(&s->host.cx, s->state);
    }
    crumb = (Crumb){0};
    arena_free(&s->arena);
}

int outputs_publish(hale_session *h, Error *error)
{
    size_t n = h->plan.outputs;
    Sink *sink = xcalloc(n + 1, sizeof *sink);
    int bad = 0;
    for (size_t i = 0; i < n && !bad; i++) {
        Effort *effort = plan_effort(&h->plan, EFFORT_OUTPUT, i);
        Since since = effort_begin(effort);
        bad = sink_open(&sink[i], h, &h->plan.output[i], error);
        if (!bad)
            bad = sink_write(&sink[i], h, error);
        effort_end(effort, since, sink[i].rows);
        if (!bad && atomic_load(&stop_requested))
            bad = error_set(error, EXIT_INTERRUPTED, "interrupted");
    }
    if (!bad && h->plan.history.on)
        bad = remember_write(h, error);
    for (size_t i = 0; i < n && !bad; i++) {
        Effort *effort = plan_effort(&h->plan, EFFORT_OUTPUT, i);
        Since since = effort_begin(effort);
        bad = sink_commit(&sink[i], error);
        effort_end(effort, since, 0);
        h->published += !bad;
    }
    if (!bad && h->plan.history.on)
        remember_published(h);
    for (size_t i = 0; i < n; i++)
        sink_close(&sink[i]);
    free(sink);
    return bad;
}
