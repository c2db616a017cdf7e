/* SPDX-License-Identifier: MIT
 *
 * lifetime.lifetime: for how long an account was a customer, and whether that
 * has ended.
 *
 *     lifetime = local day of the end of the first stay
 *              - local day of its first subscription
 *
 * A stay is a chain of subscriptions with no more than `gap` between them. It
 * has ended when the last of them did and nothing followed within the gap; it
 * is open while a subscription runs, or while the gap has not gone by: nobody
 * can tell yet. An open stay is as long as it was seen: to the end of the
 * span, or to the end of the subscription that may still be renewed.
 *
 * Only the first stay counts, also for an account that came back: a customer
 * lost is lost once, and taking the newest stay would lengthen the lives of
 * those who returned. A subscription that ends at the very end of the span
 * still runs, as in revenue.mrr.
 *
 * With `since`, the day from which the records are complete, an account that
 * is older enters late: `entry` is how old it was then. One whose stay ended
 * before is rejected, because others like it were never recorded.
 *
 * Source: observed lifetime and censoring of survival analysis (Kaplan &
 * Meier 1958); the gap is Gold's allowed gap in "Fighting Churn with Data".
 */
#include "hale/plugin.h"

typedef struct Config {
    int64_t gap;   /* microseconds */
    int64_t since; /* INT64_MIN: from the beginning */
} Config;

typedef struct State {
    int64_t start, end; /* of the first stay, so far */
    int seen, over;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "gap",
        .type = HALE_OPTION_DAYS,
        .fallback = "31d",
        .unit = "days",
        .min = 0,
        .max = 3660,
        .help = "a pause between subscriptions that is no departure",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "since",
        .type = HALE_OPTION_DATE,
        .help = "the first day of complete records: those who left before it "
                "may be unknown",
    },
    NULL,
};

static const hale_column *const columns[] = {NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each term of each subscription",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->gap = given[0].as.i * HALE_DAY;
    c->since = given[1].missing ? INT64_MIN : given[1].as.i;
    return 0;
}

/* `at` and the gap after it; never, for an end that is open. */
static int64_t beyond(int64_t at, int64_t gap)
{
    int64_t sum;
    return __builtin_add_overflow(at, gap, &sum) ? HALE_OPEN : sum;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    (void)cx;
    for (size_t i = 0; i < rows->count && !s->over; i++) {
        int64_t begin = rows->time[i], end = rows->until[i];
        if (!s->seen)
            *s = (State){.start = begin, .end = begin, .seen = 1};
        s->over = begin > beyond(s->end, c->gap);
        if (!s->over && end > s->end)
            s->end = end;
    }
    return 0;
}

enum { LIFETIME, CHURNED, ENTRY, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    if (!s->seen)
        return 0;
    int over = beyond(s->end, c->gap) < span->end;
    int64_t end = s->end < span->end ? s->end : span->end;
    int32_t first = cx->day(cx, s->start);
    hale_missing missing = c->since >= end ? HALE_REJECTED : HALE_PRESENT;
    results[LIFETIME].as.i = (int64_t)cx->day(cx, end) - first;
    results[CHURNED].as.b = (uint8_t)over;
    results[ENTRY].as.i =
        c->since > s->start ? (int64_t)cx->day(cx, c->since) - first : 0;
    for (size_t i = 0; i < RESULTS; i++)
        results[i].missing = missing;
    return 0;
}

#define DAYS                                                                   \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "days",             \
    .direction = HALE_UP_IS_GOOD,                                              \
    .undefined = "it never subscribed, or left before `since`"

static const hale_result *const results[] = {
    &(const hale_result){DAYS, .name = "",
                         .help = "days of the first stay, as far as it was "
                                 "seen"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "churned",
                         .type = HALE_BOOL,
                         .unit = "yes or no",
                         .help = "whether the first stay has ended",
                         .direction = HALE_DOWN_IS_GOOD,
                         .undefined = "it never subscribed, or left before "
                                      "`since`"},
    &(const hale_result){DAYS, .name = "entry",
                         .help = "days of it that lie before `since`"},
    NULL,
};

const hale_metric lifetime_lifetime = {
    .size = sizeof(hale_metric),
    .name = "lifetime",
    .title = "Lifetime as a customer",
    .family = "financial",
    .formula = "local day of the end of the first stay - local day of its "
               "first subscription",
    .source = "the observed lifetime of survival analysis; the allowed gap: "
              "Gold, \"Fighting Churn with Data\"",
    .example = "[metric.lifetime]\n"
               "plugin = lifetime.lifetime\n"
               "gap = 31d\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
