/* SPDX-License-Identifier: MIT
 *
 * database.c: opening a database file, preparing a statement, and what to say
 * when either fails: SQLite's own words, and behind them what to do.
 *
 * SQLite opens anything and complains at the first statement, so the file is
 * looked at first: a name that is mistyped should not be "unable to open".
 */
#include "sqlite_input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEPS_BETWEEN_LOOKS = 100000 }; /* of SQLite's machine */

int database_fail(hale_cx *cx, const SqliteSource *source, int rc)
{
    const char *why = source->db ? sqlite3_errmsg(source->db) : "no memory";
    switch (rc & 0xff) {
    case SQLITE_BUSY:
        return hale_fail(cx,
                         "%s: %s: another program has been writing it for %d "
                         "seconds; try again, or raise busy_timeout",
                         source->label, why, source->busy_seconds);
    case SQLITE_INTERRUPT:
        return hale_fail(cx, "%s: stopped", source->label);
    case SQLITE_NOTADB:
        return hale_fail(cx, "%s: %s: it does not begin as SQLite files do",
                         source->label, why);
    case SQLITE_CORRUPT:
        return hale_fail(cx,
                         "%s: %s; sqlite3 FILE .recover may save what is left",
                         source->label, why);
    default:
        return hale_fail(cx, "%s: %s", source->label, why);
    }
}

static int stop_asked(void *memory)
{
    hale_cx *cx = memory;
    return cx->stopped(cx);
}

int database_open(hale_cx *cx, SqliteSource *source)
{
    struct stat st;
    int rc;
    char why[128];
    if (stat(source->path, &st) || access(source->path, R_OK))
        return hale_fail(cx, "%s: %s", source->path,
                         strerror_r(errno, why, sizeof why));
    if (S_ISDIR(st.st_mode))
        return hale_fail(cx, "%s: Is a directory; name the database file",
                         source->path);
    if (!S_ISREG(st.st_mode))
        return hale_fail(cx, "%s: is no file, and a database must be one",
                         source->path);
    rc = sqlite3_open_v2(source->path, &source->db,
                         SQLITE_OPEN_READONLY | SQLITE_OPEN_PRIVATECACHE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_timeout(source->db, source->busy_seconds * 1000);
    return rc == SQLITE_OK ? 0 : database_fail(cx, source, rc);
}

void database_watch(hale_cx *cx, const SqliteSource *source)
{
    sqlite3_progress_handler(source->db, STEPS_BETWEEN_LOOKS, stop_asked, cx);
}

int database_prepare(hale_cx *cx, const SqliteSource *source, const char *sql,
                     sqlite3_stmt **out)
{
    const char *rest;
    sqlite3_stmt *more = NULL;
    int rc;
    database_watch(cx, source);
    rc = sqlite3_prepare_v2(source->db, sql, -1, out, &rest);
    if (rc != SQLITE_OK)
        return database_fail(cx, source, rc);
    if (!*out || sqlite3_column_count(*out) == 0 ||
        !sqlite3_stmt_readonly(*out))
        rc = hale_fail(cx, "query: only a SELECT gives rows: \"%.60s\"", sql);
    else if (sqlite3_prepare_v2(source->db, rest, -1, &more, NULL) || more)
        rc = hale_fail(cx,
                       "query: one SELECT is wanted; what follows it is: "
                       "\"%.60s\"",
                       rest);
    sqlite3_finalize(more);
    if (rc) {
        sqlite3_finalize(*out);
        *out = NULL;
    }
    return rc;
}

void database_tables(const SqliteSource *source, char *out, size_t room)
{
    sqlite3_stmt *names = NULL;
    size_t len = 0;
    snprintf(out, room, "it has none");
    if (sqlite3_prepare_v2(source->db,
                           "SELECT name FROM sqlite_schema WHERE type IN "
                           "('table', 'view') ORDER BY name",
                           -1, &names, NULL))
        return;
    while (sqlite3_step(names) == SQLITE_ROW && len + 8 < room) {
        int more =
            snprintf(out + len, room - len, "%s%s", len ? ", " : "it has: ",
                     (const char *)sqlite3_column_text(names, 0));
        len += more > 0 ? (size_t)more : 0;
    }
    sqlite3_finalize(names);
}
