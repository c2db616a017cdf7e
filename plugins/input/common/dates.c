/* SPDX-License-Identifier: MIT
 *
 * dates.c: dates written day first or month first.
 *
 * They are rewritten the ISO way and read by the one reader of stamps, which
 * knows all about months, leap years, fractions and offsets. Spreadsheets
 * leave out leading zeros and count twelve hours, so both are understood; a
 * year has four digits, for nobody knows what 03/04/05 means.
 */
#include <string.h>

#include "cell.h"

/* One or two digits at *p; moves on; -1: there are none. */
static int small_number(const char **p, const char *end)
{
    int value = 0, digits = 0;
    for (; *p < end && hale_is_digit(**p) && digits < 2; ++*p, digits++)
        value = value * 10 + (**p - '0');
    return digits ? value : -1;
}

/* " AM" or "PM" at the end: moves *end before it. 'A', 'P', or 0: none. */
static char half_day(const char *p, const char **end)
{
    char half;
    if (*end - p < 3 || ((*end)[-1] | 0x20) != 'm')
        return 0;
    half = (char)((*end)[-2] & ~0x20);
    if (half != 'A' && half != 'P')
        return 0;
    *end -= 2;
    if (*end > p && (*end)[-1] == ' ')
        --*end;
    return half;
}

/* "T09:05:00" for " 9:05 PM" and the like; 0, or the bytes written. */
static size_t rewrite_time(const char *p, const char *end, char *out,
                           size_t room)
{
    char half = half_day(p, &end);
    int hour;
    p++; /* the ' ' or 'T' */
    hour = small_number(&p, end);
    if (hour < 0 || (half && (hour < 1 || hour > 12)) ||
        (size_t)(end - p) + 3 > room)
        return 0;
    if (half)
        hour = hour % 12 + (half == 'P' ? 12 : 0);
    out[0] = 'T';
    out[1] = (char)('0' + hour / 10);
    out[2] = (char)('0' + hour % 10);
    memcpy(out + 3, p, (size_t)(end - p));
    return (size_t)(end - p) + 3;
}

int dates_read(hale_str s, DateForm form, hale_stamp *out)
{
    const char *p = s.data, *end = s.data + s.len;
    char iso[64], mark;
    int first, second, day, month;
    size_t len = 10;
    first = small_number(&p, end);
    mark = p < end ? *p++ : '\0';
    second = small_number(&p, end);
    if (first < 0 || second < 0 || !mark || !strchr("./-", mark) ||
        end - p < 5 || *p++ != mark)
        return -1;
    day = form == DATE_DMY ? first : second;
    month = form == DATE_DMY ? second : first;
    memcpy(iso, p, 4);
    memcpy(iso + 4,
           (char[]){'-', (char)('0' + month / 10), (char)('0' + month % 10),
                    '-', (char)('0' + day / 10), (char)('0' + day % 10)},
           6);
    p += 4;
    if (p < end) {
        if (*p != ' ' && *p != 'T')
            return -1;
        size_t more = rewrite_time(p, end, iso + len, sizeof iso - len);
        if (more == 0)
            return -1;
        len += more;
    }
    return hale_read_stamp((hale_str){iso, len}, out);
}
