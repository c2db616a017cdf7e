/* SPDX-License-Identifier: MIT
 *
 * revenue.movements: how an account's MRR got from the start of a span to its
 * end.
 *
 *     start + new + reactivation + expansion - contraction - churn = end
 *
 * What is compared, and what the five classes are, stands in moves.h. With
 * basis snapshot the ups and downs inside a span net out: 100 -> 150 -> 80 is
 * a contraction of 20, and who leaves and comes back within it has not
 * churned. Who comes and goes within it moved nothing; `customers_flash`
 * counts them. With basis events each change is a movement, so who leaves and
 * returns is counted in both classes, and logo_churn may exceed 1.
 *
 * Losing one subscription of several is a contraction, losing the last churn.
 * A free subscription keeps its account active. With no beginning the start
 * is 0. All amounts but start and end are positive numbers; contraction and
 * churn are the ones to subtract.
 *
 * Source: the five classes are ChartMogul's, who adds up events; comparing
 * snapshots is how "Fighting Churn with Data" (Gold) does it; the retention
 * rate is the one of the same accounts at both ends, new and returned ones
 * left out.
 */
#include "moves.h"
#include "revenue.h"

static const hale_option *const options[] = {MOVES_OPTIONS, NULL};

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

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    Moves m;
    (void)span;
    if (moves_read(cx, config, state, &m))
        return -1;
    int64_t lost = m.churn;
    if (add_money(cx, &lost, m.contraction))
        return -1;
    const int64_t figure[WHOLE] = {
        [START] = m.start,
        [NEW] = m.fresh,
        [EXPANSION] = m.expansion,
        [CONTRACTION] = m.contraction,
        [CHURN] = m.churn,
        [REACTIVATION] = m.reactivation,
        [END] = m.end,
        [LOST] = lost,
        [RETAINED] = m.retained,
        [CUSTOMERS_START] = m.was,
        [CUSTOMERS_NEW] = m.joined,
        [CUSTOMERS_CHURNED] = m.left,
        [CUSTOMERS_REACTIVATED] = m.returned,
        [CUSTOMERS_END] = m.is,
        [CUSTOMERS_FLASH] = m.flash,
    };
    for (size_t i = 0; i < WHOLE; i++)
        give(&results[i], figure[i],
             i < CUSTOMERS_START ? m.missing : HALE_PRESENT);
    give_rate(&results[GROSS_CHURN], lost, m.start, m.missing);
    give_rate(&results[LOGO_CHURN], m.left, m.was, HALE_PRESENT);
    give_rate(&results[NRR], m.retained, m.start, m.missing);
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
                                 "no rate; 0 with basis events"},
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
    .formula = "MRR just before the span against MRR at its end (or every "
               "change between), as new, expansion, contraction, churn and "
               "reactivation",
    .source = "ChartMogul's five movements; on snapshots as in Gold, Fighting "
              "Churn with Data",
    .example = "[metric.movements]\n"
               "plugin = revenue.movements\n"
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
