/* SPDX-License-Identifier: MIT
 *
 * measure_groups: what becomes of figures when accounts change groups, and
 * what a table shows of a group. Expectations are worked out by hand beside
 * each test; the intervals are published ones.
 */
#include "unit.h"

#include "hale/wilson.h"
#include "measure/inside.h"

/* ------------------------------------------------------------ intervals -- */

/* Newcombe, "Two-sided confidence intervals for the single proportion"
 * (1998), table I, method 3; 1 of 10 as in many textbooks. */
static void test_wilson(void **state)
{
    (void)state;
    static const struct {
        double hits, n, low, high;
    } known[] = {{81, 263, 0.2553, 0.3662},
                 {15, 148, 0.0624, 0.1605},
                 {0, 20, 0, 0.1611},
                 {1, 29, 0.0061, 0.1718},
                 {1, 10, 0.0179, 0.4042}};
    for (size_t i = 0; i < COUNT(known); i++) {
        double low = -1, high = -1, other = -1, mirror = -1;
        assert_int_equal(hale_wilson(known[i].hits, known[i].n, &low, &high),
                         0);
        assert_near(low, known[i].low, 0.00005);
        assert_near(high, known[i].high, 0.00005);
        /* Misses are as sure as hits. */
        assert_int_equal(hale_wilson(known[i].n - known[i].hits, known[i].n,
                                     &other, &mirror),
                         0);
        assert_near(other, 1 - high, 1e-12);
        assert_near(mirror, 1 - low, 1e-12);
    }
}

static void test_no_proportion(void **state)
{
    (void)state;
    double low = 7, high = 7;
    assert_int_equal(hale_wilson(0, 0, &low, &high), -1);
    assert_int_equal(hale_wilson(3, 2, &low, &high), -1);
    assert_int_equal(hale_wilson(-1, 5, &low, &high), -1);
    assert_near(low + high, 14, 0);
}

/* ----------------------------------------------------------------- laws -- */

/* start + won - lost + moved = end, people and rate beside it. */
enum { START, WON, LOST, MOVED, END, PEOPLE, RATE, RESULTS };

#define RESULT(called, kind, rule)                                             \
    &(const hale_result)                                                       \
    {                                                                          \
        .size = sizeof(hale_result), .name = (called), .type = (kind),         \
        .rollup = (rule)                                                       \
    }
static const hale_result *const results[] = {
    RESULT("start", HALE_INT, HALE_ROLLUP_SUM),
    RESULT("won", HALE_INT, HALE_ROLLUP_SUM),
    RESULT("lost", HALE_INT, HALE_ROLLUP_SUM),
    RESULT("moved", HALE_INT, HALE_ROLLUP_SUM),
    RESULT("end", HALE_INT, HALE_ROLLUP_SUM),
    RESULT("people", HALE_INT, HALE_ROLLUP_MEAN),
    RESULT("rate", HALE_REAL, HALE_ROLLUP_MAX),
    NULL,
};

static const signed char signs[] = {1, 1, -1, 1, -1, 0, 0};
static const hale_identity law = {.size = sizeof law,
                                  .name = "start + won - lost + moved = end",
                                  .sign = signs,
                                  .opening = START,
                                  .closing = END,
                                  .transfer = MOVED};
static const hale_identity *const identities[] = {&law, NULL};
static const hale_metric plugin = {
    .size = sizeof plugin, .results = results, .identities = identities};
/* The same, of a metric that knows no transfer. */
static const hale_identity plain = {.size = sizeof plain,
                                    .name = "start + won - lost + moved = end",
                                    .sign = signs,
                                    .opening = START,
                                    .closing = END};
static const hale_identity *const plain_ones[] = {&plain, NULL};
static const hale_metric plain_plugin = {
    .size = sizeof plain_plugin, .results = results, .identities = plain_ones};

static const hale_type types[] = {HALE_INT, HALE_INT, HALE_INT, HALE_INT,
                                  HALE_INT, HALE_INT, HALE_REAL};

static MetricPlan metric_of(const hale_metric *m, int64_t periods)
{
    return (MetricPlan){.label = "metric.x",
                        .plugin = m,
                        .results = RESULTS,
                        .result_type = (hale_type *)(uintptr_t)types,
                        .periods = periods};
}

static void set(hale_value *value, const int64_t (*figure)[5])
{
    for (size_t r = 0; r < RESULTS; r++)
        value[r] = (hale_value){.type = types[r]};
    for (size_t r = START; r <= END; r++)
        value[r].as.i = (*figure)[r];
    value[PEOPLE].as.i = 3;
    value[RATE].as.r = 0.5;
}

static void is(const hale_value *value, const int64_t (*figure)[5])
{
    for (size_t r = START; r <= END; r++) {
        assert_int_equal(value[r].missing, HALE_PRESENT);
        assert_int_equal(value[r].as.i, (*figure)[r]);
    }
}

/* 100 + 30 - 10 = 120. Judged where it started, that group hands 120 over;
 * judged where it ended, the 100 are what came. */
static void test_split(void **state)
{
    (void)state;
    static const int64_t all[] = {100, 30, 10, 0, 120};
    MetricPlan m = metric_of(&plugin, 1);
    hale_value value[RESULTS], here[RESULTS], there[RESULTS];
    set(value, &all);
    assert_true(law_split(&m, false, value, here, there));
    is(here, &(const int64_t[]){100, 30, 10, -120, 0});
    is(there, &(const int64_t[]){0, 0, 0, 120, 120});
    assert_true(law_split(&m, true, value, here, there));
    is(here, &(const int64_t[]){0, 30, 10, 100, 120});
    is(there, &(const int64_t[]){100, 0, 0, -100, 0});
    /* No mean and no extreme of an account that is judged elsewhere. */
    assert_int_equal(here[PEOPLE].as.i, 3);
    assert_int_equal(there[PEOPLE].missing, HALE_NO_ROWS);
    assert_int_equal(there[RATE].missing, HALE_NO_ROWS);
}

/* What came by a merger in the same period stays what it is: 100 + 7 = 107
 * are handed over. */
static void test_split_adds(void **state)
{
    (void)state;
    static const int64_t all[] = {100, 0, 0, 7, 107};
    MetricPlan m = metric_of(&plugin, 1);
    hale_value value[RESULTS], here[RESULTS], there[RESULTS];
    set(value, &all);
    assert_true(law_split(&m, false, value, here, there));
    is(here, &(const int64_t[]){100, 0, 0, -100, 0});
    is(there, &(const int64_t[]){0, 0, 0, 107, 107});
}

/* Nothing is handed over without a transfer, or of what is missing. */
static void test_split_nothing(void **state)
{
    (void)state;
    static const int64_t all[] = {100, 30, 10, 0, 120};
    MetricPlan m = metric_of(&plain_plugin, 1);
    hale_value value[RESULTS], here[RESULTS], there[RESULTS];
    set(value, &all);
    assert_false(law_split(&m, false, value, here, there));
    m = metric_of(&plugin, 1);
    for (size_t r = 0; r < RESULTS; r++)
        value[r].missing = HALE_REJECTED;
    assert_false(law_split(&m, false, value, here, there));
}

static void test_brings(void **state)
{
    (void)state;
    MetricPlan m = metric_of(&plugin, 1);
    hale_value value[RESULTS];
    set(value, &(const int64_t[]){0, 30, 0, 0, 30});
    assert_true(law_brings_nothing(&m, value));
    set(value, &(const int64_t[]){1, 0, 0, 0, 1});
    assert_false(law_brings_nothing(&m, value));
    value[START].missing = HALE_REJECTED;
    assert_true(law_brings_nothing(&m, value));
}

/* Two periods that balance; the second begins with 90 instead of 120. A group
 * that accounts left without a trace may do so, an account may not. */
static void test_carry(void **state)
{
    (void)state;
    hale_value one[RESULTS], two[RESULTS];
    Stretch stretch[] = {{one, 0, 1}, {two, 1, 2}};
    Stretches both = {stretch, 2};
    Error error = {0};
    set(one, &(const int64_t[]){100, 30, 10, 0, 120});
    set(two, &(const int64_t[]){90, 0, 0, 0, 90});
    MetricPlan m = metric_of(&plugin, 2), p = metric_of(&plain_plugin, 2);
    Arena arena = {0};
    Laws laws = laws_of(&arena, &m), bare = laws_of(&arena, &p);
    assert_int_equal(laws_hold(&laws, both, CARRY_NONE, "x", &error), 0);
    assert_int_equal(laws_hold(&bare, both, CARRY_TRANSFERS, "x", &error), 0);
    assert_int_equal(laws_hold(&laws, both, CARRY_TRANSFERS, "x", &error), -1);
    assert_contains(error.message, "does not start where the last");
    assert_int_equal(error.code, EXIT_BUG);
    error = (Error){0};
    assert_int_equal(laws_hold(&bare, both, CARRY_ALL, "x", &error), -1);
    error = (Error){0};
    one[WON].as.i++;
    assert_int_equal(laws_hold(&laws, both, CARRY_NONE, "x", &error), -1);
    assert_contains(error.message, "off by 1");
    arena_free(&arena);
}

/* Periods that say the same: that they balance is looked at, and that each
 * starts where the last one ended: 100 + 30 - 10 = 120, which is not 100. One
 * alone may do so. */
static void test_stretches(void **state)
{
    (void)state;
    hale_value value[RESULTS];
    Stretch stretch = {value, 0, 4};
    Stretches all = {&stretch, 1};
    Error error = {0};
    MetricPlan m = metric_of(&plugin, 4);
    Arena arena = {0};
    Laws laws = laws_of(&arena, &m);
    set(value, &(const int64_t[]){100, 30, 10, 0, 120});
    assert_int_equal(laws_hold(&laws, all, CARRY_NONE, "x", &error), 0);
    assert_int_equal(laws_hold(&laws, all, CARRY_ALL, "x", &error), -1);
    assert_contains(error.message, "does not start where the last");
    stretch.end = 1;
    assert_int_equal(laws_hold(&laws, all, CARRY_ALL, "x", &error), 0);
    stretch.end = 4;
    error = (Error){0};
    set(value, &(const int64_t[]){100, 0, 0, 0, 100});
    assert_int_equal(laws_hold(&laws, all, CARRY_ALL, "x", &error), 0);
    value[WON].as.i = 1;
    assert_int_equal(laws_hold(&laws, all, CARRY_ALL, "x", &error), -1);
    assert_contains(error.message, "off by 1");
    arena_free(&arena);
}

/* The start of a period is known and the end of the last one is not: in one
 * stretch, and from one to the next. */
static void test_gaps(void **state)
{
    (void)state;
    hale_value one[RESULTS], two[RESULTS];
    Stretch stretch[] = {{one, 0, 1}, {two, 1, 2}};
    Stretches both = {stretch, 2}, first = {stretch, 1};
    MetricPlan m = metric_of(&plugin, 2);
    Arena arena = {0};
    Laws laws = laws_of(&arena, &m);
    set(one, &(const int64_t[]){100, 0, 0, 0, 100});
    set(two, &(const int64_t[]){100, 0, 0, 0, 100});
    assert_false(laws_have_gaps(&laws, both));
    one[END].missing = HALE_NOT_GIVEN;
    assert_true(laws_have_gaps(&laws, both));
    assert_false(laws_have_gaps(&laws, first));
    stretch[0].end = 2;
    assert_true(laws_have_gaps(&laws, first));
    stretch[0].end = 1;
    two[START].missing = HALE_NOT_GIVEN;
    assert_false(laws_have_gaps(&laws, both));
    arena_free(&arena);
}

/* ------------------------------------------------------ shares by days -- */

static hale_value whole(hale_type type, int64_t i)
{
    return (hale_value){.type = type, .as.i = i};
}

/* Of 28 days an account with 3 users and 0.0003 was here 14, another with 4
 * and 0.0004 all the time: (3 x 14 + 4 x 28) / 28 = 5.5; (0.0003 x 14 +
 * 0.0004 x 28) / 28 = 0.00055, half-way between 5 and 6: the even one, 6.
 * Users by account: 154 / 42. The exact sum is 154, before the division. */
static void test_days(void **state)
{
    (void)state;
    Figure f[] = {
        {.type = HALE_INT, .rollup = HALE_ROLLUP_SUM, .shared = true},
        {.type = HALE_MONEY, .rollup = HALE_ROLLUP_SUM, .shared = true},
        {.type = HALE_INT, .rollup = HALE_ROLLUP_MEAN}};
    const hale_value a[] = {whole(HALE_INT, 3), whole(HALE_MONEY, 3),
                            whole(HALE_INT, 3)};
    const hale_value b[] = {whole(HALE_INT, 4), whole(HALE_MONEY, 4),
                            whole(HALE_INT, 4)};
    Sum sum[3] = {{0}};
    sums_add(sum, f, 3, a, a, 14);
    sums_add(sum, f, 3, b, b, 28);
    hale_value v = sum_value(&sum[0], &f[0], 28);
    assert_int_equal(v.type, HALE_REAL);
    assert_int_equal(figure_type(&f[0]), HALE_REAL);
    assert_near(v.as.r, 5.5, 0);
    v = sum_value(&sum[1], &f[1], 28);
    assert_int_equal(v.type, HALE_MONEY);
    assert_int_equal(v.as.i, 6);
    assert_near(sum_value(&sum[2], &f[2], 28).as.r, 154.0 / 42, 1e-15);
    assert_int_equal(sum_exact(&sum[0], &f[0]).as.i, 154);
    assert_int_equal(sum_exact(&sum[2], &f[2]).missing, HALE_NO_ROWS);
}

/* A rate is weighed by days on both sides: (1 x 7 + 3 x 21) / (2 x 7 + 4 x 21)
 * = 70 / 98; without `rates` nothing is added. */
static void test_days_of_rates(void **state)
{
    (void)state;
    const Figure f[] = {{.type = HALE_REAL,
                         .rollup = HALE_ROLLUP_RATIO,
                         .numerator = 1,
                         .denominator = 2},
                        {.type = HALE_INT, .rollup = HALE_ROLLUP_SUM},
                        {.type = HALE_INT, .rollup = HALE_ROLLUP_SUM}};
    const hale_value a[] = {
        {.type = HALE_REAL}, whole(HALE_INT, 1), whole(HALE_INT, 2)};
    const hale_value b[] = {
        {.type = HALE_REAL}, whole(HALE_INT, 3), whole(HALE_INT, 4)};
    Sum sum[3] = {{0}};
    sums_add(sum, f, 3, a, a, 7);
    sums_add(sum, f, 3, b, b, 21);
    sums_add(sum, f, 3, b, NULL, 21);
    assert_near(sum_value(&sum[0], &f[0], 28).as.r, 70.0 / 98, 1e-15);
    assert_int_equal(sum_exact(&sum[1], &f[1]).as.i, 133); /* 7 + 63 + 63 */
}

static void test_days_overflow(void **state)
{
    (void)state;
    const Figure f = {.type = HALE_MONEY, .rollup = HALE_ROLLUP_SUM};
    const hale_value v = whole(HALE_MONEY, INT64_MAX / 2);
    Sum sum = {0};
    sums_add(&sum, &f, 1, &v, &v, 3);
    assert_int_equal(sum_value(&sum, &f, 28).missing, HALE_REJECTED);
    assert_int_equal(sum_exact(&sum, &f).missing, HALE_REJECTED);
}

/* -------------------------------------------------------------- figures -- */

/* Shows `figure` number 0 of 3, whose sums are `num` of `den`, and answers
 * with the reasons of the columns, a digit each: 0 is present. */
static const char *reasons(const Figure *figure, const Sum *sum, Basis basis)
{
    static char out[8];
    Arena arena = {0};
    Table *t = table_new(&arena, "t", "t");
    size_t at = 0, row;
    figure_columns(t, &(const hale_result){.name = "x"}, figure);
    row = table_row(t);
    figure_cells(t, row, &at, sum, figure, 0, &basis);
    assert_int_equal(at, t->columns);
    for (size_t c = 0; c < t->columns; c++)
        out[c] = (char)('0' + table_get(t, row, c).missing);
    out[t->columns] = '\0';
    arena_free(&arena);
    return out;
}

/* 8 is HALE_TOO_FEW, 2 HALE_ZERO_DENOMINATOR, 6 HALE_REJECTED. */
static void test_too_few(void **state)
{
    (void)state;
    Figure f[] = {{.type = HALE_REAL,
                   .rollup = HALE_ROLLUP_RATIO,
                   .numerator = 1,
                   .denominator = 2,
                   .proportion = true},
                  {.type = HALE_INT, .rollup = HALE_ROLLUP_SUM},
                  {.type = HALE_INT, .rollup = HALE_ROLLUP_SUM}};
    Sum sum = {.i = 1, .i2 = 4, .i_unit = 1, .i2_unit = 1, .n = 6};
    assert_string_equal(reasons(f, &sum, (Basis){6, 0, 1}), "000");
    assert_string_equal(reasons(f, &sum, (Basis){6, 4, 1}), "000");
    assert_string_equal(reasons(f, &sum, (Basis){6, 5, 1}), "888"); /* of 4 */
    assert_string_equal(reasons(f, &sum, (Basis){3, 4, 1}), "888"); /* of 3 */
    assert_string_equal(reasons(f, &sum, (Basis){6, 4, 2}), "888"); /* 4 / 2 */
    f[2].type = HALE_MONEY; /* is no count */
    assert_string_equal(reasons(f, &sum, (Basis){6, 5, 1}), "000");
    sum.i2 = 0;
    assert_string_equal(reasons(f, &sum, (Basis){6, 5, 1}), "222");
    sum.i2 = 4;
    sum.i = 5; /* more than all: no interval */
    assert_string_equal(reasons(f, &sum, (Basis){6, 0, 1}), "066");
    f[0].rollup = HALE_ROLLUP_SUM; /* claims nothing, stays */
    f[0].type = HALE_INT;
    f[0].proportion = false;
    assert_string_equal(reasons(f, &sum, (Basis){1, 5, 1}), "0");
}

/* A mean of 2 values of 6 accounts, and how many they are. */
static void test_counted(void **state)
{
    (void)state;
    const Figure f = {
        .type = HALE_INT, .rollup = HALE_ROLLUP_MEAN, .counted = true};
    Sum sum = {.i = 9, .n = 2};
    assert_string_equal(reasons(&f, &sum, (Basis){6, 2, 1}), "00");
    assert_string_equal(reasons(&f, &sum, (Basis){6, 3, 1}), "80");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wilson),
        cmocka_unit_test(test_no_proportion),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_split_adds),
        cmocka_unit_test(test_split_nothing),
        cmocka_unit_test(test_brings),
        cmocka_unit_test(test_carry),
        cmocka_unit_test(test_stretches),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_days_of_rates),
        cmocka_unit_test(test_days_overflow),
        cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
