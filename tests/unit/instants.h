/* SPDX-License-Identifier: MIT
 *
 * instants.h: what the tests of zones and of the calendar share: instants
 * written as people write them. The reader below has tests of its own.
 */
#ifndef HALE_TESTS_INSTANTS_H
#define HALE_TESTS_INSTANTS_H

#include "unit.h"

#include "base/base.h"

static inline Zone *zone_of(const char *name)
{
    Error error = {0};
    Zone *zone = zone_open(name, &error);
    if (!zone)
        fail_msg("%s", error.message);
    return zone;
}

/* An instant, from UTC or an offset; the reader has tests of its own. */
static inline int64_t at(const char *utc)
{
    hale_stamp s = {0};
    assert_int_equal(hale_read_stamp(str(utc), &s), 0);
    return s.day * HALE_DAY + s.time_of_day - s.offset * HALE_SECOND;
}

static inline int32_t day(const char *date)
{
    int32_t d = 0;
    assert_int_equal(hale_read_date(str(date), &d), 0);
    return d;
}

static inline void is_at(int64_t instant, const char *utc)
{
    char text[40];
    time_format_utc(instant, text);
    if (instant != at(utc))
        fail_msg("%s, not %s", text, utc);
}

static inline int64_t clock_of(const char *hhmm)
{
    char stamp[40];
    snprintf(stamp, sizeof stamp, "1970-01-01T%s", hhmm);
    return at(stamp);
}

#endif
