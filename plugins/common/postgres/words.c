/* SPDX-License-Identifier: MIT
 *
 * words.c: what the server or the network said, and behind it what to do.
 *
 * The server's own words are kept, with the SQLSTATE by which they can be
 * looked up, and where they speak of a place in the user's query it is told as
 * line and column of that query. libpq's complaints about a connection string
 * are not shown, for they repeat parts of it.
 */
#include "link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- label -- */

/* A password with an @ or / that is not escaped ends up in these parts, and
 * they are shown. */
static int is_plain(const char *part)
{
    return !part || !strchr(part, '@');
}

static int is_port(const char *port)
{
    return !port || strspn(port, "0123456789,") == strlen(port);
}

int words_label(Link *link)
{
    const char *host = PQhost(link->conn), *port = PQport(link->conn);
    const char *name = PQdb(link->conn);
    if (!is_plain(host) || !is_port(port) || !is_plain(name))
        return hale_fail(link->cx,
                         "uri: the host, port or database in it look like "
                         "parts of a password; write %%40 for @, %%2F for / "
                         "and %%3A for : in one, or say password_env");
    snprintf(link->label, sizeof link->label, "%.100s:%.12s/%.70s",
             host && *host ? host : "localhost", port ? port : "",
             name && *name ? name : "");
    return 0;
}

/* ---------------------------------------------------------------- texts -- */

/* One line out of several, without "FATAL: " and what else is no news. */
static void flatten(const char *text, char *out, size_t room)
{
    size_t len = 0;
    for (; *text && len + 3 < room; text++) {
        const int is_end = *text == '\n' || *text == '\r';
        if (!is_end &&
            !((*text == ' ' || *text == '\t') && len && out[len - 1] == ' ')) {
            out[len++] = *text == '\t' ? ' ' : *text;
        } else if (is_end && len && out[len - 1] != ' ' && text[1]) {
            if (!strchr(".:;,?", out[len - 1]))
                out[len++] = ';';
            out[len++] = ' ';
        }
    }
    while (len && (out[len - 1] == ' ' || out[len - 1] == ';'))
        len--;
    out[len] = '\0';
}

static const char *field(const PGresult *result, int code)
{
    const char *text = result ? PQresultErrorField(result, code) : NULL;
    return text ? text : "";
}

/* " at line 2, column 8 of the query"; the server counts characters from 1. */
static void add_place(const Link *link, const PGresult *result, char *out,
                      size_t room)
{
    long at = strtol(field(result, PG_DIAG_STATEMENT_POSITION), NULL, 10);
    long line = 1, column = 1;
    const char *p = link->query;
    out[0] = '\0';
    at -= (long)link->query_at + 1;
    if (!p || at < 0)
        return;
    for (; *p && (at > 0 || (*p & 0xc0) == 0x80); p++) {
        if ((*p & 0xc0) == 0x80)
            continue;
        at--;
        column = *p == '\n' ? 1 : column + 1;
        line += *p == '\n';
    }
    if (at == 0 && *p)
        snprintf(out, room, " at line %ld, column %ld of the query", line,
                 column);
}

/* --------------------------------------------------------------- advice -- */

static int is_state(const PGresult *result, const char *state)
{
    return strncmp(field(result, PG_DIAG_SQLSTATE), state, strlen(state)) == 0;
}

/* What to do about it; "" if nothing comes to mind. */
static const char *advice(const PGresult *result)
{
    static const struct {
        const char *state, *text;
    } known[] = {
        {"42501", "; the owner can GRANT it to this user"},
        {"42601", "; one SELECT is wanted, without a ; behind it"},
        {"25006", "; hale only reads here"},
        {"57014", "; ask for less, or let it take longer: "
                  "statement_timeout = 3600"},
        {"53", "; the server is out of something, try again later"},
        {"57P", "; the server was stopped, try again when it is back"},
        {"40", "; try again"},
        {"22P05", "; the database's encoding has no such character"},
        {"54000", "; is the name of an account or a group that long?"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (is_state(result, known[i].state))
            return known[i].text;
    return "";
}

/* Of what libpq has to say the first line is the news. */
static int fail_lost(Link *link)
{
    const char *text = PQerrorMessage(link->conn);
    const char *fatal = strncmp(text, "FATAL:  ", 8) == 0 ? text + 8 : text;
    const size_t len = strcspn(fatal, "\n");
    return hale_fail(link->cx, "%s: the connection was lost: %.*s; try again",
                     link->label, (int)len, fatal);
}

int words_fail(Link *link, const PGresult *result)
{
    char text[300], place[96];
    const char *hint = field(result, PG_DIAG_MESSAGE_HINT);
    snprintf(link->state, sizeof link->state, "%s",
             field(result, PG_DIAG_SQLSTATE));
    if (is_state(result, "55P03"))
        return hale_fail(link->cx,
                         "%s: is locked by another session, or by another "
                         "output of this pipeline (waited %d s); run again "
                         "when it is free, or let it wait longer: "
                         "lock_timeout = 60",
                         link->label, link->place->lock_seconds);
    if (!*field(result, PG_DIAG_SQLSTATE))
        return fail_lost(link);
    flatten(field(result, PG_DIAG_MESSAGE_PRIMARY), text, sizeof text);
    add_place(link, result, place, sizeof place);
    return hale_fail(link->cx, "%s: %s%s (SQLSTATE %s)%s%.150s%s", link->label,
                     text, place, field(result, PG_DIAG_SQLSTATE),
                     *hint ? "; " : "", hint, *hint ? "" : advice(result));
}

int words_refused(Link *link)
{
    char text[400];
    const char *more = "";
    flatten(PQerrorMessage(link->conn), text, sizeof text);
    if (PQconnectionNeedsPassword(link->conn))
        more = "; say password_env or password_file";
    else if (PQconnectionUsedPassword(link->conn) && strstr(text, "password"))
        more = "; it was given one: is that password right?";
    return hale_fail(link->cx, "%s: cannot connect: %s%s", link->label, text,
                     more);
}
