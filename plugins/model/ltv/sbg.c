/* SPDX-License-Identifier: MIT
 *
 * ltv.sbg: how long will accounts under contract go on renewing?
 *
 * At each renewal an account leaves with a chance of its own, which does not
 * change; the chances of the accounts are Beta distributed (alpha, beta). So
 *
 *     S(t) = B(alpha, beta + t) / B(alpha, beta)
 *     retention(t) = S(t) / S(t - 1) = (beta + t - 1) / (alpha + beta + t - 1)
 *
 * Retention rises with age because those who leave easily go first, not
 * because anybody changes; a curve fitted to the early churn rate alone gives
 * loyal customers far too short a life. Accounts that are still there count
 * by the renewals they survived. What is left of an account that renewed n
 * times is its discounted expected residual lifetime,
 *
 *     remaining = sum over k >= 1 of S(n + k) / S(n) / (1 + discount)^(k - 1)
 *
 * in periods, the next renewal in full; clv = margin x value x remaining. It
 * is 0 for an account that left. Without a discount it is finite only if
 * alpha > 1, and missing otherwise.
 *
 * Lifetimes in days become renewals: one that ended within a twentieth of a
 * period after a renewal ended there (months and years differ in length).
 *
 * Source: Fader & Hardie, "How to Project Customer Retention" (2007), and
 * "Customer-Base Valuation in a Contractual Setting" (2010).
 */
#include "ltv.h"

#include "../common/cell.h"
#include "fit.h"

enum { ALPHA, BETA, PARAMETERS };
enum { LONGEST = 10000 }; /* periods; longer lifetimes are slips of the data */

typedef struct Config {
    double days;     /* in a period */
    double discount; /* a period */
    double margin;
    int64_t ahead, min_n;
} Config;

typedef struct Book {  /* how many accounts, by the period */
    double *left;      /* left at the end of period t, from 1 on */
    double *alive;     /* renewed t times and still there, from 0 on */
    double *remaining; /* of those who renewed t times; below 0: infinite */
    size_t last, n, unusable;
} Book;

static const hale_option *const options[] = {
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "duration",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of the lifetime, if not \"lifetime\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "churned",
        .type = HALE_OPTION_COLUMN,
        .help = "the column that says whether the lifetime has ended, if not "
                "\"lifetime_churned\"",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "value",
        .type = HALE_OPTION_COLUMN,
        .help = "the column of what an account pays a period; without one "
                "there is no clv",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "period",
        .type = HALE_OPTION_CHOICE,
        .fallback = "month",
        .help = "from one renewal to the next; the lifetime is in days",
        .choices = unit_names,
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "discount",
        .type = HALE_OPTION_REAL,
        .fallback = "0.1",
        .unit = "a year",
        .min = 0,
        .max = 10,
        .help = "what a payment a year from now is worth less",
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
        .name = "ahead",
        .type = HALE_OPTION_INT,
        .fallback = "12",
        .unit = "periods",
        .min = 0,
        .max = 1000,
        .help = "the report goes so far beyond what was seen",
    },
    &(const hale_option){
        .size = sizeof(hale_option),
        .name = "min_n",
        .type = HALE_OPTION_INT,
        .fallback = "30",
        .unit = "accounts",
        .min = 5,
        .max = 1000000,
        .help = "with fewer accounts nothing is fitted",
    },
    NULL,
};

enum { DURATION, CHURNED, VALUE };
enum { PERIOD = 3, DISCOUNT, MARGIN, AHEAD, MIN_N };

static const hale_column *const needs[] = {
    [DURATION] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "lifetime",
            .type = HALE_SAME,
            .unit = "days",
            .help = "how long the account was there, until it left or was "
                    "last seen; a whole or real number",
            .named_by = "duration",
        },
    [CHURNED] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "lifetime_churned",
            .type = HALE_BOOL,
            .help = "whether it left then",
            .named_by = "churned",
        },
    [VALUE] =
        &(const hale_column){
            .size = sizeof(hale_column),
            .name = "value",
            .type = HALE_MONEY,
            .flags = HALE_OPTIONAL,
            .unit = "currency",
            .help = "what the account pays a period",
            .named_by = "value",
        },
    NULL,
};

static int configure(hale_cx *cx, const hale_value *given, void *config)
{
    Config *c = config;
    (void)cx;
    c->days = unit_days[given[PERIOD].as.i];
    c->discount = rate_a_unit(given[DISCOUNT].as.r, c->days);
    c->margin = given[MARGIN].as.r;
    c->ahead = given[AHEAD].as.i;
    c->min_n = given[MIN_N].as.i;
    return 0;
}

/* ------------------------------------------------------------- renewals -- */

typedef struct Life {
    size_t periods; /* in which it left, or after which it was still there */
    int left;
    hale_missing missing;
} Life;

static Life life_of(const Config *c, const hale_table *accounts, size_t row)
{
    const hale_table_column *duration = accounts->column[DURATION];
    const hale_table_column *churned = accounts->column[CHURNED];
    Life life = {.missing = cell_missing(duration, row)};
    if (!life.missing)
        life.missing = cell_missing(churned, row);
    if (life.missing)
        return life;
    double periods = cell_number(duration, row) / c->days;
    life.left = churned->as.b[row] != 0;
    if (!(periods >= 0 && periods <= LONGEST))
        life.missing = HALE_REJECTED;
    else if (life.left)
        life.periods = (size_t)fmax(1, ceil(periods - 0.05));
    else
        life.periods = (size_t)periods;
    return life;
}

static int read_book(hale_cx *cx, const Config *c, const hale_table *accounts,
                     Book *book)
{
    size_t room = LONGEST + 2;
    if (cell_counts(cx, accounts->column[DURATION]))
        return -1;
    book->left = cx->alloc(cx, room * sizeof *book->left);
    book->alive = cx->alloc(cx, room * sizeof *book->alive);
    book->remaining = cx->alloc(cx, room * sizeof *book->remaining);
    if (!book->left || !book->alive || !book->remaining)
        return -1;
    for (size_t row = 0; row < accounts->rows; row++) {
        Life life = life_of(c, accounts, row);
        book->unusable += life.missing == HALE_REJECTED;
        if (life.missing)
            continue;
        (life.left ? book->left : book->alive)[life.periods]++;
        book->n++;
        if (life.periods > book->last)
            book->last = life.periods;
    }
    if (book->unusable)
        hale_warn(cx,
                  "%zu accounts are left out: their lifetime is below 0 or "
                  "beyond %d periods",
                  book->unusable, (int)LONGEST);
    return 0;
}

/* ------------------------------------------------------------- the model -- */

static double log_survival(const double *p, double t)
{
    return log_rising(p[BETA], t) - log_rising(p[ALPHA] + p[BETA], t);
}

static double retention(const double *p, double t)
{
    return (p[BETA] + t - 1) / (p[ALPHA] + p[BETA] + t - 1);
}

static double likelihood(const double *p, const void *user)
{
    const Book *book = user;
    double sum = 0;
    for (size_t t = 0; t <= book->last; t++) {
        double n = (double)t;
        if (book->alive[t] > 0)
            sum += book->alive[t] * log_survival(p, n);
        if (book->left[t] > 0)
            sum += book->left[t] * (log_survival(p, n - 1) + log(p[ALPHA]) -
                                    log(p[ALPHA] + p[BETA] + n - 1));
    }
    return sum;
}

/* After n renewals; below 0: it is infinite, or too long to add up. */
static double residual(const double *p, double n, double discount)
{
    double term = 1, sum = 0;
    if (discount <= 0)
        return p[ALPHA] > 1 ? (p[BETA] + n) / (p[ALPHA] - 1) : -1;
    for (int k = 1; term > 1e-16 * sum; k++) {
        if (k == 10000000)
            return -1;
        term *= retention(p, n + k) / (k > 1 ? 1 + discount : 1);
        sum += term;
    }
    return sum;
}

/* From the longest on, remaining(n) = retention(n + 1) (1 + remaining(n + 1) /
 * (1 + discount)). */
static void fill_remaining(const double *p, double discount, Book *book)
{
    size_t n = book->last + 1;
    book->remaining[n] = residual(p, (double)n, discount);
    while (n-- > 0) {
        double next = book->remaining[n + 1];
        book->remaining[n] = next < 0 ? -1
                                      : retention(p, (double)n + 1) *
                                            (1 + next / (1 + discount));
    }
}

/* --------------------------------------------------------------- results -- */

enum { RETENTION, REMAINING, CLV, RESULTS };
enum { FIT, FORECAST };

static void set_real(hale_value *v, double r)
{
    v->as.r = r;
    v->missing = r < 0 ? HALE_REJECTED : HALE_PRESENT;
}

static void judge(const Config *c, const Fit *f, const Book *book,
                  const hale_table *accounts, size_t row,
                  hale_value *const *results)
{
    const hale_table_column *value = accounts->column[VALUE];
    Life life = life_of(c, accounts, row);
    double rate = 0, remaining = 0;
    if (!life.missing && f->failed)
        life.missing = HALE_REJECTED;
    for (size_t k = 0; k < RESULTS; k++)
        results[k][row].missing = life.missing;
    if (life.missing)
        return;
    if (!life.left) {
        rate = retention(f->value, (double)life.periods + 1);
        remaining = book->remaining[life.periods];
    }
    set_real(&results[RETENTION][row], rate);
    set_real(&results[REMAINING][row], remaining);
    hale_value *clv = &results[CLV][row];
    clv->missing = value ? cell_missing(value, row) : HALE_NO_ROWS;
    if (!clv->missing &&
        (remaining < 0 ||
         cell_money(c->margin * cell_number(value, row) * remaining,
                    &clv->as.i)))
        clv->missing = HALE_REJECTED;
}

static int emit_fit(hale_cx *cx, const Book *book, const Fit *f)
{
    hale_value none = cell_none(HALE_REAL, HALE_REJECTED);
    double left = 0;
    for (size_t t = 0; t <= book->last; t++)
        left += book->left[t];
    hale_value row[] = {
        cell_whole(book->n),
        cell_whole((size_t)left),
        f->failed ? none : cell_real(f->log_likelihood),
        f->failed ? none : cell_real(f->value[ALPHA]),
        f->failed ? none : cell_real(f->value[BETA]),
        f->failed ? none : cell_real(f->error[ALPHA]),
        f->failed ? none : cell_real(f->error[BETA]),
    };
    return cx->emit(cx, FIT, row);
}

/* What was seen, by Kaplan and Meier, beside what the model says. */
static int emit_forecast(hale_cx *cx, const Config *c, const Book *book,
                         const double *p)
{
    double at_risk = (double)book->n, seen = 1;
    for (size_t t = 0; t <= book->last + (size_t)c->ahead; t++) {
        double left = t <= book->last ? book->left[t] : 0;
        if (t > 0 && t <= book->last + 1)
            at_risk -= book->alive[t - 1] + book->left[t - 1];
        if (t > book->last)
            at_risk = 0;
        if (at_risk > 0)
            seen *= 1 - left / at_risk;
        hale_value row[] = {
            cell_whole(t),
            cell_whole((size_t)at_risk),
            cell_whole((size_t)left),
            at_risk > 0 ? cell_real(seen) : cell_none(HALE_REAL, HALE_TOO_NEW),
            cell_real(exp(log_survival(p, (double)t))),
            t > 0 ? cell_real(retention(p, (double)t))
                  : cell_none(HALE_REAL, HALE_NO_ROWS),
        };
        if (cx->emit(cx, FORECAST, row))
            return -1;
    }
    return 0;
}

static Fit fit_book(hale_cx *cx, const Config *c, const Book *book)
{
    static const double start[PARAMETERS] = {1, 1};
    if ((int64_t)book->n < c->min_n)
        return (Fit){.failed = "there are too few"};
    return fit(cx, likelihood, book, start, PARAMETERS);
}

static int run(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results)
{
    const Config *c = config;
    Book book = {0};
    (void)span;
    if (read_book(cx, c, accounts, &book))
        return -1;
    Fit f = fit_book(cx, c, &book);
    if (emit_fit(cx, &book, &f))
        return -1;
    if (f.failed && accounts->rows > 0)
        hale_warn(cx,
                  "nothing is fitted to %zu lifetimes: %s (the model is for "
                  "retention that rises with age; for one that does not, "
                  "ltv.simple divides by a churn rate)",
                  book.n, f.failed);
    if (!f.failed) {
        fill_remaining(f.value, c->discount, &book);
        if (emit_forecast(cx, c, &book, f.value))
            return -1;
    }
    for (size_t row = 0; row < accounts->rows; row++)
        judge(c, &f, &book, accounts, row, results);
    return 0;
}

#define FIGURE .size = sizeof(hale_result), .direction = HALE_UP_IS_GOOD

static const hale_result *const results[] = {
    [RETENTION] =
        &(const hale_result){FIGURE, .name = "retention", .type = HALE_REAL,
                             .unit = "probability", .rollup = HALE_ROLLUP_MEAN,
                             .help = "of the next renewal; 0 when it left",
                             .undefined = "no lifetime, or nothing fitted"},
    [REMAINING] =
        &(const hale_result){FIGURE, .name = "remaining", .type = HALE_REAL,
                             .unit = "periods", .rollup = HALE_ROLLUP_MEAN,
                             .help = "discounted expected residual lifetime; "
                                     "0 when it left",
                             .undefined = "no lifetime, nothing fitted, or "
                                          "infinite without a discount"},
    [CLV] = &(const hale_result){FIGURE, .name = "clv", .type = HALE_MONEY,
                                 .unit = "currency", .rollup = HALE_ROLLUP_SUM,
                                 .help = "margin x value x remaining",
                                 .undefined = "as remaining, or no value"},
    NULL,
};

static const hale_result *const fit_columns[] = {
    CELL_COLUMN(HALE_INT, "n", "accounts", "it was fitted to", "never"),
    CELL_COLUMN(HALE_INT, "events", "accounts", "that left", "never"),
    CELL_COLUMN(HALE_REAL, "log_likelihood", "log", "of the lifetimes",
                "nothing was fitted"),
    CELL_COLUMN(HALE_REAL, "alpha", "shape", "of the chance to leave",
                "nothing was fitted"),
    CELL_COLUMN(HALE_REAL, "beta", "shape", "of the chance to stay",
                "nothing was fitted"),
    CELL_COLUMN(HALE_REAL, "alpha_error", "shape", "standard error of alpha",
                "nothing was fitted"),
    CELL_COLUMN(HALE_REAL, "beta_error", "shape", "standard error of beta",
                "nothing was fitted"),
    NULL,
};

static const hale_result *const forecast_columns[] = {
    CELL_COLUMN(HALE_INT, "period", "periods", "renewals since the beginning",
                "never"),
    CELL_COLUMN(HALE_INT, "at_risk", "accounts", "seen at this renewal",
                "never; 0 beyond what was seen"),
    CELL_COLUMN(HALE_INT, "events", "accounts", "left at this renewal",
                "never"),
    CELL_COLUMN(HALE_REAL, "observed", "share", "still there after it",
                "nobody was seen at this renewal"),
    CELL_COLUMN(HALE_REAL, "survival", "share", "the same by the model",
                "never"),
    CELL_COLUMN(HALE_REAL, "retention", "share",
                "of those who came so far, by the model", "at period 0"),
    NULL,
};

static const hale_report *const reports[] = {
    [FIT] = &(const hale_report){.size = sizeof(hale_report),
                                 .name = "fit",
                                 .title = "How accounts renew",
                                 .columns = fit_columns},
    [FORECAST] = &(const hale_report){.size = sizeof(hale_report),
                                      .name = "forecast",
                                      .title = "Survival, seen and expected",
                                      .columns = forecast_columns},
    NULL,
};

const hale_model ltv_sbg = {
    .size = sizeof(hale_model),
    .name = "sbg",
    .title = "Lifetime value under contract",
    .family = "financial",
    .formula = "S(t) = B(alpha, beta + t) / B(alpha, beta); clv = margin x "
               "value x discounted residual lifetime",
    .source = "Fader & Hardie, How to Project Customer Retention (2007); "
              "Customer-Base Valuation in a Contractual Setting (2010)",
    .example = "[model.renewals]\n"
               "plugin = ltv.sbg\n"
               "period = month\n"
               "value = mrr\n",
    .options = options,
    .needs = needs,
    .results = results,
    .reports = reports,
    .config_size = sizeof(Config),
    .configure = configure,
    .run = run,
};
