/* SPDX-License-Identifier: MIT
 *
 * ingest.c: pass 1. Every split of every input is read on a thread.
 *
 *     input.next -> a batch of typed cells -> intake_batch -> 64 parts
 *
 * There are no queues and no locks: a thread that has a split reads it,
 * checks it and appends to parts of its own. Back-pressure is the call. The
 * order of splits in the store is the order of arrival, whoever reads them.
 *
 * What has to be known about rows before they come is read in turns of its
 * own: dated rates, then a roster that says whose rows are whose. Mostly
 * there is but one turn.
 */
#include "data/part.h"

#include <stdlib.h>

/* What one input is asked for; fields point into `field`. */
typedef struct Asked {
    hale_request request;
    hale_field *field;
    const hale_field **list;
    ptrdiff_t account, time, until, recorded, currency, *kept;
} Asked;

/* Which inputs are read together. */
enum { RATES, FIRST, REST, TURNS };

typedef struct Reading {
    Store *store;
    Asked *asked;          /* for each input */
    size_t *split, splits; /* of the current turn */
    int turn;
} Reading;

/* ------------------------------------------------------------- request -- */

static ptrdiff_t ask(Asked *a, const char *name, hale_type type)
{
    if (!name)
        return -1;
    size_t n = a->request.field_count++;
    a->field[n] = (hale_field){
        .size = sizeof(hale_field), .name = str(name), .type = type};
    a->list[n] = &a->field[n];
    return (ptrdiff_t)n;
}

static void ask_all(Asked *a, Arena *arena, const Plan *plan, size_t i)
{
    const InputPlan *input = &plan->input[i];
    const DataSet *set = &plan->data_set[input->data_set];
    size_t room = set->kept_count + 6;
    a->field = arena_array(arena, room, sizeof *a->field);
    a->list = arena_array(arena, room, sizeof *a->list);
    a->kept = arena_array(arena, set->kept_count + 1, sizeof *a->kept);
    bool whole = !plan->ages_only;
    a->account = ask(a, whole ? input->account : NULL, HALE_TEXT);
    a->time = ask(a, input->time, HALE_TIME);
    a->until = ask(a, whole ? input->until : NULL, HALE_TIME);
    a->recorded = ask(a, input->recorded, HALE_TIME);
    a->currency = ask(a, whole ? input->currency : NULL, HALE_TEXT);
    for (size_t k = 0; k < set->kept_count; k++)
        a->kept[k] = ask(a, whole ? input->kept[k] : NULL, set->kept[k].type);
    a->request.size = sizeof a->request;
    a->request.fields = a->list;
    a->request.time_field = a->time;
    a->request.begin = set->shape == HALE_EVENT ? set->begin : INT64_MIN;
    a->request.end = set->end;
    a->request.utc = zone_is_utc(plan->zone);
    fresh_ask(plan, input, &a->request);
}

/* -------------------------------------------------------------- batches -- */

/* The host's memory for one thread's batches. */
typedef struct Tray {
    Arena arena;
    hale_batch batch;
} Tray;

static void *cells_of(Arena *arena, hale_type type)
{
    size_t size = type == HALE_TEXT ? sizeof(Str) : cell_size(type);
    return arena_array(arena, BATCH_ROWS, size);
}

static void tray_open(Tray *tray, const hale_request *request)
{
    size_t n = request->field_count;
    hale_cells *cells = arena_array(&tray->arena, n, sizeof *cells);
    hale_cells **list = arena_array(&tray->arena, n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++) {
        cells[i] =
            (hale_cells){.size = sizeof *cells,
                         .type = request->fields[i]->type,
                         .present = arena_alloc(&tray->arena, BATCH_ROWS)};
        cells[i].as.b = cells_of(&tray->arena, cells[i].type);
        list[i] = &cells[i];
    }
    tray->batch = (hale_batch){
        .size = sizeof tray->batch,
        .room = BATCH_ROWS,
        .field = list,
        .line = arena_array(&tray->arena, BATCH_ROWS, sizeof(uint64_t)),
        .raw = arena_array(&tray->arena, BATCH_ROWS, sizeof(hale_str))};
}

/* ---------------------------------------------------------- one split -- */

static int on_reject(void *user, const hale_reject *why)
{
    Intake *in = user;
    in->split->counts.read++; /* it is not in the batch */
    in->split->counts.rejected++;
    return reject_add(&in->split->rejects, in->plan, in->input, why);
}

static void on_warning(void *user, const char *plugin, const char *message)
{
    Intake *in = user;
    (void)plugin;
    remark_add(&in->split->remarks, in->input->label, message);
}

static void note_progress(Split *split, const hale_batch *batch)
{
    atomic_store_explicit(&split->bytes_read, batch->bytes_read,
                          memory_order_relaxed);
    atomic_store_explicit(&split->bytes_total, batch->bytes_total,
                          memory_order_relaxed);
    atomic_store_explicit(&split->rows_read, split->counts.read,
                          memory_order_relaxed);
}

/* One batch; 1 at the end. Reads from the plugin or from Arrow. */
static int next_batch(Intake *in, Host *host, void *reader, ArrowReader *arrow,
                      hale_batch *batch)
{
    const InputPlan *input = in->input;
    batch->count = 0;
    batch->passed = 0;
    int bad =
        arrow ? arrow_reader_next(arrow, &host->cx, input->name, batch)
              : input->plugin->next(&host->cx, input->source, reader, batch);
    if (bad)
        return -1;
    crumb.rows += batch->count;
    in->split->counts.read += batch->count + batch->passed;
    in->split->counts.outside += batch->passed;
    note_progress(in->split, batch);
    return batch->count == 0;
}

static int read_batches(Intake *in, Host *host, void *reader,
                        ArrowReader *arrow, hale_batch *batch)
{
    for (;;) {
        if (atomic_load(&stop_requested))
            return error_set(host->error, EXIT_INTERRUPTED, "interrupted");
        int end = next_batch(in, host, reader, arrow, batch);
        if (end)
            return end < 0 ? -1 : 0;
        fresh_note(in, batch);
        if (!in->plan->ages_only && intake_batch(in, batch))
            return -1;
    }
}

/* A failure that is only "enough rejects" is told by the rejects. */
static void settle(Split *split, int bad)
{
    if (bad && !split->error.code && !split->rejects.count)
        error_set(&split->error, EXIT_IO, "the input failed without a word");
}

static int read_arrow(Intake *in, Host *host, const Asked *asked,
                      hale_batch *batch)
{
    struct ArrowArrayStream stream = {0};
    const InputPlan *input = in->input;
    if (input->plugin->stream(&host->cx, input->source, in->split->index,
                              &stream))
        return -1;
    ArrowReader *arrow = arrow_reader_open(&stream, &asked->request,
                                           in->plan->zone, host->error);
    if (!arrow)
        return -1;
    int bad = read_batches(in, host, NULL, arrow, batch);
    arrow_reader_close(arrow);
    return bad;
}

static int read_plugin(Intake *in, Host *host, hale_batch *batch)
{
    const InputPlan *input = in->input;
    void *reader = xcalloc(1, input->plugin->reader_size + 1);
    int bad = input->plugin->start(&host->cx, input->source, in->split->index,
                                   reader);
    if (!bad)
        bad = read_batches(in, host, reader, NULL, batch);
    if (input->plugin->stop)
        input->plugin->stop(&host->cx, input->source, reader);
    free(reader);
    return bad;
}

static int64_t known_before(const Plan *plan)
{
    if (plan->known == KNOWN_AT)
        return plan->known_at;
    return plan->known == KNOWN_AT_AS_OF ? plan->as_of[plan->as_ofs - 1]
                                         : INT64_MAX;
}

/* Made when the thread has its first split. */
static Clerk *clerk_of(Store *s, unsigned worker)
{
    Clerk **clerk = &s->clerk[worker];
    if (!*clerk)
        *clerk = clerk_new(&s->waiting);
    return *clerk;
}

static void read_split(void *shared, unsigned worker, size_t i)
{
    crash_stack();
    Reading *reading = shared;
    const Plan *plan = reading->store->plan;
    Split *split = &reading->store->split[reading->split[i]];
    const InputPlan *input = &plan->input[split->input];
    const Asked *asked = &reading->asked[split->input];
    Intake in = {.plan = plan,
                 .input = input,
                 .set = &plan->data_set[input->data_set],
                 .split = split,
                 .clerk = clerk_of(reading->store, worker),
                 .account = asked->account,
                 .time = asked->time,
                 .until = asked->until,
                 .recorded = asked->recorded,
                 .currency = asked->currency,
                 .kept = asked->kept,
                 .request = &asked->request,
                 .known_before = known_before(plan),
                 .rates = &reading->store->rates};
    Arena arena = {0};
    Tray tray = {0};
    Host host;
    fresh_begin(&in);
    if (reading->turn == REST && needs_kin(plan))
        in.kin = &reading->store->kin;
    host_init(&host, input->host->plugin, input->host->version, &split->error,
              &arena);
    host.zone = plan->zone;
    host.user = &in;
    host.rejected = on_reject;
    host.warned = on_warning;
    crumb = (Crumb){host.plugin, host.version, "next", NULL, 0};
    tray_open(&tray, &asked->request);
    clerk_begin(&in);
    Effort *effort = plan_effort(plan, EFFORT_INPUT, split->input);
    Since since = effort_begin(effort);
    int bad = input->plugin->stream ? read_arrow(&in, &host, asked, &tray.batch)
                                    : read_plugin(&in, &host, &tray.batch);
    bad |= clerk_end(&in); /* of what was broken off, too */
    settle(split, bad);
    effort_end(effort, since, split->counts.read);
    crumb = (Crumb){0};
    arena_free(&tray.arena);
    arena_free(&arena);
}

/* ------------------------------------------------------------ all splits -- */

/* Asks every input how many splits it has, on this thread. */
static int plan_splits(Store *s, Asked *asked, Arena *arena, Error *error)
{
    const Plan *plan = s->plan;
    size_t *splits = arena_array(arena, plan->inputs + 1, sizeof *splits);
    size_t all = 0;
    for (size_t i = 0; i < plan->inputs; i++) {
        InputPlan *input = &plan->input[i];
        ask_all(&asked[i], arena, plan, i);
        splits[i] = 1;
        input->host->error = error;
        if (input->plugin->plan &&
            input->plugin->plan(&input->host->cx, input->source,
                                &asked[i].request, &splits[i]))
            return error_blame(error, error->code ? error->code : EXIT_IO, "%s",
                               input->label);
        all += splits[i];
    }
    s->split = xcalloc(all + 1, sizeof *s->split);
    s->splits = all;
    size_t n = 0;
    for (size_t i = 0; i < plan->inputs; i++)
        for (size_t k = 0; k < splits[i]; k++, n++) {
            s->split[n].input = i;
            s->split[n].index = k;
        }
    return 0;
}

/* ---------------------------------------------------------------- turns -- */

static int turn_of(const Plan *plan, size_t input)
{
    size_t set = plan->input[input].data_set;
    if (plan->fx != FX_CONSTANT && set == plan->dated_rates)
        return RATES;
    return needs_kin(plan) && (ptrdiff_t)set == plan->roster ? FIRST : REST;
}

/* Reads the splits of a turn; false: there is no point in going on. */
static bool read_turn(Reading *r, int turn)
{
    Store *s = r->store;
    bool good = true;
    r->turn = turn;
    r->splits = 0;
    for (size_t i = 0; i < s->splits; i++)
        if (turn_of(s->plan, s->split[i].input) == turn)
            r->split[r->splits++] = i;
    workers_run(s->plan->threads, r->splits, read_split, r);
    for (size_t i = 0; i < r->splits; i++) {
        const Split *split = &s->split[r->split[i]];
        bool strict = s->plan->input[split->input].on_error == ON_ERROR_FAIL;
        good &= !split->error.code && !(strict && split->rejects.count);
    }
    return good && !atomic_load(&stop_requested);
}

static int read_turns(Reading *r, Error *error)
{
    Store *s = r->store;
    const Plan *plan = s->plan;
    if (plan->fx != FX_CONSTANT) {
        if (!read_turn(r, RATES))
            return 0; /* what is wrong is told by the splits */
        if (rates_gather(&s->rates, s, error))
            return -1;
    }
    if (needs_kin(plan)) {
        if (!read_turn(r, FIRST))
            return 0;
        if (kin_gather(&s->kin, s, error))
            return -1;
    }
    read_turn(r, REST);
    return 0;
}

static void add_counts(Counts *sum, const Counts *c)
{
    sum->read += c->read;
    sum->kept += c->kept;
    sum->outside += c->outside;
    sum->unknown_yet += c->unknown_yet;
    sum->rejected += c->rejected;
}

/* Joins what the splits counted; the first failure in order of arrival. */
static int gather(Store *s, Error *error)
{
    /* Before anything else: an input that gave up for it says so as well. */
    int bad = atomic_load(&stop_requested)
                  ? error_set(error, EXIT_INTERRUPTED, "interrupted")
                  : 0;
    fresh_gather(s);
    for (size_t i = 0; i < s->splits; i++) {
        Split *split = &s->split[i];
        add_counts(&s->counts[split->input], &split->counts);
        rejects_join(&s->rejects, &split->rejects);
        remarks_join(&s->remarks, &split->remarks);
        if (split->error.code && !bad)
            bad = error_set(error, split->error.code, "%s: %s",
                            s->plan->input[split->input].label,
                            split->error.message);
    }
    return bad ? bad : rejects_judge(s, error);
}

Plan plan_alone(const Plan *plan, size_t input, InputPlan *copy)
{
    Plan one = *plan;
    *copy = plan->input[input];
    copy->on_error = ON_ERROR_SKIP;
    one.input = copy;
    one.inputs = 1;
    one.grain = GRAIN_ACCOUNT;
    one.excludes = 0;
    one.max_rejects = -1;
    one.max_reject_share = -1;
    one.effort[EFFORT_INPUT] = NULL;
    return one;
}

int store_read(Store *s, const Plan *plan, Progress progress, void *user,
               Error *error)
{
    Arena arena = {0};
    *s = (Store){.plan = plan};
    s->counts = xcalloc(plan->inputs + 1, sizeof *s->counts);
    s->clerks = plan->threads ? plan->threads : 1;
    s->clerk = xcalloc(s->clerks, sizeof *s->clerk);
    Asked *asked = arena_array(&arena, plan->inputs + 1, sizeof *asked);
    int bad = plan_splits(s, asked, &arena, error);
    if (!bad) {
        Reading reading = {.store = s, .asked = asked};
        Watch watch = {.store = s, .progress = progress, .user = user};
        reading.split = arena_array(&arena, s->splits + 1, sizeof(size_t));
        watch_start(&watch);
        bad = read_turns(&reading, error);
        watch_stop(&watch);
        bad = gather(s, error) || bad ? -1 : 0;
    }
    arena_free(&arena);
    return bad;
}

void store_free(Store *s)
{
    for (size_t i = 0; i < s->splits; i++) {
        Split *split = &s->split[i];
        for (size_t p = 0; p < PARTITIONS; p++)
            part_free(&split->part[p]);
        rejects_free(&split->rejects);
        text_free(&split->late.first);
        diags_free(&split->remarks);
        free(split->newest);
    }
    for (size_t i = 0; i < s->clerks; i++)
        clerk_free(s->clerk[i]);
    rates_free(&s->rates);
    kin_free(&s->kin);
    rejects_free(&s->rejects);
    diags_free(&s->remarks);
    free(s->clerk);
    free(s->split);
    free(s->counts);
    free(s->newest);
    *s = (Store){0};
}
