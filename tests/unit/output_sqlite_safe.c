/* SPDX-License-Identifier: MIT
 *
 * output_sqlite_safe.c: a database of results is never half written, and what
 * stands in the way is said clearly.
 */
#include "sqlite_kit.h"

#include <signal.h>
#include <sys/resource.h>

/* -------------------------------------------------------- all or nothing -- */

static void test_abort_leaves_no_file(void **state)
{
    Job job = {.as_of = DEC_31};
    (void)state;
    assert_int_equal(job_open(&job), 0);
    assert_int_equal(job_write(&job, accounts(DEC_31, 1, 2)), 0);
    assert_null(scratch_read(&host, "h.db"));
    job_abort(&job);
    assert_string_equal(scratch_list(&host), "");
}

static void test_abort_leaves_the_old(void **state)
{
    Job job = {.as_of = DEC_31};
    const char *before;
    (void)state;
    must_run(job, accounts(DEC_31, 1, 2));
    before = scratch_read(&host, "h.db");
    assert_int_equal(job_open(&job), 0);
    assert_int_equal(job_write(&job, accounts(DEC_31, 3, 4)), 0);
    job_abort(&job);
    assert_memory_equal(before, scratch_read(&host, "h.db"), 4096);
    assert_string_equal(scratch_list(&host), "h.db ");
}

static void test_readers_see_old_or_new(void **state)
{
    static const char sum[] = "SELECT sum(users) FROM hale_accounts";
    Job job = {.as_of = DEC_31};
    sqlite3 *reader;
    (void)state;
    must_run(job, accounts(DEC_31, 1, 2));
    reader = connect();
    assert_int_equal(job_open(&job), 0);
    assert_int_equal(job_write(&job, accounts(DEC_31, 30, 40)), 0);
    assert_string_equal(ask(reader, sum), "3\n");
    assert_int_equal(job_commit(&job), 0);
    assert_string_equal(ask(reader, sum), "70\n");
    sqlite3_close(reader);
}

/* A write-ahead log is the owner's choice and stays. */
static void test_write_ahead_log(void **state)
{
    Job job = {.as_of = DEC_31};
    (void)state;
    must_run(job, accounts(DEC_31, 1, 2));
    change("PRAGMA journal_mode = WAL");
    must_run(job, accounts(DEC_31, 3, 4));
    assert_string_equal(query("PRAGMA journal_mode"), "wal\n");
    assert_string_equal(query("SELECT sum(users) FROM hale_accounts"), "7\n");
    assert_int_equal(job_open(&job), 0);
    assert_int_equal(job_write(&job, accounts(DEC_31, 5, 6)), 0);
    job_abort(&job);
    assert_string_equal(query("SELECT sum(users) FROM hale_accounts"), "7\n");
    assert_string_equal(scratch_list(&host), "h.db ");
}

static void test_somebody_was_faster(void **state)
{
    Job job = {.as_of = DEC_31};
    (void)state;
    assert_int_equal(job_open(&job), 0);
    scratch_file(&host, "h.db", "", 0);
    assert_int_equal(job_commit(&job), HALE_AGAIN);
    job_abort(&job);
    assert_contains(host.failed, "somebody else made it meanwhile");
    assert_string_equal(scratch_list(&host), "h.db ");
}

/* ------------------------------------------------------------- mistakes -- */

static void test_locked(void **state)
{
    sqlite3 *other;
    (void)state;
    must_run((Job){.as_of = DEC_31}, NULL);
    other = connect();
    sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    assert_int_equal(run((Job){.as_of = DEC_31}, NULL), HALE_AGAIN);
    sqlite3_close(other);
    assert_contains(host.failed, "is locked by another program");
    assert_contains(host.failed, "busy_timeout = 60");
}

/* Somebody who reads for long is in the way of the commit only. */
static void test_read_for_long(void **state)
{
    Job job = {.as_of = DEC_31};
    sqlite3 *reader;
    (void)state;
    must_run(job, accounts(DEC_31, 1, 2));
    reader = connect();
    sqlite3_exec(reader, "BEGIN; SELECT * FROM hale_accounts", NULL, NULL,
                 NULL);
    assert_int_equal(job_open(&job), 0);
    assert_int_equal(job_write(&job, accounts(DEC_31, 3, 4)), 0);
    assert_int_equal(job_commit(&job), HALE_AGAIN);
    job_abort(&job);
    sqlite3_close(reader);
    assert_contains(host.failed, "is locked by another program");
    assert_string_equal(query("SELECT sum(users) FROM hale_accounts"), "3\n");
}

static void test_no_database(void **state)
{
    static const char text[] = "as_of,account\n2025-12-31,acme\n, not SQL,\n";
    (void)state;
    scratch_file(&host, "h.db", text, sizeof text - 1);
    assert_int_equal(run((Job){.as_of = DEC_31}, NULL), -1);
    assert_contains(host.failed, "h.db: is not an SQLite database");
    assert_string_equal(scratch_read(&host, "h.db"), text);
}

static void test_folder(void **state)
{
    (void)state;
    scratch_file(&host, "x", "", 0);
    const char *given[] = {"path", scratch_path(&host, "x/h.db"), NULL};
    void *sink = fake_memory(&host, sqlite_output.sink_size);
    const hale_run facts = {.size = sizeof facts, .pipeline = "p"};
    assert_int_equal(
        sqlite_output.open(&host.cx,
                           fake_options(&host, sqlite_output.options, given),
                           &facts, sink),
        -1);
    sqlite_output.abort(&host.cx, sink);
    assert_contains(host.failed, "x");
    assert_string_equal(scratch_list(&host), "x ");
}

/* A disk on which files cannot grow beyond 8 KiB. */
static void test_full_disk(void **state)
{
    struct rlimit usual, small;
    const char *before;
    int rc;
    (void)state;
    must_run((Job){.as_of = DEC_30}, accounts(DEC_30, 1, 2));
    before = scratch_read(&host, "h.db");
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    small = (struct rlimit){8192, usual.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    rc = run((Job){.as_of = DEC_31}, accounts(DEC_31, 3, 4));
    setrlimit(RLIMIT_FSIZE, &usual);
    assert_int_equal(rc, -1);
    assert_contains(host.failed, "h.db: ");
    assert_memory_equal(before, scratch_read(&host, "h.db"), 8192);
    assert_string_equal(query(ALL_ROWS),
                        "2025-12-30|acme|1\n2025-12-30|globex|2\n");
}

static void test_newer_schema(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_31}, NULL);
    change("UPDATE hale_schema SET version = 2");
    assert_int_equal(run((Job){.as_of = DEC_31}, NULL), -1);
    assert_contains(host.failed, "follow schema 2 and this hale writes 1");
}

static void test_foreign_table(void **state)
{
    (void)state;
    must_run((Job){.as_of = DEC_31}, NULL);
    change("CREATE TABLE Hale_Accounts (mine TEXT)");
    assert_int_equal(run((Job){.as_of = DEC_31}, accounts(DEC_31, 1, 2)), -1);
    assert_contains(host.failed, "hale_accounts is there and was not made by "
                                 "hale");
}

static void test_own_names(void **state)
{
    static const int64_t values[] = {5};
    const hale_table_column *columns[] = {column("n", HALE_INT, values, NULL),
                                          NULL};
    (void)state;
    assert_int_equal(run((Job){.as_of = DEC_31}, table_of("run", 1, columns)),
                     -1);
    assert_contains(host.failed, "hale_run is a table of hale's own");
    fake_forget(&host);
    assert_int_equal(run((Job){.as_of = DEC_31},
                         one(column("run_id", HALE_INT, values, NULL))),
                     -1);
    assert_contains(host.failed, "duplicate column name: run_id");
}

static void test_rows_out_of_order(void **state)
{
    (void)state;
    assert_int_equal(run((Job){.as_of = DEC_31}, accounts(DEC_30, 1, 2)), -1);
    assert_contains(host.failed, "table accounts: row 1 is not in the order");
}

static void test_prefixes_refused(void **state)
{
    static const char *const wrong[] = {"9x", "a-b", "A", "sqlite_x",
                                        "a23456789012345678901234567890123"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fake_forget(&host);
        assert_int_equal(
            run((Job){.as_of = DEC_31, .option = "prefix", .value = wrong[i]},
                NULL),
            -1);
        assert_contains(host.failed, "prefix = ");
    }
    assert_string_equal(scratch_list(&host), "");
}

static void test_paths_refused(void **state)
{
    static const char *const wrong[] = {"-", "/tmp/{table}.db"};
    const hale_run facts = {.size = sizeof facts, .pipeline = "p"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const char *given[] = {"path", wrong[i], NULL};
        void *sink = fake_memory(&host, sqlite_output.sink_size);
        fake_forget(&host);
        assert_int_equal(sqlite_output.open(
                             &host.cx,
                             fake_options(&host, sqlite_output.options, given),
                             &facts, sink),
                         -1);
        sqlite_output.abort(&host.cx, sink);
        assert_contains(host.failed, "path = ");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_abort_leaves_no_file),
        TEST(test_abort_leaves_the_old),
        TEST(test_readers_see_old_or_new),
        TEST(test_write_ahead_log),
        TEST(test_somebody_was_faster),
        TEST(test_locked),
        TEST(test_read_for_long),
        TEST(test_no_database),
        TEST(test_folder),
        TEST(test_full_disk),
        TEST(test_newer_schema),
        TEST(test_foreign_table),
        TEST(test_own_names),
        TEST(test_rows_out_of_order),
        TEST(test_prefixes_refused),
        TEST(test_paths_refused),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
