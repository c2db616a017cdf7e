/* SPDX-License-Identifier: MIT
 *
 * revenue.retention: how much of the customers and of the MRR of the start is
 * still there at the end.
 *
 *     grr = sum of min(MRR at the start, MRR at the end) / MRR at the start
 *     nrr = MRR at the end of who was there at the start / MRR at the start
 *     logo_retention = customers there at both ends / customers at the start
 *     retention_en = (customers at the end - new ones) / customers at the start
 *
 * The cohort are the customers just before the span; whoever came or returned
 * after that is in no numerator but that of retention_en, which counts who
 * returned: it is the textbook form, and the one to compare with other
 * people's figures. The cap of grr is put on each account, never on the sum, so
 * one account's growth cannot hide another's loss, and grr is at most 1.
 *
 * Both ends are at the rates of the start, so that a currency that falls is no
 * loss. What moved between accounts counts as if it had always been where it
 * went. What is on hold is not there.
 *
 * The board's figure is window = 365d, the trailing year: the same cohort at
 * both ends. The monthly one compounded is another figure, the product of nrr
 * over the rows of a table by periods = 12 x month; it cannot be said of one
 * account. Without a window there is no start and the rates are missing.
 *
 * Source: gross and net revenue retention as the SaaS Metrics Standards Board
 * words them; retained / start is listing 2.1 of Gold, "Fighting Churn with
 * Data"; (E - N) / S is the customer retention rate of the textbooks.
 */
#include "moves.h"
#include "revenue.h"

static const hale_option *const options[] = {POLICY_OPTIONS, NULL};

/* The cohort has no choice of basis: moves by snapshot. */
static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    MovesConfig *c = config;
    (void)cx;
    c->policy = policy_read(given);
    c->reactivation = -1;
    return 0;
}

enum {
    START,
    KEPT,
    RETAINED,
    CUSTOMERS_START,
    CUSTOMERS_KEPT,
    CUSTOMERS_LOST,
    CUSTOMERS_NOT_NEW,
    GRR,
    NRR,
    LOGO_RETENTION,
    LOGO_CHURN,
    RETENTION_EN,
    RESULTS
};

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    Moves m;
    if (moves_read(cx, config, span, state, &m))
        return -1;
    give(&results[START], m.base, m.missing);
    give(&results[KEPT], m.kept, m.missing);
    give(&results[RETAINED], m.retained, m.missing);
    give(&results[CUSTOMERS_START], m.cohort, HALE_PRESENT);
    give(&results[CUSTOMERS_KEPT], m.stayed, HALE_PRESENT);
    give(&results[CUSTOMERS_LOST], m.cohort - m.stayed, HALE_PRESENT);
    give(&results[CUSTOMERS_NOT_NEW], m.is - m.joined, HALE_PRESENT);
    give_rate(&results[GRR], m.kept, m.base, m.missing);
    give_rate(&results[NRR], m.retained, m.base, m.missing);
    give_rate(&results[LOGO_RETENTION], m.stayed, m.cohort, HALE_PRESENT);
    give_rate(&results[LOGO_CHURN], m.cohort - m.stayed, m.cohort,
              HALE_PRESENT);
    give_rate(&results[RETENTION_EN], m.is - m.joined, m.cohort, HALE_PRESENT);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency/month", \
    .direction = HALE_UP_IS_GOOD, .rollup = HALE_ROLLUP_SUM,                   \
    .undefined = "a subscription that counts has no amount"
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "customers",        \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; nobody is 0"
#define RATE                                                                   \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .rollup = HALE_ROLLUP_RATIO
#define GOOD .direction = HALE_UP_IS_GOOD
#define BAD .direction = HALE_DOWN_IS_GOOD
#define NO_MRR .undefined = "there was no MRR at the start"
#define NOBODY .undefined = "there was no customer at the start"

static const hale_result *const results[] = {
    &(const hale_result){MONEY, .name = "start",
                         .help = "MRR just before the span"},
    &(const hale_result){MONEY, .name = "kept",
                         .help = "what of it is there at the end, growth not "
                                 "counted"},
    &(const hale_result){MONEY, .name = "retained",
                         .help = "MRR at the end of who was there at the "
                                 "start"},
    &(const hale_result){COUNT, GOOD, .name = "customers_start",
                         .help = "customers just before the span"},
    &(const hale_result){COUNT, GOOD, .name = "customers_kept",
                         .help = "those of them who are there at the end"},
    &(const hale_result){COUNT, BAD, .name = "customers_lost",
                         .help = "those of them who are not"},
    &(const hale_result){COUNT, GOOD, .name = "customers_not_new",
                         .help = "customers at the end, less new ones: kept "
                                 "and returned"},
    &(const hale_result){RATE, GOOD, NO_MRR, .name = "grr", .numerator = KEPT,
                         .denominator = START,
                         .help = "gross revenue retention, kept / start"},
    &(const hale_result){RATE, GOOD, NO_MRR, .name = "nrr",
                         .numerator = RETAINED, .denominator = START,
                         .help = "net revenue retention, retained / start"},
    &(const hale_result){RATE, GOOD, NOBODY, .name = "logo_retention",
                         .flags = HALE_PROPORTION, .numerator = CUSTOMERS_KEPT,
                         .denominator = CUSTOMERS_START,
                         .help = "customers_kept / customers_start"},
    &(const hale_result){RATE, BAD, NOBODY, .name = "logo_churn",
                         .flags = HALE_PROPORTION, .numerator = CUSTOMERS_LOST,
                         .denominator = CUSTOMERS_START,
                         .help = "customers_lost / customers_start"},
    &(const hale_result){RATE, GOOD, NOBODY, .name = "retention_en",
                         .numerator = CUSTOMERS_NOT_NEW,
                         .denominator = CUSTOMERS_START,
                         .help = "customer retention rate, (E - N) / S"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "customers_kept + customers_lost = customers_start",
        .sign = (const signed char[RESULTS]){[CUSTOMERS_KEPT] = 1,
                                             [CUSTOMERS_LOST] = 1,
                                             [CUSTOMERS_START] = -1},
    },
    NULL,
};

const hale_metric revenue_retention = {
    .size = sizeof(hale_metric),
    .name = "retention",
    .title = "Revenue and customer retention",
    .family = "financial",
    .formula = "MRR at the end of the customers of the start / their MRR at "
               "the start; gross: capped at the start for each account",
    .source = "SaaS Metrics Standards Board (GRR, NRR); Gold, Fighting Churn "
              "with Data, listing 2.1",
    .example = "[metric.retention]\n"
               "plugin = revenue.retention\n"
               "window = 365d\n",
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
