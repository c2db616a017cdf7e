/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.timeless: says that one answer does for all dates, and counts
 * the days to the date of the run.
 */
#define BAD_FLAGS HALE_TIMELESS
#include "hale/plugin.h"

typedef struct State {
    int64_t rows;
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    s->rows += (int64_t)rows->count;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *out)
{
    const State *s = state;
    (void)cx, (void)config;
    out[0].as.i = s->rows;
    out[0].missing = HALE_PRESENT;
    out[1].as.i = span->as_of_day - span->last_day;
    out[1].missing = HALE_PRESENT;
    return 0;
}

#include "bad_metric.h"
