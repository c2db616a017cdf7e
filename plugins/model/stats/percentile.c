/* SPDX-License-Identifier: MIT
 *
 * stats.percentile: where an account stands among its peers.
 *
 *     percentile = 100 x (peers below + half of those equal) / peers
 *
 * The account is a peer of itself, so equals share the middle of their places
 * and a group that is all alike stands at 50. Peers are the accounts with the
 * same text in the column `within` (segment, plan ...), or everybody. In a
 * group of fewer than `min_n` nobody has a place: the third of four is not
 * "75th percentile". Accounts without a value are nobody's peers and keep the
 * reason why they have none.
 *
 * The report `spread` has a row a group with its quantiles (linear between
 * the order statistics, R's type 7). Values are compared as doubles, money in
 * currency units. Nothing depends on the order of the accounts.
 *
 * Source: mean percentile rank, as SciPy's percentileofscore; quantiles:
 * Hyndman & Fan, "Sample Quantiles in Statistical Packages" (1996), type 7.
 */
#include "../../common/text.h"

#include <math.h>
#include <stdlib.h>

typedef struct Config {
    int64_t min_n;
} Config;

typedef struct Peer { /* an account that has a value */
    hale_str group;
    double value;
    size_t row;
} Peer;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "the figure to compare by",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "within",
        .type = HALE_OPTION_COLUMN,
        .help = "compare with accounts of the same text in this column only",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "min_n",
        .type = HALE_OPTION_INT,
        .fallback = "5",
        .unit = "accounts",
        .min = 1,
        .max = 1000000,
        .help = "smaller groups are not compared",
    },
    NULL,
};

enum { VALUE, WITHIN }; /* the columns, in this order */

static const hale_column *const needs[] = {
    [VALUE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "value",
            .type = HALE_SAME,
            .help = "the figure to compare by; anything but text",
            .named_by = "column",
        },
    [WITHIN] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "within",
            .type = HALE_TEXT,
            .flags = HALE_OPTIONAL,
            .help = "the group of an account",
            .named_by = "within",
        },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->min_n = given[2].as.i;
    return 0;
}

static double number(const hale_table_column *column, size_t row)
{
    switch (column->type) {
    case HALE_BOOL:
        return column->as.b[row];
    case HALE_REAL:
        return column->as.r[row];
    case HALE_MONEY:
        return (double)column->as.i[row] / (double)HALE_MONEY_UNIT;
    default: /* int, time */
        return (double)column->as.i[row];
    }
}

static hale_missing missing(const hale_table_column *column, size_t row)
{
    return column && column->missing ? (hale_missing)column->missing[row]
                                     : HALE_PRESENT;
}

/* The accounts that can be compared; the others get their reason. */
static size_t gather(const hale_table *accounts, Peer *peer, hale_value *places)
{
    const hale_table_column *value = accounts->column[VALUE];
    const hale_table_column *within = accounts->column[WITHIN];
    size_t count = 0;
    for (size_t row = 0; row < accounts->rows; row++) {
        places[row].missing = missing(value, row);
        if (!places[row].missing && missing(within, row))
            places[row].missing = HALE_NOT_GIVEN;
        if (places[row].missing)
            continue;
        peer[count++] = (Peer){
            .group = within ? within->as.text[row] : (hale_str){"all", 3},
            .value = number(value, row),
            .row = row,
        };
    }
    return count;
}

static int by_group_and_value(const void *left, const void *right)
{
    const Peer *a = left, *b = right;
    int order = text_order(a->group, b->group);
    return order ? order : (a->value > b->value) - (a->value < b->value);
}

/* Places of one group, whose values ascend. */
static void rank(const Peer *peer, size_t n, hale_value *places)
{
    for (size_t below = 0, end; below < n; below = end) {
        end = below + 1;
        while (end < n && peer[end].value == peer[below].value)
            end++;
        double half = (double)(end - below) / 2;
        for (size_t i = below; i < end; i++)
            places[peer[i].row].as.r = 100 * ((double)below + half) / (double)n;
    }
}

/* The value below which so many percent lie, between two neighbours. */
static double quantile(const Peer *peer, size_t n, size_t percent)
{
    size_t at = percent * (n - 1), low = at / 100;
    double part = (double)(at % 100) / 100, a = peer[low].value;
    double b = at % 100 ? peer[low + 1].value : a, step = b - a;
    return isfinite(step) ? a + step * part : a * (1 - part) + b * part;
}

enum { GROUP, N, MIN, P25, MEDIAN, P75, P90, MAX, SPREAD };

static const size_t percents[SPREAD] = {
    [MIN] = 0, [P25] = 25, [MEDIAN] = 50, [P75] = 75, [P90] = 90, [MAX] = 100};

static int report(hale_cx *cx, const Peer *peer, size_t n, int enough)
{
    hale_value row[SPREAD];
    row[GROUP] = (hale_value){.type = HALE_TEXT, .as.text = peer[0].group};
    row[N] = (hale_value){.type = HALE_INT, .as.i = (int64_t)n};
    for (size_t i = MIN; i < SPREAD; i++) {
        row[i] = (hale_value){.type = HALE_REAL, .missing = HALE_TOO_FEW};
        if (!enough)
            continue;
        row[i].as.r = quantile(peer, n, percents[i]);
        row[i].missing = HALE_PRESENT;
    }
    return cx->emit(cx, 0, row);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    hale_value *places = results[0];
    (void)span;
    if (accounts->column[VALUE]->type == HALE_TEXT)
        return hale_fail(cx,
                         "%s is text: only numbers, times and yes/no "
                         "have an order",
                         accounts->column[VALUE]->name);
    Peer *peer = cx->alloc(cx, (accounts->rows + 1) * sizeof *peer);
    if (!peer)
        return -1;
    size_t count = gather(accounts, peer, places);
    qsort(peer, count, sizeof *peer, by_group_and_value);
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && !text_order(peer[end].group, peer[first].group))
            end++;
        int enough = (int64_t)(end - first) >= c->min_n;
        for (size_t i = first; i < end && !enough; i++)
            places[peer[i].row].missing = HALE_TOO_FEW;
        if (enough)
            rank(peer + first, end - first, places);
        if (report(cx, peer + first, end - first, enough))
            return -1;
    }
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "percent",
        .help = "share of the peers below, equals by half",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_NONE,
        .undefined = "no value, no group, or fewer than min_n peers",
    },
    NULL,
};

#define QUANTILE                                                               \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "of the column",   \
    .direction = HALE_NEUTRAL, .rollup = HALE_ROLLUP_NONE,                     \
    .undefined = "the group has fewer than min_n accounts"

static const hale_result *const spread[] = {
    [GROUP] = &(const hale_result){.size = sizeof(hale_result),
                                   .name = "group",
                                   .type = HALE_TEXT,
                                   .unit = "name",
                                   .help = "the text of `within`, or all",
                                   .undefined = "never"},
    [N] = &(const hale_result){.size = sizeof(hale_result),
                               .name = "n",
                               .type = HALE_INT,
                               .unit = "accounts",
                               .help = "accounts with a value",
                               .rollup = HALE_ROLLUP_SUM,
                               .undefined = "never"},
    [MIN] = &(const hale_result){QUANTILE, .name = "min",
                                 .help = "the smallest value"},
    [P25] = &(const hale_result){QUANTILE, .name = "p25",
                                 .help = "a quarter lies below"},
    [MEDIAN] = &(const hale_result){QUANTILE, .name = "median",
                                    .help = "a half lies below"},
    [P75] = &(const hale_result){QUANTILE, .name = "p75",
                                 .help = "three quarters lie below"},
    [P90] = &(const hale_result){QUANTILE, .name = "p90",
                                 .help = "nine of ten lie below"},
    [MAX] = &(const hale_result){QUANTILE, .name = "max",
                                 .help = "the largest value"},
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "spread",
        .title = "Spread of the values by group",
        .columns = spread,
    },
    NULL,
};

const hale_model stats_percentile = {
    .size = sizeof(hale_model),
    .name = "percentile",
    .title = "Percentile among peers",
    .family = "health",
    .formula = "100 x (peers below + half of those equal) / peers",
    .source = "mean percentile rank; quantiles: Hyndman & Fan (1996), type 7",
    .example = "[model.usage_rank]\n"
               "plugin = stats.percentile\n"
               "column = active_users\n"
               "within = segment\n",
    .options = options,
    .needs = needs,
    .results = results,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
