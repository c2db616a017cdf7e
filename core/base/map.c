/* SPDX-License-Identifier: MIT
 *
 * map.c: a hash table of texts, and the hash itself (XXH3).
 *
 * It is an array of a power of two with open addressing: a key stands in the
 * first free slot from the one that its hash names. It is at most three
 * quarters full, grows by doubling and never loses a key, so there are no
 * tombstones. Keys are copied into an arena and never move.
 *
 * Nothing ever walks the table: order comes from whoever holds the list.
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct MapSlot {
    uint64_t hash;
    Str key; /* data NULL: free */
    size_t value;
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
