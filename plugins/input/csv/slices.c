/* SPDX-License-Identifier: MIT
 *
 * slices.c: a column of cells, or of whole rows, as texts.
 *
 * The index has the edges of all cells one behind the other, and a column is
 * every so-many-th pair of them. From a pair to a text it is a subtraction and
 * an addition; what takes time is to bring them together. With AVX2 two pairs
 * become two texts at once, and are written as they are.
 */
#include "csv.h"

#include <string.h>

int slices_plain(const char *data, const uint32_t *edge, size_t cells,
                 size_t width, size_t rows, hale_str *text)
{
    int empty = 0;
    for (size_t i = 0; i < rows; i++, edge += cells) {
        text[i] = slice(data, edge, width);
        empty |= text[i].len == 0;
    }
    return empty;
}

#ifdef __x86_64__
#include <immintrin.h>

#define FOR_AVX2 __attribute__((target("avx2")))

/* Where a text begins and where it ends, twice. */
FOR_AVX2 static inline __m128i two_pairs(const uint32_t *edge, size_t cells,
                                         size_t width)
{
    const uint32_t *next = edge + cells;
    const __m128i pairs =
        width == 1 ? _mm_unpacklo_epi64(_mm_loadl_epi64((const void *)edge),
                                        _mm_loadl_epi64((const void *)next))
                   : _mm_setr_epi32((int)edge[0], (int)edge[width],
                                    (int)next[0], (int)next[width]);
    return _mm_add_epi32(pairs, _mm_setr_epi32(1, 0, 1, 0));
}

/* As it is done with one, of both at once. */
FOR_AVX2 static inline __m256i two_texts(__m128i pairs, __m256i data,
                                         __m256i *empty)
{
    const __m256i wide = _mm256_cvtepu32_epi64(pairs);
    const __m256i text = _mm256_sub_epi64(wide, _mm256_slli_si256(wide, 8));
    *empty = _mm256_or_si256(*empty,
                             _mm256_cmpeq_epi64(text, _mm256_setzero_si256()));
    return _mm256_add_epi64(text, data);
}

FOR_AVX2 static inline __attribute__((always_inline)) int pairs_avx2(
    const char *data, const uint32_t *edge, size_t cells, size_t width,
    size_t rows, hale_str *text)
{
    const long long begin = (long long)(intptr_t)data;
    const __m256i from = _mm256_setr_epi64x(begin, 0, begin, 0);
    __m256i empty = _mm256_setzero_si256();
    for (size_t i = 0; i + 2 <= rows; i += 2, edge += 2 * cells)
        _mm256_storeu_si256(
            (void *)(text + i),
            two_texts(two_pairs(edge, cells, width), from, &empty));
    const size_t left = rows % 2;
    const int last =
        slices_plain(data, edge, cells, width, left, text + rows - left);
    return last || (_mm256_movemask_pd(_mm256_castsi256_pd(empty)) & 10) != 0;
}

/* Compiled once for pairs of neighbours, which nearly all are. */
FOR_AVX2 int slices_avx2(const char *data, const uint32_t *edge, size_t cells,
                         size_t width, size_t rows, hale_str *text)
{
    return width == 1 ? pairs_avx2(data, edge, cells, 1, rows, text)
                      : pairs_avx2(data, edge, cells, width, rows, text);
}

int slices(const char *data, const uint32_t *edge, size_t cells, size_t width,
           size_t rows, hale_str *text)
{
    return index_has_avx2()
               ? slices_avx2(data, edge, cells, width, rows, text)
               : slices_plain(data, edge, cells, width, rows, text);
}

#else

int slices(const char *data, const uint32_t *edge, size_t cells, size_t width,
           size_t rows, hale_str *text)
{
    return slices_plain(data, edge, cells, width, rows, text);
}

#endif
