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

/* A text and its code, so that a search that ends well looks at two places in
 * memory and no third. */
typedef struct DictEntry {
    uint32_t code;
    uint32_t len; /* its lower bits; the whole stands in Dict.text */
    char text[];
} DictEntry;

struct DictSlot {
    uint64_t hash;
    const DictEntry *entry; /* NULL: free */
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

static bool is_entry(const Dict *dict, const DictEntry *entry, Str text)
{
    return entry->len == (uint32_t)text.len &&
           (text.len <= UINT32_MAX ||
            dict->text[entry->code].len == text.len) &&
           memcmp(entry->text, text.len ? text.data : "", text.len) == 0;
}

static struct DictSlot *dict_slot(const Dict *dict, Str text, uint64_t hash)
{
    size_t i = dict_first(dict, hash);
    while (dict->slot[i].entry &&
           (dict->slot[i].hash != hash ||
            !is_entry(dict, dict->slot[i].entry, text)))
        i = (i + 1) & (dict->cap - 1);
    return &dict->slot[i];
}

static void dict_grow(Dict *dict)
{
    struct DictSlot *old = dict->slot;
    size_t old_cap = dict->cap;
    dict->cap = old_cap ? old_cap * 2 : FIRST_CAP;
    dict->slot = xcalloc(dict->cap, sizeof *dict->slot);
    for (size_t k = 0; k < old_cap; k++) {
        if (!old[k].entry)
            continue;
        /* All texts differ: the first free slot is the right one. */
        size_t i = dict_first(dict, old[k].hash);
        while (dict->slot[i].entry)
            i = (i + 1) & (dict->cap - 1);
        dict->slot[i] = old[k];
    }
    free(old);
}

static const DictEntry *dict_append(Dict *dict, Str text)
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
    DictEntry *entry = arena_alloc(&dict->bytes, sizeof *entry + text.len + 1);
    entry->code = dict->count++;
    entry->len = (uint32_t)text.len;
    if (text.len)
        memcpy(entry->text, text.data, text.len);
    dict->text[entry->code] = (Str){entry->text, text.len};
    return entry;
}

uint32_t dict_code_hashed(Dict *dict, Str text, uint64_t hash)
{
    if (is_full(dict->count, dict->cap))
        dict_grow(dict);
    struct DictSlot *slot = dict_slot(dict, text, hash);
    if (!slot->entry)
        *slot = (struct DictSlot){hash, dict_append(dict, text)};
    return slot->entry->code;
}

uint32_t dict_code(Dict *dict, Str text)
{
    return dict_code_hashed(dict, text, hash_bytes(text.data, text.len));
}

void dict_fetch_slot(const Dict *dict, uint64_t hash)
{
    if (dict->cap)
        __builtin_prefetch(&dict->slot[dict_first(dict, hash)]);
}

void dict_fetch_text(const Dict *dict, uint64_t hash)
{
    if (dict->cap)
        __builtin_prefetch(dict->slot[dict_first(dict, hash)].entry);
}

uint32_t dict_find(const Dict *dict, Str text)
{
    if (dict->cap == 0)
        return HALE_NO_CODE;
    const DictEntry *entry =
        dict_slot(dict, text, hash_bytes(text.data, text.len))->entry;
    return entry ? entry->code : HALE_NO_CODE;
}

void dict_free(Dict *dict)
{
    free(dict->slot);
    free(dict->text);
    arena_free(&dict->bytes);
    *dict = (Dict){0};
}
