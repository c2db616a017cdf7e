/* SPDX-License-Identifier: MIT
 *
 * base_numbers: figures as text and money scaled, by hand calculation.
 */
#include "unit.h"

#include "base/base.h"

static void money_is(int64_t money, int digits, const char *expected)
{
    char out[32];
    money_format(money, digits, out);
    assert_string_equal(out, expected);
}

static void test_money_format(void **state)
{
    (void)state;
    money_is(0, 0, "0");
    money_is(0, 2, "0.00");
    money_is(12345000, 0, "1234.5");
    money_is(12345000, 2, "1234.50");
    money_is(12345678, 2, "1234.5678");
    money_is(-1, 0, "-0.0001");
    money_is(10000, 0, "1");
    money_is(100000000, 0, "10000"); /* these zeros are not decimals */
    money_is(10, 0, "0.001");
    money_is(10000, 4, "1.0000");
    money_is(10000, 9, "1.0000"); /* there are no more than four */
    money_is(INT64_MAX, 0, "922337203685477.5807");
    money_is(INT64_MIN, 2, "-922337203685477.5808");
}

/* What is written reads back. */
static void test_money_round_trip(void **state)
{
    (void)state;
    char out[32];
    int64_t back;
    for (int64_t money = INT64_MAX; money; money /= -3) {
        money_format(money, 2, out);
        assert_int_equal(hale_read_money(str(out), (hale_signs){0}, &back), 0);
        assert_true(back == money);
    }
}

static void scales(int64_t money, int64_t up, int64_t down, int64_t expected)
{
    int64_t out = 4711;
    assert_int_equal(money_scale(money, up, down, &out), 0);
    assert_true(out == expected);
}

static void test_money_scale(void **state)
{
    (void)state;
    scales(100, 1, 3, 33);
    scales(200, 1, 3, 67);
    scales(5, 1, 2, 2); /* 2.5 and 3.5 go to the even neighbour */
    scales(7, 1, 2, 4);
    scales(-5, 1, 2, -2);
    scales(-7, 1, 2, -4);
    scales(5, -1, 2, -2);
    scales(5, 1, -2, -2);
    scales(-7, 1, -2, 4);
    scales(0, 5, 7, 0);
    scales(INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX);
    scales(INT64_MIN, 1, 1, INT64_MIN);
    scales(INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN);
    scales(1, 1, INT64_MIN, 0);
    /* 100.00 a year is 8.3333 a month, 12 * 8.3333 + 0.0004 = 100 */
    scales(1000000, 1, 12, 83333);
}

static void fraction(const char *text, int64_t up, int64_t down)
{
    int64_t numerator = 0, denominator = 0;
    assert_int_equal(fraction_parse(str(text), &numerator, &denominator), 0);
    assert_int_equal(numerator, up);
    assert_int_equal(denominator, down);
}

static void test_fraction(void **state)
{
    static const char *const none[] = {
        "",      "0",    "-1",    "0.000", "x",
        "1e-19", "1e10", "1.5.2", "1e9e9", "12345678901234567890"};
    int64_t up, down;
    (void)state;
    fraction("1.08", 108, 100);
    fraction("7", 7, 1);
    fraction("1e-5", 1, 100000);
    fraction("1.5e2", 150, 1);
    fraction("0.000000000000000001", 1, INT64_C(1000000000000000000));
    for (size_t i = 0; i < COUNT(none); i++)
        assert_int_equal(fraction_parse(str(none[i]), &up, &down), -1);
}

static void test_money_scale_refused(void **state)
{
    (void)state;
    int64_t out = 4711;
    assert_int_equal(money_scale(1, 1, 0, &out), -1);
    assert_int_equal(money_scale(INT64_MAX, 2, 1, &out), -1);
    assert_int_equal(money_scale(INT64_MIN, -1, 1, &out), -1);
    assert_int_equal(money_scale(INT64_MIN, INT64_MIN, 1, &out), -1);
    /* (2^63 - 1) * 2 / 2 + a half would be 2^63 */
    assert_int_equal(money_scale(INT64_MAX, INT64_MAX, INT64_MAX - 1, &out),
                     -1);
    assert_int_equal(out, 4711);
}

static void real_is(double value, const char *expected)
{
    char out[32];
    real_format(value, out);
    assert_string_equal(out, expected);
}

/* The notation of ECMAScript's Number::toString, but for -0 and exponents
 * below 1e-6. */
static void test_real_format(void **state)
{
    (void)state;
    real_is(0, "0");
    real_is(-0.0, "0");
    real_is(1, "1");
    real_is(-1.5, "-1.5");
    real_is(100, "100");
    real_is(0.1, "0.1");
    real_is(0.1 + 0.2, "0.30000000000000004");
    real_is(1.0 / 3, "0.3333333333333333");
    real_is(2.0 / 3, "0.6666666666666666");
    real_is(123456.789, "123456.789");
    real_is(1e20, "100000000000000000000");
    real_is(1e21, "1e+21");
    real_is(-1.5e300, "-1.5e+300");
    real_is(1e-6, "0.000001");
    real_is(-1.25e-6, "-0.00000125");
    real_is(1e-7, "1e-7");
    real_is(9007199254740993.0, "9007199254740992");
    real_is(1.7976931348623157e308, "1.7976931348623157e+308");
    real_is(5e-324, "4.94065645841247e-324"); /* no fewer than 15 asked for */
    real_is(-0.0000012345678901234567, "-0.0000012345678901234567");
    real_is((double)NAN, "nan");
    real_is((double)-INFINITY, "-inf");
}

static void test_real_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 0x9e3779b97f4a7c15u;
    for (int i = 0; i < 50000; i++) {
        char out[32];
        double value, back = 0;
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        memcpy(&value, &seed, sizeof value);
        if (!isfinite(value))
            continue;
        real_format(value, out);
        assert_true(strtod(out, NULL) == value);
        assert_int_equal(hale_read_real(str(out), (hale_signs){0}, &back), 0);
        assert_true(back == value);
        /* 15 digits always survive the way through a double. */
        char fifteen[40];
        snprintf(fifteen, sizeof fifteen, "%.15g", value);
        if (!isfinite(strtod(fifteen, NULL)))
            continue;
        real_format(strtod(fifteen, NULL), out);
        assert_true(strlen(out) <= 15 + 8);
    }
}

static void test_for_people(void **state)
{
    (void)state;
    char out[32];
    static const struct {
        int64_t value;
        const char *text;
    } counts[] = {{0, "0"},
                  {999, "999"},
                  {1000, "1,000"},
                  {-1234567, "-1,234,567"},
                  {100000, "100,000"},
                  {INT64_MAX, "9,223,372,036,854,775,807"},
                  {INT64_MIN, "-9,223,372,036,854,775,808"}};
    for (size_t i = 0; i < COUNT(counts); i++) {
        count_format(counts[i].value, out);
        assert_string_equal(out, counts[i].text);
    }
    money_for_people(INT64_C(1200000000), out);
    assert_string_equal(out, "120,000");
    money_for_people(25000, out); /* 2.5 */
    assert_string_equal(out, "2");
    money_for_people(35000, out);
    assert_string_equal(out, "4");
    money_for_people(-4000, out); /* -0.4: no minus on nothing */
    assert_string_equal(out, "0");
    money_for_people(INT64_MIN, out);
    assert_string_equal(out, "-922,337,203,685,478");
}

/* printf with two decimals, without the zeros at the end and without a minus
 * on nothing. */
static void check_hundredths(double value)
{
    char expected[64], out[32];
    snprintf(expected, sizeof expected, "%.2f", value);
    char *end = expected + strlen(expected);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        *--end = '\0';
    hundredths_format(value, out);
    assert_string_equal(out, strcmp(expected, "-0") ? expected : "0");
}

static void test_hundredths(void **state)
{
    (void)state;
    char out[32];
    hundredths_format(12.5, out);
    assert_string_equal(out, "12.5");
    hundredths_format(-3.07, out);
    assert_string_equal(out, "-3.07");
    hundredths_format(0.125, out); /* half-way: the even digit */
    assert_string_equal(out, "0.12");
    hundredths_format(0.375, out);
    assert_string_equal(out, "0.38");
    hundredths_format(0.999, out);
    assert_string_equal(out, "1");
    const double some[] = {0,     -0.0,   0.004,   -0.004,  0.005,
                           1.005, 0.015,  100,     99.995,  5e-324,
                           1e-20, 123456, 1.0 / 3, 2.0 / 3, 999999999999999.9};
    for (size_t i = 0; i < COUNT(some); i++)
        check_hundredths(some[i]);
    /* Eighths have halves of hundredths; thirds and sevenths have none. */
    for (int i = -4000; i < 4000; i++) {
        check_hundredths(i / 8.0);
        check_hundredths(i / 1000.0);
        check_hundredths(i * 1e9 / 7);
    }
}

static void test_whole_numbers(void **state)
{
    (void)state;
    char out[32];
    whole_format(0, out);
    assert_string_equal(out, "0");
    whole_format(-1234567, out);
    assert_string_equal(out, "-1234567");
    whole_format(INT64_MIN, out);
    assert_string_equal(out, "-9223372036854775808");
}

static void test_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t bytes;
    } good[] = {{"1048576", 1048576},
                {"0", 0},
                {"2GiB", UINT64_C(2147483648)},
                {"512MiB", 536870912},
                {"64kB", 64000},
                {"64KiB", 65536},
                {"1TB", UINT64_C(1000000000000)},
                {"8 GB", UINT64_C(8000000000)},
                {"5b", 5},
                {"16777215TiB", UINT64_C(16777215) << 40}};
    static const char *const bad[] = {"",
                                      "GiB",
                                      "2G",
                                      "1.5GiB",
                                      "-1",
                                      "+1",
                                      "2 GiBs",
                                      "2GiB2",
                                      "1e9",
                                      "0x10",
                                      " 5",
                                      "16777216TiB",
                                      "99999999999999999999"};
    uint64_t bytes = 4711;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (!bytes_parse(str(bad[i]), &bytes))
            fail_msg("read as a size: \"%s\"", bad[i]);
    assert_int_equal(bytes_parse((Str){NULL, 0}, &bytes), -1);
    assert_int_equal(bytes, 4711);
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_int_equal(bytes_parse(str(good[i].text), &bytes), 0);
        assert_true(bytes == good[i].bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money_format),
        cmocka_unit_test(test_money_round_trip),
        cmocka_unit_test(test_money_scale),
        cmocka_unit_test(test_money_scale_refused),
        cmocka_unit_test(test_fraction),
        cmocka_unit_test(test_real_format),
        cmocka_unit_test(test_real_round_trip),
        cmocka_unit_test(test_for_people),
        cmocka_unit_test(test_hundredths),
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
