/* SPDX-License-Identifier: MIT
 *
 * use.c: local curves = use "lib/curves".
 *
 * The file lib/curves.lua beside the formula runs once, in the same room,
 * with the same words, and must return a table; that is what use gives. A
 * used file holds functions, curves and params. What counts (components,
 * caps, bands, examples) stands in the formula itself, where a reader looks
 * for it.
 *
 * The name is one of folders below the formula: no "..", no way up, and no
 * symbolic link is followed, so that a formula is a folder that can be
 * copied. The texts are kept with the formula: judges run them again from
 * memory, and its hash covers all of them.
 */
#include "judge/build.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_FILES = 32 };

static bool is_file_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || (c >= '0' && c <= '9');
}

/* Names of letters, digits, "_" and "-", with "/" between them. */
static bool is_file_name(Str name)
{
    for (size_t i = 0; i < name.len; i++) {
        bool apart = i && i + 1 < name.len && name.data[i - 1] != '/';
        if (!is_file_byte(name.data[i]) && (name.data[i] != '/' || !apart))
            return false;
    }
    return name.len > 0 && name.len < 200;
}

/* Opens folder/name.lua one folder after the other; -1 with errno. */
static int open_below(const char *folder, const char *name)
{
    char step[256];
    int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (bool last = false; at >= 0 && !last;) {
        size_t len = strcspn(name, "/");
        last = !name[len];
        snprintf(step, sizeof step, "%.*s%s", (int)len, name,
                 last ? ".lua" : "");
        int below = openat(at, step,
                           O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
                               (last ? 0 : O_DIRECTORY));
        int why = errno;
        close(at);
        errno = why;
        at = below;
        name += len + !last;
    }
    return at;
}

static const char *reason(void)
{
    return errno == ELOOP || errno == ENOTDIR
               ? "what is on its way is no folder; links are not followed"
           : errno == ENOENT ? "there is no such file beside the formula"
                             : strerror(errno);
}

/* The whole file, or one byte more than a script may have, so that it is
 * noticed. NULL or what is wrong. */
static const char *read_open(int file, Text *out)
{
    char piece[4096];
    struct stat is;
    ssize_t len = 1;
    if (fstat(file, &is))
        return reason();
    if (!S_ISREG(is.st_mode))
        return "it is no file";
    while (out->len <= ROOM_SCRIPT && len > 0) {
        len = read(file, piece, sizeof piece);
        if (len > 0)
            text_add(out, (Str){piece, (size_t)len});
    }
    return len < 0 ? reason() : NULL;
}

/* The text of a source, from the disk. NULL or what is wrong. */
static const char *read_source(Formula *f, const char *word, Str *out)
{
    Text text = {0};
    int file = open_below(path_dir(&f->arena, f->path), word);
    if (file < 0)
        return reason();
    const char *why = read_open(file, &text);
    *out = arena_str(&f->arena, text_str(&text));
    close(file);
    text_free(&text);
    return why;
}

/* The text as the formula has it already. */
static Str known_source(const Formula *f, const char *word)
{
    for (size_t i = 0; i < f->sources; i++)
        if (!strcmp(f->source[i].word, word))
            return f->source[i].text;
    return S("");
}

/* Adds the source; NULL or what is wrong. */
static const char *add_source(Build *b, const char *word)
{
    Formula *f = b->f;
    Source s = {.word = arena_printf(&f->arena, "%s", word)};
    const char *why = NULL;
    s.file = arena_printf(&f->arena, "%s.lua", word);
    s.path = path_join(&f->arena, path_dir(&f->arena, f->path), s.file);
    if (b->model)
        s.text = known_source(b->model, word);
    else
        why = read_source(f, word, &s.text);
    if (why)
        return why;
    f->source = list_grow(&f->arena, f->source, f->sources, sizeof s);
    f->source[f->sources++] = s;
    return NULL;
}

/* A field that the table of a used file does not have. Upvalue: its name. */
static int field_absent(lua_State *L)
{
    const char *names[200];
    size_t count = 0;
    if (lua_type(L, 2) != LUA_TSTRING)
        return 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING && count + 1 < COUNT(names))
            names[count++] = lua_tostring(L, -2);
    names[count] = NULL;
    const char *what = lua_pushfstring(L, "%s has no \"%s\"",
                                       lua_tostring(L, lua_upvalueindex(1)),
                                       lua_tostring(L, 2));
    return room_no_such(L, what, lua_tostring(L, 2), names);
}

/* Runs source number `at` (from 1) and keeps its table, which is on top. */
static void run_source(Build *b, lua_State *L, size_t at)
{
    const char *word = b->f->source[at - 1].word;
    room_run(L, (int)at, b->f->source[at - 1].text);
    if (!lua_istable(L, -1))
        luaL_error(L, "%s.lua must end with: return { name = ... }", word);
    if (!lua_getmetatable(L, -1)) {
        lua_newtable(L);
        lua_pushstring(L, word);
        lua_pushcclosure(L, field_absent, 1);
        lua_setfield(L, -2, "__index");
        lua_setmetatable(L, -2);
    } else {
        lua_pop(L, 1);
    }
    lua_pushvalue(L, -1);
    b->f->source[at - 1].table = luaL_ref(L, LUA_REGISTRYINDEX);
}

static void check_name(lua_State *L, const char *word, size_t len)
{
    size_t lua = strlen(".lua");
    if (len > lua && !strcmp(word + len - lua, ".lua") &&
        is_file_name((Str){word, len - lua}))
        luaL_error(L, "write the name without \".lua\"");
    if (!is_file_name((Str){word, len}))
        luaL_error(L, "use takes a file below the folder of the formula, "
                      "such as \"lib/curves\"; no \"..\", no \"/\" in "
                      "front");
}

int word_use(lua_State *L)
{
    Build *b = spot_here(L).b;
    size_t at = 0, len;
    if (lua_type(L, 1) != LUA_TSTRING)
        return luaL_error(L, "use takes a name: use \"lib/curves\"");
    const char *word = lua_tolstring(L, 1, &len);
    check_name(L, word, len);
    while (at < b->f->sources && strcmp(b->f->source[at].word, word))
        at++;
    if (at == b->f->sources) {
        const char *why =
            at < MOST_FILES ? add_source(b, word) : "too many files";
        if (why)
            return luaL_error(L, "cannot use \"%s\": %s", word, why);
        run_source(b, L, at + 1);
        return 1;
    }
    if (!b->f->source[at].table)
        return luaL_error(L, "\"%s\" uses itself", word);
    lua_rawgeti(L, LUA_REGISTRYINDEX, b->f->source[at].table);
    return 1;
}
