/* SPDX-License-Identifier: MIT
 *
 * scan_neon.c: marks by NEON, which every AArch64 processor has. It compares
 * sixteen bytes at once, but has no instruction that gathers the answers: each
 * keeps the bit of its own place, and adding neighbours three times brings the
 * bits of 64 bytes together.
 */
#include "index.h"

#ifdef __aarch64__
#include <arm_neon.h>

/* Each byte of the four is all ones or 0. */
static inline uint64_t gather(const uint8x16_t answers[4])
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                       1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t place = vld1q_u8(places);
    const uint8x16_t low =
        vpaddq_u8(vandq_u8(answers[0], place), vandq_u8(answers[1], place));
    const uint8x16_t high =
        vpaddq_u8(vandq_u8(answers[2], place), vandq_u8(answers[3], place));
    const uint8x16_t all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline uint64_t equal64(const uint8x16_t bytes[4], char c)
{
    const uint8x16_t wanted = vdupq_n_u8((uint8_t)c);
    uint8x16_t same[4];
    for (int i = 0; i < 4; i++)
        same[i] = vceqq_u8(bytes[i], wanted);
    return gather(same);
}

static inline Marks marks_neon(const char *p, Signs signs)
{
    uint8x16_t bytes[4], rare[4];
    for (int i = 0; i < 4; i++) {
        bytes[i] = vld1q_u8((const uint8_t *)p + 16 * i);
        /* as signed numbers: 0, or below it */
        rare[i] = vclezq_s8(vreinterpretq_s8_u8(bytes[i]));
    }
    return (Marks){equal64(bytes, signs.end), equal64(bytes, signs.delimiter),
                   equal64(bytes, signs.quote), gather(rare)};
}

void index_neon(Index *index, const char *data, size_t from, size_t to,
                Signs signs)
{
    const IndexWay way = {marks_neon, index_places, index_parity};
    index_fill(index, data, from, to, signs, way);
}
#endif
