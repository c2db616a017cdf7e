/* SPDX-License-Identifier: MIT
 *
 * store.h: a database of results, while one run is written into it.
 *
 * All tables of a run go into one transaction, so whoever reads sees the whole
 * of yesterday or the whole of today. Three tables of hale's own describe the
 * rest (PREFIX is the option, "hale_" by default):
 *
 *   PREFIXschema   one row: the version of this arrangement
 *   PREFIXrun      a row for each run: pipeline, as-ofs, time zone, currency
 *   PREFIXcolumn   a row for each column: type, unit, direction, meaning
 *
 * and each table of the run is PREFIXname, its first column the run_id.
 *
 *   db.c      SQLite with words for what can go wrong
 *   schema.c  the tables and their columns, which only ever grow
 *   rows.c    the rows: compared first, replaced only where they differ
 */
#ifndef HALE_SQLITE_STORE_H
#define HALE_SQLITE_STORE_H

#include <sqlite3.h>

#include "../common/publish.h"

enum { STORE_VERSION = 1 };

/* Money is stored whole, under its name and this ending. */
#define STORE_MONEY_ENDING "_x10000"

typedef struct Store {
    hale_cx *cx; /* of the call that is being served */
    const char *path, *prefix;
    int seconds; /* to wait for a lock */
    int append;  /* keep older rows of the same as-of */
    int locked;  /* that was why something failed */
    sqlite3 *db;
    const char *pipeline;
    const int64_t *as_of;
    size_t as_of_count;
    int64_t run_id;
    Buffer text; /* of the cell being written */
} Store;

/* ------------------------------------------------------------------ db.c */

/* Opens a file that exists, empty if it is new, and takes the right to write:
 * 0 or -1. */
int store_open(Store *store, const char *path, int is_new);
/* Gives up what is not committed. Harmless when nothing is open. */
void store_close(Store *store);
/* What SQLite did not do, in words: -1. */
int store_fail(Store *store);
/* Formats are those of sqlite3_mprintf: %w inside "", %Q for texts. */
int store_exec(Store *store, const char *format, ...);
/* A statement to be finalized, or NULL. */
sqlite3_stmt *store_prepare(Store *store, const char *format, ...);
/* 1: a row is there, 0: done, -1. */
int store_step(Store *store, sqlite3_stmt *statement);
/* The whole number a query gives; `otherwise` where there is no row. */
int store_number(Store *store, int64_t *number, int64_t otherwise,
                 const char *format, ...);

/* -------------------------------------------------------------- schema.c */

/* Makes hale's own tables where they are missing and notes the run. */
int schema_begin(Store *store, const hale_run *run);
/* Makes the table and what columns it lacks; `same`: it has no column that
 * the run does not give. */
int schema_table(Store *store, const hale_table *table, int *same);
/* The column that holds the as-of; NULL: the table has none. */
const hale_table_column *schema_as_of(const hale_table *table);

/* ---------------------------------------------------------------- rows.c */

/* `may_match`: rows that are there already may be those of this run. */
int rows_write(Store *store, const hale_table *table, int may_match);

#endif
