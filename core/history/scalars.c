/* SPDX-License-Identifier: MIT
 *
 * scalars.c: reads back the arrays that a history keeps in one cell.
 *
 * They are JSON, so that other programs can read them, and hale wrote them:
 * scalars, or arrays of scalars that all have the same length. So no reader of
 * JSON is needed, only one of scalars, one behind the other. What an array
 * means, whoever asks knows.
 */
#include "history/inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hale/parse.h"

static bool is_string(Str token)
{
    return token.len && token.data[0] == '"';
}

static size_t string_len(Str s)
{
    size_t i = 1;
    while (i < s.len && s.data[i] != '"')
        i += s.data[i] == '\\' ? 2 : 1;
    return i < s.len ? i + 1 : s.len;
}

static size_t word_len(Str s)
{
    size_t i = 0;
    while (i < s.len && s.data[i] != ',' && s.data[i] != ']')
        i++;
    return i;
}

bool scalar_next(Str *rest, Str *token)
{
    while (rest->len && strchr("[], ", rest->data[0])) {
        rest->data++;
        rest->len--;
    }
    token->data = rest->data;
    token->len = is_string(*rest) ? string_len(*rest) : word_len(*rest);
    rest->data += token->len;
    rest->len -= token->len;
    return token->len > 0;
}

size_t scalars_of(Str array, Arena *arena, Str **out)
{
    Str rest = array, token;
    size_t count = 0;
    while (scalar_next(&rest, &token))
        count++;
    *out = arena_array(arena, count + 1, sizeof **out);
    rest = array;
    for (size_t i = 0; i < count; i++)
        scalar_next(&rest, &(*out)[i]);
    return count;
}

/* --------------------------------------------------------------- strings -- */

/* Below 0x0800: only control characters are written by their number. */
static void add_code(Text *out, unsigned code)
{
    if (code >= 0x80)
        text_char(out, (char)(0xc0 | (code >> 6 & 0x1f)));
    text_char(out, (char)(code >= 0x80 ? 0x80 | (code & 0x3f) : code));
}

/* What stands behind a backslash; how many bytes it takes. */
static size_t add_escaped(Text *out, Str s)
{
    char digits[5] = "";
    if (s.data[0] == 'u' && s.len > 4) {
        memcpy(digits, s.data + 1, 4);
        add_code(out, (unsigned)strtoul(digits, NULL, 16));
        return 5;
    }
    text_char(out, s.data[0] == 'n'   ? '\n'
                   : s.data[0] == 't' ? '\t'
                                      : s.data[0]);
    return 1;
}

static void add_string(Text *out, Str token)
{
    Str s = {token.data + 1, token.len - 1};
    s.len -= s.len && s.data[s.len - 1] == '"';
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '\\' && i + 1 < s.len)
            i += add_escaped(out, (Str){s.data + i + 1, s.len - i - 1});
        else
            text_char(out, s.data[i]);
    }
}

/* ---------------------------------------------------------------- values -- */

double scalar_real(Str token)
{
    double value;
    return hale_read_real(token, (hale_signs){0}, &value) ? (double)NAN : value;
}

int64_t scalar_int(Str token)
{
    int64_t value;
    return hale_read_int(token, (hale_signs){0}, &value) ? 0 : value;
}

hale_value scalar_value(Str token, Text *room)
{
    hale_value v = {.type = HALE_INT};
    if (is_string(token)) {
        text_clear(room);
        add_string(room, token);
        v.type = HALE_TEXT;
        v.as.text = text_str(room);
    } else if (str_is(token, "null")) {
        v.missing = HALE_NOT_GIVEN;
    } else if (str_is(token, "true") || str_is(token, "false")) {
        v.as.i = token.len == 4;
    } else if (hale_read_int(token, (hale_signs){0}, &v.as.i)) {
        v.type = HALE_REAL;
        v.as.r = scalar_real(token);
    }
    return v;
}

/* 0.1 + 0.2 is 0.3 to people. */
static void format_short(double value, char out[32])
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", value);
    real_format(strtod(text, NULL), out);
}

const char *scalar_text(Str token, Arena *arena)
{
    char number[32];
    Text room = {0};
    hale_value v = scalar_value(token, &room);
    const char *out = NULL;
    if (v.type == HALE_INT)
        snprintf(number, sizeof number, "%lld", (long long)v.as.i);
    else if (v.type == HALE_REAL)
        format_short(v.as.r, number);
    if (v.type == HALE_TEXT)
        out = arena_strndup(arena, v.as.text.data, v.as.text.len);
    else if (!v.missing)
        out = arena_printf(arena, "%s", number);
    text_free(&room);
    return out;
}
