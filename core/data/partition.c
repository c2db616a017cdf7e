/* SPDX-License-Identifier: MIT
 *
 * partition.c: the parts of all splits, joined and sorted: account runs.
 *
 *     accounts of every part ── distinct, ascending by bytes ──► 0, 1, 2 ...
 *     rows of every part     ── counted into account runs (stable, so in
 *                               order of arrival), each run sorted by time
 *                               if it is not in order already
 *     columns                ── copied once, in that order
 *
 * Exports of event tables are mostly in order of time, and then the second
 * step finds nothing to do. The sort is a stable merge: equal times keep
 * their order of arrival. Nothing here depends on which thread does it.
 */
#include "data/part.h"

#include <stdlib.h>
#include <string.h>

/* A row of a part: 64 partitions keep both numbers small. */
typedef struct RowRef {
    uint32_t split, row;
} RowRef;

/* The work on one partition. */
typedef struct Joining {
    Partition *out;
    Store *store;
    size_t p;
    Dict accounts;      /* as first seen */
    uint32_t *rank;     /* code -> place in the order by bytes */
    Standing *standing; /* by code */
    uint32_t **code;    /* split -> code of a part -> code here */
} Joining;

static const DataSet *set_of(const Joining *j, size_t split)
{
    const Plan *plan = j->store->plan;
    return &plan->data_set[plan->input[j->store->split[split].input].data_set];
}

static Part *part_of(const Joining *j, size_t split)
{
    return &j->store->split[split].part[j->p];
}

static bool feeds(const Joining *j, size_t split, size_t data_set)
{
    const Plan *plan = j->store->plan;
    return plan->input[j->store->split[split].input].data_set == data_set;
}

/* Side tables are about no account and are left where they are. */
static bool is_side(const Joining *j, size_t split)
{
    return set_of(j, split)->shape == HALE_SIDE;
}

/* ------------------------------------------------------------- accounts -- */

/* What the accounts of a split that says who exists are to the run. */
static void stand(Joining *j, size_t split)
{
    const Dict *names = &part_of(j, split)->accounts;
    bool kin = needs_kin(j->store->plan);
    for (uint32_t i = 0; i < names->count; i++) {
        Standing *to = &j->standing[j->code[split][i]];
        *to = kin ? kin_standing(&j->store->kin, names->text[i]) : MEMBER;
        if (*to == STRANGER) /* known to the roster, at another time */
            *to = MEMBER;
    }
}

/* With a roster only its rows say who exists, and who is left out. */
static void collect_accounts(Joining *j)
{
    const Plan *plan = j->store->plan;
    j->code = xcalloc(j->store->splits + 1, sizeof *j->code);
    for (size_t s = 0; s < j->store->splits; s++) {
        const Dict *names = &part_of(j, s)->accounts;
        j->code[s] = xcalloc((size_t)names->count + 1, sizeof **j->code);
        for (uint32_t i = 0; i < names->count && !is_side(j, s); i++)
            j->code[s][i] = dict_code(&j->accounts, names->text[i]);
    }
    j->standing = xcalloc((size_t)j->accounts.count + 1, sizeof *j->standing);
    for (size_t s = 0; s < j->store->splits; s++)
        if (!is_side(j, s) &&
            (plan->roster < 0 || feeds(j, s, (size_t)plan->roster)))
            stand(j, s);
}

static int by_name(const void *a, const void *b, void *names)
{
    const Str *name = names;
    return str_cmp(name[*(const uint32_t *)a], name[*(const uint32_t *)b]);
}

static void order_accounts(Joining *j)
{
    uint32_t n = 0;
    uint32_t *order = xcalloc((size_t)j->accounts.count + 1, sizeof *order);
    for (uint32_t i = 0; i < j->accounts.count; i++)
        if (j->standing[i] == MEMBER)
            order[n++] = i;
    qsort_r(order, n, sizeof *order, by_name, j->accounts.text);
    j->rank = xcalloc((size_t)j->accounts.count + 1, sizeof *j->rank);
    j->out->accounts = n;
    j->out->account = arena_array(&j->out->arena, n + 1, sizeof(Str));
    for (uint32_t i = 0; i < n; i++) {
        j->rank[order[i]] = i;
        j->out->account[i] =
            arena_str(&j->out->arena, j->accounts.text[order[i]]);
    }
    free(order);
}

/* ----------------------------------------------------------------- rows -- */

/* Where the run of each account begins; counts rows of nobody as orphans. */
static void count_rows(Joining *j, size_t data_set, size_t *begin)
{
    for (size_t s = 0; s < j->store->splits; s++) {
        if (!feeds(j, s, data_set))
            continue;
        const Part *part = part_of(j, s);
        uint64_t count[LEFT_OUT + 1] = {0};
        for (size_t row = 0; row < part->rows; row++) {
            uint32_t code = j->code[s][part->account[row]];
            count[j->standing[code]]++;
            if (j->standing[code] == MEMBER)
                begin[j->rank[code] + 1]++;
        }
        j->out->orphans[j->store->split[s].input] += count[STRANGER];
        j->out->excluded[j->store->split[s].input] += count[LEFT_OUT];
    }
    for (size_t a = 0; a < j->out->accounts; a++)
        begin[a + 1] += begin[a];
}

static void place_rows(Joining *j, size_t data_set, const size_t *begin,
                       RowRef *ref)
{
    size_t *next = xcalloc(j->out->accounts + 1, sizeof *next);
    memcpy(next, begin, j->out->accounts * sizeof *next);
    for (size_t s = 0; s < j->store->splits; s++) {
        if (!feeds(j, s, data_set))
            continue;
        const Part *part = part_of(j, s);
        for (size_t row = 0; row < part->rows; row++) {
            uint32_t code = j->code[s][part->account[row]];
            if (j->standing[code] == MEMBER)
                ref[next[j->rank[code]]++] =
                    (RowRef){(uint32_t)s, (uint32_t)row};
        }
    }
    free(next);
}

static int64_t time_at(const Joining *j, RowRef ref)
{
    return part_of(j, ref.split)->time[ref.row];
}

/* Stable merge sort by time; `spare` has room for the run. */
static void sort_run(const Joining *j, RowRef *run, size_t n, RowRef *spare)
{
    if (n < 2)
        return;
    size_t half = n / 2;
    sort_run(j, run, half, spare);
    sort_run(j, run + half, n - half, spare);
    if (time_at(j, run[half - 1]) <= time_at(j, run[half]))
        return; /* in order already */
    memcpy(spare, run, half * sizeof *run);
    size_t a = 0, b = half, at = 0;
    while (a < half)
        run[at++] = b < n && time_at(j, run[b]) < time_at(j, spare[a])
                        ? run[b++]
                        : spare[a++];
}

/* -------------------------------------------------------------- columns -- */

static void copy_times(Joining *j, size_t data_set, Block *block,
                       const RowRef *ref)
{
    const Plan *plan = j->store->plan;
    const DataSet *set = &plan->data_set[data_set];
    Arena *arena = &j->out->arena;
    size_t n = block->rows;
    int64_t from = 1, to = 0; /* the local day that was looked up last */
    int32_t day = 0;
    block->time = arena_array(arena, n + 1, sizeof *block->time);
    block->day = arena_array(arena, n + 1, sizeof *block->day);
    if (set->shape == HALE_INTERVAL)
        block->until = arena_array(arena, n + 1, sizeof *block->until);
    if (set->has_recorded)
        block->recorded = arena_array(arena, n + 1, sizeof(int64_t));
    if (set->foreign)
        block->currency = arena_array(arena, n + 1, sizeof(uint32_t));
    for (size_t i = 0; i < n; i++) {
        const Part *part = part_of(j, ref[i].split);
        int64_t time = part->time[ref[i].row];
        block->time[i] = time;
        if (time == INT64_MIN) {
            block->day[i] = INT32_MIN;
        } else if (time < from || time >= to) {
            day = zone_day(plan->zone, time);
            from = zone_day_start(plan->zone, day);
            to = zone_day_start(plan->zone, day + 1);
            block->day[i] = day;
        } else {
            block->day[i] = day;
        }
        if (block->until)
            block->until[i] = part->until[ref[i].row];
        if (block->recorded)
            block->recorded[i] = part->recorded[ref[i].row];
        if (block->currency)
            block->currency[i] = part->currency[ref[i].row];
    }
}

/* Codes of a part -> codes of the partition, looked up once each. */
static uint32_t *recoded(Joining *j, size_t split)
{
    const Dict *texts = &part_of(j, split)->texts;
    uint32_t *code = xcalloc((size_t)texts->count + 1, sizeof *code);
    for (uint32_t i = 0; i < texts->count; i++)
        code[i] = dict_code(&j->out->texts, texts->text[i]);
    return code;
}

static void copy_column(Joining *j, size_t k, Block *block, const RowRef *ref,
                        uint32_t *const *recode)
{
    hale_vector *to = &block->column[k];
    size_t size = cell_size(to->type);
    uint8_t *present = arena_alloc(&j->out->arena, block->rows + 1);
    uint8_t *cells = arena_array(&j->out->arena, block->rows + 1, size);
    bool whole = true;
    for (size_t i = 0; i < block->rows; i++) {
        const Cells *from = &part_of(j, ref[i].split)->cell[k];
        present[i] = from->present[ref[i].row];
        whole &= present[i] != 0;
        if (to->type == HALE_TEXT && present[i])
            ((uint32_t *)(void *)cells)[i] =
                recode[ref[i].split][from->as.code[ref[i].row]];
        else
            memcpy(cells + i * size, from->as.b + ref[i].row * size, size);
    }
    to->present = whole ? NULL : present;
    to->as.b = cells;
}

static void copy_columns(Joining *j, size_t data_set, Block *block,
                         const RowRef *ref)
{
    const DataSet *set = &j->store->plan->data_set[data_set];
    uint32_t **recode = xcalloc(j->store->splits + 1, sizeof *recode);
    for (size_t s = 0; s < j->store->splits; s++)
        if (feeds(j, s, data_set))
            recode[s] = recoded(j, s);
    block->column =
        arena_array(&j->out->arena, set->kept_count + 1, sizeof *block->column);
    for (size_t k = 0; k < set->kept_count; k++) {
        hale_type type = set->kept[k].type;
        block->column[k] =
            (hale_vector){.size = sizeof(hale_vector),
                          .type = type,
                          .host = type == HALE_TEXT ? &j->out->texts : NULL};
        copy_column(j, k, block, ref, recode);
    }
    for (size_t s = 0; s < j->store->splits; s++)
        free(recode[s]);
    free(recode);
}

/* A roster without dates says each account once. */
static void count_duplicates(Joining *j, size_t data_set, const RowRef *ref)
{
    const Block *block = &j->out->block[data_set];
    const Plan *plan = j->store->plan;
    if (plan->roster != (ptrdiff_t)data_set ||
        plan->data_set[data_set].has_time)
        return;
    for (size_t a = 0; a < j->out->accounts; a++)
        for (size_t i = block->begin[a] + 1; i < block->begin[a + 1]; i++)
            j->out->duplicates[j->store->split[ref[i].split].input]++;
}

static void build_block(Joining *j, size_t data_set)
{
    Block *block = &j->out->block[data_set];
    size_t accounts = j->out->accounts, longest = 0;
    block->begin = arena_array(&j->out->arena, accounts + 1, sizeof(size_t));
    if (j->store->plan->data_set[data_set].shape == HALE_SIDE)
        return;
    count_rows(j, data_set, block->begin);
    block->rows = block->begin[accounts];
    RowRef *ref = xcalloc(block->rows + 1, sizeof *ref);
    place_rows(j, data_set, block->begin, ref);
    for (size_t a = 0; a < accounts; a++)
        if (block->begin[a + 1] - block->begin[a] > longest)
            longest = block->begin[a + 1] - block->begin[a];
    RowRef *spare = xcalloc(longest + 1, sizeof *spare);
    for (size_t a = 0; a < accounts; a++)
        sort_run(j, ref + block->begin[a],
                 block->begin[a + 1] - block->begin[a], spare);
    free(spare);
    copy_times(j, data_set, block, ref);
    copy_columns(j, data_set, block, ref);
    count_duplicates(j, data_set, ref);
    free(ref);
}

void partition_build(Partition *out, Store *s, size_t p)
{
    const Plan *plan = s->plan;
    Joining j = {.out = out, .store = s, .p = p};
    *out = (Partition){0};
    out->block =
        arena_array(&out->arena, plan->data_sets + 1, sizeof *out->block);
    out->orphans =
        arena_array(&out->arena, plan->inputs + 1, sizeof *out->orphans);
    out->duplicates =
        arena_array(&out->arena, plan->inputs + 1, sizeof *out->duplicates);
    out->excluded =
        arena_array(&out->arena, plan->inputs + 1, sizeof *out->excluded);
    out->rates = &s->rates;
    collect_accounts(&j);
    order_accounts(&j);
    for (size_t d = 0; d < plan->data_sets; d++)
        build_block(&j, d);
    for (size_t i = 0; i < s->splits; i++) {
        if (!is_side(&j, i))
            part_free(part_of(&j, i), set_of(&j, i));
        free(j.code[i]);
    }
    free(j.code);
    free(j.standing);
    free(j.rank);
    dict_free(&j.accounts);
}

void partition_free(Partition *part)
{
    dict_free(&part->texts);
    arena_free(&part->arena);
    *part = (Partition){0};
}
