/* SPDX-License-Identifier: MIT
 *
 * door.c: what a formula sees of the room: our words, the facts of an
 * account, the parameters. Each is an empty table (a door) in front of the
 * real one, so that nothing behind it can be replaced, and each answers for
 * names that do not exist with the nearest that does.
 *
 * Facts are laid out beforehand where a function is known to read them; the
 * others are looked up when they are asked for.
 */
#include "judge/room.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------- doors -- */

void room_door(lua_State *L, lua_CFunction write)
{
    lua_newtable(L);
    lua_newtable(L);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, write);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_remove(L, -2);
}

/* `absent` answers for keys that the table on top does not have. */
static void set_absent(lua_State *L, lua_CFunction absent)
{
    lua_newtable(L);
    lua_pushcfunction(L, absent);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

static int swallow(lua_State *L)
{
    lua_pushcfunction(L, swallow);
    return 1;
}

static const char *key_name(lua_State *L, int index)
{
    return lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : NULL;
}

int room_no_such(lua_State *L, const char *what, const char *name,
                 const char *const *names)
{
    room_of(L)->stray = true;
    const char *near = suggest(str(name), names);
    if (near)
        return luaL_error(L, "%s, did you mean \"%s\"?", what, near);
    return luaL_error(L, "%s", what);
}

static int word_absent(lua_State *L)
{
    Room *room = room_of(L);
    const char *name = key_name(L, 2);
    if (!name)
        return luaL_error(L, "only names can be looked up here");
    if (room->loading && room->builder) {
        room_charge(L, ROOM_WORD);
        if (room->strayed(room->builder, room_here(L), name, false))
            return swallow(L);
    }
    if (room->input) {
        for (size_t i = 0; room->input[i]; i++) {
            if (strcmp(room->input[i], name))
                continue;
            room->stray = true;
            return luaL_error(L, "\"%s\" is an input: write m.%s", name, name);
        }
    }
    lua_pushfstring(L, "there is no \"%s\" here", name);
    return room_no_such(L, lua_tostring(L, -1), name, helper_names);
}

int room_word_written(lua_State *L)
{
    Room *room = room_of(L);
    const char *name = key_name(L, 2);
    if (!room->loading)
        return luaL_error(L,
                          "nothing can be kept in \"%s\": a formula has no "
                          "memory",
                          name ? name : "?");
    if (!name)
        return luaL_error(L, "only names can be set here");
    room_charge(L, ROOM_WORD);
    if (room->builder && !strcmp(name, "score")) {
        room->scored(room->builder, room_here(L), L);
        return 0;
    }
    if (room->builder &&
        room->strayed(room->builder, room_here(L), name, true)) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, room->words);
        lua_insert(L, 2);
        lua_rawset(L, 2); /* so that reading it is no second mistake */
        return 0;
    }
    return luaL_error(L, "\"%s\" is not declared: write \"local %s\"", name,
                      name);
}

void room_push_fact(lua_State *L, const hale_value *v)
{
    enum { MOST = ROOM_TEXT - 96 }; /* no lookup knows a longer text */
    if (v->missing != HALE_PRESENT)
        lua_pushnil(L);
    else if (v->type == HALE_BOOL)
        lua_pushboolean(L, v->as.b);
    else if (v->type == HALE_INT)
        lua_pushinteger(L, v->as.i);
    else if (v->type == HALE_REAL && isfinite(v->as.r))
        lua_pushnumber(L, v->as.r);
    else if (v->type == HALE_MONEY)
        lua_pushnumber(L, (double)v->as.i / (double)HALE_MONEY_UNIT);
    else if (v->type == HALE_TIME)
        lua_pushinteger(L, v->as.i / HALE_SECOND - (v->as.i % HALE_SECOND < 0));
    else if (v->type == HALE_TEXT)
        lua_pushlstring(L, v->as.text.len ? v->as.text.data : "",
                        v->as.text.len < MOST ? v->as.text.len : MOST);
    else
        lua_pushnil(L);
}

static int fact_absent(lua_State *L)
{
    Room *room = room_of(L);
    const char *name = key_name(L, 2);
    for (size_t i = 0; name && room->input && room->input[i]; i++) {
        if (strcmp(room->input[i], name))
            continue;
        if (!room->fact) /* while loading there is no account */
            return 0;
        if (room->noted == HALE_PRESENT)
            room->noted = room->fact[i].missing;
        room_push_fact(L, &room->fact[i]);
        return 1;
    }
    lua_pushfstring(L, "\"%s\" is not among the inputs", name ? name : "?");
    return room_no_such(L, lua_tostring(L, -1), name ? name : "", room->input);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the params stand in the table itself, in no order. */
static int param_absent(lua_State *L)
{
    enum { MOST = 64 };
    const char *name = key_name(L, 2), *names[MOST + 1];
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
        if (count < MOST && lua_type(L, -2) == LUA_TSTRING)
            names[count++] = lua_tostring(L, -2);
    qsort(names, count, sizeof *names, by_text);
    names[count] = NULL;
    lua_pushfstring(L, "there is no param \"%s\"", name ? name : "?");
    return room_no_such(L, lua_tostring(L, -1), name ? name : "", names);
}

static int shut(lua_State *L)
{
    return luaL_error(L, "the facts and params of an account cannot be "
                         "changed");
}

/* ------------------------------------------------------------ furniture -- */

int room_furnish(lua_State *L)
{
    Room *room = room_of(L);
    const luaL_Reg *added = lua_touserdata(L, 1);
    lua_newtable(L);
    room_helpers(L);
    for (const luaL_Reg *w = added; w && w->name; w++) {
        lua_pushstring(L, w->name);
        lua_pushcclosure(L, w->func, 1);
        lua_setfield(L, -2, w->name);
    }
    set_absent(L, word_absent);
    room->words = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    room->functions = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    set_absent(L, fact_absent);
    lua_pushvalue(L, -1);
    room->facts = luaL_ref(L, LUA_REGISTRYINDEX);
    room_door(L, shut);
    room->facts_door = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    set_absent(L, param_absent);
    lua_pushvalue(L, -1);
    room->params = luaL_ref(L, LUA_REGISTRYINDEX);
    room_door(L, shut);
    room->params_door = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}
