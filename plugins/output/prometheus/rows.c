/* SPDX-License-Identifier: MIT
 *
 * rows.c: which rows of a table are shown, under which labels.
 *
 * Every set of labels is a series that Prometheus keeps for weeks, so their
 * number is bounded: only the newest as-of, at most `limit` rows, the largest
 * by the column `top_by`, and of tables by account none unless asked for. What
 * is left out is told in a warning.
 */
#include "exposition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What names a row in hale's tables. */
static const char *const keys[] = {"account", "rollup",   "group",
                                   "period",  "score",    "component",
                                   "input",   "data_set", NULL};

static int is_key(const hale_table_column *column)
{
    for (size_t i = 0; keys[i]; i++)
        if (strcmp(column->name, keys[i]) == 0)
            return column->type == HALE_TEXT;
    return 0;
}

static const hale_table_column *find(const hale_table *table, const char *name)
{
    for (size_t c = 0; c < table->columns; c++)
        if (strcmp(table->column[c]->name, name) == 0)
            return table->column[c];
    return NULL;
}

static int has_key(const hale_table *table)
{
    for (size_t c = 0; c < table->columns; c++)
        if (is_key(table->column[c]))
            return 1;
    return 0;
}

int rows_is_label(const hale_table *table, const hale_table_column *column)
{
    return has_key(table) ? is_key(column) : column->type == HALE_TEXT;
}

/* ---------------------------------------------------------------- labels */

static void put_labels(const Exposition *e, Rows *rows, size_t row)
{
    const hale_table *table = rows->table;
    Buffer *out = &rows->labels;
    buffer_char(out, '{');
    put_label(out, "pipeline", (hale_str){e->pipeline, strlen(e->pipeline)});
    for (size_t c = 0; c < table->columns; c++) {
        const hale_table_column *column = table->column[c];
        if (!rows_is_label(table, column))
            continue;
        buffer_char(out, ',');
        put_label(out, column->name,
                  value_missing(column, row) ? (hale_str){"", 0}
                                             : column->as.text[row]);
    }
    buffer_char(out, '}');
}

static int is_labelled(const Rows *rows, size_t begin)
{
    const size_t len = rows->labels.len - begin;
    if (rows->labels.failed)
        return 0;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->begin[i + 1] - rows->begin[i] == len &&
            memcmp(rows->labels.data + rows->begin[i],
                   rows->labels.data + begin, len) == 0)
            return 1;
    return 0;
}

/* Takes the row unless another with its labels is there. */
static int add_row(const Exposition *e, Rows *rows, size_t row)
{
    const size_t begin = rows->labels.len;
    put_labels(e, rows, row);
    if (is_labelled(rows, begin)) {
        rows->labels.len = begin;
        return 0;
    }
    rows->row[rows->count++] = row;
    rows->begin[rows->count] = rows->labels.len;
    return 1;
}

/* ----------------------------------------------------------------- order */

typedef struct Rank {
    double size;
    size_t row;
} Rank;

static double size_of(const hale_table_column *column, size_t row)
{
    if (!column || value_missing(column, row))
        return -HUGE_VAL;
    if (column->type == HALE_REAL)
        return column->as.r[row];
    return column->type == HALE_INT || column->type == HALE_MONEY
               ? (double)column->as.i[row]
               : -HUGE_VAL;
}

static int by_size(const void *a, const void *b)
{
    const Rank *x = a, *y = b;
    if (x->size > y->size || x->size < y->size)
        return x->size > y->size ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* The rows of the newest as-of, the largest first; to be freed. */
static Rank *rank(Exposition *e, const hale_table *table, size_t *count)
{
    const hale_table_column *by = find(table, e->top_by);
    const hale_table_column *as_of = find(table, "as_of");
    Rank *all = calloc(table->rows + 1, sizeof *all);
    *count = 0;
    if (!all) {
        hale_fail(e->cx, "no memory to write the output");
        return NULL;
    }
    if (as_of && as_of->type != HALE_TIME)
        as_of = NULL;
    for (size_t row = 0; row < table->rows; row++)
        if (!as_of || as_of->as.i[row] == e->as_of)
            all[(*count)++] = (Rank){size_of(by, row), row};
    qsort(all, *count, sizeof *all, by_size);
    return all;
}

/* ---------------------------------------------------------------- choice */

static void tell(const Exposition *e, const Rows *rows, size_t left,
                 size_t same)
{
    const char *name = rows->table->name;
    if (left)
        hale_warn(e->cx,
                  "table %s: %zu of %zu rows are shown; raise %s, or ask for "
                  "fewer groups",
                  name, rows->count, rows->count + same + left,
                  find(rows->table, "account") ? "max_accounts" : "limit");
    if (same)
        hale_warn(e->cx,
                  "table %s: left out for having the labels of another row: "
                  "%zu",
                  name, same);
}

int rows_choose(Exposition *e, const hale_table *table, Rows *rows)
{
    const size_t most = find(table, "account") ? e->max_accounts : e->limit;
    size_t count, same = 0, i = 0;
    Rank *all;
    *rows = (Rows){.table = table};
    if (most == 0) {
        hale_warn(e->cx,
                  "table %s: has a row for each account, which is too many "
                  "series; it is left out: set tables = rollup_*, or "
                  "max_accounts = 20",
                  table->name);
        return 0;
    }
    all = rank(e, table, &count);
    if (!all)
        return -1;
    for (; i < count && rows->count < most; i++)
        if (!add_row(e, rows, all[i].row))
            same++;
    tell(e, rows, count - i, same);
    free(all);
    return rows->labels.failed
               ? hale_fail(e->cx, "no memory to write the output")
               : 0;
}

void rows_free(Rows *rows)
{
    buffer_free(&rows->labels);
}
