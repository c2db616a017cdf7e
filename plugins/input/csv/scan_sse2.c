/* SPDX-License-Identifier: MIT
 *
 * scan_sse2.c: marks by SSE2, which every x86-64 processor has: sixteen bytes
 * are compared at once, and an instruction gathers the sixteen answers.
 */
#include "index.h"

#ifdef __x86_64__
#include <emmintrin.h>

static inline uint64_t equal16(__m128i bytes, char c)
{
    const __m128i same = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
    return (uint64_t)(uint32_t)_mm_movemask_epi8(same);
}

static inline Marks marks_sse2(const char *p, Signs signs)
{
    Marks m = {0};
    for (unsigned i = 0; i < INDEX_STEP; i += 16) {
        const __m128i bytes = _mm_loadu_si128((const void *)(p + i));
        const __m128i rare = _mm_cmplt_epi8(bytes, _mm_set1_epi8(1));
        m.ends |= equal16(bytes, signs.end) << i;
        m.delimiters |= equal16(bytes, signs.delimiter) << i;
        m.quotes |= equal16(bytes, signs.quote) << i;
        m.rare |= (uint64_t)(uint32_t)_mm_movemask_epi8(rare) << i;
    }
    return m;
}

void index_sse2(Index *index, const char *data, size_t from, size_t to,
                Signs signs)
{
    const IndexWay way = {marks_sse2, index_places, index_parity};
    index_fill(index, data, from, to, signs, way);
}
#endif
