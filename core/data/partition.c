/* SPDX-License-Identifier: MIT
 *
 * partition.c: the parts of all splits as accounts and their rows.
 *
 *     names of every clerk ── distinct, ascending by bytes ──► 0, 1, 2 ...
 *     rows of every part   ── block.c: put into the run of their account
 *
 * The memory of a partition is used again for the next one that the same
 * thread builds: it is as large as the largest of them, and written without
 * being cleared. Nothing here depends on which thread read a row or does this
 * work.
 */
#include "data/join.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

static size_t set_of(const Joining *j, size_t split)
{
    return j->plan->input[j->store->split[split].input].data_set;
}

/* ------------------------------------------------------------- accounts -- */

/* The accounts of a split that says who exists. */
static void stand(Joining *j, size_t split)
{
    bool kin = needs_kin(j->plan);
    const Part *part = &j->store->split[split].part[j->p];
    if (!part->first)
        return;
    const uint32_t *code = j->code[j->store->split[split].clerk->number];
    int64_t account[CHUNK_ROWS];
    for (const Chunk *c = part->first; c; c = c->next) {
        chunk_lane(c, LANE_ACCOUNT, false, account);
        for (size_t i = 0; i < c->rows; i++) {
            uint32_t name = code[account[i]];
            Standing *to = &j->standing[name];
            if (*to != STRANGER)
                continue;
            *to = kin ? kin_standing(&j->store->kin, j->out->names.text[name])
                      : MEMBER;
            if (*to == STRANGER) /* known to the roster, at another time */
                *to = MEMBER;
        }
    }
}

/* With a roster only its rows say who exists, and who is left out. */
static void collect_accounts(Joining *j)
{
    const Store *s = j->store;
    Dict *all = &j->out->names;
    Arena *arena = &j->out->arena;
    j->code = arena_array(arena, s->clerks, sizeof *j->code);
    for (size_t i = 0; i < s->clerks; i++) {
        if (!s->clerk[i])
            continue;
        const Names *names = &s->clerk[i]->names[j->p];
        j->code[i] = arena_array(arena, names->count, sizeof **j->code);
        for (uint32_t n = 0; n < names->count; n++)
            j->code[i][n] =
                dict_code(all, s->clerk[i]->account.text[names->code[n]]);
    }
    j->standing = arena_array(arena, all->count, sizeof *j->standing);
    for (uint32_t i = 0; j->plan->roster < 0 && i < all->count; i++)
        j->standing[i] = MEMBER;
    for (size_t i = 0; j->plan->roster >= 0 && i < s->splits; i++)
        if ((ptrdiff_t)set_of(j, i) == j->plan->roster)
            stand(j, i);
}

/* A name in the order by bytes: mostly its first eight decide. */
typedef struct Ordered {
    uint64_t first;
    Str name;
    uint32_t code;
} Ordered;

static int by_name(const void *a, const void *b)
{
    const Ordered *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return str_cmp(x->name, y->name);
}

static Ordered ordered(Str name, uint32_t code)
{
    uint64_t first = 0;
    memcpy(&first, name.data, name.len < 8 ? name.len : 8);
    return (Ordered){be64toh(first), name, code};
}

static void order_accounts(Joining *j)
{
    Partition *out = j->out;
    const Dict *all = &out->names;
    uint32_t n = 0;
    Ordered *order = arena_array(&out->arena, all->count, sizeof *order);
    uint32_t *rank = arena_array(&out->arena, all->count, sizeof *rank);
    for (uint32_t i = 0; i < all->count; i++)
        if (j->standing[i] == MEMBER)
            order[n++] = ordered(all->text[i], i);
    qsort(order, n, sizeof *order, by_name);
    out->accounts = n;
    out->account = arena_array(&out->arena, n, sizeof *out->account);
    for (uint32_t i = 0; i < all->count; i++)
        rank[i] = n + (uint32_t)j->standing[i];
    for (uint32_t i = 0; i < n; i++) {
        rank[order[i].code] = i;
        out->account[i] = order[i].name;
    }
    j->place = arena_array(&out->arena, j->store->clerks, sizeof *j->place);
    for (size_t i = 0; i < j->store->clerks; i++) {
        size_t names = j->code[i] ? j->store->clerk[i]->names[j->p].count : 0;
        j->place[i] = arena_array(&out->arena, names, sizeof **j->place);
        for (size_t k = 0; k < names; k++)
            j->place[i][k] = rank[j->code[i][k]];
    }
}

/* ---------------------------------------------------------------- build -- */

static void load_parts(Joining *j)
{
    for (size_t i = 0; i < j->store->splits; i++)
        if (j->store->split[i].clerk)
            part_load(&j->store->split[i].part[j->p], j->store->split[i].clerk);
}

/* Room for the columns of all blocks, with some to spare: partitions are of
 * about one size. */
static void make_room(Joining *j)
{
    Partition *out = j->out;
    size_t wanted = 0;
    for (size_t d = 0; d < j->plan->data_sets; d++)
        wanted += block_room(j, d);
    if (wanted <= out->size)
        return;
    free(out->slab);
    out->size = wanted + wanted / 8;
    out->slab = xmalloc(out->size);
}

/* What was joined is not needed any more. Side tables are about no account
 * and are left where they are. */
static void drop_parts(Joining *j)
{
    Store *s = j->store;
    for (size_t i = 0; i < s->splits; i++)
        if (j->plan->data_set[set_of(j, i)].shape != HALE_SIDE)
            part_free(&s->split[i].part[j->p]);
    for (size_t i = 0; i < s->clerks; i++)
        for (size_t d = 0; s->clerk[i] && d < j->plan->data_sets; d++)
            if (j->plan->data_set[d].shape != HALE_SIDE)
                clerk_forget(s->clerk[i], &j->plan->data_set[d], d, j->p);
}

void partition_build(Partition *out, Store *s, size_t p)
{
    const Plan *plan = s->plan;
    Joining j = {.out = out, .store = s, .plan = plan, .p = p};
    arena_reset(&out->arena);
    dict_clear(&out->texts);
    dict_clear(&out->names);
    out->block = arena_array(&out->arena, plan->data_sets, sizeof *out->block);
    out->orphans = arena_array(&out->arena, plan->inputs, sizeof *out->orphans);
    out->duplicates =
        arena_array(&out->arena, plan->inputs, sizeof *out->duplicates);
    out->excluded =
        arena_array(&out->arena, plan->inputs, sizeof *out->excluded);
    out->rates = &s->rates;
    load_parts(&j);
    collect_accounts(&j);
    order_accounts(&j);
    make_room(&j);
    for (size_t d = 0; d < plan->data_sets; d++)
        block_build(&j, d);
    drop_parts(&j);
}

void partition_free(Partition *part)
{
    dict_free(&part->texts);
    dict_free(&part->names);
    free(part->slab);
    arena_free(&part->arena);
    *part = (Partition){0};
}
