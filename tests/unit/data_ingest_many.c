/* SPDX-License-Identifier: MIT
 *
 * data_ingest_many: more rows than a chunk holds, in memory and in files.
 */
#include "ingest_kit.h"

#include <string.h>

enum { MANY = 6000, NAMES = 3 };

/* The rows of an account in the order that they should have: each goes before
 * the later ones that came before it. */
static size_t in_order(const Given *row, const char *account, size_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < MANY; i++) {
        size_t at = n;
        if (strcmp(row[i].account, account) != 0)
            continue;
        for (; at && row[out[at - 1]].time > row[i].time; at--)
            out[at] = out[at - 1];
        out[at] = i;
        n++;
    }
    return n;
}

static void same_cells(const Partition *part, const Block *b, size_t i,
                       const Given *row)
{
    assert_int_equal(b->time[i], row->time);
    assert_int_equal(!!HALE_HAS(&b->column[0], i), row->text != NULL);
    if (row->text)
        assert_string_equal(part->texts.text[b->column[0].as.code[i]].data,
                            row->text);
    assert_int_equal(!!HALE_HAS(&b->column[1], i), row->number != NONE);
    if (row->number != NONE)
        assert_int_equal(b->column[1].as.i[i], row->number);
}

/* More rows than a chunk holds, out of order, cells missing here and there, a
 * stretch without any; with as many splits, and in memory or in a file. */
static void test_many(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "an account of a long name"};
    static const char *const words[] = {"x", "login", "a text beyond 16 bytes",
                                        "exactly16bytes.."};
    static Given row[MANY];
    static size_t order[MANY];
    for (size_t i = 0; i < MANY; i++)
        row[i] = (Given){names[i * 7 % NAMES], (int64_t)(i * 7919 % 1000), 0,
                         i % 5 && i > 1500 ? words[i % COUNT(words)] : NULL,
                         i % 3 ? (int64_t)i * 1000003 - 5000 : NONE};
    for (size_t way = 0; way < 4; way++) {
        World *w = world_made(HALE_EVENT, row, MANY);
        w->made[0].splits = way % 2 ? 5 : 1;
        w->made[0].room = 700;
        w->plan.memory = way < 2 ? 0 : 4096;
        w->plan.temp = ".";
        assert_int_equal(read_all(w), 0);
        assert_int_equal(w->store.waiting.spilled.rows > 0, way >= 2);
        Partition part = {0};
        for (size_t k = 0; k < NAMES; k++) {
            size_t n = in_order(row, names[k], order), a = 0;
            /* Three partitions, each in the memory of the one before. */
            partition_build(&part, &w->store,
                            partition_of(text_key(str(names[k]))));
            while (!str_is(part.account[a], names[k]))
                a++;
            const Block *b = &part.block[0];
            assert_int_equal(b->begin[a + 1] - b->begin[a], n);
            for (size_t i = 0; i < n; i++)
                same_cells(&part, b, b->begin[a] + i, &row[order[i]]);
        }
        partition_free(&part);
        world_gone(w);
    }
}

/* Long texts are a chunk before it has all its rows. */
static void test_heavy(void **state)
{
    (void)state;
    enum { LENGTH = 100000, ROWS = 4 };
    static char text[ROWS][LENGTH + 1];
    Given row[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        memset(text[i], 'a' + (int)i, LENGTH);
        row[i] = (Given){"a", (int64_t)i, 0, text[i], (int64_t)i};
    }
    World *w = world_made(HALE_EVENT, row, ROWS);
    Partition part = {0};
    w->made[0].room = 1;
    assert_int_equal(read_all(w), 0);
    const Part *waiting =
        &w->store.split[0].part[partition_of(text_key(S("a")))];
    assert_int_equal(waiting->rows, ROWS);
    assert_int_equal(waiting->first->rows, 1);
    partition_build(&part, &w->store, partition_of(text_key(S("a"))));
    for (size_t i = 0; i < ROWS; i++)
        same_cells(&part, &part.block[0], i, &row[i]);
    partition_free(&part);
    world_gone(w);
}

/* A temporary file that cannot be made is an error of the run. */
static void test_no_temp(void **state)
{
    (void)state;
    static const Given one[] = {{"a", 10, 0, "x", 1}};
    World *w = world_made(HALE_EVENT, one, COUNT(one));
    w->plan.memory = 1;
    w->plan.temp = "/nowhere";
    assert_int_equal(read_all(w), -1);
    assert_int_equal(w->error.code, EXIT_CANT_CREATE);
    assert_contains(w->error.message,
                    "input.made: memory is used up, and no temporary file can "
                    "be made in /nowhere: ");
    world_gone(w);
}

/* Where others of the data set keep currencies, rows of an input that has no
 * such column are in ours, batch after batch. */
static void test_no_currency(void **state)
{
    (void)state;
    static const Given row[] = {
        {"a", 10, 0, "x", 1}, {"a", 20, 0, "y", 2}, {"a", 30, 0, "z", 3}};
    World *w = world_made(HALE_EVENT, row, COUNT(row));
    Partition part = {0};
    w->made[0].room = 2;
    w->set[0].foreign = true;
    assert_int_equal(read_all(w), 0);
    partition_build(&part, &w->store, partition_of(text_key(S("a"))));
    assert_int_equal(part.block[0].rows, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(part.block[0].currency[i], HALE_NO_CODE);
    partition_free(&part);
    world_gone(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_heavy),
        cmocka_unit_test(test_no_temp),
        cmocka_unit_test(test_no_currency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
