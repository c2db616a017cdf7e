/* SPDX-License-Identifier: MIT
 *
 * link.h: a connection to a PostgreSQL server, for the input, the output and
 * the history.
 *
 *     link.c   connects, waits, runs statements
 *     sql.c    statements with names and texts quoted
 *     words.c  what went wrong, and what to do
 *
 * libpq is used in its asynchronous form: whatever is waited for, every now
 * and then the host is asked whether to stop, and a server that has fallen
 * silent is given up. No clock is read: silence is counted in waits.
 *
 * Everything runs in one transaction whose settings are local to it, so that
 * a pooler in between does no harm. What is said of a connection is its host,
 * port and database, never what it was made from: that may hold a password.
 */
#ifndef HALE_POSTGRES_LINK_H
#define HALE_POSTGRES_LINK_H

#include <libpq-fe.h>

#include "../../output/common/buffer.h"
#include "../text.h"

/* The options that all have, and the one of those that write. */
extern const hale_option link_uri_option, link_password_option,
    link_connect_option, link_statement_option, link_lock_option;

typedef struct LinkPlace { /* what the options say; lives as long as cx */
    const char *uri;
    const char *password; /* NULL: as the uri, ~/.pgpass ... have it */
    int connect_seconds, statement_seconds;
    int lock_seconds; /* for words only */
} LinkPlace;

typedef struct Link {
    hale_cx *cx; /* of the call that is being served */
    const LinkPlace *place;
    PGconn *conn;
    char label[200];   /* host:port/database */
    const char *query; /* what the user wrote of the statement, or NULL */
    size_t query_at;   /*   and where it begins in there */
    int limit;         /* seconds of silence that are put up with; 0: any */
    int silence;       /* milliseconds of it so far */
    char state[6];     /* of the last failure; "": it was the connection's */
} Link;

/* -------------------------------------------------------------- link.c -- */

/* Copies the four options, which stand in the order of the declarations above,
 * and looks whether the uri is one; nothing is asked of a server. 0 or -1. */
int link_place(hale_cx *cx, const hale_value *options, LinkPlace *place);

/* Connects. `link` is zeroed; link_close must follow in any case. 0 or -1. */
int link_open(hale_cx *cx, const LinkPlace *place, Link *link);
/* Begins the transaction, "READ COMMITTED, READ WRITE" say, in which all is
 * done: times in UTC, no statement longer than the options allow. Where the
 * server can (14 and later), it breaks off soon after we are gone. 0 or -1. */
int link_begin(Link *link, const char *how);
void link_close(Link *link);

/* Runs statements, of which the last one's rows are handed over; NULL: it
 * failed and that was told. Formats are those of sql_add. */
PGresult *link_ask(Link *link, const char *format, ...);
/* The same, where no rows are of interest. 0 or -1. */
int link_do(Link *link, const char *format, ...);
/* The columns of a SELECT, without running it; NULL as above. */
PGresult *link_describe(Link *link, const char *sql);

/* Runs a statement with values $1 ..., as text or NULL, of those types; its
 * rows come one by one, and all of them have to be taken. 0 or -1. */
int link_send(Link *link, const char *sql, int count, const Oid *type,
              const char *const *value);
/* 1: the next row, to be given to PQclear; 0: there are no more; -1. */
int link_row(Link *link, PGresult **row);

/* Starts a COPY, for which the server answers with `state`. 0 or -1. */
int link_copy(Link *link, const char *sql, ExecStatusType state);
/* One line of COPY TO, to be given to PQfreemem: its length, 0: that was all,
 * -1: it failed. */
int link_line(Link *link, char **line);
/* Text for COPY FROM; and its end. 0 or -1. */
int link_put(Link *link, const char *text, size_t len);
int link_put_end(Link *link);

/* --------------------------------------------------------------- sql.c -- */

/* Adds to a statement: %w a name, for between "", %Q a text as a literal (or
 * NULL), %s as it stands, %d an int64_t. */
void sql_add(Buffer *sql, const char *format, ...);
void sql_vadd(Buffer *sql, const char *format, va_list args);
/* Adds a text as it stands in a cell for COPY. */
void sql_add_cell(Buffer *out, hale_str text);
/* The statement, ended by NUL; NULL: no memory, told. */
const char *sql_end(hale_cx *cx, Buffer *sql);
/* The same in cx's memory; the buffer is empty again. NULL: no memory, told. */
char *sql_keep(hale_cx *cx, Buffer *sql);

/* ------------------------------------------------------------- words.c -- */

/* Fills link->label; -1: the parts of the uri cannot be as they were meant,
 * which is told without showing them. */
int words_label(Link *link);
/* What the server did not do, or what became of the connection: -1. */
int words_fail(Link *link, const PGresult *result);
/* The first failure of a connection that is being made: -1. */
int words_refused(Link *link);

#endif
