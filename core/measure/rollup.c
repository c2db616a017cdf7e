/* SPDX-License-Identifier: MIT
 *
 * rollup.c: the account table, added up by company, segment, CSM ...
 *
 * Works on the joined table, models and scores included: first every row is
 * given the number of its group, then each column is added up by itself, in
 * order of account id, by the rule its plugin declared: some rows in all
 * roll-ups, then the next ones, so that each cell comes from memory once.
 * Groups are those of as_of, whatever `owner` says of periods. Beside the
 * figures stands how many accounts a group has, and what there is to say of
 * its scores (tally.c). Accounts without an owner are a row of their own.
 *
 * The same groups, added up before anybody is judged, give accounts the figures
 * that `give` asks for: an account without a group has none of them.
 */
#include "measure/inside.h"

#include <stdlib.h>

/* One as-of date of one roll-up. */
typedef struct Rolling {
    const Plan *plan;
    const RollupPlan *rollup;
    const Table *accounts;
    const ScoreTally *tally;
    size_t tallies;
    const Figure *figure; /* for each column of the plan */
    size_t first, rows;   /* of the account table */
    uint32_t *group;      /* of each of them; NULL: all are in one */
    Groups names;
    size_t groups;
    Sum *sum;        /* [column][group] */
    uint64_t *count; /* [group]: accounts */
    TallySum *told;  /* [tally][group] */
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

static size_t group_at(const Rolling *r, size_t row)
{
    return r->group ? r->group[row] : 0;
}

/* Adds up some rows of one column, or of what is told of a score. */
static void roll_rows(const Rolling *r, size_t i, size_t from, size_t rows,
                      bool full)
{
    const uint32_t *group = r->group ? r->group + from : NULL;
    size_t columns = r->plan->columns, first = r->first + from;
    if (i < columns)
        sums_add_column(r->sum + i * r->groups, r->figure, i, r->accounts,
                        first, group, rows, full);
    else
        tally_add(r->told + (i - columns) * r->groups, &r->tally[i - columns],
                  r->accounts, first, group, rows);
}

/* Roll-ups of the same as-of date. */
typedef struct Rollings {
    Rolling *of;
    size_t count;
} Rollings;

enum { NEAR = 1024 }; /* rows of a column that stay near */

static void roll_column(void *shared, unsigned worker, size_t i)
{
    (void)worker;
    const Rollings *all = shared;
    const Rolling *any = all->of;
    size_t rows = any->rows, n;
    bool full = i < any->plan->columns &&
                sums_are_full(any->figure, i, any->accounts, any->first, rows);
    for (size_t from = 0; from < rows; from += n) {
        n = rows - from < NEAR ? rows - from : NEAR;
        for (size_t r = 0; r < all->count; r++)
            roll_rows(&all->of[r], i, from, n, full);
    }
    for (size_t k = 0; full && k < all->count; k++) {
        const Rolling *r = &all->of[k];
        sums_count(r->sum + i * r->groups, r->figure, i, r->accounts, r->count,
                   r->groups);
    }
}

/* Whose accounts are whose, in one roll-up. */
static void find_groups(void *shared, unsigned worker, size_t i)
{
    (void)worker;
    Rolling *r = &((const Rollings *)shared)->of[i];
    size_t n = r->plan->columns;
    if (r->rollup->by >= 0)
        r->group = xcalloc(r->rows + 1, sizeof *r->group);
    for (size_t row = 0; r->group && row < r->rows; row++)
        r->group[row] = (uint32_t)group_of_row(&r->names, r->rollup,
                                               r->accounts, r->first + row);
    r->groups = (size_t)r->names.name.count + 1;
    r->sum = xcalloc(r->groups * n + 1, sizeof *r->sum);
    r->count = xcalloc(r->groups, sizeof *r->count);
    r->told = xcalloc(r->groups * r->tallies + 1, sizeof *r->told);
    for (size_t row = 0; row < r->rows; row++)
        r->count[group_at(r, row)]++;
}

/* Adds up the accounts of as-of `k`. */
static void roll(Rollings *all, const Measured *m, size_t k)
{
    const Plan *plan = all->of->plan;
    size_t rows = m->first[k + 1] - m->first[k];
    unsigned threads = workers_for(plan->threads, rows);
    for (size_t r = 0; r < all->count; r++) {
        all->of[r].first = m->first[k];
        all->of[r].rows = rows;
    }
    workers_run(threads, all->count, find_groups, all);
    workers_run(threads, plan->columns + all->of->tallies, roll_column, all);
}

static void rolling_free(Rolling *r)
{
    dict_free(&r->names.name);
    free(r->group);
    free(r->sum);
    free(r->count);
    free(r->told);
}

static void write_group(const Rolling *r, size_t group, int64_t as_of, Table *t)
{
    const RollupPlan *rollup = r->rollup;
    size_t c = 3, row;
    uint64_t accounts = r->count[group];
    Basis basis = {accounts, rollup->min_n, 1};
    if (!accounts && rollup->by >= 0)
        return; /* the company is there, with or without accounts */
    row = table_row(t);
    table_time(t, row, 0, as_of);
    if (rollup->by < 0)
        table_text(t, row, 1, S("company"));
    else if (group)
        table_text(t, row, 1, r->names.name.text[group - 1]);
    table_int(t, row, 2, (int64_t)accounts);
    for (size_t i = 0; i < r->plan->columns; i++)
        if (r->figure[i].rollup != HALE_ROLLUP_NONE)
            figure_cells(t, row, &c, &r->sum[i * r->groups + group], r->figure,
                         i, &basis);
    for (size_t i = 0; i < r->tallies; i++) {
        hale_value v = tally_value(&r->told[i * r->groups + group],
                                   &r->tally[i], (uint64_t)rollup->min_n);
        table_set(t, row, c++, &v);
    }
}

static void write_groups(const Rolling *r, int64_t as_of, Table *t)
{
    size_t *order = xcalloc(r->groups, sizeof *order);
    size_t n = groups_ordered(&r->names, order);
    for (size_t g = 0; g < n; g++)
        write_group(r, order[g], as_of, t);
    free(order);
}

static void roll_as_of(Rollings *all, const Rolling *empty, const Measured *m,
                       size_t k, Table *const *table)
{
    for (size_t i = 0; i < all->count; i++) {
        all->of[i] = *empty;
        all->of[i].rollup = &empty->plan->rollup[i];
    }
    roll(all, m, k);
    for (size_t i = 0; i < all->count; i++) {
        write_groups(&all->of[i], empty->plan->as_of[k], table[i]);
        rolling_free(&all->of[i]);
    }
}

Table **rollup_tables(Measured *m, const Plan *plan, const ScoreTally *tally,
                      size_t tallies)
{
    size_t n = plan->rollups;
    Rolling empty = {.plan = plan,
                     .accounts = m->accounts,
                     .tally = tally,
                     .tallies = tallies,
                     .figure = figures_of(&m->arena, plan)};
    Rollings all = {arena_array(&m->arena, n + 1, sizeof *all.of), n};
    Table **table = arena_array(&m->arena, n + 1, sizeof(Table *));
    for (size_t i = 0; i < n; i++)
        table[i] = table_for(&m->arena, plan, &plan->rollup[i], empty.figure,
                             tally, tallies);
    for (size_t k = 0; n && k < plan->as_ofs; k++)
        roll_as_of(&all, &empty, m, k, table);
    return table;
}

/* -------------------------------------------------------------- accounts -- */

static void give_row(const Rolling *r, Table *accounts, size_t row)
{
    const RollupPlan *rollup = r->rollup;
    size_t by = ACCOUNT_FIXED + (size_t)rollup->by;
    size_t group = group_at(r, row - r->first);
    Basis basis = {r->count[group], rollup->min_n, 1};
    for (size_t i = 0; i < rollup->gives; i++) {
        size_t at = rollup->column + i, of = r->plan->column[at].result;
        hale_value v = figure_value(&r->sum[of * r->groups + group], r->figure,
                                    of, &basis);
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
            Rolling r = {.plan = plan,
                         .rollup = &plan->rollup[i],
                         .accounts = m->accounts,
                         .figure = figure};
            roll(&(Rollings){&r, 1}, m, k);
            for (size_t row = m->first[k]; row < m->first[k + 1]; row++)
                give_row(&r, m->accounts, row);
            rolling_free(&r);
        }
}
