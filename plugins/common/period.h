/* SPDX-License-Identifier: MIT
 *
 * period.h: calendar periods, as people name them: 2025-06, 2025-Q2, 2025.
 */
#ifndef HALE_PLUGINS_PERIOD_H
#define HALE_PLUGINS_PERIOD_H

#include <stdio.h>

#include "hale/parse.h"

/* As in an option with the choices month, quarter and year. */
enum { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };
enum { PERIOD_ROOM = 32 }; /* of a name */

/* The number of the period that a local day lies in: the next period has the
 * next number. */
static inline int64_t period_number(int32_t day, int64_t unit)
{
    int64_t year;
    int month, mday;
    hale_date_of(day, &year, &month, &mday);
    return unit == PERIOD_MONTH     ? 12 * year + month
           : unit == PERIOD_QUARTER ? 4 * year + (month + 2) / 3
                                    : year;
}

/* The name of that period; it stands in `room`. */
static inline hale_str period_name(int32_t day, int64_t unit,
                                   char room[PERIOD_ROOM])
{
    int64_t year;
    int month, mday, len;
    hale_date_of(day, &year, &month, &mday);
    if (unit == PERIOD_MONTH)
        len = snprintf(room, PERIOD_ROOM, "%04d-%02d", (int)year, month);
    else if (unit == PERIOD_QUARTER)
        len =
            snprintf(room, PERIOD_ROOM, "%04d-Q%d", (int)year, (month + 2) / 3);
    else
        len = snprintf(room, PERIOD_ROOM, "%04d", (int)year);
    return (hale_str){room, (size_t)len};
}

#endif
