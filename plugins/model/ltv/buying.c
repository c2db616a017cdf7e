/* SPDX-License-Identifier: MIT
 *
 * buying.c: the arithmetic of buying.h, for any history.
 *
 * Likelihoods are sums of two terms that differ by any factor, so they are
 * added in logarithms: a history of ten thousand purchases is as good as one
 * of none.
 *
 * The published forecast is a ratio over a - 1 of one minus a power times
 * 2F1(r + x, b + x; a + b + x - 1; z), which overflows for frequent buyers
 * and is 0 / 0 at a = 1. Euler's transformation takes the power of x away,
 * and with the first term of the series taken out, a - 1 divides by itself.
 * With z = t / (alpha + T + t), w = 1 - z, e = a - 1, c = e + b + x and
 * k = e + b - r that leaves
 *
 *     c (1 - w^e) / e - w^e k z (1 + (k+1)(e+1) / ((c+1) 2) z + ...)
 *
 * Source: Fader, Hardie & Lee (2005), equations 6 and 10; Abramowitz & Stegun
 * 15.3.3.
 */
#include "buying.h"

#include "ltv.h"

enum { TERMS = 200000 };

/* log of what the dead and the living contribute, one over the other. */
static double log_odds_dead(const double *p, const History *h)
{
    return log(p[BUYING_A]) - log(p[BUYING_B] + h->x - 1) +
           (p[BUYING_R] + h->x) *
               log1p((h->age - h->recency) / (p[BUYING_ALPHA] + h->recency));
}

/* The part of the likelihood that depends on the frequency alone. */
static double log_common(const double *p, double x)
{
    return log_rising(p[BUYING_R], x) + p[BUYING_R] * log(p[BUYING_ALPHA]) +
           log_rising(p[BUYING_B], x) -
           log_rising(p[BUYING_A] + p[BUYING_B], x);
}

double buying_likelihood(const double *p, const Case *cases, size_t count)
{
    double sum = 0, x = -1, common = 0;
    for (size_t i = 0; i < count; i++) {
        const History *h = &cases[i].h;
        if (h->x != x) {
            x = h->x;
            common = log_common(p, x);
        }
        double l = common - (p[BUYING_R] + x) * log(p[BUYING_ALPHA] + h->age);
        if (x > 0) { /* log(1 + e^odds), of any odds */
            double odds = log_odds_dead(p, h);
            l += odds > 0 ? odds + log1p(exp(-odds)) : log1p(exp(odds));
        }
        sum += (double)cases[i].n * l;
    }
    return sum;
}

double buying_alive(const double *p, const History *h)
{
    return h->x > 0 ? 1 / (1 + exp(log_odds_dead(p, h))) : 1;
}

double buying_expected(const double *p, const History *h, double t)
{
    double e = p[BUYING_A] - 1, c = e + p[BUYING_B] + h->x;
    double k = e + p[BUYING_B] - p[BUYING_R];
    double log_w = -log1p(t / (p[BUYING_ALPHA] + h->age)), z = -expm1(log_w);
    double power = e == 0 ? -log_w : -expm1(e * log_w) / e;
    double term = 1, sum = 1;
    for (int i = 0; fabs(term) > 1e-16 * fabs(sum); i++) {
        if (i == TERMS)
            return -1;
        term *= (k + 1 + i) / (c + 1 + i) * ((e + 1 + i) / (2 + i)) * z;
        sum += term;
    }
    double all = c * power - exp(e * log_w) * k * z * sum;
    return !isfinite(all) ? -1 : all > 0 ? all : 0;
}

double buying_discounted(const double *p, const History *h, double t,
                         double discount)
{
    double sum = 0, before = 0, factor = 1;
    if (discount <= 0)
        return buying_expected(p, h, t);
    for (double unit = 1; unit < t + 1; unit++) {
        double now = buying_expected(p, h, fmin(unit, t));
        if (now < 0)
            return -1;
        factor /= 1 + discount;
        sum += (now - before) * factor;
        before = now;
    }
    return sum;
}
