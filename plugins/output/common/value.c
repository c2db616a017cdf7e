/* SPDX-License-Identifier: MIT
 *
 * value.c: values as text, exactly.
 *
 * Digits are counted first and then written where they belong, from the last
 * to the first, two at a time. Few reals are left to printf and strtod, which
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

/* Writes the digits so that they end at `end`; there is at least one. printf
 * would take ten times as long, and most cells of most tables are such
 * numbers. */
static void digits_before(char *end, uint64_t value)
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
    for (; value >= 100; value /= 100)
        end = memcpy(end - 2, pairs + 2 * (value % 100), 2);
    if (value >= 10)
        memcpy(end - 2, pairs + 2 * value, 2);
    else
        end[-1] = (char)('0' + value);
}

static int digit_count(uint64_t value)
{
    int count = 1;
    for (; value >= 10000; value /= 10000)
        count += 4;
    return count + (value >= 10) + (value >= 100) + (value >= 1000);
}

static char *put_digits(char *to, uint64_t value)
{
    to += digit_count(value);
    digits_before(to, value);
    return to;
}

/* So many digits, zeros before them. */
static char *put_padded(char *to, uint64_t value, int digits)
{
    memset(to, '0', (size_t)digits);
    digits_before(to + digits, value);
    return to + digits;
}

/* Negating in unsigned arithmetic: INT64_MIN has no positive. */
static uint64_t size_of(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static char *put_sign(char *to, int is_negative)
{
    *to = '-';
    return to + (is_negative != 0);
}

char *value_put_long(char *to, int64_t value)
{
    return put_digits(put_sign(to, value < 0), size_of(value));
}

/* What stands behind the point, and not the zeros at its end, but `least` of
 * the digits. */
static char *put_decimals(char *to, uint64_t value, int digits, int least)
{
    char *end;
    if (!value)
        digits = least;
    if (!digits)
        return to;
    *to++ = '.';
    end = put_padded(to, value, digits);
    while (end - to > least && end[-1] == '0')
        end--;
    return end;
}

char *value_put_amount(char *to, int64_t money, int least)
{
    const uint64_t unit = (uint64_t)HALE_MONEY_UNIT, size = size_of(money);
    to = put_digits(put_sign(to, money < 0), size / unit);
    return put_decimals(to, size % unit, 4, least);
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
static char *put_printed(char *to, double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        double back;
        snprintf(to, VALUE_ROOM, "%.*g", digits, value);
        back = strtod(to, NULL);
        if (!(back < value || back > value))
            break;
    }
    value_plain_point(to);
    return to + strlen(to);
}

/* A real of at most six decimals, as most scores, shares and prices are; NULL:
 * it is another one. A decimal of 15 digits that reads as the double is the
 * shortest that does: there is one such at most. */
static char *put_rounded(char *to, double size)
{
    const double unit = 1e6;
    uint64_t count;
    if (!(size >= 1e-4 && size < 1e15 / unit))
        return NULL;
    count = (uint64_t)(size * unit + 0.5);
    if ((double)count / unit < size || (double)count / unit > size)
        return NULL;
    to = put_digits(to, count / 1000000);
    return put_decimals(to, count % 1000000, 6, 0);
}

char *value_put_real(char *to, double value)
{
    const double size = fabs(value);
    uint64_t digits;
    int decimals;
    char *end;
    if (size < 1e15 && !(fabs(value - trunc(value)) > 0))
        return value_put_int(to, (int64_t)value); /* and never -0 */
    end = put_rounded(put_sign(to, value < 0), size);
    if (end)
        return end;
    if (value_shortest(size, &digits, &decimals))
        return put_printed(to, value);
    to = put_sign(to, value < 0);
    end = to + digit_count(digits);
    if (end - to <= decimals) /* below 1 */
        end = to + decimals + 1;
    put_padded(to, digits, (int)(end - to));
    memmove(end - decimals + 1, end - decimals, (size_t)decimals);
    end[-decimals] = '.';
    while (*end == '0')
        end--;
    return end + 1;
}

char *value_put_day(char *to, int32_t day)
{
    int64_t year;
    int month, mday;
    hale_date_of(day, &year, &month, &mday);
    const int digits = digit_count(size_of(year)), least = year < 0 ? 3 : 4;
    to = put_sign(to, year < 0);
    to = put_padded(to, size_of(year), digits > least ? digits : least);
    *to++ = '-';
    to = put_padded(to, (uint64_t)month, 2);
    *to++ = '-';
    return put_padded(to, (uint64_t)mday, 2);
}

char *value_put_time(char *to, int64_t instant)
{
    int64_t day = instant / HALE_DAY, rest = instant % HALE_DAY, seconds;
    if (rest < 0) {
        rest += HALE_DAY;
        day--;
    }
    seconds = rest / HALE_SECOND;
    to = value_put_day(to, (int32_t)day);
    *to++ = 'T';
    to = put_padded(to, (uint64_t)(seconds / 3600), 2);
    *to++ = ':';
    to = put_padded(to, (uint64_t)(seconds / 60 % 60), 2);
    *to++ = ':';
    to = put_padded(to, (uint64_t)(seconds % 60), 2);
    if (rest % HALE_SECOND) {
        *to++ = '.';
        to = put_padded(to, (uint64_t)(rest % HALE_SECOND), 6);
    }
    *to++ = 'Z';
    return to;
}

/* ------------------------------------------------------------ in a buffer */

/* Room for a value at the end of the text; NULL: there is none. */
static char *room_in(Buffer *buffer)
{
    if (buffer->cap - buffer->len < VALUE_ROOM &&
        buffer_room(buffer, VALUE_ROOM))
        return NULL;
    return buffer->data + buffer->len;
}

static void ends_at(Buffer *buffer, const char *end)
{
    buffer->len = (size_t)(end - buffer->data);
}

void value_int(Buffer *buffer, int64_t value)
{
    char *to = room_in(buffer);
    if (to)
        ends_at(buffer, value_put_int(to, value));
}

void value_money(Buffer *buffer, int64_t money, int least)
{
    char *to = room_in(buffer);
    if (to)
        ends_at(buffer, value_put_money(to, money, least));
}

void value_real(Buffer *buffer, double value)
{
    char *to = room_in(buffer);
    if (to)
        ends_at(buffer, value_put_real(to, value));
}

void value_time(Buffer *buffer, int64_t instant)
{
    char *to = room_in(buffer);
    if (to)
        ends_at(buffer, value_put_time(to, instant));
}

void value_day(Buffer *buffer, int32_t day)
{
    char *to = room_in(buffer);
    if (to)
        ends_at(buffer, value_put_day(to, day));
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
