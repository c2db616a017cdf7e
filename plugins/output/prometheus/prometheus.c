/* SPDX-License-Identifier: MIT
 *
 * prometheus.c: figures as a text file that Prometheus' node exporter collects.
 *
 * For alerts on the whole ("red accounts of the segment above ten") and for
 * the one that matters most: that the figures are fresh, by the gauge
 * PREFIX_as_of_timestamp_seconds. It is made for tables of few rows, the
 * roll-ups; the history of every account belongs into a database.
 *
 * The file is replaced whole, since the collector may read at any moment, and
 * every line carries the name of the pipeline, so that the files of several
 * pipelines never say the same thing twice.
 */
#include <string.h>

#include "../../common/text.h"
#include "exposition.h"
#include "hale/parse.h"

enum { OPT_PATH, OPT_PREFIX, OPT_LIMIT, OPT_TOP_BY, OPT_ACCOUNTS, OPT_COUNT };

static const hale_option path_option = {
    .size = sizeof path_option,
    .name = "path",
    .type = HALE_OPTION_PATH,
    .flags = HALE_REQUIRED,
    .help = "a file NAME.prom in the collector's folder, or - for standard "
            "output; missing folders are made",
};
static const hale_option prefix_option = {
    .size = sizeof prefix_option,
    .name = "prefix",
    .type = HALE_OPTION_TEXT,
    .fallback = "hale",
    .help = "the first word of every name",
};
static const hale_option limit_option = {
    .size = sizeof limit_option,
    .name = "limit",
    .type = HALE_OPTION_INT,
    .fallback = "50",
    .help = "the most rows of a table",
    .unit = "rows",
    .min = 1,
    .max = ROWS_MOST,
};
static const hale_option top_by_option = {
    .size = sizeof top_by_option,
    .name = "top_by",
    .type = HALE_OPTION_TEXT,
    .fallback = "accounts",
    .help = "the column whose largest rows are shown where there are too "
            "many; a table without it shows its first rows",
};
static const hale_option accounts_option = {
    .size = sizeof accounts_option,
    .name = "max_accounts",
    .type = HALE_OPTION_INT,
    .fallback = "0",
    .help = "the most rows of a table that has some for each account; 0: "
            "such tables are left out",
    .unit = "rows",
    .min = 0,
    .max = ROWS_MOST,
};
static const hale_option *const options_declared[] = {
    [OPT_PATH] = &path_option,         [OPT_PREFIX] = &prefix_option,
    [OPT_LIMIT] = &limit_option,       [OPT_TOP_BY] = &top_by_option,
    [OPT_ACCOUNTS] = &accounts_option, [OPT_COUNT] = NULL,
};

/* ------------------------------------------------------------------ open */

static int check_prefix(hale_cx *cx, const char *prefix)
{
    int good = prefix[0] && !hale_is_digit(prefix[0]);
    for (const char *p = prefix; *p; p++)
        good &= (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                *p == '_' || hale_is_digit(*p);
    return good ? 0
                : hale_fail(cx,
                            "prefix = %s: letters, digits and _ are possible, "
                            "and a digit not first",
                            prefix);
}

static int check_path(hale_cx *cx, const char *path)
{
    const size_t len = strlen(path);
    if (strstr(path, "{table}"))
        return hale_fail(cx,
                         "path = %s: one file takes all tables; leave {table} "
                         "out",
                         path);
    if (strcmp(path, "-") != 0 &&
        (len < 5 || strcmp(path + len - 5, ".prom") != 0))
        hale_warn(cx,
                  "path = %s: the collector reads files whose name ends in "
                  ".prom, and no other",
                  path);
    return 0;
}

static int prometheus_check(hale_cx *cx, const hale_value *options)
{
    return check_prefix(cx, options[OPT_PREFIX].as.text.data) ||
                   check_path(cx, options[OPT_PATH].as.text.data)
               ? -1
               : 0;
}

static int read_options(hale_cx *cx, Exposition *e, const hale_value *options)
{
    const char *path = options[OPT_PATH].as.text.data;
    e->prefix = text_copy_of(cx, options[OPT_PREFIX].as.text.data);
    e->top_by = text_copy_of(cx, options[OPT_TOP_BY].as.text.data);
    e->limit = (size_t)options[OPT_LIMIT].as.i;
    e->max_accounts = (size_t)options[OPT_ACCOUNTS].as.i;
    if (!e->prefix || !e->top_by || publish_open(cx, &e->files, path))
        return -1;
    return publish_file(cx, &e->files, "", &e->file);
}

static int read_run(hale_cx *cx, Exposition *e, const hale_run *run)
{
    char *currency = text_copy_of(cx, run->currency);
    e->pipeline = text_copy_of(cx, run->pipeline);
    if (!currency || !e->pipeline)
        return -1;
    for (char *p = currency; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    e->currency = currency[0] ? currency : NULL;
    for (size_t k = 0; k < run->as_of_count; k++)
        if (k == 0 || run->as_of[k] > e->as_of)
            e->as_of = run->as_of[k];
    return 0;
}

static void put_fact(Buffer *out, const char *name, const char *text)
{
    buffer_char(out, ',');
    put_label(out, name, (hale_str){text ? text : "", text ? strlen(text) : 0});
}

/* What is known of the run itself. */
static int put_run(Exposition *e, const hale_run *run)
{
    const hale_str pipeline = {e->pipeline, strlen(e->pipeline)};
    const char *info = name_make(e, "run_info", NULL);
    const char *as_of = name_make(e, "as_of_timestamp_seconds", NULL);
    Buffer *out = &e->file->text;
    if (!info || !as_of)
        return -1;
    put_head(out, info, "facts about the run, as labels", NULL);
    buffer_puts(out, info);
    buffer_char(out, '{');
    put_label(out, "pipeline", pipeline);
    put_fact(out, "timezone", run->timezone);
    put_fact(out, "currency", run->currency);
    put_fact(out, "version", run->version);
    buffer_puts(out, "} 1\n");
    if (run->as_of_count == 0)
        return 0;
    put_head(out, as_of, "the end of all that is seen", NULL);
    buffer_puts(out, as_of);
    buffer_char(out, '{');
    put_label(out, "pipeline", pipeline);
    buffer_puts(out, "} ");
    put_seconds(out, e->as_of);
    buffer_char(out, '\n');
    return 0;
}

static int prometheus_open(hale_cx *cx, const hale_value *options,
                           const hale_run *run, void *memory)
{
    Exposition *e = memory;
    e->cx = cx;
    if (read_options(cx, e, options) || read_run(cx, e, run))
        return -1;
    return put_run(e, run);
}

/* ---------------------------------------------------------------- output */

static int prometheus_write(hale_cx *cx, void *memory, const hale_table *table)
{
    Exposition *e = memory;
    e->cx = cx;
    return put_table(e, table) ? -1 : publish_drain(cx, e->file);
}

static void prometheus_abort(hale_cx *cx, void *memory)
{
    Exposition *e = memory;
    (void)cx;
    publish_close(&e->files);
}

static int prometheus_commit(hale_cx *cx, void *memory)
{
    Exposition *e = memory;
    if (publish_commit(cx, &e->files))
        return -1;
    prometheus_abort(cx, e); /* frees; nothing is left to remove */
    return 0;
}

static const hale_output prometheus_output = {
    .size = sizeof prometheus_output,
    .name = "prometheus",
    .title = "Gauges for Prometheus' textfile collector",
    .example = "[output.alerts]\n"
               "plugin = prometheus\n"
               "path = out/hale.prom\n"
               "tables = rollup_*\n",
    .options = options_declared,
    .sink_size = sizeof(Exposition),
    .open = prometheus_open,
    .write = prometheus_write,
    .commit = prometheus_commit,
    .abort = prometheus_abort,
    .check = prometheus_check,
};

HALE_EXPORT const hale_plugin *hale_plugin_v1(void)
{
    static const hale_output *const outputs[] = {&prometheus_output, NULL};
    static const hale_plugin pack = {
        .size = sizeof pack,
        .abi_major = HALE_ABI_MAJOR,
        .abi_minor = HALE_ABI_MINOR,
        .name = "prometheus",
        .version = "0.1.0",
        .license = "MIT",
        .help = "figures for Prometheus",
        .outputs = outputs,
    };
    return &pack;
}
