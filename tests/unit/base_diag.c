/* SPDX-License-Identifier: MIT
 *
 * base_diag: errors, gathered mistakes, suggestions.
 */
#include "unit.h"

#include <errno.h>

#include "base/base.h"

static void test_error(void **state)
{
    (void)state;
    Error error = {0};
    assert_int_equal(error_set(&error, EXIT_CONFIG, "no %s", "roster"), -1);
    assert_int_equal(error.code, 78);
    assert_string_equal(error.message, "no roster");
    error_set(&error, EXIT_IO, "later trouble"); /* the first one wins */
    assert_int_equal(error.code, 78);
    assert_string_equal(error.message, "no roster");
    assert_int_equal(error_set(NULL, EXIT_IO, "nobody asks"), -1);
}

static void test_error_long(void **state)
{
    (void)state;
    Error error = {0};
    error_set(&error, EXIT_IO, "%5000d", 1);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
}

static void test_error_errno(void **state)
{
    (void)state;
    Error error = {0};
    errno = ENOENT;
    error_errno(&error, EXIT_NO_INPUT, "cannot read", "a.csv");
    assert_int_equal(error.code, 66);
    assert_string_equal(error.message,
                        "cannot read a.csv: No such file or directory");
}

static void prints(Diags *d, const char *expected)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    diags_print(d, out);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static void test_print(void **state)
{
    (void)state;
    Diags d = {0};
    char file[] = "p.ini";
    diag_error(&d, (Place){file, 12, 3}, "input.usage", "no \"%s\"", "path");
    file[0] = 'x'; /* names were copied */
    diag_warn(&d, (Place){"p.ini", 9, 0}, NULL, "odd");
    diag_error(&d, (Place){"p.ini", 0, 0}, "run", "empty");
    diag_error(&d, (Place){0}, NULL, "nowhere");
    diag_error(&d, (Place){"\x1b.ini", 1, 1}, NULL, "two\nlines");
    assert_int_equal(d.errors, 4);
    assert_int_equal(d.warnings, 1);
    prints(&d, "p.ini:12:3: input.usage: no \"path\"\n"
               "p.ini:9: warning: odd\n"
               "p.ini: run: empty\n"
               "nowhere\n"
               "\\x1b.ini:1:1: two\\x0alines\n");
    diags_free(&d);
    assert_int_equal(d.count, 0);
    prints(&d, "");
}

static void test_sort(void **state)
{
    (void)state;
    Diags d = {0};
    diags_sort(&d); /* none */
    diag_error(&d, (Place){"b.ini", 1, 1}, NULL, "4");
    diag_warn(&d, (Place){"a.ini", 10, 1}, NULL, "3");
    diag_error(&d, (Place){"a.ini", 9, 20}, NULL, "2");
    diag_error(&d, (Place){"a.ini", 9, 3}, NULL, "1");
    diag_warn(&d, (Place){"a.ini", 10, 1}, NULL, "3"); /* again */
    diag_error(&d, (Place){"b.ini", 1, 1}, NULL, "5");
    diag_error(&d, (Place){0}, NULL, "0");
    diag_error(&d, (Place){"b.ini", 1, 1}, "s", "4"); /* not the same */
    diags_sort(&d);
    assert_int_equal(d.count, 7);
    assert_int_equal(d.errors, 6);
    assert_int_equal(d.warnings, 1);
    prints(&d, "0\na.ini:9:3: 1\na.ini:9:20: 2\na.ini:10:1: warning: 3\n"
               "b.ini:1:1: 4\nb.ini:1:1: 5\nb.ini:1:1: s: 4\n");
    diags_free(&d);
}

/* 1000 mistakes in an order that does not matter come out as counted. */
static void test_sort_many(void **state)
{
    (void)state;
    Diags d = {0};
    for (int i = 0; i < 1000; i++) /* 7 and 1000 have no common divisor */
        diag_error(&d, (Place){"a", 1 + i * 7 % 1000, 1}, NULL, "m");
    diags_sort(&d);
    assert_int_equal(d.count, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(d.item[i].place.line, i + 1);
    diags_free(&d);
}

static void test_json(void **state)
{
    (void)state;
    Diags d = {0};
    Text t = {0};
    diags_json(&d, &t);
    assert_string_equal(t.data, "[]\n");
    text_clear(&t);
    diag_error(&d, (Place){"a\"b.ini", 3, 4}, "run", "bad \\");
    diag_warn(&d, (Place){0}, NULL, "odd");
    diags_json(&d, &t);
    assert_string_equal(
        t.data,
        "[\n  {\"severity\": \"error\", \"file\": \"a\\\"b.ini\", \"line\": 3,"
        " \"column\": 4, \"section\": \"run\", \"message\": \"bad \\\\\"},\n"
        "  {\"severity\": \"warning\", \"file\": null, \"line\": null,"
        " \"column\": null, \"section\": null, \"message\": \"odd\"}\n]\n");
    text_free(&t);
    diags_free(&d);
}

static const char *const names[] = {"timezone", "currency", "as_of", "path",
                                    "plugin",   "csv",      NULL};

static void suggests(const char *word, const char *expected)
{
    const char *name = suggest(str(word), names);
    if (!expected)
        assert_null(name);
    else if (!name)
        fail_msg("nothing suggested for %s", word);
    else
        assert_string_equal(name, expected);
}

static void test_suggest(void **state)
{
    (void)state;
    suggests("timezone", "timezone");
    suggests("timezon", "timezone");   /* one less */
    suggests("timmezone", "timezone"); /* one more */
    suggests("timesone", "timezone");  /* another */
    suggests("itmezone", "timezone");  /* swapped: 1, not 2 */
    suggests("itmezoen", "timezone");  /* swapped twice */
    suggests("itmzzoen", NULL);        /* three edits */
    suggests("tiemzoen", "timezone");
    suggests("pth", "path");
    suggests("ptha", NULL); /* 2, too much for a short word */
    suggests("paht", "path");
    suggests("", NULL);
    suggests("zzzzzz", NULL);
    char longer[101] = {0};
    memset(longer, 'a', 100);
    suggests(longer, NULL);
    static const char *const none[] = {NULL};
    assert_null(suggest(S("a"), none));
    static const char *const near[] = {"score_a", "score_b", "score", NULL};
    assert_string_equal(suggest(S("scoer"), near), "score"); /* the nearest */
    assert_string_equal(suggest(S("score_c"), near), "score_a"); /* first */
}

static void test_hint(void **state)
{
    (void)state;
    Arena arena = {0};
    assert_string_equal(suggest_hint(&arena, S("curency"), names),
                        ", did you mean \"currency\"?");
    assert_string_equal(suggest_hint(&arena, S("nothing"), names), "");
    arena_free(&arena);
}

/* Who it was stands before what it said; silence is told as such. */
static void test_error_blame(void **state)
{
    Error error = {0};
    (void)state;
    error_set(&error, EXIT_UNAVAILABLE, "no more money");
    assert_int_equal(error_blame(&error, EXIT_IO, "%s %d", "output", 2), -1);
    assert_int_equal(error.code, EXIT_IO);
    assert_string_equal(error.message, "output 2: no more money");
    error = (Error){0};
    error_blame(&error, EXIT_BUG, "x");
    assert_string_equal(error.message, "x: failed without a word");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error_blame), cmocka_unit_test(test_error),
        cmocka_unit_test(test_error_long),  cmocka_unit_test(test_error_errno),
        cmocka_unit_test(test_print),       cmocka_unit_test(test_sort),
        cmocka_unit_test(test_sort_many),   cmocka_unit_test(test_json),
        cmocka_unit_test(test_suggest),     cmocka_unit_test(test_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
