/* SPDX-License-Identifier: MIT
 *
 * period.c: figures by month, for the company and for every group.
 *
 * While an account is measured, its figures of every period are added to the
 * groups it belongs to, so a run over many accounts and months keeps sums,
 * not rows. Groups are told apart by the account's attribute at the as-of
 * date, or by what a metric says of it then, the same for all periods, so the
 * roll-forward of a group closes. A metric that gives an account's first
 * month makes them cohorts.
 *
 * Metrics declare laws (start + movements = end; end of a period = start of
 * the next). They are checked to the last digit for every account, period
 * and group on every run: a broken one is a bug and ends the run.
 */
#include "measure/inside.h"

#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------- groups -- */

static size_t group_of(Groups *g, const hale_value *name)
{
    if (name->missing)
        return 0;
    return (size_t)dict_code(&g->name, name->as.text) + 1;
}

size_t group_of_row(Groups *g, const RollupPlan *rollup, const Table *accounts,
                    size_t row)
{
    if (rollup->by < 0)
        return 0;
    hale_value name =
        table_get(accounts, row, ACCOUNT_FIXED + (size_t)rollup->by);
    if (name.missing && rollup->own)
        name = table_get(accounts, row, COLUMN_ACCOUNT);
    return group_of(g, &name);
}

static int by_group(const void *a, const void *b, void *names)
{
    const Str *name = names;
    return str_cmp(name[*(const size_t *)a - 1], name[*(const size_t *)b - 1]);
}

size_t groups_ordered(const Groups *g, size_t *order)
{
    size_t n = g->name.count;
    for (size_t i = 0; i < n; i++)
        order[i] = i + 1;
    qsort_r(order, n, sizeof *order, by_group, g->name.text);
    order[n] = 0;
    return n + 1;
}

/* --------------------------------------------------------------- totals -- */

static Figure *figures_of(Arena *arena, const MetricPlan *m)
{
    Figure *figure = arena_array(arena, m->results + 1, sizeof *figure);
    for (size_t r = 0; r < m->results; r++) {
        const hale_result *result = m->plugin->results[r];
        figure[r] = (Figure){m->result_type[r], result->rollup,
                             result->numerator, result->denominator};
    }
    return figure;
}

bool rollup_has_periods(const Plan *plan, const RollupPlan *rollup)
{
    return rollup->by < 0 || plan->column[rollup->by].origin != FROM_MODEL;
}

void totals_open(Totals *t, const Plan *plan, Arena *arena)
{
    size_t each = plan->as_ofs * plan->rollups;
    *t = (Totals){.plan = plan};
    t->figure = arena_array(arena, plan->metrics + 1, sizeof *t->figure);
    t->groups = arena_array(arena, each + 1, sizeof *t->groups);
    t->sums = arena_array(arena, plan->metrics * each + 1, sizeof *t->sums);
    for (size_t m = 0; m < plan->metrics; m++)
        t->figure[m] = figures_of(arena, &plan->metric[m]);
}

void totals_free(Totals *t)
{
    size_t each = t->plan ? t->plan->as_ofs * t->plan->rollups : 0;
    for (size_t i = 0; i < each; i++)
        dict_free(&t->groups[i].name);
    for (size_t i = 0; t->plan && i < t->plan->metrics * each; i++) {
        free(t->sums[i].sum);
        free(t->sums[i].accounts);
    }
    *t = (Totals){0};
}

/* The sums of a group, made if they are new; `cells` a group. */
static Sum *sums_at(PeriodSums *s, size_t group, size_t cells)
{
    if (group >= s->cap) {
        size_t cap = group ? 2 * group + 1 : 1; /* the company is group 0 */
        s->sum = xrealloc(s->sum, cap * cells, sizeof *s->sum);
        s->accounts = xrealloc(s->accounts, cap, sizeof *s->accounts);
        memset(s->sum + s->cap * cells, 0,
               (cap - s->cap) * cells * sizeof *s->sum);
        memset(s->accounts + s->cap, 0, (cap - s->cap) * sizeof(uint64_t));
        s->cap = cap;
    }
    if (group >= s->groups)
        s->groups = group + 1;
    return s->sum + group * cells;
}

static size_t cells_of(const MetricPlan *m)
{
    return (size_t)m->periods * m->results;
}

void totals_add(Totals *t, size_t metric, size_t as_of, const Table *accounts,
                size_t row, const hale_value *values)
{
    const Plan *plan = t->plan;
    const MetricPlan *m = &plan->metric[metric];
    for (size_t r = 0; r < plan->rollups; r++) {
        const RollupPlan *rollup = &plan->rollup[r];
        if (!rollup_has_periods(plan, rollup))
            continue;
        size_t at = as_of * plan->rollups + r;
        size_t group = group_of_row(&t->groups[at], rollup, accounts, row);
        PeriodSums *s = &t->sums[metric * plan->as_ofs * plan->rollups + at];
        Sum *sum = sums_at(s, group, cells_of(m));
        s->accounts[group]++;
        for (size_t p = 0; p < (size_t)m->periods; p++)
            sums_add(sum + p * m->results, t->figure[metric], m->results,
                     values + p * m->results);
    }
}

static void join_sums(PeriodSums *into, const PeriodSums *from,
                      const MetricPlan *m, const Figure *figure,
                      const size_t *renamed)
{
    for (size_t g = 0; g < from->groups; g++) {
        if (!from->accounts[g])
            continue;
        Sum *sum = sums_at(into, renamed[g], cells_of(m));
        into->accounts[renamed[g]] += from->accounts[g];
        for (size_t p = 0; p < (size_t)m->periods; p++)
            sums_join(sum + p * m->results,
                      from->sum + g * cells_of(m) + p * m->results, figure,
                      m->results);
    }
}

void totals_join(Totals *into, Totals *from)
{
    const Plan *plan = into->plan;
    size_t each = plan->as_ofs * plan->rollups;
    for (size_t at = 0; at < each; at++) {
        const Dict *names = &from->groups[at].name;
        size_t *renamed = xcalloc((size_t)names->count + 1, sizeof *renamed);
        for (uint32_t g = 0; g < names->count; g++)
            renamed[g + 1] =
                (size_t)dict_code(&into->groups[at].name, names->text[g]) + 1;
        for (size_t m = 0; m < plan->metrics; m++)
            if (plan->metric[m].periods)
                join_sums(&into->sums[m * each + at],
                          &from->sums[m * each + at], &plan->metric[m],
                          into->figure[m], renamed);
        free(renamed);
    }
}

/* ----------------------------------------------------------------- laws -- */

static int balance(const MetricPlan *m, const hale_identity *law,
                   const hale_value *value, const char *whose, Error *error)
{
    uint64_t sum = 0; /* modulo 2^64, where it is 0 as well */
    for (size_t r = 0; r < m->results; r++) {
        if (!law->sign[r])
            continue;
        if (value[r].missing)
            return 0; /* nothing to hold */
        sum += (uint64_t)law->sign[r] * (uint64_t)value[r].as.i;
    }
    if (sum == 0)
        return 0;
    return error_set(error, EXIT_BUG,
                     "%s: %s does not hold for %s: off by %lld", m->label,
                     law->name, whose, (long long)sum);
}

static int carries(const MetricPlan *m, const hale_identity *law,
                   const hale_value *last, const hale_value *value,
                   const char *whose, Error *error)
{
    if (law->closing == law->opening || last[law->closing].missing ||
        value[law->opening].missing ||
        last[law->closing].as.i == value[law->opening].as.i)
        return 0;
    return error_set(error, EXIT_BUG,
                     "%s: %s: a period of %s does not start where the last "
                     "one ended",
                     m->label, law->name, whose);
}

int identities_hold(const MetricPlan *m, const hale_value *values,
                    const char *whose, Error *error)
{
    size_t n = list_count(m->plugin->identities);
    for (size_t i = 0; i < n; i++)
        for (size_t p = 0; p < (size_t)m->periods; p++) {
            const hale_identity *law = m->plugin->identities[i];
            const hale_value *value = values + p * m->results;
            if (balance(m, law, value, whose, error))
                return -1;
            if (p && carries(m, law, value - m->results, value, whose, error))
                return -1;
        }
    return 0;
}

/* --------------------------------------------------------------- tables -- */

/* A result has the name that its plugin gave it, unless a column of the table
 * has it already: two columns of one name cannot be told apart. */
static const char *column_name(const Table *t, const MetricPlan *m, size_t r)
{
    const char *name = m->plugin->results[r]->name;
    return name[0] && table_find(t, name) < 0 ? name : m->result_name[r];
}

Table *period_table_new(Arena *arena, const Plan *plan, size_t metric,
                        bool by_account)
{
    const MetricPlan *m = &plan->metric[metric];
    Figure *figure = figures_of(arena, m);
    const char *name =
        by_account ? arena_printf(arena, "%s_accounts", m->name) : m->name;
    Table *t = table_new(arena, name, m->plugin->title);
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    if (by_account) {
        table_column(t, "account", HALE_TEXT, NULL, "account id");
    } else {
        table_column(t, "rollup", HALE_TEXT, NULL, "the roll-up");
        table_column(t, "group", HALE_TEXT, NULL, "missing: no group");
    }
    table_column(t, "period", HALE_TEXT, NULL, NULL);
    table_column(t, "period_begin", HALE_TIME, NULL, NULL);
    table_column(t, "period_end", HALE_TIME, NULL, "exclusive");
    table_column(t, "complete", HALE_BOOL, NULL, "is the period over?");
    if (!by_account)
        table_column(t, "accounts", HALE_INT, "accounts", NULL);
    for (size_t r = 0; r < m->results; r++) {
        const hale_result *result = m->plugin->results[r];
        if (!by_account && result->rollup == HALE_ROLLUP_NONE)
            continue;
        size_t at =
            table_column(t, column_name(t, m, r),
                         by_account ? figure[r].type : figure_type(&figure[r]),
                         plan->column[m->column + r].unit, result->help);
        t->column[at].direction = result->direction;
    }
    return t;
}

/* Fills everything of a row but who it is about. */
void period_row(Table *t, const Plan *plan, size_t metric, size_t as_of,
                const Spans *spans, size_t period, size_t at,
                const hale_value *values)
{
    const MetricPlan *m = &plan->metric[metric];
    const hale_span *span = &spans->period[period];
    bool by_account = table_find(t, "rollup") < 0;
    size_t c = by_account ? 2 : 3;
    char label[16];
    period_label(plan->zone, span->begin, m->period, label);
    table_time(t, at, COLUMN_AS_OF, plan->as_of[as_of]);
    table_text(t, at, c++, str(label));
    table_time(t, at, c++, span->begin);
    table_time(t, at, c++, span->end);
    table_bool(t, at, c++, spans->complete[period]);
    if (!by_account)
        c++; /* the number of accounts */
    for (size_t r = 0; r < m->results; r++)
        if (by_account || m->plugin->results[r]->rollup != HALE_ROLLUP_NONE)
            table_set(t, at, c++, &values[r]);
}

/* All periods of one group. */
static int group_rows(Table *out, const Totals *t, size_t metric, size_t k,
                      size_t r, size_t group, const Spans *spans, Error *error)
{
    const Plan *plan = t->plan;
    const MetricPlan *m = &plan->metric[metric];
    size_t at = k * plan->rollups + r;
    const PeriodSums *s = &t->sums[metric * plan->as_ofs * plan->rollups + at];
    if (group >= s->groups || !s->accounts[group])
        return 0;
    Str name = plan->rollup[r].by < 0 ? S("company")
               : group                ? t->groups[at].name.text[group - 1]
                                      : (Str){0};
    hale_value *value = arena_array(out->arena, cells_of(m) + 1, sizeof *value);
    for (size_t i = 0; i < cells_of(m); i++)
        value[i] = sum_value(&s->sum[group * cells_of(m) + i],
                             &t->figure[metric][i % m->results]);
    for (size_t p = 0; p < (size_t)m->periods; p++) {
        size_t row = table_row(out);
        table_text(out, row, 1, str(plan->rollup[r].name));
        if (name.data)
            table_text(out, row, 2, name);
        table_int(out, row, 7, (int64_t)s->accounts[group]);
        period_row(out, plan, metric, k, &spans[metric * plan->as_ofs + k], p,
                   row, value + p * m->results);
    }
    return identities_hold(m, value, name.data ? name.data : "no group", error);
}

int period_table(Table *out, const Totals *t, size_t metric, const Spans *spans,
                 Error *error)
{
    const Plan *plan = t->plan;
    for (size_t k = 0; k < plan->as_ofs; k++)
        for (size_t r = 0; r < plan->rollups; r++) {
            Groups *groups = &t->groups[k * plan->rollups + r];
            size_t *order = arena_array(
                out->arena, (size_t)groups->name.count + 1, sizeof *order);
            size_t n = groups_ordered(groups, order);
            for (size_t g = 0; g < n; g++)
                if (group_rows(out, t, metric, k, r, order[g], spans, error))
                    return -1;
        }
    return 0;
}
