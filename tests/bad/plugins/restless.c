/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.steady: says that it rests while nothing happens, and counts
 * the days since the last row.
 */
#define BAD_FLAGS HALE_STEADY
#define BAD_SHAPE HALE_INTERVAL
#include "hale/plugin.h"

typedef struct State {
    int32_t last;
    int any;
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    for (size_t i = 0; i < rows->count; i++)
        s->last = rows->day[i];
    s->any |= rows->count > 0;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *out)
{
    const State *s = state;
    (void)cx, (void)config;
    if (!s->any)
        return 0;
    out[0].as.i = span->last_day - s->last;
    out[0].missing = HALE_PRESENT;
    return 0;
}

#include "bad_metric.h"
