/* SPDX-License-Identifier: MIT
 *
 * revenue.dso: days sales outstanding, how many days of billing are not paid.
 *
 *     dso = open at the end / (billed in the span / days of the span)
 *
 * An invoice is open from its issue until it was paid; one that was paid
 * later was open then. The days are local days. Who was billed nothing in the
 * span has no figure, whatever is open; of a group it is the ratio of sums,
 * so that who was billed nothing still counts with what it owes. Credit notes
 * are negative amounts and are added as they are. Drafts and void invoices
 * are kept out by where.status. Without a window there is no number of days
 * and no figure.
 *
 * Source: days sales outstanding as in accounting, by the ending balance.
 */
#include "revenue.h"

typedef struct State {
    int64_t open, billed;
    uint8_t open_unknown, billed_unknown; /* one of them has no amount */
} State;

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "invoices",
        .shape = HALE_INTERVAL,
        .columns =
            (const hale_column *const[]){
                &(const hale_column){
                    .size = sizeof(hale_column),
                    .name = "amount",
                    .type = HALE_MONEY,
                    .unit = "currency",
                    .help = "what is to be paid, tax included",
                },
                NULL},
        .help = "one row for each invoice, from its issue to its payment",
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
        int given = HALE_HAS(rows->column[0], i);
        int64_t amount = given ? rows->column[0]->as.i[i] : 0;
        int open = rows->time[i] < span->end && rows->until[i] >= span->end;
        int billed = rows->time[i] >= span->begin && rows->time[i] < span->end;
        s->open_unknown |= (uint8_t)(open && !given);
        s->billed_unknown |= (uint8_t)(billed && !given);
        if ((open && add_money(cx, &s->open, amount)) ||
            (billed && add_money(cx, &s->billed, amount)))
            return -1;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    s->open_unknown |= later->open_unknown;
    s->billed_unknown |= later->billed_unknown;
    return add_money(cx, &s->open, later->open) ||
                   add_money(cx, &s->billed, later->billed)
               ? -1
               : 0;
}

enum { DSO, OPEN, BILLED, A_DAY };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    hale_missing open = s->open_unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    hale_missing billed = s->billed_unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    hale_missing daily = span->begin == INT64_MIN ? HALE_NO_ROWS : billed;
    double days = (double)span->last_day - span->begin_day + 1;
    double a_day = (double)s->billed / HALE_MONEY_UNIT / days;
    (void)cx, (void)config;
    give(&results[OPEN], s->open, open);
    give(&results[BILLED], s->billed, billed);
    give_real(&results[A_DAY], daily ? 0 : a_day, daily);
    if (!daily && !open && s->billed == 0)
        daily = HALE_ZERO_DENOMINATOR;
    give_real(&results[DSO],
              daily || open ? 0 : (double)s->open / HALE_MONEY_UNIT / a_day,
              daily ? daily : open);
    return 0;
}

#define SUM .size = sizeof(hale_result), .rollup = HALE_ROLLUP_SUM

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "days",
        .help = "open / billed_a_day",
        .direction = HALE_DOWN_IS_GOOD,
        .rollup = HALE_ROLLUP_RATIO,
        .numerator = OPEN,
        .denominator = A_DAY,
        .undefined = "nothing was billed, or there is no window",
    },
    &(const hale_result){SUM, .name = "open", .type = HALE_MONEY,
                         .unit = "currency",
                         .help = "what was billed and is not paid",
                         .direction = HALE_DOWN_IS_GOOD,
                         .undefined = "an open invoice has no amount"},
    &(const hale_result){SUM, .name = "billed", .type = HALE_MONEY,
                         .unit = "currency",
                         .help = "what was billed in the span",
                         .undefined = "an invoice of the span has no amount"},
    &(const hale_result){SUM, .name = "billed_a_day", .type = HALE_REAL,
                         .unit = "currency/day",
                         .help = "billed / days of the span",
                         .undefined = "an invoice of the span has no amount, "
                                      "or there is no window"},
    NULL,
};

const hale_metric revenue_dso = {
    .size = sizeof(hale_metric),
    .name = "dso",
    .title = "Days sales outstanding",
    .family = "financial",
    .formula = "open invoices at the end / (billed in the span / days)",
    .source = "days sales outstanding by the ending balance, as in accounting",
    .example = "[metric.dso]\n"
               "plugin = revenue.dso\n"
               "window = 90d\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .needs = needs,
    .results = results,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
