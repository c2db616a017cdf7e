/* SPDX-License-Identifier: MIT
 *
 * quick.h: values in the one form in which programs mostly write them.
 *
 * The readers of hale/parse.h take every form there is: signs, groups,
 * exponents, fractions, offsets. Nearly all cells of a large file need none of
 * that, so a look for the plain form comes first. Each of these answers 1 and
 * the value, or 0: it is not in that form, and the full reader has the say.
 * Where both read a text they read the same; a test says so.
 */
#ifndef HALE_INPUT_QUICK_H
#define HALE_INPUT_QUICK_H

#include <string.h>

#include "hale/plugin.h"

enum { QUICK_DIGITS = 18 }; /* always fit an int64_t */

/* Digits at the beginning: how many, at most `most`. */
static inline size_t quick_digits(const char *p, size_t most, int64_t *value)
{
    size_t n = 0;
    for (; n < most; n++) {
        const unsigned digit = (unsigned)(p[n] - '0');
        if (digit > 9)
            break;
        *value = *value * 10 + digit;
    }
    return n;
}

/* "1204", "-7" */
static inline int quick_int(hale_str s, int64_t *out)
{
    const size_t sign = s.len > 0 && s.data[0] == '-';
    const size_t digits = s.len - sign;
    int64_t value = 0;
    if (digits == 0 || digits > QUICK_DIGITS ||
        quick_digits(s.data + sign, digits, &value) != digits)
        return 0;
    *out = sign ? -value : value;
    return 1;
}

/* "7", "86400": a whole number that is a double as well. There is a -0 among
 * doubles, so none with a sign. */
static inline int quick_real(hale_str s, double *out)
{
    int64_t whole;
    if (s.len > 15 || s.data[0] == '-' || !quick_int(s, &whole))
        return 0;
    *out = (double)whole;
    return 1;
}

/* "1204", "-19.99": up to four decimals, as ten-thousandths. */
static inline int quick_money(hale_str s, char decimal, int64_t *out)
{
    const size_t sign = s.len > 0 && s.data[0] == '-';
    const size_t most = s.len - sign;
    const char *p = s.data + sign;
    int64_t value = 0;
    size_t whole, places = 0;
    if (most == 0 || most > QUICK_DIGITS - 4)
        return 0;
    whole = quick_digits(p, most, &value);
    if (whole == 0)
        return 0;
    if (whole < most) {
        places = most - whole - 1;
        if (p[whole] != decimal || places == 0 || places > 4 ||
            quick_digits(p + whole + 1, places, &value) != places)
            return 0;
    }
    for (; places < 4; places++)
        value *= 10;
    *out = sign ? -value : value;
    return 1;
}

/* "true", "false", "1", "0" */
static inline int quick_bool(hale_str s, uint8_t *out)
{
    *out = s.len == 4 || (s.len == 1 && s.data[0] == '1');
    return (s.len == 1 && (s.data[0] == '0' || s.data[0] == '1')) ||
           (s.len == 4 && memcmp(s.data, "true", 4) == 0) ||
           (s.len == 5 && memcmp(s.data, "false", 5) == 0);
}

/* The eight bytes "08:59:07", as microseconds since midnight. */
static inline int quick_clock(const char *p, int64_t *out)
{
    const unsigned h1 = (unsigned)(p[0] - '0'), h2 = (unsigned)(p[1] - '0');
    const unsigned m1 = (unsigned)(p[3] - '0'), m2 = (unsigned)(p[4] - '0');
    const unsigned s1 = (unsigned)(p[6] - '0'), s2 = (unsigned)(p[7] - '0');
    const unsigned hour = 10 * h1 + h2;
    if ((h1 > 2) | (h2 > 9) | (hour > 23) | (m1 > 5) | (m2 > 9) | (s1 > 5) |
        (s2 > 9) | (p[2] != ':') | (p[5] != ':'))
        return 0;
    *out = (int64_t)(hour * 3600 + (10 * m1 + m2) * 60 + 10 * s1 + s2) *
           HALE_SECOND;
    return 1;
}

#endif
