/* SPDX-License-Identifier: MIT
 *
 * data_runs: rows that came in any order stand in order of time, and those of
 * one time in order of arrival.
 */
#include "unit.h"

#include "data/join.h"

enum { ROWS = 3000 };

/* The time of the i-th row that came, out of so many. */
typedef int64_t (*Shape)(size_t i);

static int64_t in_order(size_t i)
{
    return (int64_t)i / 3;
}
static int64_t reversed(size_t i)
{
    return ROWS - (int64_t)i;
}
static int64_t shuffled(size_t i)
{
    return (int64_t)(i * 7919 % 500);
}
static int64_t all_equal(size_t i)
{
    (void)i;
    return 7;
}
/* One of twenty comes up to 300 rows late. */
static int64_t some_late(size_t i)
{
    return (int64_t)i - (i % 20 == 3 ? (int64_t)(i * 31 % 300) : 0);
}
static int64_t no_date(size_t i)
{
    return i % 5 ? (int64_t)(i * 13 % 100) : INT64_MIN;
}

/* Rows that came to `accounts` in turns, placed as they came. */
static void check(Shape shape, size_t accounts, size_t rows)
{
    Partition out = {.accounts = accounts,
                     .size = ROWS * sizeof(uint32_t) + SLAB_ALIGN};
    Joining j = {.out = &out};
    out.slab = xmalloc(out.size);
    int64_t *time = xcalloc(ROWS, sizeof *time);
    int32_t *day = xcalloc(ROWS, sizeof *day);
    uint32_t *at = xcalloc(ROWS, sizeof *at), *row = xcalloc(ROWS, sizeof *row);
    size_t *begin = xcalloc(accounts + 1, sizeof *begin), n = 0;
    for (size_t a = 0; a < accounts; a++) {
        begin[a] = n;
        for (size_t i = a; i < rows; i += accounts, n++) {
            time[n] = shape(i);
            day[n] = (int32_t)i; /* goes along with its row */
            at[i] = (uint32_t)n;
        }
    }
    begin[accounts] = n;
    Block block = {.rows = n, .begin = begin, .time = time, .day = day};
    runs_order(&j, &block, at, n);
    for (size_t i = 0; i < n; i++)
        row[at[i]] = (uint32_t)i;
    for (size_t a = 0; a < accounts; a++)
        for (size_t k = begin[a]; k < begin[a + 1]; k++) {
            assert_int_equal(row[k] % accounts, a);
            assert_true(time[k] == shape(row[k]));
            assert_int_equal(day[k], row[k]);
            if (k > begin[a])
                assert_true(time[k - 1] < time[k] ||
                            (time[k - 1] == time[k] && row[k - 1] < row[k]));
        }
    free(begin);
    free(row);
    free(at);
    free(day);
    free(time);
    free(out.slab);
}

static void test_shapes(void **state)
{
    (void)state;
    static const Shape shapes[] = {in_order,  reversed,  shuffled,
                                   all_equal, some_late, no_date};
    static const size_t rows[] = {0, 1, 2, 3, 16, 17, 40, 331, ROWS};
    for (size_t s = 0; s < COUNT(shapes); s++)
        for (size_t n = 0; n < COUNT(rows); n++)
            for (size_t accounts = 1; accounts <= 21; accounts += 10)
                check(shapes[s], accounts, rows[n]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
