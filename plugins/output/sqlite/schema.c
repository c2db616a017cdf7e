/* SPDX-License-Identifier: MIT
 *
 * schema.c: the tables and their columns, which only ever grow.
 *
 * PREFIXcolumn is what hale knows of its tables: a column that stands there
 * exists and keeps its type for ever. A column that is new is added; one that
 * a run no longer gives stays and is NULL from then on. A table that hale did
 * not make is left alone.
 *
 * Money is stored as a whole number of ten-thousandths in NAME_x10000, so that
 * SQL adds it up exactly; NAME itself is computed from it when it is read, a
 * REAL in units of the currency, and takes no room.
 */
#include "store.h"

#include <stdio.h>
#include <string.h>

static const char *const type_words[] = {
    [HALE_BOOL] = "bool",   [HALE_INT] = "int",   [HALE_REAL] = "real",
    [HALE_MONEY] = "money", [HALE_TIME] = "time", [HALE_TEXT] = "text",
};

static const char *const sql_types[] = {
    [HALE_BOOL] = "INTEGER",  [HALE_INT] = "INTEGER", [HALE_REAL] = "REAL",
    [HALE_MONEY] = "INTEGER", [HALE_TIME] = "TEXT",   [HALE_TEXT] = "TEXT",
};

/* --------------------------------------------------------- hale's tables */

static int check_version(Store *store)
{
    int64_t version;
    if (store_number(store, &version, 0, "SELECT version FROM \"%wschema\"",
                     store->prefix))
        return -1;
    if (version == 0)
        return store_exec(store, "INSERT INTO \"%wschema\" VALUES (%d)",
                          store->prefix, STORE_VERSION);
    if (version != STORE_VERSION)
        return hale_fail(store->cx,
                         "%s: its tables follow schema %lld and this hale "
                         "writes %d; choose another prefix or file",
                         store->path, (long long)version, STORE_VERSION);
    return 0;
}

static int make_own_tables(Store *store)
{
    return store_exec(store,
                      "CREATE TABLE IF NOT EXISTS \"%wschema\" ("
                      "version INTEGER NOT NULL);"
                      "CREATE TABLE IF NOT EXISTS \"%wrun\" ("
                      "run_id INTEGER PRIMARY KEY, pipeline TEXT NOT NULL, "
                      "first_as_of TEXT, last_as_of TEXT, as_ofs INTEGER, "
                      "timezone TEXT, currency TEXT, version TEXT);"
                      "CREATE TABLE IF NOT EXISTS \"%wcolumn\" ("
                      "table_name TEXT NOT NULL, column_name TEXT NOT NULL, "
                      "type TEXT NOT NULL, unit TEXT, direction TEXT, "
                      "help TEXT, PRIMARY KEY (table_name, column_name)"
                      ") WITHOUT ROWID",
                      store->prefix, store->prefix, store->prefix);
}

/* The text of an instant, in SQLite's memory. */
static char *instant_text(Store *store, size_t which)
{
    store->text.len = 0;
    if (which < store->as_of_count)
        value_time(&store->text, store->as_of[which]);
    return store->text.len && !store->text.failed
               ? sqlite3_mprintf("%.*s", (int)store->text.len, store->text.data)
               : NULL;
}

/* The run is known by its pipeline and its as-ofs; the rest are facts about
 * it, which the newest writer knows best. */
static int note_run(Store *store, const hale_run *run, const char *first,
                    const char *last)
{
    if (!store->append &&
        store_number(store, &store->run_id, 0,
                     "SELECT run_id FROM \"%wrun\" WHERE pipeline = %Q AND "
                     "first_as_of IS %Q AND last_as_of IS %Q AND as_ofs = %d "
                     "ORDER BY run_id DESC LIMIT 1",
                     store->prefix, store->pipeline, first, last,
                     (int)store->as_of_count))
        return -1;
    if (store->run_id)
        return store_exec(store,
                          "UPDATE \"%wrun\" SET timezone = %Q, currency = %Q, "
                          "version = %Q WHERE run_id = %lld AND (timezone, "
                          "currency, version) IS NOT (%Q, %Q, %Q)",
                          store->prefix, run->timezone, run->currency,
                          run->version, (long long)store->run_id, run->timezone,
                          run->currency, run->version);
    if (store_exec(store,
                   "INSERT INTO \"%wrun\" VALUES "
                   "(NULL, %Q, %Q, %Q, %d, %Q, %Q, %Q)",
                   store->prefix, store->pipeline, first, last,
                   (int)store->as_of_count, run->timezone, run->currency,
                   run->version))
        return -1;
    store->run_id = sqlite3_last_insert_rowid(store->db);
    return 0;
}

int schema_begin(Store *store, const hale_run *run)
{
    char *first, *last;
    int rc;
    if (make_own_tables(store) || check_version(store))
        return -1;
    first = instant_text(store, 0);
    last = instant_text(store, store->as_of_count - 1);
    rc = note_run(store, run, first, last);
    sqlite3_free(first);
    sqlite3_free(last);
    return rc;
}

/* ------------------------------------------------------------ one column */

static int add_column(Store *store, const char *table,
                      const hale_table_column *column)
{
    const int is_money = column->type == HALE_MONEY;
    if (store_exec(store, "ALTER TABLE \"%w%w\" ADD COLUMN \"%w%s\" %s",
                   store->prefix, table, column->name,
                   is_money ? STORE_MONEY_ENDING : "", sql_types[column->type]))
        return -1;
    if (!is_money)
        return 0;
    return store_exec(store,
                      "ALTER TABLE \"%w%w\" ADD COLUMN \"%w\" REAL "
                      "AS (\"%w" STORE_MONEY_ENDING "\" / 10000.0) VIRTUAL",
                      store->prefix, table, column->name, column->name);
}

/* The type by which a column is known; "": it is new. */
static int known_type(Store *store, const char *table, const char *column,
                      char type[16])
{
    sqlite3_stmt *statement =
        store_prepare(store,
                      "SELECT type FROM \"%wcolumn\" WHERE "
                      "table_name = %Q || %Q AND column_name = %Q",
                      store->prefix, store->prefix, table, column);
    int rc;
    if (!statement)
        return -1;
    rc = store_step(store, statement);
    type[0] = '\0';
    if (rc == 1)
        snprintf(type, 16, "%s",
                 (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return rc < 0 ? -1 : 0;
}

static int describe_column(Store *store, const char *table,
                           const hale_table_column *column)
{
    static const char *const directions[] = {
        [HALE_NEUTRAL] = NULL,
        [HALE_UP_IS_GOOD] = "up",
        [HALE_DOWN_IS_GOOD] = "down",
    };
    const size_t d = (size_t)column->direction;
    const char *direction = d <= HALE_DOWN_IS_GOOD ? directions[d] : NULL;
    return store_exec(store,
                      "INSERT INTO \"%wcolumn\" VALUES "
                      "(%Q || %Q, %Q, %Q, %Q, %Q, %Q) ON CONFLICT "
                      "(table_name, column_name) DO UPDATE "
                      "SET unit = excluded.unit, help = excluded.help, "
                      "direction = excluded.direction WHERE "
                      "(unit, direction, help) IS NOT (excluded.unit, "
                      "excluded.direction, excluded.help)",
                      store->prefix, store->prefix, table, column->name,
                      type_words[column->type], column->unit, direction,
                      column->help);
}

static int schema_column(Store *store, const char *table,
                         const hale_table_column *column)
{
    char type[16];
    if (column->type < HALE_BOOL || column->type > HALE_TEXT)
        return hale_fail(store->cx, "table %s: column \"%s\" has no type",
                         table, column->name);
    if (known_type(store, table, column->name, type) ||
        (!type[0] && add_column(store, table, column)))
        return -1;
    if (type[0] && strcmp(type, type_words[column->type]) != 0)
        return hale_fail(store->cx,
                         "%s: column \"%s\" of %s%s holds %s and would now "
                         "hold %s; rename it in the pipeline, or choose "
                         "another prefix",
                         store->path, column->name, store->prefix, table, type,
                         type_words[column->type]);
    return describe_column(store, table, column);
}

/* ------------------------------------------------------------- one table */

/* Names that are hale's own, and a table that somebody else made. */
static int check_table(Store *store, const hale_table *table, int64_t known)
{
    static const char *const own[] = {"schema", "run", "column"};
    int64_t exists;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (sqlite3_stricmp(table->name, own[i]) == 0)
            return hale_fail(store->cx,
                             "table \"%s\": %s%s is a table of hale's own; "
                             "rename it in the pipeline",
                             table->name, store->prefix, own[i]);
    if (store_number(store, &exists, 0,
                     "SELECT count(*) FROM sqlite_master WHERE "
                     "name = %Q || %Q COLLATE NOCASE",
                     store->prefix, table->name))
        return -1;
    if (exists && !known)
        return hale_fail(store->cx,
                         "%s: %s%s is there and was not made by hale; choose "
                         "another prefix",
                         store->path, store->prefix, table->name);
    if (known && !exists) /* its owner dropped it */
        return store_exec(store,
                          "DELETE FROM \"%wcolumn\" WHERE "
                          "table_name = %Q || %Q",
                          store->prefix, store->prefix, table->name);
    return 0;
}

static int count_columns(Store *store, const hale_table *table, int64_t *count)
{
    return store_number(store, count, 0,
                        "SELECT count(*) FROM \"%wcolumn\" WHERE "
                        "table_name = %Q || %Q",
                        store->prefix, store->prefix, table->name);
}

const hale_table_column *schema_as_of(const hale_table *table)
{
    const hale_table_column *first = table->columns ? table->column[0] : NULL;
    return first && first->type == HALE_TIME &&
                   strcmp(first->name, "as_of") == 0
               ? first
               : NULL;
}

static int make_index(Store *store, const hale_table *table)
{
    const char *account = "";
    if (!schema_as_of(table))
        return 0;
    for (size_t c = 0; c < table->columns; c++)
        if (strcmp(table->column[c]->name, "account") == 0)
            account = ", account";
    return store_exec(store,
                      "CREATE INDEX IF NOT EXISTS \"%w%w_by_as_of\" "
                      "ON \"%w%w\" (as_of%s)",
                      store->prefix, table->name, store->prefix, table->name,
                      account);
}

int schema_table(Store *store, const hale_table *table, int *same)
{
    int64_t known;
    if (count_columns(store, table, &known) ||
        check_table(store, table, known) ||
        store_exec(store,
                   "CREATE TABLE IF NOT EXISTS \"%w%w\" "
                   "(run_id INTEGER NOT NULL)",
                   store->prefix, table->name))
        return -1;
    for (size_t c = 0; c < table->columns; c++)
        if (schema_column(store, table->name, table->column[c]))
            return -1;
    if (count_columns(store, table, &known))
        return -1;
    *same = (size_t)known == table->columns;
    return make_index(store, table);
}
