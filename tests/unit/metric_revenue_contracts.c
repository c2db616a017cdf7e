/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_contracts: renewals and their forecast, by hand.
 *
 * The span is the days [30, 60) of a run as of day 60, unless a test says
 * otherwise. Stages are NULL and amounts EMPTY where a row has none.
 */
#include "revenue_kit.h"

enum { EMPTY = -1 };

typedef struct Contract {
    int64_t to; /* the day it ends; KIT_OPEN: never */
    int64_t arr;
    const char *stage;
    int64_t renewed; /* or forecast */
} Contract;

static const hale_vector *amounts(FakeHost *host, const int64_t *units,
                                  size_t n)
{
    int64_t *money = fake_memory(host, (n + 1) * sizeof *money);
    uint8_t *present = fake_memory(host, n + 1);
    for (size_t i = 0; i < n; i++) {
        present[i] = units[i] != EMPTY;
        money[i] = present[i] ? USD(units[i]) : 77;
    }
    return fake_money(host, money, present, n);
}

/* columns: 0 only arr, 1 stage too, 2 the second amount too. */
static const hale_rows *rows_of(FakeHost *host, const Contract *c, size_t n,
                                int64_t as_of, int columns)
{
    int64_t *cell = fake_memory(host, 4 * (n + 1) * sizeof *cell);
    int64_t *time = cell, *until = cell + n + 1, *arr = until + n + 1;
    int64_t *renewed = arr + n + 1;
    const char **stage = fake_memory(host, (n + 1) * sizeof *stage);
    hale_span *span = fake_memory(host, sizeof *span);
    const hale_vector **column = fake_memory(host, 4 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = (int64_t)i;
        until[i] = c[i].to < 0 ? HALE_OPEN : c[i].to * HALE_DAY;
        arr[i] = c[i].arr;
        stage[i] = c[i].stage;
        renewed[i] = c[i].renewed;
    }
    *span = fake_span(host, 30 * HALE_DAY, 60 * HALE_DAY);
    span->as_of = as_of * HALE_DAY;
    span->as_of_day = (int32_t)as_of;
    column[0] = amounts(host, arr, n);
    column[1] = columns > 0 ? fake_texts(host, stage, n) : NULL;
    column[2] = columns > 1 ? amounts(host, renewed, n) : NULL;
    return fake_rows(host, 0, span, time, until, n, column);
}

static void renew(FakeHost *host, const char *const *given, const Contract *c,
                  size_t n, int64_t as_of, hale_value *r)
{
    kit_everyhow(host, kit_metric("renewals"), given,
                 rows_of(host, c, n, as_of, 2), r);
}

static int64_t is(const hale_value *r, const char *name)
{
    return kit_int(kit_metric("renewals"), r, name);
}

static double rate(const hale_value *r, const char *name)
{
    return kit_real(kit_metric("renewals"), r, name);
}

/* Due: 100 renewed for 120, 200 renewed for 150, 300 lost, all decided.
 * Logo 2 / 3; gross (100 + 150) / 600; net (120 + 150) / 600. The contract of
 * three years that is not due and the one that ended before are in none. */
static void rates_by_hand(void **state)
{
    const Contract c[] = {{30, 100, "won", 120},    {45, 200, "Renewed", 150},
                          {59, 300, "lost", EMPTY}, {60, 999, "won", 999},
                          {29, 999, "lost", EMPTY}, {KIT_OPEN, 999, "won", 9}};
    hale_value r[KIT_RESULTS];
    renew(*state, KIT_NONE, c, 6, 60, r);
    assert_int_equal(is(r, "due"), 3);
    assert_int_equal(is(r, "renewed"), 2);
    assert_int_equal(is(r, "lost"), 1);
    assert_int_equal(is(r, "pending"), 0);
    assert_int_equal(is(r, "due_arr"), USD(600));
    assert_int_equal(is(r, "kept_arr"), USD(250));
    assert_int_equal(is(r, "renewed_arr"), USD(270));
    assert_near(rate(r, "logo_rate"), 2.0 / 3, 1e-12);
    assert_near(rate(r, "gross_rate"), 250.0 / 600, 1e-12);
    assert_near(rate(r, "net_rate"), 270.0 / 600, 1e-12);
}

/* Ended on day 50, nobody knows how: pending on day 79, lost on day 80. */
static void grace(void **state)
{
    const Contract c[] = {{50, 100, "open", EMPTY}, {50, 100, "won", 100}};
    static const char *const none[] = {"grace", "0d", NULL};
    hale_value r[KIT_RESULTS];
    renew(*state, KIT_NONE, c, 2, 79, r);
    assert_int_equal(is(r, "pending"), 1);
    assert_int_equal(is(r, "due_arr"), USD(200));
    assert_int_equal(is(r, "decided_arr"), USD(100));
    assert_near(rate(r, "logo_rate"), 1, 0);
    assert_near(rate(r, "gross_rate"), 1, 0);
    renew(*state, KIT_NONE, c, 2, 80, r);
    assert_int_equal(is(r, "lost"), 1);
    assert_near(rate(r, "gross_rate"), 0.5, 1e-12);
    renew(*state, none, c, 2, 60, r);
    assert_int_equal(is(r, "lost"), 1);
}

/* Without a stage an amount tells: above 0 renewed, 0 lost, none pending. */
static void an_amount_is_an_outcome(void **state)
{
    const Contract c[] = {
        {50, 10, NULL, 7}, {50, 10, "talks", 0}, {50, 10, NULL, EMPTY}};
    hale_value r[KIT_RESULTS];
    renew(*state, KIT_NONE, c, 3, 60, r);
    assert_int_equal(is(r, "renewed"), 1);
    assert_int_equal(is(r, "lost"), 1);
    assert_int_equal(is(r, "pending"), 1);
    assert_int_equal(is(r, "kept_arr"), USD(7));
    kit_everyhow(*state, kit_metric("renewals"), KIT_NONE,
                 rows_of(*state, c, 3, 60, 0), r); /* no such columns */
    assert_int_equal(is(r, "pending"), 3);
    assert_int_equal(kit_missing(kit_metric("renewals"), r, "logo_rate"),
                     HALE_ZERO_DENOMINATOR);
}

/* Nothing due: counts are 0, rates are missing. */
static void nothing_due(void **state)
{
    hale_value r[KIT_RESULTS];
    renew(*state, KIT_NONE, NULL, 0, 60, r);
    assert_int_equal(is(r, "due"), 0);
    assert_int_equal(is(r, "renewed_arr"), 0);
    assert_int_equal(kit_missing(kit_metric("renewals"), r, "net_rate"),
                     HALE_ZERO_DENOMINATOR);
}

/* A renewed contract without an amount: the customer counts, the money is
 * not known. One that is due without ARR: no rate by value either. */
static void unknown_amounts(void **state)
{
    const Contract unpriced[] = {{50, 10, "won", EMPTY}, {50, 20, "won", 20}};
    const Contract blank[] = {{50, EMPTY, "won", 5}, {50, 20, "lost", EMPTY}};
    const hale_metric *m = kit_metric("renewals");
    hale_value r[KIT_RESULTS];
    renew(*state, KIT_NONE, unpriced, 2, 60, r);
    assert_near(rate(r, "logo_rate"), 1, 0);
    assert_int_equal(is(r, "decided_arr"), USD(30));
    assert_int_equal(kit_missing(m, r, "renewed_arr"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "gross_rate"), HALE_NOT_GIVEN);
    renew(*state, KIT_NONE, blank, 2, 60, r);
    assert_near(rate(r, "logo_rate"), 0.5, 0);
    assert_int_equal(is(r, "renewed_arr"), USD(5));
    assert_int_equal(kit_missing(m, r, "due_arr"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "net_rate"), HALE_NOT_GIVEN);
}

/* ------------------------------------------------------------- forecast -- */

/* As of day 60, 90 days ahead is days 60 to 149. 100 x 1 + 200 x 0.9 + 50 x
 * 0.25 = 292.50 of 350; what ended, ends later or never ends is not in it. */
static void forecast_by_hand(void **state)
{
    static const char *const given[] = {
        "probability", "won 1, commit 0.9, Best case 0.25", NULL};
    const Contract c[] = {{60, 100, "won", 100},      {100, 200, "COMMIT", 150},
                          {149, 50, "best case", 50}, {150, 999, "won", 999},
                          {59, 999, "won", 999},      {KIT_OPEN, 9, "won", 9}};
    const hale_metric *m = kit_metric("renewal_forecast");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, given, rows_of(*state, c, 6, 60, 2), r);
    assert_int_equal(kit_int(m, r, "due"), 3);
    assert_int_equal(kit_int(m, r, "due_arr"), USD(350));
    assert_int_equal(kit_int(m, r, ""), USD(585) / 2);
    assert_int_equal(kit_int(m, r, "called_arr"), USD(300));
    assert_near(kit_real(m, r, "rate"), 292.5 / 350, 1e-12);
}

/* Nobody said how likely "open" is: missing, until somebody does. */
static void a_stage_without_a_probability(void **state)
{
    static const char *const said[] = {"other", "0.3333", NULL};
    const Contract c[] = {{70, 100, "open", EMPTY}, {70, 100, NULL, EMPTY}};
    const hale_metric *m = kit_metric("renewal_forecast");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, c, 2, 60, 2), r);
    assert_int_equal(kit_int(m, r, "due_arr"), USD(200));
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "rate"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "called_arr"), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, said, rows_of(*state, c, 2, 60, 2), r);
    assert_int_equal(kit_int(m, r, ""), 666600); /* 2 x 33.33 */
    kit_everyhow(*state, m, said, rows_of(*state, c, 0, 60, 2), r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_missing(m, r, "rate"), HALE_ZERO_DENOMINATOR);
}

static void says(FakeHost *host, const char *metric, const char *option,
                 const char *value, const char *why)
{
    const char *const given[] = {option, value, NULL};
    hale_value r[KIT_RESULTS];
    fake_forget(host);
    assert_int_equal(kit_run(host, kit_metric(metric), given,
                             rows_of(host, NULL, 0, 60, 2), r),
                     -1);
    assert_non_null(strstr(host->failed, why));
}

/* 33 stages "s0 1" to "s32 1". */
static void too_many_stages(void **state)
{
    char list[512] = "s0 1";
    for (int i = 1; i < 33; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), ", s%d 1", i);
    says(*state, "renewal_forecast", "probability", list, "32 at most");
}

static void options_that_make_no_sense(void **state)
{
    static const char *const bad[] = {"won",      "0.9",         "won 1.1",
                                      "won 2",    "won .9",      "won 0.",
                                      "won -0.5", "won 0.12345", "won 1.0001",
                                      "won 0,9",  "won 90%",     "won 0.5x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        says(*state, "renewal_forecast", "probability", bad[i],
             "is not a stage and a number from 0 to 1");
    says(*state, "renewal_forecast", "probability", "won 1, WON 0.5",
         "names \"WON\" twice");
    says(*state, "renewals", "lost", "churned, Won", "stands in won and lost");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(rates_by_hand),
        WITH_HOST(grace),
        WITH_HOST(an_amount_is_an_outcome),
        WITH_HOST(nothing_due),
        WITH_HOST(unknown_amounts),
        WITH_HOST(forecast_by_hand),
        WITH_HOST(a_stage_without_a_probability),
        WITH_HOST(too_many_stages),
        WITH_HOST(options_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
