/* SPDX-License-Identifier: MIT
 *
 * input_csv_quick.c: the law of quick.h: a text that a quick reader takes, the
 * full reader of hale/parse.h takes as well, and both read the same from it.
 * And, so that they are of any use, that they take what programs write.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "hale/parse.h"
#include "input/common/quick.h"

static uint64_t draw(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static hale_str str_of(const char *text)
{
    return (hale_str){text, strlen(text)};
}

static void check_numbers(hale_str s)
{
    const hale_signs signs = {'.', '\0'};
    int64_t quick = 0, full = 0;
    double quick_double = 0, full_double = 0;
    if (quick_int(s, &quick)) {
        assert_int_equal(hale_read_int(s, signs, &full), 0);
        assert_int_equal(quick, full);
    }
    if (quick_money(s, '.', &quick)) {
        assert_int_equal(hale_read_money(s, signs, &full), 0);
        assert_int_equal(quick, full);
    }
    if (quick_real(s, &quick_double)) {
        assert_int_equal(hale_read_real(s, signs, &full_double), 0);
        assert_memory_equal(&quick_double, &full_double, sizeof full_double);
    }
}

/* Texts of signs and digits, many of them no numbers. In memory of exactly
 * their length, so that ASan sees a look behind them. */
static void test_numbers(void **state)
{
    static const char signs[] = "00123456789..--+,e /:";
    uint64_t seed = 11;
    (void)state;
    for (int round = 0; round < 200000; round++) {
        const size_t len = draw(&seed) % 22;
        char *text = malloc(len + 1);
        assert_non_null(text);
        for (size_t i = 0; i < len; i++)
            text[i] = signs[draw(&seed) % (round % 2 ? sizeof signs - 1 : 13)];
        char *exact = realloc(text, len ? len : 1);
        assert_non_null(exact);
        check_numbers((hale_str){exact, len});
        free(exact);
    }
}

static void test_numbers_taken(void **state)
{
    int64_t value = 0;
    double real = 0;
    (void)state;
    assert_true(quick_int(str_of("-999999999999999999"), &value));
    assert_int_equal(value, INT64_C(-999999999999999999));
    assert_false(quick_int(str_of("1000000000000000000"), &value));
    assert_false(quick_int(str_of("-"), &value));
    for (int n = -1099; n <= 1099; n++) { /* of few digits and of more */
        char text[8];
        snprintf(text, sizeof text, "%d", n);
        assert_true(quick_int(str_of(text), &value));
        assert_int_equal(value, n);
    }
    assert_true(quick_money(str_of("19.99"), '.', &value));
    assert_int_equal(value, 199900);
    assert_true(quick_money(str_of("-0,5"), ',', &value));
    assert_int_equal(value, -5000);
    assert_true(quick_money(str_of("1204"), '.', &value));
    assert_int_equal(value, 12040000);
    assert_false(quick_money(str_of("0.00005"), '.', &value));
    assert_false(quick_money(str_of("1."), '.', &value));
    assert_false(quick_money(str_of(".5"), '.', &value));
    assert_true(quick_real(str_of("86400"), &real));
    assert_near(real, 86400, 0);
    assert_false(quick_real(str_of("-0"), &real));
}

/* All texts of two characters of the clock at each of its places. */
static void test_clock(void **state)
{
    static const char signs[] = "0123456789:/.- aT";
    (void)state;
    for (size_t place = 0; place < 8; place++) {
        for (size_t i = 0; i < sizeof signs - 1; i++) {
            for (size_t k = 0; k < sizeof signs - 1; k++) {
                char text[] = "12:34:56";
                const char *at = text;
                int64_t quick, full;
                text[place] = signs[i];
                text[(place + 1) % 8] = signs[k];
                if (!quick_clock(text, &quick))
                    continue;
                assert_int_equal(hale_read_clock(&at, text + 8, &full), 0);
                assert_int_equal(quick, full);
            }
        }
    }
}

static void test_clock_taken(void **state)
{
    int64_t value;
    (void)state;
    assert_true(quick_clock("00:00:00", &value));
    assert_int_equal(value, 0);
    assert_true(quick_clock("23:59:59", &value)); /* 86400 s less one */
    assert_int_equal(value, 86399 * HALE_SECOND);
    assert_false(quick_clock("24:00:00", &value));
    assert_false(quick_clock("23:59:60", &value)); /* the full reader's */
}

/* The same for dates, around 29 February of a leap year. */
static void test_date(void **state)
{
    static const char signs[] = "0123456789:/.- aT";
    (void)state;
    for (size_t place = 0; place < 10; place++) {
        for (size_t i = 0; i < sizeof signs - 1; i++) {
            for (size_t k = 0; k < sizeof signs - 1; k++) {
                char text[] = "2024-02-29";
                int32_t quick, full;
                text[place] = signs[i];
                text[(place + 1) % 10] = signs[k];
                if (!quick_date(text, &quick))
                    continue;
                assert_int_equal(hale_read_date(str_of(text), &full), 0);
                assert_int_equal(quick, full);
            }
        }
    }
}

/* Takes every date that there is, in all 400 years after which they recur. */
static void test_date_taken(void **state)
{
    int taken = 0;
    (void)state;
    for (int i = 0; i < 400 * 20 * 40; i++) {
        const int month = i / 40 % 20, day = i % 40;
        char text[32];
        int32_t quick, full;
        snprintf(text, sizeof text, "%04d-%02d-%02d", 1800 + i / 800, month,
                 day);
        const int known = hale_read_date(str_of(text), &full) == 0;
        assert_int_equal(quick_date(text, &quick), known);
        if (known)
            assert_int_equal(quick, full);
        taken += known;
    }
    assert_int_equal(taken, 146097); /* 400 * 365 + 97 */
}

static void test_bools(void **state)
{
    static const char *const texts[] = {"true", "false", "1",     "0", "yes",
                                        "no",   "t",     "True",  "2", "",
                                        "tru",  "truf",  "falsy", "10"};
    int taken = 0;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint8_t quick, full = 9;
        if (!quick_bool(str_of(texts[i]), &quick))
            continue;
        assert_int_equal(hale_read_bool(str_of(texts[i]), &full), 0);
        assert_int_equal(quick, full);
        taken++;
    }
    assert_int_equal(taken, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_numbers_taken),
        cmocka_unit_test(test_clock),   cmocka_unit_test(test_clock_taken),
        cmocka_unit_test(test_date),    cmocka_unit_test(test_date_taken),
        cmocka_unit_test(test_bools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
