/* SPDX-License-Identifier: MIT
 *
 * dict.h: the inside of a dictionary, for dict.c, keys.c and look.c, and for
 * the test that holds their ways on different processors equal. All others
 * know base.h.
 */
#ifndef HALE_CORE_DICT_H
#define HALE_CORE_DICT_H

#include "base/base.h"

#ifdef __x86_64__
#define FOR_AVX512                                                             \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2")))
/* Does this processor have what that says? */
bool has_avx512(void);
#endif

enum { SLOTS = 8, LOOK_MOST = 128 };

/* A line of the cache. Slots are filled from the first on, and never freed. */
struct DictBucket {
    uint32_t tag[SLOTS];  /* 0: free */
    uint32_t next[SLOTS]; /* code + 1, where the key stands too */
};

/* A tag is half of the hash; the bucket is said by its uppermost bits. */
static inline uint32_t tag_of(TextKey key)
{
    return (uint32_t)(text_key_hash(key) >> 32) | 1;
}

static inline size_t bucket_of(const Dict *dict, uint32_t tag)
{
    return tag >> dict->shift;
}

/* ---------------------------------------------------------------- keys.c -- */

/* text_keys for any processor, and for one with AVX-512. */
bool text_keys_plain(const hale_str *text, const uint32_t *row, size_t n,
                     uint64_t *a, uint64_t *b, uint8_t *len);
bool text_keys_avx512(const hale_str *text, const uint32_t *row, size_t n,
                      uint64_t *a, uint64_t *b, uint8_t *len);

/* ---------------------------------------------------------------- look.c -- */

/* Keys that are to be looked up, LOOK_MOST at most. */
typedef struct Look {
    size_t n;
    const uint64_t *a, *b;
    const uint8_t *len;
    const Str
        *text; /* where keys are LONG, text[row[i]] is what they are of; */
    const uint32_t *row;     /* else NULL */
    uint32_t tag[LOOK_MOST]; /* made here */
} Look;

/* The codes of all keys that stand in the bucket where they belong, which are
 * nearly all that there are; the others are numbered in `missed`, ascending:
 * how many. The dictionary has buckets. */
size_t look_up(const Dict *dict, Look *l, uint32_t *code, uint8_t *missed);
/* The same for any processor, and for one with AVX-512. */
size_t look_up_plain(const Dict *dict, Look *l, uint32_t *code,
                     uint8_t *missed);
size_t look_up_avx512(const Dict *dict, Look *l, uint32_t *code,
                      uint8_t *missed);

#endif
