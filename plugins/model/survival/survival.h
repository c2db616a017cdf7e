/* SPDX-License-Identifier: MIT
 *
 * survival.h: what the files of this pack share: lives that were watched, and
 * how they are counted.
 *
 * A life is watched from `entry` to `exit`, both counted from its beginning.
 * At `exit` the account left, or it was last seen alive (censored). It is at
 * risk at t when entry < t <= exit; a life that is watched from its very
 * beginning is at risk at 0 as well. All counts are taken by sweeping over
 * the exits and the entries of a group, each in ascending order.
 */
#ifndef HALE_PLUGINS_SURVIVAL_H
#define HALE_PLUGINS_SURVIVAL_H

#include "hale/plugin.h"

typedef struct Life {
    hale_str group;
    double entry, exit;
    int left; /* 1: it ended at `exit`; 0: it was alive then */
} Life;

typedef struct Group {
    hale_str name;
    const Life *life;    /* by exit */
    const double *entry; /* of the same lives, ascending */
    size_t n, left;
} Group;

typedef struct Sweep { /* how far a group is counted; begins zeroed */
    size_t come, gone;
} Sweep;

typedef struct Moment {
    double at_risk, left;
} Moment;

/* The group at t. A sweep goes forward only. */
Moment sweep(const Group *group, Sweep *at, double t);

/* ---- curve.c: the product-limit estimate ---------------------------------
 */

typedef struct Point { /* a time at which somebody left */
    double time;
    Moment moment;
    double survival;
    double hazard; /* Greenwood's sum of left / (at_risk (at_risk - left)) */
} Point;

/* Fills at most group->left points; says how many. */
size_t curve(const Group *group, Point *point);
/* The standard error of the survival (Greenwood). */
double curve_error(const Point *point);
/* The 95 % interval on the log(-log) scale; -1: at survival 0 there is none. */
int curve_interval(const Point *point, double *low, double *high);
/* The first time at which half or fewer are left, by the estimate (which 0)
 * or by the lower (-1) or upper (1) end of its interval; -1: never. */
double curve_median(const Point *point, size_t points, int which);
/* The area under the curve up to `until`, with its standard error. */
double curve_area(const Point *point, size_t points, double until,
                  double *error);

/* ---- logrank.c: do the groups differ? ------------------------------------
 */

typedef struct Logrank {
    double *expected; /* leavers of each group, were they all alike */
    double chi2, p;
    size_t df; /* 0: there is nothing to compare */
} Logrank;

enum { LOGRANK_GROUPS = 100 }; /* beyond that there is no test */

/* -1: no memory. */
int logrank(hale_cx *cx, const Group *group, size_t groups, Logrank *test);
/* P(X > chi2) for X of the chi-square distribution with df degrees. */
double chi2_tail(double chi2, size_t df);

#endif
