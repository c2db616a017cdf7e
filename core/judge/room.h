/* SPDX-License-Identifier: MIT
 *
 * room.h: the sealed room, private to this folder. It knows Lua and nothing
 * of formulas; the files that do know formulas reach Lua through it.
 *
 * What holds it shut:
 *   - the environment has our words and ten harmless functions, nothing of
 *     Lua's libraries; no string has methods; no address ever becomes text;
 *   - an instruction budget (a count hook: the same on every machine, and left
 *     out where a formula cannot but end), one
 *     allocator with a cap, and a cap on the length of a text, because
 *     comparing and joining long texts is work that no hook sees;
 *   - after loading, every table that can be reached is read-only and every
 *     variable that a function closes over is put back after each account.
 * A room that ran into a limit is thrown away, never repaired.
 */
#ifndef HALE_CORE_JUDGE_ROOM_H
#define HALE_CORE_JUDGE_ROOM_H

#include <lauxlib.h>
#include <lua.h>

#include "base/base.h"

enum {
    ROOM_STEPS = 10000000, /* instructions for loading, and per account */
    ROOM_TICK = 10000,     /* the most between two looks at the budget */
    ROOM_WORD = 2000,      /* what a word of ours costs, while loading */
    ROOM_BYTES = 16 << 20, /* held by one room */
    ROOM_TEXT = 4096,      /* the longest text while judging */
    ROOM_SCRIPT = 64 << 10 /* the longest script */
};

/* A line of the formula. */
typedef struct At {
    int file; /* 0: the formula itself; from 1: a file that it uses */
    int line; /* 0: not known */
} At;

/* Why a call failed. */
typedef struct Fault {
    At at;
    char text[401]; /* control bytes escaped */
} Fault;

typedef struct Cell { /* a variable that functions of the formula share */
    int function;     /* registry: a function that closes over it */
    int upvalue;      /* its number there */
    int type;         /* LUA_T... when the room was sealed */
    bool integer;
    lua_Number number;
    lua_Integer whole;
    int kept; /* registry: its value when sealed */
} Cell;

typedef struct Room {
    lua_State *L;
    size_t held, most_held, most_block, most_text;
    int64_t steps;      /* left */
    int64_t most_steps; /* of an account */
    int tick;           /* instructions between two looks at the budget */
    bool counted;       /* while judging, a hook counts instructions */
    bool loading;       /* the script runs: words work, "score" may be set */
    bool broken;        /* a limit was hit: open another room */
    bool stray;         /* the last fault was a name that does not exist */
    /* Registry references. */
    int words, functions, facts, facts_door, params, params_door;
    size_t function_count;
    size_t kept;    /* functions, each once */
    size_t helpers; /* other functions of the script that they can call */
    bool calls;     /* ... in ways that seal.c does not follow */
    Cell *cell;
    size_t cells;
    /* The account being judged. */
    const char *const *input; /* NULL-ended names of the facts */
    const bool *wanted;       /* which of them are laid out beforehand */
    int base;                 /* of the stack: what stays there */
    const hale_value *fact;
    hale_missing noted; /* the first reason met for a missing value */
    /* While loading: whoever builds a formula, and what it does with names
     * that do not exist (true: dealt with) and with "score = f". */
    void *builder;
    bool (*strayed)(void *builder, At at, const char *name, bool write);
    void (*scored)(void *builder, At at, lua_State *L);
} Room;

/* A room with the helpers in it, and `words` (NULL-ended) that work while
 * loading; each finds its name as upvalue 1. NULL: no memory. */
Room *room_open(const luaL_Reg *words);
void room_close(Room *room);
/* Which room this state is; for C functions. */
Room *room_of(lua_State *L);
/* Other limits while judging; 0: as they are. */
void room_limits(Room *room, int64_t steps, size_t bytes);
/* The line of the script that calls this C function. */
At room_here(lua_State *L);

/* Runs the script's text in the room; 0 or -1. Afterwards nothing can be
 * declared any more, and everything reachable is read-only. */
int room_load(Room *room, Str text, Fault *fault);
/* Runs a text with the words in sight, as file number `file`; what it returns
 * is on top of the stack. Raises Lua errors. */
void room_run(lua_State *L, int file, Str text);
/* Keeps the function at stack index `index`; answers its number, from 1. */
int room_keep(Room *room, int index);
/* Sets a parameter, from the value on top of the stack, which is popped. */
void room_param(Room *room, const char *name);

/* After loading: the names of the facts, NULL-ended. Those `wanted` are laid
 * out for each account, the others looked up when they are asked for. -1: no
 * memory. */
int room_prepare(Room *room, const char *const *input, const bool *wanted);
/* A new account: its facts in the order of the names, valid until room_leave.
 * A full budget. 0 or -1. */
int room_enter(Room *room, const hale_value *fact, Fault *fault);
/* Calls function `number` with the facts and the parameters; on 0 the result
 * is on top of the stack until room_drop. */
int room_call(Room *room, int number, Fault *fault);
void room_drop(Room *room);
/* The account is done: puts back every variable that functions changed; -1
 * if there was one, with its name. */
int room_leave(Room *room, Fault *fault);

/* Takes `count` steps off the budget, for work done in C. */
void room_charge(lua_State *L, size_t count);

/* door.c: fills a new room; light userdata: the words. */
int room_furnish(lua_State *L);
/* A door is an empty table: reading goes to what is behind it, writing calls
 * `write`. Pops the table behind, pushes the door. */
void room_door(lua_State *L, lua_CFunction write);
int room_word_written(lua_State *L);
void room_push_fact(lua_State *L, const hale_value *v);
/* Raises the error `what`, with the nearest of `names`. */
int room_no_such(lua_State *L, const char *what, const char *name,
                 const char *const *names);

/* seal.c: makes what is reachable from the kept functions read-only and
 * lists their variables. May raise a Lua error. */
void room_seal(lua_State *L);
/* The table behind a read-only one, or the table itself, pushed. */
void room_behind(lua_State *L, int index);

/* help.c: puts the helpers into the table on top of the stack. */
void room_helpers(lua_State *L);
extern const char *const helper_names[]; /* NULL-ended */
int room_floor(lua_State *L); /* the helper; floor is a word as well */

/* fault.c: understands the error value on top of the stack and pops it.
 * `fallback` is the place if the message has none. */
void fault_read(Room *room, int status, At fallback, Fault *fault);

#define ROOM_CHUNK "=formula"

#endif
