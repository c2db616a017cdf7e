/* SPDX-License-Identifier: MIT
 *
 * ltv.simple: lifetime value by the formulas that everybody knows.
 *
 *     ltv = value x frequency x lifespan x margin      (purchases)
 *     ltv = value x margin / churn rate                (subscriptions)
 *     ltv = (value x margin - cost) / churn rate       (with a cost)
 *
 * They are one: what an account brings in a period, times the margin, times
 * the periods it stays, where 1 / churn is the mean stay if churn never
 * changes. `income` is the mean of value x frequency over the accounts of a
 * group that pay at all, which is the mean purchase times the purchases of an
 * account. The lifespan is the mean of a column, or accounts at the start over
 * accounts lost, times the periods in which they were lost (12 for a window
 * of a year and monthly values). An account's own figure is its own value x
 * frequency with its group's lifespan.
 *
 * A group that lost nobody has no churn rate to divide by: its ltv is missing
 * and not infinite. `at_least` then says what three losses would have made of
 * it (the rule of three: with none lost of n the rate is below 3 / n, at 95 %).
 * With ltv_zero_churn = assume it is the ltv at `assumed_churn`, and the report
 * says so. `cost` is what an account that pays costs a period beside what the
 * margin leaves out.
 * Churn is not the same at every age, so the second formula understates loyal
 * cohorts; ltv.sbg does not.
 *
 * Source: the historic and predictive formulas of customer lifetime value in
 * common use; Hanley & Lippman-Hand, "If Nothing Goes Wrong, Is Everything All
 * Right?" (1983).
 */
#include "ltv.h"

#include <stdlib.h>

#include "../common/cell.h"

typedef struct Config {
    double margin, periods;
    double cost;          /* of an account that pays, a period */
    double assumed_churn; /* a period; 0: nothing is assumed */
} Config;

typedef struct Account {
    hale_str group;
    size_t row;
} Account;

typedef struct Group {
    hale_str name;
    size_t paying, stays; /* accounts that gave something to these: */
    double income, stay;  /* means */
    double start, lost;   /* sums */
    double lifespan;      /* in periods */
    uint8_t assumed;      /* by the churn that is assumed */
    hale_missing no_lifespan;
} Group;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "value",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of what an account pays a period, or for a "
                "purchase, if not \"mrr\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "frequency",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of purchases a period; without one the value is "
                "that of a period",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "lifespan",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the periods an account stays; without one it "
                "comes from start and churned",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "start",
        .type = HALE_OPTION_COLUMN,
        .help = "the column that counts accounts at the start, if not "
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
        .help = "a figure for each text in this column",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "margin",
        .type = HALE_OPTION_REAL,
        .fallback = "1",
        .unit = "share",
        .min = 0,
        .max = 1,
        .help = "the gross margin of what is paid",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "loss_periods",
        .type = HALE_OPTION_REAL,
        .fallback = "1",
        .unit = "periods",
        .min = 0.01,
        .max = 1000,
        .help = "how many periods of the value the losses took",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "cost",
        .type = HALE_OPTION_MONEY,
        .fallback = "0",
        .unit = "currency/period",
        .help = "what an account that pays costs a period",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "ltv_zero_churn",
        .type = HALE_OPTION_CHOICE,
        .fallback = "missing",
        .choices = (const char *const[]){"missing", "assume", NULL},
        .help = "what becomes of groups that lost nobody",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "assumed_churn",
        .type = HALE_OPTION_REAL,
        .unit = "share/period",
        .min = 0.000001,
        .max = 1,
        .help = "the churn rate of a period that `assume` takes",
    },
    NULL,
};

enum { VALUE, FREQUENCY, LIFESPAN, START, CHURNED, WITHIN };
enum { MARGIN = WITHIN + 1, PERIODS, COST, ZERO_CHURN, ASSUMED };

#define COLUMN(name_, option_, type_, unit_, help_)                            \
    &(const hale_column)                                                       \
    {                                                                          \
        .size = sizeof(hale_column), .name = name_, .type = type_,             \
        .flags = HALE_OPTIONAL, .unit = unit_, .help = help_,                  \
        .named_by = option_                                                    \
    }

static const hale_column *const needs[] = {
    [VALUE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "mrr",
            .type = HALE_MONEY,
            .unit = "currency/period",
            .help = "what the account pays a period, or for a purchase",
            .named_by = "value",
        },
    [FREQUENCY] = COLUMN("frequency", "frequency", HALE_SAME,
                         "purchases/period", "purchases a period"),
    [LIFESPAN] = COLUMN("lifespan", "lifespan", HALE_SAME, "periods",
                        "how long the account stays"),
    [START] = COLUMN("movements_customers_start", "start", HALE_SAME,
                     "accounts", "1 if it was a customer at the start"),
    [CHURNED] = COLUMN("movements_customers_churned", "churned", HALE_SAME,
                       "accounts", "1 if it was lost since"),
    [WITHIN] = COLUMN("within", "within", HALE_TEXT, "name",
                      "the group of an account"),
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    c->margin = given[MARGIN].as.r;
    c->periods = given[PERIODS].as.r;
    c->cost = (double)given[COST].as.i / (double)HALE_MONEY_UNIT;
    if (given[ZERO_CHURN].as.i == 0)
        return 0;
    if (given[ASSUMED].missing)
        return hale_fail(cx, "ltv_zero_churn = assume needs assumed_churn, the "
                             "churn rate of a period, as in 0.0167");
    c->assumed_churn = given[ASSUMED].as.r;
    return 0;
}

/* What the account brings a period, or why that is not known. */
static hale_missing income_of(const hale_table *accounts, size_t row,
                              double *income)
{
    const hale_table_column *value = accounts->column[VALUE];
    const hale_table_column *frequency = accounts->column[FREQUENCY];
    hale_missing why = cell_missing(value, row);
    if (!why)
        why = cell_missing(frequency, row);
    if (why)
        return why;
    *income = cell_number(value, row);
    if (frequency)
        *income *= cell_number(frequency, row);
    return HALE_PRESENT;
}

static int has(const hale_table_column *column, size_t row)
{
    return column && !cell_missing(column, row);
}

static void add(Group *g, const hale_table *accounts, size_t row)
{
    const hale_table_column *const *column = accounts->column;
    double income;
    if (!income_of(accounts, row, &income) && income > 0) {
        g->paying++;
        g->income += (income - g->income) / (double)g->paying;
    }
    if (has(column[LIFESPAN], row)) {
        g->stays++;
        g->stay +=
            (cell_number(column[LIFESPAN], row) - g->stay) / (double)g->stays;
    }
    if (has(column[START], row) && has(column[CHURNED], row)) {
        g->start += cell_number(column[START], row);
        g->lost += cell_number(column[CHURNED], row);
    }
}

static void settle(const Config *c, const hale_table *accounts, Group *g)
{
    if (accounts->column[LIFESPAN]) {
        g->lifespan = g->stay;
        g->no_lifespan = g->stays ? HALE_PRESENT : HALE_NO_ROWS;
    } else {
        g->lifespan = g->start / g->lost * c->periods;
        g->no_lifespan = !(g->start > 0)  ? HALE_NO_ROWS
                         : !(g->lost > 0) ? HALE_ZERO_DENOMINATOR
                                          : HALE_PRESENT;
        g->assumed =
            c->assumed_churn > 0 && g->no_lifespan == HALE_ZERO_DENOMINATOR;
    }
    if (g->assumed) {
        g->lifespan = 1 / c->assumed_churn;
        g->no_lifespan = HALE_PRESENT;
    }
    if (!g->no_lifespan && !(isfinite(g->lifespan) && g->lifespan >= 0))
        g->no_lifespan = HALE_REJECTED;
}

static hale_value money(double amount, hale_missing why)
{
    hale_value v = {.type = HALE_MONEY, .missing = why};
    if (!why && cell_money(amount, &v.as.i))
        v.missing = HALE_REJECTED;
    return v;
}

/* A real figure, or why there is none. */
static hale_value figure(double r, hale_missing why)
{
    if (!why && !isfinite(r))
        why = HALE_REJECTED;
    return why ? cell_none(HALE_REAL, why) : cell_real(r);
}

/* What an account leaves a period. */
static double worth_of(const Config *c, double income)
{
    return income > 0 ? income * c->margin - c->cost : income * c->margin;
}

static int emit_group(hale_cx *cx, const Config *c, const Group *g)
{
    hale_missing no_start = g->start > 0 ? HALE_PRESENT : HALE_NO_ROWS;
    hale_missing no_income = g->paying ? HALE_PRESENT : HALE_NO_ROWS;
    hale_missing no_ltv = g->no_lifespan ? g->no_lifespan : no_income;
    hale_missing no_bound = no_income ? no_income : no_start;
    double worth = worth_of(c, g->income);
    hale_value row[] = {
        cell_text(g->name),
        cell_whole(g->paying),
        money(g->income, no_income),
        figure(g->start, no_start),
        figure(g->lost, no_start),
        figure(g->lost / g->start, no_start),
        figure(g->lifespan, g->no_lifespan),
        money(worth * g->lifespan, no_ltv),
        g->lost > 0 ? cell_none(HALE_MONEY, HALE_NO_ROWS)
                    : money(worth * g->start / 3 * c->periods, no_bound),
        {.type = HALE_BOOL, .as.b = g->assumed},
    };
    return cx->emit(cx, 0, row);
}

static int by_group(const void *left, const void *right)
{
    const Account *a = left, *b = right;
    int order = text_order(a->group, b->group);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static size_t gather(const hale_table *accounts, Account *list,
                     hale_value *results)
{
    const hale_table_column *within = accounts->column[WITHIN];
    size_t n = 0;
    for (size_t row = 0; row < accounts->rows; row++) {
        results[row].missing = HALE_NOT_GIVEN;
        if (cell_missing(within, row))
            continue;
        list[n++] = (Account){
            .group = within ? within->as.text[row] : (hale_str){"all", 3},
            .row = row,
        };
    }
    return n;
}

/* The accounts of one group. */
static int run_group(hale_cx *cx, const Config *c, const hale_table *accounts,
                     const Account *list, size_t n, hale_value *results)
{
    Group g = {.name = list[0].group};
    for (size_t i = 0; i < n; i++)
        add(&g, accounts, list[i].row);
    settle(c, accounts, &g);
    for (size_t i = 0; i < n; i++) {
        double income = 0;
        hale_missing why = income_of(accounts, list[i].row, &income);
        results[list[i].row] =
            money(worth_of(c, income) * g.lifespan, why ? why : g.no_lifespan);
    }
    return emit_group(cx, c, &g);
}

static int check_columns(hale_cx *cx, const hale_table *accounts)
{
    const hale_table_column *const *column = accounts->column;
    for (size_t i = FREQUENCY; i <= CHURNED; i++)
        if (column[i] && cell_counts(cx, column[i]))
            return -1;
    if (!column[LIFESPAN] && !(column[START] && column[CHURNED]))
        hale_warn(cx, "nothing says how long accounts stay: name a column "
                      "`lifespan`, or the columns `start` and `churned`");
    return 0;
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    (void)span;
    if (check_columns(cx, accounts))
        return -1;
    Account *list = cx->alloc(cx, (accounts->rows + 1) * sizeof *list);
    if (!list)
        return -1;
    size_t n = gather(accounts, list, results[0]);
    qsort(list, n, sizeof *list, by_group);
    for (size_t first = 0, end; first < n; first = end) {
        end = first + 1;
        while (end < n && !text_order(list[end].group, list[first].group))
            end++;
        if (run_group(cx, c, accounts, list + first, end - first, results[0]))
            return -1;
    }
    return 0;
}

static const hale_result *const results[] = {
    &(const hale_result){
        .size = sizeof(hale_result),
        .name = "",
        .type = HALE_MONEY,
        .unit = "currency",
        .help = "what it leaves a period x the lifespan of its group",
        .direction = HALE_UP_IS_GOOD,
        .rollup = HALE_ROLLUP_SUM,
        .undefined = "no value, no group, or the group has no lifespan",
    },
    NULL,
};

static const hale_result *const columns[] = {
    CELL_COLUMN(HALE_TEXT, "group", "name", "the text of `within`, or all",
                "never"),
    CELL_COLUMN(HALE_INT, "n", "accounts", "that pay", "never"),
    CELL_COLUMN(HALE_MONEY, "income", "currency/period",
                "mean value x frequency of those that pay", "nobody pays"),
    CELL_COLUMN(HALE_REAL, "start", "accounts", "customers at the start",
                "there were none"),
    CELL_COLUMN(HALE_REAL, "lost", "accounts", "of them lost since",
                "there were none at the start"),
    CELL_COLUMN(HALE_REAL, "churn", "share", "lost / start",
                "there were none at the start"),
    CELL_COLUMN(HALE_REAL, "lifespan", "periods", "mean stay",
                "nobody was lost, or nothing is known of it"),
    CELL_COLUMN(HALE_MONEY, "ltv", "currency",
                "(income x margin - cost) x lifespan",
                "as lifespan, or nobody pays"),
    CELL_COLUMN(HALE_MONEY, "at_least", "currency",
                "when nobody was lost: the ltv with 3 lost",
                "somebody was lost, or nobody pays"),
    CELL_COLUMN(HALE_BOOL, "assumed", "yes or no",
                "whether the lifespan is that of assumed_churn", "never"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "groups",
        .title = "Lifetime value by group",
        .columns = columns,
    },
    NULL,
};

const hale_model ltv_simple = {
    .size = sizeof(hale_model),
    .name = "simple",
    .title = "Lifetime value, the simple way",
    .family = "financial",
    .formula = "ltv = (value x frequency x margin - cost) x lifespan, where "
               "lifespan = 1 / churn rate",
    .source = "the formulas in common use; bound: Hanley & Lippman-Hand (1983)",
    .example = "[model.ltv]\n"
               "plugin = ltv.simple\n"
               "margin = 0.8\n"
               "within = segment\n",
    .options = options,
    .needs = needs,
    .results = results,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
