/* SPDX-License-Identifier: MIT
 *
 * input.c: the PostgreSQL input, as the host sees it.
 *
 * Later rows are later arrivals, so their order must be the same whenever the
 * same rows are read. A table comes in the order of its primary key; without
 * one in that of its pages, which an UPDATE changes; order_by says otherwise.
 * A query comes as it stands.
 *
 * The connection that looks at the columns is closed again: rows are read
 * minutes later, and nobody likes transactions that are idle.
 */
#include "postgres_input.h"

#include <string.h>

enum {
    OPT_URI,
    OPT_PASSWORD,
    OPT_CONNECT,
    OPT_STATEMENT,
    OPT_TABLE,
    OPT_SCHEMA,
    OPT_QUERY,
    OPT_ORDER,
    OPT_DATE_FORMAT,
    OPT_NULL,
    OPT_COUNT
};

static const hale_option table_option = {
    .size = sizeof table_option,
    .name = "table",
    .type = HALE_OPTION_TEXT,
    .help = "the table or view to read, as it is spelt, SCHEMA.TABLE too; or "
            "say query",
};
static const hale_option schema_option = {
    .size = sizeof schema_option,
    .name = "schema",
    .type = HALE_OPTION_TEXT,
    .help = "where the table is, if the search path does not lead there",
};
static const hale_option query_option = {
    .size = sizeof query_option,
    .name = "query",
    .type = HALE_OPTION_TEXT,
    .flags = HALE_LONG_TEXT,
    .help = "a SELECT; query_file reads it from a file. Give it an ORDER BY, "
            "for later rows are later arrivals",
};
static const hale_option order_option = {
    .size = sizeof order_option,
    .name = "order_by",
    .type = HALE_OPTION_LIST,
    .help = "the columns whose order is that of arrival, instead of the "
            "table's primary key",
};
static const hale_option *const options_declared[] = {
    [OPT_URI] = &link_uri_option,
    [OPT_PASSWORD] = &link_password_option,
    [OPT_CONNECT] = &link_connect_option,
    [OPT_STATEMENT] = &link_statement_option,
    [OPT_TABLE] = &table_option,
    [OPT_SCHEMA] = &schema_option,
    [OPT_QUERY] = &query_option,
    [OPT_ORDER] = &order_option,
    [OPT_DATE_FORMAT] = &date_format_option,
    [OPT_NULL] = &null_option,
    [OPT_COUNT] = NULL,
};

/* -------------------------------------------------------------- options -- */

static int is_given(const hale_value *value)
{
    return !value->missing && value->as.text.len;
}

/* Without the blanks around it, and without a ; behind it, which would spoil
 * what goes around a query. */
static hale_str trimmed(hale_str s)
{
    while (s.len && strchr(" \t\r\n;", s.data[s.len - 1]))
        s.len--;
    while (s.len && strchr(" \t\r\n", *s.data)) {
        s.data++;
        s.len--;
    }
    return s;
}

/* "crm.events" is a table of a schema, unless a schema is given. */
static int read_table(hale_cx *cx, const hale_value *options, PgSource *source)
{
    hale_str table = options[OPT_TABLE].as.text, schema = {NULL, 0};
    const char *dot = memchr(table.data, '.', table.len);
    if (is_given(&options[OPT_SCHEMA])) {
        schema = options[OPT_SCHEMA].as.text;
    } else if (dot) {
        schema = (hale_str){table.data, (size_t)(dot - table.data)};
        table = (hale_str){dot + 1, table.len - schema.len - 1};
        if (!schema.len || !table.len)
            return hale_fail(cx, "table = %s: write TABLE or SCHEMA.TABLE",
                             options[OPT_TABLE].as.text.data);
    }
    source->table = text_copy(cx, table);
    if (schema.len)
        source->schema = text_copy(cx, schema);
    return source->table && (source->schema || !schema.len) ? 0 : -1;
}

static int read_options(hale_cx *cx, const hale_value *options,
                        PgSource *source)
{
    const hale_value *query = &options[OPT_QUERY];
    hale_str text;
    const int has_table = is_given(&options[OPT_TABLE]);
    if (has_table == is_given(query))
        return hale_fail(cx, has_table
                                 ? "table and query: say one of them, not both"
                                 : "table or query: say what to read");
    if (!has_table && is_given(&options[OPT_SCHEMA]))
        return hale_fail(cx, "schema: goes with table; in a query write "
                             "SCHEMA.TABLE");
    source->rules.dates = (DateForm)options[OPT_DATE_FORMAT].as.i;
    if (link_place(cx, options, &source->place) ||
        cell_list(cx, &options[OPT_NULL], &source->rules.nulls) ||
        cell_list(cx, &options[OPT_ORDER], &source->order_by))
        return -1;
    if (has_table)
        return read_table(cx, options, source);
    text = trimmed(query->as.text);
    source->query = text_copy(cx, text);
    return source->query ? 0 : -1;
}

/* ----------------------------------------------------------------- open -- */

static void postgres_close(hale_cx *cx, void *memory)
{
    (void)cx; /* readers have the connections */
    (void)memory;
}

static int postgres_check(hale_cx *cx, const hale_value *options)
{
    PgSource source = {0};
    return read_options(cx, options, &source);
}

static int postgres_open(hale_cx *cx, const hale_value *options, void *memory)
{
    PgSource *source = memory;
    Link link = {0};
    int rc = read_options(cx, options, source);
    if (rc == 0)
        rc = link_open(cx, &source->place, &link) ||
                     table_begin(&link, source) || table_look(&link, source)
                 ? -1
                 : 0;
    link_close(&link);
    for (size_t i = 0; i < source->columns && rc == 0; i++)
        rc = cx->found(cx, source->column[i].name);
    return rc;
}

static int postgres_plan(hale_cx *cx, void *memory, const hale_request *request,
                         size_t *splits)
{
    *splits = 1;
    return select_build(cx, memory, request);
}

/* ----------------------------------------------------------------- read -- */

static int postgres_start(hale_cx *cx, void *memory, size_t split, void *state)
{
    const PgSource *source = memory;
    PgReader *reader = state;
    (void)split;
    reader->slice = cx->alloc(cx, (source->request->field_count + 1) *
                                      sizeof *reader->slice);
    if (!reader->slice || link_open(cx, &source->place, &reader->link) ||
        table_begin(&reader->link, source))
        return -1;
    return link_copy(&reader->link, source->sql, PGRES_COPY_OUT);
}

static int postgres_next(hale_cx *cx, void *memory, void *state,
                         hale_batch *batch)
{
    return rows_next(cx, memory, state, batch);
}

static void postgres_stop(hale_cx *cx, void *memory, void *state)
{
    PgReader *reader = state;
    (void)cx;
    (void)memory;
    link_close(&reader->link);
    keep_close(&reader->keep);
}

const hale_input postgres_input = {
    .size = sizeof postgres_input,
    .name = "postgres",
    .title = "A table or a query of a PostgreSQL database",
    .example = "[input.events]\n"
               "plugin = postgres\n"
               "uri = postgresql://reader@db.example.com/product\n"
               "password_env = PRODUCT_DB_PASSWORD\n"
               "table = analytics.events\n",
    .options = options_declared,
    .source_size = sizeof(PgSource),
    .open = postgres_open,
    .plan = postgres_plan,
    .reader_size = sizeof(PgReader),
    .start = postgres_start,
    .next = postgres_next,
    .stop = postgres_stop,
    .close = postgres_close,
    .check = postgres_check,
};
