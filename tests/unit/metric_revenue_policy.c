/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_policy: every knob of a definition of MRR, each with a hand
 * calculation under all of its values. A month is the days [30, 60).
 */
#include "revenue_kit.h"

static const char *const by_events[] = {"basis", "events", "net_window", "none",
                                        NULL};

/* ---------------------------------------------------------------- amounts */

/* 100 less 20: 80 by default. The kind decides what is left of it. */
static void discounts(void **state)
{
    static const struct {
        const char *kind;
        int64_t all, recurring, forever, none;
    } want[] = {{"forever", 80, 80, 80, 100},
                {"repeating", 80, 80, 100, 100},
                {"Once", 80, 100, 100, 100},
                {NULL, 80, 80, 80, 100}}; /* no such column: for ever */
    for (size_t i = 0; i < 4; i++) {
        const KitTerm t[] = {{.from = 1,
                              OPEN_TERM,
                              .amount = USD(100),
                              .discount = USD(20),
                              .discount_kind = want[i].kind}};
        FakeHost *h = *state;
        assert_int_equal(kit_mrr(h, KIT_NONE, t, 1, 9), USD(want[i].all));
        assert_int_equal(kit_mrr(h, GIVEN("discounts", "recurring"), t, 1, 9),
                         USD(want[i].recurring));
        assert_int_equal(kit_mrr(h, GIVEN("discounts", "forever"), t, 1, 9),
                         USD(want[i].forever));
        assert_int_equal(kit_mrr(h, GIVEN("discounts", "none"), t, 1, 9),
                         USD(want[i].none));
    }
}

/* (1,200 - 240) a year for each of 3: 80 a month each, 240. The list price
 * beside it is 300. */
static void a_discount_is_for_the_same_interval(void **state)
{
    static const char *const given[] = {"per", "interval", "times_quantity",
                                        "yes", NULL};
    const KitTerm t[] = {{.from = 1,
                          OPEN_TERM,
                          .amount = USD(1200),
                          .interval = "year",
                          .quantity = 3,
                          .discount = USD(240)}};
    const hale_metric *m = kit_metric("mrr");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, given, kit_terms(*state, t, 1, INT64_MIN, 9), r);
    assert_int_equal(kit_int(m, r, ""), USD(240));
    assert_int_equal(kit_int(m, r, "list"), USD(300));
}

/* Nobody says of which kind one is: then only `all` and `none` know. */
static void a_discount_of_no_kind(void **state)
{
    const KitTerm t[] = {
        {.from = 1, OPEN_TERM, .amount = USD(9), .discount = USD(2)},
        {.from = 1,
         OPEN_TERM,
         .amount = USD(9),
         .discount = USD(2),
         .discount_kind = "once"}};
    const hale_metric *m = kit_metric("mrr");
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_mrr(*state, KIT_NONE, t, 2, 9), USD(14));
    kit_everyhow(*state, m, GIVEN("discounts", "forever"),
                 kit_terms(*state, t, 2, INT64_MIN, 9), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
}

/* A kind that nobody knows matters only to who asks for kinds. */
static void an_unknown_kind_of_discount(void **state)
{
    const KitTerm t[] = {{.from = 1,
                          OPEN_TERM,
                          .amount = USD(9),
                          .discount = USD(2),
                          .discount_kind = "forevr"}};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_mrr(host, KIT_NONE, t, 1, 9), USD(7));
    assert_int_equal(kit_run(host, kit_metric("mrr"),
                             GIVEN("discounts", "recurring"),
                             kit_terms(host, t, 1, INT64_MIN, 9), r),
                     -1);
    assert_contains(host->failed, "discount_kind \"forevr\"");
    assert_contains(host->failed, "forever, repeating and once");
}

/* A subscription of 50 (whatever is committed of it), usage of 30 with a
 * minimum of 10, usage without one of 4, and a set-up fee of 500. */
static void types(void **state)
{
    const KitTerm t[] = {
        {.from = 1,
         OPEN_TERM,
         .amount = USD(50),
         .type = "recurring",
         .committed = USD(1)},
        {.from = 1,
         OPEN_TERM,
         .amount = USD(30),
         .type = "Metered",
         .committed = USD(10)},
        {.from = 1, OPEN_TERM, .amount = USD(4), .type = "usage"},
        {.from = 1, OPEN_TERM, .amount = USD(500), .type = "one_off"}};
    FakeHost *h = *state;
    assert_int_equal(kit_mrr(h, KIT_NONE, t, 4, 9), USD(50));
    assert_int_equal(kit_mrr(h, GIVEN("metered", "include"), t, 4, 9), USD(84));
    assert_int_equal(kit_mrr(h, GIVEN("metered", "committed"), t, 4, 9),
                     USD(60));
    assert_int_equal(kit_mrr(h, GIVEN("oneoff", "include"), t, 4, 9), USD(550));
}

/* From 10 to 0 and back to 10. A free customer stays one, or is lost and
 * returns; one who never paid is none then. */
static void zero_mrr(void **state)
{
    static const char *const churned[] = {"zero_mrr", "churned", NULL};
    const KitTerm freed[] = {{.from = 1, .to = 40, .amount = USD(10)},
                             {.from = 40, OPEN_TERM}};
    const KitTerm back[] = {{.from = 1, .to = 20, .amount = USD(10)},
                            {.from = 20, .to = 40},
                            {.from = 40, OPEN_TERM, .amount = USD(10)}};
    const KitTerm first[] = {{.from = 20, .to = 40},
                             {.from = 40, OPEN_TERM, .amount = USD(10)}};
    FakeHost *h = *state;
    assert_int_equal(
        kit_over(h, "movements", KIT_NONE, freed, 2, "contraction"), USD(10));
    assert_int_equal(kit_over(h, "movements", churned, freed, 2, "churn"),
                     USD(10));
    assert_int_equal(kit_over(h, "movements", KIT_NONE, back, 3, "expansion"),
                     USD(10));
    assert_int_equal(kit_over(h, "movements", churned, back, 3, "reactivation"),
                     USD(10));
    assert_int_equal(kit_over(h, "movements", churned, first, 2, "new"),
                     USD(10));
}

/* ------------------------------------------------------------------- time */

/* Asked for on day 35, gone on day 50, paid until day 70. */
static void recognition(void **state)
{
    static const struct {
        const char *value;
        int64_t last; /* the last day that ends with it */
    } want[] = {{"effective", 50}, {"requested", 35}, {"paid_through", 70}};
    const KitTerm t[] = {{.from = 1,
                          .to = 50,
                          .amount = USD(10),
                          .cancel_requested = 35,
                          .paid_through = 70}};
    for (size_t i = 0; i < 3; i++) {
        const char *const given[] = {"recognition", want[i].value, NULL};
        assert_int_equal(kit_mrr(*state, given, t, 1, want[i].last), USD(10));
        assert_int_equal(kit_mrr(*state, given, t, 1, want[i].last + 1), 0);
    }
}

/* Nobody cancelled: paid_through is only the next bill. Once somebody asked
 * for it, it is the end. */
static void paid_through_is_no_end_by_itself(void **state)
{
    static const char *const given[] = {"recognition", "paid_through", NULL};
    const KitTerm goes_on[] = {
        {.from = 1, OPEN_TERM, .amount = USD(10), .paid_through = 20}};
    const KitTerm asked[] = {{.from = 1,
                              OPEN_TERM,
                              .amount = USD(10),
                              .paid_through = 20,
                              .cancel_requested = 5}};
    assert_int_equal(kit_mrr(*state, given, goes_on, 1, 30), USD(10));
    assert_int_equal(kit_mrr(*state, given, asked, 1, 20), USD(10));
    assert_int_equal(kit_mrr(*state, given, asked, 1, 30), 0);
}

/* Not paid since day 20: kept for ever, or for ten days. */
static void past_due(void **state)
{
    const KitTerm t[] = {
        {.from = 1, OPEN_TERM, .amount = USD(10), .past_due_since = 20}};
    FakeHost *h = *state;
    assert_int_equal(kit_mrr(h, KIT_NONE, t, 1, 90), USD(10));
    assert_int_equal(kit_mrr(h, GIVEN("past_due", "10d"), t, 1, 30), USD(10));
    assert_int_equal(kit_mrr(h, GIVEN("past_due", "10d"), t, 1, 31), 0);
    assert_int_equal(kit_mrr(h, GIVEN("past_due", "0d"), t, 1, 21), 0);
}

/* 100, put on hold on day 40, resumed on day 70. Over the month and the one
 * after it: a class of its own, nothing, less and more, or gone and back. */
static void pauses(void **state)
{
    static const struct {
        const char *pause, *down, *up;
        int64_t customers;
    } want[] = {{"separate", "paused", "paused", 1},
                {"keep", NULL, NULL, 1},
                {"contraction", "contraction", "expansion", 1},
                {"churn", "churn", "reactivation", 0}};
    const KitTerm t[] = {{.from = 1,
                          OPEN_TERM,
                          .amount = USD(100),
                          .paused_from = 40,
                          .paused_to = 70}};
    const hale_metric *m = kit_metric("movements");
    for (size_t i = 0; i < 8; i++) {
        const char *const given[] = {"pause", want[i % 4].pause, "basis",
                                     i < 4 ? "snapshot" : "events", NULL};
        const char *down = want[i % 4].down, *up = want[i % 4].up;
        hale_value r[KIT_RESULTS];
        kit_everyhow(*state, m, given, kit_terms(*state, t, 1, 30, 60), r);
        assert_int_equal(kit_int(m, r, "end"), down ? 0 : USD(100));
        assert_int_equal(kit_int(m, r, "customers_end"), want[i % 4].customers);
        if (down)
            assert_int_equal(kit_int(m, r, down), USD(100));
        kit_everyhow(*state, m, given, kit_terms(*state, t, 1, 60, 90), r);
        assert_int_equal(kit_int(m, r, "end"), USD(100));
        if (up) /* what is resumed is paused, less than nothing */
            assert_int_equal(kit_int(m, r, up),
                             strcmp(up, "paused") ? USD(100) : USD(-100));
    }
}

/* On hold at 100, then cancelled: the loss is booked now, in full, and no
 * longer on hold: 0 - 100 + 100 = 0. A pause that is over counts no more. */
static void cancelled_while_on_hold(void **state)
{
    const KitTerm t[] = {
        {.from = 1, .to = 50, .amount = USD(100), .paused_from = 20}};
    FakeHost *h = *state;
    for (int events = 0; events < 2; events++) {
        const char *const *given = events ? by_events : KIT_NONE;
        assert_int_equal(kit_over(h, "movements", given, t, 1, "churn"),
                         USD(100));
        assert_int_equal(kit_over(h, "movements", given, t, 1, "paused"),
                         USD(-100));
        assert_int_equal(kit_over(h, "movements", given, t, 1, "start"), 0);
    }
}

/* Ends on day 40, goes on at 12 on day 50. Ten days of grace bridge it. With
 * nine, the customer is lost (after nine days) and returns. */
static void grace(void **state)
{
    static const char *const bridged[] = {"grace", "10d", NULL};
    static const char *const nine[] = {"grace",      "9d",   "basis", "events",
                                       "net_window", "none", NULL};
    static const char *const walked[] = {
        "grace", "10d", "basis", "events", "net_window", "none", NULL};
    const KitTerm t[] = {{.from = 1, .to = 40, .amount = USD(10)},
                         {.from = 50, OPEN_TERM, .amount = USD(12)}};
    FakeHost *h = *state;
    assert_int_equal(kit_mrr(h, bridged, t, 2, 45), USD(10));
    assert_int_equal(kit_mrr(h, KIT_NONE, t, 2, 45), 0);
    assert_int_equal(kit_over(h, "movements", walked, t, 2, "expansion"),
                     USD(2));
    assert_int_equal(kit_over(h, "movements", walked, t, 2, "churn"), 0);
    assert_int_equal(kit_over(h, "movements", nine, t, 2, "churn"), USD(10));
    assert_int_equal(kit_over(h, "movements", nine, t, 2, "reactivation"),
                     USD(12));
}

/* A trial of 9 until day 20, counted from day 5 on if trials count. */
static void trials(void **state)
{
    const KitTerm t[] = {
        {.from = 5, OPEN_TERM, .amount = USD(9), .trial_end = 20}};
    const hale_metric *m = kit_metric("mrr");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, kit_terms(*state, t, 1, INT64_MIN, 10),
                 r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_int(m, r, "trial"), USD(9));
    assert_int_equal(kit_mrr(*state, GIVEN("trial", "include"), t, 1, 10),
                     USD(9));
    kit_everyhow(*state, m, KIT_NONE, kit_terms(*state, t, 1, INT64_MIN, 21),
                 r);
    assert_int_equal(kit_int(m, r, ""), USD(9));
    assert_int_equal(kit_int(m, r, "trial"), 0);
}

/* -------------------------------------------------------------- movements */

/* Gone on day 40 and back half an hour, ten hours or ten days later. */
static void net_window(void **state)
{
    static const struct {
        const char *window;
        int netted[3];
    } want[] = {{"none", {0, 0, 0}},
                {"hour", {1, 0, 0}},
                {"day", {1, 1, 0}},
                {"period", {1, 1, 1}}};
    static const int64_t later[] = {HALE_DAY / 48, 10 * HALE_DAY / 24,
                                    10 * HALE_DAY};
    const KitTerm t[] = {{.from = 1, .to = 40, .amount = USD(100)},
                         {.from = 50, OPEN_TERM, .amount = USD(60)}};
    const hale_metric *m = kit_metric("movements");
    for (size_t i = 0; i < 12; i++) {
        const char *const given[] = {"basis", "events", "net_window",
                                     want[i / 3].window, NULL};
        int netted = want[i / 3].netted[i % 3];
        hale_rows rows = *kit_terms(*state, t, 2, 30, 60);
        int64_t time[] = {HALE_DAY, 40 * HALE_DAY + later[i % 3]};
        hale_value r[KIT_RESULTS];
        rows.time = time;
        kit_everyhow(*state, m, given, &rows, r);
        assert_int_equal(kit_int(m, r, "churn"), netted ? 0 : USD(100));
        assert_int_equal(kit_int(m, r, "reactivation"), netted ? 0 : USD(60));
        assert_int_equal(kit_int(m, r, "contraction"), netted ? USD(40) : 0);
    }
}

/* Of ten customers one leaves and one more comes and goes within the month:
 * 1 of 10, or 2 of 10, by either basis. */
static void flash(void **state)
{
    const KitTerm stays[] = {{.from = 1, OPEN_TERM, .amount = USD(1)}};
    const KitTerm leaves[] = {{.from = 1, .to = 40, .amount = USD(1)}};
    const KitTerm flashes[] = {{.from = 40, .to = 45, .amount = USD(1)}};
    for (int i = 0; i < 4; i++) {
        const char *const given[] = {"flash", i % 2 ? "include" : "exclude",
                                     "basis", i < 2 ? "snapshot" : "events",
                                     NULL};
        KitSum sum = {.metric = kit_metric("movements")};
        for (int who = 0; who < 11; who++) {
            hale_value r[KIT_RESULTS];
            kit_month(*state, "movements", given,
                      who == 0   ? leaves
                      : who == 1 ? flashes
                                 : stays,
                      1, r);
            kit_add(&sum, r);
        }
        assert_int_equal(sum.sum[kit_result(sum.metric, "customers_start")],
                         10);
        assert_int_equal(sum.sum[kit_result(sum.metric, "customers_lost")],
                         i % 2 ? 2 : 1);
        assert_near(kit_group(&sum, "logo_churn"), i % 2 ? 0.2 : 0.1, 1e-12);
        assert_int_equal(sum.sum[kit_result(sum.metric, "customers_flash")], 1);
    }
}

/* Away since day 10, back on day 40: 30 days. */
static void reactivation_window(void **state)
{
    const KitTerm t[] = {{.from = 1, .to = 10, .amount = USD(5)},
                         {.from = 40, OPEN_TERM, .amount = USD(7)}};
    FakeHost *h = *state;
    for (int events = 0; events < 2; events++) {
        const char *basis = events ? "events" : "snapshot";
        assert_int_equal(kit_over(h, "movements", GIVEN("basis", basis), t, 2,
                                  "reactivation"),
                         USD(7));
        assert_int_equal(
            kit_over(h, "movements",
                     GIVEN("basis", basis, "reactivation_window", "30d"), t, 2,
                     "reactivation"),
            USD(7));
        assert_int_equal(
            kit_over(h, "movements",
                     GIVEN("basis", basis, "reactivation_window", "29d"), t, 2,
                     "new"),
            USD(7));
    }
}

/* There at both ends; lost; new. Start 2, came 1, end 2: the base is 2, 3
 * or 2, the loss 1. Of the one who is new alone: 0, 1 and a half. */
static void churn_base(void **state)
{
    static const struct {
        const char *base;
        double kept, lost, fresh;
    } want[] = {{"start", 1, 1, 0},
                {"start_and_new", 1, 1, 1},
                {"average", 1, 0.5, 0.5}};
    const KitTerm kept[] = {{.from = 1, OPEN_TERM, .amount = 1}};
    const KitTerm lost[] = {{.from = 1, .to = 40, .amount = 1}};
    const KitTerm fresh[] = {{.from = 40, OPEN_TERM, .amount = 1}};
    const hale_metric *m = kit_metric("movements");
    for (size_t i = 0; i < 3; i++) {
        const char *const given[] = {"churn_base", want[i].base, NULL};
        hale_value r[KIT_RESULTS];
        kit_month(*state, "movements", given, kept, 1, r);
        assert_near(kit_real(m, r, "customers_base"), want[i].kept, 0);
        kit_month(*state, "movements", given, lost, 1, r);
        assert_near(kit_real(m, r, "customers_base"), want[i].lost, 0);
        assert_near(kit_real(m, r, "logo_churn"), 1 / want[i].lost, 0);
        kit_month(*state, "movements", given, fresh, 1, r);
        assert_near(kit_real(m, r, "customers_base"), want[i].fresh, 0);
    }
}

/* Lost 10 and returned at 30 in one month: gains of 30, or none at all. */
static void quick_ratio(void **state)
{
    const KitTerm back[] = {{.from = 1, .to = 35, .amount = USD(10)},
                            {.from = 40, OPEN_TERM, .amount = USD(30)}};
    const hale_metric *m = kit_metric("growth");
    const char *const without[] = {"basis", "events",      "net_window",
                                   "none",  "quick_ratio", "without",
                                   NULL};
    hale_value r[KIT_RESULTS];
    kit_month(*state, "growth", by_events, back, 2, r);
    assert_near(kit_real(m, r, "quick_ratio"), 3, 0);
    assert_int_equal(kit_int(m, r, "no_losses"), 0);
    kit_month(*state, "growth", without, back, 2, r);
    assert_near(kit_real(m, r, "quick_ratio"), 0, 0);
    assert_int_equal(kit_int(m, r, "gain"), USD(30));
    kit_month(*state, "growth", KIT_NONE, back, 2, r);
    assert_int_equal(kit_int(m, r, "no_losses"), 1);
    assert_int_equal(kit_missing(m, r, "quick_ratio"), HALE_ZERO_DENOMINATOR);
}

/* One pays 30, one 0: 30 for each who pays, 15 for each customer. */
static void arpa(void **state)
{
    const KitTerm pays[] = {{.from = 1, OPEN_TERM, .amount = USD(30)}};
    const KitTerm isfree[] = {{.from = 1, OPEN_TERM}};
    for (int all = 0; all < 2; all++) {
        const char *const given[] = {"arpa", all ? "all" : "paying", NULL};
        KitSum sum = {.metric = kit_metric("growth")};
        hale_value r[KIT_RESULTS];
        kit_month(*state, "growth", given, pays, 1, r);
        kit_add(&sum, r);
        kit_month(*state, "growth", given, isfree, 1, r);
        kit_add(&sum, r);
        assert_near(kit_group(&sum, "arpa"), all ? 15 : 30, 1e-12);
    }
}

/* From 100 to 121 in two months of 30.4375 days is 10 % a month; the span
 * has 61 days, so it is 1.21 ^ (30.4375 / 61) - 1 = 0.099793... */
static void cmgr(void **state)
{
    const KitTerm t[] = {{.from = 1, .to = 50, .amount = USD(100)},
                         {.from = 50, OPEN_TERM, .amount = USD(121)}};
    const hale_metric *m = kit_metric("growth");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, kit_terms(*state, t, 2, 30, 91), r);
    assert_near(kit_real(m, r, "cmgr"), exp(log(1.21) * 30.4375 / 61) - 1,
                1e-12);
    kit_everyhow(*state, m, KIT_NONE, kit_terms(*state, t, 2, 0, 91), r);
    assert_int_equal(kit_missing(m, r, "cmgr"), HALE_ZERO_DENOMINATOR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(discounts),
        WITH_HOST(a_discount_is_for_the_same_interval),
        WITH_HOST(a_discount_of_no_kind),
        WITH_HOST(an_unknown_kind_of_discount),
        WITH_HOST(types),
        WITH_HOST(zero_mrr),
        WITH_HOST(recognition),
        WITH_HOST(paid_through_is_no_end_by_itself),
        WITH_HOST(past_due),
        WITH_HOST(pauses),
        WITH_HOST(cancelled_while_on_hold),
        WITH_HOST(grace),
        WITH_HOST(trials),
        WITH_HOST(net_window),
        WITH_HOST(flash),
        WITH_HOST(reactivation_window),
        WITH_HOST(churn_base),
        WITH_HOST(quick_ratio),
        WITH_HOST(arpa),
        WITH_HOST(cmgr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
