/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.identities: twice a figure is not the figure.
 */
#define BAD_IDENTITIES identities
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
    const State *s = state;
    (void)cx, (void)config, (void)span;
    out[0].as.i = s->sum;
    out[0].missing = HALE_PRESENT;
    out[1].as.i = 2 * s->sum;
    out[1].missing = HALE_PRESENT;
    return 0;
}

static const signed char signs[] = {1, -1};
static const hale_identity law = {
    .size = sizeof law, .name = "it = more", .sign = signs};
static const hale_identity *const identities[] = {&law, NULL};

#include "bad_metric.h"
