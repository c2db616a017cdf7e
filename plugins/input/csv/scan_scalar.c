/* SPDX-License-Identifier: MIT
 *
 * scan_scalar.c: marks made a byte at a time, for processors that have no
 * better way. It is also the plain statement of what the others compute: a
 * test holds them equal to it.
 *
 * And the choice among them, made when the program runs, not when it is built:
 * packages are built for the oldest processor of their kind.
 */
#include "index.h"

static inline Marks marks_scalar(const char *p, Signs signs)
{
    Marks m = {0};
    for (unsigned i = 0; i < INDEX_STEP; i++) {
        const unsigned char c = (unsigned char)p[i];
        m.ends |= (uint64_t)(p[i] == signs.end) << i;
        m.delimiters |= (uint64_t)(p[i] == signs.delimiter) << i;
        m.quotes |= (uint64_t)(p[i] == signs.quote) << i;
        m.rare |= (uint64_t)(c == 0 || c > 0x7f) << i;
    }
    return m;
}

void index_scalar(Index *index, const char *data, size_t from, size_t to,
                  Signs signs)
{
    const IndexWay way = {marks_scalar, index_places, index_parity};
    index_fill(index, data, from, to, signs, way);
}

#ifdef __x86_64__
int index_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("pclmul");
}

int index_has_avx512(void)
{
    return index_has_avx2() && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vbmi2");
}
#endif

IndexFill *index_best(void)
{
#if defined(__x86_64__)
    return index_has_avx512() ? index_avx512
           : index_has_avx2() ? index_avx2
                              : index_sse2;
#elif defined(__aarch64__)
    return index_neon;
#else
    return index_scalar;
#endif
}
