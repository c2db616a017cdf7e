/* SPDX-License-Identifier: MIT
 *
 * output_csv.c: what the CSV output writes, and that its files appear whole
 * or not at all. The publishing is shared with the other outputs that write
 * files, and tested here.
 */
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "output/csv/csv_output.h"
#include "output_run.h"
#include "host_test.h"

#define TEXT(s)                                                                \
    {                                                                          \
        "" s, sizeof(s) - 1                                                    \
    }

/* Writes one column and shows the lines below its name. */
static const char *show_column(const hale_table_column *column, size_t rows,
                               const char *option, const char *value)
{
    const hale_table_column *columns[] = {column, NULL};
    const hale_table table = fake_table("t", rows, columns);
    const char *given[] = {"path", "-", "header", "no", option, value, NULL};
    return output_show(&host, &csv_output, given,
                       (const hale_table *const[]){&table, NULL});
}

static const char *show_texts(const hale_str *texts, size_t rows,
                              const char *option, const char *value)
{
    return show_column(&(hale_table_column){.size = sizeof(hale_table_column),
                                            .name = "x",
                                            .type = HALE_TEXT,
                                            .as.text = texts},
                       rows, option, value);
}

static const char *show_wholes(hale_type type, const char *unit,
                               const int64_t *values, size_t rows)
{
    return show_column(&(hale_table_column){.size = sizeof(hale_table_column),
                                            .name = "x",
                                            .type = type,
                                            .unit = unit,
                                            .as.i = values},
                       rows, NULL, NULL);
}

/* A table "accounts" of id, score and mrr with two rows. */
static const hale_table *small_table(const char *name)
{
    static const hale_str ids[] = {TEXT("acme"), TEXT("globex")};
    static const double scores[] = {82.3, 0};
    static const int64_t mrr[] = {1234500, -5000};
    static const uint8_t missing[] = {HALE_PRESENT, HALE_STALE};
    static const hale_table_column id = {.size = sizeof id,
                                         .name = "account",
                                         .type = HALE_TEXT,
                                         .as.text = ids};
    static const hale_table_column score = {.size = sizeof score,
                                            .name = "score",
                                            .type = HALE_REAL,
                                            .missing = missing,
                                            .as.r = scores};
    static const hale_table_column money = {
        .size = sizeof money, .name = "mrr", .type = HALE_MONEY, .as.i = mrr};
    static const hale_table_column *const columns[] = {&id, &score, &money,
                                                       NULL};
    hale_table *table = fake_memory(&host, sizeof *table);
    *table = fake_table(name, 2, columns);
    return table;
}

static int write_small(const char *path, const char *const *names,
                       OutputEnd end)
{
    const char *given[] = {"path", path, NULL};
    const hale_table *tables[4] = {0};
    for (size_t i = 0; names[i]; i++)
        tables[i] = small_table(names[i]);
    return output_run(&host, &csv_output, given, tables, end);
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* -------------------------------------------------------------- values -- */

static void test_table(void **state)
{
    const char *given[] = {"path", "-", NULL};
    (void)state;
    assert_string_equal(
        output_show(&host, &csv_output, given,
                    (const hale_table *const[]){small_table("a"), NULL}),
        "account,score,mrr\nacme,82.3,123.45\nglobex,,-0.50\n");
}

static void test_form_options(void **state)
{
    const char *given[] = {"path",   "-",  "delimiter", "semicolon",
                           "null",   "NA", "line_end",  "crlf",
                           "header", "no", NULL};
    (void)state;
    assert_string_equal(
        output_show(&host, &csv_output, given,
                    (const hale_table *const[]){small_table("a"), NULL}),
        "acme;82.3;123.45\r\nglobex;NA;-0.50\r\n");
}

static void test_money(void **state)
{
    const int64_t values[] = {0,      1,  10,        1000,      10000,
                              123456, -1, INT64_MAX, INT64_MIN, -10050};
    (void)state;
    /* 2^63 - 1 = 9223372036854775807 */
    assert_string_equal(show_wholes(HALE_MONEY, NULL, values, 10),
                        "0.00\n0.0001\n0.001\n0.10\n1.00\n12.3456\n-0.0001\n"
                        "922337203685477.5807\n-922337203685477.5808\n"
                        "-1.005\n");
}

static void test_reals(void **state)
{
    const double values[] = {0.1,    1.0 / 3, 1e21,      -0.0,
                             5e-324, 100,     0.1 + 0.2, NAN};
    (void)state;
    /* 1/3 needs 16 digits, 0.1 + 0.2 17 of them */
    assert_string_equal(
        show_column(&(hale_table_column){.size = sizeof(hale_table_column),
                                         .name = "x",
                                         .type = HALE_REAL,
                                         .as.r = values},
                    8, "null", "NA"),
        "0.1\n0.3333333333333333\n1e+21\n0\n4.94065645841247e-324\n100\n"
        "0.30000000000000004\nNA\n");
}

/* What is whole is written as such as long as 15 digits can say it. */
static void test_whole_reals(void **state)
{
    const double values[] = {-42, 0.0, 999999999999999.0, 1e15, -1e15, -1.5};
    (void)state;
    assert_string_equal(
        show_column(&(hale_table_column){.size = sizeof(hale_table_column),
                                         .name = "x",
                                         .type = HALE_REAL,
                                         .as.r = values},
                    6, "null", "NA"),
        "-42\n0\n999999999999999\n1e+15\n-1e+15\n-1.5\n");
}

static void test_times(void **state)
{
    /* 2025-12-31 is day 20453 since 1970 */
    const int64_t day = 20453 * HALE_DAY;
    const int64_t values[] = {day, day + 45296 * HALE_SECOND, day + 5, -1};
    (void)state;
    assert_string_equal(show_wholes(HALE_TIME, NULL, values, 4),
                        "2025-12-31T00:00:00Z\n2025-12-31T12:34:56Z\n"
                        "2025-12-31T00:00:00.000005Z\n"
                        "1969-12-31T23:59:59.999999Z\n");
    host.offset = 3600; /* 2025-12-31 begins locally at 23:00 UTC */
    const int64_t local[] = {day - 3600 * HALE_SECOND};
    assert_string_equal(show_wholes(HALE_TIME, "date", local, 1),
                        "2025-12-31\n");
}

static void test_bools_and_ints(void **state)
{
    const uint8_t bools[] = {1, 0};
    const int64_t ints[] = {INT64_MIN, INT64_MAX};
    (void)state;
    assert_string_equal(
        show_column(&(hale_table_column){.size = sizeof(hale_table_column),
                                         .name = "x",
                                         .type = HALE_BOOL,
                                         .as.b = bools},
                    2, NULL, NULL),
        "true\nfalse\n");
    assert_string_equal(show_wholes(HALE_INT, NULL, ints, 2),
                        "-9223372036854775808\n9223372036854775807\n");
}

static void test_quoting(void **state)
{
    const hale_str texts[] = {TEXT("plain"),  TEXT("a,b"),  TEXT("say \"x\""),
                              TEXT("l1\nl2"), TEXT("c\rd"), TEXT(""),
                              TEXT(" x ")};
    (void)state;
    assert_string_equal(show_texts(texts, 7, NULL, NULL),
                        "plain\n\"a,b\"\n\"say \"\"x\"\"\"\n\"l1\nl2\"\n"
                        "\"c\rd\"\n\"\"\n x \n");
    /* a text that equals the null text is told from a missing one */
    const hale_str na[] = {TEXT("NA"), TEXT("")};
    assert_string_equal(show_texts(na, 2, "null", "NA"), "\"NA\"\n\n");
}

static void test_missing_in_a_single_column(void **state)
{
    const uint8_t missing[] = {HALE_NO_ROWS};
    const hale_str texts[] = {{NULL, 0}};
    (void)state;
    assert_string_equal(
        show_column(&(hale_table_column){.size = sizeof(hale_table_column),
                                         .name = "x",
                                         .type = HALE_TEXT,
                                         .missing = missing,
                                         .as.text = texts},
                    1, NULL, NULL),
        "\"\"\n");
}

static void test_formulas_are_defused(void **state)
{
    const hale_str texts[] = {TEXT("=1+1"), TEXT("+x"),  TEXT("-x"),
                              TEXT("@x"),   TEXT("\tx"), TEXT("\rx"),
                              TEXT("=a,b"), TEXT("a=b"), TEXT("")};
    const int64_t ints[] = {-7};
    (void)state;
    assert_string_equal(show_texts(texts, 9, NULL, NULL),
                        "'=1+1\n'+x\n'-x\n'@x\n'\tx\n\"'\rx\"\n\"'=a,b\"\n"
                        "a=b\n\"\"\n");
    assert_string_equal(show_texts(texts, 2, "safe", "no"), "=1+1\n+x\n");
    assert_string_equal(show_wholes(HALE_INT, NULL, ints, 1), "-7\n");
}

static void test_column_names_are_defused(void **state)
{
    const int64_t ints[] = {1};
    const hale_table_column column = {
        .size = sizeof column, .name = "=x,y", .type = HALE_INT, .as.i = ints};
    const hale_table_column *columns[] = {&column, NULL};
    const hale_table table = fake_table("t", 1, columns);
    const char *given[] = {"path", "-", NULL};
    (void)state;
    assert_string_equal(output_show(&host, &csv_output, given,
                                    (const hale_table *const[]){&table, NULL}),
                        "\"'=x,y\"\n1\n");
}

static void test_wrong_delimiters(void **state)
{
    static const char *const wrong[] = {"\"", "none", "-", "5", "ab"};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        const char *given[] = {"path", "-", "delimiter", wrong[i], NULL};
        assert_int_equal(output_run(&host, &csv_output, given,
                                    (const hale_table *const[]){NULL},
                                    OUTPUT_COMMIT),
                         -1);
        assert_contains(host.failed, "delimiter");
        fake_forget(&host);
    }
}

/* ---------------------------------------------------------- publishing -- */

static void test_file_appears_on_commit(void **state)
{
    const char *path = scratch_path(&host, "a.csv");
    (void)state;
    assert_int_equal(write_small(path, NAMES("accounts"), OUTPUT_COMMIT), 0);
    assert_string_equal(scratch_list(&host), "a.csv ");
    assert_contains(scratch_read(&host, "a.csv"), "acme,82.3,123.45");
}

static void test_old_file_stays_on_abort(void **state)
{
    const char *path = scratch_file(&host, "a.csv", "old", 3);
    (void)state;
    assert_int_equal(write_small(path, NAMES("accounts"), OUTPUT_ABORT), 0);
    assert_string_equal(scratch_list(&host), "a.csv ");
    assert_string_equal(scratch_read(&host, "a.csv"), "old");
    /* and on a failure: the second table has no file of its own */
    assert_int_equal(write_small(path, NAMES("a", "b"), OUTPUT_COMMIT), -1);
    assert_contains(host.failed, "put {table} into the path");
    assert_string_equal(scratch_list(&host), "a.csv ");
    assert_string_equal(scratch_read(&host, "a.csv"), "old");
}

static void test_permissions_stay(void **state)
{
    const char *path = scratch_file(&host, "a.csv", "old", 3);
    struct stat st;
    (void)state;
    chmod(path, 0640);
    assert_int_equal(write_small(path, NAMES("accounts"), OUTPUT_COMMIT), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
}

static void test_a_file_for_each_table(void **state)
{
    (void)state;
    assert_int_equal(write_small(scratch_path(&host, "out/{table}.csv"),
                                 NAMES("accounts", "scores"), OUTPUT_COMMIT),
                     0);
    assert_string_equal(scratch_list(&host),
                        "out out/accounts.csv out/scores.csv ");
    assert_int_equal(write_small(scratch_path(&host, "out/{table}.csv"),
                                 NAMES("accounts", "accounts"), OUTPUT_COMMIT),
                     -1);
    fake_forget(&host);
    assert_int_equal(write_small(scratch_path(&host, "out/{table}.csv"),
                                 NAMES("../x"), OUTPUT_COMMIT),
                     -1);
    assert_contains(host.failed, "cannot be part of a file's name");
}

static void test_folders_are_made_and_unmade(void **state)
{
    const char *path = scratch_path(&host, "x/y/a.csv");
    (void)state;
    assert_int_equal(write_small(path, NAMES("accounts"), OUTPUT_ABORT), 0);
    assert_string_equal(scratch_list(&host), "");
    assert_int_equal(write_small(path, NAMES("accounts"), OUTPUT_COMMIT), 0);
    assert_string_equal(scratch_list(&host), "x x/y x/y/a.csv ");
    /* a folder that was there before stays */
    assert_int_equal(write_small(path, NAMES("accounts"), OUTPUT_ABORT), 0);
    assert_string_equal(scratch_list(&host), "x x/y x/y/a.csv ");
}

static void assert_refused(const char *path, const char *why)
{
    fake_forget(&host);
    assert_int_equal(write_small(path, NAMES("accounts"), OUTPUT_COMMIT), -1);
    assert_contains(host.failed, why);
}

static void test_wrong_paths(void **state)
{
    (void)state;
    scratch_file(&host, "file", "", 0);
    assert_refused(scratch_folder(), "is not a file");
    assert_refused("/dev/null", "is not a file");
    assert_refused(scratch_path(&host, "x/"), "a file's name is missing");
    assert_refused(scratch_path(&host, "file/a.csv"), "file");
    assert_string_equal(scratch_list(&host), "file ");
}

static void test_full_disk(void **state)
{
    const hale_table *table = small_table("accounts");
    const char *given[] = {"path", "-", NULL};
    const int keep = dup(STDOUT_FILENO);
    FILE *full = fopen("/dev/full", "w");
    int rc;
    (void)state;
    if (!full)
        skip();
    fflush(stdout);
    dup2(fileno(full), STDOUT_FILENO);
    rc = output_run(&host, &csv_output, given,
                    (const hale_table *const[]){table, NULL}, OUTPUT_COMMIT);
    dup2(keep, STDOUT_FILENO);
    close(keep);
    fclose(full);
    assert_int_equal(rc, -1);
    assert_contains(host.failed, "No space left");
}

/* More rows than are in work at a time; the fake host does the pieces from the
 * last to the first. */
static void test_many_rows(void **state)
{
    enum { ROWS = 40000 };
    int64_t *values = fake_memory(&host, ROWS * sizeof *values);
    int64_t *days = fake_memory(&host, ROWS * sizeof *days);
    const hale_table_column number = {
        .size = sizeof number, .name = "n", .type = HALE_INT, .as.i = values};
    const hale_table_column date = {.size = sizeof date,
                                    .name = "d",
                                    .type = HALE_TIME,
                                    .unit = "date",
                                    .as.i = days};
    const hale_table_column *columns[] = {&number, &date, NULL};
    const hale_table table = fake_table("t", ROWS, columns);
    const char *given[] = {"path", scratch_path(&host, "n.csv"), NULL};
    (void)state;
    for (int64_t i = 0; i < ROWS; i++) {
        values[i] = i;
        days[i] = i / 3 % 28 * HALE_DAY;
    }
    assert_int_equal(output_run(&host, &csv_output, given,
                                (const hale_table *const[]){&table, NULL},
                                OUTPUT_COMMIT),
                     0);
    const char *text = scratch_read(&host, "n.csv");
    text += strlen("n,d\n");
    for (int i = 0; i < ROWS; i++) {
        char line[40];
        int len =
            snprintf(line, sizeof line, "%d,1970-01-%02d\n", i, i / 3 % 28 + 1);
        if (strncmp(text, line, (size_t)len) != 0)
            fail_msg("row %d is not %s", i, line);
        text += len;
    }
    assert_string_equal(text, "");
}

/* A text is quoted wherever in it the reason stands, and only then. */
static void test_quoting_anywhere(void **state)
{
    static const char special[] = ",\"\n\r";
    char text[24];
    (void)state;
    for (size_t len = 1; len < sizeof text; len++)
        for (size_t at = 0; at < len; at++) {
            const hale_str s = {text, len};
            memset(text, 'a', len);
            text[at] = "\x8d\xac;b"[at % 4]; /* nearly, but none of them */
            assert_int_equal(strlen(show_texts(&s, 1, NULL, NULL)), len + 1);
            text[at] = special[(len + at) % 4];
            assert_int_equal(strlen(show_texts(&s, 1, NULL, NULL)),
                             len + 3 + (text[at] == '"') +
                                 (at == 0 && text[at] == '\r'));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_table),
        TEST(test_form_options),
        TEST(test_money),
        TEST(test_reals),
        TEST(test_whole_reals),
        TEST(test_times),
        TEST(test_bools_and_ints),
        TEST(test_quoting),
        TEST(test_missing_in_a_single_column),
        TEST(test_formulas_are_defused),
        TEST(test_column_names_are_defused),
        TEST(test_wrong_delimiters),
        TEST(test_file_appears_on_commit),
        TEST(test_old_file_stays_on_abort),
        TEST(test_permissions_stay),
        TEST(test_a_file_for_each_table),
        TEST(test_folders_are_made_and_unmade),
        TEST(test_wrong_paths),
        TEST(test_full_disk),
        TEST(test_many_rows),
        TEST(test_quoting_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
