/* SPDX-License-Identifier: MIT
 *
 * wilson.h: how sure a proportion is, as two results of a metric.
 *
 * The formula and its source stand in hale/wilson.h; here its ends become
 * values. What is no proportion (of nobody, or more than all) has no interval:
 * both results stay missing as they are.
 */
#ifndef HALE_PLUGINS_WILSON_H
#define HALE_PLUGINS_WILSON_H

#include "hale/plugin.h"
#include "hale/wilson.h"

/* `hits` of `n`; both results stay as they are when n is 0. */
static inline void wilson_interval(int64_t hits, int64_t n, hale_value *low,
                                   hale_value *high)
{
    if (hale_wilson((double)hits, (double)n, &low->as.r, &high->as.r) == 0)
        low->missing = high->missing = HALE_PRESENT;
}

#endif
