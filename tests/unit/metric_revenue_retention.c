/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_retention: retention, growth and the two bases, against
 * published examples, hand calculations, and laws on random accounts.
 *
 * A month here is the days [30, 60).
 */
#include "revenue_kit.h"

static const char *const by_events[] = {"basis", "events", "net_window", "none",
                                        NULL};

static void month_of(FakeHost *host, const char *name, const char *const *given,
                     const KitTerm *term, size_t terms, hale_value *r)
{
    kit_everyhow(host, kit_metric(name), given,
                 kit_terms(host, term, terms, 30, 60), r);
}

static int64_t is(const char *metric, const hale_value *r, const char *name)
{
    return kit_int(kit_metric(metric), r, name);
}

static double rate(const char *metric, const hale_value *r, const char *name)
{
    return kit_real(kit_metric(metric), r, name);
}

/* ChartMogul's example of churn rates: 100 at the start, 10 churned, 10
 * contracted, 10 expanded: gross 20 %, net 10 %. By hand beside it: kept 0 +
 * 40 + 40 = 80, retained 90; growth -10 %; quick ratio 10 / 20. */
static void published_churn_rates(void **state)
{
    static const KitTerm customer[3][2] = {
        {{.from = 1, .to = 40, .amount = USD(10)}, {.from = 90, .to = 91}},
        {{.from = 1, .to = 40, .amount = USD(50)},
         {.from = 40, .to = KIT_OPEN, .amount = USD(40)}},
        {{.from = 1, .to = 40, .amount = USD(40)},
         {.from = 40, .to = KIT_OPEN, .amount = USD(50)}},
    };
    for (int events = 0; events < 2; events++) {
        const char *const *given = events ? by_events : KIT_NONE;
        KitSum kept = {.metric = kit_metric("retention")};
        KitSum grown = {.metric = kit_metric("growth")};
        KitSum moved = {.metric = kit_metric("movements")};
        hale_value r[KIT_RESULTS];
        for (size_t i = 0; i < 3; i++) {
            month_of(*state, "retention", KIT_NONE, customer[i], 2, r);
            kit_add(&kept, r);
            month_of(*state, "growth", given, customer[i], 2, r);
            kit_add(&grown, r);
            month_of(*state, "movements", given, customer[i], 2, r);
            kit_add(&moved, r);
        }
        assert_near(kit_group(&moved, "gross_churn"), 0.20, 1e-12);
        assert_near(kit_group(&grown, "net_churn"), 0.10, 1e-12);
        assert_near(kit_group(&kept, "grr"), 0.80, 1e-12);
        assert_near(kit_group(&kept, "nrr"), 0.90, 1e-12);
        assert_near(kit_group(&kept, "logo_retention"), 2.0 / 3, 1e-12);
        assert_near(kit_group(&grown, "growth_rate"), -0.10, 1e-12);
        assert_near(kit_group(&grown, "quick_ratio"), 0.5, 1e-12);
        assert_near(kit_group(&grown, "expansion_rate"), 0.10, 1e-12);
        assert_near(kit_group(&grown, "downgrade_rate"), 0.10, 1e-12);
        assert_near(kit_group(&grown, "arpa"), 45, 1e-12);
    }
}

/* 100 -> 150 on the 10th -> 80 on the 20th. Snapshots: a contraction of 20,
 * 80 % retained. Events: expansion 50, contraction 70, gross churn 70 %. */
static void up_and_down_in_a_month(void **state)
{
    const KitTerm term[] = {{.from = 1, .to = 40, .amount = USD(100)},
                            {.from = 40, .to = 50, .amount = USD(150)},
                            {.from = 50, .to = KIT_OPEN, .amount = USD(80)}};
    hale_value r[KIT_RESULTS];
    month_of(*state, "movements", by_events, term, 3, r);
    assert_int_equal(is("movements", r, "expansion"), USD(50));
    assert_int_equal(is("movements", r, "contraction"), USD(70));
    assert_int_equal(is("movements", r, "churn"), 0);
    assert_near(rate("movements", r, "gross_churn"), 0.70, 1e-12);
    month_of(*state, "growth", by_events, term, 3, r);
    assert_int_equal(is("growth", r, "gain"), USD(50));
    assert_int_equal(is("growth", r, "net_new"), USD(-20));
    month_of(*state, "growth", KIT_NONE, term, 3, r);
    assert_int_equal(is("growth", r, "loss"), USD(20));
    assert_int_equal(is("growth", r, "gain"), 0);
    month_of(*state, "retention", KIT_NONE, term, 3, r);
    assert_near(rate("retention", r, "grr"), 0.80, 1e-12);
    assert_near(rate("retention", r, "nrr"), 0.80, 1e-12);
}

/* 100 -> 0 on the 5th -> 60 on the 15th. Snapshots: a contraction of 40,
 * nobody lost. Events: churn 100, reactivation 60, one of one lost. */
static void away_and_back_in_a_month(void **state)
{
    const KitTerm term[] = {{.from = 1, .to = 35, .amount = USD(100)},
                            {.from = 45, .to = KIT_OPEN, .amount = USD(60)}};
    hale_value r[KIT_RESULTS];
    month_of(*state, "movements", KIT_NONE, term, 2, r);
    assert_int_equal(is("movements", r, "contraction"), USD(40));
    assert_near(rate("movements", r, "logo_churn"), 0, 0);
    month_of(*state, "movements", by_events, term, 2, r);
    assert_int_equal(is("movements", r, "churn"), USD(100));
    assert_int_equal(is("movements", r, "reactivation"), USD(60));
    assert_int_equal(is("movements", r, "customers_reactivated"), 1);
    assert_near(rate("movements", r, "logo_churn"), 1, 0);
    month_of(*state, "growth", by_events, term, 2, r);
    assert_int_equal(is("growth", r, "net_lost"), USD(40));
    month_of(*state, "retention", KIT_NONE, term, 2, r);
    assert_near(rate("retention", r, "logo_retention"), 1, 0);
    assert_near(rate("retention", r, "grr"), 0.60, 1e-12);
}

/* Who comes and goes within the month is new and lost by events, and nothing
 * but a flash by snapshots; a second visit is a reactivation. */
static void a_flash(void **state)
{
    const KitTerm term[] = {{.from = 33, .to = 36, .amount = USD(5)},
                            {.from = 40, .to = 45, .amount = USD(7)}};
    hale_value r[KIT_RESULTS];
    month_of(*state, "movements", KIT_NONE, term, 2, r);
    assert_int_equal(is("movements", r, "customers_flash"), 1);
    assert_int_equal(is("movements", r, "new"), 0);
    month_of(*state, "movements", by_events, term, 2, r);
    assert_int_equal(is("movements", r, "new"), USD(5));
    assert_int_equal(is("movements", r, "reactivation"), USD(7));
    assert_int_equal(is("movements", r, "churn"), USD(12));
    assert_int_equal(is("movements", r, "customers_flash"), 2);
    assert_int_equal(is("movements", r, "customers_churned"), 2);
    assert_int_equal(is("movements", r, "customers_lost"), 0);
    month_of(*state, "growth", by_events, term, 2, r);
    assert_near(rate("growth", r, "quick_ratio"), 1, 0);
    assert_near(rate("growth", r, "asp"), 5, 1e-12);
    assert_int_equal(kit_missing(kit_metric("growth"), r, "arpa"),
                     HALE_ZERO_DENOMINATOR);
}

/* A renewal begins where the old term ends: one change of 2, by either
 * basis, and no churn. */
static void a_renewal_is_one_change(void **state)
{
    const KitTerm term[] = {{.from = 1, .to = 45, .amount = USD(10)},
                            {.from = 45, .to = KIT_OPEN, .amount = USD(12)}};
    for (int events = 0; events < 2; events++) {
        hale_value r[KIT_RESULTS];
        month_of(*state, "movements", events ? by_events : KIT_NONE, term, 2,
                 r);
        assert_int_equal(is("movements", r, "expansion"), USD(2));
        assert_int_equal(is("movements", r, "lost"), 0);
    }
}

/* One account doubles, the other halves: capped in total 100 % would be
 * kept; capped for each account it is (100 + 50) / 200. */
static void the_cap_is_on_each_account(void **state)
{
    const KitTerm doubles[] = {
        {.from = 1, .to = 40, .amount = USD(100)},
        {.from = 40, .to = KIT_OPEN, .amount = USD(200)}};
    const KitTerm halves[] = {{.from = 1, .to = 40, .amount = USD(100)},
                              {.from = 40, .to = KIT_OPEN, .amount = USD(50)}};
    KitSum sum = {.metric = kit_metric("retention")};
    hale_value r[KIT_RESULTS];
    month_of(*state, "retention", KIT_NONE, doubles, 2, r);
    kit_add(&sum, r);
    assert_near(rate("retention", r, "grr"), 1, 0);
    assert_near(rate("retention", r, "nrr"), 2, 0);
    month_of(*state, "retention", KIT_NONE, halves, 2, r);
    kit_add(&sum, r);
    assert_near(kit_group(&sum, "grr"), 0.75, 1e-12);
    assert_near(kit_group(&sum, "nrr"), 1.25, 1e-12);
}

/* Four customers at the start; two stay, one of the others returned from an
 * earlier life, one is new: E = 4, N = 1. The textbook's (E - N) / S is 3 /
 * 4; of those of the start a half is there. */
static void the_textbook_counts_who_returned(void **state)
{
    static const KitTerm who[6][2] = {
        {{.from = 1, .to = KIT_OPEN, .amount = 1}, {.from = 90}},
        {{.from = 1, .to = KIT_OPEN, .amount = 1}, {.from = 90}},
        {{.from = 1, .to = 40, .amount = 1}, {.from = 90}},
        {{.from = 1, .to = 50, .amount = 1}, {.from = 90}},
        {{.from = 1, .to = 9, .amount = 1},
         {.from = 50, .to = KIT_OPEN, .amount = 1}},
        {{.from = 50, .to = KIT_OPEN, .amount = 1}, {.from = 90}},
    };
    KitSum sum = {.metric = kit_metric("retention")};
    for (size_t i = 0; i < 6; i++) {
        hale_value r[KIT_RESULTS];
        month_of(*state, "retention", KIT_NONE, who[i], 2, r);
        kit_add(&sum, r);
    }
    assert_near(kit_group(&sum, "retention_en"), 0.75, 1e-12);
    assert_near(kit_group(&sum, "logo_retention"), 0.5, 1e-12);
    assert_near(kit_group(&sum, "logo_churn"), 0.5, 1e-12);
}

/* No losses: the quick ratio is missing, neither infinite nor 0. Nobody at
 * the start: no rate. A free customer is in no average. */
static void undefined_is_missing(void **state)
{
    static const char *const rates[] = {"grr", "nrr", "logo_retention",
                                        "logo_churn", "retention_en"};
    const KitTerm grows[] = {{.from = 1, .to = 40, .amount = USD(10)},
                             {.from = 40, .to = KIT_OPEN, .amount = USD(12)}};
    const KitTerm isfree[] = {{.from = 40, .to = KIT_OPEN, .amount = 0}};
    hale_value r[KIT_RESULTS];
    month_of(*state, "growth", KIT_NONE, grows, 2, r);
    assert_int_equal(kit_missing(kit_metric("growth"), r, "quick_ratio"),
                     HALE_ZERO_DENOMINATOR);
    assert_int_equal(is("growth", r, "gain"), USD(2));
    assert_int_equal(kit_missing(kit_metric("growth"), r, "asp"),
                     HALE_ZERO_DENOMINATOR);
    month_of(*state, "growth", KIT_NONE, isfree, 1, r);
    assert_int_equal(kit_missing(kit_metric("growth"), r, "arpa"),
                     HALE_ZERO_DENOMINATOR);
    assert_near(rate("growth", r, "asp"), 0, 0);
    month_of(*state, "retention", KIT_NONE, isfree, 1, r);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(kit_missing(kit_metric("retention"), r, rates[i]),
                         HALE_ZERO_DENOMINATOR);
    month_of(*state, "retention", KIT_NONE, NULL, 0, r);
    assert_int_equal(is("retention", r, "customers_start"), 0);
    assert_int_equal(kit_missing(kit_metric("retention"), r, "nrr"),
                     HALE_ZERO_DENOMINATOR);
}

/* The month and the 20 days before it. Lost on day 12 and back on day 40;
 * lost and not back; lost on day 9, 21 days before, and back; there at the
 * start; new. One of two is back; of nobody there is no rate. */
static void winback_by_hand(void **state)
{
    static const char *const given[] = {"lost_within", "20d", NULL};
    static const KitTerm who[5][3] = {
        {{.from = 1, .to = 5, .amount = USD(1)},
         {.from = 5, .to = 12, .amount = USD(1)},
         {.from = 40, .to = KIT_OPEN, .amount = USD(7)}},
        {{.from = 1, .to = 10, .amount = USD(1)},
         {.from = 35, .to = 50, .amount = USD(1)},
         {.from = 90}},
        {{.from = 1, .to = 9, .amount = USD(1)},
         {.from = 40, .to = KIT_OPEN, .amount = USD(1)},
         {.from = 90}},
        {{.from = 1, .to = 20, .amount = USD(1)},
         {.from = 20, .to = 30, .amount = USD(1)},
         {.from = 40, .to = KIT_OPEN, .amount = USD(1)}},
        {{.from = 40, .to = KIT_OPEN, .amount = USD(1)},
         {.from = 90},
         {.from = 90}},
    };
    static const int64_t lost[] = {1, 1, 0, 0, 0}, back[] = {1, 0, 0, 0, 0};
    KitSum sum = {.metric = kit_metric("winback")};
    for (size_t i = 0; i < 5; i++) {
        hale_value r[KIT_RESULTS];
        month_of(*state, "winback", given, who[i], 3, r);
        assert_int_equal(is("winback", r, "lost"), lost[i]);
        assert_int_equal(is("winback", r, "won_back"), back[i]);
        assert_int_equal(is("winback", r, "mrr"), back[i] * USD(7));
        if (!lost[i])
            assert_int_equal(kit_missing(kit_metric("winback"), r, "rate"),
                             HALE_ZERO_DENOMINATOR);
        kit_add(&sum, r);
    }
    assert_near(kit_group(&sum, "rate"), 0.5, 0);
}

static void memory_runs_out(void **state)
{
    FakeHost *host = *state;
    const KitTerm term[] = {{.from = 33, .to = 36, .amount = USD(5)}};
    const hale_rows *rows = kit_terms(host, term, 1, 30, 60);
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_run(host, kit_metric("movements"), by_events, rows, r),
                     0);
    host->alloc_most = host->allocs;
    assert_int_equal(kit_run(host, kit_metric("movements"), by_events, rows, r),
                     -1);
}

/* ----------------------------------------------------------------- laws -- */

static int by_start(const void *a, const void *b)
{
    int64_t x = ((const KitTerm *)a)->from, y = ((const KitTerm *)b)->from;
    return (x > y) - (x < y);
}

static size_t random_terms(uint64_t *seed, KitTerm *term)
{
    size_t n = (size_t)kit_below(seed, 8);
    for (size_t i = 0; i < n; i++) {
        term[i] = (KitTerm){.from = kit_below(seed, 70)};
        term[i].to =
            kit_below(seed, 4) ? term[i].from + kit_below(seed, 40) : KIT_OPEN;
        term[i].amount = kit_below(seed, 5) ? kit_below(seed, USD(100)) : 0;
    }
    qsort(term, n, sizeof *term, by_start);
    return n;
}

static const char *const classes[] = {"new",
                                      "expansion",
                                      "contraction",
                                      "churn",
                                      "reactivation",
                                      "customers_new",
                                      "customers_churned",
                                      "customers_reactivated"};

/* Changes fall on days only, so the events of a month are the snapshots of
 * its days put together; the same laws hold for both bases. */
static void events_are_snapshots_of_instants(void **state)
{
    const hale_metric *m = kit_metric("movements");
    uint64_t seed = 20260202;
    for (int account = 0; account < 300; account++) {
        KitTerm term[8];
        size_t terms = random_terms(&seed, term);
        int64_t sum[8] = {0};
        hale_value month[KIT_RESULTS], day[KIT_RESULTS];
        fake_close(*state);
        fake_open(*state);
        month_of(*state, "movements", by_events, term, terms, month);
        for (int64_t d = 30; d < 60; d++) {
            assert_int_equal(kit_run(*state, m, KIT_NONE,
                                     kit_terms(*state, term, terms, d, d + 1),
                                     day),
                             0);
            for (size_t i = 0; i < 8; i++)
                sum[i] += kit_int(m, day, classes[i]);
        }
        for (size_t i = 0; i < 8; i++)
            assert_int_equal(kit_int(m, month, classes[i]), sum[i]);
    }
}

/* 0 <= kept <= start and kept <= retained; retention and its complement. */
static void retention_by_law(void **state)
{
    uint64_t seed = 20260203;
    for (int account = 0; account < 500; account++) {
        KitTerm term[8];
        size_t terms = random_terms(&seed, term);
        hale_value r[KIT_RESULTS], g[KIT_RESULTS], v[KIT_RESULTS];
        fake_close(*state);
        fake_open(*state);
        month_of(*state, "retention", KIT_NONE, term, terms, r);
        month_of(*state, "growth", KIT_NONE, term, terms, g);
        month_of(*state, "growth", by_events, term, terms, v);
        int64_t kept = is("retention", r, "kept");
        assert_true(kept >= 0 && kept <= is("retention", r, "start"));
        assert_true(kept <= is("retention", r, "retained"));
        assert_int_equal(is("growth", g, "net_new"),
                         is("growth", v, "net_new"));
        assert_true(is("growth", g, "loss") <= is("growth", v, "loss"));
        if (is("retention", r, "customers_start"))
            assert_near(rate("retention", r, "logo_retention") +
                            rate("retention", r, "logo_churn"),
                        1, 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(published_churn_rates),
        WITH_HOST(up_and_down_in_a_month),
        WITH_HOST(away_and_back_in_a_month),
        WITH_HOST(a_flash),
        WITH_HOST(a_renewal_is_one_change),
        WITH_HOST(the_cap_is_on_each_account),
        WITH_HOST(the_textbook_counts_who_returned),
        WITH_HOST(undefined_is_missing),
        WITH_HOST(winback_by_hand),
        WITH_HOST(memory_runs_out),
        WITH_HOST(events_are_snapshots_of_instants),
        WITH_HOST(retention_by_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
