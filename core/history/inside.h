/* SPDX-License-Identifier: MIT
 *
 * inside.h: what the files of the history share: a statement, how its values
 * are bound and read, and words as numbers. Private to history.
 *
 * Failures are told once, by the call that meets them, and answered with -1;
 * sqlite3.h is known here alone.
 */
#ifndef HALE_CORE_HISTORY_INSIDE_H
#define HALE_CORE_HISTORY_INSIDE_H

#include <sqlite3.h>

#include "history/history.h"
#include "measure/measure.h"

struct History {
    sqlite3 *db;
    const char *path;
    int64_t run; /* the one that was written */
    Arena arena;
    Map word; /* text -> its number, once words_load was called */
};

/* schema.sql, put into the binary. */
extern const Embedded history_schema[];
enum { SCHEMA_VERSION = 1, APPLICATION_ID = 0x68616c65 /* "hale" */ };

/* ----------------------------------------------------------------- db.c -- */

/* Runs statements without values. */
int db_run(History *h, const char *sql, Error *error);
/* NULL: told. */
sqlite3_stmt *db_prepare(History *h, const char *sql, Error *error);
/* db_prepare and db_bind. */
sqlite3_stmt *db_ask(History *h, Error *error, const char *sql,
                     const char *types, ...);
/* Binds from the first value on: 'i' int64_t, 'r' double (NAN is NULL),
 * 't' const char * (NULL is NULL), 's' Str. Texts must outlive the step. */
void db_bind(sqlite3_stmt *s, const char *types, ...);
/* 1: a row; 0: there are no more; -1: told. */
int db_step(History *h, sqlite3_stmt *s, Error *error);
/* Binds, runs and resets a statement that gives no rows. */
int db_put(History *h, sqlite3_stmt *s, Error *error);
/* Prepares, binds, runs. */
int db_do(History *h, Error *error, const char *sql, const char *types, ...);
/* One integer, or `fallback` if there is no row or it is NULL. */
int db_number(History *h, Error *error, int64_t fallback, int64_t *out,
              const char *sql, const char *types, ...);
const char *db_text(sqlite3_stmt *s, int column, Arena *arena); /* or NULL */
double db_real(sqlite3_stmt *s, int column);                    /* or NAN */

/* The number of a text, given one if it is new. -1: told. */
int64_t word_of(History *h, Str text, Error *error);

/* ------------------------------------------------------------ the parts -- */

/* Writes the row of the run and all about how it came; sets h->run. */
int manifest_write(History *h, const Record *r, Error *error);
/* The number of a column: its name, type and unit. -1: told. */
int64_t metric_of(History *h, const hale_table_column *c, Error *error);

/* Sets aside what is known of an as-of, and forgets it. */
int restate_begin(History *h, int64_t as_of, Error *error);
/* Compares it with what is there now. */
int restate_end(History *h, int64_t as_of, Error *error);

/* Forgets the figures of an as-of. */
int moment_forget(History *h, int64_t as_of, Error *error);
/* Forgets what is older than the plan keeps. */
int history_retain(History *h, const Plan *plan, Error *error);

/* A cell as JSON; missing is null. */
void cell_put(Text *out, const hale_table_column *c, size_t row);
bool cell_is_missing(const hale_table_column *c, size_t row);
/* The column of that name, or NULL. */
const hale_table_column *cell_column(const hale_table *t, const char *name);
const hale_table *record_table(const Record *r, const char *name);

#endif
