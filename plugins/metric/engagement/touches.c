/* SPDX-License-Identifier: MIT
 *
 * engagement.touches: how often we and the customer were in contact.
 *
 *     touches = number of touches in the window
 *     inbound = those that the customer began
 *     two_way = those in which the customer took part
 *
 * engagement.h says which is which. A count of touches alone measures our own
 * diligence; `two_way` is the one that says something about the customer.
 * Data without a direction (or type) cannot tell, and then these two are
 * missing as soon as there is a touch.
 *
 * Source: counting, with the usual difference between activity and contact.
 */
#include "engagement.h"

typedef struct State {
    int64_t all, inbound, two_way;
    uint8_t no_direction, no_type; /* a touch, and no such column */
} State;

static const hale_option *const options[] = {
    &touch_inbound,
    &touch_talks,
    NULL,
};

static const hale_column *const columns[] = {
    [TOUCH_DIRECTION] = &touch_direction,
    [TOUCH_TYPE] = &touch_type,
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "touches",
        .shape = HALE_EVENT,
        .columns = columns,
        .help = "one row for each mail, call, meeting ...",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    return touch_configure(cx, &given[0], &given[1], config);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const TouchWords *words = config;
    TouchCodes in = touch_codes(cx, rows, TOUCH_DIRECTION, words->inbound);
    TouchCodes talks = touch_codes(cx, rows, TOUCH_TYPE, words->talks);
    for (size_t i = 0; i < rows->count; i++) {
        int inbound = touch_is(rows, TOUCH_DIRECTION, i, &in);
        s->all++;
        s->inbound += inbound;
        s->two_way += inbound || touch_is(rows, TOUCH_TYPE, i, &talks);
    }
    if (rows->count > 0) {
        s->no_direction |= !rows->column[TOUCH_DIRECTION];
        s->no_type |= !rows->column[TOUCH_TYPE];
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->all += later->all;
    s->inbound += later->inbound;
    s->two_way += later->two_way;
    s->no_direction |= later->no_direction;
    s->no_type |= later->no_type;
    return 0;
}

enum { TOUCHES, INBOUND, TWO_WAY };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[TOUCHES].as.i = s->all;
    results[TOUCHES].missing = HALE_PRESENT;
    results[INBOUND].as.i = s->inbound;
    results[INBOUND].missing = s->no_direction ? HALE_NOT_GIVEN : HALE_PRESENT;
    results[TWO_WAY].as.i = s->two_way;
    results[TWO_WAY].missing =
        s->no_direction && s->no_type ? HALE_NOT_GIVEN : HALE_PRESENT;
    return 0;
}

#define TOUCH                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "touches",          \
    .rollup = HALE_ROLLUP_SUM

static const hale_result *const results[] = {
    &(const hale_result){TOUCH, .name = "", .direction = HALE_NEUTRAL,
                         .help = "touches in the window",
                         .undefined = "never; without touches it is 0"},
    &(const hale_result){TOUCH, .name = "inbound", .direction = HALE_UP_IS_GOOD,
                         .help = "touches that the customer began",
                         .undefined = "the data have no direction"},
    &(const hale_result){TOUCH, .name = "two_way", .direction = HALE_UP_IS_GOOD,
                         .help = "touches in which the customer took part",
                         .undefined = "the data have no direction and no type"},
    NULL,
};

const hale_metric engagement_touches = {
    .size = sizeof(hale_metric),
    .name = "touches",
    .title = "Touches",
    .family = "team",
    .formula = "number of touches in the window",
    .source = "counting; two-way contact is what counts as engagement",
    .example = "[metric.touches]\n"
               "plugin = engagement.touches\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(TouchWords),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
