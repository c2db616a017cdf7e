/* SPDX-License-Identifier: MIT
 *
 * postgres_output.c: all tables of a run into one schema of a PostgreSQL
 * database.
 *
 * For dashboards that read a warehouse: a run is one transaction, the rows of
 * an as-of replace those of the same as-of, every other day stays. The tables
 * are those of the SQLite output (docs/tables.md), in PostgreSQL's types.
 *
 * The server is asked for nothing but a connection before the first table
 * comes: what can be waited for then are the locks of others, and a run that
 * fails there may be tried again.
 */
#include "postgres_output.h"

#include <string.h>

#include "hale/parse.h"
#include "store.h"

enum {
    OPT_URI,
    OPT_PASSWORD,
    OPT_CONNECT,
    OPT_STATEMENT,
    OPT_LOCK,
    OPT_SCHEMA,
    OPT_PREFIX,
    OPT_MODE,
    OPT_COUNT
};

static const hale_option schema_option = {
    .size = sizeof schema_option,
    .name = "schema",
    .type = HALE_OPTION_TEXT,
    .help = "where the tables are; made when it is not there; without it the "
            "first of the search path",
};
static const hale_option prefix_option = {
    .size = sizeof prefix_option,
    .name = "prefix",
    .type = HALE_OPTION_TEXT,
    .fallback = "hale_",
    .help = "begins the name of every table",
};
static const char *const modes[] = {[STORE_REPLACE] = "replace",
                                    [STORE_APPEND] = "append",
                                    [STORE_LAST] = "last",
                                    NULL};
static const hale_option mode_option = {
    .size = sizeof mode_option,
    .name = "mode",
    .type = HALE_OPTION_CHOICE,
    .fallback = "replace",
    .choices = modes,
    .help = "replace: the pipeline's rows of the same as_of are replaced; "
            "append: they are kept, told apart by run_id; last: only the "
            "pipeline's last run stays",
};
static const hale_option *const options_declared[] = {
    [OPT_URI] = &link_uri_option,
    [OPT_PASSWORD] = &link_password_option,
    [OPT_CONNECT] = &link_connect_option,
    [OPT_STATEMENT] = &link_statement_option,
    [OPT_LOCK] = &link_lock_option,
    [OPT_SCHEMA] = &schema_option,
    [OPT_PREFIX] = &prefix_option,
    [OPT_MODE] = &mode_option,
    [OPT_COUNT] = NULL,
};

/* ------------------------------------------------------------------ open -- */

static int check_prefix(hale_cx *cx, const char *prefix)
{
    int good = !hale_is_digit(prefix[0]) && strlen(prefix) <= 32;
    for (const char *p = prefix; *p; p++)
        good &= (*p >= 'a' && *p <= 'z') || *p == '_' || hale_is_digit(*p);
    return good ? 0
                : hale_fail(cx,
                            "prefix = %s: at most 32 small letters, digits "
                            "and _ are possible, a digit not first",
                            prefix);
}

static int read_options(hale_cx *cx, Store *store, const hale_value *options)
{
    const hale_value *schema = &options[OPT_SCHEMA];
    store->schema =
        text_copy_of(cx, schema->missing ? "" : schema->as.text.data);
    store->prefix = text_copy_of(cx, options[OPT_PREFIX].as.text.data);
    store->mode = (StoreMode)options[OPT_MODE].as.i;
    store->place.lock_seconds = (int)options[OPT_LOCK].as.i;
    if (!store->schema || !store->prefix ||
        link_place(cx, options, &store->place))
        return -1;
    return check_prefix(cx, store->prefix);
}

static int postgres_check(hale_cx *cx, const hale_value *options)
{
    Store store = {0};
    return read_options(cx, &store, options);
}

/* Copies what outlives the call. */
static int read_run(hale_cx *cx, Store *store, const hale_run *run)
{
    Buffer list = {0};
    store->run.pipeline = text_copy_of(cx, run->pipeline);
    store->run.version = text_copy_of(cx, run->version);
    store->run.timezone = text_copy_of(cx, run->timezone);
    store->run.currency =
        run->currency ? text_copy_of(cx, run->currency) : NULL;
    if (!store->run.pipeline || !store->run.version || !store->run.timezone ||
        (run->currency && !store->run.currency))
        return -1;
    for (size_t k = 0; k < run->as_of_count; k++) {
        buffer_puts(&list, k ? ", '" : "'");
        value_time(&list, run->as_of[k]);
        buffer_char(&list, '\'');
    }
    store->as_ofs = sql_keep(cx, &list);
    return store->as_ofs ? 0 : -1;
}

static int postgres_open(hale_cx *cx, const hale_value *options,
                         const hale_run *run, void *memory)
{
    Store *store = memory;
    if (read_options(cx, store, options) || read_run(cx, store, run))
        return -1;
    return link_open(cx, &store->place, &store->link);
}

/* ---------------------------------------------------------------- output -- */

/* SQLSTATE 55P03: somebody else holds a table, and gives it back. */
static int fate(const Store *store, int rc)
{
    return rc && strcmp(store->link.state, "55P03") == 0 ? HALE_AGAIN : rc;
}

static int begin_once(Store *store)
{
    return store->run_id ? 0 : schema_begin(store);
}

static int postgres_write(hale_cx *cx, void *memory, const hale_table *table)
{
    Store *store = memory;
    int same;
    store->link.cx = cx;
    if (begin_once(store) || schema_table(store, table, &same) ||
        rows_write(store, table, same))
        return fate(store, -1);
    return 0;
}

static void postgres_abort(hale_cx *cx, void *memory)
{
    Store *store = memory;
    (void)cx;
    link_close(&store->link); /* the server rolls back what is open */
}

static int postgres_commit(hale_cx *cx, void *memory)
{
    Store *store = memory;
    PGresult *done;
    int rc = 0;
    store->link.cx = cx;
    if (begin_once(store))
        return fate(store, -1);
    done = link_ask(&store->link, "COMMIT");
    if (!done && PQstatus(store->link.conn) == CONNECTION_BAD)
        hale_warn(cx,
                  "%s: it is not known whether the results are there; run "
                  "again, the same rows are replaced",
                  store->link.label);
    if (!done || strcmp(PQcmdStatus(done), "COMMIT") != 0)
        rc = done ? hale_fail(cx, "%s: the server rolled back",
                              store->link.label)
                  : -1;
    PQclear(done);
    if (rc == 0)
        link_close(&store->link);
    return rc;
}

const hale_output postgres_output = {
    .size = sizeof postgres_output,
    .name = "postgres",
    .title = "Tables of a PostgreSQL database",
    .example = "[output.warehouse]\n"
               "plugin = postgres\n"
               "uri = postgresql://hale@db.example.com/warehouse\n"
               "password_env = WAREHOUSE_PASSWORD\n"
               "schema = customer_success\n"
               "tables = accounts, scores, rollup_*\n",
    .options = options_declared,
    .sink_size = sizeof(Store),
    .open = postgres_open,
    .write = postgres_write,
    .commit = postgres_commit,
    .abort = postgres_abort,
    .check = postgres_check,
};
