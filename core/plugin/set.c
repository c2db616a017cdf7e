/* SPDX-License-Identifier: MIT
 *
 * set.c: exact sets of whole numbers, for distinct users, days and the like.
 *
 * Open addressing with linear probing over memory of the account's arena, at
 * most half full. Nothing is freed: the arena is, after the account. A slot
 * that is free holds INT64_MIN; that number itself, should anybody put it, is
 * remembered aside. The answer is a count, so no order can leak out.
 */
#include "plugin/inside.h"

#include "plugin/set.h"

#define FREE INT64_MIN

struct hale_set {
    int64_t *slot;
    size_t mask; /* slots - 1, a power of two less one */
    size_t count;
    bool has_free; /* FREE itself was put */
};

static size_t place_of(const hale_set *set, int64_t value)
{
    uint64_t h = (uint64_t)value * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 32) & set->mask;
    while (set->slot[i] != FREE && set->slot[i] != value)
        i = (i + 1) & set->mask;
    return i;
}

static int64_t *free_slots(SetMemory *memory, size_t count)
{
    int64_t *slot = memory->alloc(memory->from, count * sizeof *slot);
    for (size_t i = 0; slot && i < count; i++)
        slot[i] = FREE;
    return slot;
}

hale_set *set_new(SetMemory *memory)
{
    enum { FIRST = 16 };
    hale_set *set = memory->alloc(memory->from, sizeof *set);
    if (!set)
        return NULL;
    set->slot = free_slots(memory, FIRST);
    set->mask = FIRST - 1;
    return set->slot ? set : NULL;
}

static int grow(SetMemory *memory, hale_set *set)
{
    hale_set larger = *set;
    size_t slots = set->mask + 1;
    larger.slot = free_slots(memory, slots * 2);
    larger.mask = slots * 2 - 1;
    if (!larger.slot)
        return -1;
    for (size_t i = 0; i < slots; i++)
        if (set->slot[i] != FREE)
            larger.slot[place_of(&larger, set->slot[i])] = set->slot[i];
    *set = larger;
    return 0;
}

int set_put(SetMemory *memory, hale_set *set, int64_t value)
{
    size_t i;
    if (value == FREE) {
        set->has_free = true;
        return 0;
    }
    i = place_of(set, value);
    if (set->slot[i] == value)
        return 0;
    if ((set->count + 1) * 2 > set->mask + 1) {
        if (grow(memory, set))
            return -1;
        i = place_of(set, value);
    }
    set->slot[i] = value;
    set->count++;
    return 0;
}

size_t set_count(const hale_set *set)
{
    return set->count + set->has_free;
}
