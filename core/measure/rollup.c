/* SPDX-License-Identifier: MIT
 *
 * rollup.c: the account table, added up by company, segment, CSM ...
 *
 * Works on the joined table, models and scores included, in order of account
 * id; every column follows the rule its plugin declared. Groups are those of
 * as_of, whatever `owner` says of periods. Beside the figures stands how many
 * accounts a group has, and what there is to say of its scores (tally.c).
 * Accounts without an owner are a row of their own.
 *
 * The same groups, added up before anybody is judged, give accounts the figures
 * that `give` asks for: an account without a group has none of them.
 */
#include "measure/inside.h"

#include <stdlib.h>

/* One as-of date of one roll-up. */
typedef struct Rolling {
    const Plan *plan;
    const Table *accounts;
    const ScoreTally *tally;
    size_t tallies;
    Figure *figure; /* for each column of the plan */
    Groups groups;
    Sum *sum;        /* [group][column] */
    uint64_t *count; /* [group]: accounts */
    TallySum *told;  /* [group][tally] */
    size_t cap;
} Rolling;

/* Is there room for another column of that name? */
static bool is_free(const Plan *plan, const char *name, const char *end)
{
    char full[256];
    snprintf(full, sizeof full, "%s_%s", name, end);
    ptrdiff_t at = plan_column(plan, full);
    return at < 0 || plan->column[at].rollup == HALE_ROLLUP_NONE;
}

static Figure *figures_of(Arena *arena, const Plan *plan)
{
    Figure *figure = arena_array(arena, plan->columns + 1, sizeof *figure);
    for (size_t c = 0; c < plan->columns; c++) {
        const AccountColumn *column = &plan->column[c];
        figure[c] = (Figure){.type = column->type,
                             .rollup = column->rollup,
                             .numerator = column->numerator,
                             .denominator = column->denominator,
                             .proportion = column->proportion &&
                                           is_free(plan, column->name, "low") &&
                                           is_free(plan, column->name, "high"),
                             .counted = column->rollup == HALE_ROLLUP_MEAN &&
                                        is_free(plan, column->name, "n")};
    }
    return figure;
}

static Table *table_for(Arena *arena, const Plan *plan,
                        const RollupPlan *rollup, const Figure *figure,
                        const ScoreTally *tally, size_t tallies)
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
        hale_result like = {.name = column->name,
                            .unit = column->unit,
                            .help = column->help,
                            .direction = column->direction};
        figure_columns(t, &like, &figure[c]);
    }
    for (size_t i = 0; i < tallies; i++)
        table_column(t, tally[i].name, tally_type(&tally[i]), tally[i].unit,
                     tally[i].help);
    return t;
}

static void make_room(Rolling *r, size_t group)
{
    if (group < r->cap)
        return;
    size_t cap = group < 8 ? 16 : 2 * group, old = r->cap;
    size_t n = r->plan->columns, tallies = r->tallies;
    r->sum = xrealloc(r->sum, cap * (n + 1), sizeof *r->sum);
    r->count = xrealloc(r->count, cap, sizeof *r->count);
    r->told = xrealloc(r->told, cap * (tallies + 1), sizeof *r->told);
    for (size_t i = old * n; i < cap * n; i++)
        r->sum[i] = (Sum){0};
    for (size_t i = old; i < cap; i++)
        r->count[i] = 0;
    for (size_t i = old * tallies; i < cap * tallies; i++)
        r->told[i] = (TallySum){0};
    r->cap = cap;
}

static void add_account(Rolling *r, const RollupPlan *rollup, size_t row,
                        hale_value *value)
{
    size_t n = r->plan->columns;
    size_t group = group_of_row(&r->groups, rollup, r->accounts, row);
    for (size_t c = 0; c < n; c++)
        value[c] = table_get(r->accounts, row, ACCOUNT_FIXED + c);
    make_room(r, group);
    sums_add(r->sum + group * n, r->figure, n, value, value, 1);
    r->count[group]++;
    for (size_t i = 0; i < r->tallies; i++)
        tally_add(&r->told[group * r->tallies + i], &r->tally[i], r->accounts,
                  row);
}

static void write_group(const Rolling *r, const RollupPlan *rollup,
                        size_t group, int64_t as_of, Table *t)
{
    size_t n = r->plan->columns, c = 3, row;
    uint64_t accounts = r->count[group];
    Basis basis = {accounts, rollup->min_n, 1};
    if (!accounts && rollup->by >= 0)
        return; /* the company is there, with or without accounts */
    row = table_row(t);
    table_time(t, row, 0, as_of);
    if (rollup->by < 0)
        table_text(t, row, 1, S("company"));
    else if (group)
        table_text(t, row, 1, r->groups.name.text[group - 1]);
    table_int(t, row, 2, (int64_t)accounts);
    for (size_t i = 0; i < n; i++)
        if (r->figure[i].rollup != HALE_ROLLUP_NONE)
            figure_cells(t, row, &c, &r->sum[group * n + i], r->figure, i,
                         &basis);
    for (size_t i = 0; i < r->tallies; i++) {
        hale_value v = tally_value(&r->told[group * r->tallies + i],
                                   &r->tally[i], (uint64_t)rollup->min_n);
        table_set(t, row, c++, &v);
    }
}

/* Adds up the accounts of as-of `k`. */
static void roll(Rolling *r, const Measured *m, const RollupPlan *rollup,
                 size_t k)
{
    hale_value *value = xcalloc(r->plan->columns + 1, sizeof *value);
    make_room(r, 0);
    for (size_t row = m->first[k]; row < m->first[k + 1]; row++)
        add_account(r, rollup, row, value);
    free(value);
}

static void rolling_free(Rolling *r)
{
    dict_free(&r->groups.name);
    free(r->sum);
    free(r->count);
    free(r->told);
}

static void write_groups(const Rolling *r, const RollupPlan *rollup,
                         int64_t as_of, Table *t)
{
    size_t *order = xcalloc((size_t)r->groups.name.count + 1, sizeof *order);
    size_t n = groups_ordered(&r->groups, order);
    for (size_t g = 0; g < n; g++)
        write_group(r, rollup, order[g], as_of, t);
    free(order);
}

Table *rollup_table(Measured *m, const Plan *plan, const RollupPlan *rollup,
                    const ScoreTally *tally, size_t tallies)
{
    Figure *figure = figures_of(&m->arena, plan);
    Table *t = table_for(&m->arena, plan, rollup, figure, tally, tallies);
    for (size_t k = 0; k < plan->as_ofs; k++) {
        Rolling r = {.plan = plan,
                     .accounts = m->accounts,
                     .tally = tally,
                     .tallies = tallies,
                     .figure = figure};
        roll(&r, m, rollup, k);
        write_groups(&r, rollup, plan->as_of[k], t);
        rolling_free(&r);
    }
    return t;
}

/* -------------------------------------------------------------- accounts -- */

static void give_row(Rolling *r, const RollupPlan *rollup, Table *accounts,
                     size_t row)
{
    size_t n = r->plan->columns, by = ACCOUNT_FIXED + (size_t)rollup->by;
    size_t group = group_of_row(&r->groups, rollup, accounts, row);
    Basis basis = {r->count[group], rollup->min_n, 1};
    for (size_t i = 0; i < rollup->gives; i++) {
        size_t at = rollup->column + i, of = r->plan->column[at].result;
        hale_value v =
            figure_value(&r->sum[group * n + of], r->figure, of, &basis);
        if (!group) /* why it has none */
            v.missing = table_get(accounts, row, by).missing;
        table_set(accounts, row, ACCOUNT_FIXED + at, &v);
    }
}

void measure_groups(Measured *m, const Plan *plan)
{
    Figure *figure = figures_of(&m->arena, plan);
    for (size_t i = 1; i < plan->rollups; i++)
        for (size_t k = 0; plan->rollup[i].gives && k < plan->as_ofs; k++) {
            Rolling r = {
                .plan = plan, .accounts = m->accounts, .figure = figure};
            roll(&r, m, &plan->rollup[i], k);
            for (size_t row = m->first[k]; row < m->first[k + 1]; row++)
                give_row(&r, &plan->rollup[i], m->accounts, row);
            rolling_free(&r);
        }
}
