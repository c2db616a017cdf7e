/* SPDX-License-Identifier: MIT
 *
 * base_workers: every number once, whatever the threads.
 */
#include "unit.h"

#include <pthread.h>

#include "base/base.h"

enum { TASKS = 5000 };

typedef struct Seen {
    unsigned threads;
    atomic_int runs[TASKS];
    atomic_bool wrong_worker;
    pthread_t caller;
    atomic_int elsewhere; /* runs on another thread than the caller's */
} Seen;

static void note(void *shared, unsigned worker, size_t i)
{
    Seen *seen = shared;
    atomic_fetch_add(&seen->runs[i], 1);
    if (worker >= seen->threads)
        seen->wrong_worker = true;
    if (!pthread_equal(pthread_self(), seen->caller))
        atomic_fetch_add(&seen->elsewhere, 1);
}

static void run(unsigned threads, size_t count, int elsewhere)
{
    static Seen seen;
    memset(&seen, 0, sizeof seen);
    seen.threads = threads ? threads : 1;
    seen.caller = pthread_self();
    workers_run(threads, count, note, &seen);
    for (size_t i = 0; i < TASKS; i++)
        assert_int_equal(seen.runs[i], i < count);
    assert_false(seen.wrong_worker);
    assert_int_equal(seen.elsewhere, elsewhere);
}

static void test_each_once(void **state)
{
    (void)state;
    run(1, TASKS, 0);
    run(0, TASKS, 0);
    run(2, TASKS, TASKS);
    run(7, TASKS, TASKS);
    run(64, 3, 3);
    run(4, 1, 0); /* no thread for a single task */
    run(4, 0, 0);
}

/* A frame of 6 MiB needs a stack of 8. */
static void use_stack(void *shared, unsigned worker, size_t i)
{
    volatile char large[6 << 20];
    (void)worker;
    for (size_t k = 0; k < sizeof large; k += 4096)
        large[k] = 1;
    atomic_fetch_add((atomic_int *)shared, large[0] + (int)i * 0);
}

static void test_stack(void **state)
{
    (void)state;
    atomic_int runs = 0;
    workers_run(2, 4, use_stack, &runs);
    assert_int_equal(runs, 4);
}

/* Few rows are not worth a thread; many are worth all there are. */
static void test_threads_for_rows(void **state)
{
    (void)state;
    assert_int_equal(workers_for(8, 0), 1);
    assert_int_equal(workers_for(8, 100), 1);
    assert_int_equal(workers_for(8, 1000000), 8);
    assert_int_equal(workers_for(1, 1000000), 1);
}

static void test_auto(void **state)
{
    (void)state;
    assert_true(workers_auto() >= 1);
    assert_int_equal(stop_requested, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_once),
        cmocka_unit_test(test_stack),
        cmocka_unit_test(test_threads_for_rows),
        cmocka_unit_test(test_auto),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
