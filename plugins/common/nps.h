/* SPDX-License-Identifier: MIT
 *
 * nps.h: how sure a Net Promoter Score is.
 *
 *     100 x (p - d -+ 1.96 sqrt((p + d - (p - d)^2) / n))
 *
 * with p and d the shares of promoters and detractors among n answers is the
 * trinomial interval. It takes five promoters of five for certain, 100 to 100,
 * so three answers are added before (4 x 3/4), of which 3/4 promote and 3/4
 * detract: the adjusted Wald interval, 17.5 to 100 there. Neither leaves -100
 * to 100.
 *
 * Source: Rocks, "Interval Estimation for the Net Promoter Score" (2016).
 */
#ifndef HALE_PLUGINS_NPS_H
#define HALE_PLUGINS_NPS_H

#include <stdint.h>

#include "hale/wilson.h"

enum { NPS_ADJUSTED_WALD, NPS_TRINOMIAL };

/* The 95 % interval; `answers` is above 0. */
static inline void nps_interval(int64_t kind, int64_t promoters,
                                int64_t detractors, int64_t answers,
                                double *low, double *high)
{
    double more = kind == NPS_ADJUSTED_WALD ? 0.75 : 0;
    double n = (double)answers + 4 * more;
    double p = ((double)promoters + more) / n;
    double d = ((double)detractors + more) / n;
    double half = HALE_Z_95 * sqrt(fmax(p + d - (p - d) * (p - d), 0) / n);
    *low = fmax(-100, fmin(100, 100 * (p - d - half)));
    *high = fmax(-100, fmin(100, 100 * (p - d + half)));
}

#endif
