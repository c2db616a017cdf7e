/* SPDX-License-Identifier: MIT
 *
 * declare.c: the words of the form  word "id" { ... }.
 *
 * Lua reads that as two calls: word("id") adds an empty element and answers
 * with a function that waits for the table; that one fills the element. An
 * element whose table never came is told by link.c. One row of `kinds` is a
 * word: how to add, how to fill.
 */
#include "judge/build.h"

#include <math.h>
#include <string.h>

/* ----------------------------------------------------------- components -- */

static size_t add_part(Build *b, const char *id, const char *section, int line)
{
    Formula *f = b->f;
    f->part = list_grow(&f->arena, f->part, f->parts, sizeof *f->part);
    f->part[f->parts] = (Part){
        .id = id, .label = id, .section = section, .line = line, .metric = -1};
    return f->parts++;
}

static void read_policy(const Spot *s, lua_State *L, Policy *policy,
                        double *counts)
{
    const char *word = read_text(s, L, 2, "missing");
    double points = read_number(L, 2, "missing", NAN);
    *policy = POLICY_NONE;
    *counts = NAN;
    if (!isnan(points) && points >= 0 && points <= 100) {
        *counts = points;
    } else if (!isnan(points)) {
        spot_wrong(s, "missing", "points must be 0 to 100");
    } else if (word && !strcmp(word, "zero")) {
        *counts = 0;
    } else if (word && !strcmp(word, "neutral")) {
        *counts = 50;
    } else if (word && !strcmp(word, "fail")) {
        *policy = POLICY_FAIL;
    } else if (word && !strcmp(word, "skip")) {
        *policy = POLICY_SKIP;
    } else if (word) {
        static const char *const names[] = {"skip", "zero", "neutral", "fail",
                                            NULL};
        spot_wrong(s, "missing",
                   "missing = \"%s\": skip, zero, neutral, fail "
                   "or a number%s",
                   spot_safe(s, str(word)),
                   suggest_hint(&s->b->f->arena, str(word), names));
    }
    if (!isnan(*counts))
        *policy = POLICY_POINTS;
}

static const char *label_or(const char *label, const char *id)
{
    return label ? label : id;
}

static void fill_part(const Spot *s, lua_State *L, size_t i)
{
    Part *p = &s->b->f->part[i];
    p->finished = true;
    p->label = label_or(read_text(s, L, 2, "label"), p->id);
    p->group = read_text(s, L, 2, "group");
    p->weight = read_needed(L, 2, "weight", 1);
    p->metric_name = read_text(s, L, 2, "metric");
    p->function = read_function(s, L, 2, "value");
    p->curve = read_curve(L, 2, "curve");
    p->why = read_text(s, L, 2, "why");
    p->when = read_when(s, L, 2);
    read_policy(s, L, &p->policy, &p->policy_points);
    stale_read(s, L, 2, &p->stale);
    p->stale.age_name = read_text(s, L, 2, "age");
}

/* --------------------------------------------------------------- groups -- */

static size_t add_group(Build *b, const char *id, const char *section, int line)
{
    Formula *f = b->f;
    f->group = list_grow(&f->arena, f->group, f->groups, sizeof *f->group);
    f->group[f->groups] =
        (Group){.id = id, .label = id, .section = section, .line = line};
    return f->groups++;
}

static void fill_group(const Spot *s, lua_State *L, size_t i)
{
    static const char *const names[] = {"mean", "min", "max", NULL};
    Group *g = &s->b->f->group[i];
    const char *of = read_text(s, L, 2, "of");
    g->finished = true;
    g->label = label_or(read_text(s, L, 2, "label"), g->id);
    g->parent_name = read_text(s, L, 2, "group");
    g->weight = read_needed(L, 2, "weight", 1);
    g->min_coverage = read_number(L, 2, "min_coverage", 0);
    if (!(g->min_coverage >= 0 && g->min_coverage <= 1))
        spot_wrong(s, "min_coverage", "min_coverage is a share, 0 to 1");
    size_t at = 0;
    while (of && names[at] && strcmp(of, names[at]))
        at++;
    read_policy(s, L, &g->policy, &g->policy_points);
    stale_read(s, L, 2, &g->stale);
    if (!names[at])
        spot_wrong(s, "of", "of = \"%s\": mean, min or max",
                   spot_safe(s, str(of)));
    else
        g->of = (GroupOf)at;
}

/* ------------------------------------------------- caps, floors, vetoes -- */

static size_t add_cap(Build *b, const char *id, const char *section, int line)
{
    Formula *f = b->f;
    f->cap = list_grow(&f->arena, f->cap, f->caps, sizeof *f->cap);
    f->cap[f->caps] =
        (Cap){.id = id, .section = section, .line = line, .limit = NAN};
    return f->caps++;
}

static void fill_cap(const Spot *s, lua_State *L, size_t i)
{
    Cap *c = &s->b->f->cap[i];
    c->finished = true;
    c->kind = !strcmp(s->in, "cap")     ? CAP_CAP
              : !strcmp(s->in, "floor") ? CAP_FLOOR
                                        : CAP_VETO;
    c->when = read_when(s, L, 2);
    c->why = read_text(s, L, 2, "why");
    c->band_name = c->kind == CAP_VETO ? read_text(s, L, 2, "band") : NULL;
    if (c->kind == CAP_VETO)
        return;
    const char *key = c->kind == CAP_CAP ? "max" : "min";
    c->limit = read_needed(L, 2, key, 50);
    if (isnan(c->limit))
        spot_wrong(s, key, "%s is missing: the score it allows", key);
    else if (c->limit < 0)
        spot_wrong(s, key, "%s must be 0 to 100", key);
}

/* ------------------------------------------------------------- variants -- */

static size_t add_variant(Build *b, const char *id, const char *section,
                          int line)
{
    Formula *f = b->f;
    f->variant =
        list_grow(&f->arena, f->variant, f->variants, sizeof *f->variant);
    f->variant[f->variants] =
        (Variant){.id = id, .section = section, .line = line};
    return f->variants++;
}

static void add_change(const Spot *s, Variant *v, Change change)
{
    Arena *arena = &s->b->f->arena;
    v->change = list_grow(arena, v->change, v->changes, sizeof change);
    v->change[v->changes++] = change;
}

static const char *key_text(const Spot *s, lua_State *L, int index)
{
    size_t len;
    if (lua_type(L, index) != LUA_TSTRING)
        return NULL;
    const char *text = lua_tolstring(L, index, &len);
    return spot_safe(s, (Str){text, len});
}

static void read_weights(const Spot *s, lua_State *L, Variant *v)
{
    if (read_table(L, 2, "weights"))
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            const char *id = key_text(s, L, -2);
            double w =
                lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : NAN;
            if (!id || !(w >= 0 && isfinite(w)))
                spot_wrong(s, id ? id : "weights",
                           "weights holds component = weight, 0 or more");
            else
                add_change(s, v, (Change){.id = id, .weight = w});
        }
    lua_pop(L, 1);
}

static void read_curves(const Spot *s, lua_State *L, Variant *v)
{
    if (read_table(L, 2, "curves"))
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            const char *id = key_text(s, L, -2);
            if (!id || !lua_islightuserdata(L, -1))
                spot_wrong(s, id ? id : "curves",
                           "curves holds component = curve");
            else
                add_change(s, v,
                           (Change){.id = id,
                                    .weight = NAN,
                                    .curve = lua_touserdata(L, -1)});
        }
    lua_pop(L, 1);
}

static void read_drop(const Spot *s, lua_State *L, Variant *v)
{
    if (read_table(L, 2, "drop"))
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            const char *id = key_text(s, L, -1);
            if (!id)
                spot_wrong(s, "drop", "drop is a list of components");
            else
                add_change(s, v, (Change){.id = id, .weight = NAN});
        }
    lua_pop(L, 1);
}

static void fill_variant(const Spot *s, lua_State *L, size_t i)
{
    Variant *v = &s->b->f->variant[i];
    v->finished = true;
    v->when = read_when(s, L, 2);
    read_weights(s, L, v);
    read_curves(s, L, v);
    read_drop(s, L, v);
}

/* ------------------------------------------------------------- examples -- */

static size_t add_example(Build *b, const char *id, const char *section,
                          int line)
{
    Formula *f = b->f;
    f->example =
        list_grow(&f->arena, f->example, f->examples, sizeof *f->example);
    f->example[f->examples] =
        (Example){.name = id, .section = section, .line = line};
    return f->examples++;
}

static void read_given(const Spot *s, lua_State *L, Example *e)
{
    Arena *arena = &s->b->f->arena;
    if (read_table(L, 2, "given"))
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            Given given = {.name = key_text(s, L, -2)};
            if (!given.name || !read_value(s, L, lua_gettop(L), &given.value)) {
                spot_wrong(s, given.name ? given.name : "given",
                           "given holds input = value");
                continue;
            }
            e->given = list_grow(arena, e->given, e->givens, sizeof given);
            e->given[e->givens++] = given;
        }
    else
        spot_wrong(s, NULL, "given is missing: the facts of an account");
    lua_pop(L, 1);
}

static void read_ranks(const Spot *s, lua_State *L, Example *e)
{
    if (read_table(L, 2, "ranks"))
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            GivenRank g = {.id = key_text(s, L, -2), .rank = NAN};
            if (lua_type(L, -1) == LUA_TNUMBER)
                g.rank = lua_tonumber(L, -1);
            if (!g.id || !(g.rank >= 0 && g.rank <= 100)) {
                spot_wrong(s, g.id ? g.id : "ranks",
                           "ranks holds component = percentile, 0 to 100");
                continue;
            }
            e->rank = list_grow(&s->b->f->arena, e->rank, e->ranks, sizeof g);
            e->rank[e->ranks++] = g;
        }
    lua_pop(L, 1);
}

static void add_missing(const Spot *s, lua_State *L, Example *e)
{
    const char *id = key_text(s, L, -1);
    if (!id) {
        spot_wrong(s, "missing", "missing is a component, or a list of them");
        return;
    }
    e->missing = list_grow(&s->b->f->arena, e->missing, e->missings, sizeof id);
    e->missing[e->missings++] = id;
}

static void read_expect(const Spot *outer, lua_State *L, Example *e)
{
    Spot s = *outer;
    s.in = "expect";
    if (!read_table(L, 2, "expect")) {
        spot_wrong(outer, NULL, "expect is missing: what must come out");
        lua_pop(L, 1);
        return;
    }
    int t = lua_gettop(L);
    read_keys(&s, L, t);
    e->score = read_number(L, t, "score", NAN);
    e->min = read_number(L, t, "min", NAN);
    e->max = read_number(L, t, "max", NAN);
    e->coverage = read_number(L, t, "coverage", NAN);
    e->band = read_text(&s, L, t, "band");
    e->reason = read_text(&s, L, t, "reason");
    e->variant = read_text(&s, L, t, "variant");
    if (read_table(L, t, "missing"))
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
            add_missing(&s, L, e);
    else if (lua_type(L, -1) == LUA_TSTRING)
        add_missing(&s, L, e);
    lua_settop(L, t - 1);
}

static void fill_example(const Spot *s, lua_State *L, size_t i)
{
    Example *e = &s->b->f->example[i];
    e->finished = true;
    e->near = read_number(L, 2, "near", 0.05);
    e->score = e->min = e->max = e->coverage = NAN;
    read_given(s, L, e);
    read_ranks(s, L, e);
    read_expect(s, L, e);
}

/* ------------------------------------------------------------- the words -- */

static const struct Declared {
    const char *word;
    bool named; /* the id is a name of ours: it becomes a column */
    size_t (*add)(Build *, const char *id, const char *section, int line);
    void (*fill)(const Spot *, lua_State *, size_t index);
} kinds[] = {
    {"component", true, add_part, fill_part},
    {"group", true, add_group, fill_group},
    {"cap", false, add_cap, fill_cap},
    {"floor", false, add_cap, fill_cap},
    {"veto", false, add_cap, fill_cap},
    {"variant", true, add_variant, fill_variant},
    {"example", false, add_example, fill_example},
    {"property", false, property_add, property_fill},
};

/* Upvalues: kind, index, section, line, and whether it was called before. */
static int declare_table(lua_State *L)
{
    Build *b = build_of(L);
    size_t kind = (size_t)lua_tointeger(L, lua_upvalueindex(1));
    size_t index = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    Spot s = {b, kinds[kind].word, lua_touserdata(L, lua_upvalueindex(3)),
              (int)lua_tointeger(L, lua_upvalueindex(4)), 0};
    if (lua_toboolean(L, lua_upvalueindex(5))) {
        spot_wrong(&s, NULL, "declared twice");
        return 0;
    }
    lua_pushboolean(L, 1);
    lua_replace(L, lua_upvalueindex(5));
    lua_settop(L, 1);
    lua_newtable(L); /* what the fillers read, if what came is no table */
    if (lua_istable(L, 1)) {
        lua_pushvalue(L, 1);
        lua_replace(L, 2);
        read_keys(&s, L, 2);
    } else {
        spot_wrong(&s, NULL, "needs a table: %s \"...\" { ... }", s.in);
    }
    kinds[kind].fill(&s, L, index);
    return 0;
}

int word_declare(lua_State *L)
{
    Spot s = spot_main(L);
    Build *b = s.b;
    Arena *arena = &b->f->arena;
    const char *word = s.in;
    size_t kind = 0;
    while (strcmp(kinds[kind].word, word))
        kind++;
    const char *id = key_text(&s, L, 1);
    if (!id || !*id) {
        spot_wrong(&s, NULL, "needs a name: %s \"...\" { ... }", word);
        id = "?";
    } else if (kinds[kind].named && !str_is_name(str(id))) {
        spot_wrong(&s, NULL, "\"%s\" must be a name such as \"open_tickets\"",
                   id);
    }
    s.section = arena_printf(arena, "%s %s", word, id);
    lua_pushinteger(L, (lua_Integer)kind);
    lua_pushinteger(L, (lua_Integer)kinds[kind].add(b, id, s.section, s.line));
    lua_pushlightuserdata(L, (void *)(uintptr_t)s.section);
    lua_pushinteger(L, s.line);
    lua_pushboolean(L, 0);
    lua_pushcclosure(L, declare_table, 5);
    return 1;
}
