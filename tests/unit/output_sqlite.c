/* SPDX-License-Identifier: MIT
 *
 * output_sqlite.c: what the SQLite output writes, which older rows it
 * replaces, and how its tables grow.
 */
#include "sqlite_kit.h"

/* ---------------------------------------------------------------- values */

static void test_types(void **state)
{
    static const uint8_t yes[] = {1}, none[] = {HALE_STALE};
    static const int64_t whole[] = {INT64_MIN}, money[] = {1234567};
    static const int64_t time[] = {DEC_31 + 5 * HALE_SECOND};
    static const double real[] = {0.1};
    static const hale_str text[] = {{"a'b \"c\"", 7}};
    const hale_table_column *columns[] = {
        column("yes", HALE_BOOL, yes, NULL),
        column("whole", HALE_INT, whole, NULL),
        column("mrr", HALE_MONEY, money, NULL),
        column("seen", HALE_TIME, time, NULL),
        column("share", HALE_REAL, real, NULL),
        column("group", HALE_TEXT, text, NULL),
        column("gone", HALE_REAL, real, none),
        NULL};
    (void)state;
    must_run((Job){.as_of = DEC_31}, table_of("t", 1, columns));
    assert_string_equal(query("SELECT yes, whole, mrr, mrr_x10000, seen, "
                              "share, \"group\", gone FROM hale_t"),
                        "1|-9223372036854775808|123.4567|1234567|"
                        "2025-12-31T00:00:05Z|0.1|a'b \"c\"|~\n");
    assert_string_equal(
        query("SELECT typeof(yes), typeof(mrr), typeof(mrr_x10000), "
              "typeof(seen), typeof(share) FROM hale_t"),
        "integer|real|integer|text|real\n");
    assert_string_equal(query("SELECT column_name, type FROM hale_column WHERE "
                              "table_name = 'hale_t' ORDER BY 1 LIMIT 3"),
                        "gone|real\ngroup|text\nmrr|money\n");
}

/* Ten times 0.10 is 1.00, which ten doubles of 0.1 are not. */
static void test_money_adds_up(void **state)
{
    static const int64_t tenths[] = {1000, 1000, 1000, 1000, 1000,
                                     1000, 1000, 1000, 1000, 1000};
    const hale_table_column *columns[] = {
        column("mrr", HALE_MONEY, tenths, NULL), NULL};
    (void)state;
    must_run((Job){.as_of = DEC_31}, table_of("t", 10, columns));
    assert_string_equal(query("SELECT sum(mrr_x10000) = 10000, "
                              "sum(mrr_x10000) / 10000.0 FROM hale_t"),
                        "1|1.0\n");
}

static void test_run_is_noted(void **state)
{
    (void)state;
    must_run((Job){.has_two = 1}, NULL);
    assert_string_equal(query("SELECT * FROM hale_run"),
                        "1|nightly|2025-12-30T00:00:00Z|2025-12-31T00:00:00Z|"
                        "2|UTC|EUR|0\n");
    assert_string_equal(query("SELECT * FROM hale_schema"), "1\n");
}

static void test_index(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_31}, accounts(DEC_31, 1, 2));
    assert_contains(query("EXPLAIN QUERY PLAN SELECT * FROM hale_accounts "
                          "WHERE as_of = '2025-12-31' AND account = 'acme'"),
                    "(as_of=? AND account=?)");
}

static void test_prefix(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_31, .option = "prefix", .value = "cs_"},
             accounts(DEC_31, 1, 2));
    assert_string_equal(query("SELECT count(*) FROM cs_accounts"), "2\n");
}

/* ----------------------------------------------------------- older rows -- */

static void test_replace(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_30}, accounts(DEC_30, 1, 2));
    must_run((Job){.as_of = DEC_31}, accounts(DEC_31, 3, 4));
    must_run((Job){.as_of = DEC_31}, accounts(DEC_31, 5, 6));
    assert_string_equal(query(ALL_ROWS), "2025-12-30|acme|1\n"
                                         "2025-12-30|globex|2\n"
                                         "2025-12-31|acme|5\n"
                                         "2025-12-31|globex|6\n");
    assert_string_equal(query("SELECT count(*) FROM hale_run"), "2\n");
}

/* A run over two as-ofs has rows at the second only: those of the first are
 * replaced by none. */
static void test_replace_by_nothing(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_30}, accounts(DEC_30, 1, 2));
    must_run((Job){.has_two = 1}, accounts(DEC_31, 3, 4));
    assert_string_equal(query(ALL_ROWS),
                        "2025-12-31|acme|3\n2025-12-31|globex|4\n");
}

static void test_other_pipeline_stays(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_31}, accounts(DEC_31, 1, 2));
    must_run((Job){.as_of = DEC_31, .pipeline = "other"},
             accounts(DEC_31, 3, 4));
    assert_string_equal(
        query("SELECT pipeline, sum(users) FROM hale_accounts "
              "JOIN hale_run USING (run_id) GROUP BY 1 ORDER BY 1"),
        "nightly|3\nother|7\n");
}

static void test_append(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_31, .option = "mode", .value = "append"},
             accounts(DEC_31, 1, 2));
    must_run((Job){.as_of = DEC_31, .option = "mode", .value = "append"},
             accounts(DEC_31, 1, 2));
    assert_string_equal(query("SELECT run_id, count(*) FROM hale_accounts "
                              "GROUP BY run_id"),
                        "1|2\n2|2\n");
}

static void test_again_is_the_same_file(void **state)
{
    const char *first, *again;
    (void)state;
    must_run((Job){.as_of = DEC_31}, accounts(DEC_31, 1, 2));
    first = scratch_read(&host, "h.db");
    must_run((Job){.as_of = DEC_31}, accounts(DEC_31, 1, 2));
    again = scratch_read(&host, "h.db");
    assert_memory_equal(first, again, 4096);
}

/* A table without an as-of is replaced with its run. */
static void test_table_of_the_run(void **state)
{
    static const int64_t few[] = {7}, many[] = {9};
    const hale_table_column *was[] = {column("n", HALE_INT, few, NULL), NULL};
    const hale_table_column *is[] = {column("n", HALE_INT, many, NULL), NULL};
    (void)state;
    must_run((Job){.as_of = DEC_30}, table_of("inputs", 1, was));
    must_run((Job){.as_of = DEC_31}, table_of("inputs", 1, was));
    must_run((Job){.as_of = DEC_31}, table_of("inputs", 1, is));
    assert_string_equal(
        query("SELECT run_id, n FROM hale_inputs ORDER BY run_id"),
        "1|7\n2|9\n");
}

/* ---------------------------------------------------------------- growth */

static void test_new_column(void **state)
{
    static const int64_t values[] = {5};
    (void)state;
    must_run((Job){.as_of = DEC_31}, one(column("a", HALE_INT, values, NULL)));
    must_run((Job){.as_of = DEC_31, .pipeline = "other"},
             one(column("b", HALE_MONEY, values, NULL)));
    assert_string_equal(
        query("SELECT a, b, b_x10000 FROM hale_one ORDER BY run_id"),
        "5|~|~\n~|0.0005|5\n");
}

/* A column that is no longer given is empty, and its old figure is not left
 * standing under a new run. */
static void test_column_gone(void **state)
{
    static const int64_t values[] = {5};
    const hale_table *whole = one(column("a", HALE_INT, values, NULL));
    const hale_table_column *less[] = {whole->column[0], NULL};
    (void)state;
    must_run((Job){.as_of = DEC_31}, whole);
    must_run((Job){.as_of = DEC_31}, table_of("one", 1, less));
    assert_string_equal(query("SELECT as_of, a FROM hale_one"),
                        "2025-12-31|~\n");
}

static void test_dropped_table(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_31}, accounts(DEC_31, 1, 2));
    change("DROP TABLE hale_accounts");
    must_run((Job){.as_of = DEC_31}, accounts(DEC_31, 1, 2));
    assert_string_equal(query("SELECT sum(users) FROM hale_accounts"), "3\n");
}

static void test_type_changed(void **state)
{
    static const int64_t values[] = {5};
    (void)state;
    must_run((Job){.as_of = DEC_31}, one(column("a", HALE_INT, values, NULL)));
    assert_int_equal(
        run((Job){.as_of = DEC_31}, one(column("a", HALE_MONEY, values, NULL))),
        -1);
    assert_contains(host.failed, "column \"a\" of hale_one holds int and would "
                                 "now hold money");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_types),
        TEST(test_money_adds_up),
        TEST(test_run_is_noted),
        TEST(test_index),
        TEST(test_prefix),
        TEST(test_replace),
        TEST(test_replace_by_nothing),
        TEST(test_other_pipeline_stays),
        TEST(test_append),
        TEST(test_again_is_the_same_file),
        TEST(test_table_of_the_run),
        TEST(test_new_column),
        TEST(test_column_gone),
        TEST(test_dropped_table),
        TEST(test_type_changed),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
