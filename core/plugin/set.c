/* SPDX-License-Identifier: MIT
 *
 * set.c: exact sets of whole numbers, for distinct users, days and the like.
 *
 * Numbers as small as the codes of a partition are looked up where all sets of
 * a round look, if the host has such a place (Rounds): each number has a word,
 * which says in which round it was put last, and into which sets of it. A set
 * of a handful of users is a load and a store a row then, and nothing to begin
 * with: what a round left behind is void in the next.
 *
 * Other numbers, and the sets that a round has no bit left for, go by open
 * addressing with linear probing over memory of the account's arena, at most
 * half full. Nothing is freed: the arena is, after the account. Memory comes
 * zeroed, so a free slot is 0 and a number stands there with its sign turned;
 * the one number that is 0 then, should anybody put it, is remembered aside.
 * The answer is a count, so no order can leak out.
 */
#include "plugin/inside.h"

#include "plugin/set.h"

#include <string.h>

enum { FIRST = 16 }; /* slots */
enum { BITS = 40 };  /* sets of a round; the rest of a word is its number */
static const uint32_t LAST_ROUND = (UINT32_C(1) << (64 - BITS)) - 1;

struct hale_set {
    uint64_t *word; /* of the numbers below `words` */
    size_t words;
    uint64_t round, bit; /* as they stand in a word */
    size_t count;        /* of all numbers but the least */
    bool has_least;      /* INT64_MIN was put */
    uint64_t *slot;
    size_t slots, taken; /* a power of two, 0 at first; those in use */
};

struct Rounds {
    uint64_t *word; /* of each number: a round, and a bit for each set of it */
    size_t words;
    uint32_t round;
    unsigned sets; /* of this round */
    hale_set set[BITS];
};

/* ---------------------------------------------------------------- rounds -- */

Rounds *rounds_new(Arena *arena, size_t numbers)
{
    Rounds *r = arena_alloc(arena, sizeof *r);
    r->word = arena_array(arena, numbers + 1, sizeof *r->word);
    r->words = numbers;
    r->round = 1; /* what is zeroed was put in none */
    return r;
}

void rounds_next(Rounds *r)
{
    if (r->sets == 0)
        return;
    r->sets = 0;
    if (r->round++ < LAST_ROUND)
        return;
    memset(r->word, 0, r->words * sizeof *r->word);
    r->round = 1;
}

hale_set *set_new(SetMemory *memory, Rounds *r)
{
    if (!r || r->sets == BITS)
        return memory->alloc(memory->from, sizeof(hale_set));
    hale_set *set = &r->set[r->sets];
    *set = (hale_set){.word = r->word,
                      .words = r->words,
                      .round = (uint64_t)r->round << BITS,
                      .bit = UINT64_C(1) << r->sets++};
    return set;
}

/* Puts a number, whose word this is, into the set of that bit; was it new
 * there? What an earlier round says is less than this round. */
static inline bool note(uint64_t *word, uint64_t round, uint64_t bit)
{
    uint64_t old = *word < round ? round : *word;
    *word = old | bit;
    return !(old & bit);
}

/* ----------------------------------------------------------------- slots -- */

static uint64_t key_of(int64_t value)
{
    return (uint64_t)value ^ (UINT64_C(1) << 63);
}

static size_t place_of(const hale_set *set, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 32) & (set->slots - 1);
    while (set->slot[i] && set->slot[i] != key)
        i = (i + 1) & (set->slots - 1);
    return i;
}

static int grow(SetMemory *memory, hale_set *set)
{
    size_t slots = set->slots;
    const uint64_t *old = set->slot;
    size_t more = slots ? slots * 2 : FIRST;
    uint64_t *larger = memory->alloc(memory->from, more * sizeof *larger);
    if (!larger)
        return -1;
    set->slot = larger;
    set->slots = more;
    for (size_t i = 0; i < slots; i++)
        if (old[i])
            larger[place_of(set, old[i])] = old[i];
    return 0;
}

/* A key that is not 0. */
static int put(SetMemory *memory, hale_set *set, uint64_t key)
{
    size_t i = set->slots ? place_of(set, key) : 0;
    if (set->slots && set->slot[i] == key)
        return 0;
    if ((set->taken + 1) * 2 > set->slots) {
        if (grow(memory, set))
            return -1;
        i = place_of(set, key);
    }
    set->slot[i] = key;
    set->taken++;
    set->count++;
    return 0;
}

int set_put(SetMemory *memory, hale_set *set, int64_t value)
{
    uint64_t key = key_of(value);
    if ((uint64_t)value < set->words) {
        set->count += note(&set->word[value], set->round, set->bit);
        return 0;
    }
    set->has_least |= !key;
    return key ? put(memory, set, key) : 0;
}

int set_put_codes(SetMemory *memory, hale_set *set, const uint32_t *code,
                  const uint8_t *present, size_t count)
{
    uint64_t *word = set->word, round = set->round, bit = set->bit;
    size_t words = set->words, fresh = 0;
    for (size_t i = 0; i < count; i++)
        if (present && !present[i])
            continue;
        else if (code[i] < words)
            fresh += note(&word[code[i]], round, bit);
        else if (put(memory, set, key_of(code[i])))
            return -1;
    set->count += fresh;
    return 0;
}

size_t set_count(const hale_set *set)
{
    return set->count + set->has_least;
}
