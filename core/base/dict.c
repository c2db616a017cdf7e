/* SPDX-License-Identifier: MIT
 *
 * dict.c: texts as dense codes, the hash table that all rows go through.
 *
 * A slot holds the key itself: up to 16 bytes of text are two words, read
 * without ever touching a byte beyond the text, and together with the length
 * they are the text. So a look-up of an id or a short word compares two
 * numbers in one line of the cache and follows no pointer. Of a longer text
 * the slot holds a hash, and only where that agrees the bytes are compared.
 *
 * Slots are open addressed, at most three quarters full, and grow by doubling;
 * what is needed to place a key again stands in its slot. Look-ups of many
 * texts go in two steps, all hashes first, so that the lines of the cache that
 * will be wanted are on their way while the others are looked at.
 *
 * Nothing ever walks the table: codes count texts in order of first sight.
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__extension__ typedef unsigned __int128 Wide;

enum { FIRST_CAP = 16, SHORT = 16, LONG = SHORT + 1, AHEAD = 32 };

/* What a text is looked up by. */
typedef struct Key {
    uint64_t a, b; /* the text; of a LONG one its hash and its length */
    uint32_t len;  /* LONG at most */
} Key;

struct DictSlot {
    uint64_t a, b;
    uint32_t len, next; /* next: code + 1; 0: free */
};

/* The texts themselves: a list of blocks that are filled one by one. */
struct DictBytes {
    struct DictBytes *older;
    size_t size, used;
    char data[];
};

/* ----------------------------------------------------------------- keys -- */

static uint64_t load8(const char *at)
{
    uint64_t v;
    memcpy(&v, at, sizeof v);
    return v;
}

static uint64_t load4(const char *at)
{
    uint32_t v;
    memcpy(&v, at, sizeof v);
    return v;
}

/* Loads from both ends, which overlap where the text is shorter than both;
 * with the length they still say every byte. */
static inline Key key_of(Str text)
{
    const char *at = text.data;
    size_t n = text.len;
    if (n > SHORT)
        return (Key){hash_bytes(at, n), n, LONG};
    if (n >= 8)
        return (Key){load8(at), load8(at + n - 8), (uint32_t)n};
    if (n >= 4)
        return (Key){load4(at), load4(at + n - 4), (uint32_t)n};
    if (n == 0)
        return (Key){0};
    return (Key){(unsigned char)at[0],
                 (uint64_t)(unsigned char)at[n / 2] << 8 |
                     (unsigned char)at[n - 1],
                 (uint32_t)n};
}

/* One multiplication to twice the width, both halves folded into one: every
 * bit of the key reaches every bit that chooses the slot. */
static inline uint64_t key_hash(Key key)
{
    Wide product = (Wide)(key.a ^ 0x9e3779b97f4a7c15U) *
                   ((key.b + key.len) ^ 0xd1b54a32d192ed03U);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static Key key_in(const struct DictSlot *slot)
{
    return (Key){slot->a, slot->b, slot->len};
}

/* ---------------------------------------------------------------- slots -- */

static inline size_t first_slot(const Dict *dict, uint64_t hash)
{
    return (size_t)(hash >> 32) & (dict->cap - 1);
}

static inline bool holds(const Dict *dict, const struct DictSlot *slot, Key key,
                         Str text)
{
    return slot->a == key.a && slot->b == key.b && slot->len == key.len &&
           (key.len != LONG || str_eq(dict->text[slot->next - 1], text));
}

/* The slot of a text, or the free one where it belongs. */
static inline struct DictSlot *find_slot(const Dict *dict, Str text, Key key,
                                         uint64_t hash)
{
    size_t i = first_slot(dict, hash);
    while (dict->slot[i].next && !holds(dict, &dict->slot[i], key, text))
        i = (i + 1) & (dict->cap - 1);
    return &dict->slot[i];
}

static void grow(Dict *dict)
{
    struct DictSlot *old = dict->slot;
    size_t cap = dict->cap;
    dict->cap = cap ? cap * 2 : FIRST_CAP;
    dict->slot = xcalloc(dict->cap, sizeof *dict->slot);
    for (size_t i = 0; i < cap; i++) {
        if (!old[i].next)
            continue;
        /* All texts differ: the first free slot is the right one. */
        size_t at = first_slot(dict, key_hash(key_in(&old[i])));
        while (dict->slot[at].next)
            at = (at + 1) & (dict->cap - 1);
        dict->slot[at] = old[i];
    }
    free(old);
}

/* ---------------------------------------------------------------- texts -- */

/* A copy that stays where it is, with a NUL. */
static Str keep(Dict *dict, Str text)
{
    enum { FIRST = 240, MOST = 65536 };
    struct DictBytes *block = dict->bytes;
    if (!block || block->size - block->used <= text.len) {
        size_t size = block ? 2 * block->size : FIRST;
        size = size > MOST ? MOST : size;
        size = size > text.len ? size : text.len + 1;
        block = xmalloc(sizeof *block + size);
        *block = (struct DictBytes){.older = dict->bytes, .size = size};
        dict->bytes = block;
    }
    char *copy = block->data + block->used;
    if (text.len)
        memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    block->used += text.len + 1;
    return (Str){copy, text.len};
}

static uint32_t append(Dict *dict, Str text)
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
    dict->text[dict->count] = keep(dict, text);
    return dict->count++;
}

static inline uint32_t code_of(Dict *dict, Str text, Key key, uint64_t hash)
{
    struct DictSlot *slot = find_slot(dict, text, key, hash);
    if (slot->next)
        return slot->next - 1;
    /* Room for one more is kept, so that every search finds its end. */
    *slot = (struct DictSlot){key.a, key.b, key.len, dict->count + 1};
    uint32_t code = append(dict, text);
    if (dict->count >= dict->cap - dict->cap / 4)
        grow(dict);
    return code;
}

/* --------------------------------------------------------------- public -- */

uint32_t dict_code(Dict *dict, Str text)
{
    if (dict->cap == 0)
        grow(dict);
    Key key = key_of(text);
    return code_of(dict, text, key, key_hash(key));
}

void dict_codes(Dict *dict, const Str *text, const uint32_t *row, size_t n,
                uint32_t *code)
{
    Key key[AHEAD];
    uint64_t hash[AHEAD];
    if (dict->cap == 0)
        grow(dict);
    for (size_t done = 0; done < n; done += AHEAD) {
        size_t some = n - done < AHEAD ? n - done : AHEAD;
        for (size_t i = 0; i < some; i++) {
            key[i] = key_of(text[row[done + i]]);
            hash[i] = key_hash(key[i]);
            __builtin_prefetch(&dict->slot[first_slot(dict, hash[i])]);
        }
        for (size_t i = 0; i < some; i++)
            code[done + i] =
                code_of(dict, text[row[done + i]], key[i], hash[i]);
    }
}

uint32_t dict_find(const Dict *dict, Str text)
{
    if (dict->cap == 0)
        return HALE_NO_CODE;
    Key key = key_of(text);
    /* A free slot holds 0, which becomes HALE_NO_CODE. */
    return find_slot(dict, text, key, key_hash(key))->next - 1;
}

void dict_clear(Dict *dict)
{
    if (dict->cap)
        memset(dict->slot, 0, dict->cap * sizeof *dict->slot);
    dict->count = 0;
    while (dict->bytes && dict->bytes->older) { /* keeps the newest */
        struct DictBytes *older = dict->bytes->older;
        dict->bytes->older = older->older;
        free(older);
    }
    if (dict->bytes)
        dict->bytes->used = 0;
}

void dict_free(Dict *dict)
{
    for (struct DictBytes *b = dict->bytes, *older; b; b = older) {
        older = b->older;
        free(b);
    }
    free(dict->slot);
    free(dict->text);
    *dict = (Dict){0};
}
