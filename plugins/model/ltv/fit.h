/* SPDX-License-Identifier: MIT
 *
 * fit.h: maximum likelihood for a few positive parameters.
 *
 * The search runs on their logarithms: Nelder and Mead's simplex finds the
 * hill from wherever it starts, Newton's steps then climb it to the top. A fit
 * counts only if those steps come to rest and the hill curves down in every
 * direction: a ridge that runs on for ever has no top, and the data then do
 * not say what the parameters are. The curvature gives the standard errors.
 * The same data give the same bits: nothing is random.
 */
#ifndef HALE_PLUGINS_FIT_H
#define HALE_PLUGINS_FIT_H

#include "hale/plugin.h"

enum { FIT_MOST = 4 }; /* parameters */

/* The log-likelihood at `value`; not finite where there is none. */
typedef double FitLikelihood(const double *value, const void *user);

typedef struct Fit {
    double value[FIT_MOST];
    double error[FIT_MOST]; /* standard errors */
    double log_likelihood;
    const char *failed; /* why there is no fit, or NULL */
} Fit;

/* From `start`, which is positive and of the right order of magnitude. */
Fit fit(hale_cx *cx, FitLikelihood *likelihood, const void *user,
        const double *start, size_t parameters);

#endif
