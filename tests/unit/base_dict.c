/* SPDX-License-Identifier: MIT
 *
 * base_dict: the keys of texts, and dictionaries of them.
 */
#include "unit.h"

#include "base/dict.h"

static Str key_of(size_t i, char buffer[32])
{
    return (Str){buffer, (size_t)snprintf(buffer, 32, "account-%zu", i)};
}

static void test_dict(void **state)
{
    (void)state;
    Dict dict = {0};
    char buffer[32];
    assert_true(dict_find(&dict, S("a")) == HALE_NO_CODE);
    assert_int_equal(dict_code(&dict, S("first")), 0);
    assert_int_equal(dict_code(&dict, S("")), 1);
    assert_int_equal(dict_code(&dict, S("first")), 0);
    const char *bytes = dict.text[0].data;
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(dict_code(&dict, key_of(i, buffer)), i + 2);
    assert_int_equal(dict.count, 10002);
    for (uint32_t i = 0; i < 10000; i++) {
        Str key = key_of(i, buffer);
        assert_int_equal(dict_find(&dict, key), i + 2);
        assert_int_equal(dict_code(&dict, key), i + 2);
        assert_string_equal(dict.text[i + 2].data, buffer);
    }
    assert_ptr_equal(dict.text[0].data, bytes); /* stable */
    assert_int_equal(dict_find(&dict, (Str){NULL, 0}), 1);
    assert_true(dict_find(&dict, S("last")) == HALE_NO_CODE);
    assert_int_equal(dict.count, 10002); /* finding adds nothing */
    dict_free(&dict);
}

/* Every length around the two words that a slot holds, each text alone on its
 * own end of memory: texts that differ in one byte, that begin another one,
 * and that hold NULs are all apart. */
static void test_dict_lengths(void **state)
{
    (void)state;
    Dict dict = {0};
    uint32_t next = 0;
    for (size_t len = 0; len < 40; len++)
        for (size_t at = 0; at <= len; at++) {
            char *exact = xcalloc(1, len + !len);
            if (at < len)
                exact[at] = 1;
            Str key = {exact, len};
            assert_true(dict_find(&dict, key) == HALE_NO_CODE);
            assert_int_equal(dict_code(&dict, key), next);
            assert_int_equal(dict_find(&dict, key), next);
            assert_int_equal(dict.text[next].len, len);
            assert_memory_equal(dict.text[next].data, exact, len);
            next++;
            free(exact);
        }
    assert_int_equal(dict.count, 40 * 41 / 2);
    dict_free(&dict);
}

/* Many at once are as one by one, for new and old ones mixed in any order. */
static void test_dict_codes(void **state)
{
    (void)state;
    enum { MANY = 5000, DIFFERENT = 700 };
    Dict one = {0}, many = {0};
    static char buffer[DIFFERENT][32];
    static Str text[MANY];
    static uint32_t row[MANY], code[MANY];
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < MANY; i++) {
            uint32_t key = i * 2654435761U % DIFFERENT;
            text[i] = key_of(key * (key % 3 ? 1 : 123457), buffer[key]);
            row[i] = MANY - 1 - i;
        }
        dict_codes(&many, text, row, MANY, code);
        for (size_t i = 0; i < MANY; i++)
            assert_int_equal(code[i], dict_code(&one, text[row[i]]));
        assert_int_equal(many.count, one.count);
        dict_clear(&one);
        dict_clear(&many);
        assert_true(dict_find(&many, text[0]) == HALE_NO_CODE);
        assert_int_equal(many.count, 0);
    }
    dict_codes(&many, text, row, 0, code);
    assert_int_equal(many.count, 0);
    dict_free(&one);
    dict_free(&many);
}

/* A key is the text: its bytes from the lowest up, zeros behind them, and never
 * a byte beyond it. */
static void test_keys(void **state)
{
    (void)state;
    TextKey key = text_key(S("A0094275"));
    assert_true(key.a == UINT64_C(0x3537323439303041) && key.b == 0);
    assert_int_equal(key.len, 8);
    key = text_key(S("U000294316"));
    assert_true(key.a == UINT64_C(0x3334393230303055) && key.b == 0x3631);
    for (size_t len = 0; len <= KEY_SHORT; len++) {
        unsigned char *exact = xmalloc(len + !len), room[KEY_SHORT];
        for (size_t i = 0; i < len; i++)
            exact[i] = (unsigned char)(0xf0 + i);
        key = text_key((Str){(char *)exact, len});
        assert_int_equal(key.len, len);
        text_of_key(key, (char *)room);
        assert_memory_equal(room, exact, len);
        for (size_t i = 0; i < KEY_SHORT; i++)
            assert_int_equal((i < 8 ? key.a >> 8 * i : key.b >> 8 * (i - 8)) &
                                 0xff,
                             i < len ? exact[i] : 0);
        free(exact);
    }
    assert_int_equal(text_key(S("seventeen letters")).len, KEY_LONG);
}

/* Texts of every length up to 40, ids, and NULs; some are LONG if wished. */
static void draw_texts(Str *text, char (*buffer)[48], size_t n, bool longs)
{
    uint64_t seed = 7;
    for (size_t i = 0; i < n; i++) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        const size_t id = seed >> 40;
        snprintf(buffer[i], sizeof *buffer, "%-40zu", id % 997);
        text[i] = (Str){buffer[i], id % 97 % (longs ? 41 : KEY_SHORT + 1)};
        if (text[i].len && id % 5 == 0)
            buffer[i][text[i].len - 1] = '\0';
    }
}

/* What a processor with AVX-512 does by its own means is what all do: keys of
 * texts that each end where their memory ends. */
static void test_ways_of_keys(void **state)
{
    (void)state;
#ifdef __x86_64__
    enum { MANY = 1000 };
    static char buffer[MANY][48];
    static Str text[MANY];
    static uint32_t row[MANY];
    static uint64_t a[2][MANY], b[2][MANY];
    static uint8_t len[2][MANY];
    if (!has_avx512())
        skip();
    for (int longs = 0; longs < 2; longs++) {
        draw_texts(text, buffer, MANY, longs);
        for (uint32_t i = 0; i < MANY; i++) {
            char *exact = xmalloc(text[i].len + !text[i].len);
            memcpy(exact, text[i].data, text[i].len);
            text[i].data = exact;
            row[i] = MANY - 1 - i;
        }
        assert_int_equal(text_keys_plain(text, row, MANY, a[0], b[0], len[0]),
                         longs);
        assert_int_equal(text_keys_avx512(text, row, MANY, a[1], b[1], len[1]),
                         longs);
        assert_memory_equal(a[0], a[1], sizeof a[0]);
        assert_memory_equal(b[0], b[1], sizeof b[0]);
        assert_memory_equal(len[0], len[1], sizeof len[0]);
        for (uint32_t i = 0; i < MANY; i++)
            free((char *)text[i].data);
    }
#else
    skip();
#endif
}

/* Both find the same and miss the same, in a dictionary that has some of the
 * texts, and of some of its buckets more than there is room for. */
static void test_ways_of_looking(void **state)
{
    (void)state;
#ifdef __x86_64__
    enum { ALL = 4096 };
    static char buffer[ALL][48];
    static Str text[ALL];
    uint64_t a[LOOK_MOST], b[LOOK_MOST];
    uint8_t len[LOOK_MOST], missed[2][LOOK_MOST];
    uint32_t row[LOOK_MOST], code[2][LOOK_MOST];
    Dict dict = {0};
    size_t misses = 0;
    if (!has_avx512())
        skip();
    draw_texts(text, buffer, ALL, true);
    for (size_t i = 0; i < ALL / 2; i++)
        dict_code(&dict, text[i]);
    for (uint32_t at = 0; at < ALL; at += LOOK_MOST) {
        for (uint32_t i = 0; i < LOOK_MOST; i++)
            row[i] = at + i;
        bool longs = text_keys(text, row, LOOK_MOST, a, b, len);
        Look l = {LOOK_MOST, a, b, len, longs ? text : NULL, row, {0}};
        const size_t n = look_up_plain(&dict, &l, code[0], missed[0]);
        assert_int_equal(look_up_avx512(&dict, &l, code[1], missed[1]), n);
        assert_memory_equal(missed[0], missed[1], n);
        for (size_t i = 0, k = 0; i < LOOK_MOST; i++) {
            if (k < n && missed[0][k] == i) {
                k++; /* its code may be anything */
                continue;
            }
            assert_int_equal(code[0][i], dict_find(&dict, text[row[i]]));
            assert_int_equal(code[1][i], code[0][i]);
        }
        misses += n;
    }
    assert_in_range(misses, 1, ALL / 2); /* what is there is mostly found */
    dict_free(&dict);
#else
    skip();
#endif
}

/* A LONG text whose hash, length and tag are those of another one is another:
 * here the other one is made by hand, because no two are known that agree. */
static void test_long_texts_compare(void **state)
{
    (void)state;
    Dict dict = {0};
    const Str text[2] = {S("a text of more than 16 bytes"),
                         S("a text of more THAN 16 bytes")};
    const uint32_t row[2] = {1, 0};
    uint32_t code[2];
    assert_int_equal(dict_code(&dict, text[0]), 0);
    memcpy((char *)dict.text[0].data, text[1].data, text[1].len);
    dict_codes(&dict, text, row, 2, code);
    assert_int_equal(code[0], 1); /* never seen: its hash is not there */
    assert_int_equal(code[1], 2); /* its hash is, but with other bytes */
    assert_int_equal(dict_find(&dict, text[0]), 2);
    dict_free(&dict);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dict),
        cmocka_unit_test(test_dict_lengths),
        cmocka_unit_test(test_dict_codes),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_ways_of_keys),
        cmocka_unit_test(test_ways_of_looking),
        cmocka_unit_test(test_long_texts_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
