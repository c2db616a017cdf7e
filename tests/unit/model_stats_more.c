/* SPDX-License-Identifier: MIT
 *
 * model_stats_more: ratios and standard scores, by hand and against a
 * published example.
 */
#include "model_kit.h"

static const char *const both[] = {"part", "mrr", "of", "users", NULL};

/* 300.00 for 6 users, 100.00 for none, nothing for 4, and one that is not
 * known. A group has 400 for 10: the one without a figure is in no sum. */
static void ratio_by_hand(void **state)
{
    FakeHost *host = *state;
    static const int64_t mrr[] = {3000000, 1000000, 0, 5000000};
    static const double users[] = {6, 0, 4, 9};
    static const uint8_t gap[] = {0, 0, 0, HALE_NOT_COVERED};
    const char *const thousand[] = {"part",  "mrr",  "of", "users",
                                    "scale", "1000", NULL};
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_MONEY, mrr, NULL),
        kit_column(host, HALE_REAL, users, gap), NULL};
    Ran ran = kit_fit(host, "ratio", both, 4, columns);
    double part = 0, of = 0;
    assert_near(kit_number(kit_account(&ran, "", 0)), 50, 1e-12);
    assert_int_equal(kit_account(&ran, "", 1).missing, HALE_ZERO_DENOMINATOR);
    assert_near(kit_number(kit_account(&ran, "", 2)), 0, 0);
    for (size_t i = 0; i < 3; i++) {
        part += kit_number(kit_account(&ran, "part", i));
        of += kit_number(kit_account(&ran, "of", i));
    }
    assert_near(part, 400, 0);
    assert_near(of, 10, 0);
    assert_int_equal(kit_account(&ran, "", 3).missing, HALE_NOT_COVERED);
    assert_int_equal(kit_account(&ran, "part", 3).missing, HALE_NOT_COVERED);
    ran = kit_fit(host, "ratio", thousand, 4, columns);
    assert_near(kit_number(kit_account(&ran, "", 0)), 50000, 1e-9);
}

static void ratio_of_texts(void **state)
{
    FakeHost *host = *state;
    static const double users[] = {6};
    const char *const name[] = {"six"};
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_REAL, users, NULL), kit_texts(host, name, 1),
        NULL};
    assert_int_equal(kit_fit(host, "ratio", both, 1, columns).result, -1);
    assert_contains(host->failed, "is no figure");
}

/* ---------------------------------------------------------------- z-score */

static const char *const plain[] = {"column", "x", NULL};

static Ran scored(FakeHost *host, const char *const *given, const double *x,
                  const uint8_t *missing, const char *const *group, size_t n)
{
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_REAL, x, missing),
        group ? kit_texts(host, group, n) : NULL, NULL};
    Ran ran = kit_fit(host, "zscore", given, n, columns);
    assert_int_equal(ran.result, 0);
    return ran;
}

static void transform_is(const Ran *ran, size_t row, const char *wanted)
{
    hale_value v = kit_cell(ran, 0, row, "transform");
    assert_int_equal(v.as.text.len, strlen(wanted));
    assert_memory_equal(v.as.text.data, wanted, strlen(wanted));
}

/* The usual textbook numbers 2 4 4 4 5 5 7 9: mean 5, sum of squares 32, so
 * the deviation of the sample is sqrt(32 / 7). Third powers -27 -3 + 8 + 64 =
 * 42, so the skewness is 42 / 8 over (32 / 8)^1.5 = 5.25 / 8. */
static void zscore_by_hand(void **state)
{
    static const double x[] = {2, 4, 4, 4, 5, 5, 7, 9};
    Ran ran = scored(*state, plain, x, NULL, NULL, 8);
    double deviation = sqrt(32.0 / 7);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "mean")), 5, 1e-12);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "deviation")), deviation,
                1e-12);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "skew")), 5.25 / 8, 1e-12);
    transform_is(&ran, 0, "none");
    assert_near(kit_number(kit_account(&ran, "", 0)), -3 / deviation, 1e-12);
    assert_near(kit_number(kit_account(&ran, "", 4)), 0, 1e-12);
    assert_near(kit_number(kit_account(&ran, "", 7)), 4 / deviation, 1e-12);
}

enum { MANY = 40 };

/* 39 of one kind and 1 of another have the skewness (1 - 2p) / sqrt(p (1 - p))
 * of a yes-or-no, p = 1/40: 0.95 / 0.1561 = 6.08, more than 4. From 0 and
 * e - 1 the logarithm makes 0 and 1: mean p, deviation sqrt(p (1-p) n/(n-1)).
 * From 0 and -sinh(1) asinh makes 0 and -1. */
static void skewed_figures(void **state)
{
    double x[MANY] = {0}, p = 1.0 / MANY;
    double deviation = sqrt(p * (1 - p) * MANY / (MANY - 1));
    const char *const raw[] = {"column", "x", "transform", "none", NULL};
    x[7] = exp(1) - 1;
    Ran ran = scored(*state, plain, x, NULL, NULL, MANY);
    transform_is(&ran, 0, "log");
    assert_near(kit_number(kit_cell(&ran, 0, 0, "mean")), p, 1e-12);
    assert_near(kit_number(kit_account(&ran, "", 7)), (1 - p) / deviation,
                1e-9);
    ran = scored(*state, raw, x, NULL, NULL, MANY);
    transform_is(&ran, 0, "none");
    assert_near(kit_number(kit_cell(&ran, 0, 0, "skew")),
                (1 - 2 * p) / sqrt(p * (1 - p)), 1e-9);
    x[7] = -sinh(1);
    ran = scored(*state, plain, x, NULL, NULL, MANY);
    transform_is(&ran, 0, "asinh");
    assert_near(kit_number(kit_cell(&ran, 0, 0, "mean")), -p, 1e-12);
}

/* Few, alike, without a group, without a value. */
static void who_has_no_zscore(void **state)
{
    const char *const two[] = {"column", "x", "min_n", "2", NULL};
    static const double x[] = {1, 3, 5, 5, 7, 9};
    static const uint8_t gap[] = {0, 0, 0, 0, 0, HALE_STALE};
    const char *const group[] = {"a", "a", "b", "b", NULL, "a"};
    Ran ran = scored(*state, plain, x, gap, group, 6);
    assert_int_equal(kit_account(&ran, "", 0).missing, HALE_TOO_FEW);
    assert_int_equal(kit_cell(&ran, 0, 0, "mean").missing, HALE_TOO_FEW);
    ran = scored(*state, two, x, gap, group, 6);
    assert_near(kit_number(kit_account(&ran, "", 0)), -1 / sqrt(2), 1e-12);
    assert_int_equal(kit_account(&ran, "", 2).missing, HALE_ZERO_DENOMINATOR);
    assert_near(kit_number(kit_cell(&ran, 0, 1, "deviation")), 0, 0);
    assert_int_equal(kit_account(&ran, "", 4).missing, HALE_NOT_GIVEN);
    assert_int_equal(kit_account(&ran, "", 5).missing, HALE_STALE);
}

static void no_logarithm(void **state)
{
    FakeHost *host = *state;
    const char *const logs[] = {"column", "x", "transform", "log", NULL};
    static const double x[] = {5, -1, 3};
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_REAL, x, NULL), NULL, NULL};
    assert_int_equal(kit_fit(host, "zscore", logs, 3, columns).result, -1);
    assert_contains(host->failed, "take transform = asinh");
}

static void models_are_described(void **state)
{
    (void)state;
    kit_model_described(kit_model("ratio"), "stats");
    kit_model_described(kit_model("zscore"), "stats");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(ratio_by_hand),        KIT_TEST(ratio_of_texts),
        KIT_TEST(zscore_by_hand),       KIT_TEST(skewed_figures),
        KIT_TEST(who_has_no_zscore),    KIT_TEST(no_logarithm),
        KIT_TEST(models_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
