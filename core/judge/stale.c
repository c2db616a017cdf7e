/* SPDX-License-Identifier: MIT
 *
 * stale.c: old answers.
 *
 *     stale = { after = "90d", halflife = "60d" }
 *
 * Up to `after` a value counts in full. An older one is dropped; or, with a
 * half-life, its weight is multiplied by 0.5 ^ ((age - after) / halflife), and
 * what faded is no longer known: coverage falls with it, and its neighbours
 * weigh more. A value whose age nobody knows is not fresh: it is dropped.
 *
 * The age is a column, in days: the one that `age` names, or that of the
 * metric with "_age_days" behind it. It becomes an input of the formula
 * without being listed. What a group says of old values holds for everything
 * inside that has an age and does not say it itself.
 */
#include "judge/build.h"

#include <math.h>
#include <string.h>

/* A weight that has faded this far is gone. */
static const double GONE = 0.001;

/* Days of a text such as "90d" or "12w"; NAN: it is none. */
static double days_of(const Spot *s, lua_State *L, int t, const char *key)
{
    const char *text = read_text(s, L, t, key);
    int64_t count;
    Unit unit;
    if (!text)
        return NAN;
    if (!span_parse(str(text), &count, &unit) && count > 0 &&
        (unit == UNIT_DAY || unit == UNIT_WEEK))
        return (double)count * (unit == UNIT_WEEK ? 7 : 1);
    spot_wrong(s, key, "%s = \"%s\": an age such as \"90d\" or \"12w\"", key,
               spot_safe(s, str(text)));
    return NAN;
}

static void read_table_of(const Spot *outer, lua_State *L, int t, Stale *stale)
{
    Spot s = *outer;
    s.in = "stale";
    read_keys(&s, L, t);
    stale->given = true;
    stale->after = days_of(&s, L, t, "after");
    stale->halflife = days_of(&s, L, t, "halflife");
    lua_pushliteral(L, "after");
    if (lua_rawget(L, t) == LUA_TNIL)
        spot_wrong(&s, "stale",
                   "after is missing: stale = { after = "
                   "\"90d\" }");
    lua_pop(L, 1);
}

void stale_read(const Spot *s, lua_State *L, int t, Stale *stale)
{
    *stale = (Stale){.after = NAN, .halflife = NAN};
    if (read_table(L, t, "stale"))
        read_table_of(s, L, lua_gettop(L), stale);
    lua_pop(L, 1);
}

/* What holds for a component: its own, or that of the nearest group. A value
 * computed by a function has an age only if it names one. */
static void inherit(Formula *f, Part *p, Diags *diags)
{
    const char *age = p->stale.age_name;
    bool own = p->stale.given;
    for (size_t g = p->parent; !p->stale.given && g; g = f->group[g].parent)
        if (p->metric_name || age)
            p->stale = f->group[g].stale;
    p->stale.age_name = age;
    if (age && !p->stale.given)
        formula_wrong(f, diags, p->section, p->line, "age",
                      "age is only read with stale = { ... }");
    if (!p->stale.given || age)
        return;
    if (p->metric_name)
        p->stale.age_name =
            arena_printf(&f->arena, "%s_age_days", p->metric_name);
    else if (own)
        formula_wrong(f, diags, p->section, p->line, "stale",
                      "stale needs age = \"...\": the column with the age of "
                      "the value in days");
}

void stale_inputs(Formula *f, Diags *diags)
{
    for (size_t i = 0; i < f->parts; i++) {
        Part *p = &f->part[i];
        inherit(f, p, diags);
        if (!p->stale.given || !p->stale.age_name)
            continue;
        ptrdiff_t at = formula_input(f, p->stale.age_name);
        p->stale.age = at < 0 ? f->inputs : (size_t)at;
        if (at < 0) {
            f->input =
                list_grow(&f->arena, f->input, f->inputs, sizeof *f->input);
            f->input[f->inputs++] = (Input){.name = p->stale.age_name,
                                            .line = p->line,
                                            .section = p->section};
        }
        f->input[p->stale.age].used = true;
    }
}

double stale_fade(const Stale *s, const hale_value *age)
{
    double days = age->missing == HALE_PRESENT ? value_number(age) : NAN;
    if (isnan(days))
        return 0;
    if (days <= s->after)
        return 1;
    if (isnan(s->halflife))
        return 0;
    double fade = pow(0.5, (days - s->after) / s->halflife);
    return fade < GONE ? 0 : fade;
}
