/* SPDX-License-Identifier: MIT
 *
 * str.c: views of text.
 *
 * A Str points into memory that somebody else keeps; it is passed by value
 * and carries its length, so cutting and trimming copy nothing. All
 * comparisons are of bytes: order and equality never depend on a locale.
 */
#include "base/base.h"

#include <string.h>

Str str(const char *text)
{
    return text ? (Str){text, strlen(text)} : S("");
}

bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || !memcmp(a.data, b.data, a.len));
}

bool str_is(Str a, const char *text)
{
    return str_eq(a, str(text));
}

int str_cmp(Str a, Str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, const char *prefix)
{
    size_t len = strlen(prefix);
    return s.len >= len && str_is((Str){s.data, len}, prefix);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Str str_trim(Str s)
{
    while (s.len && is_space(s.data[0])) {
        s.data++;
        s.len--;
    }
    while (s.len && is_space(s.data[s.len - 1]))
        s.len--;
    return s;
}

/* A separator ends a piece: "a,b," holds two, ",b" an empty one and "b". */
bool str_cut(Str *rest, char sep, Str *piece)
{
    if (rest->len == 0)
        return false;
    const char *at = memchr(rest->data, sep, rest->len);
    size_t len = at ? (size_t)(at - rest->data) : rest->len;
    size_t step = at ? len + 1 : len;
    *piece = (Str){rest->data, len};
    *rest = (Str){rest->data + step, rest->len - step};
    return true;
}

bool str_is_name(Str s)
{
    if (s.len < 1 || s.len > 48 || s.data[0] < 'a' || s.data[0] > 'z')
        return false;
    for (size_t i = 1; i < s.len; i++) {
        char c = s.data[i];
        if (c != '_' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
            return false;
    }
    return true;
}

/* On a mismatch the last star takes one byte more. Earlier stars need no
 * second try: whatever they could give up, the last one can take. */
bool str_glob(const char *pattern, Str s)
{
    const char *star = NULL;
    size_t star_at = 0, i = 0;
    while (i < s.len) {
        if (*pattern == '*') {
            star = ++pattern;
            star_at = i;
        } else if (*pattern && (*pattern == '?' || *pattern == s.data[i])) {
            pattern++;
            i++;
        } else if (star) {
            pattern = star;
            i = ++star_at;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}
