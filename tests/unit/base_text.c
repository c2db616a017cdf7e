/* SPDX-License-Identifier: MIT
 *
 * base_text: views, growing texts, and foreign bytes made harmless.
 */
#include "unit.h"

#include "base/base.h"

static void test_compare(void **state)
{
    (void)state;
    assert_int_equal(str(NULL).len, 0);
    assert_non_null(str(NULL).data);
    assert_true(str_eq(S("abc"), str("abc")));
    assert_false(str_eq(S("abc"), S("abd")));
    assert_false(str_eq(S("abc"), S("ab")));
    assert_true(str_eq((Str){NULL, 0}, S("")));
    assert_true(str_is(S("abc"), "abc"));
    assert_false(str_is(S("abc"), "abcd"));
    assert_true(str_cmp(S("a"), S("b")) < 0);
    assert_true(str_cmp(S("b"), S("a")) > 0);
    assert_true(str_cmp(S("a"), S("ab")) < 0);
    assert_true(str_cmp(S("\xff"), S("a")) > 0); /* bytes, not chars */
    assert_int_equal(str_cmp((Str){NULL, 0}, S("")), 0);
    assert_true(str_starts(S("metric.logins"), "metric."));
    assert_true(str_starts(S("metric."), "metric."));
    assert_false(str_starts(S("metric"), "metric."));
    assert_true(str_starts(S("x"), ""));
}

static void test_trim(void **state)
{
    (void)state;
    assert_true(str_is(str_trim(S("  a b\t\r\n")), "a b"));
    assert_true(str_is(str_trim(S(" \n ")), ""));
    assert_true(str_is(str_trim(S("")), ""));
    /* A no-break space is two bytes that are no space. */
    assert_int_equal(str_trim(S("\xc2\xa0")).len, 2);
}

static void cuts(const char *text, const char *expected)
{
    Str rest = str(text), piece;
    Text seen = {0};
    while (str_cut(&rest, ',', &piece))
        text_printf(&seen, "[%.*s]", PS(piece));
    assert_true(str_is(text_str(&seen), expected));
    text_free(&seen);
}

static void test_cut(void **state)
{
    (void)state;
    cuts("", "");
    cuts("a", "[a]");
    cuts("a,b", "[a][b]");
    cuts("a,,b", "[a][][b]");
    cuts(",b", "[][b]");
    cuts("a,b,", "[a][b]");
    cuts(",", "[]");
    Str none = {NULL, 0}, piece;
    assert_false(str_cut(&none, ',', &piece));
}

static void test_names(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "mrr", "open_p1", "a__9"};
    static const char *const bad[] = {"",    "1a",  "_a",  "A",        "aB",
                                      "a-b", "a.b", "a b", "\xc3\xa4", "a\n"};
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(str_is_name(str(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(str_is_name(str(bad[i])));
    char name[49];
    memset(name, 'a', sizeof name);
    assert_true(str_is_name((Str){name, 48}));
    assert_false(str_is_name((Str){name, 49}));
}

static void test_glob(void **state)
{
    (void)state;
    assert_true(str_glob("*", S("")));
    assert_true(str_glob("", S("")));
    assert_false(str_glob("", S("a")));
    assert_true(str_glob("usage_*", S("usage_")));
    assert_true(str_glob("usage_*", S("usage_days")));
    assert_false(str_glob("usage_*", S("usage")));
    assert_true(str_glob("a?c", S("abc")));
    assert_false(str_glob("a?c", S("ac")));
    assert_false(str_glob("?", S("")));
    assert_true(str_glob("*a*b", S("xaybab")));
    assert_false(str_glob("*a*b", S("xayba")));
    assert_true(str_glob("*.csv", S("a.csv.csv")));
    assert_true(str_glob("a*", S("a*")));
    assert_true(str_glob("**?**", S("x")));
    /* What takes a careless matcher the age of the universe. */
    char many[101] = {0};
    memset(many, 'a', 100);
    assert_false(str_glob("a*a*a*a*a*a*a*a*a*a*a*a*b", str(many)));
}

static void test_text_grows(void **state)
{
    (void)state;
    Text t = {0};
    assert_true(str_is(text_str(&t), ""));
    text_clear(&t);
    text_add(&t, (Str){NULL, 0});
    assert_string_equal(t.data, "");
    for (int i = 0; i < 1000; i++)
        text_printf(&t, "%d,", i);
    /* 10 numbers of one digit, 90 of two, 900 of three, 1000 commas */
    assert_int_equal(t.len, 10 + 180 + 2700 + 1000);
    assert_int_equal(strlen(t.data), t.len);
    text_clear(&t);
    text_puts(&t, "a");
    text_char(&t, 'b');
    text_add(&t, (Str){"c\0d", 3});
    assert_int_equal(t.len, 5);
    assert_memory_equal(t.data, "abc\0d", 6);
    text_printf(&t, "%100000d", 1); /* more than doubling would give */
    assert_int_equal(t.len, 100005);
    text_free(&t);
    assert_null(t.data);
}

static void is_safe(Str s, size_t most, const char *expected)
{
    Text t = {0};
    text_add_safe(&t, s, most);
    if (!str_is(text_str(&t), expected))
        fail_msg("got \"%s\", not \"%s\"", t.data, expected);
    text_free(&t);
}

static void test_safe(void **state)
{
    (void)state;
    is_safe(S("plain"), 100, "plain");
    is_safe(S("\x1b[31mred\a"), 100, "\\x1b[31mred\\x07");
    is_safe(S("a\0b\x7f\n"), 100, "a\\x00b\\x7f\\x0a");
    is_safe(S("M\xc3\xbcller"), 100, "M\xc3\xbcller");
    is_safe(S("\xff\xc3"), 100, "\\xff\\xc3");
    /* U+009B is the one-character form of ESC [ */
    is_safe(S("\xc2\x9b"), 100, "\\xc2\\x9b");
    /* U+202E turns what follows, U+2066 to U+2069 isolate; a zero-width joiner
     * and Hebrew do neither */
    is_safe(S("a\xe2\x80\xae"
              "fdp.exe"),
            100,
            "a\\xe2\\x80\\xae"
            "fdp.exe");
    is_safe(S("\xe2\x81\xa6"), 100, "\\xe2\\x81\\xa6");
    is_safe(S("\xe2\x80\x8d\xd7\xa9"), 100, "\xe2\x80\x8d\xd7\xa9");
    is_safe(S("12345"), 5, "12345");
    is_safe(S("123456"), 5, "12345...");
    is_safe(S("123456"), 0, "...");
    is_safe(S("1\xc3\xbc"), 2, "1..."); /* never half a character */
}

static void is_json(Str s, const char *expected)
{
    Text t = {0};
    text_add_json(&t, s);
    if (!str_is(text_str(&t), expected))
        fail_msg("got %s, not %s", t.data, expected);
    text_free(&t);
}

#define LOST "\xef\xbf\xbd"

static void test_json(void **state)
{
    (void)state;
    is_json(S(""), "\"\"");
    is_json((Str){NULL, 0}, "\"\"");
    is_json(S("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
    is_json(S("\n\t\r\x01\x7f"), "\"\\n\\t\\u000d\\u0001\\u007f\"");
    is_json(S("a\0b"), "\"a\\u0000b\"");
    is_json(S("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
            "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"");
}

/* Each byte that belongs to no character counts (RFC 3629, section 4). */
static void test_json_bad_utf8(void **state)
{
    (void)state;
    is_json(S("a\xffz"), "\"a" LOST "z\"");
    is_json(S("\x80"), "\"" LOST "\"");
    is_json(S("\xc3"), "\"" LOST "\""); /* cut short */
    is_json(S("\xe2\x82"), "\"" LOST LOST "\"");
    is_json(S("\xc3(\x29"), "\"" LOST "()\"");
    is_json(S("\xc0\xaf"), "\"" LOST LOST "\""); /* overlong / */
    is_json(S("\xe0\x80\xaf"), "\"" LOST LOST LOST "\"");
    is_json(S("\xed\xa0\x80"), "\"" LOST LOST LOST "\""); /* surrogate */
    is_json(S("\xf4\x90\x80\x80"), "\"" LOST LOST LOST LOST "\"");
    is_json(S("\xf4\x8f\xbf\xbf"), "\"\xf4\x8f\xbf\xbf\""); /* U+10FFFF */
    is_json(S("\xf5\x80"), "\"" LOST LOST "\"");
}

static void test_width(void **state)
{
    (void)state;
    assert_int_equal(str_width(S("")), 0);
    assert_int_equal(str_width(S("hale")), 4);
    assert_int_equal(str_width(S("M\xc3\xbcller")), 6);
    assert_int_equal(str_width(S("Mu\xcc\x88ller")), 6); /* u + diaeresis */
    assert_int_equal(str_width(S("\xe6\x97\xa5\xe6\x9c\xac")), 4); /* Nihon */
    assert_int_equal(str_width(S("\xed\x95\x9c")), 2);             /* Hangul */
    assert_int_equal(str_width(S("\xe2\x82\xac")), 1);             /* euro */
    assert_int_equal(str_width(S("\xe2\x96\x88")), 1); /* full block */
    assert_int_equal(str_width(S("\xe2\x94\x80")), 1); /* box drawing */
    assert_int_equal(str_width(S("\xf0\x9f\x98\x80")), 2);
    assert_int_equal(str_width(S("\xef\xbc\xa1")), 2); /* fullwidth A */
    assert_int_equal(str_width(S("\xe2\x80\x8b")), 0); /* zero width */
    assert_int_equal(str_width(S("a\xff")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare),       cmocka_unit_test(test_trim),
        cmocka_unit_test(test_cut),           cmocka_unit_test(test_names),
        cmocka_unit_test(test_glob),          cmocka_unit_test(test_text_grows),
        cmocka_unit_test(test_safe),          cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_bad_utf8), cmocka_unit_test(test_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
