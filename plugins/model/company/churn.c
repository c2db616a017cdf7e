/* SPDX-License-Identifier: MIT
 *
 * company.churn: a churn rate over any number of days, as one of a month and
 * one of a year.
 *
 *     rate = sum of lost / sum of start
 *     rate of T days = 1 - (1 - rate)^(T / days)
 *
 * Who lost 12 % in 90 days loses 4.2 % a month and 40.5 % a year at that
 * pace, and not 48 %: each day's loss is of what the day before has left. A
 * month has 365 / 12 days here, a year 365. The columns are two results of a
 * metric, in customers (customers_churned over customers_start) or in MRR
 * (lost over start); `days` is the window they were measured over. Accounts
 * that lack one of the two are in no sum.
 *
 * For whole customers the report has the 95 % interval of Wilson, of the
 * rate as measured: 1 of 5 is 20 %, and may be anything from 4 to 62 %. A rate
 * of 1 and more has no other span: nobody is left. Below 0, where more was
 * gained than lost, it is a growth rate and is scaled as one.
 *
 * Source: Gold, "Fighting Churn with Data", listing 2.5; Wilson (1927).
 */
#include "company.h"

#include "../../common/wilson.h"

#include <math.h>

typedef struct Config {
    double days;
} Config;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "lost",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "what was lost within the window",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "start",
        .type = HALE_OPTION_COLUMN,
        .flags = HALE_REQUIRED,
        .help = "what there was at its start",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "days",
        .type = HALE_OPTION_DAYS,
        .flags = HALE_REQUIRED,
        .unit = "days",
        .min = 1,
        .max = 36600,
        .help = "how long the window is",
    },
    NULL,
};

enum { LOST, START };

static const hale_column *const needs[] = {
    [LOST] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "lost",
            .type = HALE_SAME,
            .help = "an int, money or real",
            .named_by = "lost",
        },
    [START] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "start",
            .type = HALE_SAME,
            .help = "an int, money or real",
            .named_by = "start",
        },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->days = (double)given[2].as.i;
    return 0;
}

typedef struct Sums {
    size_t accounts;
    double lost, start;
} Sums;

static Sums add_up(const hale_table *accounts)
{
    const hale_table_column *lost = accounts->column[LOST];
    const hale_table_column *start = accounts->column[START];
    Sums s = {0};
    for (size_t row = 0; row < accounts->rows; row++) {
        if (figure_missing(lost, row) || figure_missing(start, row))
            continue;
        s.accounts++;
        s.lost += figure_at(lost, row);
        s.start += figure_at(start, row);
    }
    return s;
}

static double scaled(double rate, double days, double to)
{
    return -expm1(to / days * log1p(-rate)); /* exact for small rates too */
}

static int are_counts(const hale_table *accounts, const Sums *s)
{
    return accounts->column[LOST]->type == HALE_INT &&
           accounts->column[START]->type == HALE_INT && s->start > 0 &&
           s->lost >= 0 && s->lost <= s->start;
}

enum { ACCOUNTS, R_LOST, R_START, RATE, LOW, HIGH, MONTHLY, YEARLY, WIDTH };

/* A scaled rate, where it has a value. */
static hale_value scaled_value(const Config *c, double rate, double to,
                               hale_missing none)
{
    double value = none || rate >= 1 ? 0 : scaled(rate, c->days, to);
    if (!none && (rate >= 1 || !isfinite(value)))
        none = HALE_REJECTED;
    return real_value(value, none);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    (void)span, (void)results;
    if (figure_check(cx, accounts->column[LOST]) ||
        figure_check(cx, accounts->column[START]))
        return -1;
    Sums s = add_up(accounts);
    if (!isfinite(s.lost) || !isfinite(s.start))
        return hale_fail(cx, "the sums are more than a number can hold");
    double rate = s.start != 0 ? s.lost / s.start : 0;
    hale_missing none = s.accounts == 0 ? HALE_NO_ROWS
                        : s.start == 0  ? HALE_ZERO_DENOMINATOR
                                        : HALE_PRESENT;
    if (!isfinite(rate))
        return hale_fail(cx, "the rate is more than a number can hold");
    int counts = are_counts(accounts, &s);
    hale_missing no_range = none ? none : counts ? HALE_PRESENT : HALE_REJECTED;
    hale_value low = real_value(0, no_range), high = low;
    if (counts)
        wilson_interval((int64_t)s.lost, (int64_t)s.start, &low, &high);
    const hale_value row[WIDTH] = {
        [ACCOUNTS] = int_value(s.accounts),
        [R_LOST] = real_value(s.lost, HALE_PRESENT),
        [R_START] = real_value(s.start, HALE_PRESENT),
        [RATE] = real_value(rate, none),
        [LOW] = low,
        [HIGH] = high,
        [MONTHLY] = scaled_value(c, rate, 365.0 / 12, none),
        [YEARLY] = scaled_value(c, rate, 365, none),
    };
    return cx->emit(cx, 0, row);
}

#define SUM                                                                    \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "of the column",   \
    .rollup = HALE_ROLLUP_NONE, .undefined = "never; without any it is 0"
#define FRACTION                                                               \
    .size = sizeof(hale_result), .type = HALE_REAL, .unit = "fraction",        \
    .rollup = HALE_ROLLUP_NONE, .direction = HALE_DOWN_IS_GOOD
#define NO_START .undefined = "there was nothing at the start"
#define NO_RANGE                                                               \
    .undefined = "there was nothing at the start, or it is no count of "       \
                 "customers"
#define NO_SCALE                                                               \
    .undefined = "there was nothing at the start, or nothing is left"

static const hale_result *const columns[] = {
    [ACCOUNTS] = &(const hale_result){.size = sizeof(hale_result),
                                      .name = "accounts",
                                      .type = HALE_INT,
                                      .unit = "accounts",
                                      .help = "accounts that have both "
                                              "columns",
                                      .undefined = "never"},
    [R_LOST] = &(const hale_result){SUM, .name = "lost",
                                    .direction = HALE_DOWN_IS_GOOD,
                                    .help = "sum of what was lost"},
    [R_START] =
        &(const hale_result){SUM, .name = "start", .direction = HALE_UP_IS_GOOD,
                             .help = "sum of what there was"},
    [RATE] = &(const hale_result){FRACTION, NO_START, .name = "rate",
                                  .help = "lost / start, over the window"},
    [LOW] = &(const hale_result){FRACTION, NO_RANGE, .name = "low",
                                 .help = "lower end of its 95 % interval"},
    [HIGH] = &(const hale_result){FRACTION, NO_RANGE, .name = "high",
                                  .help = "upper end of its 95 % interval"},
    [MONTHLY] = &(const hale_result){FRACTION, NO_SCALE, .name = "monthly",
                                     .help = "the rate as one of 365 / 12 "
                                             "days"},
    [YEARLY] = &(const hale_result){FRACTION, NO_SCALE, .name = "yearly",
                                    .help = "the rate as one of 365 days"},
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "rates",
        .title = "Churn rate by the month and by the year",
        .columns = columns,
    },
    NULL,
};

const hale_model company_churn = {
    .size = sizeof(hale_model),
    .name = "churn",
    .title = "Churn rate by the month and by the year",
    .family = "financial",
    .formula = "1 - (1 - lost / start)^(T / days), T = 365 / 12 or 365",
    .source = "Gold, Fighting Churn with Data, listing 2.5; interval: Wilson "
              "(1927)",
    .example = "[model.churn]\n"
               "plugin = company.churn\n"
               "lost = retention_customers_lost\n"
               "start = retention_customers_start\n"
               "days = 90d\n",
    .options = options,
    .needs = needs,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
