/* SPDX-License-Identifier: MIT
 *
 * input_csv_columns.c: the law of columns.c. Rows that are taken many at once
 * are those that are taken one by one: the same values, the same rejects in
 * the same order, the same number left out for their time, whatever stands in
 * the cells and however the rows come in batches.
 */
#include "unit.h"

#include <string.h>

#include "csv_read.h"
#include "input/csv/csv.h"
#include "host_test.h"
#include "ways.h"

static uint64_t draw(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* ---------------------------------------------------------- any file -- */

/* Columns of a file: a time, a text, an amount, a text. The first cells of
 * each list are the usual ones. */
static const char *const cells[4][10] = {
    {"2025-01-31", "2025-01-31T08:59:07Z", "2025-02-01 10:00:00",
     "2024-12-31T23:59:60+01:00", "\"2025-01-31\"", "", "2025-02-30", "NULL",
     "x", " 2025-01-31"},
    {"A0000001", "B", "caf\xc3\xa9", "\"a,b\"", "\"say \"\"x\"\"\"", "", "\"\"",
     "NULL", "bad\xff", "5\" pipe"},
    {"19.99", "-7", "1204", "\"3\"", "", "1e3", "NULL", "\"1\"\"\"", "\"\"",
     "0.00005"},
    {"x", "\"two\nlines\"", "\"\"\"\"", "\"NULL\"", " blank ", "\xc3\x28", "",
     "\"odd\"x", "y", "\"long enough to be longer than a step of 64 bytes\""}};

/* How odd the rows of a file are: of ten cells so many are the usual ones. */
static size_t make_file(char *out, size_t room, uint64_t *seed, unsigned usual)
{
    size_t len = (size_t)sprintf(out, "t,a,m,b\n");
    while (len < room - 200) {
        const uint64_t odd = draw(seed) % 60;
        for (size_t c = 0; c < 4; c++) {
            const size_t kinds = draw(seed) % 10 < usual ? 2 : 10;
            len += (size_t)sprintf(out + len, "%s%s", c ? "," : "",
                                   cells[c][draw(seed) % kinds]);
        }
        len += (size_t)sprintf(out + len, "%s%s", odd == 1 ? ",more" : "",
                               odd == 2   ? "\n\n"
                               : odd == 3 ? "\n#,\"\n"
                               : odd < 9  ? "\r\n"
                                          : "\n");
    }
    return len;
}

/* Rows, rejects and how many were left out. */
static const char *all_of(const CsvRead *how)
{
    enum { ROOM = 60000 };
    uint64_t passed = 0;
    CsvRead own = *how;
    char *out = fake_memory(&host, ROOM);
    size_t len;
    own.passed = &passed;
    const char *rows = csv_read(&host, &own);
    len = (size_t)snprintf(out, ROOM, "%s%s%llu passed\n", host.failed,
                           rows ? rows : "", (unsigned long long)passed);
    for (size_t i = 0; i < host.rejects && len < ROOM; i++)
        len += (size_t)snprintf(out + len, ROOM - len, "! %llu:%llu %s\n",
                                (unsigned long long)host.reject[i].line,
                                (unsigned long long)host.reject[i].column,
                                host.reject[i].reason);
    assert_true(len < ROOM);
    fake_forget(&host);
    return out;
}

static void one_by_one(void *reader)
{
    CsvReader *r = reader;
    r->scan.fill = index_nothing;
    r->scan.index_only = 1;
}

static void check_file(const char *data, size_t len, const char *option,
                       const char *value, uint64_t *seed)
{
    const char *given[] = {"path",    scratch_file(&host, "c.csv", data, len),
                           "comment", "#",
                           option,    value,
                           NULL};
    /* 2025-01-31 is day 20119, 30 days behind 55 years with 14 leap days; the
     * span begins or ends with the usual times, or just beside them */
    const int64_t day = INT64_C(20119) * HALE_DAY;
    const int64_t at = day + INT64_C(32347) * HALE_SECOND;
    const int64_t begins[] = {0, day, day + 1},
                  ends[] = {INT64_MAX, at, at + 1};
    CsvRead how = {.given = given,
                   .fields = "a t:time! b m:money a",
                   .begin = begins[draw(seed) % 3],
                   .end = ends[draw(seed) % 3],
                   .with_raw = 1,
                   .set_reader = one_by_one};
    const char *expected = all_of(&how);
    how.set_reader = NULL;
    assert_string_equal(all_of(&how), expected);
    how.room = 1 + draw(seed) % 40;
    how.block = draw(seed) % 300;
    how.split = 1 + draw(seed) % 3000;
    assert_string_equal(all_of(&how), expected);
}

static void test_any_file(void **state)
{
    static const char *const option[][2] = {
        {NULL, NULL}, {"null", "NULL, x, \""}, {"trim", "yes"}, {"quote", "'"}};
    char data[6000];
    uint64_t seed = 5;
    (void)state;
    for (unsigned round = 0; round < 120; round++) {
        const size_t len = make_file(data, sizeof data, &seed, round % 11);
        check_file(data, len, option[round % 4][0], option[round % 4][1],
                   &seed);
        fake_close(&host);
        fake_open(&host);
    }
}

/* ------------------------------------------------------------ particular -- */

/* Ten rows, of which one in the middle is refused in the last column: those
 * around it come through, and the row is told once. */
static void test_refused_in_the_middle(void **state)
{
    const char *data = "a,n\na,1\nb,2\nc,x\nd,4\ne,5\n";
    const char *given[] = {
        "path", scratch_file(&host, "m.csv", data, strlen(data)), NULL};
    (void)state;
    assert_string_equal(
        csv_read(&host, &(CsvRead){.given = given, .fields = "a n:int"}),
        "2|a|1\n3|b|2\n5|d|4\n6|e|5\n");
    assert_int_equal(host.rejects, 1);
    assert_int_equal(host.reject[0].line, 4);
    assert_int_equal(host.reject[0].column, 3);
}

/* Rows left out stand before and behind a reject; each is counted once. */
static void test_left_out_around_a_reject(void **state)
{
    const char *data = "t,n\n2024-01-01,1\n2025-01-01,2\n2024-01-01,3\n"
                       "2025-01-02,x\n2024-01-01,x\n2025-01-03,6\n";
    const char *given[] = {
        "path", scratch_file(&host, "o.csv", data, strlen(data)), NULL};
    uint64_t passed = 0;
    (void)state;
    /* 2025-01-01 is day 20089: 55 years of 365 days and 14 leap days */
    assert_string_equal(
        csv_read(&host, &(CsvRead){.given = given,
                                   .fields = "n:int t:time!",
                                   .begin = INT64_C(20089) * HALE_DAY,
                                   .end = INT64_MAX,
                                   .passed = &passed}),
        "3|2|1735689600000000\n7|6|1735862400000000\n");
    assert_int_equal(host.rejects, 1);
    assert_int_equal(host.reject[0].line, 5);
    assert_int_equal(passed, 3);
}

/* Lines that are none: blank ones, and comments if there are any. A line with a
 * delimiter in it is a row, whatever it begins with. */
static void test_lines_that_are_none(void **state)
{
    const char *data = "a,b\n1,2\n\n\r\n\rx,3\n#c,4\n\r,5\n6,7\n";
    const char *given[] = {"path",
                           scratch_file(&host, "i.csv", data, strlen(data)),
                           "comment", "#", NULL};
    const char *one[] = {
        "path", scratch_file(&host, "1.csv", "a\n1\n\n\r\n\rx\n2\n", 12), NULL};
    (void)state;
    assert_string_equal(
        csv_read(&host, &(CsvRead){.given = given, .fields = "a b"}),
        "2|1|2\n5|\rx|3\n7|\r|5\n8|6|7\n");
    given[2] = NULL;
    assert_string_equal(
        csv_read(&host, &(CsvRead){.given = given, .fields = "a b"}),
        "2|1|2\n5|\rx|3\n6|#c|4\n7|\r|5\n8|6|7\n");
    assert_string_equal(
        csv_read(&host, &(CsvRead){.given = one, .fields = "a"}),
        "2|1\n5|\rx\n6|2\n");
    assert_int_equal(host.rejects, 0);
}

/* ------------------------------------------------------------- slices -- */

/* All ways to bring edges together give the same texts, of cells and of rows,
 * and say whether one is empty. Before the first cell of a buffer stands no
 * byte: its edge is 2^32 - 1. */
static void test_ways_of_slices(void **state)
{
    enum { ROWS = 33, CELLS = 5 };
    static char data[4096];
    uint32_t edge[ROWS * CELLS + 1];
    hale_str plain[ROWS], own[ROWS];
    uint64_t seed = 5;
    (void)state;
    for (size_t round = 0; round < 200; round++) {
        edge[0] = round % 2 ? UINT32_MAX : (uint32_t)(round % 7);
        for (size_t i = 1; i <= ROWS * CELLS; i++)
            edge[i] = edge[i - 1] + 1 + (round % 8 ? 1 : 0) +
                      (uint32_t)(draw(&seed) % 20);
        const size_t rows = round % (ROWS + 1), cell = round % CELLS;
        const size_t width = round % 3 ? 1 : CELLS - cell;
        const int empty =
            slices_plain(data, edge + cell, CELLS, width, rows, plain);
        assert_int_equal(slices(data, edge + cell, CELLS, width, rows, own),
                         empty);
        int none = 0;
        for (size_t i = 0; i < rows; i++) {
            const uint32_t from = edge[i * CELLS + cell] + 1;
            assert_ptr_equal(own[i].data, data + from);
            assert_int_equal(own[i].len, edge[i * CELLS + cell + width] - from);
            assert_ptr_equal(plain[i].data, own[i].data);
            assert_int_equal(plain[i].len, own[i].len);
            none |= own[i].len == 0;
        }
        assert_int_equal(empty != 0, none);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_any_file),
        TEST(test_refused_in_the_middle),
        TEST(test_left_out_around_a_reject),
        TEST(test_lines_that_are_none),
        TEST(test_ways_of_slices),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
