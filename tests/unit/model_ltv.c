/* SPDX-License-Identifier: MIT
 *
 * model_ltv: buyers without a contract: BG/NBD and Gamma-Gamma against the
 * published figures of the CDNOW customers, against integrals, and laws.
 */
#include "model/ltv/buying.h"
#include "model_kit.h"
#include "reference.h"

enum { MOST = 3000 };

typedef struct Buyers {
    size_t n;
    int64_t x[MOST], value[MOST];
    double recency[MOST], age[MOST];
    uint8_t no_value[MOST];
} Buyers;

static const char *const none[] = {NULL};

static Ran buy(FakeHost *host, const Buyers *b, const char *const *given)
{
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_INT, b->x, NULL),
        kit_column(host, HALE_REAL, b->recency, NULL),
        kit_column(host, HALE_REAL, b->age, NULL), NULL};
    Ran ran = kit_fit(host, "bg_nbd", given, b->n, columns);
    assert_string_equal(host->failed, "");
    assert_int_equal(ran.result, 0);
    return ran;
}

static Ran spend(FakeHost *host, const Buyers *b, const double *to_come,
                 const char *const *given)
{
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_INT, b->x, NULL),
        kit_column(host, HALE_MONEY, b->value, b->no_value),
        to_come ? kit_column(host, HALE_REAL, to_come, NULL) : NULL, NULL};
    Ran ran = kit_fit(host, "gamma_gamma", given, b->n, columns);
    assert_string_equal(host->failed, "");
    assert_int_equal(ran.result, 0);
    return ran;
}

static double fitted(const Ran *ran, const char *name)
{
    return kit_number(kit_cell(ran, 0, 0, name));
}

/* Frequency, recency, age and mean of the CDNOW sample, in weeks. */
static void cdnow(Buyers *b)
{
    FILE *file =
        reference_open("cdnow/cdnow_customers_summary_with_transactions.csv");
    char line[256];
    double mean;
    long id, x;
    b->n = 0;
    while (fgets(line, sizeof line, file)) {
        size_t i = b->n;
        if (sscanf(line, "%ld,%ld,%lf,%lf,%lf", &id, &x, &b->recency[i],
                   &b->age[i], &mean) != 5)
            continue;
        b->x[i] = x;
        b->value[i] = (int64_t)(mean * 10000 + 0.5);
        b->no_value[i] = x > 0 ? HALE_PRESENT : HALE_NO_ROWS;
        b->n++;
    }
    fclose(file);
    assert_int_equal(b->n, 2357);
}

/* Fader, Hardie & Lee (2005), table 2: r 0.243, alpha 4.414, a 0.793, b 2.426,
 * log-likelihood -9582.4; customer 1 (x 2, t 30.43, T 38.86) is expected to
 * buy 1.226 times in the next 39 weeks. */
static void cdnow_buyers(void **state)
{
    const char *const given[] = {"horizon", "39", "discount", "0", NULL};
    static Buyers b;
    cdnow(&b);
    Ran ran = buy(*state, &b, given);
    assert_near(fitted(&ran, "r"), 0.243, 0.0005);
    assert_near(fitted(&ran, "alpha"), 4.414, 0.001);
    assert_near(fitted(&ran, "a"), 0.793, 0.0005);
    assert_near(fitted(&ran, "b"), 2.426, 0.001);
    assert_near(fitted(&ran, "log_likelihood"), -9582.4, 0.05);
    assert_near(kit_number(kit_account(&ran, "expected", 0)), 1.226, 0.0005);
    assert_near(kit_number(kit_account(&ran, "discounted", 0)), 1.226, 0.0005);
    assert_near(kit_number(kit_account(&ran, "p_alive", 2)), 1, 0);
    assert_int_equal(ran.host->warnings, 0);
}

/* p 6.25, q 3.74, v 15.44; the expected values of the first ten customers as
 * in the documentation of the package lifetimes. Only those with repeat
 * purchases were fitted; 946 of them. */
static void cdnow_spenders(void **state)
{
    static const double want[] = {24.66, 18.91, 35.17, 35.17, 35.17,
                                  71.46, 18.91, 35.17, 27.28, 35.17};
    static Buyers b;
    static double to_come[MOST];
    const char *const given[] = {"margin", "0.5", NULL};
    cdnow(&b);
    for (size_t i = 0; i < b.n; i++)
        to_come[i] = 2;
    Ran ran = spend(*state, &b, to_come, given);
    assert_near(fitted(&ran, "n"), 946, 0);
    assert_near(fitted(&ran, "p"), 6.25, 0.005);
    assert_near(fitted(&ran, "q"), 3.74, 0.005);
    assert_near(fitted(&ran, "v"), 15.44, 0.01);
    for (size_t i = 0; i < 10; i++) {
        double value = kit_number(kit_account(&ran, "expected", i));
        assert_near(value, want[i], 0.006);
        assert_near(kit_number(kit_account(&ran, "clv", i)), value, 0.0001);
    }
    ran = spend(*state, &b, NULL, none);
    assert_int_equal(kit_account(&ran, "clv", 0).missing, HALE_NO_ROWS);
}

/* -------------------------------------------------------- the arithmetic -- */

/* The forecast as an integral over the chance to leave, p: a living customer
 * leaves with Beta(a, b + x), and his rate is Gamma(r + x, alpha + T), so
 *
 *     integral of Beta(p) (1 - (1 + p t / (alpha + T))^-(r + x)) / p dp
 *
 * by equal steps in log(p / (1 - p)), which end smoothly on both sides. */
static double integral(const double *p, const History *h, double t)
{
    double a = p[BUYING_A], b = p[BUYING_B] + h->x, sum = 0;
    double scale = lgamma(a + b) - lgamma(a) - lgamma(b);
    for (double s = -150; s <= 150; s += 1.0 / 64) {
        double leave = -log1p(exp(-s)), stay = -log1p(exp(s)); /* logs */
        double buys =
            -expm1(-(p[BUYING_R] + h->x) *
                   log1p(exp(leave) * t / (p[BUYING_ALPHA] + h->age)));
        sum += exp(scale + (a - 1) * leave + b * stay) * buys / 64;
    }
    return sum;
}

static void forecasts_are_integrals(void **state)
{
    static const double params[][BUYING] = {
        {0.243, 4.414, 0.793, 2.426}, {1.5, 20, 1, 3},  {0.6, 2, 2.5, 4},
        {3, 0.7, 1.0000001, 1.2},     {0.2, 1, 0.3, 1}, {5, 50, 4, 1.5}};
    static const History histories[] = {{0, 0, 38.86, 0},
                                        {2, 30.43, 38.86, 0},
                                        {0, 0, 0, 0},
                                        {26, 30, 31, 0},
                                        {400, 500, 600, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof params / sizeof *params; i++)
        for (size_t k = 0; k < 5; k++)
            for (double t = 0.5; t < 200; t *= 6) {
                double want = integral(params[i], &histories[k], t);
                double got = buying_expected(params[i], &histories[k], t);
                assert_near(got / want, 1, 1e-9);
            }
}

/* By hand for x 2, t 30.43, T 38.86 and the published parameters: odds of
 * being gone 0.793 / 3.426 x (43.274 / 34.844)^2.243 = 0.3764, so alive
 * 1 / 1.3764 = 0.7265. */
static void alive_by_hand(void **state)
{
    static const double p[] = {0.243, 4.414, 0.793, 2.426};
    const History h = {2, 30.43, 38.86, 0};
    (void)state;
    double odds = 0.793 / 3.426 * pow(43.274 / 34.844, 2.243);
    assert_near(buying_alive(p, &h), 1 / (1 + odds), 1e-12);
    assert_near(buying_alive(p, &h), 0.7265, 0.0002);
}

/* Numbers stay numbers: long silence after much buying, ten thousand
 * purchases, ages of centuries, and a horizon far beyond the age. */
static void extreme_histories(void **state)
{
    static const double p[] = {0.243, 4.414, 0.793, 2.426};
    static const History h[] = {{1e4, 10, 1e5, 0},  {1e4, 1e4, 1e4, 0},
                                {0, 0, 1e8, 0},     {1, 0, 1e8, 0},
                                {1e8, 1e8, 1e8, 0}, {0, 0, 0, 0}};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        const Case one = {h[i], 0, 1};
        double alive = buying_alive(p, &h[i]);
        double all = buying_expected(p, &h[i], 52);
        assert_true(isfinite(buying_likelihood(p, &one, 1)));
        assert_true(alive >= 0 && alive <= 1);
        assert_true(all >= 0 && isfinite(all));
    }
    assert_near(buying_alive(p, &h[0]), 0, 1e-300);
    /* Bought once a week to the end: alive, and leaves soon by its own
     * odds: below 52 purchases, above 40. */
    double steady = buying_expected(p, &h[1], 52);
    assert_true(steady > 40 && steady < 52.1);
    assert_true(buying_expected(p, &h[5], 1e12) < 0); /* says so */
}

/* Worth less the later: purchases of units 1, 2 and the half unit 3. */
static void discounting(void **state)
{
    static const double p[] = {0.243, 4.414, 0.793, 2.426};
    const History h = {2, 30.43, 38.86, 0};
    double e1 = buying_expected(p, &h, 1), e2 = buying_expected(p, &h, 2);
    double e3 = buying_expected(p, &h, 2.5);
    (void)state;
    assert_near(buying_discounted(p, &h, 2.5, 0.1),
                e1 / 1.1 + (e2 - e1) / 1.21 + (e3 - e2) / 1.331, 1e-12);
    assert_near(buying_discounted(p, &h, 2.5, 0), e3, 0);
}

/* ------------------------------------------------------------- made buyers --
 */

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return *seed >> 33;
}

static double chance(uint64_t *seed)
{
    return ((double)next(seed) + 0.5) / 2147483648.0;
}

/* Buyers as the model describes them with r = alpha = a = 1, b = 2: rates are
 * exponential (mean 1), and Beta(1, 2) is 1 - sqrt(u). */
static void made(Buyers *b, size_t n, uint64_t seed)
{
    b->n = n;
    for (size_t i = 0; i < n; i++) {
        double rate = -log(chance(&seed)), leave = 1 - sqrt(chance(&seed));
        double now = 0, mean = 5 - 3 * log(chance(&seed));
        b->x[i] = 0;
        b->recency[i] = 0;
        b->age[i] = 5 + (double)(next(&seed) % 20);
        for (;;) {
            now -= log(chance(&seed)) / rate;
            if (now > b->age[i])
                break;
            b->x[i]++;
            b->recency[i] = now;
            if (chance(&seed) < leave)
                break;
        }
        b->no_value[i] = b->x[i] > 0 ? HALE_PRESENT : HALE_NO_ROWS;
        b->value[i] = (int64_t)(mean * 10000);
    }
}

/* The parameters come back within three of their own standard errors. */
static void parameters_come_back(void **state)
{
    static Buyers b;
    made(&b, 3000, 42);
    Ran ran = buy(*state, &b, none);
    assert_near(fitted(&ran, "r"), 1, 3 * fitted(&ran, "r_error"));
    assert_near(fitted(&ran, "alpha"), 1, 3 * fitted(&ran, "alpha_error"));
    assert_near(fitted(&ran, "a"), 1, 3 * fitted(&ran, "a_error"));
    assert_near(fitted(&ran, "b"), 2, 3 * fitted(&ran, "b_error"));
    assert_true(fitted(&ran, "a_error") < 0.3);
}

/* Days in place of weeks: alpha is seven times as large and nothing else
 * changes. Another order of the accounts: not a bit changes. */
static void units_and_order(void **state)
{
    static Buyers b, days, turned;
    const char *const in_days[] = {"horizon",  "364", "unit", "day",
                                   "discount", "0",   NULL};
    const char *const in_weeks[] = {"discount", "0", NULL};
    made(&b, 800, 7);
    days = turned = b;
    for (size_t i = 0; i < b.n; i++) {
        days.recency[i] = 7 * b.recency[i];
        days.age[i] = 7 * b.age[i];
        turned.x[i] = b.x[b.n - 1 - i];
        turned.recency[i] = b.recency[b.n - 1 - i];
        turned.age[i] = b.age[b.n - 1 - i];
    }
    Ran w = buy(*state, &b, in_weeks);
    double alpha = fitted(&w, "alpha"), a = fitted(&w, "a");
    Ran t = buy(*state, &turned, in_weeks);
    assert_near(fitted(&t, "alpha"), alpha, 0);
    assert_near(kit_number(kit_account(&t, "expected", 5)),
                kit_number(kit_account(&w, "expected", b.n - 6)), 0);
    Ran d = buy(*state, &days, in_days);
    assert_near(fitted(&d, "alpha") / alpha, 7, 1e-4);
    assert_near(fitted(&d, "a"), a, 1e-4);
    for (size_t i = 0; i < b.n; i += 50)
        assert_near(kit_number(kit_account(&d, "expected", i)),
                    kit_number(kit_account(&w, "expected", i)), 1e-3);
}

/* All alike tell nothing of how they differ: no fit, a word, no figures. */
static void nothing_to_learn(void **state)
{
    static Buyers b;
    FakeHost *host = *state;
    b = (Buyers){.n = 200};
    for (size_t i = 0; i < b.n; i++)
        b.age[i] = 10;
    Ran ran = buy(host, &b, none);
    assert_int_equal(host->warnings, 1);
    assert_contains(host->warning[0], "nothing is fitted to 200 buyers");
    assert_int_equal(kit_account(&ran, "p_alive", 0).missing, HALE_REJECTED);
    assert_int_equal(kit_cell(&ran, 0, 0, "r").missing, HALE_REJECTED);
    b.n = 99;
    ran = buy(host, &b, none);
    assert_contains(host->warning[0], "too few buyers");
    assert_int_equal(kit_account(&ran, "expected", 98).missing, HALE_REJECTED);
    ran = spend(host, &b, NULL, none);
    assert_contains(host->warning[0], "nothing is fitted to 0 repeat buyers");
    assert_int_equal(kit_account(&ran, "expected", 0).missing, HALE_REJECTED);
    b.n = 0;
    ran = buy(host, &b, none);
    assert_int_equal(host->warnings, 0);
}

/* Half a purchase, a recency beyond the age, a purchase below 0. */
static void unusable_histories(void **state)
{
    FakeHost *host = *state;
    static const double x[] = {0.5, 1, -1, 3};
    static const double recency[] = {0, 9, 0, 1}, age[] = {5, 5, 5, 5};
    static const uint8_t gap[] = {0, 0, 0, HALE_STALE};
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_REAL, x, gap),
        kit_column(host, HALE_REAL, recency, NULL),
        kit_column(host, HALE_REAL, age, NULL), NULL};
    Ran ran = kit_fit(host, "bg_nbd", none, 4, columns);
    assert_int_equal(ran.result, 0);
    assert_contains(host->warning[0], "3 accounts are left out");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(kit_account(&ran, "p_alive", i).missing,
                         HALE_REJECTED);
    assert_int_equal(kit_account(&ran, "p_alive", 3).missing, HALE_STALE);
}

static void texts_are_no_numbers(void **state)
{
    FakeHost *host = *state;
    static const int64_t x[] = {1};
    hale_table_column *time = kit_column(host, HALE_TIME, x, NULL);
    const hale_table_column *const columns[] = {time, time, time, NULL};
    Ran ran = kit_fit(host, "bg_nbd", none, 1, columns);
    assert_int_equal(ran.result, -1);
    assert_contains(host->failed, "given is no number");
}

static void the_models_are_described(void **state)
{
    (void)state;
    kit_model_described(kit_model("bg_nbd"), "ltv");
    kit_model_described(kit_model("gamma_gamma"), "ltv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(cdnow_buyers),
        KIT_TEST(cdnow_spenders),
        KIT_TEST(forecasts_are_integrals),
        KIT_TEST(alive_by_hand),
        KIT_TEST(extreme_histories),
        KIT_TEST(discounting),
        KIT_TEST(parameters_come_back),
        KIT_TEST(units_and_order),
        KIT_TEST(nothing_to_learn),
        KIT_TEST(unusable_histories),
        KIT_TEST(texts_are_no_numbers),
        KIT_TEST(the_models_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
