/* SPDX-License-Identifier: MIT
 *
 * build.h: between the script that runs and the Formula that grows; private
 * to this folder.
 *
 *   build.c    the room with our words in it; title, inputs, param, bands
 *   declare.c  component, group, cap, floor, veto, variant, example
 *   drawn.c    curve words
 *   use.c      other files
 *   read.c     typed reading of a table of the script
 *
 * A mistake in a declaration is noted and the script goes on, so that all of
 * them are told together. Only Lua's own errors end it.
 */
#ifndef HALE_CORE_JUDGE_BUILD_H
#define HALE_CORE_JUDGE_BUILD_H

#include "judge/formula.h"
#include "judge/room.h"
#include "judge/words.h"

typedef struct Build {
    Formula *f;
    const Formula *model; /* not NULL: the same script again, for a judge */
    Diags *diags;
    Room *room;
    Setting *setting;
    size_t settings;
    size_t told; /* mistakes so far: a script can make any number */
    At stumbled; /* on the last name that does not exist */
} Build;

/* The declaration that is being read. */
typedef struct Spot {
    Build *b;
    const char *in;      /* whose words: "component" */
    const char *section; /* for messages: "component adoption" */
    int line;
    int file; /* 0: the formula itself */
} Spot;

/* Who is building; a Lua error when nobody is. */
Build *build_of(lua_State *L);
/* The word that is being called, and where. */
Spot spot_here(lua_State *L);
/* The same; a Lua error in a file that is used. */
Spot spot_main(lua_State *L);
void spot_wrong(const Spot *s, const char *key, const char *format, ...)
    PRINTF(3, 4);
/* A text of the script for a message: control bytes escaped, cut. */
const char *spot_safe(const Spot *s, Str text);

/* Checks every key of the table at `t` against the words of s->in. A value
 * under a misspelt key is then found under the one that was meant. */
void read_keys(const Spot *s, lua_State *L, int t);
/* A field of the table at `t`; `otherwise`, NULL or 0 if it is absent or of
 * another type (which read_keys has told). Copied into the formula. */
double read_number(lua_State *L, int t, const char *key, double otherwise);
/* The same for a number that must be there: NAN if it is absent; if it is of
 * another type, `harmless`, so that it is not told twice. */
double read_needed(lua_State *L, int t, const char *key, double harmless);
const char *read_text(const Spot *s, lua_State *L, int t, const char *key);
const Curve *read_curve(lua_State *L, int t, const char *key);
int read_function(const Spot *s, lua_State *L, int t, const char *key);
When read_when(const Spot *s, lua_State *L, int t);
/* Pushes the field; is it a table? */
bool read_table(lua_State *L, int t, const char *key);
/* The text, number or truth value at `index`; false: it is none. */
bool read_value(const Spot *s, lua_State *L, int index, hale_value *out);

/* stale.c: the key stale of the component or group at `t`. */
void stale_read(const Spot *s, lua_State *L, int t, Stale *stale);

/* property.c: for word_declare. */
size_t property_add(Build *b, const char *id, const char *section, int line);
void property_fill(const Spot *s, lua_State *L, size_t index);

/* Words. */
int word_use(lua_State *L); /* use.c */
int word_declare(lua_State *L);
int word_ramp(lua_State *L);
int word_pairs(lua_State *L); /* points, steps */
int word_logistic(lua_State *L);
int word_band(lua_State *L);
int word_lookup(lua_State *L);
int word_percentile(lua_State *L);

#endif
