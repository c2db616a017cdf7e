/* SPDX-License-Identifier: MIT
 *
 * partition.c: the parts of all splits as accounts and their rows.
 *
 *     accounts of every part ── distinct, ascending by bytes ──► 0, 1, 2 ...
 *     rows of every part     ── block.c: put into the run of their account
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

static Standing standing_of(const Joining *j, uint32_t name)
{
    Standing said = STRANGER;
    if (needs_kin(j->plan))
        said = kin_standing(&j->store->kin, j->out->names.text[name]);
    /* One that is known to the roster only at another time is one as well. */
    return said == STRANGER ? MEMBER : said;
}

/* With a roster only its rows say who exists, and who is left out. */
static void find_standings(Joining *j)
{
    size_t names = j->out->names.count;
    ptrdiff_t roster = j->plan->roster;
    j->standing = arena_array(&j->out->arena, names, sizeof *j->standing);
    for (uint32_t i = 0; roster < 0 && i < names; i++)
        j->standing[i] = MEMBER;
    if (roster < 0)
        return;
    const uint32_t *name = j->at[roster];
    size_t rows = block_arrivals(j, (size_t)roster);
    for (size_t i = 0; i < rows; i++)
        if (j->standing[name[i]] == STRANGER)
            j->standing[name[i]] = standing_of(j, name[i]);
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
    j->place = arena_array(&out->arena, all->count, sizeof *j->place);
    for (uint32_t i = 0; i < all->count; i++)
        if (j->standing[i] == MEMBER)
            order[n++] = ordered(all->text[i], i);
    qsort(order, n, sizeof *order, by_name);
    out->accounts = n;
    out->account = arena_array(&out->arena, n, sizeof *out->account);
    for (uint32_t i = 0; i < all->count; i++)
        j->place[i] = n + (uint32_t)j->standing[i];
    for (uint32_t i = 0; i < n; i++) {
        j->place[order[i].code] = i;
        out->account[i] = order[i].name;
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
    j.at = arena_array(&out->arena, plan->data_sets, sizeof *j.at);
    load_parts(&j);
    make_room(&j);
    for (size_t d = 0; d < plan->data_sets; d++)
        block_name(&j, d);
    find_standings(&j);
    order_accounts(&j);
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
