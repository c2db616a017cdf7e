/* SPDX-License-Identifier: MIT
 *
 * link.c: connects, waits, runs statements.
 *
 * All waiting is done in one place, await. When the host says stop, or ends,
 * the connection is just closed: PQcancel would wait for a server that may
 * have stopped answering. The server is asked to notice that by itself.
 */
#include "link.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>

enum { LOOK_EVERY = 100, GRACE = 30 }; /* milliseconds; seconds */

const hale_option link_uri_option = {
    .size = sizeof link_uri_option,
    .name = "uri",
    .type = HALE_OPTION_TEXT,
    .flags = HALE_REQUIRED | HALE_SECRET,
    .help = "postgresql://USER@HOST/DATABASE or host=... dbname=..., as libpq "
            "has it; \"postgresql://\" leaves all to PGHOST, PGUSER ...",
};
const hale_option link_password_option = {
    .size = sizeof link_password_option,
    .name = "password",
    .type = HALE_OPTION_TEXT,
    .flags = HALE_SECRET,
    .help = "instead of one in the uri; better by password_env or "
            "password_file",
};
const hale_option link_connect_option = {
    .size = sizeof link_connect_option,
    .name = "connect_timeout",
    .type = HALE_OPTION_INT,
    .fallback = "10",
    .unit = "seconds",
    .min = 1,
    .max = 3600,
    .help = "how long the server may be silent until it lets us in",
};
const hale_option link_statement_option = {
    .size = sizeof link_statement_option,
    .name = "statement_timeout",
    .type = HALE_OPTION_INT,
    .fallback = "600",
    .unit = "seconds",
    .max = 86400,
    .help = "how long one statement may take; 0: as long as it likes",
};
const hale_option link_lock_option = {
    .size = sizeof link_lock_option,
    .name = "lock_timeout",
    .type = HALE_OPTION_INT,
    .fallback = "10",
    .unit = "seconds",
    .min = 1,
    .max = 86400,
    .help = "how long to wait while others hold what is to be written",
};

/* -------------------------------------------------------------- options -- */

int link_place(hale_cx *cx, const hale_value *options, LinkPlace *place)
{
    PQconninfoOption *parts;
    place->uri = text_copy(cx, options[0].as.text);
    if (!options[1].missing)
        place->password = text_copy(cx, options[1].as.text);
    place->connect_seconds = (int)options[2].as.i;
    place->statement_seconds = (int)options[3].as.i;
    if (!place->uri || (!options[1].missing && !place->password))
        return -1;
    if (!strstr(place->uri, "://") && !strchr(place->uri, '='))
        return hale_fail(cx, "uri: is no connection string; write "
                             "postgresql://USER@HOST/DATABASE, or host=... "
                             "dbname=...");
    parts = PQconninfoParse(place->uri, NULL);
    if (!parts)
        return hale_fail(cx, "uri: libpq does not understand it; write "
                             "postgresql://USER@HOST/DATABASE, or host=... "
                             "dbname=...; in a password write %%40 for @ and "
                             "%%2F for /");
    PQconninfoFree(parts);
    return 0;
}

/* -------------------------------------------------------------- waiting -- */

/* Until the server has sent something, or takes more of ours. 0 or -1. */
static int await(Link *link, short events)
{
    for (;;) {
        struct pollfd on = {.fd = PQsocket(link->conn), .events = events};
        int ready = poll(&on, 1, LOOK_EVERY);
        if (ready > 0) {
            link->silence = 0;
            return 0;
        }
        if (link->cx->stopped(link->cx))
            return hale_fail(link->cx, "%s: stopped", link->label);
        if (ready < 0 && errno != EINTR)
            return hale_fail(link->cx, "%s: cannot wait for it", link->label);
        link->silence += LOOK_EVERY;
        if (link->limit && link->silence >= 1000 * link->limit)
            return hale_fail(link->cx,
                             "%s: does not answer (waited %d s): is it there, "
                             "and is it PostgreSQL?",
                             link->label, link->limit);
    }
}

/* Sends what libpq has not sent yet. 0 or -1. */
static int flush(Link *link)
{
    int rc;
    while ((rc = PQflush(link->conn)) > 0) {
        if (await(link, POLLIN | POLLOUT))
            return -1;
        if (!PQconsumeInput(link->conn))
            break;
    }
    return rc == 0 ? 0 : words_fail(link, NULL);
}

/* The next result; -1: it could not be waited for. NULL: there is none. */
static int next_result(Link *link, PGresult **result)
{
    while (PQisBusy(link->conn)) {
        if (await(link, POLLIN))
            return -1;
        if (!PQconsumeInput(link->conn))
            break; /* the result says so */
    }
    *result = PQgetResult(link->conn);
    return 0;
}

/* ----------------------------------------------------------- connecting -- */

/* What stands before the uri is overridden by it, what stands behind it is
 * not. */
static PGconn *start(const LinkPlace *place)
{
    const char *const name[] = {"fallback_application_name",
                                "keepalives_idle",
                                "keepalives_interval",
                                "keepalives_count",
                                "dbname",
                                "client_encoding",
                                place->password ? "password" : NULL,
                                NULL};
    const char *const value[] = {
        "hale", "30", "10", "3", place->uri, "UTF8", place->password, NULL};
    return PQconnectStartParams(name, value, 1);
}

static int finish(Link *link)
{
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (state == PGRES_POLLING_WRITING || state == PGRES_POLLING_READING) {
        if (await(link, state == PGRES_POLLING_READING ? POLLIN : POLLOUT))
            return -1;
        state = PQconnectPoll(link->conn);
    }
    return state == PGRES_POLLING_OK ? 0 : words_refused(link);
}

/* Remarks of the server, such as that a table is there already. */
static void drop_notice(void *user, const PGresult *result)
{
    (void)user;
    (void)result;
}

int link_open(hale_cx *cx, const LinkPlace *place, Link *link)
{
    link->cx = cx;
    link->place = place;
    link->limit = place->connect_seconds;
    link->conn = start(place);
    if (!link->conn)
        return hale_fail(cx, "uri: no memory to connect");
    if (words_label(link))
        return -1;
    if (PQstatus(link->conn) == CONNECTION_BAD)
        return words_refused(link);
    if (finish(link))
        return -1;
    PQsetNoticeReceiver(link->conn, drop_notice, NULL);
    link->limit =
        place->statement_seconds ? place->statement_seconds + GRACE : 0;
    return PQsetnonblocking(link->conn, 1) ? words_fail(link, NULL) : 0;
}

int link_begin(Link *link, const char *how)
{
    const int64_t seconds = link->place->statement_seconds;
    return link_do(link,
                   "BEGIN ISOLATION LEVEL %s;"
                   "SET LOCAL statement_timeout = %d;"
                   "SET LOCAL idle_in_transaction_session_timeout = 0;"
                   "SET LOCAL standard_conforming_strings = on;"
                   "SET LOCAL TimeZone = 'UTC';"
                   "SELECT set_config(name, '1s', true) FROM pg_settings "
                   "WHERE name = 'client_connection_check_interval' "
                   "AND version() LIKE '%%linux%%'",
                   how, 1000 * seconds);
}

void link_close(Link *link)
{
    PQfinish(link->conn);
    link->conn = NULL;
}

/* ----------------------------------------------------------- statements -- */

/* The last of the results of what was sent, or the one that says why not. */
static PGresult *collect(Link *link)
{
    PGresult *last = NULL, *result;
    for (;;) {
        if (next_result(link, &result)) {
            PQclear(last);
            return NULL;
        }
        if (!result)
            break;
        PQclear(last);
        last = result;
        if (PQresultStatus(last) == PGRES_FATAL_ERROR &&
            PQstatus(link->conn) == CONNECTION_BAD)
            break; /* there may be no end of these */
    }
    if (last && (PQresultStatus(last) == PGRES_TUPLES_OK ||
                 PQresultStatus(last) == PGRES_COMMAND_OK))
        return last;
    words_fail(link, last);
    PQclear(last);
    return NULL;
}

static PGresult *ask(Link *link, const char *format, va_list args)
{
    Buffer sql = {0};
    const char *text;
    PGresult *result = NULL;
    sql_vadd(&sql, format, args);
    text = sql_end(link->cx, &sql);
    link->silence = 0;
    if (text && !PQsendQuery(link->conn, text))
        words_fail(link, NULL);
    else if (text && flush(link) == 0)
        result = collect(link);
    buffer_free(&sql);
    return result;
}

PGresult *link_ask(Link *link, const char *format, ...)
{
    PGresult *result;
    va_list args;
    va_start(args, format);
    result = ask(link, format, args);
    va_end(args);
    return result;
}

int link_do(Link *link, const char *format, ...)
{
    PGresult *result;
    va_list args;
    va_start(args, format);
    result = ask(link, format, args);
    va_end(args);
    PQclear(result);
    return result ? 0 : -1;
}

PGresult *link_describe(Link *link, const char *sql)
{
    PGresult *result;
    link->silence = 0;
    if (!PQsendPrepare(link->conn, "", sql, 0, NULL)) {
        words_fail(link, NULL);
        return NULL;
    }
    result = flush(link) ? NULL : collect(link);
    PQclear(result);
    if (!result)
        return NULL;
    if (!PQsendDescribePrepared(link->conn, "")) {
        words_fail(link, NULL);
        return NULL;
    }
    return flush(link) ? NULL : collect(link);
}

/* ----------------------------------------------------------- row by row -- */

int link_send(Link *link, const char *sql, int count, const Oid *type,
              const char *const *value)
{
    link->silence = 0;
    if (!PQsendQueryParams(link->conn, sql, count, type, value, NULL, NULL, 0))
        return words_fail(link, NULL);
    PQsetSingleRowMode(link->conn);
    return flush(link);
}

int link_row(Link *link, PGresult **row)
{
    PGresult *result = NULL;
    int rc = next_result(link, &result);
    if (rc == 0 && result && PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
        *row = result;
        return 1;
    }
    while (result) { /* that was all, or it says why there is no more */
        if (PQresultStatus(result) == PGRES_FATAL_ERROR)
            rc = words_fail(link, result);
        PQclear(result);
        result = NULL;
        if (rc && PQstatus(link->conn) == CONNECTION_BAD)
            break;
        if (next_result(link, &result))
            return -1;
    }
    return rc;
}

/* ----------------------------------------------------------------- COPY -- */

int link_copy(Link *link, const char *sql, ExecStatusType state)
{
    PGresult *result;
    int rc = 0;
    link->silence = 0;
    if (!PQsendQuery(link->conn, sql))
        return words_fail(link, NULL);
    if (flush(link) || next_result(link, &result))
        return -1;
    if (PQresultStatus(result) != state)
        rc = words_fail(link, result);
    PQclear(result);
    return rc;
}

int link_line(Link *link, char **line)
{
    int len;
    while ((len = PQgetCopyData(link->conn, line, 1)) == 0) {
        if (await(link, POLLIN))
            return -1;
        if (!PQconsumeInput(link->conn))
            return words_fail(link, NULL);
    }
    if (len > 0)
        return len;
    if (len < -1)
        return words_fail(link, NULL);
    PGresult *result = collect(link);
    PQclear(result);
    return result ? 0 : -1;
}

int link_put(Link *link, const char *text, size_t len)
{
    enum { MOST = 1 << 20 };
    while (len) {
        const int part = len < MOST ? (int)len : MOST;
        if (PQputCopyData(link->conn, text, part) < 0)
            return words_fail(link, NULL);
        if (flush(link))
            return -1;
        text += part;
        len -= (size_t)part;
    }
    return 0;
}

int link_put_end(Link *link)
{
    PGresult *result;
    if (PQputCopyEnd(link->conn, NULL) < 0)
        return words_fail(link, NULL);
    result = flush(link) ? NULL : collect(link);
    PQclear(result);
    return result ? 0 : -1;
}
