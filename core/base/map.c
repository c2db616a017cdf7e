/* SPDX-License-Identifier: MIT
 *
 * map.c: two hash tables over text, and the hash itself (XXH3).
 *
 * Both are arrays of a power of two with open addressing: a key stands in the
 * first free slot from the one that its hash names. They are at most three
 * quarters full, grow by doubling and never lose a key, so there are no
 * tombstones. Keys are copied into an arena and never move.
 *
 * Nothing ever walks a table: order comes from codes (a Dict counts them in
 * order of first sight) or from whoever holds the list.
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

struct MapSlot {
    uint64_t hash;
    Str key; /* data NULL: free */
    size_t value;
};

struct DictSlot {
    uint32_t hash; /* its lower half: the upper one chose the slot */
    uint32_t next; /* code + 1; 0: free */
};

enum { FIRST_CAP = 16 };

uint64_t hash_bytes(const void *data, size_t len)
{
    return XXH3_64bits(len ? data : "", len);
}

void hash_hex(const void *data, size_t len, char out[33])
{
    XXH128_hash_t h = XXH3_128bits(len ? data : "", len);
    snprintf(out, 33, "%016llx%016llx", (unsigned long long)h.high64,
             (unsigned long long)h.low64);
}

static bool is_full(size_t count, size_t cap)
{
    return count >= cap - cap / 4;
}

/* ----------------------------------------------------------------- Map -- */

/* The key's slot, or the free one where it belongs. */
static struct MapSlot *map_slot(const Map *map, Str key, uint64_t hash)
{
    size_t i = (size_t)hash & (map->cap - 1);
    while (map->slot[i].key.data &&
           (map->slot[i].hash != hash || !str_eq(map->slot[i].key, key)))
        i = (i + 1) & (map->cap - 1);
    return &map->slot[i];
}

static void map_grow(Map *map)
{
    Map larger = *map;
    larger.cap = map->cap ? map->cap * 2 : FIRST_CAP;
    larger.slot = xcalloc(larger.cap, sizeof *larger.slot);
    for (size_t i = 0; i < map->cap; i++)
        if (map->slot[i].key.data)
            *map_slot(&larger, map->slot[i].key, map->slot[i].hash) =
                map->slot[i];
    free(map->slot);
    *map = larger;
}

size_t map_get(const Map *map, Str key)
{
    if (map->cap == 0)
        return MAP_NONE;
    struct MapSlot *slot = map_slot(map, key, hash_bytes(key.data, key.len));
    return slot->key.data ? slot->value : MAP_NONE;
}

void map_put(Map *map, Str key, size_t value)
{
    if (is_full(map->count, map->cap))
        map_grow(map);
    uint64_t hash = hash_bytes(key.data, key.len);
    struct MapSlot *slot = map_slot(map, key, hash);
    if (!slot->key.data) {
        slot->hash = hash;
        slot->key = arena_str(&map->keys, key);
        map->count++;
    }
    slot->value = value;
}

void map_free(Map *map)
{
    free(map->slot);
    arena_free(&map->keys);
    *map = (Map){0};
}

/* ---------------------------------------------------------------- Dict -- */

/* Where the search for a hash begins. Not by its lowest bits: those of all
 * accounts of a partition are the same. */
static size_t dict_first(const Dict *dict, uint64_t hash)
{
    return (size_t)(hash >> 32) & (dict->cap - 1);
}

static struct DictSlot *dict_slot(const Dict *dict, Str text, uint64_t hash)
{
    uint32_t lower = (uint32_t)hash;
    size_t i = dict_first(dict, hash);
    while (dict->slot[i].next &&
           (dict->slot[i].hash != lower ||
            !str_eq(dict->text[dict->slot[i].next - 1], text)))
        i = (i + 1) & (dict->cap - 1);
    return &dict->slot[i];
}

static void dict_grow(Dict *dict)
{
    free(dict->slot);
    dict->cap = dict->cap ? dict->cap * 2 : FIRST_CAP;
    dict->slot = xcalloc(dict->cap, sizeof *dict->slot);
    for (uint32_t code = 0; code < dict->count; code++) {
        Str text = dict->text[code];
        uint64_t hash = hash_bytes(text.data, text.len);
        /* All texts differ: the first free slot is the right one. */
        size_t i = dict_first(dict, hash);
        while (dict->slot[i].next)
            i = (i + 1) & (dict->cap - 1);
        dict->slot[i] = (struct DictSlot){(uint32_t)hash, code + 1};
    }
}

static uint32_t dict_append(Dict *dict, Str text)
{
    if (dict->count == HALE_NO_CODE - 1) {
        fputs("hale: more than 4294967294 different texts in a column\n",
              stderr);
        _exit(EXIT_BUG);
    }
    if (dict->count == dict->room) {
        dict->room = dict->room ? dict->room * 2 : FIRST_CAP;
        dict->text = xrealloc(dict->text, dict->room, sizeof *dict->text);
    }
    dict->text[dict->count] = arena_str(&dict->bytes, text);
    return dict->count++;
}

uint32_t dict_code(Dict *dict, Str text)
{
    if (is_full(dict->count, dict->cap))
        dict_grow(dict);
    uint64_t hash = hash_bytes(text.data, text.len);
    struct DictSlot *slot = dict_slot(dict, text, hash);
    if (slot->next == 0) {
        slot->hash = (uint32_t)hash;
        slot->next = dict_append(dict, text) + 1;
    }
    return slot->next - 1;
}

uint32_t dict_find(const Dict *dict, Str text)
{
    if (dict->cap == 0)
        return HALE_NO_CODE;
    /* A free slot holds 0, which becomes HALE_NO_CODE. */
    return dict_slot(dict, text, hash_bytes(text.data, text.len))->next - 1;
}

void dict_free(Dict *dict)
{
    free(dict->slot);
    free(dict->text);
    arena_free(&dict->bytes);
    *dict = (Dict){0};
}
