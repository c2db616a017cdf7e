/* SPDX-License-Identifier: MIT
 *
 * output_table.c: pictures of tables, compared with ones drawn by hand.
 */
#include "unit.h"

#include "output/table/grid.h"
#include "output_run.h"
#include "host_test.h"

#define TEXT(s)                                                                \
    {                                                                          \
        "" s, sizeof(s) - 1                                                    \
    }
#define OPTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const hale_table *accounts(void)
{
    static const hale_str ids[] = {TEXT("acme"), TEXT("gl|bex"), TEXT("x")};
    static const double scores[] = {82.3, 1.0 / 3, 0};
    static const int64_t mrr[] = {12345678900, -50000, 10000};
    static const uint8_t missing[] = {HALE_PRESENT, HALE_PRESENT, HALE_STALE};
    static const uint8_t happy[] = {1, 0, 1};
    static const hale_table_column id = {
        .name = "account", .type = HALE_TEXT, .as.text = ids};
    static const hale_table_column score = {
        .name = "score", .type = HALE_REAL, .missing = missing, .as.r = scores};
    static const hale_table_column money = {
        .name = "mrr", .type = HALE_MONEY, .as.i = mrr};
    static const hale_table_column flag = {
        .name = "happy", .type = HALE_BOOL, .as.b = happy};
    static const hale_table_column *const columns[] = {&id, &score, &money,
                                                       &flag, NULL};
    hale_table *table = fake_memory(&host, sizeof *table);
    *table = fake_table("accounts", 3, columns);
    table->title = "Accounts";
    return table;
}

static const char *show(const char *const *given)
{
    return output_show(&host, hale_plugin_v1()->outputs[0], given,
                       (const hale_table *const[]){accounts(), NULL});
}

static void test_plain(void **state)
{
    (void)state;
    assert_string_equal(show(OPTIONS("style", "plain")),
                        "Accounts\n"
                        "account   score           mrr  happy\n"
                        "-------  ------  ------------  -----\n"
                        "acme       82.3  1,234,567.89  yes\n"
                        "gl|bex   0.3333         -5.00  no\n"
                        "x             –          1.00  yes\n");
}

static void test_box(void **state)
{
    (void)state;
    assert_string_equal(show(OPTIONS("style", "box", "columns",
                                     "account, score", "limit", "2")),
                        "Accounts\n"
                        "┌─────────┬────────┐\n"
                        "│ account │  score │\n"
                        "├─────────┼────────┤\n"
                        "│ acme    │   82.3 │\n"
                        "│ gl|bex  │ 0.3333 │\n"
                        "└─────────┴────────┘\n"
                        "(1 more row)\n");
}

static void test_markdown(void **state)
{
    (void)state;
    assert_string_equal(
        show(OPTIONS("style", "markdown", "columns", "score, account", "limit",
                     "2", "width", "5")),
        "### Accounts\n"
        "\n"
        "|  score | account |\n"
        "| -----: | ------- |\n"
        "|   82.3 | acme    |\n"
        "| 0.3333 | gl\\|bex  |\n"
        "\n"
        "(1 more row)\n");
}

static void test_what_does_not_fit_is_told(void **state)
{
    (void)state;
    /* 7 + 2 + 6 = 15 columns for two; a third would need 29 */
    assert_string_equal(show(OPTIONS("width", "28", "limit", "1")),
                        "Accounts\n"
                        "account  score\n"
                        "-------  -----\n"
                        "acme      82.3\n"
                        "(2 more rows)\n"
                        "(2 more columns: mrr, happy)\n");
    /* one column is always there */
    assert_contains(show(OPTIONS("width", "1")),
                    "(3 more columns: score, mrr, happy)");
}

static void test_exact_fit(void **state)
{
    (void)state;
    /* plain: 7 + 2 + 6 + 2 + 12 + 2 + 5 = 36 */
    assert_null(strstr(show(OPTIONS("width", "36")), "more columns"));
    assert_contains(show(OPTIONS("width", "35")), "(1 more column: happy)");
    /* box: four cells with 3 each and the last bar: 30 + 12 + 1 = 43 */
    assert_null(
        strstr(show(OPTIONS("style", "box", "width", "43")), "more columns"));
    assert_contains(show(OPTIONS("style", "box", "width", "42")),
                    "(1 more column: happy)");
}

static void test_unknown_columns(void **state)
{
    (void)state;
    assert_contains(show(OPTIONS("columns", "score, scroe")), "82.3");
    assert_int_equal(host.warnings, 1);
    assert_contains(host.warning[0], "no table has a column \"scroe\"");
    assert_contains(show(OPTIONS("columns", "nothing")),
                    "(it has none of these columns)");
}

static void test_no_rows(void **state)
{
    hale_table table = *accounts();
    (void)state;
    table.rows = 0;
    assert_string_equal(output_show(&host, hale_plugin_v1()->outputs[0],
                                    OPTIONS("columns", "account"),
                                    (const hale_table *const[]){&table, NULL}),
                        "Accounts\naccount\n-------\n(no rows)\n");
}

static void test_two_tables(void **state)
{
    const hale_table *tables[] = {accounts(), accounts(), NULL};
    (void)state;
    assert_string_equal(output_show(&host, hale_plugin_v1()->outputs[0],
                                    OPTIONS("columns", "mrr", "limit", "1"),
                                    tables),
                        "Accounts\n"
                        "         mrr\n"
                        "------------\n"
                        "1,234,567.89\n"
                        "(2 more rows)\n"
                        "\n"
                        "Accounts\n"
                        "         mrr\n"
                        "------------\n"
                        "1,234,567.89\n"
                        "(2 more rows)\n");
}

static void test_nothing_before_commit(void **state)
{
    const hale_table *tables[] = {accounts(), NULL};
    (void)state;
    assert_int_equal(output_run(&host, hale_plugin_v1()->outputs[0],
                                OPTIONS("limit", "1"), tables, OUTPUT_ABORT),
                     0);
    assert_string_equal(scratch_list(&host), "");
}

/* ------------------------------------------------------ texts and widths */

static void assert_put(const char *text, size_t len, size_t most,
                       const char *expected, size_t width)
{
    Buffer out = {0};
    assert_int_equal(width_put(&out, (hale_str){text, len}, most), width);
    assert_int_equal(out.len, strlen(expected));
    assert_memory_equal(out.data, expected, out.len);
    buffer_free(&out);
}

static void test_widths(void **state)
{
    (void)state;
    assert_put("caf\xc3\xa9", 5, 40, "caf\xc3\xa9", 4);
    assert_put("cafe\xcc\x81", 6, 40, "cafe\xcc\x81", 4); /* combining */
    assert_put("\xe6\x9d\xb1\xe4\xba\xac", 6, 40, "\xe6\x9d\xb1\xe4\xba\xac",
               4);                                                /* Tokyo */
    assert_put("\xf0\x9f\x98\x80", 4, 40, "\xf0\x9f\x98\x80", 2); /* emoji */
}

static void test_control_characters(void **state)
{
    (void)state;
    assert_put("a\x1b[2Jb", 6, 40, "a\\x1B[2Jb", 9);
    assert_put("a\nb\0c", 5, 40, "a\\x0Ab\\x00c", 11);
    assert_put("\xff", 1, 40, "\\xFF", 4);
    assert_put("\xc2\x9b", 2, 40, "\\x9B", 4);       /* CSI in one byte */
    assert_put("\xe2\x80\xae", 3, 40, "\\u202E", 6); /* right to left */
}

static void test_cuts(void **state)
{
    (void)state;
    assert_put("abcdef", 6, 6, "abcdef", 6);
    assert_put("abcdefg", 7, 6, "abcde…", 6);
    /* three wide ones and an ellipsis: 2 + 2 + 1, nothing half */
    assert_put("\xe6\x9d\xb1\xe4\xba\xac\xe6\x9d\xb1", 9, 5,
               "\xe6\x9d\xb1\xe4\xba\xac…", 5);
    assert_put("ab\x1b", 3, 4, "ab…", 3);
    assert_put("abc", 3, 1, "…", 1);
}

static const char *person(hale_type type, int64_t value, int digits)
{
    const hale_table_column column = {.type = type, .as.i = &value};
    Buffer out = {0};
    char *copy;
    people_cell(&host.cx, &out, &column, (PeopleForm){digits}, 0);
    copy = fake_memory(&host, out.len + 1);
    memcpy(copy, out.data, out.len);
    buffer_free(&out);
    return copy;
}

static const char *person_real(double value)
{
    const hale_table_column column = {.type = HALE_REAL, .as.r = &value};
    Buffer out = {0};
    char *copy;
    people_cell(&host.cx, &out, &column, (PeopleForm){0}, 0);
    copy = fake_memory(&host, out.len + 1);
    memcpy(copy, out.data, out.len);
    buffer_free(&out);
    return copy;
}

static void test_numbers_for_people(void **state)
{
    (void)state;
    assert_string_equal(person(HALE_MONEY, 1200000000, 0), "120,000");
    assert_string_equal(person(HALE_MONEY, -9990000, 0), "-999");
    assert_string_equal(person(HALE_MONEY, 10050, 2), "1.00"); /* half: even */
    assert_string_equal(person(HALE_MONEY, 10150, 2), "1.02");
    assert_string_equal(person(HALE_MONEY, -10150, 2), "-1.02");
    assert_string_equal(person(HALE_MONEY, INT64_MIN, 2),
                        "-922,337,203,685,477.58");
    assert_string_equal(person(HALE_INT, 1234567, 0), "1234567");
    assert_string_equal(person_real(0.62345678), "0.6235");
    assert_string_equal(person_real(100), "100");
    assert_string_equal(person_real(-0.5), "-0.5");
    assert_string_equal(person_real(0.00001234), "1.234e-05");
    assert_string_equal(person_real(1e20), "1e+20");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_plain),
        TEST(test_box),
        TEST(test_markdown),
        TEST(test_what_does_not_fit_is_told),
        TEST(test_exact_fit),
        TEST(test_unknown_columns),
        TEST(test_no_rows),
        TEST(test_two_tables),
        TEST(test_nothing_before_commit),
        TEST(test_widths),
        TEST(test_control_characters),
        TEST(test_cuts),
        TEST(test_numbers_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
