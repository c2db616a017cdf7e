/* SPDX-License-Identifier: MIT
 *
 * fault.c: what Lua says when it gives up, for people who wrote a formula.
 * The place is cut off the front ("formula:12: "), Lua's wording is followed
 * by what to do where a customer's data is the likely cause, and nothing a
 * script throws is taken for more than bytes to escape and cut.
 */
#include "judge/room.h"

#include <string.h>

static const struct {
    const char *part, *more;
} advice[] = {
    {"attempt to compare",
     "; a missing value is nil and cannot be compared: use below or above"},
    {"attempt to concatenate a nil value", "; a missing value is nil"},
    {"'}' expected (to close", "; is a comma missing at the end of the line "
                               "above?"},
    {"C stack overflow", "; brackets, tables or functions are nested too "
                         "deeply"},
    {"stack overflow", "; does a function call itself for ever?"},
    {"attempt to index a string value", "; texts have no methods here"},
    {"attempt to index a number value", "; is a comma missing?"},
    {"attempt to load a binary chunk", "; a formula is text, not bytecode"},
};

/* Cuts "formula:12: " off the front; 0 if there is none. */
static int cut_line(Str *message)
{
    static const char chunk[] = "formula:";
    Str rest = *message;
    int line = 0;
    if (!str_starts(rest, chunk))
        return 0;
    rest = (Str){rest.data + strlen(chunk), rest.len - strlen(chunk)};
    for (; rest.len && rest.data[0] >= '0' && rest.data[0] <= '9'; rest.len--)
        line = line < 1000000 ? line * 10 + (*rest.data++ - '0') : line;
    if (!str_starts(rest, ": "))
        return 0;
    *message = (Str){rest.data + 2, rest.len - 2};
    return line;
}

static const char *find_advice(Str message)
{
    for (size_t i = 0; i < COUNT(advice); i++)
        if (memmem(message.data, message.len, advice[i].part,
                   strlen(advice[i].part)))
            return advice[i].more;
    return "";
}

void fault_read(Room *room, int status, int fallback, Fault *fault)
{
    lua_State *L = room->L;
    Str message = S("the error is not a text");
    if (lua_type(L, -1) == LUA_TSTRING)
        message.data = lua_tolstring(L, -1, &message.len);
    if (status == LUA_ERRMEM) {
        message = S("needs more memory than a formula may have (16 MiB, texts "
                    "of 4 KiB)");
        room->broken = true;
    } else if (status == LUA_ERRERR) {
        room->broken = true;
    }
    fault->line = cut_line(&message);
    if (!fault->line)
        fault->line = fallback;
    Text text = {0};
    text_add_safe(&text, message, 250);
    text_puts(&text, find_advice(message));
    snprintf(fault->text, sizeof fault->text, "%.400s",
             text.data ? text.data : "");
    text_free(&text);
    lua_settop(L, 0);
}
