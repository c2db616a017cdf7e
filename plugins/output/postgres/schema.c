/* SPDX-License-Identifier: MIT
 *
 * schema.c: the tables and their columns, which only ever grow.
 *
 * PREFIXcolumn is what hale knows of its tables: a column that stands there
 * keeps its type for ever. A column that is new is added; one that a run no
 * longer gives stays and is NULL from then on. A table that hale did not make
 * is left alone. Each table costs a handful of round trips, however many
 * columns it has.
 *
 * Money is numeric(19,4), which is exactly what hale counts in. Times are
 * timestamptz, dates too: their instant is the local midnight.
 */
#include "store.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_words[] = {
    [HALE_BOOL] = "bool",   [HALE_INT] = "int",   [HALE_REAL] = "real",
    [HALE_MONEY] = "money", [HALE_TIME] = "time", [HALE_TEXT] = "text",
};

static const char *const sql_types[] = {
    [HALE_BOOL] = "boolean",          [HALE_INT] = "bigint",
    [HALE_REAL] = "double precision", [HALE_MONEY] = "numeric(19,4)",
    [HALE_TIME] = "timestamptz",      [HALE_TEXT] = "text",
};

enum { LONGEST_NAME = 63 }; /* the server cuts longer ones */

/* ---------------------------------------------------------- transaction -- */

/* A writer at a time for each prefix of each schema; readers do not mind. */
static int lock(Store *store, const char *schema, int is_new)
{
    Link *link = &store->link;
    if (link_do(link,
                "SELECT pg_advisory_xact_lock(hashtext('hale'),"
                " hashtext(%Q || '.' || %Q))",
                schema, store->prefix) ||
        (is_new && link_do(link, "CREATE SCHEMA IF NOT EXISTS \"%w\"", schema)))
        return -1;
    return link_do(link, "SET LOCAL search_path = \"%w\", pg_temp", schema);
}

static int take_turn(Store *store)
{
    Link *link = &store->link;
    PGresult *found;
    int rc;
    if (link_begin(link, "READ COMMITTED, READ WRITE"))
        return -1;
    found = link_ask(link,
                     "SET LOCAL lock_timeout = %d;"
                     "SELECT coalesce(nullif(%Q, ''), current_schema()),"
                     " to_regnamespace(quote_ident(nullif(%Q, ''))) IS NULL",
                     (int64_t)store->place.lock_seconds * 1000, store->schema,
                     store->schema);
    if (!found)
        return -1;
    if (PQgetisnull(found, 0, 0))
        rc = hale_fail(link->cx,
                       "%s: no schema of the search path is there; say which: "
                       "schema = NAME",
                       link->label);
    else
        rc = lock(store, PQgetvalue(found, 0, 0),
                  *store->schema && *PQgetvalue(found, 0, 1) == 't');
    PQclear(found);
    return rc;
}

/* Does the search path lead to PREFIXname? 1, 0 or -1. */
static int exists(Store *store, const char *name)
{
    PGresult *found =
        link_ask(&store->link, "SELECT to_regclass(quote_ident(%Q || %Q))",
                 store->prefix, name);
    int rc = found ? !PQgetisnull(found, 0, 0) : -1;
    PQclear(found);
    return rc;
}

/* --------------------------------------------------------- hale's tables -- */

static int make_own_tables(Store *store)
{
    const char *p = store->prefix;
    return link_do(&store->link,
                   "CREATE TABLE \"%wschema\" (version bigint NOT NULL);"
                   "INSERT INTO \"%wschema\" VALUES (%d);"
                   "CREATE TABLE \"%wrun\" ("
                   "run_id bigint PRIMARY KEY, pipeline text NOT NULL, "
                   "first_as_of timestamptz, last_as_of timestamptz, "
                   "as_ofs bigint, timezone text, currency text, "
                   "version text);"
                   "CREATE TABLE \"%wcolumn\" ("
                   "table_name text, column_name text, type text NOT NULL, "
                   "unit text, direction text, help text, "
                   "PRIMARY KEY (table_name, column_name))",
                   p, p, (int64_t)STORE_VERSION, p, p);
}

static int check_version(Store *store)
{
    PGresult *found =
        link_ask(&store->link, "SELECT version, version = %d FROM \"%wschema\"",
                 (int64_t)STORE_VERSION, store->prefix);
    int rc = found ? 0 : -1;
    if (found && (!PQntuples(found) || *PQgetvalue(found, 0, 1) != 't'))
        rc = hale_fail(store->link.cx,
                       "%s: the tables %s... follow schema %s and this hale "
                       "writes %d; choose another prefix",
                       store->link.label, store->prefix,
                       PQntuples(found) ? PQgetvalue(found, 0, 0) : "?",
                       STORE_VERSION);
    PQclear(found);
    return rc;
}

/* The run is known by its pipeline and its as-ofs; the rest are facts about
 * it, which the newest writer knows best. */
static int note_run(Store *store)
{
    const hale_run *run = &store->run;
    const char *p = store->prefix, *list = store->as_ofs;
    const char *old = store->mode == STORE_APPEND ? "false" : "true";
    PGresult *found =
        link_ask(&store->link,
                 "WITH mine AS (SELECT min(t) AS first, max(t) AS last, "
                 "count(t) AS number FROM unnest(ARRAY[%s]::timestamptz[]) t), "
                 "old AS (SELECT max(run_id) AS run_id FROM \"%wrun\", mine "
                 "WHERE %s AND pipeline = %Q AND as_ofs = number "
                 "AND first_as_of IS NOT DISTINCT FROM first "
                 "AND last_as_of IS NOT DISTINCT FROM last), "
                 "next AS (SELECT coalesce(max(run_id), 0) + 1 AS run_id "
                 "FROM \"%wrun\") "
                 "INSERT INTO \"%wrun\" AS run SELECT coalesce(old.run_id, "
                 "next.run_id), %Q, first, last, number, %Q, %Q, %Q "
                 "FROM mine, old, next ON CONFLICT (run_id) DO UPDATE SET "
                 "timezone = excluded.timezone, currency = excluded.currency, "
                 "version = excluded.version RETURNING run_id",
                 list, p, old, run->pipeline, p, p, run->pipeline,
                 run->timezone, run->currency, run->version);
    if (!found)
        return -1;
    store->run_id = strtoll(PQgetvalue(found, 0, 0), NULL, 10);
    PQclear(found);
    return 0;
}

int schema_begin(Store *store)
{
    int made;
    if (take_turn(store))
        return -1;
    made = exists(store, "schema");
    if (made < 0 || (made ? check_version(store) : make_own_tables(store)))
        return -1;
    return note_run(store);
}

/* --------------------------------------------------------------- columns -- */

static const char *known_type(const PGresult *known, const char *column)
{
    for (int i = 0; i < PQntuples(known); i++)
        if (strcmp(PQgetvalue(known, i, 0), column) == 0)
            return PQgetvalue(known, i, 1);
    return NULL;
}

/* Adds ", ADD COLUMN ..." for a column that is new; -1: it cannot be. */
static int alter_column(Store *store, const hale_table *table,
                        const hale_table_column *column, const PGresult *known,
                        Buffer *sql)
{
    hale_cx *cx = store->link.cx;
    const char *type;
    if (column->type < HALE_BOOL || column->type > HALE_TEXT)
        return hale_fail(cx, "table %s: column \"%s\" has no type", table->name,
                         column->name);
    if (strlen(column->name) > LONGEST_NAME)
        return hale_fail(cx,
                         "table %s: column \"%s\": PostgreSQL's names have at "
                         "most %d bytes; rename it in the pipeline",
                         table->name, column->name, LONGEST_NAME);
    type = known_type(known, column->name);
    if (type && strcmp(type, type_words[column->type]) != 0)
        return hale_fail(cx,
                         "%s: column \"%s\" of %s%s holds %s and would now "
                         "hold %s; rename it in the pipeline, or choose "
                         "another prefix",
                         store->link.label, column->name, store->prefix,
                         table->name, type, type_words[column->type]);
    if (!type)
        sql_add(sql, "%s ADD COLUMN IF NOT EXISTS \"%w\" %s",
                sql->len ? "," : "", column->name, sql_types[column->type]);
    return 0;
}

static void describe_column(Store *store, const char *table,
                            const hale_table_column *column, Buffer *sql)
{
    static const char *const directions[] = {
        [HALE_NEUTRAL] = NULL,
        [HALE_UP_IS_GOOD] = "up",
        [HALE_DOWN_IS_GOOD] = "down",
    };
    const size_t d = (size_t)column->direction;
    sql_add(sql, "%s(%Q || %Q, %Q, %Q, %Q, %Q, %Q)", sql->len ? ", " : "",
            store->prefix, table, column->name, type_words[column->type],
            column->unit, d <= HALE_DOWN_IS_GOOD ? directions[d] : NULL,
            column->help);
}

static int add_columns(Store *store, const hale_table *table,
                       const PGresult *known)
{
    Buffer alter = {0}, about = {0};
    int rc = 0;
    for (size_t c = 0; c < table->columns && rc == 0; c++) {
        rc = alter_column(store, table, table->column[c], known, &alter);
        if (rc == 0)
            describe_column(store, table->name, table->column[c], &about);
    }
    if (rc == 0 &&
        (!sql_end(store->link.cx, &alter) || !sql_end(store->link.cx, &about)))
        rc = -1;
    if (rc == 0 && alter.data[0])
        rc = link_do(&store->link, "ALTER TABLE \"%w%w\"%s", store->prefix,
                     table->name, alter.data);
    if (rc == 0 && about.data[0])
        rc = link_do(&store->link,
                     "INSERT INTO \"%wcolumn\" AS c VALUES %s "
                     "ON CONFLICT (table_name, column_name) DO UPDATE SET "
                     "unit = excluded.unit, direction = excluded.direction, "
                     "help = excluded.help WHERE (c.unit, c.direction, c.help)"
                     " IS DISTINCT FROM (excluded.unit, excluded.direction, "
                     "excluded.help)",
                     store->prefix, about.data);
    buffer_free(&alter);
    buffer_free(&about);
    return rc;
}

/* ----------------------------------------------------------------- table -- */

int schema_has_as_of(const hale_table *table)
{
    return table->columns && table->column[0]->type == HALE_TIME &&
           strcmp(table->column[0]->name, "as_of") == 0;
}

static int make_table(Store *store, const hale_table *table)
{
    return link_do(&store->link,
                   "DELETE FROM \"%wcolumn\" WHERE table_name = %Q || %Q;"
                   "CREATE TABLE \"%w%w\" (run_id bigint NOT NULL)",
                   store->prefix, store->prefix, table->name, store->prefix,
                   table->name);
}

static int make_index(Store *store, const hale_table *table)
{
    const char *account = "";
    if (!schema_has_as_of(table))
        return 0;
    for (size_t c = 0; c < table->columns; c++)
        if (strcmp(table->column[c]->name, "account") == 0)
            account = ", account";
    return link_do(&store->link, "CREATE INDEX ON \"%w%w\" (as_of%s)",
                   store->prefix, table->name, account);
}

/* Names that are hale's own, too long, or of a table that somebody made. */
static int check_name(Store *store, const hale_table *table, int there,
                      int known)
{
    static const char *const own[] = {"schema", "run", "column"};
    hale_cx *cx = store->link.cx;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(table->name, own[i]) == 0)
            return hale_fail(cx,
                             "table \"%s\": %s%s is a table of hale's own; "
                             "rename it in the pipeline",
                             table->name, store->prefix, own[i]);
    if (strlen(store->prefix) + strlen(table->name) > LONGEST_NAME)
        return hale_fail(cx,
                         "table \"%s%s\": PostgreSQL's names have at most %d "
                         "bytes; choose a shorter prefix",
                         store->prefix, table->name, LONGEST_NAME);
    return there && !known
               ? hale_fail(cx,
                           "%s: %s%s is there and was not made by hale; "
                           "choose another prefix or schema",
                           store->link.label, store->prefix, table->name)
               : 0;
}

/* Are all columns that are known given? */
static int is_same(const hale_table *table, const PGresult *known)
{
    size_t given = 0;
    for (size_t c = 0; c < table->columns; c++)
        given += known_type(known, table->column[c]->name) != NULL;
    return given == (size_t)PQntuples(known);
}

int schema_table(Store *store, const hale_table *table, int *same)
{
    PGresult *known = link_ask(&store->link,
                               "SELECT column_name, type FROM \"%wcolumn\" "
                               "WHERE table_name = %Q || %Q AND "
                               "to_regclass(quote_ident(table_name)) "
                               "IS NOT NULL",
                               store->prefix, store->prefix, table->name);
    const int there = known ? exists(store, table->name) : -1;
    int rc = there < 0 || check_name(store, table, there, PQntuples(known) > 0);
    if (rc == 0 && !there)
        rc = make_table(store, table);
    if (rc == 0)
        rc = add_columns(store, table, known);
    if (rc == 0 && !there)
        rc = make_index(store, table);
    if (rc == 0)
        *same = is_same(table, known);
    PQclear(known);
    return rc ? -1 : 0;
}
