/* SPDX-License-Identifier: MIT
 *
 * Fails in metric.interleaved: its state is a global that init clears.
 */
#define BAD_INIT init
#include "hale/plugin.h"

typedef struct State {
    int64_t sum;
} State;

static int64_t rows_seen;

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    (void)cx, (void)config, (void)span, (void)state;
    rows_seen = 0;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    (void)cx, (void)config, (void)state;
    rows_seen += (int64_t)rows->count;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *out)
{
    (void)cx, (void)config, (void)span, (void)state;
    out[0].as.i = rows_seen;
    out[0].missing = HALE_PRESENT;
    return 0;
}

#include "bad_metric.h"
