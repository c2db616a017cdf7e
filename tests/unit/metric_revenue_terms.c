/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_terms: prices of any interval as prices of a month, against
 * published examples and hand calculations; trials; what cannot be read.
 */
#include "revenue_kit.h"

static const char *const per_interval[] = {"per", "interval", NULL};
static const char *const per_unit[] = {"per", "interval", "times_quantity",
                                       "yes", NULL};

static void mrr_of(FakeHost *host, const char *const *given,
                   const KitTerm *term, size_t terms, hale_value *r)
{
    kit_everyhow(host, kit_metric("mrr"), given,
                 kit_terms(host, term, terms, INT64_MIN, 20), r);
}

/* 100 a month is, per 1,000 ... : a year 1000 / 12 = 83.3333; a quarter
 * 333.3333; three years 1000 / 36 = 27.7778; a week 1000 x 365.25 / 7 / 12 =
 * 1000 x 487 / 112 = 4348.2143; two weeks 2174.1071 (2174.10714); a day 1000
 * x 365.25 / 12 = 30437.5; thirty days 30437.5 / 30 = 1014.5833. */
static void factors(void **state)
{
    static const struct {
        const char *interval;
        int64_t count, mrr, arr;
    } want[] = {
        {"month", 1, 10000000, 120000000},  {"year", 1, 833333, 10000000},
        {"quarter", 1, 3333333, 40000000},  {"year", 3, 277778, 3333333},
        {"month", 6, 1666667, 20000000},    {"week", 1, 43482143, 521785714},
        {"week", 2, 21741071, 260892857},   {"day", 1, 304375000, 3652500000},
        {"day", 30, 10145833, 121750000},   {"Annually", 1, 833333, 10000000},
        {"MONTHLY", 1, 10000000, 120000000}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const KitTerm term[] = {{.from = 10,
                                 .to = KIT_OPEN,
                                 .amount = USD(1000),
                                 .interval = want[i].interval,
                                 .count = want[i].count}};
        hale_value r[KIT_RESULTS];
        mrr_of(*state, per_interval, term, 1, r);
        assert_int_equal(kit_int(kit_metric("mrr"), r, ""), want[i].mrr);
        assert_int_equal(kit_int(kit_metric("mrr"), r, "arr"), want[i].arr);
    }
}

/* Stripe's published example with its slip corrected, this time with the
 * yearly price as it is billed: 100 x 100 + 50 x 600 / 12 = 12,500. */
static void a_published_example(void **state)
{
    KitTerm term[150];
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 150; i++)
        term[i] = (KitTerm){.from = 10,
                            .to = KIT_OPEN,
                            .amount = i < 100 ? USD(100) : USD(600),
                            .interval = i < 100 ? "month" : "year"};
    mrr_of(*state, per_interval, term, 150, r);
    assert_int_equal(kit_int(kit_metric("mrr"), r, ""), USD(12500));
    assert_int_equal(kit_int(kit_metric("mrr"), r, "arr"), USD(150000));
}

/* Half to even, for either sign: 0.0006 a year is 0.00005 a month, half way
 * between 0 and 0.0001, so 0; 0.0018 is 0.00015, so 0.0002. */
static void half_to_even(void **state)
{
    static const int64_t want[][2] = {{6, 0},  {7, 1},   {18, 2},   {30, 2},
                                      {-6, 0}, {-7, -1}, {-18, -2}, {-30, -2}};
    for (size_t i = 0; i < 8; i++) {
        const KitTerm term[] = {{.from = 1,
                                 .to = KIT_OPEN,
                                 .amount = want[i][0],
                                 .interval = "year"}};
        hale_value r[KIT_RESULTS];
        mrr_of(*state, per_interval, term, 1, r);
        assert_int_equal(kit_int(kit_metric("mrr"), r, ""), want[i][1]);
        assert_int_equal(kit_int(kit_metric("mrr"), r, "arr"), want[i][0]);
    }
}

/* Seven seats at 12.50 a month: 87.50. 2.5 thousand calls at 240 a year: 600
 * a year, 50 a month. Without the option a quantity is only a number. */
static void prices_of_one(void **state)
{
    const KitTerm term[] = {{.from = 1,
                             .to = KIT_OPEN,
                             .amount = USD(25) / 2,
                             .interval = "month",
                             .quantity = 7},
                            {.from = 2,
                             .to = KIT_OPEN,
                             .amount = USD(240),
                             .interval = "year",
                             .quantity = 2.5}};
    hale_value r[KIT_RESULTS];
    mrr_of(*state, per_unit, term, 2, r);
    assert_int_equal(kit_int(kit_metric("mrr"), r, ""), USD(275) / 2);
    mrr_of(*state, per_interval, term, 2, r);
    assert_int_equal(kit_int(kit_metric("mrr"), r, ""), USD(65) / 2);
}

/* The life cycle of ChartMogul's help with its bills: 2,000 a year is new
 * MRR of 166.67 (166.6667 to four digits), and nothing but that is churned
 * when the paid year is over. */
static void a_published_life_cycle(void **state)
{
    const KitTerm term[] = {
        {.from = 15, .to = 380, .amount = USD(2000), .interval = "year"},
        {.from = 100, .to = 200, .amount = USD(60), .interval = "month"},
        {.from = 500, .to = KIT_OPEN, .amount = USD(150), .interval = "month"}};
    static const struct {
        int64_t begin;
        const char *movement;
        int64_t amount;
    } want[] = {{0, "new", 1666667},
                {90, "expansion", USD(60)},
                {180, "contraction", USD(60)},
                {360, "churn", 1666667},
                {480, "reactivation", USD(150)}};
    const hale_metric *m = kit_metric("movements");
    for (size_t i = 0; i < 5; i++) {
        hale_value r[KIT_RESULTS];
        kit_everyhow(
            *state, m, per_interval,
            kit_terms(*state, term, 3, want[i].begin, want[i].begin + 30), r);
        assert_int_equal(kit_int(m, r, want[i].movement), want[i].amount);
    }
}

/* A trial from day 5 to noon of day 18 that became a subscription: nobody's
 * customer on day 18, one on day 19. A trial that ended with the term never
 * was one, and is no churn either. */
static void trials_do_not_count(void **state)
{
    const KitTerm stayed[] = {
        {.from = 5, .to = KIT_OPEN, .amount = USD(9), .trial_end = 18.5}};
    const KitTerm left[] = {
        {.from = 5, .to = 18, .amount = USD(9), .trial_end = 18}};
    const hale_metric *mrr = kit_metric("mrr");
    const hale_metric *moves = kit_metric("movements");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, mrr, KIT_NONE,
                 kit_terms(*state, stayed, 1, INT64_MIN, 18), r);
    assert_int_equal(kit_int(mrr, r, "customer"), 0);
    kit_everyhow(*state, mrr, KIT_NONE,
                 kit_terms(*state, stayed, 1, INT64_MIN, 19), r);
    assert_int_equal(kit_int(mrr, r, ""), USD(9));
    kit_everyhow(*state, moves, KIT_NONE, kit_terms(*state, stayed, 1, 10, 30),
                 r);
    assert_int_equal(kit_int(moves, r, "new"), USD(9));
    kit_everyhow(*state, moves, KIT_NONE, kit_terms(*state, left, 1, 10, 30),
                 r);
    assert_int_equal(kit_int(moves, r, "customers_churned"), 0);
    assert_int_equal(kit_int(moves, r, "customers_flash"), 0);
}

/* The days [30, 60). Ended in them: one that went on, one left on the last
 * day of the trial, one given up before. Before them: one that went on. Under
 * way at their end: one. No trial at all: two. */
static void trials_by_hand(void **state)
{
    static const char *const by_start[] = {"cohort", "started", NULL};
    const KitTerm term[] = {
        {.from = 10, .to = KIT_OPEN, .trial_end = 24},
        {.from = 20, .to = KIT_OPEN, .trial_end = 34},
        {.from = 31, .to = 45, .trial_end = 45},
        {.from = 32, .to = 33, .trial_end = 46},
        {.from = 33, .to = KIT_OPEN},
        {.from = 34, .to = KIT_OPEN, .trial_end = 34},
        {.from = 50, .to = KIT_OPEN, .trial_end = 60},
    };
    const hale_metric *m = kit_metric("trials");
    const hale_rows *rows = kit_terms(*state, term, 7, 30, 60);
    hale_rows one = *rows;
    hale_value r[KIT_RESULTS];
    one.column = &rows->column[4]; /* the metric reads trial_end alone */
    kit_everyhow(*state, m, KIT_NONE, &one, r);
    assert_int_equal(kit_int(m, r, "decided"), 3);
    assert_int_equal(kit_int(m, r, "converted"), 1);
    assert_int_equal(kit_int(m, r, "pending"), 1);
    assert_near(kit_real(m, r, "conversion"), 1.0 / 3, 1e-12);
    kit_everyhow(*state, m, by_start, &one, r);
    assert_int_equal(kit_int(m, r, "decided"), 2);
    assert_int_equal(kit_int(m, r, "converted"), 0);
    assert_int_equal(kit_int(m, r, "pending"), 1);
    one.count = 0;
    kit_everyhow(*state, m, KIT_NONE, &one, r);
    assert_int_equal(kit_missing(m, r, "conversion"), HALE_ZERO_DENOMINATOR);
}

/* ------------------------------------------------- what cannot be read -- */

static void says(FakeHost *host, const char *const *given, const KitTerm *term,
                 const char *why)
{
    static const char *const names[] = {"mrr", "movements", "retention",
                                        "growth", "winback"};
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 5; i++) {
        fake_forget(host);
        assert_int_equal(kit_run(host, kit_metric(names[i]), given,
                                 kit_terms(host, term, 1, 5, 20), r),
                         -1);
        assert_non_null(strstr(host->failed, why));
    }
}

static void what_makes_no_sense(void **state)
{
    KitTerm t = {.from = 10, .to = KIT_OPEN, .amount = USD(10)};
    says(*state, per_interval, &t, "no column interval");
    says(*state, (const char *const[]){"times_quantity", "yes", NULL}, &t,
         "no column quantity");
    t.interval = "fortnight";
    says(*state, per_interval, &t, "interval \"fortnight\"");
    t.interval = "mont";
    says(*state, per_interval, &t, "interval \"mont\"");
    t.interval = "month";
    t.count = -2;
    says(*state, per_interval, &t, "interval_count of a subscription is -2");
    t.count = 1;
    t.quantity = 1e12;
    says(*state, per_unit, &t, "quantity of a subscription is 1e+12");
    t.quantity = 1e11;
    t.amount = INT64_MAX / 1000;
    says(*state, per_unit, &t, "more than money can hold");
    t.quantity = 1;
    t.amount = INT64_MIN;
    says(*state, per_unit, &t, "more than money can hold");
}

/* A term that does not count may hold what it likes. */
static void a_term_that_is_over_is_not_read(void **state)
{
    const KitTerm term[] = {
        {.from = 1, .to = 3, .amount = USD(10), .interval = "fortnight"}};
    hale_value r[KIT_RESULTS];
    mrr_of(*state, per_interval, term, 1, r);
    assert_int_equal(kit_int(kit_metric("mrr"), r, ""), 0);
}

/* An empty cell is an unknown amount, not a month and not one. */
static void empty_cells_make_it_missing(void **state)
{
    const KitTerm full = {.from = 1,
                          .to = KIT_OPEN,
                          .amount = USD(1),
                          .interval = "month",
                          .count = 1,
                          .quantity = 1};
    for (int hole = 0; hole < 3; hole++) {
        KitTerm term[2] = {full, full};
        hale_value r[KIT_RESULTS];
        if (hole == 0)
            term[1].interval = NULL;
        else if (hole == 1)
            term[1].count = 0;
        else
            term[1].quantity = 0;
        mrr_of(*state, per_unit, term, 2, r);
        assert_int_equal(kit_missing(kit_metric("mrr"), r, ""), HALE_NOT_GIVEN);
        assert_int_equal(kit_int(kit_metric("mrr"), r, "subscriptions"), 2);
        kit_everyhow(*state, kit_metric("retention"), per_unit,
                     kit_terms(*state, term, 2, 10, 20), r);
        assert_int_equal(kit_missing(kit_metric("retention"), r, "grr"),
                         HALE_NOT_GIVEN);
        assert_near(kit_real(kit_metric("retention"), r, "logo_retention"), 1,
                    0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(factors),
        WITH_HOST(a_published_example),
        WITH_HOST(half_to_even),
        WITH_HOST(prices_of_one),
        WITH_HOST(a_published_life_cycle),
        WITH_HOST(trials_do_not_count),
        WITH_HOST(trials_by_hand),
        WITH_HOST(what_makes_no_sense),
        WITH_HOST(a_term_that_is_over_is_not_read),
        WITH_HOST(empty_cells_make_it_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
