/* SPDX-License-Identifier: MIT
 *
 * Refused: the transfer of a law is a result that the law does not add up.
 */
#define BAD_RESULTS steps
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
    (void)cx, (void)config, (void)span, (void)state, (void)out;
    return 0;
}

#define STEP(called)                                                           \
    &(const hale_result)                                                       \
    {                                                                          \
        .size = sizeof(hale_result), .name = (called), .type = HALE_INT,       \
        .help = "a step", .rollup = HALE_ROLLUP_SUM                            \
    }
static const hale_result *const steps[] = {STEP("start"), STEP("end"),
                                           STEP("moved"), NULL};
static const signed char signs[] = {1, -1, 0};
static const hale_identity law = {.size = sizeof law,
                                  .name = "start = end",
                                  .sign = signs,
                                  .opening = 0,
                                  .closing = 1,
                                  .transfer = 2};
static const hale_identity *const identities[] = {&law, NULL};

#include "bad_metric.h"
