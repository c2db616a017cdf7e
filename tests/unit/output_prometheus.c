/* SPDX-License-Identifier: MIT
 *
 * output_prometheus.c: what the Prometheus output writes. Everything that
 * comes out is read by a strict reader first (prom_read.h), so that no test
 * passes on a file that a collector would refuse.
 */
#include "unit.h"

#include "output_run.h"
#include "prom_read.h"
#include "scratch.h"

static FakeHost host;
static PromFile *file; /* what `show` read last */

static int setup(void **state)
{
    (void)state;
    fake_open(&host);
    file = NULL;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(file);
    scratch_clear();
    fake_close(&host);
    return 0;
}

static int last_teardown(void **state)
{
    (void)state;
    scratch_remove();
    return 0;
}

/* ------------------------------------------------------------------- kit */

static const hale_output *output(void)
{
    return hale_plugin_v1()->outputs[0];
}

/* Writes tables, NULL-ended, with one option: the text, read into `file`. */
static const char *show_all(const hale_table *const *tables, const char *option,
                            const char *value)
{
    const char *given[] = {"path", "-", option, value, NULL};
    const char *text = output_show(&host, output(), given, tables);
    if (!text)
        return NULL;
    free(file);
    file = prom_read(text);
    return text;
}

static const char *show(const hale_table *table, const char *option,
                        const char *value)
{
    return show_all((const hale_table *const[]){table, NULL}, option, value);
}

static hale_table_column *column(const char *name, hale_type type,
                                 const void *values, const uint8_t *missing)
{
    hale_table_column *c = fake_memory(&host, sizeof *c);
    *c = (hale_table_column){.size = sizeof *c,
                             .name = name,
                             .type = type,
                             .missing = missing,
                             .as.b = values};
    return c;
}

static const hale_str *texts(const char *const *from, size_t count)
{
    hale_str *to = fake_memory(&host, count * sizeof *to);
    for (size_t i = 0; i < count; i++)
        to[i] = (hale_str){from[i], strlen(from[i])};
    return to;
}

static const hale_table *table_of(const char *name, size_t rows,
                                  const hale_table_column *const *columns)
{
    hale_table *table = fake_memory(&host, sizeof *table);
    *table = fake_table(name, rows, columns);
    return table;
}

/* A table of keys and one whole number. */
static const hale_table *keyed(const char *key, const char *const *names,
                               const char *figure, const int64_t *values,
                               size_t rows)
{
    const hale_table_column **columns = fake_memory(&host, 3 * sizeof *columns);
    columns[0] = column(key, HALE_TEXT, texts(names, rows), NULL);
    columns[1] = column(figure, HALE_INT, values, NULL);
    return table_of("t", rows, columns);
}

/* A row of one figure. */
static const char *show_one(hale_table_column *figure)
{
    const hale_table_column *columns[] = {figure, NULL};
    return show(table_of("t", 1, columns), NULL, NULL);
}

/* Of a series by its labels after the pipeline's. */
static double value_of(const char *name, const char *labels)
{
    char all[600];
    snprintf(all, sizeof all, "pipeline=\"test\"%s%s", *labels ? "," : "",
             labels);
    return prom_value(file, name, all);
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__})
#define INTS(...) ((const int64_t[]){__VA_ARGS__})

/* ------------------------------------------------------------------ form */

static void test_whole_text(void **state)
{
    static const uint8_t missing[] = {HALE_PRESENT, HALE_NO_ROWS};
    static const int64_t mrr[] = {1234500, 0};
    hale_table_column *money = column("mrr", HALE_MONEY, mrr, missing);
    const hale_table_column *columns[] = {
        column("group", HALE_TEXT, texts(NAMES("smb", "mid"), 2), NULL), money,
        NULL};
    (void)state;
    money->help = "recurring revenue";
    money->unit = "EUR/month";
    assert_string_equal(
        show(table_of("rollup_segment", 2, columns), NULL, NULL),
        "# HELP hale_run_info facts about the run, as labels\n"
        "# TYPE hale_run_info gauge\n"
        "hale_run_info{pipeline=\"test\",timezone=\"UTC\",currency=\"EUR\","
        "version=\"0\"} 1\n"
        "# HELP hale_as_of_timestamp_seconds the end of all that is seen\n"
        "# TYPE hale_as_of_timestamp_seconds gauge\n"
        "hale_as_of_timestamp_seconds{pipeline=\"test\"} 0\n"
        "# HELP hale_rollup_segment_mrr_eur recurring revenue (EUR/month)\n"
        "# TYPE hale_rollup_segment_mrr_eur gauge\n"
        "hale_rollup_segment_mrr_eur{pipeline=\"test\",group=\"smb\"} "
        "123.45\n");
}

/* Backslash, quote and line feed as the format has them; a byte that is not
 * UTF-8 becomes U+FFFD. */
static void test_escapes(void **state)
{
    (void)state;
    show(keyed("group",
               NAMES("a\\b", "say \"x\"", "two\nlines", "\xff", "gr\xc3\xbc"),
               "n", INTS(1, 2, 3, 4, 5), 5),
         NULL, NULL);
    assert_near(value_of("hale_t_n", "group=\"a\\\\b\""), 1, 0);
    assert_near(value_of("hale_t_n", "group=\"say \\\"x\\\"\""), 2, 0);
    assert_near(value_of("hale_t_n", "group=\"two\\nlines\""), 3, 0);
    assert_near(value_of("hale_t_n", "group=\"\xef\xbf\xbd\""), 4, 0);
    assert_near(value_of("hale_t_n", "group=\"gr\xc3\xbc\""), 5, 0);
}

static void test_help_is_one_line(void **state)
{
    hale_table_column *c = column("n", HALE_INT, INTS(1), NULL);
    (void)state;
    c->help = "one\ntwo \\ \"three\"";
    assert_contains(show_one(c), "# HELP hale_t_n one\\ntwo \\\\ \"three\"\n");
}

static void test_values(void **state)
{
    static const uint8_t yes[] = {1};
    static const double third[] = {1.0 / 3}, huge[] = {1e300};
    (void)state;
    show_one(column("x", HALE_BOOL, yes, NULL));
    assert_near(value_of("hale_t_x", ""), 1, 0);
    show_one(column("x", HALE_REAL, third, NULL));
    assert_near(value_of("hale_t_x", ""), 1.0 / 3, 0);
    show_one(column("x", HALE_REAL, huge, NULL));
    assert_near(value_of("hale_t_x", ""), 1e300, 0);
    assert_contains(show_one(column("x", HALE_INT, INTS(INT64_MIN), NULL)),
                    "\"} -9223372036854775808\n");
    /* 2025-12-31T00:00:00.5Z: 20453 * 86400 + 0.5 s */
    show_one(column("x", HALE_TIME, INTS(20453 * HALE_DAY + 500000), NULL));
    assert_near(value_of("hale_t_x_timestamp_seconds", ""), 1767139200.5, 0);
}

/* Nothing is known of a column: it is not there, rather than 0. */
static void test_missing(void **state)
{
    static const uint8_t missing[] = {HALE_STALE};
    (void)state;
    assert_null(
        strstr(show_one(column("x", HALE_INT, INTS(0), missing)), "hale_t_x"));
}

/* A missing group and one that is called "" are the same to Prometheus. */
static void test_no_group(void **state)
{
    static const uint8_t missing[] = {HALE_PRESENT, HALE_NOT_GIVEN};
    const hale_table_column *columns[] = {
        column("group", HALE_TEXT, texts(NAMES("smb", "x"), 2), missing),
        column("n", HALE_INT, INTS(1, 2), NULL), NULL};
    (void)state;
    show(table_of("t", 2, columns), NULL, NULL);
    assert_near(value_of("hale_t_n", "group=\"\""), 2, 0);
}

/* ----------------------------------------------------------------- names */

static void test_endings(void **state)
{
    static const struct {
        const char *name, *unit, *wanted;
        hale_type type;
    } cases[] = {
        {"tenure", "days", "hale_t_tenure_days", HALE_INT},
        {"days_silent", "days", "hale_t_days_silent", HALE_INT},
        {"birthdays", "days", "hale_t_birthdays_days", HALE_INT},
        {"wait", "hours", "hale_t_wait_hours", HALE_INT},
        {"churn", "fraction", "hale_t_churn_ratio", HALE_INT},
        {"users", "users", "hale_t_users", HALE_INT},
        {"arr", "EUR/year", "hale_t_arr_eur", HALE_MONEY},
        {"odd-name.x", NULL, "hale_t_odd_name_x", HALE_INT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hale_table_column *c =
            column(cases[i].name, cases[i].type, INTS(7), NULL);
        c->unit = cases[i].unit;
        show_one(c);
        assert_string_equal(file->family[2], cases[i].wanted);
    }
}

/* Table a, column b_c and table a_b, column c. */
static void test_same_name(void **state)
{
    const hale_table_column *one[] = {column("b_c", HALE_INT, INTS(1), NULL),
                                      NULL};
    const hale_table_column *two[] = {column("c", HALE_INT, INTS(1), NULL),
                                      NULL};
    (void)state;
    assert_null(
        show_all((const hale_table *const[]){table_of("a", 1, one),
                                             table_of("a_b", 1, two), NULL},
                 NULL, NULL));
    assert_contains(host.failed,
                    "column \"b_c\" of table a and column \"c\" of table a_b "
                    "would both be hale_a_b_c");
}

/* ------------------------------------------------------------------ rows */

static void test_newest_only(void **state)
{
    const hale_table_column *columns[] = {
        column("as_of", HALE_TIME, INTS(-HALE_DAY, 0), NULL),
        column("group", HALE_TEXT, texts(NAMES("smb", "smb"), 2), NULL),
        column("n", HALE_INT, INTS(1, 2), NULL), NULL};
    (void)state;
    show(table_of("t", 2, columns), NULL, NULL);
    assert_near(value_of("hale_t_n", "group=\"smb\""), 2, 0);
    assert_int_equal(host.warnings, 0);
}

/* The largest two of 5, 9, 9, 1; the earlier of equals first. */
static void test_limit(void **state)
{
    (void)state;
    show(keyed("group", NAMES("a", "b", "c", "d"), "accounts", INTS(5, 9, 9, 1),
               4),
         "limit", "2");
    assert_int_equal(file->samples, 4); /* two of the run itself */
    assert_contains(file->sample[2].labels, "group=\"b\"");
    assert_contains(file->sample[3].labels, "group=\"c\"");
    assert_int_equal(host.warnings, 1);
    assert_contains(host.warning[0], "2 of 4 rows are shown");
}

static void test_top_by(void **state)
{
    (void)state;
    show(keyed("group", NAMES("a", "b"), "arr", INTS(1, 2), 2), "top_by",
         "arr");
    assert_contains(file->sample[2].labels, "group=\"b\"");
    show(keyed("group", NAMES("a", "b"), "arr", INTS(1, 2), 2), NULL, NULL);
    assert_contains(file->sample[2].labels, "group=\"a\"");
}

static void test_accounts_only_if_asked(void **state)
{
    (void)state;
    show(keyed("account", NAMES("acme", "globex"), "n", INTS(1, 2), 2), NULL,
         NULL);
    assert_int_equal(file->samples, 2);
    assert_contains(host.warning[0], "max_accounts = 20");
    show(keyed("account", NAMES("acme", "globex"), "n", INTS(1, 2), 2),
         "max_accounts", "1");
    assert_int_equal(file->samples, 3);
    assert_contains(file->sample[2].labels, "account=\"acme\"");
}

static void test_no_duplicates(void **state)
{
    (void)state;
    show(keyed("group", NAMES("a", "b", "a"), "n", INTS(1, 2, 3), 3), NULL,
         NULL);
    assert_int_equal(file->samples, 4);
    assert_contains(host.warning[0], "the labels of another row: 1");
}

/* Where nothing is known to be a key, all texts are. */
static void test_labels_of_others(void **state)
{
    (void)state;
    show(keyed("cohort", NAMES("2025-01", "2025-02"), "n", INTS(1, 2), 2), NULL,
         NULL);
    assert_near(value_of("hale_t_n", "cohort=\"2025-02\""), 2, 0);
}

/* ----------------------------------------------------------------- files */

static int run_into(const char *path, const char *option, const char *value,
                    OutputEnd end)
{
    const char *given[] = {"path", path, option, value, NULL};
    return output_run(&host, output(), given, (const hale_table *const[]){NULL},
                      end);
}

static void test_publishing(void **state)
{
    const char *path = scratch_path(&host, "h.prom");
    (void)state;
    assert_int_equal(run_into(path, NULL, NULL, OUTPUT_ABORT), 0);
    assert_string_equal(scratch_list(&host), "");
    assert_int_equal(run_into(path, NULL, NULL, OUTPUT_COMMIT), 0);
    assert_string_equal(scratch_list(&host), "h.prom ");
    assert_int_equal(host.warnings, 0);
    free(file);
    file = prom_read(scratch_read(&host, "h.prom"));
}

static void test_mistakes(void **state)
{
    (void)state;
    run_into(scratch_path(&host, "h.txt"), NULL, NULL, OUTPUT_ABORT);
    assert_contains(host.warning[0], "ends in .prom");
    assert_int_equal(run_into(scratch_path(&host, "{table}.prom"), NULL, NULL,
                              OUTPUT_COMMIT),
                     -1);
    assert_contains(host.failed, "leave {table} out");
    fake_forget(&host);
    assert_int_equal(run_into("-", "prefix", "9x", OUTPUT_COMMIT), -1);
    assert_contains(host.failed, "prefix = 9x");
    fake_forget(&host);
    assert_int_equal(run_into("-", "prefix", "a:b", OUTPUT_COMMIT), -1);
    assert_contains(host.failed, "prefix = a:b");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_whole_text),       TEST(test_escapes),
        TEST(test_help_is_one_line), TEST(test_values),
        TEST(test_missing),          TEST(test_no_group),
        TEST(test_endings),          TEST(test_same_name),
        TEST(test_newest_only),      TEST(test_limit),
        TEST(test_top_by),           TEST(test_accounts_only_if_asked),
        TEST(test_no_duplicates),    TEST(test_labels_of_others),
        TEST(test_publishing),       TEST(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
