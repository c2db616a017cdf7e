/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_edge: the cases in which tools differ or slip, one test
 * each, under the number they have in the catalogue of edge cases. Where a
 * rule can be chosen the test is of hale's own. A month is the days [30, 60).
 */
#include "revenue_kit.h"

static const char *const by_events[] = {"basis", "events", "net_window", "none",
                                        NULL};

/* Begins in the middle of the month: in full, never by its days. */
static void ec_01_mid_period_start(void **state)
{
    const KitTerm t[] = {{.from = 45, OPEN_TERM, .amount = USD(100)}};
    assert_int_equal(kit_over(*state, "movements", KIT_NONE, t, 1, "new"),
                     USD(100));
}

/* In a trial over the month's end: nobody's customer, an MRR of its own. */
static void ec_02_trial(void **state)
{
    const KitTerm t[] = {
        {.from = 40, OPEN_TERM, .amount = USD(9), .trial_end = 70}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 1, "new"), 0);
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 1, "trial"), USD(9));
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 1, "customer"), 0);
}

/* On hold: a class of its own, and no churn; the customer stays one. */
static void ec_03_pause(void **state)
{
    const KitTerm t[] = {
        {.from = 1, OPEN_TERM, .amount = USD(9), .paused_from = 40}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 1, "paused"),
                     USD(9));
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 1, "lost"), 0);
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 1, ""), 0);
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 1, "held"), USD(9));
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 1, "customer"), 1);
}

/* Away and back within the month: netted in reports, two events in audits. */
static void ec_04_churn_then_return(void **state)
{
    const KitTerm t[] = {{.from = 1, .to = 35, .amount = USD(10)},
                         {.from = 50, OPEN_TERM, .amount = USD(10)}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 2, "churn"), 0);
    assert_int_equal(kit_over(h, "movements", by_events, t, 2, "churn"),
                     USD(10));
}

/* Came and went: in no rate, and counted. */
static void ec_05_new_then_churn(void **state)
{
    const KitTerm t[] = {{.from = 35, .to = 50, .amount = USD(10)}};
    FakeHost *h = *state;
    for (int events = 0; events < 2; events++) {
        const char *const *given = events ? by_events : KIT_NONE;
        assert_int_equal(
            kit_over(h, "movements", given, t, 1, "customers_flash"), 1);
        assert_int_equal(
            kit_over(h, "movements", given, t, 1, "customers_lost"), 0);
    }
}

/* 100 -> 130 -> 110: up 10, or up 30 and down 20. */
static void ec_06_up_and_down(void **state)
{
    const KitTerm t[] = {{.from = 1, .to = 40, .amount = USD(100)},
                         {.from = 40, .to = 50, .amount = USD(130)},
                         {.from = 50, OPEN_TERM, .amount = USD(110)}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 3, "expansion"),
                     USD(10));
    assert_int_equal(kit_over(h, "movements", by_events, t, 3, "expansion"),
                     USD(30));
    assert_int_equal(kit_over(h, "movements", by_events, t, 3, "contraction"),
                     USD(20));
}

/* 1,200 for one, two and three years: 100, 50 and 33.3333. */
static void ec_07_years_to_months(void **state)
{
    static const int64_t want[] = {1000000, 500000, 333333};
    for (int64_t years = 1; years < 4; years++) {
        const KitTerm t[] = {{.from = 1,
                              OPEN_TERM,
                              .amount = USD(1200),
                              .interval = "year",
                              .count = years}};
        assert_int_equal(kit_mrr(*state, GIVEN("per", "interval"), t, 1, 9),
                         want[years - 1]);
    }
}

/* From 100 a month to 1,000 a year: 83.3333, so 16.6667 less. */
static void ec_08_to_annual_with_a_discount(void **state)
{
    static const char *const given[] = {"per", "interval", NULL};
    const KitTerm t[] = {
        {.from = 1, .to = 40, .amount = USD(100), .interval = "month"},
        {.from = 40, OPEN_TERM, .amount = USD(1000), .interval = "year"}};
    assert_int_equal(kit_over(*state, "movements", given, t, 2, "contraction"),
                     166667);
}

/* A discount of 20 ends: 20 of expansion; one begins: contraction. */
static void ec_09_discount_begins_and_ends(void **state)
{
    const KitTerm ends[] = {
        {.from = 1, .to = 40, .amount = USD(100), .discount = USD(20)},
        {.from = 40, OPEN_TERM, .amount = USD(100)}};
    const KitTerm begins[] = {
        {.from = 1, .to = 40, .amount = USD(100)},
        {.from = 40, OPEN_TERM, .amount = USD(100), .discount = USD(20)}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", KIT_NONE, ends, 2, "expansion"),
                     USD(20));
    assert_int_equal(
        kit_over(h, "movements", KIT_NONE, begins, 2, "contraction"), USD(20));
}

/* 30 off a price of 20 is 0, not -10, and somebody is told. A negative
 * amount is a discount that stands as a row, and is added. */
static void ec_10_discount_above_the_price(void **state)
{
    const KitTerm t[] = {
        {.from = 1, OPEN_TERM, .amount = USD(20), .discount = USD(30)},
        {.from = 1, OPEN_TERM, .amount = USD(50)},
        {.from = 1, OPEN_TERM, .amount = USD(-8)}};
    FakeHost *h = *state;
    assert_int_equal(kit_mrr(h, KIT_NONE, t, 3, 9), USD(42));
    assert_true(h->warnings > 0);
    assert_contains(h->warning[0], "more than its price");
}

/* 100 % off: a customer, who does not pay and is in no average. */
static void ec_11_free(void **state)
{
    const KitTerm t[] = {
        {.from = 1, OPEN_TERM, .amount = USD(20), .discount = USD(20)}};
    const hale_metric *m = kit_metric("growth");
    hale_value r[KIT_RESULTS];
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 1, "customer"), 1);
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 1, "paying"), 0);
    kit_month(h, "growth", KIT_NONE, t, 1, r);
    assert_int_equal(kit_missing(m, r, "arpa"), HALE_ZERO_DENOMINATOR);
    kit_month(h, "mrr", GIVEN("zero_mrr", "churned"), t, 1, r);
    assert_int_equal(kit_int(kit_metric("mrr"), r, "customer"), 0);
}

static void ec_12_one_of_several(void **state)
{
    const KitTerm t[] = {{.from = 1, .to = 40, .amount = USD(10)},
                         {.from = 1, OPEN_TERM, .amount = USD(30)}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 2, "contraction"),
                     USD(10));
    assert_int_equal(
        kit_over(h, "movements", KIT_NONE, t, 2, "customers_churned"), 0);
}

/* Asked for on day 40, effective on day 80: MRR goes on, the committed one
 * does not; signed on day 50 for day 90 is committed and no MRR. */
static void ec_13_scheduled_cancellation(void **state)
{
    const KitTerm t[] = {
        {.from = 1, .to = 80, .amount = USD(10), .cancel_requested = 40},
        {.from = 1, OPEN_TERM, .amount = USD(50)}};
    const hale_metric *m = kit_metric("cmrr");
    hale_value r[KIT_RESULTS];
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 2, "lost"), 0);
    assert_int_equal(kit_over(h, "movements", GIVEN("recognition", "requested"),
                              t, 2, "contraction"),
                     USD(10));
    kit_month(h, "cmrr", KIT_NONE, t, 2, r);
    assert_int_equal(kit_int(m, r, "mrr"), USD(60));
    assert_int_equal(kit_int(m, r, "cancelling"), USD(10));
    assert_int_equal(kit_int(m, r, ""), USD(50));
}

/* Unpaid since day 35: kept, or lost when 20 days are over, against its
 * will. One who asked to leave before that has left by choice. */
static void ec_14_past_due(void **state)
{
    const KitTerm t[] = {
        {.from = 1, OPEN_TERM, .amount = USD(10), .past_due_since = 35}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 1, "churn"), 0);
    assert_int_equal(
        kit_over(h, "movements", GIVEN("past_due", "20d"), t, 1, "churn"),
        USD(10));
    assert_int_equal(
        kit_over(h, "movements", GIVEN("past_due", "30d"), t, 1, "churn"), 0);
    for (int events = 0; events < 2; events++) {
        const char *const given[] = {"past_due", "20d", "basis",
                                     events ? "events" : "snapshot", NULL};
        KitTerm left[] = {t[0]};
        left[0].to = 50;
        assert_int_equal(
            kit_over(h, "movements", given, t, 1, "churn_involuntary"),
            USD(10));
        assert_int_equal(
            kit_over(h, "movements", given, t, 1, "customers_involuntary"), 1);
        assert_int_equal(kit_over(h, "movements", given, left, 1, "churn"),
                         USD(10));
        assert_int_equal(
            kit_over(h, "movements", given, left, 1, "churn_involuntary"), 0);
    }
}

/* Fees are not recurring. A type that nobody knows makes the MRR missing,
 * with a remark: neither in nor out is right. */
static void ec_16_one_off(void **state)
{
    const KitTerm t[] = {
        {.from = 1, OPEN_TERM, .amount = USD(10), .type = "recurring"},
        {.from = 1, OPEN_TERM, .amount = USD(500), .type = "setup"}};
    const KitTerm odd[] = {
        {.from = 1, OPEN_TERM, .amount = USD(10), .type = "recuring"}};
    FakeHost *h = *state;
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_mrr(h, KIT_NONE, t, 2, 9), USD(10));
    kit_month(h, "mrr", KIT_NONE, odd, 1, r);
    assert_int_equal(kit_missing(kit_metric("mrr"), r, ""), HALE_REJECTED);
    assert_true(h->warnings > 0);
    assert_contains(h->warning[0], "type \"recuring\" of a subscription");
    kit_month(h, "movements", KIT_NONE, odd, 1, r);
    assert_int_equal(kit_missing(kit_metric("movements"), r, "end"),
                     HALE_REJECTED);
}

/* Nobody at the start: no rate, and never a rate of 0. */
static void ec_19_zero_denominators(void **state)
{
    static const char *const rates[] = {"gross_churn", "mrr_churn_cancel_only",
                                        "logo_churn", "nrr"};
    const KitTerm t[] = {{.from = 40, OPEN_TERM, .amount = USD(10)}};
    const hale_metric *m = kit_metric("movements");
    hale_value r[KIT_RESULTS];
    kit_month(*state, "movements", KIT_NONE, t, 1, r);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(kit_missing(m, r, rates[i]), HALE_ZERO_DENOMINATOR);
    kit_month(*state, "growth", KIT_NONE, t, 1, r);
    assert_int_equal(kit_missing(kit_metric("growth"), r, "quick_ratio"),
                     HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_int(kit_metric("growth"), r, "no_losses"), 1);
}

/* One company buys another on day 40: 100 goes from the one to the other,
 * who has 50, and is cut to 80 there on day 50. Together: a contraction of
 * 20 and two customers that become one; nobody churned, nothing expanded. */
static void ec_28_merger(void **state)
{
    const KitTerm sold[] = {
        {.from = 1, .to = 40, .amount = USD(100), .moved_to = "buyer"}};
    const KitTerm buyer[] = {
        {.from = 1, OPEN_TERM, .amount = USD(50)},
        {.from = 40, .to = 50, .amount = USD(100), .moved_from = "sold"},
        {.from = 50, OPEN_TERM, .amount = USD(80)}};
    for (int events = 0; events < 2; events++) {
        const char *const *given = events ? by_events : KIT_NONE;
        KitSum sum = {.metric = kit_metric("movements")};
        KitSum kept = {.metric = kit_metric("retention")};
        hale_value r[KIT_RESULTS];
        kit_month(*state, "movements", given, sold, 1, r);
        assert_int_equal(kit_int(sum.metric, r, "transfer"), USD(-100));
        assert_int_equal(kit_int(sum.metric, r, "customers_transferred"), -1);
        kit_add(&sum, r);
        kit_month(*state, "movements", given, buyer, 3, r);
        assert_int_equal(kit_int(sum.metric, r, "transfer"), USD(100));
        kit_add(&sum, r);
        assert_int_equal(sum.sum[kit_result(sum.metric, "transfer")], 0);
        assert_int_equal(sum.sum[kit_result(sum.metric, "contraction")],
                         USD(20));
        assert_int_equal(sum.sum[kit_result(sum.metric, "churn")], 0);
        assert_int_equal(sum.sum[kit_result(sum.metric, "expansion")], 0);
        assert_near(kit_group(&sum, "nrr"), 130.0 / 150, 1e-12);
        kit_month(*state, "retention", KIT_NONE, sold, 1, r);
        kit_add(&kept, r);
        kit_month(*state, "retention", KIT_NONE, buyer, 3, r);
        kit_add(&kept, r);
        assert_near(kit_group(&kept, "grr"), 130.0 / 150, 1e-12);
        assert_near(kit_group(&kept, "logo_churn"), 0, 0);
    }
}

/* Won on day 35, handed on by day 45: new with the one, who ends with nothing,
 * and a transfer to the other, no matter that it is over within the month. */
static void ec_28_handed_on_at_once(void **state)
{
    const KitTerm won[] = {
        {.from = 35, .to = 45, .amount = USD(100), .moved_to = "buyer"}};
    const KitTerm buyer[] = {
        {.from = 45, OPEN_TERM, .amount = USD(100), .moved_from = "won"}};
    FakeHost *h = *state;
    for (int events = 0; events < 2; events++) {
        const char *const *given = events ? by_events : KIT_NONE;
        assert_int_equal(kit_over(h, "movements", given, won, 1, "new"),
                         USD(100));
        assert_int_equal(kit_over(h, "movements", given, won, 1, "transfer"),
                         USD(-100));
        assert_int_equal(kit_over(h, "movements", given, won, 1, "end"), 0);
        assert_int_equal(kit_over(h, "movements", given, won, 1, "churn"), 0);
        assert_int_equal(kit_over(h, "movements", given, buyer, 1, "transfer"),
                         USD(100));
        assert_int_equal(kit_over(h, "movements", given, buyer, 1, "new"), 0);
    }
}

/* A subscription of 50, usage of 30 of which 10 are committed: out, in, or the
 * minimum; a section for usage alone is a column of its own. */
static void ec_17_metered(void **state)
{
    const KitTerm t[] = {
        {.from = 1, OPEN_TERM, .amount = USD(50), .type = "recurring"},
        {.from = 1,
         OPEN_TERM,
         .amount = USD(30),
         .type = "metered",
         .committed = USD(10)}};
    FakeHost *h = *state;
    assert_int_equal(kit_mrr(h, KIT_NONE, t, 2, 9), USD(50));
    assert_int_equal(kit_mrr(h, GIVEN("metered", "include"), t, 2, 9), USD(80));
    assert_int_equal(kit_mrr(h, GIVEN("metered", "committed"), t, 2, 9),
                     USD(60));
    assert_int_equal(kit_mrr(h, GIVEN("metered", "include"), t + 1, 1, 9),
                     USD(30));
}

/* Renewed ten days late. Within the grace: no loss, no return, and until it
 * comes a customer by grace alone. */
static void ec_30_late_renewal(void **state)
{
    static const char *const given[] = {"grace", "14d", NULL};
    const KitTerm t[] = {{.from = 1, .to = 55, .amount = USD(10)},
                         {.from = 65, OPEN_TERM, .amount = USD(10)}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "movements", given, t, 2, "churn"), 0);
    assert_int_equal(kit_over(h, "movements", KIT_NONE, t, 2, "churn"),
                     USD(10));
    assert_int_equal(kit_over(h, "mrr", given, t, 2, ""), USD(10));
    assert_int_equal(kit_over(h, "mrr", given, t, 2, "in_grace"), 1);
}

/* Two of the same product at once: both count, and it is told. */
static void ec_31_overlap(void **state)
{
    const KitTerm t[] = {
        {.from = 1, .to = 90, .amount = USD(10), .product = "planner"},
        {.from = 20, OPEN_TERM, .amount = USD(12), .product = "planner"},
        {.from = 20, OPEN_TERM, .amount = USD(3), .product = "charts"},
        {.from = 20, .to = 40, .amount = USD(5), .product = "charts"}};
    FakeHost *h = *state;
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 4, ""), USD(25));
    assert_int_equal(kit_over(h, "mrr", KIT_NONE, t, 4, "overlaps"), 1);
    assert_contains(h->warning[0], "several active subscriptions of one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(ec_01_mid_period_start),
        WITH_HOST(ec_02_trial),
        WITH_HOST(ec_03_pause),
        WITH_HOST(ec_04_churn_then_return),
        WITH_HOST(ec_05_new_then_churn),
        WITH_HOST(ec_06_up_and_down),
        WITH_HOST(ec_07_years_to_months),
        WITH_HOST(ec_08_to_annual_with_a_discount),
        WITH_HOST(ec_09_discount_begins_and_ends),
        WITH_HOST(ec_10_discount_above_the_price),
        WITH_HOST(ec_11_free),
        WITH_HOST(ec_12_one_of_several),
        WITH_HOST(ec_13_scheduled_cancellation),
        WITH_HOST(ec_14_past_due),
        WITH_HOST(ec_16_one_off),
        WITH_HOST(ec_17_metered),
        WITH_HOST(ec_19_zero_denominators),
        WITH_HOST(ec_28_merger),
        WITH_HOST(ec_28_handed_on_at_once),
        WITH_HOST(ec_30_late_renewal),
        WITH_HOST(ec_31_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
