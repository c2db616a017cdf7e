/* SPDX-License-Identifier: MIT
 *
 * input_csv_cells.c: what cells of the CSV input become, and how a cell that
 * is unusable is told. Instants are worked out by hand: days since 1970-01-01
 * times 86400 seconds; 2025-12-31 is day 20453 (55 years, 14 of them leap
 * years, minus one day: 55 * 365 + 14 + 364).
 */
#include "unit.h"

#include "csv_read.h"
#include "host_test.h"

#define DAY_2025_12_31 (INT64_C(20453) * HALE_DAY)

/* Reads one column "v" of `type` with the cell `value` in it; with an option
 * if `name` is not NULL. */
static const char *cell_with(const char *type, const char *value,
                             const char *name, const char *option)
{
    char data[512], field[32];
    const char *given[] = {"path", NULL, "delimiter", "|", name, option, NULL};
    snprintf(data, sizeof data, "k|v\nx|%s\n", value);
    snprintf(field, sizeof field, "v:%s", type);
    given[1] = scratch_file(&host, "c.csv", data, strlen(data));
    fake_forget(&host);
    return csv_read(&host, &(CsvRead){.given = given, .fields = field});
}

static const char *cell(const char *type, const char *value)
{
    return cell_with(type, value, NULL, NULL);
}

static void assert_time_with(const char *form, const char *value, int64_t time)
{
    char expected[64];
    snprintf(expected, sizeof expected, "2|%lld\n", (long long)time);
    assert_string_equal(cell_with("time", value, "date_format", form),
                        expected);
}

static void assert_time(const char *value, int64_t time)
{
    assert_time_with("iso", value, time);
}

static void assert_refused(const char *type, const char *value,
                           const char *reason)
{
    assert_string_equal(cell(type, value), "");
    assert_int_equal(host.rejects, 1);
    assert_string_equal(host.reject[0].reason, reason);
    assert_string_equal(host.reject[0].field, "v");
    assert_int_equal(host.reject[0].line, 2);
    assert_int_equal(host.reject[0].column, 3);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_string_equal(cell("int", "-42"), "2|-42\n");
    assert_string_equal(cell("int", "9223372036854775807"),
                        "2|9223372036854775807\n");
    /* 2^53 + 1: no double holds it */
    assert_string_equal(cell("int", "9007199254740993"),
                        "2|9007199254740993\n");
    assert_string_equal(cell("real", "0.25"), "2|0.25\n");
    assert_string_equal(cell("real", "1e3"), "2|1000\n");
    assert_string_equal(cell("bool", "yes"), "2|1\n");
    assert_string_equal(cell("bool", "FALSE"), "2|0\n");
    assert_string_equal(cell("int", "\"7\""), "2|7\n");
    assert_string_equal(cell("int", ""), "2|~\n");
}

static void test_money(void **state)
{
    (void)state;
    assert_string_equal(cell("money", "12.5"), "2|125000\n");
    assert_string_equal(cell("money", "-0.0001"), "2|-1\n");
    assert_string_equal(cell_with("money", "1,234.5", "thousands", ","),
                        "2|12345000\n");
    /* the decimal comma needs both signs */
    {
        const char *data = "v;w\n1.234,50;1 234,5\n";
        const char *given[] = {"path",      NULL,      "delimiter",
                               ";",         "decimal", "comma",
                               "thousands", "dot",     NULL};
        given[1] = scratch_file(&host, "c.csv", data, strlen(data));
        assert_string_equal(
            csv_read(&host, &(CsvRead){.given = given, .fields = "v:money"}),
            "2|12345000\n");
    }
}

static void test_bad_numbers(void **state)
{
    (void)state;
    assert_refused("real", "abc", "not a number: \"abc\"");
    assert_refused("real", "nan", "not a number: \"nan\"");
    assert_refused("real", "0x10", "not a number: \"0x10\"");
    assert_refused("real", " 1", "not a number: \" 1\"");
    assert_refused("int", "1.0", "not a whole number: \"1.0\"");
    assert_refused("int", "9223372036854775808",
                   "not a whole number: \"9223372036854775808\"");
    assert_refused("money", "$5", "not an amount of money: \"$5\"");
    assert_refused("money", "1,204",
                   "not an amount of money: \"1,204\"; a decimal comma? set "
                   "decimal = ,");
    assert_refused("bool", "maybe", "not yes or no: \"maybe\"");
    assert_refused("int", "a\tb\x1b[2J",
                   "not a whole number: \"a\\x09b\\x1B[2J\"");
}

static void test_long_values_are_cut(void **state)
{
    char value[200], expected[200];
    (void)state;
    memset(value, 'x', 100);
    value[100] = '\0';
    snprintf(expected, sizeof expected, "not a number: \"%.60s\"...", value);
    assert_refused("real", value, expected);
    /* not within a character: bytes 59 and 60 are one */
    memcpy(value + 59, "\xc3\xa9", 2);
    snprintf(expected, sizeof expected, "not a number: \"%.59s\"...", value);
    assert_refused("real", value, expected);
}

static void test_reject_of_a_quoted_cell(void **state)
{
    const char *data = "a,b,n\n\"x\ny\",\"z\",oops\n1,2,3\n";
    const char *given[] = {
        "path", scratch_file(&host, "c.csv", data, strlen(data)), NULL};
    (void)state;
    assert_string_equal(
        csv_read(&host, &(CsvRead){.given = given, .fields = "n:int a"}),
        "4|3|1\n");
    assert_int_equal(host.reject[0].line, 2);
    assert_string_equal(host.reject[0].raw, "\"x\ny\",\"z\",oops");
    assert_string_equal(host.reject[0].reason,
                        "not a whole number: \"oops\" (on line 3)");
}

static void test_raw_is_as_it_stood(void **state)
{
    const char *data = "a,n\r\n\"say \"\"x\"\"\",1\r\nplain,2\r\n";
    const char *given[] = {
        "path", scratch_file(&host, "c.csv", data, strlen(data)), NULL};
    (void)state;
    assert_string_equal(csv_read(&host, &(CsvRead){.given = given,
                                                   .fields = "a a n:int",
                                                   .with_raw = 1}),
                        "2|say \"x\"|say \"x\"|1|\"say \"\"x\"\"\",1\n"
                        "3|plain|plain|2|plain,2\n");
}

/* --------------------------------------------------------------- times -- */

static void test_iso_times(void **state)
{
    (void)state;
    assert_time("1970-01-01", 0);
    assert_time("2025-12-31", DAY_2025_12_31);
    assert_time("2025-12-31T08:30", DAY_2025_12_31 + 30600 * HALE_SECOND);
    assert_time("2025-12-31 08:30:01.5",
                DAY_2025_12_31 + 30601 * HALE_SECOND + 500000);
    assert_time("2025-12-31T08:30:00+01:00",
                DAY_2025_12_31 + 27000 * HALE_SECOND);
    assert_time("1969-12-31T23:59:59Z", -HALE_SECOND);
}

static void test_local_times(void **state)
{
    const char *data = "t\n2025-12-31\n2025-12-31 06:00\n2025-12-31T06:00Z\n";
    const char *given[] = {
        "path", scratch_file(&host, "c.csv", data, strlen(data)), NULL};
    CsvRead how = {.given = given, .fields = "t:time"};
    char expected[120];
    (void)state;
    host.offset = 3600; /* local midnight is an hour before UTC's */
    snprintf(expected, sizeof expected, "2|%lld\n3|%lld\n4|%lld\n",
             (long long)(DAY_2025_12_31 - 3600 * HALE_SECOND),
             (long long)(DAY_2025_12_31 + 5 * 3600 * HALE_SECOND),
             (long long)(DAY_2025_12_31 + 6 * 3600 * HALE_SECOND));
    assert_string_equal(csv_read(&host, &how), expected);
    /* the host is asked once a day, not once a row */
    assert_int_equal(host.instants, 2);
    how.utc = 1;
    snprintf(expected, sizeof expected, "2|%lld\n3|%lld\n4|%lld\n",
             (long long)DAY_2025_12_31,
             (long long)(DAY_2025_12_31 + 6 * 3600 * HALE_SECOND),
             (long long)(DAY_2025_12_31 + 6 * 3600 * HALE_SECOND));
    assert_string_equal(csv_read(&host, &how), expected);
}

/* A zone whose clock goes from 02:00 to 03:00 on day 10. */
static int64_t instant_with_jump(hale_cx *cx, int32_t day, int64_t time_of_day)
{
    const int64_t hour = 3600 * HALE_SECOND;
    const int summer = day > 10 || (day == 10 && time_of_day >= 2 * hour);
    (void)cx;
    return day * HALE_DAY + time_of_day - (summer ? hour : 0);
}

static void test_days_of_clock_changes(void **state)
{
    const char *data = "t\n1970-01-11T01:00\n1970-01-11T04:00\n"
                       "1970-01-12T04:00\n1970-01-10T04:00\n";
    const char *given[] = {
        "path", scratch_file(&host, "c.csv", data, strlen(data)), NULL};
    char expected[160];
    (void)state;
    host.cx.instant = instant_with_jump;
    /* hours since 1970: 10 days = 240 */
    snprintf(expected, sizeof expected, "2|%lld\n3|%lld\n4|%lld\n5|%lld\n",
             241 * 3600000000LL, 243 * 3600000000LL, 267 * 3600000000LL,
             220 * 3600000000LL);
    assert_string_equal(
        csv_read(&host, &(CsvRead){.given = given, .fields = "t:time"}),
        expected);
}

static void test_day_first(void **state)
{
    (void)state;
    assert_time_with("dmy", "31.12.2025", DAY_2025_12_31);
    assert_time_with("dmy", "31/12/2025", DAY_2025_12_31);
    assert_time_with("dmy", "31-12-2025", DAY_2025_12_31);
    assert_time_with("dmy", "1.2.1970", 31 * HALE_DAY);
    assert_time_with("dmy", "31.12.2025 8:30",
                     DAY_2025_12_31 + 30600 * HALE_SECOND);
    assert_time_with("dmy", "31.12.2025 08:30:01.25",
                     DAY_2025_12_31 + 30601 * HALE_SECOND + 250000);
    assert_time_with("dmy", "31.12.2025T08:30:00Z",
                     DAY_2025_12_31 + 30600 * HALE_SECOND);
}

static void test_month_first(void **state)
{
    (void)state;
    assert_time_with("mdy", "12/31/2025", DAY_2025_12_31);
    assert_time_with("mdy", "2/1/1970", 31 * HALE_DAY);
    assert_time_with("mdy", "12/31/2025 2:05 PM",
                     DAY_2025_12_31 + (14 * 3600 + 300) * HALE_SECOND);
    assert_time_with("mdy", "12/31/2025 12:00:00 am", DAY_2025_12_31);
    assert_time_with("mdy", "12/31/2025 12:30PM",
                     DAY_2025_12_31 + 45000 * HALE_SECOND);
}

static void test_epochs(void **state)
{
    (void)state;
    assert_time_with("epoch_s", "86400", HALE_DAY);
    assert_time_with("epoch_s", "-1", -HALE_SECOND);
    assert_time_with("epoch_ms", "1500", 1500000);
    cell_with("time", "9223372036854775807", "date_format", "epoch_s");
    assert_int_equal(host.rejects, 1);
    assert_string_equal(host.reject[0].reason,
                        "not a date: \"9223372036854775807\"; date_format "
                        "wants seconds since 1970");
    cell_with("time", "-9223372036854775807", "date_format", "epoch_ms");
    assert_int_equal(host.rejects, 1);
    cell_with("time", "1.5", "date_format", "epoch_s");
    assert_int_equal(host.rejects, 1);
}

static void test_bad_dates(void **state)
{
    static const char *const dmy[] = {
        "30.02.2025",
        "31.12.25",
        "31.12/2025",
        "2025-12-31",
        "31.12",
        ".12.2025",
        "31.13.2025",
        "0.1.2025",
        "31.12.2025 25:00",
        "31.12.2025 13:00 PM",
        "31.12.2025 0:30 AM",
        "31.12.2025 ",
        "31.12.2025 AM",
        "31.12.2025 PM",
        "31.12.2025x",
        "31.12.2025 1",
        "131.12.2025",
        "31.12.02025",
        "31.12.2025 08:30:00.000000000000000000000000000000000000000000000000",
    };
    (void)state;
    assert_refused("time", "2025-02-30",
                   "not a date: \"2025-02-30\"; date_format wants YYYY-MM-DD");
    assert_refused("time", "31.12.2025",
                   "not a date: \"31.12.2025\"; date_format wants YYYY-MM-DD"
                   "; set date_format = dmy, or mdy");
    for (size_t i = 0; i < sizeof dmy / sizeof dmy[0]; i++) {
        cell_with("time", dmy[i], "date_format", "dmy");
        if (host.rejects != 1)
            print_error("\"%s\" passed for a date\n", dmy[i]);
        assert_int_equal(host.rejects, 1);
    }
}

static void test_rows_outside_the_span(void **state)
{
    const char *data = "n,t\n1,1970-01-01\n2,1970-01-02\n3,1970-01-03\n"
                       "4,\nx,1970-01-09\ny,1970-01-02\n";
    const char *given[] = {
        "path", scratch_file(&host, "c.csv", data, strlen(data)), NULL};
    (void)state;
    /* [day 1, day 2): the end is exclusive; without a time it is the host's
     * to say; what is bad in a row that is not wanted does not matter */
    assert_string_equal(csv_read(&host, &(CsvRead){.given = given,
                                                   .fields = "n:int t:time!",
                                                   .begin = HALE_DAY,
                                                   .end = 2 * HALE_DAY}),
                        "3|2|86400000000\n5|4|~\n");
    assert_int_equal(host.rejects, 1);
    assert_int_equal(host.reject[0].line, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_numbers),
        TEST(test_money),
        TEST(test_bad_numbers),
        TEST(test_long_values_are_cut),
        TEST(test_reject_of_a_quoted_cell),
        TEST(test_raw_is_as_it_stood),
        TEST(test_iso_times),
        TEST(test_local_times),
        TEST(test_days_of_clock_changes),
        TEST(test_day_first),
        TEST(test_month_first),
        TEST(test_epochs),
        TEST(test_bad_dates),
        TEST(test_rows_outside_the_span),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
