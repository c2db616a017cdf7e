/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.no_memory: believes that memory never runs out.
 */
#define BAD_INIT init
#include "hale/plugin.h"

#include <string.h>

typedef struct State {
    int64_t sum;
    int64_t *last;
} State;

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->last = cx->alloc(cx, sizeof *s->last);
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    (void)cx, (void)config;
    if (rows->count)
        memcpy(s->last, &rows->time[rows->count - 1], sizeof *s->last);
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
