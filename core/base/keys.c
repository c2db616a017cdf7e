/* SPDX-License-Identifier: MIT
 *
 * keys.c: the keys of many texts at once; key.h says what a key is.
 *
 * Lengths are hard to foretell in a column of words, and each that was taken
 * for another costs as much as three keys. A processor with AVX-512 loads up to
 * 16 bytes under a mask, so that all lengths are one way, and what the mask
 * leaves out is not read. Others go by text_key.
 */
#include "base/dict.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

TextKey text_key_long(hale_str text)
{
    return (TextKey){hash_bytes(text.data, text.len), text.len, KEY_LONG};
}

bool text_keys_plain(const hale_str *text, const uint32_t *row, size_t n,
                     uint64_t *a, uint64_t *b, uint8_t *len)
{
    bool longs = false;
    for (size_t i = 0; i < n; i++) {
        const TextKey key = text_key(text[row[i]]);
        a[i] = key.a;
        b[i] = key.b;
        len[i] = (uint8_t)key.len;
        longs |= key.len == KEY_LONG;
    }
    return longs;
}

#ifdef __x86_64__

bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

FOR_AVX512 bool text_keys_avx512(const hale_str *text, const uint32_t *row,
                                 size_t n, uint64_t *a, uint64_t *b,
                                 uint8_t *len)
{
    const __m128i places =
        _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    bool longs = false;
    for (size_t i = 0; i < n; i++) {
        const hale_str s = text[row[i]];
        if (__builtin_expect(s.len > KEY_SHORT, 0)) {
            a[i] = text_key_long(s).a;
            b[i] = s.len;
            len[i] = KEY_LONG;
            longs = true;
            continue;
        }
        const __mmask16 its =
            _mm_cmplt_epu8_mask(places, _mm_set1_epi8((char)s.len));
        const __m128i key = _mm_maskz_loadu_epi8(its, s.data);
        a[i] = (uint64_t)_mm_cvtsi128_si64(key);
        b[i] = (uint64_t)_mm_extract_epi64(key, 1);
        len[i] = (uint8_t)s.len;
    }
    return longs;
}

bool text_keys(const hale_str *text, const uint32_t *row, size_t n, uint64_t *a,
               uint64_t *b, uint8_t *len)
{
    return has_avx512() ? text_keys_avx512(text, row, n, a, b, len)
                        : text_keys_plain(text, row, n, a, b, len);
}

#else

bool text_keys(const hale_str *text, const uint32_t *row, size_t n, uint64_t *a,
               uint64_t *b, uint8_t *len)
{
    return text_keys_plain(text, row, n, a, b, len);
}

#endif
