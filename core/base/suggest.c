/* SPDX-License-Identifier: MIT
 *
 * suggest.c: "did you mean".
 *
 * The distance is Damerau and Levenshtein's (in the form in which no place is
 * edited twice): one letter more, less or other, or two neighbours swapped,
 * each costs 1. Words longer than any of our names get no suggestion.
 */
#include "base/base.h"

#include <string.h>

enum { LONGEST = 64 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Three rows of the usual table are enough: this one and the two before. */
static int distance(Str a, Str b)
{
    int rows[3][LONGEST + 1];
    int *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        last[j] = (int)j;
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            int other = a.data[i - 1] != b.data[j - 1];
            now[j] = least(last[j - 1] + other, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
                a.data[i - 2] == b.data[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        int *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.len];
}

const char *suggest(Str word, const char *const *names)
{
    const char *nearest = NULL;
    int most = word.len < 5 ? 1 : 2;
    if (word.len > LONGEST)
        return NULL;
    for (; *names && most >= 0; names++) {
        Str name = str(*names);
        if (name.len > LONGEST)
            continue;
        int d = distance(word, name);
        if (d <= most) {
            nearest = *names;
            most = d - 1; /* the next one must be nearer */
        }
    }
    return nearest;
}

const char *suggest_hint(Arena *arena, Str word, const char *const *names)
{
    const char *name = suggest(word, names);
    return name ? arena_printf(arena, ", did you mean \"%s\"?", name) : "";
}
