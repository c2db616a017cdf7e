/* SPDX-License-Identifier: MIT
 *
 * join.c: the rows of 64 partitions become one table, by account id.
 *
 * The accounts of a partition are in order, so 64 runs are merged, two and two
 * until there is one, on all threads as long as there are several. Ids mostly
 * have their beginning in common ("A0012345"), so they are compared by the
 * eight bytes behind what all of them share, as one number, and as texts only
 * where those are the same.
 *
 * Then every column is unpacked by itself, on all threads: no two of them write
 * to the same place. What a partition knew of an as-of is freed as soon as it
 * is joined; texts stay where they are, and are shared.
 */
#include "measure/inside.h"

#include <stdlib.h>
#include <string.h>

/* A row of a partition. */
typedef struct Ref {
    uint64_t key; /* of its account id */
    uint32_t part, row;
} Ref;

typedef struct Join {
    const Plan *plan;
    PartResult *result;
    size_t k; /* the as-of at hand */
    Ref *ref; /* its rows, in order of account id */
    size_t count;
    Ref *spare;
    size_t width;    /* partitions in each of the runs that are merged */
    uint32_t *place; /* in it, of the rows of partition after partition */
    size_t run[PARTITIONS + 1]; /* where those of a partition begin */
    size_t shared;              /* bytes that all ids begin with */
    Table *to;
    size_t first; /* their row in it */
} Join;

/* ---------------------------------------------------------------- order -- */

static const Packed *rows_of(const Join *j, size_t part)
{
    return &j->result[part].packed[j->k];
}

static Str id_of(const Join *j, size_t part, size_t row)
{
    return packed_account(rows_of(j, part), row);
}

/* How many bytes the least and the greatest id, and so all, begin with. */
static size_t shared_bytes(const Join *j)
{
    Str least = {0}, most = {0};
    for (size_t p = 0; p < PARTITIONS; p++) {
        size_t rows = rows_of(j, p)->rows;
        if (!rows)
            continue;
        Str first = id_of(j, p, 0), last = id_of(j, p, rows - 1);
        if (!least.data || str_cmp(first, least) < 0)
            least = first;
        if (!most.data || str_cmp(last, most) > 0)
            most = last;
    }
    size_t n = 0;
    while (n < least.len && n < most.len && least.data[n] == most.data[n])
        n++;
    return n;
}

/* Eight bytes of the id from `from` on, the first one weighing most. */
static uint64_t key_of(Str id, size_t from)
{
    uint64_t key = 0;
    for (size_t i = from; i < from + sizeof key; i++)
        key = key << 8 | (i < id.len ? (unsigned char)id.data[i] : 0);
    return key;
}

static bool is_before(const Join *j, const Ref *a, const Ref *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    return str_cmp(id_of(j, a->part, a->row), id_of(j, b->part, b->row)) < 0;
}

/* The rows of a partition, with what they are compared by. */
static void find_keys(void *shared, unsigned worker, size_t p)
{
    (void)worker;
    const Join *j = shared;
    Ref *ref = j->ref + j->run[p];
    size_t rows = rows_of(j, p)->rows;
    for (size_t row = 0; row < rows; row++)
        ref[row] = (Ref){key_of(id_of(j, p, row), j->shared), (uint32_t)p,
                         (uint32_t)row};
}

/* Two runs, which begin at partition 2 * i * width, become one. */
static void merge(void *shared, unsigned worker, size_t i)
{
    (void)worker;
    const Join *j = shared;
    size_t p = 2 * i * j->width;
    const Ref *a = j->ref + j->run[p], *middle = j->ref + j->run[p + j->width];
    const Ref *b = middle, *end = j->ref + j->run[p + 2 * j->width];
    Ref *to = j->spare + j->run[p];
    while (a < middle && b < end)
        *to++ = is_before(j, b, a) ? *b++ : *a++;
    memcpy(to, a, (size_t)(middle - a) * sizeof *to);
    memcpy(to + (middle - a), b, (size_t)(end - b) * sizeof *to);
}

static void order_rows(Join *j)
{
    size_t n = 0;
    j->shared = shared_bytes(j);
    for (size_t p = 0; p < PARTITIONS; p++) {
        j->run[p] = n;
        n += rows_of(j, p)->rows;
    }
    j->run[PARTITIONS] = j->count = n;
    unsigned threads = workers_for(j->plan->threads, n);
    workers_run(threads, PARTITIONS, find_keys, j);
    for (j->width = 1; j->width < PARTITIONS; j->width *= 2) {
        workers_run(threads, PARTITIONS / (2 * j->width), merge, j);
        Ref *ordered = j->spare;
        j->spare = j->ref;
        j->ref = ordered;
    }
    for (uint32_t i = 0; i < n; i++)
        j->place[j->run[j->ref[i].part] + j->ref[i].row] = i;
}

/* -------------------------------------------------------------- columns -- */

static void join_column(void *shared, unsigned worker, size_t c)
{
    (void)worker;
    const Join *j = shared;
    for (size_t p = 0; p < PARTITIONS; p++)
        packed_scatter(rows_of(j, p), c, j->place + j->run[p],
                       &j->to->column[c], j->first);
}

/* The rows of metrics by account and period, where somebody wants them. */
static void join_details(const Join *j, Table **details)
{
    const Plan *plan = j->plan;
    for (size_t m = 0; m < plan->metrics; m++) {
        Table *to = details[m];
        size_t periods = (size_t)plan->metric[m].periods;
        for (size_t i = 0; to && i < j->count; i++) {
            const Ref *ref = &j->ref[i];
            const Table *from =
                j->result[ref->part].periods[m * plan->as_ofs + j->k];
            for (size_t p = 0; p < periods; p++)
                table_copy(to, table_row(to), 0, from, ref->row * periods + p,
                           from->columns);
        }
    }
}

/* ----------------------------------------------------------------- join -- */

/* Rows of all partitions at as-of `k`. */
static size_t rows_at(const PartResult *result, size_t k)
{
    size_t n = 0;
    for (size_t p = 0; p < PARTITIONS; p++)
        n += result[p].packed[k].rows;
    return n;
}

static void free_cells(void *shared, unsigned worker, size_t p)
{
    (void)worker;
    const Join *j = shared;
    arena_free(&j->result[p].cells[j->k]);
}

static void join_as_of(Join *j, Measured *out)
{
    Table *to = out->accounts;
    order_rows(j);
    unsigned threads = workers_for(j->plan->threads, j->count);
    workers_run(threads, to->columns, join_column, j);
    join_details(j, out->period_accounts);
    workers_run(threads, PARTITIONS, free_cells, j);
    if (j->plan->as_ofs > 1)
        memory_give_back();
}

void join_accounts(Measured *out, const Plan *plan, PartResult *result)
{
    Join j = {.plan = plan, .result = result};
    size_t most = 0, all = 0;
    for (size_t k = 0; k < plan->as_ofs; k++) {
        size_t rows = rows_at(result, k);
        most = rows > most ? rows : most;
        all += rows;
    }
    j.ref = xcalloc(most + 1, sizeof *j.ref);
    j.spare = xcalloc(most + 1, sizeof *j.spare);
    j.place = xcalloc(most + 1, sizeof *j.place);
    j.to = out->accounts = account_table_new(&out->arena, plan);
    out->first = arena_array(&out->arena, plan->as_ofs + 1, sizeof *out->first);
    table_rows_zero(out->accounts, all);
    for (j.k = 0; j.k < plan->as_ofs; j.k++) {
        j.first = out->first[j.k];
        join_as_of(&j, out);
        out->first[j.k + 1] = j.first + j.count;
    }
    free(j.ref);
    free(j.spare);
    free(j.place);
}
