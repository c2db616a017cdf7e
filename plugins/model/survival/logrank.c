/* SPDX-License-Identifier: MIT
 *
 * logrank.c: the log-rank test: would curves that differ as much as these be
 * a surprise if the groups were all alike?
 *
 * At each time at which somebody left, the leavers are shared out among the
 * groups by how many of each were at risk; `expected` adds that up. The test
 * weighs observed less expected by its covariance (hypergeometric, ties
 * counted in full):
 *
 *     chi2 = (O - E)' V^-1 (O - E),  df = rank of V
 *
 * The rows of V add up to 0, so the last group adds nothing, and a group that
 * was never at risk together with another one adds nothing either: both show
 * as a pivot of 0 and are passed over. Source: Mantel (1966), Peto & Peto
 * (1972).
 */
#include "survival.h"

#include <math.h>
#include <stdlib.h>

/* All that is counted, for k groups. */
typedef struct Tally {
    size_t k;
    Moment *now;  /* each group at the time that is looked at */
    Sweep *swept; /* how far each group is counted */
    double *observed;
    double *expected;
    double *covariance; /* k x k */
} Tally;

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The times at which somebody left, each once; NULL: no memory. `count` is 0
 * before. */
static double *times_of(hale_cx *cx, const Group *group, size_t k,
                        size_t *count)
{
    size_t all = 0, n = 0;
    for (size_t j = 0; j < k; j++)
        all += group[j].left;
    double *time = cx->alloc(cx, (all + 1) * sizeof *time);
    if (!time)
        return NULL;
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < group[j].n; i++)
            if (group[j].life[i].left)
                time[n++] = group[j].life[i].exit;
    qsort(time, n, sizeof *time, ascending);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || time[i] != time[i - 1])
            time[(*count)++] = time[i];
    return time;
}

static void add_time(Tally *t, const Group *group, double time)
{
    Moment all = {0};
    for (size_t j = 0; j < t->k; j++) {
        t->now[j] = sweep(&group[j], &t->swept[j], time);
        all.at_risk += t->now[j].at_risk;
        all.left += t->now[j].left;
    }
    double spread = all.at_risk > 1 ? all.left * (all.at_risk - all.left) /
                                          (all.at_risk - 1)
                                    : 0;
    for (size_t j = 0; j < t->k; j++) {
        double share = t->now[j].at_risk / all.at_risk;
        t->observed[j] += t->now[j].left;
        t->expected[j] += all.left * share;
        for (size_t i = 0; i < t->k; i++)
            t->covariance[j * t->k + i] +=
                spread * share *
                ((double)(i == j) - t->now[i].at_risk / all.at_risk);
    }
}

/* Gauss' elimination; what is left of the differences is squared and added. */
static void solve(Tally *t, Logrank *test)
{
    size_t k = t->k;
    double *v = t->covariance, *u = t->observed; /* observed - expected */
    double largest = 0;
    for (size_t j = 0; j < k; j++) {
        u[j] -= t->expected[j];
        largest = fmax(largest, v[j * k + j]);
    }
    for (size_t j = 0; j < k; j++) {
        double pivot = v[j * k + j];
        if (!(pivot > largest * 1e-10))
            continue;
        test->chi2 += u[j] * u[j] / pivot;
        test->df++;
        for (size_t i = j + 1; i < k; i++) {
            double factor = v[i * k + j] / pivot;
            u[i] -= factor * u[j];
            for (size_t l = j; l < k; l++)
                v[i * k + l] -= factor * v[j * k + l];
        }
    }
}

int logrank(hale_cx *cx, const Group *group, size_t groups, Logrank *test)
{
    Tally t = {.k = groups};
    size_t count = 0;
    double *time;
    *test = (Logrank){.p = 1};
    if (groups == 0 || groups > LOGRANK_GROUPS)
        return 0;
    time = times_of(cx, group, groups, &count);
    t.now = cx->alloc(cx, groups * sizeof *t.now);
    t.swept = cx->alloc(cx, groups * sizeof *t.swept);
    t.observed = cx->alloc(cx, groups * sizeof *t.observed);
    t.expected = cx->alloc(cx, groups * sizeof *t.expected);
    t.covariance = cx->alloc(cx, groups * groups * sizeof *t.covariance);
    if (!time || !t.now || !t.swept || !t.observed || !t.expected ||
        !t.covariance)
        return -1;
    for (size_t i = 0; i < count; i++)
        add_time(&t, group, time[i]);
    solve(&t, test);
    test->expected = t.expected;
    test->p = chi2_tail(test->chi2, test->df);
    return 0;
}

/* Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1), from Q(1/2, x) or Q(1, x)
 * on: sums of positive terms, so nothing is lost. */
double chi2_tail(double chi2, size_t df)
{
    double x = chi2 / 2, a = df % 2 ? 0.5 : 1;
    double tail = df % 2 ? erfc(sqrt(x)) : exp(-x);
    int sign;
    if (df == 0 || !(x > 0))
        return 1;
    for (; a < (double)df / 2; a++)
        tail += exp(a * log(x) - x - lgamma_r(a + 1, &sign));
    return fmin(tail, 1);
}
