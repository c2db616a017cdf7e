/* SPDX-License-Identifier: MIT
 *
 * rollups.c: [rollup.X]: by what accounts are grouped.
 *
 * The column is bound once the account table stands. A column whose value can
 * change in time (of a roster with dates, or of a metric) groups the figures
 * of every period by what held then; `owner` says whose figures they are when
 * an account changed groups within one. A fact without a date, and what a
 * model gives, is the same for all periods.
 */
#include "build.h"

#include <string.h>

static const char *const keys[] = {"by", "owner", "min_n", NULL};
static const char *const owners[] = {"start", "end", "weighted", "as_of", NULL};

/* `fallback` if the section does not say. */
static Owner read_owner(Build *b, Section *s, Owner fallback)
{
    Setting *setting = s ? take(b, s, "owner") : NULL;
    if (!setting)
        return fallback;
    for (int i = 0; owners[i]; i++)
        if (!strcmp(setting->value, owners[i]))
            return (Owner)i;
    diag_error(b->diags, setting->place, s->label,
               "owner = %s is none of start, end, weighted, as_of%s",
               shown(b, str(setting->value)),
               suggest_hint(&b->diags->arena, str(setting->value), owners));
    return fallback;
}

static int64_t read_min_n(Build *b, Section *s)
{
    Setting *setting = take(b, s, "min_n");
    int64_t n = 0;
    if (setting &&
        (hale_read_int(str(setting->value), (hale_signs){0}, &n) || n < 1))
        diag_error(b->diags, setting->place, s->label,
                   "min_n = %s is not a number from 1 on: of how many at least "
                   "a group shows rates",
                   shown(b, str(setting->value)));
    return n;
}

static void read_rollup(Build *b, Section *s, Owner usual)
{
    Plan *p = b->plan;
    if (!strcmp(s->name, "company"))
        diag_error(b->diags, s->place, s->label,
                   "the roll-up of everybody is always there; take the "
                   "section away");
    if (take_required(b, s, "by",
                      "the column that groups accounts, as in by = csm"))
        b->rollup_by[p->rollups] = section_find(s, "by");
    p->rollup[p->rollups++] = (RollupPlan){.name = s->name,
                                           .label = s->label,
                                           .place = s->place,
                                           .by = NONE,
                                           .owner = read_owner(b, s, usual),
                                           .min_n = read_min_n(b, s)};
    section_rest(b, s, keys, NULL);
}

void rollups_read(Build *b)
{
    Plan *p = b->plan;
    size_t count = section_count(b, "rollup"), at = 0;
    Section *s = section_next(b, "pipeline", &at);
    Owner usual = read_owner(b, s, OWNER_START);
    p->rollup = arena_array(&p->arena, count + 1, sizeof *p->rollup);
    b->rollup_by = arena_array(&p->arena, count + 1, sizeof *b->rollup_by);
    p->rollup[p->rollups++] =
        (RollupPlan){.name = "company", .label = "rollup.company", .by = NONE};
    at = 0;
    while ((s = section_next(b, "rollup", &at)))
        read_rollup(b, s, usual);
}

/* Can the value of the column change while the account table's as-of does
 * not? */
static bool changes(const Plan *p, const AccountColumn *c)
{
    if (c->origin == FROM_ROSTER)
        return p->data_set[p->roster].has_time;
    return c->origin == FROM_METRIC;
}

/* An `owner` that was asked for and cannot make a difference. */
static void warn_fixed(Build *b, Section *s, const RollupPlan *rollup,
                       const AccountColumn *c)
{
    const Setting *owner = section_find(s, "owner");
    if (!owner || rollup->owner == OWNER_AS_OF || rollup->moves ||
        strcmp(owner->value, owners[rollup->owner]) != 0)
        return;
    diag_warn(b->diags, owner->place, s->label,
              "owner = %s changes nothing: \"%s\" is what %s, the same for "
              "all periods%s",
              owner->value, c->name,
              c->origin == FROM_ROSTER ? "the roster says without a date"
                                       : "stands at as_of",
              c->origin == FROM_ROSTER
                  ? " (column.time names the date of a roster's rows)"
                  : "");
}

void rollups_bind(Build *b)
{
    Plan *p = b->plan;
    size_t at = 0;
    for (size_t i = 1; i < p->rollups; i++) {
        RollupPlan *rollup = &p->rollup[i];
        const Setting *by = b->rollup_by[i];
        Section *s = section_next(b, "rollup", &at);
        if (!by)
            continue;
        Wish wish = {.name = by->value,
                     .type = HALE_TEXT,
                     .place = by->place,
                     .label = rollup->label};
        rollup->by = want_figure(b, &wish, p->columns);
        if (rollup->by == NONE)
            continue;
        const AccountColumn *c = &p->column[rollup->by];
        rollup->own = !strcmp(by->value, "parent") && c->origin == FROM_ROSTER;
        rollup->moves = rollup->owner != OWNER_AS_OF && changes(p, c);
        warn_fixed(b, s, rollup, c);
    }
}
