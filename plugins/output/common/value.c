/* SPDX-License-Identifier: MIT
 *
 * value.c: values as text, exactly.
 *
 * Digits are written from the last to the first, two at a time, into a small
 * room at its end. Few reals are left to printf and strtod (shortest.c), which
 * write and read the decimal sign of the locale. They agree with each other,
 * so the search for the shortest text works in any locale; afterwards whatever
 * is no digit, sign or 'e' was that decimal sign.
 */
#include "buffer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hale/parse.h"

/* Writes the digits so that they end at `end`, at least so many, zeros before
 * them; answers where they begin. printf would take ten times as long, and
 * most cells of most tables are such numbers. */
static char *digits_before(char *end, uint64_t value, int least)
{
    static const char pairs[] = "00010203040506070809"
                                "10111213141516171819"
                                "20212223242526272829"
                                "30313233343536373839"
                                "40414243444546474849"
                                "50515253545556575859"
                                "60616263646566676869"
                                "70717273747576777879"
                                "80818283848586878889"
                                "90919293949596979899";
    char *p = end;
    for (; value >= 10; value /= 100)
        p = memcpy(p - 2, pairs + 2 * (value % 100), 2);
    if (value)
        *--p = (char)('0' + value);
    while (end - p < least)
        *--p = '0';
    return p;
}

/* Negating in unsigned arithmetic: INT64_MIN has no positive. */
static uint64_t size_of(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* Most cells are zeros, ones and other numbers of one digit. */
void value_int(Buffer *buffer, int64_t value)
{
    if (value >= 0 && value < 10) {
        buffer_char(buffer, (char)('0' + value));
        return;
    }
    char text[24], *end = text + sizeof text;
    char *p = digits_before(end, size_of(value), 1);
    if (value < 0)
        *--p = '-';
    buffer_add(buffer, p, (size_t)(end - p));
}

void value_money(Buffer *buffer, int64_t money, int least)
{
    const uint64_t unit = (uint64_t)HALE_MONEY_UNIT;
    if (!money) {
        buffer_add(buffer, "0.0000", least ? 2 + (size_t)least : 1);
        return;
    }
    char text[32], *end = text + sizeof text;
    char *p = digits_before(end, size_of(money) % unit, 4);
    *--p = '.';
    p = digits_before(p, size_of(money) / unit, 1);
    if (money < 0)
        *--p = '-';
    for (int digits = 4; digits > least && end[-1] == '0'; digits--)
        end--;
    if (end[-1] == '.')
        end--;
    buffer_add(buffer, p, (size_t)(end - p));
}

void value_plain_point(char *text)
{
    char *to = text;
    int seen = 0;
    for (const char *p = text; *p; p++) {
        if (hale_is_digit(*p) || strchr("+-e", *p)) {
            *to++ = *p;
        } else if (!seen) {
            *to++ = '.';
            seen = 1;
        }
    }
    *to = '\0';
}

/* A real for which value_shortest has no answer. */
static void put_printed(Buffer *buffer, double value)
{
    char text[48];
    for (int digits = 15; digits <= 17; digits++) {
        double back;
        snprintf(text, sizeof text, "%.*g", digits, value);
        back = strtod(text, NULL);
        if (!(back < value || back > value))
            break;
    }
    value_plain_point(text);
    buffer_puts(buffer, text);
}

void value_real(Buffer *buffer, double value)
{
    uint64_t digits;
    int decimals;
    char text[48], *end = text + sizeof text, *p;
    if (fabs(value) < 1e15 && !(fabs(value - trunc(value)) > 0)) {
        value_int(buffer, (int64_t)value); /* and never -0 */
        return;
    }
    if (value_shortest(fabs(value), &digits, &decimals)) {
        put_printed(buffer, value);
        return;
    }
    p = digits_before(end, digits, decimals + 1);
    memmove(p - 1, p, (size_t)(end - p - decimals)); /* room for the point */
    end[-decimals - 1] = '.';
    p--;
    if (value < 0)
        *--p = '-';
    while (end[-1] == '0')
        end--;
    buffer_add(buffer, p, (size_t)(end - p));
}

/* Answers where what stands before `end` begins. */
static char *day_before(char *end, int32_t day)
{
    int64_t year;
    int month, mday;
    char *p;
    hale_date_of(day, &year, &month, &mday);
    p = digits_before(end, (uint64_t)mday, 2);
    *--p = '-';
    p = digits_before(p, (uint64_t)month, 2);
    *--p = '-';
    p = digits_before(p, size_of(year), year < 0 ? 3 : 4);
    if (year < 0)
        *--p = '-';
    return p;
}

void value_day(Buffer *buffer, int32_t day)
{
    char text[40], *end = text + sizeof text;
    char *p = day_before(end, day);
    buffer_add(buffer, p, (size_t)(end - p));
}

/* :07 */
static char *sixtieth_before(char *end, int64_t value)
{
    char *p = digits_before(end, (uint64_t)(value % 60), 2);
    *--p = ':';
    return p;
}

void value_time(Buffer *buffer, int64_t instant)
{
    int64_t day = instant / HALE_DAY, rest = instant % HALE_DAY, seconds;
    char text[48], *end = text + sizeof text, *p = end;
    if (rest < 0) {
        rest += HALE_DAY;
        day--;
    }
    seconds = rest / HALE_SECOND;
    *--p = 'Z';
    if (rest % HALE_SECOND) {
        p = digits_before(p, (uint64_t)(rest % HALE_SECOND), 6);
        *--p = '.';
    }
    p = sixtieth_before(p, seconds);
    p = sixtieth_before(p, seconds / 60);
    p = digits_before(p, (uint64_t)(seconds / 3600), 2);
    *--p = 'T';
    p = day_before(p, (int32_t)day);
    buffer_add(buffer, p, (size_t)(end - p));
}

int value_is_date(const hale_table_column *column)
{
    return column->type == HALE_TIME && column->unit &&
           strcmp(column->unit, "date") == 0;
}

void value_cell(hale_cx *cx, Buffer *buffer, const hale_table_column *column,
                size_t row)
{
    switch (column->type) {
    case HALE_BOOL:
        buffer_puts(buffer, column->as.b[row] ? "true" : "false");
        break;
    case HALE_INT:
        value_int(buffer, column->as.i[row]);
        break;
    case HALE_REAL:
        value_real(buffer, column->as.r[row]);
        break;
    case HALE_MONEY:
        value_money(buffer, column->as.i[row], 2);
        break;
    case HALE_TIME:
        if (value_is_date(column))
            value_day(buffer, cx->day(cx, column->as.i[row]));
        else
            value_time(buffer, column->as.i[row]);
        break;
    default:
        break;
    }
}

hale_missing value_missing(const hale_table_column *column, size_t row)
{
    if (column->missing && column->missing[row])
        return (hale_missing)column->missing[row];
    if (column->type == HALE_REAL && !isfinite(column->as.r[row]))
        return HALE_ZERO_DENOMINATOR;
    return HALE_PRESENT;
}
