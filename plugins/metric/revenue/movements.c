/* SPDX-License-Identifier: MIT
 *
 * revenue.movements: how an account's MRR got from the start of a span to its
 * end.
 *
 *     start + new + reactivation + expansion - contraction - churn - paused
 *         + fx + transfer = end
 *
 * What is compared, and what the classes are, stands in moves.h. With basis
 * snapshot the ups and downs inside a span net out: 100 -> 150 -> 80 is a
 * contraction of 20, and who leaves and comes back within it has not churned.
 * Who comes and goes within it moved nothing; `customers_flash` counts them.
 * With basis events each change is a movement. Two sections with the two
 * bases give both tables.
 *
 * Losing one subscription of several is a contraction, losing the last churn.
 * With no beginning the start is 0. All amounts but fx, transfer and paused
 * are positive numbers as a rule; paused is what was put on hold less what
 * was resumed. Movements and `retained` are at the rates of exchange of the
 * start, `end` at those of the end, and fx is the difference.
 *
 * Source: new, expansion, contraction, churn and reactivation are
 * ChartMogul's, who adds up events and gives exchange rates a row of their
 * own; comparing snapshots is how "Fighting Churn with Data" (Gold) does it;
 * the retention rate is the one of the same accounts at both ends, new and
 * returned ones left out.
 */
#include "movements.h"

#include "revenue.h"

enum { OF_START, OF_START_AND_NEW, OF_AVERAGE }; /* churn_base */

const hale_option movements_option_churn_base = {
    .size = sizeof(hale_option),
    .name = "churn_base",
    .type = HALE_OPTION_CHOICE,
    .fallback = "start",
    .choices = (const char *const[]){"start", "start_and_new", "average", NULL},
    .help = "what logo_churn is a part of: the customers of the start, also "
            "those who came, or the mean of start and end",
};

static const hale_option *const options[] = {
    MOVES_OPTIONS, &movements_option_churn_base, NULL};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    MovesConfig *c = config;
    (void)cx;
    moves_options(given, c);
    c->choice[0] = (uint8_t)given[MOVES_OPTION_COUNT].as.i;
    return 0;
}

enum {
    START,
    NEW,
    EXPANSION,
    CONTRACTION,
    CHURN,
    REACTIVATION,
    PAUSED,
    FX,
    TRANSFER,
    END,
    LOST,
    INVOLUNTARY,
    RETAINED,
    CUSTOMERS_START,
    CUSTOMERS_NEW,
    CUSTOMERS_CHURNED,
    CUSTOMERS_REACTIVATED,
    CUSTOMERS_TRANSFERRED,
    CUSTOMERS_END,
    CUSTOMERS_FLASH,
    CUSTOMERS_LOST,
    CUSTOMERS_INVOLUNTARY,
    WHOLE, /* so many are whole numbers, the rest are reals */
    CUSTOMERS_BASE = WHOLE,
    GROSS_CHURN,
    CANCEL_ONLY,
    LOGO_CHURN,
    NRR,
    RESULTS
};

static double churn_base(const Moves *m, uint8_t base)
{
    if (base == OF_AVERAGE)
        return (double)(m->was + m->is) / 2;
    return (double)(base == OF_START ? m->was
                                     : m->was + m->joined + m->returned);
}

static void give_whole(const Moves *m, int64_t lost, hale_value *results)
{
    const int64_t figure[WHOLE] = {
        [START] = m->start,
        [NEW] = m->fresh,
        [EXPANSION] = m->expansion,
        [CONTRACTION] = m->contraction,
        [CHURN] = m->churn,
        [REACTIVATION] = m->reactivation,
        [PAUSED] = m->paused,
        [FX] = m->fx,
        [TRANSFER] = m->transfer,
        [END] = m->end,
        [LOST] = lost,
        [INVOLUNTARY] = m->unpaid,
        [RETAINED] = m->retained,
        [CUSTOMERS_START] = m->was,
        [CUSTOMERS_NEW] = m->joined,
        [CUSTOMERS_CHURNED] = m->left,
        [CUSTOMERS_REACTIVATED] = m->returned,
        [CUSTOMERS_TRANSFERRED] = m->transferred,
        [CUSTOMERS_END] = m->is,
        [CUSTOMERS_FLASH] = m->flash,
        [CUSTOMERS_LOST] = m->lost,
        [CUSTOMERS_INVOLUNTARY] = m->left_unpaid,
    };
    for (size_t i = 0; i < WHOLE; i++)
        give(&results[i], figure[i],
             i < CUSTOMERS_START ? m->missing : HALE_PRESENT);
}

int movements_finish(hale_cx *cx, const void *config, const hale_span *span,
                     void *state, hale_value *results)
{
    const MovesConfig *c = config;
    Moves m;
    int64_t lost;
    double base;
    if (moves_read(cx, c, span, state, &m))
        return -1;
    lost = m.churn;
    if (add_money(cx, &lost, m.contraction))
        return -1;
    give_whole(&m, lost, results);
    base = churn_base(&m, c->choice[0]);
    give_real(&results[CUSTOMERS_BASE], base, HALE_PRESENT);
    give_rate(&results[GROSS_CHURN], lost, m.start, m.missing);
    give_rate(&results[CANCEL_ONLY], m.churn, m.start, m.missing);
    give_real(&results[LOGO_CHURN], base > 0 ? (double)m.lost / base : 0,
              base > 0 ? HALE_PRESENT : HALE_ZERO_DENOMINATOR);
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

const hale_result *const movements_results[] = {
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
    &(const hale_result){MONEY, BAD, .name = "paused",
                         .help = "put on hold, less what was resumed"},
    &(const hale_result){MONEY, .name = "fx",
                         .help = "what exchange rates did to who stayed"},
    &(const hale_result){MONEY, .name = "transfer",
                         .help = "what came from other accounts or groups, "
                                 "less what went to them"},
    &(const hale_result){MONEY, GOOD, .name = "end",
                         .help = "MRR at the end of the span"},
    &(const hale_result){MONEY, BAD, .name = "lost",
                         .help = "churn and contraction together"},
    &(const hale_result){MONEY, BAD, .name = "churn_involuntary",
                         .help = "of the churn, what was past due; 0 unless "
                                 "past_due is given"},
    &(const hale_result){MONEY, GOOD, .name = "retained",
                         .help = "MRR at the end of who was there at the "
                                 "start, at the rates of the start"},
    &(const hale_result){COUNT, GOOD, .name = "customers_start",
                         .help = "customers just before the span"},
    &(const hale_result){COUNT, GOOD, .name = "customers_new",
                         .help = "customers that were none before"},
    &(const hale_result){COUNT, BAD, .name = "customers_churned",
                         .help = "customers that left"},
    &(const hale_result){COUNT, GOOD, .name = "customers_reactivated",
                         .help = "customers that came back"},
    &(const hale_result){COUNT, .name = "customers_transferred",
                         .help = "customers by transfer, less who went so"},
    &(const hale_result){COUNT, GOOD, .name = "customers_end",
                         .help = "customers at the end of the span"},
    &(const hale_result){COUNT, BAD, .name = "customers_flash",
                         .help = "came and went within the span"},
    &(const hale_result){COUNT, BAD, .name = "customers_lost",
                         .help = "what logo_churn counts: customers_churned, "
                                 "with or without the flash"},
    &(const hale_result){COUNT, BAD, .name = "customers_involuntary",
                         .help = "of customers_churned, those who were past "
                                 "due"},
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "customers_base",
        .type = HALE_REAL,
        .unit = "customers",
        .help = "what logo_churn is a part of, by churn_base",
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "never; nobody is 0",
    },
    &(const hale_result){RATE, BAD, .name = "gross_churn", .numerator = LOST,
                         .denominator = START, .help = "lost / start",
                         .undefined = "there was no MRR at the start"},
    &(const hale_result){RATE, BAD, .name = "mrr_churn_cancel_only",
                         .numerator = CHURN, .denominator = START,
                         .help = "churn / start, contraction left out",
                         .undefined = "there was no MRR at the start"},
    &(const hale_result){RATE, BAD, .name = "logo_churn",
                         .numerator = CUSTOMERS_LOST,
                         .denominator = CUSTOMERS_BASE,
                         .help = "customers_lost / customers_base; may be more "
                                 "than 1 when those who came count as lost",
                         .undefined = "there was no customer to lose"},
    &(const hale_result){RATE, GOOD, .name = "nrr", .numerator = RETAINED,
                         .denominator = START,
                         .help = "net revenue retention, retained / start",
                         .undefined = "there was no MRR at the start"},
    NULL,
};

const hale_identity *const movements_identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "start + new + reactivation + expansion - contraction - churn "
                "- paused + fx + transfer = end",
        .sign = (const signed char[RESULTS]){[START] = 1,
                                             [NEW] = 1,
                                             [REACTIVATION] = 1,
                                             [EXPANSION] = 1,
                                             [CONTRACTION] = -1,
                                             [CHURN] = -1,
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
        .name = "customers_start + new + reactivated - churned + transferred "
                "= customers_end",
        .sign = (const signed char[RESULTS]){[CUSTOMERS_START] = 1,
                                             [CUSTOMERS_NEW] = 1,
                                             [CUSTOMERS_REACTIVATED] = 1,
                                             [CUSTOMERS_CHURNED] = -1,
                                             [CUSTOMERS_TRANSFERRED] = 1,
                                             [CUSTOMERS_END] = -1},
        .closing = CUSTOMERS_END,
        .opening = CUSTOMERS_START,
        .transfer = CUSTOMERS_TRANSFERRED,
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
               "change between), as new, expansion, contraction, churn, "
               "reactivation, paused, fx and transfer",
    .source = "ChartMogul's five movements; on snapshots as in Gold, Fighting "
              "Churn with Data",
    .example = "[metric.movements]\n"
               "plugin = revenue.movements\n"
               "periods = 12 x month\n",
    .flags =
        HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_STEADY | HALE_TIMELESS,
    .options = options,
    .needs = term_needs,
    .results = movements_results,
    .identities = movements_identities,
    .config_size = sizeof(MovesConfig),
    .configure = configure,
    .state_size = sizeof(MovesState),
    .update = moves_update,
    .finish = movements_finish,
    .reach = policy_reach,
};
