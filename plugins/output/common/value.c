/* SPDX-License-Identifier: MIT
 *
 * value.c: values as text, exactly.
 *
 * printf and strtod write and read the decimal sign of the locale. They agree
 * with each other, so the search for the shortest text works in any locale;
 * afterwards whatever is no digit, sign or 'e' was that decimal sign.
 */
#include "buffer.h"

#include <inttypes.h>
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
    char *p = end;
    for (; value || least > 0; value /= 10, least--)
        *--p = (char)('0' + value % 10);
    return p;
}

/* Negating in unsigned arithmetic: INT64_MIN has no positive. */
static uint64_t size_of(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

void value_int(Buffer *buffer, int64_t value)
{
    char text[24], *end = text + sizeof text;
    char *p = digits_before(end, size_of(value), 1);
    if (value < 0)
        *--p = '-';
    buffer_add(buffer, p, (size_t)(end - p));
}

void value_money(Buffer *buffer, int64_t money, int least)
{
    const uint64_t unit = (uint64_t)HALE_MONEY_UNIT;
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

void value_real(Buffer *buffer, double value)
{
    char text[48];
    if (fabs(value) < 1e15 && !(fabs(value - trunc(value)) > 0)) {
        value_int(buffer, (int64_t)value); /* and never -0 */
        return;
    }
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

void value_day(Buffer *buffer, int32_t day)
{
    char text[40];
    int64_t year;
    int month, mday;
    hale_date_of(day, &year, &month, &mday);
    snprintf(text, sizeof text, "%04" PRId64 "-%02d-%02d", year, month, mday);
    buffer_puts(buffer, text);
}

void value_time(Buffer *buffer, int64_t instant)
{
    int64_t day = instant / HALE_DAY, rest = instant % HALE_DAY;
    char text[40];
    int seconds, micros, len;
    if (rest < 0) {
        rest += HALE_DAY;
        day--;
    }
    seconds = (int)(rest / HALE_SECOND);
    micros = (int)(rest % HALE_SECOND);
    value_day(buffer, (int32_t)day);
    len = snprintf(text, sizeof text, "T%02d:%02d:%02d", seconds / 3600,
                   seconds / 60 % 60, seconds % 60);
    if (micros)
        snprintf(text + len, sizeof text - (size_t)len, ".%06d", micros);
    buffer_puts(buffer, text);
    buffer_char(buffer, 'Z');
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
        if (column->unit && strcmp(column->unit, "date") == 0)
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
