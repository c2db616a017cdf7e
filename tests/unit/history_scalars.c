/* SPDX-License-Identifier: MIT
 *
 * history_scalars.c: arrays in cells, read back: what text_add_json and the
 * history write, and what a file may hold that somebody has touched.
 */
#include "unit.h"

#include "history/inside.h"

/* A text, written as a cell and read again, is the same. */
static void text_comes_back(const char *text)
{
    Arena arena = {0};
    Text cell = {0}, room = {0};
    Str *token;
    text_char(&cell, '[');
    text_add_json(&cell, str(text));
    text_puts(&cell, ",7]");
    assert_int_equal(scalars_of(text_str(&cell), &arena, &token), 2);
    hale_value v = scalar_value(token[0], &room);
    assert_int_equal(v.type, HALE_TEXT);
    assert_true(str_is(v.as.text, text));
    assert_string_equal(scalar_text(token[0], &arena), text);
    assert_string_equal(scalar_text(token[1], &arena), "7");
    text_free(&cell);
    text_free(&room);
    arena_free(&arena);
}

static void texts_come_back(void **state)
{
    (void)state;
    text_comes_back("");
    text_comes_back("acme");
    text_comes_back("a,b]c[d e");
    text_comes_back("\"quoted\" \\ and \\\" \\n");
    text_comes_back("tab\tline\nreturn\rbell\a");
    text_comes_back("\xc2\x85 a C1 control, \x7f, \xc3\xbc, \xf0\x9f\x98\x80");
}

/* The components of an account: arrays in an array are one row of scalars. */
static void arrays_are_taken_apart(void **state)
{
    (void)state;
    Arena arena = {0};
    Str *token;
    Str parts = S("[[12,80,1,\"x\"],[13,null,0.25,true]]");
    assert_int_equal(scalars_of(parts, &arena, &token), 8);
    assert_int_equal(scalar_int(token[0]), 12);
    assert_near(scalar_real(token[1]), 80, 0);
    assert_string_equal(scalar_text(token[3], &arena), "x");
    assert_int_equal(scalar_int(token[4]), 13);
    assert_int_equal(scalar_int(token[3]), 0); /* no number: nothing */
    assert_int_equal(scalar_int(token[6]), 0);
    assert_true(isnan(scalar_real(token[5])));
    assert_null(scalar_text(token[5], &arena));
    assert_near(scalar_real(token[6]), 0.25, 0);
    assert_string_equal(scalar_text(token[7], &arena), "1");
    arena_free(&arena);
}

static void nothing_is_nothing(void **state)
{
    (void)state;
    Arena arena = {0};
    Str *token;
    assert_int_equal(scalars_of(S(""), &arena, &token), 0);
    assert_int_equal(scalars_of(S("[]"), &arena, &token), 0);
    arena_free(&arena);
}

/* People see 15 digits of a number at most; values keep all of them. The
 * nearest double to 0.1 plus that to 0.2 is 0.30000000000000004. */
static void numbers(void **state)
{
    (void)state;
    Arena arena = {0};
    hale_value v = scalar_value(S("0.30000000000000004"), NULL);
    assert_int_equal(v.type, HALE_REAL);
    assert_near(v.as.r, 0.1 + 0.2, 0);
    assert_string_equal(scalar_text(S("0.30000000000000004"), &arena), "0.3");
    assert_string_equal(scalar_text(S("-9223372036854775808"), &arena),
                        "-9223372036854775808");
    assert_int_equal(scalar_value(S("-9223372036854775808"), NULL).as.i,
                     INT64_MIN);
    assert_int_equal(scalar_value(S("false"), NULL).as.i, 0);
    assert_int_equal(scalar_value(S("null"), NULL).missing, HALE_NOT_GIVEN);
    arena_free(&arena);
}

/* A cell that was cut ends where it ends. */
static void cut_short(void **state)
{
    (void)state;
    static const char *const cells[] = {"[\"ab", "[\"ab\\", "[\"ab\\u00", "[1,",
                                        "[\""};
    Arena arena = {0};
    Str *token;
    for (size_t i = 0; i < COUNT(cells); i++) {
        /* In memory of its own, so that reading beyond it is seen. */
        size_t len = strlen(cells[i]);
        char *copy = xmalloc(len);
        memcpy(copy, cells[i], len);
        assert_int_equal(scalars_of((Str){copy, len}, &arena, &token), 1);
        scalar_text(token[0], &arena);
        free(copy);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_back),
        cmocka_unit_test(arrays_are_taken_apart),
        cmocka_unit_test(nothing_is_nothing),
        cmocka_unit_test(numbers),
        cmocka_unit_test(cut_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
