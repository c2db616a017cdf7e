/* SPDX-License-Identifier: MIT
 *
 * company.concentration: how much of the revenue hangs on few customers.
 *
 *     share = amount / sum of all amounts
 *     top_share = sum of the `top` largest shares
 *     hhi = sum of the squares of the shares
 *     effective = 1 / hhi
 *
 * The Herfindahl-Hirschman index lies between 1 / n (all alike) and 1 (one
 * customer is everything); economists write it times 10,000. `effective` is
 * the number of equal customers that would have the same index. Any column
 * of numbers will do, MRR by habit. An account without an amount has no share
 * and is in no sum; neither is one whose amount is below 0, since a share of
 * a sum with negative parts is none. Amounts are added from the largest to
 * the smallest, so that nothing depends on the order of the accounts.
 *
 * Source: Herfindahl (1950), Hirschman (1964); concentration ratios CR_n.
 */
#include "company.h"

#include <math.h>
#include <stdlib.h>

typedef struct Config {
    size_t top;
} Config;

typedef struct Payer {
    double amount;
    size_t row;
} Payer;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "the amount of an account, such as its MRR",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "top",
        .type = HALE_OPTION_INT,
        .fallback = "10",
        .unit = "accounts",
        .min = 1,
        .max = 1000000,
        .help = "how many of the largest make the top_share",
    },
    NULL,
};

static const hale_column *const needs[] = {
    &(const hale_column){
        .size = sizeof(hale_column),
        .name = "amount",
        .type = HALE_SAME,
        .help = "an int, money or real",
        .named_by = "column",
    },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->top = (size_t)given[1].as.i;
    return 0;
}

enum { SHARE, RANK };

/* The accounts that have an amount; the others get their reason. */
static size_t gather(const hale_table *accounts, Payer *payer,
                     hale_value *const *results)
{
    const hale_table_column *column = accounts->column[0];
    size_t count = 0;
    for (size_t row = 0; row < accounts->rows; row++) {
        hale_missing why = figure_missing(column, row);
        double amount = why ? 0 : figure_at(column, row);
        if (!why && amount < 0)
            why = HALE_REJECTED;
        results[SHARE][row].missing = results[RANK][row].missing = why;
        if (!why)
            payer[count++] = (Payer){amount, row};
    }
    return count;
}

static int largest_first(const void *left, const void *right)
{
    const Payer *a = left, *b = right;
    if (a->amount != b->amount)
        return a->amount < b->amount ? 1 : -1;
    return (a->row > b->row) - (a->row < b->row);
}

typedef struct Sums {
    double total, largest, top, squares; /* all but the total are shares */
} Sums;

/* Shares and ranks; equals share the better rank. */
static Sums share_out(const Payer *payer, size_t n, size_t top,
                      hale_value *const *results)
{
    Sums s = {0};
    size_t rank = 0;
    for (size_t i = 0; i < n; i++)
        s.total += payer[i].amount;
    for (size_t i = 0; i < n; i++) {
        double share = s.total > 0 ? payer[i].amount / s.total : 0;
        if (i == 0 || payer[i].amount != payer[i - 1].amount)
            rank = i + 1;
        results[SHARE][payer[i].row] = real_value(
            share, s.total > 0 ? HALE_PRESENT : HALE_ZERO_DENOMINATOR);
        results[RANK][payer[i].row] = int_value(rank);
        s.largest = i == 0 ? share : s.largest;
        s.top += i < top ? share : 0;
        s.squares += share * share;
    }
    return s;
}

enum { ACCOUNTS, LEFT_OUT, TOTAL, LARGEST, TOP_SHARE, HHI, EFFECTIVE, WIDTH };

static int report(hale_cx *cx, const Sums *s, size_t n, size_t left_out)
{
    hale_missing none = n == 0         ? HALE_NO_ROWS
                        : s->total > 0 ? HALE_PRESENT
                                       : HALE_ZERO_DENOMINATOR;
    const hale_value row[WIDTH] = {
        [ACCOUNTS] = int_value(n),
        [LEFT_OUT] = int_value(left_out),
        [TOTAL] = real_value(s->total, HALE_PRESENT),
        [LARGEST] = real_value(s->largest, none),
        [TOP_SHARE] = real_value(s->top, none),
        [HHI] = real_value(s->squares, none),
        [EFFECTIVE] = real_value(none ? 0 : 1 / s->squares, none),
    };
    return cx->emit(cx, 0, row);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    Payer *payer;
    Sums sums;
    size_t n;
    (void)span;
    if (figure_check(cx, accounts->column[0]))
        return -1;
    payer = cx->alloc(cx, (accounts->rows + 1) * sizeof *payer);
    if (!payer)
        return -1;
    n = gather(accounts, payer, results);
    qsort(payer, n, sizeof *payer, largest_first);
    sums = share_out(payer, n, c->top, results);
    if (!isfinite(sums.total))
        return hale_fail(cx, "the sum of %s is more than a number can hold",
                         accounts->column[0]->name);
    return report(cx, &sums, n, accounts->rows - n);
}

#define FIGURE                                                                 \
    .size = sizeof(hale_result), .type = HALE_REAL,                            \
    .rollup = HALE_ROLLUP_NONE, .direction = HALE_NEUTRAL
#define COUNT                                                                  \
    .size = sizeof(hale_result), .type = HALE_INT, .unit = "accounts",         \
    .rollup = HALE_ROLLUP_NONE
#define NOTHING .undefined = "no account has an amount above 0"

static const hale_result *const results[] = {
    [SHARE] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "share",
            .type = HALE_REAL,
            .unit = "fraction",
            .help = "the account's amount over the sum of all",
            .rollup = HALE_ROLLUP_SUM,
            .undefined = "it has no amount, or all amounts are 0",
        },
    [RANK] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "rank",
            .type = HALE_INT,
            .unit = "place",
            .help = "1 for the largest amount; equals share the better place",
            .rollup = HALE_ROLLUP_MIN,
            .undefined = "it has no amount",
        },
    NULL,
};

static const hale_result *const columns[] = {
    [ACCOUNTS] = &(const hale_result){COUNT, .name = "accounts",
                                      .help = "accounts with an amount",
                                      .undefined = "never"},
    [LEFT_OUT] = &(const hale_result){COUNT, .name = "left_out",
                                      .help = "accounts without one, or with "
                                              "one below 0",
                                      .undefined = "never"},
    [TOTAL] =
        &(const hale_result){FIGURE, .name = "total", .unit = "of the column",
                             .help = "sum of the amounts",
                             .undefined = "never; without any it is 0"},
    [LARGEST] = &(const hale_result){FIGURE, NOTHING, .name = "largest",
                                     .unit = "fraction",
                                     .help = "share of the largest"},
    [TOP_SHARE] = &(const hale_result){FIGURE, NOTHING, .name = "top_share",
                                       .unit = "fraction",
                                       .help = "share of the `top` largest "
                                               "together"},
    [HHI] =
        &(const hale_result){FIGURE, NOTHING, .name = "hhi", .unit = "index",
                             .help = "Herfindahl-Hirschman index, above 0 "
                                     "to 1"},
    [EFFECTIVE] = &(const hale_result){FIGURE, NOTHING, .name = "effective",
                                       .unit = "accounts",
                                       .help = "equal accounts that would "
                                               "have this index"},
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "shares",
        .title = "Concentration on the largest accounts",
        .columns = columns,
    },
    NULL,
};

const hale_model company_concentration = {
    .size = sizeof(hale_model),
    .name = "concentration",
    .title = "Concentration of revenue",
    .family = "financial",
    .formula = "share = amount / sum; top_share: the n largest; hhi = sum of "
               "share squared",
    .source = "Herfindahl (1950), Hirschman (1964); concentration ratios",
    .example = "[model.concentration]\n"
               "plugin = company.concentration\n"
               "column = mrr\n"
               "top = 5\n",
    .options = options,
    .needs = needs,
    .results = results,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
