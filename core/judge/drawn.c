/* SPDX-License-Identifier: MIT
 *
 * drawn.c: the words that make curves. A curve lives in the formula's arena;
 * the script holds it as a light userdata that it can hand on and nothing
 * else. Mistakes are told here, where the line of the curve is known; what
 * comes back is always a curve that can be judged with, so that one mistake
 * does not become three.
 */
#include "judge/build.h"

#include <math.h>
#include <string.h>

static Curve *new_curve(const Spot *s, CurveKind kind)
{
    Curve *c = arena_alloc(&s->b->f->arena, sizeof *c);
    c->kind = kind;
    c->word = arena_printf(&s->b->f->arena, "%s", s->in);
    c->line = s->file ? 0 : s->line;
    return c;
}

static int give(lua_State *L, Curve *c)
{
    lua_pushlightuserdata(L, c);
    return 1;
}

static void room_for(const Spot *s, Curve *c, size_t count)
{
    c->x = arena_array(&s->b->f->arena, count + 1, sizeof *c->x);
    c->y = arena_array(&s->b->f->arena, count + 1, sizeof *c->y);
}

static void add_point(const Spot *s, Curve *c, double x, double y)
{
    if (!(y >= 0 && y <= 100)) {
        spot_wrong(s, NULL, "entry %zu: points must be 0 to 100, here is %g",
                   c->count + 1, y);
        y = 0;
    }
    c->x[c->count] = x;
    c->y[c->count++] = y;
}

int word_ramp(lua_State *L)
{
    Spot s = spot_here(L);
    Curve *c = new_curve(&s, CURVE_POINTS);
    double zero = lua_type(L, 1) == LUA_TNUMBER ? lua_tonumber(L, 1) : NAN;
    double full = lua_type(L, 2) == LUA_TNUMBER ? lua_tonumber(L, 2) : NAN;
    room_for(&s, c, 2);
    if (!isfinite(zero) || !isfinite(full) || lua_gettop(L) != 2)
        spot_wrong(&s, NULL, "ramp takes two numbers: ramp(zero, full)");
    else if (zero == full)
        spot_wrong(&s, NULL, "both ends are %g; a jump is a steps { }", zero);
    else if (zero < full) {
        add_point(&s, c, zero, 0);
        add_point(&s, c, full, 100);
    } else {
        add_point(&s, c, full, 100);
        add_point(&s, c, zero, 0);
    }
    if (!c->count)
        add_point(&s, c, 0, 0);
    return give(L, c);
}

/* The number at t[i]; NAN if it is none. */
static double item(lua_State *L, int t, lua_Integer i)
{
    double x = NAN;
    if (lua_rawgeti(L, t, i) == LUA_TNUMBER)
        x = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return isfinite(x) ? x : NAN;
}

/* {from, points} or {from, to, points} at index t. `*end` is where the one
 * before ended, NAN if it did not say. */
static void add_pair(const Spot *s, lua_State *L, int t, Curve *c, double *end)
{
    size_t width = lua_rawlen(L, t);
    double x = item(L, t, 1), y = item(L, t, (lua_Integer)width);
    double to = width == 3 ? item(L, t, 2) : NAN;
    if ((width != 2 && (width != 3 || c->kind != CURVE_STEPS)) || isnan(x) ||
        isnan(y) || (width == 3 && isnan(to))) {
        spot_wrong(s, NULL, "entry %zu must be numbers: {value, points}%s",
                   c->count + 1,
                   c->kind == CURVE_STEPS ? " or {from, to, points}" : "");
        return;
    }
    if (c->count && x <= c->x[c->count - 1])
        spot_wrong(s, NULL, "%g must be greater than %g before it", x,
                   c->x[c->count - 1]);
    else if (width == 3 && to <= x)
        spot_wrong(s, NULL, "the step from %g to %g is empty", x, to);
    else if (!isnan(*end) && x > *end)
        spot_wrong(s, NULL, "a gap: no step from %g to %g", *end, x);
    else if (!isnan(*end) && x < *end)
        spot_wrong(s, NULL, "steps overlap from %g to %g", x, *end);
    else
        add_point(s, c, x, y);
    *end = to;
}

int word_pairs(lua_State *L)
{
    Spot s = spot_here(L);
    Curve *c =
        new_curve(&s, strcmp(s.in, "steps") ? CURVE_POINTS : CURVE_STEPS);
    size_t count = lua_istable(L, 1) ? lua_rawlen(L, 1) : 0;
    double end = NAN;
    room_for(&s, c, count);
    for (size_t i = 1; i <= count; i++) {
        if (lua_rawgeti(L, 1, (lua_Integer)i) == LUA_TTABLE)
            add_pair(&s, L, lua_gettop(L), c, &end);
        else
            spot_wrong(&s, NULL, "entry %zu must be {value, points}", i);
        lua_pop(L, 1);
    }
    if (count < 2)
        spot_wrong(&s, NULL,
                   "%s needs two entries at least: %s { {0, 0}, "
                   "{10, 100} }",
                   c->word, c->word);
    if (!c->count)
        add_point(&s, c, 0, 0);
    return give(L, c);
}

static bool takes_table(const Spot *s, lua_State *L, const char *form)
{
    if (lua_istable(L, 1)) {
        read_keys(s, L, 1);
        return true;
    }
    spot_wrong(s, NULL, "%s takes a table: %s", s->in, form);
    return false;
}

static bool is_falling(lua_State *L)
{
    lua_pushliteral(L, "falling");
    lua_rawget(L, 1);
    return lua_toboolean(L, -1);
}

int word_logistic(lua_State *L)
{
    Spot s = spot_here(L);
    Curve *c = new_curve(&s, CURVE_LOGISTIC);
    c->width = 1;
    if (!takes_table(&s, L, "logistic { mid = 10, width = 5 }"))
        return give(L, c);
    c->mid = read_number(L, 1, "mid", NAN);
    c->width = read_number(L, 1, "width", NAN);
    c->falling = is_falling(L);
    if (isnan(c->mid) || !(c->width > 0)) {
        spot_wrong(&s, NULL, "logistic needs mid, and a width above 0");
        c->mid = 0;
        c->width = 1;
    }
    return give(L, c);
}

int word_band(lua_State *L)
{
    Spot s = spot_here(L);
    Curve *c = new_curve(&s, CURVE_BAND);
    if (!takes_table(&s, L, "band { lo = 1, hi = 3 }"))
        return give(L, c);
    c->lo = read_number(L, 1, "lo", NAN);
    c->hi = read_number(L, 1, "hi", NAN);
    c->fade = read_number(L, 1, "fade", (c->hi - c->lo) / 2);
    if (!(c->lo <= c->hi) || !(c->fade >= 0)) {
        spot_wrong(&s, NULL, "band needs lo <= hi, and a fade of 0 or more");
        c->lo = c->hi = c->fade = 0;
    }
    return give(L, c);
}

/* The key at -2 with its points at -1. */
static void add_look_up(const Spot *s, lua_State *L, Curve *c)
{
    hale_value key;
    Arena *arena = &s->b->f->arena;
    double y = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : NAN;
    if (!read_value(s, L, lua_gettop(L) - 1, &key)) {
        spot_wrong(s, NULL, "keys must be texts, numbers or true and false");
        return;
    }
    if (!(y >= 0 && y <= 100)) {
        Text name = {0};
        value_tell(&name, &key, S(""));
        spot_wrong(s, key.type == HALE_TEXT ? key.as.text.data : NULL,
                   "%s: points must be 0 to 100", name.data ? name.data : "");
        text_free(&name);
        return;
    }
    c->key = list_grow(arena, c->key, c->count, sizeof key);
    c->y = list_grow(arena, c->y, c->count, sizeof y);
    c->key[c->count] = key;
    c->y[c->count++] = y;
}

int word_lookup(lua_State *L)
{
    Spot s = spot_here(L);
    Curve *c = new_curve(&s, CURVE_LOOKUP);
    if (lua_istable(L, 1))
        for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
            add_look_up(&s, L, c);
    if (!c->count)
        spot_wrong(&s, NULL,
                   "lookup needs points for each text: lookup { red "
                   "= 0, green = 100 }");
    return give(L, c);
}

int word_percentile(lua_State *L)
{
    Spot s = spot_here(L);
    Curve *c = new_curve(&s, CURVE_PERCENTILE);
    if (!takes_table(&s, L, "percentile { within = \"segment\" }"))
        return give(L, c);
    double min_n = read_number(L, 1, "min_n", 5);
    c->within = read_text(&s, L, 1, "within");
    c->fallback = read_curve(L, 1, "fallback");
    c->falling = is_falling(L);
    if (!(min_n >= 1 && min_n <= 1e9 && floor(min_n) == min_n))
        spot_wrong(&s, "min_n", "min_n is a number of accounts, 1 or more");
    else
        c->min_n = (size_t)min_n;
    if (c->fallback && c->fallback->kind == CURVE_PERCENTILE)
        spot_wrong(&s, "fallback",
                   "a fallback needs no peers: a ramp, points "
                   "or the like");
    return give(L, c);
}
