/* SPDX-License-Identifier: MIT
 *
 * measure_sum: how figures of accounts become the figure of a group.
 * Expectations are worked out by hand beside each test.
 */
#include "unit.h"

#include "measure/inside.h"

static hale_value whole(hale_type type, int64_t i)
{
    return (hale_value){.type = type, .as.i = i};
}

static hale_value real(double r)
{
    return (hale_value){.type = HALE_REAL, .as.r = r};
}

static hale_value gone(hale_type type)
{
    return (hale_value){.type = type, .missing = HALE_NOT_COVERED};
}

/* What figure 0 of `n` says of rows of values: two ledgers that are joined,
 * each of which has half of them. */
static hale_value booked(const Figure *f, size_t n, const hale_value *row,
                         size_t rows)
{
    Arena arena = {0};
    Chart chart;
    chart_open(&chart, &arena, f, n);
    Entry *entry = entries_new(&arena, &chart, 1);
    const Ledger none = {.chart = &chart, .periods = 1};
    Ledger left = none, right = none, all = none;
    const size_t here[] = {0};
    for (size_t i = 0; i < rows; i++) {
        entry_set(entry, &chart, row + i * n, row + i * n);
        ledger_add(i < rows / 2 ? &left : &right, 0, 0, entry, true, 1);
    }
    ledger_join(&all, &left, here);
    ledger_join(&all, &right, here);
    ledger_settle(&all);
    Sum sum = all.groups ? ledger_sum(&all, 0, 0) : (Sum){0};
    hale_value v = sum_value(&sum, &f[0], 1);
    ledger_free(&left);
    ledger_free(&right);
    ledger_free(&all);
    arena_free(&arena);
    return v;
}

static int full_columns; /* that were added up in the short way as well */

/* The same where every account has whole numbers; false: that is not so. */
static bool by_full_column(const Figure *f, const Table *t,
                           const uint32_t *group, size_t rows, const Sum *same)
{
    Sum sum[2] = {0}, all = {0};
    const uint64_t accounts[] = {0, rows};
    if (!sums_are_full(f, 0, t, 1, rows))
        return false;
    sums_add_column(sum, f, 0, t, 1, group, rows, true);
    sums_add_column(&all, f, 0, t, 1, NULL, rows, true);
    sums_count(sum, f, 0, t, accounts, 2);
    sums_count(&all, f, 0, t, &accounts[1], 1);
    assert_int_equal(sum[0].n, 0);
    assert_memory_equal(&sum[1], same, offsetof(Sum, over));
    assert_memory_equal(&all, same, offsetof(Sum, over));
    assert_int_equal(sum[1].over, same->over);
    assert_int_equal(all.over, same->over);
    return true;
}

/* The same of an account table, column by column. A row before them and a
 * group beside theirs must not matter. */
static hale_value by_column(const Figure *f, size_t n, const hale_value *row,
                            size_t rows)
{
    Arena arena = {0};
    Table *t = table_new(&arena, "accounts", "Accounts");
    uint32_t *group = arena_array(&arena, rows + 1, sizeof *group);
    Sum sum[2] = {0};
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    table_column(t, "account", HALE_TEXT, NULL, NULL);
    for (size_t c = 0; c < n; c++)
        table_column(t, "figure", f[c].type, NULL, NULL);
    table_rows(t, rows + 1);
    for (size_t i = 0; i < rows; i++) {
        group[i] = 1;
        for (size_t c = 0; c < n; c++) {
            table_set(t, i + 1, ACCOUNT_FIXED + c, &row[i * n + c]);
            table_set(t, 0, ACCOUNT_FIXED + c, &row[i * n + c]);
        }
    }
    sums_add_column(sum, f, 0, t, 1, group, rows, false);
    assert_int_equal(sum[0].n, 0);
    sums_add_column(sum, f, 0, t, 1, NULL, rows, false); /* all to the first */
    assert_memory_equal(&sum[0], &sum[1], offsetof(Sum, i_unit));
    assert_int_equal(sum[0].over, sum[1].over);
    assert_int_equal(sum[0].stale, sum[1].stale);
    if (by_full_column(f, t, group, rows, &sum[1]))
        full_columns++;
    arena_free(&arena);
    return sum_value(&sum[1], &f[0], 1);
}

static void assert_same(hale_value a, hale_value b)
{
    assert_int_equal(a.missing, b.missing);
    assert_int_equal(a.type, b.type);
    if (!a.missing && a.type == HALE_REAL)
        assert_near(a.as.r, b.as.r, 1e-12);
    else if (!a.missing && a.type == HALE_BOOL)
        assert_int_equal(a.as.b, b.as.b);
    else if (!a.missing)
        assert_int_equal(a.as.i, b.as.i);
}

/* One column under one rule, added up one by one; ledgers and whole columns
 * give the same. */
static hale_value rolled(Figure f, const hale_value *value, size_t n)
{
    Sum all = {0};
    for (size_t i = 0; i < n; i++)
        sums_add(&all, &f, 1, &value[i], &value[i], 1);
    hale_value v = sum_value(&all, &f, 1);
    assert_same(v, booked(&f, 1, value, n));
    assert_same(v, by_column(&f, 1, value, n));
    return v;
}

static hale_value rolled_as(hale_type type, hale_rollup rule,
                            const hale_value *value, size_t n)
{
    return rolled((Figure){.type = type, .rollup = rule}, value, n);
}

/* 3 - 7 + 10 = 6 of three accounts; the fourth has no value. */
static void test_ints(void **state)
{
    (void)state;
    const hale_value v[] = {whole(HALE_INT, 3), whole(HALE_INT, -7),
                            gone(HALE_INT), whole(HALE_INT, 10)};
    hale_value sum = rolled_as(HALE_INT, HALE_ROLLUP_SUM, v, 4);
    assert_int_equal(sum.type, HALE_INT);
    assert_int_equal(sum.as.i, 6);
    hale_value mean = rolled_as(HALE_INT, HALE_ROLLUP_MEAN, v, 4);
    assert_int_equal(mean.type, HALE_REAL);
    assert_near(mean.as.r, 2, 0); /* 6 / 3 */
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_MIN, v, 4).as.i, -7);
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_MAX, v, 4).as.i, 10);
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_NONE, v, 4).missing,
                     HALE_NO_ROWS);
}

/* Zeros nearly everywhere, more than are looked at together: 5 - 2 + 40 + 8 =
 * 51, over 21 accounts 51 / 21. One that is missing is no zero: 43 / 20. */
static void test_mostly_zero(void **state)
{
    (void)state;
    hale_value v[21];
    for (size_t i = 0; i < 21; i++)
        v[i] = whole(HALE_INT, 0);
    v[0] = whole(HALE_INT, 5);
    v[7] = whole(HALE_INT, -2);
    v[17] = whole(HALE_INT, 40);
    v[20] = whole(HALE_INT, 8);
    int before = full_columns;
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_SUM, v, 21).as.i, 51);
    assert_near(rolled_as(HALE_INT, HALE_ROLLUP_MEAN, v, 21).as.r, 51.0 / 21,
                1e-15);
    assert_int_equal(full_columns, before + 2);
    v[20] = gone(HALE_INT);
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_SUM, v, 21).as.i, 43);
    assert_near(rolled_as(HALE_INT, HALE_ROLLUP_MEAN, v, 21).as.r, 43.0 / 20,
                1e-15);
    assert_int_equal(full_columns, before + 2);
}

/* All below zero: the largest is not the 0 of an empty sum. */
static void test_extremes(void **state)
{
    (void)state;
    const hale_value i[] = {gone(HALE_INT), whole(HALE_INT, -3),
                            whole(HALE_INT, -2), whole(HALE_INT, -9)};
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_MAX, i, 4).as.i, -2);
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_MIN, i, 4).as.i, -9);
    const hale_value p[] = {gone(HALE_INT), whole(HALE_INT, 3),
                            whole(HALE_INT, 2), gone(HALE_INT)};
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_MIN, p, 4).as.i, 2);
    const hale_value r[] = {real(-0.5), gone(HALE_REAL), real(-2.5),
                            real(-1e300)};
    assert_near(rolled_as(HALE_REAL, HALE_ROLLUP_MAX, r, 4).as.r, -0.5, 0);
    assert_near(rolled_as(HALE_REAL, HALE_ROLLUP_MIN, r, 4).as.r, -1e300, 0);
    const hale_value t[] = {whole(HALE_TIME, INT64_MIN),
                            whole(HALE_TIME, INT64_MAX)};
    assert_int_equal(rolled_as(HALE_TIME, HALE_ROLLUP_MIN, t, 2).as.i,
                     INT64_MIN);
    assert_int_equal(rolled_as(HALE_TIME, HALE_ROLLUP_MAX, t, 2).as.i,
                     INT64_MAX);
}

/* Money is added to the last digit: 0.1 a thousand times is 100. The mean of
 * 0.0001, 0.0002 is 0.00015, half-way, so the even digit: 0.0002; of 0.0002
 * and 0.0003 it is 0.0002 as well. */
static void test_money(void **state)
{
    (void)state;
    Figure f = {.type = HALE_MONEY, .rollup = HALE_ROLLUP_SUM};
    hale_value tenth = whole(HALE_MONEY, 1000);
    Sum sum = {0};
    for (int i = 0; i < 1000; i++)
        sums_add(&sum, &f, 1, &tenth, &tenth, 1);
    assert_int_equal(sum_value(&sum, &f, 1).as.i, 100 * HALE_MONEY_UNIT);
    const hale_value a[] = {whole(HALE_MONEY, 1), whole(HALE_MONEY, 2)};
    const hale_value b[] = {whole(HALE_MONEY, 2), whole(HALE_MONEY, 3)};
    const hale_value c[] = {whole(HALE_MONEY, -1), whole(HALE_MONEY, -2)};
    hale_value mean = rolled_as(HALE_MONEY, HALE_ROLLUP_MEAN, a, 2);
    assert_int_equal(mean.type, HALE_MONEY);
    assert_int_equal(mean.as.i, 2);
    assert_int_equal(rolled_as(HALE_MONEY, HALE_ROLLUP_MEAN, b, 2).as.i, 2);
    assert_int_equal(rolled_as(HALE_MONEY, HALE_ROLLUP_MEAN, c, 2).as.i, -2);
}

/* How many are true; what share of them. */
static void test_bools(void **state)
{
    (void)state;
    const hale_value v[] = {{.type = HALE_BOOL, .as.b = 1},
                            {.type = HALE_BOOL, .as.b = 0},
                            {.type = HALE_BOOL, .missing = HALE_NOT_GIVEN},
                            {.type = HALE_BOOL, .as.b = 1}};
    hale_value sum = rolled_as(HALE_BOOL, HALE_ROLLUP_SUM, v, 4);
    assert_int_equal(sum.type, HALE_INT);
    assert_int_equal(sum.as.i, 2);
    assert_near(rolled_as(HALE_BOOL, HALE_ROLLUP_MEAN, v, 4).as.r, 2.0 / 3,
                1e-15);
    hale_value most = rolled_as(HALE_BOOL, HALE_ROLLUP_MAX, v, 4);
    assert_int_equal(most.type, HALE_BOOL);
    assert_int_equal(most.as.b, 1);
    assert_int_equal(rolled_as(HALE_BOOL, HALE_ROLLUP_MIN, v, 4).as.b, 0);
}

/* Without any value a group has none: missing, not 0. */
static void test_nothing(void **state)
{
    (void)state;
    static const hale_rollup rules[] = {HALE_ROLLUP_SUM, HALE_ROLLUP_MEAN,
                                        HALE_ROLLUP_MIN, HALE_ROLLUP_MAX};
    const hale_value v[] = {gone(HALE_INT), gone(HALE_INT)};
    for (size_t i = 0; i < COUNT(rules); i++) {
        assert_int_equal(rolled_as(HALE_INT, rules[i], v, 2).missing,
                         HALE_NO_ROWS);
        assert_int_equal(rolled_as(HALE_INT, rules[i], v, 0).missing,
                         HALE_NO_ROWS);
    }
}

/* A sum that leaves 64 bits is not a wrong number but none. It stays none
 * when it comes back, and only for what is added. */
static void test_overflow(void **state)
{
    (void)state;
    const hale_value v[] = {whole(HALE_INT, INT64_MAX), whole(HALE_INT, 1),
                            whole(HALE_INT, -5), whole(HALE_INT, 2)};
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_SUM, v, 4).missing,
                     HALE_REJECTED);
    assert_int_equal(rolled_as(HALE_INT, HALE_ROLLUP_MAX, v, 4).as.i,
                     INT64_MAX);
    const hale_value joined[] = {whole(HALE_MONEY, INT64_MIN),
                                 whole(HALE_MONEY, -1)};
    assert_int_equal(rolled_as(HALE_MONEY, HALE_ROLLUP_SUM, joined, 2).missing,
                     HALE_REJECTED);
}

/* A rate is a ratio of sums: accounts of (lost, start) (10, 100), (0, 900),
 * (5, missing): 10 / 1000 = 0.01, not the mean of 0.1 and 0, which is 0.05;
 * the third has no start, so its loss does not count either. */
static hale_value ratio(hale_type num, hale_type den, const hale_value (*v)[3],
                        size_t n)
{
    const Figure f[] = {{.type = HALE_REAL,
                         .rollup = HALE_ROLLUP_RATIO,
                         .numerator = 1,
                         .denominator = 2},
                        {.type = num, .rollup = HALE_ROLLUP_SUM},
                        {.type = den, .rollup = HALE_ROLLUP_SUM}};
    Sum sum[3] = {0};
    for (size_t i = 0; i < n; i++)
        sums_add(sum, f, 3, v[i], v[i], 1);
    assert_same(sum_value(&sum[0], &f[0], 1), booked(f, 3, v[0], n));
    assert_same(sum_value(&sum[0], &f[0], 1), by_column(f, 3, v[0], n));
    return sum_value(&sum[0], &f[0], 1);
}

static void test_ratio(void **state)
{
    (void)state;
    const hale_value v[][3] = {
        {real(0.1), whole(HALE_MONEY, 100000), whole(HALE_MONEY, 1000000)},
        {real(0), whole(HALE_MONEY, 0), whole(HALE_MONEY, 9000000)},
        {gone(HALE_REAL), whole(HALE_MONEY, 50000), gone(HALE_MONEY)}};
    hale_value r = ratio(HALE_MONEY, HALE_MONEY, v, 3);
    assert_int_equal(r.type, HALE_REAL);
    assert_near(r.as.r, 0.01, 1e-15);
    /* Money per user counts in units: (10 + 0) / (4 + 1) = 2. */
    const hale_value users[][3] = {
        {real(2.5), whole(HALE_MONEY, 100000), whole(HALE_INT, 4)},
        {real(0), whole(HALE_MONEY, 0), whole(HALE_INT, 1)}};
    assert_near(ratio(HALE_MONEY, HALE_INT, users, 2).as.r, 2, 1e-15);
    /* Reals over ints: (1.5 + 0.5) / (4 + 4) = 0.25. */
    const hale_value reals[][3] = {{real(0), real(1.5), whole(HALE_INT, 4)},
                                   {real(0), real(0.5), whole(HALE_INT, 4)}};
    assert_near(ratio(HALE_REAL, HALE_INT, reals, 2).as.r, 0.25, 1e-15);
    /* 5 / 0 and nothing at all. */
    const hale_value zero[][3] = {
        {gone(HALE_REAL), whole(HALE_INT, 5), whole(HALE_INT, 0)}};
    assert_int_equal(ratio(HALE_INT, HALE_INT, zero, 1).missing,
                     HALE_ZERO_DENOMINATOR);
    assert_int_equal(ratio(HALE_INT, HALE_INT, zero, 0).missing, HALE_NO_ROWS);
}

static void test_types(void **state)
{
    (void)state;
    static const struct {
        hale_type type;
        hale_rollup rule;
        hale_type becomes;
    } cases[] = {{HALE_INT, HALE_ROLLUP_SUM, HALE_INT},
                 {HALE_INT, HALE_ROLLUP_MEAN, HALE_REAL},
                 {HALE_MONEY, HALE_ROLLUP_MEAN, HALE_MONEY},
                 {HALE_MONEY, HALE_ROLLUP_SUM, HALE_MONEY},
                 {HALE_BOOL, HALE_ROLLUP_SUM, HALE_INT},
                 {HALE_BOOL, HALE_ROLLUP_MAX, HALE_BOOL},
                 {HALE_TIME, HALE_ROLLUP_MAX, HALE_TIME},
                 {HALE_REAL, HALE_ROLLUP_RATIO, HALE_REAL},
                 {HALE_TEXT, HALE_ROLLUP_NONE, HALE_TEXT}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Figure f = {.type = cases[i].type, .rollup = cases[i].rule};
        assert_int_equal(figure_type(&f), cases[i].becomes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ints),     cmocka_unit_test(test_mostly_zero),
        cmocka_unit_test(test_extremes), cmocka_unit_test(test_money),
        cmocka_unit_test(test_bools),    cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_overflow), cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
