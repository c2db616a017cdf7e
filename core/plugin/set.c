/* SPDX-License-Identifier: MIT
 *
 * set.c: exact sets of whole numbers, for distinct users, days and the like.
 *
 * Open addressing with linear probing over memory of the account's arena, at
 * most half full. Nothing is freed: the arena is, after the account. Memory
 * comes zeroed, so a free slot is 0 and a number stands there with its sign
 * turned; the one number that is 0 then, should anybody put it, is remembered
 * aside. The answer is a count, so no order can leak out.
 */
#include "plugin/inside.h"

#include "plugin/set.h"

enum { FIRST = 16 }; /* slots */

struct hale_set {
    uint64_t *slot;
    size_t mask; /* slots - 1, a power of two less one */
    size_t count;
    bool has_least; /* INT64_MIN was put */
    uint64_t first[FIRST];
};

static uint64_t key_of(int64_t value)
{
    return (uint64_t)value ^ (UINT64_C(1) << 63);
}

static size_t place_of(const hale_set *set, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 32) & set->mask;
    while (set->slot[i] && set->slot[i] != key)
        i = (i + 1) & set->mask;
    return i;
}

hale_set *set_new(SetMemory *memory)
{
    hale_set *set = memory->alloc(memory->from, sizeof *set);
    if (!set)
        return NULL;
    set->slot = set->first;
    set->mask = FIRST - 1;
    return set;
}

static int grow(SetMemory *memory, hale_set *set)
{
    size_t slots = set->mask + 1;
    const uint64_t *old = set->slot;
    uint64_t *larger = memory->alloc(memory->from, slots * 2 * sizeof *larger);
    if (!larger)
        return -1;
    set->slot = larger;
    set->mask = slots * 2 - 1;
    for (size_t i = 0; i < slots; i++)
        if (old[i])
            larger[place_of(set, old[i])] = old[i];
    return 0;
}

/* A key that is not 0. */
static int put(SetMemory *memory, hale_set *set, uint64_t key)
{
    size_t i = place_of(set, key);
    if (set->slot[i] == key)
        return 0;
    if ((set->count + 1) * 2 > set->mask + 1) {
        if (grow(memory, set))
            return -1;
        i = place_of(set, key);
    }
    set->slot[i] = key;
    set->count++;
    return 0;
}

int set_put(SetMemory *memory, hale_set *set, int64_t value)
{
    uint64_t key = key_of(value);
    set->has_least |= !key;
    return key ? put(memory, set, key) : 0;
}

int set_put_codes(SetMemory *memory, hale_set *set, const uint32_t *code,
                  const uint8_t *present, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((!present || present[i]) && put(memory, set, key_of(code[i])))
            return -1;
    return 0;
}

size_t set_count(const hale_set *set)
{
    return set->count + set->has_least;
}
