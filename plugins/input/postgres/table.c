/* SPDX-License-Identifier: MIT
 *
 * table.c: what there is to be read.
 *
 * The server describes a statement without running it, so a table and a query
 * are looked at alike. Types are told apart by their numbers, which for
 * built-in ones never change, and else by the category that the server puts
 * them in: an enum or a citext is as good as a text.
 */
#include "postgres_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/utf8.h"

#define QUERY_BEGIN "SELECT * FROM ("

/* ---------------------------------------------------------- transaction -- */

/* Pages are read from the first on, by one process, and by no index unless an
 * order asks for it, so that a table without a key has one order. Of a query
 * the server may do what it likes. */
int table_begin(Link *link, const PgSource *source)
{
    const char *alike = source->query ? ""
                                      : "SET LOCAL max_parallel_workers_per_"
                                        "gather = 0;";
    const char *pages = source->query || source->order
                            ? ""
                            : "SET LOCAL enable_indexscan = off;"
                              "SET LOCAL enable_indexonlyscan = off;";
    if (link_begin(link, "REPEATABLE READ, READ ONLY"))
        return -1;
    return link_do(link,
                   "SET LOCAL DateStyle = 'ISO, YMD';"
                   "SET LOCAL extra_float_digits = 1;"
                   "SET LOCAL synchronize_seqscans = off;%s%s",
                   alike, pages);
}

/* ---------------------------------------------------------------- names -- */

size_t table_distance(const char *a, const char *b)
{
    enum { LONGEST = 63 }; /* the server's names are no longer */
    size_t row[LONGEST + 1];
    const size_t la = strlen(a), lb = strlen(b);
    if (la > LONGEST || lb > LONGEST)
        return LONGEST + 1;
    for (size_t j = 0; j <= lb; j++)
        row[j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t least = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            if (corner + 1 < least)
                least = corner + 1;
            if (row[j - 1] + 1 < least)
                least = row[j - 1] + 1;
            row[j] = least;
        }
    }
    return row[lb];
}

typedef struct Near {
    const char *name;
    size_t distance;
} Near;

static int by_distance(const void *left, const void *right)
{
    const Near *a = left, *b = right;
    const int order = (a->distance > b->distance) - (a->distance < b->distance);
    return order ? order : strcmp(a->name, b->name);
}

/* The nearest names of all tables that the user may see. Always -1. */
static int fail_unknown(Link *link, const PgSource *source)
{
    enum { SHOWN = 5 };
    char names[480] = "it has none that this user may see";
    size_t len = 0;
    PGresult *all = link_ask(
        link,
        "SELECT CASE WHEN pg_table_is_visible(c.oid) THEN relname "
        "ELSE nspname || '.' || relname END, relname FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE relkind IN ('r', 'v', 'm', 'p', 'f') "
        "AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') "
        "AND has_schema_privilege(n.oid, 'usage')");
    const int count = all ? PQntuples(all) : 0;
    Near *near = all ? calloc((size_t)count + 1, sizeof *near) : NULL;
    for (int i = 0; near && i < count; i++)
        near[i] = (Near){PQgetvalue(all, i, 0),
                         table_distance(source->table, PQgetvalue(all, i, 1))};
    if (near)
        qsort(near, (size_t)count, sizeof *near, by_distance);
    for (int i = 0; near && i < count && i < SHOWN; i++)
        len += (size_t)snprintf(names + len, sizeof names - len, "%s\"%.70s\"",
                                i               ? ", "
                                : count > SHOWN ? "the nearest it has are "
                                                : "it has ",
                                near[i].name);
    if (all)
        hale_fail(link->cx, "%s: has no table \"%s%s%s\"; %s", link->label,
                  source->schema ? source->schema : "",
                  source->schema ? "." : "", source->table, names);
    free(near);
    PQclear(all);
    return -1;
}

/* ---------------------------------------------------------------- table -- */

/* source->from, and that there is such a table; its order, unless the option
 * gave one. */
static int find_table(Link *link, PgSource *source)
{
    Buffer name = {0};
    PGresult *found;
    int rc = 0;
    if (source->schema)
        sql_add(&name, "\"%w\".", source->schema);
    sql_add(&name, "\"%w\"", source->table);
    source->from = sql_keep(link->cx, &name);
    if (!source->from)
        return -1;
    found = link_ask(
        link,
        "SELECT to_regclass(%Q), (SELECT string_agg(quote_ident(attname), "
        "', ' ORDER BY k.place) FROM pg_index i, "
        "unnest(i.indkey) WITH ORDINALITY AS k(number, place) "
        "JOIN pg_attribute a ON attnum = k.number "
        "WHERE indrelid = to_regclass(%Q) AND indisprimary "
        "AND attrelid = indrelid)",
        source->from, source->from);
    if (!found)
        return -1;
    if (PQgetisnull(found, 0, 0)) {
        rc = fail_unknown(link, source);
    } else if (!source->order_by.count && !PQgetisnull(found, 0, 1)) {
        sql_add(&name, "%s", PQgetvalue(found, 0, 1));
        source->order = sql_keep(link->cx, &name);
        rc = source->order ? 0 : -1;
    }
    PQclear(found);
    return rc;
}

static int wrap_query(Link *link, PgSource *source)
{
    Buffer sql = {0};
    sql_add(&sql, "(%s\n) AS query", source->query);
    source->from = sql_keep(link->cx, &sql);
    link->query = source->query;
    link->query_at = strlen(QUERY_BEGIN);
    return source->from ? 0 : -1;
}

/* -------------------------------------------------------------- columns -- */

enum { MONEY = 790 };

static PgKind kind_of(Oid type, char category)
{
    switch (type) {
    case 17: /* bytea */
        return PG_OPAQUE;
    case 20: /* int8, int2, int4, oid */
    case 21:
    case 23:
    case 26:
        return PG_WHOLE;
    case 700:
        return PG_SINGLE;
    case 701:
        return PG_DOUBLE;
    case MONEY:
    case 1700:
        return PG_DECIMAL;
    case 1082: /* date, timestamp */
    case 1114:
        return PG_LOCAL;
    case 1184:
        return PG_INSTANT;
    default:
        return category == 'B'                       ? PG_BOOL
               : category && strchr("SEX", category) ? PG_TEXT
               : category && strchr("CP", category)  ? PG_OPAQUE
                                                     : PG_OTHER;
    }
}

/* What SQL calls the type of a column, and what kind that is. */
static int look_at_type(hale_cx *cx, PgColumn *column, Oid type,
                        const PGresult *types)
{
    Buffer name = {0};
    int row = PQntuples(types) - 1;
    while (row >= 0 && strtoul(PQgetvalue(types, row, 0), NULL, 10) != type)
        row--;
    column->kind = PG_OPAQUE;
    if (row >= 0)
        column->kind = kind_of(type, *PQgetvalue(types, row, 2));
    column->is_money = type == MONEY;
    sql_add(&name, "%s", row >= 0 ? PQgetvalue(types, row, 1) : "unknown");
    column->type = sql_keep(cx, &name);
    return column->type ? 0 : -1;
}

static int name_column(Link *link, PgSource *source, const PGresult *described,
                       int i)
{
    PgColumn *column = &source->column[i];
    const char *name = PQfname(described, i);
    const size_t len = strlen(name);
    if (utf8_check((hale_str){name, len}) < len)
        return hale_fail(link->cx, "%s: the name of column %d is not UTF-8",
                         source->label, i + 1);
    for (int k = 0; k < i; k++)
        if (strcmp(source->column[k].name.data, name) == 0)
            return hale_fail(link->cx,
                             "%s: two columns are called \"%s\"; name one of "
                             "them otherwise: AS ...",
                             source->label, name);
    column->name = (hale_str){text_copy(link->cx, (hale_str){name, len}), len};
    return column->name.data ? 0 : -1;
}

/* The types of all columns, in one question. */
static PGresult *ask_types(Link *link, const PGresult *described)
{
    Buffer list = {0};
    PGresult *types = NULL;
    for (int i = 0; i < PQnfields(described); i++)
        sql_add(&list, "%s%d", i ? ", " : "", (int64_t)PQftype(described, i));
    if (sql_end(link->cx, &list))
        types = link_ask(link,
                         "SELECT oid, format_type(oid, NULL), typcategory "
                         "FROM pg_type WHERE oid IN (%s)",
                         list.data);
    buffer_free(&list);
    return types;
}

static int name_columns(Link *link, PgSource *source, const PGresult *described)
{
    const int count = PQnfields(described);
    PGresult *types;
    int rc = 0;
    if (count == 0)
        return hale_fail(link->cx, "%s: has no columns", source->label);
    source->column =
        link->cx->alloc(link->cx, (size_t)count * sizeof *source->column);
    types = source->column ? ask_types(link, described) : NULL;
    if (!types)
        return -1;
    for (int i = 0; i < count && rc == 0; i++) {
        rc = name_column(link, source, described, i);
        if (rc == 0)
            rc = look_at_type(link->cx, &source->column[i],
                              PQftype(described, i), types);
    }
    PQclear(types);
    source->columns = rc == 0 ? (size_t)count : 0;
    return rc;
}

static int name_order(hale_cx *cx, PgSource *source)
{
    Buffer sql = {0};
    for (size_t k = 0; k < source->order_by.count; k++) {
        const char *name = source->order_by.item[k].data;
        size_t i = 0;
        while (i < source->columns &&
               strcmp(source->column[i].name.data, name) != 0)
            i++;
        if (i == source->columns) {
            buffer_free(&sql);
            return hale_fail(cx, "order_by: %s has no column \"%s\"",
                             source->label, name);
        }
        sql_add(&sql, "%s\"%w\"", k ? ", " : "", name);
    }
    source->order = sql_keep(cx, &sql);
    return source->order ? 0 : -1;
}

int table_look(Link *link, PgSource *source)
{
    Buffer text = {0};
    PGresult *described;
    int rc;
    sql_add(&text, source->table ? "%s:%s" : "%s, query", link->label,
            source->table);
    source->label = sql_keep(link->cx, &text);
    if (!source->label ||
        (source->query ? wrap_query(link, source) : find_table(link, source)))
        return -1;
    sql_add(&text,
            source->query ? QUERY_BEGIN "%s\n) AS query" : "SELECT * FROM %s",
            source->query ? source->query : source->from);
    described =
        sql_end(link->cx, &text) ? link_describe(link, text.data) : NULL;
    buffer_free(&text);
    if (!described)
        return -1;
    rc = PQnparams(described)
             ? hale_fail(link->cx, "%s: $1 has no value here", source->label)
             : name_columns(link, source, described);
    PQclear(described);
    if (rc == 0 && source->order_by.count)
        rc = name_order(link->cx, source);
    return rc;
}
