/* SPDX-License-Identifier: MIT
 *
 * hours.c: business hours, read from three options and counted.
 */
#include "hours.h"

#include "hale/parse.h"

#define MINUTE (60 * HALE_SECOND)

static const char *const names[] = {"mon", "tue", "wed", "thu",
                                    "fri", "sat", "sun"};

/* "09:00", up to "24:00"; -1: it is none. */
static int64_t clock_time(const char *at)
{
    int hour = hale_fixed_digits(at, 2), minute = hale_fixed_digits(at + 3, 2);
    int64_t time = (hour * 60 + minute) * MINUTE;
    if (hour < 0 || minute < 0 || minute > 59 || at[2] != ':')
        return -1;
    return time <= HALE_DAY ? time : -1;
}

static int read_hours(hale_cx *cx, hale_str s, Hours *h)
{
    int formed = s.len == strlen("00:00-24:00") && s.data[5] == '-';
    h->opens = formed ? clock_time(s.data) : -1;
    h->closes = formed ? clock_time(s.data + 6) : -1;
    if (h->opens < 0 || h->closes < 0)
        return hale_fail(cx, "hours: \"%.*s\" is not of the form 09:00-17:00",
                         (int)s.len, s.data);
    if (h->opens >= h->closes)
        return hale_fail(cx,
                         "hours: \"%.*s\" ends before it begins; a night "
                         "shift cannot be written",
                         (int)s.len, s.data);
    return 0;
}

/* 0 for Monday; -1: it is no day. */
static int day_named(const char *at)
{
    for (int i = 0; i < 7; i++)
        if (memcmp(at, names[i], 3) == 0)
            return i;
    return -1;
}

/* "mon" or "fri-mon" */
static int read_days(hale_cx *cx, hale_str s, Hours *h)
{
    int formed = s.len == 3 || (s.len == 7 && s.data[3] == '-');
    int first = formed ? day_named(s.data) : -1;
    int last = formed ? day_named(s.data + s.len - 3) : -1;
    if (first < 0 || last < 0)
        return hale_fail(cx,
                         "days: \"%.*s\" is neither a day such as mon nor "
                         "several such as mon-fri",
                         (int)s.len, s.data);
    for (int i = first; i != last; i = (i + 1) % 7)
        h->works[i] = 1;
    h->works[last] = 1;
    return 0;
}

static int read_holiday(hale_cx *cx, hale_str s, Hours *h)
{
    int32_t day;
    if (hale_read_date(s, &day))
        return hale_fail(cx,
                         "holidays: \"%.*s\" is not a date; write "
                         "2025-12-25",
                         (int)s.len, s.data);
    for (size_t i = 0; i < h->holidays; i++)
        if (h->holiday[i] == day)
            return 0; /* named twice is still one day */
    if (h->holidays == MAX_HOLIDAYS)
        return hale_fail(cx, "holidays: more than %d dates", MAX_HOLIDAYS);
    h->holiday[h->holidays++] = day;
    return 0;
}

int hours_configure(hale_cx *cx, const hale_value *given, Hours *h)
{
    struct hale_list days = given[1].as.list;
    size_t week = 0;
    if (read_hours(cx, given[0].as.text, h))
        return -1;
    for (size_t i = 0; i < days.count; i++)
        if (read_days(cx, days.item[i], h))
            return -1;
    for (size_t i = 0; i < 7; i++)
        week += h->works[i];
    if (week == 0)
        return hale_fail(cx, "days: name at least one");
    for (size_t i = 0; !given[2].missing && i < given[2].as.list.count; i++)
        if (read_holiday(cx, given[2].as.list.item[i], h))
            return -1;
    h->always =
        week == 7 && h->holidays == 0 && h->opens == 0 && h->closes == HALE_DAY;
    return 0;
}

/* ---------------------------------------------------------------- counting --
 */

static size_t weekday(int64_t day) /* 1970-01-01 was a Thursday */
{
    return (size_t)(((day + 3) % 7 + 7) % 7);
}

static int is_holiday(const Hours *h, int64_t day)
{
    for (size_t i = 0; i < h->holidays; i++)
        if (h->holiday[i] == day)
            return 1;
    return 0;
}

/* Working days in [first, last]. */
static int64_t working_days(const Hours *h, int64_t first, int64_t last)
{
    int64_t days = last - first + 1, week = 0, count;
    if (days <= 0)
        return 0;
    for (size_t i = 0; i < 7; i++)
        week += h->works[i];
    count = days / 7 * week;
    for (int64_t day = last - days % 7 + 1; day <= last; day++)
        count += h->works[weekday(day)];
    for (size_t i = 0; i < h->holidays; i++)
        if (h->holiday[i] >= first && h->holiday[i] <= last)
            count -= h->works[weekday(h->holiday[i])];
    return count;
}

/* What of [from, to) lies in the hours of this day. */
static int64_t on_day(hale_cx *cx, const Hours *h, int32_t day, int64_t from,
                      int64_t to)
{
    if (!h->works[weekday(day)] || is_holiday(h, day))
        return 0;
    int64_t opens = cx->instant(cx, day, h->opens);
    int64_t closes = h->closes == HALE_DAY ? cx->instant(cx, day + 1, 0)
                                           : cx->instant(cx, day, h->closes);
    from = from > opens ? from : opens;
    to = to < closes ? to : closes;
    return from < to ? to - from : 0;
}

int64_t hours_between(hale_cx *cx, const Hours *h, int64_t from, int64_t to)
{
    int32_t first, last;
    if (h->always)
        return to - from;
    first = cx->day(cx, from);
    last = cx->day(cx, to);
    if (first == last)
        return on_day(cx, h, first, from, to);
    return on_day(cx, h, first, from, to) + on_day(cx, h, last, from, to) +
           working_days(h, (int64_t)first + 1, (int64_t)last - 1) *
               (h->closes - h->opens);
}
