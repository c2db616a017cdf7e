/* SPDX-License-Identifier: MIT
 *
 * hours.h: how much of the time between two instants somebody was at work.
 *
 *     hours    = 09:00-17:00      from when to when, local time
 *     days     = mon-fri          which days of the week
 *     holidays = 2025-12-25, ...  which dates not
 *
 * Unless something is said everybody is always at work, and then it is the
 * plain difference. Local days and times are those of the pipeline's time
 * zone. The first and the last day are measured by the clock, the days between
 * are counted, so that years cost no more than days; a change of the clock
 * within the hours of a day between is not seen.
 */
#ifndef HALE_PLUGINS_SUPPORT_HOURS_H
#define HALE_PLUGINS_SUPPORT_HOURS_H

#include "hale/plugin.h"

enum { MAX_HOLIDAYS = 400 };

typedef struct Hours {
    int64_t opens, closes; /* times of day, microseconds */
    uint8_t works[7];      /* from Monday on */
    int32_t holiday[MAX_HOLIDAYS];
    size_t holidays;
    int always;
} Hours;

static const hale_option support_hours = {
    .size = sizeof(hale_option),
    .name = "hours",
    .type = HALE_OPTION_TEXT,
    .fallback = "00:00-24:00",
    .help = "when time counts, as in 09:00-17:00; local time",
};

static const hale_option support_days = {
    .size = sizeof(hale_option),
    .name = "days",
    .type = HALE_OPTION_LIST,
    .fallback = "mon-sun",
    .help = "days on which time counts, as in mon-fri or mon, wed, fri",
};

static const hale_option support_holidays = {
    .size = sizeof(hale_option),
    .name = "holidays",
    .type = HALE_OPTION_LIST,
    .help = "dates on which time does not count, as in 2025-12-25",
};

/* Reads the three options, in this order. */
int hours_configure(hale_cx *cx, const hale_value *given, Hours *h);
/* Microseconds at work in [from, to); `from` is not after `to`. */
int64_t hours_between(hale_cx *cx, const Hours *h, int64_t from, int64_t to);

#endif
