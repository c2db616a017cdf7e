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

#include "hale/parse.h"

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

/* One to three digits. How many is hard to foretell, so nothing hangs on it:
 * the first, the middle and the last one are taken, each for what it is worth,
 * which is nothing for one that is taken twice. */
static inline int quick_few(const char *p, size_t digits, int64_t *value)
{
    static const uint8_t worth[4][3] = {
        {0, 0, 0}, {0, 0, 1}, {10, 0, 1}, {100, 10, 1}};
    const unsigned first = (unsigned)(p[0] - '0');
    const unsigned middle = (unsigned)(p[digits / 2] - '0');
    const unsigned last = (unsigned)(p[digits - 1] - '0');
    *value = first * worth[digits][0] + middle * worth[digits][1] +
             last * worth[digits][2];
    return (first <= 9) & (middle <= 9) & (last <= 9);
}

/* "1204", "-7" */
static inline int quick_int(hale_str s, int64_t *out)
{
    const size_t sign = s.len > 0 && s.data[0] == '-';
    const size_t digits = s.len - sign;
    int64_t value = 0;
    if (digits == 0 || digits > QUICK_DIGITS)
        return 0;
    if (digits <= 3 ? !quick_few(s.data + sign, digits, &value)
                    : quick_digits(s.data + sign, digits, &value) != digits)
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

/* Eight bytes as one number, the first of them lowest. */
static inline uint64_t quick_eight(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* Is a byte above what is allowed at its place? A limit is at most 0x7f; the
 * sums stay in their bytes but where the byte itself is above 0x7f. */
static inline int quick_exceeds(uint64_t bytes, uint64_t limits)
{
    const uint64_t tops = UINT64_C(0x8080808080808080);
    return ((bytes | (bytes + (~tops - limits))) & tops) != 0;
}

/* Byte i becomes ten times itself and the one behind it: of two digits at i
 * their number. */
static inline uint64_t quick_pairs(uint64_t digits)
{
    return digits * 10 + (digits >> 8);
}

/* The eight bytes "08:59:07", as microseconds since midnight. */
static inline int quick_clock(const char *p, int64_t *out)
{
    /* "00:00:00" and "29:59:59" without their digits, from the right */
    const uint64_t digits = quick_eight(p) ^ UINT64_C(0x30303a30303a3030);
    const uint64_t pairs = quick_pairs(digits);
    const unsigned hour = pairs & 0xff, minute = pairs >> 24 & 0xff;
    const unsigned second = pairs >> 48 & 0xff;
    if (quick_exceeds(digits, UINT64_C(0x0905000905000902)) || hour > 23)
        return 0;
    *out = (int64_t)(hour * 3600 + minute * 60 + second) * HALE_SECOND;
    return 1;
}

/* The ten bytes "2025-01-31", as days since 1970-01-01. */
static inline int quick_date(const char *p, int32_t *out)
{
    static const uint8_t days[20] = {0,  31, 28, 31, 30, 31, 30,
                                     31, 31, 30, 31, 30, 31};
    /* "0000-00-" and "9999-19-", from the right */
    const uint64_t digits = quick_eight(p) ^ UINT64_C(0x2d30302d30303030);
    const uint64_t pairs = quick_pairs(digits);
    const unsigned year =
        (unsigned)(pairs & 0xff) * 100 + (unsigned)(pairs >> 16 & 0xff);
    const unsigned month = pairs >> 40 & 0xff;
    const unsigned d1 = (unsigned)(p[8] - '0'), d2 = (unsigned)(p[9] - '0');
    const unsigned day = 10 * d1 + d2;
    const unsigned leap =
        month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (quick_exceeds(digits, UINT64_C(0x0009010009090909)) || d1 > 3 ||
        d2 > 9 || day == 0 || day > days[month] + leap)
        return 0;
    *out = hale_day_of(year, (int)month, (int)day);
    return 1;
}

#endif
