/* SPDX-License-Identifier: MIT
 *
 * exact.h: money times a fraction of whole numbers, rounded once, half to
 * even, as money is everywhere in hale.
 */
#ifndef HALE_PLUGINS_EXACT_H
#define HALE_PLUGINS_EXACT_H

#include "hale/plugin.h"

__extension__ typedef __int128 Wide;

typedef struct Fraction {
    Wide over, under; /* `under` is above 0 */
} Fraction;

/* An average month has 365.25 / 12 = 487 / 16 days. */
enum { MONTH_DAYS_OVER = 487, MONTH_DAYS_UNDER = 16 };

/* *out = amount x times x f; -1 when money cannot hold it. */
int exact_share(hale_cx *cx, int64_t amount, int times, const Fraction *f,
                int64_t *out);

#endif
