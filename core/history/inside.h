/* SPDX-License-Identifier: MIT
 *
 * inside.h: what the files of the history share: how a statement is asked,
 * rows are put, and words and figures become numbers. Private to history.
 *
 * Statements keep to what every store understands (hale/store.h); values are
 * always bound, never put into the text of a statement. Failures are told
 * once, by the call that meets them, and answered with -1.
 */
#ifndef HALE_CORE_HISTORY_INSIDE_H
#define HALE_CORE_HISTORY_INSIDE_H

#include "hale/store.h"
#include "history/history.h"
#include "measure/measure.h"

enum { SCHEMA_VERSION = 2, CELLS_MOST = 20 };

/* The store of histories that are files (sqlite.c). */
extern const hale_store sqlite_store;
/* The tables, DIALECT.sql, put into the binary. */
extern const Embedded history_schema[];

/* Rows on their way into a table. */
typedef struct Load {
    History *h;
    void *fill;
    const char *types;
} Load;

/* What is known by a number (words.c). */
typedef struct Numbers {
    Map of;       /* text -> number */
    int64_t last; /* the highest one */
    Load load;    /* takes the new ones */
    bool loaded;
} Numbers;

struct History {
    const hale_store *store;
    void *db;
    int64_t version; /* of its tables; 0: there are none yet */
    int64_t run;     /* the one that was written */
    Arena arena;
    Host host;
    Error trouble; /* what the store said */
    Numbers word, metric;
};

/* ----------------------------------------------------------------- db.c -- */

/* Connects. db_close must follow in any case. */
int db_open(History *h, const hale_value *options, Error *error);
void db_close(History *h);
/* As store->lock. */
int db_lock(History *h, const char *holder, char *other, size_t room,
            Error *error);
const char *db_label(const History *h);

/* Values are given by `types`, a letter for each: 'i' int64_t, 'w' the same,
 * but 0 is missing, 'r' double (NAN is missing), 't' const char * (NULL is
 * missing), 's' Str, 'v' const hale_value *. Cells of rows are 'i', 'r', 't',
 * or 'v': whatever it is. */

typedef struct Rows {
    History *h;
    void *rows;
    hale_value cell[CELLS_MOST];
} Rows;

/* Asks for rows of those cells; db_end must follow, also after -1. */
int db_ask(History *h, Error *error, Rows *rows, const char *sql,
           const char *cells, const char *types, ...);
/* 1: rows->cell is the next row; 0: there are no more; -1: told. */
int db_next(Rows *rows, Error *error);
void db_end(Rows *rows);
/* Runs a statement that gives no rows. */
int db_do(History *h, Error *error, const char *sql, const char *types, ...);
/* One integer, or `fallback` if there is no row or it is missing. */
int db_number(History *h, Error *error, int64_t fallback, int64_t *out,
              const char *sql, const char *types, ...);

/* What is put is there at the next db_ask, db_do or commit. */
int db_load(History *h, Error *error, Load *load, const char *table,
            const char *columns, const char *types);
int db_put(Load *load, Error *error, ...);

int db_begin(History *h, bool write, Error *error);
int db_commit(History *h, Error *error);
void db_rollback(History *h);
/* Sets h->version; -1: told, as what is there is another version's, or none
 * of ours. */
int db_version(History *h, Error *error);
/* Makes the tables, or those of an older version into ours. */
int db_make(History *h, Error *error);

/* Copies of cells; NULL or NAN: missing. */
const char *row_text(const Rows *rows, int column, Arena *arena);
double row_real(const Rows *rows, int column);
int64_t row_int(const Rows *rows, int column); /* 0: missing */
Str row_str(const Rows *rows, int column);     /* "": missing; no copy */

/* -------------------------------------------------------------- words.c -- */

/* The number of a text, given one if it is new. -1: told. */
int64_t word_of(History *h, Str text, Error *error);
/* The number of a figure, likewise. */
int64_t metric_named(History *h, const char *name, const char *type,
                     const char *unit, Error *error);
int64_t metric_of(History *h, const hale_table_column *c, Error *error);
/* Forgets them all; another transaction may find others. */
void numbers_free(History *h);

/* ------------------------------------------------------------ scalars.c -- */

/* The next scalar of a JSON array that hale wrote, as it stands there; arrays
 * within are taken apart as well. false: there are no more. */
bool scalar_next(Str *rest, Str *token);
/* All of them; the texts point into `array`. Returns how many. */
size_t scalars_of(Str array, Arena *arena, Str **out);
/* What it says; `room` keeps the text of a string until it is used again. */
hale_value scalar_value(Str token, Text *room);
double scalar_real(Str token); /* NAN: it is no number */
int64_t scalar_int(Str token); /* 0: it is no whole number */
/* As people read it, numbers of at most 15 digits; NULL: it is null. */
const char *scalar_text(Str token, Arena *arena);

/* ------------------------------------------------------------ the parts -- */

/* Writes the row of the run and all about how it came; sets h->run. */
int manifest_write(History *h, const Record *r, Error *error);

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
/* A cell of reals; NAN: it is missing. */
double cell_real(const hale_table_column *c, size_t row);
/* The column of that name, or NULL. */
const hale_table_column *cell_column(const hale_table *t, const char *name);
const hale_table *record_table(const Record *r, const char *name);

#endif
