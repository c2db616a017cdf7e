/* SPDX-License-Identifier: MIT
 *
 * help.c: the functions that formulas may call.
 *
 * The arithmetic ones carry "not known" through, as do Lua's own operators
 * here: a nil goes in, a nil comes out. NaN and infinity are refused where they
 * appear instead of becoming a perfect score three lines later. ratio says why
 * when there is nothing to divide by, so that a component without a value has
 * its reason.
 *
 * The general ones replace Lua's: pairs goes through keys in order, tostring
 * tells no addresses. Nothing here keeps anything from one call to the next.
 */
#include "judge/room.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------- arithmetic -- */

/* The finite number at `index`; false: it is nil. */
static bool number(lua_State *L, int index, double *out)
{
    if (lua_isnoneornil(L, index))
        return false;
    if (lua_type(L, index) != LUA_TNUMBER)
        luaL_argerror(L, index, "a number is needed here");
    *out = lua_tonumber(L, index);
    if (!isfinite(*out))
        luaL_argerror(L, index, "not a finite number");
    return true;
}

static bool two(lua_State *L, double *a, double *b)
{
    bool first = number(L, 1, a);
    return number(L, 2, b) && first;
}

static int give(lua_State *L, double value)
{
    if (!isfinite(value))
        return luaL_error(L, "the result is not a finite number");
    lua_pushnumber(L, value);
    return 1;
}

static int give_nil(lua_State *L, hale_missing why)
{
    Room *room = room_of(L);
    if (room->noted == HALE_PRESENT)
        room->noted = why;
    lua_pushnil(L);
    return 1;
}

static int nothing(lua_State *L)
{
    lua_pushnil(L);
    return 1;
}

static int help_ratio(lua_State *L)
{
    double a, b;
    if (!two(L, &a, &b))
        return nothing(L);
    return b == 0 ? give_nil(L, HALE_ZERO_DENOMINATOR) : give(L, a / b);
}

static int help_change(lua_State *L)
{
    double now, before;
    if (!two(L, &now, &before))
        return nothing(L);
    if (before == 0)
        return give_nil(L, HALE_ZERO_DENOMINATOR);
    return give(L, (now - before) / fabs(before));
}

static int help_below(lua_State *L)
{
    double a, b;
    if (!two(L, &a, &b))
        return nothing(L);
    lua_pushboolean(L, a < b);
    return 1;
}

static int help_above(lua_State *L)
{
    double a, b;
    if (!two(L, &a, &b))
        return nothing(L);
    lua_pushboolean(L, a > b);
    return 1;
}

static int help_clamp(lua_State *L)
{
    double x, lo, hi;
    bool known = number(L, 1, &x), low = number(L, 2, &lo);
    if (!number(L, 3, &hi) || !low)
        return luaL_error(L, "clamp needs a lowest and a highest value");
    if (lo > hi)
        return luaL_error(L, "clamp: the lowest value is above the highest");
    return !known ? nothing(L) : give(L, x < lo ? lo : x > hi ? hi : x);
}

static int help_mix(lua_State *L)
{
    double a, b, share;
    bool known = two(L, &a, &b);
    if (!number(L, 3, &share) || !known)
        return nothing(L);
    return give(L, a + (b - a) * share);
}

static int help_days(lua_State *L)
{
    double a, b;
    if (lua_gettop(L) < 2)
        return number(L, 1, &a) ? give(L, a / 86400) : nothing(L);
    return two(L, &a, &b) ? give(L, (b - a) / 86400) : nothing(L);
}

static int help_abs(lua_State *L)
{
    double x;
    if (!number(L, 1, &x))
        return nothing(L);
    if (lua_isinteger(L, 1) && lua_tointeger(L, 1) != LUA_MININTEGER)
        lua_pushinteger(L, llabs(lua_tointeger(L, 1)));
    else
        lua_pushnumber(L, fabs(x));
    return 1;
}

/* Whole numbers stay integers where they fit. */
static int give_whole(lua_State *L, double x)
{
    lua_Integer whole;
    if (lua_numbertointeger(x, &whole))
        lua_pushinteger(L, whole);
    else
        lua_pushnumber(L, x);
    return 1;
}

int room_floor(lua_State *L)
{
    double x;
    return number(L, 1, &x) ? give_whole(L, floor(x)) : nothing(L);
}

/* round(x) or round(x, digits): halves away from zero. */
static int help_round(lua_State *L)
{
    double x, digits = 0;
    bool known = number(L, 1, &x);
    bool scaled = number(L, 2, &digits);
    if (scaled && (digits < 0 || digits > 9 || digits != floor(digits)))
        return luaL_error(L, "round: digits must be 0 to 9");
    if (!known)
        return nothing(L);
    if (!scaled || digits == 0)
        return give_whole(L, round(x));
    double unit = pow(10, digits);
    return give(L, round(x * unit) / unit);
}

/* ------------------------------------------------------------- general -- */

static int help_ipairs_next(lua_State *L)
{
    lua_Integer i = luaL_checkinteger(L, 2) + 1;
    lua_pushinteger(L, i);
    return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

static int help_ipairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushcfunction(L, help_ipairs_next);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

typedef struct Key {
    Str text; /* data NULL: a number */
    double number;
    size_t at; /* in the list of keys */
} Key;

static int by_key(const void *a, const void *b)
{
    const Key *x = a, *y = b;
    if (!x->text.data != !y->text.data)
        return x->text.data ? 1 : -1;
    if (x->text.data)
        return str_cmp(x->text, y->text);
    return (x->number > y->number) - (x->number < y->number);
}

/* Upvalues: the table behind, its sorted keys, how many were given out. */
static int help_pairs_next(lua_State *L)
{
    lua_Integer i = lua_tointeger(L, lua_upvalueindex(3)) + 1;
    lua_pushinteger(L, i);
    lua_replace(L, lua_upvalueindex(3));
    if (lua_rawgeti(L, lua_upvalueindex(2), i) == LUA_TNIL)
        return 1;
    lua_pushvalue(L, -1);
    lua_rawget(L, lua_upvalueindex(1));
    return 2;
}

/* Fills `key` from the table at 2, and a list of its keys at 3. */
static void list_keys(lua_State *L, Key *key)
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1), count++) {
        int type = lua_type(L, -2);
        if (type != LUA_TSTRING && type != LUA_TNUMBER)
            luaL_error(L, "pairs: keys must be texts or numbers, here is a %s",
                       luaL_typename(L, -2));
        key[count].at = count + 1;
        if (type == LUA_TSTRING)
            key[count].text.data = lua_tolstring(L, -2, &key[count].text.len);
        else
            key[count].number = lua_tonumber(L, -2);
        lua_pushvalue(L, -2);
        lua_rawseti(L, 3, (lua_Integer)count + 1);
    }
}

static int help_pairs(lua_State *L)
{
    size_t count = 0;
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    room_behind(L, 1); /* 2 */
    lua_rawgeti(L, LUA_REGISTRYINDEX, room_of(L)->facts);
    if (lua_rawequal(L, 2, 3))
        return luaL_error(L, "pairs: the facts of an account are read by name");
    lua_settop(L, 2);
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
        count++;
    room_charge(L, 20 * count);
    lua_createtable(L, (int)count, 0); /* 3 */
    Key *key = lua_newuserdatauv(L, (count + 1) * sizeof *key, 0);
    memset(key, 0, (count + 1) * sizeof *key);
    list_keys(L, key);
    qsort(key, count, sizeof *key, by_key);
    lua_pushvalue(L, 2);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, 3, (lua_Integer)key[i].at);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, help_pairs_next, 3);
    return 1;
}

static int help_type(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L,
                   lua_islightuserdata(L, 1) ? "curve" : luaL_typename(L, 1));
    return 1;
}

static int help_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    int type = lua_type(L, 1);
    if (type == LUA_TNUMBER || type == LUA_TSTRING) {
        lua_settop(L, 1);
        lua_tostring(L, 1); /* converts in place */
        return 1;
    }
    if (type == LUA_TBOOLEAN)
        lua_pushstring(L, lua_toboolean(L, 1) ? "true" : "false");
    else
        return help_type(L);
    return 1;
}

static int help_tonumber(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_type(L, 1) == LUA_TNUMBER) {
        lua_settop(L, 1);
        return 1;
    }
    size_t len;
    const char *text =
        lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &len) : NULL;
    if (!text || lua_stringtonumber(L, text) != len + 1)
        lua_pushnil(L);
    return 1;
}

static int help_error(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING)
        return luaL_error(L, "error(%s): the message is not a text",
                          luaL_typename(L, 1));
    luaL_where(L, 1);
    lua_pushvalue(L, 1);
    lua_concat(L, 2);
    return lua_error(L);
}

static const luaL_Reg helpers[] = {
    {"ratio", help_ratio},   {"change", help_change},
    {"below", help_below},   {"above", help_above},
    {"clamp", help_clamp},   {"mix", help_mix},
    {"days", help_days},     {"abs", help_abs},
    {"floor", room_floor},   {"round", help_round},
    {"ipairs", help_ipairs}, {"pairs", help_pairs},
    {"type", help_type},     {"tostring", help_tostring},
    {"error", help_error},   {"tonumber", help_tonumber},
};

const char *const helper_names[] = {
    "ratio",    "change", "below",    "above", "clamp",  "mix",
    "days",     "abs",    "floor",    "round", "ipairs", "pairs",
    "tonumber", "type",   "tostring", "error", NULL};

/* Arithmetic with nil. A missing figure goes through a sum as it goes through
 * the helpers: what depends on it is missing. While a script is loaded nothing
 * is missing yet, and nil is a slip. */
static int not_known(lua_State *L)
{
    if (room_of(L)->loading)
        return luaL_error(L, "attempt to perform arithmetic on a nil value");
    lua_pushnil(L);
    return 1;
}

static void nil_spreads(lua_State *L)
{
    static const char *const operators[] = {"__add", "__sub",  "__mul",
                                            "__div", "__idiv", "__mod",
                                            "__pow", "__unm"};
    lua_pushnil(L);
    lua_createtable(L, 0, COUNT(operators));
    for (size_t i = 0; i < COUNT(operators); i++) {
        lua_pushcfunction(L, not_known);
        lua_setfield(L, -2, operators[i]);
    }
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void room_helpers(lua_State *L)
{
    nil_spreads(L);
    for (size_t i = 0; i < COUNT(helpers); i++) {
        lua_pushcfunction(L, helpers[i].func);
        lua_setfield(L, -2, helpers[i].name);
    }
}
