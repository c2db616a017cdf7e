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
#include "edge.h"
#include "revenue.h"

typedef struct Config {
    Policy policy;
    int64_t within;
} Config;

typedef struct State {
    Edge before, after;
} State;

static const hale_option *const options[] = {
    POLICY_OPTIONS,
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
    c->policy = policy_read(given);
    c->within = given[POLICY_OPTION_COUNT].as.i;
    return 0;
}

/* How long ago a loss may be. */
static int64_t reach(const void *config)
{
    const Config *c = config;
    int64_t days = policy_reach(&c->policy);
    return days < 0 ? days : days + c->within;
}

static int add_term(hale_cx *cx, const void *config, void *state,
                    const hale_rows *rows, size_t i, Term *t)
{
    const Policy *p = &((const Config *)config)->policy;
    const hale_span *span = rows->span;
    State *s = state;
    if ((edge_wants(p, &s->before, t, span->begin) ||
         edge_wants(p, &s->after, t, span->end)) &&
        term_price(cx, p, rows, i, t))
        return -1;
    return edge_add(cx, p, &s->before, t, span->begin) ||
                   edge_add(cx, p, &s->after, t, span->end)
               ? -1
               : 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    return terms_each(cx, &c->policy, c, state, rows, add_term);
}

enum { LOST, WON_BACK, MRR, RATE };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const Config *c = config;
    const State *s = state;
    const Edge *before = &s->before;
    const Level *was = edge_level(cx, &c->policy, before, span->begin);
    const Level *is = edge_level(cx, &c->policy, &s->after, span->end);
    int lost =
        before->ended && !was->terms &&
        (int64_t)span->begin_day - cx->day(cx, before->until) <= c->within;
    int back = lost && is->terms;
    int64_t mrr = is->total[NOW];
    if (sub_money(cx, &mrr, is->held[NOW]))
        return -1;
    give(&results[LOST], lost, HALE_PRESENT);
    give(&results[WON_BACK], back, HALE_PRESENT);
    give(&results[MRR], back ? mrr : 0, back ? is->missing : HALE_PRESENT);
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
        .flags = HALE_PROPORTION,
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
    .flags =
        HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_STEADY | HALE_TIMELESS,
    .options = options,
    .needs = term_needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
    .reach = reach,
};
