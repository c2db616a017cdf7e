/* SPDX-License-Identifier: MIT
 *
 * numbers.c: figures as text, the same on every machine and in every locale.
 *
 * Money never passes through a double: it is split into units and
 * ten-thousandths as integers. Reals are written with the fewest digits that
 * read back as the same double; printf is asked for digits only, since its
 * decimal sign is the locale's.
 */
#include "base/base.h"

#include <math.h>
#include <string.h>

__extension__ typedef __int128 Wide;

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

void money_format(int64_t money, int digits, char out[32])
{
    uint64_t value = magnitude(money);
    unsigned decimals = (unsigned)(value % (uint64_t)HALE_MONEY_UNIT);
    int shown = 4;
    while (shown > 0 && shown > digits && decimals % 10 == 0) {
        decimals /= 10;
        shown--;
    }
    unsigned long long units = value / (uint64_t)HALE_MONEY_UNIT;
    const char *sign = money < 0 ? "-" : "";
    if (shown)
        snprintf(out, 32, "%s%llu.%0*u", sign, units, shown, decimals);
    else
        snprintf(out, 32, "%s%llu", sign, units);
}

int fraction_parse(Str s, int64_t *numerator, int64_t *denominator)
{
    hale_scanned n;
    if (hale_scan(s, (hale_signs){0}, &n) || n.negative || n.left_out ||
        n.digits == 0 || n.digits > INT64_MAX || n.exponent < -18 ||
        n.exponent > 9)
        return -1;
    *numerator = (int64_t)n.digits;
    *denominator = 1;
    for (; n.exponent < 0; n.exponent++)
        *denominator *= 10;
    for (; n.exponent > 0; n.exponent--)
        if (__builtin_mul_overflow(*numerator, 10, numerator))
            return -1;
    return 0;
}

int money_scale(int64_t money, int64_t numerator, int64_t denominator,
                int64_t *out)
{
    if (denominator == 0)
        return -1;
    Wide product = (Wide)money * numerator;
    bool negative = (product < 0) != (denominator < 0);
    Wide value = product < 0 ? -product : product;
    Wide unit = denominator < 0 ? -(Wide)denominator : denominator;
    Wide rest = value % unit;
    value /= unit;
    if (rest * 2 > unit || (rest * 2 == unit && (value & 1)))
        value++;
    value = negative ? -value : value;
    if (value < INT64_MIN || value > INT64_MAX)
        return -1;
    *out = (int64_t)value;
    return 0;
}

/* The significant digits of a positive double, without trailing zeros, and
 * the power of ten of the first; `precision` digits are asked for. */
static int digits_of(double value, int precision, char digits[20])
{
    char text[48];
    int len = 0, exponent = 0;
    snprintf(text, sizeof text, "%.*e", precision - 1, value);
    const char *p = text;
    for (; *p != 'e'; p++)
        if (hale_is_digit(*p))
            digits[len++] = *p;
    bool negative = *++p == '-';
    for (p++; *p; p++)
        exponent = exponent * 10 + (*p - '0');
    while (len > 1 && digits[len - 1] == '0')
        len--;
    digits[len] = '\0';
    return negative ? -exponent : exponent;
}

/* At most 31 bytes: a sign, "0.00000" and 17 digits are 25. */
PRINTF(2, 3) static void print(char out[32], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(out, 32, format, args);
    va_end(args);
}

/* Plain notation from 1e-6 up to 1e21, as in JavaScript. */
static void lay_out(const char *sign, const char *digits, int exponent,
                    char out[32])
{
    int len = (int)strlen(digits);
    if (exponent < -6 || exponent > 20)
        print(out, "%s%c%s%se%+d", sign, digits[0], len > 1 ? "." : "",
              digits + 1, exponent);
    else if (exponent < 0)
        print(out, "%s0.%.*s%s", sign, -exponent - 1, "00000", digits);
    else if (len <= exponent + 1)
        print(out, "%s%s%.*s", sign, digits, exponent + 1 - len,
              "00000000000000000000");
    else
        print(out, "%s%.*s.%s", sign, exponent + 1, digits,
              digits + exponent + 1);
}

void real_format(double value, char out[32])
{
    if (!isfinite(value)) {
        snprintf(out, 32, "%s",
                 isnan(value) ? "nan"
                 : value < 0  ? "-inf"
                              : "inf");
        return;
    }
    double positive = fabs(value), back = -1;
    for (int precision = 15; precision <= 17; precision++) {
        char digits[20];
        int exponent = digits_of(positive, precision, digits);
        lay_out(value < 0 ? "-" : "", digits, exponent, out);
        if (precision == 17 ||
            (!hale_read_real(str(out), (hale_signs){0}, &back) &&
             back == value))
            return;
    }
}

/* Digits that end at `end`, `least` of them at least, parted after every
 * `group` ones; answers where they begin. Sentences are full of small numbers,
 * for which printf is slow. */
static char *digits_before(char *end, uint64_t value, int least, int group)
{
    for (int n = 0; value || n < least; n++, value /= 10) {
        if (n && group && n % group == 0)
            *--end = ',';
        *--end = (char)('0' + value % 10);
    }
    return end;
}

static void format_whole(bool negative, uint64_t value, int group, char out[32])
{
    char text[32], *end = text + sizeof text;
    char *p = digits_before(end, value, 1, group);
    if (negative)
        *--p = '-';
    memcpy(out, p, (size_t)(end - p));
    out[end - p] = '\0';
}

void whole_format(int64_t value, char out[32])
{
    format_whole(value < 0, magnitude(value), 0, out);
}

void count_format(int64_t value, char out[32])
{
    format_whole(value < 0, magnitude(value), 3, out);
}

/* How many hundredths a value from 0 to 1e15 is: its mantissa times 100 has 60
 * bits, so that what is shifted out is known exactly. */
static uint64_t hundredths(double value)
{
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &exponent), 53) * 100;
    int shift = 53 - exponent;
    if (shift > 62) /* far less than a half */
        return 0;
    uint64_t count = mantissa >> shift, half = UINT64_C(1) << (shift - 1);
    uint64_t rest = mantissa & (2 * half - 1);
    return count + (rest > half || (rest == half && (count & 1)));
}

void hundredths_format(double value, char out[32])
{
    uint64_t count = hundredths(fabs(value));
    char text[32], *end = text + sizeof text, *p = end;
    if (count % 10)
        p = digits_before(p, count % 100, 2, 0);
    else if (count % 100)
        p = digits_before(p, count / 10 % 10, 1, 0);
    if (p < end)
        *--p = '.';
    p = digits_before(p, count / 100, 1, 0);
    if (value < 0 && count)
        *--p = '-';
    memcpy(out, p, (size_t)(end - p));
    out[end - p] = '\0';
}

void money_for_people(int64_t money, char out[32])
{
    int64_t units = 0;
    money_scale(money, 1, HALE_MONEY_UNIT, &units);
    count_format(units, out);
}

int bytes_parse(Str s, uint64_t *out)
{
    static const struct {
        const char *name; /* in small letters: case is not told apart */
        uint64_t size;
    } units[] = {{"", 1},
                 {"b", 1},
                 {"kb", 1000},
                 {"mb", 1000000},
                 {"gb", 1000000000},
                 {"tb", 1000000000000},
                 {"kib", UINT64_C(1) << 10},
                 {"mib", UINT64_C(1) << 20},
                 {"gib", UINT64_C(1) << 30},
                 {"tib", UINT64_C(1) << 40}};
    size_t digits = 0;
    int64_t count;
    while (digits < s.len && hale_is_digit(s.data[digits]))
        digits++;
    if (hale_read_int((Str){s.data, digits}, (hale_signs){0}, &count))
        return -1;
    Str unit = str_trim((Str){s.data + digits, s.len - digits});
    for (size_t i = 0; i < COUNT(units); i++) {
        uint64_t bytes;
        if (!hale_word_is(unit, units[i].name))
            continue;
        if (__builtin_mul_overflow((uint64_t)count, units[i].size, &bytes))
            return -1;
        *out = bytes;
        return 0;
    }
    return -1;
}
