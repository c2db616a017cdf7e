/* SPDX-License-Identifier: MIT
 *
 * metric_usage_people: what is counted by user: daily and monthly users,
 * logins, sessions, states, growth, engagement; by hand, and the moving
 * months against a count by looking.
 */
#include "usage_kit.h"

/* A month of four days, 100 to 103, and the three before it. */
static const Row days[] = {
    {.day = 97, .user = "ann"},
    {.day = 98, .user = "bob"},
    {.day = 100, .user = "ann"},
    {.day = 100, .minute = 1, .user = "bob"},
    {.day = 100, .minute = 2, .user = "ann"},
    {.day = 101, .user = "ann"},
    {.day = 103, .user = "ann"},
    {.day = 103, .minute = 1, .user = "cid"},
};
#define SMALL GIVEN("week", "2d", "month", "4d")

/* Daily users 2 1 0 2: mean 5/4. Days 102 and 103: mean 1, ann and cid. Of
 * the months that end with the four days: 2 users (ann bob), 2, 2 and 3, so
 * the ratios are 1, 1/2, 0, 2/3: mean 13/24. */
static void actives_by_hand(void **state)
{
    const hale_metric *m = kit_metric("actives");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "actives", SMALL, days, COUNT_OF(days), 97, 104, r);
    assert_near(kit_real(m, r, "dau"), 1.25, 0);
    assert_int_equal(kit_int(m, r, "mau"), 3);
    assert_int_equal(kit_int(m, r, "wau"), 2);
    assert_near(kit_real(m, r, "dau_week"), 1, 0);
    assert_near(kit_real(m, r, "dau_mau"), 5.0 / 12, 1e-15);
    assert_near(kit_real(m, r, "wau_mau"), 2.0 / 3, 1e-15);
    assert_near(kit_real(m, r, "dau_wau"), 0.5, 0);
    assert_near(kit_real(m, r, "stickiness_rolling"), 13.0 / 24, 1e-15);
}

/* A window that cuts off needed days makes figures missing, not too small. */
static void actives_of_a_short_window(void **state)
{
    const hale_metric *m = kit_metric("actives");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "actives", SMALL, days + 1, COUNT_OF(days) - 1, 98,
                  104, r);
    assert_int_equal(kit_int(m, r, "mau"), 3);
    assert_int_equal(kit_missing(m, r, "stickiness_rolling"), HALE_NOT_COVERED);
    usage_measure(*state, "actives", SMALL, days + 5, COUNT_OF(days) - 5, 101,
                  104, r);
    assert_int_equal(kit_int(m, r, "wau"), 2);
    assert_int_equal(kit_missing(m, r, "mau"), HALE_NOT_COVERED);
    assert_int_equal(kit_missing(m, r, "dau_mau"), HALE_NOT_COVERED);
}

static void actives_of_nobody(void **state)
{
    const Row nobody[] = {{.day = 100}, {.day = 102}};
    const hale_metric *m = kit_metric("actives");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "actives", KIT_NONE, nobody, 2, ALL, 104, r);
    assert_int_equal(kit_int(m, r, "mau"), 0);
    assert_near(kit_real(m, r, "dau"), 0, 0);
    assert_int_equal(kit_missing(m, r, "dau_mau"), HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_missing(m, r, "stickiness_rolling"),
                     HALE_ZERO_DENOMINATOR);
    usage_refused(*state, "actives", GIVEN("week", "8d", "month", "7d"),
                  "week = 8d is longer than month = 7d");
}

/* Six logins of three users (cid never logs in) in two weeks: 6 / (3 x 2).
 * In one week from the first event on: 6 / 3. */
static void logins_by_hand(void **state)
{
    const Row row[] = {
        {.day = 100, .user = "ann", .feature = "login"},
        {.day = 101, .user = "ann", .feature = "login"},
        {.day = 102, .user = "bob", .feature = "login"},
        {.day = 102, .user = "cid", .feature = "orders"},
        {.day = 103, .user = "ann", .feature = "login"},
        {.day = 104, .user = "ann", .feature = NULL},
        {.day = 105, .user = "ann", .feature = "login"},
        {.day = 106, .user = NULL, .feature = "login"},
    };
    const hale_metric *m = kit_metric("logins");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "logins", KIT_NONE, row, COUNT_OF(row), 100, 114, r);
    assert_int_equal(kit_int(m, r, "logins"), 6);
    assert_int_equal(kit_int(m, r, "users"), 3);
    assert_near(kit_real(m, r, "user_weeks"), 6, 0);
    assert_near(kit_real(m, r, ""), 1, 0);
    usage_measure(*state, "logins", KIT_NONE, row, COUNT_OF(row), ALL, 107, r);
    assert_near(kit_real(m, r, ""), 2, 0);
    usage_measure(*state, "logins", GIVEN("feature", "sso"), row, COUNT_OF(row),
                  100, 114, r);
    assert_near(kit_real(m, r, ""), 0, 0);
    usage_measure(*state, "logins", KIT_NONE, NULL, 0, ALL, 114, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    usage_refused(*state, "logins", GIVEN("feature", ""), "feature is empty");
}

/* 30 days hold four weeks, 102-108, 109-115, 116-122, 123-129: day 100 is
 * outside, three are active. Without a window day 100 is in a fifth. */
static void active_weeks_by_hand(void **state)
{
    const Row row[] = {
        {.day = 100}, {.day = 102}, {.day = 108}, {.day = 109}, {.day = 129}};
    const hale_metric *m = kit_metric("active_weeks");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "active_weeks", KIT_NONE, row, 5, 100, 130, r);
    assert_int_equal(kit_int(m, r, ""), 3);
    assert_int_equal(kit_int(m, r, "weeks"), 4);
    assert_near(kit_real(m, r, "share"), 0.75, 0);
    usage_measure(*state, "active_weeks", KIT_NONE, row, 5, ALL, 130, r);
    assert_int_equal(kit_int(m, r, ""), 4);
    assert_int_equal(kit_int(m, r, "weeks"), 5);
    usage_measure(*state, "active_weeks", KIT_NONE, row, 1, 100, 106, r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_missing(m, r, "share"), HALE_ZERO_DENOMINATOR);
}

/* ann at 0, 10, 40 and 71 minutes, bob at 5 and 6. A gap of 30 goes on, one
 * of 31 does not: 3 sessions of 40, 0 and 1 minutes. */
static void sessions_by_hand(void **state)
{
    const Row row[] = {
        {.day = 100, .minute = 0, .user = "ann"},
        {.day = 100, .minute = 5, .user = "bob"},
        {.day = 100, .minute = 6, .user = "bob"},
        {.day = 100, .minute = 7, .user = NULL},
        {.day = 100, .minute = 10, .user = "ann"},
        {.day = 100, .minute = 40, .user = "ann"},
        {.day = 100, .minute = 71, .user = "ann"},
    };
    const hale_metric *m = kit_metric("sessions");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "sessions", KIT_NONE, row, 7, 100, 101, r);
    assert_int_equal(kit_int(m, r, ""), 3);
    assert_near(kit_real(m, r, "minutes"), 41, 1e-12);
    assert_near(kit_real(m, r, "minutes_per_user"), 20.5, 1e-12);
    assert_near(kit_real(m, r, "minutes_per_session"), 41.0 / 3, 1e-12);
    usage_measure(*state, "sessions", GIVEN("gap", "31"), row, 7, 100, 101, r);
    assert_int_equal(kit_int(m, r, ""), 2);
    assert_near(kit_real(m, r, "minutes"), 72, 1e-12);
    usage_measure(*state, "sessions", KIT_NONE, row + 3, 1, 100, 101, r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_missing(m, r, "minutes_per_user"),
                     HALE_ZERO_DENOMINATOR);
}

/* ann 3, bob 1, nobody 1. */
static void concentration_by_hand(void **state)
{
    const Row row[] = {{.day = 100, .user = "ann"},
                       {.day = 100, .user = "bob"},
                       {.day = 101, .user = NULL},
                       {.day = 101, .user = "ann"},
                       {.day = 102, .user = "ann"}};
    const hale_metric *m = kit_metric("concentration");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "concentration", KIT_NONE, row, 5, 100, 104, r);
    assert_near(kit_real(m, r, ""), 0.75, 0);
    assert_int_equal(kit_int(m, r, "top"), 3);
    assert_int_equal(kit_int(m, r, "users"), 2);
    usage_measure(*state, "concentration", KIT_NONE, row + 2, 1, 100, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
}

/* Now is 102 and 103, before is 100 and 101. New: cid, hal. Retained: ann,
 * gus. Resurrected: dee. Dormant: bob, eve. Away: fay. */
static void states_by_hand(void **state)
{
    const Row row[] = {
        {.day = 50, .user = "dee"},  {.day = 60, .user = "eve"},
        {.day = 70, .user = "fay"},  {.day = 90, .user = "ann"},
        {.day = 100, .user = "ann"}, {.day = 100, .user = "eve"},
        {.day = 100, .user = "gus"}, {.day = 101, .user = "bob"},
        {.day = 102, .user = "ann"}, {.day = 102, .user = "hal"},
        {.day = 103, .user = "cid"}, {.day = 103, .user = "dee"},
        {.day = 103, .user = "gus"},
    };
    const hale_metric *m = kit_metric("user_states");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "user_states", GIVEN("days", "2d"), row,
                  COUNT_OF(row), ALL, 104, r);
    assert_int_equal(kit_int(m, r, "new"), 2);
    assert_int_equal(kit_int(m, r, "retained"), 2);
    assert_int_equal(kit_int(m, r, "resurrected"), 1);
    assert_int_equal(kit_int(m, r, "dormant"), 2);
    assert_int_equal(kit_int(m, r, "active"), 5);
    assert_int_equal(kit_int(m, r, "active_before"), 4);
    assert_near(kit_real(m, r, "quick_ratio"), 1.5, 0);
    usage_measure(*state, "user_states", GIVEN("days", "2d"), row + 10, 3, ALL,
                  104, r);
    assert_int_equal(kit_missing(m, r, "quick_ratio"), HALE_ZERO_DENOMINATOR);
}

/* Days 100 to 109. Stay: ann, eve (her second row), hal (until the very
 * end). Removed: bob, fay (was there until the beginning). Added: gus (came
 * as it began), cid, ida. Came and went: dee. 1 more than 5: a fifth. */
static void growth_by_hand(void **state)
{
    const Row row[] = {
        {.day = 10, .user = "eve", .end = 20},
        {.day = 30, .user = "eve", .end = OPEN},
        {.day = 40, .user = NULL, .end = OPEN},
        {.day = 50, .user = "ann", .end = OPEN},
        {.day = 50, .user = "hal", .end = 110},
        {.day = 60, .user = "bob", .end = 105},
        {.day = 70, .user = "fay", .end = 100},
        {.day = 100, .user = "gus", .end = OPEN},
        {.day = 101, .user = "dee", .end = 104},
        {.day = 103, .user = "cid", .end = OPEN},
        {.day = 104, .user = "ida", .end = OPEN},
    };
    const hale_metric *m = kit_metric("user_growth");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "user_growth", KIT_NONE, row, COUNT_OF(row), 100, 110,
                  r);
    assert_int_equal(kit_int(m, r, "opening"), 5);
    assert_int_equal(kit_int(m, r, "added"), 3);
    assert_int_equal(kit_int(m, r, "removed"), 2);
    assert_int_equal(kit_int(m, r, "closing"), 6);
    assert_near(kit_real(m, r, ""), 0.2, 1e-15);
    usage_measure(*state, "user_growth", KIT_NONE, row, COUNT_OF(row), ALL, 110,
                  r);
    assert_int_equal(kit_int(m, r, "added"), 6);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
}

/* Months of two days. Active: ann (a and b), dee (b), eve (neither): 3 of 6.
 * Day 102: 2 of cid, ann, dee; day 103: 3 of 3: mean 5/6. New: dee, eve;
 * dropped: bob, cid: 2 of 4. Retained: ann: 1 of 3. */
static const Row engaged[] = {
    {.day = 100, .user = "ann", .feature = "a"},
    {.day = 100, .user = "bob", .feature = "x"},
    {.day = 101, .user = "cid", .feature = "a"},
    {.day = 102, .user = "ann", .feature = "a"},
    {.day = 102, .user = "dee", .feature = "b"},
    {.day = 103, .user = "ann", .feature = "b"},
    {.day = 103, .user = "ann", .feature = "a"},
    {.day = 103, .user = "dee", .feature = "x"},
    {.day = 103, .user = "eve", .feature = NULL},
};

static void pes_by_hand(void **state)
{
    const char *const *growth = GIVEN("features", "a, b", "days", "2d");
    const char *const *retention =
        GIVEN("features", "a, b", "days", "2d", "version", "retention");
    const hale_metric *m = kit_metric("pes");
    hale_value r[KIT_RESULTS];
    usage_measure(*state, "pes", growth, engaged, 9, 100, 104, r);
    assert_near(kit_real(m, r, "adoption"), 50, 1e-12);
    assert_near(kit_real(m, r, "stickiness"), 250.0 / 3, 1e-12);
    assert_near(kit_real(m, r, "third"), 50, 1e-12);
    assert_near(kit_real(m, r, ""), 550.0 / 9, 1e-12);
    usage_measure(*state, "pes", retention, engaged, 9, 100, 104, r);
    assert_near(kit_real(m, r, "third"), 100.0 / 3, 1e-12);
    assert_near(kit_real(m, r, ""), 500.0 / 9, 1e-12);
    /* Without the two months nothing; without anybody nothing. */
    usage_measure(*state, "pes", growth, engaged + 2, 7, 101, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_COVERED);
    usage_measure(*state, "pes", growth, NULL, 0, ALL, 104, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    usage_refused(*state, "pes", GIVEN("features", "a, b, a"),
                  "features names \"a\" twice");
}

/* ----------------------------------------------------------------- laws -- */

static int by_day(const void *a, const void *b)
{
    const Row *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

/* Distinct users of the days [first, last], by looking at all pairs. */
static int64_t users_of(const Row *row, size_t n, int64_t first, int64_t last)
{
    int64_t users = 0;
    for (size_t i = 0; i < n; i++) {
        int is_new = row[i].user && row[i].day >= first && row[i].day <= last;
        for (size_t k = 0; is_new && k < i; k++)
            is_new = row[k].user != row[i].user || row[k].day < first;
        users += is_new;
    }
    return users;
}

static void moving_months_by_looking(void **state)
{
    static const char *const name[] = {"a", "b", "c", "d", "e", NULL};
    const hale_metric *m = kit_metric("actives");
    uint64_t seed = 11;
    for (int account = 0; account < 300; account++) {
        Row row[40] = {{0}};
        size_t n = (size_t)kit_below(&seed, 40);
        double sum = 0;
        int64_t counted = 0;
        hale_value r[KIT_RESULTS];
        fake_close(*state);
        fake_open(*state);
        for (size_t i = 0; i < n; i++)
            row[i] = (Row){.day = kit_below(&seed, 20) - 6,
                           .user = name[kit_below(&seed, 6)]};
        qsort(row, n, sizeof *row, by_day);
        for (int64_t day = 7; day < 14; day++) {
            int64_t month = users_of(row, n, day - 6, day);
            sum +=
                month ? (double)users_of(row, n, day, day) / (double)month : 0;
            counted += month > 0;
        }
        usage_measure(*state, "actives", GIVEN("month", "7d"), row, n, ALL, 14,
                      r);
        assert_int_equal(kit_int(m, r, "mau"), users_of(row, n, 7, 13));
        if (counted)
            assert_near(kit_real(m, r, "stickiness_rolling"),
                        sum / (double)counted, 1e-12);
        else
            assert_int_equal(kit_missing(m, r, "stickiness_rolling"),
                             HALE_ZERO_DENOMINATOR);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(actives_by_hand),
        WITH_HOST(actives_of_a_short_window),
        WITH_HOST(actives_of_nobody),
        WITH_HOST(logins_by_hand),
        WITH_HOST(active_weeks_by_hand),
        WITH_HOST(sessions_by_hand),
        WITH_HOST(concentration_by_hand),
        WITH_HOST(states_by_hand),
        WITH_HOST(growth_by_hand),
        WITH_HOST(pes_by_hand),
        WITH_HOST(moving_months_by_looking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
