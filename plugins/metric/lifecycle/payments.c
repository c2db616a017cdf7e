/* SPDX-License-Identifier: MIT
 *
 * lifecycle.payments: do the customer's payments go through?
 *
 *     payments = invoices of the span with a failed payment
 *     rate     = payments / invoices of the span
 *
 * An invoice is of the span in which it was issued. Its payment failed when
 * its status is one of `failed`: a card that is declined again and again loses
 * customers who never meant to leave. A status is that of today: a payment
 * that was repaired since has not failed. Who pays late, and how much, is
 * revenue.overdue; when contracts end, lifecycle.renewal.
 *
 * Without invoices there are no failed ones, and no rate.
 *
 * Source: involuntary churn of subscription billing, its failed payments.
 */
#include "words.h"

enum { STATUS }; /* the column */

typedef struct State {
    int64_t failed, invoices;
} State;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "failed",
        .type = HALE_OPTION_LIST,
        .fallback = "failed, declined, uncollectible",
        .help = "statuses of invoices whose payment failed",
    },
    NULL,
};

static const hale_column *const columns[] = {
    [STATUS] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "status",
            .type = HALE_TEXT,
            .help = "paid, failed ...",
        },
    NULL,
};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "invoices",
        .shape = HALE_INTERVAL,
        .columns = columns,
        .help = "one row for each invoice, from issued to paid",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    return words_configure(cx, "failed", &given[0], config);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    State *s = state;
    WordCodes failed =
        words_codes(cx, rows, STATUS, *(const struct hale_list *)config);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] < rows->span->begin)
            continue;
        s->invoices++;
        s->failed += words_has(&failed, rows, STATUS, i);
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)cx, (void)config;
    s->invoices += later->invoices;
    s->failed += later->failed;
    return 0;
}

enum { FAILED, INVOICES, RATE };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    (void)cx, (void)config, (void)span;
    results[FAILED].as.i = s->failed;
    results[INVOICES].as.i = s->invoices;
    results[FAILED].missing = results[INVOICES].missing = HALE_PRESENT;
    results[RATE].missing = HALE_ZERO_DENOMINATOR;
    if (s->invoices == 0)
        return 0;
    results[RATE].as.r = (double)s->failed / (double)s->invoices;
    results[RATE].missing = HALE_PRESENT;
    return 0;
}

#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "invoices",         \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without invoices it is 0"

static const hale_result *const results[] = {
    &(const hale_result){COUNT, .name = "", .direction = HALE_DOWN_IS_GOOD,
                         .help = "invoices whose payment failed"},
    &(const hale_result){COUNT, .name = "invoices", .direction = HALE_NEUTRAL,
                         .help = "invoices issued in the span"},
    &(const hale_result){.size = sizeof(hale_result),
                         .name = "rate",
                         .type = HALE_REAL,
                         .unit = "fraction",
                         .help = "share of the invoices whose payment failed",
                         .direction = HALE_DOWN_IS_GOOD,
                         .rollup = HALE_ROLLUP_RATIO,
                         .numerator = FAILED,
                         .denominator = INVOICES,
                         .undefined = "no invoice was issued in the span",
                         .flags = HALE_PROPORTION},
    NULL,
};

const hale_metric lifecycle_payments = {
    .size = sizeof(hale_metric),
    .name = "payments",
    .title = "Failed payments",
    .family = "health",
    .formula = "invoices of the span whose status is one of `failed`",
    .source = "failed payments, the way to involuntary churn",
    .example = "[metric.failed_payments]\n"
               "plugin = lifecycle.payments\n"
               "window = 90d\n"
               "failed = failed, declined\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(struct hale_list),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
