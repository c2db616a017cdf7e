/* SPDX-License-Identifier: MIT
 *
 * hale/wilson.h: how sure a proportion is, for the core and for plugins.
 *
 *     centre = (p + z^2 / 2n) / (1 + z^2 / n)
 *     half   = z sqrt(p (1 - p) / n + z^2 / 4n^2) / (1 + z^2 / n)
 *
 * Wilson's score interval, two sides, 95 %. Unlike p +- z sqrt(p (1 - p) / n)
 * it says something sensible of 0 of 5 and of 5 of 5, and never leaves [0, 1].
 * Needs no library but libm.
 *
 * Source: Wilson, "Probable Inference, the Law of Succession, and Statistical
 * Inference" (1927); Newcombe (1998), method 3.
 */
#ifndef HALE_WILSON_H
#define HALE_WILSON_H

#include <math.h>

/* The point of the normal distribution that 2.5 % lie above. */
#define HALE_Z_95 1.959963984540054

/* The interval of `hits` out of `n`. Returns 0, or -1 and leaves both alone
 * when it is no proportion: n is not above 0, or hits is not among n. */
static inline int hale_wilson(double hits, double n, double *low, double *high)
{
    double p, z2, half;
    if (!(n > 0) || !(hits >= 0) || hits > n)
        return -1;
    p = hits / n;
    z2 = HALE_Z_95 * HALE_Z_95 / n;
    half = HALE_Z_95 * sqrt(p * (1 - p) / n + z2 / n / 4);
    *low = hits > 0 ? fmax((p + z2 / 2 - half) / (1 + z2), 0) : 0;
    *high = hits < n ? fmin((p + z2 / 2 + half) / (1 + z2), 1) : 1;
    return 0;
}

#endif
