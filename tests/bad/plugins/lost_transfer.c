/* SPDX-License-Identifier: MIT
 *
 * Refused: one law hands "end" over to another group, another adds it up and
 * has no transfer.
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
static const hale_result *const steps[] = {STEP("start"), STEP("moved"),
                                           STEP("end"), STEP("same"), NULL};
static const signed char carried[] = {1, 1, -1, 0}, equal[] = {0, 0, 1, -1};
static const hale_identity carry = {.size = sizeof carry,
                                    .name = "start + moved = end",
                                    .sign = carried,
                                    .opening = 0,
                                    .closing = 2,
                                    .transfer = 1};
static const hale_identity same = {
    .size = sizeof same, .name = "end = same", .sign = equal};
static const hale_identity *const identities[] = {&carry, &same, NULL};

#include "bad_metric.h"
