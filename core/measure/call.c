/* SPDX-License-Identifier: MIT
 *
 * call.c: one metric, one account, one span: init, update, finish.
 *
 * The host owns the state: it is zeroed here before each account, and what
 * the metric allocates goes when the account does. Before each call a
 * breadcrumb says who is about to run, for the crash handler. What comes back
 * is checked once, here: a real that is not a number is the plugin's bug and
 * ends the run rather than reach a score.
 */
#include "measure/inside.h"

#include <math.h>
#include <string.h>

static void on_warning(void *user, const char *plugin, const char *message)
{
    Caller *c = user;
    (void)plugin;
    remark_add(c->remarks, c->label, message);
}

static int on_money_at(void *user, const hale_vector *money, size_t row,
                       int64_t at, int64_t *out)
{
    const Caller *c = user;
    return slice_money_at(&c->slices, money, row, at, out);
}

void caller_open(Caller *c, const Plan *plan, Partition *part,
                 const Snapshots *snapshots, Error *error, Diags *remarks,
                 Arena *arena)
{
    *c = (Caller){.plan = plan, .error = error, .remarks = remarks};
    slices_open(&c->slices, plan, part, snapshots, &c->arena);
    c->slices.error = error;
    c->host = arena_array(arena, plan->metrics + 1, sizeof *c->host);
    c->state = arena_array(arena, plan->metrics + 1, sizeof *c->state);
    c->periods = arena_array(arena, plan->metrics + 1, sizeof *c->periods);
    for (size_t m = 0; m < plan->metrics; m++) {
        const MetricPlan *metric = &plan->metric[m];
        const char *name = arena_printf(
            arena, "%s.%s", metric->pack->plugin->name, metric->plugin->name);
        host_init(&c->host[m], name, metric->pack->plugin->version, error,
                  &c->arena);
        c->host[m].zone = plan->zone;
        c->host[m].user = c;
        c->host[m].warned = on_warning;
        c->host[m].money_at = plan->fx == FX_SPOT ? on_money_at : NULL;
        c->state[m] = arena_alloc(arena, metric->plugin->state_size + 1);
    }
}

void caller_close(Caller *c)
{
    arena_free(&c->arena);
    arena_free(&c->kept);
}

static void note_last(Caller *c, const hale_rows *rows)
{
    if (rows->count && rows->time[rows->count - 1] > c->last)
        c->last = rows->time[rows->count - 1]; /* they come oldest first */
}

static int feed(Caller *c, size_t metric, size_t account, const hale_span *span)
{
    const MetricPlan *m = &c->plan->metric[metric];
    for (size_t n = 0; n < m->needs; n++) {
        hale_rows rows;
        if (slice_rows(&c->slices, metric, n, account, span, &rows))
            return -1;
        crumb.call = "update";
        crumb.rows = rows.count;
        c->rows += rows.count;
        if (c->newest)
            note_last(c, &rows);
        if (m->plugin->update(&c->host[metric].cx, m->config, c->state[metric],
                              &rows))
            return -1;
    }
    return 0;
}

/* Results arrive as HALE_NO_ROWS with their types set. */
static void blank(const MetricPlan *m, hale_value *value, hale_missing why)
{
    for (size_t r = 0; r < m->results; r++)
        value[r] = (hale_value){.type = m->result_type[r], .missing = why};
}

static int sane(Caller *c, const MetricPlan *m, hale_value *value)
{
    for (size_t r = 0; r < m->results; r++) {
        value[r].type = m->result_type[r];
        if (value[r].missing == HALE_PRESENT && value[r].type == HALE_REAL &&
            !isfinite(value[r].as.r))
            return error_set(c->error, EXIT_BUG,
                             "gave %s a value that is not a number",
                             m->result_name[r]);
    }
    return 0;
}

static int run(Caller *c, size_t metric, size_t account, const hale_span *span,
               hale_value *value)
{
    const MetricPlan *m = &c->plan->metric[metric];
    hale_cx *cx = &c->host[metric].cx;
    void *state = c->state[metric];
    memset(state, 0, m->plugin->state_size);
    crumb.call = "init";
    if (m->plugin->init && m->plugin->init(cx, m->config, span, state))
        return -1;
    if (feed(c, metric, account, span))
        return -1;
    blank(m, value, HALE_NO_ROWS);
    crumb.call = "finish";
    if (m->plugin->finish(cx, m->config, span, state, value))
        return -1;
    return sane(c, m, value);
}

int exit_of_fault(int code)
{
    if (code == EXIT_UNAVAILABLE)
        return EXIT_BAD_DATA;
    return code ? code : EXIT_BUG;
}

/* The error gets the names that the plugin cannot know. */
static int blame(Caller *c, size_t metric, const char *account)
{
    const MetricPlan *m = &c->plan->metric[metric];
    return error_blame(c->error, exit_of_fault(c->error->code),
                       "%s: account %s: %s", m->label, account,
                       c->host[metric].plugin);
}

int call_metric(Caller *c, size_t metric, size_t account, const hale_span *span,
                hale_value *value)
{
    const MetricPlan *m = &c->plan->metric[metric];
    const char *name = c->slices.part->account[account].data;
    c->last = INT64_MIN;
    for (size_t n = 0; n < m->needs; n++)
        if (!slice_covers(&c->slices, m->need[n].data_set, account,
                          span->as_of)) {
            blank(m, value, HALE_NOT_COVERED);
            return 0;
        }
    crumb = (Crumb){c->host[metric].plugin, c->host[metric].version, "init",
                    name, 0};
    c->label = m->label;
    int bad = run(c, metric, account, span, value);
    crumb = (Crumb){0};
    return bad ? blame(c, metric, name) : 0;
}
