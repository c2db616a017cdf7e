/* SPDX-License-Identifier: MIT
 *
 * wilson.h: how sure a proportion is.
 *
 *     centre = (p + z^2 / 2n) / (1 + z^2 / n)
 *     half   = z sqrt(p (1 - p) / n + z^2 / 4n^2) / (1 + z^2 / n)
 *
 * Wilson's score interval, two sides, 95 %. Unlike p +- z sqrt(p (1 - p) / n)
 * it says something sensible of 0 of 5 and of 5 of 5, and never leaves [0, 1].
 *
 * Source: Wilson, "Probable Inference, the Law of Succession, and Statistical
 * Inference" (1927); Newcombe (1998), method 3.
 */
#ifndef HALE_PLUGINS_WILSON_H
#define HALE_PLUGINS_WILSON_H

#include <math.h>

#include "hale/plugin.h"

/* The point of the normal distribution that 2.5 % lie above. */
#define Z_95 1.959963984540054

/* `hits` of `n`; both results stay as they are when n is 0. */
static inline void wilson_interval(int64_t hits, int64_t n, hale_value *low,
                                   hale_value *high)
{
    if (n <= 0)
        return;
    double p = (double)hits / (double)n, z2 = Z_95 * Z_95 / (double)n;
    double half = Z_95 * sqrt(p * (1 - p) / (double)n + z2 / (double)n / 4);
    low->as.r = hits > 0 ? fmax((p + z2 / 2 - half) / (1 + z2), 0) : 0;
    high->as.r = hits < n ? fmin((p + z2 / 2 + half) / (1 + z2), 1) : 1;
    low->missing = high->missing = HALE_PRESENT;
}

#endif
