/* SPDX-License-Identifier: MIT
 *
 * data_glossary: a text has one number, and comes back as it was.
 */
#include "unit.h"

#include "data/part.h"

/* Numbers of all texts, in their order. */
static void number_all(Glossary *g, const Str *text, size_t n, uint8_t *number)
{
    uint32_t row[CHUNK_ROWS];
    for (size_t i = 0; i < n; i++)
        row[i] = (uint32_t)i;
    glossary_numbers(g, text, row, NULL, n, number);
}

/* Packs and unpacks, in memory of just that size. */
static unsigned char *there_and_back(const Glossary *g, Str *text)
{
    unsigned char *out = xmalloc(glossary_room(g) + PACK_SPARE);
    size_t size = glossary_pack(g, out);
    assert_in_range(size, 0, glossary_room(g));
    out = xrealloc(out, size + PACK_SPARE, 1);
    glossary_unpack(out, g->count, text);
    return out;
}

/* Texts of every length around those that are kept in another way, and each
 * with others that differ from it in the first byte, the last or by a NUL. */
static void test_lengths(void **state)
{
    (void)state;
    enum { LONGEST = 40, KINDS = 4 };
    static char bytes[LONGEST + 1][KINDS][LONGEST + 1];
    Glossary *g = xmalloc(sizeof *g);
    glossary_open(g);
    Str text[CHUNK_ROWS], back[CHUNK_ROWS];
    uint8_t number[CHUNK_ROWS], again[CHUNK_ROWS];
    size_t n = 0;
    text[n++] = S("");
    for (size_t len = 1; len <= LONGEST; len++)
        for (size_t kind = 0; kind < KINDS; kind++) {
            char *at = bytes[len][kind];
            memset(at, 'x', len);
            if (kind == 1)
                at[0] = 'y';
            if (kind == 2 || (kind == 3 && len > 1))
                at[len - 1] = kind == 2 ? 'z' : '\0';
            if (len > 1 || kind < 3) /* of length 1 the last is the first */
                text[n++] = (Str){at, len};
        }
    number_all(g, text, n, number);
    number_all(g, text, n, again);
    assert_int_equal(g->count, n);
    assert_memory_equal(number, again, n);
    unsigned char *packed = there_and_back(g, back);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(number[i], i);
        assert_int_equal(back[i].len, text[i].len);
        assert_memory_equal(back[i].data, text[i].data, text[i].len);
    }
    free(packed);
    glossary_free(g);
    free(g);
}

/* As many as there can be, and then from the beginning again. */
static void test_full(void **state)
{
    (void)state;
    static char bytes[CHUNK_ROWS][24];
    Glossary *g = xmalloc(sizeof *g);
    glossary_open(g);
    Str text[CHUNK_ROWS], back[CHUNK_ROWS];
    uint8_t number[CHUNK_ROWS];
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < CHUNK_ROWS; i++) {
            const char *form = round == 1 ? "an id of length %06zu" : "id%zu";
            snprintf(bytes[i], sizeof bytes[i], form, round * 1000 + i);
            text[i] = str(bytes[i]);
        }
        number_all(g, text, CHUNK_ROWS, number);
        assert_int_equal(g->count, CHUNK_ROWS);
        unsigned char *packed = there_and_back(g, back);
        for (size_t i = 0; i < CHUNK_ROWS; i++) {
            assert_int_equal(number[i], i);
            assert_true(str_eq(back[i], text[i]));
        }
        free(packed);
        glossary_clear(g);
        assert_int_equal(g->count, 0);
    }
    glossary_free(g);
    free(g);
}

/* What is not there is not listed, whatever stands in its cell. */
static void test_missing(void **state)
{
    (void)state;
    static const Str text[] = {{"b", 1}, {NULL, 99}, {"a", 1}, {"b", 1}};
    static const uint32_t row[] = {3, 1, 2, 0};
    static const uint8_t present[] = {1, 0, 1, 1};
    uint8_t number[] = {9, 9, 9, 9};
    Glossary *g = xmalloc(sizeof *g);
    glossary_open(g);
    glossary_numbers(g, text, row, present, COUNT(row), number);
    assert_int_equal(g->count, 2);
    assert_int_equal(number[0], 0);
    assert_int_equal(number[2], 1);
    assert_int_equal(number[3], 0);
    glossary_free(g);
    free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
