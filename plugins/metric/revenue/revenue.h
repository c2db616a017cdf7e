/* SPDX-License-Identifier: MIT
 *
 * revenue.h: what the metrics of this pack agree on: when a subscription
 * counts, and that money never overflows in silence.
 */
#ifndef HALE_PLUGINS_REVENUE_H
#define HALE_PLUGINS_REVENUE_H

#include "hale/plugin.h"

/* Does row `i` hold in the state just before the instant `at`? One that ends
 * exactly there does, one that begins there does not yet. */
static inline int active_before(const hale_rows *rows, size_t i, int64_t at)
{
    return rows->time[i] < at && rows->until[i] >= at;
}

static inline int add_money(hale_cx *cx, int64_t *sum, int64_t amount)
{
    if (__builtin_add_overflow(*sum, amount, sum))
        return hale_fail(cx, "the subscriptions of this account add up to "
                             "more than money can hold; look for an amount "
                             "that is absurd");
    return 0;
}

#endif
