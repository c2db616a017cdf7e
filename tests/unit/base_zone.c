/* SPDX-License-Identifier: MIT
 *
 * base_zone: time zones. Changes of clocks are those of the time zone
 * database, as zdump prints them; instants are written in UTC.
 */
#include "instants.h"

#include <time.h>

static void test_unknown_zones(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "Berlin",
                                        "Europe/Berlinn",
                                        "europe",
                                        "Europe",
                                        "/usr/share/zoneinfo/Europe/Berlin",
                                        "../zoneinfo/Europe/Berlin",
                                        "Europe/../Europe/Berlin",
                                        "zone.tab",
                                        "CEST-1",
                                        "UTC+1",
                                        "localtime",
                                        "right/Europe/Berlin"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Error error = {0};
        if (zone_open(wrong[i], &error))
            fail_msg("a zone: \"%s\"", wrong[i]);
        assert_int_equal(error.code, EXIT_CONFIG);
        assert_non_null(strstr(error.message, wrong[i]));
        assert_non_null(strstr(error.message, "Europe/Berlin"));
    }
    zone_free(NULL);
}

/* UTC is known without any zone files. */
static void test_tzdir(void **state)
{
    (void)state;
    Error error = {0};
    setenv("TZDIR", "/nonexistent", 1);
    assert_null(zone_open("Europe/Berlin", &error));
    Zone *utc = zone_of("UTC");
    assert_true(zone_is_utc(utc));
    zone_free(utc);
    unsetenv("TZDIR");
}

/* Opening a zone leaves the process in the one it was in. */
static void test_environment_untouched(void **state)
{
    (void)state;
    time_t t = 0;
    struct tm local;
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    zone_free(zone_of("Europe/Berlin"));
    assert_string_equal(getenv("TZ"), "Asia/Tokyo");
    localtime_r(&t, &local);
    assert_int_equal(local.tm_hour, 9);
    unsetenv("TZ");
    zone_free(zone_of("Europe/Berlin"));
    assert_null(getenv("TZ"));
}

static void test_utc(void **state)
{
    (void)state;
    Zone *z = zone_of("UTC");
    assert_string_equal(zone_name(z), "UTC");
    assert_int_equal(zone_day(z, 0), 0);
    assert_int_equal(zone_day(z, -1), -1);
    assert_int_equal(zone_day(z, HALE_DAY - 1), 0);
    assert_int_equal(zone_day(z, HALE_DAY), 1);
    assert_true(zone_day_start(z, -2) == -2 * HALE_DAY);
    assert_true(zone_instant(z, 1, 5) == HALE_DAY + 5);
    zone_free(z);
    z = zone_of("Europe/Berlin");
    assert_false(zone_is_utc(z));
    zone_free(z);
}

/* 2025-03-30: 02:00 CET is 03:00 CEST. 2025-10-26: 03:00 CEST is 02:00 CET. */
static void test_berlin(void **state)
{
    (void)state;
    Zone *z = zone_of("Europe/Berlin");
    int32_t spring = day("2025-03-30"), autumn = day("2025-10-26");
    is_at(zone_day_start(z, spring), "2025-03-29T23:00:00Z");
    is_at(zone_day_start(z, spring + 1), "2025-03-30T22:00:00Z");
    is_at(zone_day_start(z, autumn), "2025-10-25T22:00:00Z");
    is_at(zone_day_start(z, autumn + 1), "2025-10-26T23:00:00Z");
    is_at(zone_instant(z, spring, clock_of("01:59")), "2025-03-30T00:59:00Z");
    /* Skipped: by the old clock, so it reads 03:30 on the new one. */
    is_at(zone_instant(z, spring, clock_of("02:30")), "2025-03-30T01:30:00Z");
    is_at(zone_instant(z, spring, clock_of("03:30")), "2025-03-30T01:30:00Z");
    is_at(zone_instant(z, spring, clock_of("02:00")), "2025-03-30T01:00:00Z");
    /* Repeated: the first time. */
    is_at(zone_instant(z, autumn, clock_of("01:59")), "2025-10-25T23:59:00Z");
    is_at(zone_instant(z, autumn, clock_of("02:30")), "2025-10-26T00:30:00Z");
    is_at(zone_instant(z, autumn, clock_of("03:00")), "2025-10-26T02:00:00Z");
    assert_int_equal(zone_day(z, at("2025-03-29T22:59:59Z")), spring - 1);
    assert_int_equal(zone_day(z, at("2025-03-29T23:00:00Z")), spring);
    assert_int_equal(zone_day(z, at("2025-10-26T22:59:59Z")), autumn);
    assert_int_equal(zone_day(z, at("2025-10-26T23:00:00Z")), autumn + 1);
    assert_int_equal(zone_offset(z, at("2025-03-30T00:59:59Z")) / HALE_SECOND,
                     3600);
    assert_int_equal(zone_offset(z, at("2025-03-30T01:00:00Z")) / HALE_SECOND,
                     7200);
    zone_free(z);
}

/* 2018-11-04 in Brazil began at 01:00; 2018-02-17 ended twice. */
static void test_sao_paulo(void **state)
{
    (void)state;
    Zone *z = zone_of("America/Sao_Paulo");
    int32_t spring = day("2018-11-04"), autumn = day("2018-02-17");
    is_at(zone_day_start(z, spring), "2018-11-04T03:00:00Z");
    is_at(zone_instant(z, spring, 0), "2018-11-04T03:00:00Z");
    is_at(zone_instant(z, spring, clock_of("00:30")), "2018-11-04T03:30:00Z");
    is_at(zone_instant(z, spring, clock_of("01:00")), "2018-11-04T03:00:00Z");
    assert_int_equal(zone_day(z, at("2018-11-04T02:59:59Z")), spring - 1);
    assert_int_equal(zone_day(z, at("2018-11-04T03:00:00Z")), spring);
    is_at(zone_instant(z, autumn, clock_of("23:30")), "2018-02-18T01:30:00Z");
    assert_int_equal(zone_day(z, at("2018-02-18T01:59:59Z")), autumn);
    assert_int_equal(zone_day(z, at("2018-02-18T02:00:00Z")), autumn);
    assert_int_equal(zone_day(z, at("2018-02-18T02:59:59Z")), autumn);
    is_at(zone_day_start(z, autumn + 1), "2018-02-18T03:00:00Z");
    zone_free(z);
}

static void test_kolkata(void **state)
{
    (void)state;
    Zone *z = zone_of("Asia/Kolkata");
    is_at(zone_day_start(z, day("2025-01-01")), "2024-12-31T18:30:00Z");
    assert_int_equal(zone_day(z, at("2024-12-31T18:29:59Z")),
                     day("2024-12-31"));
    zone_free(z);
}

/* Samoa crossed the date line: after 29 December 2011, 24:00, came the 31st.
 * The 30th is an empty day. */
static void test_apia(void **state)
{
    (void)state;
    Zone *z = zone_of("Pacific/Apia");
    int32_t skipped = day("2011-12-30");
    is_at(zone_day_start(z, skipped - 1), "2011-12-29T10:00:00Z");
    is_at(zone_day_start(z, skipped), "2011-12-30T10:00:00Z");
    is_at(zone_day_start(z, skipped + 1), "2011-12-30T10:00:00Z");
    is_at(zone_day_start(z, skipped + 2), "2011-12-31T10:00:00Z");
    assert_int_equal(zone_day(z, at("2011-12-30T09:59:59Z")), skipped - 1);
    assert_int_equal(zone_day(z, at("2011-12-30T10:00:00Z")), skipped + 1);
    /* 10:00 on the 30th by the old clock, 10 hours behind UTC */
    is_at(zone_instant(z, skipped, clock_of("10:00")), "2011-12-30T20:00:00Z");
    zone_free(z);
}

/* 2010-11-07 in Newfoundland: 00:01 became 23:01 of the 6th. A day that has
 * begun stays begun. 2010-03-14: 00:01 became 01:01. */
static void test_st_johns(void **state)
{
    (void)state;
    Zone *z = zone_of("America/St_Johns");
    int32_t sunday = day("2010-11-07");
    is_at(zone_day_start(z, sunday), "2010-11-07T02:30:00Z");
    assert_int_equal(zone_day(z, at("2010-11-07T02:29:59Z")), sunday - 1);
    assert_int_equal(zone_day(z, at("2010-11-07T02:30:59Z")), sunday);
    assert_int_equal(zone_day(z, at("2010-11-07T02:31:00Z")), sunday);
    assert_int_equal(zone_day(z, at("2010-11-07T03:30:00Z")), sunday);
    is_at(zone_day_start(z, day("2010-03-14")), "2010-03-14T03:30:00Z");
    zone_free(z);
}

static void test_ends_of_time(void **state)
{
    (void)state;
    Zone *z = zone_of("America/New_York");
    /* 2^63 microseconds are 106751991.17 days. */
    assert_int_equal(zone_day(z, INT64_MIN), -106751992);
    assert_int_equal(zone_day(z, INT64_MAX), 106751990); /* 5 hours west */
    assert_true(zone_day_start(z, INT32_MIN) < -106751000 * HALE_DAY);
    assert_true(zone_day_start(z, INT32_MAX) > 106751000 * HALE_DAY);
    zone_free(z);
}

static int32_t day_of_libc(int64_t second, int64_t *offset)
{
    time_t t = (time_t)second;
    struct tm local;
    localtime_r(&t, &local);
    *offset = local.tm_gmtoff;
    return hale_day_of(1900 + local.tm_year, local.tm_mon + 1, local.tm_mday);
}

/* Was this day reached within the two hours before, by libc? */
static bool had_begun(int64_t second, int32_t d)
{
    int64_t offset;
    for (int minute = 0; minute < 120; minute++)
        if (day_of_libc(second - minute * 60, &offset) == d)
            return true;
    return false;
}

/* About every hour of 130 years: the day is libc's, but where clocks went
 * back over midnight; a day lies between its start and that of the next. */
static void check_zone(const char *name)
{
    Zone *z = zone_of(name);
    int32_t last = INT32_MIN;
    setenv("TZ", name, 1);
    tzset();
    for (int64_t s = 0; s < INT64_C(4102444800); s += 3571) {
        int64_t instant = s * HALE_SECOND, offset;
        int32_t expected = day_of_libc(s, &offset);
        int32_t d = zone_day(z, instant);
        assert_int_equal(zone_offset(z, instant) / HALE_SECOND, offset);
        if (d != expected && !had_begun(s, d))
            fail_msg("%s at %lld: day %d, not %d", name, (long long)s, d,
                     expected);
        assert_true(d >= last);
        assert_true(zone_day_start(z, d) <= instant);
        assert_true(zone_day_start(z, d + 1) > instant);
        last = d;
    }
    unsetenv("TZ");
    tzset();
    zone_free(z);
}

static void test_against_libc(void **state)
{
    (void)state;
    static const char *const names[] = {
        "America/New_York", "Europe/London",    "Australia/Lord_Howe",
        "America/Recife", /* summer time for a week */
        "Pacific/Apia",     "America/St_Johns", "Africa/Casablanca"};
    for (size_t i = 0; i < COUNT(names); i++)
        check_zone(names[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_zones),
        cmocka_unit_test(test_tzdir),
        cmocka_unit_test(test_environment_untouched),
        cmocka_unit_test(test_utc),
        cmocka_unit_test(test_berlin),
        cmocka_unit_test(test_sao_paulo),
        cmocka_unit_test(test_kolkata),
        cmocka_unit_test(test_apia),
        cmocka_unit_test(test_st_johns),
        cmocka_unit_test(test_ends_of_time),
        cmocka_unit_test(test_against_libc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
