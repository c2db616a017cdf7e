/* SPDX-License-Identifier: MIT
 *
 * base_effort: what sections took adds up, and costs nothing unasked.
 */
#include "unit.h"

#include "base/base.h"

enum { SECTIONS = 3 };

/* Uses the processor until the clock has moved on. */
static void work(int64_t nanoseconds)
{
    Since begin = effort_of_process();
    while (effort_of_process().wall - begin.wall < nanoseconds)
        ;
}

/* Two threads that share the efforts, one after the other here: rows 1, then
 * 1 + 2 + 2, and 10 each. */
static void test_laps(void **state)
{
    (void)state;
    Effort effort[SECTIONS] = {0};
    for (int thread = 0; thread < 2; thread++) {
        Laps laps;
        laps_begin(&laps, effort, SECTIONS);
        work(1000000); /* is of no section */
        laps_go(&laps);
        work(2000000);
        laps_took(&laps, 0, 1);
        laps_took(&laps, 2, 10);
        if (thread) {
            work(1000000);
            laps_took(&laps, 0, 2);
            laps_took(&laps, 0, 2);
        }
        laps_end(&laps);
    }
    assert_int_equal(effort[0].rows, 1 + 1 + 2 + 2);
    assert_int_equal(effort[1].rows, 0);
    assert_int_equal(effort[2].rows, 20);
    assert_true(effort[0].wall >= 5000000);
    assert_int_equal(effort[1].wall, 0);
    assert_true(effort[2].wall < effort[0].wall);
    assert_true(effort[0].cpu > 0);
}

static void test_nobody_asks(void **state)
{
    (void)state;
    Laps laps;
    laps_begin(&laps, NULL, SECTIONS);
    laps_go(&laps);
    laps_took(&laps, 7, 1); /* there is no such section to write to */
    laps_end(&laps);
    assert_null(laps.lap);
    assert_int_equal(laps.last, 0);
    effort_end(NULL, effort_begin(NULL), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_laps),
        cmocka_unit_test(test_nobody_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
