/* SPDX-License-Identifier: MIT
 *
 * probe.c: a pack for the tests of configuration.
 *
 * It has an option of every type, metrics whose results try every way of
 * being typed and rolled up, and an input whose columns are whatever its
 * option says. It computes nothing: the tests look at plans, not at figures.
 */
#include <hale/plugin.h>
#include <string.h>

/* The type comes last in these and further members may follow it. */
#define OPTION(name_, ...)                                                     \
    (&(const hale_option){.size = sizeof(hale_option),                         \
                          .name = (name_),                                     \
                          .help = "for tests",                                 \
                          .type = HALE_OPTION_##__VA_ARGS__})
#define COLUMN(name_, ...)                                                     \
    (&(const hale_column){.size = sizeof(hale_column),                         \
                          .name = (name_),                                     \
                          .type = HALE_##__VA_ARGS__})
#define RESULT(name_, ...)                                                     \
    (&(const hale_result){.size = sizeof(hale_result),                         \
                          .name = (name_),                                     \
                          .help = "for tests",                                 \
                          .type = HALE_##__VA_ARGS__})
#define NEED(role_, shape_, ...)                                               \
    (&(const hale_need){.size = sizeof(hale_need),                             \
                        .role = (role_),                                       \
                        .shape = (shape_),                                     \
                        .columns =                                             \
                            (const hale_column *const[]){__VA_ARGS__, NULL}})
#define LIST(type_, ...) ((const type_ *const[]){__VA_ARGS__, NULL})

/* --------------------------------------------------------------- input -- */

static const char *const modes[] = {"slow", "fast", NULL};

enum { FLAG, TITLE = 5, MODE = 8, COLUMNS, BROKEN }; /* in the list below */

static int rows_check(hale_cx *cx, const hale_value *options)
{
    if (options[TITLE].missing == HALE_PRESENT &&
        strcmp(options[TITLE].as.text.data, "odd") == 0)
        hale_warn(cx, "an odd title");
    if (options[TITLE].missing == HALE_PRESENT &&
        strcmp(options[TITLE].as.text.data, "unspeakable") == 0)
        return -1;
    if (options[FLAG].missing == HALE_PRESENT && options[FLAG].as.b &&
        options[MODE].missing == HALE_PRESENT && options[MODE].as.i == 0)
        return hale_fail(cx, "mode = slow: not with a flag");
    return 0;
}

static int rows_open(hale_cx *cx, const hale_value *options, void *source)
{
    const struct hale_list *columns = &options[COLUMNS].as.list;
    (void)source;
    if (options[BROKEN].missing == HALE_PRESENT && options[BROKEN].as.b)
        return hale_fail(cx, "cannot be opened today");
    for (size_t i = 0; i < columns->count; i++)
        if (cx->found(cx, columns->item[i]))
            return -1;
    return 0;
}

static int rows_plan(hale_cx *cx, void *source, const hale_request *request,
                     size_t *splits)
{
    (void)cx;
    (void)source;
    (void)request;
    *splits = 0;
    return 0;
}

static int rows_start(hale_cx *cx, void *source, size_t split, void *reader)
{
    (void)cx;
    (void)source;
    (void)split;
    (void)reader;
    return 0;
}

static int rows_next(hale_cx *cx, void *source, void *reader, hale_batch *batch)
{
    (void)cx;
    (void)source;
    (void)reader;
    batch->count = 0;
    return 0;
}

static void rows_stop(hale_cx *cx, void *source, void *reader)
{
    (void)cx;
    (void)source;
    (void)reader;
}

static void rows_close(hale_cx *cx, void *source)
{
    (void)cx;
    (void)source;
}

static const hale_input rows = {
    .size = sizeof rows,
    .name = "rows",
    .title = "No rows",
    .options = LIST(
        hale_option, OPTION("flag", BOOL),
        OPTION("number", INT, .min = 1, .max = 90), OPTION("share", REAL),
        OPTION("price", MONEY), OPTION("since", DATE), OPTION("title", TEXT),
        OPTION("query", TEXT, .flags = HALE_LONG_TEXT), OPTION("span", DAYS),
        OPTION("mode", CHOICE, .choices = modes), OPTION("columns", LIST),
        OPTION("broken", BOOL), OPTION("path", PATH),
        OPTION("password", TEXT, .flags = HALE_SECRET)),
    .source_size = sizeof(int),
    .open = rows_open,
    .plan = rows_plan,
    .reader_size = sizeof(int),
    .start = rows_start,
    .next = rows_next,
    .stop = rows_stop,
    .close = rows_close,
    .check = rows_check,
};

/* ------------------------------------------------------------- metrics -- */

static int configure(hale_cx *cx, const hale_value *options, void *config)
{
    int64_t *limit = config;
    (void)cx;
    *limit = options[0].as.i;
    return 0;
}

static int refuse(hale_cx *cx, const hale_value *options, void *config)
{
    (void)options;
    (void)config;
    return hale_fail(cx, "two times two is five");
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *given)
{
    (void)cx;
    (void)config;
    (void)state;
    (void)given;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    (void)cx;
    (void)config;
    (void)span;
    (void)state;
    (void)results;
    return 0;
}

#define METRIC                                                                 \
    .size = sizeof(hale_metric), .title = "For tests", .family = "usage",      \
    .formula = "none", .update = update, .finish = finish

/* An int over a window of events. */
static const hale_metric count = {
    METRIC,
    .name = "count",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options =
        LIST(hale_option, OPTION("limit", INT, .fallback = "7", .max = 100),
             OPTION("who", COLUMN)),
    .needs = LIST(hale_need, NEED("events", HALE_EVENT,
                                  COLUMN("user", TEXT, .flags = HALE_OPTIONAL,
                                         .named_by = "who"))),
    .results = LIST(hale_result,
                    RESULT("", INT, .unit = "rows", .rollup = HALE_ROLLUP_SUM)),
    .config_size = sizeof(int64_t),
    .configure = configure,
};

/* A rate, its two parts and a day that is no figure. */
static const hale_metric parts = {
    METRIC,
    .name = "parts",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .needs = LIST(hale_need,
                  NEED("subscriptions", HALE_INTERVAL, COLUMN("mrr", MONEY))),
    .results =
        LIST(hale_result, RESULT("last", TIME, .rollup = HALE_ROLLUP_MAX),
             RESULT("won", MONEY, .unit = "currency/month",
                    .rollup = HALE_ROLLUP_SUM),
             RESULT("all", MONEY, .rollup = HALE_ROLLUP_SUM),
             RESULT("rate", REAL, .rollup = HALE_ROLLUP_RATIO, .numerator = 1,
                    .denominator = 2)),
};

/* Whatever type its column has. */
static const hale_metric same = {
    METRIC,
    .name = "same",
    .options = LIST(hale_option, OPTION("column", COLUMN)),
    .needs = LIST(hale_need, NEED(NULL, HALE_ATTRIBUTE,
                                  COLUMN("value", SAME, .named_by = "column"))),
    .results = LIST(hale_result, RESULT("", SAME, .rollup = HALE_ROLLUP_SUM)),
};

/* A text that changes from event to event. */
static const hale_metric who = {
    METRIC,
    .name = "who",
    .flags = HALE_TAKES_WINDOW,
    .needs = LIST(hale_need, NEED("events", HALE_EVENT, COLUMN("user", TEXT))),
    .results = LIST(hale_result, RESULT("", TEXT)),
};

/* Two data sets. */
static const hale_metric both = {
    METRIC,
    .name = "both",
    .needs =
        LIST(hale_need, NEED("events", HALE_EVENT, COLUMN("feature", TEXT)),
             NEED("accounts", HALE_ATTRIBUTE, COLUMN("seats", INT))),
    .results = LIST(hale_result, RESULT("", REAL)),
};

/* No figure, and an optional column of another type than parts reads. */
static const hale_metric last = {
    METRIC,
    .name = "last",
    .flags = HALE_TAKES_WINDOW,
    .needs = LIST(hale_need, NEED("subscriptions", HALE_INTERVAL,
                                  COLUMN("mrr", REAL, .flags = HALE_OPTIONAL))),
    .results = LIST(hale_result, RESULT("", TIME)),
};

static const hale_metric refused = {
    METRIC,
    .name = "refused",
    .needs =
        LIST(hale_need, NEED("events", HALE_EVENT,
                             COLUMN("user", TEXT, .flags = HALE_OPTIONAL))),
    .results = LIST(hale_result, RESULT("", REAL)),
    .config_size = 8,
    .configure = refuse,
};

/* Takes part in some definitions; its `discounts` lacks "forever". */
static const char *const some[] = {"all", "recurring", "none", NULL};
static const char *const bases[] = {"snapshot", "events", NULL};

static const hale_metric defined = {
    METRIC,
    .name = "defined",
    .options =
        LIST(hale_option, OPTION("limit", INT, .fallback = "7", .max = 100),
             OPTION("discounts", CHOICE, .choices = some, .fallback = "all"),
             OPTION("past_due", DAYS),
             OPTION("basis", CHOICE, .choices = bases, .fallback = "snapshot"),
             OPTION("grace", DAYS, .fallback = "3d")),
    .needs =
        LIST(hale_need, NEED("events", HALE_EVENT,
                             COLUMN("user", TEXT, .flags = HALE_OPTIONAL))),
    .results = LIST(hale_result, RESULT("", REAL)),
};

/* ----------------------------------------------------- model and output -- */

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    (void)cx;
    (void)config;
    (void)span;
    (void)accounts;
    (void)results;
    return 0;
}

static const hale_model rank = {
    .size = sizeof rank,
    .name = "rank",
    .title = "For tests",
    .formula = "none",
    .options = LIST(hale_option, OPTION("of", COLUMN)),
    .needs = LIST(hale_column, COLUMN("figure", REAL, .named_by = "of"),
                  COLUMN("segment", TEXT, .flags = HALE_OPTIONAL)),
    .results = LIST(hale_result, RESULT("", REAL), RESULT("of", SAME)),
    .run = run,
};

/* Side tables, one of which may be absent. */
static const hale_model sides = {
    .size = sizeof sides,
    .name = "sides",
    .title = "For tests",
    .formula = "none",
    .options = LIST(hale_option, OPTION("goal", COLUMN)),
    .results = LIST(hale_result, RESULT("", REAL)),
    .run = run,
    .sides = LIST(
        hale_need,
        NEED("quotas", HALE_SIDE, COLUMN("csm", TEXT),
             COLUMN("target", MONEY, .named_by = "goal")),
        &(const hale_need){.size = sizeof(hale_need),
                           .role = "costs",
                           .shape = HALE_SIDE,
                           .flags = HALE_OPTIONAL,
                           .columns = LIST(hale_column, COLUMN("amount", MONEY),
                                           COLUMN("month", TIME))}),
};

static int sink_open(hale_cx *cx, const hale_value *options,
                     const hale_run *facts, void *sink)
{
    (void)cx;
    (void)options;
    (void)facts;
    (void)sink;
    return 0;
}

static int sink_check(hale_cx *cx, const hale_value *options)
{
    return strstr(options[0].as.text.data, "hole")
               ? hale_fail(cx, "path: into a hole, and it is deep")
               : 0;
}

static int sink_write(hale_cx *cx, void *sink, const hale_table *table)
{
    (void)cx;
    (void)sink;
    (void)table;
    return 0;
}

static int sink_commit(hale_cx *cx, void *sink)
{
    (void)cx;
    (void)sink;
    return 0;
}

static void sink_abort(hale_cx *cx, void *sink)
{
    (void)cx;
    (void)sink;
}

static const hale_output sink = {
    .size = sizeof sink,
    .name = "sink",
    .title = "Nowhere",
    .options = LIST(hale_option, OPTION("path", PATH, .flags = HALE_REQUIRED)),
    .open = sink_open,
    .write = sink_write,
    .commit = sink_commit,
    .abort = sink_abort,
    .check = sink_check,
};

static const hale_plugin pack = {
    .size = sizeof pack,
    .abi_major = HALE_ABI_MAJOR,
    .abi_minor = HALE_ABI_MINOR,
    .name = "probe",
    .version = "1",
    .license = "MIT",
    .help = "for tests",
    .inputs = LIST(hale_input, &rows),
    .metrics = LIST(hale_metric, &count, &parts, &same, &who, &both, &last,
                    &refused, &defined),
    .models = LIST(hale_model, &rank, &sides),
    .outputs = LIST(hale_output, &sink),
};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
