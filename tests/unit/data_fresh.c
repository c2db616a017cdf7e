/* SPDX-License-Identifier: MIT
 *
 * data_fresh: the newest row of an input at every as-of, from batches that are
 * written down here. Instants are small numbers; as-ofs are 100, 200 and 300.
 */
#include "unit.h"

#include "data/part.h"

enum { MOST = 8, NEVER = -1 };

/* A row: its time, and when it was recorded; NEVER: the cell is empty. */
typedef struct Row {
    int64_t time, recorded;
} Row;

typedef struct World {
    Plan plan;
    DataSet set;
    InputPlan input;
    int64_t as_of[3];
    hale_request request;
    Store store;
    Split split[2];
} World;

static void world_made(World *w, size_t as_ofs)
{
    *w = (World){.set = {.shape = HALE_EVENT, .has_time = true},
                 .input = {.name = "usage",
                           .time = "time",
                           .recorded = "recorded",
                           .max_age = {2, UNIT_HOUR}},
                 .as_of = {100, 200, 300}};
    w->plan = (Plan){.zone = zone_open("UTC", NULL),
                     .as_of = w->as_of,
                     .as_ofs = as_ofs,
                     .data_set = &w->set,
                     .data_sets = 1,
                     .roster = -1,
                     .input = &w->input,
                     .inputs = 1};
    w->request = (hale_request){.begin = 10, .end = 300};
    w->store =
        (Store){.plan = &w->plan, .split = w->split, .splits = COUNT(w->split)};
}

/* Rows of one split, `each` in a batch. */
static void read_rows(World *w, size_t split, const Row *row, size_t rows,
                      size_t each)
{
    int64_t time[MOST], recorded[MOST];
    uint8_t has_time[MOST], has_recorded[MOST];
    hale_cells cells[] = {{.present = has_time, .as.i = time},
                          {.present = has_recorded, .as.i = recorded}};
    hale_cells *list[] = {&cells[0], &cells[1]};
    Intake in = {.plan = &w->plan,
                 .input = &w->input,
                 .split = &w->split[split],
                 .request = &w->request,
                 .time = 0,
                 .recorded = 1};
    fresh_begin(&in);
    for (size_t at = 0; at < rows; at += each) {
        hale_batch batch = {.field = list};
        for (; batch.count < each && at + batch.count < rows; batch.count++) {
            const Row *r = &row[at + batch.count];
            time[batch.count] = r->time;
            has_time[batch.count] = r->time != NEVER;
            recorded[batch.count] = r->recorded;
            has_recorded[batch.count] = r->recorded != NEVER;
        }
        fresh_note(&in, &batch);
    }
}

/* The newest at each as-of; 0: there is none. */
static void assert_newest(World *w, const int64_t *expected)
{
    fresh_gather(&w->store);
    for (size_t k = 0; k < w->plan.as_ofs; k++) {
        Fresh f = store_fresh(&w->store, 0, k);
        assert_int_equal(f.any, expected[k] != 0);
        assert_int_equal(f.any ? f.newest : 0, expected[k]);
        assert_int_equal(f.age, f.any ? w->as_of[k] - expected[k] : 0);
    }
    free(w->store.newest);
    free(w->split[0].newest);
    free(w->split[1].newest);
    zone_free(w->plan.zone);
}

/* Before 100 is 99, not 100 itself, and none before the request begins; from
 * then on nothing came before 250, and after that 299 of the other split. */
static void each_as_of_has_its_newest_row(void **state)
{
    static const Row first[] = {
        {9, NEVER}, {50, NEVER}, {250, NEVER}, {NEVER, NEVER}, {99, NEVER}};
    static const Row second[] = {{299, NEVER}, {300, NEVER}, {20, NEVER}};
    (void)state;
    for (size_t each = 1; each <= 5; each++) {
        World w;
        world_made(&w, 3);
        read_rows(&w, 0, first, COUNT(first), each);
        read_rows(&w, 1, second, COUNT(second), each);
        assert_newest(&w, (const int64_t[]){99, 99, 299});
    }
}

/* A single row is the newest of every as-of after it, and of no other. */
static void a_row_counts_wherever_it_lies(void **state)
{
    (void)state;
    for (size_t as_ofs = 1; as_ofs <= 3; as_ofs++)
        for (int64_t time = 95; time < 300; time += time % 100 == 5 ? 90 : 1) {
            World w;
            int64_t expected[3];
            world_made(&w, as_ofs);
            for (size_t k = 0; k < as_ofs; k++)
                expected[k] = time < w.as_of[k] ? time : 0;
            read_rows(&w, 0, &(Row){time, NEVER}, 1, 1);
            assert_newest(&w, expected);
        }
}

static void at_100_it_is_seen_from_then_on(void **state)
{
    static const Row row[] = {{100, NEVER}};
    World w;
    (void)state;
    world_made(&w, 3);
    read_rows(&w, 0, row, 1, 1);
    assert_newest(&w, (const int64_t[]){0, 100, 100});
}

static void one_as_of_has_what_it_would_have_among_others(void **state)
{
    static const Row row[] = {{50, NEVER}, {120, NEVER}, {40, NEVER}};
    World w;
    (void)state;
    world_made(&w, 1);
    read_rows(&w, 0, row, COUNT(row), 2);
    assert_newest(&w, (const int64_t[]){50});
}

/* What was recorded at 150 is not known at 100: of the two rows 80 is newer,
 * but there only 30 is seen. */
static void with_known_at_a_row_counts_once_it_is_known(void **state)
{
    static const Row row[] = {{30, 40}, {80, 150}, {210, 320}, {190, 200}};
    World w;
    (void)state;
    world_made(&w, 3);
    w.plan.known = KNOWN_AT_AS_OF;
    read_rows(&w, 0, row, COUNT(row), 4);
    assert_newest(&w, (const int64_t[]){30, 80, 190});
    world_made(&w, 3);
    w.plan.known = KNOWN_AT;
    w.plan.known_at = 200;
    read_rows(&w, 0, row, COUNT(row), 4);
    assert_newest(&w, (const int64_t[]){80, 80, 80});
    world_made(&w, 3);
    read_rows(&w, 0, row, COUNT(row), 4);
    assert_newest(&w, (const int64_t[]){80, 190, 210});
}

/* A contract of last year is told anew every night. */
static void intervals_are_as_old_as_their_recording(void **state)
{
    static const Row row[] = {{12, 95}, {90, 14}};
    World w;
    (void)state;
    world_made(&w, 3);
    w.set.shape = HALE_INTERVAL;
    read_rows(&w, 0, row, COUNT(row), 2);
    assert_newest(&w, (const int64_t[]){95, 95, 95});
    world_made(&w, 3);
    w.set.shape = HALE_INTERVAL;
    w.input.recorded = NULL;
    read_rows(&w, 0, row, COUNT(row), 2);
    assert_newest(&w, (const int64_t[]){90, 90, 90});
}

/* Of an input that may have any age nothing older is asked. */
static void as_far_back_as_it_may_be_old(void **state)
{
    const int64_t hour = 3600 * HALE_SECOND;
    World w;
    (void)state;
    world_made(&w, 3);
    fresh_ask(&w.plan, &w.input, &w.request);
    assert_int_equal(w.request.begin, 100 - 2 * hour);
    assert_int_equal(w.request.end, 300);
    w.request.begin = -3 * hour; /* some metric looks back further */
    fresh_ask(&w.plan, &w.input, &w.request);
    assert_int_equal(w.request.begin, -3 * hour);
    w.set.shape = HALE_INTERVAL; /* it may begin tomorrow */
    fresh_ask(&w.plan, &w.input, &w.request);
    assert_true(w.request.end == INT64_MAX);
    w.request = (hale_request){.begin = 10, .end = 300};
    w.input.max_age.count = 0;
    w.set.shape = HALE_EVENT;
    fresh_ask(&w.plan, &w.input, &w.request);
    assert_int_equal(w.request.begin, 10);
    assert_int_equal(w.request.end, 300);
    zone_free(w.plan.zone);
}

/* Two hours before the as-of it is fresh, a microsecond earlier it is not. */
static void the_limit_itself_is_fresh(void **state)
{
    static const struct {
        int64_t before;
        bool stale;
        const char *words;
    } at[] = {{INT64_C(7200000000), false, "usage is 2 hours old, allowed 2h"},
              {INT64_C(7200000001), true, "usage is 2.1 hours old, allowed 2h"},
              {INT64_C(60000000), false, "usage is 1 minute old, allowed 2h"}};
    (void)state;
    for (size_t i = 0; i < COUNT(at); i++) {
        World w;
        Text words = {0};
        world_made(&w, 1);
        w.as_of[0] = 50 * HALE_DAY;
        w.request = (hale_request){.begin = INT64_MIN, .end = INT64_MAX};
        const Row row = {w.as_of[0] - at[i].before, NEVER};
        read_rows(&w, 0, &row, 1, 1);
        fresh_gather(&w.store);
        Fresh f = store_fresh(&w.store, 0, 0);
        assert_true(f.limited);
        assert_int_equal(f.allowed, 2 * 3600 * HALE_SECOND);
        assert_int_equal(f.stale, at[i].stale);
        assert_int_equal(store_stale(&w.store, 0, 0), at[i].stale);
        fresh_words(&words, &w.input, &f);
        assert_string_equal(words.data, at[i].words);
        w.input.on_stale = STALE_WARN; /* then it is used all the same */
        assert_false(store_stale(&w.store, 0, 0));
        text_free(&words);
        free(w.store.newest);
        free(w.split[0].newest);
        zone_free(w.plan.zone);
    }
}

static void no_row_at_all_is_stale(void **state)
{
    World w;
    Text words = {0};
    (void)state;
    world_made(&w, 3);
    fresh_gather(&w.store);
    Fresh f = store_fresh(&w.store, 0, 2);
    assert_true(f.stale && !f.any);
    fresh_words(&words, &w.input, &f);
    assert_string_equal(words.data,
                        "usage has no row within the 2h that are allowed");
    text_free(&words);
    free(w.store.newest);
    zone_free(w.plan.zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_as_of_has_its_newest_row),
        cmocka_unit_test(a_row_counts_wherever_it_lies),
        cmocka_unit_test(at_100_it_is_seen_from_then_on),
        cmocka_unit_test(one_as_of_has_what_it_would_have_among_others),
        cmocka_unit_test(with_known_at_a_row_counts_once_it_is_known),
        cmocka_unit_test(intervals_are_as_old_as_their_recording),
        cmocka_unit_test(as_far_back_as_it_may_be_old),
        cmocka_unit_test(the_limit_itself_is_fresh),
        cmocka_unit_test(no_row_at_all_is_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
