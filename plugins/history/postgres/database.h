/* SPDX-License-Identifier: MIT
 *
 * database.h: a schema of a PostgreSQL database that keeps a history.
 *
 *   database.c  options, the connection, transactions, the tables, the lock
 *   rows.c      statements with values, rows back, rows in bulk
 *
 * Statements go over one by one, each with its values beside it. Rows for a
 * table are collected and go by COPY, a megabyte at a time: that costs a round
 * trip for ten thousand rows, not one for each.
 */
#ifndef HALE_HISTORY_POSTGRES_DATABASE_H
#define HALE_HISTORY_POSTGRES_DATABASE_H

#include "../../common/postgres/link.h"
#include "hale/store.h"

typedef struct Database Database;

typedef struct Copy { /* rows on their way into a table */
    Database *db;
    Buffer rows;
    size_t columns, sent; /* bytes, in this transaction */
    struct Copy *next;
    char target[]; /* figure (as_of, account, cells) */
} Copy;

struct Database {
    Link link;
    LinkPlace place;
    char *schema;
    char label[300];
    Copy *copies; /* of this transaction */
    int asking;   /* rows are being read: nothing else can be sent */
};

/* What a failure of the link is to the history: HALE_STORE_... */
int database_trouble(const Database *db);

/* -------------------------------------------------------------- rows.c -- */

int database_ask(hale_cx *cx, void *memory, const char *sql,
                 const hale_value *value, size_t count, const hale_type *type,
                 size_t columns, void **rows);
int database_next(hale_cx *cx, void *rows, hale_value *cell);
void database_end(hale_cx *cx, void *rows);
int database_fill(hale_cx *cx, void *memory, const char *table,
                  const char *columns, size_t count, void **fill);
int database_put(hale_cx *cx, void *fill, const hale_value *value);
/* Sends what was put. 0 or -1. */
int database_flush(Database *db);
/* Tells the planner of tables that took much: what the server last saw of them
 * may be that they were empty. 0 or -1. */
int database_analyze(Database *db);
/* Forgets what was put. */
void database_drop(Database *db);

#endif
