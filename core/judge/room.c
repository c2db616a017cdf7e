/* SPDX-License-Identifier: MIT
 *
 * room.c: one Lua state with nothing dangerous in it. See room.h for what
 * holds it shut.
 *
 * The environment of a script is an empty table in front of the table of our
 * words, so that nothing in it can be replaced; the facts and the parameters
 * are shown the same way. Whatever may raise a Lua error runs inside a
 * protected call; outside of those only functions of the Lua API are used
 * that allocate nothing.
 *
 * It does not know what a component is: words of the language are C functions
 * handed in by whoever opens the room.
 */
#include "judge/room.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------- limits -- */

/* Lua tells what it makes when there is no old block. A refusal is followed
 * by a full collection and a second try, then by LUA_ERRMEM. */
static void *allocate(void *user, void *old, size_t before, size_t bytes)
{
    Room *room = user;
    size_t was = old ? before : 0;
    if (!bytes) {
        free(old);
        room->held -= was;
        return NULL;
    }
    if (bytes > was) {
        bool is_text = !old && before == LUA_TSTRING;
        if (room->held - was + bytes > room->most_held ||
            bytes > (is_text ? room->most_text : room->most_block))
            return NULL;
    }
    void *now = realloc(old, bytes);
    if (now)
        room->held = room->held - was + bytes;
    return now;
}

static _Noreturn void budget_spent(lua_State *L, int line)
{
    room_of(L)->broken = true;
    lua_pushfstring(L, "formula:%d: more than %d instructions", line,
                    (int)ROOM_STEPS);
    lua_error(L);
    abort(); /* lua_error does not return */
}

/* luaL_error would name the wrong level here, so the line comes from `ar`. */
static void tick(lua_State *L, lua_Debug *ar)
{
    Room *room = room_of(L);
    room->steps -= ROOM_TICK;
    if (room->steps > 0)
        return;
    lua_getinfo(L, "Sl", ar);
    budget_spent(L, ar->currentline > 0 ? ar->currentline : 0);
}

void room_charge(lua_State *L, size_t count)
{
    Room *room = room_of(L);
    room->steps -= (int64_t)count;
    if (room->steps <= 0)
        budget_spent(L, room_line(L));
}

static void refill(Room *room)
{
    room->steps = ROOM_STEPS;
    lua_sethook(room->L, tick, LUA_MASKCOUNT, ROOM_TICK);
}

Room *room_of(lua_State *L)
{
    Room *room;
    memcpy(&room, lua_getextraspace(L), sizeof room);
    return room;
}

int room_line(lua_State *L)
{
    lua_Debug ar;
    for (int level = 1; lua_getstack(L, level, &ar); level++)
        if (lua_getinfo(L, "l", &ar) && ar.currentline > 0)
            return ar.currentline;
    return 0;
}

/* --------------------------------------------------------------- doors -- */

/* A door is an empty table: reading goes to what is behind it, writing
 * calls `write`. Pops the table behind, pushes the door. */
static void make_door(lua_State *L, lua_CFunction write)
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

/* Raises the error that a name does not exist. */
static int no_such(lua_State *L, const char *what, const char *name,
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
        if (room->strayed(room->builder, room_line(L), name, false))
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
    return no_such(L, lua_tostring(L, -1), name, helper_names);
}

static int word_written(lua_State *L)
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
        room->scored(room->builder, room_line(L), L);
        return 0;
    }
    if (room->builder &&
        room->strayed(room->builder, room_line(L), name, true)) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, room->words);
        lua_insert(L, 2);
        lua_rawset(L, 2); /* so that reading it is no second mistake */
        return 0;
    }
    return luaL_error(L, "\"%s\" is not declared: write \"local %s\"", name,
                      name);
}

/* Texts beyond the cap are shown cut: no lookup knows a text that long. */
static void push_fact(lua_State *L, const hale_value *v)
{
    enum { MOST = ROOM_TEXT - 96 };
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
        push_fact(L, &room->fact[i]);
        return 1;
    }
    lua_pushfstring(L, "\"%s\" is not among the inputs", name ? name : "?");
    return no_such(L, lua_tostring(L, -1), name ? name : "", room->input);
}

static int param_absent(lua_State *L)
{
    const char *name = key_name(L, 2);
    lua_pushfstring(L, "there is no param \"%s\"", name ? name : "?");
    room_of(L)->stray = true;
    return luaL_error(L, "%s", lua_tostring(L, -1));
}

static int shut(lua_State *L)
{
    return luaL_error(L, "the facts and params of an account cannot be "
                         "changed");
}

/* ------------------------------------------------------- open and close -- */

static int furnish(lua_State *L)
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
    make_door(L, shut);
    room->facts_door = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    set_absent(L, param_absent);
    lua_pushvalue(L, -1);
    room->params = luaL_ref(L, LUA_REGISTRYINDEX);
    make_door(L, shut);
    room->params_door = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

Room *room_open(const luaL_Reg *words)
{
    Room *room = xcalloc(1, sizeof *room);
    room->most_held = ROOM_BYTES;
    room->most_block = room->most_text = 1 << 20;
    room->L = lua_newstate(allocate, room);
    if (!room->L) {
        free(room);
        return NULL;
    }
    memcpy(lua_getextraspace(room->L), &room, sizeof room);
    lua_pushcfunction(room->L, furnish);
    lua_pushlightuserdata(room->L, (void *)(uintptr_t)words);
    if (lua_pcall(room->L, 1, 0, 0) != LUA_OK) {
        room_close(room);
        return NULL;
    }
    return room;
}

void room_close(Room *room)
{
    if (!room)
        return;
    lua_close(room->L);
    free(room->cell);
    free(room);
}

/* --------------------------------------------------------------- loading -- */

/* A byte order mark and a "#!" line are not Lua; the line itself stays, so
 * that line numbers hold. */
static Str skip_prelude(Str text)
{
    if (text.len >= 3 && !memcmp(text.data, "\xEF\xBB\xBF", 3))
        text = (Str){text.data + 3, text.len - 3};
    if (text.len && text.data[0] == '#') {
        size_t skip = 0;
        while (skip < text.len && !strchr("\r\n", text.data[skip]))
            skip++;
        text = (Str){text.data + skip, text.len - skip};
    }
    return text;
}

static int load_text(lua_State *L)
{
    Room *room = room_of(L);
    const Str *text = lua_touserdata(L, 1);
    if (luaL_loadbufferx(L, text->data, text->len, ROOM_CHUNK, "t"))
        return lua_error(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->words);
    make_door(L, word_written);
    lua_setupvalue(L, -2, 1); /* _ENV, the only one of a main chunk */
    lua_call(L, 0, 0);
    return 0;
}

static int seal(lua_State *L)
{
    room_seal(L);
    return 0;
}

int room_load(Room *room, Str text, Fault *fault)
{
    lua_State *L = room->L;
    Str lua = skip_prelude(text);
    if (text.len > ROOM_SCRIPT || memchr(text.data, 0, text.len)) {
        fault->line = 1;
        snprintf(fault->text, sizeof fault->text,
                 text.len > ROOM_SCRIPT ? "the script is longer than %d KiB"
                                        : "the script holds a NUL byte",
                 ROOM_SCRIPT >> 10);
        return -1;
    }
    room->loading = true;
    refill(room);
    lua_pushcfunction(L, load_text);
    lua_pushlightuserdata(L, &lua);
    int status = lua_pcall(L, 1, 0, 0);
    room->loading = false;
    if (status == LUA_OK) {
        refill(room);
        lua_pushcfunction(L, seal);
        status = lua_pcall(L, 0, 0, 0);
    }
    if (status != LUA_OK) {
        fault_read(room, status, 0, fault);
        return -1;
    }
    room->most_block = 128 << 10;
    room->most_text = ROOM_TEXT;
    return 0;
}

int room_keep(Room *room, int index)
{
    lua_State *L = room->L;
    lua_pushvalue(L, index);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->functions);
    lua_insert(L, -2);
    lua_rawseti(L, -2, (lua_Integer)++room->function_count);
    lua_pop(L, 1);
    return (int)room->function_count;
}

void room_param(Room *room, const char *name)
{
    lua_State *L = room->L;
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->params);
    lua_pushstring(L, name);
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
    lua_pop(L, 2);
}

/* --------------------------------------------------------------- judging -- */

static int show_facts(lua_State *L)
{
    Room *room = room_of(L);
    const bool *wanted = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->facts);
    for (size_t i = 0; room->input[i]; i++) {
        if (wanted && !wanted[i])
            continue;
        lua_pushstring(L, room->input[i]);
        push_fact(L, &room->fact[i]);
        lua_rawset(L, -3);
    }
    return 0;
}

int room_enter(Room *room, const hale_value *fact, const bool *wanted,
               Fault *fault)
{
    lua_State *L = room->L;
    room->fact = fact;
    refill(room);
    lua_pushcfunction(L, show_facts);
    lua_pushlightuserdata(L, (void *)(uintptr_t)wanted);
    int status = lua_pcall(L, 1, 0, 0);
    if (status == LUA_OK)
        return 0;
    fault_read(room, status, 0, fault);
    return -1;
}

int room_call(Room *room, int number, Fault *fault)
{
    lua_State *L = room->L;
    room->noted = HALE_PRESENT;
    room->stray = false;
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->functions);
    lua_rawgeti(L, -1, number);
    lua_remove(L, -2);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->facts_door);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->params_door);
    int status = lua_pcall(L, 2, 1, 0);
    if (status == LUA_OK)
        return 0;
    lua_Debug ar = {0};
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->functions);
    lua_rawgeti(L, -1, number);
    lua_remove(L, -2);
    lua_getinfo(L, ">S", &ar);
    fault_read(room, status, ar.linedefined, fault);
    return -1;
}

void room_drop(Room *room)
{
    lua_settop(room->L, 0);
}

/* Bits, not ==: -0.0, NaN and 1 against 1.0 would be a way to remember. */
static bool cell_same(lua_State *L, const Cell *cell)
{
    if (lua_type(L, -1) != cell->type)
        return false;
    if (cell->type == LUA_TNUMBER) {
        lua_Number n = lua_tonumber(L, -1);
        return cell->integer
                   ? lua_isinteger(L, -1) && lua_tointeger(L, -1) == cell->whole
                   : !lua_isinteger(L, -1) &&
                         !memcmp(&n, &cell->number, sizeof n);
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, cell->kept);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
    return same;
}

int room_leave(Room *room, Fault *fault)
{
    lua_State *L = room->L;
    int changed = 0;
    lua_settop(L, 0);
    for (size_t i = 0; i < room->cells; i++) {
        const Cell *cell = &room->cell[i];
        lua_rawgeti(L, LUA_REGISTRYINDEX, cell->function);
        const char *name = lua_getupvalue(L, 1, cell->upvalue);
        if (!cell_same(L, cell)) {
            lua_Debug ar = {0};
            lua_pushvalue(L, 1);
            lua_getinfo(L, ">S", &ar);
            fault->line = ar.linedefined;
            snprintf(fault->text, sizeof fault->text,
                     "keeps state between accounts: variable \"%.60s\"",
                     name ? name : "?");
            lua_rawgeti(L, LUA_REGISTRYINDEX, cell->kept);
            lua_setupvalue(L, 1, cell->upvalue);
            changed = -1;
        }
        lua_settop(L, 0);
    }
    return changed;
}
