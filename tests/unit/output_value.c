/* SPDX-License-Identifier: MIT
 *
 * output_value.c: numbers and times as text. The texts of reals are held
 * against printf and strtod of the C library, which say what the first of 15,
 * 16 and 17 digits is that reads back as the same; dates against the calendar
 * and printf.
 */
#include "unit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "hale/parse.h"
#include "output/common/buffer.h"

enum { MANY = 20000 };

static const char *real_text(Buffer *b, double value)
{
    b->len = 0;
    value_real(b, value);
    buffer_char(b, '\0');
    assert_false(b->failed);
    return b->data;
}

/* What value_real promises, in the slow way. */
static void check_real(Buffer *b, double value)
{
    char expected[48];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(expected, sizeof expected, "%.*g", digits, value);
        double back = strtod(expected, NULL);
        if (!(back < value || back > value))
            break;
    }
    assert_string_equal(real_text(b, value), expected);
}

static double of_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* xorshift: the same numbers every time. */
static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void written_by_hand(void **state)
{
    (void)state;
    Buffer b = {0};
    assert_string_equal(real_text(&b, 0.1), "0.1");
    assert_string_equal(real_text(&b, -0.25), "-0.25");
    assert_string_equal(real_text(&b, 0.1 + 0.2), "0.30000000000000004");
    assert_string_equal(real_text(&b, 2.0 / 3), "0.6666666666666666");
    assert_string_equal(real_text(&b, 100.0 / 3), "33.333333333333336");
    assert_string_equal(real_text(&b, 0.0001), "0.0001");
    assert_string_equal(real_text(&b, 123456789012345.5), "123456789012345.5");
    assert_string_equal(real_text(&b, -0.0), "0");
    assert_string_equal(real_text(&b, 1e15), "1e+15");
    assert_string_equal(real_text(&b, 0.00001), "1e-05");
    buffer_free(&b);
}

/* Quotients of small whole numbers: what rates are. */
static void rates_are_as_printf_has_them(void **state)
{
    (void)state;
    Buffer b = {0};
    for (int n = 1; n < 300; n++)
        for (int d = 2; d < 300; d++)
            if (n % d)
                check_real(&b, (double)n / d);
    buffer_free(&b);
}

/* Any mantissa, and those around a power of two or of ten, where steps change
 * and digits carry; from 2^-15 to 2^51, a little more than is quick. */
static void all_sizes_are_as_printf_has_them(void **state)
{
    (void)state;
    Buffer b = {0};
    uint64_t random = 88172645463325252U, bits;
    for (int i = 0; i < MANY; i++) {
        uint64_t exponent = 1023 - 15 + next(&random) % 66;
        bits = exponent << 52;
        check_real(&b, of_bits(bits | next(&random) >> 12));
        check_real(&b, of_bits(bits + next(&random) % 9 - 4) + 0.0);
        double ten =
            strtod((char[]){'1', 'e', '-', (char)('1' + i % 5), 0}, NULL);
        memcpy(&bits, &ten, sizeof bits);
        check_real(&b, of_bits(bits + next(&random) % 9 - 4));
    }
    buffer_free(&b);
}

/* 15 to 17 digits, and the doubles beside what they read as. */
static void long_decimals_are_as_printf_has_them(void **state)
{
    (void)state;
    Buffer b = {0};
    uint64_t random = 2463534242U, bits;
    for (int i = 0; i < MANY; i++) {
        char text[48];
        double whole = (double)(next(&random) % 1000000007) + 0.5;
        snprintf(text, sizeof text, "%.*ge-%d", 15 + i % 3, whole / 7, i % 9);
        double value = strtod(text, NULL);
        memcpy(&bits, &value, sizeof bits);
        for (uint64_t k = 0; k < 3; k++)
            check_real(&b, of_bits(bits + k - 1));
    }
    buffer_free(&b);
}

static void check_time(Buffer *b, int64_t instant, const char *expected)
{
    b->len = 0;
    value_time(b, instant);
    buffer_char(b, '\0');
    assert_string_equal(b->data, expected);
}

static void times_are_written_in_full(void **state)
{
    (void)state;
    Buffer b = {0};
    check_time(&b, 0, "1970-01-01T00:00:00Z");
    check_time(&b, -1, "1969-12-31T23:59:59.999999Z");
    /* 86399 s and 70 microseconds */
    check_time(&b, INT64_C(86399000070), "1970-01-01T23:59:59.000070Z");
    buffer_free(&b);
}

static void days_are_as_printf_has_them(void **state)
{
    (void)state;
    Buffer b = {0};
    for (int32_t day = -1000000; day < 4000000; day += 997) {
        char expected[40];
        int64_t year;
        int month, mday;
        hale_date_of(day, &year, &month, &mday);
        snprintf(expected, sizeof expected, "%04" PRId64 "-%02d-%02d", year,
                 month, mday);
        b.len = 0;
        value_day(&b, day);
        buffer_char(&b, '\0');
        assert_string_equal(b.data, expected);
    }
    buffer_free(&b);
}

static void whole_numbers_have_all_their_digits(void **state)
{
    (void)state;
    static const int64_t ends[] = {0,   7,   -7,        10,       99,
                                   100, 101, INT64_MIN, INT64_MAX};
    Buffer b = {0};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char expected[40];
        snprintf(expected, sizeof expected, "%" PRId64, ends[i]);
        b.len = 0;
        value_int(&b, ends[i]);
        buffer_char(&b, '\0');
        assert_string_equal(b.data, expected);
    }
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_by_hand),
        cmocka_unit_test(rates_are_as_printf_has_them),
        cmocka_unit_test(all_sizes_are_as_printf_has_them),
        cmocka_unit_test(long_decimals_are_as_printf_has_them),
        cmocka_unit_test(times_are_written_in_full),
        cmocka_unit_test(days_are_as_printf_has_them),
        cmocka_unit_test(whole_numbers_have_all_their_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
