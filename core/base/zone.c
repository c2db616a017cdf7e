/* SPDX-License-Identifier: MIT
 *
 * zone.c: one time zone as arithmetic.
 *
 * libc knows the zones but answers slowly, through the environment and for
 * the whole process. So it is asked once: from 1970 to 2100 day by day, and
 * where the offset differs from the day before, the second of the change is
 * found by bisection. What remains is a short sorted list of stretches, each
 * with one offset; the first and last hold for ever.
 *
 *     UTC     ------|---------------|--------------
 *     offset   +1 h |     +2 h      |     +1 h
 *
 * Two rules decide what local time alone leaves open:
 *   - a local time that a change skips or repeats is read with the offset in
 *     force before the change (02:30 repeated is the first one; 02:30 skipped
 *     is 03:30 on the new clock);
 *   - local days never go back: a day begins at the first instant that is not
 *     on an earlier day. So a midnight that is skipped gives the instant of
 *     the change, a day that is skipped is empty, and where clocks were put
 *     back over midnight the repeated hour belongs to the new day.
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A stretch of time with one offset. */
typedef struct Stretch {
    int64_t from;   /* microseconds UTC; the first one holds earlier too */
    int64_t offset; /* microseconds east of UTC */
    int32_t floor;  /* the local day that was reached before it */
} Stretch;

struct Zone {
    char *name;
    Stretch *stretch;
    size_t count; /* at least 1 */
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* In seconds first: an extreme instant plus an offset would overflow. */
static int32_t day_at(int64_t instant, int64_t offset)
{
    int64_t local = floor_div(instant, HALE_SECOND) + offset / HALE_SECOND;
    return (int32_t)floor_div(local, 86400);
}

/* ------------------------------------------------- what libc knows -- */

/* Seconds east of UTC at a second since 1970, in the zone that TZ names. */
static int64_t libc_offset(int64_t second)
{
    time_t t = (time_t)second;
    struct tm local;
    return localtime_r(&t, &local) ? local.tm_gmtoff : 0;
}

/* The first second in (low, high] that does not have the offset of low. */
static int64_t find_change(int64_t low, int64_t high, int64_t offset)
{
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (libc_offset(middle) == offset)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static void add_stretch(Zone *zone, int64_t from, int64_t offset)
{
    Stretch next = {from * HALE_SECOND, offset * HALE_SECOND, INT32_MIN};
    if (zone->count) {
        const Stretch *last = &zone->stretch[zone->count - 1];
        next.floor = day_at(next.from - 1, last->offset);
    }
    zone->stretch =
        xrealloc(zone->stretch, zone->count + 1, sizeof *zone->stretch);
    zone->stretch[zone->count++] = next;
}

/* Day by day: the shortest stretches are Brazilian, a week of summer time in
 * October 2000, and stepping by weeks would miss just those. */
static void ask_libc(Zone *zone)
{
    const int64_t step = 86400;
    const int64_t end = (int64_t)hale_day_of(2100, 1, 1) * 86400;
    int64_t offset = libc_offset(0);
    add_stretch(zone, 0, offset);
    for (int64_t low = 0, high; low < end; low = high) {
        high = low + step;
        if (libc_offset(high) == offset)
            continue;
        high = find_change(low, high, offset);
        offset = libc_offset(high);
        add_stretch(zone, high, offset);
    }
}

/* The zone files begin with "TZif". Names that leave the folder, count leap
 * seconds ("right/...") or mean another zone on another machine are refused. */
static bool is_known(const char *name)
{
    const char *folder = getenv("TZDIR");
    char magic[4] = "";
    if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") ||
        str_starts(str(name), "right/") || !strcmp(name, "localtime"))
        return false;
    Arena arena = {0};
    FILE *file = fopen(
        path_join(&arena, folder ? folder : "/usr/share/zoneinfo", name), "re");
    arena_free(&arena);
    if (!file)
        return false;
    bool known = fread(magic, 1, 4, file) == 4 && !memcmp(magic, "TZif", 4);
    fclose(file);
    return known;
}

static void set_tz(const char *value)
{
    if (value)
        setenv("TZ", value, 1);
    else
        unsetenv("TZ");
    tzset();
}

/* TZ is put back as it was. Not for use beside other threads. */
static void ask_libc_about(Zone *zone)
{
    const char *before = getenv("TZ");
    char *saved = before ? xstrdup(before) : NULL;
    set_tz(zone->name);
    ask_libc(zone);
    set_tz(saved);
    free(saved);
}

Zone *zone_open(const char *name, Error *error)
{
    bool utc = !strcmp(name, "UTC");
    if (!utc && !is_known(name)) {
        error_set(error, EXIT_CONFIG,
                  "unknown time zone \"%s\": write \"UTC\" or a name from "
                  "/usr/share/zoneinfo, such as \"Europe/Berlin\"",
                  name);
        return NULL;
    }
    Zone *zone = xcalloc(1, sizeof *zone);
    zone->name = xstrdup(name);
    if (utc)
        add_stretch(zone, 0, 0);
    else
        ask_libc_about(zone);
    return zone;
}

void zone_free(Zone *zone)
{
    if (!zone)
        return;
    free(zone->name);
    free(zone->stretch);
    free(zone);
}

const char *zone_name(const Zone *zone)
{
    return zone->name;
}

bool zone_is_utc(const Zone *zone)
{
    return zone->count == 1 && zone->stretch[0].offset == 0;
}

/* ------------------------------------------------------- arithmetic -- */

/* The stretch in which an instant lies. */
static const Stretch *stretch_at(const Zone *zone, int64_t instant)
{
    size_t low = 0, high = zone->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->stretch[middle].from <= instant)
            low = middle;
        else
            high = middle;
    }
    return &zone->stretch[low];
}

/* The first stretch that a local time (microseconds) does not lie behind. */
static const Stretch *stretch_of_local(const Zone *zone, int64_t local)
{
    size_t low = 0, high = zone->count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (local - zone->stretch[middle].offset <
            zone->stretch[middle + 1].from)
            high = middle;
        else
            low = middle + 1;
    }
    return &zone->stretch[low];
}

static bool is_skipped(const Zone *zone, const Stretch *s, int64_t local)
{
    return s > zone->stretch && local - s->offset < s->from;
}

/* A local date and time as one number; dates that microseconds cannot hold
 * become the nearest that they can, a day short of the limits, so that an
 * offset still fits. */
static int64_t local_time(int64_t day, int64_t time_of_day)
{
    const int64_t most = INT64_MAX / HALE_DAY - 2;
    day = day > most ? most : day < -most ? -most : day;
    return day * HALE_DAY + time_of_day;
}

int32_t zone_day(const Zone *zone, int64_t instant)
{
    const Stretch *s = stretch_at(zone, instant);
    int32_t day = day_at(instant, s->offset);
    return day > s->floor ? day : s->floor;
}

int64_t zone_offset(const Zone *zone, int64_t instant)
{
    return stretch_at(zone, instant)->offset;
}

int64_t zone_day_start(const Zone *zone, int32_t day)
{
    int64_t local = local_time(day, 0);
    const Stretch *s = stretch_of_local(zone, local);
    return is_skipped(zone, s, local) ? s->from : local - s->offset;
}

int64_t zone_instant(const Zone *zone, int32_t day, int64_t time_of_day)
{
    int64_t local = local_time(day, time_of_day);
    const Stretch *s = stretch_of_local(zone, local);
    return local - (is_skipped(zone, s, local) ? s[-1].offset : s->offset);
}
