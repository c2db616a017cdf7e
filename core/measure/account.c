/* SPDX-License-Identifier: MIT
 *
 * account.c: a row of the account table: everything about one account at one
 * as-of date, in the order of plan->column.
 *
 *   the roster's attributes, as in force just before as_of
 *   each metric over its window, and with compare over the window before
 *   each metric with periods over every period; its columns show the last
 *
 * An account that the roster does not know yet at that date has no row: a
 * backtest must not see customers before they came.
 */
#include "measure/inside.h"

#include <math.h>
#include <string.h>

Table *account_table_new(Arena *arena, const Plan *plan)
{
    Table *t = table_new(arena, "accounts", "Accounts");
    table_room(t, ACCOUNT_FIXED + plan->columns);
    table_column(t, "as_of", HALE_TIME, NULL, "the end of all that is seen");
    table_column(t, "account", HALE_TEXT, NULL, "account id");
    for (size_t c = 0; c < plan->columns; c++) {
        const AccountColumn *column = &plan->column[c];
        size_t at = table_column(t, column->name, column->type, column->unit,
                                 column->help);
        t->column[at].direction = column->direction;
    }
    return t;
}

/* Does a row that the run looks at name the account? */
static bool seen(const Caller *c, size_t a, size_t k)
{
    const Slices *s = &c->slices;
    const Plan *plan = s->plan;
    for (size_t d = 0; d < plan->data_sets; d++)
        if (slice_any(s, d, a, c->from[k * plan->data_sets + d],
                      plan->as_of[k]))
            return true;
    return false;
}

/* Is it an account at that date? `row`: of the roster, -1 without one. */
static bool exists(const Caller *c, size_t a, size_t k, ptrdiff_t *row)
{
    const Slices *s = &c->slices;
    *row = slice_roster_row(s, a, s->plan->as_of[k]);
    return s->plan->roster >= 0 ? *row >= 0 : seen(c, a, k);
}

/* Somebody asks from when the account's figures are: `column` rests on rows up
 * to `time`. */
static void note_newest(const Caller *c, size_t column, int64_t time)
{
    if (c->newest)
        c->newest[column] = time;
}

static void set_attributes(const Caller *c, ptrdiff_t row, Table *t, size_t at)
{
    const Slices *s = &c->slices;
    const Plan *plan = s->plan;
    for (size_t n = 0; row >= 0 && n < c->attributes; n++) {
        size_t i = c->attribute[n];
        hale_value v = slice_fact(s, plan->column[i].owner, (size_t)row,
                                  t->column[COLUMN_AS_OF].as.i[at]);
        table_set(t, at, ACCOUNT_FIXED + i, &v);
        note_newest(c, ACCOUNT_FIXED + i,
                    s->part->block[plan->roster].time[row]);
    }
}

/* (now - before) / |before|, as a fraction: as the formulas' change(), so that
 * from -20 to -10 is a rise. */
static hale_value change(const hale_value *now, const hale_value *before)
{
    hale_value v = {.type = HALE_REAL};
    double a = 0, b = 0;
    if (now->missing || before->missing) {
        v.missing = now->missing ? now->missing : before->missing;
        return v;
    }
    a = now->type == HALE_REAL ? now->as.r : (double)now->as.i;
    b = before->type == HALE_REAL ? before->as.r : (double)before->as.i;
    v.as.r = b == 0 ? 0 : (a - b) / fabs(b);
    if (b == 0)
        v.missing = HALE_ZERO_DENOMINATOR;
    else if (!isfinite(v.as.r))
        v.missing = HALE_REJECTED;
    return v;
}

static bool numeric(hale_type type)
{
    return type == HALE_INT || type == HALE_REAL || type == HALE_MONEY;
}

static int set_compared(Caller *c, size_t m, const Spans *spans, size_t a,
                        const hale_value *now, Table *t, size_t row)
{
    const MetricPlan *metric = &c->plan->metric[m];
    hale_value *before = c->before;
    size_t at = ACCOUNT_FIXED + metric->column + metric->results, n = 0;
    int64_t last = c->last;
    if (call_metric(c, m, a, &spans->before, before))
        return -1;
    for (size_t r = 0; r < metric->results; r++)
        n += numeric(metric->result_type[r]);
    for (size_t r = 0; r < metric->results; r++) {
        if (!numeric(metric->result_type[r]))
            continue;
        hale_value delta = change(&now[r], &before[r]);
        table_set(t, row, at, &before[r]);
        table_set(t, row, at + n, &delta);
        note_newest(c, at, c->last);
        note_newest(c, at + n, last > c->last ? last : c->last);
        at++;
    }
    return 0;
}

/* What the last call gave. */
static void show_results(const Caller *c, const MetricPlan *metric,
                         const hale_value *value, Table *t, size_t row)
{
    size_t first = ACCOUNT_FIXED + metric->column;
    table_set_row(t, row, first, value, metric->results);
    for (size_t r = 0; c->newest && r < metric->results; r++)
        note_newest(c, first + r, c->last);
}

static int measure_window(Caller *c, size_t m, const Spans *spans, size_t a,
                          Table *t, size_t row)
{
    const MetricPlan *metric = &c->plan->metric[m];
    hale_value *now = c->now;
    if (call_metric(c, m, a, &spans->now, now))
        return -1;
    show_results(c, metric, now, t, row);
    return metric->compare ? set_compared(c, m, spans, a, now, t, row) : 0;
}

/* Adds the periods to the account's groups. A metric may be what groups it,
 * so the row of the account table has to be complete. */
static int add_periods(Caller *c, const Spans *spans, size_t a, size_t k,
                       const Table *t, size_t row, Totals *totals)
{
    const Plan *plan = c->plan;
    for (size_t r = 0; r < plan->rollups; r++) {
        Owners owners;
        if (!c->marks[k].count || !rollup_has_periods(plan, &plan->rollup[r]))
            continue;
        if (owners_of(&owners, c, a, k, &plan->rollup[r], t, row,
                      &totals->groups[k * plan->rollups + r]))
            return -1;
        for (size_t m = 0; m < plan->metrics; m++)
            if (plan->metric[m].periods)
                totals_add(totals, m, k, &owners, &spans[m * plan->as_ofs + k],
                           c->answers[m].periods);
    }
    if (c->kept.used)
        arena_reset(&c->kept);
    return 0;
}

/* A row for every period of the account. */
static void show_periods(const Caller *c, size_t m, const Spans *spans,
                         size_t a, size_t k, Table *detail)
{
    Stretches all = c->answers[m].periods;
    for (size_t i = 0; i < all.count; i++)
        for (size_t p = all.of[i].first; p < all.of[i].end; p++) {
            size_t at = table_row(detail);
            table_text(detail, at, 1, c->slices.part->account[a]);
            period_row(detail, c->plan, m, k, spans, p, at, all.of[i].value);
        }
}

static int measure_periods(Caller *c, size_t m, const Spans *spans, size_t a,
                           size_t k, Table *t, size_t row, PartResult *out)
{
    const Laws *laws = &c->call[m].laws;
    const char *name = c->slices.part->account[a].data;
    Table *detail = out->periods[m * c->plan->as_ofs + k];
    if (answers_find(c, m, a, spans))
        return -1;
    Stretches all = c->answers[m].periods, fresh = all;
    fresh.of += c->answers[m].fresh;
    fresh.count -= c->answers[m].fresh;
    if (laws_hold(laws, fresh, CARRY_ALL, name, c->error))
        return -1;
    totals_enter(&out->totals, m, all, laws_have_gaps(laws, all));
    show_results(c, &c->plan->metric[m], all.of[all.count - 1].value, t, row);
    if (detail)
        show_periods(c, m, spans, a, k, detail);
    return 0;
}

int measure_account(Caller *c, const Spans *spans, size_t a, size_t k,
                    PartResult *out)
{
    const Plan *plan = c->plan;
    ptrdiff_t roster_row = -1;
    slices_ahead(&c->slices, a + 1);
    if (!exists(c, a, k, &roster_row))
        return 0;
    Table *t = out->accounts;
    size_t row = table_row(t);
    table_time(t, row, COLUMN_AS_OF, plan->as_of[k]);
    table_text(t, row, COLUMN_ACCOUNT, c->slices.part->account[a]);
    set_attributes(c, roster_row, t, row);
    laps_go(&c->laps);
    for (size_t m = 0; m < plan->metrics; m++) {
        const Spans *s = &spans[m * plan->as_ofs + k];
        uint64_t rows = c->rows;
        int bad = plan->metric[m].periods
                      ? measure_periods(c, m, s, a, k, t, row, out)
                      : measure_window(c, m, s, a, t, row);
        laps_took(&c->laps, m, c->rows - rows);
        if (bad)
            return -1;
        if (c->arena.used)
            arena_reset(&c->arena);
    }
    return add_periods(c, spans, a, k, t, row, &out->totals);
}
