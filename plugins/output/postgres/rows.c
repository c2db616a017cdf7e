/* SPDX-License-Identifier: MIT
 *
 * rows.c: the rows of a table, staged, compared, replaced where they differ.
 *
 * New rows are sent by COPY into a temporary table first. Where the same
 * pipeline wrote the very same rows for the same as-ofs before, nothing is
 * touched, so that running again costs readers and backups nothing. Else the
 * old ones are deleted and the new ones inserted, within the transaction.
 * A table without an as-of belongs to its run and is replaced with it.
 */
#include "store.h"

#define STAGE "pg_temp.hale_stage"

/* ------------------------------------------------------------------ text -- */

static void add_cell(hale_cx *cx, Buffer *out, const hale_table_column *column,
                     size_t row)
{
    if (value_missing(column, row))
        buffer_puts(out, "\\N");
    else if (column->type == HALE_TEXT)
        sql_add_cell(out, column->as.text[row]);
    else if (column->type == HALE_TIME)
        value_time(out, column->as.i[row]);
    else
        value_cell(cx, out, column, row);
}

static int send_rows(Store *store, const hale_table *table)
{
    enum { ENOUGH = 1 << 16 };
    Link *link = &store->link;
    Buffer out = {0};
    int rc = 0;
    for (size_t row = 0; row < table->rows && rc == 0; row++) {
        value_int(&out, store->run_id);
        for (size_t c = 0; c < table->columns; c++) {
            buffer_char(&out, '\t');
            add_cell(link->cx, &out, table->column[c], row);
        }
        buffer_char(&out, '\n');
        if (out.failed)
            rc = hale_fail(link->cx, "no memory to write the output");
        else if (out.len > ENOUGH || row + 1 == table->rows) {
            rc = link_put(link, out.data, out.len);
            out.len = 0;
        }
    }
    buffer_free(&out);
    return rc;
}

/* ------------------------------------------------------------------- SQL -- */

/* run_id, "a", "b" ... */
static void add_names(Buffer *sql, const hale_table *table)
{
    sql_add(sql, "run_id");
    for (size_t c = 0; c < table->columns; c++)
        sql_add(sql, ", \"%w\"", table->column[c]->name);
}

/* Which rows were there before and are to go. */
static void add_old(Buffer *sql, const Store *store, const hale_table *table)
{
    if (!schema_has_as_of(table) && store->mode != STORE_LAST) {
        sql_add(sql, "run_id = %d", store->run_id);
        return;
    }
    if (store->mode != STORE_LAST)
        sql_add(sql, "as_of = ANY (ARRAY[%s]::timestamptz[]) AND ",
                store->as_ofs);
    sql_add(sql, "run_id IN (SELECT run_id FROM \"%wrun\" WHERE pipeline = %Q)",
            store->prefix, store->run.pipeline);
}

static int copy_into(Store *store, const hale_table *table, const char *target,
                     const char *names)
{
    Buffer sql = {0};
    const char *text;
    int rc;
    sql_add(&sql, "COPY %s (%s) FROM STDIN", target, names);
    text = sql_end(store->link.cx, &sql);
    rc = text ? link_copy(&store->link, text, PGRES_COPY_IN) : -1;
    buffer_free(&sql);
    if (rc || send_rows(store, table))
        return -1;
    return link_put_end(&store->link);
}

/* ----------------------------------------------------------- replacement -- */

/* 1: the staged rows are there already, and no others; 0 or -1. */
static int is_there(Store *store, const char *target, const char *names,
                    const char *old)
{
    PGresult *found = link_ask(
        &store->link,
        "SELECT NOT EXISTS (SELECT %s FROM " STAGE " EXCEPT ALL "
        "SELECT %s FROM %s WHERE %s) AND NOT EXISTS ("
        "SELECT %s FROM %s WHERE %s EXCEPT ALL SELECT %s FROM " STAGE ")",
        names, names, target, old, names, target, old, names);
    const int rc = found ? *PQgetvalue(found, 0, 0) == 't' : -1;
    PQclear(found);
    return rc;
}

static int replace(Store *store, const hale_table *table, const char *target,
                   const char *names, const char *old, int may_match)
{
    Link *link = &store->link;
    int there;
    if (link_do(link,
                "CREATE TEMP TABLE hale_stage ON COMMIT DROP AS "
                "SELECT %s FROM %s WITH NO DATA",
                names, target) ||
        copy_into(store, table, STAGE, names))
        return -1;
    there = may_match ? is_there(store, target, names, old) : 0;
    if (there < 0)
        return -1;
    if (!there && link_do(link,
                          "DELETE FROM %s WHERE %s;"
                          "INSERT INTO %s (%s) SELECT %s FROM " STAGE,
                          target, old, target, names, names))
        return -1;
    return link_do(link, "DROP TABLE " STAGE);
}

int rows_write(Store *store, const hale_table *table, int may_match)
{
    hale_cx *cx = store->link.cx;
    Buffer target = {0}, names = {0}, old = {0};
    int rc = -1;
    sql_add(&target, "\"%w%w\"", store->prefix, table->name);
    add_names(&names, table);
    add_old(&old, store, table);
    if (!sql_end(cx, &target) || !sql_end(cx, &names) || !sql_end(cx, &old))
        rc = -1;
    else if (store->mode == STORE_APPEND)
        rc = copy_into(store, table, target.data, names.data);
    else
        rc =
            replace(store, table, target.data, names.data, old.data, may_match);
    buffer_free(&target);
    buffer_free(&names);
    buffer_free(&old);
    return rc;
}
