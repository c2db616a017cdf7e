/* SPDX-License-Identifier: MIT
 *
 * data_arrow: a stream of hand-made arrays as batches: where rows come from
 * with offsets and nulls on every level, where batches end, which rows are
 * turned away, and what is said of streams that cannot be read.
 */
#include "made_arrow.h"

static const Wanted account_and_n[] = {{"account", HALE_TEXT}, {"n", HALE_INT}};

static Made named(const char *name, Made column)
{
    column.name = name;
    return column;
}

static bool open_made(Reading *r, MadeStream *made, const Wanted *wanted,
                      size_t count)
{
    struct ArrowArrayStream stream = made_stream(made);
    return reading_open(r, &stream, wanted, count, "UTC");
}

static void close_made(Reading *r, const MadeStream *made)
{
    reading_close(r);
    assert_int_equal(made->live, 0);
}

static void expect_row(const Reading *r, size_t row, uint64_t line,
                       const char *account, int64_t n)
{
    assert_int_equal(r->batch.line[row], line);
    assert_int_equal(r->cell[0].present[row], 1);
    assert_true(str_is(r->cell[0].as.text[row], account));
    assert_int_equal(r->cell[1].present[row], 1);
    assert_int_equal(r->cell[1].as.i[row], n);
    assert_int_equal(r->batch.raw[row].len, 0);
}

/* --------------------------------------------------- offsets and nulls -- */

/* The struct skips one row, and its second row of three is null; the column
 * n skips one more, and its last value is null:
 *
 *     n in memory      -1 -1 10 20 30
 *     of the column       -1 10 20 30      bits 2 and 3 of its bitmap
 *     of the struct          10 -- --      bits 1 and 3 of the struct's
 */
static void test_offsets_and_nulls(void **state)
{
    (void)state;
    Made n = made("l", 4, (int64_t[]){-1, -1, 10, 20, 30});
    n.name = "n";
    n.offset = 1;
    n.nulls = -1;
    n.buffer[0] = (uint8_t[]){0x0c};
    const Made columns[] = {
        n, named("account",
                 made_text("u", 4, (int32_t[]){0, 1, 2, 3, 4}, "abcd"))};
    const MadeRows rows = {.length = 3,
                           .offset = 1,
                           .validity = (uint8_t[]){0x0a},
                           .column = columns,
                           .columns = 2};
    MadeStream made = {.rows = &rows, .count = 1};
    Reading r;
    assert_true(open_made(&r, &made, account_and_n, 2));
    assert_int_equal(reading_next(&r), 3);
    expect_row(&r, 0, 1, "b", 10);
    assert_int_equal(r.cell[0].present[1], 0);
    assert_int_equal(r.cell[1].present[1], 0);
    assert_int_equal(r.cell[0].present[2], 1);
    assert_true(str_is(r.cell[0].as.text[2], "d"));
    assert_int_equal(r.cell[1].present[2], 0);
    assert_int_equal(reading_next(&r), 0);
    close_made(&r, &made);
}

/* A null in the dictionary is as missing as a null code; the bytes behind
 * either are not looked at. Bits: codes 1 1 0, values 1 0. */
static void test_dictionary_nulls(void **state)
{
    (void)state;
    Made values = made_text("u", 2, (int32_t[]){0, 3, 99}, "red");
    values.buffer[0] = (uint8_t[]){0x01};
    Made codes = made("c", 3, (int8_t[]){0, 1, 77});
    codes.buffer[0] = (uint8_t[]){0x03};
    codes.dictionary = &values;
    const MadeRows rows = {.length = 3, .column = &codes, .columns = 1};
    MadeStream made = {.rows = &rows, .count = 1};
    Reading r;
    assert_true(open_made(&r, &made, &(Wanted){"x", HALE_TEXT}, 1));
    assert_int_equal(reading_next(&r), 3);
    assert_int_equal(r.cell[0].present[0], 1);
    assert_true(str_is(r.cell[0].as.text[0], "red"));
    assert_int_equal(r.cell[0].present[1], 0);
    assert_int_equal(r.cell[0].present[2], 0);
    close_made(&r, &made);
}

/* A column without values is whatever is wanted, and always missing. */
static void test_null_column(void **state)
{
    (void)state;
    const Made column = {.name = "x", .format = "n", .length = 2, .nulls = 2};
    const MadeRows rows = {.length = 2, .column = &column, .columns = 1};
    for (hale_type type = HALE_BOOL; type <= HALE_TEXT; type++) {
        MadeStream made = {.rows = &rows, .count = 1};
        Reading r;
        assert_true(open_made(&r, &made, &(Wanted){"x", type}, 1));
        assert_int_equal(reading_next(&r), 2);
        assert_int_equal(r.cell[0].present[0], 0);
        assert_int_equal(r.cell[0].present[1], 0);
        close_made(&r, &made);
    }
}

/* -------------------------------------------------------------- batches -- */

/* Arrays of 3, 0 and 2 rows in batches of at most 2: 2, 1, 2. Texts of a
 * batch are there until the next one is asked for, so its array is, too: the
 * stream, the struct and its two columns are live. */
static void test_batches(void **state)
{
    (void)state;
    const Made columns[] = {
        named("account", made_text("u", 3, (int32_t[]){0, 1, 2, 3}, "abc")),
        named("n", made("i", 3, (int32_t[]){1, 2, 3}))};
    const Made none[] = {named("account", made_text("u", 0, NULL, NULL)),
                         named("n", made("i", 0, NULL))};
    const MadeRows rows[] = {{.length = 3, .column = columns, .columns = 2},
                             {.length = 0, .column = none, .columns = 2},
                             {.length = 2, .column = columns, .columns = 2}};
    MadeStream made = {.rows = rows, .count = 3};
    Reading r;
    assert_true(open_made(&r, &made, account_and_n, 2));
    assert_int_equal(made.live, 1); /* the schema is gone */
    r.batch.room = 2;
    assert_int_equal(reading_next(&r), 2);
    assert_string_equal(r.batch.file, "made");
    expect_row(&r, 0, 1, "a", 1);
    expect_row(&r, 1, 2, "b", 2);
    assert_int_equal(reading_next(&r), 1);
    expect_row(&r, 0, 3, "c", 3);
    assert_int_equal(made.live, 4);
    assert_int_equal(reading_next(&r), 2);
    expect_row(&r, 0, 4, "a", 1);
    expect_row(&r, 1, 5, "b", 2);
    assert_int_equal(reading_next(&r), 0);
    assert_int_equal(made.live, 1);
    assert_int_equal(reading_next(&r), 0); /* and stays at the end */
    close_made(&r, &made);
}

/* Closing in the middle of an array releases everything. */
static void test_stop_midway(void **state)
{
    (void)state;
    const Made column = made("l", 3, (int64_t[]){1, 2, 3});
    const MadeRows rows = {.length = 3, .column = &column, .columns = 1};
    MadeStream made = {.rows = &rows, .count = 1};
    Reading r;
    assert_true(open_made(&r, &made, &(Wanted){"x", HALE_INT}, 1));
    r.batch.room = 1;
    assert_int_equal(reading_next(&r), 1);
    close_made(&r, &made);
}

/* The same column may be wanted twice, as two types; others not at all; and
 * no columns at all still count rows. */
static void test_projection(void **state)
{
    (void)state;
    const Made columns[] = {named("skipped", made("+l", 2, NULL)),
                            named("n", made("i", 2, (int32_t[]){7, 8}))};
    const MadeRows rows = {.length = 2, .column = columns, .columns = 2};
    const Wanted twice[] = {{"n", HALE_TEXT}, {"n", HALE_INT}};
    MadeStream made = {.rows = &rows, .count = 1};
    Reading r;
    assert_true(open_made(&r, &made, twice, 2));
    assert_int_equal(reading_next(&r), 2);
    expect_row(&r, 0, 1, "7", 7);
    expect_row(&r, 1, 2, "8", 8);
    close_made(&r, &made);
    MadeStream again = {.rows = &rows, .count = 1};
    assert_true(open_made(&r, &again, NULL, 0));
    assert_int_equal(reading_next(&r), 2);
    close_made(&r, &again);
}

/* -------------------------------------------------------------- rejects -- */

static const double reals[] = {1.5, NAN, 3.5, NAN, 5.5};

/* Rows 2 and 4 have no number, row 4 also a text that is broken; the text
 * stands first among the wanted, so it is what row 4 is turned away for.
 * Bits 0x15: 1 0 1 0 1. */
static const Made mixed[] = {
    {.name = "r",
     .format = "g",
     .length = 5,
     .buffers = 2,
     .buffer = {NULL, reals}},
    {.name = "t",
     .format = "u",
     .length = 5,
     .buffers = 3,
     .buffer = {NULL, (int32_t[]){0, 1, 2, 3, 2, 3}, "abc"}},
    {.name = "b",
     .format = "b",
     .length = 5,
     .buffers = 2,
     .buffer = {NULL, (uint8_t[]){0x15}}},
    {.name = "i",
     .format = "c",
     .length = 5,
     .buffers = 2,
     .buffer = {(uint8_t[]){0x1b}, (int8_t[]){1, 2, 3, 4, 5}}},
};
static const MadeRows mixed_rows[] = {
    {.length = 5, .column = mixed, .columns = COUNT(mixed)},
    {.length = 5, .column = mixed, .columns = COUNT(mixed)}};
static const Wanted all_mixed[] = {
    {"t", HALE_TEXT}, {"r", HALE_REAL}, {"b", HALE_BOOL}, {"i", HALE_INT}};

static void test_rejected_rows_close_up(void **state)
{
    (void)state;
    MadeStream made = {.rows = mixed_rows, .count = 1};
    Reading r;
    assert_true(open_made(&r, &made, all_mixed, COUNT(all_mixed)));
    assert_int_equal(reading_next(&r), 3);
    assert_string_equal(r.rejects.data, "2 r: not a number (NaN)\n"
                                        "4 t: a text with broken offsets\n");
    const uint64_t line[] = {1, 3, 5};
    const char *const text[] = {"a", "c", "c"};
    const uint8_t there[] = {1, 0, 1}; /* 0x1b: 1 1 0 1 1 */
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(r.batch.line[i], line[i]);
        assert_true(str_is(r.cell[0].as.text[i], text[i]));
        assert_true(r.cell[1].as.r[i] == (double)line[i] + 0.5);
        assert_int_equal(r.cell[2].as.b[i], 1);
        assert_int_equal(r.cell[3].present[i], there[i]);
    }
    assert_int_equal(r.cell[3].as.i[2], 5);
    close_made(&r, &made);
}

/* In batches of one row, those that hold nothing but a reject are passed
 * over: a batch of no rows would be the end. */
static void test_batch_of_rejects(void **state)
{
    (void)state;
    const uint64_t expected[] = {1, 3, 5, 6, 8, 10};
    MadeStream made = {.rows = mixed_rows, .count = 2};
    Reading r;
    assert_true(open_made(&r, &made, all_mixed, COUNT(all_mixed)));
    r.batch.room = 1;
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(reading_next(&r), 1);
        assert_int_equal(r.batch.line[0], expected[i]);
    }
    assert_int_equal(reading_next(&r), 0);
    close_made(&r, &made);
}

/* The host has had enough with the first one. */
static void test_reject_stops(void **state)
{
    (void)state;
    MadeStream made = {.rows = mixed_rows, .count = 2};
    Reading r;
    assert_true(open_made(&r, &made, all_mixed, COUNT(all_mixed)));
    r.reject_most = 1;
    assert_int_equal(arrow_reader_next(r.reader, &r.host.cx, "made", &r.batch),
                     -1);
    assert_string_equal(r.rejects.data, "2 r: not a number (NaN)\n");
    close_made(&r, &made);
}

/* --------------------------------------------------------------- misuse -- */

static const Made people[] = {{.name = "account", .format = "u", .buffers = 3},
                              {.name = "user", .format = "u", .buffers = 3},
                              {.name = "seats", .format = "g", .buffers = 2},
                              {.name = "seats", .format = "l", .buffers = 2},
                              {.name = NULL, .format = "l", .buffers = 2}};
static const MadeRows people_rows = {.column = people,
                                     .columns = COUNT(people)};

static void expect_no_reader(MadeStream made, const char *wanted,
                             hale_type type, int code, const char *message)
{
    Reading r;
    assert_false(open_made(&r, &made, &(Wanted){wanted, type}, 1));
    assert_string_equal(r.error.message, message);
    assert_int_equal(r.error.code, code);
    close_made(&r, &made);
}

static void test_no_such_column(void **state)
{
    (void)state;
    const MadeStream made = {.rows = &people_rows, .count = 1};
    expect_no_reader(made, "usr", HALE_TEXT, EXIT_CONFIG,
                     "no column \"usr\", did you mean \"user\"? (the Arrow "
                     "stream has \"account\", \"user\", \"seats\", \"seats\", "
                     "\"\")");
    expect_no_reader(made, "User", HALE_TEXT, EXIT_CONFIG,
                     "no column \"User\", did you mean \"user\"? (the Arrow "
                     "stream has \"account\", \"user\", \"seats\", \"seats\", "
                     "\"\")");
    expect_no_reader(made, "seats", HALE_INT, EXIT_CONFIG,
                     "the Arrow stream has two columns \"seats\": rename one "
                     "of them");
    const MadeRows nothing = {0};
    expect_no_reader((MadeStream){.rows = &nothing}, "user", HALE_TEXT,
                     EXIT_CONFIG,
                     "no column \"user\" (the Arrow stream has no columns)");
}

/* Names are foreign text and may be many. */
static void test_many_columns(void **state)
{
    (void)state;
    Made many[40];
    for (size_t i = 0; i < COUNT(many); i++)
        many[i] = (Made){.name = "\x1b[2J", .format = "l"};
    const MadeRows rows = {.column = many, .columns = COUNT(many)};
    MadeStream made = {.rows = &rows, .count = 1};
    Reading r;
    assert_false(open_made(&r, &made, &(Wanted){"user", HALE_TEXT}, 1));
    assert_null(strchr(r.error.message, '\x1b'));
    assert_non_null(strstr(r.error.message, "\"\\x1b[2J\" and 10 more)"));
    close_made(&r, &made);
}

static void test_no_table(void **state)
{
    (void)state;
    expect_no_reader((MadeStream){.rows = &people_rows, .format = "l"}, "user",
                     HALE_TEXT, EXIT_BUG,
                     "the Arrow stream is no table: the format of its rows is "
                     "\"l\", not \"+s\"");
    expect_no_reader((MadeStream){.rows = &people_rows, .no_schema = true},
                     "user", HALE_TEXT, EXIT_UNAVAILABLE,
                     "the Arrow stream has no schema: No such file or "
                     "directory");
    struct ArrowArrayStream released = {0};
    Reading r;
    assert_false(reading_open(&r, &released, NULL, 0, "UTC"));
    assert_string_equal(r.error.message, "the Arrow stream was released "
                                         "before it was read");
    reading_close(&r);
}

static void test_dictionary_of_dictionaries(void **state)
{
    (void)state;
    const Made texts = made_text("u", 0, NULL, NULL);
    Made inner = made("c", 0, NULL), outer = made("c", 0, NULL);
    inner.dictionary = &texts;
    outer.dictionary = &inner;
    const MadeRows rows = {.column = &outer, .columns = 1};
    expect_no_reader((MadeStream){.rows = &rows}, "x", HALE_TEXT, EXIT_BUG,
                     "column \"x\": a dictionary whose codes have Arrow "
                     "format \"c\"");
    outer = made("g", 0, NULL);
    outer.dictionary = &texts;
    expect_no_reader((MadeStream){.rows = &rows}, "x", HALE_TEXT, EXIT_BUG,
                     "column \"x\": a dictionary whose codes have Arrow "
                     "format \"g\"");
}

/* The stream fails behind its first array; what came before was good. */
static void test_broken_off(void **state)
{
    (void)state;
    const Made column = made("l", 2, (int64_t[]){1, 2});
    const MadeRows rows = {.length = 2, .column = &column, .columns = 1};
    MadeStream made = {.rows = &rows, .count = 1, .fails = "the link is down"};
    Reading r;
    assert_true(open_made(&r, &made, &(Wanted){"x", HALE_INT}, 1));
    assert_int_equal(reading_next(&r), 2);
    assert_int_equal(arrow_reader_next(r.reader, &r.host.cx, "made", &r.batch),
                     -1);
    assert_string_equal(
        r.error.message,
        "the Arrow stream broke off after row 2: the link is down");
    assert_int_equal(reading_next(&r), 0); /* nothing more is tried */
    close_made(&r, &made);
}

static void expect_broken(MadeRows rows, Made column, const char *why)
{
    rows.column = &column;
    MadeStream made = {.rows = &rows, .count = 1};
    char message[160];
    Reading r;
    assert_true(open_made(&r, &made, &(Wanted){"x", HALE_TEXT}, 1));
    assert_int_equal(arrow_reader_next(r.reader, &r.host.cx, "made", &r.batch),
                     -1);
    snprintf(message, sizeof message, "a broken Arrow array: %s", why);
    assert_string_equal(r.error.message, message);
    assert_int_equal(reading_next(&r), 0);
    close_made(&r, &made);
}

static void test_broken_arrays(void **state)
{
    (void)state;
    const MadeRows one = {.length = 1, .offset = 1, .columns = 1};
    const Made column = made_text("u", 1, (int32_t[]){0, 1}, "a");
    expect_broken((MadeRows){.length = -1, .columns = 1}, column,
                  "length -1, offset 0");
    expect_broken((MadeRows){.length = INT64_MAX, .offset = 1, .columns = 1},
                  column, "length 9223372036854775807, offset 1");
    /* One row behind one that is skipped: two are needed. */
    expect_broken(one, column, "column \"x\": it is shorter than its struct");
    Made broken = column;
    broken.buffers = 2;
    expect_broken(one, broken, "column \"x\": it has too few buffers");
    broken = column;
    broken.buffer[1] = NULL;
    expect_broken(one, broken, "column \"x\": it has rows and no values");
    broken = column;
    broken.offset = -1;
    expect_broken(one, broken,
                  "column \"x\": its length or offset is negative");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offsets_and_nulls),
        cmocka_unit_test(test_dictionary_nulls),
        cmocka_unit_test(test_null_column),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_stop_midway),
        cmocka_unit_test(test_projection),
        cmocka_unit_test(test_rejected_rows_close_up),
        cmocka_unit_test(test_batch_of_rejects),
        cmocka_unit_test(test_reject_stops),
        cmocka_unit_test(test_no_such_column),
        cmocka_unit_test(test_many_columns),
        cmocka_unit_test(test_no_table),
        cmocka_unit_test(test_dictionary_of_dictionaries),
        cmocka_unit_test(test_broken_off),
        cmocka_unit_test(test_broken_arrays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
