/* SPDX-License-Identifier: MIT
 *
 * data_ingest: from batches to sorted account runs, with an input that hands
 * out rows as the test wrote them down, a few at a time.
 */
#include "ingest_kit.h"

/* All rows of data set 0 in the order of partitions, as words. */
static void listed(World *w, Text *out)
{
    text_puts(out, "");
    for (size_t p = 0; p < PARTITIONS; p++) {
        Partition part = {0};
        partition_build(&part, &w->store, p);
        const Block *b = &part.block[0];
        for (size_t a = 0; a < part.accounts; a++) {
            text_printf(out, "%s:", part.account[a].data);
            for (size_t i = b->begin[a]; i < b->begin[a + 1]; i++) {
                hale_str text = {"-", 1};
                if (HALE_HAS(&b->column[0], i))
                    text = part.texts.text[b->column[0].as.code[i]];
                text_printf(out, " %lld%.*s", (long long)b->time[i],
                            (int)text.len, text.data);
            }
            text_puts(out, "\n");
        }
        partition_free(&part);
    }
}

/* ---------------------------------------------------------------- tests -- */

static const Given events[] = {
    {"b", 30, 0, "x", 1},    {"a", 20, 0, "y", 2}, {"a", 10, 0, "z", 3},
    {"a", 20, 0, "w", NONE}, {"b", 5, 0, NULL, 5}, {"a", 15, 0, "x", 6},
    {"a", 20, 0, "v", 7},    {"b", 30, 0, "y", 8},
};

/* By account, then by time, then as they came, however they came. */
static void test_order(void **state)
{
    (void)state;
    for (size_t splits = 1; splits <= 8; splits++)
        for (size_t room = 1; room <= 9; room += 4) {
            Text t = {0};
            World *w = world_made(HALE_EVENT, events, COUNT(events));
            w->made[0].splits = splits;
            w->made[0].room = room;
            assert_int_equal(read_all(w), 0);
            assert_int_equal(w->store.splits, splits);
            listed(w, &t);
            assert_contains(t.data, "a: 10z 15x 20y 20w 20v\n");
            assert_contains(t.data, "b: 5- 30x 30y\n");
            assert_int_equal(t.len, strlen("a: 10z 15x 20y 20w 20v\n"
                                           "b: 5- 30x 30y\n"));
            assert_int_equal(w->store.counts[0].read, 8);
            assert_int_equal(w->store.counts[0].kept, 8);
            text_free(&t);
            world_gone(w);
        }
}

/* The first input of the pipeline arrives first. */
static void test_two_inputs(void **state)
{
    (void)state;
    static const Given second[] = {{"a", 20, 0, "second", 1}};
    Text t = {0};
    World *w = world_made(HALE_EVENT, events, COUNT(events));
    w->plan.inputs = 2;
    w->made[1].row = second;
    w->made[1].rows = 1;
    assert_int_equal(read_all(w), 0);
    listed(w, &t);
    assert_contains(t.data, "a: 10z 15x 20y 20w 20v 20second\n");
    text_free(&t);
    world_gone(w);
}

static void test_cells(void **state)
{
    (void)state;
    World *w = world_made(HALE_EVENT, events, COUNT(events));
    assert_int_equal(read_all(w), 0);
    Partition part = {0};
    partition_build(&part, &w->store, partition_of(text_key(S("a"))));
    size_t a = 0;
    while (!str_is(part.account[a], "a"))
        a++;
    const Block *b = &part.block[0];
    size_t first = b->begin[a];
    assert_int_equal(b->begin[a + 1] - first, 5);
    const int64_t numbers[] = {3, 6, 2, 0, 7}; /* the fourth is empty */
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(!!HALE_HAS(&b->column[1], first + i), i != 3);
        assert_int_equal(b->day[first + i], 0);
        if (i != 3)
            assert_int_equal(b->column[1].as.i[first + i], numbers[i]);
    }
    assert_null(b->until);
    assert_null(b->recorded);
    partition_free(&part);
    world_gone(w);
}

/* [20, 30) of events, everything before 30 of intervals; what the input left
 * out by itself counts as well. */
static void test_outside(void **state)
{
    (void)state;
    static const hale_shape shapes[] = {HALE_EVENT, HALE_INTERVAL};
    for (size_t i = 0; i < COUNT(shapes); i++) {
        World *w = world_made(shapes[i], events, COUNT(events));
        for (size_t k = 0; k < COUNT(events); k++)
            assert_true(events[k].until == 0);
        w->set[0].begin = 20;
        w->set[0].end = 30;
        w->made[0].passed = 7;
        w->input[0].on_error = ON_ERROR_SKIP; /* until 0 is before all */
        assert_int_equal(read_all(w), 0);
        const Counts *c = &w->store.counts[0];
        assert_int_equal(c->read, 15);
        if (shapes[i] == HALE_EVENT) {
            assert_int_equal(c->kept, 3);
            assert_int_equal(c->outside, 5 + 7);
        } else {
            assert_int_equal(c->kept, 0);
            assert_int_equal(c->rejected, 8);
            assert_int_equal(c->outside, 7);
        }
        world_gone(w);
    }
}

static void test_open_end(void **state)
{
    (void)state;
    static const Given terms[] = {{"a", 10, INT64_MIN, "open", 1},
                                  {"a", 20, 20, "short", 1}};
    World *w = world_made(HALE_INTERVAL, terms, COUNT(terms));
    assert_int_equal(read_all(w), 0);
    Partition part = {0};
    partition_build(&part, &w->store, partition_of(text_key(S("a"))));
    assert_int_equal(part.accounts, 1);
    assert_true(part.block[0].until[0] == HALE_OPEN);
    assert_int_equal(part.block[0].until[1], 20);
    partition_free(&part);
    world_gone(w);
}

/* Rows of accounts that the roster lacks, accounts that it has twice. */
static void test_roster(void **state)
{
    (void)state;
    static const Given roster[] = {{"a", INT64_MIN, 0, "smb", 1},
                                   {"c", INT64_MIN, 0, "smb", 1},
                                   {"a", INT64_MIN, 0, "mid", 1},
                                   {"a", INT64_MIN, 0, "big", 1}};
    uint64_t orphans = 0, duplicates = 0, accounts = 0;
    World *w = world_made(HALE_EVENT, events, COUNT(events));
    w->plan.inputs = 2;
    w->plan.data_sets = 2;
    w->plan.roster = 1;
    w->input[1].data_set = 1;
    w->set[1].shape = HALE_ATTRIBUTE;
    w->set[1].has_time = false;
    w->made[1].row = roster;
    w->made[1].rows = COUNT(roster);
    assert_int_equal(read_all(w), 0);
    for (size_t p = 0; p < PARTITIONS; p++) {
        Partition part = {0};
        partition_build(&part, &w->store, p);
        orphans += part.orphans[0] + part.orphans[1];
        duplicates += part.duplicates[0] + part.duplicates[1];
        accounts += part.accounts;
        for (size_t a = 0; a < part.accounts; a++)
            assert_false(str_is(part.account[a], "b"));
        partition_free(&part);
    }
    assert_int_equal(accounts, 2);
    assert_int_equal(orphans, 3); /* the events of b */
    assert_int_equal(duplicates, 2);
    world_gone(w);
}

static const Given wrong[] = {{"a", 1, 2, "x", 1}, {NULL, 1, 2, "x", 2},
                              {"", 1, 2, "x", 3},  {"a", INT64_MIN, 2, "x", 4},
                              {"a", 1, 0, "x", 5}, {"a", 1, 2, "x", 6}};

/* Lines 3 to 6 are wrong; line 7 is what the input itself cannot read, which
 * it notices first when all rows are one batch. */
static void test_rejects(void **state)
{
    (void)state;
    for (size_t room = 1; room <= 9; room += 8) {
        World *w = world_made(HALE_INTERVAL, wrong, COUNT(wrong));
        w->input[0].on_error = ON_ERROR_SKIP;
        w->made[0].room = room;
        w->made[0].rejects_at = 6;
        assert_int_equal(read_all(w), 0);
        const Counts *c = &w->store.counts[0];
        assert_int_equal(c->read, 6);
        assert_int_equal(c->kept, 1);
        assert_int_equal(c->rejected, 5);
        assert_int_equal(w->store.rejects.count, 5);
        assert_string_equal(
            w->store.rejects.csv.data,
            "\"made.csv\",3,,\"account\",\"no account\",\"raw\"\n"
            "\"made.csv\",4,,\"account\",\"no account\",\"raw\"\n"
            "\"made.csv\",5,,\"time\",\"no time\",\"raw\"\n"
            "\"made.csv\",6,,\"until\",\"ends before it begins\",\"raw\"\n"
            "\"made.csv\",7,3,\"number\",\"not a number\",\"a,\"\"b\"\"\"\n");
        world_gone(w);
    }
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        OnError on_error;
        int64_t most;
        double share;
        int code;
    } cases[] = {{ON_ERROR_FAIL, -1, -1, EXIT_BAD_DATA},
                 {ON_ERROR_SKIP, 4, -1, 0},
                 {ON_ERROR_SKIP, 3, -1, EXIT_BAD_DATA},
                 {ON_ERROR_SKIP, 0, -1, EXIT_BAD_DATA},
                 {ON_ERROR_SKIP, -1, 4.0 / 6, 0},
                 {ON_ERROR_SKIP, -1, 0.66, EXIT_BAD_DATA}};
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t splits = 1; splits < 4; splits++) {
            World *w = world_made(HALE_INTERVAL, wrong, COUNT(wrong));
            w->made[0].splits = splits;
            w->input[0].on_error = cases[i].on_error;
            w->plan.max_rejects = cases[i].most;
            w->plan.max_reject_share = cases[i].share;
            assert_int_equal(read_all(w), cases[i].code ? -1 : 0);
            assert_int_equal(w->error.code, cases[i].code);
            world_gone(w);
        }
}

/* The input's own words, under the name that the pipeline gives it. */
static void test_failure(void **state)
{
    (void)state;
    World *w = world_made(HALE_EVENT, events, COUNT(events));
    w->made[0].splits = 3;
    w->made[0].fails = "the line went dead";
    assert_int_equal(read_all(w), -1);
    assert_string_equal(w->error.message, "input.made: the line went dead");
    assert_int_equal(w->error.code, EXIT_UNAVAILABLE);
    world_gone(w);
}

static void test_stop(void **state)
{
    (void)state;
    World *w = world_made(HALE_EVENT, events, COUNT(events));
    w->made[0].fails = "the line went dead";
    atomic_store(&stop_requested, 1);
    assert_int_equal(read_all(w), -1);
    atomic_store(&stop_requested, 0);
    assert_int_equal(w->error.code, EXIT_INTERRUPTED);
    world_gone(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),    cmocka_unit_test(test_two_inputs),
        cmocka_unit_test(test_cells),    cmocka_unit_test(test_outside),
        cmocka_unit_test(test_open_end), cmocka_unit_test(test_roster),
        cmocka_unit_test(test_rejects),  cmocka_unit_test(test_limits),
        cmocka_unit_test(test_failure),  cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
