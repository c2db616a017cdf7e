/* SPDX-License-Identifier: MIT
 *
 * database.c: a schema of a PostgreSQL database as the home of a history.
 *
 * One connection serves a run from its beginning to its end. Between looking
 * back and writing it holds no transaction, only an advisory lock, which goes
 * with the session: one run at a time, wherever it runs. Who holds it stands in
 * the name of the session. A pooler that changes sessions between
 * transactions would lose it.
 *
 * Settings are local to each transaction. Readers see one state of the whole
 * history and keep nobody waiting.
 */
#include "database.h"

#include <stdlib.h>
#include <string.h>

enum {
    OPT_URI,
    OPT_PASSWORD,
    OPT_CONNECT,
    OPT_STATEMENT,
    OPT_LOCK,
    OPT_SCHEMA,
    OPT_COUNT
};

static const hale_option schema_option = {
    .size = sizeof schema_option,
    .name = "schema",
    .type = HALE_OPTION_TEXT,
    .fallback = "hale_history",
    .help = "where the tables are, and nothing else; made when it is not there",
};
static const hale_option *const options_declared[] = {
    [OPT_URI] = &link_uri_option,
    [OPT_PASSWORD] = &link_password_option,
    [OPT_CONNECT] = &link_connect_option,
    [OPT_STATEMENT] = &link_statement_option,
    [OPT_LOCK] = &link_lock_option,
    [OPT_SCHEMA] = &schema_option,
    [OPT_COUNT] = NULL,
};

/* -------------------------------------------------------------- failures -- */

int database_trouble(const Database *db)
{
    static const struct {
        const char *state;
        int kind;
    } known[] = {
        {"55P03", HALE_STORE_BUSY},   {"40", HALE_STORE_BUSY},
        {"42501", HALE_STORE_DENIED}, {"28", HALE_STORE_DENIED},
        {"25006", HALE_STORE_DENIED}, {"3D", HALE_STORE_NOWHERE},
        {"53300", HALE_STORE_AWAY},   {"53", HALE_STORE_FULL},
        {"58", HALE_STORE_FULL},      {"57", HALE_STORE_AWAY},
        {"08", HALE_STORE_AWAY},      {"XX", HALE_STORE_DAMAGED},
    };
    const char *state = db->link.state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strncmp(state, known[i].state, strlen(known[i].state)) == 0)
            return known[i].kind;
    return *state ? HALE_STORE_REFUSED : HALE_STORE_AWAY;
}

/* 0, or what the failure of the link was. */
static int answer(const Database *db, int rc)
{
    return rc ? database_trouble(db) : 0;
}

/* ------------------------------------------------------------ connection -- */

static int postgres_open(hale_cx *cx, const hale_value *options, void *memory)
{
    Database *db = memory;
    const char *schema = options[OPT_SCHEMA].as.text.data;
    db->place.lock_seconds = (int)options[OPT_LOCK].as.i;
    db->schema = text_copy_of(cx, schema);
    if (!*schema) {
        hale_fail(cx, "schema: its name is missing; without the setting it is "
                      "hale_history");
        return HALE_STORE_NOWHERE;
    }
    if (!db->schema || link_place(cx, options, &db->place))
        return HALE_STORE_AWAY;
    int rc = link_open(cx, &db->place, &db->link);
    snprintf(db->label, sizeof db->label, "%s, schema %.63s", db->link.label,
             schema);
    return rc ? database_trouble(db) : 0;
}

static void postgres_close(hale_cx *cx, void *memory)
{
    Database *db = memory;
    (void)cx;
    database_drop(db);
    link_close(&db->link);
}

static const char *postgres_label(const void *memory)
{
    return ((const Database *)memory)->label;
}

/* ---------------------------------------------------------- transactions -- */

static int postgres_begin(hale_cx *cx, void *memory, int write)
{
    Database *db = memory;
    Link *link = &db->link;
    (void)cx;
    link->state[0] = '\0';
    if (link_begin(link, write ? "READ COMMITTED, READ WRITE"
                               : "REPEATABLE READ, READ ONLY"))
        return database_trouble(db);
    return answer(db,
                  link_do(link,
                          "SET LOCAL lock_timeout = %d;"
                          "SET LOCAL extra_float_digits = 1;"
                          "SET LOCAL search_path = \"%w\", pg_temp",
                          (int64_t)db->place.lock_seconds * 1000, db->schema));
}

static int postgres_commit(hale_cx *cx, void *memory)
{
    Database *db = memory;
    PGresult *done = NULL;
    int rc = database_flush(db) || database_analyze(db) ? -1 : 0;
    database_drop(db);
    if (rc == 0)
        rc = (done = link_ask(&db->link, "COMMIT")) ? 0 : -1;
    if (rc == 0 && strcmp(PQcmdStatus(done), "COMMIT") != 0)
        rc = hale_fail(cx, "%s: the server rolled back", db->link.label);
    PQclear(done);
    return answer(db, rc);
}

static void postgres_rollback(hale_cx *cx, void *memory)
{
    Database *db = memory;
    PGconn *conn = db->link.conn;
    (void)cx;
    database_drop(db);
    if (!conn || PQstatus(conn) != CONNECTION_OK)
        return;
    if (PQtransactionStatus(conn) == PQTRANS_INTRANS ||
        PQtransactionStatus(conn) == PQTRANS_INERROR)
        link_do(&db->link, "ROLLBACK");
}

/* ------------------------------------------------------------ the tables -- */

/* 1: the schema holds a history; 0: it is empty or not there; -1: it holds
 * something else; -2: it cannot be seen. */
static int look(Database *db)
{
    PGresult *found = link_ask(
        &db->link,
        "SELECT to_regclass(quote_ident(%Q) || '.history_version') IS NOT NULL,"
        " EXISTS (SELECT FROM pg_class WHERE relnamespace ="
        " to_regnamespace(quote_ident(%Q)))",
        db->schema, db->schema);
    int rc = !found                            ? -2
             : *PQgetvalue(found, 0, 0) == 't' ? 1
             : *PQgetvalue(found, 0, 1) == 't' ? -1
                                               : 0;
    PQclear(found);
    return rc;
}

static int postgres_schema(hale_cx *cx, void *memory, int64_t *version)
{
    Database *db = memory;
    PGresult *found;
    int there = look(db);
    (void)cx;
    *version = there;
    if (there <= 0)
        return there == -2 ? database_trouble(db) : 0;
    found = link_ask(&db->link, "SELECT max(version) FROM history_version");
    if (found)
        *version = strtoll(PQgetvalue(found, 0, 0), NULL, 10);
    PQclear(found);
    return found ? 0 : database_trouble(db);
}

/* Who may write in a schema that is there need not be one who may make it. */
static int postgres_make(hale_cx *cx, void *memory, const char *script)
{
    Database *db = memory;
    Link *link = &db->link;
    PGresult *found = link_ask(
        link, "SELECT to_regnamespace(quote_ident(%Q)) IS NULL", db->schema);
    int rc = found ? 0 : -1;
    (void)cx;
    if (found && *PQgetvalue(found, 0, 0) == 't')
        rc = link_do(link, "CREATE SCHEMA \"%w\"", db->schema);
    PQclear(found);
    if (rc == 0)
        rc = link_do(link, "%s", script);
    return answer(db, rc);
}

/* ------------------------------------------------------------------ lock -- */

#define LOCK_KEY "hashtext('hale history'), hashtext(%Q)"

/* The name of the session that has the lock, and where it comes from. */
static int name_other(Database *db, char *other, size_t room)
{
    PGresult *found = link_ask(
        &db->link,
        "SELECT coalesce(nullif(a.application_name, ''), 'a session of ' ||"
        " a.usename) || ' (' || coalesce('from ' || host(a.client_addr) ||"
        " ', ', '') || 'server process ' || l.pid || ')' FROM pg_locks l"
        " LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
        " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2"
        " AND l.database = (SELECT oid FROM pg_database"
        " WHERE datname = current_database())"
        " AND l.classid::bigint = hashtext('hale history')::bigint"
        " & 4294967295 AND l.objid::bigint = hashtext(%Q)::bigint"
        " & 4294967295",
        db->schema);
    if (found && PQntuples(found) && !PQgetisnull(found, 0, 0))
        snprintf(other, room, "%s", PQgetvalue(found, 0, 0));
    PQclear(found);
    return found ? 1 : -1;
}

static int postgres_lock(hale_cx *cx, void *memory, const char *holder,
                         char *other, size_t room)
{
    Database *db = memory;
    PGresult *found =
        link_ask(&db->link,
                 "SELECT CASE WHEN pg_try_advisory_lock(" LOCK_KEY ")"
                 " THEN set_config('application_name', %Q, false) END",
                 db->schema, holder);
    int rc = found ? PQgetisnull(found, 0, 0) : -1;
    (void)cx;
    PQclear(found);
    if (rc > 0)
        rc = name_other(db, other, room);
    else if (rc == 0) /* it will rest for as long as the run takes */
        rc = link_do(&db->link,
                     "SELECT set_config(name, '0', false) FROM pg_settings"
                     " WHERE name = 'idle_session_timeout'");
    return rc < 0 ? database_trouble(db) : rc;
}

/* ----------------------------------------------------------------- store -- */

HALE_EXPORT const hale_store *hale_store_v1(void)
{
    static const hale_store store = {
        .size = sizeof store,
        .major = HALE_STORE_MAJOR,
        .name = "postgres",
        .version = "0.1.0",
        .title = "a schema of a PostgreSQL database",
        .dialect = "postgresql",
        .place = "schema",
        .options = options_declared,
        .db_size = sizeof(Database),
        .open = postgres_open,
        .close = postgres_close,
        .label = postgres_label,
        .schema = postgres_schema,
        .begin = postgres_begin,
        .commit = postgres_commit,
        .rollback = postgres_rollback,
        .make = postgres_make,
        .ask = database_ask,
        .next = database_next,
        .end = database_end,
        .fill = database_fill,
        .put = database_put,
        .lock = postgres_lock,
    };
    return &store;
}
