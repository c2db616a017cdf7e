/* SPDX-License-Identifier: MIT
 *
 * ltv.bg_nbd: who of the buyers without a contract is still a customer, and
 * how often will each buy again?
 *
 * While a customer is alive he buys at random at a rate of his own (the rates
 * are Gamma distributed: r, alpha), and after each repeat purchase he may
 * leave for good with a chance of his own (Beta: a, b). From frequency x,
 * recency t and age T the likelihood of a history is
 *
 *     [B(a, b + x) (alpha + T)^-(r+x) + B(a + 1, b + x - 1)
 *      (alpha + t)^-(r+x), if x > 0] Gamma(r + x) alpha^r / (Gamma(r) B(a, b))
 *
 * and all four parameters are found by maximum likelihood; buying.c has the
 * arithmetic, fit.c the search. Equal histories are computed once.
 *
 * Mind: in this model nobody leaves before his first repeat purchase, so an
 * account of frequency 0 has p_alive = 1 by construction, however old it is.
 * It is not meant for contracts; those are ltv.sbg's.
 *
 * Source: Fader, Hardie & Lee, "Counting Your Customers the Easy Way",
 * Marketing Science 24 (2005).
 */
#include "buying.h"

#include <stdlib.h>

#include "../common/cell.h"
#include "fit.h"
#include "ltv.h"

static const double absurd = 1e9; /* larger figures are slips of the data */

typedef struct Config {
    double horizon, discount; /* in the unit; a unit */
    int64_t min_n;
} Config;

typedef struct Book {
    History *history; /* by x, recency, age */
    Case *cases;
    size_t n, count, unusable;
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
        .name = "recency",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the age at the last purchase, if not "
                "\"purchases_recency\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "age",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the time since the first purchase, if not "
                "\"purchases_age\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "unit",
        .type = HALE_OPTION_CHOICE,
        .fallback = "week",
        .help = "what recency and age are counted in",
        .choices = unit_names,
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "horizon",
        .type = HALE_OPTION_REAL,
        .fallback = "52",
        .unit = "as the age",
        .min = 0,
        .max = 5200,
        .help = "how far to look ahead",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "discount",
        .type = HALE_OPTION_REAL,
        .fallback = "0.1",
        .unit = "a year",
        .min = 0,
        .max = 10,
        .help = "what a purchase a year from now is worth less",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "min_n",
        .type = HALE_OPTION_INT,
        .fallback = "100",
        .unit = "accounts",
        .min = 5,
        .max = 1000000,
        .help = "with fewer buyers nothing is fitted",
    },
    NULL,
};

enum { FREQUENCY, RECENCY, AGE };
enum { UNIT = 3, HORIZON, DISCOUNT, MIN_N };

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
    [RECENCY] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "purchases_recency",
            .type = HALE_SAME,
            .help = "time from the first purchase to the last",
            .named_by = "recency",
        },
    [AGE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "purchases_age",
            .type = HALE_SAME,
            .help = "time from the first purchase to now",
            .named_by = "age",
        },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->horizon = given[HORIZON].as.r;
    c->discount =
        rate_a_unit(given[DISCOUNT].as.r, unit_days[given[UNIT].as.i]);
    c->min_n = given[MIN_N].as.i;
    return 0;
}

/* ------------------------------------------------------------- histories -- */

static int usable(const History *h)
{
    return h->x >= 0 && h->x == floor(h->x) && h->x < absurd &&
           h->recency >= 0 && h->recency <= h->age && h->age < absurd;
}

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int alike(const void *left, const void *right)
{
    const History *a = left, *b = right;
    int order = compare(a->x, b->x);
    if (!order)
        order = compare(a->recency, b->recency);
    return order ? order : compare(a->age, b->age);
}

static void set_all(hale_value *const *results, size_t row, hale_missing why);

static void gather(const hale_table *accounts, Book *book,
                   hale_value *const *results)
{
    const hale_table_column *const *column = accounts->column;
    for (size_t row = 0; row < accounts->rows; row++) {
        hale_missing why = HALE_PRESENT;
        for (size_t c = FREQUENCY; c <= AGE && !why; c++)
            why = cell_missing(column[c], row);
        History h = {.row = row};
        if (!why) {
            h.x = cell_number(column[FREQUENCY], row);
            h.recency = h.x > 0 ? cell_number(column[RECENCY], row) : 0;
            h.age = cell_number(column[AGE], row);
        }
        if (!why && usable(&h)) {
            book->history[book->n++] = h;
            continue;
        }
        book->unusable += !why;
        set_all(results, row, why ? why : HALE_REJECTED);
    }
}

static int read_book(hale_cx *cx, const hale_table *accounts, Book *book,
                     hale_value *const *results)
{
    for (size_t c = FREQUENCY; c <= AGE; c++)
        if (cell_counts(cx, accounts->column[c]))
            return -1;
    book->history = cx->alloc(cx, (accounts->rows + 1) * sizeof(History));
    book->cases = cx->alloc(cx, (accounts->rows + 1) * sizeof(Case));
    if (!book->history || !book->cases)
        return -1;
    gather(accounts, book, results);
    qsort(book->history, book->n, sizeof(History), alike);
    for (size_t i = 0; i < book->n; i++) {
        if (i == 0 || alike(&book->history[i], &book->history[i - 1]))
            book->cases[book->count++] =
                (Case){.h = book->history[i], .first = i};
        book->cases[book->count - 1].n++;
    }
    if (book->unusable)
        hale_warn(cx,
                  "%zu accounts are left out: a frequency is a whole number "
                  "from 0 on, and the recency lies between 0 and the age",
                  book->unusable);
    return 0;
}

static double likelihood(const double *p, const void *user)
{
    const Book *book = user;
    return buying_likelihood(p, book->cases, book->count);
}

/* --------------------------------------------------------------- results -- */

enum { P_ALIVE, EXPECTED, DISCOUNTED, RESULTS };

static void set_all(hale_value *const *results, size_t row, hale_missing why)
{
    for (size_t k = 0; k < RESULTS; k++)
        results[k][row].missing = why;
}

/* -1: there is no such figure. */
static int judge(const Config *c, const double *p, const History *h,
                 double *figure)
{
    double alive = buying_alive(p, h);
    double all = buying_expected(p, h, c->horizon);
    double worth = buying_discounted(p, h, c->horizon, c->discount);
    if (all < 0 || worth < 0)
        return -1;
    figure[P_ALIVE] = alive;
    figure[EXPECTED] = alive * all;
    figure[DISCOUNTED] = alive * worth;
    return 0;
}

static int judge_all(hale_cx *cx, const Config *c, const Book *book,
                     const double *p, hale_value *const *results)
{
    size_t hopeless = 0;
    for (size_t i = 0; i < book->count; i++) {
        const Case *same = &book->cases[i];
        double figure[RESULTS] = {0};
        int bad = judge(c, p, &same->h, figure);
        hopeless += bad ? same->n : 0;
        for (size_t k = same->first; k < same->first + same->n; k++) {
            size_t row = book->history[k].row;
            set_all(results, row, bad ? HALE_REJECTED : HALE_PRESENT);
            for (size_t f = 0; f < RESULTS; f++)
                results[f][row].as.r = figure[f];
        }
        if (cx->stopped(cx))
            return hale_fail(cx, "it was stopped");
    }
    if (hopeless)
        hale_warn(cx,
                  "%zu accounts have no forecast: the horizon is too far "
                  "beyond their age to compute it",
                  hopeless);
    return 0;
}

static int emit_fit(hale_cx *cx, const Book *book, const Fit *f)
{
    hale_value none = cell_none(HALE_REAL, HALE_REJECTED);
    hale_value row[2 + 2 * BUYING] = {
        cell_whole(book->n), f->failed ? none : cell_real(f->log_likelihood)};
    for (size_t i = 0; i < BUYING; i++) {
        row[2 + i] = f->failed ? none : cell_real(f->value[i]);
        row[2 + BUYING + i] = f->failed ? none : cell_real(f->error[i]);
    }
    return cx->emit(cx, 0, row);
}

/* Starts where the mean age is a time scale of the book. */
static Fit fit_book(hale_cx *cx, const Config *c, const Book *book)
{
    double age = 0, start[BUYING] = {1, 1, 1, 1};
    if ((int64_t)book->n < c->min_n)
        return (Fit){.failed = "there are too few buyers"};
    for (size_t i = 0; i < book->n; i++)
        age += book->history[i].age / (double)book->n;
    if (!(age > 0))
        return (Fit){.failed = "all bought for the first time today"};
    start[BUYING_ALPHA] = age / 4;
    return fit(cx, likelihood, book, start, BUYING);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    Book book = {0};
    (void)span;
    if (read_book(cx, accounts, &book, results))
        return -1;
    Fit f = fit_book(cx, c, &book);
    if (emit_fit(cx, &book, &f))
        return -1;
    if (!f.failed)
        return judge_all(cx, c, &book, f.value, results);
    for (size_t i = 0; i < book.n; i++)
        set_all(results, book.history[i].row, HALE_REJECTED);
    if (accounts->rows > 0)
        hale_warn(cx, "nothing is fitted to %zu buyers: %s", book.n, f.failed);
    return 0;
}

#define FIGURE                                                                 \
    .size = sizeof(hale_result), .type = HALE_REAL,                            \
    .direction = HALE_UP_IS_GOOD,                                              \
    .undefined = "no purchases, an unusable history, or nothing was fitted"

static const hale_result *const results[] = {
    [P_ALIVE] =
        &(const hale_result){FIGURE, .name = "p_alive", .unit = "probability",
                             .rollup = HALE_ROLLUP_MEAN,
                             .help = "that it is still a customer; 1 "
                                     "before its first repeat "
                                     "purchase"},
    [EXPECTED] =
        &(const hale_result){FIGURE, .name = "expected", .unit = "purchases",
                             .rollup = HALE_ROLLUP_SUM,
                             .help = "expected within the horizon"},
    [DISCOUNTED] =
        &(const hale_result){FIGURE, .name = "discounted", .unit = "purchases",
                             .rollup = HALE_ROLLUP_SUM,
                             .help = "the same, worth less the "
                                     "later they come"},
    NULL,
};

#define PARAMETER(name, unit, help)                                            \
    CELL_COLUMN(HALE_REAL, name, unit, help, "nothing was fitted")

static const hale_result *const fit_columns[] = {
    CELL_COLUMN(HALE_INT, "n", "accounts", "buyers it was fitted to", "never"),
    PARAMETER("log_likelihood", "log", "of the histories"),
    PARAMETER("r", "shape", "of the purchase rates"),
    PARAMETER("alpha", "as the age", "scale of the purchase rates"),
    PARAMETER("a", "shape", "of the chance to leave"),
    PARAMETER("b", "shape", "of the chance to stay"),
    PARAMETER("r_error", "shape", "standard error of r"),
    PARAMETER("alpha_error", "as the age", "standard error of alpha"),
    PARAMETER("a_error", "shape", "standard error of a"),
    PARAMETER("b_error", "shape", "standard error of b"),
    NULL,
};

static const hale_report *const reports[] = {
    &(const hale_report){
        .size = sizeof(hale_report),
        .name = "fit",
        .title = "How the buyers buy and leave",
        .columns = fit_columns,
    },
    NULL,
};

const hale_model ltv_bg_nbd = {
    .size = sizeof(hale_model),
    .name = "bg_nbd",
    .title = "Buyers without a contract: alive, and how often",
    .family = "financial",
    .formula = "maximum likelihood of the BG/NBD model of frequency, recency "
               "and age",
    .source = "Fader, Hardie & Lee, \"Counting Your Customers\" the Easy Way "
              "(2005)",
    .example = "[model.bg_nbd]\n"
               "plugin = ltv.bg_nbd\n"
               "horizon = 52\n"
               "discount = 0.1\n",
    .options = options,
    .needs = needs,
    .results = results,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
