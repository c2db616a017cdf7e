/* SPDX-License-Identifier: MIT
 *
 * engagement.days_since_touch: how long nobody has talked.
 *
 *     days_since_touch = last day of the span - local day of the last touch
 *                        of the wanted kind
 *
 * The kind is any touch, an inbound one, or (the default) a two-way one: a
 * mail that nobody answered does not end a silence. See engagement.h. An
 * account that was never in contact has no last touch: missing, not 0. A
 * group's figure is the longest silence in it.
 *
 * Source: days since the last contact, as CSM teams watch it.
 */
#include "engagement.h"

typedef struct Config {
    TouchWords words;
    int64_t direction; /* ANY_TOUCH ... */
} Config;

typedef struct State {
    int32_t day;
    uint8_t any;
    uint8_t unknown; /* a touch, and no column to tell its kind */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "direction",
        .type = HALE_OPTION_CHOICE,
        .fallback = "two_way",
        .choices = touch_kinds,
        .help = "which touches end a silence",
    },
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
    Config *c = config;
    c->direction = given[0].as.i;
    return touch_configure(cx, &given[1], &given[2], &c->words);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    TouchCodes in = touch_codes(cx, rows, TOUCH_DIRECTION, c->words.inbound);
    TouchCodes talks = touch_codes(cx, rows, TOUCH_TYPE, c->words.talks);
    s->unknown |= rows->count > 0 && !touch_can_tell(rows, c->direction);
    for (size_t i = rows->count; i-- > 0;) { /* from the newest back */
        if (!touch_wanted(rows, i, c->direction, &in, &talks))
            continue;
        s->day = rows->day[i];
        s->any = 1;
        break;
    }
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config;
    if (s->unknown)
        results[0].missing = HALE_NOT_GIVEN;
    if (s->unknown || !s->any)
        return 0;
    results[0].as.i = (int64_t)span->last_day - s->day;
    results[0].missing = HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "days",
        .help = "days since the last touch; a group: the longest silence",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_MAX,
        .undefined = "there was never such a touch, or the data cannot tell",
    },
    NULL,
};

const hale_metric engagement_days_since_touch = {
    .size = sizeof(hale_metric),
    .name = "days_since_touch",
    .title = "Days since the last touch",
    .family = "team",
    .formula = "last day of the span - local day of the last touch",
    .source = "days since the last contact, as CSM teams watch it",
    .example = "[metric.days_since_touch]\n"
               "plugin = engagement.days_since_touch\n"
               "direction = two_way\n",
    .flags = HALE_TAKES_WINDOW,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
