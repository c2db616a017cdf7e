/* SPDX-License-Identifier: MIT
 *
 * seal.c: after a script has run, nothing it made can change any more.
 *
 * Starting from the kept functions, everything reachable is visited once: the
 * variables of functions, the contents of tables. A table is emptied into a
 * second one and becomes the door to it, so that every reference to it
 * anywhere is read-only at once. Variables of functions cannot be frozen;
 * they are listed, and compared after each account (room_leave).
 *
 * The walk keeps its work list in a Lua table and not on the C stack: a
 * script can build a list of any depth.
 */
#include "judge/room.h"

enum { AT_SEEN = 1, AT_LIST = 2 };

/* Puts the value on top on the work list, unless it was there, and pops it. */
static void visit(lua_State *L)
{
    int type = lua_type(L, -1);
    if (type != LUA_TTABLE && type != LUA_TFUNCTION) {
        lua_pop(L, 1);
        return;
    }
    lua_pushvalue(L, -1);
    if (lua_rawget(L, AT_SEEN) != LUA_TNIL) {
        lua_pop(L, 2);
        return;
    }
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushboolean(L, 1);
    lua_rawset(L, AT_SEEN);
    lua_rawseti(L, AT_LIST, (lua_Integer)lua_rawlen(L, AT_LIST) + 1);
}

static int frozen_write(lua_State *L)
{
    return luaL_error(L, "this table was made while loading and cannot be "
                         "changed: a formula has no memory");
}

static int frozen_length(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
    return 1;
}

void room_behind(lua_State *L, int index)
{
    lua_pushvalue(L, index);
    while (lua_getmetatable(L, -1)) {
        lua_pushliteral(L, "__index");
        bool door = lua_rawget(L, -2) == LUA_TTABLE;
        lua_remove(L, -2);
        if (!door) {
            lua_pop(L, 1);
            return;
        }
        lua_remove(L, -2);
    }
}

/* Moves the contents of `table` into a new one, pushed. */
static void empty_into(lua_State *L, int table)
{
    lua_newtable(L);
    int behind = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, behind);
        lua_pushvalue(L, -2);
        lua_pushnil(L);
        lua_rawset(L, table);
    }
}

/* A table can hand the function on top of the stack to anybody. */
static void note_call(lua_State *L)
{
    room_of(L)->calls |= lua_isfunction(L, -1) && !lua_iscfunction(L, -1);
}

/* The function can call the one on top of the stack, a variable of it. What
 * is not kept itself is a helper; one that can call itself is not followed. */
static void note_helper(lua_State *L, int function)
{
    Room *room = room_of(L);
    if (!lua_isfunction(L, -1) || lua_iscfunction(L, -1))
        return;
    room->calls |= lua_rawequal(L, -1, function);
    for (size_t i = 1; i <= room->kept && !room->calls; i++) {
        lua_rawgeti(L, AT_LIST, (lua_Integer)i);
        room->calls |= lua_rawequal(L, -1, -2);
        lua_pop(L, 1);
    }
}

/* Is the i-th of the work list a function of the script? */
static bool is_written(lua_State *L, size_t i)
{
    lua_rawgeti(L, AT_LIST, (lua_Integer)i);
    bool written = lua_isfunction(L, -1) && !lua_iscfunction(L, -1);
    lua_pop(L, 1);
    return written;
}

/* Counts the helpers. A function of ours that is kept, as in value = abs,
 * would stand for one of the script where script.c compares the numbers. */
static void count_helpers(lua_State *L)
{
    Room *room = room_of(L);
    size_t n = (size_t)lua_rawlen(L, AT_LIST);
    for (size_t i = 1; i <= room->kept; i++)
        room->calls |= !is_written(L, i);
    for (size_t i = room->kept + 1; i <= n; i++)
        room->helpers += is_written(L, i);
}

static void freeze(lua_State *L, int table)
{
    if (luaL_getmetafield(L, table, "__newindex") != LUA_TNIL) {
        lua_pop(L, 1); /* one of our doors */
        return;
    }
    empty_into(L, table);
    int behind = lua_gettop(L);
    if (lua_getmetatable(L, table)) /* what a used file returned */
        lua_setmetatable(L, behind);
    for (lua_pushnil(L); lua_next(L, behind);) {
        note_call(L);
        visit(L);
        lua_pushvalue(L, -1);
        note_call(L);
        visit(L);
    }
    lua_createtable(L, 0, 3);
    lua_pushvalue(L, behind);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, frozen_write);
    lua_setfield(L, -2, "__newindex");
    lua_pushvalue(L, behind);
    lua_pushcclosure(L, frozen_length, 1);
    lua_setfield(L, -2, "__len");
    lua_setmetatable(L, table);
    lua_pop(L, 1);
}

/* Lists one variable, whose value is on top, and visits the value. */
static void list_cell(lua_State *L, int function, int number)
{
    Room *room = room_of(L);
    Cell cell = {.upvalue = number, .type = lua_type(L, -1)};
    if (cell.type == LUA_TNUMBER) {
        cell.integer = lua_isinteger(L, -1);
        cell.whole = cell.integer ? lua_tointeger(L, -1) : 0;
        cell.number = lua_tonumber(L, -1);
    }
    lua_pushvalue(L, -1);
    cell.kept = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_pushvalue(L, function);
    cell.function = luaL_ref(L, LUA_REGISTRYINDEX);
    room->cell = xrealloc(room->cell, room->cells + 1, sizeof cell);
    room->cell[room->cells++] = cell;
    visit(L);
}

static void list_cells(lua_State *L, int function)
{
    bool ours = lua_iscfunction(L, function);
    for (int i = 1; lua_getupvalue(L, function, i); i++) {
        if (ours) /* a loop of pairs(), a word that waits for its table */
            luaL_error(L, "an unfinished pairs() or declaration is kept in a "
                          "variable");
        note_helper(L, function); /* also of a variable that was seen */
        lua_pushlightuserdata(L, lua_upvalueid(L, function, i));
        if (lua_rawget(L, AT_SEEN) != LUA_TNIL) {
            lua_pop(L, 2);
            continue;
        }
        lua_pop(L, 1);
        lua_pushlightuserdata(L, lua_upvalueid(L, function, i));
        lua_pushboolean(L, 1);
        lua_rawset(L, AT_SEEN);
        list_cell(L, function, i);
    }
}

void room_seal(lua_State *L)
{
    Room *room = room_of(L);
    lua_settop(L, 0);
    lua_newtable(L); /* AT_SEEN */
    lua_newtable(L); /* AT_LIST */
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->functions);
    for (size_t i = 1; i <= room->function_count; i++) {
        lua_rawgeti(L, 3, (lua_Integer)i);
        visit(L);
    }
    room->kept = (size_t)lua_rawlen(L, AT_LIST);
    lua_settop(L, 2);
    for (lua_Integer i = 1; lua_rawgeti(L, AT_LIST, i) != LUA_TNIL; i++) {
        if (lua_istable(L, 3))
            freeze(L, 3);
        else
            list_cells(L, 3);
        lua_settop(L, 2);
    }
    count_helpers(L);
}
