/* SPDX-License-Identifier: MIT
 *
 * postgres_input.h: a table or a query of a PostgreSQL database.
 *
 *     input.c    options; a source and its readers, as the host sees them
 *     table.c    is there such a table, what has it, of which types
 *     select.c   what is wanted -> one SELECT
 *     rows.c     lines of COPY -> the host's columns
 *
 * Rows come by COPY (SELECT ...) TO STDOUT in text form, row by row, so that
 * memory does not grow with the table; of libpq's ways this one costs the
 * client least. Only the wanted columns are selected, and rows outside the
 * wanted time stay at the server where it can tell them.
 *
 * A source is one split. Every reader has a connection and a transaction of
 * its own, read-only: nothing is ever written.
 */
#ifndef HALE_POSTGRES_INPUT_H
#define HALE_POSTGRES_INPUT_H

#include "../../common/postgres/link.h"
#include "../common/cell.h"
#include "../common/keep.h"

typedef enum PgKind {          /* what a column can be read as */
                      PG_TEXT, /* anything that its texts look like */
                      PG_BOOL,
                      PG_WHOLE,
                      PG_DECIMAL, /* numeric, and money when cast to it */
                      PG_DOUBLE,
                      PG_SINGLE, /* too coarse for amounts */
                      PG_INSTANT,
                      PG_LOCAL, /* a date, or a time without a zone */
                      PG_OTHER, /* its text, and nothing else */
                      PG_OPAQUE /* nothing */
} PgKind;

typedef struct PgColumn {
    hale_str name;
    PgKind kind;
    int is_money;     /* PostgreSQL's own, written as the locale likes */
    const char *type; /* as SQL calls it */
} PgColumn;

typedef struct PgSource {
    LinkPlace place;
    const char *schema, *table; /* schema NULL: where the search path finds it;
                                 * table NULL: it is a query */
    const char *query;
    const char *from;          /* what follows FROM */
    struct hale_list order_by; /* the option */
    const char *order;         /* SQL: what follows ORDER BY, or NULL */
    const char *label;         /* for messages: host, database, table */
    PgColumn *column;
    size_t columns;
    CellRules rules;
    const hale_request *request;
    const PgColumn **wanted; /* of each field */
    const char *sql;
} PgSource;

typedef struct PgReader {
    Link link;
    hale_str *slice; /* of the row at hand; data NULL: it is NULL */
    hale_str raw;    /* all of it, as COPY writes it */
    uint64_t line, bytes;
    int ended;
    Keep keep;
    LocalDays days;
} PgReader;

extern const hale_input postgres_input;

/* ------------------------------------------------------------- table.c -- */

/* Begins a transaction in which everything reads alike. 0 or -1. */
int table_begin(Link *link, const PgSource *source);
/* Finds out source->from, its columns and its order. 0 or -1. */
int table_look(Link *link, PgSource *source);
/* How many letters are more, less or other. */
size_t table_distance(const char *a, const char *b);

/* ------------------------------------------------------------ select.c -- */

/* The statement that reads what `request` wants: source->sql. 0 or -1. */
int select_build(hale_cx *cx, PgSource *source, const hale_request *request);

/* -------------------------------------------------------------- rows.c -- */

/* Cuts a line of COPY into `count` cells, in the reader's memory. 0; -1: it
 * has more or fewer; -2: no memory. */
int rows_cut(PgReader *reader, const char *line, size_t len, size_t count);
/* The next rows; as hale_input.next. */
int rows_next(hale_cx *cx, const PgSource *source, PgReader *reader,
              hale_batch *batch);

#endif
