/* SPDX-License-Identifier: MIT
 *
 * data_arrow_cast: each Arrow format to each type that it may become, with
 * values worked out by hand, and each that is refused, with its message.
 *
 * A case is one column of one array; `expect_*` reads it whole and compares.
 */
#include "made_arrow.h"

typedef struct One {
    Reading r;
    MadeRows rows;
    MadeStream stream;
} One;

static bool open_one(One *one, const Made *column, hale_type type)
{
    one->rows =
        (MadeRows){.length = column->length, .column = column, .columns = 1};
    one->stream = (MadeStream){.rows = &one->rows, .count = 1};
    struct ArrowArrayStream stream = made_stream(&one->stream);
    return reading_open(&one->r, &stream, &(Wanted){"x", type}, 1,
                        "Europe/Berlin");
}

static void close_one(One *one)
{
    reading_close(&one->r);
    assert_int_equal(one->stream.live, 0);
}

/* `count` rows must come, all of them present. */
static void read_one(One *one, Made column, hale_type type, size_t count)
{
    assert_true(open_one(one, &column, type));
    size_t rows = reading_next(&one->r);
    assert_string_equal(one->r.rejects.len ? one->r.rejects.data : "", "");
    assert_int_equal(rows, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(one->r.cell[0].present[i], 1);
}

static void expect_ints(Made column, hale_type type, const int64_t *expected)
{
    One one;
    read_one(&one, column, type, (size_t)column.length);
    for (size_t i = 0; i < (size_t)column.length; i++)
        assert_int_equal(one.r.cell[0].as.i[i], expected[i]);
    close_one(&one);
}

static void expect_reals(Made column, const double *expected)
{
    One one;
    read_one(&one, column, HALE_REAL, (size_t)column.length);
    for (size_t i = 0; i < (size_t)column.length; i++)
        assert_true(one.r.cell[0].as.r[i] == expected[i]);
    close_one(&one);
}

static void expect_texts(Made column, const char *const *expected)
{
    One one;
    read_one(&one, column, HALE_TEXT, (size_t)column.length);
    for (size_t i = 0; i < (size_t)column.length; i++)
        assert_true(str_is(one.r.cell[0].as.text[i], expected[i]));
    close_one(&one);
}

/* Every row is turned away, for these reasons. */
static void expect_rejects(Made column, hale_type type, const char *rejects)
{
    One one;
    assert_true(open_one(&one, &column, type));
    assert_int_equal(reading_next(&one.r), 0);
    assert_string_equal(one.r.rejects.data, rejects);
    close_one(&one);
}

/* The column is refused when the stream is opened. */
static void expect_refused(const char *format, hale_type type,
                           const char *message)
{
    One one;
    Made column = made(format, 0, NULL);
    assert_false(open_one(&one, &column, type));
    assert_string_equal(one.r.error.message, message);
    assert_int_equal(one.r.error.code, EXIT_CONFIG);
    close_one(&one);
}

/* ------------------------------------------------------- whole numbers -- */

static void test_integers(void **state)
{
    (void)state;
    expect_ints(made("c", 2, (int8_t[]){-128, 127}), HALE_INT,
                (int64_t[]){-128, 127});
    expect_ints(made("C", 2, (uint8_t[]){0, 255}), HALE_INT,
                (int64_t[]){0, 255});
    expect_ints(made("s", 2, (int16_t[]){-32768, 32767}), HALE_INT,
                (int64_t[]){-32768, 32767});
    expect_ints(made("S", 1, (uint16_t[]){65535}), HALE_INT,
                (int64_t[]){65535});
    expect_ints(made("i", 2, (int32_t[]){INT32_MIN, INT32_MAX}), HALE_INT,
                (int64_t[]){-2147483648, 2147483647});
    expect_ints(made("I", 1, (uint32_t[]){UINT32_MAX}), HALE_INT,
                (int64_t[]){4294967295});
    expect_ints(made("l", 2, (int64_t[]){INT64_MIN, INT64_MAX}), HALE_INT,
                (int64_t[]){INT64_MIN, INT64_MAX});
    expect_ints(made("L", 1, (uint64_t[]){INT64_MAX}), HALE_INT,
                (int64_t[]){INT64_MAX});
    expect_rejects(made("L", 2, (uint64_t[]){UINT64_MAX, UINT64_C(1) << 63}),
                   HALE_INT,
                   "1 x: 18446744073709551615 is too large for an int\n"
                   "2 x: 9223372036854775808 is too large for an int\n");
}

/* A value may stand anywhere in memory: Arrow only recommends alignment. */
static void test_unaligned(void **state)
{
    (void)state;
    uint64_t room[4] = {0};
    char *odd = (char *)room + 1;
    memcpy(odd, (int64_t[]){-7, 9}, 16);
    expect_ints(made("l", 2, odd), HALE_INT, (int64_t[]){-7, 9});
}

/* 2^53 + 1 is the first whole number that is no double. */
static void test_integer_to_real(void **state)
{
    (void)state;
    expect_reals(made("l", 3, (int64_t[]){-3, 9007199254740992, INT64_MIN}),
                 (double[]){-3, 0x1p53, -0x1p63});
    expect_reals(made("C", 1, (uint8_t[]){200}), (double[]){200});
    expect_rejects(made("l", 2, (int64_t[]){9007199254740993, INT64_MAX}),
                   HALE_REAL,
                   "1 x: 9007199254740993 has too many digits for a real\n"
                   "2 x: 9223372036854775807 has too many digits for a "
                   "real\n");
    /* 2^127 - 1, which is more than a decimal has, rounds to 2^127. */
    expect_rejects(made("d:38,0", 1, (Wide[]){(((Wide)1 << 126) - 1) * 2 + 1}),
                   HALE_REAL,
                   "1 x: 170141183460469231731687303715884105727 has too many "
                   "digits for a real\n");
}

/* Whole units: 12 is 12.0000. INT64_MAX / 10000 = 922337203685477.58 */
static void test_integer_to_money(void **state)
{
    (void)state;
    expect_ints(made("i", 3, (int32_t[]){12, -1, 0}), HALE_MONEY,
                (int64_t[]){120000, -10000, 0});
    expect_ints(made("l", 1, (int64_t[]){922337203685477}), HALE_MONEY,
                (int64_t[]){9223372036854770000});
    expect_rejects(made("l", 1, (int64_t[]){922337203685478}), HALE_MONEY,
                   "1 x: 922337203685478 is too large for money\n");
}

static void test_integer_to_text(void **state)
{
    (void)state;
    expect_texts(made("l", 3, (int64_t[]){0, -42, INT64_MIN}),
                 (const char *[]){"0", "-42", "-9223372036854775808"});
    expect_texts(made("L", 1, (uint64_t[]){UINT64_MAX}),
                 (const char *[]){"18446744073709551615"});
    expect_texts(made("d:38,0", 1, (Wide[]){1000}), (const char *[]){"1000"});
}

/* ------------------------------------------------------------- decimals -- */

static void test_decimal_to_money(void **state)
{
    (void)state;
    expect_ints(made("d:10,2", 2, (Wide[]){1234, -5}), HALE_MONEY,
                (int64_t[]){123400, -500}); /* 12.34 and -0.05 */
    expect_ints(made("d:18,4", 2, (Wide[]){INT64_MAX, INT64_MIN}), HALE_MONEY,
                (int64_t[]){INT64_MAX, INT64_MIN});
    /* 12 hundreds are 1200 units. */
    expect_ints(made("d:5,-2", 1, (Wide[]){12}), HALE_MONEY,
                (int64_t[]){12000000});
    expect_ints(made("d:9,2,32", 1, (int32_t[]){-1234}), HALE_MONEY,
                (int64_t[]){-123400});
    expect_ints(made("d:18,2,64", 1, (int64_t[]){1234}), HALE_MONEY,
                (int64_t[]){123400});
    expect_ints(made("d:38,-38", 1, (Wide[]){0}), HALE_MONEY, (int64_t[]){0});
    expect_rejects(made("d:38,2", 1, (Wide[]){92233720368547759}), HALE_MONEY,
                   "1 x: 922337203685477.59 is too large for money\n");
}

/* In ten-thousandths: 10000.5, 10001.5, -10001.5, 10000.51, 0.5, -0.5. */
static void test_decimal_rounds_half_even(void **state)
{
    (void)state;
    expect_ints(made("d:18,6", 6,
                     (Wide[]){1000050, 1000150, -1000150, 1000051, 50, -50}),
                HALE_MONEY, (int64_t[]){10000, 10002, -10002, 10001, 0, 0});
    /* 10^-38 is nothing; -51 in the sixth place rounds away from zero. */
    expect_ints(made("d:38,38", 1, (Wide[]){1}), HALE_MONEY, (int64_t[]){0});
    expect_ints(made("d:18,6", 1, (Wide[]){-51}), HALE_MONEY, (int64_t[]){-1});
}

/* A sum of integers is a wide decimal in many databases. */
static void test_decimal_to_int(void **state)
{
    (void)state;
    expect_ints(made("d:38,0", 2, (Wide[]){INT64_MAX, -3}), HALE_INT,
                (int64_t[]){INT64_MAX, -3});
    expect_ints(made("d:10,2", 1, (Wide[]){1200}), HALE_INT, (int64_t[]){12});
    expect_rejects(made("d:10,2", 1, (Wide[]){-1250}), HALE_INT,
                   "1 x: -12.50 is not a whole number\n");
    expect_rejects(made("d:38,0", 1, (Wide[]){(Wide)INT64_MAX + 1}), HALE_INT,
                   "1 x: 9223372036854775808 is too large for an int\n");
}

static void test_decimal_to_real(void **state)
{
    (void)state;
    expect_reals(made("d:10,2", 3, (Wide[]){1234, -5, 0}),
                 (double[]){12.34, -0.05, 0});
    expect_reals(made("d:10,-3", 1, (Wide[]){12}), (double[]){12000});
    expect_reals(made("d:38,20", 1, (Wide[]){(Wide)1 << 100}),
                 (double[]){12676506002.28229401496703205376});
}

/* --------------------------------------------------- floats and booleans -- */

static void test_floats(void **state)
{
    (void)state;
    expect_reals(made("f", 2, (float[]){0.5f, -1.25f}), (double[]){0.5, -1.25});
    expect_reals(made("g", 2, (double[]){0.1, 1e300}), (double[]){0.1, 1e300});
    expect_rejects(made("g", 3, (double[]){NAN, INFINITY, -INFINITY}),
                   HALE_REAL,
                   "1 x: not a number (NaN)\n"
                   "2 x: an infinite number\n"
                   "3 x: an infinite number\n");
    expect_rejects(made("f", 1, (float[]){NAN}), HALE_REAL,
                   "1 x: not a number (NaN)\n");
}

/* Bits count from the lowest: 0x05 0x02 is 1 0 1 0 0 0 0 0, 0 1. */
static void test_bools(void **state)
{
    (void)state;
    One one;
    Made column = made("b", 7, (uint8_t[]){0x05, 0x02});
    column.offset = 2;
    const uint8_t expected[] = {1, 0, 0, 0, 0, 0, 0};
    read_one(&one, column, HALE_BOOL, 7);
    assert_memory_equal(one.r.cell[0].as.b, expected, 7);
    close_one(&one);
    column.offset = 9;
    column.length = 1;
    read_one(&one, column, HALE_BOOL, 1);
    assert_int_equal(one.r.cell[0].as.b[0], 1);
    close_one(&one);
}

/* ----------------------------------------------------------------- time -- */

/* 2025-07-01 is day 20270 and begins at second 1751328000 in UTC. Behind a
 * time zone the value is in UTC, whichever zone it is. */
static void test_stamps(void **state)
{
    (void)state;
    const int64_t second = 1751328000;
    const int64_t expected[] = {second * HALE_SECOND, -HALE_SECOND};
    expect_ints(made("tss:UTC", 2, (int64_t[]){second, -1}), HALE_TIME,
                expected);
    expect_ints(made("tsm:+02:00", 2, (int64_t[]){second * 1000, -1000}),
                HALE_TIME, expected);
    expect_ints(made("tsu:Asia/Tokyo", 1, (int64_t[]){second * HALE_SECOND}),
                HALE_TIME, expected);
    /* Nanoseconds are cut towards the past, as digits of a text are. */
    expect_ints(made("tsn:UTC", 3, (int64_t[]){1999, -1, -1000}), HALE_TIME,
                (int64_t[]){1, -1, -1});
    expect_ints(made("tsu:UTC", 1, (int64_t[]){INT64_MAX}), HALE_TIME,
                (int64_t[]){HALE_OPEN});
    expect_rejects(made("tss:UTC", 1, (int64_t[]){INT64_MAX}), HALE_TIME,
                   "1 x: time 9223372036854775807 is too far away\n");
}

/* In Berlin, two hours east in July, one in January (2025-01-01 is day
 * 20089): noon on the clock is 10:00 and 11:00 in UTC. */
static void test_local_stamps(void **state)
{
    (void)state;
    const int64_t july = INT64_C(20270) * 86400, january = 20089 * 86400;
    expect_ints(made("tss:", 2, (int64_t[]){july + 43200, january + 43200}),
                HALE_TIME,
                (int64_t[]){(july + 36000) * HALE_SECOND,
                            (january + 39600) * HALE_SECOND});
    expect_ints(made("tsu:", 1, (int64_t[]){july * HALE_SECOND + 1}), HALE_TIME,
                (int64_t[]){(july - 7200) * HALE_SECOND + 1});
    expect_rejects(made("tsu:", 2, (int64_t[]){INT64_MAX, INT64_MIN}),
                   HALE_TIME,
                   "1 x: time 9223372036854775807 is too far away\n"
                   "2 x: time -9223372036854775808 is too far away\n");
}

/* A date is the local midnight it begins with: 22:00 the day before. */
static void test_dates(void **state)
{
    (void)state;
    const int64_t midnight = (INT64_C(20270) * 86400 - 7200) * HALE_SECOND;
    expect_ints(made("tdD", 1, (int32_t[]){20270}), HALE_TIME, &midnight);
    expect_ints(made("tdm", 1, (int64_t[]){INT64_C(20270) * 86400000}),
                HALE_TIME, &midnight);
    /* Day -1, 1969-12-31, when Berlin was one hour east. */
    expect_ints(made("tdD", 1, (int32_t[]){-1}), HALE_TIME,
                (int64_t[]){(-86400 - 3600) * HALE_SECOND});
    expect_rejects(made("tdD", 2, (int32_t[]){INT32_MAX, INT32_MIN}), HALE_TIME,
                   "1 x: day 2147483647 is too far away\n"
                   "2 x: day -2147483648 is too far away\n");
}

/* ----------------------------------------------------------------- text -- */

static void test_utf8(void **state)
{
    (void)state;
    const char *const expected[] = {"b\xc3\xa4r", "", "c"};
    const int32_t narrow[] = {0, 1, 5, 5, 6};
    const int64_t wide[] = {0, 1, 5, 5, 6};
    Made column = made_text("u", 3, narrow, "ab\xc3\xa4rc");
    column.offset = 1;
    expect_texts(column, expected);
    column = made_text("U", 3, wide, "ab\xc3\xa4rc");
    column.offset = 1;
    expect_texts(column, expected);
    /* Only empty texts: there may be no bytes at all. */
    expect_texts(made_text("u", 1, (int32_t[]){0, 0}, NULL),
                 (const char *[]){""});
    expect_rejects(made_text("u", 2, (int32_t[]){3, 2, -1}, "abc"), HALE_TEXT,
                   "1 x: a text with broken offsets\n"
                   "2 x: a text with broken offsets\n");
}

/* A view: 12 bytes stand inside; longer ones are a prefix, the number of a
 * data buffer, and an offset. */
static void test_views(void **state)
{
    (void)state;
    union {
        struct {
            int32_t length;
            char text[12];
        } near;
        struct {
            int32_t length;
            char prefix[4];
            int32_t buffer, offset;
        } far;
    } view[] = {{.near = {12, "twelve bytes"}},
                {.far = {14, "four", 1, 2}},
                {.near = {0, ""}},
                {.far = {13, "none", 2, 0}},
                {.far = {-1, "", 0, 0}}};
    const int64_t sizes[] = {3, 16};
    Made column = made("vu", 3, view);
    column.buffers = 5;
    column.buffer[2] = "one";
    column.buffer[3] = "--fourteen bytes";
    column.buffer[4] = sizes;
    expect_texts(column,
                 (const char *[]){"twelve bytes", "fourteen bytes", ""});
    column.offset = 3;
    column.length = 2;
    expect_rejects(column, HALE_TEXT,
                   "1 x: a text with a broken view\n"
                   "2 x: a text with a broken view\n");
}

static void test_dictionary(void **state)
{
    (void)state;
    const Made values = made_text("u", 3, (int32_t[]){0, 3, 6, 9},
                                  "notredblu"); /* not, red, blu */
    Made skipped = values;                      /* red, blu */
    skipped.offset = 1;
    skipped.length = 2;
    const char *const expected[] = {"blu", "red", "blu"};
    Made column = made("c", 3, (int8_t[]){1, 0, 1});
    column.dictionary = &skipped;
    expect_texts(column, expected);
    column = made("L", 3, (uint64_t[]){7, 2, 1, 2});
    column.offset = 1;
    column.dictionary = &values;
    expect_texts(column, expected);
    column = made("i", 2, (int32_t[]){3, -1});
    column.dictionary = &values;
    expect_rejects(column, HALE_TEXT,
                   "1 x: a code that is not in the dictionary\n"
                   "2 x: a code that is not in the dictionary\n");
    /* Other values than texts are as good. */
    Made amounts = made("d:10,2", 1, (Wide[]){1234});
    column = made("S", 1, (uint16_t[]){0});
    column.dictionary = &amounts;
    expect_ints(column, HALE_MONEY, (int64_t[]){123400});
}

/* -------------------------------------------------------------- refused -- */

static void test_refused(void **state)
{
    (void)state;
    expect_refused("g", HALE_MONEY,
                   "column \"x\" is float64 (Arrow format \"g\") and does not "
                   "become money: a float is not exact, so cast it to "
                   "decimal(18, 4) where it is made");
    expect_refused("u", HALE_MONEY,
                   "column \"x\" is utf8 (Arrow format \"u\") and does not "
                   "become money: cast it to decimal(18, 4)");
    expect_refused("g", HALE_INT,
                   "column \"x\" is float64 (Arrow format \"g\") and does not "
                   "become int: cast it to bigint");
    expect_refused("u", HALE_REAL,
                   "column \"x\" is utf8 (Arrow format \"u\") and does not "
                   "become real: cast it to double");
    expect_refused("c", HALE_BOOL,
                   "column \"x\" is int8 (Arrow format \"c\") and does not "
                   "become bool: cast it to boolean");
    expect_refused("l", HALE_TIME,
                   "column \"x\" is int64 (Arrow format \"l\") and does not "
                   "become time: cast it to timestamp");
    expect_refused("d:10,2", HALE_TEXT,
                   "column \"x\" is decimal (Arrow format \"d:10,2\") and "
                   "does not become text: cast it to text");
    expect_refused("d:76,2,256", HALE_MONEY,
                   "column \"x\" is a decimal that is too wide (Arrow format "
                   "\"d:76,2,256\") and does not become money: cast it to "
                   "decimal(18, 4)");
    expect_refused("+l", HALE_TEXT,
                   "column \"x\" is nested (Arrow format \"+l\") and does not "
                   "become text: cast it to text");
    expect_refused("tDs", HALE_INT,
                   "column \"x\" is of a kind that hale cannot read (Arrow "
                   "format \"tDs\") and does not become int: cast it to "
                   "bigint");
    const char *const nonsense[] = {"d:", "d:x,2", "d:10", "d:39,2", "d:9,2,7"};
    for (size_t i = 0; i < COUNT(nonsense); i++) {
        One one;
        Made column = made(nonsense[i], 0, NULL);
        assert_false(open_one(&one, &column, HALE_MONEY));
        close_one(&one);
    }
    const char *const clocks[] = {"ts", "tsx:UTC", "tsu", "ttu", "tdX"};
    for (size_t i = 0; i < COUNT(clocks); i++) {
        One one;
        Made column = made(clocks[i], 0, NULL);
        assert_false(open_one(&one, &column, HALE_TIME));
        close_one(&one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_unaligned),
        cmocka_unit_test(test_integer_to_real),
        cmocka_unit_test(test_integer_to_money),
        cmocka_unit_test(test_integer_to_text),
        cmocka_unit_test(test_decimal_to_money),
        cmocka_unit_test(test_decimal_rounds_half_even),
        cmocka_unit_test(test_decimal_to_int),
        cmocka_unit_test(test_decimal_to_real),
        cmocka_unit_test(test_floats),
        cmocka_unit_test(test_bools),
        cmocka_unit_test(test_stamps),
        cmocka_unit_test(test_local_stamps),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_dictionary),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
