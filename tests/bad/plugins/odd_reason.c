/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.no_rows: missing for a reason that does not exist.
 */
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
    (void)cx, (void)config, (void)span, (void)state;
    out[0].missing = (hale_missing)42;
    return 0;
}

#include "bad_metric.h"
