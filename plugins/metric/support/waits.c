/* SPDX-License-Identifier: MIT
 *
 * waits.c: the hours that tickets waited, sorted and summed.
 */
#include "waits.h"

#include <stdlib.h>
#include <string.h>

static int make_room(hale_cx *cx, Waits *w)
{
    size_t room = w->room ? 2 * w->room : 16;
    int64_t *larger;
    if (w->count < w->room)
        return 0;
    larger = cx->alloc(cx, room * sizeof *larger);
    if (!larger)
        return -1;
    if (w->count > 0)
        memcpy(larger, w->time, w->count * sizeof *larger);
    w->time = larger;
    w->room = room;
    return 0;
}

int waits_add(hale_cx *cx, const Hours *h, Waits *w, const hale_span *span,
              int64_t from, int64_t to)
{
    if (to >= span->end) {
        w->waiting++;
        return 0;
    }
    if (to < from) {
        w->rejected++;
        return 0;
    }
    if (make_room(cx, w))
        return -1;
    w->time[w->count++] = hours_between(cx, h, from, to);
    return 0;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double in_hours(int64_t microseconds)
{
    return (double)microseconds / (double)(3600 * HALE_SECOND);
}

static double quantile(const Waits *w, double p)
{
    double place = p * (double)(w->count - 1);
    size_t below = (size_t)place;
    double low = in_hours(w->time[below]);
    if (below + 1 >= w->count)
        return low;
    return low + (place - (double)below) * (in_hours(w->time[below + 1]) - low);
}

static void set_real(hale_value *v, double value)
{
    v->as.r = value;
    v->missing = HALE_PRESENT;
}

static void set_int(hale_value *v, int64_t value)
{
    v->as.i = value;
    v->missing = HALE_PRESENT;
}

void waits_finish(Waits *w, hale_value *results)
{
    int64_t tickets = (int64_t)w->count + w->waiting;
    double hours = 0;
    if (w->count > 0)
        qsort(w->time, w->count, sizeof *w->time, by_number);
    for (size_t i = 0; i < w->count; i++)
        hours += in_hours(w->time[i]);
    set_real(&results[WAIT_HOURS], hours);
    set_int(&results[WAIT_OVER], (int64_t)w->count);
    set_int(&results[WAITING], w->waiting);
    set_int(&results[WAIT_TICKETS], tickets);
    results[WAITING_SHARE].missing = HALE_ZERO_DENOMINATOR;
    if (tickets > 0)
        set_real(&results[WAITING_SHARE], (double)w->waiting / (double)tickets);
    if (w->count == 0)
        return;
    set_real(&results[WAIT_MEDIAN], quantile(w, 0.5));
    set_real(&results[WAIT_P90], quantile(w, 0.9));
    set_real(&results[WAIT_MEAN], hours / (double)w->count);
}
