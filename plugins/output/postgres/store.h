/* SPDX-License-Identifier: MIT
 *
 * store.h: a schema of results, while one run is written into it.
 *
 * All tables of a run go into one transaction. The tables are those of the
 * SQLite output: PREFIXschema, PREFIXrun and PREFIXcolumn describe the rest,
 * and each table of the run is PREFIXname, its first column the run_id.
 *
 *   schema.c  the tables and their columns, which only ever grow
 *   rows.c    the rows: staged, compared, replaced only where they differ
 *
 * Rows are deleted and inserted, never truncated, and tables are never swapped
 * by renaming: so readers, whatever they have open, see all of the old rows or
 * all of the new ones and wait for nothing; and views, grants, indexes and
 * keys of others stay as they are.
 */
#ifndef HALE_POSTGRES_STORE_H
#define HALE_POSTGRES_STORE_H

#include "../../common/postgres/link.h"

enum { STORE_VERSION = 1 };

typedef enum StoreMode { /* the choices of mode, in their order */
                         STORE_REPLACE, /* as-of by as-of */
                         STORE_APPEND,
                         STORE_LAST /* only the last run stays */
} StoreMode;

typedef struct Store {
    Link link;
    LinkPlace place;
    const char *schema; /* as given; "": the first of the search path */
    const char *prefix;
    StoreMode mode;
    hale_run run;   /* its texts and as-ofs are copies */
    int64_t run_id; /* 0: nothing was written yet */
    char *as_ofs;   /* SQL: a list of all of them; "" when there are none */
} Store;

/* -------------------------------------------------------------- schema.c -- */

/* Begins the transaction, takes the right to write under this prefix, makes
 * hale's own tables where they are missing and notes the run. 0 or -1. */
int schema_begin(Store *store);
/* Makes the table and what columns it lacks. `same`: it has no column that
 * the run does not give. 0 or -1. */
int schema_table(Store *store, const hale_table *table, int *same);
/* Is the first column the as-of? */
int schema_has_as_of(const hale_table *table);

/* ---------------------------------------------------------------- rows.c -- */

/* `may_match`: rows that are there already may be those of this run. */
int rows_write(Store *store, const hale_table *table, int may_match);

#endif
