/* SPDX-License-Identifier: MIT
 *
 * model.c: what needs everybody at once, after the join.
 *
 * A model sees the columns it declared, for all accounts of one as-of date,
 * by account id. It may fill columns that the plan has made room for and emit
 * rows of the reports it declared. Models run one after another in the order
 * of the pipeline, so one may read what another gave. Side tables that a model
 * declares are copied for it at each as-of date; where one of them is too old
 * the model is not asked.
 */
#include "measure/inside.h"

#include <math.h>
#include <stdlib.h>

/* One model at one as-of date. */
typedef struct Running {
    Measured *m;
    const Plan *plan;
    const ModelPlan *model;
    size_t k;
    Table **report; /* of this model */
    const hale_table **side;
    bool stale; /* one of them is too old */
    Error *error;
    Arena arena;
} Running;

/* -------------------------------------------------------------- reports -- */

static Table *report_new(Arena *arena, const ModelPlan *model,
                         const hale_report *report)
{
    Table *t = table_new(
        arena, arena_printf(arena, "%s_%s", model->name, report->name),
        report->title);
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    for (size_t c = 0; report->columns[c]; c++) {
        const hale_result *column = report->columns[c];
        size_t at = table_column(t, column->name, column->type, column->unit,
                                 column->help);
        t->column[at].direction = column->direction;
    }
    return t;
}

static void make_reports(Measured *m, const Plan *plan)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->models; i++)
        n += list_count(plan->model[i].plugin->reports);
    m->report = arena_array(&m->arena, n + 1, sizeof *m->report);
    for (size_t i = 0; i < plan->models; i++) {
        const ModelPlan *model = &plan->model[i];
        size_t reports = list_count(model->plugin->reports);
        for (size_t r = 0; r < reports; r++)
            m->report[m->reports++] =
                report_new(&m->arena, model, model->plugin->reports[r]);
    }
}

static int sane(const hale_value *value, hale_type type)
{
    return value->missing || type != HALE_REAL || isfinite(value->as.r);
}

static void on_warning(void *user, const char *plugin, const char *message)
{
    Running *run = user;
    (void)plugin;
    remark_add(&run->m->remarks, run->model->label, message);
}

static int on_emit(void *user, size_t report, const hale_value *row)
{
    Running *run = user;
    if (report >= list_count(run->model->plugin->reports))
        return error_set(run->error, EXIT_BUG,
                         "emits to report %zu, which it "
                         "did not declare",
                         report);
    Table *t = run->report[report];
    size_t at = table_row(t);
    table_time(t, at, COLUMN_AS_OF, run->plan->as_of[run->k]);
    for (size_t c = 1; c < t->columns; c++) {
        if (!sane(&row[c - 1], t->column[c].type))
            return error_set(run->error, EXIT_BUG, "%s of %s is not a number",
                             t->column[c].name, t->name);
        table_set(t, at, c, &row[c - 1]);
    }
    return 0;
}

/* ----------------------------------------------------------------- sides -- */

static int make_sides(Running *run, const Store *s)
{
    const ModelPlan *model = run->model;
    run->side = arena_array(&run->arena, model->sides + 1, sizeof *run->side);
    for (size_t i = 0; i < model->sides; i++) {
        size_t set = model->side[i].data_set;
        run->stale |= set != (size_t)-1 && store_stale(s, set, run->k);
        if (side_table(&run->arena, s, &model->side[i], model->plugin->sides[i],
                       run->plan->as_of[run->k], &run->side[i], run->error))
            return -1;
    }
    return 0;
}

static const hale_table *on_side(void *user, size_t side)
{
    const Running *run = user;
    return side < run->model->sides ? run->side[side] : NULL;
}

/* --------------------------------------------------------------- columns -- */

/* The needed columns at one as-of date. */
static hale_table *needed(Running *run, size_t first, size_t rows)
{
    const ModelPlan *model = run->model;
    size_t n = model->needs;
    hale_table *t = arena_alloc(&run->arena, sizeof *t);
    hale_table_column *face = arena_array(&run->arena, n + 1, sizeof *face);
    const hale_table_column **list =
        arena_array(&run->arena, n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++) {
        if (model->need[i] < 0)
            continue;
        size_t at = ACCOUNT_FIXED + (size_t)model->need[i];
        face[i] = column_face(&run->m->accounts->column[at], first);
        list[i] = &face[i];
    }
    *t = (hale_table){.size = sizeof *t,
                      .name = "accounts",
                      .title = "Accounts",
                      .rows = rows,
                      .columns = n,
                      .column = list};
    return t;
}

static int keep_results(Running *run, hale_value *const *results, size_t first,
                        size_t rows)
{
    for (size_t r = 0; r < run->model->results; r++) {
        size_t at = ACCOUNT_FIXED + run->model->column + r;
        const Column *column = &run->m->accounts->column[at];
        for (size_t i = 0; i < rows; i++) {
            if (!sane(&results[r][i], column->type))
                return error_set(run->error, EXIT_BUG,
                                 "gave %s a value that is not a number",
                                 column->name);
            table_set(run->m->accounts, first + i, at, &results[r][i]);
        }
    }
    return 0;
}

static int run_model(Running *run, Host *host)
{
    const ModelPlan *model = run->model;
    size_t first = run->m->first[run->k];
    size_t rows = run->m->first[run->k + 1] - first;
    int64_t as_of = run->plan->as_of[run->k];
    hale_span span = {.size = sizeof span,
                      .begin = INT64_MIN,
                      .end = as_of,
                      .begin_day = INT32_MIN,
                      .last_day = zone_day(run->plan->zone, as_of - 1),
                      .as_of = as_of,
                      .as_of_day = zone_day(run->plan->zone, as_of)};
    hale_value **results =
        arena_array(&run->arena, model->results + 1, sizeof *results);
    for (size_t r = 0; r < model->results; r++) {
        size_t at = ACCOUNT_FIXED + model->column + r;
        results[r] = arena_array(&run->arena, rows + 1, sizeof **results);
        for (size_t i = 0; i < rows; i++)
            results[r][i] =
                (hale_value){.type = run->m->accounts->column[at].type,
                             .missing = run->stale ? HALE_STALE : HALE_NO_ROWS};
    }
    if (run->stale)
        return keep_results(run, results, first, rows);
    crumb = (Crumb){host->plugin, host->version, "run", NULL, rows};
    int bad = model->plugin->run(&host->cx, model->config, &span,
                                 needed(run, first, rows), results);
    crumb = (Crumb){0};
    return bad ? -1 : keep_results(run, results, first, rows);
}

int measure_models(Measured *m, const Store *s, Error *error)
{
    const Plan *plan = s->plan;
    size_t report = 0;
    int bad = 0;
    make_reports(m, plan);
    for (size_t i = 0; i < plan->models && !bad; i++) {
        const ModelPlan *model = &plan->model[i];
        for (size_t k = 0; k < plan->as_ofs && !bad; k++) {
            Running run = {.m = m,
                           .plan = plan,
                           .model = model,
                           .k = k,
                           .report = m->report + report,
                           .error = error};
            Host host;
            host_init(&host, model->plugin->name, model->pack->plugin->version,
                      error, &run.arena);
            host.zone = plan->zone;
            host.user = &run;
            host.emitted = on_emit;
            host.warned = on_warning;
            host.side = on_side;
            Effort *effort = plan_effort(plan, EFFORT_MODEL, i);
            Since since = effort_begin(effort);
            bad = make_sides(&run, s) || run_model(&run, &host) ? -1 : 0;
            effort_end(effort, since, m->first[k + 1] - m->first[k]);
            arena_free(&run.arena);
        }
        report += list_count(model->plugin->reports);
        if (bad)
            return error_blame(error, exit_of_fault(error->code), "%s",
                               model->label);
    }
    return bad;
}
