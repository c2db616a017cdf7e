/* SPDX-License-Identifier: MIT
 *
 * revenue.invoice_mrr: MRR from what was billed, where there are invoices and
 * no subscriptions.
 *
 *     mrr = sum of (amount - tax) / months of its service period, over the
 *           recurring lines whose period holds the end of the span
 *
 * lines.h has how a service period is so many months.
 *
 * Only lines of the types in `recurring` count; set-up fees, metered usage
 * and credits are what `excluded` adds up. Without a column `type` every line
 * counts. A recurring line without an amount, without a service end, of an
 * empty type or with an empty cell of tax makes the sums missing.
 *
 * Source: MRR from invoice lines as ChartMogul takes it: net of tax, by the
 * service period, one-off and metered charges left out.
 */
#include "lines.h"
#include "revenue.h"

typedef struct Config {
    struct hale_list recurring;
} Config;

typedef struct State {
    int64_t mrr, arr, lines, excluded, excluded_lines;
    uint8_t unknown, excluded_unknown; /* a line of this kind lacks a cell */
} State;

static const hale_option *const options[] = {&line_option_recurring, NULL};

static const hale_need *const needs[] = {
    &(const hale_need){
        .size = sizeof(hale_need),
        .role = "invoice_lines",
        .shape = HALE_INTERVAL,
        .columns = (const hale_column *const[]){LINE_COLUMN_LIST, NULL},
        .help = "one row for each line, from the start of its service period "
                "to its end",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->recurring = given[0].as.list;
    return 0;
}

static int add_recurring(hale_cx *cx, State *s, const hale_rows *rows, size_t i)
{
    Term t;
    if (line_term(cx, rows, i, &t))
        return -1;
    s->lines++;
    s->unknown |= (uint8_t)(t.missing != HALE_PRESENT);
    return add_money(cx, &s->mrr, t.mrr) || add_money(cx, &s->arr, t.arr) ? -1
                                                                          : 0;
}

static int add_excluded(hale_cx *cx, State *s, const hale_rows *rows, size_t i)
{
    int64_t net;
    int empty = line_net(cx, rows, i, HALE_OPEN, &net);
    if (empty < 0)
        return -1;
    s->excluded_lines++;
    s->excluded_unknown |= (uint8_t)empty;
    return add_money(cx, &s->excluded, net);
}

static int update(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows)
{
    const Config *c = config;
    State *s = state;
    const hale_vector *type = rows->column[LINE_TYPE];
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->time[i] >= rows->span->end ||
            rows->until[i] < rows->span->end)
            continue;
        int told = HALE_HAS(type, i);
        int counts = !told || in_list(cx->text(cx, type, i), &c->recurring);
        if (counts ? add_recurring(cx, s, rows, i)
                   : add_excluded(cx, s, rows, i))
            return -1;
    }
    return 0;
}

static int merge(hale_cx *cx, const void *config, void *into, const void *from)
{
    State *s = into;
    const State *later = from;
    (void)config;
    s->lines += later->lines;
    s->excluded_lines += later->excluded_lines;
    s->unknown |= later->unknown;
    s->excluded_unknown |= later->excluded_unknown;
    return add_money(cx, &s->mrr, later->mrr) ||
                   add_money(cx, &s->arr, later->arr) ||
                   add_money(cx, &s->excluded, later->excluded)
               ? -1
               : 0;
}

enum { MRR, ARR, LINES, EXCLUDED, EXCLUDED_LINES };

static int finish(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results)
{
    const State *s = state;
    hale_missing unknown = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT;
    (void)cx, (void)config, (void)span;
    give(&results[MRR], s->mrr, unknown);
    give(&results[ARR], s->arr, unknown);
    give(&results[LINES], s->lines, HALE_PRESENT);
    give(&results[EXCLUDED], s->excluded,
         s->excluded_unknown ? HALE_NOT_GIVEN : HALE_PRESENT);
    give(&results[EXCLUDED_LINES], s->excluded_lines, HALE_PRESENT);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY, .rollup = HALE_ROLLUP_SUM
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "lines",            \
    .rollup = HALE_ROLLUP_SUM, .undefined = "never; without any it is 0"
#define GOOD .direction = HALE_UP_IS_GOOD
#define LACKS .undefined = "a recurring line lacks its amount, tax, type or end"

static const hale_result *const results[] = {
    &(const hale_result){MONEY, GOOD, LACKS, .name = "",
                         .unit = "currency/month",
                         .help = "monthly recurring revenue, as billed"},
    &(const hale_result){MONEY, GOOD, LACKS, .name = "arr",
                         .unit = "currency/year",
                         .help = "annual recurring revenue, as billed"},
    &(const hale_result){COUNT, .name = "lines",
                         .help = "recurring lines in their service period"},
    &(const hale_result){MONEY, .name = "excluded", .unit = "currency",
                         .help = "net amount of other lines in their service "
                                 "period, for the whole of it",
                         .undefined = "one of them lacks its amount or tax"},
    &(const hale_result){COUNT, .name = "excluded_lines",
                         .help = "lines of other types in their service "
                                 "period"},
    NULL,
};

const hale_metric revenue_invoice_mrr = {
    .size = sizeof(hale_metric),
    .name = "invoice_mrr",
    .title = "MRR from invoices",
    .family = "financial",
    .formula = "sum of (amount - tax) / months of the service period, over "
               "recurring lines in service",
    .source = "ChartMogul: MRR from invoice lines by their service period",
    .example = "[metric.billed_mrr]\n"
               "plugin = revenue.invoice_mrr\n"
               "recurring = recurring, proration\n",
    .flags = HALE_TAKES_WINDOW | HALE_TAKES_PERIODS | HALE_TIMELESS,
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .state_size = sizeof(State),
    .update = update,
    .merge = merge,
    .finish = finish,
};
