/* SPDX-License-Identifier: MIT
 *
 * model_ltv_simple: the simple formulas of lifetime value, by hand.
 */
#include "model_kit.h"

enum { VALUE, FREQUENCY, LIFESPAN, START, CHURNED, WITHIN, COLUMNS };

static const char *const none[] = {NULL};

static const hale_table_column *ints(FakeHost *host, const int64_t *v)
{
    return kit_column(host, HALE_INT, v, NULL);
}

static Ran value(FakeHost *host, const char *const *given, size_t rows,
                 const hale_table_column *const *columns)
{
    Ran ran = kit_fit(host, "simple", given, rows, columns);
    assert_string_equal(host->failed, "");
    assert_int_equal(ran.result, 0);
    return ran;
}

/* Purchases of 50 and 30, 4 and 2 a year, for 3 and 5 years: each brings 200
 * and 60 a year, 130 in the mean, for 4 years: 520; by account 800 and 240.
 * (That is the mean purchase, 260 / 6, times 3 purchases a year.) At half the
 * margin, half. */
static void purchases(void **state)
{
    FakeHost *host = *state;
    static const int64_t price[] = {500000, 300000}, often[] = {4, 2};
    static const double years[] = {3, 5};
    const char *const half[] = {"margin", "0.5", NULL};
    const hale_table_column *const columns[COLUMNS + 1] = {
        [VALUE] = kit_column(host, HALE_MONEY, price, NULL),
        [FREQUENCY] = ints(host, often),
        [LIFESPAN] = kit_column(host, HALE_REAL, years, NULL)};
    Ran ran = value(host, none, 2, columns);
    assert_int_equal(kit_rows(&ran, 0), 1);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "income")), 130, 0);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "lifespan")), 4, 0);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "ltv")), 520, 0);
    assert_near(kit_number(kit_account(&ran, "", 0)), 800, 0);
    assert_near(kit_number(kit_account(&ran, "", 1)), 240, 0);
    assert_int_equal(kit_cell(&ran, 0, 0, "churn").missing, HALE_NO_ROWS);
    ran = value(host, half, 2, columns);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "ltv")), 260, 0);
}

/* Four customers at the start, one lost; the three that pay bring 100, 200 and
 * 300: ARPA 200, margin 80 %, churn 25 %: 200 x 0.8 / 0.25 = 640. The one
 * that pays nothing is worth nothing and does not lower the mean. With losses
 * over a year and monthly values, twelve times as much. */
static void subscriptions(void **state)
{
    FakeHost *host = *state;
    static const int64_t mrr[] = {1000000, 2000000, 3000000, 0};
    static const int64_t start[] = {1, 1, 1, 1}, lost[] = {0, 0, 0, 1};
    const char *const margin[] = {"margin", "0.8", NULL};
    const char *const year[] = {"margin", "0.8", "loss_periods", "12", NULL};
    const hale_table_column *const columns[COLUMNS + 1] = {
        [VALUE] = kit_column(host, HALE_MONEY, mrr, NULL),
        [START] = ints(host, start),
        [CHURNED] = ints(host, lost)};
    Ran ran = value(host, margin, 4, columns);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "n")), 3, 0);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "income")), 200, 0);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "churn")), 0.25, 0);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "ltv")), 640, 1e-9);
    assert_near(kit_number(kit_account(&ran, "", 2)), 960, 1e-9);
    assert_near(kit_number(kit_account(&ran, "", 3)), 0, 0);
    assert_int_equal(kit_cell(&ran, 0, 0, "at_least").missing, HALE_NO_ROWS);
    ran = value(host, year, 4, columns);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "ltv")), 7680, 1e-9);
}

/* Nobody lost of 6: no churn to divide by. With 3 lost it would be 10 x 6 / 3
 * = 20, so it is at least that. The group "new" had nobody at the start. */
static void nobody_lost(void **state)
{
    FakeHost *host = *state;
    static const int64_t mrr[] = {100000, 100000, 100000, 100000,
                                  100000, 100000, 100000, 100000};
    static const int64_t start[] = {1, 1, 1, 1, 1, 1, 0, 0}, lost[8];
    const char *const group[] = {"old", "old", "old", "old",
                                 "old", "old", "new", NULL};
    const hale_table_column *const columns[COLUMNS + 1] = {
        [VALUE] = kit_column(host, HALE_MONEY, mrr, NULL),
        [START] = ints(host, start),
        [CHURNED] = ints(host, lost),
        [WITHIN] = kit_texts(host, group, 8)};
    Ran ran = value(host, none, 8, columns);
    assert_int_equal(kit_rows(&ran, 0), 2);
    assert_int_equal(kit_cell(&ran, 0, 1, "ltv").missing,
                     HALE_ZERO_DENOMINATOR);
    assert_near(kit_number(kit_cell(&ran, 0, 1, "at_least")), 20, 0);
    assert_int_equal(kit_account(&ran, "", 0).missing, HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_cell(&ran, 0, 0, "ltv").missing, HALE_NO_ROWS);
    assert_int_equal(kit_cell(&ran, 0, 0, "at_least").missing, HALE_NO_ROWS);
    assert_int_equal(kit_account(&ran, "", 6).missing, HALE_NO_ROWS);
    assert_int_equal(kit_account(&ran, "", 7).missing, HALE_NOT_GIVEN);
}

/* Nobody lost, so 1 / 0.02 = 50 periods of 100 x 0.8 - 30 = 50. The second
 * account pays nothing and costs nothing. Beside it a group that lost one of
 * two has its own churn: 2 periods. */
static void assumed_churn_and_cost(void **state)
{
    FakeHost *host = *state;
    const char *const given[] = {
        "margin", "0.8",           "cost", "30", "ltv_zero_churn",
        "assume", "assumed_churn", "0.02", NULL};
    const char *const half[] = {"ltv_zero_churn", "assume", NULL};
    static const int64_t mrr[] = {1000000, 0, 1000000, 1000000};
    static const int64_t start[] = {1, 1, 1, 1}, lost[] = {0, 0, 0, 1};
    const char *const group[] = {"a", "a", "b", "b"};
    const hale_table_column *const columns[COLUMNS + 1] = {
        [VALUE] = kit_column(host, HALE_MONEY, mrr, NULL),
        [START] = ints(host, start),
        [CHURNED] = ints(host, lost),
        [WITHIN] = kit_texts(host, group, 4)};
    Ran ran = value(host, given, 4, columns);
    assert_near(kit_number(kit_account(&ran, "", 0)), 2500, 1e-9);
    assert_near(kit_number(kit_account(&ran, "", 1)), 0, 0);
    assert_near(kit_number(kit_account(&ran, "", 2)), 100, 1e-9);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "ltv")), 2500, 1e-9);
    assert_int_equal(kit_cell(&ran, 0, 0, "assumed").as.b, 1);
    assert_int_equal(kit_cell(&ran, 0, 1, "assumed").as.b, 0);
    assert_near(kit_number(kit_cell(&ran, 0, 0, "churn")), 0, 0);
    assert_int_equal(kit_fit(host, "simple", half, 4, columns).result, -1);
    assert_contains(host->failed, "needs assumed_churn");
}

static void what_is_lacking(void **state)
{
    FakeHost *host = *state;
    static const int64_t mrr[] = {100000, 100000};
    static const uint8_t gap[] = {HALE_STALE, 0}, yes[] = {1, 1};
    static const double years[] = {2, 2};
    const hale_table_column *columns[COLUMNS + 1] = {
        [VALUE] = kit_column(host, HALE_MONEY, mrr, gap)};
    Ran ran = value(host, none, 2, columns);
    assert_contains(host->warning[0], "nothing says how long accounts stay");
    assert_int_equal(kit_account(&ran, "", 0).missing, HALE_STALE);
    assert_int_equal(kit_account(&ran, "", 1).missing, HALE_NO_ROWS);
    columns[LIFESPAN] = kit_column(host, HALE_REAL, years, NULL);
    ran = value(host, none, 2, columns);
    assert_int_equal(host->warnings, 0);
    assert_int_equal(kit_account(&ran, "", 0).missing, HALE_STALE);
    assert_near(kit_number(kit_account(&ran, "", 1)), 20, 0);
    columns[START] = kit_column(host, HALE_BOOL, yes, NULL);
    assert_int_equal(kit_fit(host, "simple", none, 2, columns).result, -1);
    assert_contains(host->failed, "given is no number");
}

static void the_model_is_described(void **state)
{
    (void)state;
    kit_model_described(kit_model("simple"), "ltv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(purchases),       KIT_TEST(subscriptions),
        KIT_TEST(nobody_lost),     KIT_TEST(assumed_churn_and_cost),
        KIT_TEST(what_is_lacking), KIT_TEST(the_model_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
