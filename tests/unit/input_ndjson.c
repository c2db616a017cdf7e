/* SPDX-License-Identifier: MIT
 *
 * input_ndjson.c: lines of JSON: what values become, which lines are refused
 * and where, and what columns there are. Expected values are written by hand
 * from what stands in the line.
 */
#include "unit.h"

#include "input/ndjson/ndjson_input.h"
#include "input_read.h"
#include "host_test.h"

static void set_block(void *source, size_t block)
{
    ((NdjsonSource *)source)->block = block;
}

static const char *read_with(const char *data, size_t len, const char *name,
                             const char *option, InputRead how)
{
    const char *given[] = {"path", NULL, name, option, NULL};
    given[1] = scratch_file(&host, "a.ndjson", data, len);
    fake_forget(&host);
    how.given = given;
    how.set_block = set_block;
    return input_read(&host, &ndjson_input, &how);
}

static const char *rows(const char *data, const char *fields)
{
    return read_with(data, strlen(data), NULL, NULL,
                     (InputRead){.fields = fields});
}

/* The one row of {"v": value}, read as `type`, without its line. */
static const char *value_with(const char *type, const char *value,
                              const char *name, const char *option)
{
    char line[512], field[32];
    const char *out;
    snprintf(line, sizeof line, "{\"v\":%s}\n", value);
    snprintf(field, sizeof field, "v:%s", type);
    out = read_with(line, strlen(line), name, option,
                    (InputRead){.fields = field});
    return out && out[0] ? out + 2 : out;
}

static const char *value(const char *type, const char *value)
{
    return value_with(type, value, NULL, NULL);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_string_equal(value("int", "-42"), "-42\n");
    /* 2^53 + 1 and the largest of 64 bits: no double holds them */
    assert_string_equal(value("int", "9007199254740993"), "9007199254740993\n");
    assert_string_equal(value("int", "9223372036854775807"),
                        "9223372036854775807\n");
    assert_string_equal(value("int", "\"7\""), "7\n");
    assert_string_equal(value("real", "0.25"), "0.25\n");
    assert_string_equal(value("real", "1e3"), "1000\n");
    assert_string_equal(value("bool", "true"), "1\n");
    assert_string_equal(value("bool", "0"), "0\n");
}

static void test_money_is_exact(void **state)
{
    (void)state;
    assert_string_equal(value("money", "19.99"), "199900\n");
    assert_string_equal(value("money", "\"-0.0001\""), "-1\n");
    /* 18 digits; the nearest double is ...4567.03125 and so on */
    assert_string_equal(value("money", "900719925474.0993"),
                        "9007199254740993\n");
    assert_string_equal(value("money", "900719925474099.3001"),
                        "9007199254740993001\n");
}

static void test_texts(void **state)
{
    (void)state;
    assert_string_equal(value("text", "\"plain\""), "plain\n");
    /* U+00E9; U+1F600 as a surrogate pair */
    assert_string_equal(
        value("text", "\"Jos\\u00e9 \\\"x\\\" \\ud83d\\ude00\""),
        "Jos\xc3\xa9 \"x\" \xf0\x9f\x98\x80\n");
    /* more than 64 bits: a text of the digits */
    assert_string_equal(value("text", "12345678901234567890123"),
                        "12345678901234567890123\n");
    assert_string_equal(value("text", "[1, {\"a\": \"}\"}]"),
                        "[1, {\"a\": \"}\"}]\n");
    assert_string_equal(value("text", "false"), "false\n");
}

static void test_missing(void **state)
{
    (void)state;
    assert_string_equal(value("int", "null"), "~\n");
    assert_string_equal(value("text", "\"\""), "~\n");
    assert_string_equal(value_with("int", "\"n/a\"", "null", "n/a, -"), "~\n");
    assert_string_equal(value_with("int", "-1", "null", "-1"), "~\n");
    assert_string_equal(rows("{\"a\":1,\"v\":2}\n{\"a\":2}\n", "a v:int"),
                        "1|1|2\n2|2|~\n");
}

static void test_times(void **state)
{
    (void)state;
    /* 2025-12-31 is day 20453: 55 * 365 + 14 leap days + 364 */
    assert_string_equal(value("time", "\"2025-12-31\""), "1767139200000000\n");
    assert_string_equal(
        value_with("time", "1767139200123", "date_format", "epoch_ms"),
        "1767139200123000\n");
    assert_string_equal(value("time", "1767139200"), "");
    assert_string_equal(host.reject[0].reason,
                        "not a date: \"1767139200\"; date_format wants "
                        "YYYY-MM-DD");
}

static void test_span(void **state)
{
    const char *data = "{\"t\":\"1970-01-01\",\"v\":\"bad\"}\n"
                       "{\"t\":\"1970-01-02\",\"v\":1}\n"
                       "{\"v\":2}\n";
    (void)state;
    /* A row outside the span is passed before its other members are read;
     * one without a time is the host's to judge. */
    assert_string_equal(read_with(data, strlen(data), NULL, NULL,
                                  (InputRead){.fields = "v:int t:time!",
                                              .begin = HALE_DAY,
                                              .end = 2 * HALE_DAY,
                                              .utc = 1}),
                        "2|1|86400000000\n3|2|~\n");
    assert_int_equal(host.rejects, 0);
}

static void test_paths(void **state)
{
    const char *line = "{ \"user\" : {\"id\":7, \"na\\u006de\":\"Ann\"},"
                       " \"user.plan\":\"pro\", \"a\":{\"b\":{\"c\":[]}} }\n";
    (void)state;
    assert_string_equal(rows(line, "user.id:int user.name user.plan a.b.c a.b"),
                        "1|7|Ann|pro|[]|{\"c\":[]}\n");
    assert_int_equal(host.founds, 7);
    assert_string_equal(host.found[0], "user");
    assert_string_equal(host.found[1], "user.id");
    assert_string_equal(host.found[2], "user.name");
    assert_string_equal(host.found[6], "a.b.c");
}

static void test_lines(void **state)
{
    (void)state;
    assert_string_equal(rows("\xef\xbb\xbf{\"v\":1}\r\n\r\n  \r\n{\"v\":2}\r\n"
                             "\t{\"v\":3}",
                             "v:int"),
                        "1|1\n4|2\n5|3\n");
    assert_string_equal(read_with("{\"v\":1}\n", 8, NULL, NULL,
                                  (InputRead){.fields = "v", .with_raw = 1}),
                        "1|1|{\"v\":1}\n");
    assert_string_equal(rows("", ""), "");
}

/* A line that is longer than what is read at a time, many times over. */
static void test_long_line(void **state)
{
    enum { LONG = 3000000 };
    char *data = fake_memory(&host, LONG + 100), *p = data;
    (void)state;
    p += sprintf(p, "{\"v\":1,\"long\":\"");
    memset(p, 'x', LONG);
    p += LONG;
    sprintf(p, "\"}\n{\"v\":2,\"long\":null}\n");
    assert_string_equal(
        read_with(data, strlen(data), NULL, NULL,
                  (InputRead){.fields = "v:int", .block = 4096, .room = 1}),
        "1|1\n2|2\n");
}

static void assert_refused(const char *line, uint64_t column,
                           const char *reason)
{
    char data[400];
    snprintf(data, sizeof data, "{\"v\":1}\n%s\n{\"v\":3}\n", line);
    assert_string_equal(rows(data, "v:int w.x"), "1|1|~\n3|3|~\n");
    assert_int_equal(host.rejects, 1);
    assert_non_null(strstr(host.reject[0].reason, reason));
    assert_int_equal(host.reject[0].line, 2);
    assert_int_equal(host.reject[0].column, column);
    assert_string_equal(host.reject[0].raw, line);
}

static void test_refused_lines(void **state)
{
    (void)state;
    assert_refused("[1]", 1, "a row is an object");
    assert_refused("7", 1, "not JSON");
    assert_refused("{\"v\":1,\"v\":2}", 12, "is there twice");
    assert_refused("{\"v\":1", 7, "a , or the } of an object");
    assert_refused("{\"v\":1} {\"v\":2}", 9, "something follows the object");
    assert_refused("{\"v\":NaN}", 6, "a value must stand here");
    assert_refused("{\"v\":01}", 6, "a number has no zeros in front");
    assert_refused("{\"w\":\"a\xff\"}", 8, "a byte that is not UTF-8");
    assert_refused("{\"w\":{\"x\":\"a\\u0000\"}}", 11, "holds \\u0000");
    assert_refused("{\"w\":{\"x\":1},\"w.x\":2}", 20, "is there twice");
    assert_refused("{\"w\":{\"x\":1},\"w\":{}}", 18, "is there twice");
}

/* Nobody wants it, so nobody minds. */
static void test_twice_but_unwanted(void **state)
{
    (void)state;
    assert_string_equal(rows("{\"a\":1,\"v\":2,\"a\":3}\n", "v:int"), "1|2\n");
    assert_string_equal(rows("{\"a.b\":1,\"a\":{\"c\":3}}\n", "a.b:int"),
                        "1|1\n");
    assert_string_equal(rows("{\"a\":\"\\u0000\",\"v\":2}\n", "v:int"),
                        "1|2\n");
}

static void test_refused_values(void **state)
{
    (void)state;
    assert_refused("{\"v\":12345678901234567890}", 6, "not a whole number");
    assert_refused("{\"v\":1.5}", 6, "not a whole number: \"1.5\"");
    assert_refused("{ \"v\" : \"x\\ty\"}", 9,
                   "not a whole number: \"x\\x09y\"");
    assert_string_equal(host.reject[0].field, "v");
    assert_refused("{\"v\":{\"a\":1}}", 6, "not a whole number: \"{\"a\":1}\"");
}

static void test_deep_nesting(void **state)
{
    enum { DEEP = 100000 };
    char *data = fake_memory(&host, DEEP + 100);
    (void)state;
    strcpy(data, "{\"v\":1}\n{\"v\":");
    memset(data + strlen(data), '[', DEEP);
    strcat(data, "\n{\"v\":3}\n");
    assert_string_equal(rows(data, "v:int"), "1|1\n3|3\n");
    assert_int_equal(host.rejects, 1);
    assert_non_null(strstr(host.reject[0].reason, "is nested too deeply"));
}

static void test_columns_that_come_late(void **state)
{
    enum { MANY = 30000 };
    char *data = fake_memory(&host, MANY * 10 + 100), *p = data;
    const char *out;
    (void)state;
    for (int i = 0; i < MANY; i++)
        p += sprintf(p, "{\"v\":1}\n");
    sprintf(p, "{\"v\":2,\"late\":5}\n");
    out = read_with(data, strlen(data), "columns", "v, late",
                    (InputRead){.fields = "v:int late:int"});
    assert_string_equal(strstr(out, "30001|"), "30001|2|5\n");
    assert_int_equal(host.founds, 2);
    assert_string_equal(host.found[1], "late");
}

static void test_one_document(void **state)
{
    (void)state;
    assert_null(rows("[\n  {\"v\": 1},\n", "v"));
    assert_null(rows("[\n  {\n \"v\": 1}\n]\n", "v"));
    assert_non_null(strstr(host.failed, "jq -c '.[]'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_money_is_exact, setup, teardown),
        cmocka_unit_test_setup_teardown(test_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_times, setup, teardown),
        cmocka_unit_test_setup_teardown(test_span, setup, teardown),
        cmocka_unit_test_setup_teardown(test_paths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_line, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_twice_but_unwanted, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_refused_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_deep_nesting, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns_that_come_late, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_one_document, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
