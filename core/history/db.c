/* SPDX-License-Identifier: MIT
 *
 * db.c: SQLite behind a handful of calls.
 *
 * The file keeps SQLite's rollback journal and syncs all there is: a history is
 * written once a night and must survive a power cut, it is often copied as
 * one file, and a reader that waits for a second hurts nobody. Values are
 * always bound, never put into the text of a statement.
 */
#include "history/inside.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 10000 };

/* Which exit code a failure of SQLite is. */
static int code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return EXIT_TRY_AGAIN;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return EXIT_BAD_DATA;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return EXIT_NO_PERMISSION;
    case SQLITE_CANTOPEN:
        return EXIT_CANT_CREATE;
    case SQLITE_IOERR:
    case SQLITE_FULL:
        return EXIT_IO;
    default:
        return EXIT_BUG;
    }
}

static int fail(History *h, Error *error)
{
    int rc = sqlite3_extended_errcode(h->db), code = code_of(rc);
    return error_set(error, code, "history %s: %s%s", h->path,
                     sqlite3_errmsg(h->db),
                     code == EXIT_BAD_DATA
                         ? "; put a copy of it back, or give [history] another "
                           "path"
                         : "");
}

int db_run(History *h, const char *sql, Error *error)
{
    if (sqlite3_exec(h->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    return fail(h, error);
}

sqlite3_stmt *db_prepare(History *h, const char *sql, Error *error)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(h->db, sql, -1, &s, NULL) != SQLITE_OK)
        fail(h, error);
    return s;
}

static void bind_text(sqlite3_stmt *s, int i, Str text)
{
    if (text.data)
        sqlite3_bind_text64(s, i, text.data, text.len, SQLITE_STATIC,
                            SQLITE_UTF8);
    else
        sqlite3_bind_null(s, i);
}

static void bind_real(sqlite3_stmt *s, int i, double value)
{
    if (isfinite(value))
        sqlite3_bind_double(s, i, value);
    else
        sqlite3_bind_null(s, i);
}

static void bind_all(sqlite3_stmt *s, const char *types, va_list args)
{
    for (int i = 1; *types; types++, i++) {
        if (*types == 'i')
            sqlite3_bind_int64(s, i, va_arg(args, int64_t));
        else if (*types == 'r')
            bind_real(s, i, va_arg(args, double));
        else if (*types == 's')
            bind_text(s, i, va_arg(args, Str));
        else {
            const char *text = va_arg(args, const char *);
            bind_text(s, i, text ? str(text) : (Str){0});
        }
    }
}

void db_bind(sqlite3_stmt *s, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    bind_all(s, types, args);
    va_end(args);
}

int db_step(History *h, sqlite3_stmt *s, Error *error)
{
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        return 1;
    return rc == SQLITE_DONE ? 0 : fail(h, error);
}

int db_put(History *h, sqlite3_stmt *s, Error *error)
{
    int rc = db_step(h, s, error);
    sqlite3_reset(s);
    return rc < 0 ? -1 : 0;
}

static sqlite3_stmt *ask(History *h, Error *error, const char *sql,
                         const char *types, va_list args)
{
    sqlite3_stmt *s = db_prepare(h, sql, error);
    if (s)
        bind_all(s, types, args);
    return s;
}

sqlite3_stmt *db_ask(History *h, Error *error, const char *sql,
                     const char *types, ...)
{
    va_list args;
    va_start(args, types);
    sqlite3_stmt *s = ask(h, error, sql, types, args);
    va_end(args);
    return s;
}

int db_do(History *h, Error *error, const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    sqlite3_stmt *s = ask(h, error, sql, types, args);
    va_end(args);
    int bad = s ? db_put(h, s, error) : -1;
    sqlite3_finalize(s);
    return bad;
}

int db_number(History *h, Error *error, int64_t fallback, int64_t *out,
              const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    sqlite3_stmt *s = ask(h, error, sql, types, args);
    va_end(args);
    *out = fallback;
    int rc = s ? db_step(h, s, error) : -1;
    if (rc > 0 && sqlite3_column_type(s, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return rc < 0 ? -1 : 0;
}

const char *db_text(sqlite3_stmt *s, int column, Arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    size_t n = (size_t)sqlite3_column_bytes(s, column);
    return text ? arena_strndup(arena, text, n) : NULL;
}

double db_real(sqlite3_stmt *s, int column)
{
    if (sqlite3_column_type(s, column) == SQLITE_NULL)
        return NAN;
    return sqlite3_column_double(s, column);
}

/* ---------------------------------------------------------------- words -- */

static int words_load(History *h, Error *error)
{
    int rc;
    sqlite3_stmt *s = db_prepare(h, "SELECT id, text FROM word", error);
    if (!s)
        return -1;
    while ((rc = db_step(h, s, error)) > 0) {
        Str text = {(const char *)sqlite3_column_text(s, 1),
                    (size_t)sqlite3_column_bytes(s, 1)};
        map_put(&h->word, text, (size_t)sqlite3_column_int64(s, 0));
    }
    sqlite3_finalize(s);
    return rc;
}

int64_t word_of(History *h, Str text, Error *error)
{
    if (h->word.count == 0 && words_load(h, error))
        return -1;
    size_t known = map_get(&h->word, text);
    if (known != MAP_NONE)
        return (int64_t)known;
    if (db_do(h, error, "INSERT INTO word(text) VALUES (?)", "s", text))
        return -1;
    int64_t id = sqlite3_last_insert_rowid(h->db);
    map_put(&h->word, text, (size_t)id);
    return id;
}

/* -------------------------------------------------------------- opening -- */

/* An empty file becomes a history; one of somebody else stays as it is. */
static int check_version(History *h, bool write, Error *error)
{
    int64_t app, version, tables;
    if (db_number(h, error, 0, &app, "PRAGMA application_id", "") ||
        db_number(h, error, 0, &version, "PRAGMA user_version", "") ||
        db_number(h, error, 0, &tables, "SELECT count(*) FROM sqlite_schema",
                  ""))
        return -1;
    if (app == APPLICATION_ID && version == SCHEMA_VERSION)
        return 0;
    if (app == APPLICATION_ID)
        return error_set(error, EXIT_CONFIG,
                         "history %s has version %lld of its schema, this "
                         "hale knows %d: use the hale that wrote it, or give "
                         "[history] another path",
                         h->path, (long long)version, SCHEMA_VERSION);
    if (tables || !write)
        return error_set(error, EXIT_CONFIG,
                         "%s is no history of hale but another database; "
                         "give [history] another path",
                         h->path);
    return db_run(h, (const char *)history_schema[0].data, error);
}

static History *open_with(const char *path, int flags, Error *error)
{
    History *h = xcalloc(1, sizeof *h);
    h->path = arena_strndup(&h->arena, path, strlen(path));
    bool write = flags & SQLITE_OPEN_READWRITE;
    if (sqlite3_open_v2(path, &h->db, flags, NULL) != SQLITE_OK)
        fail(h, error);
    else if (sqlite3_busy_timeout(h->db, BUSY_MS) != SQLITE_OK ||
             db_run(h, "PRAGMA synchronous = EXTRA", error) ||
             check_version(h, write, error))
        error_set(error, EXIT_BUG, "history %s: cannot be opened", path);
    else
        return h;
    history_close(h);
    return NULL;
}

History *history_open(const char *path, Error *error)
{
    return open_with(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
}

History *history_open_read(const char *path, bool *none, Error *error)
{
    *none = access(path, F_OK) != 0 && errno == ENOENT;
    if (*none)
        return NULL;
    /* A journal that a crash left behind has to be played back, so the right
     * to write is used where there is one. */
    int flags =
        access(path, W_OK) == 0 ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    return open_with(path, flags, error);
}

void history_close(History *h)
{
    if (!h)
        return;
    sqlite3_close(h->db);
    map_free(&h->word);
    arena_free(&h->arena);
    free(h);
}
