/* SPDX-License-Identifier: MIT
 *
 * revenue.winback: of the customers who were lost before the span, how many
 * are back at its end.
 *
 *     rate = won_back / lost
 *
 * The lost are those whose last term ended within `lost_within` days before
 * the span begins and who were not customers just before it. They are one set
 * of accounts, looked at twice: who was lost earlier than that and returns is
 * in neither, so the rate is never above 1. Without a window there is no
 * before, nobody lost and no rate.
 *
 * Source: the win-back rate, reactivated customers over those lost before.
 */
#include "revenue.h"
#include "terms.h"

typedef struct Config {
    TermRules rules;
    int64_t within;
} Config;

typedef struct State {
    int64_t last; /* the latest end before the span; `ended` says if any */
    int64_t mrr;  /* at the end of the span */
    uint8_t ended, was, is;
    uint8_t unknown; /* a term that counts then has no amount */
} State;

static const hale_option *const options[] = {
    TERM_OPTIONS,
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "lost_within",
        .type = HALE_OPTION_DAYS,
        .fallback = "365d",
        .unit = "days",
        .min = 1,
        .max = 36600,
        .help = "customers lost so many days before the span at most",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->rules = term_rules(given);
    c->within = given[TERM_OPTION_COUNT].as.i;
    return 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_span *span = rows->span;
    for (size_t i = 0; i < rows->count; i++) {
        Term t = term_span(rows, i);
        if (t.until <= t.begin)
            continue;
        s->was |= (uint8_t)term_before(&t, span->begin);
        if (t.until < span->begin && (!s->ended || t.until > s->last)) {
            s->last = t.until;
            s->ended = 1;
        }
        if (!term_before(&t, span->end))
            continue;
        s->is = 1;
        if (term_price(cx, &c->rules, rows, i, &t) ||
            add_money(cx, &s->mrr, t.mrr))
            return -1;
        s->unknown |= (uint8_t)!t.known;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    if (later->ended && (!s->ended || later->last > s->last))
        s->last = later->last;
    s->ended |= later->ended;
    s->was |= later->was;
    s->is |= later->is;
    s->unknown |= later->unknown;
    return add_money(cx, &s->mrr, later->mrr);
}

enum { LOST, WON_BACK, MRR, RATE };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    int lost = s->ended && !s->was &&
               (int64_t)span->begin_day - cx->day(cx, s->last) <= c->within;
    int back = lost && s->is;
    give(&results[LOST], lost, HALE_PRESENT);
    give(&results[WON_BACK], back, HALE_PRESENT);
    give(&results[MRR], back ? s->mrr : 0,
         back && s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT);
    give_rate(&results[RATE], back, lost, HALE_PRESENT);
    return 0;
}

#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "customers",        \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; nobody is 0"

static const hale_result *const results[] = {
    &(const hale_result){COUNT, .name = "lost",
                         .help = "customers lost before the span"},
    &(const hale_result){COUNT, .name = "won_back",
                         .direction = HALE_UP_IS_GOOD,
                         .help = "those of them who are customers at its end"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "mrr",
        .type = HALE_MONEY,
        .unit = "currency/month",
        .help = "what they pay then",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "a subscription of one of them has no amount",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "rate",
        .type = HALE_REAL,
        .unit = "fraction",
        .help = "won_back / lost",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = WON_BACK,
        .denominator = LOST,
        .undefined = "nobody was lost before the span",
    },
    NULL,
};

const hale_metric revenue_winback = {
    .size = sizeof(hale_metric),
    .name = "winback",
    .title = "Win-back rate",
    .family = "financial",
    .formula = "customers back at the end of the span / customers lost in the "
               "days before it",
    .source = "win-back rate: reactivated customers over those lost before",
    .example = "[metric.winback]\n"
               "plugin = revenue.winback\n"
               "lost_within = 180d\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options = options,
    .needs = term_needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
