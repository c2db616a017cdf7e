/* SPDX-License-Identifier: MIT
 *
 * select.c: what is wanted, as one COPY (SELECT ...) TO STDOUT.
 *
 * A column that cannot be of the wanted type is refused here, before any row
 * is read. The wanted time becomes a WHERE where the server knows the instants
 * of a column: exactly for timestamptz; for dates and local times, whose zone
 * is the pipeline's, a day more on either side is asked for, and the reader
 * looks again. Rows without a time are asked for: that they have none has to
 * be told. Rows that stay at the server are not counted by anybody.
 */
#include "postgres_input.h"

#include <string.h>

/* ---------------------------------------------------------------- types -- */

static const char *type_words(hale_type type)
{
    switch (type) {
    case HALE_BOOL:
        return "a yes or no";
    case HALE_INT:
        return "a whole number";
    case HALE_REAL:
        return "a number";
    case HALE_MONEY:
        return "an amount of money";
    case HALE_TIME:
        return "a date or time";
    default:
        return "a text";
    }
}

static int is_number(hale_type type)
{
    return type == HALE_INT || type == HALE_REAL || type == HALE_MONEY;
}

static int fits(const PgSource *source, const PgColumn *column, hale_type type)
{
    const int epoch = source->rules.dates == DATE_EPOCH_S ||
                      source->rules.dates == DATE_EPOCH_MS;
    if (type == HALE_TEXT || type == HALE_SAME)
        return column->kind != PG_OPAQUE;
    switch (column->kind) {
    case PG_TEXT:
        return 1;
    case PG_BOOL:
        return type == HALE_BOOL;
    case PG_WHOLE:
        return is_number(type) || type == HALE_BOOL ||
               (type == HALE_TIME && epoch);
    case PG_DECIMAL:
    case PG_DOUBLE:
        return is_number(type);
    case PG_SINGLE:
        return is_number(type) && type != HALE_MONEY;
    case PG_INSTANT:
    case PG_LOCAL:
        return type == HALE_TIME;
    default:
        return 0;
    }
}

static const PgColumn *find(hale_cx *cx, const PgSource *source,
                            const hale_field *field)
{
    for (size_t i = 0; i < source->columns; i++) {
        const PgColumn *column = &source->column[i];
        if (column->name.len != field->name.len ||
            memcmp(column->name.data, field->name.data, field->name.len) != 0)
            continue;
        if (fits(source, column, field->type))
            return column;
        hale_fail(cx,
                  "%s: column \"%s\" is of type %s, and %s is wanted; CAST it "
                  "in a query",
                  source->label, column->name.data, column->type,
                  type_words(field->type));
        return NULL;
    }
    hale_fail(cx, "%s: has no column \"%.*s\"", source->label,
              (int)field->name.len, field->name.data);
    return NULL;
}

/* ------------------------------------------------------------------ SQL -- */

static void add_column(Buffer *sql, const PgColumn *column)
{
    const char *cast = column->is_money          ? "::numeric"
                       : column->kind == PG_BOOL ? "::text"
                                                 : "";
    sql_add(sql, "\"%w\"%s", column->name.data, cast);
}

/* An end of the wanted time; none where it is open, or no year of four
 * digits. */
static void add_bound(Buffer *sql, const PgColumn *column, const char *sign,
                      int64_t instant, int64_t slack)
{
    const int64_t first = INT64_C(-62135510400) * HALE_SECOND; /* 0001-01-02 */
    const int64_t last = INT64_C(253402214400) * HALE_SECOND;  /* 9999-12-31 */
    if (instant < first || instant >= last)
        return;
    sql_add(sql, " AND \"%w\" %s '", column->name.data, sign);
    value_time(sql, instant + slack);
    sql_add(sql, "'::%s",
            column->kind == PG_INSTANT ? "timestamptz" : "timestamp");
}

static void add_where(Buffer *sql, const PgSource *source,
                      const hale_request *request)
{
    const PgColumn *column =
        request->time_field < 0 ? NULL : source->wanted[request->time_field];
    int64_t slack;
    if (!column || (column->kind != PG_INSTANT && column->kind != PG_LOCAL))
        return;
    slack = column->kind == PG_LOCAL ? HALE_DAY : 0;
    sql_add(sql, " WHERE (true");
    add_bound(sql, column, ">=", request->begin, -slack);
    add_bound(sql, column, "<", request->end, slack);
    sql_add(sql, " OR \"%w\" IS NULL)", column->name.data);
}

int select_build(hale_cx *cx, PgSource *source, const hale_request *request)
{
    const size_t count = request->field_count;
    Buffer sql = {0};
    source->request = request;
    source->rules.utc = request->utc;
    source->wanted = cx->alloc(cx, (count + 1) * sizeof *source->wanted);
    if (!source->wanted)
        return -1;
    sql_add(&sql, "COPY (SELECT ");
    for (size_t k = 0; k < count; k++) {
        source->wanted[k] = find(cx, source, request->fields[k]);
        if (!source->wanted[k]) {
            buffer_free(&sql);
            return -1;
        }
        sql_add(&sql, k ? ", " : "");
        add_column(&sql, source->wanted[k]);
    }
    sql_add(&sql, "%s FROM %s", count ? "" : "NULL", source->from);
    add_where(&sql, source, request);
    if (source->order)
        sql_add(&sql, " ORDER BY %s", source->order);
    sql_add(&sql, ") TO STDOUT");
    source->sql = sql_keep(cx, &sql);
    return source->sql ? 0 : -1;
}
