/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.one_row: writes past what it was given by cx->alloc.
 */
#define BAD_INIT init
#include "hale/plugin.h"

typedef struct State {
    int64_t sum;
    char *text;
} State;

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->text = cx->alloc(cx, 5);
    if (!s->text)
        return -1;
    s->text[5] = 'x';
    return 0;
}

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
    const State *s = state;
    (void)cx, (void)config, (void)span;
    out[0].as.i = s->sum + s->text[0];
    out[0].missing = HALE_PRESENT;
    return 0;
}

#include "bad_metric.h"
