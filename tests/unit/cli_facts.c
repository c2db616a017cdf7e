/* SPDX-License-Identifier: MIT
 *
 * cli_facts.c: figures that somebody types. What must come out is what the
 * help says: true, false, a number, else a text; a + adds; nothing is missing.
 */
#include "unit.h"

#include "cli/cli.h"

static hale_value guessed(const char *text, hale_type type)
{
    hale_value v = fact_guess(str(text));
    assert_int_equal(v.type, type);
    assert_int_equal(v.missing, HALE_PRESENT);
    return v;
}

static void types_are_guessed(void **state)
{
    (void)state;
    assert_int_equal(guessed("12", HALE_INT).as.i, 12);
    assert_int_equal(guessed("-3", HALE_INT).as.i, -3);
    assert_near(guessed("-0.375", HALE_REAL).as.r, -0.375, 0);
    assert_near(guessed("1e3", HALE_REAL).as.r, 1000, 0);
    /* One more than an int can hold. */
    assert_near(guessed("9223372036854775808", HALE_REAL).as.r, 0x1p63, 0);
    assert_int_equal(guessed("true", HALE_BOOL).as.b, 1);
    assert_int_equal(guessed("false", HALE_BOOL).as.b, 0);
    static const char *const texts[] = {"smb", "True", "yes",  "nan", "inf",
                                        "0x1", "1,5",  "1 2",  " 1",  "\"",
                                        "-",   "+",    "1e999"};
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(str_is(guessed(texts[i], HALE_TEXT).as.text, texts[i]));
}

static void quotes_make_a_text(void **state)
{
    (void)state;
    assert_true(str_is(guessed("\"7\"", HALE_TEXT).as.text, "7"));
    assert_true(str_is(guessed("\"true\"", HALE_TEXT).as.text, "true"));
    assert_true(str_is(guessed("\"\"", HALE_TEXT).as.text, ""));
    assert_true(str_is(guessed("\"a\"b\"", HALE_TEXT).as.text, "a\"b"));
}

static void nothing_is_missing(void **state)
{
    (void)state;
    assert_int_equal(fact_guess(S("")).missing, HALE_NOT_GIVEN);
}

static void words_are_split(void **state)
{
    Str name, value;
    Error error = {0};
    (void)state;
    assert_int_equal(fact_split("a=b=c", &name, &value, &error), 0);
    assert_true(str_is(name, "a"));
    assert_true(str_is(value, "b=c"));
    assert_int_equal(fact_split("a=", &name, &value, &error), 0);
    assert_int_equal(value.len, 0);
    assert_int_equal(fact_split("=b", &name, &value, &error), -1);
    assert_int_equal(error.code, EXIT_USAGE);
    error = (Error){0};
    assert_int_equal(fact_split("ab", &name, &value, &error), -1);
    assert_contains(error.message, "\"ab\" is no NAME=VALUE");
}

/* Reads `text` as a figure of the type that `now` has. */
static int read_as(const hale_value *now, const char *text, hale_value *out,
                   Error *error)
{
    Error none = {0};
    Zone *utc = zone_open("UTC", &none);
    *error = (Error){0};
    int bad = fact_read("x", str(text), now, utc, out, error);
    zone_free(utc);
    return bad;
}

static void columns_say_the_type(void **state)
{
    static const struct {
        hale_type type;
        const char *good, *bad, *word;
    } line[] = {{HALE_INT, "-12", "1.5", "a whole number"},
                {HALE_REAL, "-1.5", "much", "a number"},
                {HALE_MONEY, "12.5", "1e3", "an amount of money"},
                {HALE_BOOL, "yes", "maybe", "true or false"},
                {HALE_TIME, "2026-01-01", "2026-02-30", "a time"}};
    hale_value out;
    Error error;
    (void)state;
    for (size_t i = 0; i < COUNT(line); i++) {
        hale_value now = {.type = line[i].type};
        assert_int_equal(read_as(&now, line[i].good, &out, &error), 0);
        assert_int_equal(out.type, line[i].type);
        assert_int_equal(read_as(&now, line[i].bad, &out, &error), -1);
        assert_int_equal(error.code, EXIT_USAGE);
        assert_contains(error.message, line[i].word);
    }
    hale_value text = {.type = HALE_TEXT};
    assert_int_equal(read_as(&text, "12", &out, &error), 0);
    assert_true(str_is(out.as.text, "12"));
    hale_value day = {.type = HALE_TIME};
    assert_int_equal(read_as(&day, "1970-01-02", &out, &error), 0);
    assert_int_equal(out.as.i, HALE_DAY);
}

static void a_plus_adds(void **state)
{
    hale_value out;
    Error error;
    (void)state;
    hale_value users = {.type = HALE_INT, .as.i = 5};
    assert_int_equal(read_as(&users, "+20", &out, &error), 0);
    assert_int_equal(out.as.i, 25);
    assert_int_equal(read_as(&users, "+-2", &out, &error), 0);
    assert_int_equal(out.as.i, 3);
    assert_int_equal(read_as(&users, "-2", &out, &error), 0);
    assert_int_equal(out.as.i, -2);
    hale_value money = {.type = HALE_MONEY, .as.i = 25000};
    assert_int_equal(read_as(&money, "+1.25", &out, &error), 0);
    assert_int_equal(out.as.i, 37500);
    hale_value share = {.type = HALE_REAL, .as.r = 0.25};
    assert_int_equal(read_as(&share, "+0.5", &out, &error), 0);
    assert_near(out.as.r, 0.75, 0);
}

static void sums_that_cannot_be_are_refused(void **state)
{
    hale_value out;
    Error error;
    (void)state;
    hale_value most = {.type = HALE_INT, .as.i = INT64_MAX};
    assert_int_equal(read_as(&most, "+1", &out, &error), -1);
    assert_contains(error.message, "x becomes too large");
    hale_value big = {.type = HALE_REAL, .as.r = 1.7e308};
    assert_int_equal(read_as(&big, "+1.7e308", &out, &error), -1);
    assert_contains(error.message, "x becomes too large");
    hale_value none = {.type = HALE_INT, .missing = HALE_NO_ROWS};
    assert_int_equal(read_as(&none, "+1", &out, &error), -1);
    assert_contains(error.message, "x is not known");
    assert_int_equal(read_as(&none, "1", &out, &error), 0);
    assert_int_equal(out.missing, HALE_PRESENT);
}

static int64_t more_of(hale_type type, int64_t now, const char *text)
{
    hale_value out, v = {.type = type, .as.i = now};
    Error error;
    assert_int_equal(read_as(&v, text, &out, &error), 0);
    return out.as.i;
}

static void a_percentage_is_of_what_it_has(void **state)
{
    (void)state;
    assert_int_equal(more_of(HALE_INT, 15, "+20%"), 18);
    assert_int_equal(more_of(HALE_INT, 16, "+-12.5%"), 14);
    assert_int_equal(more_of(HALE_INT, 15, "+10%"), 16); /* 16.5, to even */
    assert_int_equal(more_of(HALE_INT, 15, "+-100%"), 0);
    assert_int_equal(more_of(HALE_MONEY, 999900, "+10%"), 1099890);
    hale_value out, rate = {.type = HALE_REAL, .as.r = 0.5};
    Error error;
    assert_int_equal(read_as(&rate, "+50%", &out, &error), 0);
    assert_near(out.as.r, 0.75, 1e-15);
    assert_int_equal(read_as(&rate, "+x%", &out, &error), -1);
    assert_contains(error.message, "x: \"+x%\" is no percentage such as +20%");
    hale_value most = {.type = HALE_INT, .as.i = INT64_MAX};
    assert_int_equal(read_as(&most, "+1%", &out, &error), -1);
    assert_contains(error.message, "x becomes too large");
}

static void a_date_is_put_off(void **state)
{
    const int64_t new_year = 20454 * HALE_DAY; /* 2026-01-01 */
    (void)state;
    assert_int_equal(more_of(HALE_TIME, new_year, "+30d"),
                     new_year + 30 * HALE_DAY);
    assert_int_equal(more_of(HALE_TIME, new_year, "+-2w"),
                     new_year - 14 * HALE_DAY);
    assert_int_equal(more_of(HALE_TIME, new_year, "+1m"),
                     new_year + 31 * HALE_DAY);
    hale_value out, v = {.type = HALE_TIME, .as.i = new_year};
    Error error;
    assert_int_equal(read_as(&v, "+30", &out, &error), -1);
    assert_int_equal(error.code, EXIT_USAGE);
    assert_contains(error.message, "x is a time: +30d or +-2w puts it off");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_guessed),
        cmocka_unit_test(quotes_make_a_text),
        cmocka_unit_test(nothing_is_missing),
        cmocka_unit_test(words_are_split),
        cmocka_unit_test(columns_say_the_type),
        cmocka_unit_test(a_plus_adds),
        cmocka_unit_test(sums_that_cannot_be_are_refused),
        cmocka_unit_test(a_percentage_is_of_what_it_has),
        cmocka_unit_test(a_date_is_put_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
