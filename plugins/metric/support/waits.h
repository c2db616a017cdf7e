/* SPDX-License-Identifier: MIT
 *
 * waits.h: how long tickets waited for something, and how many still do.
 *
 * Those that still wait are right-censored: their time is at least so long,
 * and nobody knows how long it will be. They are not among the hours, which
 * would make them look quick, but counted beside them: a short median with
 * half of the tickets waiting is no good news.
 *
 * Quantiles are linear between the order statistics (R's type 7), so the
 * median of an even number is the mean of the middle two. Those of a group
 * cannot be had from those of its accounts; its mean can.
 */
#ifndef HALE_PLUGINS_SUPPORT_WAITS_H
#define HALE_PLUGINS_SUPPORT_WAITS_H

#include "hours.h"

typedef struct Waits {
    int64_t *time; /* of those that are over, microseconds at work */
    size_t count, room;
    int64_t waiting;
    int64_t rejected; /* over before they began */
} Waits;

/* The results of every metric of waits, in this order; `rejected` only where
 * it can be. */
enum {
    WAIT_MEDIAN,
    WAIT_P90,
    WAIT_MEAN,
    WAIT_HOURS,
    WAIT_OVER,
    WAITING,
    WAIT_TICKETS,
    WAITING_SHARE,
    WAIT_REJECTED
};

/* A ticket waited from `from` to `to`, or waits still if that is not before
 * the end of the span. */
int waits_add(hale_cx *cx, const Hours *h, Waits *w, const hale_span *span,
              int64_t from, int64_t to);
/* Sets all results but WAIT_REJECTED. */
void waits_finish(Waits *w, hale_value *results);

#endif
