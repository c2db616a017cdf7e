/* SPDX-License-Identifier: MIT
 *
 * old: a pack of version 1.0, with one plugin of each kind, that uses what
 * the contract of then offered. It is never changed; see README.md.
 */
#include "plugin.h"

#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- metric -- */

typedef struct Config {
    int64_t least;
} Config;

typedef struct State {
    hale_set *users;
    int64_t rows, pieces;
} State;

static int configure(hale_cx *cx, const hale_value *options, void *config)
{
    (void)cx;
    ((Config *)config)->least = options[0].as.i;
    return 0;
}

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->users = cx->set(cx);
    return s->users ? 0 : -1;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    const hale_vector *pieces = rows->column[1];
    State *s = state;
    for (size_t i = 0; i < rows->count; i++) {
        if (!HALE_HAS(pieces, i) || pieces->as.i[i] < c->least)
            continue;
        s->rows++;
        s->pieces += pieces->as.i[i] % 1000;
    }
    return cx->set_add(cx, s->users, rows->column[0], 0, rows->count);
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config, (void)span;
    results[0].as.i = (int64_t)cx->set_count(cx, s->users);
    results[0].missing = HALE_PRESENT;
    results[1].missing = HALE_ZERO_DENOMINATOR;
    if (s->rows == 0)
        return 0;
    results[1].as.r = (double)s->pieces / (double)s->rows;
    results[1].missing = HALE_PRESENT;
    return 0;
}

static const hale_option least = {.size = sizeof least,
                                  .name = "least",
                                  .type = HALE_OPTION_INT,
                                  .fallback = "10",
                                  .help = "smaller quantities do not count",
                                  .max = 1000};
static const hale_option *const metric_options[] = {&least, NULL};
static const hale_column user = {
    .size = sizeof user, .name = "user", .type = HALE_TEXT};
static const hale_column pieces = {.size = sizeof pieces,
                                     .name = "pieces",
                                     .type = HALE_INT,
                                     .flags = HALE_OPTIONAL};
static const hale_column *const event_columns[] = {&user, &pieces, NULL};
static const hale_need events = {.size = sizeof events,
                                 .role = "events",
                                 .shape = HALE_EVENT,
                                 .columns = event_columns};
static const hale_need *const metric_needs[] = {&events, NULL};
static const hale_result users = {.size = sizeof users,
                                  .name = "",
                                  .type = HALE_INT,
                                  .help = "users",
                                  .rollup = HALE_ROLLUP_SUM};
static const hale_result mean = {.size = sizeof mean,
                                 .name = "mean",
                                 .type = HALE_REAL,
                                 .help = "mean pieces",
                                 .undefined = "when nothing counts"};
static const hale_result *const metric_results[] = {&users, &mean, NULL};

static const hale_metric metric = {.size = sizeof metric,
                                   .name = "old",
                                   .title = "Old",
                                   .family = "usage",
                                   .formula = "distinct users",
                                   .options = metric_options,
                                   .needs = metric_needs,
                                   .results = metric_results,
                                   .config_size = sizeof(Config),
                                   .configure = configure,
                                   .state_size = sizeof(State),
                                   .init = init,
                                   .update = update,
                                   .finish = finish};
static const hale_metric *const metrics[] = {&metric, NULL};

/* ----------------------------------------------------------------- model -- */

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const hale_table_column *seats = accounts->column[0];
    hale_value row = {.type = HALE_INT};
    (void)config, (void)span;
    for (size_t i = 0; i < accounts->rows; i++) {
        if (seats->missing && seats->missing[i])
            continue;
        results[0][i].as.b = seats->as.i[i] > 50;
        results[0][i].missing = HALE_PRESENT;
        row.as.i += results[0][i].as.b;
    }
    return cx->emit(cx, 0, &row);
}

static const hale_column seats = {
    .size = sizeof seats, .name = "seats", .type = HALE_INT};
static const hale_column *const model_needs[] = {&seats, NULL};
static const hale_result large = {
    .size = sizeof large, .name = "", .type = HALE_BOOL, .help = "large"};
static const hale_result *const model_results[] = {&large, NULL};
static const hale_result many = {
    .size = sizeof many, .name = "large", .type = HALE_INT, .help = "many"};
static const hale_result *const report_columns[] = {&many, NULL};
static const hale_report report = {.size = sizeof report,
                                   .name = "old",
                                   .title = "Old",
                                   .columns = report_columns};
static const hale_report *const reports[] = {&report, NULL};

static const hale_model model = {.size = sizeof model,
                                 .name = "old",
                                 .title = "Old",
                                 .family = "usage",
                                 .formula = "seats > 50",
                                 .needs = model_needs,
                                 .results = model_results,
                                 .reports = reports,
                                 .run = run};
static const hale_model *const models[] = {&model, NULL};

/* ----------------------------------------------------------------- input -- */

enum { ROWS = 10 };

typedef struct Source {
    const hale_request *request;
} Source;

typedef struct Reader {
    uint64_t row, end;
} Reader;

static int open_source(hale_cx *cx, const hale_value *options, void *source)
{
    (void)options, (void)source;
    return cx->found(cx, (hale_str){"n", 1});
}

static int plan(hale_cx *cx, void *source, const hale_request *request,
                size_t *splits)
{
    (void)cx;
    ((Source *)source)->request = request;
    *splits = 2;
    return 0;
}

static int start(hale_cx *cx, void *source, size_t split, void *reader)
{
    Reader *r = reader;
    (void)cx, (void)source;
    r->row = split * ROWS;
    r->end = r->row + ROWS;
    return 0;
}

/* The rows of split 0 are 0 to 9, those of split 1 are 10 to 19. */
static int next(hale_cx *cx, void *source, void *reader, hale_batch *batch)
{
    const Source *s = source;
    Reader *r = reader;
    batch->file = "made up";
    while (batch->count < batch->room && r->row < r->end) {
        hale_reject why = {.size = sizeof why,
                           .file = "made up",
                           .line = r->row + 1,
                           .reason = "not a text"};
        size_t at = batch->count;
        batch->line[at] = ++r->row;
        batch->raw[at] = (hale_str){"row", 3};
        if (s->request->field_count == 0) {
            batch->count++;
        } else if (batch->field[0]->type == HALE_TEXT) {
            batch->field[0]->present[at] = 1;
            batch->field[0]->as.text[at] = (hale_str){"row", 3};
            batch->count++;
        } else if (cx->reject(cx, &why)) {
            return -1;
        }
    }
    return 0;
}

static void stop(hale_cx *cx, void *source, void *reader)
{
    (void)cx, (void)source, (void)reader;
}

static void close_source(hale_cx *cx, void *source)
{
    (void)cx, (void)source;
}

static const hale_input input = {.size = sizeof input,
                                 .name = "old",
                                 .title = "Old",
                                 .source_size = sizeof(Source),
                                 .open = open_source,
                                 .plan = plan,
                                 .reader_size = sizeof(Reader),
                                 .start = start,
                                 .next = next,
                                 .stop = stop,
                                 .close = close_source};
static const hale_input *const inputs[] = {&input, NULL};

/* ---------------------------------------------------------------- output -- */

typedef struct Sink {
    size_t rows;
} Sink;

static int open_sink(hale_cx *cx, const hale_value *options,
                     const hale_run *facts, void *sink)
{
    (void)cx, (void)options, (void)facts, (void)sink;
    return 0;
}

static int write_table(hale_cx *cx, void *sink, const hale_table *table)
{
    (void)cx;
    ((Sink *)sink)->rows += table->rows;
    return 0;
}

static int commit(hale_cx *cx, void *sink)
{
    printf("%zu rows\n", ((Sink *)sink)->rows);
    return fflush(stdout) ? hale_fail(cx, "cannot print") : 0;
}

static void abort_sink(hale_cx *cx, void *sink)
{
    (void)cx;
    memset(sink, 0, sizeof(Sink));
}

static const hale_output output = {.size = sizeof output,
                                   .name = "old",
                                   .title = "Old",
                                   .flags = HALE_TO_TERMINAL,
                                   .sink_size = sizeof(Sink),
                                   .open = open_sink,
                                   .write = write_table,
                                   .commit = commit,
                                   .abort = abort_sink};
static const hale_output *const outputs[] = {&output, NULL};

static const hale_plugin pack = {.size = sizeof pack,
                                 .abi_major = HALE_ABI_MAJOR,
                                 .abi_minor = HALE_ABI_MINOR,
                                 .name = "old",
                                 .version = "1.0",
                                 .license = "MIT",
                                 .inputs = inputs,
                                 .metrics = metrics,
                                 .models = models,
                                 .outputs = outputs};

const hale_plugin *hale_plugin_v1(void)
{
    return &pack;
}
