/* SPDX-License-Identifier: MIT
 *
 * metric_revenue_invoices: MRR from invoice lines, and what is overdue, by
 * hand. Calendar dates come from the C library, so that the plugin's own
 * calendar is held against another.
 */
#include <time.h>

#include "revenue_kit.h"

enum { EMPTY = -99 };

/* Days since 1970; day 0 is the last of the month before. */
static int64_t day_of(int year, int month, int day)
{
    struct tm tm = {
        .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    return (int64_t)(timegm(&tm) / 86400);
}

typedef struct Line { /* or an invoice: `due` in place of tax and type */
    int64_t from, to; /* days; to KIT_OPEN: none yet */
    int64_t amount, tax;
    const char *type;
    int64_t due;
} Line;

/* Which of the optional columns there are. */
enum { NEITHER = 0, TAX = 1, TYPE = 2, DUE = 4 };

static const hale_vector *amounts(FakeHost *host, const Line *line, size_t n,
                                  int tax)
{
    int64_t *money = fake_memory(host, (n + 1) * sizeof *money);
    uint8_t *present = fake_memory(host, n + 1);
    for (size_t i = 0; i < n; i++) {
        money[i] = tax ? line[i].tax : line[i].amount;
        present[i] = money[i] != EMPTY;
        money[i] *= HALE_MONEY_UNIT;
    }
    return fake_money(host, money, present, n);
}

static const hale_vector *dues(FakeHost *host, const Line *line, size_t n)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    uint8_t *present = fake_memory(host, n + 1);
    for (size_t i = 0; i < n; i++) {
        time[i] = line[i].due * HALE_DAY;
        present[i] = line[i].due != 0;
    }
    return fake_times(host, time, present, n);
}

static const hale_rows *rows_of(FakeHost *host, const Line *line, size_t n,
                                int64_t end, int columns)
{
    int64_t *time = fake_memory(host, 2 * (n + 1) * sizeof *time);
    int64_t *until = time + n + 1;
    const char **type = fake_memory(host, (n + 1) * sizeof *type);
    hale_span *span = fake_memory(host, sizeof *span);
    const hale_vector **column = fake_memory(host, 4 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = line[i].from * HALE_DAY;
        until[i] = line[i].to < 0 ? HALE_OPEN : line[i].to * HALE_DAY;
        type[i] = line[i].type;
    }
    *span = fake_span(host, INT64_MIN, end * HALE_DAY);
    column[0] = amounts(host, line, n, 0);
    if (columns & TAX)
        column[1] = amounts(host, line, n, 1);
    if (columns & TYPE)
        column[2] = fake_texts(host, type, n);
    if (columns & DUE)
        column[1] = dues(host, line, n);
    return fake_rows(host, 0, span, time, until, n, column);
}

static int64_t mrr_of(FakeHost *host, const Line *line, size_t n, int64_t end)
{
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_run(host, kit_metric("invoice_mrr"), KIT_NONE,
                             rows_of(host, line, n, end, NEITHER), r),
                     0);
    return kit_int(kit_metric("invoice_mrr"), r, "");
}

/* ------------------------------------------------------------------ mrr -- */

/* A year at 1,428 with 228 of tax: 100. Three months to the last of February
 * at 300: 100. Ten days at 100: 100 x 30.4375 / 10 = 304.375. A set-up fee of
 * 500 and a credit of 20 are not recurring. What is over does not count. */
static void lines_by_hand(void **state)
{
    const Line line[] = {
        {day_of(2025, 12, 1), day_of(2026, 2, 1), 999, 0, "recurring", 0},
        {day_of(2025, 3, 15), day_of(2026, 3, 15), 1428, 228, "recurring", 0},
        {day_of(2025, 11, 30), day_of(2026, 2, 28), 300, 0, "Recurring", 0},
        {day_of(2026, 2, 5), day_of(2026, 3, 5), 500, 0, "one_off", 0},
        {day_of(2026, 2, 5), day_of(2026, 3, 5), -20, 0, "credit", 0},
        {day_of(2026, 2, 5), day_of(2026, 2, 15), 100, 0, "subscription", 0},
    };
    const hale_metric *m = kit_metric("invoice_mrr");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, line, 6, day_of(2026, 2, 10), TAX | TYPE), r);
    assert_int_equal(kit_int(m, r, ""), 5043750);
    assert_int_equal(kit_int(m, r, "arr"), 60525000);
    assert_int_equal(kit_int(m, r, "lines"), 3);
    assert_int_equal(kit_int(m, r, "excluded"), USD(480));
    assert_int_equal(kit_int(m, r, "excluded_lines"), 2);
}

static void types_are_chosen(void **state)
{
    static const char *const given[] = {"recurring", "one_off", NULL};
    const Line line[] = {{10, 41, 60, 0, "one_off", 0},
                         {10, 41, 31, 0, "recurring", 0}};
    const hale_metric *m = kit_metric("invoice_mrr");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, given, rows_of(*state, line, 2, 20, TYPE), r);
    assert_int_equal(kit_int(m, r, ""), USD(60)); /* 11 January + a month */
    assert_int_equal(kit_int(m, r, "excluded"), USD(31));
    kit_everyhow(*state, m, given, rows_of(*state, line, 2, 20, NEITHER), r);
    assert_int_equal(kit_int(m, r, ""), USD(91)); /* no types: all of them */
}

/* From every day of 2023 to 2025 and around the turn of two centuries (2100
 * is no leap year, 2000 was one), one to fourteen months on, by the same day
 * or the last of a shorter month: 100 a month, however long. */
static void months_are_calendar_months(void **state)
{
    static const int years[][2] = {{2023, 2025}, {2099, 2100}, {1999, 2000}};
    FakeHost *host = *state;
    for (size_t k = 0; k < 3; k++) {
        int64_t last = day_of(years[k][1] + 1, 1, 1);
        for (int64_t from = day_of(years[k][0], 1, 1); from < last; from++) {
            time_t at = (time_t)from * 86400;
            struct tm tm;
            gmtime_r(&at, &tm);
            for (int n = 1; n < 15; n++) {
                int year = tm.tm_year + 1900, month = tm.tm_mon + 1 + n;
                int64_t to = day_of(year, month, tm.tm_mday);
                int64_t end = day_of(year, month + 1, 0);
                const Line line[] = {
                    {from, to < end ? to : end, 100 * n, 0, NULL, 0}};
                assert_int_equal(mrr_of(host, line, 1, from + 1), USD(100));
            }
        }
        fake_close(host);
        fake_open(host);
    }
}

/* Thirty days from the first are not January: 31 x 30.4375 / 30. */
static void other_periods_go_by_days(void **state)
{
    const Line line[] = {
        {day_of(2026, 1, 1), day_of(2026, 1, 31), 30, 0, NULL, 0}};
    assert_int_equal(mrr_of(*state, line, 1, day_of(2026, 1, 9)), 304375);
}

/* One line lacks a cell: the sum is not known; the number of lines is. */
static void empty_cells_make_it_missing(void **state)
{
    const Line whole = {10, 41, 31, 1, "recurring", 0};
    const hale_metric *m = kit_metric("invoice_mrr");
    for (int hole = 0; hole < 4; hole++) {
        Line line[2] = {whole, whole};
        hale_value r[KIT_RESULTS];
        if (hole == 0)
            line[1].amount = EMPTY;
        else if (hole == 1)
            line[1].tax = EMPTY;
        else if (hole == 2)
            line[1].type = NULL;
        else
            line[1].to = KIT_OPEN;
        kit_everyhow(*state, m, KIT_NONE,
                     rows_of(*state, line, 2, 20, TAX | TYPE), r);
        assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
        assert_int_equal(kit_missing(m, r, "arr"), HALE_NOT_GIVEN);
        assert_int_equal(kit_int(m, r, "lines"), 2);
        assert_int_equal(kit_int(m, r, "excluded"), 0);
    }
    const Line fee[] = {{10, 41, EMPTY, 0, "one_off", 0}};
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, fee, 1, 20, TYPE), r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_missing(m, r, "excluded"), HALE_NOT_GIVEN);
}

static void too_much_money_is_an_error(void **state)
{
    FakeHost *host = *state;
    const Line line[] = {{10, 11, INT64_MAX / 10000, 0, NULL, 0}};
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_run(host, kit_metric("invoice_mrr"), KIT_NONE,
                             rows_of(host, line, 1, 11, NEITHER), r),
                     -1);
    assert_non_null(strstr(host->failed, "more than money can hold"));
}

/* -------------------------------------------------------------- overdue -- */

/* As of day 200, terms of 30 days. Issued 169: due 199, a day late. Issued
 * 170: due today. Due 170, 169, 140, 139, 110, 109: 30, 31, 60, 61, 90, 91
 * days late. Paid on day 150, 200 and 250: the last two were open then. */
static void ages_by_hand(void **state)
{
    const Line line[] = {
        {100, KIT_OPEN, 32, 0, NULL, 139}, {100, 150, 999, 0, NULL, 110},
        {101, KIT_OPEN, 64, 0, NULL, 110}, {101, KIT_OPEN, 128, 0, NULL, 109},
        {102, 200, 4, 0, NULL, 169},       {103, KIT_OPEN, 16, 0, NULL, 140},
        {110, 250, 2, 0, NULL, 170},       {169, KIT_OPEN, 1, 0, NULL, 0},
        {170, KIT_OPEN, 753, 0, NULL, 0}};
    const hale_metric *m = kit_metric("overdue");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, line, 9, 200, DUE), r);
    assert_int_equal(kit_int(m, r, "days_1_30"), USD(3));
    assert_int_equal(kit_int(m, r, "days_31_60"), USD(20));
    assert_int_equal(kit_int(m, r, "days_61_90"), USD(96));
    assert_int_equal(kit_int(m, r, "days_over_90"), USD(128));
    assert_int_equal(kit_int(m, r, ""), USD(247));
    assert_int_equal(kit_int(m, r, "open"), USD(1000));
    assert_int_equal(kit_int(m, r, "invoices"), 7);
    assert_int_equal(kit_int(m, r, "open_invoices"), 8);
    assert_int_equal(kit_int(m, r, "days"), 91);
    assert_near(kit_real(m, r, "ratio"), 0.247, 1e-12);
}

/* No column of due days: all go by the terms. Issued 169 and due at once, it
 * is 31 days late. */
static void terms_are_chosen(void **state)
{
    static const char *const at_once[] = {"terms", "0d", NULL};
    const Line line[] = {{169, KIT_OPEN, 1, 0, NULL, 0}};
    const hale_metric *m = kit_metric("overdue");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, at_once, rows_of(*state, line, 1, 200, NEITHER), r);
    assert_int_equal(kit_int(m, r, "days"), 31);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, line, 1, 200, NEITHER),
                 r);
    assert_int_equal(kit_int(m, r, "days"), 1);
}

/* Nothing billed: 0 overdue, 0 days, no ratio. No amount: counts only. */
static void nothing_and_unknown(void **state)
{
    const Line line[] = {{100, KIT_OPEN, EMPTY, 0, NULL, 0}};
    const hale_metric *m = kit_metric("overdue");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, NULL, 0, 200, DUE), r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_int(m, r, "days"), 0);
    assert_int_equal(kit_missing(m, r, "ratio"), HALE_ZERO_DENOMINATOR);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, line, 1, 200, DUE), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "ratio"), HALE_NOT_GIVEN);
    assert_int_equal(kit_int(m, r, "invoices"), 1);
    assert_int_equal(kit_int(m, r, "days"), 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(lines_by_hand),
        WITH_HOST(types_are_chosen),
        WITH_HOST(months_are_calendar_months),
        WITH_HOST(other_periods_go_by_days),
        WITH_HOST(empty_cells_make_it_missing),
        WITH_HOST(too_much_money_is_an_error),
        WITH_HOST(ages_by_hand),
        WITH_HOST(terms_are_chosen),
        WITH_HOST(nothing_and_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
