/* SPDX-License-Identifier: MIT
 *
 * chars.c: names of single characters. Only ASCII: the reader looks at bytes.
 */
#include "chars.h"

#include <string.h>

static const struct {
    const char *name;
    char value;
} names[] = {
    {"tab", '\t'},  {"semicolon", ';'},   {"pipe", '|'},
    {"comma", ','}, {"space", ' '},       {"dot", '.'},
    {"hash", '#'},  {"apostrophe", '\''}, {"none", '\0'},
};

static int is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

int chars_read(hale_cx *cx, const char *option, const hale_value *value,
               char *out)
{
    hale_str s = value->as.text;
    *out = '\0';
    if (value->missing != HALE_PRESENT || s.len == 0)
        return 0;
    if (s.len == 1 && s.data[0] > 0 && !is_line_end(s.data[0])) {
        *out = s.data[0];
        return 0;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (s.len == strlen(names[i].name) &&
            memcmp(s.data, names[i].name, s.len) == 0) {
            *out = names[i].value;
            return 0;
        }
    }
    return hale_fail(cx,
                     "%s = %.*s: must be one ASCII character, or one of tab, "
                     "semicolon, pipe, comma, space, dot, hash, apostrophe, "
                     "none",
                     option, (int)s.len, s.data);
}
