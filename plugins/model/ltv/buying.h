/* SPDX-License-Identifier: MIT
 *
 * buying.h: the arithmetic of the BG/NBD model: how likely is a history of
 * purchases, is its customer still there, how often will he buy again?
 *
 * Parameters are an array: r and alpha of the purchase rates, a and b of the
 * chance to leave after a repeat purchase.
 */
#ifndef HALE_PLUGINS_BUYING_H
#define HALE_PLUGINS_BUYING_H

#include <stddef.h>

enum { BUYING_R, BUYING_ALPHA, BUYING_A, BUYING_B, BUYING };

typedef struct History {
    double x;            /* purchases after the first, whole */
    double recency, age; /* 0 <= recency <= age */
    size_t row;          /* of the account */
} History;

typedef struct Case { /* histories that are alike */
    History h;
    size_t first, n;
} Case;

/* The log-likelihood of all; cases in order of x are the fastest. */
double buying_likelihood(const double *p, const Case *cases, size_t count);
/* The probability of being a customer still. */
double buying_alive(const double *p, const History *h);
/* The purchases within t, given that he is a customer still; below 0: they
 * cannot be computed, t is too far beyond the age. */
double buying_expected(const double *p, const History *h, double t);
/* The same, those of unit i worth (1 + discount)^-i. */
double buying_discounted(const double *p, const History *h, double t,
                         double discount);

#endif
