/* SPDX-License-Identifier: MIT
 *
 * scan_avx2.c: marks by AVX2, 32 bytes at once. Processors with it also count
 * bits and find the lowest one in a single instruction. Only what is in this
 * file is compiled for them; index_best asks before it comes here.
 */
#include "index.h"

#ifdef __x86_64__
#include <immintrin.h>

#define FOR_AVX2 __attribute__((target("avx2,bmi,pclmul,popcnt")))

/* A bit for each byte of `low` and `high` that is all ones. */
FOR_AVX2 static inline uint64_t gather(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

FOR_AVX2 static inline uint64_t equal(__m256i low, __m256i high, char c)
{
    const __m256i wanted = _mm256_set1_epi8(c);
    return gather(_mm256_cmpeq_epi8(low, wanted),
                  _mm256_cmpeq_epi8(high, wanted));
}

FOR_AVX2 static inline Marks marks_avx2(const char *p, Signs signs)
{
    const __m256i low = _mm256_loadu_si256((const void *)p);
    const __m256i high = _mm256_loadu_si256((const void *)(p + 32));
    const __m256i one = _mm256_set1_epi8(1); /* rare: 0, or below it */
    return (Marks){
        equal(low, high, signs.end), equal(low, high, signs.delimiter),
        equal(low, high, signs.quote),
        gather(_mm256_cmpgt_epi8(one, low), _mm256_cmpgt_epi8(one, high))};
}

/* A product without carries adds up shifted copies, one for each set bit; of
 * all ones, that is every bit below. */
FOR_AVX2 static inline uint64_t parity_avx2(uint64_t bits)
{
    const __m128i all = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits),
                                             _mm_set1_epi8((char)0xff), 0);
    return (uint64_t)_mm_cvtsi128_si64(all);
}

FOR_AVX2 void index_avx2(Index *index, const char *data, size_t from, size_t to,
                         Signs signs)
{
    const IndexWay way = {marks_avx2, index_places, parity_avx2};
    index_fill(index, data, from, to, signs, way);
}
#endif
