/* SPDX-License-Identifier: MIT
 *
 * base_memory: arenas, maps and hashes.
 */
#include "unit.h"

#include "base/base.h"

static bool is_zero(const unsigned char *p, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (p[i])
            return false;
    return true;
}

static void test_arena_zeroed_and_aligned(void **state)
{
    (void)state;
    Arena arena = {0};
    for (int round = 0; round < 3; round++) { /* later ones reuse memory */
        for (size_t bytes = 0; bytes < 5000; bytes += 37) {
            unsigned char *p = arena_alloc(&arena, bytes);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            assert_true(is_zero(p, bytes));
            memset(p, 0xff, bytes);
        }
        arena_reset(&arena);
        assert_int_equal(arena.used, 0);
    }
    arena_free(&arena);
    assert_null(arena.block);
}

/* Pieces must not overlap: each keeps the number written all over it. */
static void test_arena_pieces_are_apart(void **state)
{
    (void)state;
    enum { PIECES = 2000 };
    Arena arena = {0};
    uint32_t *piece[PIECES];
    for (uint32_t i = 0; i < PIECES; i++) {
        size_t count = 1 + i % 97;
        piece[i] = arena_array(&arena, count, sizeof *piece[i]);
        for (size_t k = 0; k < count; k++)
            piece[i][k] = i;
    }
    for (uint32_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < 1 + i % 97; k++)
            assert_int_equal(piece[i][k], i);
    arena_free(&arena);
}

static void test_arena_limit(void **state)
{
    (void)state;
    Arena arena = {.limit = 1024};
    assert_non_null(arena_try(&arena, 1000));
    assert_null(arena_try(&arena, 100));
    assert_null(arena_try(&arena, SIZE_MAX));
    assert_null(arena_try(&arena, SIZE_MAX / 2 - 100));
    assert_true(arena.used >= 1000 && arena.used <= 1024);
    arena_reset(&arena);
    assert_non_null(arena_try(&arena, 1024));
    arena_free(&arena);
    Arena none = {0};
    assert_null(arena_try(&none, SIZE_MAX)); /* no memory is that large */
    arena_free(&none);
}

/* A reset keeps one block, large enough for what it served before: the
 * next round needs no new one. */
static void test_arena_reset_keeps_the_largest(void **state)
{
    (void)state;
    Arena arena = {0};
    const size_t much = (size_t)4 << 20;
    arena_alloc(&arena, 100);
    void *large = arena_alloc(&arena, much);
    arena_alloc(&arena, 100); /* in a newer, smaller block */
    arena_reset(&arena);
    assert_ptr_equal(arena_alloc(&arena, much), large);
    arena_free(&arena);
}

static void assert_zero(const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_int_equal(bytes[i], 0);
}

/* A large array has a block of its own; what was written to it must not be
 * seen by whoever gets that block after a reset. */
static void test_arena_zeroes_again(void **state)
{
    (void)state;
    const size_t large = (size_t)3 << 20;
    Arena arena = {0};
    unsigned char *bytes = arena_alloc(&arena, large);
    assert_zero(bytes, large);
    memset(bytes, 0xff, large);
    arena_reset(&arena);
    unsigned char *again = arena_alloc(&arena, large / 2);
    assert_true(again == bytes);
    assert_zero(again, large / 2);
    assert_zero(arena_alloc(&arena, large / 4), large / 4);
    arena_free(&arena);
}

static void test_arena_text(void **state)
{
    (void)state;
    Arena arena = {0};
    assert_string_equal(arena_strndup(&arena, "health", 4), "heal");
    assert_string_equal(arena_strndup(&arena, NULL, 0), "");
    assert_string_equal(arena_printf(&arena, "%s-%03d", "a", 7), "a-007");
    hale_str copy = arena_str(&arena, (hale_str){"a\0b", 3});
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.data, "a\0b", 4); /* its own NUL follows */
    char *wide = arena_printf(&arena, "%5000d", 1);
    assert_int_equal(strlen(wide), 5000);
    arena_free(&arena);
}

static void test_x_family(void **state)
{
    (void)state;
    char *p = xmalloc(0);
    p = xrealloc(p, 3, 2);
    memcpy(p, "hello", 6);
    char *q = xstrdup(p);
    assert_string_equal(q, "hello");
    unsigned char *zero = xcalloc(10, 10);
    assert_true(is_zero(zero, 100));
    free(p);
    free(q);
    free(zero);
}

static Str key_of(size_t i, char buffer[32])
{
    return (Str){buffer, (size_t)snprintf(buffer, 32, "account-%zu", i)};
}

static void test_map(void **state)
{
    (void)state;
    Map map = {0};
    char buffer[32];
    assert_true(map_get(&map, S("nothing")) == MAP_NONE);
    for (size_t i = 0; i < 10000; i++)
        map_put(&map, key_of(i, buffer), i * 3);
    memset(buffer, 'x', sizeof buffer); /* the keys were copied */
    assert_int_equal(map.count, 10000);
    for (size_t i = 0; i < 10000; i++)
        assert_int_equal(map_get(&map, key_of(i, buffer)), i * 3);
    assert_true(map_get(&map, key_of(10000, buffer)) == MAP_NONE);
    map_put(&map, key_of(17, buffer), 1);
    assert_int_equal(map_get(&map, key_of(17, buffer)), 1);
    assert_int_equal(map.count, 10000);
    map_put(&map, (Str){NULL, 0}, 5); /* the empty text is a key */
    assert_int_equal(map_get(&map, S("")), 5);
    map_put(&map, S("a\0b"), 6); /* so is one with a NUL inside */
    assert_true(map_get(&map, S("a")) == MAP_NONE);
    map_free(&map);
    assert_true(map_get(&map, S("")) == MAP_NONE);
    map_free(&map);
}

/* The published values of XXH3 for no input. */
static void test_hash(void **state)
{
    (void)state;
    char hex[33];
    assert_true(hash_bytes(NULL, 0) == UINT64_C(0x2d06800538d394c2));
    hash_hex(NULL, 0, hex);
    assert_string_equal(hex, "99aa06d3014798d86001c324468d497f");
    assert_true(hash_bytes("a", 1) != hash_bytes("b", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_zeroed_and_aligned),
        cmocka_unit_test(test_arena_pieces_are_apart),
        cmocka_unit_test(test_arena_limit),
        cmocka_unit_test(test_arena_reset_keeps_the_largest),
        cmocka_unit_test(test_arena_zeroes_again),
        cmocka_unit_test(test_arena_text),
        cmocka_unit_test(test_x_family),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
