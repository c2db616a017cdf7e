/* SPDX-License-Identifier: MIT
 *
 * team.tasks: is what was planned for the account also done, and in time?
 *
 *     tasks        = done / due
 *     on_time_rate = on time / due
 *     due          = tasks whose due date lies in the span
 *     on time      = done on the local day of the due date or before
 *
 * The denominator is what was due, however it ended: a task done early counts
 * in the span in which it was due, one that is still open counts as not done.
 * One that was done after the span has not been done by then. `backlog` are
 * all open tasks whose date has passed, from before the span as well. Tasks
 * without a due date can be neither late nor in time and are left out.
 *
 * With `kinds` only tasks of those kinds count: one metric for a playbook.
 *
 * Source: task and playbook completion of customer-success teams.
 */
#include "../lifecycle/words.h"

enum { DUE, KIND }; /* the columns */

typedef struct State {
    int64_t due, done, on_time, backlog;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "kinds",
        .type = HALE_OPTION_LIST,
        .help = "tasks of these kinds alone, written as in the data",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [DUE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "due",
            .type = HALE_TIME,
            .help = "the day by which it should be done",
        },
    [KIND] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "kind",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "which playbook it is of",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "tasks",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each task, from created to done",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    return given[0].missing ? 0
                            : words_configure(cx, "kinds", &given[0], config);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const struct hale_list *kinds = config;
    State *s = state;
    const hale_vector *due = rows->column[DUE];
    WordCodes kind = words_codes(cx, rows, KIND, *kinds);
    if (kinds->count > 0 && !rows->column[KIND])
        return hale_fail(cx, "kinds needs to know the kind of a task, and the "
                             "data have no column kind");
    for (size_t i = 0; i < rows->count; i++) {
        int done = rows->until[i] < rows->span->end;
        if (!HALE_HAS(due, i) || due->as.i[i] >= rows->span->end ||
            (kinds->count > 0 && !words_has(&kind, rows, KIND, i)))
            continue;
        s->backlog += !done;
        if (due->as.i[i] < rows->span->begin)
            continue;
        s->due++;
        s->done += done;
        s->on_time +=
            done && cx->day(cx, rows->until[i]) <= cx->day(cx, due->as.i[i]);
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->due += later->due;
    s->done += later->done;
    s->on_time += later->on_time;
    s->backlog += later->backlog;
    return 0;
}

enum { RATE, R_DUE, R_DONE, MISSED, ON_TIME, ON_TIME_RATE, BACKLOG, RESULTS };

static void give(hale_value *v, int64_t count)
{
    v->as.i = count;
    v->missing = HALE_PRESENT;
}

static void give_rate(hale_value *v, int64_t part, int64_t of)
{
    v->missing = of == 0 ? HALE_ZERO_DENOMINATOR : HALE_PRESENT;
    v->as.r = of == 0 ? 0 : (double)part / (double)of;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    give(&results[R_DUE], s->due);
    give(&results[R_DONE], s->done);
    give(&results[MISSED], s->due - s->done);
    give(&results[ON_TIME], s->on_time);
    give(&results[BACKLOG], s->backlog);
    give_rate(&results[RATE], s->done, s->due);
    give_rate(&results[ON_TIME_RATE], s->on_time, s->due);
    return 0;
}

#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "tasks",            \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without tasks it is 0"
#define SHARE                                                                  \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_RATIO,                 \
    .denominator = R_DUE, .undefined = "no task was due",                      \
    .flags = HALE_PROPORTION

static const hale_result *const results[] = {
    &(const hale_result){SHARE, .name = "", .numerator = R_DONE,
                         .help = "share of the tasks due that are done"},
    &(const hale_result){COUNT, .name = "due", .direction = HALE_NEUTRAL,
                         .help = "tasks that were due in the span"},
    &(const hale_result){COUNT, .name = "done", .direction = HALE_UP_IS_GOOD,
                         .help = "those of them that are done"},
    &(const hale_result){COUNT, .name = "missed",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "those of them that are open"},
    &(const hale_result){COUNT, .name = "on_time", .direction = HALE_UP_IS_GOOD,
                         .help = "those of them done by the due date"},
    &(const hale_result){SHARE, .name = "on_time_rate", .numerator = ON_TIME,
                         .help = "share of the tasks due that were in time"},
    &(const hale_result){COUNT, .name = "backlog",
                         .direction = HALE_DOWN_IS_GOOD,
                         .help = "open tasks whose due date has passed"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "done + missed = due",
        .sign =
            (const signed char[RESULTS]){
                [R_DONE] = 1, [MISSED] = 1, [R_DUE] = -1},
    },
    NULL,
};

const hale_metric team_tasks = {
    .size = sizeof(hale_metric),
    .name = "tasks",
    .title = "Task completion",
    .family = "team",
    .formula = "done / due, of the tasks whose due date lies in the span",
    .source = "task and playbook completion of customer-success teams",
    .example = "[metric.tasks]\n"
               "plugin = team.tasks\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(struct hale_list),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
