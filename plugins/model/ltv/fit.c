/* SPDX-License-Identifier: MIT
 *
 * fit.c: the search of fit.h. Source: Nelder & Mead (1965), with the usual
 * coefficients; Newton's method with central differences.
 */
#include "fit.h"

#include <math.h>
#include <string.h>

enum { WALK = 3000, CLIMB = 30, CORNERS = FIT_MOST + 1 };

static const double step = 1e-3;  /* of the differences, in logarithms */
static const double far = 25;     /* no parameter moves e^25 from its start */
static const double vague = 10;   /* an error of e^10: not known at all */
static const double still = 1e-6; /* a Newton step that is none */

typedef struct Search {
    hale_cx *cx;
    FitLikelihood *likelihood;
    const void *user;
    const double *start;
    size_t n;
} Search;

typedef struct Corner {
    double at[FIT_MOST]; /* logarithms, relative to the start */
    double cost;         /* -log-likelihood; HUGE_VAL: out of bounds */
} Corner;

static double cost_of(const Search *s, const double *at)
{
    double value[FIT_MOST], l;
    for (size_t i = 0; i < s->n; i++) {
        if (fabs(at[i]) > far)
            return HUGE_VAL;
        value[i] = s->start[i] * exp(at[i]);
    }
    l = s->likelihood(value, s->user);
    return isfinite(l) ? -l : HUGE_VAL;
}

/* -------------------------------------------------------------- simplex -- */

/* Best first. Insertion keeps equals in their order. */
static void sort_corners(Corner *c, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && c[k].cost < c[k - 1].cost; k--) {
            Corner swap = c[k];
            c[k] = c[k - 1];
            c[k - 1] = swap;
        }
}

/* The point `by` times as far from the middle of the others as the worst. */
static Corner beyond(const Search *s, const Corner *c, double by)
{
    Corner p = {0};
    for (size_t i = 0; i < s->n; i++) {
        double middle = 0;
        for (size_t k = 0; k < s->n; k++)
            middle += c[k].at[i] / (double)s->n;
        p.at[i] = middle + by * (c[s->n].at[i] - middle);
    }
    p.cost = cost_of(s, p.at);
    return p;
}

static void shrink(const Search *s, Corner *c)
{
    for (size_t k = 1; k <= s->n; k++) {
        for (size_t i = 0; i < s->n; i++)
            c[k].at[i] = (c[k].at[i] + c[0].at[i]) / 2;
        c[k].cost = cost_of(s, c[k].at);
    }
}

static void move(const Search *s, Corner *c)
{
    Corner *worst = &c[s->n];
    Corner p = beyond(s, c, -1);
    if (p.cost < c[0].cost) {
        Corner q = beyond(s, c, -2);
        *worst = q.cost < p.cost ? q : p;
    } else if (p.cost < c[s->n - 1].cost) {
        *worst = p;
    } else {
        Corner q = beyond(s, c, p.cost < worst->cost ? -0.5 : 0.5);
        if (q.cost < worst->cost && q.cost <= p.cost)
            *worst = q;
        else
            shrink(s, c);
    }
}

/* Walks from `at` until the corners are of one height, or long enough. */
static double walk(const Search *s, double *at, double size)
{
    Corner c[CORNERS] = {0};
    for (size_t k = 0; k <= s->n; k++) {
        memcpy(c[k].at, at, s->n * sizeof *at);
        if (k > 0)
            c[k].at[k - 1] += size;
        c[k].cost = cost_of(s, c[k].at);
    }
    for (int i = 0; i < WALK && !s->cx->stopped(s->cx); i++) {
        sort_corners(c, s->n + 1);
        if (c[s->n].cost - c[0].cost <= 1e-9 * (1 + fabs(c[0].cost)))
            break;
        move(s, c);
    }
    sort_corners(c, s->n + 1);
    memcpy(at, c[0].at, s->n * sizeof *at);
    return c[0].cost;
}

/* ---------------------------------------------------------------- Newton -- */

typedef struct Slope {
    double first[FIT_MOST];
    double second[FIT_MOST][FIT_MOST];
} Slope;

static double shifted(const Search *s, const double *at, size_t i, double di,
                      size_t k, double dk)
{
    double p[FIT_MOST];
    memcpy(p, at, s->n * sizeof *p);
    p[i] += di;
    p[k] += dk;
    return cost_of(s, p);
}

static void slope_at(const Search *s, const double *at, Slope *slope)
{
    double here = cost_of(s, at);
    for (size_t i = 0; i < s->n; i++) {
        double up = shifted(s, at, i, step, i, 0);
        double down = shifted(s, at, i, -step, i, 0);
        slope->first[i] = (up - down) / (2 * step);
        slope->second[i][i] = (up - 2 * here + down) / (step * step);
        for (size_t k = 0; k < i; k++)
            slope->second[i][k] = slope->second[k][i] =
                (shifted(s, at, i, step, k, step) -
                 shifted(s, at, i, step, k, -step) -
                 shifted(s, at, i, -step, k, step) +
                 shifted(s, at, i, -step, k, -step)) /
                (4 * step * step);
    }
}

/* The root of the curvature (Cholesky), in place; -1: it does not curve. */
static int root_of(double m[FIT_MOST][FIT_MOST], size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++) {
            double sum = m[i][k];
            for (size_t l = 0; l < k; l++)
                sum -= m[i][l] * m[k][l];
            if (i == k && !(sum > 0 && isfinite(sum)))
                return -1;
            m[i][k] = i == k ? sqrt(sum) : sum / m[k][k];
        }
    return 0;
}

/* Solves root root' x = b. */
static void solve(double root[FIT_MOST][FIT_MOST], size_t n, const double *b,
                  double *x)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = b[i];
        for (size_t k = 0; k < i; k++)
            x[i] -= root[i][k] * x[k];
        x[i] /= root[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= root[k][i] * x[k];
        x[i] /= root[i][i];
    }
}

/* Climbs to the top; NULL, or why there is none. */
static const char *climb(const Search *s, double *at, Slope *slope)
{
    for (int i = 0; i < CLIMB; i++) {
        double by[FIT_MOST], longest = 0;
        slope_at(s, at, slope);
        if (root_of(slope->second, s->n))
            return "the accounts do not tell the parameters apart";
        solve(slope->second, s->n, slope->first, by);
        for (size_t k = 0; k < s->n; k++)
            longest = fmax(longest, fabs(by[k]));
        if (longest < still)
            return NULL;
        for (size_t k = 0; k < s->n; k++)
            at[k] -= longest > 0.5 ? by[k] * 0.5 / longest : by[k];
    }
    return "the search did not come to rest";
}

/* ------------------------------------------------------------------ fit -- */

static void take(const Search *s, const double *at, Slope *slope, Fit *f)
{
    for (size_t i = 0; i < s->n; i++) {
        double unit[FIT_MOST] = {0}, column[FIT_MOST];
        unit[i] = 1;
        solve(slope->second, s->n, unit, column);
        f->value[i] = s->start[i] * exp(at[i]);
        f->error[i] = f->value[i] * sqrt(column[i]);
        if (!(sqrt(column[i]) < vague))
            f->failed = "the accounts do not tell the parameters apart";
    }
    f->log_likelihood = -cost_of(s, at);
    if (!isfinite(f->log_likelihood))
        f->failed = "the likelihood is no number";
}

Fit fit(hale_cx *cx, FitLikelihood *likelihood, const void *user,
        const double *start, size_t parameters)
{
    const Search s = {cx, likelihood, user, start, parameters};
    double at[FIT_MOST] = {0}, last = HUGE_VAL, cost = 0;
    Slope slope = {0};
    Fit f = {0};
    for (int i = 0; i < 10 && last - cost > 1e-6; i++) {
        last = i == 0 ? HUGE_VAL : cost;
        cost = walk(&s, at, i % 2 ? -0.4 : 0.6);
    }
    if (cx->stopped(cx))
        f.failed = "it was stopped";
    else if (isfinite(cost))
        f.failed = climb(&s, at, &slope);
    else
        f.failed = "the likelihood is no number";
    if (!f.failed)
        take(&s, at, &slope, &f);
    return f;
}
