/* SPDX-License-Identifier: MIT
 *
 * model_ltv_sbg: renewals under contract: the shifted beta-geometric model
 * against its published example, closed forms and laws.
 */
#include "model_kit.h"

enum { FIT, FORECAST, MOST = 2000 };

typedef struct Cohort {
    size_t n;
    int64_t days[MOST], value[MOST];
    uint8_t left[MOST];
} Cohort;

static Ran renew(FakeHost *host, const Cohort *c, const char *const *given)
{
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_INT, c->days, NULL),
        kit_column(host, HALE_BOOL, c->left, NULL),
        kit_column(host, HALE_MONEY, c->value, NULL), NULL};
    Ran ran = kit_fit(host, "sbg", given, c->n, columns);
    assert_string_equal(host->failed, "");
    assert_int_equal(ran.result, 0);
    return ran;
}

static void add(Cohort *c, size_t n, int64_t days, int left)
{
    for (size_t i = 0; i < n; i++) {
        c->days[c->n] = days;
        c->value[c->n] = 10 * HALE_MONEY_UNIT;
        c->left[c->n++] = (uint8_t)left;
    }
}

/* 1000 accounts of which seven numbers were lost, the rest seen for 7 years. */
static void seven_years(Cohort *c, const size_t *lost)
{
    size_t left = 1000;
    *c = (Cohort){0};
    for (size_t t = 0; t < 7; t++) {
        add(c, lost[t], 365 * ((int64_t)t + 1), 1);
        left -= lost[t];
    }
    add(c, left, 7 * 366, 0);
}

/* The segment "High End" of Fader & Hardie (2007): 86.9, 74.3, 65.3, 59.3,
 * 55.1, 51.7 and 49.1 % were left after 1 to 7 years. */
static void high_end(Cohort *c)
{
    static const size_t lost[] = {131, 126, 90, 60, 42, 34, 26};
    seven_years(c, lost);
}

static double fitted(const Ran *ran, const char *name)
{
    return kit_number(kit_cell(ran, FIT, 0, name));
}

/* Published: alpha 0.668, beta 3.806; survival of years 8 to 12 by the model
 * .460 .436 .414 .395 .378; remaining at 10 % after 7 renewals 7.530, that is
 * 75.30 at 10 a year. */
static void the_published_cohort(void **state)
{
    static const double ahead[] = {.460, .436, .414, .395, .378};
    const char *const given[] = {"period",   "year", "value", "value",
                                 "discount", "0.1",  NULL};
    static Cohort c;
    high_end(&c);
    Ran ran = renew(*state, &c, given);
    assert_near(fitted(&ran, "alpha"), 0.6681, 0.00006);
    assert_near(fitted(&ran, "beta"), 3.8061, 0.0002);
    assert_near(fitted(&ran, "events"), 509, 0);
    for (size_t i = 0; i < 5; i++)
        assert_near(kit_number(kit_cell(&ran, FORECAST, 8 + i, "survival")),
                    ahead[i], 0.0005);
    assert_near(kit_number(kit_account(&ran, "remaining", 999)), 7.530, 0.0005);
    assert_near(kit_number(kit_account(&ran, "clv", 999)), 75.30, 0.005);
    assert_near(kit_number(kit_account(&ran, "remaining", 0)), 0, 0);
    assert_near(kit_number(kit_account(&ran, "clv", 0)), 0, 0);
    assert_int_equal(ran.host->warnings, 0);
}

/* Its other segment, "Regular": 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1 %;
 * published: alpha 0.704, beta 1.182. */
static void the_other_segment(void **state)
{
    static const size_t lost[] = {369, 163, 86, 56, 37, 27, 21};
    const char *const given[] = {"period", "year", NULL};
    static Cohort c;
    seven_years(&c, lost);
    Ran ran = renew(*state, &c, given);
    assert_near(fitted(&ran, "alpha"), 0.704, 0.0005);
    assert_near(fitted(&ran, "beta"), 1.182, 0.0005);
}

/* What was seen: .869, .743 ... and then nothing. */
static void what_was_seen(void **state)
{
    static const double seen[] = {1, .869, .743, .653, .593, .551, .517, .491};
    const char *const given[] = {"period", "year", "ahead", "2", NULL};
    static Cohort c;
    high_end(&c);
    Ran ran = renew(*state, &c, given);
    assert_int_equal(kit_rows(&ran, FORECAST), 10);
    for (size_t t = 0; t < 8; t++)
        assert_near(kit_number(kit_cell(&ran, FORECAST, t, "observed")),
                    seen[t], 1e-12);
    assert_int_equal(kit_cell(&ran, FORECAST, 8, "observed").missing,
                     HALE_TOO_NEW);
    assert_near(kit_number(kit_cell(&ran, FORECAST, 3, "at_risk")), 743, 0);
}

/* retention(8) = (beta + 7) / (alpha + beta + 7) = 10.8061 / 11.4742. */
static void the_next_renewal(void **state)
{
    const char *const given[] = {"period", "year", NULL};
    static Cohort c;
    high_end(&c);
    Ran ran = renew(*state, &c, given);
    assert_near(kit_number(kit_account(&ran, "retention", 999)),
                10.8061 / 11.4742, 0.00001);
    assert_near(kit_number(kit_account(&ran, "retention", 0)), 0, 0);
}

/* Without a discount the sum is infinite for alpha <= 1, as here. */
static void for_ever(void **state)
{
    const char *const given[] = {"period",   "year", "value", "value",
                                 "discount", "0",    NULL};
    static Cohort c;
    high_end(&c);
    Ran ran = renew(*state, &c, given);
    assert_int_equal(kit_account(&ran, "remaining", 999).missing,
                     HALE_REJECTED);
    assert_int_equal(kit_account(&ran, "clv", 999).missing, HALE_REJECTED);
    assert_near(kit_number(kit_account(&ran, "remaining", 0)), 0, 0);
}

/* Expected counts of 1500 accounts with alpha 2, beta 3: S(t) = 12 /
 * ((t + 3)(t + 4)), by hand from B(2, 3 + t) / B(2, 3). After ten months the
 * parameters come back but for rounding to whole accounts, and what remains
 * after n renewals without a discount is (beta + n) / (alpha - 1). */
static void closed_forms(void **state)
{
    const char *const given[] = {"discount", "0", NULL};
    static Cohort c;
    size_t left = 1500;
    c = (Cohort){0};
    for (int t = 1; t <= 10; t++) {
        size_t now = (size_t)(1500 * 12.0 / ((t + 3) * (t + 4)) + 0.5);
        add(&c, left - now, (int64_t)(t * 365.25 / 12 + 0.5), 1);
        left = now;
    }
    add(&c, left, 310, 0);
    Ran ran = renew(*state, &c, given);
    double alpha = fitted(&ran, "alpha"), beta = fitted(&ran, "beta");
    assert_near(alpha, 2, 0.02);
    assert_near(beta, 3, 0.03);
    assert_near(kit_number(kit_account(&ran, "remaining", c.n - 1)),
                (beta + 10) / (alpha - 1), 1e-9);
    assert_near(kit_number(kit_cell(&ran, FORECAST, 10, "survival")),
                12.0 / (13 * 14), 0.001);
}

/* Accounts watched for a shorter time are no loss: the cohort with half of
 * its accounts seen for three years only gives nearly the same parameters. */
static void the_young_count(void **state)
{
    const char *const given[] = {"period", "year", NULL};
    static Cohort c;
    high_end(&c);
    for (size_t i = 0; i < c.n; i += 2)
        if (c.days[i] > 3 * 366) {
            c.days[i] = 3 * 366;
            c.left[i] = 0;
        }
    Ran ran = renew(*state, &c, given);
    assert_near(fitted(&ran, "alpha"), 0.668, 0.15);
    assert_near(fitted(&ran, "beta"), 3.806, 0.8);
}

/* Nobody left, all left at the first renewal: no fit, a word, no figures. */
static void nothing_to_learn(void **state)
{
    FakeHost *host = *state;
    const char *const given[] = {NULL};
    static Cohort c;
    c = (Cohort){0};
    add(&c, 100, 300, 0);
    Ran ran = renew(host, &c, given);
    assert_int_equal(host->warnings, 1);
    assert_contains(host->warning[0], "nothing is fitted to 100 lifetimes");
    assert_int_equal(kit_rows(&ran, FORECAST), 0);
    assert_int_equal(kit_account(&ran, "remaining", 0).missing, HALE_REJECTED);
    c = (Cohort){0};
    add(&c, 100, 20, 1);
    ran = renew(host, &c, given);
    assert_int_equal(host->warnings, 1);
    assert_int_equal(kit_account(&ran, "retention", 0).missing, HALE_REJECTED);
    c.n = 29;
    ran = renew(host, &c, given);
    assert_contains(host->warning[0], "too few");
}

/* A lifetime below 0 and one of a thousand years of months. */
static void unusable_lifetimes(void **state)
{
    FakeHost *host = *state;
    const char *const given[] = {NULL};
    static Cohort c;
    high_end(&c);
    c.days[0] = -1;
    c.days[1] = 366000;
    Ran ran = renew(host, &c, given);
    assert_contains(host->warning[0], "2 accounts are left out");
    assert_int_equal(kit_account(&ran, "remaining", 1).missing, HALE_REJECTED);
    assert_int_equal(kit_account(&ran, "clv", 2).missing, HALE_PRESENT);
}

static void the_model_is_described(void **state)
{
    (void)state;
    kit_model_described(kit_model("sbg"), "ltv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(the_published_cohort),
        KIT_TEST(the_other_segment),
        KIT_TEST(what_was_seen),
        KIT_TEST(the_next_renewal),
        KIT_TEST(for_ever),
        KIT_TEST(closed_forms),
        KIT_TEST(the_young_count),
        KIT_TEST(nothing_to_learn),
        KIT_TEST(unusable_lifetimes),
        KIT_TEST(the_model_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
