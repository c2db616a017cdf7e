/* SPDX-License-Identifier: MIT
 *
 * sqlite_kit.h: runs of made up pipelines into one database, and questions to
 * it, which are asked with SQLite itself.
 */
#ifndef HALE_TESTS_SQLITE_KIT_H
#define HALE_TESTS_SQLITE_KIT_H

#include "unit.h"

#include <sqlite3.h>

#include "fake_host.h"
#include "output/sqlite/sqlite_output.h"
#include "scratch.h"

/* 2025-12-31 is day 20453 since 1970. */
#define DEC_30 (20452 * HALE_DAY)
#define DEC_31 (20453 * HALE_DAY)

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static FakeHost host;

static inline int setup(void **state)
{
    (void)state;
    fake_open(&host);
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    scratch_clear();
    fake_close(&host);
    return 0;
}

static inline int last_teardown(void **state)
{
    (void)state;
    scratch_remove();
    return 0;
}

static inline const char *database(void)
{
    return scratch_path(&host, "h.db");
}

static inline sqlite3 *connect(void)
{
    sqlite3 *db;
    assert_int_equal(
        sqlite3_open_v2(database(), &db, SQLITE_OPEN_READWRITE, NULL),
        SQLITE_OK);
    return db;
}

/* Rows as "a|b\n", a missing value as ~. */
static inline const char *ask(sqlite3 *db, const char *sql)
{
    char *out = fake_memory(&host, 4096);
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        for (int c = 0; c < sqlite3_column_count(s); c++) {
            const char *text = (const char *)sqlite3_column_text(s, c);
            snprintf(out + strlen(out), 4096 - strlen(out), "%s%s",
                     c ? "|" : "", text ? text : "~");
        }
        strcat(out, "\n");
    }
    sqlite3_finalize(s);
    return out;
}

static inline const char *query(const char *sql)
{
    sqlite3 *db = connect();
    const char *out = ask(db, sql);
    sqlite3_close(db);
    return out;
}

static inline void change(const char *sql)
{
    sqlite3 *db = connect();
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

typedef struct Job { /* a run of a pipeline into h.db */
    const char *pipeline, *option, *value;
    int64_t as_of;
    int has_two; /* DEC_30 and DEC_31 */
    void *sink;
} Job;

static inline int job_open(Job *job)
{
    static const int64_t both[] = {DEC_30, DEC_31};
    const hale_run run = {
        .size = sizeof run,
        .pipeline = job->pipeline ? job->pipeline : "nightly",
        .version = "0",
        .timezone = "UTC",
        .currency = "EUR",
        .as_of = job->has_two ? both : &job->as_of,
        .as_of_count = job->has_two ? 2 : 1,
    };
    const char *given[] = {
        "path", database(), "busy_timeout", "0", job->option, job->value, NULL};
    job->sink = fake_memory(&host, sqlite_output.sink_size);
    return sqlite_output.open(&host.cx,
                              fake_options(&host, sqlite_output.options, given),
                              &run, job->sink);
}

static inline int job_write(Job *job, const hale_table *table)
{
    return sqlite_output.write(&host.cx, job->sink, table);
}

static inline int job_commit(Job *job)
{
    return sqlite_output.commit(&host.cx, job->sink);
}

static inline void job_abort(Job *job)
{
    sqlite_output.abort(&host.cx, job->sink);
}

/* All of it; abort after a failure. */
static inline int run(Job job, const hale_table *table)
{
    int rc = job_open(&job);
    if (rc == 0 && table)
        rc = job_write(&job, table);
    if (rc == 0)
        rc = job_commit(&job);
    if (rc)
        job_abort(&job);
    return rc;
}

static inline void must_run(Job job, const hale_table *table)
{
    if (run(job, table) == 0)
        return;
    print_error("%s\n", host.failed);
    fail();
}

static inline const hale_table_column *column(const char *name, hale_type type,
                                              const void *values,
                                              const uint8_t *missing)
{
    hale_table_column *c = fake_memory(&host, sizeof *c);
    *c = (hale_table_column){.size = sizeof *c,
                             .name = name,
                             .type = type,
                             .unit = strcmp(name, "as_of") ? NULL : "date",
                             .missing = missing,
                             .as.b = values};
    return c;
}

static inline const hale_table *table_of(
    const char *name, size_t rows, const hale_table_column *const *columns)
{
    hale_table *table = fake_memory(&host, sizeof *table);
    *table = fake_table(name, rows, columns);
    return table;
}

/* Two accounts at one as-of with `users` each. */
static inline const hale_table *accounts(int64_t as_of, int64_t a, int64_t b)
{
    static const hale_str ids[] = {{"acme", 4}, {"globex", 6}};
    int64_t *at = fake_memory(&host, 2 * sizeof *at);
    int64_t *users = fake_memory(&host, 2 * sizeof *users);
    const hale_table_column **columns = fake_memory(&host, 4 * sizeof *columns);
    at[0] = at[1] = as_of;
    users[0] = a;
    users[1] = b;
    columns[0] = column("as_of", HALE_TIME, at, NULL);
    columns[1] = column("account", HALE_TEXT, ids, NULL);
    columns[2] = column("users", HALE_INT, users, NULL);
    return table_of("accounts", 2, columns);
}

/* One row, as of DEC_31, of one more column. */
static inline const hale_table *one(const hale_table_column *only)
{
    static const int64_t at[] = {DEC_31};
    const hale_table_column **columns = fake_memory(&host, 3 * sizeof *columns);
    columns[0] = column("as_of", HALE_TIME, at, NULL);
    columns[1] = only;
    return table_of("one", 1, columns);
}

#define ALL_ROWS                                                               \
    "SELECT as_of, account, users FROM hale_accounts "                         \
    "ORDER BY as_of, account, users"

#endif
