/* SPDX-License-Identifier: MIT
 *
 * usage.quantity: how much was used, where an event says how much it was.
 *
 *     quantity = sum of the quantities of the events in the window
 *
 * Gigabytes, calls, documents: whatever the column counts, in its own unit.
 * An event without a quantity has used an unknown amount: it is left out and
 * counted; if no event has one, what was used is missing. Credits are negative
 * quantities. It knows no quota; for a share of what was bought see
 * usage.consumption.
 *
 * Source: counting.
 */
#include "usage.h"

typedef struct State {
    double sum;
    int64_t measured, unmeasured;
} State;

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "quantity",
        .type = HALE_REAL,
        .help = "how much was used",
    },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "events",
        .shape = HALE_EVENT,
        .columns = columns,
    },
    NULL,
};

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_vector *quantity = rows->column[0];
    (void)cx, (void)config;
    for (size_t i = 0; i < rows->count; i++)
        if (HALE_HAS(quantity, i)) {
            s->sum += quantity->as.r[i];
            s->measured++;
        } else {
            s->unmeasured++;
        }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    usage_set_real(&results[0], s->sum);
    if (s->unmeasured && !s->measured)
        results[0].missing = HALE_NOT_GIVEN;
    usage_set_int(&results[1], s->unmeasured);
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "quantity",
        .help = "used in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "no event has a quantity; without events it is 0",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "unmeasured",
        .type = HALE_INT,
        .unit = "events",
        .help = "events without a quantity",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; without events it is 0",
    },
    NULL,
};

const hale_metric usage_quantity = {
    .size = sizeof(hale_metric),
    .name = "quantity",
    .title = "Quantity used",
    .family = "usage",
    .formula = "sum of the quantities of the events in the window",
    .source = "counting",
    .example = "[metric.gigabytes]\n"
               "plugin = usage.quantity\n"
               "window = 28d\n"
               "where.feature = upload\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
