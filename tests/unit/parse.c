/* SPDX-License-Identifier: MIT
 *
 * parse: the readers of hale/parse.h. What a text means is given here by hand
 * or, for doubles, by strtod in the C locale, which the tests run in.
 */
#include "unit.h"

#include "hale/parse.h"

static const hale_signs plain = {'.', 0};
static const hale_signs english = {'.', ','};
static const hale_signs german = {',', '.'};

static hale_str text(const char *s)
{
    return (hale_str){s, strlen(s)};
}

static void reads_int(const char *s, hale_signs signs, int64_t expected)
{
    int64_t value = 4711;
    if (hale_read_int(text(s), signs, &value))
        fail_msg("not read: \"%s\"", s);
    assert_true(value == expected);
}

static void no_int(const char *s, hale_signs signs)
{
    int64_t value = 4711;
    if (!hale_read_int(text(s), signs, &value))
        fail_msg("read as a whole number: \"%s\"", s);
    assert_int_equal(value, 4711); /* left alone */
}

static void test_int(void **state)
{
    (void)state;
    reads_int("0", plain, 0);
    reads_int("-0", plain, 0);
    reads_int("+7", plain, 7);
    reads_int("-1204", plain, -1204);
    reads_int("007", plain, 7);
    reads_int("9223372036854775807", plain, INT64_MAX);
    reads_int("-9223372036854775808", plain, INT64_MIN);
    reads_int("00000000000000000000000012", plain, 12);
    reads_int("-1,204", english, -1204);
    reads_int("1.204.567", german, 1204567);
    reads_int("1204567", english, 1204567); /* signs may be left out */
}

static void test_int_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",    " 1", "1 ",    "-",   "+",   "--1", "1-",  "0x10",    "1e3",
        "1.0", "1.", "1,204", "abc", "12a", "inf", "nan", "\xd9\xa1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        no_int(wrong[i], plain);
    no_int("9223372036854775808", plain);
    no_int("-9223372036854775809", plain);
    no_int("10000000000000000000", plain);
    no_int("99999999999999999999", plain);
    static const char *const groups[] = {",204",   "1,",       "1,20",
                                         "1,2045", "1204,567", "1,,204",
                                         "1,204,", "1,204,5",  "-,204"};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        no_int(groups[i], english);
}

static void test_empty_text_may_be_null(void **state)
{
    (void)state;
    hale_str none = {NULL, 0};
    int64_t i;
    double r;
    uint8_t b;
    int32_t d;
    hale_stamp stamp;
    assert_int_equal(hale_read_int(none, plain, &i), -1);
    assert_int_equal(hale_read_real(none, plain, &r), -1);
    assert_int_equal(hale_read_money(none, plain, &i), -1);
    assert_int_equal(hale_read_bool(none, &b), -1);
    assert_int_equal(hale_read_date(none, &d), -1);
    assert_int_equal(hale_read_stamp(none, &stamp), -1);
}

/* The bits, so that -0 and the last digit count. */
static void reads_like_strtod(const char *s)
{
    double expected = strtod(s, NULL), value = 4711;
    if (hale_read_real(text(s), plain, &value))
        fail_msg("not read: \"%s\"", s);
    if (memcmp(&expected, &value, sizeof value))
        fail_msg("\"%s\" is %a, not %a", s, expected, value);
}

static void test_real(void **state)
{
    (void)state;
    static const char *const numbers[] = {
        "0",
        "-0",
        "0.0",
        "1",
        "-1.5",
        ".5",
        "5.",
        "+2.25",
        "1e3",
        "1E-3",
        "1e+22",
        "1e22",
        "1e23",
        "9007199254740992",
        "9007199254740993",
        "0.1",
        "0.30000000000000004",
        "123456789012345678901234567890",
        "1.7976931348623157e308",
        "2.2250738585072014e-308",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1e-400",
        "0e999999999999999999",
        "1e-99999999999999999999",
        "0.000001",
        "8.5e-17",
        "2.2250738585072011e-308", /* hung readers of numbers once */
        "6929495644600919.5",
        "3.2378839133029012e-319"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        reads_like_strtod(numbers[i]);
}

/* 2^53 + 1 lies between two doubles: as it stands it rounds to the even one,
 * 2^53; with anything behind it, however far, to 2^53 + 2. */
static void test_real_digits_far_behind(void **state)
{
    (void)state;
    char number[2048];
    memset(number, '0', sizeof number);
    memcpy(number, "9007199254740993.", 17);
    for (size_t at = 20; at < 2000; at += 60) {
        double value = 0;
        hale_str s = {number, at + 1};
        assert_int_equal(hale_read_real(s, plain, &value), 0);
        assert_true(value == 9007199254740992.0);
        number[at] = '1';
        assert_int_equal(hale_read_real(s, plain, &value), 0);
        assert_true(value == 9007199254740994.0);
        number[at] = '0';
    }
}

/* A fixed generator (xorshift): the same numbers on every run. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void test_real_random(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    char s[64];
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next_random(&seed);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        snprintf(s, sizeof s, "%.*g", (int)(bits % 20) + 1, value);
        if (isfinite(strtod(s, NULL))) /* rounded up beyond the largest */
            reads_like_strtod(s);
    }
    for (int i = 0; i < 20000; i++) {
        uint64_t digits = next_random(&seed) >> (next_random(&seed) % 64);
        snprintf(s, sizeof s, "%llue%d", (unsigned long long)digits,
                 (int)(next_random(&seed) % 60) - 30);
        reads_like_strtod(s);
    }
}

static void test_real_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",         ".",     "-",      "-.",      "e5",
        "1e",       "1e+",   "1.5.2",  "1,5",     "inf",
        "-inf",     "nan",   "0x1p3",  "12%",     " 1",
        "1 ",       "1e5.0", "$5",     "1d5",     "1_000",
        "infinity", "1e400", "-1e400", "1.8e308", "1e99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        double value = 4711;
        if (!hale_read_real(text(wrong[i]), plain, &value))
            fail_msg("read as a number: \"%s\"", wrong[i]);
        assert_true(value == 4711);
    }
}

static void test_real_signs(void **state)
{
    (void)state;
    double value = 0;
    assert_int_equal(hale_read_real(text("1.204,5"), german, &value), 0);
    assert_true(value == 1204.5);
    assert_int_equal(hale_read_real(text("1,204.5e1"), english, &value), 0);
    assert_true(value == 12045);
    assert_int_equal(
        hale_read_real(text("0,1234567890123456789012"), german, &value),
        0); /* the long way round */
    assert_true(value == 0.1234567890123456789012);
    /* Thousands stand before the decimal sign only. */
    assert_int_equal(hale_read_real(text("1.204,567"), english, &value), -1);
    /* A zeroed hale_signs is the plain one. */
    assert_int_equal(hale_read_real(text("2.5"), (hale_signs){0}, &value), 0);
    assert_true(value == 2.5);
}

static void reads_money(const char *s, hale_signs signs, int64_t expected)
{
    int64_t value = 4711;
    if (hale_read_money(text(s), signs, &value))
        fail_msg("not read: \"%s\"", s);
    if (value != expected)
        fail_msg("\"%s\" is %lld, not %lld", s, (long long)value,
                 (long long)expected);
}

static void test_money(void **state)
{
    (void)state;
    reads_money("0", plain, 0);
    reads_money("-0.00", plain, 0);
    reads_money("1", plain, 10000);
    reads_money("1234.5", plain, 12345000);
    reads_money("1,234.5", english, 12345000);
    reads_money("1.234,5", german, 12345000);
    reads_money("-0.0001", plain, -1);
    reads_money(".99", plain, 9900);
    reads_money("0.1", plain, 1000); /* no double on the way */
    /* (2^63 - 1) / 10000 = 922337203685477.5807 */
    reads_money("922337203685477.5807", plain, INT64_MAX);
    reads_money("-922337203685477.5808", plain, INT64_MIN);
    reads_money("00000000000000000000012.3400000000000000000000000", plain,
                123400);
    reads_money("0.000000000000000000000000000000000000000009", plain, 0);
}

static void test_money_half_even(void **state)
{
    (void)state;
    reads_money("0.00005", plain, 0); /* between 0 and 1: 0 is even */
    reads_money("0.00015", plain, 2); /* between 1 and 2 */
    reads_money("0.00025", plain, 2); /* between 2 and 3 */
    reads_money("-0.00015", plain, -2);
    reads_money("0.000250", plain, 2);
    reads_money("0.00025000000000000000000000000001", plain, 3);
    reads_money("0.000249999999999999999999999999", plain, 2);
    reads_money("1.99995", plain, 20000);
    /* The rounding digit is the twentieth: behind what was collected. */
    reads_money("123456789012345.67894", plain, 1234567890123456789);
    reads_money("123456789012345.67895", plain, 1234567890123456790);
    reads_money("123456789012345.67885", plain, 1234567890123456788);
    reads_money("123456789012345.678850", plain, 1234567890123456788);
    reads_money("123456789012345.678851", plain, 1234567890123456789);
    reads_money("123456789012345.678949", plain, 1234567890123456789);
    reads_money("123456789012345.678905", plain, 1234567890123456789);
    reads_money("922337203685477.58074999", plain, INT64_MAX);
}

static void test_money_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "-",
        ".",
        "1e3",
        "$5",
        "5 EUR",
        "1,5",
        "1.2.3",
        "abc",
        "(5)",
        "922337203685477.5808",
        "-922337203685477.5809",
        "922337203685477.58075", /* rounds to beyond the end */
        "1000000000000000",
        "99999999999999999999999",
        "12345678901234567890123456789"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t value = 4711;
        if (!hale_read_money(text(wrong[i]), plain, &value))
            fail_msg("read as money: \"%s\"", wrong[i]);
        assert_int_equal(value, 4711);
    }
}

static void test_bool(void **state)
{
    (void)state;
    static const char *const yes[] = {"true", "yes",  "on",  "t", "y",
                                      "1",    "True", "YES", "oN"};
    static const char *const no[] = {"false", "no", "off",   "f",
                                     "n",     "0",  "FALSE", "No"};
    static const char *const neither[] = {"",  "2",  "tru",  "truee", "10",
                                          "o", " 1", "yes ", "-1"};
    uint8_t value = 7;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        assert_int_equal(hale_read_bool(text(yes[i]), &value), 0);
        assert_int_equal(value, 1);
    }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        assert_int_equal(hale_read_bool(text(no[i]), &value), 0);
        assert_int_equal(value, 0);
    }
    value = 7;
    for (size_t i = 0; i < sizeof neither / sizeof neither[0]; i++)
        assert_int_equal(hale_read_bool(text(neither[i]), &value), -1);
    assert_int_equal(value, 7);
}

/* Days by the calendar: 1970 + 30 years with 7 leap days is 10957, and so on.
 * 719162 is the distance from 0001-01-01, as in Python's ordinals. */
static void test_days(void **state)
{
    (void)state;
    assert_int_equal(hale_day_of(1970, 1, 1), 0);
    assert_int_equal(hale_day_of(1969, 12, 31), -1);
    assert_int_equal(hale_day_of(2000, 1, 1), 30 * 365 + 7);
    assert_int_equal(hale_day_of(2000, 3, 1), 30 * 365 + 7 + 31 + 29);
    assert_int_equal(hale_day_of(1900, 3, 1) - hale_day_of(1900, 2, 28), 1);
    assert_int_equal(hale_day_of(1, 1, 1), -719162);
    assert_int_equal(hale_day_of(2400, 1, 1) - hale_day_of(2000, 1, 1), 146097);
    assert_int_equal(hale_day_of(2025, 3, 0), hale_day_of(2025, 2, 28));
}

/* From -400 to 2400, day by day, against a calendar that simply counts. */
static void test_days_one_by_one(void **state)
{
    (void)state;
    static const int length[] = {31, 28, 31, 30, 31, 30,
                                 31, 31, 30, 31, 30, 31};
    int64_t year = -400, y;
    int month = 1, mday = 1, m, d;
    for (int32_t day = hale_day_of(-400, 1, 1); year < 2400; day++) {
        hale_date_of(day, &y, &m, &d);
        assert_true(y == year && m == month && d == mday);
        assert_int_equal(hale_day_of(y, m, d), day);
        int leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
        if (++mday > length[month - 1] + (month == 2 && leap)) {
            mday = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
}

static void test_date(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",           "2025-02-29",      "2025-02-30", "2025-04-31",
        "1900-02-29", "2025-00-10",      "2025-13-01", "2025-01-00",
        "2025-01-32", "2025-1-1",        "20250101",   "2025/01/01",
        "01-02-2025", "2025-01-01 ",     " 2025-01-1", "2025-01-0a",
        "-025-01-01", "2025-01-01T00:00"};
    int32_t day = 4711;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (!hale_read_date(text(wrong[i]), &day))
            fail_msg("read as a date: \"%s\"", wrong[i]);
    assert_int_equal(day, 4711);
    assert_int_equal(hale_read_date(text("2024-02-29"), &day), 0);
    assert_int_equal(day, hale_day_of(2024, 2, 29));
    assert_int_equal(hale_read_date(text("2000-02-29"), &day), 0);
    assert_int_equal(hale_read_date(text("2025-12-31"), &day), 0);
    /* date -u -d 2025-12-31 +%s is 1767139200, / 86400 = 20453 */
    assert_int_equal(day, 20453);
}

static hale_stamp read_stamp(const char *s)
{
    hale_stamp stamp;
    if (hale_read_stamp(text(s), &stamp))
        fail_msg("not read: \"%s\"", s);
    assert_int_equal(stamp.day, hale_day_of(2025, 1, 31));
    return stamp;
}

static void test_stamp(void **state)
{
    (void)state;
    const int64_t eight = INT64_C(8) * 3600 * 1000000;
    hale_stamp bare = read_stamp("2025-01-31");
    assert_true(!bare.has_time && !bare.has_offset && bare.time_of_day == 0);
    hale_stamp s = read_stamp("2025-01-31T08:00");
    assert_true(s.has_time && !s.has_offset && s.time_of_day == eight);
    s = read_stamp("2025-01-31 08:00:00.123456");
    assert_true(s.time_of_day == eight + 123456);
    assert_true(read_stamp("2025-01-31 08:00:00.5").time_of_day ==
                eight + 500000);
    /* Nanoseconds are cut off, not rounded: time never runs ahead. */
    assert_true(read_stamp("2025-01-31 08:00:00.123456999").time_of_day ==
                eight + 123456);
    s = read_stamp("2025-01-31T08:00:00Z");
    assert_true(s.has_offset && s.offset == 0);
    assert_int_equal(read_stamp("2025-01-31T08:00:00+01:00").offset, 3600);
    assert_int_equal(read_stamp("2025-01-31T08:00:00.25-0530").offset,
                     -(5 * 3600 + 30 * 60));
    assert_int_equal(read_stamp("2025-01-31 08:00+01").offset, 3600);
    assert_int_equal(read_stamp("2025-01-31t08:00:00z").has_offset, 1);
    /* 23:59:60 is the last microsecond before midnight. */
    assert_true(read_stamp("2025-01-31T23:59:60Z").time_of_day ==
                INT64_C(86400) * 1000000 - 1);
}

static void test_stamp_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "2025-02-30T08:00",
                                        "2025-01-31T",
                                        "2025-01-31T08",
                                        "2025-01-31T08:0",
                                        "2025-01-31T8:00",
                                        "2025-01-31T24:00",
                                        "2025-01-31T08:60",
                                        "2025-01-31T08:00:61",
                                        "2025-01-31T08:00:",
                                        "2025-01-31T08:00:00.",
                                        "2025-01-31T08:00.5",
                                        "2025-01-31T08:00:00 Z",
                                        "2025-01-31T08:00:00+1",
                                        "2025-01-31T08:00:00+01:0",
                                        "2025-01-31T08:00:00+01:60",
                                        "2025-01-31T08:00:00+24:00",
                                        "2025-01-31T08:00:00*01:00",
                                        "2025-01-31T08:00:00+01:00x",
                                        "2025-01-31Z",
                                        "2025-01-31+01:00",
                                        "2025-01-31x08:00",
                                        "2025-01-31T08:00 ",
                                        "31.01.2025 08:00",
                                        "1738310400"};
    hale_stamp stamp = {.day = 4711};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (!hale_read_stamp(text(wrong[i]), &stamp))
            fail_msg("read as a time: \"%s\"", wrong[i]);
    assert_int_equal(stamp.day, 4711);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_int),
        cmocka_unit_test(test_int_refused),
        cmocka_unit_test(test_empty_text_may_be_null),
        cmocka_unit_test(test_real),
        cmocka_unit_test(test_real_digits_far_behind),
        cmocka_unit_test(test_real_random),
        cmocka_unit_test(test_real_refused),
        cmocka_unit_test(test_real_signs),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_money_half_even),
        cmocka_unit_test(test_money_refused),
        cmocka_unit_test(test_bool),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_days_one_by_one),
        cmocka_unit_test(test_date),
        cmocka_unit_test(test_stamp),
        cmocka_unit_test(test_stamp_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
