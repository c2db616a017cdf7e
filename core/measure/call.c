/* SPDX-License-Identifier: MIT
 *
 * call.c: one metric, one account, one span: init, update, finish.
 *
 * The host owns the state: it is zeroed here before each account, and what
 * the metric allocates goes when the account does. Before each call a
 * breadcrumb says who is about to run, for the crash handler. What comes back
 * is checked once, here: a real that is not a number is the plugin's bug and
 * ends the run rather than reach a score.
 *
 * A metric knows an account by nothing but its rows, and many an account has
 * none in many a span, such as the months before it came. What is said of those
 * is the same for all of them: it is asked once for each span.
 */
#include "measure/inside.h"

#include <math.h>
#include <string.h>

static void on_warning(void *user, const char *plugin, const char *message)
{
    Caller *c = user;
    (void)plugin;
    remark_add(c->remarks, c->calling->metric->label, message);
}

static int on_money_at(void *user, const hale_vector *money, size_t row,
                       int64_t at, int64_t *out)
{
    const Caller *c = user;
    return slice_money_at(&c->slices, money, row, at, out);
}

/* Results arrive as HALE_NO_ROWS with their types set. */
static hale_value *blank_results(Arena *arena, const MetricPlan *m)
{
    hale_value *value = arena_array(arena, m->results + 1, sizeof *value);
    for (size_t r = 0; r < m->results; r++)
        value[r] =
            (hale_value){.type = m->result_type[r], .missing = HALE_NO_ROWS};
    return value;
}

static void find_reals(Call *call, Arena *arena, const MetricPlan *m)
{
    call->real = arena_array(arena, m->results + 1, sizeof *call->real);
    for (size_t r = 0; r < m->results; r++)
        if (m->result_type[r] == HALE_REAL)
            call->real[call->reals++] = r;
}

bool gives_text(const MetricPlan *m)
{
    for (size_t r = 0; r < m->results; r++)
        if (m->result_type[r] == HALE_TEXT)
            return true;
    return false;
}

/* Room for what is said of no rows in every span of the metric. Texts are the
 * account's, so they cannot be kept. */
static void open_nothing(Call *call, Arena *arena, const MetricPlan *m)
{
    size_t spans = (size_t)m->periods + 2, slots;
    if (gives_text(m))
        return;
    call->slot_bits = 1;
    while ((size_t)1 << call->slot_bits < 2 * spans)
        call->slot_bits++;
    slots = (size_t)1 << call->slot_bits;
    call->nothing = arena_array(arena, slots, sizeof *call->nothing);
    for (size_t i = 0; i < slots; i++)
        call->nothing[i].value =
            arena_array(arena, m->results + 1, sizeof(hale_value));
}

static void open_call(Caller *c, Call *call, const MetricPlan *m, Arena *arena)
{
    const Plan *plan = c->plan;
    const char *name =
        arena_printf(arena, "%s.%s", m->pack->plugin->name, m->plugin->name);
    call->metric = m;
    host_init(&call->host, name, m->pack->plugin->version, c->error, &c->arena);
    call->host.zone = plan->zone;
    call->host.user = c;
    call->host.rounds = c->rounds;
    call->host.warned = on_warning;
    call->host.money_at = plan->fx == FX_SPOT ? on_money_at : NULL;
    call->state = arena_alloc(arena, m->plugin->state_size + 1);
    call->blank = blank_results(arena, m);
    find_reals(call, arena, m);
    call->laws = laws_of(arena, m);
    call->rows = arena_array(arena, m->needs + 1, sizeof *call->rows);
    open_nothing(call, arena, m);
    for (size_t n = 0; n < m->needs; n++)
        call->limited |= c->slices.covers[m->need[n].data_set] != NULL;
}

static void find_attributes(Caller *c, Arena *arena)
{
    const Plan *plan = c->plan;
    c->attribute = arena_array(arena, plan->columns + 1, sizeof *c->attribute);
    for (size_t i = 0; i < plan->columns; i++)
        if (plan->column[i].origin == FROM_ROSTER)
            c->attribute[c->attributes++] = i;
}

void caller_open(Caller *c, const Plan *plan, Partition *part,
                 const Snapshots *snapshots, Error *error, Diags *remarks,
                 Arena *arena)
{
    size_t most = 0;
    *c = (Caller){.plan = plan, .error = error, .remarks = remarks};
    slices_open(&c->slices, plan, part, snapshots, &c->arena);
    c->slices.error = error;
    c->rounds = rounds_new(arena, part->texts.count);
    c->call = arena_array(arena, plan->metrics + 1, sizeof *c->call);
    for (size_t m = 0; m < plan->metrics; m++) {
        const MetricPlan *metric = &plan->metric[m];
        open_call(c, &c->call[m], metric, arena);
        most = metric->results > most ? metric->results : most;
    }
    c->answers = answers_new(arena, c);
    c->now = arena_array(arena, most + 1, sizeof *c->now);
    c->before = arena_array(arena, most + 1, sizeof *c->before);
    find_attributes(c, arena);
    laps_begin(&c->laps, plan_effort(plan, EFFORT_METRIC, 0), plan->metrics);
}

void caller_at(Caller *c, size_t k, const bool *stale)
{
    const Plan *plan = c->plan;
    c->slices.known_before =
        plan->known == KNOWN_AT_AS_OF ? plan->as_of[k] : INT64_MAX;
    for (size_t m = 0; m < plan->metrics; m++) {
        c->call[m].stale = false;
        for (size_t n = 0; n < plan->metric[m].needs; n++)
            c->call[m].stale |= stale[plan->metric[m].need[n].data_set];
    }
}

void caller_close(Caller *c)
{
    laps_end(&c->laps);
    arena_free(&c->arena);
    arena_free(&c->kept);
}

static void note_last(Caller *c, const hale_rows *rows)
{
    if (rows->count && rows->time[rows->count - 1] > c->last)
        c->last = rows->time[rows->count - 1]; /* they come oldest first */
}

/* Finds the rows of every need. Answers how many there are; -1: their money
 * cannot be converted. */
static ptrdiff_t find_rows(Caller *c, size_t metric, size_t account,
                           const hale_span *span)
{
    Call *call = &c->call[metric];
    size_t all = 0;
    for (size_t n = 0; n < call->metric->needs; n++) {
        hale_rows *rows = &call->rows[n];
        if (slice_rows(&c->slices, metric, n, account, span, rows))
            return -1;
        all += rows->count;
        if (c->newest)
            note_last(c, rows);
    }
    c->rows += all;
    return (ptrdiff_t)all;
}

static int feed(Call *call)
{
    const MetricPlan *m = call->metric;
    crumb.call = "update";
    for (size_t n = 0; n < m->needs; n++) {
        const hale_rows *rows = &call->rows[n];
        crumb.rows = rows->count;
        if (m->plugin->update(&call->host.cx, m->config, call->state, rows))
            return -1;
    }
    return 0;
}

/* Types are ours to say, and a real is a number. */
static int sane(Caller *c, const Call *call, hale_value *value)
{
    const MetricPlan *m = call->metric;
    for (size_t r = 0; r < m->results; r++)
        value[r].type = m->result_type[r];
    for (size_t i = 0; i < call->reals; i++) {
        const hale_value *v = &value[call->real[i]];
        if (!v->missing && !isfinite(v->as.r))
            return error_set(c->error, EXIT_BUG,
                             "gave %s a value that is not a number",
                             m->result_name[call->real[i]]);
    }
    return 0;
}

static int ask(Caller *c, Call *call, const hale_span *span, hale_value *value)
{
    const MetricPlan *m = call->metric;
    hale_cx *cx = &call->host.cx;
    rounds_next(c->rounds);
    memset(call->state, 0, m->plugin->state_size);
    if (m->plugin->init && m->plugin->init(cx, m->config, span, call->state))
        return -1;
    if (feed(call))
        return -1;
    memcpy(value, call->blank, m->results * sizeof *value);
    crumb.call = "finish";
    if (m->plugin->finish(cx, m->config, span, call->state, value))
        return -1;
    return sane(c, call, value);
}

/* The place of a span; another span may stand there. */
static Nothing *nothing_at(const Call *call, const hale_span *span)
{
    uint64_t mix = (uint64_t)span->begin + 31 * (uint64_t)span->end;
    mix *= UINT64_C(0x9E3779B97F4A7C15);
    return &call->nothing[mix >> (64 - call->slot_bits)];
}

/* The same of an account without rows. A remark that is made again is the same
 * remark (remark.c), so none is missed. */
static int ask_once(Caller *c, Call *call, const hale_span *span,
                    hale_value *value)
{
    size_t size = call->metric->results * sizeof *value;
    Nothing *n = nothing_at(call, span);
    if (n->known && n->begin == span->begin && n->end == span->end &&
        n->as_of == span->as_of) {
        memcpy(value, n->value, size);
        return 0;
    }
    if (ask(c, call, span, value))
        return -1;
    memcpy(n->value, value, size);
    *n = (Nothing){span->begin, span->end, span->as_of, true, n->value};
    return 0;
}

static int run(Caller *c, size_t metric, size_t account, const hale_span *span,
               hale_value *value)
{
    Call *call = &c->call[metric];
    ptrdiff_t rows = find_rows(c, metric, account, span);
    if (rows < 0)
        return -1;
    return rows || !call->nothing ? ask(c, call, span, value)
                                  : ask_once(c, call, span, value);
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
    const Call *call = &c->call[metric];
    return error_blame(c->error, exit_of_fault(c->error->code),
                       "%s: account %s: %s", call->metric->label, account,
                       call->host.plugin);
}

hale_missing call_silence(const Caller *c, size_t metric, size_t account,
                          int64_t as_of)
{
    const Call *call = &c->call[metric];
    const MetricPlan *m = call->metric;
    for (size_t n = 0; call->limited && n < m->needs; n++)
        if (!slice_covers(&c->slices, m->need[n].data_set, account, as_of))
            return HALE_NOT_COVERED;
    return call->stale ? HALE_STALE : HALE_PRESENT;
}

/* Is it silent? Then that is what it says. */
static bool is_silent(const Caller *c, size_t metric, size_t account,
                      int64_t as_of, hale_value *value)
{
    const MetricPlan *m = c->call[metric].metric;
    hale_missing why = call_silence(c, metric, account, as_of);
    for (size_t r = 0; why && r < m->results; r++)
        value[r] = (hale_value){.type = m->result_type[r], .missing = why};
    return why != HALE_PRESENT;
}

int call_metric(Caller *c, size_t metric, size_t account, const hale_span *span,
                hale_value *value)
{
    const Call *call = &c->call[metric];
    const char *name = c->slices.part->account[account].data;
    c->last = INT64_MIN;
    if ((call->stale || call->limited) &&
        is_silent(c, metric, account, span->as_of, value))
        return 0;
    c->calling = call;
    crumb = (Crumb){call->host.plugin, call->host.version, "init", name, 0};
    int bad = run(c, metric, account, span, value);
    crumb.plugin = NULL;
    return bad ? blame(c, metric, name) : 0;
}
