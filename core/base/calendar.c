/* SPDX-License-Identifier: MIT
 *
 * calendar.c: spans, periods and times as people write them.
 *
 * Everything goes by the local calendar: a day is what lies between two
 * midnights, be it 23, 24 or 25 hours long; a month is a month. Only hours are
 * hours. A time of day is kept when a date moves, and the first instant of a
 * day counts as its midnight, also where a change of clocks skipped 0:00.
 *
 * The ends of time, INT64_MIN and HALE_OPEN, stay what they are.
 */
#include "base/base.h"

#include <string.h>

static const int64_t HOUR = INT64_C(3600) * HALE_SECOND;

/* A local date and time of day. */
typedef struct Local {
    int32_t day;
    int64_t time_of_day;
} Local;

static int64_t floor_mod(int64_t a, int64_t b)
{
    int64_t rest = a % b;
    return rest < 0 ? rest + b : rest;
}

static bool is_end_of_time(int64_t instant)
{
    return instant == INT64_MIN || instant == HALE_OPEN;
}

static Local local_of(const Zone *z, int64_t instant)
{
    Local local = {zone_day(z, instant), 0};
    if (instant != zone_day_start(z, local.day)) {
        int64_t of_day = floor_mod(instant, HALE_DAY);
        local.time_of_day =
            floor_mod(of_day + zone_offset(z, instant), HALE_DAY);
    }
    return local;
}

static int64_t instant_of(const Zone *z, Local local)
{
    return local.time_of_day ? zone_instant(z, local.day, local.time_of_day)
                             : zone_day_start(z, local.day);
}

/* --------------------------------------------------------------- spans -- */

static const char letters[] = "hdwmqy"; /* as in enum Unit */

int span_parse(Str s, int64_t *count, Unit *unit)
{
    int64_t number;
    if (s.len < 2 || s.len > 8 || !hale_is_digit(s.data[0]))
        return -1;
    const char *letter = strchr(letters, s.data[s.len - 1]);
    if (!letter || *letter == '\0')
        return -1;
    if (hale_read_int((Str){s.data, s.len - 1}, (hale_signs){0}, &number))
        return -1;
    *count = number;
    *unit = (Unit)(UNIT_HOUR + (letter - letters));
    return 0;
}

void span_format(int64_t count, Unit unit, char out[24])
{
    snprintf(out, 24, "%lld%c", (long long)count, letters[unit - UNIT_HOUR]);
}

void age_format(int64_t microseconds, char out[32])
{
    static const struct {
        int64_t until, size;
        const char *name;
    } scale[] = {{2 * HOUR, HOUR / 60, "minute"},
                 {3 * HALE_DAY, HOUR, "hour"},
                 {INT64_MAX, HALE_DAY, "day"}};
    size_t i = 0;
    while (microseconds >= scale[i].until && i + 1 < COUNT(scale))
        i++;
    int64_t tenth = scale[i].size / 10;
    int64_t tenths = microseconds / tenth + (microseconds % tenth > 0);
    if (tenths % 10)
        snprintf(out, 32, "%lld.%d %ss", (long long)(tenths / 10),
                 (int)(tenths % 10), scale[i].name);
    else
        snprintf(out, 32, "%lld %s%s", (long long)(tenths / 10), scale[i].name,
                 tenths == 10 ? "" : "s");
}

/* A day that int32 holds; what lies beyond becomes the farthest. */
static int32_t held_day(int64_t day)
{
    return day > INT32_MAX   ? INT32_MAX
           : day < INT32_MIN ? INT32_MIN
                             : (int32_t)day;
}

static int64_t held_sum(int64_t a, int64_t b)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return b < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

static int64_t held_product(int64_t a, int64_t b)
{
    int64_t product;
    if (__builtin_mul_overflow(a, b, &product))
        return (a < 0) != (b < 0) ? INT64_MIN : INT64_MAX;
    return product;
}

static int32_t move_months(int32_t day, int64_t months)
{
    const int64_t most = 12 * 1000000; /* hale_day_of goes no farther */
    int64_t year;
    int month, mday;
    months = months > most ? most : months < -most ? -most : months;
    hale_date_of(day, &year, &month, &mday);
    months += month - 1;
    month = (int)floor_mod(months, 12) + 1;
    year += (months - (month - 1)) / 12;
    int32_t first = hale_day_of(year, month, 1);
    int32_t last = hale_day_of(year + (month == 12), month % 12 + 1, 0);
    return first + mday - 1 > last ? last : first + mday - 1;
}

int64_t span_move(const Zone *z, int64_t instant, int64_t count, Unit unit)
{
    static const struct {
        int days, months;
    } step[] = {[UNIT_DAY] = {1, 0},
                [UNIT_WEEK] = {7, 0},
                [UNIT_MONTH] = {0, 1},
                [UNIT_QUARTER] = {0, 3},
                [UNIT_YEAR] = {0, 12}};
    if (is_end_of_time(instant) || count == 0)
        return instant;
    if (unit == UNIT_HOUR)
        return held_sum(instant, held_product(count, HOUR));
    Local local = local_of(z, instant);
    if (step[unit].days)
        local.day =
            held_day(held_sum(local.day, held_product(count, step[unit].days)));
    else
        local.day =
            move_months(local.day, held_product(count, step[unit].months));
    return instant_of(z, local);
}

/* ------------------------------------------------------------- periods -- */

/* 0 for Monday. Day 0, 1970-01-01, was a Thursday. */
static int weekday(int32_t day)
{
    return (int)floor_mod((int64_t)day + 3, 7);
}

int64_t period_start(const Zone *z, int64_t instant, Unit unit)
{
    int64_t year;
    int month, mday;
    if (is_end_of_time(instant))
        return instant;
    Local local = local_of(z, instant);
    hale_date_of(local.day, &year, &month, &mday);
    switch (unit) {
    case UNIT_HOUR:
        return instant - local.time_of_day % HOUR;
    case UNIT_DAY:
        break;
    case UNIT_WEEK:
        local.day -= weekday(local.day);
        break;
    case UNIT_MONTH:
        local.day = hale_day_of(year, month, 1);
        break;
    case UNIT_QUARTER:
        local.day = hale_day_of(year, month - (month - 1) % 3, 1);
        break;
    case UNIT_YEAR:
        local.day = hale_day_of(year, 1, 1);
        break;
    }
    return zone_day_start(z, local.day);
}

/* What does not fit in 16 bytes is years away from any label. */
PRINTF(2, 3) static void put_label(char out[16], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(out, 16, format, args);
    va_end(args);
}

/* A week belongs to the year in which its Thursday lies (ISO 8601). */
static void week_label(int32_t day, char out[16])
{
    int64_t year;
    int month, mday;
    int32_t thursday = day - weekday(day) + 3;
    hale_date_of(thursday, &year, &month, &mday);
    int week = (int)(thursday - hale_day_of(year, 1, 1)) / 7 + 1;
    put_label(out, "%04d-W%02d", (int)year, week);
}

void period_label(const Zone *z, int64_t start, Unit unit, char out[16])
{
    int64_t year;
    int month, mday;
    Local local = local_of(z, start);
    hale_date_of(local.day, &year, &month, &mday);
    int y = (int)year;
    switch (unit) {
    case UNIT_HOUR:
        put_label(out, "%04d-%02d-%02dT%02d", y, month, mday,
                  (int)(local.time_of_day / HOUR));
        break;
    case UNIT_DAY:
        put_label(out, "%04d-%02d-%02d", y, month, mday);
        break;
    case UNIT_WEEK:
        week_label(local.day, out);
        break;
    case UNIT_MONTH:
        put_label(out, "%04d-%02d", y, month);
        break;
    case UNIT_QUARTER:
        put_label(out, "%04d-Q%d", y, (month + 2) / 3);
        break;
    case UNIT_YEAR:
        put_label(out, "%04d", y);
        break;
    }
}

/* --------------------------------------------------------------- times -- */

/* "2025-12-31T08:30:00" or "...T08:30:00.123456"; the length. */
static size_t put_date_and_time(Local local, char out[40])
{
    int64_t year;
    int month, mday;
    int seconds = (int)(local.time_of_day / HALE_SECOND);
    int fraction = (int)(local.time_of_day % HALE_SECOND);
    hale_date_of(local.day, &year, &month, &mday);
    int len =
        snprintf(out, 40, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year, month,
                 mday, seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (fraction)
        len += snprintf(out + len, 40 - (size_t)len, ".%06d", fraction);
    return (size_t)len;
}

void time_format(const Zone *z, int64_t instant, char out[40])
{
    Local local = local_of(z, instant);
    int64_t offset = zone_offset(z, instant);
    int minutes = (int)(offset / (60 * HALE_SECOND));
    if (local.time_of_day == 0) {
        period_label(z, instant, UNIT_DAY, out);
    } else if (zone_is_utc(z) || offset % (60 * HALE_SECOND) != 0) {
        time_format_utc(instant, out); /* no way to write odd seconds */
    } else {
        size_t len = put_date_and_time(local, out);
        int size = minutes < 0 ? -minutes : minutes;
        snprintf(out + len, 40 - len, "%c%02d:%02d", minutes < 0 ? '-' : '+',
                 size / 60, size % 60);
    }
}

void time_format_utc(int64_t instant, char out[40])
{
    int64_t of_day = floor_mod(instant, HALE_DAY);
    /* Not (instant - of_day) / DAY: at the lower end that overflows. */
    int64_t day = instant / HALE_DAY - (instant < 0 && of_day != 0);
    size_t len = put_date_and_time((Local){(int32_t)day, of_day}, out);
    snprintf(out + len, 40 - len, "Z");
}

int time_parse(const Zone *z, Str s, int64_t *instant)
{
    hale_stamp stamp;
    if (hale_read_stamp(s, &stamp))
        return -1;
    if (stamp.has_offset)
        *instant = stamp.day * HALE_DAY + stamp.time_of_day -
                   stamp.offset * HALE_SECOND;
    else if (stamp.has_time)
        *instant = zone_instant(z, stamp.day, stamp.time_of_day);
    else
        *instant = zone_day_start(z, stamp.day);
    return 0;
}
