/* SPDX-License-Identifier: MIT
 *
 * metric_usage_rates: errors, trends, and use against what was bought or
 * since the account began; by hand, and Wilson's interval against published
 * ones.
 */
#include "usage_kit.h"

/* One of four with a status failed; with timeouts, two. */
static void error_rate_by_hand(void **state)
{
    const Row row[] = {{.day = 100, .status = "ok"},
                       {.day = 100, .status = "error"},
                       {.day = 101, .status = NULL},
                       {.day = 101, .status = "timeout"},
                       {.day = 102, .status = "ok"}};
    const hale_metric *m = kit_metric("error_rate");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "error_rate", KIT_NONE, row, 5, 100, 104, r);
    assert_near(kit_real(m, r, ""), 0.25, 0);
    assert_int_equal(kit_int(m, r, "calls"), 4);
    assert_int_equal(kit_int(m, r, "unknown"), 1);
    usage_measure(*state, "error_rate", GIVEN("errors", "error, timeout"), row,
                  5, 100, 104, r);
    assert_near(kit_real(m, r, ""), 0.5, 0);
    usage_measure(*state, "error_rate", KIT_NONE, row + 2, 1, 100, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    usage_measure(*state, "error_rate", KIT_NONE, NULL, 0, 100, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_missing(m, r, "low"), HALE_ZERO_DENOMINATOR);
    usage_refused(*state, "error_rate", GIVEN("errors", ""),
                  "errors has 0 words");
}

/* A data set without such a column: nothing is known of its events. */
static void no_column_of_status(void **state)
{
    const Row row[] = {{.day = 100}, {.day = 101}};
    const hale_metric *m = kit_metric("error_rate");
    const hale_span *span = usage_span(*state, 100, 104);
    const hale_vector *const none[] = {NULL, NULL};
    hale_rows rows = *usage_rows(*state, m, 0, span, row, 2);
    hale_value r[KIT_RESULTS];
    rows.column = none;
    kit_everyhow(*state, m, KIT_NONE, &rows, r);
    assert_int_equal(kit_int(m, r, "unknown"), 2);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
}

/* Newcombe, "Two-sided confidence intervals for the single proportion",
 * Statistics in Medicine 17 (1998), table I, method 3. */
static void wilson_as_published(void **state)
{
    static const struct {
        size_t errors, calls;
        double low, high;
    } published[] = {{81, 263, 0.2553, 0.3662},
                     {15, 148, 0.0624, 0.1605},
                     {0, 20, 0.0000, 0.1611},
                     {1, 29, 0.0061, 0.1718}};
    const hale_metric *m = kit_metric("error_rate");
    for (size_t k = 0; k < COUNT_OF(published); k++) {
        Row row[263];
        hale_value r[KIT_RESULTS];
        for (size_t i = 0; i < published[k].calls; i++)
            row[i] = (Row){.day = 100,
                           .status = i < published[k].errors ? "error" : "ok"};
        usage_measure(*state, "error_rate", KIT_NONE, row, published[k].calls,
                      100, 104, r);
        assert_near(kit_real(m, r, "low"), published[k].low, 5e-5);
        assert_near(kit_real(m, r, "high"), published[k].high, 5e-5);
    }
}

/* `count[i]` events on day 100 + i. */
static size_t by_count(const int *count, size_t days, Row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < days; i++)
        for (int k = 0; k < count[i]; k++)
            row[n++] = (Row){.day = 100 + (int64_t)i};
    return n;
}

/* Weeks of 7 and 14 events: +100 %, and 7 more each week. */
static void trend_by_hand(void **state)
{
    const int count[] = {1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2};
    const hale_metric *m = kit_metric("trend");
    Row row[32];
    hale_value r[KIT_RESULTS];
    size_t n = by_count(count, 14, row);
    usage_measure(*state, "trend", GIVEN("days", "7d"), row, n, 100, 114, r);
    assert_near(kit_real(m, r, ""), 1, 0);
    assert_near(kit_real(m, r, "seasonal"), 1, 1e-15);
    assert_near(kit_real(m, r, "slope"), 7, 1e-12);
    assert_int_equal(kit_int(m, r, "before"), 7);
    assert_int_equal(kit_int(m, r, "now"), 14);
    /* Seven silent days later: down to nothing. */
    usage_measure(*state, "trend", GIVEN("days", "7d"), row, n, 100, 121, r);
    assert_near(kit_real(m, r, ""), -1, 0);
    /* From nothing to something has no percentage. */
    usage_measure(*state, "trend", GIVEN("days", "14d"), row, n, ALL, 114, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    usage_measure(*state, "trend", GIVEN("days", "14d"), row, n, 100, 114, r);
    assert_int_equal(kit_missing(m, r, "now"), HALE_NOT_COVERED);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_COVERED);
}

/* Ten on every seventh day, else one. The last eight days hold one ten, the
 * eight before them two: 17 / 26 - 1. By weekday it is 6 x 1 + 10 + 1 = 17 as
 * expected: no change. Both whole weeks (102-108, 109-115) have 16. */
static void trend_by_weekday(void **state)
{
    const int count[] = {10, 1, 1, 1, 1, 1, 1, 10, 1, 1, 1, 1, 1, 1, 10, 1};
    const hale_metric *m = kit_metric("trend");
    Row row[64];
    hale_value r[KIT_RESULTS];
    size_t n = by_count(count, 16, row);
    usage_measure(*state, "trend", GIVEN("days", "8d"), row, n, 100, 116, r);
    assert_near(kit_real(m, r, ""), -9.0 / 26, 1e-15);
    assert_near(kit_real(m, r, "expected"), 17, 1e-12);
    assert_near(kit_real(m, r, "seasonal"), 0, 1e-15);
    assert_near(kit_real(m, r, "slope"), 0, 1e-12);
    usage_measure(*state, "trend", GIVEN("days", "3d"), row, n, 100, 116, r);
    assert_int_equal(kit_missing(m, r, "seasonal"), HALE_NO_ROWS);
    assert_int_equal(kit_missing(m, r, "slope"), HALE_NO_ROWS);
}

/* Weeks of 1, 2, 3 and 6: x = -1.5 -0.5 0.5 1.5, so
 * (-1.5 - 1 + 1.5 + 9) / (2.25 + 0.25 + 0.25 + 2.25) = 8 / 5. */
static void slope_of_four_weeks(void **state)
{
    const int count[28] = {[0] = 1, [8] = 2, [20] = 3, [21] = 4, [27] = 2};
    Row row[16];
    hale_value r[KIT_RESULTS];
    size_t n = by_count(count, 28, row);
    usage_measure(*state, "trend", GIVEN("days", "14d"), row, n, 100, 128, r);
    assert_near(kit_real(kit_metric("trend"), r, "slope"), 1.6, 1e-12);
}

/* Five events. Created on day 170 of a window up to 183, fourteen days are
 * seen: 5 x 28 / 14 = 10. Old accounts: 5 x 28 / 84. */
static void scaled_rate_by_hand(void **state)
{
    const Row row[] = {
        {.day = 172}, {.day = 173}, {.day = 174}, {.day = 180}, {.day = 183}};
    Row account = {.day = 1, .number = 170};
    const hale_metric *m = kit_metric("scaled_rate");
    hale_value r[KIT_RESULTS];
    usage_both(*state, m->name, KIT_NONE, row, 5, &account, 1, 100, 184, r);
    assert_near(kit_real(m, r, ""), 10, 1e-12);
    usage_both(*state, m->name, KIT_NONE, row, 5, &account, 1, ALL, 184, r);
    assert_near(kit_real(m, r, ""), 10, 1e-12);
    account.number = 50;
    usage_both(*state, m->name, KIT_NONE, row, 5, &account, 1, 100, 184, r);
    assert_near(kit_real(m, r, ""), 5.0 / 3, 1e-12);
    assert_near(kit_real(m, r, "periods"), 3, 0);
    account.number = 171; /* thirteen days */
    usage_both(*state, m->name, KIT_NONE, row, 5, &account, 1, 100, 184, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_TOO_NEW);
    assert_int_equal(kit_int(m, r, "events"), 5);
    account.number = NONE;
    usage_both(*state, m->name, KIT_NONE, row, 5, &account, 1, 100, 184, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    usage_both(*state, m->name, KIT_NONE, row, 5, NULL, 0, 100, 184, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
}

/* The term is days 100 to 199; fifty of them have passed. What was used
 * before it does not count: 600, that is 12 a day. */
static const Row used[] = {{.day = 90, .number = 999},
                           {.day = 100, .number = 200},
                           {.day = 110, .number = NONE},
                           {.day = 120, .number = 400}};

static void consumed(void **state, const Row *term, size_t terms, int64_t begin,
                     hale_value *r)
{
    size_t first = begin == ALL ? 0 : 2;
    usage_both(*state, "consumption", KIT_NONE, used + first, 4 - first, term,
               terms, begin, 150, r);
}

/* Of 1000: 0.6 in half of the term, 1.2 times too fast. After 83 days it will
 * be 996, on the 84th, day 183, more than 1000. */
static void consumption_by_hand(void **state)
{
    const Row whole[] = {{.day = 100, .end = 200, .number = 1000}};
    const Row parts[] = {{.day = 50, .end = 149, .number = 5000},
                         {.day = 100, .end = OPEN, .number = 600},
                         {.day = 130, .end = 200, .number = 400}};
    const hale_metric *m = kit_metric("consumption");
    hale_value r[KIT_RESULTS];
    consumed(state, whole, 1, ALL, r);
    assert_near(kit_real(m, r, "used"), 600, 0);
    assert_near(kit_real(m, r, ""), 0.6, 1e-15);
    assert_near(kit_real(m, r, "pace"), 1.2, 1e-12);
    assert_int_equal(kit_int(m, r, "overage"), 183 * HALE_DAY);
    assert_int_equal(kit_int(m, r, "unmeasured"), 1);
    /* One that is over does not count; an open one has no pace. */
    consumed(state, parts, 3, ALL, r);
    assert_near(kit_real(m, r, "quota"), 1000, 0);
    assert_int_equal(kit_missing(m, r, "pace"), HALE_NO_ROWS);
    assert_int_equal(kit_int(m, r, "overage"), 183 * HALE_DAY);
}

/* What is used up is not exceeded: 600 of 600, and then on day 150. A term
 * that ends with the span is in force, all of it passed: 0.6 / 1. */
static void the_last_bit_of_a_quota(void **state)
{
    const Row even[] = {{.day = 100, .end = 200, .number = 600}};
    const Row over[] = {{.day = 100, .end = 150, .number = 1000}};
    const hale_metric *m = kit_metric("consumption");
    hale_value r[KIT_RESULTS];
    consumed(state, even, 1, ALL, r);
    assert_near(kit_real(m, r, ""), 1, 0);
    assert_int_equal(kit_int(m, r, "overage"), 150 * HALE_DAY);
    consumed(state, over, 1, ALL, r);
    assert_near(kit_real(m, r, "pace"), 0.6, 1e-15);
    assert_int_equal(kit_missing(m, r, "overage"), HALE_NO_ROWS);
}

/* 12 a day are 1200 in the term: of 1200 nothing is exceeded. 400 was
 * exceeded on day 120. */
static void overage_never_or_already(void **state)
{
    const Row enough[] = {{.day = 100, .end = 200, .number = 1200}};
    const Row little[] = {{.day = 100, .end = 200, .number = 400}};
    const hale_metric *m = kit_metric("consumption");
    hale_value r[KIT_RESULTS];
    consumed(state, enough, 1, ALL, r);
    assert_near(kit_real(m, r, "pace"), 1, 1e-12);
    assert_int_equal(kit_missing(m, r, "overage"), HALE_NO_ROWS);
    consumed(state, little, 1, ALL, r);
    assert_near(kit_real(m, r, ""), 1.5, 1e-15);
    assert_int_equal(kit_int(m, r, "overage"), 120 * HALE_DAY);
}

static void consumption_without_an_answer(void **state)
{
    const Row zero[] = {{.day = 100, .end = 200, .number = 0}};
    const Row empty[] = {{.day = 100, .end = 200, .number = NONE}};
    const Row whole[] = {{.day = 100, .end = 200, .number = 1000}};
    const hale_metric *m = kit_metric("consumption");
    hale_value r[KIT_RESULTS];
    consumed(state, NULL, 0, ALL, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    consumed(state, zero, 1, ALL, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    consumed(state, empty, 1, ALL, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    consumed(state, whole, 1, 101, r); /* the first day is cut off */
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_COVERED);
    assert_int_equal(kit_missing(m, r, "overage"), HALE_NOT_COVERED);
}

static const Row active[] = {{.day = 100, .user = "ann"},
                             {.day = 101, .user = "bob"},
                             {.day = 101, .user = NULL},
                             {.day = 102, .user = "cid"},
                             {.day = 103, .user = "ann"}};

/* Three people; 12 seats in force, 6 of them handed out. */
static void seats_by_hand(void **state)
{
    const Row seat[] = {{.day = 10, .end = 50, .number = 99, .second = 99},
                        {.day = 50, .end = OPEN, .number = 10, .second = 4},
                        {.day = 60, .end = 104, .number = 2, .second = 2}};
    const hale_metric *m = kit_metric("seat_use");
    hale_value r[KIT_RESULTS];
    usage_both(*state, m->name, KIT_NONE, active, 5, seat, 3, 100, 104, r);
    assert_near(kit_real(m, r, ""), 0.25, 0);
    assert_near(kit_real(m, r, "assigned_share"), 0.5, 0);
    assert_near(kit_real(m, r, "active_share"), 0.5, 0);
    assert_int_equal(kit_int(m, r, "active"), 3);
    usage_both(*state, m->name, KIT_NONE, active, 5, seat, 1, 100, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
}

/* A fact of the roster has no end. Two seats for three people is 1.5; who
 * holds them is not known. No seats is no ratio. */
static void seats_of_the_roster(void **state)
{
    Row fact = {.day = 10, .number = 2, .second = NONE};
    const hale_metric *m = kit_metric("seat_use");
    hale_value r[KIT_RESULTS];
    usage_both(*state, m->name, KIT_NONE, active, 5, &fact, 1, 100, 104, r);
    assert_near(kit_real(m, r, ""), 1.5, 0);
    assert_int_equal(kit_missing(m, r, "assigned_share"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "active_share"), HALE_NOT_GIVEN);
    fact.number = 0;
    usage_both(*state, m->name, KIT_NONE, active, 5, &fact, 1, 100, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    fact.number = -1;
    usage_both(*state, m->name, KIT_NONE, active, 5, &fact, 1, 100, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_REJECTED);
}

/* In days 100 to 103 of a, b, c: a and c. Three people; only ann uses one of
 * them twice: 1 of 9. First use on day 90, created on day 80. */
static const Row uses[] = {{.day = 90, .user = "ann", .feature = "b"},
                           {.day = 100, .user = "ann", .feature = "a"},
                           {.day = 101, .user = "ann", .feature = "a"},
                           {.day = 102, .user = "bob", .feature = "a"},
                           {.day = 103, .user = "cid", .feature = "x"},
                           {.day = 103, .user = "bob", .feature = "c"}};

static void adoption_by_hand(void **state)
{
    const char *const *given =
        GIVEN("features", "a, b, c", "times", "2", "days", "4d");
    Row account = {.day = 1, .number = 80};
    const hale_metric *m = kit_metric("adoption");
    hale_value r[KIT_RESULTS];
    usage_both(*state, m->name, given, uses, 6, &account, 1, ALL, 104, r);
    assert_near(kit_real(m, r, ""), 2.0 / 3, 1e-15);
    assert_near(kit_real(m, r, "depth"), 1.0 / 9, 1e-15);
    assert_int_equal(kit_int(m, r, "users"), 3);
    assert_int_equal(kit_int(m, r, "velocity"), 10);
    account.number = 95;
    usage_both(*state, m->name, given, uses, 6, &account, 1, ALL, 104, r);
    assert_int_equal(kit_missing(m, r, "velocity"), HALE_REJECTED);
    account.number = NONE;
    usage_both(*state, m->name, given, uses, 6, &account, 1, ALL, 104, r);
    assert_int_equal(kit_missing(m, r, "velocity"), HALE_NOT_GIVEN);
}

static void adoption_of_nothing(void **state)
{
    const Row account = {.day = 1, .number = 80};
    const hale_metric *m = kit_metric("adoption");
    hale_value r[KIT_RESULTS];
    usage_both(*state, m->name, GIVEN("features", "a"), NULL, 0, &account, 1,
               ALL, 104, r);
    assert_near(kit_real(m, r, ""), 0, 0);
    assert_int_equal(kit_missing(m, r, "depth"), HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_missing(m, r, "velocity"), HALE_NO_ROWS);
    usage_refused(*state, "adoption", GIVEN("features", ""),
                  "features names 0");
    usage_refused(*state, "adoption", GIVEN("features", "a, b, b"),
                  "features names \"b\" twice");
}

/* 3 - 1 + 5 = 7, and nobody knows how much the third event used. */
static void quantity_by_hand(void **state)
{
    const Row row[] = {{.day = 100, .number = 3},
                       {.day = 100, .number = -1},
                       {.day = 101, .number = NONE},
                       {.day = 103, .number = 5}};
    const hale_metric *m = kit_metric("quantity");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, m->name, KIT_NONE, row, 4, 100, 104, r);
    assert_near(kit_real(m, r, ""), 7, 0);
    assert_int_equal(kit_int(m, r, "unmeasured"), 1);
    usage_measure(*state, m->name, KIT_NONE, row + 2, 1, 100, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    usage_measure(*state, m->name, KIT_NONE, NULL, 0, 100, 104, r);
    assert_near(kit_real(m, r, ""), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(error_rate_by_hand),
        WITH_HOST(no_column_of_status),
        WITH_HOST(wilson_as_published),
        WITH_HOST(trend_by_hand),
        WITH_HOST(trend_by_weekday),
        WITH_HOST(slope_of_four_weeks),
        WITH_HOST(scaled_rate_by_hand),
        WITH_HOST(quantity_by_hand),
        WITH_HOST(consumption_by_hand),
        WITH_HOST(the_last_bit_of_a_quota),
        WITH_HOST(overage_never_or_already),
        WITH_HOST(consumption_without_an_answer),
        WITH_HOST(seats_by_hand),
        WITH_HOST(seats_of_the_roster),
        WITH_HOST(adoption_by_hand),
        WITH_HOST(adoption_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
