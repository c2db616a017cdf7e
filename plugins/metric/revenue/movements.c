/* SPDX-License-Identifier: MIT
 *
 * revenue.movements: how an account's MRR got from the start of a span to its
 * end.
 *
 *     start + new + reactivation + expansion - contraction - churn = end
 *
 * Two snapshots are compared: the state just before the span begins and the
 * one just before it ends. Their difference is one movement, of one class:
 *
 *     not active -> active    new, or reactivation if there was an earlier
 *                             subscription that was over when the span began
 *     active -> not active    churn
 *     active -> active        expansion or contraction, the difference
 *
 * So the ups and downs inside a span net out: 100 -> 150 -> 80 is a
 * contraction of 20, and who leaves and comes back within it has not churned.
 * Who comes and goes within it moved nothing; `customers_flash` counts them.
 * Losing one subscription of several is a contraction, losing the last churn.
 * A free subscription keeps its account active. With no beginning the start
 * is 0 and every customer is new. All amounts but start and end are positive
 * numbers; contraction and churn are the ones to subtract.
 *
 * Source: the five classes are ChartMogul's; comparing snapshots is how
 * "Fighting Churn with Data" (Gold) does it; the retention rate is the one
 * of the same accounts at both ends, new and returned ones left out.
 */
#include "revenue.h"

typedef struct State {
    int64_t start, end; /* MRR at both ends */
    uint8_t was, is;    /* active at the start, at the end */
    uint8_t earlier;    /* an earlier subscription was over by then */
    uint8_t inside;     /* one began and ended within the span */
    uint8_t unknown;    /* a subscription that counts has no amount */
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "mrr",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the monthly amount, if not \"mrr\"",
    },
    NULL,
};

static const hale_column *const columns[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "mrr",
        .type = HALE_MONEY,
        .unit = "currency/month",
        .help = "the amount per month, net of discounts and tax",
        .named_by = "mrr",
    },
    NULL,
};

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

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    const hale_span *span = rows->span;
    (void)config;
    for (size_t i = 0; i < rows->count; i++) {
        int was = active_before(rows, i, span->begin);
        int is = active_before(rows, i, span->end);
        int given = HALE_HAS(rows->column[0], i);
        int64_t amount = given ? rows->column[0]->as.i[i] : 0;
        int empty = rows->until[i] <= rows->time[i];
        s->was |= (uint8_t)was;
        s->is |= (uint8_t)is;
        s->earlier |= (uint8_t)(rows->until[i] < span->begin && !empty);
        s->inside |=
            (uint8_t)(!was && !is && rows->time[i] >= span->begin && !empty);
        s->unknown |= (uint8_t)((was || is) && !given);
        if ((was && add_money(cx, &s->start, amount)) ||
            (is && add_money(cx, &s->end, amount)))
            return -1;
    }
    return 0;
}

enum {
    START,
    NEW,
    EXPANSION,
    CONTRACTION,
    CHURN,
    REACTIVATION,
    END,
    LOST,
    RETAINED,
    CUSTOMERS_START,
    CUSTOMERS_NEW,
    CUSTOMERS_CHURNED,
    CUSTOMERS_REACTIVATED,
    CUSTOMERS_END,
    CUSTOMERS_FLASH,
    WHOLE, /* so many are whole numbers, the rest are rates */
    GROSS_CHURN = WHOLE,
    LOGO_CHURN,
    NRR,
    RESULTS
};

/* Sorts the account into one class; `figure` is zeroed. */
static int classify(hale_cx *cx, const State *s, int64_t *figure)
{
    int64_t change;
    if (__builtin_sub_overflow(s->end, s->start, &change) ||
        change == INT64_MIN)
        return hale_fail(cx, "the MRR moved by more than money can hold");
    figure[START] = s->start;
    figure[END] = s->end;
    figure[CUSTOMERS_START] = s->was;
    figure[CUSTOMERS_END] = s->is;
    if (s->was && s->is) {
        figure[change > 0 ? EXPANSION : CONTRACTION] =
            change > 0 ? change : -change;
        figure[RETAINED] = s->end;
    } else if (s->was) {
        figure[CHURN] = s->start;
        figure[CUSTOMERS_CHURNED] = 1;
    } else if (s->is) {
        figure[s->earlier ? REACTIVATION : NEW] = s->end;
        figure[s->earlier ? CUSTOMERS_REACTIVATED : CUSTOMERS_NEW] = 1;
    } else {
        figure[CUSTOMERS_FLASH] = s->inside;
    }
    figure[LOST] = figure[CHURN] + figure[CONTRACTION]; /* one of them is 0 */
    return 0;
}

static hale_value rate(int64_t part, int64_t whole, int unknown)
{
    hale_value v = {.type = HALE_REAL};
    if (unknown)
        v.missing = HALE_NOT_GIVEN;
    else if (whole == 0)
        v.missing = HALE_ZERO_DENOMINATOR;
    else
        v.as.r = (double)part / (double)whole;
    return v;
}

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t figure[WHOLE] = {0};
    (void)config, (void)span;
    if (classify(cx, s, figure))
        return -1;
    for (size_t i = 0; i < WHOLE; i++) {
        results[i].as.i = figure[i];
        results[i].missing =
            i < CUSTOMERS_START && s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    }
    results[GROSS_CHURN] = rate(figure[LOST], figure[START], s->unknown);
    results[LOGO_CHURN] =
        rate(figure[CUSTOMERS_CHURNED], figure[CUSTOMERS_START], 0);
    results[NRR] = rate(figure[RETAINED], figure[START], s->unknown);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency/month", \
    .rollup = HALE_ROLLUP_SUM,                                                 \
    .undefined = "a subscription that counts has no amount"
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "customers",        \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; nobody is 0"
#define RATE                                                                   \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .rollup = HALE_ROLLUP_RATIO
#define GOOD .direction = HALE_UP_IS_GOOD
#define BAD .direction = HALE_DOWN_IS_GOOD

static const hale_result *const results[] = {
    &(const hale_result){MONEY, GOOD, .name = "start",
                         .help = "MRR just before the span"},
    &(const hale_result){MONEY, GOOD, .name = "new",
                         .help = "MRR of customers that were none before"},
    &(const hale_result){MONEY, GOOD, .name = "expansion",
                         .help = "what customers that stayed pay more"},
    &(const hale_result){MONEY, BAD, .name = "contraction",
                         .help = "what customers that stayed pay less"},
    &(const hale_result){MONEY, BAD, .name = "churn",
                         .help = "MRR of customers that left"},
    &(const hale_result){MONEY, GOOD, .name = "reactivation",
                         .help = "MRR of customers that came back"},
    &(const hale_result){MONEY, GOOD, .name = "end",
                         .help = "MRR at the end of the span"},
    &(const hale_result){MONEY, BAD, .name = "lost",
                         .help = "churn and contraction together"},
    &(const hale_result){MONEY, GOOD, .name = "retained",
                         .help = "MRR at the end of who was there at the "
                                 "start"},
    &(const hale_result){COUNT, GOOD, .name = "customers_start",
                         .help = "customers just before the span"},
    &(const hale_result){COUNT, GOOD, .name = "customers_new",
                         .help = "customers that were none before"},
    &(const hale_result){COUNT, BAD, .name = "customers_churned",
                         .help = "customers that left"},
    &(const hale_result){COUNT, GOOD, .name = "customers_reactivated",
                         .help = "customers that came back"},
    &(const hale_result){COUNT, GOOD, .name = "customers_end",
                         .help = "customers at the end of the span"},
    &(const hale_result){COUNT, BAD, .name = "customers_flash",
                         .help = "came and went within the span, counted in "
                                 "no rate"},
    &(const hale_result){RATE, BAD, .name = "gross_churn", .numerator = LOST,
                         .denominator = START, .help = "lost / start",
                         .undefined = "there was no MRR at the start"},
    &(const hale_result){RATE, BAD, .name = "logo_churn",
                         .numerator = CUSTOMERS_CHURNED,
                         .denominator = CUSTOMERS_START,
                         .help = "customers_churned / customers_start",
                         .undefined = "there was no customer at the start"},
    &(const hale_result){RATE, GOOD, .name = "nrr", .numerator = RETAINED,
                         .denominator = START,
                         .help = "net revenue retention, retained / start",
                         .undefined = "there was no MRR at the start"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "start + new + reactivation + expansion - contraction - churn "
                "= end",
        .sign = (const signed char[RESULTS]){[START] = 1,
                                             [NEW] = 1,
                                             [REACTIVATION] = 1,
                                             [EXPANSION] = 1,
                                             [CONTRACTION] = -1,
                                             [CHURN] = -1,
                                             [END] = -1},
        .closing = END,
        .opening = START,
    },
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "customers_start + new + reactivated - churned = "
                "customers_end",
        .sign = (const signed char[RESULTS]){[CUSTOMERS_START] = 1,
                                             [CUSTOMERS_NEW] = 1,
                                             [CUSTOMERS_REACTIVATED] = 1,
                                             [CUSTOMERS_CHURNED] = -1,
                                             [CUSTOMERS_END] = -1},
        .closing = CUSTOMERS_END,
        .opening = CUSTOMERS_START,
    },
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "churn + contraction = lost",
        .sign =
            (const signed char[RESULTS]){
                [CHURN] = 1, [CONTRACTION] = 1, [LOST] = -1},
    },
    NULL,
};

const hale_metric revenue_movements = {
    .size = sizeof(hale_metric),
    .name = "movements",
    .title = "MRR movements",
    .family = "financial",
    .formula = "MRR just before the span against MRR at its end, per account "
               "one of new, expansion, contraction, churn, reactivation",
    .source = "ChartMogul's five movements, on snapshots as in Gold, Fighting "
              "Churn with Data",
    .example = "[metric.movements]\n"
               "plugin = revenue.movements\n"
               "periods = 12 x month\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
};
