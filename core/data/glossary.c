/* SPDX-License-Identifier: MIT
 *
 * glossary.c: the texts of some hundred rows, each once.
 *
 * The rows of a chunk stand next to each other in time, and they are of one
 * partition of 64: they say the same few accounts, users and words again and
 * again. So a chunk lists what it says, and each row has a byte that says which
 * of it. Whoever puts rows together later looks up the list and not the rows.
 *
 * Nothing outlives the chunk and nothing is shared, so reading threads need no
 * dictionary, no lock, and no memory that grows with what they have seen; and
 * what the file of spill.c holds is whole in itself.
 *
 * While it is gathered, a list is a small hash table over keys (base/key.h).
 * Packed, it is the lengths, then the bytes of one text after the other.
 */
#include "data/part.h"

#include <stdlib.h>
#include <string.h>

static inline bool is_same(TextKey a, TextKey b)
{
    return ((a.a ^ b.a) | (a.b ^ b.b) | (a.len ^ b.len)) == 0;
}

/* Is it this text? Keys of LONG ones may agree by chance. */
static inline bool says(const Glossary *g, uint32_t number, TextKey key,
                        const Str *text)
{
    return is_same(g->key[number], key) &&
           (key.len != KEY_LONG ||
            memcmp(g->bytes.data + g->at[number], text->data, text->len) == 0);
}

static void add(Glossary *g, TextKey key, const Str *text)
{
    if (key.len == KEY_LONG) {
        g->at[g->count] = g->bytes.len;
        text_add(&g->bytes, *text);
    }
    TextKey *to = &g->key[g->count++];
    to->a = key.a;
    to->b = key.b;
    to->len = key.len;
}

static inline uint8_t number_of(Glossary *g, TextKey key, size_t at,
                                const Str *text)
{
    for (; g->slot[at]; at = (at + 1) % COUNT(g->slot))
        if (says(g, g->slot[at] - 1U, key, text))
            return (uint8_t)(g->slot[at] - 1);
    g->slot[at] = (uint8_t)(g->count + 1);
    add(g, key, text);
    return (uint8_t)(g->count - 1);
}

/* Where all are looked for comes first: that a text is new is a surprise to the
 * processor, and what has to be done again then should be little. */
void glossary_find(Glossary *g, Keys keys, const Str *text, const uint32_t *row,
                   size_t n, uint8_t *number)
{
    uint16_t at[CHUNK_ROWS];
    for (size_t i = 0; i < n; i++)
        at[i] = text_key_hash((TextKey){keys.a[i], keys.b[i], keys.len[i]}) /
                PARTITIONS % COUNT(g->slot);
    for (size_t i = 0; i < n; i++)
        number[i] = number_of(g, (TextKey){keys.a[i], keys.b[i], keys.len[i]},
                              at[i], &text[row[i]]);
}

static void number_all(Glossary *g, const Str *text, const uint32_t *row,
                       size_t n, uint8_t *number)
{
    uint64_t a[CHUNK_ROWS], b[CHUNK_ROWS];
    uint8_t len[CHUNK_ROWS];
    text_keys(text, row, n, a, b, len);
    glossary_find(g, (Keys){a, b, len}, text, row, n, number);
}

void glossary_numbers(Glossary *g, const Str *text, const uint32_t *row,
                      const uint8_t *present, size_t n, uint8_t *number)
{
    uint32_t there[CHUNK_ROWS];
    uint8_t given[CHUNK_ROWS];
    size_t count = 0, next = 0;
    if (!present) {
        number_all(g, text, row, n, number);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        there[count] = row[i];
        count += present[i];
    }
    if (count)
        number_all(g, text, there, count, given);
    for (size_t i = 0; i < n; i++)
        number[i] = present[i] ? given[next++] : 0;
}

void glossary_fetch(const Glossary *g)
{
    enum { LINE = 64 };
    const char *at = (const char *)g, *end = (const char *)&g->key[g->count];
    for (; g->count && at < end; at += LINE)
        __builtin_prefetch(at);
}

size_t glossary_room(const Glossary *g)
{
    return sizeof(Packing) + g->count * (sizeof(int64_t) + KEY_SHORT) +
           g->bytes.len;
}

/* The bytes of one text, with some more behind them; returns its length. */
static inline size_t put_text(const Glossary *g, uint32_t number,
                              unsigned char *out)
{
    TextKey key = g->key[number];
    if (key.len != KEY_LONG) {
        text_of_key(key, (char *)out);
        return key.len;
    }
    memcpy(out, g->bytes.data + g->at[number], (size_t)key.b);
    return (size_t)key.b;
}

size_t glossary_pack(const Glossary *g, unsigned char *out)
{
    int64_t length[CHUNK_ROWS];
    Packing lengths;
    for (uint32_t i = 0; i < g->count; i++)
        length[i] = g->key[i].len == KEY_LONG ? (int64_t)g->key[i].b
                                              : (int64_t)g->key[i].len;
    unsigned char *to = out + sizeof lengths;
    to += pack_numbers(&lengths, length, g->count, to);
    memcpy(out, &lengths, sizeof lengths);
    for (uint32_t i = 0; i < g->count; i++)
        to += put_text(g, i, to);
    return (size_t)(to - out);
}

void glossary_unpack(const unsigned char *in, size_t count, Str *text)
{
    int64_t length[CHUNK_ROWS];
    Packing lengths;
    memcpy(&lengths, in, sizeof lengths);
    in += sizeof lengths;
    unpack_numbers(&lengths, in, count, length);
    in += count * lengths.width;
    for (size_t i = 0; i < count; i++) {
        text[i] = (Str){(const char *)in, (size_t)length[i]};
        in += length[i];
    }
}

void glossary_open(Glossary *g)
{
    g->count = 0;
    g->bytes = (Text){0};
    memset(g->slot, 0, sizeof g->slot);
}

void glossary_clear(Glossary *g)
{
    if (!g->count)
        return;
    g->count = 0;
    text_clear(&g->bytes);
    memset(g->slot, 0, sizeof g->slot);
}

void glossary_free(Glossary *g)
{
    text_free(&g->bytes);
}
