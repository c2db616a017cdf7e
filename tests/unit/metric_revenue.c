/* SPDX-License-Identifier: MIT
 *
 * metric_revenue: MRR and its movements against published life cycles, hand
 * calculations, and laws on a thousand random accounts.
 *
 * Days are counted from 1970; a "month" here has thirty days. Money in rows is
 * written by USD(): whole units; the contract's unit is a ten-thousandth.
 */
#include "metric_kit.h"

#define USD(x) ((int64_t)(x)*HALE_MONEY_UNIT)

/* A term of a subscription: [from, to) in days, monthly amount. */
typedef struct Term {
    int64_t from, to; /* days; -1: open */
    int64_t mrr;
} Term;

enum { TERMS = 160 };

static const hale_rows *rows_of(FakeHost *host, const hale_span *span,
                                const Term *term, size_t terms,
                                const uint8_t *present)
{
    int64_t *time = fake_memory(host, (terms + 1) * sizeof *time);
    int64_t *until = fake_memory(host, (terms + 1) * sizeof *until);
    int64_t *amount = fake_memory(host, (terms + 1) * sizeof *amount);
    const hale_vector **column = fake_memory(host, 20 * sizeof *column);
    size_t n = 0;
    for (size_t i = 0; i < terms; i++) {
        if (term[i].from * HALE_DAY >= span->end) /* the engine's cut */
            continue;
        time[n] = term[i].from * HALE_DAY;
        until[n] = term[i].to < 0 ? HALE_OPEN : term[i].to * HALE_DAY;
        amount[n++] = term[i].mrr;
    }
    column[0] = fake_money(host, amount, present, n);
    return fake_rows(host, 0, span, time, until, n, column);
}

/* movements (or mrr) of the terms over the days [begin, end). */
static void measure(FakeHost *host, const char *name, const Term *term,
                    size_t terms, int64_t begin, int64_t end,
                    hale_value *results)
{
    hale_span *span = fake_memory(host, sizeof *span);
    *span = fake_span(host, begin == INT64_MIN ? begin : begin * HALE_DAY,
                      end * HALE_DAY);
    kit_everyhow(host, kit_metric(name), KIT_NONE,
                 rows_of(host, span, term, terms, NULL), results);
}

static int64_t moved(const hale_value *r, const char *name)
{
    return kit_int(kit_metric("movements"), r, name);
}

static int open_host(void **state)
{
    static FakeHost host;
    fake_open(&host);
    *state = &host;
    return 0;
}

static int close_host(void **state)
{
    fake_close(*state);
    return 0;
}

/* ------------------------------------------------------------------ mrr -- */

/* Stripe's published example with its slip corrected: 100 subscriptions of
 * 100 a month and 50 of 600 a year: 100 x 100 + 50 x 600 / 12 = 12,500. */
static void adds_up_a_published_example(void **state)
{
    const hale_metric *mrr = kit_metric("mrr");
    Term term[150];
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 150; i++)
        term[i] = (Term){10, -1, i < 100 ? USD(100) : USD(50)};
    measure(*state, "mrr", term, 150, INT64_MIN, 20, r);
    assert_int_equal(kit_int(mrr, r, ""), USD(12500));
    assert_int_equal(kit_int(mrr, r, "arr"), USD(150000));
    assert_int_equal(kit_int(mrr, r, "subscriptions"), 150);
    assert_int_equal(kit_int(mrr, r, "customer"), 1);
    assert_int_equal(kit_int(mrr, r, "paying"), 1);
}

/* [10, 20): not at the end of day 10 looked at from before it begins, there
 * from then on, still there at an end that is exactly its own. */
static void an_interval_is_half_open(void **state)
{
    static const struct {
        int64_t end, mrr;
    } seen[] = {{10, 0}, {11, USD(5)}, {20, USD(5)}, {21, 0}};
    const Term term[] = {{10, 20, USD(5)}};
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 4; i++) {
        measure(*state, "mrr", term, 1, INT64_MIN, seen[i].end, r);
        assert_int_equal(kit_int(kit_metric("mrr"), r, ""), seen[i].mrr);
    }
}

static void nothing_is_zero(void **state)
{
    hale_value r[KIT_RESULTS];
    measure(*state, "mrr", NULL, 0, INT64_MIN, 20, r);
    assert_int_equal(kit_int(kit_metric("mrr"), r, ""), 0);
    assert_int_equal(kit_int(kit_metric("mrr"), r, "customer"), 0);
    measure(*state, "movements", NULL, 0, 0, 20, r);
    assert_int_equal(moved(r, "end"), 0);
    assert_int_equal(kit_missing(kit_metric("movements"), r, "gross_churn"),
                     HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_missing(kit_metric("movements"), r, "logo_churn"),
                     HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_missing(kit_metric("movements"), r, "nrr"),
                     HALE_ZERO_DENOMINATOR);
}

/* 0 a month is a customer who does not pay; -20 beside 100 is 80. */
static void free_and_negative_amounts(void **state)
{
    const hale_metric *mrr = kit_metric("mrr");
    const Term nothing[] = {{10, -1, 0}};
    const Term discount[] = {{10, -1, USD(100)}, {10, -1, USD(-20)}};
    hale_value r[KIT_RESULTS];
    measure(*state, "mrr", nothing, 1, INT64_MIN, 20, r);
    assert_int_equal(kit_int(mrr, r, "customer"), 1);
    assert_int_equal(kit_int(mrr, r, "paying"), 0);
    measure(*state, "mrr", discount, 2, INT64_MIN, 20, r);
    assert_int_equal(kit_int(mrr, r, ""), USD(80));
}

/* Two active subscriptions, one without an amount: who knows the sum? The
 * counts are known all the same. A row that has ended does not matter. */
static void an_unknown_amount_is_not_zero(void **state)
{
    FakeHost *host = *state;
    static const uint8_t present[] = {0, 1, 0};
    const Term term[] = {{1, 5, 7}, {10, -1, USD(100)}, {12, -1, 7}};
    const hale_metric *mrr = kit_metric("mrr");
    const hale_metric *movements = kit_metric("movements");
    hale_span span = fake_span(host, 9 * HALE_DAY, 20 * HALE_DAY);
    hale_value r[KIT_RESULTS];
    kit_everyhow(host, mrr, KIT_NONE, rows_of(host, &span, term, 3, present),
                 r);
    assert_int_equal(kit_missing(mrr, r, ""), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(mrr, r, "arr"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(mrr, r, "paying"), HALE_NOT_GIVEN);
    assert_int_equal(kit_int(mrr, r, "subscriptions"), 2);
    kit_everyhow(host, movements, KIT_NONE,
                 rows_of(host, &span, term, 3, present), r);
    assert_int_equal(kit_missing(movements, r, "end"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(movements, r, "nrr"), HALE_NOT_GIVEN);
    assert_int_equal(moved(r, "customers_reactivated"), 1);
    span = fake_span(host, 9 * HALE_DAY, 11 * HALE_DAY);
    kit_everyhow(host, movements, KIT_NONE,
                 rows_of(host, &span, term, 3, present), r);
    assert_int_equal(moved(r, "reactivation"), USD(100));
    kit_everyhow(host, mrr, KIT_NONE, rows_of(host, &span, term, 3, present),
                 r);
    assert_int_equal(kit_int(mrr, r, ""), USD(100));
}

static void too_much_money_is_an_error(void **state)
{
    FakeHost *host = *state;
    const Term sum[] = {{1, -1, INT64_MAX - 5}, {1, -1, 6}};
    const Term yearly[] = {{1, -1, INT64_MAX / 12 + 1}};
    const Term swing[] = {{1, 10, INT64_MIN}, {10, -1, INT64_MAX}};
    hale_span span = fake_span(host, 10 * HALE_DAY, 20 * HALE_DAY);
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_run(host, kit_metric("mrr"), KIT_NONE,
                             rows_of(host, &span, sum, 2, NULL), r),
                     -1);
    assert_non_null(strstr(host->failed, "more than money can hold"));
    assert_int_equal(kit_run(host, kit_metric("mrr"), KIT_NONE,
                             rows_of(host, &span, yearly, 1, NULL), r),
                     -1);
    assert_int_equal(kit_run(host, kit_metric("movements"), KIT_NONE,
                             rows_of(host, &span, swing, 2, NULL), r),
                     -1);
    assert_int_equal(kit_run(host, kit_metric("movements"), KIT_NONE,
                             rows_of(host, &span, sum, 2, NULL), r),
                     -1);
}

/* ------------------------------------------------------------ movements -- */

/* The life cycle with which ChartMogul's help explains its movements: four
 * seats on a yearly plan billed 2,000 (166.67 a month, here to four digits:
 * 2000 / 12 = 166.6667); two more seats for 60; those two cancelled; the plan
 * cancelled, gone at the end of the paid year; later three seats at 50. */
static void a_published_life_cycle(void **state)
{
    const Term term[] = {{15, 375, 1666667},   /* months 0 to 12 */
                         {100, 200, USD(60)},  /* month 3 to month 6 */
                         {500, -1, USD(150)}}; /* month 16 */
    static const struct {
        int month;
        const char *movement;
        int64_t amount;
    } story[] = {{0, "new", 1666667},
                 {3, "expansion", USD(60)},
                 {6, "contraction", USD(60)},
                 {12, "churn", 1666667},
                 {16, "reactivation", USD(150)}};
    static const char *const all[] = {"new", "expansion", "contraction",
                                      "churn", "reactivation"};
    hale_value r[KIT_RESULTS];
    for (int month = 0; month < 20; month++) {
        measure(*state, "movements", term, 3, 30 * month, 30 * month + 30, r);
        for (size_t i = 0; i < 5; i++) {
            int64_t want = 0;
            for (size_t k = 0; k < 5; k++)
                if (story[k].month == month &&
                    strcmp(story[k].movement, all[i]) == 0)
                    want = story[k].amount;
            assert_int_equal(moved(r, all[i]), want);
        }
        assert_int_equal(moved(r, "customers_new"), month == 0);
        assert_int_equal(moved(r, "customers_churned"), month == 12);
        assert_int_equal(moved(r, "customers_reactivated"), month == 16);
    }
}

/* ChartMogul's example of the churn rates: 100 at the start, 10 churned, 10
 * contracted, 10 expanded: gross 20 %, net 10 %. Here three customers of 10,
 * 50 and 40 who leave, go down to 40 and go up to 50; a group's rate divides
 * sums. Of the starting 100 there are 90 left, so retention is 90 %. */
static void published_churn_rates(void **state)
{
    static const Term customer[3][2] = {
        {{1, 40, USD(10)}, {1, 1, 0}},
        {{1, 40, USD(50)}, {40, -1, USD(40)}},
        {{1, 40, USD(40)}, {40, -1, USD(50)}},
    };
    const hale_metric *m = kit_metric("movements");
    int64_t sum[KIT_RESULTS] = {0};
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 3; i++) {
        measure(*state, "movements", customer[i], 2, 30, 60, r);
        for (size_t k = 0; m->results[k]; k++)
            sum[k] += m->results[k]->type == HALE_REAL ? 0 : r[k].as.i;
    }
#define SUM(name) (double)sum[kit_get(m, r, name) - r]
    assert_near(SUM("lost") / SUM("start"), 0.20, 1e-12);
    assert_near((SUM("lost") - SUM("expansion") - SUM("reactivation")) /
                    SUM("start"),
                0.10, 1e-12);
    assert_near(SUM("retained") / SUM("start"), 0.90, 1e-12);
    assert_near(SUM("customers_churned") / SUM("customers_start"), 1.0 / 3,
                1e-12);
#undef SUM
}

/* Adds up the movements of the days [begin, end), a period a day. */
static void day_by_day(FakeHost *host, const Term *term, size_t terms,
                       int begin, int end, int64_t *sum)
{
    hale_value r[KIT_RESULTS];
    for (int day = begin; day < end; day++) {
        measure(host, "movements", term, terms, day, day + 1, r);
        sum[0] += moved(r, "expansion");
        sum[1] += moved(r, "contraction");
        sum[2] += moved(r, "churn");
        sum[3] += moved(r, "reactivation");
    }
}

/* 100 -> 150 on the 10th -> 80 on the 20th. By the month: a contraction of
 * 20, 80 % retained. Day by day: expansion 50, contraction 70. */
static void up_and_down_in_a_month(void **state)
{
    const Term term[] = {
        {1, 40, USD(100)}, {40, 50, USD(150)}, {50, -1, USD(80)}};
    const hale_metric *m = kit_metric("movements");
    int64_t sum[4] = {0};
    hale_value r[KIT_RESULTS];
    measure(*state, "movements", term, 3, 30, 60, r);
    assert_int_equal(moved(r, "contraction"), USD(20));
    assert_int_equal(moved(r, "expansion"), 0);
    assert_near(kit_real(m, r, "gross_churn"), 0.20, 1e-12);
    assert_near(kit_real(m, r, "nrr"), 0.80, 1e-12);
    day_by_day(*state, term, 3, 30, 60, sum);
    assert_int_equal(sum[0], USD(50));
    assert_int_equal(sum[1], USD(70));
}

/* 100 -> 0 on the 5th -> 60 on the 15th. By the month: a contraction of 40
 * and nobody lost. Day by day: churn 100, reactivation 60. */
static void away_and_back_in_a_month(void **state)
{
    const Term term[] = {{1, 35, USD(100)}, {45, -1, USD(60)}};
    const hale_metric *m = kit_metric("movements");
    int64_t sum[4] = {0};
    hale_value r[KIT_RESULTS];
    measure(*state, "movements", term, 2, 30, 60, r);
    assert_int_equal(moved(r, "contraction"), USD(40));
    assert_int_equal(moved(r, "churn"), 0);
    assert_near(kit_real(m, r, "logo_churn"), 0, 0);
    day_by_day(*state, term, 2, 30, 60, sum);
    assert_int_equal(sum[2], USD(100));
    assert_int_equal(sum[3], USD(60));
}

/* Came and went within the month; was told apart from a stay that began or
 * ended elsewhere. */
static void a_flash_is_counted_and_moves_nothing(void **state)
{
    const Term flash[] = {{35, 40, USD(10)}};
    const Term churned[] = {{20, 40, USD(10)}};
    hale_value r[KIT_RESULTS];
    measure(*state, "movements", flash, 1, 30, 60, r);
    assert_int_equal(moved(r, "customers_flash"), 1);
    assert_int_equal(moved(r, "customers_new"), 0);
    assert_int_equal(moved(r, "customers_churned"), 0);
    measure(*state, "movements", churned, 1, 30, 60, r);
    assert_int_equal(moved(r, "customers_flash"), 0);
    assert_int_equal(moved(r, "customers_churned"), 1);
    measure(*state, "movements", flash, 1, 60, 90, r); /* long gone */
    assert_int_equal(moved(r, "customers_flash"), 0);
}

/* A term that ends on the day it begins never was: who subscribes after it
 * is new, and it is no flash either. */
static void an_empty_term_never_was(void **state)
{
    const Term term[] = {{10, 10, USD(5)}, {40, -1, USD(10)}};
    hale_value r[KIT_RESULTS];
    measure(*state, "movements", term, 2, 30, 60, r);
    assert_int_equal(moved(r, "new"), USD(10));
    assert_int_equal(moved(r, "reactivation"), 0);
    measure(*state, "movements", term, 1, 0, 30, r);
    assert_int_equal(moved(r, "customers_flash"), 0);
}

/* A term that ends exactly where the period begins was active just before
 * it, so losing it belongs to this period, and its successor that begins at
 * the same instant makes it a change, not churn and return. */
static void a_renewal_on_the_boundary(void **state)
{
    const Term ended[] = {{1, 30, USD(10)}};
    const Term renewed[] = {{1, 30, USD(10)}, {30, -1, USD(12)}};
    hale_value r[KIT_RESULTS];
    measure(*state, "movements", ended, 1, 30, 60, r);
    assert_int_equal(moved(r, "churn"), USD(10));
    measure(*state, "movements", ended, 1, 0, 30, r);
    assert_int_equal(moved(r, "end"), USD(10));
    measure(*state, "movements", renewed, 2, 30, 60, r);
    assert_int_equal(moved(r, "expansion"), USD(2));
    assert_int_equal(moved(r, "churn"), 0);
}

/* One of two subscriptions cancelled is a contraction; from paid to free is
 * one as well, since a free account stays a customer. */
static void what_is_not_churn(void **state)
{
    const Term two[] = {{1, 40, USD(10)}, {1, -1, USD(30)}};
    const Term freed[] = {{1, 40, USD(10)}, {40, -1, 0}};
    hale_value r[KIT_RESULTS];
    measure(*state, "movements", two, 2, 30, 60, r);
    assert_int_equal(moved(r, "contraction"), USD(10));
    assert_int_equal(moved(r, "churn"), 0);
    measure(*state, "movements", freed, 2, 30, 60, r);
    assert_int_equal(moved(r, "contraction"), USD(10));
    assert_int_equal(moved(r, "customers_end"), 1);
}

/* With no beginning all that is there is new. */
static void without_a_beginning(void **state)
{
    const Term term[] = {{1, 5, USD(10)}, {20, -1, USD(30)}};
    hale_value r[KIT_RESULTS];
    measure(*state, "movements", term, 2, INT64_MIN, 60, r);
    assert_int_equal(moved(r, "start"), 0);
    assert_int_equal(moved(r, "new"), USD(30));
    assert_int_equal(moved(r, "reactivation"), 0);
}

/* ----------------------------------------------------------------- laws -- */

static int by_start(const void *a, const void *b)
{
    int64_t x = ((const Term *)a)->from, y = ((const Term *)b)->from;
    return (x > y) - (x < y);
}

static size_t random_terms(uint64_t *seed, Term *term)
{
    size_t n = (size_t)kit_below(seed, 6);
    for (size_t i = 0; i < n; i++) {
        term[i].from = kit_below(seed, 120);
        term[i].to = term[i].from + kit_below(seed, 60);
        if (kit_below(seed, 4) == 0)
            term[i].to = -1;
        term[i].mrr = kit_below(seed, 5) ? kit_below(seed, USD(1000)) : 0;
    }
    qsort(term, n, sizeof *term, by_start);
    return n;
}

/* MRR one microsecond before a day begins, by the definition of a half-open
 * interval: from <= t < to. */
static int64_t mrr_before(const Term *term, size_t terms, int64_t day)
{
    int64_t sum = 0, at = day * HALE_DAY - 1;
    for (size_t i = 0; i < terms; i++)
        if (term[i].from * HALE_DAY <= at &&
            (term[i].to < 0 || term[i].to * HALE_DAY > at))
            sum += term[i].mrr;
    return sum;
}

/* A thousand accounts, five months: each month's start and end are the MRR
 * by its definition; movements add up (kit_everyhow looks at the declared
 * identities and at batches); a month begins where the last one ended. */
static void movements_add_up(void **state)
{
    static const char *const classes[] = {"new", "reactivation", "expansion",
                                          "contraction", "churn"};
    uint64_t seed = 20260101;
    for (int account = 0; account < 1000; account++) {
        Term term[TERMS];
        size_t terms = random_terms(&seed, term);
        int64_t customers = 0;
        fake_close(*state);
        fake_open(*state);
        for (int month = 0; month < 5; month++) {
            int64_t begin = 30 * month, end = begin + 30;
            hale_value r[KIT_RESULTS], now[KIT_RESULTS];
            int used = 0;
            measure(*state, "movements", term, terms, begin, end, r);
            measure(*state, "mrr", term, terms, INT64_MIN, end, now);
            assert_int_equal(moved(r, "start"), mrr_before(term, terms, begin));
            assert_int_equal(moved(r, "end"), mrr_before(term, terms, end));
            assert_int_equal(moved(r, "end"),
                             kit_int(kit_metric("mrr"), now, ""));
            assert_int_equal(moved(r, "customers_start"), customers);
            customers = moved(r, "customers_end");
            for (size_t i = 0; i < 5; i++) { /* one class at most */
                assert_true(moved(r, classes[i]) >= 0);
                used += moved(r, classes[i]) > 0;
            }
            assert_true(used <= 1);
        }
    }
}

/* The laws are only worth something if a broken
 * figure breaks them. */
static void the_identities_can_fail(void **state)
{
    const hale_metric *m = kit_metric("movements");
    const Term term[] = {{1, 40, USD(10)}, {40, -1, USD(12)}};
    hale_value r[KIT_RESULTS];
    int64_t sum = 0;
    measure(*state, "movements", term, 2, 30, 60, r);
    r[kit_get(m, r, "expansion") - r].as.i += 1;
    for (size_t i = 0; m->results[i]; i++)
        sum += m->identities[0]->sign[i] * r[i].as.i;
    assert_int_equal(sum, 1);
}

static void every_metric_is_described(void **state)
{
    (void)state;
    assert_string_equal(hale_plugin_v1()->name, "revenue");
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        kit_described(hale_plugin_v1()->metrics[i], "revenue");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(adds_up_a_published_example),
        WITH_HOST(an_interval_is_half_open),
        WITH_HOST(nothing_is_zero),
        WITH_HOST(free_and_negative_amounts),
        WITH_HOST(an_unknown_amount_is_not_zero),
        WITH_HOST(too_much_money_is_an_error),
        WITH_HOST(a_published_life_cycle),
        WITH_HOST(published_churn_rates),
        WITH_HOST(up_and_down_in_a_month),
        WITH_HOST(away_and_back_in_a_month),
        WITH_HOST(a_flash_is_counted_and_moves_nothing),
        WITH_HOST(an_empty_term_never_was),
        WITH_HOST(a_renewal_on_the_boundary),
        WITH_HOST(what_is_not_churn),
        WITH_HOST(without_a_beginning),
        WITH_HOST(movements_add_up),
        WITH_HOST(the_identities_can_fail),
        WITH_HOST(every_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
