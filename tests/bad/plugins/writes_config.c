/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.one_row: counts into its config, which is read-only.
 */
#include "hale/plugin.h"

typedef struct State {
    int64_t sum;
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    int64_t *calls = (int64_t *)config;
    (void)cx;
    (*calls)++;
    s->sum += (int64_t)rows->count;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *out)
{
    (void)cx, (void)config, (void)span;
    out[0].as.i = ((const State *)state)->sum;
    out[0].missing = HALE_PRESENT;
    return 0;
}

#include "bad_metric.h"
