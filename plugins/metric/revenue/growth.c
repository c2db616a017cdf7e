/* SPDX-License-Identifier: MIT
 *
 * revenue.growth: what the movements of a span come to.
 *
 *     gain = new + expansion + reactivation, loss = contraction + churn
 *     net_new = gain - loss, growth_rate = net_new / start
 *     quick_ratio = gain / loss
 *     net_churn = (loss - expansion - reactivation) / start
 *     expansion_rate, downgrade_rate = expansion, contraction / start
 *     arpa = MRR at the end / paying customers, asp = new / new customers
 *
 * These are figures of a company or a group; of one account most of them say
 * little, but they add up. A quick ratio without losses is missing (a zero
 * denominator), neither infinite nor 0. Free customers are not in the
 * denominator of arpa, and they are in that of asp: a sale at 0 is a sale.
 * The basis is as in revenue.movements.
 *
 * Source: quick ratio: Mamoon Hamid, with reactivation as a gain; net MRR
 * churn: ChartMogul; the rest is arithmetic on the five movements.
 */
#include "moves.h"
#include "revenue.h"

static const hale_option *const options[] = {MOVES_OPTIONS, NULL};

enum {
    START,
    END,
    NEW,
    EXPANSION,
    CONTRACTION,
    GAIN,
    LOSS,
    NET_NEW,
    NET_LOST,
    PAYING,
    CUSTOMERS_NEW,
    GROWTH_RATE,
    QUICK_RATIO,
    NET_CHURN,
    EXPANSION_RATE,
    DOWNGRADE_RATE,
    ARPA,
    ASP,
    RESULTS
};

typedef struct Sums {
    int64_t gain, loss, net_new, net_lost;
} Sums;

static int add_up(hale_cx *cx, const Moves *m, Sums *s)
{
    int64_t grown = m->expansion;
    *s = (Sums){.gain = m->fresh, .loss = m->contraction};
    if (add_money(cx, &grown, m->reactivation) ||
        add_money(cx, &s->gain, grown) || add_money(cx, &s->loss, m->churn))
        return -1;
    s->net_new = s->gain;
    s->net_lost = s->loss;
    return sub_money(cx, &s->net_new, s->loss) ||
                   sub_money(cx, &s->net_lost, grown)
               ? -1
               : 0;
}

/* Money for one customer, in currency units. */
static void give_mean(hale_value *v, int64_t money, int64_t customers,
                      hale_missing missing)
{
    give_rate(v, money, customers, missing);
    v->as.r /= (double)HALE_MONEY_UNIT;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    Moves m;
    Sums s;
    (void)span;
    if (moves_read(cx, config, state, &m) || add_up(cx, &m, &s))
        return -1;
    give(&results[START], m.start, m.missing);
    give(&results[END], m.end, m.missing);
    give(&results[NEW], m.fresh, m.missing);
    give(&results[EXPANSION], m.expansion, m.missing);
    give(&results[CONTRACTION], m.contraction, m.missing);
    give(&results[GAIN], s.gain, m.missing);
    give(&results[LOSS], s.loss, m.missing);
    give(&results[NET_NEW], s.net_new, m.missing);
    give(&results[NET_LOST], s.net_lost, m.missing);
    give(&results[PAYING], m.end > 0, m.missing);
    give(&results[CUSTOMERS_NEW], m.joined, HALE_PRESENT);
    give_rate(&results[GROWTH_RATE], s.net_new, m.start, m.missing);
    give_rate(&results[QUICK_RATIO], s.gain, s.loss, m.missing);
    give_rate(&results[NET_CHURN], s.net_lost, m.start, m.missing);
    give_rate(&results[EXPANSION_RATE], m.expansion, m.start, m.missing);
    give_rate(&results[DOWNGRADE_RATE], m.contraction, m.start, m.missing);
    give_mean(&results[ARPA], m.end, m.end > 0, m.missing);
    give_mean(&results[ASP], m.fresh, m.joined, m.missing);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency/month", \
    .rollup = HALE_ROLLUP_SUM,                                                 \
    .undefined = "a subscription that counts has no amount"
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "customers",        \
    .rollup = HALE_ROLLUP_SUM, .direction = HALE_UP_IS_GOOD
#define RATE                                                                   \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .rollup = HALE_ROLLUP_RATIO, .denominator = START,                         \
    .undefined = "there was no MRR at the start"
#define MEAN                                                                   \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "currency/month",  \
    .rollup = HALE_ROLLUP_RATIO, .direction = HALE_UP_IS_GOOD
#define GOOD .direction = HALE_UP_IS_GOOD
#define BAD .direction = HALE_DOWN_IS_GOOD

static const hale_result *const results[] = {
    &(const hale_result){MONEY, GOOD, .name = "start",
                         .help = "MRR just before the span"},
    &(const hale_result){MONEY, GOOD, .name = "end",
                         .help = "MRR at the end of the span"},
    &(const hale_result){MONEY, GOOD, .name = "new",
                         .help = "MRR of customers that were none before"},
    &(const hale_result){MONEY, GOOD, .name = "expansion",
                         .help = "what customers that stayed pay more"},
    &(const hale_result){MONEY, BAD, .name = "contraction",
                         .help = "what customers that stayed pay less"},
    &(const hale_result){MONEY, GOOD, .name = "gain",
                         .help = "new, expansion and reactivation together"},
    &(const hale_result){MONEY, BAD, .name = "loss",
                         .help = "contraction and churn together"},
    &(const hale_result){MONEY, GOOD, .name = "net_new", .help = "gain - loss"},
    &(const hale_result){MONEY, BAD, .name = "net_lost",
                         .help = "loss less expansion and reactivation; "
                                 "below 0 when they are more"},
    &(const hale_result){COUNT, .name = "paying",
                         .help = "1 when the MRR at the end is above 0",
                         .undefined = "a subscription that counts has no "
                                      "amount"},
    &(const hale_result){COUNT, .name = "customers_new",
                         .help = "customers that were none before",
                         .undefined = "never; nobody is 0"},
    &(const hale_result){RATE, GOOD, .name = "growth_rate",
                         .numerator = NET_NEW, .help = "net_new / start"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .type = HALE_REAL,
        .name = "quick_ratio",
        .unit = "ratio",
        .help = "gain / loss",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = GAIN,
        .denominator = LOSS,
        .undefined = "nothing was lost",
    },
    &(const hale_result){RATE, BAD, .name = "net_churn", .numerator = NET_LOST,
                         .help = "net MRR churn, net_lost / start; below 0 "
                                 "when more was gained from customers"},
    &(const hale_result){RATE, GOOD, .name = "expansion_rate",
                         .numerator = EXPANSION, .help = "expansion / start"},
    &(const hale_result){RATE, BAD, .name = "downgrade_rate",
                         .numerator = CONTRACTION,
                         .help = "contraction / start"},
    &(const hale_result){MEAN, .name = "arpa", .numerator = END,
                         .denominator = PAYING,
                         .help = "average revenue per paying account",
                         .undefined = "nobody pays at the end"},
    &(const hale_result){MEAN, .name = "asp", .numerator = NEW,
                         .denominator = CUSTOMERS_NEW,
                         .help = "average sales price, new / customers_new",
                         .undefined = "there were no new customers"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "start + net_new = end",
        .sign =
            (const signed char[RESULTS]){
                [START] = 1, [NET_NEW] = 1, [END] = -1},
        .closing = END,
        .opening = START,
    },
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "gain - loss = net_new",
        .sign =
            (const signed char[RESULTS]){
                [GAIN] = 1, [LOSS] = -1, [NET_NEW] = -1},
    },
    NULL,
};

const hale_metric revenue_growth = {
    .size = sizeof(hale_metric),
    .name = "growth",
    .title = "MRR growth and quick ratio",
    .family = "financial",
    .formula = "quick_ratio = (new + expansion + reactivation) / (contraction "
               "+ churn); growth_rate = net_new / start; arpa = MRR / paying",
    .source = "Hamid's SaaS quick ratio; ChartMogul's net MRR churn rate",
    .example = "[metric.growth]\n"
               "plugin = revenue.growth\n"
               "periods = 12 x month\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options = options,
    .needs = term_needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(MovesConfig),
    .configure = moves_configure,
    .state_size = sizeof(MovesState),
    .update = moves_update,
    .finish = finish,
};
