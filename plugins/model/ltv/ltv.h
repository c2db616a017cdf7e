/* SPDX-License-Identifier: MIT
 *
 * ltv.h: what the models of lifetime value share: the Beta function's
 * logarithm, the length of units of time, and how a failed fit is told.
 */
#ifndef HALE_PLUGINS_LTV_H
#define HALE_PLUGINS_LTV_H

#include "hale/plugin.h"

#include <math.h>

/* log Gamma(x), without the sign that lgamma keeps in a global. */
static inline double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* log of Gamma(x + by) / Gamma(x). */
static inline double log_rising(double x, double by)
{
    return log_gamma(x + by) - log_gamma(x);
}

/* The choices of an option `unit`, and the length of each in days. */
enum { UNITS = 5 };
extern const char *const unit_names[UNITS + 1];
extern const double unit_days[UNITS];

/* A rate a year as a rate a unit: (1 + rate)^(unit / year) - 1. */
static inline double rate_a_unit(double rate, double days)
{
    return expm1(log1p(rate) * days / 365.25);
}

#endif
