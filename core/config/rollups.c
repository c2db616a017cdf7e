/* SPDX-License-Identifier: MIT
 *
 * rollups.c: [rollup.X]: by what accounts are grouped.
 *
 * The column is bound once the account table stands. A column whose value can
 * change in time (of a roster with dates, or of a metric) groups the figures
 * of every period by what held then; `owner` says whose figures they are when
 * an account changed groups within one. A fact without a date, and what a
 * model gives, is the same for all periods.
 *
 * `give = mrr` gives every account the figure of its group at as_of, as a
 * column of its own behind those of metrics and models: `csm_mrr` of
 * [rollup.csm].
 */
#include "build.h"

#include <string.h>

static const char *const keys[] = {"by", "owner", "min_n", "give", NULL};
static const char *const owners[] = {"start", "end", "weighted", "as_of", NULL};

/* `fallback` if the section does not say. */
static Owner read_owner(Build *b, Section *s, Owner fallback)
{
    return s ? (Owner)take_word(b, s, "owner", owners, (int)fallback)
             : fallback;
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

static void read_giving(Build *b, Section *s, Giving *giving)
{
    Setting *setting = take(b, s, "give");
    if (!setting)
        return;
    giving->place = setting->place;
    giving->count = take_list(b, s, setting, &giving->figure);
    if (!*setting->value)
        diag_error(b->diags, setting->place, s->label,
                   "give is empty: name figures, as in give = mrr");
}

static void read_rollup(Build *b, Section *s, Owner usual)
{
    Plan *p = b->plan;
    read_giving(b, s, &b->giving[p->rollups]);
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
    b->giving = arena_array(&p->arena, count + 1, sizeof *b->giving);
    p->rollup[p->rollups++] =
        (RollupPlan){.name = "company", .label = "rollup.company", .by = NONE};
    at = 0;
    while ((s = section_next(b, "rollup", &at)))
        read_rollup(b, s, usual);
}

/* ---------------------------------------------------------------- give -- */

hale_type rolled_type(hale_type type, hale_rollup rollup)
{
    switch (rollup) {
    case HALE_ROLLUP_RATIO:
        return HALE_REAL;
    case HALE_ROLLUP_MEAN:
        return type == HALE_MONEY ? HALE_MONEY : HALE_REAL;
    case HALE_ROLLUP_SUM:
        return type == HALE_BOOL ? HALE_INT : type;
    default:
        return type;
    }
}

/* Why groups cannot give it to their accounts; NULL: they can. */
static const char *unfit(const AccountColumn *c)
{
    if (c->origin == FROM_GROUP)
        return "is itself a figure of a group";
    if (c->origin == FROM_HISTORY)
        return "is the past of a score, which is known to formulas only";
    return c->rollup == HALE_ROLLUP_NONE ? "does not roll up, so a group has "
                                           "no such figure"
                                         : NULL;
}

static void give_figure(Build *b, const RollupPlan *rollup, AccountColumn *to,
                        const Wish *wish)
{
    Plan *p = b->plan;
    ptrdiff_t at = want_figure(b, wish, p->columns);
    if (at == NONE)
        return;
    const AccountColumn *from = &p->column[at];
    const char *why = unfit(from);
    if (why) {
        diag_error(b->diags, wish->place, wish->label, "give: \"%s\" %s",
                   from->name, why);
        return;
    }
    to->type = rolled_type(from->type, from->rollup);
    to->unit = from->unit;
    to->direction = from->direction;
    to->result = (size_t)at;
    to->help = arena_printf(&p->arena, "%s%sof the group in [%s]",
                            from->help ? from->help : "",
                            from->help ? ", " : "", rollup->label);
}

void rollups_give(Build *b)
{
    Plan *p = b->plan;
    for (size_t i = 1; i < p->rollups; i++) {
        const RollupPlan *rollup = &p->rollup[i];
        for (size_t k = 0; k < rollup->gives; k++) {
            Wish wish = {.name = b->giving[i].figure[k],
                         .place = b->giving[i].place,
                         .label = rollup->label};
            give_figure(b, rollup, &p->column[rollup->column + k], &wish);
        }
    }
}

/* ---------------------------------------------------------------- bind -- */

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
