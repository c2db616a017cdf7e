/* SPDX-License-Identifier: MIT
 *
 * sqlite_output.c: all tables of a run into one SQLite database.
 *
 * For Metabase, Grafana, Superset and everything else that reads SQL: a run is
 * one transaction, the rows of an as-of replace those of the same as-of, and
 * every other day stays, so the file grows into a history. docs/tables.md has
 * the schema, which only ever grows.
 *
 * A database that is not there yet is made beside its place and put there at
 * commit: before that, and after abort, there is no file. Why a cell is
 * missing is not kept (it is NULL); `components` says it in words.
 */
#include "sqlite_output.h"

#include <string.h>
#include <unistd.h>

#include "../../common/text.h"
#include "hale/parse.h"
#include "store.h"

typedef struct SqliteSink {
    Store store;
    Publish file; /* holds a file where the database is new */
} SqliteSink;

enum { OPT_PATH, OPT_PREFIX, OPT_MODE, OPT_BUSY, OPT_COUNT };
enum { MODE_REPLACE, MODE_APPEND };

static const hale_option path_option = {
    .size = sizeof path_option,
    .name = "path",
    .type = HALE_OPTION_PATH,
    .flags = HALE_REQUIRED,
    .help = "the database; it is made, with its folders, when it is not there",
};
static const hale_option prefix_option = {
    .size = sizeof prefix_option,
    .name = "prefix",
    .type = HALE_OPTION_TEXT,
    .fallback = "hale_",
    .help = "begins the name of every table",
};
static const char *const modes[] = {
    [MODE_REPLACE] = "replace", [MODE_APPEND] = "append", NULL};
static const hale_option mode_option = {
    .size = sizeof mode_option,
    .name = "mode",
    .type = HALE_OPTION_CHOICE,
    .fallback = "replace",
    .choices = modes,
    .help = "replace: the pipeline's rows of the same as_of are replaced; "
            "append: they are kept, told apart by run_id",
};
static const hale_option busy_option = {
    .size = sizeof busy_option,
    .name = "busy_timeout",
    .type = HALE_OPTION_INT,
    .fallback = "10",
    .help = "how long to wait while another program writes",
    .unit = "seconds",
    .min = 0,
    .max = 86400,
};
static const hale_option *const options_declared[] = {
    [OPT_PATH] = &path_option, [OPT_PREFIX] = &prefix_option,
    [OPT_MODE] = &mode_option, [OPT_BUSY] = &busy_option,
    [OPT_COUNT] = NULL,
};

/* ------------------------------------------------------------------ open */

static int check_prefix(hale_cx *cx, const char *prefix)
{
    int good = !hale_is_digit(prefix[0]) && strlen(prefix) <= 32 &&
               sqlite3_strnicmp(prefix, "sqlite_", 7) != 0;
    for (const char *p = prefix; *p; p++)
        good &= (*p >= 'a' && *p <= 'z') || *p == '_' || hale_is_digit(*p);
    return good ? 0
                : hale_fail(cx,
                            "prefix = %s: at most 32 small letters, digits "
                            "and _ are possible, a digit or sqlite_ not first",
                            prefix);
}

static int check_path(hale_cx *cx, const char *path)
{
    if (strcmp(path, "-") == 0)
        return hale_fail(cx, "path = -: a database is a file; name it");
    if (strstr(path, "{table}"))
        return hale_fail(cx,
                         "path = %s: one database takes all tables; leave "
                         "{table} out",
                         path);
    return 0;
}

static int read_options(hale_cx *cx, Store *store, const hale_value *options)
{
    store->path = text_copy_of(cx, options[OPT_PATH].as.text.data);
    store->prefix = text_copy_of(cx, options[OPT_PREFIX].as.text.data);
    store->append = options[OPT_MODE].as.i == MODE_APPEND;
    store->seconds = (int)options[OPT_BUSY].as.i;
    if (!store->path || !store->prefix)
        return -1;
    return check_path(cx, store->path) || check_prefix(cx, store->prefix) ? -1
                                                                          : 0;
}

static int sqlite_check(hale_cx *cx, const hale_value *options)
{
    Store store = {0};
    return read_options(cx, &store, options);
}

static int read_run(hale_cx *cx, Store *store, const hale_run *run)
{
    int64_t *as_of = cx->alloc(cx, (run->as_of_count + 1) * sizeof *as_of);
    store->pipeline = text_copy_of(cx, run->pipeline);
    if (!as_of || !store->pipeline)
        return -1;
    for (size_t k = 0; k < run->as_of_count; k++)
        as_of[k] = run->as_of[k];
    store->as_of = as_of;
    store->as_of_count = run->as_of_count;
    return 0;
}

/* Opens the database, or a new one beside the place where it will stand. */
static int open_database(hale_cx *cx, SqliteSink *sink)
{
    Store *store = &sink->store;
    PublishFile *file;
    if (publish_open(cx, &sink->file, store->path))
        return -1;
    if (access(store->path, F_OK) == 0)
        return store_open(store, store->path, 0);
    if (publish_file(cx, &sink->file, "", &file) ||
        store_open(store, file->temporary, 1))
        return -1;
    return 0;
}

/* Locks are asked for at the beginning and at the commit only. */
static int failure(const Store *store)
{
    return store->locked ? HALE_AGAIN : -1;
}

static int sqlite_open(hale_cx *cx, const hale_value *options,
                       const hale_run *run, void *memory)
{
    SqliteSink *sink = memory;
    sink->store.cx = cx;
    if (read_options(cx, &sink->store, options) ||
        read_run(cx, &sink->store, run) || open_database(cx, sink))
        return failure(&sink->store);
    return schema_begin(&sink->store, run);
}

/* ---------------------------------------------------------------- output */

static int sqlite_write(hale_cx *cx, void *memory, const hale_table *table)
{
    SqliteSink *sink = memory;
    int same;
    sink->store.cx = cx;
    if (schema_table(&sink->store, table, &same))
        return -1;
    return rows_write(&sink->store, table, same);
}

static void sqlite_abort(hale_cx *cx, void *memory)
{
    SqliteSink *sink = memory;
    (void)cx;
    store_close(&sink->store);
    publish_close(&sink->file);
}

static int sqlite_commit(hale_cx *cx, void *memory)
{
    SqliteSink *sink = memory;
    sink->store.cx = cx;
    if (store_exec(&sink->store, "COMMIT"))
        return failure(&sink->store);
    store_close(&sink->store);
    if (sink->file.first && access(sink->store.path, F_OK) == 0) {
        hale_fail(cx,
                  "%s: somebody else made it meanwhile; run again to write "
                  "into it",
                  sink->store.path);
        return HALE_AGAIN;
    }
    if (publish_commit(cx, &sink->file))
        return -1;
    sqlite_abort(cx, sink); /* frees; nothing is left to remove */
    return 0;
}

const hale_output sqlite_output = {
    .size = sizeof sqlite_output,
    .name = "sqlite",
    .title = "An SQLite database",
    .example = "[output.history]\n"
               "plugin = sqlite\n"
               "path = out/hale.db\n"
               "tables = accounts, scores, rollup_*\n",
    .options = options_declared,
    .sink_size = sizeof(SqliteSink),
    .open = sqlite_open,
    .write = sqlite_write,
    .commit = sqlite_commit,
    .abort = sqlite_abort,
    .check = sqlite_check,
};
