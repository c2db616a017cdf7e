/* SPDX-License-Identifier: MIT
 *
 * hale/parse.h: how text becomes a value, for input plugins and the core.
 *
 * Plugins link against nothing of hale, and a call per cell would be slow, so
 * these readers are inline. Each takes the whole text: leading or trailing
 * characters that do not belong are an error, nothing depends on the locale,
 * and there is no hex, no "inf", no "nan". All return 0, or -1 and leave the
 * result alone.
 *
 * Numbers are scanned once into 19 significant digits and a power of ten. That
 * is all an integer or an amount of money can hold, and enough for nearly
 * every double; the few that need more digits go through strtod.
 */
#ifndef HALE_PARSE_H
#define HALE_PARSE_H

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hale/plugin.h"

/* The signs of a number. `decimal` 0: '.'. `thousands` 0: none; given, it may
 * be left out, but where it stands it stands between groups of three digits.
 * The comments below write decimal as '.' and thousands as ','. */
typedef struct hale_signs {
    char decimal, thousands;
} hale_signs;

/* A date and time as written, before the time zone is known. */
typedef struct hale_stamp {
    int32_t day;         /* days since 1970-01-01, as written */
    int64_t time_of_day; /* microseconds; 0 for a bare date */
    int has_time;        /* 0: a bare date */
    int has_offset;      /* 1: `offset` says how far from UTC */
    int32_t offset;      /* seconds east of UTC */
} hale_stamp;

/* ------------------------------------------------------------ calendar -- */

/* Days from 1970-01-01 to a date of the Gregorian calendar, which is taken to
 * hold for ever; years within five million of today. The day is simply added,
 * so day 0 is the last of the month before. */
static inline int32_t hale_day_of(int64_t year, int month, int day)
{
    /* Count years from March: the leap day is then the last of its year, and
     * the months before month m have (153 m + 2) / 5 days. */
    int64_t y = year - (month < 3);
    int64_t m = (month + 9) % 12;
    int64_t era = (y >= 0 ? y : y - 399) / 400; /* 400 years: 146097 days */
    int64_t of_era = y - era * 400;
    int64_t days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100;
    return (int32_t)(days + (153 * m + 2) / 5 + day - 1 - 719468);
}

/* The date of a day: the inverse of hale_day_of. */
static inline void hale_date_of(int32_t day, int64_t *year, int *month,
                                int *mday)
{
    int64_t z = (int64_t)day + 719468; /* days since 0000-03-01 */
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t d = z - era * 146097;
    /* Leap days before d are taken out, so that each year has 365 days. */
    int64_t of_era = (d - d / 1460 + d / 36524 - d / 146096) / 365;
    int64_t of_year = d - (of_era * 365 + of_era / 4 - of_era / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *mday = (int)(of_year - (153 * m + 2) / 5) + 1;
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = era * 400 + of_era + (*month < 3);
}

/* ------------------------------------------- what the readers stand on -- */

/* A number as scanned: digits * 10^exponent, without its sign. */
typedef struct hale_scanned {
    uint64_t digits;  /* the first 19 that count */
    int64_t exponent; /* of ten */
    size_t length;    /* how many digits were written, leading zeros too */
    size_t left_out;  /* how many digits stood behind those 19 */
    int cut; /* what they are worth: 0 nothing, 1 less than half of the last
              * place, 2 half of it, 3 more */
    int negative;
    int has_decimal;  /* a decimal sign was written */
    int has_exponent; /* an exponent was written */
} hale_scanned;

static inline int hale_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline void hale_scan_digit(hale_scanned *n, char c)
{
    unsigned digit = (unsigned)(c - '0');
    n->length++;
    if (n->digits < UINT64_C(1000000000000000000)) {
        n->digits = n->digits * 10 + digit;
        n->exponent -= n->has_decimal;
    } else {
        if (n->left_out++ == 0)
            n->cut = digit < 5 ? 0 : 2;
        n->cut |= n->left_out == 1 ? digit % 5 != 0 : digit != 0;
        n->exponent += !n->has_decimal;
    }
}

/* The digits before the decimal sign; NULL: they are grouped wrongly. */
static inline const char *hale_scan_whole(const char *p, const char *end,
                                          char thousands, hale_scanned *n)
{
    int group = 0, groups = 0;
    for (; p < end; p++) {
        if (hale_is_digit(*p)) {
            hale_scan_digit(n, *p);
            group += group < 4;
        } else if (thousands && *p == thousands) {
            if (groups ? group != 3 : group < 1 || group > 3)
                return NULL;
            groups = 1;
            group = 0;
        } else {
            break;
        }
    }
    return groups && group != 3 ? NULL : p;
}

/* "e-3"; NULL: no digits follow. Absurd exponents are held at a size that
 * still overflows or vanishes. */
static inline const char *hale_scan_exponent(const char *p, const char *end,
                                             hale_scanned *n)
{
    int64_t exponent = 0;
    const char *first;
    int negative = 0;
    if (p == end || (*p != 'e' && *p != 'E'))
        return p;
    n->has_exponent = 1;
    if (++p < end && (*p == '-' || *p == '+'))
        negative = *p++ == '-';
    for (first = p; p < end && hale_is_digit(*p); p++)
        if (exponent < INT64_C(100000000000000))
            exponent = exponent * 10 + (*p - '0');
    n->exponent += negative ? -exponent : exponent;
    return p > first ? p : NULL;
}

static inline int hale_scan(hale_str s, hale_signs signs, hale_scanned *n)
{
    const char *p = s.data, *end;
    const char decimal = signs.decimal ? signs.decimal : '.';
    memset(n, 0, sizeof *n);
    if (s.len == 0)
        return -1;
    end = p + s.len;
    if (*p == '-' || *p == '+')
        n->negative = *p++ == '-';
    p = hale_scan_whole(p, end, signs.thousands, n);
    if (p && p < end && *p == decimal) {
        n->has_decimal = 1;
        for (p++; p < end && hale_is_digit(*p); p++)
            hale_scan_digit(n, *p);
    }
    if (!p || n->length == 0)
        return -1;
    p = hale_scan_exponent(p, end, n);
    return p == end ? 0 : -1;
}

/* Gives the number its sign; -1: it does not fit. */
static inline int hale_signed(uint64_t digits, int negative, int64_t *out)
{
    if (digits > (uint64_t)INT64_MAX + (negative ? 1u : 0u))
        return -1;
    /* In two steps, since -INT64_MIN does not exist. */
    *out = negative && digits ? -(int64_t)(digits - 1) - 1 : (int64_t)digits;
    return 0;
}

/* The way round for doubles that 19 digits do not settle. No double's rounding
 * depends on more than its first 768 digits and on whether anything follows
 * them; no decimal sign is written, since strtod's depends on the locale. */
static inline double hale_slow_real(hale_str s, const hale_scanned *n)
{
    enum { MOST = 780 };
    char text[MOST + 32];
    int64_t exponent = n->exponent;
    size_t len = 0, i;
    int cut = 0;
    for (i = 0; i < s.len && s.data[i] != 'e' && s.data[i] != 'E'; i++) {
        if (!hale_is_digit(s.data[i]) || (len == 0 && s.data[i] == '0'))
            continue;
        if (len < MOST)
            text[len++] = s.data[i];
        else
            cut |= s.data[i] != '0';
    }
    if (cut)
        text[len++] = '1';
    if (len > 19)
        exponent -= (int64_t)len - 19;
    exponent = exponent > 9999 ? 9999 : exponent < -9999 ? -9999 : exponent;
    snprintf(text + len, sizeof text - len, "e%d", (int)exponent);
    return strtod(text, NULL);
}

/* `count` digits; -1: there are others among them. */
static inline int hale_fixed_digits(const char *p, int count)
{
    int value = 0;
    for (; count > 0; count--, p++) {
        if (!hale_is_digit(*p))
            return -1;
        value = value * 10 + (*p - '0');
    }
    return value;
}

static inline int hale_word_is(hale_str s, const char *word)
{
    size_t i;
    for (i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (word[i] == '\0' || c != word[i])
            return 0;
    }
    return word[i] == '\0';
}

/* ------------------------------------------------------------- readers -- */

/* "-1204", with thousands "-1,204". */
static inline int hale_read_int(hale_str s, hale_signs signs, int64_t *out)
{
    hale_scanned n;
    if (hale_scan(s, signs, &n) || n.has_decimal || n.has_exponent ||
        n.exponent != 0)
        return -1;
    return hale_signed(n.digits, n.negative, out);
}

/* "0.25", ".5", "1e-3", "1,204.5": the nearest double. Too large is an error,
 * too small is 0. */
static inline int hale_read_real(hale_str s, hale_signs signs, double *out)
{
    static const double power[] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    hale_scanned n;
    double value;
    if (hale_scan(s, signs, &n))
        return -1;
    if (n.digits == 0)
        value = 0;
    else if (FLT_EVAL_METHOD == 0 && n.digits <= (UINT64_C(1) << 53) &&
             n.exponent >= -22 && n.exponent <= 22)
        /* Both are exact doubles, so that one operation rounds rightly. */
        value = n.exponent < 0 ? (double)n.digits / power[-n.exponent]
                               : (double)n.digits * power[n.exponent];
    else
        value = hale_slow_real(s, &n);
    if (value == HUGE_VAL)
        return -1;
    *out = n.negative ? -value : value;
    return 0;
}

/* "1,234.5" as ten-thousandths; more than four decimals are rounded, a half to
 * the even side. Overflow is an error, and so is an exponent. */
static inline int hale_read_money(hale_str s, hale_signs signs, int64_t *out)
{
    hale_scanned n;
    uint64_t unit = 1, rest;
    int64_t shift;
    if (hale_scan(s, signs, &n) || n.has_exponent)
        return -1;
    for (shift = n.exponent + 4; shift > 0 && n.digits > 0; shift--) {
        if (n.left_out || n.digits > UINT64_MAX / 10)
            return -1;
        n.digits *= 10;
    }
    if (shift < -19) /* below a tenth of the last place */
        return hale_signed(0, 0, out);
    for (; shift < 0; shift++)
        unit *= 10;
    rest = n.digits % unit;
    n.digits /= unit;
    if (unit > 1)
        n.cut = (rest >= unit - rest ? 2 : 0) |
                (n.cut || (rest != 0 && rest != unit - rest));
    n.digits += n.cut == 3 || (n.cut == 2 && (n.digits & 1));
    return hale_signed(n.digits, n.negative, out);
}

/* true false yes no on off t f y n 1 0, in any case. */
static inline int hale_read_bool(hale_str s, uint8_t *out)
{
    static const char *const yes[] = {"true", "yes", "on", "t", "y", "1"};
    static const char *const no[] = {"false", "no", "off", "f", "n", "0"};
    size_t i;
    for (i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (hale_word_is(s, yes[i]) || hale_word_is(s, no[i])) {
            *out = (uint8_t)hale_word_is(s, yes[i]);
            return 0;
        }
    }
    return -1;
}

/* YYYY-MM-DD and nothing else; 30 February is an error. */
static inline int hale_read_date(hale_str s, int32_t *out)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day, leap;
    if (s.len != 10 || s.data[4] != '-' || s.data[7] != '-')
        return -1;
    year = hale_fixed_digits(s.data, 4);
    month = hale_fixed_digits(s.data + 5, 2);
    day = hale_fixed_digits(s.data + 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1)
        return -1;
    leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day > days[month - 1] + (month == 2 && leap))
        return -1;
    *out = hale_day_of(year, month, day);
    return 0;
}

/* ":07", or -1. */
static inline int hale_colon_two(const char *p, const char *end)
{
    return end - p >= 3 && *p == ':' ? hale_fixed_digits(p + 1, 2) : -1;
}

/* "08:00", "08:00:00", "08:00:00.123456"; moves *at behind it. */
static inline int hale_read_clock(const char **at, const char *end,
                                  int64_t *out)
{
    const char *p = *at;
    int hour = end - p >= 2 ? hale_fixed_digits(p, 2) : -1;
    int minute = hour < 0 ? -1 : hale_colon_two(p + 2, end);
    int second = 0;
    int64_t fraction = 0, unit = HALE_SECOND;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return -1;
    p += 5;
    if (p < end && *p == ':') {
        second = hale_colon_two(p, end);
        if (second < 0 || second > 60)
            return -1;
        p += 3;
        if (p < end && *p == '.') {
            const char *first = ++p;
            for (; p < end && hale_is_digit(*p); p++) {
                unit /= 10; /* 0 from the seventh on: they are cut off */
                fraction += (*p - '0') * unit;
            }
            if (p == first)
                return -1;
        }
        if (second == 60) {
            second = 59;
            fraction = HALE_SECOND - 1;
        }
    }
    *at = p;
    *out = (hour * 3600 + minute * 60 + second) * HALE_SECOND + fraction;
    return 0;
}

/* All of "Z", "+01:00", "+0100" or "+01" as seconds. */
static inline int hale_read_offset(const char *p, const char *end, int32_t *out)
{
    int hours, minutes = 0;
    ptrdiff_t len = end - p;
    if (len == 1 && (*p == 'Z' || *p == 'z')) {
        *out = 0;
        return 0;
    }
    if (len < 3 || (*p != '+' && *p != '-'))
        return -1;
    hours = hale_fixed_digits(p + 1, 2);
    if (len == 6)
        minutes = hale_colon_two(p + 3, end);
    else if (len == 5)
        minutes = hale_fixed_digits(p + 3, 2);
    else if (len != 3)
        return -1;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return -1;
    *out = (hours * 3600 + minutes * 60) * (*p == '-' ? -1 : 1);
    return 0;
}

/* 2025-01-31, 2025-01-31T08:00, 2025-01-31 08:00:00.123456, and with a time
 * also Z, +01:00, +0100 or +01. Digits beyond microseconds are cut off. A
 * leap second, :60, has no instant of its own: it reads as :59.999999, the
 * last one before. */
static inline int hale_read_stamp(hale_str s, hale_stamp *out)
{
    hale_stamp stamp;
    hale_str date;
    const char *p, *end;
    memset(&stamp, 0, sizeof stamp);
    date.data = s.data;
    date.len = s.len < 10 ? s.len : 10;
    if (hale_read_date(date, &stamp.day))
        return -1;
    p = s.data + 10;
    end = s.data + s.len;
    if (p < end) {
        if (*p != 'T' && *p != ' ' && *p != 't')
            return -1;
        p++;
        stamp.has_time = 1;
        if (hale_read_clock(&p, end, &stamp.time_of_day))
            return -1;
    }
    if (p < end) {
        stamp.has_offset = 1;
        if (hale_read_offset(p, end, &stamp.offset))
            return -1;
    }
    *out = stamp;
    return 0;
}
#endif
