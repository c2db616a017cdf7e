/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.no_rows: 0/0 is NaN, not a figure.
 */
#define BAD_TYPE HALE_REAL
#include "hale/plugin.h"

typedef struct State {
    int64_t sum;
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    s->sum += (int64_t)rows->count;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *out)
{
    double sum = (double)((const State *)state)->sum;
    (void)cx, (void)config, (void)span;
    out[0].as.r = sum / sum;
    out[0].missing = HALE_PRESENT;
    return 0;
}

#include "bad_metric.h"
