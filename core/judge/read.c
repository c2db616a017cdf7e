/* SPDX-License-Identifier: MIT
 *
 * read.c: reading a table of the script with the vocabulary in hand. All
 * access is raw: what a script hands in may be any table, also one of ours.
 */
#include "judge/build.h"

#include <math.h>
#include <string.h>

enum { MOST_TOLD = 200 };

void spot_wrong(const Spot *s, const char *key, const char *format, ...)
{
    Text text = {0};
    va_list args;
    if (s->b->told++ == MOST_TOLD)
        diag_error(s->b->diags, script_place(s->b->f, s->file, s->line, NULL),
                   NULL, "too many mistakes, the rest is not told");
    if (s->b->told > MOST_TOLD)
        return;
    va_start(args, format);
    text_vprintf(&text, format, args);
    va_end(args);
    if (!key && s->section && !strcmp(s->section, s->in))
        key = s->in; /* a word without a name: the call itself */
    diag_error(s->b->diags, script_place(s->b->f, s->file, s->line, key),
               s->section, "%s", text.data);
    text_free(&text);
}

const char *spot_safe(const Spot *s, Str text)
{
    Text safe = {0};
    text_add_safe(&safe, text, 60);
    const char *copy = arena_str(&s->b->f->arena, text_str(&safe)).data;
    text_free(&safe);
    return copy;
}

static Str at(lua_State *L, int index)
{
    Str s;
    s.data = lua_tolstring(L, index, &s.len);
    return s;
}

static unsigned takes_of(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        return TAKES_TEXT;
    case LUA_TNUMBER:
        return TAKES_NUMBER;
    case LUA_TBOOLEAN:
        return TAKES_BOOL;
    case LUA_TTABLE:
        return TAKES_TABLE;
    case LUA_TFUNCTION:
        return TAKES_FUNCTION;
    case LUA_TLIGHTUSERDATA:
        return TAKES_CURVE;
    default:
        return 0;
    }
}

/* The key at -2 with its value at -1. */
static void check_key(const Spot *s, lua_State *L)
{
    Arena *arena = &s->b->f->arena;
    if (lua_type(L, -2) != LUA_TSTRING) {
        spot_wrong(s, NULL, "a value without a name; is a \"name =\" missing?");
        return;
    }
    const char *name = spot_safe(s, at(L, -2));
    const Word *w = word_find(s->in, at(L, -2));
    unsigned is = takes_of(L, -1);
    if (!w)
        spot_wrong(s, name, "unknown key \"%s\"%s", name,
                   word_hint(arena, s->in, at(L, -2)));
    else if (!(w->takes & is))
        spot_wrong(s, name, "%s must be %s", name, word_takes(arena, w->takes));
    else if (is == TAKES_NUMBER && !isfinite(lua_tonumber(L, -1)))
        spot_wrong(s, name, "%s is not a finite number", name);
}

/* Puts one value under the key that was meant; false: nothing to do. */
static bool mend_key(const Spot *s, lua_State *L, int t)
{
    for (lua_pushnil(L); lua_next(L, t); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || word_find(s->in, at(L, -2)))
            continue;
        const char *meant = word_near(s->in, at(L, -2));
        lua_pushstring(L, meant ? meant : "");
        if (meant && lua_rawget(L, t) == LUA_TNIL) {
            lua_pop(L, 1);
            lua_pushstring(L, meant);
            lua_insert(L, -2);
            lua_rawset(L, t);
            lua_pop(L, 1);
            return true;
        }
        lua_pop(L, 1);
    }
    return false;
}

void read_keys(const Spot *s, lua_State *L, int t)
{
    for (lua_pushnil(L); lua_next(L, t); lua_pop(L, 1))
        check_key(s, L);
    while (mend_key(s, L, t))
        room_charge(L, ROOM_WORD);
}

static int field(lua_State *L, int t, const char *key)
{
    lua_pushstring(L, key);
    return lua_rawget(L, t);
}

double read_number(lua_State *L, int t, const char *key, double otherwise)
{
    double value = otherwise;
    if (field(L, t, key) == LUA_TNUMBER && isfinite(lua_tonumber(L, -1)))
        value = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return value;
}

double read_needed(lua_State *L, int t, const char *key, double harmless)
{
    double absent = field(L, t, key) == LUA_TNIL ? (double)NAN : harmless;
    lua_pop(L, 1);
    return read_number(L, t, key, absent);
}

const char *read_text(const Spot *s, lua_State *L, int t, const char *key)
{
    const char *text = NULL;
    if (field(L, t, key) == LUA_TSTRING)
        text = arena_str(&s->b->f->arena, at(L, -1)).data;
    lua_pop(L, 1);
    return text;
}

const Curve *read_curve(lua_State *L, int t, const char *key)
{
    const Curve *curve = NULL;
    if (field(L, t, key) == LUA_TLIGHTUSERDATA)
        curve = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return curve;
}

int read_function(const Spot *s, lua_State *L, int t, const char *key)
{
    int number = 0;
    if (field(L, t, key) == LUA_TFUNCTION)
        number = room_keep(s->b->room, lua_gettop(L));
    lua_pop(L, 1);
    return number;
}

bool read_table(lua_State *L, int t, const char *key)
{
    return field(L, t, key) == LUA_TTABLE;
}

bool read_value(const Spot *s, lua_State *L, int index, hale_value *out)
{
    *out = (hale_value){0};
    switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
        out->type = HALE_BOOL;
        out->as.b = (uint8_t)lua_toboolean(L, index);
        return true;
    case LUA_TNUMBER:
        out->type = lua_isinteger(L, index) ? HALE_INT : HALE_REAL;
        if (out->type == HALE_INT)
            out->as.i = lua_tointeger(L, index);
        else
            out->as.r = lua_tonumber(L, index);
        return out->type == HALE_INT || isfinite(out->as.r);
    case LUA_TSTRING:
        out->type = HALE_TEXT;
        out->as.text = arena_str(&s->b->f->arena, at(L, index));
        return true;
    default:
        return false;
    }
}

/* ---------------------------------------------------------------- when -- */

static void add_clause(const Spot *s, When *when, Clause clause)
{
    Arena *arena = &s->b->f->arena;
    when->clause = list_grow(arena, when->clause, when->clauses, sizeof clause);
    when->clause[when->clauses++] = clause;
}

static bool op_of(const char *key, ClauseOp *op)
{
    static const char *const name[] = {"lt", "le", "gt", "ge", "eq"};
    for (size_t i = 0; i < COUNT(name); i++) {
        if (!strcmp(key, name[i])) {
            *op = (ClauseOp)i;
            return true;
        }
    }
    return false;
}

/* The key at -2 with its value at -1; `metric` is what lt and the like
 * compare. Any other key is a fact that must equal the value. */
static void read_clause(const Spot *s, lua_State *L, const char *metric,
                        When *when)
{
    Clause clause = {.op = OP_EQ};
    const char *key =
        lua_type(L, -2) == LUA_TSTRING ? spot_safe(s, at(L, -2)) : NULL;
    if (!key) {
        spot_wrong(s, "when", "a condition without a name");
    } else if (!strcmp(key, "metric")) {
        if (!metric)
            spot_wrong(s, key, "metric must be a text");
    } else if (!read_value(s, L, lua_gettop(L), &clause.want)) {
        spot_wrong(s, key, "%s must be a text, a number or true or false", key);
    } else if (op_of(key, &clause.op) && !metric) {
        spot_wrong(s, key, "%s needs metric = \"...\" beside it", key);
    } else if (op_of(key, &clause.op) && clause.op != OP_EQ &&
               (clause.want.type == HALE_TEXT ||
                clause.want.type == HALE_BOOL)) {
        spot_wrong(s, key, "%s must be a number", key);
    } else {
        clause.name = op_of(key, &clause.op) ? metric : key;
        add_clause(s, when, clause);
    }
}

static void read_clauses(const Spot *s, lua_State *L, int t, When *when)
{
    const char *metric = read_text(s, L, t, "metric");
    size_t before = when->clauses;
    bool compared = false;
    for (lua_pushnil(L); lua_next(L, t); lua_pop(L, 1))
        read_clause(s, L, metric, when);
    for (size_t i = before; i < when->clauses; i++)
        compared |= metric && when->clause[i].name == metric;
    if (metric && !compared)
        spot_wrong(s, "metric", "metric needs one of lt, le, gt, ge, eq");
}

When read_when(const Spot *s, lua_State *L, int t)
{
    When when = {0};
    int type = field(L, t, "when");
    int index = lua_gettop(L);
    when.given = type == LUA_TFUNCTION || type == LUA_TTABLE;
    if (type == LUA_TFUNCTION) {
        when.function = room_keep(s->b->room, index);
    } else if (type == LUA_TTABLE) {
        lua_Integer count = (lua_Integer)lua_rawlen(L, index);
        for (lua_Integer i = 1; i <= count; i++, lua_pop(L, 1)) {
            if (lua_rawgeti(L, index, i) == LUA_TTABLE)
                read_clauses(s, L, lua_gettop(L), &when);
            else
                spot_wrong(s, "when", "a list of conditions holds tables");
        }
        if (!count)
            read_clauses(s, L, index, &when);
        if (!count && !when.clauses)
            spot_wrong(s, "when", "the condition says nothing");
    }
    lua_pop(L, 1);
    return when;
}
