/* SPDX-License-Identifier: MIT
 *
 * rollup.c: the account table, added up by company, segment, CSM ...
 *
 * Works on the joined table, models and scores included, in order of account
 * id; every column follows the rule its plugin declared. Beside the figures
 * stands how many accounts a group has, and how many of them are in each band
 * of each score. Accounts without an owner are a row of their own.
 */
#include "measure/inside.h"

#include <stdlib.h>

/* One as-of date of one roll-up. */
typedef struct Rolling {
    const Plan *plan;
    const Table *accounts;
    const Tally *tally;
    size_t tallies;
    Figure *figure; /* for each column of the plan */
    Groups groups;
    Sum *sum;        /* [group][column] */
    uint64_t *count; /* [group][1 + tally]: accounts, then tallies */
    size_t cap;
} Rolling;

static Figure *figures_of(Arena *arena, const Plan *plan)
{
    Figure *figure = arena_array(arena, plan->columns + 1, sizeof *figure);
    for (size_t c = 0; c < plan->columns; c++)
        figure[c] =
            (Figure){plan->column[c].type, plan->column[c].rollup,
                     plan->column[c].numerator, plan->column[c].denominator};
    return figure;
}

static Table *table_for(Arena *arena, const Plan *plan,
                        const RollupPlan *rollup, const Figure *figure,
                        const Tally *tally, size_t tallies)
{
    Table *t = table_new(arena, arena_printf(arena, "rollup_%s", rollup->name),
                         arena_printf(arena, "By %s", rollup->name));
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    table_column(t, "group", HALE_TEXT, NULL, "missing: no group");
    table_column(t, "accounts", HALE_INT, "accounts", NULL);
    for (size_t c = 0; c < plan->columns; c++) {
        const AccountColumn *column = &plan->column[c];
        if (column->rollup == HALE_ROLLUP_NONE)
            continue;
        size_t at = table_column(t, column->name, figure_type(&figure[c]),
                                 column->unit, column->help);
        t->column[at].direction = column->direction;
    }
    for (size_t i = 0; i < tallies; i++)
        table_column(t, tally[i].name, HALE_INT, "accounts", NULL);
    return t;
}

static void make_room(Rolling *r, size_t group)
{
    if (group < r->cap)
        return;
    size_t cap = group < 8 ? 16 : 2 * group, old = r->cap;
    size_t n = r->plan->columns, counts = 1 + r->tallies;
    r->sum = xrealloc(r->sum, cap * (n + 1), sizeof *r->sum);
    r->count = xrealloc(r->count, cap * counts, sizeof *r->count);
    for (size_t i = old * n; i < cap * n; i++)
        r->sum[i] = (Sum){0};
    for (size_t i = old * counts; i < cap * counts; i++)
        r->count[i] = 0;
    r->cap = cap;
}

static bool equals(const hale_value *v, const char *text)
{
    return !v->missing && str_is(v->as.text, text);
}

static void add_account(Rolling *r, const RollupPlan *rollup, size_t row,
                        hale_value *value)
{
    size_t n = r->plan->columns;
    size_t group = group_of_row(&r->groups, rollup, r->accounts, row);
    for (size_t c = 0; c < n; c++)
        value[c] = table_get(r->accounts, row, ACCOUNT_FIXED + c);
    make_room(r, group);
    sums_add(r->sum + group * n, r->figure, n, value);
    uint64_t *count = r->count + group * (1 + r->tallies);
    count[0]++;
    for (size_t i = 0; i < r->tallies; i++) {
        hale_value v = table_get(r->accounts, row, r->tally[i].column);
        count[1 + i] += equals(&v, r->tally[i].equals);
    }
}

static void write_group(const Rolling *r, const RollupPlan *rollup,
                        size_t group, int64_t as_of, Table *t)
{
    size_t n = r->plan->columns, c = 3, row;
    const uint64_t *count = r->count + group * (1 + r->tallies);
    if (!count[0] && rollup->by >= 0)
        return; /* the company is there, with or without accounts */
    row = table_row(t);
    table_time(t, row, 0, as_of);
    if (rollup->by < 0)
        table_text(t, row, 1, S("company"));
    else if (group)
        table_text(t, row, 1, r->groups.name.text[group - 1]);
    table_int(t, row, 2, (int64_t)count[0]);
    for (size_t i = 0; i < n; i++) {
        if (r->figure[i].rollup == HALE_ROLLUP_NONE)
            continue;
        hale_value v = sum_value(&r->sum[group * n + i], &r->figure[i]);
        table_set(t, row, c++, &v);
    }
    for (size_t i = 0; i < r->tallies; i++)
        table_int(t, row, c++, (int64_t)count[1 + i]);
}

static void roll_as_of(Measured *m, const Plan *plan, const RollupPlan *rollup,
                       size_t k, Rolling *r, Table *t)
{
    hale_value *value = xcalloc(plan->columns + 1, sizeof *value);
    make_room(r, 0);
    for (size_t row = m->first[k]; row < m->first[k + 1]; row++)
        add_account(r, rollup, row, value);
    size_t *order = xcalloc((size_t)r->groups.name.count + 1, sizeof *order);
    size_t n = groups_ordered(&r->groups, order);
    for (size_t g = 0; g < n; g++)
        write_group(r, rollup, order[g], plan->as_of[k], t);
    free(order);
    free(value);
}

Table *rollup_table(Measured *m, const Plan *plan, const RollupPlan *rollup,
                    const Tally *tally, size_t tallies)
{
    Figure *figure = figures_of(&m->arena, plan);
    Table *t = table_for(&m->arena, plan, rollup, figure, tally, tallies);
    for (size_t k = 0; k < plan->as_ofs; k++) {
        Rolling r = {.plan = plan,
                     .accounts = m->accounts,
                     .tally = tally,
                     .tallies = tallies,
                     .figure = figure};
        roll_as_of(m, plan, rollup, k, &r, t);
        dict_free(&r.groups.name);
        free(r.sum);
        free(r.count);
    }
    return t;
}
