/* SPDX-License-Identifier: MIT
 *
 * join.c: the rows of 64 partitions become one table, by account id.
 *
 * The accounts of a partition are in order, so 64 runs are merged, two and two
 * until there is one. Ids mostly have their beginning in common ("A0012345"),
 * so they are compared by the eight bytes behind what all of them share, as
 * one number, and as texts only where those are the same.
 *
 * Then every column is joined by itself, on all threads: no two of them write
 * to the same place. What a partition knew of an as-of is freed as soon as it
 * is joined; texts stay where they are, and are shared.
 */
#include "measure/inside.h"

#include <stdlib.h>
#include <string.h>

/* A row of a partition's table. */
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
    uint32_t *place; /* in it, of the rows of partition after partition */
    size_t run[PARTITIONS + 1]; /* where those of a partition begin */
    size_t shared;              /* bytes that all ids begin with */
    Table *to;
    size_t first; /* their row in it */
} Join;

/* ---------------------------------------------------------------- order -- */

static const Table *table_of(const Join *j, size_t part)
{
    return j->result[part].accounts[j->k];
}

static Str id_of(const Join *j, size_t part, size_t row)
{
    return table_of(j, part)->column[COLUMN_ACCOUNT].as.text[row];
}

/* How many bytes the least and the greatest id, and so all, begin with. */
static size_t shared_bytes(const Join *j)
{
    Str least = {0}, most = {0};
    for (size_t p = 0; p < PARTITIONS; p++) {
        size_t rows = table_of(j, p)->rows;
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

static void merge(const Join *j, const Ref *from, Ref *to, size_t begin,
                  size_t middle, size_t end)
{
    size_t a = begin, b = middle;
    for (size_t i = begin; i < end; i++) {
        bool left =
            a < middle && (b == end || !is_before(j, &from[b], &from[a]));
        to[i] = from[left ? a++ : b++];
    }
}

static void order_rows(Join *j)
{
    size_t n = 0;
    j->shared = shared_bytes(j);
    for (uint32_t p = 0; p < PARTITIONS; p++) {
        j->run[p] = n;
        for (uint32_t row = 0; row < table_of(j, p)->rows; row++)
            j->ref[n++] = (Ref){key_of(id_of(j, p, row), j->shared), p, row};
    }
    j->run[PARTITIONS] = j->count = n;
    for (size_t width = 1; width < PARTITIONS; width *= 2) {
        for (size_t p = 0; p < PARTITIONS; p += 2 * width)
            merge(j, j->ref, j->spare, j->run[p], j->run[p + width],
                  j->run[p + 2 * width]);
        Ref *ordered = j->spare;
        j->spare = j->ref;
        j->ref = ordered;
    }
    for (uint32_t i = 0; i < n; i++)
        j->place[j->run[j->ref[i].part] + j->ref[i].row] = i;
}

/* -------------------------------------------------------------- columns -- */

/* Cells are read in the order in which they lie, and put where they belong: a
 * column at a time is small enough to be near. A loop for each type. */
#define SCATTER(type, member)                                                  \
    static void scatter_##member(const Join *j, const Column *from, size_t p,  \
                                 Column *column)                               \
    {                                                                          \
        const uint32_t *place = j->place + j->run[p];                          \
        const type *cell = from->as.member;                                    \
        type *to = column->as.member + j->first;                               \
        for (size_t i = 0, n = j->run[p + 1] - j->run[p]; i < n; i++)          \
            to[place[i]] = cell[i];                                            \
    }
SCATTER(uint8_t, b)
SCATTER(int64_t, i)
SCATTER(double, r)
SCATTER(Str, text)

static void scatter_missing(const Join *j, const Column *from, size_t p,
                            Column *column)
{
    const uint32_t *place = j->place + j->run[p];
    uint8_t *to = column->missing + j->first;
    for (size_t i = 0, n = j->run[p + 1] - j->run[p]; i < n; i++)
        to[place[i]] = from->missing[i];
}

/* Nothing but zeros, as in many a column of movements. */
static bool is_zero(const void *bytes, size_t n)
{
    const unsigned char *b = bytes;
    return n == 0 || (b[0] == 0 && memcmp(b, b + 1, n - 1) == 0);
}

/* What is zero already is left untouched: then it takes no memory either. */
static void join_cells(const Join *j, const Column *from, size_t p, Column *to)
{
    size_t n = j->run[p + 1] - j->run[p];
    if (to->type == HALE_BOOL)
        scatter_b(j, from, p, to);
    else if (to->type == HALE_TEXT)
        scatter_text(j, from, p, to);
    else if (is_zero(from->as.b, n * sizeof *from->as.i))
        return;
    else if (to->type == HALE_REAL)
        scatter_r(j, from, p, to);
    else
        scatter_i(j, from, p, to);
}

static void join_column(void *shared, unsigned worker, size_t c)
{
    (void)worker;
    const Join *j = shared;
    Column *to = &j->to->column[c];
    for (size_t p = 0; p < PARTITIONS; p++) {
        const Column *from = &table_of(j, p)->column[c];
        scatter_missing(j, from, p, to);
        join_cells(j, from, p, to);
    }
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
        n += result[p].accounts[k]->rows;
    return n;
}

static void join_as_of(Join *j, Measured *out)
{
    Table *to = out->accounts;
    order_rows(j);
    j->first = to->rows;
    table_rows(to, j->count);
    workers_run(workers_for(j->plan->threads, j->count), to->columns,
                join_column, j);
    join_details(j, out->period_accounts);
    for (size_t p = 0; p < PARTITIONS; p++)
        arena_free(&j->result[p].cells[j->k]);
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
    table_reserve(out->accounts, all);
    for (j.k = 0; j.k < plan->as_ofs; j.k++) {
        out->first[j.k] = out->accounts->rows;
        join_as_of(&j, out);
    }
    out->first[plan->as_ofs] = out->accounts->rows;
    free(j.ref);
    free(j.spare);
    free(j.place);
}
