/* SPDX-License-Identifier: MIT
 *
 * measure.c: pass 2.
 *
 *     workers take partitions from one counter; each of the 64:
 *         join and sort its parts           (partition_build)
 *         for each account, as-of, metric   (measure_account)
 *         keep rows of results, drop the rows
 *     then, in order of partition: totals; in order of account: the table
 *                                       (join.c)
 *
 * Raw rows live for one partition at a time and thread; what remains of them
 * is a row of figures an account. The sums of groups by period are larger than
 * that, so they are added up as partitions are done, in their order: a
 * partition that is done early waits for those before it.
 */
#include "measure/inside.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Pass {
    const Plan *plan;
    Store *store;
    const Spans *spans;
    const int64_t *from; /* of looked_at */
    const Marks *marks;
    const Snapshots *snapshots;
    const Chart *chart;   /* of charts_of */
    const bool *stale;    /* [as_of * data_sets + data_set] */
    const bool *detail;   /* metric: is its table by account wanted? */
    int64_t *newest;      /* of Measured */
    Partition *partition; /* of each worker, built again and again */
    Arena tables;         /* and in them a table of each */
    Table **table;
    PartResult *result;                        /* for each partition */
    uint64_t *orphans, *duplicates, *excluded; /* [partition * inputs +
                                                * input] */
    pthread_mutex_t lock;                      /* of the members below */
    Totals totals;                             /* of partitions [0, joined) */
    size_t joined;
    bool done[PARTITIONS];
} Pass;

/* ----------------------------------------------------------- partitions -- */

static void open_result(PartResult *r, const Pass *pass, Table *accounts)
{
    const Plan *plan = pass->plan;
    r->accounts = accounts;
    r->accounts->texts = &r->arena;
    r->packed = arena_array(&r->arena, plan->as_ofs, sizeof *r->packed);
    r->periods = arena_array(&r->arena, plan->metrics * plan->as_ofs + 1,
                             sizeof *r->periods);
    r->cells = arena_array(&r->arena, plan->as_ofs, sizeof *r->cells);
    for (size_t m = 0; m < plan->metrics; m++)
        for (size_t k = 0; pass->detail[m] && k < plan->as_ofs; k++)
            r->periods[m * plan->as_ofs + k] =
                period_table_new(&r->arena, plan, m, true);
    totals_open(&r->totals, plan, pass->chart, &r->sums);
}

/* Of each worker. */
static void make_tables(Pass *pass)
{
    unsigned threads = pass->plan->threads;
    pass->table = arena_array(&pass->tables, threads, sizeof(Table *));
    for (unsigned i = 0; i < threads; i++) {
        pass->table[i] = account_table_new(&pass->tables, pass->plan);
        table_reserve(pass->table[i], PACKED_ROWS);
    }
}

/* Where to note it if account `a` at as-of `k` is the one that is asked for;
 * one partition has it. */
static int64_t *newest_of(const Pass *pass, const Partition *part, size_t a,
                          size_t k)
{
    const Plan *plan = pass->plan;
    bool asked = pass->newest && k + 1 == plan->as_ofs &&
                 str_is(part->account[a], plan->asked);
    return asked ? pass->newest : NULL;
}

static void measure_as_of(const Pass *pass, Caller *c, size_t k, PartResult *r)
{
    const Partition *part = c->slices.part;
    packed_open(&r->packed[k], &r->cells[k], part->accounts);
    caller_at(c, k, pass->stale + k * pass->plan->data_sets);
    for (size_t a = 0; a < part->accounts && !r->error.code; a++) {
        if (atomic_load_explicit(&stop_requested, memory_order_relaxed))
            break;
        c->newest = newest_of(pass, part, a, k);
        if (measure_account(c, pass->spans, a, k, r)) {
            r->culprit = arena_str(&r->arena, part->account[a]);
            r->culprit_as_of = k;
        }
        if (r->accounts->rows == PACKED_ROWS)
            packed_add(&r->packed[k], r->accounts);
    }
    packed_add(&r->packed[k], r->accounts);
}

static void measure_accounts(const Pass *pass, Partition *part, PartResult *r)
{
    Caller caller;
    Arena arena = {0};
    caller_open(&caller, pass->plan, part, pass->snapshots, &r->error,
                &r->remarks, &arena);
    caller.from = pass->from;
    caller.marks = pass->marks;
    /* One as-of after the other: its sums stay near. */
    for (size_t k = 0; k < pass->plan->as_ofs && !r->error.code; k++)
        measure_as_of(pass, &caller, k, r);
    caller_close(&caller);
    arena_free(&arena);
}

/* Partition `p` is done: adds up what can be added in order. */
static void join_totals(Pass *pass, size_t p)
{
    pthread_mutex_lock(&pass->lock);
    pass->done[p] = true;
    while (pass->joined < PARTITIONS && pass->done[pass->joined]) {
        PartResult *next = &pass->result[pass->joined++];
        totals_join(&pass->totals, &next->totals);
        totals_free(&next->totals);
        arena_free(&next->sums);
    }
    pthread_mutex_unlock(&pass->lock);
}

static void measure_partition(void *shared, unsigned worker, size_t p)
{
    crash_stack();
    Pass *pass = shared;
    Partition *part = &pass->partition[worker];
    size_t inputs = pass->plan->inputs;
    partition_build(part, pass->store, p);
    for (size_t i = 0; i < inputs; i++) {
        pass->orphans[p * inputs + i] = part->orphans[i];
        pass->duplicates[p * inputs + i] = part->duplicates[i];
        pass->excluded[p * inputs + i] = part->excluded[i];
    }
    open_result(&pass->result[p], pass, pass->table[worker]);
    if (part->accounts)
        measure_accounts(pass, part, &pass->result[p]);
    join_totals(pass, p);
}

/* ------------------------------------------------------------------ join -- */

/* The sums of all partitions as tables. */
static int show_totals(Measured *out, const Pass *pass, Error *error)
{
    const Plan *plan = pass->plan;
    int bad = 0;
    for (size_t m = 0; m < plan->metrics && !bad; m++) {
        if (!plan->metric[m].periods)
            continue;
        out->periods[m] = period_table_new(&out->arena, plan, m, false);
        bad =
            period_table(out->periods[m], &pass->totals, m, pass->spans, error);
    }
    return bad;
}

static void add_counts(Pass *pass)
{
    size_t inputs = pass->plan->inputs;
    for (size_t p = 0; p < PARTITIONS; p++)
        for (size_t i = 0; i < inputs; i++) {
            Counts *c = &pass->store->counts[i];
            c->orphans += pass->orphans[p * inputs + i];
            c->excluded += pass->excluded[p * inputs + i];
            c->kept -= pass->orphans[p * inputs + i];
            c->kept -= pass->excluded[p * inputs + i];
            c->duplicates += pass->duplicates[p * inputs + i];
        }
}

/* Would one thread alone have stopped here before there? */
static bool stopped_before(const PartResult *here, const PartResult *there)
{
    if (here->culprit_as_of != there->culprit_as_of)
        return here->culprit_as_of < there->culprit_as_of;
    return str_cmp(here->culprit, there->culprit) < 0;
}

/* The partition whose error is told: which of several does not depend on how
 * accounts fall into partitions. NULL: all are well. */
static const PartResult *first_error(const PartResult *result)
{
    const PartResult *first = NULL;
    for (const PartResult *r = result; r < result + PARTITIONS; r++)
        if (r->error.code && (!first || stopped_before(r, first)))
            first = r;
    return first;
}

static int join(Measured *out, Pass *pass, Error *error)
{
    const Plan *plan = pass->plan;
    add_counts(pass);
    if (atomic_load(&stop_requested))
        return error_set(error, EXIT_INTERRUPTED, "interrupted");
    const PartResult *failed = first_error(pass->result);
    if (failed) {
        *error = failed->error;
        return -1;
    }
    out->periods =
        arena_array(&out->arena, plan->metrics + 1, sizeof *out->periods);
    out->period_accounts = arena_array(&out->arena, plan->metrics + 1,
                                       sizeof *out->period_accounts);
    for (size_t m = 0; m < plan->metrics; m++)
        if (pass->detail[m])
            out->period_accounts[m] =
                period_table_new(&out->arena, plan, m, true);
    join_accounts(out, plan, pass->result);
    return show_totals(out, pass, error);
}

/* Which metrics have their table by account asked for? */
static bool *details(Arena *arena, const Plan *plan, Wanted wanted)
{
    bool *detail = arena_array(arena, plan->metrics + 1, sizeof *detail);
    for (size_t m = 0; m < plan->metrics; m++)
        detail[m] = plan->metric[m].periods && wanted &&
                    wanted(plan, arena_printf(arena, "%s_accounts",
                                              plan->metric[m].name));
    return detail;
}

/* What is too old to rest a figure on, at every as-of. */
static bool *stale_sets(Arena *arena, const Store *s)
{
    size_t sets = s->plan->data_sets, n = s->plan->as_ofs * sets;
    bool *stale = arena_array(arena, n + 1, sizeof *stale);
    for (size_t i = 0; i < n; i++)
        stale[i] = store_stale(s, i % sets, i / sets);
    return stale;
}

/* NULL: nobody asks. */
static int64_t *newest_new(Arena *arena, const Plan *plan)
{
    size_t columns = ACCOUNT_FIXED + plan->columns;
    if (!plan->asked)
        return NULL;
    int64_t *newest = arena_array(arena, columns, sizeof *newest);
    for (size_t i = 0; i < columns; i++)
        newest[i] = INT64_MIN;
    return newest;
}

int measure_all(Measured *out, Store *s, Wanted wanted, Error *error)
{
    const Plan *plan = s->plan;
    *out = (Measured){0};
    out->newest = newest_new(&out->arena, plan);
    size_t cells = PARTITIONS * plan->inputs + 1;
    Spans *spans = spans_of(&out->arena, plan);
    Pass pass = {.plan = plan,
                 .store = s,
                 .spans = spans,
                 .marks = marks_of(&out->arena, plan, spans),
                 .snapshots = snapshots_of(&out->arena, s),
                 .chart = charts_of(&out->arena, plan),
                 .stale = stale_sets(&out->arena, s),
                 .detail = details(&out->arena, plan, wanted),
                 .newest = out->newest,
                 .partition = xcalloc(plan->threads, sizeof *pass.partition),
                 .result = xcalloc(PARTITIONS, sizeof *pass.result),
                 .orphans = xcalloc(cells, sizeof *pass.orphans),
                 .duplicates = xcalloc(cells, sizeof *pass.duplicates),
                 .excluded = xcalloc(cells, sizeof *pass.excluded),
                 .lock = PTHREAD_MUTEX_INITIALIZER};
    pass.from = looked_at(&out->arena, plan, pass.spans);
    totals_open(&pass.totals, plan, pass.chart, &out->arena);
    make_tables(&pass);
    workers_run(plan->threads, PARTITIONS, measure_partition, &pass);
    for (unsigned i = 0; i < plan->threads; i++)
        partition_free(&pass.partition[i]);
    free(pass.partition);
    arena_free(&pass.tables);
    totals_settle(&pass.totals);
    int bad = join(out, &pass, error);
    totals_free(&pass.totals);
    for (size_t p = 0; p < PARTITIONS; p++) {
        for (size_t k = 0; k < plan->as_ofs; k++)
            arena_free(&pass.result[p].cells[k]);
        remarks_join(&out->remarks, &pass.result[p].remarks);
        out->part[p] = pass.result[p].arena; /* texts stay */
    }
    free(pass.result);
    free(pass.orphans);
    free(pass.duplicates);
    free(pass.excluded);
    return bad;
}

void measured_free(Measured *m)
{
    for (size_t p = 0; p < PARTITIONS; p++)
        arena_free(&m->part[p]);
    arena_free(&m->arena);
    diags_free(&m->remarks);
    *m = (Measured){0};
}
