/* SPDX-License-Identifier: MIT
 *
 * revenue.cmrr: committed MRR, what is signed less what is known to go.
 *
 *     committed = mrr + signed - cancelling
 *
 * `mrr` is that of revenue.mrr, but for what is only signed. `signed` are
 * subscriptions that are signed by the end of the span and whose service
 * (column service_start) begins only later; without the column nothing is
 * known of them. `cancelling` are active subscriptions whose cancellation was
 * asked for by then (cancel_requested) and which go on until it takes effect.
 * A fixed end is none: it may be renewed. One that is signed and cancelled
 * before it began is in no sum.
 *
 * It is what MRR will be if nobody else signs, leaves or changes. What counts
 * is a matter of the definitions of policy.h; recognition = requested has
 * taken cancellations out of mrr already, then `cancelling` is 0.
 *
 * Source: contracted MRR as investors ask for it: MRR plus signed contracts
 * that have not gone live, less known churn.
 */
#include "revenue.h"
#include "terms.h"

enum { SERVICE_START = TERM_COLUMNS };

typedef struct State {
    int64_t mrr, to_come, cancelling;
    hale_missing missing;
} State;

static const hale_option *const options[] = {POLICY_OPTIONS, NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "subscriptions",
        .shape = HALE_INTERVAL,
        .columns =
            (const hale_column *const[]){
                TERM_COLUMN_LIST,
                &(const hale_column){
                    .size = sizeof(hale_column),
                    .name = "service_start",
                    .type = HALE_TIME,
                    .flags = HALE_OPTIONAL,
                    .help = "when the service of a signed subscription "
                            "begins, if later than its start",
                },
                NULL},
        .help = "one row for each term, from when it was signed",
    },
    NULL,
};

/* Does the column hold an instant before `end`? */
static int by_then(const hale_vector *v, size_t i, int64_t end)
{
    return HALE_HAS(v, i) && v->as.i[i] < end;
}

static int add_term(hale_cx *cx, const void *config, void *state,
                    const hale_rows *rows, size_t i, Term *t)
{
    State *s = state;
    int64_t end = rows->span->end;
    const hale_vector *service = rows->column[SERVICE_START];
    int asked = by_then(rows->column[TERM_CANCEL_REQUESTED], i, end);
    int runs = !HALE_HAS(service, i) || by_then(service, i, end);
    if (!term_before(t, end) || t->held || (!runs && asked))
        return 0;
    if (term_price(cx, config, rows, i, t))
        return -1;
    if (!s->missing)
        s->missing = t->missing;
    return add_money(cx, runs ? &s->mrr : &s->to_come, t->mrr) ||
                   (asked && add_money(cx, &s->cancelling, t->mrr))
               ? -1
               : 0;
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    return terms_each(cx, config, config, state, rows, add_term);
}

enum { COMMITTED_MRR, MRR, SIGNED, CANCELLING, RESULTS };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    int64_t committed = s->mrr;
    (void)config, (void)span;
    if (add_money(cx, &committed, s->to_come) ||
        sub_money(cx, &committed, s->cancelling))
        return -1;
    give(&results[COMMITTED_MRR], committed, s->missing);
    give(&results[MRR], s->mrr, s->missing);
    give(&results[SIGNED], s->to_come, s->missing);
    give(&results[CANCELLING], s->cancelling, s->missing);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .unit = "currency/month", \
    .rollup = HALE_ROLLUP_SUM,                                                 \
    .undefined = "a subscription that counts has no amount"
#define GOOD .direction = HALE_UP_IS_GOOD
#define BAD .direction = HALE_DOWN_IS_GOOD

static const hale_result *const results[] = {
    &(const hale_result){MONEY, GOOD, .name = "",
                         .help = "committed MRR, mrr + signed - cancelling"},
    &(const hale_result){MONEY, GOOD, .name = "mrr",
                         .help = "MRR at the end of the span"},
    &(const hale_result){MONEY, GOOD, .name = "signed",
                         .help = "signed, its service yet to begin"},
    &(const hale_result){MONEY, BAD, .name = "cancelling",
                         .help = "of the MRR what is known to go"},
    NULL,
};

static const hale_identity *const identities[] = {
    &(const hale_identity){
        .size = sizeof(hale_identity),
        .name = "mrr + signed - cancelling = committed",
        .sign = (const signed char[RESULTS]){[MRR] = 1,
                                             [SIGNED] = 1,
                                             [CANCELLING] = -1,
                                             [COMMITTED_MRR] = -1},
    },
    NULL,
};

const hale_metric revenue_cmrr = {
    .size = sizeof(hale_metric),
    .name = "cmrr",
    .title = "Committed MRR",
    .family = "financial",
    .formula = "MRR + signed subscriptions that begin later - active ones "
               "whose cancellation was asked for",
    .source = "contracted MRR: signed contracts in, known churn out",
    .example = "[metric.cmrr]\n"
               "plugin = revenue.cmrr\n",
    .flags =
        HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_STEADY | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .identities = identities,
    .config_size = sizeof(Policy),
    .configure = policy_configure,
    .state_size = sizeof(State),
    .update = update,
    .finish = finish,
    .reach = policy_reach,
};
