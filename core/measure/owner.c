/* SPDX-License-Identifier: MIT
 *
 * owner.c: to which group an account belonged, and when.
 *
 * The account table groups by what holds at as_of. Periods of the past must
 * not: who leads the accounts today did not lose those that left last spring.
 * So for a roll-up whose groups change in time the question is put again just
 * before the begin and the end of every period (the marks), and for shares by
 * days at the begin of every day:
 *
 *   a roster with dates    the row in force then
 *   a metric               the metric itself, its window ending then
 *
 * What is known stays what is known at as_of: a correction that was recorded
 * later counts for the past too.
 */
#include "measure/inside.h"

#include <stdlib.h>

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

/* --------------------------------------------------------------- owners -- */

static size_t group_in_roster(const Caller *c, size_t a,
                              const RollupPlan *rollup, int64_t end, Groups *g)
{
    const Plan *plan = c->plan;
    const Partition *part = c->slices.part;
    ptrdiff_t row = slice_roster_row(&c->slices, a, end);
    if (row < 0)
        return 0; /* there was no such account yet */
    hale_value name = slice_cell(&part->block[plan->roster],
                                 plan->column[rollup->by].owner, (size_t)row);
    if (name.missing && rollup->own)
        name = (hale_value){.type = HALE_TEXT, .as.text = part->account[a]};
    return group_of(g, &name);
}

/* The group just before `end`. */
static int group_at(Caller *c, size_t a, const RollupPlan *rollup, int64_t end,
                    Groups *g, size_t *group)
{
    const AccountColumn *by = &c->plan->column[rollup->by];
    if (by->origin == FROM_ROSTER) {
        *group = group_in_roster(c, a, rollup, end, g);
        return 0;
    }
    const MetricPlan *m = &c->plan->metric[by->owner];
    hale_value *value = arena_array(&c->arena, m->results, sizeof *value);
    hale_span span = span_as_of(c->plan, m, end);
    if (call_metric(c, by->owner, a, &span, value))
        return -1;
    *group = group_of(g, &value[by->result]);
    arena_reset(&c->arena);
    return 0;
}

/* Who holds the account as each day of the periods begins. */
static int find_days(Owners *o, Caller *c, size_t a, const Marks *marks,
                     Groups *g)
{
    size_t days = (size_t)(marks->last_day - marks->first_day) + 1;
    size_t *group = arena_array(&c->kept, days, sizeof *group);
    for (size_t d = 0; d < days; d++) {
        int64_t begin =
            zone_day_start(c->plan->zone, marks->first_day + (int32_t)d);
        if (group_at(c, a, o->rollup, begin + 1, g, &group[d]))
            return -1;
    }
    o->first_day = marks->first_day;
    o->day = group;
    return 0;
}

int owners_of(Owners *o, Caller *c, size_t a, size_t k,
              const RollupPlan *rollup, const Table *accounts, size_t row,
              Groups *groups)
{
    const Marks *marks = &c->marks[k];
    *o = (Owners){.rollup = rollup,
                  .as_of = group_of_row(groups, rollup, accounts, row)};
    if (!rollup->moves)
        return 0;
    size_t *group = arena_array(&c->kept, marks->count + 1, sizeof *group);
    for (size_t i = 0; i < marks->count; i++)
        if (group_at(c, a, rollup, marks->at[i], groups, &group[i]))
            return -1;
    o->mark = group;
    return rollup->owner == OWNER_WEIGHTED ? find_days(o, c, a, marks, groups)
                                           : 0;
}
