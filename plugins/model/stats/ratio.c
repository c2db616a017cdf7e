/* SPDX-License-Identifier: MIT
 *
 * stats.ratio: one figure of an account for each of another.
 *
 *     ratio = part / of
 *
 * Value per use, events for each seat, tickets for each 1000 of MRR, MRR for
 * each of its list price (how much a customer depends on discounts): any two
 * numbers of the account table, money in currency units, times `scale`. A
 * ratio over 0 is missing and not 0: who uses nothing has no price per use,
 * neither a low nor a high one. `part` and `of` are given where both are
 * known, so that a group's ratio divides the sums over the same accounts.
 *
 * Source: ratio metrics of churn analysis (Gold, "Fighting Churn with Data",
 * chapter 7), which there are 0 over 0.
 */
#include "../common/cell.h"

#include <math.h>

typedef struct Config {
    double scale;
} Config;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "part",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "the figure that is divided",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "of",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "the figure that it is divided by",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "scale",
        .type = HALE_OPTION_REAL,
        .fallback = "1",
        .min = 1e-9,
        .max = 1e9,
        .help = "times so much: 1000 for a ratio per thousand",
    },
    NULL,
};

enum { PART, OF };            /* the columns */
enum { RATIO, R_PART, R_OF }; /* the results */

static const hale_column *const needs[] = {
    [PART] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "part",
            .type = HALE_SAME,
            .help = "an int, money or real",
            .named_by = "part",
        },
    [OF] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "of",
            .type = HALE_SAME,
            .help = "an int, money or real",
            .named_by = "of",
        },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->scale = given[2].as.r;
    return 0;
}

static hale_value real_figure(double number)
{
    return isfinite(number) ? cell_real(number)
                            : cell_none(HALE_REAL, HALE_REJECTED);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    const hale_table_column *part = accounts->column[PART];
    const hale_table_column *of = accounts->column[OF];
    (void)span;
    if (cell_figures(cx, part) || cell_figures(cx, of))
        return -1;
    for (size_t row = 0; row < accounts->rows; row++) {
        hale_missing none = cell_missing(part, row);
        if (!none)
            none = cell_missing(of, row);
        for (size_t k = RATIO; none && k <= R_OF; k++)
            results[k][row].missing = none;
        if (none)
            continue;
        double over = cell_number(of, row);
        results[R_PART][row] = real_figure(cell_number(part, row) * c->scale);
        results[R_OF][row] = cell_real(over);
        results[RATIO][row] =
            over == 0 ? cell_none(HALE_REAL, HALE_ZERO_DENOMINATOR)
                      : real_figure(cell_number(part, row) * c->scale / over);
    }
    return 0;
}

static const hale_result *const results[] = {
    [RATIO] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "",
            .type = HALE_REAL,
            .unit = "ratio",
            .help = "part / of, times the scale",
            .direction = HALE_NEUTRAL,
            .rollup = HALE_ROLLUP_RATIO,
            .numerator = R_PART,
            .denominator = R_OF,
            .undefined = "one of the two is missing, or it is over 0",
        },
    [R_PART] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "part",
            .type = HALE_REAL,
            .unit = "of the column",
            .help = "what is divided, times the scale",
            .direction = HALE_NEUTRAL,
            .rollup = HALE_ROLLUP_SUM,
            .undefined = "one of the two is missing",
        },
    [R_OF] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "of",
            .type = HALE_REAL,
            .unit = "of the column",
            .help = "what it is divided by",
            .direction = HALE_NEUTRAL,
            .rollup = HALE_ROLLUP_SUM,
            .undefined = "one of the two is missing",
        },
    NULL,
};

const hale_model stats_ratio = {
    .size = sizeof(hale_model),
    .name = "ratio",
    .title = "Ratio of two figures",
    .family = "usage",
    .formula = "part / of x scale",
    .source = "Gold, Fighting Churn with Data, chapter 7",
    .example = "[model.mrr_per_user]\n"
               "plugin = stats.ratio\n"
               "part = mrr\n"
               "of = active_users\n",
    .options = options,
    .needs = needs,
    .results = results,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
