/* SPDX-License-Identifier: MIT
 *
 * data_pack: whatever is packed comes back to the last bit, in no more bytes
 * than it has to take.
 */
#include "unit.h"

#include "data/part.h"

#include <string.h>

enum { ROOM = CHUNK_ROWS * 8 + PACK_SPARE };

/* Packs and unpacks; returns the bytes that it took. Nothing behind the spare
 * bytes is touched. */
static size_t there_and_back(const int64_t *value, size_t n)
{
    unsigned char *out = xmalloc(ROOM);
    int64_t back[CHUNK_ROWS] = {0};
    Packing pack;
    size_t size = pack_numbers(&pack, value, n, out);
    unsigned char *exact = xmalloc(size + PACK_SPARE);
    memcpy(exact, out, size);
    unpack_numbers(&pack, exact, n, back);
    if (n)
        assert_memory_equal(back, value, n * sizeof *value);
    free(exact);
    free(out);
    return size;
}

static void test_extremes(void **state)
{
    (void)state;
    static const int64_t ends[] = {INT64_MIN, INT64_MAX, 0, -1, 1};
    static const int64_t low[] = {INT64_MIN, INT64_MIN + 255};
    static const int64_t far[] = {INT64_MAX, INT64_MAX - 256};
    assert_int_equal(there_and_back(ends, 0), 0);
    assert_int_equal(there_and_back(ends, 1), 0);
    assert_int_equal(there_and_back(ends, 2), 16);
    assert_int_equal(there_and_back(ends, COUNT(ends)), 40);
    assert_int_equal(there_and_back(low, 2), 2);
    assert_int_equal(there_and_back(far, 2), 4);
}

/* Every width: the widest distance that fits, and the narrowest that does
 * not. */
static void test_widths(void **state)
{
    (void)state;
    for (unsigned width = 1; width < 8; width++) {
        /* No multiple of 100, or it would be counted in hundreds. */
        int64_t most = (int64_t)((1ULL << 8 * width) - 1);
        int64_t fits[] = {-7, most - 7, 0}, too_wide[] = {5, most + 6, 6};
        assert_int_equal(there_and_back(fits, 3), 3 * width);
        assert_int_equal(there_and_back(too_wide, 3), 3 * (width + 1));
    }
}

/* The same numbers cost nothing; a full chunk of them neither. */
static void test_equal(void **state)
{
    (void)state;
    int64_t value[CHUNK_ROWS];
    for (size_t i = 0; i < CHUNK_ROWS; i++)
        value[i] = -123456789;
    assert_int_equal(there_and_back(value, CHUNK_ROWS), 0);
}

/* Distances are counted in the largest unit that divides all of them: 200
 * days, seconds, ... apart from a begin that is odd take a byte a number. */
static void test_units(void **state)
{
    (void)state;
    static const int64_t units[] = {86400000000, 1000000, 10000, 1000, 100};
    for (size_t u = 0; u < COUNT(units); u++) {
        int64_t value[CHUNK_ROWS];
        for (int64_t i = 0; i < CHUNK_ROWS; i++)
            value[i] = 12345 + (i * 7919 % 200) * units[u];
        assert_int_equal(there_and_back(value, CHUNK_ROWS), CHUNK_ROWS);
        value[100]++; /* now none does: 200 units in full */
        size_t width = there_and_back(value, CHUNK_ROWS) / CHUNK_ROWS;
        assert_true((uint64_t)199 * (uint64_t)units[u] >> 8 * width == 0);
        assert_true(width == 8 ||
                    (uint64_t)199 * (uint64_t)units[u] >> 8 * (width - 1));
    }
}

/* xorshift64, by Marsaglia: bits enough to be wrong anywhere. */
static uint64_t next_random(uint64_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 7;
    return *s ^= *s << 17;
}

static void test_random(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252;
    for (int round = 0; round < 2000; round++) {
        int64_t value[CHUNK_ROWS];
        size_t n = next_random(&seed) % (CHUNK_ROWS + 1);
        unsigned shift = (unsigned)(next_random(&seed) % 64);
        for (size_t i = 0; i < n; i++)
            value[i] =
                (int64_t)(next_random(&seed) >> shift) * (round % 3 ? 1 : -1);
        assert_true(there_and_back(value, n) <= n * 8);
    }
}

static size_t reals_back(const double *real, size_t n)
{
    unsigned char out[ROOM];
    int64_t bits[CHUNK_ROWS], back[CHUNK_ROWS];
    Packing pack;
    memcpy(bits, real, n * sizeof *real);
    size_t size = pack_reals(&pack, bits, n, out);
    unpack_reals(&pack, out, n, back);
    assert_memory_equal(back, bits, n * sizeof *bits);
    return size;
}

/* Whole numbers take as little as they would as such; -0, fractions and what
 * no integer holds keep their bits. */
static void test_reals(void **state)
{
    (void)state;
    static const double whole[] = {0, 1, 255, 7}, same[] = {0.1, 0.1, 0.1};
    static const double odd[][2] = {{-0.0, 0},
                                    {0.1, 1},
                                    {1e300, -1e300},
                                    {5e-324, 0},
                                    {9007199254740994, 9007199254740993.0},
                                    {1.0 / 0.0, -1.0 / 0.0}};
    assert_int_equal(reals_back(whole, 4), 4);
    assert_int_equal(reals_back(same, 3), 0);
    for (size_t i = 0; i < COUNT(odd); i++)
        assert_in_range(reals_back(odd[i], 2), 0, 16);
    static const double edge[] = {9007199254740992, -9007199254740992};
    assert_int_equal(reals_back(edge, 2), 14); /* 2^54 apart: 7 bytes each */
}

/* All, none, and every single one of a full chunk. */
static void test_presence(void **state)
{
    (void)state;
    uint8_t present[CHUNK_ROWS], back[CHUNK_ROWS];
    unsigned char out[CHUNK_ROWS];
    Packing pack;
    for (size_t i = 0; i <= CHUNK_ROWS + 1; i++) {
        memset(present, i == CHUNK_ROWS, sizeof present);
        if (i < CHUNK_ROWS)
            present[i] = 1;
        size_t size = pack_presence(&pack, present, CHUNK_ROWS, out);
        assert_int_equal(size, i < CHUNK_ROWS ? (CHUNK_ROWS + 7) / 8 : 0);
        unpack_presence(&pack, out, CHUNK_ROWS, back);
        assert_memory_equal(back, present, CHUNK_ROWS);
    }
    static const uint8_t few[] = {0, 1, 1, 0, 1, 0, 0, 1, 1};
    assert_int_equal(pack_presence(&pack, few, 9, out), 2);
    unpack_presence(&pack, out, 9, back);
    assert_memory_equal(back, few, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extremes), cmocka_unit_test(test_widths),
        cmocka_unit_test(test_equal),    cmocka_unit_test(test_units),
        cmocka_unit_test(test_random),   cmocka_unit_test(test_reals),
        cmocka_unit_test(test_presence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
