/* SPDX-License-Identifier: MIT
 *
 * team.expected_churn: did a book lose more customers than such a book does?
 *
 *     rate of a segment = lost / start, over everybody in it
 *     expected          = sum of the rates of the book's customers at the start
 *     O/E               = lost of the book / expected
 *
 * Customers renew and leave for many reasons that no CSM decides; a book of
 * small shops loses more than one of enterprises. O/E takes the mix out: 1 is
 * what anybody's book of these segments would have lost, 2 is twice that. A
 * book is part of the segments that it is compared with, so one that holds a
 * whole segment is compared with itself there. All books together are 1.
 *
 * The interval is the exact one of a Poisson count (Garwood's) over E; beyond
 * 100 losses Byar's approximation, which then agrees to four digits:
 *
 *     low  =  O      (1 - 1 / 9O       - z / 3 sqrt(O))^3 / E
 *     high = (O + 1) (1 - 1 / 9(O + 1) + z / 3 sqrt(O + 1))^3 / E
 *
 * Where it holds 1 nothing is shown, good or bad. Books with fewer than
 * `min_n` customers at the start have neither. Customers without a csm are a
 * book of their own, without a name; those without a segment likewise.
 *
 * Source: indirect standardisation; Breslow & Day, "Statistical Methods in
 * Cancer Research II" (1987), section 2.3; Garwood (1936).
 */
#include "../common/groups.h"

#include "../../common/wilson.h"

#include <math.h>

typedef struct Config {
    int64_t min_n;
} Config;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "start",
        .type = HALE_OPTION_COLUMN,
        .help = "the column that counts customers at the start, if not "
                "\"movements_customers_start\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "churned",
        .type = HALE_OPTION_COLUMN,
        .help = "the column that counts those of them that were lost, if not "
                "\"movements_customers_churned\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "within",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the segments that are alike, if not "
                "\"segment\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "by",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the books, if not \"csm\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "min_n",
        .type = HALE_OPTION_INT,
        .fallback = "5",
        .unit = "customers",
        .min = 1,
        .max = 1000000,
        .help = "smaller books are not compared",
    },
    NULL,
};

enum { START, LOST, WITHIN, BY };

#define NEED(name_, option_, type_, flags_, unit_, help_)                      \
    &(const hale_column)                                                       \
    {                                                                          \
        .size = sizeof(hale_column), .name = name_, .type = type_,             \
        .flags = flags_, .unit = unit_, .help = help_, .named_by = option_     \
    }

static const hale_column *const needs[] = {
    [START] = NEED("movements_customers_start", "start", HALE_INT, 0,
                   "customers", "1 if it was a customer at the start"),
    [LOST] = NEED("movements_customers_churned", "churned", HALE_INT, 0,
                  "customers", "1 if it was lost since"),
    [WITHIN] = NEED("segment", "within", HALE_TEXT, HALE_OPTIONAL, "name",
                    "customers of one segment are alike"),
    [BY] = NEED("csm", "by", HALE_TEXT, 0, "name", "whose book it is in"),
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->min_n = given[4].as.i;
    return 0;
}

/* What is counted of an account, a book or a segment. */
typedef struct Count {
    int64_t start, lost;
    double expected;
} Count;

enum { RATIO, OBSERVED, EXPECTED }; /* the results */

/* Is the account in the sums? Nobody loses more than there was. */
static int counts(const hale_table *accounts, size_t row, int64_t *start,
                  int64_t *lost)
{
    const hale_table_column *a = accounts->column[START];
    const hale_table_column *b = accounts->column[LOST];
    if (cell_missing(a, row) || cell_missing(b, row))
        return 0;
    *start = a->as.i[row];
    *lost = b->as.i[row];
    return *lost >= 0 && *lost <= *start && *start <= INT32_MAX;
}

static Count count_up(const hale_table *accounts, const Member *list, size_t n,
                      const hale_value *expected)
{
    Count sum = {0};
    int64_t start, lost;
    for (size_t i = 0; i < n; i++) {
        if (!counts(accounts, list[i].row, &start, &lost))
            continue;
        sum.start += start;
        sum.lost += lost;
        if (!expected[list[i].row].missing)
            sum.expected += expected[list[i].row].as.r;
    }
    return sum;
}

/* ---------------------------------------------------------------- segments */

static hale_value share(int64_t part, int64_t of)
{
    return cell_quotient((double)part, (double)of, HALE_PRESENT);
}

/* Every account of a segment gets what the segment lost. */
static void spread(const hale_table *accounts, const Member *list, size_t n,
                   const Count *sum, hale_value *const *results)
{
    int64_t start, lost;
    for (size_t i = 0; i < n; i++) {
        size_t row = list[i].row;
        if (!counts(accounts, row, &start, &lost))
            continue;
        double expected =
            start > 0 ? (double)start * (double)sum->lost / (double)sum->start
                      : 0;
        results[OBSERVED][row] = (hale_value){.type = HALE_INT, .as.i = lost};
        results[EXPECTED][row] = cell_real(expected);
        results[RATIO][row] = expected > 0
                                  ? cell_real((double)lost / expected)
                                  : cell_none(HALE_REAL, HALE_ZERO_DENOMINATOR);
    }
}

static int run_segments(hale_cx *cx, const hale_table *accounts,
                        hale_value *const *results)
{
    const hale_table_column *within = accounts->column[WITHIN];
    Member *list = group_members(cx, accounts, within);
    for (size_t first = 0, end; list && first < accounts->rows; first = end) {
        end = group_end(list, accounts->rows, first);
        Count sum =
            count_up(accounts, list + first, end - first, results[EXPECTED]);
        hale_value low = cell_none(HALE_REAL, HALE_ZERO_DENOMINATOR);
        hale_value high = low;
        wilson_interval(sum.lost, sum.start, &low, &high);
        const hale_value row[] = {
            cell_group(within ? list[first].group : (hale_str){"all", 3}),
            cell_whole((size_t)sum.start),
            cell_whole((size_t)sum.lost),
            share(sum.lost, sum.start),
            low,
            high,
        };
        spread(accounts, list + first, end - first, &sum, results);
        if (cx->emit(cx, 1, row))
            return -1;
    }
    return list ? 0 : -1;
}

/* ------------------------------------------------------------------- books */

enum { EXACT_UP_TO = 100 };

/* P(X <= n) of a Poisson count. */
static double poisson(int64_t n, double mean)
{
    double term = exp(-mean), sum = term;
    for (int64_t k = 1; k <= n; k++) {
        term *= mean / (double)k;
        sum += term;
    }
    return sum;
}

/* The mean at which P(X <= n) is p, by halving; it falls with the mean. */
static double mean_where(int64_t n, double p)
{
    double low = 0, high = 2 * (double)n + 20;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (poisson(n, middle) > p)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double cube(double x)
{
    return x * x * x;
}

/* The ends of the 95 % interval of a Poisson count. */
static double poisson_low(int64_t n)
{
    double x = (double)n;
    if (n == 0)
        return 0;
    return n <= EXACT_UP_TO
               ? mean_where(n - 1, 0.975)
               : x * cube(1 - 1 / (9 * x) - HALE_Z_95 / (3 * sqrt(x)));
}

static double poisson_high(int64_t n)
{
    double x = (double)n + 1;
    return n <= EXACT_UP_TO
               ? mean_where(n, 0.025)
               : x * cube(1 - 1 / (9 * x) + HALE_Z_95 / (3 * sqrt(x)));
}

static hale_value ratio(double count, const Count *sum, hale_missing none)
{
    return none ? cell_none(HALE_REAL, none) : cell_real(count / sum->expected);
}

static int emit_book(hale_cx *cx, const Config *c, hale_str name,
                     const Count *sum)
{
    hale_missing none = sum->start < c->min_n  ? HALE_TOO_FEW
                        : !(sum->expected > 0) ? HALE_ZERO_DENOMINATOR
                                               : HALE_PRESENT;
    hale_value rate = share(sum->lost, sum->start);
    hale_value usual = cell_none(HALE_REAL, HALE_ZERO_DENOMINATOR);
    if (sum->start > 0)
        usual = cell_real(sum->expected / (double)sum->start);
    if (sum->start < c->min_n)
        rate = cell_none(HALE_REAL, HALE_TOO_FEW);
    const hale_value row[] = {
        cell_group(name),
        cell_whole((size_t)sum->start),
        cell_whole((size_t)sum->lost),
        cell_real(sum->expected),
        rate,
        usual,
        ratio((double)sum->lost, sum, none),
        ratio(poisson_low(sum->lost), sum, none),
        ratio(poisson_high(sum->lost), sum, none),
    };
    return cx->emit(cx, 0, row);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    Member *list = group_members(cx, accounts, accounts->column[BY]);
    (void)span;
    if (!list || run_segments(cx, accounts, results))
        return -1;
    for (size_t first = 0, end; first < accounts->rows; first = end) {
        end = group_end(list, accounts->rows, first);
        Count sum =
            count_up(accounts, list + first, end - first, results[EXPECTED]);
        if (emit_book(cx, config, list[first].group, &sum))
            return -1;
    }
    return 0;
}

/* --------------------------------------------------------------- described */

#define NOT_COUNTED                                                            \
    .undefined = "it is not known whether it was a customer, or was lost"

static const hale_result *const results[] = {
    [RATIO] =
        &(const hale_result){
            .size = sizeof(hale_result),
            .name = "",
            .type = HALE_REAL,
            .unit = "ratio",
            .help = "lost / expected; of groups, of their sums",
            .direction = HALE_DOWN_IS_GOOD,
            .rollup = HALE_ROLLUP_RATIO,
            .numerator = OBSERVED,
            .denominator = EXPECTED,
            .undefined = "no losses are expected, or not known",
        },
    [OBSERVED] =
        &(const hale_result){
            NOT_COUNTED,
            .size = sizeof(hale_result),
            .name = "observed",
            .type = HALE_INT,
            .unit = "customers",
            .help = "1 if it was lost",
            .direction = HALE_DOWN_IS_GOOD,
            .rollup = HALE_ROLLUP_SUM,
        },
    [EXPECTED] =
        &(const hale_result){
            NOT_COUNTED,
            .size = sizeof(hale_result),
            .name = "expected",
            .type = HALE_REAL,
            .unit = "customers",
            .help = "the churn rate of its segment",
            .direction = HALE_NEUTRAL,
            .rollup = HALE_ROLLUP_SUM,
        },
    NULL,
};

#define FEW "fewer than min_n customers at the start, or no losses expected"

static const hale_result *const books[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "whose book",
                "customers in nobody's book"),
    CELL_COLUMN(HALE_INT, "start", "customers", "customers at the start",
                "never"),
    CELL_COLUMN(HALE_INT, "lost", "customers", "of them lost since", "never"),
    CELL_COLUMN(HALE_REAL, "expected", "customers",
                "lost, at the rates of their segments", "never"),
    CELL_COLUMN(HALE_REAL, "rate", "fraction", "lost / start",
                "fewer than min_n customers at the start"),
    CELL_COLUMN(HALE_REAL, "usual_rate", "fraction", "expected / start",
                "no customers at the start"),
    CELL_COLUMN(HALE_REAL, "ratio", "ratio", "lost / expected", FEW),
    CELL_COLUMN(HALE_REAL, "low", "ratio", "lower end of its 95 % interval",
                FEW),
    CELL_COLUMN(HALE_REAL, "high", "ratio", "upper end of its 95 % interval",
                FEW),
    NULL,
};

static const hale_result *const segments[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "the segment, or all",
                "customers of no segment"),
    CELL_COLUMN(HALE_INT, "start", "customers", "customers at the start",
                "never"),
    CELL_COLUMN(HALE_INT, "lost", "customers", "of them lost since", "never"),
    CELL_COLUMN(HALE_REAL, "rate", "fraction", "lost / start",
                "no customers at the start"),
    CELL_COLUMN(HALE_REAL, "low", "fraction", "lower end of its 95 % interval",
                "no customers at the start"),
    CELL_COLUMN(HALE_REAL, "high", "fraction", "upper end of its 95 % interval",
                "no customers at the start"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "books",
        .title = "Churn of each book against what was to be expected",
        .columns = books,
    },
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "segments",
        .title = "Churn by segment",
        .columns = segments,
    },
    NULL,
};

const hale_model team_expected_churn = {
    .size = sizeof(hale_model),
    .name = "expected_churn",
    .title = "Observed and expected churn",
    .family = "team",
    .formula = "lost / sum of the segments' churn rates over the book",
    .source = "indirect standardisation; intervals: Garwood (1936), Byar in "
              "Breslow & Day (1987)",
    .example = "[model.fair_churn]\n"
               "plugin = team.expected_churn\n"
               "by = csm\n"
               "within = segment\n",
    .options = options,
    .needs = needs,
    .results = results,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
