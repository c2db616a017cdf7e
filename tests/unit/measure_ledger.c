/* SPDX-License-Identifier: MIT
 *
 * measure_ledger: sums of many groups and periods say what sums that are added
 * one by one say, whatever is lacking, too large, or shared by days.
 */
#include "unit.h"

#include "measure/inside.h"

/* Figures of all rules. Ratios are of ints, of money over ints, and of an int
 * over a real. */
static const Figure figure[] = {
    {.type = HALE_INT, .rollup = HALE_ROLLUP_SUM},
    {.type = HALE_MONEY, .rollup = HALE_ROLLUP_SUM},
    {.type = HALE_REAL, .rollup = HALE_ROLLUP_SUM},
    {.type = HALE_BOOL, .rollup = HALE_ROLLUP_MEAN},
    {.type = HALE_REAL, .rollup = HALE_ROLLUP_MEAN},
    {.type = HALE_TEXT, .rollup = HALE_ROLLUP_NONE},
    {.type = HALE_REAL,
     .rollup = HALE_ROLLUP_RATIO,
     .numerator = 0,
     .denominator = 3},
    {.type = HALE_REAL,
     .rollup = HALE_ROLLUP_RATIO,
     .numerator = 1,
     .denominator = 0},
    {.type = HALE_REAL,
     .rollup = HALE_ROLLUP_RATIO,
     .numerator = 0,
     .denominator = 2},
    {.type = HALE_INT, .rollup = HALE_ROLLUP_MIN},
    {.type = HALE_REAL, .rollup = HALE_ROLLUP_MAX},
    {.type = HALE_BOOL, .rollup = HALE_ROLLUP_MAX},
};
enum { ALL = COUNT(figure), ADDED = 9, GROUPS = 5, PERIODS = 3 };

typedef struct World {
    Arena arena;
    Chart chart;
    Entry *entry;
    Ledger ledger;
    Sum sum[GROUPS][PERIODS][ALL];
    uint64_t accounts[GROUPS][PERIODS];
    uint64_t seed;
} World;

/* `n` of the figures are looked at: with the last three, or without them. */
static void make(World *w, size_t n)
{
    *w = (World){.seed = 88172645463325252u};
    chart_open(&w->chart, &w->arena, figure, n);
    w->entry = entries_new(&w->arena, &w->chart, 1);
    w->ledger = (Ledger){.chart = &w->chart, .periods = PERIODS};
}

static void unmake(World *w)
{
    ledger_free(&w->ledger);
    arena_free(&w->arena);
}

/* xorshift: a number below `n`. */
static uint64_t random_below(World *w, uint64_t n)
{
    w->seed ^= w->seed << 13;
    w->seed ^= w->seed >> 7;
    w->seed ^= w->seed << 17;
    return w->seed % n;
}

/* One of `odds` values is missing (0: none is), one of those stale. */
static void draw(World *w, hale_value *value, uint64_t odds, int64_t most)
{
    for (size_t i = 0; i < ALL; i++) {
        int64_t x = (int64_t)random_below(w, 2 * (uint64_t)most) - most;
        value[i] = (hale_value){.type = figure[i].type, .as.i = x};
        if (figure[i].type == HALE_REAL)
            value[i].as.r = (double)x / 8; /* sums of it are exact */
        if (figure[i].type == HALE_BOOL)
            value[i].as.b = x > 0;
        if (odds && random_below(w, odds) == 0)
            value[i].missing = x % 3 ? HALE_NO_ROWS : HALE_STALE;
    }
}

static void add(World *w, const hale_value *value, const hale_value *rates,
                int64_t days)
{
    size_t g = random_below(w, GROUPS), p = random_below(w, PERIODS);
    entry_set(w->entry, &w->chart, value, rates);
    ledger_add(&w->ledger, g, p, w->entry, rates != NULL, days);
    sums_add(w->sum[g][p], figure, w->chart.figures, value, rates, days);
    w->accounts[g][p] += rates != NULL;
}

static void assert_same(const hale_value *a, const hale_value *b)
{
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->missing, b->missing);
    if (!a->missing)
        assert_memory_equal(&a->as, &b->as, a->type == HALE_BOOL ? 1 : 8);
}

static void compare(const World *w, Ledger *l)
{
    ledger_settle(l);
    for (size_t g = 0; g < GROUPS; g++)
        for (size_t p = 0; p < PERIODS; p++) {
            size_t row = g * PERIODS + p;
            assert_int_equal(ledger_accounts(l, row), w->accounts[g][p]);
            for (size_t i = 0; i < w->chart.figures; i++) {
                Sum sum = ledger_sum(l, row, i);
                const Sum *same = &w->sum[g][p][i];
                hale_value a = sum_value(&sum, &figure[i], 1);
                hale_value b = sum_value(same, &figure[i], 1);
                assert_same(&a, &b);
                assert_int_equal(sum.n, same->n);
                a = sum_exact(&sum, &figure[i]);
                b = sum_exact(same, &figure[i]);
                assert_same(&a, &b);
            }
        }
}

static void add_many(World *w, uint64_t odds, int64_t most, int64_t days)
{
    for (size_t i = 0; i < 2000; i++) {
        hale_value value[ALL];
        draw(w, value, odds, i % 5 ? most : 1);
        add(w, value, value,
            days > 1 ? 1 + (int64_t)random_below(w, (uint64_t)days) : 1);
    }
    compare(w, &w->ledger);
}

static void test_same_as_one_by_one(void **state)
{
    (void)state;
    static const size_t figures[] = {ADDED, ALL};
    for (size_t i = 0; i < COUNT(figures); i++) {
        World w;
        make(&w, figures[i]);
        add_many(&w, 0, 1 << 20, 1); /* all there */
        assert_true(figures[i] == ALL || !w.ledger.gap);
        add_many(&w, 7, 1 << 20, 1);  /* some missing */
        add_many(&w, 0, 1 << 20, 31); /* shared by days */
        add_many(&w, 9, 1 << 20, 31);
        unmake(&w);
    }
}

/* Of numbers near the limit some sums leave 64 bits, and the same ones. */
static void test_overflow(void **state)
{
    (void)state;
    World w;
    size_t over = 0;
    make(&w, ADDED);
    for (size_t i = 0; i < 300; i++) {
        hale_value value[ALL];
        draw(&w, value, 0, INT64_MAX / 4);
        for (size_t k = 0; k < ALL; k++) /* reals stay exact */
            if (figure[k].type == HALE_REAL)
                value[k].as.r = 1;
        add(&w, value, value, 1);
    }
    compare(&w, &w.ledger);
    for (size_t row = 0; row < GROUPS * PERIODS; row++)
        over += ledger_sum(&w.ledger, row, 0).over;
    assert_in_range(over, 1, GROUPS * PERIODS - 1);
    unmake(&w);
}

/* What is handed over between groups is in no rate. */
static void test_handed_over(void **state)
{
    (void)state;
    World w;
    make(&w, ADDED);
    for (size_t i = 0; i < 500; i++) {
        hale_value value[ALL], judged[ALL];
        draw(&w, value, 11, 1000);
        draw(&w, judged, 11, 1000);
        add(&w, value, i % 2 ? judged : NULL, 1);
    }
    compare(&w, &w.ledger);
    unmake(&w);
}

/* All periods of an account at once are the same periods one by one. */
static void test_all_periods(void **state)
{
    (void)state;
    static const size_t same[] = {0, 1, 2, 3, 4};
    World w;
    make(&w, ALL);
    Entry *entry = entries_new(&w.arena, &w.chart, PERIODS);
    Ledger joined = {.chart = &w.chart, .periods = PERIODS};
    for (size_t i = 0; i < 600; i++) {
        Stretch stretch[PERIODS];
        Stretches all = {stretch, 0};
        size_t g = random_below(&w, GROUPS);
        for (size_t p = 0, end; p < PERIODS; p = end) {
            hale_value value[ALL] = {{.missing = HALE_PRESENT}};
            end = p + 1 + random_below(&w, PERIODS - p);
            for (size_t k = 0; k < ALL; k++)
                value[k].type = figure[k].type;
            if (i % 4) /* else there is nothing */
                draw(&w, value, i % 3 ? 0 : 5, 1000);
            entry_set(&entry[all.count], &w.chart, value, value);
            stretch[all.count++] = (Stretch){value, p, end};
            for (size_t at = p; at < end; at++) {
                sums_add(w.sum[g][at], figure, ALL, value, value, 1);
                w.accounts[g][at]++;
            }
        }
        ledger_add_all(&w.ledger, g, entry, all);
    }
    ledger_join(&joined, &w.ledger, same);
    assert_false(joined.plain);
    compare(&w, &w.ledger);
    compare(&w, &joined);
    ledger_free(&joined);
    unmake(&w);
}

/* Stretches of numbers so large that sums of them leave 64 bits, now and then:
 * the same ones do as if they were added one by one. Then joined to others. */
static void test_large_stretches(void **state)
{
    (void)state;
    static const size_t same[] = {0, 1, 2, 3, 4};
    World w;
    Ledger joined;
    size_t over = 0;
    make(&w, 2); /* an int and money */
    joined = (Ledger){.chart = &w.chart, .periods = PERIODS};
    Entry *entry = entries_new(&w.arena, &w.chart, 2);
    for (size_t i = 0; i < 60; i++) {
        hale_value one[ALL], two[ALL];
        Stretch stretch[] = {{one, 0, 2}, {two, 2, PERIODS}};
        size_t g = random_below(&w, GROUPS);
        draw(&w, one, 0, i < 30 ? 1000 : INT64_MAX / 4);
        draw(&w, two, 0, i < 30 ? 1000 : INT64_MAX / 4);
        entry_set(&entry[0], &w.chart, one, one);
        entry_set(&entry[1], &w.chart, two, two);
        ledger_add_all(&w.ledger, g, entry, (Stretches){stretch, 2});
        for (size_t p = 0; p < PERIODS; p++) {
            const hale_value *value = p < 2 ? one : two;
            sums_add(w.sum[g][p], figure, 2, value, value, 1);
            w.accounts[g][p]++;
        }
        assert_true(w.ledger.plain == (i > 32) || (i >= 30 && i <= 32));
    }
    ledger_join(&joined, &w.ledger, same);
    assert_true(joined.plain);
    compare(&w, &w.ledger);
    compare(&w, &joined);
    for (size_t row = 0; row < GROUPS * PERIODS; row++)
        over += ledger_sum(&joined, row, 0).over;
    assert_true(over > 0 && over < GROUPS * PERIODS);
    ledger_free(&joined);
    unmake(&w);
}

/* Parts that are joined under other numbers are the whole: figures that are
 * added in eighths are exact, so not even reals may differ. */
static void test_join(void **state)
{
    (void)state;
    static const size_t renamed[] = {3, 0, 4, 1, 2};
    World part, all;
    Ledger joined;
    make(&part, ALL);
    make(&all, ALL);
    joined = (Ledger){.chart = &all.chart, .periods = PERIODS};
    for (size_t i = 0; i < 600; i++) {
        hale_value value[ALL];
        draw(&part, value, i < 300 ? 0 : 5, 1000);
        size_t g = i % GROUPS, p = i % PERIODS;
        entry_set(part.entry, &part.chart, value, value);
        ledger_add(&part.ledger, g, p, part.entry, true, 1);
        sums_add(all.sum[renamed[g]][p], figure, ALL, value, value, 1);
        all.accounts[renamed[g]][p]++;
        if (i % 100 == 99) { /* a partition is done */
            ledger_join(&joined, &part.ledger, renamed);
            ledger_free(&part.ledger);
            part.ledger = (Ledger){.chart = &part.chart, .periods = PERIODS};
        }
    }
    compare(&all, &joined);
    ledger_free(&joined);
    unmake(&part);
    unmake(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_one_by_one),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_handed_over),
        cmocka_unit_test(test_all_periods),
        cmocka_unit_test(test_large_stretches),
        cmocka_unit_test(test_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
