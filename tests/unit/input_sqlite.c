/* SPDX-License-Identifier: MIT
 *
 * input_sqlite.c: tables and queries of SQLite databases, which the tests make
 * with SQLite itself. Expected values follow from the INSERTs.
 */
#include "unit.h"

#include <sqlite3.h>

#include "input/sqlite/sqlite_input.h"
#include "input_read.h"
#include "host_test.h"

static sqlite3 *database(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(scratch_path(&host, "a.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    return db;
}

static void make(const char *sql)
{
    sqlite3_close(database(sql));
}

static const char *read_with(const char *what, const char *from,
                             const char *name, const char *option,
                             InputRead how)
{
    const char *given[] = {
        "path", scratch_path(&host, "a.db"), what, from, name, option, NULL};
    fake_forget(&host);
    how.given = given;
    return input_read(&host, &sqlite_input, &how);
}

static const char *rows(const char *what, const char *from, const char *fields)
{
    return read_with(what, from, NULL, NULL, (InputRead){.fields = fields});
}

/* A value of SQL read as `type`, without the row's number. */
static const char *value_with(const char *type, const char *sql,
                              const char *name, const char *option)
{
    char query[200], field[32];
    const char *out;
    snprintf(query, sizeof query, "SELECT %s AS v", sql);
    snprintf(field, sizeof field, "v:%s", type);
    out = read_with("query", query, name, option, (InputRead){.fields = field});
    return out && out[0] ? out + 2 : out;
}

static const char *value(const char *type, const char *sql)
{
    return value_with(type, sql, NULL, NULL);
}

static void assert_refused(const char *type, const char *sql,
                           const char *reason)
{
    assert_string_equal(value(type, sql), "");
    assert_int_equal(host.rejects, 1);
    assert_non_null(strstr(host.reject[0].reason, reason));
    assert_string_equal(host.reject[0].field, "v");
}

static void test_values(void **state)
{
    (void)state;
    make("CREATE TABLE t(x)");
    assert_string_equal(value("int", "9007199254740993"), "9007199254740993\n");
    assert_string_equal(value("int", "-9223372036854775807 - 1"),
                        "-9223372036854775808\n");
    assert_string_equal(value("int", "'12'"), "12\n");
    assert_string_equal(value("int", "5.0"), "5\n");
    assert_string_equal(value("real", "0.25"), "0.25\n");
    assert_string_equal(value("real", "3"), "3\n");
    assert_string_equal(value("bool", "1"), "1\n");
    assert_string_equal(value("bool", "'no'"), "0\n");
    assert_string_equal(value("text", "'x y'"), "x y\n");
    assert_string_equal(value("text", "17"), "17\n");
    assert_string_equal(value("text", "1.5"), "1.5\n");
    assert_string_equal(value("text", "NULL"), "~\n");
    assert_string_equal(value("int", "''"), "~\n");
    assert_string_equal(value_with("int", "'n/a'", "null", "n/a"), "~\n");
}

static void test_money(void **state)
{
    (void)state;
    make("CREATE TABLE t(x)");
    assert_string_equal(value("money", "450"), "4500000\n");
    assert_string_equal(value("money", "'12.5'"), "125000\n");
    assert_string_equal(value("money", "19.99"), "199900\n");
    assert_string_equal(value("money", "-0.1"), "-1000\n");
    assert_string_equal(value("money", "1234567890.1234"), "12345678901234\n");
    /* 0.1 + 0.2 is 0.30000000000000004: no amount was meant */
    assert_refused("money", "0.1 + 0.2", "not an exact amount of money");
    assert_refused("money", "0.12345", "ROUND(..., 4)");
    /* 2^39: from here on two amounts may share a double */
    assert_string_equal(value("money", "549755813887.9999"),
                        "5497558138879999\n");
    assert_refused("money", "549755813888.0", "not an exact amount");
    assert_refused("money", "1e300", "not an exact amount");
    assert_refused("money", "922337203685478", "not an amount of money");
}

static void test_times(void **state)
{
    (void)state;
    make("CREATE TABLE t(x)");
    /* 2025-12-31 is day 20453: 55 * 365 + 14 leap days + 364 */
    assert_string_equal(value("time", "'2025-12-31'"), "1767139200000000\n");
    assert_string_equal(value("time", "'2025-12-31 01:00:00+01:00'"),
                        "1767139200000000\n");
    host.offset = 3600;
    assert_string_equal(value("time", "'2025-12-31 01:00:00'"),
                        "1767139200000000\n");
    assert_string_equal(
        value_with("time", "1767139200", "date_format", "epoch_s"),
        "1767139200000000\n");
    assert_refused("time", "1767139200", "date_format wants YYYY-MM-DD");
    assert_refused("time", "'2025-02-30'", "not a date: \"2025-02-30\"");
    assert_refused("time", "2460676.5", "not a date");
}

static void test_refused(void **state)
{
    (void)state;
    make("CREATE TABLE t(x)");
    assert_refused("int", "1.5", "not a whole number: \"1.5\"");
    assert_refused("int", "'x'", "not a whole number: \"x\"");
    assert_refused("int", "9007199254740994.0", "not a whole number");
    assert_refused("real", "9e999", "not a number");
    assert_refused("bool", "2", "not yes or no");
    assert_refused("text", "x'41'", "a BLOB");
    assert_refused("text", "CAST(x'ff' AS TEXT)", "not UTF-8");
    assert_refused("text", "'a' || char(0) || 'b'", "a NUL character");
}

static void test_reject_names_the_row(void **state)
{
    (void)state;
    make("CREATE TABLE t(a, b); INSERT INTO t VALUES('x', 1), ('y', 'two')");
    assert_string_equal(rows("table", "t", "a b:int"), "1|x|1\n");
    assert_int_equal(host.reject[0].line, 2);
    assert_int_equal(host.reject[0].column, 3);
    assert_string_equal(host.reject[0].raw, "y|two");
    assert_non_null(strstr(host.reject[0].file, "a.db:t"));
}

/* An index that covers the wanted columns has another order. */
static void test_order_of_a_table(void **state)
{
    (void)state;
    make("CREATE TABLE \"odd \"\"name\"(a, b, c);"
         "INSERT INTO \"odd \"\"name\" VALUES('z', 1, 'k'), ('a', 2, 'l');"
         "CREATE INDEX i ON \"odd \"\"name\"(a, b);"
         "CREATE TABLE w(k TEXT PRIMARY KEY, x INT) WITHOUT ROWID;"
         "INSERT INTO w VALUES('b', 1), ('a', 2);"
         "CREATE VIEW v AS SELECT a, b FROM \"odd \"\"name\" ORDER BY b DESC");
    assert_string_equal(rows("table", "odd \"name", "a"), "1|z\n2|a\n");
    assert_string_equal(rows("table", "odd \"name", "b:int a"),
                        "1|1|z\n2|2|a\n");
    assert_string_equal(rows("table", "odd \"name", ""), "1\n2\n");
    assert_string_equal(rows("table", "w", "x:int k"), "1|2|a\n2|1|b\n");
    assert_string_equal(rows("table", "v", "a b:int"), "1|a|2\n2|z|1\n");
    assert_int_equal(host.founds, 2);
    assert_string_equal(host.found[1], "b");
}

static void test_queries(void **state)
{
    (void)state;
    make("CREATE TABLE t(a, b); INSERT INTO t VALUES('x', 1), ('y', 2)");
    assert_string_equal(rows("query",
                             "SELECT b, a AS who FROM t -- newest first\n"
                             "ORDER BY b DESC; -- that is all\n",
                             "who b:int"),
                        "1|y|2\n2|x|1\n");
    assert_null(rows("query", "SELECT acount FROM t", "a"));
    assert_non_null(strstr(host.failed, "no such column: acount"));
    assert_null(rows("query", "SELEC a FROM t", "a"));
    assert_non_null(strstr(host.failed, "syntax error"));
    assert_null(rows("query", "DELETE FROM t", "a"));
    assert_null(rows("query", "DELETE FROM t RETURNING a", "a"));
    assert_non_null(strstr(host.failed, "only a SELECT gives rows"));
    assert_null(rows("query", "SELECT 1 AS a; SELECT 2", "a"));
    assert_non_null(strstr(host.failed, "one SELECT is wanted"));
    assert_null(rows("query", "-- nothing", "a"));
    assert_null(rows("query", "SELECT t.a, s.a FROM t, t AS s", "a"));
    assert_non_null(strstr(host.failed, "two columns are called \"a\""));
    assert_string_equal(rows("table", "t", "a"), "1|x\n2|y\n");
}

static void test_span(void **state)
{
    (void)state;
    make("CREATE TABLE t(d, v); INSERT INTO t VALUES('1970-01-01', 'bad'),"
         "('1970-01-02', 2), (NULL, 3), ('1970-01-03', 'bad')");
    assert_string_equal(read_with("table", "t", NULL, NULL,
                                  (InputRead){.fields = "v:int d:time!",
                                              .begin = HALE_DAY,
                                              .end = 2 * HALE_DAY,
                                              .room = 1}),
                        "2|2|86400000000\n3|3|~\n");
    assert_int_equal(host.rejects, 0);
}

static void test_bad_files(void **state)
{
    (void)state;
    assert_null(rows("table", "t", "a"));
    assert_non_null(strstr(host.failed, "No such file"));
    scratch_file(&host, "a.db", "account,created\nacme,2025-01-01\n", 32);
    assert_null(rows("table", "t", "a"));
    assert_non_null(strstr(host.failed, "does not begin as SQLite files do"));
    scratch_file(&host, "a.db", "", 0);
    assert_null(rows("table", "t", "a"));
    assert_non_null(strstr(host.failed, "has no table \"t\"; it has none"));
    scratch_clear();
    make("CREATE TABLE tickets(a); CREATE TABLE users(a)");
    assert_null(rows("table", "ticket", "a"));
    assert_non_null(
        strstr(host.failed, "has no table \"ticket\"; it has: tickets, users"));
}

/* The page that holds the rows is damaged: what SQLite notices is told. */
static void test_corrupt(void **state)
{
    char *bytes;
    (void)state;
    make("PRAGMA page_size = 4096; CREATE TABLE t(a);"
         "INSERT INTO t VALUES('x')");
    bytes = fake_memory(&host, 8192);
    memcpy(bytes, scratch_read(&host, "a.db"), 8192);
    memset(bytes + 4096, 0xff, 4096);
    scratch_file(&host, "a.db", bytes, 8192);
    assert_null(rows("table", "t", "a"));
    assert_non_null(strstr(host.failed, "malformed"));
}

static void test_locked(void **state)
{
    sqlite3 *db = database("CREATE TABLE t(a); INSERT INTO t VALUES('x');"
                           "BEGIN EXCLUSIVE");
    (void)state;
    assert_null(read_with("table", "t", "busy_timeout", "0",
                          (InputRead){.fields = "a"}));
    assert_non_null(strstr(host.failed, "database is locked"));
    assert_non_null(strstr(host.failed, "raise busy_timeout"));
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    assert_string_equal(rows("table", "t", "a"), "1|x\n");
    sqlite3_close(db);
}

static void test_stopped(void **state)
{
    (void)state;
    make("CREATE TABLE t(a)");
    host.stop = 1;
    assert_null(rows("query",
                     "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 "
                     "FROM n) SELECT max(a) AS a FROM n",
                     "a"));
    assert_non_null(strstr(host.failed, "stopped"));
}

static void test_bad_options(void **state)
{
    (void)state;
    make("CREATE TABLE t(a)");
    assert_null(rows(NULL, NULL, "a"));
    assert_string_equal(host.failed, "table or query: say what to read");
    assert_null(read_with("table", "t", "query", "SELECT 1",
                          (InputRead){.fields = "a"}));
    assert_string_equal(host.failed,
                        "table and query: say one of them, not both");
    assert_null(rows("table", "t", "b"));
    assert_non_null(strstr(host.failed, "has no column \"b\""));
    assert_null(
        read_with("table", "t", "path", "-", (InputRead){.fields = "a"}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_money, setup, teardown),
        cmocka_unit_test_setup_teardown(test_times, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reject_names_the_row, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_order_of_a_table, setup, teardown),
        cmocka_unit_test_setup_teardown(test_queries, setup, teardown),
        cmocka_unit_test_setup_teardown(test_span, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_corrupt, setup, teardown),
        cmocka_unit_test_setup_teardown(test_locked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_options, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
