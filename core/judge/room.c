/* SPDX-License-Identifier: MIT
 *
 * room.c: one Lua state with nothing dangerous in it. See room.h for what
 * holds it shut.
 *
 * The environment of a script is a door to our words (door.c). Whatever may
 * raise a Lua error runs inside a protected call; outside of those only
 * functions of the Lua API are used that allocate nothing.
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

/* What Lua calls a file of the formula; fault.c reads it back. */
static const char *push_chunk(lua_State *L, int file)
{
    return file ? lua_pushfstring(L, ROOM_CHUNK "/%d", file)
                : lua_pushliteral(L, ROOM_CHUNK);
}

static At at_of(const lua_Debug *ar, int line)
{
    const char *slash = strchr(ar->short_src, '/');
    return (At){slash ? atoi(slash + 1) : 0, line > 0 ? line : 0};
}

static _Noreturn void budget_spent(lua_State *L, At at)
{
    room_of(L)->broken = true;
    push_chunk(L, at.file);
    lua_pushfstring(L, "%s:%d: more than %I instructions",
                    lua_tostring(L, -1) + 1, at.line,
                    (LUAI_UACINT)room_of(L)->most_steps);
    lua_error(L);
    abort(); /* lua_error does not return */
}

/* luaL_error would name the wrong level here, so the line comes from `ar`. */
static void tick(lua_State *L, lua_Debug *ar)
{
    Room *room = room_of(L);
    room->steps -= room->tick;
    if (room->steps > 0)
        return;
    lua_getinfo(L, "Sl", ar);
    budget_spent(L, at_of(ar, ar->currentline));
}

void room_charge(lua_State *L, size_t count)
{
    Room *room = room_of(L);
    room->steps -= (int64_t)count;
    if (room->steps <= 0)
        budget_spent(L, room_here(L));
}

static void refill(Room *room, bool counted)
{
    room->steps = room->most_steps;
    if (counted)
        lua_sethook(room->L, tick, LUA_MASKCOUNT, room->tick);
    else if (lua_gethook(room->L))
        lua_sethook(room->L, NULL, 0, 0);
}

void room_limits(Room *room, int64_t steps, size_t bytes)
{
    if (bytes)
        room->most_held = bytes;
    if (!steps)
        return;
    room->most_steps = steps;
    /* Twenty looks: a loop is stopped well within a tenth of its budget. */
    room->tick = steps / 20 < ROOM_TICK ? (int)(steps / 20 + 1) : ROOM_TICK;
}

Room *room_of(lua_State *L)
{
    Room *room;
    memcpy(&room, lua_getextraspace(L), sizeof room);
    return room;
}

At room_here(lua_State *L)
{
    lua_Debug ar;
    for (int level = 1; lua_getstack(L, level, &ar); level++)
        if (lua_getinfo(L, "Sl", &ar) && ar.currentline > 0)
            return at_of(&ar, ar.currentline);
    return (At){0, 0};
}

/* ------------------------------------------------------- open and close -- */

Room *room_open(const luaL_Reg *words)
{
    Room *room = xcalloc(1, sizeof *room);
    room->most_held = ROOM_BYTES;
    room->most_steps = ROOM_STEPS;
    room->tick = ROOM_TICK;
    room->counted = true;
    room->most_block = room->most_text = 1 << 20;
    room->L = lua_newstate(allocate, room);
    if (!room->L) {
        free(room);
        return NULL;
    }
    memcpy(lua_getextraspace(room->L), &room, sizeof room);
    lua_pushcfunction(room->L, room_furnish);
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

static int line_at(Str text, const char *place)
{
    int line = 1;
    for (const char *at = text.data; at < place; at++)
        line += *at == '\n';
    return line;
}

void room_run(lua_State *L, int file, Str text)
{
    Str lua = skip_prelude(text);
    if (text.len > ROOM_SCRIPT)
        luaL_error(L, "the script is longer than %d KiB", ROOM_SCRIPT >> 10);
    const char *chunk = push_chunk(L, file);
    const char *nul = memchr(text.data, 0, text.len);
    if (nul)
        luaL_error(L, "%s:%d: the script holds a NUL byte", chunk + 1,
                   line_at(text, nul));
    if (luaL_loadbufferx(L, lua.data, lua.len, chunk, "t"))
        lua_error(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room_of(L)->words);
    room_door(L, room_word_written);
    lua_setupvalue(L, -2, 1); /* _ENV, the only one of a main chunk */
    lua_call(L, 0, 1);
    lua_remove(L, -2);
}

static int load_text(lua_State *L)
{
    const Str *text = lua_touserdata(L, 1);
    room_run(L, 0, *text);
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
    room->loading = true;
    refill(room, true);
    lua_pushcfunction(L, load_text);
    lua_pushlightuserdata(L, &text);
    int status = lua_pcall(L, 1, 0, 0);
    room->loading = false;
    if (status == LUA_OK) {
        refill(room, true);
        lua_pushcfunction(L, seal);
        status = lua_pcall(L, 0, 0, 0);
    }
    if (status != LUA_OK) {
        fault_read(room, status, (At){0, 0}, fault);
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

/* What lies at the bottom of the stack while judging, so that no account looks
 * for it: how facts are laid out, the two doors, then the functions. */
enum { AT_LAYING = 1, AT_FACTS, AT_PARAMS, AT_FUNCTIONS };
enum { MOST_NAMES = 250 }; /* variables of a C function */

/* Variables: the table of facts, then the names of those that are laid out,
 * as far as there is room for them. */
static int lay_facts(lua_State *L)
{
    Room *room = room_of(L);
    int name = 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    for (size_t i = 0; room->input[i]; i++) {
        if (!room->wanted[i])
            continue;
        if (name < MOST_NAMES)
            lua_pushvalue(L, lua_upvalueindex(++name));
        else
            lua_pushstring(L, room->input[i]);
        room_push_fact(L, &room->fact[i]);
        lua_rawset(L, -3);
    }
    return 0;
}

static int prepare(lua_State *L)
{
    Room *room = room_of(L);
    int names = 1;
    luaL_checkstack(L, (int)room->function_count + MOST_NAMES + 10, NULL);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->facts);
    for (size_t i = 0; room->input[i] && names < MOST_NAMES; i++) {
        if (!room->wanted[i])
            continue;
        lua_pushstring(L, room->input[i]);
        names++;
    }
    lua_pushcclosure(L, lay_facts, names);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->facts_door);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->params_door);
    lua_rawgeti(L, LUA_REGISTRYINDEX, room->functions);
    int functions = lua_gettop(L);
    for (size_t i = 1; i <= room->function_count; i++)
        lua_rawgeti(L, functions, (lua_Integer)i);
    lua_remove(L, functions);
    return lua_gettop(L);
}

int room_prepare(Room *room, const char *const *input, const bool *wanted)
{
    lua_State *L = room->L;
    room->input = input;
    room->wanted = wanted;
    lua_pushcfunction(L, prepare);
    if (lua_pcall(L, 0, LUA_MULTRET, 0) != LUA_OK ||
        !lua_checkstack(L, LUA_MINSTACK))
        return -1;
    room->base = lua_gettop(L);
    return 0;
}

int room_enter(Room *room, const hale_value *fact, Fault *fault)
{
    lua_State *L = room->L;
    room->fact = fact;
    refill(room, room->counted);
    lua_pushvalue(L, AT_LAYING);
    int status = lua_pcall(L, 0, 0, 0);
    if (status == LUA_OK)
        return 0;
    fault_read(room, status, (At){0, 0}, fault);
    return -1;
}

int room_call(Room *room, int number, Fault *fault)
{
    lua_State *L = room->L;
    room->noted = HALE_PRESENT;
    room->stray = false;
    lua_pushvalue(L, AT_FUNCTIONS + number - 1);
    lua_pushvalue(L, AT_FACTS);
    lua_pushvalue(L, AT_PARAMS);
    int status = lua_pcall(L, 2, 1, 0);
    if (status == LUA_OK)
        return 0;
    lua_Debug ar = {0};
    lua_pushvalue(L, AT_FUNCTIONS + number - 1);
    lua_getinfo(L, ">S", &ar);
    fault_read(room, status, at_of(&ar, ar.linedefined), fault);
    return -1;
}

void room_drop(Room *room)
{
    lua_settop(room->L, room->base);
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
    int changed = 0, function = room->base + 1;
    room_drop(room);
    for (size_t i = 0; i < room->cells; i++) {
        const Cell *cell = &room->cell[i];
        lua_rawgeti(L, LUA_REGISTRYINDEX, cell->function);
        const char *name = lua_getupvalue(L, function, cell->upvalue);
        if (!cell_same(L, cell)) {
            lua_Debug ar = {0};
            lua_pushvalue(L, function);
            lua_getinfo(L, ">S", &ar);
            fault->at = at_of(&ar, ar.linedefined);
            snprintf(fault->text, sizeof fault->text,
                     "keeps state between accounts: variable \"%.60s\"",
                     name ? name : "?");
            lua_rawgeti(L, LUA_REGISTRYINDEX, cell->kept);
            lua_setupvalue(L, function, cell->upvalue);
            changed = -1;
        }
        room_drop(room);
    }
    return changed;
}
