/* SPDX-License-Identifier: MIT
 *
 * engagement.ebr: did the account have a business review in the window?
 *
 *     ebr = 1 if there was a touch of one of the types, else 0
 *
 * The types are executive and quarterly business reviews unless the option
 * names others, written as in the data. A group's figure is the share of its
 * accounts that had one: the coverage of the book. Data without types cannot
 * tell, and then all is missing as soon as there is a touch.
 *
 * Source: EBR coverage, accounts with a review in twelve months over all.
 */
#include "engagement.h"

typedef struct State {
    int64_t reviews;
    uint8_t unknown; /* a touch, and no column of types */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "types",
        .type = HALE_OPTION_LIST,
        .fallback = "ebr, qbr",
        .help = "types of touches that are business reviews",
    },
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
    struct hale_list *types = config;
    *types = given[0].as.list;
    if (types->count == 0 || types->count > TOUCH_WORDS)
        return hale_fail(cx, "types has %zu words; name one to %d",
                         types->count, TOUCH_WORDS);
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const struct hale_list *types = config;
    State *s = state;
    TouchCodes codes = touch_codes(cx, rows, TOUCH_TYPE, *types);
    s->unknown |= rows->count > 0 && !rows->column[TOUCH_TYPE];
    for (size_t i = 0; i < rows->count; i++)
        s->reviews += touch_is(rows, TOUCH_TYPE, i, &codes);
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->reviews += later->reviews;
    s->unknown |= later->unknown;
    return 0;
}

enum { EBR, COVERED, ACCOUNTS, REVIEWS, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[COVERED].as.i = s->reviews > 0;
    results[ACCOUNTS].as.i = 1;
    results[REVIEWS].as.i = s->reviews;
    results[EBR].as.r = (double)results[COVERED].as.i;
    for (size_t i = 0; i < RESULTS; i++)
        results[i].missing = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    return 0;
}

#define COUNT_OF                                                               \
    .size = sizeof(hale_result), .type = HALE_INT, .rollup = HALE_ROLLUP_SUM,  \
    .undefined = "there are touches, and the data do not say of what type"

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "1 if there was a review; a group: the share covered",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = COVERED,
        .denominator = ACCOUNTS,
        .flags = HALE_PROPORTION,
        .undefined = "there are touches, and the data do not say of what type",
    },
    &(const hale_result){COUNT_OF, .name = "covered", .unit = "accounts",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "1 if there was a review"},
    &(const hale_result){COUNT_OF, .name = "accounts", .unit = "accounts",
                         .direction = HALE_NEUTRAL,
                         .help = "1 for an account that can be judged"},
    &(const hale_result){COUNT_OF, .name = "reviews", .unit = "touches",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "business reviews in the window"},
    NULL,
};

const hale_metric engagement_ebr = {
    .size = sizeof(hale_metric),
    .name = "ebr",
    .title = "Business review coverage",
    .family = "team",
    .formula = "1 if there was a business review in the window, else 0",
    .source = "EBR coverage, as CSM teams report it",
    .example = "[metric.ebr]\n"
               "plugin = engagement.ebr\n"
               "window = 365d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(struct hale_list),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
