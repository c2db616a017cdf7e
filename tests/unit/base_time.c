/* SPDX-License-Identifier: MIT
 *
 * base_time: spans, periods and times as text. Changes of clocks are those of
 * the time zone database; calendar facts are looked up in calendars.
 */
#include "instants.h"

/* --------------------------------------------------------------- spans -- */

static void test_span_parse(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t count;
        Unit unit;
    } good[] = {{"12h", 12, UNIT_HOUR},  {"28d", 28, UNIT_DAY},
                {"4w", 4, UNIT_WEEK},    {"3m", 3, UNIT_MONTH},
                {"2q", 2, UNIT_QUARTER}, {"1y", 1, UNIT_YEAR},
                {"0d", 0, UNIT_DAY},     {"3650000d", 3650000, UNIT_DAY}};
    static const char *const bad[] = {
        "",     "d",      "28", "28 d",      "28D", "-1d",  "+1d", "1.5d",
        "28dd", "28days", "2s", "99999999d", "d28", " 28d", "1_0d"};
    int64_t count = 4711;
    Unit unit = UNIT_YEAR;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (!span_parse(str(bad[i]), &count, &unit))
            fail_msg("a span: \"%s\"", bad[i]);
    assert_int_equal(span_parse((Str){"28d\0", 4}, &count, &unit), -1);
    assert_int_equal(count, 4711);
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_int_equal(span_parse(str(good[i].text), &count, &unit), 0);
        assert_int_equal(count, good[i].count);
        assert_int_equal(unit, good[i].unit);
    }
}

static void moves(const Zone *z, const char *from, int64_t count, Unit unit,
                  const char *to)
{
    int64_t instant = 0;
    assert_int_equal(time_parse(z, str(from), &instant), 0);
    int64_t moved = span_move(z, instant, count, unit);
    char text[40];
    time_format(z, moved, text);
    if (strcmp(text, to))
        fail_msg("%s %+d: %s, not %s", from, (int)count, text, to);
}

static void test_span_move(void **state)
{
    (void)state;
    Zone *z = zone_of("UTC");
    moves(z, "2025-06-30", -28, UNIT_DAY, "2025-06-02");
    moves(z, "2025-06-30", -4, UNIT_WEEK, "2025-06-02");
    moves(z, "2025-01-31", 1, UNIT_MONTH, "2025-02-28");
    moves(z, "2024-01-31", 1, UNIT_MONTH, "2024-02-29");
    moves(z, "2025-03-31", -1, UNIT_MONTH, "2025-02-28");
    moves(z, "2025-01-31", -1, UNIT_MONTH, "2024-12-31");
    moves(z, "2025-01-15", -13, UNIT_MONTH, "2023-12-15");
    moves(z, "2025-12-31", 1, UNIT_MONTH, "2026-01-31");
    moves(z, "2025-11-30", 1, UNIT_QUARTER, "2026-02-28");
    moves(z, "2024-02-29", 1, UNIT_YEAR, "2025-02-28");
    moves(z, "2024-02-29", -4, UNIT_YEAR, "2020-02-29");
    moves(z, "2024-02-29T08:30:00Z", 1, UNIT_YEAR, "2025-02-28T08:30:00Z");
    moves(z, "2025-01-01", 12, UNIT_HOUR, "2025-01-01T12:00:00Z");
    moves(z, "2025-01-31", 0, UNIT_MONTH, "2025-01-31");
    zone_free(z);
}

/* A local day is kept over a change of clocks, an hour is an hour. */
static void test_span_move_local(void **state)
{
    (void)state;
    Zone *z = zone_of("Europe/Berlin");
    moves(z, "2025-04-27", -28, UNIT_DAY, "2025-03-30");
    moves(z, "2025-04-26", -28, UNIT_DAY, "2025-03-29");
    moves(z, "2025-03-30", 24, UNIT_HOUR, "2025-03-31T01:00:00+02:00");
    moves(z, "2025-03-29 12:00", 1, UNIT_DAY, "2025-03-30T12:00:00+02:00");
    moves(z, "2025-03-29 02:30", 1, UNIT_DAY, "2025-03-30T03:30:00+02:00");
    moves(z, "2025-09-26 02:30", 1, UNIT_MONTH, "2025-10-26T02:30:00+02:00");
    zone_free(z);
    z = zone_of("America/Sao_Paulo"); /* a midnight that is none, both ways */
    moves(z, "2018-11-04", 1, UNIT_DAY, "2018-11-05");
    moves(z, "2018-11-04", -7, UNIT_DAY, "2018-10-28");
    moves(z, "2018-10-28", 1, UNIT_WEEK, "2018-11-04");
    zone_free(z);
}

static void test_span_move_far(void **state)
{
    (void)state;
    Zone *z = zone_of("Europe/Berlin");
    for (Unit unit = UNIT_HOUR; unit <= UNIT_YEAR; unit++) {
        assert_true(span_move(z, INT64_MIN, 5, unit) == INT64_MIN);
        assert_true(span_move(z, HALE_OPEN, -5, unit) == HALE_OPEN);
        assert_true(span_move(z, 0, INT64_MIN, unit) <
                    -200000 * 365 * HALE_DAY);
        assert_true(span_move(z, 0, INT64_MAX, unit) > 200000 * 365 * HALE_DAY);
        assert_true(span_move(z, 0, -9999999, unit) < 0);
    }
    zone_free(z);
}

/* ------------------------------------------------------------- periods -- */

static void begins(const Zone *z, const char *time, Unit unit,
                   const char *start, const char *label)
{
    char text[40], name[16];
    int64_t instant = 0;
    assert_int_equal(time_parse(z, str(time), &instant), 0);
    int64_t first = period_start(z, instant, unit);
    time_format(z, first, text);
    assert_string_equal(text, start);
    period_label(z, first, unit, name);
    assert_string_equal(name, label);
    assert_true(period_start(z, first, unit) == first);
    int64_t next = span_move(z, first, 1, unit);
    assert_true(next > instant);
    assert_true(period_start(z, next - 1, unit) == first);
}

static void test_periods(void **state)
{
    (void)state;
    static const char *const zones[] = {"UTC", "Europe/Berlin",
                                        "America/Sao_Paulo"};
    for (size_t i = 0; i < COUNT(zones); i++) {
        Zone *z = zone_of(zones[i]);
        begins(z, "2025-06-18T13:14", UNIT_DAY, "2025-06-18", "2025-06-18");
        /* 18 June 2025 is a Wednesday */
        begins(z, "2025-06-18T13:14", UNIT_WEEK, "2025-06-16", "2025-W25");
        begins(z, "2025-06-16", UNIT_WEEK, "2025-06-16", "2025-W25");
        begins(z, "2025-06-15T23:59:59", UNIT_WEEK, "2025-06-09", "2025-W24");
        begins(z, "2025-06-18", UNIT_MONTH, "2025-06-01", "2025-06");
        begins(z, "2025-06-30T23:59", UNIT_QUARTER, "2025-04-01", "2025-Q2");
        begins(z, "2025-12-31", UNIT_QUARTER, "2025-10-01", "2025-Q4");
        begins(z, "2025-03-30T12:00", UNIT_MONTH, "2025-03-01", "2025-03");
        begins(z, "2018-11-04T12:00", UNIT_DAY, "2018-11-04", "2018-11-04");
        begins(z, "2025-12-31", UNIT_YEAR, "2025-01-01", "2025");
        begins(z, "1969-12-31T01:00", UNIT_WEEK, "1969-12-29", "1970-W01");
        assert_true(period_start(z, INT64_MIN, UNIT_MONTH) == INT64_MIN);
        assert_true(period_start(z, HALE_OPEN, UNIT_DAY) == HALE_OPEN);
        zone_free(z);
    }
}

/* The examples of the ISO 8601 week date in the literature. */
static void test_iso_weeks(void **state)
{
    (void)state;
    static const struct {
        const char *date, *label;
    } known[] = {{"2005-01-01", "2004-W53"}, {"2005-01-02", "2004-W53"},
                 {"2005-12-31", "2005-W52"}, {"2007-01-01", "2007-W01"},
                 {"2008-12-28", "2008-W52"}, {"2008-12-29", "2009-W01"},
                 {"2009-12-31", "2009-W53"}, {"2010-01-03", "2009-W53"},
                 {"2010-01-04", "2010-W01"}, {"2000-01-01", "1999-W52"}};
    Zone *z = zone_of("UTC");
    for (size_t i = 0; i < COUNT(known); i++) {
        char label[16];
        int64_t instant = 0;
        time_parse(z, str(known[i].date), &instant);
        period_label(z, instant, UNIT_WEEK, label);
        assert_string_equal(label, known[i].label);
    }
    zone_free(z);
}

static void test_hours(void **state)
{
    (void)state;
    Zone *z = zone_of("Asia/Kolkata"); /* whose hours begin at UTC's half */
    begins(z, "2025-06-18T13:14:15", UNIT_HOUR, "2025-06-18T13:00:00+05:30",
           "2025-06-18T13");
    zone_free(z);
}

/* --------------------------------------------------------------- times -- */

static void formats(const char *zone, const char *utc, const char *expected)
{
    char text[40];
    int64_t back = 0;
    Zone *z = zone_of(zone);
    time_format(z, at(utc), text);
    assert_string_equal(text, expected);
    assert_int_equal(time_parse(z, str(text), &back), 0);
    assert_true(back == at(utc));
    zone_free(z);
}

static void test_time_format(void **state)
{
    (void)state;
    formats("Europe/Berlin", "2025-12-30T23:00:00Z", "2025-12-31");
    formats("Europe/Berlin", "2025-12-31T07:30:00Z",
            "2025-12-31T08:30:00+01:00");
    formats("Europe/Berlin", "2025-06-30T07:30:00.000001Z",
            "2025-06-30T09:30:00.000001+02:00");
    formats("America/St_Johns", "2025-01-01T12:00:00Z",
            "2025-01-01T08:30:00-03:30");
    formats("Europe/London", "2025-01-01T12:00:00Z",
            "2025-01-01T12:00:00+00:00");
    formats("UTC", "2025-01-01T12:00:00Z", "2025-01-01T12:00:00Z");
    formats("UTC", "2025-01-01T00:00:00Z", "2025-01-01");
    formats("UTC", "1969-12-31T23:59:59.999999Z",
            "1969-12-31T23:59:59.999999Z");
    /* The first of the two readings is the date, the second is not. */
    formats("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04");
    formats("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31");
    /* Liberia was 44 minutes and 30 seconds behind until 1972. */
    formats("Africa/Monrovia", "1971-06-01T12:00:00Z", "1971-06-01T12:00:00Z");
}

static void test_time_format_utc(void **state)
{
    (void)state;
    char text[40];
    time_format_utc(at("2025-12-31T07:30:00Z"), text);
    assert_string_equal(text, "2025-12-31T07:30:00Z");
    time_format_utc(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    time_format_utc(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
    time_format_utc(120, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000120Z");
    /* Known from other systems that count in microseconds. */
    time_format_utc(INT64_MAX, text);
    assert_string_equal(text, "294247-01-10T04:00:54.775807Z");
    time_format_utc(INT64_MIN, text);
    assert_string_equal(text, "-290308-12-21T19:59:05.224192Z");
}

static void test_time_parse(void **state)
{
    (void)state;
    Zone *z = zone_of("Europe/Berlin");
    int64_t instant = 4711;
    assert_int_equal(time_parse(z, S("2025-02-30"), &instant), -1);
    assert_int_equal(time_parse(z, S(""), &instant), -1);
    assert_int_equal(time_parse(z, S("yesterday"), &instant), -1);
    assert_int_equal(instant, 4711);
    time_parse(z, S("2025-07-01"), &instant);
    is_at(instant, "2025-06-30T22:00:00Z");
    time_parse(z, S("2025-07-01 12:00"), &instant);
    is_at(instant, "2025-07-01T10:00:00Z");
    time_parse(z, S("2025-07-01T12:00:00-05:00"), &instant);
    is_at(instant, "2025-07-01T17:00:00Z");
    zone_free(z);
}

/* What was parsed is written as it was. */
static void test_span_format(void **state)
{
    static const char *const spans[] = {"36h", "28d", "4w", "3m", "2q", "1y"};
    (void)state;
    for (size_t i = 0; i < COUNT(spans); i++) {
        char text[24];
        int64_t count;
        Unit unit;
        assert_int_equal(span_parse(str(spans[i]), &count, &unit), 0);
        span_format(count, unit, text);
        assert_string_equal(text, spans[i]);
    }
}

/* A minute is 60,000,000 microseconds; always up to the next tenth. */
static void test_age_format(void **state)
{
    static const struct {
        int64_t age;
        const char *text;
    } ages[] = {{0, "0 minutes"},
                {1, "0.1 minutes"},
                {60000000, "1 minute"},
                {INT64_C(7200000000) - 1, "120 minutes"},
                {INT64_C(7200000000), "2 hours"},
                {INT64_C(36) * 3600000000, "36 hours"},
                {INT64_C(36) * 3600000000 + 1, "36.1 hours"},
                {3 * HALE_DAY - 1, "72 hours"},
                {3 * HALE_DAY, "3 days"},
                {7 * HALE_DAY / 2, "3.5 days"},
                {INT64_MAX, "106751991.2 days"}};
    (void)state;
    for (size_t i = 0; i < COUNT(ages); i++) {
        char text[32];
        age_format(ages[i].age, text);
        assert_string_equal(text, ages[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_span_parse),
        cmocka_unit_test(test_span_format),
        cmocka_unit_test(test_age_format),
        cmocka_unit_test(test_span_move),
        cmocka_unit_test(test_span_move_local),
        cmocka_unit_test(test_span_move_far),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_iso_weeks),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_time_format),
        cmocka_unit_test(test_time_format_utc),
        cmocka_unit_test(test_time_parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
