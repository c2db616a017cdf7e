/* SPDX-License-Identifier: MIT
 *
 * host_test.h: what tests of inputs and outputs begin and end with: a fake
 * host of its own for each, and a folder that is empty again after it.
 *
 *     static const struct CMUnitTest tests[] = {TEST(reads_a_row), ...};
 *     return cmocka_run_group_tests(tests, NULL, last_teardown);
 */
#ifndef HALE_TESTS_HOST_TEST_H
#define HALE_TESTS_HOST_TEST_H

#include "scratch.h"

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
