/* SPDX-License-Identifier: MIT
 *
 * dict.c: texts as dense codes, the hash table that all accounts and texts of a
 * partition go through.
 *
 * A bucket is a line of the cache with eight slots: a tag of each text, which
 * is half of its hash, and its code. All tags of a bucket are compared at once,
 * so it does not matter in which slot a text stands. Whether it is the text
 * says its key (key.h), which stands in an array by code: two numbers and a
 * length, so that no pointer is followed but for a text of more than 16 bytes.
 *
 * A full bucket overflows into the next one; with five of eight slots taken at
 * most, one text in fifty stands there. Since the upper bits of a tag choose
 * the bucket, a table that grows is read and written from its beginning to its
 * end, and no key is looked at.
 *
 * Look-ups of many texts go through look.c, which is quick and knows the usual
 * case only; all that is rare is here.
 *
 * Nothing ever walks the table: codes count texts in order of first sight.
 */
#include "base/dict.h"

#include <stdlib.h>
#include <unistd.h>

enum { LINE = 64, FIRST_BUCKETS = 2, FIRST_ROOM = 16, LOAD = 5 };

/* The texts themselves: a list of blocks that are filled one by one. */
struct DictBytes {
    struct DictBytes *older;
    size_t size, used;
    char data[];
};

/* -------------------------------------------------------------- buckets -- */

static size_t next_bucket(const Dict *dict, size_t bucket)
{
    return (bucket + 1) & (dict->buckets - 1);
}

/* Is the text with this code, whose tag agrees, the one? Of a key that is short
 * the text is not looked at. */
static bool is_text(const Dict *dict, uint32_t code, TextKey key, Str text)
{
    const TextKey *known = &dict->key[code + 1];
    return known->a == key.a && known->b == key.b && known->len == key.len &&
           (key.len != KEY_LONG || str_eq(dict->text[code], text));
}

/* The code of a text, or HALE_NO_CODE. */
static uint32_t find(const Dict *dict, Str text, TextKey key, uint32_t tag)
{
    for (size_t at = bucket_of(dict, tag);; at = next_bucket(dict, at)) {
        const struct DictBucket *bucket = &dict->bucket[at];
        for (size_t i = 0; i < SLOTS; i++) {
            if (!bucket->tag[i])
                return HALE_NO_CODE;
            if (bucket->tag[i] == tag &&
                is_text(dict, bucket->next[i] - 1, key, text))
                return bucket->next[i] - 1;
        }
    }
}

/* Puts a text that is not there yet into the first slot that is free. */
static void place(Dict *dict, uint32_t tag, uint32_t next)
{
    size_t at = bucket_of(dict, tag), i = 0;
    while (dict->bucket[at].tag[SLOTS - 1])
        at = next_bucket(dict, at);
    while (dict->bucket[at].tag[i])
        i++;
    dict->bucket[at].tag[i] = tag;
    dict->bucket[at].next[i] = next;
}

/* All free; each is a line of the cache, though memory may not begin so. */
static void make_buckets(Dict *dict, size_t buckets)
{
    char *memory = xcalloc(buckets + 1, sizeof *dict->bucket);
    dict->memory = memory;
    dict->bucket = (void *)(memory + (0 - (uintptr_t)memory) % LINE);
    dict->buckets = buckets;
    dict->shift = 32 - (unsigned)__builtin_ctzll(buckets);
}

static void grow(Dict *dict)
{
    const Dict old = *dict;
    make_buckets(dict, 2 * old.buckets);
    for (size_t at = 0; at < old.buckets; at++)
        for (size_t i = 0; i < SLOTS && old.bucket[at].tag[i]; i++)
            place(dict, old.bucket[at].tag[i], old.bucket[at].next[i]);
    free(old.memory);
}

/* Key 0 is none: slots that are free lead to it. */
static void begin(Dict *dict)
{
    if (dict->buckets)
        return;
    make_buckets(dict, FIRST_BUCKETS);
    dict->room = FIRST_ROOM;
    dict->text = xrealloc(NULL, dict->room, sizeof *dict->text);
    dict->key = xrealloc(NULL, dict->room + 1, sizeof *dict->key);
    dict->key[0] = (TextKey){.len = UINT32_MAX};
}

/* ---------------------------------------------------------------- texts -- */

static struct DictBytes *new_block(struct DictBytes *older, size_t size)
{
    struct DictBytes *block = xmalloc(sizeof *block + size);
    *block = (struct DictBytes){.older = older, .size = size};
    return block;
}

/* Room for so many bytes that stay where they are. */
static char *room_for(Dict *dict, size_t bytes)
{
    enum { FIRST = 240, MOST = 65536 };
    const struct DictBytes *block = dict->bytes;
    if (!block || block->size - block->used < bytes) {
        size_t size = block ? 2 * block->size : FIRST;
        size = size > MOST ? MOST : size;
        dict->bytes = new_block(dict->bytes, size > bytes ? size : bytes);
    }
    return dict->bytes->data + dict->bytes->used;
}

/* A copy with a NUL; that of a short text is made from its key. */
static Str keep(Dict *dict, Str text, TextKey key)
{
    const size_t len = key.len == KEY_LONG ? text.len : key.len;
    char *copy = room_for(dict, len < KEY_SHORT ? KEY_SHORT : len + 1);
    if (key.len == KEY_LONG)
        memcpy(copy, text.data, len);
    else
        text_of_key(key, copy);
    copy[len] = '\0';
    dict->bytes->used += len + 1;
    return (Str){copy, len};
}

static void widen(Dict *dict)
{
    if (dict->count == HALE_NO_CODE - 1) {
        fputs("hale: more than 4294967294 different texts in a column\n",
              stderr);
        _exit(EXIT_BUG);
    }
    if (dict->count < dict->room)
        return;
    dict->room *= 2;
    dict->text = xrealloc(dict->text, dict->room, sizeof *dict->text);
    dict->key = xrealloc(dict->key, dict->room + 1, sizeof *dict->key);
}

static uint32_t append(Dict *dict, Str text, TextKey key, uint32_t tag)
{
    const uint32_t code = dict->count;
    widen(dict);
    dict->text[code] = keep(dict, text, key);
    dict->key[code + 1] = key;
    dict->count++;
    place(dict, tag, code + 1);
    /* Some slot is always free, so that every search finds its end. */
    if (dict->count >= dict->buckets * LOAD)
        grow(dict);
    return code;
}

static uint32_t find_or_append(Dict *dict, Str text, TextKey key, uint32_t tag)
{
    const uint32_t code = find(dict, text, key, tag);
    return code == HALE_NO_CODE ? append(dict, text, key, tag) : code;
}

/* --------------------------------------------------------------- public -- */

uint32_t dict_code(Dict *dict, Str text)
{
    const TextKey key = text_key(text);
    begin(dict);
    return find_or_append(dict, text, key, tag_of(key));
}

/* Those that were missed are new, mostly, and get their codes one by one. */
static void take_codes(Dict *dict, Look *l, uint32_t *code)
{
    uint8_t missed[LOOK_MOST];
    const size_t n = look_up(dict, l, code, missed);
    for (size_t k = 0; k < n; k++) {
        const size_t i = missed[k];
        const Str text = l->text ? l->text[l->row[i]] : (Str){0};
        code[i] = find_or_append(
            dict, text, (TextKey){l->a[i], l->b[i], l->len[i]}, l->tag[i]);
    }
}

void dict_codes(Dict *dict, const Str *text, const uint32_t *row, size_t n,
                uint32_t *code)
{
    uint64_t a[LOOK_MOST], b[LOOK_MOST];
    uint8_t len[LOOK_MOST];
    Look l;
    begin(dict);
    l.a = a;
    l.b = b;
    l.len = len;
    for (size_t done = 0; done < n; done += l.n) {
        l.n = n - done < LOOK_MOST ? n - done : LOOK_MOST;
        l.row = row + done;
        l.text = text_keys(text, l.row, l.n, a, b, len) ? text : NULL;
        take_codes(dict, &l, code + done);
    }
}

uint32_t dict_find(const Dict *dict, Str text)
{
    const TextKey key = text_key(text);
    return dict->buckets ? find(dict, text, key, tag_of(key)) : HALE_NO_CODE;
}

static size_t free_bytes(Dict *dict)
{
    size_t size = 0;
    for (struct DictBytes *block = dict->bytes, *older; block; block = older) {
        older = block->older;
        size += block->size;
        free(block);
    }
    dict->bytes = NULL;
    return size;
}

void dict_clear(Dict *dict)
{
    if (dict->buckets)
        memset(dict->bucket, 0, dict->buckets * sizeof *dict->bucket);
    dict->count = 0;
    if (dict->bytes && dict->bytes->older) /* one block as large as all */
        dict->bytes = new_block(NULL, free_bytes(dict));
    if (dict->bytes)
        dict->bytes->used = 0;
}

void dict_free(Dict *dict)
{
    free_bytes(dict);
    free(dict->memory);
    free(dict->text);
    free(dict->key);
    *dict = (Dict){0};
}
