/* SPDX-License-Identifier: MIT
 *
 * engagement.contacts: how many different people of the customer we know.
 *
 *     contacts = number of distinct people touched in the window
 *
 * One contact is one resignation away from none; several are a relationship
 * with the company. All touches count unless the option asks for inbound or
 * two-way ones (see engagement.h): people we write to are not yet people who
 * talk to us. A touch without a person counts for nobody.
 *
 * Data that do not name people, or cannot tell the kind that is asked for,
 * make the figure missing as soon as there is a touch.
 *
 * Source: multi-threading, the count of distinct contacts of account teams.
 */
#include "engagement.h"

enum { PERSON = TOUCH_TYPE + 1 };

typedef struct Config {
    TouchWords words;
    int64_t direction;
} Config;

typedef struct State {
    hale_set *people;
    uint8_t unknown; /* a touch, and no column to tell */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "direction",
        .type = HALE_OPTION_CHOICE,
        .fallback = "any",
        .choices = touch_kinds,
        .help = "which touches count",
    },
    &touch_inbound,
    &touch_talks,
    NULL,
};

static const hale_column *const columns[] = {
    [TOUCH_DIRECTION] = &touch_direction,
    [TOUCH_TYPE] = &touch_type,
    [PERSON] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "person",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "the customer's person who was touched",
        },
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

static int init(hale_cx *cx, const void *config, const hale_span *span,
                void *state)
{
    State *s = state;
    (void)config, (void)span;
    s->people = cx->set(cx);
    return s->people ? 0 : -1;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *person = rows->column[PERSON];
    TouchCodes in = touch_codes(cx, rows, TOUCH_DIRECTION, c->words.inbound);
    TouchCodes talks = touch_codes(cx, rows, TOUCH_TYPE, c->words.talks);
    s->unknown |=
        rows->count > 0 && (!person || !touch_can_tell(rows, c->direction));
    for (size_t i = 0; i < rows->count; i++)
        if (HALE_HAS(person, i) &&
            touch_wanted(rows, i, c->direction, &in, &talks) &&
            cx->set_put(cx, s->people, person->as.code[i]))
            return -1;
    return 0;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)config, (void)span;
    results[0].as.i = (int64_t)cx->set_count(cx, s->people);
    results[0].missing = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_INT,
        .unit = "people",
        .help = "distinct people touched in the window",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "there are touches, and the data do not say of whom or "
                     "of what kind",
    },
    NULL,
};

const hale_metric engagement_contacts = {
    .size = sizeof(hale_metric),
    .name = "contacts",
    .title = "Contacts",
    .family = "team",
    .formula = "number of distinct people touched in the window",
    .source = "multi-threading, the count of distinct contacts of account "
              "teams",
    .example = "[metric.contacts]\n"
               "plugin = engagement.contacts\n"
               "direction = two_way\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .init = init,
    .update = update,
    .finish = finish,
};
