/* SPDX-License-Identifier: MIT
 *
 * Refused: a proportion of money has no interval.
 */
#define BAD_RESULTS shares
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
    (void)cx, (void)config, (void)span, (void)state, (void)out;
    return 0;
}

static const hale_result share = {.size = sizeof share,
                                  .name = "share",
                                  .type = HALE_REAL,
                                  .help = "lost / start",
                                  .rollup = HALE_ROLLUP_RATIO,
                                  .numerator = 1,
                                  .denominator = 2,
                                  .flags = HALE_PROPORTION};
static const hale_result lost = {.size = sizeof lost,
                                 .name = "lost",
                                 .type = HALE_MONEY,
                                 .help = "what was lost",
                                 .rollup = HALE_ROLLUP_SUM};
static const hale_result start = {.size = sizeof start,
                                  .name = "start",
                                  .type = HALE_MONEY,
                                  .help = "what there was",
                                  .rollup = HALE_ROLLUP_SUM};
static const hale_result *const shares[] = {&share, &lost, &start, NULL};

#include "bad_metric.h"
