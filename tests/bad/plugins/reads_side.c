/* SPDX-License-Identifier: MIT
 *
 * Refused: a metric that needs rows of a side table, which are of no account.
 */
#include "hale/plugin.h"

typedef struct State {
    int64_t count;
} State;

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    (void)cx, (void)config, (void)state, (void)rows;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    (void)cx, (void)config, (void)span, (void)state, (void)results;
    return 0;
}

#define BAD_SHAPE HALE_SIDE
#include "bad_metric.h"
