/* SPDX-License-Identifier: MIT
 *
 * sqlite_input.h: a table or a query of an SQLite database, row by row.
 *
 *     database.c a file, a statement, and what went wrong
 *     input.c    options -> a statement; its rows -> the host's columns
 *     values.c   a value as SQLite keeps it -> the wanted type
 *
 * The database is opened to be read and never changed. SQLite checks no types
 * of its own: a column of dates may hold a number in one row and a word in
 * the next, so every value is looked at as strictly as a CSV cell.
 *
 * A source is one split: rows of one table are not read side by side.
 */
#ifndef HALE_SQLITE_INPUT_H
#define HALE_SQLITE_INPUT_H

#include <sqlite3.h>

#include "../common/cell.h"
#include "../common/keep.h"

typedef struct SqliteSource {
    sqlite3 *db;
    const char *path;
    const char *label; /* for messages: the path and the table */
    const char *table; /* NULL: `sql` is the user's */
    const char *sql;   /* what is run when all columns are wanted */
    int has_rowid;     /* so the table's own order can be asked for */
    int busy_seconds;
    hale_str *name; /* of each column */
    size_t columns;
    const hale_request *request;
    int *column; /* of each field, in `sql`; or its place in a list of fields */
    CellRules rules;
} SqliteSource;

typedef struct SqliteReader {
    sqlite3_stmt *rows;
    hale_str *slice; /* of the row at hand, a field each: how it is written */
    int *kind;       /*   and what SQLite keeps it as */
    hale_str raw;    /* all of them, parted by '|' */
    uint64_t line;
    int ended;
    Keep keep;
    LocalDays days;
} SqliteReader;

extern const hale_input sqlite_input;

/* ---------------------------------------------------------- database.c -- */

/* Says what SQLite says; always -1. */
int database_fail(hale_cx *cx, const SqliteSource *source, int rc);
/* Opens source->path, to be read only. On failure source->db may be open. */
int database_open(hale_cx *cx, SqliteSource *source);
/* From here on long statements ask whether to stop. */
void database_watch(hale_cx *cx, const SqliteSource *source);
/* One statement, a SELECT or the like; what follows it is refused. */
int database_prepare(hale_cx *cx, const SqliteSource *source, const char *sql,
                     sqlite3_stmt **out);
/* "it has: a, b": the tables and views, for a message. */
void database_tables(const SqliteSource *source, char *out, size_t room);

/* ------------------------------------------------------------ values.c -- */

/* Copies the values of the row at hand into the reader's memory; -1: none. */
int values_render(const SqliteSource *source, SqliteReader *reader);
/* Puts field `k` into row `at`. 0; -1: it is not of that type. */
int values_read(hale_cx *cx, const SqliteSource *source, SqliteReader *reader,
                size_t k, hale_cells *to, size_t at);
/* Why values_read answers -1. */
void values_reason(const SqliteSource *source, const SqliteReader *reader,
                   size_t k, char *out, size_t room);

#endif
