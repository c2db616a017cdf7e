/* SPDX-License-Identifier: MIT
 *
 * plan.c: the order in which a pipeline becomes a plan.
 *
 * Inputs say which data sets there are; metrics say which of their columns
 * are kept; the account table follows from metrics, models and what formulas
 * read; and only then is it known what each source must have and from when
 * on. Every step tells its mistakes and the next one goes on, so that one
 * look at a file finds all of them.
 */
#include "build.h"

#include <string.h>

/* Takes away what nobody asked for. Inputs stay: which of them a metric reads
 * is not known yet, and the roster is one. */
static void keep_only(Ini *ini, const char *const *only)
{
    static const char *const kinds[] = {"history", "metric", "model", "score",
                                        "rollup",  "output", NULL};
    size_t kept = 0;
    for (size_t i = 0; i < ini->sections; i++) {
        const Section *s = &ini->section[i];
        if (!is_named(kinds, s->kind) || is_named(only, s->label))
            ini->section[kept++] = *s;
    }
    ini->sections = kept;
}

int plan_begin(Plan *plan, const PlanFrom *from, Diags *diags)
{
    Build b = {.plan = plan, .diags = diags};
    size_t errors = diags->errors;
    *plan = (Plan){.late_since = INT64_MAX, .roster = NONE};
    ini_read(&plan->ini, from->path, from->set, diags);
    if (plan->ini.sections == 0 && diags->errors > errors)
        return -1; /* there was nothing to read */
    if (from->only)
        keep_only(&plan->ini, from->only);
    if (from->only && from->only_over)
        unit_parse(str(from->only_over), &plan->only_over);
    profile_read(&b);
    pipeline_read(&b, from);
    if (!plan->zone)
        plan->zone = zone_open("UTC", NULL);
    overrides_read(&b);
    scores_read(&b);
    history_read(&b);
    return diags->errors > errors ? -1 : 0;
}

/* --------------------------------------------------------------- ranges -- */

/* Where the rows begin that a metric looks at as of `as_of`. */
static int64_t metric_begin(const Plan *p, const MetricPlan *m, int64_t as_of)
{
    if (m->periods > 0) {
        int64_t last = period_start(p->zone, as_of - 1, m->period);
        return span_move(p->zone, last, 1 - m->periods, m->period);
    }
    if (m->window.count == 0)
        return INT64_MIN;
    int64_t count = m->compare ? 2 * m->window.count : m->window.count;
    return span_move(p->zone, as_of, -count, m->window.unit);
}

static void lower(int64_t *begin, int64_t to)
{
    if (to < *begin)
        *begin = to;
}

/* A metric looks at rows from `begin` on, and at these columns of them. */
static void widen(Plan *p, const MetricPlan *m, int64_t begin)
{
    for (size_t k = 0; k < m->needs; k++) {
        const NeedPlan *need = &m->need[k];
        if (need->data_set == (size_t)NONE)
            continue;
        DataSet *d = &p->data_set[need->data_set];
        lower(&d->begin, begin);
        for (size_t c = 0; m->plugin->needs[k]->columns[c]; c++)
            if (need->column[c] >= 0)
                lower(&d->kept[need->column[c]].begin, begin);
        for (size_t f = 0; f < need->filters; f++)
            lower(&d->kept[need->filter[f].column].begin, begin);
    }
}

/* A column of old events that nobody looks at need not be kept: a year of
 * users is asked for more often than a year of everything they did. What no
 * metric asks for is somebody else's, who may look at all of it. */
static void set_columns(DataSet *d)
{
    for (size_t k = 0; k < d->kept_count; k++)
        if (d->shape != HALE_EVENT || d->kept[k].begin == INT64_MAX)
            d->kept[k].begin = INT64_MIN;
}

/* A metric that groups by what held before each period looks further back. */
static void widen_owners(Plan *p, int64_t first)
{
    for (size_t i = 0; i < p->rollups; i++) {
        const RollupPlan *rollup = &p->rollup[i];
        if (!rollup->moves || p->column[rollup->by].origin != FROM_METRIC)
            continue;
        const MetricPlan *m = &p->metric[p->column[rollup->by].owner];
        widen(p, m, metric_begin(p, m, first));
    }
}

/* From when on each data set is looked at, over all as-of dates. */
static void set_ranges(Plan *p)
{
    if (p->as_ofs == 0)
        return;
    int64_t first = p->as_of[0]; /* where the oldest period begins */
    for (size_t i = 0; i < p->data_sets; i++) {
        DataSet *d = &p->data_set[i];
        d->end = p->as_of[p->as_ofs - 1];
        /* Of intervals and facts the oldest may still hold. */
        d->begin = d->shape == HALE_EVENT ? d->end : INT64_MIN;
        for (size_t k = 0; k < d->kept_count; k++)
            d->kept[k].begin = INT64_MAX;
    }
    for (size_t i = 0; i < p->metrics; i++) {
        const MetricPlan *m = &p->metric[i];
        int64_t begin = metric_begin(p, m, p->as_of[0]);
        widen(p, m, begin);
        if (m->periods && begin < first)
            first = begin;
    }
    widen_owners(p, first);
    for (size_t i = 0; i < p->data_sets; i++)
        set_columns(&p->data_set[i]);
}

/* --------------------------------------------------------------- public -- */

int plan_finish(Plan *plan, const char *const *wanted, Diags *diags)
{
    Build b = {.plan = plan, .diags = diags};
    if (plan->ini.sections == 0)
        return -1;
    names_check(&b);
    inputs_read(&b);
    roster_read(&b);
    rates_bind(&b);
    metrics_read(&b);
    models_read(&b);
    rollups_read(&b);
    outputs_read(&b);
    table_build(&b, wanted);
    rollups_give(&b);
    models_bind(&b);
    rollups_bind(&b);
    scores_bind(&b);
    inputs_bind(&b);
    freshness_check(&b);
    definitions_finish(&b);
    set_ranges(plan);
    return diags->errors ? -1 : 0;
}

ptrdiff_t plan_column(const Plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->columns; i++)
        if (!strcmp(plan->column[i].name, name))
            return (ptrdiff_t)i;
    return NONE;
}

Effort *plan_effort(const Plan *plan, EffortKind kind, size_t i)
{
    return plan->effort[kind] ? &plan->effort[kind][i] : NULL;
}

void plan_free(Plan *plan)
{
    for (size_t i = 0; i < plan->inputs; i++) {
        InputPlan *in = &plan->input[i];
        if (in->source && in->plugin->close)
            in->plugin->close(&in->host->cx, in->source);
    }
    registry_free(&plan->registry);
    zone_free(plan->zone);
    arena_free(&plan->arena);
    ini_free(&plan->ini);
    *plan = (Plan){.roster = NONE};
}
