/* SPDX-License-Identifier: MIT
 *
 * rows.c: the rows of a table, compared first, replaced where they differ.
 *
 * The rows of a table are handled as-of by as-of. Those that the same pipeline
 * wrote for the same as-of before are read and compared cell by cell: if all
 * are alike, nothing is touched, so that running again leaves the very same
 * file. Else they are deleted and the new ones inserted. A table without an
 * as-of belongs to its run and is replaced with it.
 */
#include "store.h"

#include <stdio.h>
#include <string.h>

typedef struct Range { /* rows of one table that are replaced together */
    const hale_table *table;
    size_t first, end;
    const char *where; /* SQL: the rows that were there before */
} Range;

typedef struct Cell { /* a value as SQLite holds it */
    int type;         /* SQLITE_NULL, SQLITE_INTEGER ... */
    int64_t i;
    double r;
    hale_str text;
} Cell;

/* ----------------------------------------------------------------- cells */

static Cell cell_of(Store *store, const hale_table_column *column, size_t row)
{
    if (value_missing(column, row))
        return (Cell){.type = SQLITE_NULL};
    switch (column->type) {
    case HALE_BOOL:
        return (Cell){.type = SQLITE_INTEGER, .i = column->as.b[row] != 0};
    case HALE_INT:
    case HALE_MONEY:
        return (Cell){.type = SQLITE_INTEGER, .i = column->as.i[row]};
    case HALE_REAL:
        return (Cell){.type = SQLITE_FLOAT, .r = column->as.r[row]};
    case HALE_TEXT:
        return (Cell){.type = SQLITE_TEXT, .text = column->as.text[row]};
    default:
        store->text.len = 0;
        value_cell(store->cx, &store->text, column, row);
        return (Cell){.type = SQLITE_TEXT,
                      .text = {store->text.data, store->text.len}};
    }
}

static int bind(sqlite3_stmt *statement, int at, const Cell *cell)
{
    switch (cell->type) {
    case SQLITE_INTEGER:
        return sqlite3_bind_int64(statement, at, cell->i);
    case SQLITE_FLOAT:
        return sqlite3_bind_double(statement, at, cell->r);
    case SQLITE_TEXT:
        return sqlite3_bind_text64(
            statement, at, cell->text.len ? cell->text.data : "",
            cell->text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    default:
        return sqlite3_bind_null(statement, at);
    }
}

static int is_same(sqlite3_stmt *statement, int at, const Cell *cell)
{
    const void *text;
    double r;
    if (sqlite3_column_type(statement, at) != cell->type)
        return 0;
    switch (cell->type) {
    case SQLITE_INTEGER:
        return sqlite3_column_int64(statement, at) == cell->i;
    case SQLITE_FLOAT:
        r = sqlite3_column_double(statement, at);
        return !(r < cell->r || r > cell->r);
    case SQLITE_TEXT:
        text = sqlite3_column_text(statement, at);
        return (size_t)sqlite3_column_bytes(statement, at) == cell->text.len &&
               (cell->text.len == 0 ||
                memcmp(text, cell->text.data, cell->text.len) == 0);
    default:
        return 1;
    }
}

/* ------------------------------------------------------------ statements */

/* "a", "b" ...: the stored columns, each after a comma. */
static void put_columns(sqlite3_str *sql, const hale_table *table)
{
    for (size_t c = 0; c < table->columns; c++)
        sqlite3_str_appendf(
            sql, ", \"%w%s\"", table->column[c]->name,
            table->column[c]->type == HALE_MONEY ? STORE_MONEY_ENDING : "");
}

static sqlite3_stmt *prepare_built(Store *store, sqlite3_str *sql)
{
    char *text = sqlite3_str_finish(sql);
    sqlite3_stmt *statement = text ? store_prepare(store, "%s", text) : NULL;
    if (!text)
        hale_fail(store->cx, "%s: out of memory", store->path);
    sqlite3_free(text);
    return statement;
}

static sqlite3_stmt *prepare_select(Store *store, const Range *range)
{
    sqlite3_str *sql = sqlite3_str_new(store->db);
    sqlite3_str_appendall(sql, "SELECT run_id");
    put_columns(sql, range->table);
    sqlite3_str_appendf(sql, " FROM \"%w%w\" WHERE %s ORDER BY rowid",
                        store->prefix, range->table->name, range->where);
    return prepare_built(store, sql);
}

static sqlite3_stmt *prepare_insert(Store *store, const hale_table *table)
{
    sqlite3_str *sql = sqlite3_str_new(store->db);
    sqlite3_str_appendf(sql, "INSERT INTO \"%w%w\" (run_id", store->prefix,
                        table->name);
    put_columns(sql, table);
    sqlite3_str_appendf(sql, ") VALUES (%lld", (long long)store->run_id);
    for (size_t c = 0; c < table->columns; c++)
        sqlite3_str_appendall(sql, ", ?");
    sqlite3_str_appendall(sql, ")");
    return prepare_built(store, sql);
}

/* ------------------------------------------------------------------ rows */

static int is_same_row(Store *store, sqlite3_stmt *statement,
                       const hale_table *table, size_t row)
{
    if (sqlite3_column_int64(statement, 0) != store->run_id)
        return 0;
    for (size_t c = 0; c < table->columns; c++) {
        const Cell cell = cell_of(store, table->column[c], row);
        if (!is_same(statement, (int)c + 1, &cell))
            return 0;
    }
    return 1;
}

/* 1: exactly these rows are there, 0: others are, -1. */
static int is_there(Store *store, const Range *range)
{
    sqlite3_stmt *statement = prepare_select(store, range);
    size_t row = range->first;
    int rc, same = 1;
    if (!statement)
        return -1;
    while (same && (rc = store_step(store, statement)) != 0) {
        if (rc < 0)
            same = -1;
        else
            same = row < range->end &&
                   is_same_row(store, statement, range->table, row);
        row++;
    }
    sqlite3_finalize(statement);
    return same == 1 ? row == range->end : same;
}

static int insert_rows(Store *store, const Range *range)
{
    const hale_table *table = range->table;
    sqlite3_stmt *statement = prepare_insert(store, table);
    int rc = statement ? 0 : -1;
    for (size_t row = range->first; row < range->end && rc == 0; row++) {
        for (size_t c = 0; c < table->columns && rc == 0; c++) {
            const Cell cell = cell_of(store, table->column[c], row);
            if (bind(statement, (int)c + 1, &cell))
                rc = store_fail(store);
        }
        if (rc == 0)
            rc = store_step(store, statement);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    if (rc == 0 && store->text.failed)
        return hale_fail(store->cx, "no memory to write the output");
    return rc;
}

static int replace_rows(Store *store, const Range *range, int may_match)
{
    const int there = may_match && !store->append ? is_there(store, range) : 0;
    if (there)
        return there < 0 ? -1 : 0;
    if (!store->append &&
        store_exec(store, "DELETE FROM \"%w%w\" WHERE %s", store->prefix,
                   range->table->name, range->where))
        return -1;
    return insert_rows(store, range);
}

/* The rows of one as-of of the run; none is possible. */
static int write_as_of(Store *store, Range *range, int64_t as_of, int may_match)
{
    const hale_table_column *column = schema_as_of(range->table);
    const hale_table_column asked = {.size = sizeof asked,
                                     .type = HALE_TIME,
                                     .unit = column->unit,
                                     .as.i = &as_of};
    const Cell cell = cell_of(store, &asked, 0);
    char *where = sqlite3_mprintf(
        "as_of = '%.*s' AND run_id IN "
        "(SELECT run_id FROM \"%wrun\" WHERE pipeline = %Q)",
        (int)cell.text.len, cell.text.data, store->prefix, store->pipeline);
    int rc;
    if (!where)
        return hale_fail(store->cx, "no memory to write the output");
    range->where = where;
    range->first = range->end;
    while (range->end < range->table->rows && column->as.i[range->end] == as_of)
        range->end++;
    rc = replace_rows(store, range, may_match);
    sqlite3_free(where);
    return rc;
}

int rows_write(Store *store, const hale_table *table, int may_match)
{
    Range range = {.table = table};
    char where[48];
    if (!schema_as_of(table)) {
        snprintf(where, sizeof where, "run_id = %lld",
                 (long long)store->run_id);
        range.where = where;
        range.end = table->rows;
        return replace_rows(store, &range, may_match);
    }
    for (size_t k = 0; k < store->as_of_count; k++)
        if (write_as_of(store, &range, store->as_of[k], may_match))
            return -1;
    if (range.end < table->rows)
        return hale_fail(store->cx,
                         "table %s: row %zu is not in the order of the as-ofs",
                         table->name, range.end + 1);
    return 0;
}
