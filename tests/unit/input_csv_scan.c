/* SPDX-License-Identifier: MIT
 *
 * input_csv_scan.c: the laws of the CSV scanner. All ways to index bytes, with
 * the instructions of this processor or without, find the same. And rows that
 * are found with an index are the rows that are found by walking through every
 * byte, whatever the bytes are.
 */
#include "unit.h"

#include <string.h>

#include "csv_read.h"
#include "input/csv/csv.h"
#include "host_test.h"
#include "ways.h"

/* ------------------------------------------------------- equal to scalar -- */

static void test_ways_agree(void **state)
{
    (void)state;
    assert_int_equal(ways_agree_on_drawn(), 0);
}

static void test_every_place(void **state)
{
    (void)state;
    assert_int_equal(ways_agree_at_every_place(), 0);
}

static void test_full(void **state)
{
    (void)state;
    assert_int_equal(ways_agree_when_full(), 0);
}

/* What is compared is what is used. */
static void test_best(void **state)
{
    (void)state;
#if defined(__x86_64__)
    assert_string_not_equal(ways_best(), "scalar");
#elif defined(__aarch64__)
    assert_string_equal(ways_best(), "neon");
#endif
}

/* --------------------------------------------------- equal to a walk -- */

/* What one row is, and its cells, in words. */
static size_t tell_row(char *out, size_t room, Scan *scan, const Row *row)
{
    size_t n = (size_t)snprintf(
        out, room,
        "%llu+%llu %zu cells, %zu bytes%s%s:", (unsigned long long)row->line,
        (unsigned long long)row->lines, row->cells, row->len,
        row->trouble ? ", " : "", row->trouble ? row->trouble : "");
    for (size_t i = 0; i < row->cells && !row->trouble; i++) {
        hale_str text = {0};
        assert_int_equal(careful_cell(scan, row, i, &text), 0);
        n += (size_t)snprintf(out + n, room - n, " %zu/%.*s", text.len,
                              (int)text.len, text.data);
    }
    assert_true(n < room);
    return n;
}

/* All rows of a file, all by that index; NULL: as usual. */
static const char *rows_of(const char *path, const Dialect *dialect,
                           size_t block, IndexFill *fill)
{
    enum { ROOM = 200000 };
    hale_cx *cx = &host.cx;
    char *out = fake_memory(&host, ROOM);
    size_t len = 0;
    Bytes bytes;
    Scan scan;
    Row row;
    int more;
    assert_int_equal(bytes_open(&bytes, cx, path), 0);
    if (scan_open(&scan, cx, dialect, block, &bytes))
        return "refused";
    assert_int_equal(scan_expect(&scan, cx, 1000), 0);
    scan.askers = 1000;
    if (fill) {
        scan.fill = fill;
        scan.index_only = 1;
    }
    while ((more = scan_next(&scan, cx, &row)) > 0) {
        len += tell_row(out + len, ROOM - len, &scan, &row);
        out[len++] = '\n';
    }
    assert_int_equal(more, 0);
    scan_close(&scan);
    return out;
}

static void check_walk(const char *bytes, size_t len, const Dialect *dialect,
                       size_t block)
{
    const char *path = scratch_file(&host, "w.csv", bytes, len);
    const char *walked = rows_of(path, dialect, block, index_nothing);
    assert_string_equal(rows_of(path, dialect, block, NULL), walked);
    assert_string_equal(rows_of(path, dialect, block, index_scalar), walked);
}

static void test_walk(void **state)
{
    static const Dialect dialects[] = {
        {.delimiter = ',', .quote = '"'},
        {.delimiter = ',', .quote = '"', .trim = 1},
        {.delimiter = ';', .quote = '\'', .comment = '#'},
        {.delimiter = '\t', .quote = '"', .comment = '#', .trim = 1},
        {.delimiter = ','},
    };
    char bytes[600];
    uint64_t seed = 7;
    (void)state;
    for (unsigned round = 0; round < 400; round++) {
        const size_t len = ways_draw(&seed) % sizeof bytes;
        ways_fill(bytes, len, &seed, round % 10);
        check_walk(bytes, len, &dialects[round % 5], ways_draw(&seed) % 200);
        if (round % 50 == 0) { /* gives the memory back */
            fake_close(&host);
            fake_open(&host);
        }
    }
}

/* Rows by the book, all kinds of quoted cells among them. */
static void test_walk_by_the_book(void **state)
{
    static const char *const cells[] = {
        "",
        "plain",
        "\"\"",
        "\"a,b\"",
        "\"a\nb\"",
        "\"\"\"\"",
        "12",
        "5",
        "\"\"\"x\"",
        "\"\r\n\"",
        "\"a very long text, so long that it is longer than a step of 64\""};
    static const Dialect dialect = {.delimiter = ',', .quote = '"'};
    char bytes[4000];
    uint64_t seed = 3;
    (void)state;
    for (unsigned round = 0; round < 90; round++) {
        size_t len = 0;
        while (len < sizeof bytes - 100) {
            const char *cell = cells[ways_draw(&seed) % 11];
            len += (size_t)sprintf(bytes + len, "%s%s", cell,
                                   ways_draw(&seed) % 4 ? ","
                                   : round % 2          ? "\n"
                                                        : "\r\n");
        }
        check_walk(bytes, len, &dialect, round % 3 ? 0 : 333);
        fake_close(&host);
        fake_open(&host);
    }
}

/* The index itself: a file by the book needs no walk at all. */
static void test_by_the_book_is_indexed(void **state)
{
    /* 0123456789  and so on: two rows, of three cells and of two */
    static const char bytes[] = "a,\"b\n,\",c\r\n\"\"\"\",e\n";
    const size_t len = sizeof bytes - 1;
    char *data = fake_memory(&host, len + INDEX_SLACK);
    Index index;
    (void)state;
    memset(data, '\n', len + INDEX_SLACK);
    memcpy(data, bytes, len);
    index_best()(&index, data, 0, len, (Signs){'\n', ',', '"'});
    /* the third is the empty one behind the last line end */
    assert_int_equal(index.rows, 3);
    assert_int_equal(index.stop, INDEX_ENDED);
    assert_int_equal(index.row[0].edges, 3);
    assert_int_equal(index.row[0].lines, 1);
    assert_int_equal(index.edge[0] + 1, 0); /* wraps */
    assert_int_equal(index.edge[1], 1);
    assert_int_equal(index.edge[2], 7);
    assert_int_equal(index.edge[3], 10); /* the line end */
    assert_int_equal(index.row[1].edges, 5);
    assert_int_equal(index.edge[4], 15);
    assert_int_equal(index.edge[5], 17);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_ways_agree),
        TEST(test_every_place),
        TEST(test_full),
        TEST(test_best),
        TEST(test_walk),
        TEST(test_walk_by_the_book),
        TEST(test_by_the_book_is_indexed),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
