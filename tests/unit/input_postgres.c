/* SPDX-License-Identifier: MIT
 *
 * input_postgres.c: what of the PostgreSQL pack needs no server: statements,
 * lines of COPY, names, and connection strings that are not what was meant.
 * The rest is in golden/postgres*.sh and property/postgres.sh.
 */
#include "unit.h"

#include "input/postgres/postgres_input.h"
#include "input_read.h"

static FakeHost host;

static int setup(void **state)
{
    (void)state;
    fake_open(&host);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fake_close(&host);
    return 0;
}

/* ------------------------------------------------------------ statements -- */

static void test_statements(void **state)
{
    Buffer sql = {0};
    (void)state;
    sql_add(&sql, "SELECT \"%w\" = %Q, %Q, %d, %s %%", "a\"b", "it's \\", NULL,
            (int64_t)-7, "now()");
    assert_string_equal(sql_end(&host.cx, &sql),
                        "SELECT \"a\"\"b\" = 'it''s \\', NULL, -7, now() %");
    buffer_free(&sql);
}

/* Levenshtein's distances of textbooks. */
static void test_distances(void **state)
{
    (void)state;
    assert_int_equal(table_distance("kitten", "sitting"), 3);
    assert_int_equal(table_distance("saturday", "sunday"), 3);
    assert_int_equal(table_distance("", "abc"), 3);
    assert_int_equal(table_distance("events", "events"), 0);
}

/* ----------------------------------------------------------------- lines -- */

/* The cells of a line, each in brackets, NULL as ~; or what went wrong. */
static const char *cells(const char *line, size_t count)
{
    static char out[200];
    hale_str slice[8];
    PgReader reader = {.slice = slice};
    size_t len = 0;
    const int rc = rows_cut(&reader, line, strlen(line), count);
    out[0] = '\0';
    for (size_t k = 0; k < count && rc == 0; k++)
        len += (size_t)snprintf(
            out + len, sizeof out - len, slice[k].data ? "[%.*s]" : "~",
            (int)slice[k].len, slice[k].data ? slice[k].data : "");
    if (rc == 0 && count)
        assert_memory_equal(reader.raw.data, line, strlen(line));
    keep_close(&reader.keep);
    return rc ? "wrong" : out;
}

/* The escapes are those of the server's manual, section COPY, text format. */
static void test_lines(void **state)
{
    (void)state;
    assert_string_equal(cells("acme\t12\tx y", 3), "[acme][12][x y]");
    assert_string_equal(cells("\\N\t\tb\t\\N", 4), "~[][b]~");
    assert_string_equal(cells("a\\tb\\nc\\\\d\te", 2), "[a\tb\nc\\d][e]");
    assert_string_equal(cells("\\\\N", 1), "[\\N]");
    assert_string_equal(cells("\\b\\f\\r\\v\\.", 1), "[\b\f\r\v.]");
    assert_string_equal(cells("", 1), "[]");
    assert_string_equal(cells("\\N", 0), "");
    assert_string_equal(cells("a\tb", 1), "wrong");
    assert_string_equal(cells("a\tb", 3), "wrong");
    assert_string_equal(cells("\\Nx", 1), "[Nx]");
}

/* -------------------------------------------------------------- mistakes -- */

static const char *refusal(const char *uri)
{
    const char *given[] = {"uri", uri, "table", "t", NULL};
    const InputRead how = {.given = given, .fields = "x"};
    fake_forget(&host);
    assert_null(input_read(&host, &postgres_input, &how));
    assert_null(strstr(host.failed, "hunter"));
    return host.failed;
}

/* However a password is misspelt, no part of it is shown. */
static void test_passwords(void **state)
{
    static const char *const uris[] = {
        "postgresql://u:hunter@2@localhost/d",
        "postgresql://u:1/hunter2@localhost/d",
        "postgresql://u:hunter/2@localhost/d",
        "host=localhost password=a hunter2",
        "host=localhost passwort=hunter2",
        "postgresql://u:%zzhunter2@localhost/d",
    };
    (void)state;
    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++)
        assert_non_null(strstr(refusal(uris[i]), "uri: "));
}

static void test_nobody_there(void **state)
{
    (void)state;
    assert_non_null(strstr(refusal("crm"), "is no connection string"));
    /* a ? may stand in a password as it is */
    assert_non_null(strstr(refusal("postgresql://u:hunter?2@/d?host=/nowhere"),
                           "/nowhere:5432/d: cannot connect: "));
    assert_non_null(strstr(refusal("host=/nowhere dbname=d user=u"),
                           "/nowhere:5432/d: cannot connect: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_statements, setup, teardown),
        cmocka_unit_test_setup_teardown(test_distances, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_passwords, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody_there, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
