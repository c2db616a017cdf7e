/* SPDX-License-Identifier: MIT
 *
 * scan_avx512.c: marks by AVX-512, a whole step at once, whose comparisons
 * give bit masks as they are. Processors that have VBMI2 as well gather the
 * places of bits without a look at each: the numbers 0 to 63 are pressed
 * together to those whose bit is set. index_best asks before it comes here.
 */
#include "index.h"

#ifdef __x86_64__
#include <immintrin.h>

#define FOR_AVX512                                                             \
    __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,pclmul,popcnt")))

FOR_AVX512 static inline Marks marks_avx512(const char *p, Signs signs)
{
    const __m512i bytes = _mm512_loadu_si512((const void *)p);
    const __m512i zero = _mm512_setzero_si512(); /* rare: 0, or below it */
    return (Marks){
        _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(signs.end)),
        _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(signs.delimiter)),
        _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(signs.quote)),
        _mm512_cmple_epi8_mask(bytes, zero)};
}

static const uint8_t numbers[INDEX_STEP] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

FOR_AVX512 static inline void places_avx512(uint32_t *to, uint32_t base,
                                            uint64_t bits, size_t count)
{
    const __m512i from = _mm512_set1_epi32((int)base);
    __m512i place =
        _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(numbers));
    for (size_t i = 0; i < count; i += 16) {
        const __m128i next = _mm512_castsi512_si128(place);
        _mm512_storeu_si512(to + i,
                            _mm512_add_epi32(_mm512_cvtepu8_epi32(next), from));
        place = _mm512_shuffle_i32x4(place, place, 0x39); /* the next 16 */
    }
}

/* A product without carries adds up shifted copies, one for each set bit; of
 * all ones, that is every bit below. */
FOR_AVX512 static inline uint64_t parity_avx512(uint64_t bits)
{
    const __m128i all = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits),
                                             _mm_set1_epi8((char)0xff), 0);
    return (uint64_t)_mm_cvtsi128_si64(all);
}

FOR_AVX512 void index_avx512(Index *index, const char *data, size_t from,
                             size_t to, Signs signs)
{
    const IndexWay way = {marks_avx512, places_avx512, parity_avx512};
    index_fill(index, data, from, to, signs, way);
}
#endif
