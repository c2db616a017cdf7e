/* SPDX-License-Identifier: MIT
 *
 * ndjson_cases.c: json/cases.tsv, each line through the input itself.
 *
 * A case stands between two good lines, which must come out whatever it does:
 * a wrong line spoils no other. Read in pieces of a few bytes it must come to
 * the same. What whole files may be, a line cannot show: marks, endings,
 * encodings, and what is deep or long, follows.
 */
#include "unit.h"

#include "host_test.h"
#include "input/ndjson/ndjson_input.h"
#include "input_read.h"

enum { LONGEST = 1000 };

typedef struct Case {
    char name[80], line[LONGEST], wanted[LONGEST];
    size_t len;
} Case;

/* -------------------------------------------------------------- reading -- */

static unsigned hex(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'A' + 10);
}

/* The bytes of a column up to a tab or the end, %XX put in; and behind it. */
static char *take(char *from, char *to, size_t *len)
{
    size_t n = 0;
    for (; *from && *from != '\t' && *from != '\n'; n++) {
        assert_true(n + 1 < LONGEST);
        to[n] = *from;
        if (*from == '%') {
            to[n] = (char)(hex(from[1]) << 4 | hex(from[2]));
            from += 2;
        }
        from++;
    }
    to[n] = '\0';
    *len = n;
    return from + (*from == '\t');
}

static int next_case(FILE *in, Case *c)
{
    char line[3 * LONGEST], *p = line;
    size_t len;
    do
        if (!fgets(line, sizeof line, in))
            return 0;
    while (*line == '#');
    p = take(p, c->name, &len);
    p = take(p, c->line, &c->len);
    take(p, c->wanted, &len);
    return 1;
}

static void set_block(void *source, size_t block)
{
    ((NdjsonSource *)source)->block = block;
}

/* A block of 0 is the usual one. */
static const char *read_bytes(const char *data, size_t len, const char *fields,
                              size_t block)
{
    const char *given[] = {"path", scratch_file(&host, "a.ndjson", data, len),
                           NULL};
    fake_forget(&host);
    return input_read(&host, &ndjson_input,
                      &(InputRead){.given = given,
                                   .fields = fields,
                                   .block = block,
                                   .room = block ? block : 100,

                                   .set_block = set_block});
}

static const char *read_text(const char *data, const char *fields)
{
    return read_bytes(data, strlen(data), fields, 0);
}

/* ---------------------------------------------------------------- cases -- */

static void check(const Case *c, size_t block)
{
    static const char before[] = "{\"v\":\"before\"}\n";
    static const char after[] = "\n{\"v\":\"after\"}\n";
    char data[LONGEST + 100], wanted[LONGEST + 100];
    const size_t at = sizeof before - 1, end = at + c->len;
    const char *got;
    memcpy(data, before, at);
    memcpy(data + at, c->line, c->len);
    memcpy(data + end, after, sizeof after - 1);
    got = read_bytes(data, end + sizeof after - 1, "v", block);
    snprintf(wanted, sizeof wanted, "1|before\n%s%s%s3|after\n",
             *c->wanted == '=' ? "2|" : "",
             *c->wanted == '=' ? c->wanted + 1 : "",
             *c->wanted == '=' ? "\n" : "");
    if (!got || strcmp(got, wanted) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", c->name, got ? got : host.failed,
                 wanted);
    if ((*c->wanted == '!') != host.rejects || host.rejects > 1)
        fail_msg("%s: %zu rejects", c->name, (size_t)host.rejects);
    if (host.rejects && !strstr(host.reject[0].reason, c->wanted + 1))
        fail_msg("%s: refused since %s", c->name, host.reject[0].reason);
    if (host.rejects && (host.reject[0].line != 2 || !host.reject[0].column ||
                         host.reject[0].column > c->len + 1))
        fail_msg("%s: refused at %llu:%llu", c->name,
                 (unsigned long long)host.reject[0].line,
                 (unsigned long long)host.reject[0].column);
}

static void test_cases(void **state)
{
    FILE *in = fopen("json/cases.tsv", "r");
    Case c;
    size_t count = 0;
    (void)state;
    assert_non_null(in);
    for (; next_case(in, &c); count++) {
        assert_true(strchr("yni", c.name[0]) && c.name[1] == '_');
        assert_true(c.name[0] != 'y' || *c.wanted == '=');
        assert_true(c.name[0] != 'n' || *c.wanted == '!');
        check(&c, 0);
        check(&c, 1);
        check(&c, 7);
    }
    fclose(in);
    assert_true(count > 250);
}

/* ---------------------------------------------------------------- files -- */

static void test_marks(void **state)
{
    (void)state;
    assert_string_equal(read_text("\xef\xbb\xbf{\"v\":1}\n", "v"), "1|1\n");
    assert_string_equal(
        read_text("\xef\xbb\xbf{\"v\":1}\n\xef\xbb\xbf{\"v\":2}\n", "v"),
        "1|1\n");
    assert_int_equal(host.reject[0].line, 2);
    /* UTF-16, either way round: no row of it is right */
    assert_null(
        read_bytes("\xff\xfe{\0\"\0v\0\"\0:\0001\0}\0\n\0", 18, "v", 0));
    assert_null(
        read_bytes("\xfe\xff\0{\0\"\0v\0\"\0:\0001\0}\0\n", 18, "v", 0));
}

static void test_endings(void **state)
{
    (void)state;
    assert_string_equal(read_text("{\"v\":1}", "v"), "1|1\n");
    assert_string_equal(read_text("{\"v\":1}\r\n{\"v\":2}\r\n", "v"),
                        "1|1\n2|2\n");
    assert_string_equal(read_text("\n\n \t\n{\"v\":1}\n\n", "v"), "4|1\n");
    assert_null(read_text("{\"v\":\"cut", "v"));
    assert_string_equal(read_text("{\"v\":1}\n{\"v\":\"cut", "v"), "1|1\n");
    assert_int_equal(host.rejects, 1);
    assert_string_equal(read_text("{\"v\":1}\n{\"v\":\"cut\\", "v"), "1|1\n");
    assert_string_equal(read_text("{\"v\":1}\n{\"v\":\"\\u00", "v"), "1|1\n");
}

/* {"v":[[...]]}, `depth` deep with the object. */
static const char *read_deep(size_t depth, const char *open, const char *close)
{
    char *data = fake_memory(&host, depth * 10 + 100);
    strcpy(data, "{\"v\":1}\n{\"v\":");
    char *p = data + strlen(data);
    for (size_t i = 1; i < depth; i++)
        p = stpcpy(p, open);
    p = stpcpy(p, *open == '{' ? "1" : "");
    for (size_t i = 1; i < depth && *close; i++)
        p = stpcpy(p, close);
    strcpy(p, *close ? "}\n{\"v\":3}\n" : "\n{\"v\":3}\n");
    return read_text(data, "v.a v");
}

static void test_depth(void **state)
{
    const char *got;
    (void)state;
    got = read_deep(DOCUMENT_DEEPEST, "[", "]");
    assert_int_equal(host.rejects, 0);
    assert_non_null(strstr(got, "2|~|[[[["));
    read_deep(DOCUMENT_DEEPEST, "{\"a\":", "}");
    assert_int_equal(host.rejects, 0);
    assert_string_equal(read_deep(DOCUMENT_DEEPEST + 1, "[", "]"),
                        "1|~|1\n3|~|3\n");
    assert_non_null(strstr(host.reject[0].reason, "is nested too deeply"));
    read_deep(DOCUMENT_DEEPEST + 1, "{\"a\":", "}");
    assert_int_equal(host.rejects, 1);
    assert_string_equal(read_deep(100000, "[", ""), "1|~|1\n3|~|3\n");
    assert_string_equal(read_deep(100000, "{\"a\":", ""), "1|~|1\n3|~|3\n");
    assert_string_equal(read_deep(100000, "[{\"\":", ""), "1|~|1\n3|~|3\n");
}

static void test_length(void **state)
{
    enum { LONG = 5000000 };
    char *data = fake_memory(&host, LONG + 100), *p;
    const char *got;
    (void)state;
    p = stpcpy(data, "{\"v\":");
    memset(p, '7', LONG);
    strcpy(p + LONG, "}\n");
    got = read_text(data, "v");
    assert_int_equal(strlen(got), LONG + 3);
    p = stpcpy(data, "{\"v\":\"");
    for (size_t i = 0; i + 6 <= LONG; i += 6)
        p = stpcpy(p, "\\u0041");
    strcpy(p, "\"}\n");
    got = read_text(data, "v");
    assert_int_equal(strlen(got), LONG / 6 + 3);
    assert_int_equal(got[2], 'A');
    p = stpcpy(data, "{\"");
    memset(p, 'k', LONG);
    strcpy(p + LONG, "\":0,\"v\":1}\n");
    assert_string_equal(read_text(data, "v"), "1|1\n");
}

/* What numbers become as numbers is not the grammar's business. */
static void test_numbers(void **state)
{
    (void)state;
    assert_string_equal(read_text("{\"v\":1e400}\n{\"v\":1}\n", "v:real"),
                        "2|1\n");
    assert_non_null(strstr(host.reject[0].reason, "not a"));
    assert_string_equal(read_text("{\"v\":-0}\n", "v:int"), "1|0\n");
    assert_string_equal(read_text("{\"v\":-0.0}\n", "v:money"), "1|0\n");
    assert_string_equal(read_text("{\"v\":9223372036854775807}\n", "v:int"),
                        "1|9223372036854775807\n");
    assert_string_equal(read_text("{\"v\":9223372036854775808}\n", "v:int"),
                        "");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(test_cases), TEST(test_marks),  TEST(test_endings),
        TEST(test_depth), TEST(test_length), TEST(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
