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

static bool cut_text(Str *rest, const char *text)
{
    size_t len = strlen(text);
    if (!str_starts(*rest, text))
        return false;
    *rest = (Str){rest->data + len, rest->len - len};
    return true;
}

static int cut_number(Str *rest)
{
    int n = 0;
    for (; rest->len && *rest->data >= '0' && *rest->data <= '9'; rest->len--)
        n = n < 1000000 ? n * 10 + (*rest->data++ - '0') : n;
    return n;
}

/* Cuts "formula:12: " or "formula/1:12: " off the front; line 0 if there is
 * none. */
static At cut_place(Str *message)
{
    At at = {0, 0};
    Str rest = *message;
    if (!cut_text(&rest, &ROOM_CHUNK[1]))
        return at;
    if (cut_text(&rest, "/"))
        at.file = cut_number(&rest);
    if (!cut_text(&rest, ":"))
        return (At){0, 0};
    at.line = cut_number(&rest);
    if (!cut_text(&rest, ": "))
        return (At){0, 0};
    *message = rest;
    return at;
}

static const char *find_advice(Str message)
{
    for (size_t i = 0; i < COUNT(advice); i++)
        if (memmem(message.data, message.len, advice[i].part,
                   strlen(advice[i].part)))
            return advice[i].more;
    return "";
}

void fault_read(Room *room, int status, At fallback, Fault *fault)
{
    lua_State *L = room->L;
    Str message = S("the error is not a text");
    char memory[100];
    if (lua_type(L, -1) == LUA_TSTRING)
        message.data = lua_tolstring(L, -1, &message.len);
    if (status == LUA_ERRMEM) {
        snprintf(memory, sizeof memory,
                 "needs more memory than a formula may have (%zu MiB, texts of "
                 "4 KiB)",
                 room->most_held >> 20);
        message = str(memory);
        room->broken = true;
    } else if (status == LUA_ERRERR) {
        room->broken = true;
    }
    fault->at = cut_place(&message);
    if (!fault->at.line)
        fault->at = fallback;
    Text text = {0};
    text_add_safe(&text, message, 250);
    text_puts(&text, find_advice(message));
    snprintf(fault->text, sizeof fault->text, "%.400s",
             text.data ? text.data : "");
    text_free(&text);
    room_drop(room);
}
