/* SPDX-License-Identifier: MIT
 *
 * input_csv.c: how the CSV input understands files: lines, quotes, headers,
 * options, and rows it must refuse. RFC 4180 is the measure, and what people
 * export beyond it. The values of cells are in input_csv_cells.c, files and
 * archives in input_csv_files.c.
 */
#include "unit.h"

#include "csv_read.h"
#include "host_test.h"

/* Reads `data` with up to three options besides the path. */
static const char *read_with(const char *data, size_t len, const char *fields,
                             const char *const *options)
{
    const char *given[16] = {"path", scratch_file(&host, "a.csv", data, len)};
    for (size_t i = 0; options && options[i]; i++)
        given[2 + i] = options[i];
    return csv_read(&host, &(CsvRead){.given = given, .fields = fields});
}

static const char *read_text(const char *data, const char *fields)
{
    return read_with(data, strlen(data), fields, NULL);
}

#define OPTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define assert_failed(part) assert_contains(host.failed, part)
#define assert_rejected(index, part)                                           \
    do {                                                                       \
        assert_true(host.rejects > (index));                                   \
        assert_contains(host.reject[index].reason, part);                      \
    } while (0)

/* ----------------------------------------------------------- structure -- */

static void test_plain(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b,c\n1,2,3\nx,y,z\n", "a c"),
                        "2|1|3\n3|x|z\n");
    assert_int_equal(host.founds, 3);
    assert_string_equal(host.found[1], "b");
}

static void test_fields_in_any_order(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b,c\n1,2,3\n", "c a c"), "2|3|1|3\n");
}

static void test_last_line_without_end(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b\n1,2", "a b"), "2|1|2\n");
    assert_string_equal(read_text("a,b\n1,", "a b"), "2|1|~\n");
    assert_string_equal(read_text("a,b\n1,\"2\"", "a b"), "2|1|2\n");
    assert_string_equal(read_text("a,b\r\n1,\"2\"\r", "a b"), "2|1|2\n");
}

static void test_line_ends(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b\r\n1,2\r\n3,4\r\n", "a b"),
                        "2|1|2\n3|3|4\n");
    assert_string_equal(read_text("a,b\r1,2\r3,4\r", "a b"), "2|1|2\n3|3|4\n");
    /* a file of '\n' lines of which some end in "\r\n" */
    assert_string_equal(read_text("a,b\n1,2\r\n3,4\n", "a b"),
                        "2|1|2\n3|3|4\n");
    /* a '\r' within a '\n' line is text */
    assert_string_equal(read_text("a,b\n1\r2,3\n", "a b"), "2|1\r2|3\n");
    assert_int_equal(host.rejects, 0);
}

static void test_byte_order_mark(void **state)
{
    (void)state;
    assert_string_equal(read_text("\xef\xbb\xbf"
                                  "a,b\n1,2\n",
                                  "a"),
                        "2|1\n");
    assert_string_equal(host.found[0], "a");
    assert_string_equal(read_text("\xef\xbb\xbf\"a\",b\n1,2\n", "a"), "2|1\n");
}

static void test_blank_lines(void **state)
{
    (void)state;
    assert_string_equal(read_text("\n\r\na,b\n\n1,2\n\r\n\n3,4\n\n", "a b"),
                        "5|1|2\n8|3|4\n");
}

static void test_quotes(void **state)
{
    (void)state;
    assert_string_equal(
        read_text("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"\",\"\"\"\"\n", "a b"),
        "2|x, y|say \"hi\"\n3|~|\"\n");
    /* a quote within a cell is text */
    assert_string_equal(read_text("a,b\n5\" pipe,x\"y\"\n", "a b"),
                        "2|5\" pipe|x\"y\"\n");
    assert_int_equal(host.rejects, 0);
}

static void test_quoted_newlines_count_as_lines(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b\n\"one\ntwo\r\nthree\",2\n3,4\n", "a b"),
                        "2|one\ntwo\r\nthree|2\n5|3|4\n");
    assert_string_equal(read_text("\"a\nb\",c\n1,2\n", "c"), "3|2\n");
}

static void test_single_column(void **state)
{
    (void)state;
    assert_string_equal(read_text("a\n1\n\n\"\"\n2\n", "a"), "2|1\n4|~\n5|2\n");
}

static void test_wide_rows(void **state)
{
    char *data = fake_memory(&host, 20000), *p = data;
    (void)state;
    for (int i = 0; i < 700; i++) /* more than the first guess at a header */
        p += sprintf(p, "%sc%d", i ? "," : "", i);
    *p++ = '\n';
    for (int i = 0; i < 700; i++)
        p += sprintf(p, "%s%d", i ? "," : "", i);
    *p++ = '\n';
    assert_string_equal(read_text(data, "c0 c17 c699"), "2|0|17|699\n");
}

static void test_empty_table(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b\n", "a"), "");
    assert_string_equal(read_text("a,b", "a"), "");
}

/* ------------------------------------------------------------- rejects -- */

static void test_ragged_rows(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b,c\n1,2\n1,2,3\n1,2,3,4\n", "a"),
                        "3|1\n");
    assert_int_equal(host.rejects, 2);
    assert_rejected(0, "the row has 2 cells, the header 3");
    assert_int_equal(host.reject[0].line, 2);
    assert_string_equal(host.reject[0].raw, "1,2");
    assert_rejected(1, "the row has 4 cells, the header 3");
    assert_int_equal(host.reject[1].line, 4);
}

static void test_unclosed_quote(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b\n1,2\n3,\"4\n5,6\n7,8\n", "a b"),
                        "2|1|2\n");
    assert_int_equal(host.rejects, 1);
    assert_int_equal(host.reject[0].line, 3);
    assert_int_equal(host.reject[0].column, 3);
    assert_rejected(0, "never closed; the row takes 4 lines");
    fake_forget(&host);
    /* the row begins on line 2, its quote opens on line 3 */
    read_text("a,b\n\"x\ny\",\"4\n5,6\n", "a b");
    assert_int_equal(host.reject[0].line, 2);
    assert_int_equal(host.reject[0].column, 0);
    assert_rejected(0, "(on line 3)");
}

static void test_text_after_quote(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b\n\"x\"y,2\n3,4\n5,\"6\" \n7,8\n", "a b"),
                        "3|3|4\n5|7|8\n");
    assert_rejected(0, "text follows the closing quote");
    assert_int_equal(host.reject[0].column, 1);
    assert_string_equal(host.reject[0].raw, "\"x\"y,2");
    assert_int_equal(host.reject[1].column, 3);
}

static void test_nul_bytes(void **state)
{
    (void)state;
    assert_string_equal(read_with("a,b\n1,\0002\n3,4\n", 13, "a b", NULL),
                        "3|3|4\n");
    assert_rejected(0, "a NUL byte");
    assert_int_equal(host.reject[0].column, 3);
    assert_int_equal(host.reject[0].raw_len, 4);
    assert_null(read_with("a\0,b\n1,2\n", 9, "b", NULL));
    assert_failed("the header is unusable: a NUL byte");
}

static void test_reject_can_stop(void **state)
{
    (void)state;
    host.reject_most = 2;
    assert_null(read_text("a,b\n1\n2\n3\n4\n", "a"));
    assert_int_equal(host.rejects, 2);
    assert_failed("too many rejected rows");
}

static void test_not_utf8(void **state)
{
    (void)state;
    assert_string_equal(read_text("a,b\ncaf\xe9,2\ncaf\xc3\xa9,4\n", "a b"),
                        "3|caf\xc3\xa9|4\n");
    assert_rejected(0, "set encoding = latin1");
    fake_forget(&host);
    /* a column that is not wanted may hold anything */
    assert_string_equal(read_text("a,b\ncaf\xe9,2\n", "b"), "2|2\n");
    assert_null(read_text("n\xe9,b\n1,2\n", "b"));
    assert_failed("the header is not UTF-8");
}

static void test_stop(void **state)
{
    (void)state;
    host.stop = 1;
    assert_null(read_text("a\n1\n", "a"));
    assert_failed("stopped");
}

/* -------------------------------------------------------------- header -- */

static void test_header_matching(void **state)
{
    (void)state;
    assert_string_equal(read_text(" User ID ,Mail\nu1,m1\n", "user_id mail"),
                        "2|u1|m1\n");
    /* the exact one wins */
    assert_string_equal(read_text("ID,id,Id\n1,2,3\n", "id"), "2|2\n");
    assert_null(read_text("ID,Id\n1,2\n", "id"));
    assert_failed("more than one column could be \"id\"");
}

static void test_header_mistakes(void **state)
{
    (void)state;
    assert_null(read_text("a,b\n1,2\n", "c"));
    assert_failed("a.csv: has no column \"c\"; its columns are: a, b");
    fake_forget(&host);
    assert_null(read_text("a,b,a\n1,2,3\n", "b"));
    assert_failed("two columns are called \"a\"");
    fake_forget(&host);
    assert_null(read_text("", "b"));
    assert_failed("is empty");
    fake_forget(&host);
    assert_null(read_text("\n\n", "b"));
    assert_failed("is empty");
    fake_forget(&host);
    assert_null(read_text("a,\"b\n1,2\n", "a"));
    assert_failed("a.csv:1: the header is unusable: the quote");
}

static void test_unnamed_columns(void **state)
{
    (void)state;
    assert_string_equal(read_text(",a,\n0,1,2\n", "a"), "2|1\n");
    assert_int_equal(host.founds, 1);
}

static void test_no_header(void **state)
{
    (void)state;
    assert_string_equal(read_with("1,2\n3,4\n", 8, "b",
                                  OPTIONS("header", "no", "columns", "a, b")),
                        "1|2\n2|4\n");
    assert_null(read_with("1,2\n", 4, "b", OPTIONS("header", "no")));
    assert_failed("name the columns by columns = a, b, c");
    fake_forget(&host);
    assert_null(read_with("1,2\n", 4, "b", OPTIONS("columns", "a, b")));
    assert_failed("set header = no");
    fake_forget(&host);
    read_with("1,2,3\n", 6, "b", OPTIONS("header", "no", "columns", "a, b"));
    assert_rejected(0, "the row has 3 cells, columns names 2");
}

/* ------------------------------------------------------------- options -- */

static void test_delimiters(void **state)
{
    (void)state;
    assert_string_equal(
        read_with("a;b\n1;2,5\n", 10, "b", OPTIONS("delimiter", ";")),
        "2|2,5\n");
    assert_string_equal(
        read_with("a;b\n1;2\n", 8, "b", OPTIONS("delimiter", "semicolon")),
        "2|2\n");
    assert_string_equal(
        read_with("a\tb\n1\t2\n", 8, "b", OPTIONS("delimiter", "tab")),
        "2|2\n");
    assert_string_equal(
        read_with("a|b\n1|2\n", 8, "b", OPTIONS("delimiter", "pipe")), "2|2\n");
}

static void test_wrong_options(void **state)
{
    static const struct {
        const char *name, *value, *message;
    } wrong[] = {
        {"delimiter", "::", "must be one ASCII character"},
        {"delimiter", "\xc2\xa7", "must be one ASCII character"},
        {"delimiter", "\n", "must be one ASCII character"},
        {"delimiter", "none", "there must be one"},
        {"delimiter", "\"", "delimiter and quote are both"},
        {"thousands", "dot", "decimal and thousands are both '.'"},
        {"decimal", "5", "a sign is needed"},
        {"decimal", "none", "a sign is needed"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fake_forget(&host);
        assert_null(read_with("a\n1\n", 4, "a",
                              OPTIONS(wrong[i].name, wrong[i].value)));
        assert_failed(wrong[i].message);
    }
}

static void test_other_quotes(void **state)
{
    (void)state;
    assert_string_equal(
        read_with("a,b\n'x,''y',2\n", 14, "a", OPTIONS("quote", "'")),
        "2|x,'y\n");
    assert_string_equal(
        read_with("a,b\n\"x,2\n", 9, "a b", OPTIONS("quote", "none")),
        "2|\"x|2\n");
}

static void test_skip_and_comments(void **state)
{
    const char *data = "Report \"Q4\n\nmade today\na,b\n1,2\n";
    (void)state;
    assert_string_equal(
        read_with(data, strlen(data), "a", OPTIONS("skip", "3")), "5|1\n");
    data = "# \"export\na,b\n#1,2\n3,#4\n# end";
    assert_string_equal(
        read_with(data, strlen(data), "a b", OPTIONS("comment", "#")),
        "4|3|#4\n");
    assert_string_equal(
        read_with(data, strlen(data), "a b", OPTIONS("comment", "hash")),
        "4|3|#4\n");
    assert_null(read_with("a\n", 2, "a", OPTIONS("skip", "9")));
    assert_failed("is empty");
}

static void test_trim(void **state)
{
    const char *data = "a , b\n x\t,  \" y \"\"z\"  \n 1 ,  \n";
    (void)state;
    assert_string_equal(
        read_with(data, strlen(data), "a b", OPTIONS("trim", "yes")),
        "2|x| y \"z\n3|1|~\n");
    assert_int_equal(host.rejects, 0);
    /* a tab that parts cells is not trimmed away */
    data = "a\tb\n \t x \n";
    assert_string_equal(read_with(data, strlen(data), "a b",
                                  OPTIONS("trim", "yes", "delimiter", "tab")),
                        "2|~|x\n");
}

static void test_nulls(void **state)
{
    const char *data = "a,b\nNULL,n/a\nnull,\"n/a\"\n";
    (void)state;
    assert_string_equal(
        read_with(data, strlen(data), "a b", OPTIONS("null", "NULL, n/a")),
        "2|~|~\n3|null|~\n");
}

static void test_latin1(void **state)
{
    (void)state;
    /* e acute, euro (0x80 in Windows-1252), left quote 0x93 */
    assert_string_equal(read_with("n\xe9,b\ncaf\xe9,5 \x80\x93\n", 16,
                                  "b n\xc3\xa9", OPTIONS("encoding", "latin1")),
                        "2|5 \xe2\x82\xac\xe2\x80\x9c|caf\xc3\xa9\n");
    assert_null(read_with("\xef\xbb\xbf"
                          "a\n1\n",
                          7, "a", OPTIONS("encoding", "latin1")));
    assert_failed("is UTF-8");
}

static void test_utf16(void **state)
{
    (void)state;
    assert_null(read_with("\xff\xfe"
                          "a\0\n\0",
                          6, "a", NULL));
    assert_failed("is UTF-16; convert it: iconv");
    fake_forget(&host);
    assert_null(read_with("\xfe\xff\0a\0\n", 6, "a", NULL));
    assert_failed("is UTF-16");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_plain),
        TEST(test_fields_in_any_order),
        TEST(test_last_line_without_end),
        TEST(test_line_ends),
        TEST(test_byte_order_mark),
        TEST(test_blank_lines),
        TEST(test_quotes),
        TEST(test_quoted_newlines_count_as_lines),
        TEST(test_single_column),
        TEST(test_wide_rows),
        TEST(test_empty_table),
        TEST(test_ragged_rows),
        TEST(test_unclosed_quote),
        TEST(test_text_after_quote),
        TEST(test_nul_bytes),
        TEST(test_reject_can_stop),
        TEST(test_not_utf8),
        TEST(test_stop),
        TEST(test_header_matching),
        TEST(test_header_mistakes),
        TEST(test_unnamed_columns),
        TEST(test_no_header),
        TEST(test_delimiters),
        TEST(test_wrong_options),
        TEST(test_other_quotes),
        TEST(test_skip_and_comments),
        TEST(test_trim),
        TEST(test_nulls),
        TEST(test_latin1),
        TEST(test_utf16),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
