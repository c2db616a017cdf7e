/* SPDX-License-Identifier: MIT
 *
 * sqlite.c: the store of a history that is a file.
 *
 * The file keeps SQLite's rollback journal and syncs all there is: a history is
 * written once a night and must survive a power cut, it is often copied as
 * one file, and a reader that waits for a second hurts nobody. A file that is
 * not there is made by the first transaction that writes.
 */
#include "history/inside.h"

#include <errno.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 10000, APPLICATION_ID = 0x68616c65 /* "hale" */ };

typedef struct Db Db;

typedef struct Insert { /* a statement for the rows of a table */
    Db *db;
    sqlite3_stmt *statement;
    size_t columns;
    struct Insert *next;
} Insert;

struct Db {
    sqlite3 *sqlite; /* NULL: there is no such file yet */
    const char *path;
    Insert *inserts;
};

typedef struct Answer {
    Db *db;
    sqlite3_stmt *statement;
    const hale_type *type;
    size_t columns;
} Answer;

/* ------------------------------------------------------------- failures -- */

static int kind_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return HALE_STORE_BUSY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return HALE_STORE_DAMAGED;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return HALE_STORE_DENIED;
    case SQLITE_CANTOPEN:
        return HALE_STORE_NOWHERE;
    case SQLITE_IOERR:
    case SQLITE_FULL:
        return HALE_STORE_FULL;
    default:
        return HALE_STORE_REFUSED;
    }
}

static int fail(hale_cx *cx, const Db *db)
{
    int kind = kind_of(sqlite3_extended_errcode(db->sqlite));
    hale_fail(cx, "%s: %s%s", db->path, sqlite3_errmsg(db->sqlite),
              kind == HALE_STORE_DAMAGED
                  ? "; put a copy of it back, or give [history] another path"
                  : "");
    return kind;
}

static int run(hale_cx *cx, const Db *db, const char *sql)
{
    if (sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    return fail(cx, db);
}

static int prepare(hale_cx *cx, const Db *db, const char *sql,
                   sqlite3_stmt **out)
{
    if (sqlite3_prepare_v2(db->sqlite, sql, -1, out, NULL) == SQLITE_OK)
        return 0;
    return fail(cx, db);
}

/* -------------------------------------------------------------- opening -- */

static int open_file(hale_cx *cx, Db *db, int flags)
{
    if (sqlite3_open_v2(db->path, &db->sqlite, flags, NULL) != SQLITE_OK)
        return fail(cx, db);
    sqlite3_busy_timeout(db->sqlite, BUSY_MS);
    return run(cx, db, "PRAGMA synchronous = EXTRA");
}

/* A journal that a crash left behind has to be played back, so the right to
 * write is used where there is one. */
static int sqlite_open(hale_cx *cx, const hale_value *options, void *memory)
{
    Db *db = memory;
    db->path = options[0].as.text.data;
    if (access(db->path, F_OK) && errno == ENOENT)
        return 0;
    return open_file(cx, db,
                     access(db->path, W_OK) == 0 ? SQLITE_OPEN_READWRITE
                                                 : SQLITE_OPEN_READONLY);
}

static void drop_inserts(Db *db)
{
    while (db->inserts) {
        Insert *next = db->inserts->next;
        sqlite3_finalize(db->inserts->statement);
        free(db->inserts);
        db->inserts = next;
    }
}

static void sqlite_close(hale_cx *cx, void *memory)
{
    Db *db = memory;
    (void)cx;
    drop_inserts(db);
    sqlite3_close(db->sqlite);
    db->sqlite = NULL;
}

static const char *sqlite_label(const void *memory)
{
    return ((const Db *)memory)->path;
}

/* --------------------------------------------------------- transactions -- */

static int number(hale_cx *cx, const Db *db, const char *sql, int64_t *out)
{
    sqlite3_stmt *s = NULL;
    int rc = prepare(cx, db, sql, &s);
    if (rc == 0 && sqlite3_step(s) != SQLITE_ROW)
        rc = fail(cx, db);
    if (rc == 0)
        *out = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return rc;
}

static int sqlite_schema(hale_cx *cx, void *memory, int64_t *version)
{
    const Db *db = memory;
    int64_t app, tables;
    *version = 0;
    if (!db->sqlite)
        return 0;
    int rc = number(cx, db, "PRAGMA application_id", &app);
    if (rc == 0)
        rc = number(cx, db, "SELECT count(*) FROM sqlite_master", &tables);
    if (rc == 0)
        rc = number(cx, db, "PRAGMA user_version", version);
    if (rc == 0 && app != APPLICATION_ID)
        *version = tables ? -1 : 0;
    return rc;
}

/* Reading needs none: one that is left open would keep a writer waiting for
 * as long as somebody looks at what was read. */
static int sqlite_begin(hale_cx *cx, void *memory, int write)
{
    Db *db = memory;
    int rc = 0;
    if (!write)
        return 0;
    if (!db->sqlite)
        rc = open_file(cx, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    return rc ? rc : run(cx, db, "BEGIN IMMEDIATE");
}

static int sqlite_commit(hale_cx *cx, void *memory)
{
    Db *db = memory;
    drop_inserts(db);
    return run(cx, db, "COMMIT");
}

/* After a failed write SQLite leaves the journal to whoever reads next. Other
 * readers may not have the right to play it back, so we are that one. */
static void sqlite_rollback(hale_cx *cx, void *memory)
{
    Db *db = memory;
    (void)cx;
    if (!db->sqlite)
        return;
    bool failed = kind_of(sqlite3_errcode(db->sqlite)) == HALE_STORE_FULL;
    drop_inserts(db);
    if (!sqlite3_get_autocommit(db->sqlite))
        sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
    if (failed)
        sqlite3_exec(db->sqlite, "SELECT 1 FROM sqlite_master", NULL, NULL,
                     NULL);
}

static int sqlite_make(hale_cx *cx, void *memory, const char *script)
{
    return run(cx, memory, script);
}

/* --------------------------------------------------------------- values -- */

static void bind(sqlite3_stmt *s, int i, const hale_value *v)
{
    if (v->missing)
        sqlite3_bind_null(s, i);
    else if (v->type == HALE_REAL)
        sqlite3_bind_double(s, i, v->as.r);
    else if (v->type == HALE_TEXT)
        sqlite3_bind_text64(s, i, v->as.text.data, v->as.text.len,
                            SQLITE_STATIC, SQLITE_UTF8);
    else
        sqlite3_bind_int64(s, i, v->as.i);
}

static hale_type stored_type(sqlite3_stmt *s, int column)
{
    switch (sqlite3_column_type(s, column)) {
    case SQLITE_INTEGER:
        return HALE_INT;
    case SQLITE_FLOAT:
        return HALE_REAL;
    default:
        return HALE_TEXT;
    }
}

static hale_value read_cell(sqlite3_stmt *s, int i, hale_type type)
{
    hale_value v = {.type = type ? type : stored_type(s, i)};
    if (sqlite3_column_type(s, i) == SQLITE_NULL)
        v.missing = HALE_NOT_GIVEN;
    else if (v.type == HALE_INT)
        v.as.i = sqlite3_column_int64(s, i);
    else if (v.type == HALE_REAL)
        v.as.r = sqlite3_column_double(s, i);
    else {
        v.as.text.data = (const char *)sqlite3_column_text(s, i);
        v.as.text.len = (size_t)sqlite3_column_bytes(s, i);
    }
    return v;
}

/* --------------------------------------------------------------- asking -- */

/* Values have names, $1 ..., and may be used twice or not at all. */
static int sqlite_ask(hale_cx *cx, void *memory, const char *sql,
                      const hale_value *value, size_t count,
                      const hale_type *type, size_t columns, void **rows)
{
    Db *db = memory;
    Answer *a = xcalloc(1, sizeof *a + columns * sizeof *type);
    hale_type *copy = (hale_type *)(a + 1);
    *a = (Answer){.db = db, .type = copy, .columns = columns};
    int rc = prepare(cx, db, sql, &a->statement);
    if (rc) {
        free(a);
        return rc;
    }
    if (columns)
        memcpy(copy, type, columns * sizeof *type);
    for (size_t i = 0; i < count; i++) {
        char name[24];
        snprintf(name, sizeof name, "$%zu", i + 1);
        int at = sqlite3_bind_parameter_index(a->statement, name);
        if (at)
            bind(a->statement, at, &value[i]);
    }
    *rows = a;
    return 0;
}

static int sqlite_next(hale_cx *cx, void *rows, hale_value *cell)
{
    Answer *a = rows;
    int rc = sqlite3_step(a->statement);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE ? 0 : fail(cx, a->db);
    for (size_t i = 0; i < a->columns; i++)
        cell[i] = read_cell(a->statement, (int)i, a->type[i]);
    return 1;
}

static void sqlite_end(hale_cx *cx, void *rows)
{
    Answer *a = rows;
    (void)cx;
    sqlite3_finalize(a->statement);
    free(a);
}

/* -------------------------------------------------------------- filling -- */

static int sqlite_fill(hale_cx *cx, void *memory, const char *table,
                       const char *columns, size_t count, void **fill)
{
    Db *db = memory;
    Text sql = {0};
    Insert *f = xcalloc(1, sizeof *f);
    text_printf(&sql, "INSERT INTO %s(%s) VALUES (", table, columns);
    for (size_t i = 0; i < count; i++)
        text_puts(&sql, i ? ", ?" : "?");
    text_char(&sql, ')');
    *f = (Insert){.db = db, .columns = count, .next = db->inserts};
    db->inserts = f;
    *fill = f;
    int rc = prepare(cx, db, sql.data, &f->statement);
    text_free(&sql);
    return rc;
}

static int sqlite_put(hale_cx *cx, void *fill, const hale_value *value)
{
    Insert *f = fill;
    for (size_t i = 0; i < f->columns; i++)
        bind(f->statement, (int)i + 1, &value[i]);
    int rc = sqlite3_step(f->statement) == SQLITE_DONE ? 0 : fail(cx, f->db);
    sqlite3_reset(f->statement);
    return rc;
}

/* Its one option is told by the caller, not by a section. */
static const hale_option *const no_options[] = {NULL};

const hale_store sqlite_store = {
    .size = sizeof sqlite_store,
    .major = HALE_STORE_MAJOR,
    .name = "sqlite",
    .version = HALE_VERSION_TEXT,
    .title = "A file",
    .dialect = "sqlite",
    .place = "path",
    .options = no_options,
    .db_size = sizeof(Db),
    .open = sqlite_open,
    .close = sqlite_close,
    .label = sqlite_label,
    .schema = sqlite_schema,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .make = sqlite_make,
    .ask = sqlite_ask,
    .next = sqlite_next,
    .end = sqlite_end,
    .fill = sqlite_fill,
    .put = sqlite_put,
};
