/* SPDX-License-Identifier: MIT
 *
 * output_ndjson.c: lines of JSON by RFC 8259. Publishing is tested in
 * output_csv.c.
 */
#include "unit.h"

#include "output_run.h"
#include "host_test.h"

#define TEXT(s)                                                                \
    {                                                                          \
        "" s, sizeof(s) - 1                                                    \
    }

static const hale_output *ndjson(void)
{
    return hale_plugin_v1()->outputs[0];
}

/* One row of every type, and one where all is missing. */
static const hale_table *every_type(const char *name)
{
    static const hale_str texts[] = {TEXT("a\"b"), {NULL, 0}};
    static const uint8_t bools[] = {1, 0};
    static const int64_t ints[] = {INT64_MIN, 0}, money[] = {12345, 0};
    static const int64_t times[] = {HALE_SECOND, 0};
    static const double reals[] = {0.1, 0};
    static const uint8_t missing[] = {HALE_PRESENT, HALE_ZERO_DENOMINATOR};
    static const hale_table_column columns[] = {
        {.name = "t", .type = HALE_TEXT, .missing = missing, .as.text = texts},
        {.name = "b", .type = HALE_BOOL, .missing = missing, .as.b = bools},
        {.name = "i", .type = HALE_INT, .missing = missing, .as.i = ints},
        {.name = "m", .type = HALE_MONEY, .missing = missing, .as.i = money},
        {.name = "r", .type = HALE_REAL, .missing = missing, .as.r = reals},
        {.name = "w", .type = HALE_TIME, .missing = missing, .as.i = times},
    };
    static const hale_table_column *const list[] = {
        &columns[0], &columns[1], &columns[2], &columns[3],
        &columns[4], &columns[5], NULL};
    hale_table *table = fake_memory(&host, sizeof *table);
    *table = fake_table(name, 2, list);
    return table;
}

static void test_every_type(void **state)
{
    const char *given[] = {"path", "-", NULL};
    (void)state;
    assert_string_equal(
        output_show(&host, ndjson(), given,
                    (const hale_table *const[]){every_type("x"), NULL}),
        "{\"table\":\"x\",\"t\":\"a\\\"b\",\"b\":true,"
        "\"i\":-9223372036854775808,\"m\":1.2345,\"r\":0.1,"
        "\"w\":\"1970-01-01T00:00:01Z\"}\n"
        "{\"table\":\"x\",\"t\":null,\"b\":null,\"i\":null,\"m\":null,"
        "\"r\":null,\"w\":null}\n");
}

static void test_reasons(void **state)
{
    static const uint8_t missing[] = {
        HALE_PRESENT,  HALE_NO_ROWS,   HALE_ZERO_DENOMINATOR,
        HALE_STALE,    HALE_TOO_NEW,   HALE_NOT_COVERED,
        HALE_REJECTED, HALE_NOT_GIVEN, 99};
    static const int64_t ints[9];
    static const hale_table_column column = {
        .name = "q\n", .type = HALE_INT, .missing = missing, .as.i = ints};
    static const hale_table_column *const columns[] = {&column, NULL};
    const hale_table table = fake_table("x", 9, columns);
    const char *given[] = {"path", "-", "reasons", "yes", NULL};
    static const char *const names[] = {
        "no_rows",     "zero_denominator", "stale",     "too_new",
        "not_covered", "rejected",         "not_given", "unknown"};
    char expected[2000], *p = expected;
    (void)state;
    p += sprintf(p, "{\"table\":\"x\",\"q\\n\":0}\n");
    for (size_t i = 0; i < 8; i++)
        p += sprintf(p,
                     "{\"table\":\"x\",\"q\\n\":null,"
                     "\"q\\n_missing\":\"%s\"}\n",
                     names[i]);
    assert_string_equal(output_show(&host, ndjson(), given,
                                    (const hale_table *const[]){&table, NULL}),
                        expected);
}

static const char *escaped(hale_str text)
{
    const hale_table_column column = {
        .name = "t", .type = HALE_TEXT, .as.text = &text};
    const hale_table_column *columns[] = {&column, NULL};
    const hale_table table = fake_table("x", 1, columns);
    const char *given[] = {"path", scratch_path(&host, "{table}"), NULL};
    assert_int_equal(output_run(&host, ndjson(), given,
                                (const hale_table *const[]){&table, NULL},
                                OUTPUT_COMMIT),
                     0);
    return scratch_read(&host, "x"); /* a file a table: no name in it */
}

static void test_escapes(void **state)
{
    (void)state;
    assert_string_equal(escaped((hale_str)TEXT("\"\\/\b\f\n\r\t")),
                        "{\"t\":\"\\\"\\\\/\\b\\f\\n\\r\\t\"}\n");
    assert_string_equal(escaped((hale_str)TEXT("\x01\x1f\x7f\0x")),
                        "{\"t\":\"\\u0001\\u001f\\u007f\\u0000x\"}\n");
    assert_string_equal(escaped((hale_str)TEXT("caf\xc3\xa9 \xf0\x9f\x98\x80")),
                        "{\"t\":\"caf\xc3\xa9 \xf0\x9f\x98\x80\"}\n");
}

static void test_what_is_not_utf8(void **state)
{
    (void)state;
    /* a lone byte, an overlong '/', a surrogate, a character cut off, and
     * one above U+10FFFF: each byte becomes U+FFFD */
    assert_string_equal(escaped((hale_str)TEXT("a\xff"
                                               "b")),
                        "{\"t\":\"a\xef\xbf\xbd"
                        "b\"}\n");
    assert_string_equal(escaped((hale_str)TEXT("\xc0\xaf")),
                        "{\"t\":\"\xef\xbf\xbd\xef\xbf\xbd\"}\n");
    assert_string_equal(escaped((hale_str)TEXT("\xed\xa0\x80")),
                        "{\"t\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}\n");
    assert_string_equal(escaped((hale_str)TEXT("\xe2\x82")),
                        "{\"t\":\"\xef\xbf\xbd\xef\xbf\xbd\"}\n");
    assert_string_equal(
        escaped((hale_str)TEXT("\xf4\x90\x80\x80")),
        "{\"t\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}\n");
}

static void test_several_tables(void **state)
{
    const char *given[] = {"path", scratch_path(&host, "all.ndjson"), NULL};
    const hale_table *tables[] = {every_type("one"), every_type("two"), NULL};
    const char *text;
    (void)state;
    assert_int_equal(output_run(&host, ndjson(), given, tables, OUTPUT_COMMIT),
                     0);
    text = scratch_read(&host, "all.ndjson");
    assert_contains(text, "{\"table\":\"one\",\"t\":");
    assert_contains(text, "{\"table\":\"two\",\"t\":");
    assert_int_equal(output_run(&host, ndjson(), given, tables, OUTPUT_ABORT),
                     0);
    assert_string_equal(scratch_list(&host), "all.ndjson ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_type),     TEST(test_reasons),
        TEST(test_escapes),        TEST(test_what_is_not_utf8),
        TEST(test_several_tables),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
