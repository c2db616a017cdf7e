/* SPDX-License-Identifier: MIT
 *
 * look.c: many keys looked up in a dictionary at once.
 *
 * They go step by step: all tags, then the slot of each that is likely the one,
 * then all comparisons. No step has a branch that is hard to foretell. Whatever
 * is not as it mostly is, a text that is new or stands in another bucket than
 * its own, which was full, is noted, and left to dict.c. Of a large dictionary
 * each step asks for what the next one wants from memory, so that this is on
 * its way while the others are looked at.
 *
 * All is written once and compiled twice: with what every processor has, and
 * with AVX-512, which makes eight tags at a time and takes the slot of a bucket
 * without a look at its number.
 */
#include "base/dict.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define INLINED static inline __attribute__((always_inline))

/* What stands in the first slot of a bucket that bears the tag; if none does,
 * anything that leads to a key: it will not compare. */
typedef uint32_t NextOf(const struct DictBucket *bucket, uint32_t tag);

INLINED void take_tags(Look *l)
{
    const size_t all = l->n;
    for (size_t i = 0; i < all; i++)
        l->tag[i] = tag_of((TextKey){l->a[i], l->b[i], l->len[i]});
}

INLINED void take_likely(const Dict *dict, const Look *l, NextOf *next_of,
                         uint32_t *next)
{
    const struct DictBucket *const first = dict->bucket;
    const unsigned shift = dict->shift;
    const size_t all = l->n;
    for (size_t i = 0; i < all; i++) {
        const uint32_t tag = l->tag[i];
        next[i] = next_of(&first[tag >> shift], tag);
    }
}

/* Is it so large that most of it will not be near the processor? */
static bool is_far(const Dict *dict)
{
    enum { NEAR = 384 << 10 };
    return dict->buckets * sizeof *dict->bucket +
               dict->count * sizeof *dict->key >
           NEAR;
}

static void fetch_buckets(const Dict *dict, const Look *l)
{
    for (size_t i = 0; i < l->n; i++)
        __builtin_prefetch(&dict->bucket[bucket_of(dict, l->tag[i])]);
}

static void fetch_keys(const Dict *dict, const Look *l, const uint32_t *next)
{
    for (size_t i = 0; i < l->n; i++)
        __builtin_prefetch(&dict->key[next[i]]);
}

/* next[i] becomes the code, whether it is the right one or not. Alone, so that
 * the compiler has registers for all of it. */
static __attribute__((noinline)) size_t compare(const TextKey *known,
                                                const Look *l,
                                                uint32_t *restrict next,
                                                uint8_t *restrict missed)
{
    const uint64_t *const a = l->a, *const b = l->b;
    const uint8_t *const len = l->len;
    const size_t all = l->n;
    size_t n = 0;
    for (size_t i = 0; i < all; i++) {
        const TextKey *key = &known[next[i]];
        next[i]--;
        missed[n] = (uint8_t)i;
        n += ((key->a ^ a[i]) | (key->b ^ b[i]) | (key->len ^ len[i])) != 0;
    }
    return n;
}

/* Asks for the texts of LONG keys: first where they stand, then for them. */
static void fetch_texts(const Dict *dict, const Look *l, const uint32_t *code)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->len[i] == KEY_LONG && code[i] < dict->count)
            __builtin_prefetch(&dict->text[code[i]]);
    for (size_t i = 0; i < l->n; i++)
        if (l->len[i] == KEY_LONG && code[i] < dict->count)
            __builtin_prefetch(dict->text[code[i]].data);
}

/* Those whose keys are LONG and equal, but not their texts, are missed too. */
static size_t compare_texts(const Dict *dict, const Look *l,
                            const uint32_t *code, uint8_t *missed, size_t n)
{
    uint8_t before[LOOK_MOST];
    size_t k = 0, all = 0;
    memcpy(before, missed, n);
    fetch_texts(dict, l, code);
    for (size_t i = 0; i < l->n; i++) {
        bool is_missed = k < n && before[k] == i;
        k += is_missed;
        if (!is_missed && l->len[i] == KEY_LONG)
            is_missed = !str_eq(dict->text[code[i]], l->text[l->row[i]]);
        missed[all] = (uint8_t)i;
        all += is_missed;
    }
    return all;
}

INLINED size_t look(const Dict *dict, Look *l, NextOf *next_of, uint32_t *code,
                    uint8_t *missed)
{
    const bool far = is_far(dict);
    take_tags(l);
    if (far)
        fetch_buckets(dict, l);
    take_likely(dict, l, next_of, code);
    if (far)
        fetch_keys(dict, l, code);
    const size_t n = compare(dict->key, l, code, missed);
    return l->text ? compare_texts(dict, l, code, missed, n) : n;
}

/* A bit for each slot that bears the tag. */
INLINED unsigned slots_with(const struct DictBucket *bucket, uint32_t tag)
{
#ifdef __SSE2__
    const __m128i *tags = (const void *)bucket->tag;
    const __m128i wanted = _mm_set1_epi32((int)tag);
    const __m128i low = _mm_cmpeq_epi32(_mm_load_si128(tags), wanted);
    const __m128i high = _mm_cmpeq_epi32(_mm_load_si128(tags + 1), wanted);
    const __m128i words = _mm_packs_epi32(low, high);
    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(words, words)) & 0xff;
#else
    unsigned bits = 0;
    for (unsigned i = 0; i < SLOTS; i++)
        bits |= (unsigned)(bucket->tag[i] == tag) << i;
    return bits;
#endif
}

INLINED uint32_t next_plain(const struct DictBucket *bucket, uint32_t tag)
{
    const unsigned bits = slots_with(bucket, tag) | 1U << (SLOTS - 1);
    return bucket->next[__builtin_ctz(bits)];
}

size_t look_up_plain(const Dict *dict, Look *l, uint32_t *code, uint8_t *missed)
{
    return look(dict, l, next_plain, code, missed);
}

#ifdef __x86_64__

/* Pressed together to those that bear the tag; 0 if there is none. */
FOR_AVX512 INLINED uint32_t next_avx512(const struct DictBucket *bucket,
                                        uint32_t tag)
{
    const __m256i tags = _mm256_load_si256((const void *)bucket->tag);
    const __m256i next = _mm256_load_si256((const void *)bucket->next);
    const __mmask8 same =
        _mm256_cmpeq_epi32_mask(tags, _mm256_set1_epi32((int)tag));
    return (uint32_t)_mm_cvtsi128_si32(
        _mm256_castsi256_si128(_mm256_maskz_compress_epi32(same, next)));
}

FOR_AVX512 size_t look_up_avx512(const Dict *dict, Look *l, uint32_t *code,
                                 uint8_t *missed)
{
    return look(dict, l, next_avx512, code, missed);
}

size_t look_up(const Dict *dict, Look *l, uint32_t *code, uint8_t *missed)
{
    return has_avx512() ? look_up_avx512(dict, l, code, missed)
                        : look_up_plain(dict, l, code, missed);
}

#else

size_t look_up(const Dict *dict, Look *l, uint32_t *code, uint8_t *missed)
{
    return look_up_plain(dict, l, code, missed);
}

#endif
