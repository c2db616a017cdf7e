/* SPDX-License-Identifier: MIT
 *
 * db.c: SQLite with words for what can go wrong.
 *
 * The right to write is taken at once (BEGIN IMMEDIATE), so that a database
 * in use is told before work is done. Readers go on reading meanwhile: changed
 * pages stay in memory (cache_spill) until the commit. Whether the file keeps
 * a rollback journal or a write-ahead log is its owner's choice.
 */
#include "store.h"

#include <string.h>

static int fail_locked(Store *store)
{
    store->locked = 1;
    return hale_fail(store->cx,
                     "%s: is locked by another program, or by another output "
                     "of this pipeline (waited %d s); run again when it is "
                     "free, or let it wait longer: busy_timeout = 60",
                     store->path, store->seconds);
}

static int fail_system(Store *store)
{
    char text[128];
    const int error = store->db ? sqlite3_system_errno(store->db) : 0;
    return hale_fail(store->cx, "%s: %s: %s", store->path,
                     store->db ? sqlite3_errmsg(store->db) : "out of memory",
                     error ? strerror_r(error, text, sizeof text)
                           : "the disk may be full or gone");
}

int store_fail(Store *store)
{
    switch (store->db ? sqlite3_errcode(store->db) & 0xff : SQLITE_NOMEM) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail_locked(store);
    case SQLITE_NOTADB:
        return hale_fail(store->cx,
                         "%s: is not an SQLite database; name another file",
                         store->path);
    case SQLITE_FULL:
        return hale_fail(store->cx, "%s: the disk is full", store->path);
    case SQLITE_READONLY:
        return hale_fail(store->cx, "%s: may be read, not written",
                         store->path);
    case SQLITE_NOMEM:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return fail_system(store);
    default:
        return hale_fail(store->cx, "%s: %s", store->path,
                         sqlite3_errmsg(store->db));
    }
}

int store_exec(Store *store, const char *format, ...)
{
    va_list args;
    char *sql;
    int rc;
    va_start(args, format);
    sql = sqlite3_vmprintf(format, args);
    va_end(args);
    rc = sql ? sqlite3_exec(store->db, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    return rc == SQLITE_OK ? 0 : store_fail(store);
}

static sqlite3_stmt *prepare(Store *store, const char *format, va_list args)
{
    char *sql = sqlite3_vmprintf(format, args);
    sqlite3_stmt *statement = NULL;
    if (!sql || sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL))
        store_fail(store);
    sqlite3_free(sql);
    return statement;
}

sqlite3_stmt *store_prepare(Store *store, const char *format, ...)
{
    sqlite3_stmt *statement;
    va_list args;
    va_start(args, format);
    statement = prepare(store, format, args);
    va_end(args);
    return statement;
}

int store_step(Store *store, sqlite3_stmt *statement)
{
    const int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        return 1;
    return rc == SQLITE_DONE ? 0 : store_fail(store);
}

int store_number(Store *store, int64_t *number, int64_t otherwise,
                 const char *format, ...)
{
    sqlite3_stmt *statement;
    va_list args;
    int rc;
    va_start(args, format);
    statement = prepare(store, format, args);
    va_end(args);
    if (!statement)
        return -1;
    rc = store_step(store, statement);
    *number = rc == 1 ? sqlite3_column_int64(statement, 0) : otherwise;
    sqlite3_finalize(statement);
    return rc < 0 ? -1 : 0;
}

int store_open(Store *store, const char *path, int is_new)
{
    if (sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE, NULL))
        return store_fail(store);
    sqlite3_busy_timeout(store->db, store->seconds * 1000);
    /* A file that nobody knows yet is dropped when the run fails. */
    if (is_new && store_exec(store, "PRAGMA journal_mode = MEMORY"))
        return -1;
    /* What somebody else put into the schema shall not run as us. */
    return store_exec(store, "PRAGMA trusted_schema = OFF;"
                             "PRAGMA cache_spill = OFF;"
                             "PRAGMA synchronous = EXTRA;"
                             "BEGIN IMMEDIATE");
}

void store_close(Store *store)
{
    sqlite3_close(store->db); /* rolls back what is open */
    store->db = NULL;
    buffer_free(&store->text);
}
