/* SPDX-License-Identifier: MIT
 *
 * revenue.growth: what the movements of a span come to.
 *
 *     gain = new + expansion + reactivation, loss = contraction + churn
 *     net_new = gain - loss, growth_rate = net_new / start
 *     cmgr = (end / start) ^ (1 / months) - 1
 *     quick_ratio = gain / loss, by choice without reactivation
 *     net_churn = (loss - expansion - reactivation) / start
 *     expansion_rate, downgrade_rate = expansion, contraction / start
 *     arpa = MRR at the end / paying customers, asp = new / new customers
 *
 * These are figures of a company or a group; of one account most of them say
 * little, but they add up. A quick ratio without losses is missing (a zero
 * denominator), neither infinite nor 0; `no_losses` tells that case from
 * others and is 1 for a group when it is for each of its accounts. Free
 * customers are not in the denominator of arpa unless arpa = all, and they
 * are in that of asp: a sale at 0 is a sale. cmgr, a root, does not add up:
 * it is said of accounts, and of a group it is (1 + growth_rate) ^ (1 /
 * months) - 1 where nothing was paused, revalued or transferred. The basis is
 * as in revenue.movements.
 *
 * Source: quick ratio: Mamoon Hamid, with reactivation as a gain; net MRR
 * churn: ChartMogul; the rest is arithmetic on the five movements.
 */
#include <math.h>

#include "moves.h"
#include "revenue.h"

enum { WITH_REACTIVATION, WITHOUT }; /* quick_ratio */
enum { PER_PAYING, PER_CUSTOMER };   /* arpa */

static const hale_option *const options[] = {
    MOVES_OPTIONS,
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "quick_ratio",
        .type = HALE_OPTION_CHOICE,
        .fallback = "with_reactivation",
        .choices = (const char *const[]){"with_reactivation", "without", NULL},
        .help = "is reactivation a gain in the quick ratio",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "arpa",
        .type = HALE_OPTION_CHOICE,
        .fallback = "paying",
        .choices = (const char *const[]){"paying", "all", NULL},
        .help = "the accounts that arpa is divided by: paying ones, or all "
                "customers",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    MovesConfig *c = config;
    (void)cx;
    moves_options(given, c);
    c->choice[0] = (uint8_t)given[MOVES_OPTION_COUNT].as.i;
    c->choice[1] = (uint8_t)given[MOVES_OPTION_COUNT + 1].as.i;
    return 0;
}

enum {
    START,
    END,
    NEW,
    EXPANSION,
    CONTRACTION,
    PAUSED,
    FX,
    TRANSFER,
    GAIN,
    LOSS,
    QUICK_GAIN,
    NET_NEW,
    NET_LOST,
    PAYING,
    ARPA_ACCOUNTS,
    NO_LOSSES,
    CUSTOMERS_NEW,
    WHOLE, /* so many are whole numbers, the rest are rates */
    GROWTH_RATE = WHOLE,
    CMGR,
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

/* The monthly growth that leads from the start to the end. */
static void give_cmgr(hale_value *v, const Moves *m, const hale_span *span)
{
    double months = ((double)span->last_day - span->begin_day + 1) *
                    MONTH_DAYS_UNDER / MONTH_DAYS_OVER;
    hale_missing missing = m->missing      ? m->missing
                           : m->start <= 0 ? HALE_ZERO_DENOMINATOR
                           : m->end < 0    ? HALE_REJECTED
                                           : HALE_PRESENT;
    give_real(
        v, missing ? 0 : pow((double)m->end / (double)m->start, 1 / months) - 1,
        missing);
}

static void give_whole(const Moves *m, const Sums *s, const uint8_t *choice,
                       hale_value *results)
{
    const int64_t figure[WHOLE] = {
        [START] = m->start,
        [END] = m->end,
        [NEW] = m->fresh,
        [EXPANSION] = m->expansion,
        [CONTRACTION] = m->contraction,
        [PAUSED] = m->paused,
        [FX] = m->fx,
        [TRANSFER] = m->transfer,
        [GAIN] = s->gain,
        [LOSS] = s->loss,
        [QUICK_GAIN] =
            choice[0] == WITHOUT ? s->gain - m->reactivation : s->gain,
        [NET_NEW] = s->net_new,
        [NET_LOST] = s->net_lost,
        [PAYING] = m->end > 0,
        [ARPA_ACCOUNTS] = choice[1] == PER_CUSTOMER ? m->is : m->end > 0,
        [NO_LOSSES] = s->loss == 0,
        [CUSTOMERS_NEW] = m->joined,
    };
    for (size_t i = 0; i < WHOLE; i++)
        give(&results[i], figure[i],
             i < CUSTOMERS_NEW ? m->missing : HALE_PRESENT);
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const MovesConfig *c = config;
    Moves m;
    Sums s;
    if (moves_read(cx, c, span, state, &m) || add_up(cx, &m, &s))
        return -1;
    give_whole(&m, &s, c->choice, results);
    give_rate(&results[GROWTH_RATE], s.net_new, m.start, m.missing);
    give_cmgr(&results[CMGR], &m, span);
    give_rate(&results[QUICK_RATIO], results[QUICK_GAIN].as.i, s.loss,
              m.missing);
    give_rate(&results[NET_CHURN], s.net_lost, m.start, m.missing);
    give_rate(&results[EXPANSION_RATE], m.expansion, m.start, m.missing);
    give_rate(&results[DOWNGRADE_RATE], m.contraction, m.start, m.missing);
    give_mean(&results[ARPA], m.end, results[ARPA_ACCOUNTS].as.i, m.missing);
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
    &(const hale_result){MONEY, BAD, .name = "paused",
                         .help = "put on hold, less what was resumed"},
    &(const hale_result){MONEY, .name = "fx",
                         .help = "what exchange rates did to who stayed"},
    &(const hale_result){MONEY, .name = "transfer",
                         .help = "what came from other accounts or groups, "
                                 "less what went to them"},
    &(const hale_result){MONEY, GOOD, .name = "gain",
                         .help = "new, expansion and reactivation together"},
    &(const hale_result){MONEY, BAD, .name = "loss",
                         .help = "contraction and churn together"},
    &(const hale_result){MONEY, GOOD, .name = "quick_gain",
                         .help = "what the quick ratio takes for a gain"},
    &(const hale_result){MONEY, GOOD, .name = "net_new", .help = "gain - loss"},
    &(const hale_result){MONEY, BAD, .name = "net_lost",
                         .help = "loss less expansion and reactivation; "
                                 "below 0 when they are more"},
    &(const hale_result){COUNT, .name = "paying",
                         .help = "1 when the MRR at the end is above 0",
                         .undefined = "a subscription that counts has no "
                                      "amount"},
    &(const hale_result){COUNT, .name = "arpa_accounts",
                         .help = "1 when it is in the denominator of arpa",
                         .undefined = "a subscription that counts has no "
                                      "amount"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .type = HALE_INT,
        .name = "no_losses",
        .unit = "flag",
        .help = "1 when nothing was lost, so that there is no quick ratio",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_MIN,
        .undefined = "a subscription that counts has no amount",
    },
    &(const hale_result){COUNT, .name = "customers_new",
                         .help = "customers that were none before",
                         .undefined = "never; nobody is 0"},
    &(const hale_result){RATE, GOOD, .name = "growth_rate",
                         .numerator = NET_NEW, .help = "net_new / start"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .type = HALE_REAL,
        .name = "cmgr",
        .unit = "fraction",
        .help = "compound monthly growth rate over the span; not of groups",
        .direction = HALE_UP_IS_GOOD,
        .undefined = "there was no MRR at the start",
    },
    &(const hale_result){
        .size = sizeof(hale_result),
        .type = HALE_REAL,
        .name = "quick_ratio",
        .unit = "ratio",
        .help = "quick_gain / loss",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = QUICK_GAIN,
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
                         .denominator = ARPA_ACCOUNTS,
                         .help = "average revenue per account, end / "
                                 "arpa_accounts",
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
        .name = "start + net_new - paused + fx + transfer = end",
        .sign = (const signed char[RESULTS]){[START] = 1,
                                             [NET_NEW] = 1,
                                             [PAUSED] = -1,
                                             [FX] = 1,
                                             [TRANSFER] = 1,
                                             [END] = -1},
        .closing = END,
        .opening = START,
        .transfer = TRANSFER,
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
    .flags =
        HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_STEADY | HALE_TIMELESS,
    .options = options,
    .needs = term_needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(MovesConfig),
    .configure = configure,
    .state_size = sizeof(MovesState),
    .update = moves_update,
    .finish = finish,
    .reach = policy_reach,
};
