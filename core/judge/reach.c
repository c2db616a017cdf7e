/* SPDX-License-Identifier: MIT
 *
 * reach.c: which scores can there be at all? A score is a mean of points, so
 * it lies between the least and the most that any curve gives. Bands outside
 * of that are nobody's, and a cap above it caps nothing. What a function
 * gives without a curve may be anything.
 */
#include "judge/formula.h"

#include <math.h>

static void take(double points, double *least, double *most)
{
    *least = fmin(*least, points);
    *most = fmax(*most, points);
}

static void reach_curve(const Curve *c, double *least, double *most)
{
    bool listed = c && (c->kind == CURVE_POINTS || c->kind == CURVE_STEPS ||
                        c->kind == CURVE_LOOKUP);
    for (size_t i = 0; listed && i < c->count; i++)
        take(c->y[i], least, most);
    if (listed)
        return;
    take(0, least, most);
    take(100, least, most);
}

void formula_reach(const Formula *f, double *least, double *most)
{
    *least = 100;
    *most = 0;
    for (size_t s = 0; s <= f->variants; s++)
        for (size_t i = 0; i < f->parts; i++)
            if (f->setup[s].part_weight[i] > 0)
                reach_curve(f->setup[s].curve[i], least, most);
    for (size_t i = 0; i < f->parts; i++)
        if (f->part[i].policy == POLICY_POINTS)
            take(f->part[i].policy_points, least, most);
}
