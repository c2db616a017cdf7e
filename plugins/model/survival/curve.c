/* SPDX-License-Identifier: MIT
 *
 * curve.c: the Kaplan-Meier (product-limit) estimate of one group.
 *
 *     S(t) = product over the times u <= t of (1 - left(u) / at_risk(u))
 *
 * with Greenwood's variance, S^2 times the sum of left / (at_risk (at_risk -
 * left)), and the interval on the log(-log) scale, which stays within 0 and 1
 * and holds for small groups. The median is the first time at which the curve
 * is at one half or below; its interval is where the ends of the interval of
 * S are (Brookmeyer & Crowley). The restricted mean is the area under the
 * curve up to a time that was watched.
 */
#include "survival.h"

#include <math.h>

static const double z95 = 1.959963984540054; /* 97.5 % of the normal law */
static const double rounding = 1e-9; /* a product that is one half but for it */

Moment sweep(const Group *group, Sweep *at, double t)
{
    Moment now = {0};
    while (at->come < group->n &&
           (group->entry[at->come] < t || group->entry[at->come] == 0))
        at->come++;
    while (at->gone < group->n && group->life[at->gone].exit < t)
        at->gone++;
    for (size_t i = at->gone; i < group->n && group->life[i].exit == t; i++)
        now.left += group->life[i].left;
    now.at_risk = (double)(at->come - at->gone);
    return now;
}

size_t curve(const Group *group, Point *point)
{
    Point at = {.time = -1, .survival = 1};
    Sweep done = {0};
    size_t points = 0;
    for (size_t i = 0; i < group->n; i++) {
        const Life *life = &group->life[i];
        if (!life->left || life->exit == at.time)
            continue;
        at.time = life->exit;
        at.moment = sweep(group, &done, at.time);
        double rest = at.moment.at_risk - at.moment.left;
        at.survival *= rest / at.moment.at_risk;
        if (rest > 0)
            at.hazard += at.moment.left / (at.moment.at_risk * rest);
        point[points++] = at;
    }
    return points;
}

double curve_error(const Point *point)
{
    return point->survival * sqrt(point->hazard);
}

int curve_interval(const Point *point, double *low, double *high)
{
    if (point->survival <= 0)
        return -1;
    double spread = z95 * sqrt(point->hazard) / -log(point->survival);
    *low = pow(point->survival, exp(spread));
    *high = pow(point->survival, exp(-spread));
    return 0;
}

double curve_median(const Point *point, size_t points, int which)
{
    for (size_t i = 0; i < points; i++) {
        double low = 0, high = 0;
        curve_interval(&point[i], &low, &high);
        double at = which < 0 ? low : which > 0 ? high : point[i].survival;
        if (at <= 0.5 + rounding)
            return point[i].time;
    }
    return -1;
}

double curve_area(const Point *point, size_t points, double until,
                  double *error)
{
    double area = 0, variance = 0, height = 1, last = 0;
    size_t n = 0;
    for (; n < points && point[n].time < until; n++) {
        area += height * (point[n].time - last);
        height = point[n].survival;
        last = point[n].time;
    }
    double rest = height * (until - last); /* the area that is yet to come */
    area += rest;
    for (; n > 0; n--) {
        Moment m = point[n - 1].moment;
        if (m.at_risk > m.left)
            variance +=
                rest * rest * m.left / (m.at_risk * (m.at_risk - m.left));
        if (n > 1)
            rest +=
                point[n - 2].survival * (point[n - 1].time - point[n - 2].time);
    }
    *error = sqrt(variance);
    return area;
}
