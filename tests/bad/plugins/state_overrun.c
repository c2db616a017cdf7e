/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.one_row: the state is smaller than what is written to.
 */
#define BAD_STATE sizeof(int64_t)
#include "hale/plugin.h"

typedef struct State {
    int64_t sum, rows;
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    s->sum += (int64_t)rows->count;
    s->rows++;
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
