/* SPDX-License-Identifier: MIT
 *
 * stats.zscore: how far an account is from what is usual, in units of what is
 * usual.
 *
 *     z = (f(x) - mean of f) / standard deviation of f
 *
 * over the accounts with the same text in the column `within`, or everybody.
 * The deviation is that of a sample, over n - 1. Figures of use are often so
 * skewed that a few large accounts make everybody else look alike, so f may
 * be a logarithm: log(1 + x) where nothing is below 0, asinh(x) elsewhere.
 * With `transform = auto` a group with a skewness beyond 4 gets one of them
 * and any other none. The skewness is the third moment about the mean over
 * the third power of the deviation, both over n.
 *
 * The report `scale` says what was done with each group, so that a value can
 * be placed later on the same scale by hand or by a formula. In a group of
 * fewer than `min_n`, or where all are alike, there is no z.
 *
 * Source: Gold, "Fighting Churn with Data", chapters 5 and 7.
 */
#include "../common/groups.h"

#include <math.h>

enum { AUTO, NONE, LOG, ASINH }; /* of the option */
static const char *const transforms[] = {"auto", "none", "log", "asinh", NULL};

typedef struct Config {
    int64_t transform, min_n;
} Config;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "column",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "the figure to place",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "within",
        .type = HALE_OPTION_COLUMN,
        .help = "a scale for each text in this column",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "transform",
        .type = HALE_OPTION_CHOICE,
        .fallback = "auto",
        .choices = transforms,
        .help = "what is done with the figures first",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "min_n",
        .type = HALE_OPTION_INT,
        .fallback = "5",
        .unit = "accounts",
        .min = 2,
        .max = 1000000,
        .help = "smaller groups have no scale",
    },
    NULL,
};

enum { VALUE, WITHIN }; /* the columns */

static const hale_column *const needs[] = {
    [VALUE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "value",
            .type = HALE_SAME,
            .help = "an int, money or real",
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
    c->transform = given[2].as.i;
    c->min_n = given[3].as.i;
    return 0;
}

typedef struct Scale {
    size_t n;
    double mean, deviation, skew, least;
    int64_t transform;
} Scale;

static double changed(const Scale *s, double x)
{
    return s->transform == LOG     ? log1p(x)
           : s->transform == ASINH ? asinh(x)
                                   : x;
}

/* Mean, deviation and skewness of the changed values. */
static void measure(Scale *s, const hale_table_column *column,
                    const Member *list, size_t n)
{
    double second = 0, third = 0;
    s->mean = 0;
    s->least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        double x = cell_number(column, list[i].row);
        s->least = fmin(s->least, x);
        s->mean += (changed(s, x) - s->mean) / (double)(i + 1);
    }
    for (size_t i = 0; i < n; i++) {
        double d = changed(s, cell_number(column, list[i].row)) - s->mean;
        second += d * d;
        third += d * d * d;
    }
    s->n = n;
    s->deviation = n > 1 ? sqrt(second / (double)(n - 1)) : 0;
    s->skew = third / (double)n / pow(second / (double)n, 1.5);
}

/* The scale of a group's values; -1: it cannot be had as asked for. */
static int scale_of(hale_cx *cx, const Config *c,
                    const hale_table_column *column, const Member *list,
                    size_t n, Scale *s)
{
    s->transform = c->transform == AUTO ? NONE : c->transform;
    if (s->transform == LOG)
        for (size_t i = 0; i < n; i++)
            if (cell_number(column, list[i].row) <= -1)
                return hale_fail(cx,
                                 "%s has values of -1 and below, which have "
                                 "no log(1 + x); take transform = asinh",
                                 column->name);
    measure(s, column, list, n);
    if (c->transform != AUTO || !(fabs(s->skew) > 4))
        return 0;
    s->transform = s->least >= 0 ? LOG : ASINH;
    measure(s, column, list, n);
    return 0;
}

static hale_value real_or(double r, hale_missing none)
{
    if (!none && !isfinite(r))
        none = HALE_REJECTED;
    return none ? cell_none(HALE_REAL, none) : cell_real(r);
}

static int run_group(hale_cx *cx, const Config *c,
                     const hale_table_column *column, const Member *list,
                     size_t n, hale_value *places)
{
    Scale s = {0};
    if (scale_of(cx, c, column, list, n, &s))
        return -1;
    hale_missing few = (int64_t)n < c->min_n ? HALE_TOO_FEW : HALE_PRESENT;
    hale_missing alike = few               ? few
                         : s.deviation > 0 ? HALE_PRESENT
                                           : HALE_ZERO_DENOMINATOR;
    for (size_t i = 0; i < n; i++) {
        double x = changed(&s, cell_number(column, list[i].row));
        places[list[i].row] = real_or((x - s.mean) / s.deviation, alike);
    }
    const char *name = transforms[s.transform];
    const hale_value row[] = {
        cell_group(list[0].group),
        cell_whole(n),
        cell_text((hale_str){name, strlen(name)}),
        real_or(s.mean, few),
        real_or(s.deviation, few),
        real_or(s.skew, alike),
    };
    return cx->emit(cx, 0, row);
}

/* Leaves the members that have a value and a group; the others get their
 * reason. */
static size_t keep(const hale_table *accounts, Member *list, hale_value *places)
{
    const hale_table_column *within = accounts->column[WITHIN];
    size_t n = 0;
    for (size_t i = 0; i < accounts->rows; i++) {
        Member m = list[i];
        places[m.row].missing = cell_missing(accounts->column[VALUE], m.row);
        if (!within)
            m.group = (hale_str){"all", 3};
        else if (cell_missing(within, m.row))
            places[m.row].missing = HALE_NOT_GIVEN;
        if (!places[m.row].missing)
            list[n++] = m;
    }
    return n;
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const hale_table_column *column = accounts->column[VALUE];
    Member *list = group_members(cx, accounts, accounts->column[WITHIN]);
    (void)span;
    if (!list || cell_figures(cx, column))
        return -1;
    size_t n = keep(accounts, list, results[0]);
    for (size_t first = 0, end; first < n; first = end) {
        end = group_end(list, n, first);
        if (run_group(cx, config, column, list + first, end - first,
                      results[0]))
            return -1;
    }
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_REAL,
        .unit = "deviations",
        .help = "deviations above the mean of its group",
        .direction = HALE_NEUTRAL,
        .rollup = HALE_ROLLUP_NONE,
        .undefined = "no value, no group, fewer than min_n in it, or all alike",
    },
    NULL,
};

#define FEW "the group has fewer than min_n accounts"

static const hale_result *const columns[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "the text of `within`, or all",
                "the text is empty"),
    CELL_COLUMN(HALE_INT, "n", "accounts", "accounts with a value", "never"),
    CELL_COLUMN(HALE_TEXT, "transform", "name", "none, log or asinh", "never"),
    CELL_COLUMN(HALE_REAL, "mean", "of the column", "mean, transformed", FEW),
    CELL_COLUMN(HALE_REAL, "deviation", "of the column",
                "standard deviation, transformed", FEW),
    CELL_COLUMN(HALE_REAL, "skew", "number", "skewness, transformed",
                FEW ", or all are alike"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "scale",
        .title = "What is usual, by group",
        .columns = columns,
    },
    NULL,
};

const hale_model stats_zscore = {
    .size = sizeof(hale_model),
    .name = "zscore",
    .title = "Standard score among peers",
    .family = "health",
    .formula = "(f(x) - mean of f) / standard deviation of f",
    .source = "Gold, Fighting Churn with Data, chapters 5 and 7",
    .example = "[model.usage_z]\n"
               "plugin = stats.zscore\n"
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
