/* SPDX-License-Identifier: MIT
 *
 * key.h: what a text is looked up by; for base.h, which includes it.
 *
 * Ids and short words are most of what a table of events holds. A text of up to
 * 16 bytes is two numbers: its bytes with zeros behind them, the first one
 * lowest. With the length they are the text, so whoever holds a key needs no
 * pointer to compare, hash or copy it, and it may travel through columns of
 * numbers. A longer text is known by a hash of 64 bits and its length, which
 * can agree by chance: there the bytes have the last word.
 *
 * No byte beyond the text is ever read: two loads from its ends, which overlap
 * where it is shorter than both, stand for every length.
 */
#ifndef HALE_CORE_KEY_H
#define HALE_CORE_KEY_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "hale/plugin.h"

enum { KEY_SHORT = 16, KEY_LONG = KEY_SHORT + 1 };

typedef struct TextKey {
    uint64_t a, b; /* bytes 0 to 7 and 8 to 15; of a LONG one its hash and its
                    * length */
    uint32_t len;  /* or KEY_LONG */
} TextKey;

/* The keys of text[row[0]] ... text[row[n - 1]] as columns of their parts, by
 * the fastest means that this processor has; true: some are LONG. */
bool text_keys(const hale_str *text, const uint32_t *row, size_t n, uint64_t *a,
               uint64_t *b, uint8_t *len);

/* Of a text longer than KEY_SHORT. */
TextKey text_key_long(hale_str text);

static inline uint64_t key_load8(const char *at)
{
    uint64_t v;
    memcpy(&v, at, sizeof v);
    return le64toh(v);
}

static inline uint64_t key_load4(const char *at)
{
    uint32_t v;
    memcpy(&v, at, sizeof v);
    return le32toh(v);
}

static inline TextKey text_key(hale_str text)
{
    const char *at = text.data;
    const size_t n = text.len;
    if (n > KEY_SHORT)
        return text_key_long(text);
    if (n >= 8) {
        /* The last 8 bytes; 16 - n of them are in `a`. In two steps, because
         * they may be all 8. */
        const size_t half = 4 * (KEY_SHORT - n);
        return (TextKey){key_load8(at), key_load8(at + n - 8) >> half >> half,
                         (uint32_t)n};
    }
    if (n >= 4)
        return (TextKey){key_load4(at) | key_load4(at + n - 4) << 8 * (n - 4),
                         0, (uint32_t)n};
    if (n == 0)
        return (TextKey){0};
    return (TextKey){(uint64_t)(unsigned char)at[0] |
                         (uint64_t)(unsigned char)at[n / 2] << 8 * (n / 2) |
                         (uint64_t)(unsigned char)at[n - 1] << 8 * (n - 1),
                     0, (uint32_t)n};
}

/* Two multiplications, whose upper bits are good, folded into the lower ones:
 * any bit may choose. Loops over it can be done by the processor many at a
 * time, as a multiplication to twice the width cannot. */
static inline uint64_t text_key_hash(TextKey key)
{
    uint64_t h = key.a ^ (key.b + key.len) * 0x9e3779b97f4a7c15U;
    h = (h ^ h >> 32) * 0xd1b54a32d192ed03U;
    return h ^ h >> 32;
}

/* Puts the text of a key that is not LONG, and zeros behind it, to `to`. */
static inline void text_of_key(TextKey key, char to[KEY_SHORT])
{
    const uint64_t word[2] = {htole64(key.a), htole64(key.b)};
    memcpy(to, word, sizeof word);
}

#endif
