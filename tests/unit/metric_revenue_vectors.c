/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_vectors: the published and made-up examples that tools are
 * reconciled by, exchange rates, and the laws of movements on random accounts
 * that have everything at once. A month is the days [30, 60).
 */
#include "revenue_kit.h"

static const char *const by_events[] = {"basis", "events", "net_window", "none",
                                        NULL};

/* ---------------------------------------------------------------- vectors */

/* ChartMogul's life cycle, by its bills: 2,000 a year, 60 a month beside it
 * and gone again, the year not renewed, 150 a month later; by events, over
 * all of it at once. 2000 / 12 = 166.6667. */
static void gv_01_a_published_life_cycle(void **state)
{
    static const char *const given[] = {
        "per", "interval", "basis", "events", "net_window", "none", NULL};
    const KitTerm t[] = {
        {.from = 15, .to = 380, .amount = USD(2000), .interval = "year"},
        {.from = 100, .to = 200, .amount = USD(60), .interval = "month"},
        {.from = 500, OPEN_TERM, .amount = USD(150), .interval = "month"}};
    const hale_metric *m = kit_metric("movements");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, given, kit_terms(*state, t, 3, 0, 600), r);
    assert_int_equal(kit_int(m, r, "new"), 1666667);
    assert_int_equal(kit_int(m, r, "expansion"), USD(60));
    assert_int_equal(kit_int(m, r, "contraction"), USD(60));
    assert_int_equal(kit_int(m, r, "churn"), 1666667);
    assert_int_equal(kit_int(m, r, "reactivation"), USD(150));
}

/* Start 100, churn 10, contraction 10, expansion 10: gross 20 %, net 10 %;
 * of cancellations alone 10 %. */
static void gv_03_published_churn_rates(void **state)
{
    static const KitTerm who[3][2] = {
        {{.from = 1, .to = 40, .amount = USD(10)}, {.from = 90}},
        {{.from = 1, .to = 40, .amount = USD(50)},
         {.from = 40, OPEN_TERM, .amount = USD(40)}},
        {{.from = 1, .to = 40, .amount = USD(40)},
         {.from = 40, OPEN_TERM, .amount = USD(50)}}};
    KitSum moved = {.metric = kit_metric("movements")};
    KitSum grown = {.metric = kit_metric("growth")};
    for (size_t i = 0; i < 3; i++) {
        hale_value r[KIT_RESULTS];
        kit_month(*state, "movements", KIT_NONE, who[i], 2, r);
        kit_add(&moved, r);
        kit_month(*state, "growth", KIT_NONE, who[i], 2, r);
        kit_add(&grown, r);
    }
    assert_near(kit_group(&moved, "gross_churn"), 0.20, 1e-12);
    assert_near(kit_group(&moved, "mrr_churn_cancel_only"), 0.10, 1e-12);
    assert_near(kit_group(&grown, "net_churn"), 0.10, 1e-12);
}

/* 100 -> 150 -> 80. By events: 50 up, 70 down, gross churn 70 %; by
 * snapshots: 20 down, GRR and NRR 80 %. */
static void gv_04_up_and_down(void **state)
{
    const KitTerm t[] = {{.from = 1, .to = 40, .amount = USD(100)},
                         {.from = 40, .to = 50, .amount = USD(150)},
                         {.from = 50, OPEN_TERM, .amount = USD(80)}};
    hale_value r[KIT_RESULTS];
    kit_month(*state, "movements", by_events, t, 3, r);
    assert_int_equal(kit_int(kit_metric("movements"), r, "expansion"), USD(50));
    assert_int_equal(kit_int(kit_metric("movements"), r, "contraction"),
                     USD(70));
    assert_near(kit_real(kit_metric("movements"), r, "gross_churn"), 0.7,
                1e-12);
    kit_month(*state, "movements", KIT_NONE, t, 3, r);
    assert_int_equal(kit_int(kit_metric("movements"), r, "contraction"),
                     USD(20));
    kit_month(*state, "retention", KIT_NONE, t, 3, r);
    assert_near(kit_real(kit_metric("retention"), r, "grr"), 0.8, 1e-12);
    assert_near(kit_real(kit_metric("retention"), r, "nrr"), 0.8, 1e-12);
}

/* 100 -> 0 -> 60. By events: churn 100, reactivation 60, one customer lost;
 * netted over the period, by either basis: 40 down, nobody lost. */
static void gv_05_away_and_back(void **state)
{
    static const char *const netted[] = {"basis", "events", "net_window",
                                         "period", NULL};
    const KitTerm t[] = {{.from = 1, .to = 35, .amount = USD(100)},
                         {.from = 45, OPEN_TERM, .amount = USD(60)}};
    const hale_metric *m = kit_metric("movements");
    hale_value r[KIT_RESULTS];
    kit_month(*state, "movements", by_events, t, 2, r);
    assert_int_equal(kit_int(m, r, "churn"), USD(100));
    assert_int_equal(kit_int(m, r, "reactivation"), USD(60));
    assert_near(kit_real(m, r, "logo_churn"), 1, 0);
    for (int events = 0; events < 2; events++) {
        kit_month(*state, "movements", events ? netted : KIT_NONE, t, 2, r);
        assert_int_equal(kit_int(m, r, "contraction"), USD(40));
        assert_int_equal(kit_int(m, r, "churn"), 0);
        assert_near(kit_real(m, r, "logo_churn"), 0, 0);
    }
}

/* Stripe's example, its slip corrected: 100 x 100 + 50 x 600 / 12. */
static void gv_08_a_published_mrr(void **state)
{
    KitTerm t[150];
    for (size_t i = 0; i < 150; i++)
        t[i] = (KitTerm){.from = 10,
                         OPEN_TERM,
                         .amount = i < 100 ? USD(100) : USD(600),
                         .interval = i < 100 ? "month" : "year"};
    assert_int_equal(kit_mrr(*state, GIVEN("per", "interval"), t, 150, 20),
                     USD(12500));
}

/* Rates until the span's begin 1.25 of those at its end. */
static int64_t falling(int64_t cell, int64_t at)
{
    return at <= 30 * HALE_DAY ? cell * 5 / 4 : cell;
}

/* 80 in the pipeline's currency at the end, 100 at the begin, the price
 * unchanged: no movement at all, 20 lost to the rates, all retained. */
static void gv_17_exchange_rates_move_nothing(void **state)
{
    static const char *const still[] = {
        "new",          "expansion", "contraction", "churn",
        "reactivation", "paused",    "transfer"};
    const KitTerm t[] = {{.from = 1, OPEN_TERM, .amount = USD(80)}};
    const hale_metric *m = kit_metric("movements");
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    host->exchange = falling;
    for (int events = 0; events < 2; events++) {
        kit_month(host, "movements", events ? by_events : KIT_NONE, t, 1, r);
        for (size_t i = 0; i < sizeof still / sizeof *still; i++)
            assert_int_equal(kit_int(m, r, still[i]), 0);
        assert_int_equal(kit_int(m, r, "start"), USD(100));
        assert_int_equal(kit_int(m, r, "fx"), USD(-20));
        assert_int_equal(kit_int(m, r, "end"), USD(80));
        assert_near(kit_real(m, r, "nrr"), 1, 0);
    }
    kit_month(host, "retention", KIT_NONE, t, 1, r);
    assert_near(kit_real(kit_metric("retention"), r, "grr"), 1, 0);
}

/* As above, and on day 40 the price goes up by a tenth: 10 of expansion at
 * the old rates (100 -> 110), and 22 lost to them: 110 -> 88. Who leaves is
 * lost at the rates of the start, who comes is there at those of the end. */
static void movements_are_at_the_rates_of_the_start(void **state)
{
    const KitTerm grows[] = {{.from = 1, .to = 40, .amount = USD(80)},
                             {.from = 40, OPEN_TERM, .amount = USD(88)}};
    const KitTerm leaves[] = {{.from = 1, .to = 40, .amount = USD(80)}};
    const KitTerm comes[] = {{.from = 40, OPEN_TERM, .amount = USD(80)}};
    FakeHost *h = *state;
    h->exchange = falling;
    for (int events = 0; events < 2; events++) {
        const char *const *given = events ? by_events : KIT_NONE;
        assert_int_equal(kit_over(h, "movements", given, grows, 2, "expansion"),
                         USD(10));
        assert_int_equal(kit_over(h, "movements", given, grows, 2, "fx"),
                         USD(-22));
        assert_int_equal(kit_over(h, "movements", given, leaves, 1, "churn"),
                         USD(100));
        assert_int_equal(kit_over(h, "movements", given, leaves, 1, "fx"), 0);
        assert_int_equal(kit_over(h, "movements", given, comes, 1, "new"),
                         USD(80));
        assert_int_equal(kit_over(h, "movements", given, comes, 1, "fx"), 0);
    }
}

/* A host before 1.1 has no such service, and is not asked for it. */
static void an_older_host_has_no_rates(void **state)
{
    const KitTerm t[] = {{.from = 1, OPEN_TERM, .amount = USD(80)}};
    FakeHost *host = *state;
    host->exchange = falling;
    host->cx.size = offsetof(hale_cx, money_at);
    assert_int_equal(kit_over(host, "movements", KIT_NONE, t, 1, "fx"), 0);
    assert_int_equal(kit_over(host, "movements", KIT_NONE, t, 1, "start"),
                     USD(80));
}

/* ------------------------------------------------------------------- laws */

static int by_start(const void *a, const void *b)
{
    int64_t x = ((const KitTerm *)a)->from, y = ((const KitTerm *)b)->from;
    return (x > y) - (x < y);
}

/* A day from 1 to `most`, or none. */
static int64_t some_day(uint64_t *seed, int64_t most)
{
    return kit_below(seed, 3) ? 0 : 1 + kit_below(seed, most);
}

static size_t random_terms(uint64_t *seed, KitTerm *term)
{
    static const char *const types[] = {"recurring", "metered", "one_off"};
    static const char *const ids[] = {"s1", "s2", "s3"};
    size_t n = (size_t)kit_below(seed, 7);
    for (size_t i = 0; i < n; i++) {
        KitTerm *t = &term[i];
        *t = (KitTerm){.from = kit_below(seed, 100), OPEN_TERM};
        if (kit_below(seed, 4))
            t->to = t->from + kit_below(seed, 50);
        t->amount = kit_below(seed, 4) ? kit_below(seed, USD(100)) : 0;
        t->type = types[kit_below(seed, 5) / 2];
        t->discount = kit_below(seed, 3) ? 0 : kit_below(seed, USD(120));
        t->committed = kit_below(seed, USD(20));
        t->trial_end = (double)some_day(seed, 110);
        t->cancel_requested = some_day(seed, 110);
        t->paid_through = some_day(seed, 110);
        t->past_due_since = some_day(seed, 110);
        t->paused_from = some_day(seed, 110);
        t->paused_to = some_day(seed, 110);
        t->moved_from = kit_below(seed, 6) ? NULL : "other";
        t->moved_to = kit_below(seed, 6) ? NULL : "other";
        t->product = ids[kit_below(seed, 3)];
    }
    qsort(term, n, sizeof *term, by_start);
    return n;
}

/* Another rate each month, in steps that lose nothing. */
static int64_t monthly_rate(int64_t at)
{
    static const int64_t rate[] = {4, 8, 6, 12, 4, 2};
    int64_t month = (at - 1) / (30 * HALE_DAY);
    return rate[month < 0 ? 0 : month > 5 ? 5 : month];
}

/* The cells of a span are at the rates of its end. */
static const hale_rows *at_rates(FakeHost *host, const KitTerm *term,
                                 size_t terms, int64_t begin, int64_t end)
{
    KitTerm shown[8];
    for (size_t i = 0; i < terms; i++) {
        shown[i] = term[i];
        shown[i].amount = term[i].amount * monthly_rate(end * HALE_DAY);
        shown[i].discount = term[i].discount * monthly_rate(end * HALE_DAY);
        shown[i].committed = term[i].committed * monthly_rate(end * HALE_DAY);
    }
    return kit_terms(host, shown, terms, begin, end);
}

static const char *const policies[][9] = {
    {NULL},
    {"basis", "events", "net_window", "none"},
    {"basis", "events"},
    {"grace", "12d"},
    {"grace", "12d", "basis", "events", "net_window", "day"},
    {"pause", "churn", "basis", "events", "zero_mrr", "churned"},
    {"pause", "contraction", "recognition", "requested", "past_due", "9d"},
    {"pause", "churn", "grace", "5d", "recognition", "paid_through"},
    {"metered", "committed", "oneoff", "include", "trial", "include", "basis",
     "events"},
    {"discounts", "none", "metered", "include", "flash", "include"},
};

/* Where the cells of the last span stand, relative to an instant. */
static int64_t shown_until;

static int64_t exchange(int64_t cell, int64_t at)
{
    return cell / monthly_rate(shown_until) * monthly_rate(at);
}

/* Each month adds up (kit_everyhow looks at the identities and at batches),
 * opens as the one before closed, and ends with what revenue.mrr says; all
 * that under every rule, with pauses, moves, trials, discounts. */
static void movements_add_up_under_every_rule(void **state, int rates)
{
    const hale_metric *m = kit_metric("movements");
    const hale_metric *mrr = kit_metric("mrr");
    uint64_t seed = 20260707;
    for (int account = 0; account < 600; account++) {
        const char *const *given = policies[account % 10];
        KitTerm term[8];
        size_t terms = random_terms(&seed, term);
        int64_t before = 0, customers = 0;
        FakeHost *host = *state;
        fake_close(host);
        fake_open(host);
        host->exchange = rates ? exchange : NULL;
        for (int month = 0; month < 5; month++) {
            int64_t begin = 30 * month, end = begin + 30;
            hale_value r[KIT_RESULTS];
            shown_until = end * HALE_DAY;
            kit_everyhow(host, m, given,
                         rates ? at_rates(host, term, terms, begin, end)
                               : kit_terms(host, term, terms, begin, end),
                         r);
            assert_int_equal(kit_int(m, r, "start"), before);
            assert_int_equal(kit_int(m, r, "customers_start"), customers);
            before = kit_int(m, r, "end");
            customers = kit_int(m, r, "customers_end");
            if (rates || account % 10 == 9)
                continue;
            hale_value now[KIT_RESULTS];
            const char *own[9] = {NULL};
            size_t n = 0;
            for (size_t i = 0; given[i]; i += 2)
                if (kit_option(mrr, given[i])) {
                    own[n++] = given[i];
                    own[n++] = given[i + 1];
                }
            kit_everyhow(host, mrr, own,
                         kit_terms(host, term, terms, INT64_MIN, end), now);
            assert_int_equal(before, kit_int(mrr, now, ""));
        }
    }
}

static void movements_add_up(void **state)
{
    movements_add_up_under_every_rule(state, 0);
}

static void movements_add_up_at_changing_rates(void **state)
{
    movements_add_up_under_every_rule(state, 1);
}

/* The reasons are all of what movements by snapshots call expansion and
 * contraction, with transfers, and at any rates. */
static void reasons_are_all_of_it(void **state)
{
    const hale_metric *m = kit_metric("movements");
    const hale_metric *why = kit_metric("reasons");
    uint64_t seed = 20260808;
    int told = 0;
    for (int account = 0; account < 500; account++) {
        KitTerm term[8];
        size_t terms = random_terms(&seed, term);
        FakeHost *host = *state;
        fake_close(host);
        fake_open(host);
        host->exchange = account % 2 ? exchange : NULL;
        shown_until = 90 * HALE_DAY;
        for (size_t i = 0; i < terms && host->exchange; i++)
            term[i].moved_from = NULL;
        const hale_rows *rows = host->exchange
                                    ? at_rates(host, term, terms, 60, 90)
                                    : kit_terms(host, term, terms, 60, 90);
        hale_value r[KIT_RESULTS], by[KIT_RESULTS];
        kit_everyhow(host, m, KIT_NONE, rows, r);
        kit_everyhow(host, why, KIT_NONE, rows, by);
        assert_int_equal(kit_int(why, by, ""),
                         kit_int(m, r, "expansion") -
                             kit_int(m, r, "contraction"));
        told += kit_int(why, by, "") != 0;
    }
    assert_true(told > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(gv_01_a_published_life_cycle),
        WITH_HOST(gv_03_published_churn_rates),
        WITH_HOST(gv_04_up_and_down),
        WITH_HOST(gv_05_away_and_back),
        WITH_HOST(gv_08_a_published_mrr),
        WITH_HOST(gv_17_exchange_rates_move_nothing),
        WITH_HOST(movements_are_at_the_rates_of_the_start),
        WITH_HOST(an_older_host_has_no_rates),
        WITH_HOST(movements_add_up),
        WITH_HOST(movements_add_up_at_changing_rates),
        WITH_HOST(reasons_are_all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
