/* SPDX-License-Identifier: MIT
 *
 * ltv.gamma_gamma: what a purchase of each buyer is worth, and so the buyer.
 *
 *     expected value = p (v + x m) / (p x + q - 1)
 *     clv = margin x expected value x discounted purchases to come
 *
 * with m the mean of x repeat purchases. One purchase says little, so the
 * mean of an account is drawn towards everybody's, the more the fewer its
 * purchases; without any it is everybody's, p v / (q - 1). The purchases of
 * an account are Gamma distributed (p, nu), the nu of the accounts again
 * (q, v); p, q and v are found by maximum likelihood from the accounts with
 * repeat purchases of more than 0.
 *
 * The model takes it that how much is spent has nothing to do with how often:
 * look at `correlation` in the report, which should be near 0. With q <= 1
 * everybody's mean is infinite, so what depends on it is missing.
 *
 * Source: Fader & Hardie, "The Gamma-Gamma Model of Monetary Value" (2013);
 * Fader, Hardie & Lee, "RFM and CLV" (2005).
 */
#include "ltv.h"

#include <stdlib.h>

#include "../common/cell.h"
#include "fit.h"

enum { P, Q, V, PARAMETERS };

static const double absurd = 1e9; /* more purchases are a slip of the data */

typedef struct Config {
    double margin;
    int64_t min_n;
} Config;

typedef struct Buyer {
    double x, mean;
} Buyer;

typedef struct Book {
    Buyer *buyer; /* those with repeat purchases */
    size_t n;
} Book;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "frequency",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of repeat purchases, if not "
                "\"purchases_frequency\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "value",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the mean repeat purchase, if not "
                "\"purchases_value\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "purchases",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the discounted purchases to come, if not "
                "\"bg_nbd_discounted\"; without one there is no clv",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "margin",
        .type = HALE_OPTION_REAL,
        .fallback = "1",
        .unit = "share",
        .min = 0,
        .max = 1,
        .help = "the gross margin of a purchase",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "min_n",
        .type = HALE_OPTION_INT,
        .fallback = "100",
        .unit = "accounts",
        .min = 5,
        .max = 1000000,
        .help = "with fewer repeat buyers nothing is fitted",
    },
    NULL,
};

enum { FREQUENCY, VALUE, PURCHASES };
enum { MARGIN = 3, MIN_N };

static const hale_column *const needs[] = {
    [FREQUENCY] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "purchases_frequency",
            .type = HALE_SAME,
            .unit = "purchases",
            .help = "purchases after the first, a whole number",
            .named_by = "frequency",
        },
    [VALUE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "purchases_value",
            .type = HALE_MONEY,
            .unit = "currency",
            .help = "mean amount of the repeat purchases",
            .named_by = "value",
        },
    [PURCHASES] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "bg_nbd_discounted",
            .type = HALE_REAL,
            .flags = HALE_OPTIONAL,
            .unit = "purchases",
            .help = "discounted purchases to come",
            .named_by = "purchases",
        },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->margin = given[MARGIN].as.r;
    c->min_n = given[MIN_N].as.i;
    return 0;
}

/* The buyer of a row; x below 0: it cannot be used. */
static Buyer buyer_of(const hale_table *accounts, size_t row)
{
    Buyer b = {.x = cell_number(accounts->column[FREQUENCY], row)};
    if (!(b.x >= 0 && b.x == floor(b.x) && b.x < absurd))
        b.x = -1;
    if (b.x > 0 && !cell_missing(accounts->column[VALUE], row))
        b.mean = cell_number(accounts->column[VALUE], row);
    return b;
}

static int by_figures(const void *left, const void *right)
{
    const Buyer *a = left, *b = right;
    int order = (a->x > b->x) - (a->x < b->x);
    return order ? order : (a->mean > b->mean) - (a->mean < b->mean);
}

static int read_book(hale_cx *cx, const hale_table *accounts, Book *book)
{
    if (cell_counts(cx, accounts->column[FREQUENCY]))
        return -1;
    book->buyer = cx->alloc(cx, (accounts->rows + 1) * sizeof(Buyer));
    if (!book->buyer)
        return -1;
    for (size_t row = 0; row < accounts->rows; row++) {
        if (cell_missing(accounts->column[FREQUENCY], row))
            continue;
        Buyer b = buyer_of(accounts, row);
        if (b.x > 0 && b.mean > 0)
            book->buyer[book->n++] = b;
    }
    qsort(book->buyer, book->n, sizeof(Buyer), by_figures);
    return 0;
}

/* ------------------------------------------------------------- the model -- */

static double likelihood(const double *p, const void *user)
{
    const Book *book = user;
    double sum = 0, x = 0, common = 0;
    for (size_t i = 0; i < book->n; i++) {
        const Buyer *b = &book->buyer[i];
        if (b->x != x) {
            x = b->x;
            common = log_rising(p[Q], p[P] * x) - log_gamma(p[P] * x) +
                     p[Q] * log(p[V]) + p[P] * x * log(x);
        }
        sum += common + (p[P] * x - 1) * log(b->mean) -
               (p[P] * x + p[Q]) * log(x * b->mean + p[V]);
    }
    return sum;
}

/* Below 0: it is infinite. */
static double expected(const double *p, const Buyer *b)
{
    double below = p[P] * b->x + p[Q] - 1;
    return below > 0 ? p[P] * (p[V] + b->x * b->mean) / below : -1;
}

/* Pearson's, of frequency and mean; -1: there is none. */
static int correlation(const Book *book, double *r)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0, n = (double)book->n;
    for (size_t i = 0; i < book->n; i++) {
        mx += book->buyer[i].x / n;
        my += book->buyer[i].mean / n;
    }
    for (size_t i = 0; i < book->n; i++) {
        double dx = book->buyer[i].x - mx, dy = book->buyer[i].mean - my;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    *r = xy / sqrt(xx * yy);
    return isfinite(*r) ? 0 : -1;
}

static Fit fit_book(hale_cx *cx, const Config *c, const Book *book)
{
    double mean = 0, start[PARAMETERS] = {1, 2, 1};
    if ((int64_t)book->n < c->min_n)
        return (Fit){.failed = "there are too few repeat buyers"};
    for (size_t i = 0; i < book->n; i++)
        mean += book->buyer[i].mean / (double)book->n;
    start[V] = mean; /* p v / (q - 1) is the mean to begin with */
    return fit(cx, likelihood, book, start, PARAMETERS);
}

/* --------------------------------------------------------------- results -- */

enum { EXPECTED, CLV };

static void set_money(hale_value *v, double amount)
{
    v->missing = cell_money(amount, &v->as.i) ? HALE_REJECTED : HALE_PRESENT;
}

static void judge(const Config *c, const Fit *f, const hale_table *accounts,
                  size_t row, hale_value *const *results)
{
    const hale_table_column *purchases = accounts->column[PURCHASES];
    hale_missing why = cell_missing(accounts->column[FREQUENCY], row);
    Buyer b = why ? (Buyer){.x = -1} : buyer_of(accounts, row);
    double value = b.x < 0 || f->failed ? -1 : expected(f->value, &b);
    if (!why && b.x > 0 && !(b.mean > 0)) /* repeat purchases of nothing */
        why = HALE_REJECTED;
    if (!why && value < 0)
        why = HALE_REJECTED;
    results[EXPECTED][row].missing = results[CLV][row].missing = why;
    if (why)
        return;
    set_money(&results[EXPECTED][row], value);
    if (!purchases || cell_missing(purchases, row))
        results[CLV][row].missing =
            purchases ? cell_missing(purchases, row) : HALE_NO_ROWS;
    else
        set_money(&results[CLV][row], c->margin * value * purchases->as.r[row]);
}

static int emit_fit(hale_cx *cx, const Book *book, const Fit *f)
{
    hale_value none = cell_none(HALE_REAL, HALE_REJECTED);
    hale_value row[3 + 2 * PARAMETERS] = {
        cell_whole(book->n), f->failed ? none : cell_real(f->log_likelihood)};
    double r;
    row[2] = correlation(book, &r) ? cell_none(HALE_REAL, HALE_NO_ROWS)
                                   : cell_real(r);
    for (size_t i = 0; i < PARAMETERS; i++) {
        row[3 + i] = f->failed ? none : cell_real(f->value[i]);
        row[3 + PARAMETERS + i] = f->failed ? none : cell_real(f->error[i]);
    }
    return cx->emit(cx, 0, row);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    Book book = {0};
    (void)span;
    if (read_book(cx, accounts, &book))
        return -1;
    Fit f = fit_book(cx, c, &book);
    if (emit_fit(cx, &book, &f))
        return -1;
    if (f.failed && accounts->rows > 0)
        hale_warn(cx, "nothing is fitted to %zu repeat buyers: %s", book.n,
                  f.failed);
    for (size_t row = 0; row < accounts->rows; row++)
        judge(c, &f, accounts, row, results);
    return 0;
}

#define MONEY                                                                  \
    .size = sizeof(hale_result), .type = HALE_MONEY,                           \
    .direction = HALE_UP_IS_GOOD

static const hale_result *const results[] = {
    [EXPECTED] =
        &(const hale_result){MONEY, .name = "expected", .unit = "currency",
                             .rollup = HALE_ROLLUP_MEAN,
                             .help = "expected value of a purchase",
                             .undefined = "no purchases, unusable "
                                          "figures, nothing fitted, "
                                          "or an infinite mean"},
    [CLV] = &(const hale_result){MONEY, .name = "clv", .unit = "currency",
                                 .rollup = HALE_ROLLUP_SUM,
                                 .help = "margin on the purchases to come, "
                                         "discounted",
                                 .undefined = "as expected, or the purchases "
                                              "to come are not known"},
    NULL,
};

#define PARAMETER(name, unit, help)                                            \
    CELL_COLUMN(HALE_REAL, name, unit, help, "nothing was fitted")

static const hale_result *const fit_columns[] = {
    CELL_COLUMN(HALE_INT, "n", "accounts", "repeat buyers it was fitted to",
                "never"),
    PARAMETER("log_likelihood", "log", "of the mean purchases"),
    CELL_COLUMN(HALE_REAL, "correlation", "-1 to 1",
                "of frequency and mean purchase; should be near 0",
                "all buyers are alike"),
    PARAMETER("p", "shape", "of an account's purchases"),
    PARAMETER("q", "shape", "of the accounts"),
    PARAMETER("v", "currency", "scale of the accounts"),
    PARAMETER("p_error", "shape", "standard error of p"),
    PARAMETER("q_error", "shape", "standard error of q"),
    PARAMETER("v_error", "currency", "standard error of v"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "fit",
        .title = "How much the buyers spend",
        .columns = fit_columns,
    },
    NULL,
};

const hale_model ltv_gamma_gamma = {
    .size = sizeof(hale_model),
    .name = "gamma_gamma",
    .title = "Lifetime value of buyers without a contract",
    .family = "financial",
    .formula = "clv = margin x p (v + x m) / (p x + q - 1) x discounted "
               "purchases",
    .source = "Fader & Hardie, The Gamma-Gamma Model of Monetary Value (2013)",
    .example = "[model.buyer_value]\n"
               "plugin = ltv.gamma_gamma\n"
               "margin = 0.3\n",
    .options = options,
    .needs = needs,
    .results = results,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
