/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_cohort: in which period an account first paid, by hand.
 *
 * Days count from 1970-01-01. From 1970 to 2024 are 55 years of 365 days and
 * 14 leap days (1972, 1976 ... 2024), so 2025 begins on day 20089; before
 * June lie 31 + 28 + 31 + 30 + 31 = 151 days of it.
 */
#include "revenue_kit.h"

enum {
    JANUARY = 20089,
    FEBRUARY = JANUARY + 31,
    MARCH = FEBRUARY + 28,
    APRIL = MARCH + 31,
    JUNE = JANUARY + 151,
    NEXT_YEAR = JANUARY + 365
};

static const char *const by_quarter[] = {"unit", "quarter", NULL};
static const char *const by_year[] = {"unit", "year", NULL};

/* As of the day `end`, by every way of handing over the rows. */
static void measure(FakeHost *host, const char *const *given,
                    const KitTerm *term, size_t terms, int64_t end,
                    hale_value *r)
{
    kit_everyhow(host, kit_metric("cohort"), given,
                 kit_terms(host, term, terms, INT64_MIN, end), r);
}

static void expect(const hale_value *r, const char *label, int64_t age)
{
    const hale_metric *m = kit_metric("cohort");
    const hale_value *v = kit_get(m, r, "");
    assert_int_equal(v->missing, HALE_PRESENT);
    assert_int_equal(v->as.text.len, strlen(label));
    assert_memory_equal(v->as.text.data, label, strlen(label));
    assert_int_equal(kit_int(m, r, "age"), age);
}

static void expect_missing(const hale_value *r, hale_missing why)
{
    const hale_metric *m = kit_metric("cohort");
    assert_int_equal(kit_missing(m, r, ""), why);
    assert_int_equal(kit_missing(m, r, "age"), why);
}

/* From 15 June 2025, as of 1 January 2026: the last day is 31 December, six
 * months, two quarters and no year later. */
static void by_each_unit(void **state)
{
    const KitTerm term[] = {
        {.from = JUNE + 14, .to = KIT_OPEN, .amount = USD(9)}};
    hale_value r[KIT_RESULTS];
    measure(*state, KIT_NONE, term, 1, NEXT_YEAR, r);
    expect(r, "2025-06", 6);
    measure(*state, by_quarter, term, 1, NEXT_YEAR, r);
    expect(r, "2025-Q2", 2);
    measure(*state, by_year, term, 1, NEXT_YEAR, r);
    expect(r, "2025", 0);
    measure(*state, by_year, term, 1, NEXT_YEAR + 1, r);
    expect(r, "2025", 1);
}

/* The last and the first day of periods; ages change with the calendar, not
 * after so many days: from 31 January it is one month to 1 February. */
static void at_the_edges_of_periods(void **state)
{
    static const struct {
        int64_t from, end;
        const char *month, *quarter;
        int64_t months, quarters;
    } edge[] = {
        {JANUARY - 1, JANUARY, "2024-12", "2024-Q4", 0, 0},
        {JANUARY - 1, JANUARY + 1, "2024-12", "2024-Q4", 1, 1},
        {JANUARY, FEBRUARY, "2025-01", "2025-Q1", 0, 0},
        {FEBRUARY - 1, FEBRUARY + 1, "2025-01", "2025-Q1", 1, 0},
        {FEBRUARY, MARCH, "2025-02", "2025-Q1", 0, 0},
        {APRIL - 1, APRIL + 1, "2025-03", "2025-Q1", 1, 1},
        {APRIL, JUNE, "2025-04", "2025-Q2", 1, 0},
        {0, 31, "1970-01", "1970-Q1", 0, 0},
        {-1, 0, "1969-12", "1969-Q4", 0, 0},
        {-1, 1, "1969-12", "1969-Q4", 1, 1},
    };
    for (size_t i = 0; i < sizeof edge / sizeof *edge; i++) {
        const KitTerm term[] = {
            {.from = edge[i].from, .to = KIT_OPEN, .amount = 1}};
        hale_value r[KIT_RESULTS];
        measure(*state, KIT_NONE, term, 1, edge[i].end, r);
        expect(r, edge[i].month, edge[i].months);
        measure(*state, by_quarter, term, 1, edge[i].end, r);
        expect(r, edge[i].quarter, edge[i].quarters);
    }
}

/* Midnight UTC of 1 June is 19:00 on 31 May five hours west. A trial that
 * ends on 31 May at 23:30 UTC ends in June one hour east, and in May where it
 * is UTC. */
static void days_are_local(void **state)
{
    FakeHost *host = *state;
    const KitTerm at_midnight[] = {
        {.from = JUNE, .to = KIT_OPEN, .amount = USD(9)}};
    const KitTerm after_trial[] = {{.from = JUNE - 20,
                                    .to = KIT_OPEN,
                                    .amount = USD(9),
                                    .trial_end = JUNE - 1 + 23.5 / 24}};
    hale_value r[KIT_RESULTS];
    measure(host, KIT_NONE, at_midnight, 1, JUNE + 10, r);
    expect(r, "2025-06", 0);
    measure(host, KIT_NONE, after_trial, 1, JUNE + 10, r);
    expect(r, "2025-05", 1);
    host->offset = -5 * 3600;
    measure(host, KIT_NONE, at_midnight, 1, JUNE + 10, r);
    expect(r, "2025-05", 1);
    host->offset = 3600;
    measure(host, KIT_NONE, at_midnight, 1, JUNE + 10, r);
    expect(r, "2025-06", 0);
    measure(host, KIT_NONE, after_trial, 1, JUNE + 10, r);
    expect(r, "2025-06", 0);
}

/* Who leaves in February and returns in April is of January for ever; so is
 * who is gone by the end. A term that is over when it begins is none. */
static void the_first_counts(void **state)
{
    const KitTerm term[] = {
        {.from = JANUARY - 3, .to = JANUARY - 3, .amount = USD(1)},
        {.from = JANUARY + 4, .to = FEBRUARY + 9, .amount = USD(5)},
        {.from = APRIL, .to = KIT_OPEN, .amount = USD(50)}};
    hale_value r[KIT_RESULTS];
    measure(*state, KIT_NONE, term, 3, JUNE, r);
    expect(r, "2025-01", 4);
    measure(*state, KIT_NONE, term, 2, MARCH, r);
    expect(r, "2025-01", 1);
    measure(*state, KIT_NONE, term, 1, JUNE, r);
    expect_missing(r, HALE_NO_ROWS);
}

/* Rows come by their start. The first of them is on trial until March, the
 * second has been paid since February. */
static void a_trial_ends_later_than_the_next_begins(void **state)
{
    const KitTerm term[] = {
        {.from = JANUARY, .to = KIT_OPEN, .amount = 1, .trial_end = MARCH},
        {.from = FEBRUARY, .to = KIT_OPEN, .amount = 1}};
    hale_value r[KIT_RESULTS];
    measure(*state, KIT_NONE, term, 1, MARCH, r);
    expect_missing(r, HALE_NO_ROWS);
    measure(*state, KIT_NONE, term, 1, MARCH + 1, r);
    expect(r, "2025-03", 0);
    measure(*state, KIT_NONE, term, 2, MARCH + 1, r);
    expect(r, "2025-02", 1);
}

/* Nothing, and terms at 0 or below, are no cohort; the first above 0 is. */
static void nobody_without_a_payment(void **state)
{
    const KitTerm term[] = {
        {.from = JANUARY, .to = FEBRUARY, .amount = 0},
        {.from = JANUARY, .to = FEBRUARY, .amount = -USD(3)},
        {.from = MARCH, .to = KIT_OPEN, .amount = 1}};
    hale_value r[KIT_RESULTS];
    measure(*state, KIT_NONE, term, 0, JUNE, r);
    expect_missing(r, HALE_NO_ROWS);
    measure(*state, KIT_NONE, term, 2, JUNE, r);
    expect_missing(r, HALE_NO_ROWS);
    measure(*state, KIT_NONE, term, 3, APRIL, r);
    expect(r, "2025-03", 0);
}

/* A price per interval needs the interval. Without one before the first that
 * is known nobody can tell the cohort; after it, it does not matter. */
static void an_amount_is_not_known(void **state)
{
    static const char *const given[] = {"per", "interval", NULL};
    const KitTerm before[] = {
        {.from = JANUARY, .to = FEBRUARY, .amount = USD(3)},
        {.from = MARCH, .to = KIT_OPEN, .amount = 1, .interval = "month"}};
    const KitTerm after[] = {
        {.from = FEBRUARY, .to = MARCH, .amount = 12, .interval = "year"},
        {.from = MARCH, .to = KIT_OPEN, .amount = USD(3)}};
    const KitTerm never[] = {
        {.from = FEBRUARY, .to = MARCH, .amount = 0, .interval = "year"},
        {.from = MARCH, .to = KIT_OPEN, .amount = USD(3)}};
    hale_value r[KIT_RESULTS];
    measure(*state, given, before, 2, JUNE, r);
    expect_missing(r, HALE_NOT_GIVEN);
    measure(*state, given, after, 2, JUNE, r);
    expect(r, "2025-02", 3);
    measure(*state, given, never, 2, JUNE, r);
    expect_missing(r, HALE_NOT_GIVEN);
}

static void described(void **state)
{
    const hale_metric *m = kit_metric("cohort");
    (void)state;
    kit_described(m, "revenue");
    assert_int_equal(m->flags & HALE_TAKES_WINDOW, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(by_each_unit),
        WITH_HOST(at_the_edges_of_periods),
        WITH_HOST(days_are_local),
        WITH_HOST(the_first_counts),
        WITH_HOST(a_trial_ends_later_than_the_next_begins),
        WITH_HOST(nobody_without_a_payment),
        WITH_HOST(an_amount_is_not_known),
        cmocka_unit_test(described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
