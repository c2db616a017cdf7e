/* SPDX-License-Identifier: MIT
 *
 * measure_snapshot: the full states that a data set holds, gathered from rows
 * of several splits and partitions: each time once, with the instant at which
 * it was first heard of. Instants are small numbers.
 */
#include "unit.h"

#include "data/part.h"
#include "measure/inside.h"

#include <string.h>

/* Rows of a full state, as a reading thread takes them in. */
static void take_in(Store *store, size_t split, Str account,
                    const int64_t *time, const int64_t *heard, size_t n)
{
    Plan plan = *store->plan;
    uint8_t there[] = {1, 1, 1};
    Str accounts[] = {account, account, account};
    int64_t when[3], heard_on[3];
    hale_cells cells[] = {{.present = there, .as.text = accounts},
                          {.present = there, .as.i = when},
                          {.present = there, .as.i = heard_on}};
    hale_cells *field[] = {&cells[0], &cells[1], &cells[2]};
    Intake in = {.plan = &plan,
                 .input = plan.input,
                 .set = plan.data_set,
                 .split = &store->split[split],
                 .clerk = store->clerk[0],
                 .time = 1,
                 .until = -1,
                 .recorded = heard ? 2 : -1,
                 .currency = -1,
                 .known_before = INT64_MAX};
    memcpy(when, time, n * sizeof *time);
    if (heard)
        memcpy(heard_on, heard, n * sizeof *heard);
    clerk_begin(&in);
    assert_int_equal(
        intake_batch(&in, &(hale_batch){.field = field, .count = n}), 0);
    clerk_end(&in);
}

/* The times of all parts, each once, with the day it was first heard of. */
static void test_snapshots_of(void **state)
{
    (void)state;
    static const int64_t t0[] = {30, 10, 30}, r0[] = {50, 12, 40};
    static const int64_t t1[] = {10, 45}, r1[] = {11, 47};
    DataSet set = {
        .shape = HALE_SNAPSHOT, .has_recorded = true, .end = INT64_MAX};
    InputPlan input = {.data_set = 0};
    Plan plan = {.data_set = &set,
                 .data_sets = 1,
                 .roster = -1,
                 .late_since = INT64_MAX,
                 .input = &input,
                 .inputs = 1};
    for (int dated = 0; dated < 2; dated++) {
        Split split[2] = {{0}, {0}};
        Waiting waiting = {0};
        Clerk *clerk = clerk_new(&waiting);
        Store store = {.plan = &plan,
                       .split = split,
                       .splits = 2,
                       .clerk = &clerk,
                       .clerks = 1};
        Arena arena = {0};
        take_in(&store, 0, S("a"), t0, dated ? r0 : NULL, 3);
        take_in(&store, 1, S("of another partition"), t1, r1, 2);
        Snapshots *s = snapshots_of(&arena, &store);
        const int64_t at[] = {10, 30, 45};
        const int64_t known[][3] = {{INT64_MIN, INT64_MIN, 47}, {11, 40, 47}};
        assert_int_equal(s->count, 3);
        assert_memory_equal(s->time, at, sizeof at);
        assert_memory_equal(s->known, known[dated], sizeof known[0]);
        set.shape = HALE_EVENT;
        assert_int_equal(snapshots_of(&arena, &store)->count, 0);
        set.shape = HALE_SNAPSHOT;
        for (size_t p = 0; p < PARTITIONS; p++)
            for (size_t i = 0; i < 2; i++)
                part_free(&split[i].part[p]);
        clerk_free(clerk);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_snapshots_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
