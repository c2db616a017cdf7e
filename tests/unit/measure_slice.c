/* SPDX-License-Identifier: MIT
 *
 * measure_slice: which rows of an account lie in a span, by shape, filter and
 * what is known. Instants are small numbers; there are two accounts, and rows
 * of the other one must never be seen.
 */
#include "unit.h"

#include "data/part.h"
#include "measure/inside.h"

#include <string.h>

/* Rows of account 0 are those before SECOND, the rest are of account 1. */
enum { SECOND = 6, ROWS = 8 };
static const int64_t times[ROWS] = {10, 20, 20, 30, 40, 50, 20, 45};
static const int64_t until[ROWS] = {15, 30, HALE_OPEN, 31, 41, 51, 99, 99};
static const int64_t numbers[ROWS] = {1, 2, 3, 4, 5, 6, 70, 80};
static const uint8_t present[ROWS] = {1, 1, 1, 0, 1, 1, 1, 1};

typedef struct World {
    Plan plan;
    DataSet set;
    MetricPlan metric;
    NeedPlan need;
    ptrdiff_t column[1];
    Partition part;
    Block block;
    hale_vector vector;
    size_t begin[3];
    Snapshots shots;
    int64_t shot_time[4], shot_known[4];
    Arena arena;
    Slices slices;
} World;

static const hale_column number = {
    .size = sizeof number, .name = "number", .type = HALE_INT};
static const hale_column *const needed[] = {&number, NULL};
static const hale_need declared = {.size = sizeof declared, .columns = needed};
static const hale_need *const needs[] = {&declared, NULL};
static const hale_metric plugin = {.size = sizeof plugin, .needs = needs};

static void make(World *w, hale_shape shape, const Filter *filter)
{
    static int32_t days[ROWS];
    *w = (World){.begin = {0, SECOND, ROWS}};
    w->set = (DataSet){.name = "things", .shape = shape, .has_time = true};
    w->need = (NeedPlan){
        .column = w->column, .filter = filter, .filters = filter != NULL};
    w->metric = (MetricPlan){.plugin = &plugin, .need = &w->need, .needs = 1};
    w->plan = (Plan){.data_set = &w->set,
                     .data_sets = 1,
                     .metric = &w->metric,
                     .metrics = 1,
                     .roster = 0};
    w->vector = (hale_vector){.size = sizeof w->vector,
                              .type = HALE_INT,
                              .present = present,
                              .as.i = numbers,
                              .host = &w->part.texts};
    w->block = (Block){.rows = ROWS,
                       .begin = w->begin,
                       .time = (int64_t *)(uintptr_t)times,
                       .day = days,
                       .column = &w->vector};
    if (shape == HALE_INTERVAL)
        w->block.until = (int64_t *)(uintptr_t)until;
    w->part.block = &w->block;
    w->part.accounts = 2;
    w->shots = (Snapshots){.time = w->shot_time, .known = w->shot_known};
    slices_open(&w->slices, &w->plan, &w->part, &w->shots, &w->arena);
}

static void unmake(World *w)
{
    arena_free(&w->part.arena);
    arena_free(&w->arena);
}

/* The numbers of the rows of account 0 in [begin, end), "-" for none. */
static const char *seen(World *w, int64_t begin, int64_t end)
{
    static char words[80];
    hale_span span = {.size = sizeof span, .begin = begin, .end = end};
    hale_rows rows;
    slice_rows(&w->slices, 0, 0, 0, &span, &rows);
    words[0] = '\0';
    for (size_t i = 0; i < rows.count; i++) {
        const hale_vector *v = rows.column[0];
        char *at = words + strlen(words);
        size_t room = sizeof words - strlen(words);
        if (HALE_HAS(v, i))
            snprintf(at, room, "%s%lld", i ? " " : "", (long long)v->as.i[i]);
        else
            snprintf(at, room, "%s-", i ? " " : "");
        if (w->block.until) /* the columns stay beside each other */
            assert_true(rows.until[i] > rows.time[i]);
    }
    return words;
}

static void test_events(void **state)
{
    (void)state;
    World w;
    make(&w, HALE_EVENT, NULL);
    assert_string_equal(seen(&w, INT64_MIN, INT64_MAX), "1 2 3 - 5 6");
    assert_string_equal(seen(&w, 10, 50), "1 2 3 - 5");
    assert_string_equal(seen(&w, 11, 51), "2 3 - 5 6");
    assert_string_equal(seen(&w, 20, 21), "2 3");
    assert_string_equal(seen(&w, 21, 30), "");
    assert_string_equal(seen(&w, 51, 99), "");
    assert_string_equal(seen(&w, 0, 10), "");
    unmake(&w);
}

/* Many rows, two an instant, under spans in any order: counted one by one. */
static void test_many_events(void **state)
{
    (void)state;
    enum { MANY = 300, MOST = 160 };
    static int64_t time[MANY];
    World w;
    uint64_t seed = 88172645u;
    int64_t end = 0;
    make(&w, HALE_EVENT, NULL);
    for (size_t i = 0; i < MANY; i++)
        time[i] = (int64_t)(i / 2);
    w.block.time = time;
    w.vector.present = NULL;
    w.vector.as.i = time;
    for (size_t round = 0; round < 4000; round++) {
        size_t last = round % 16 < 8 ? 20 : MANY - 4, count = 0;
        size_t a = round / 5 % 2, from = a ? last : 0, to = a ? MANY : last;
        memcpy(w.begin, (size_t[]){0, last, MANY}, sizeof w.begin);
        seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
        hale_span span = {.begin = (int64_t)(seed % MOST) - 5,
                          .end = (int64_t)(seed / MOST % MOST)};
        if (round % 3) /* where the last one ended */
            span.begin = end;
        end = span.end;
        if (round % 8 == 0) /* they are other accounts from now on */
            slices_open(&w.slices, &w.plan, &w.part, &w.shots, &w.arena);
        hale_rows rows;
        slice_rows(&w.slices, 0, 0, a, &span, &rows);
        for (size_t i = from; i < to; i++)
            count += time[i] >= span.begin && time[i] < span.end;
        assert_int_equal(rows.count, count);
        assert_true(!count || rows.time[0] >= span.begin);
        assert_ptr_equal(rows.column[0]->as.i, rows.time);
    }
    unmake(&w);
}

/* All that began before the end; when the span begins does not matter. */
static void test_intervals(void **state)
{
    (void)state;
    World w;
    make(&w, HALE_INTERVAL, NULL);
    assert_string_equal(seen(&w, 40, 50), "1 2 3 - 5");
    assert_string_equal(seen(&w, INT64_MIN, 10), "");
    assert_string_equal(seen(&w, INT64_MIN, 11), "1");
    unmake(&w);
}

static void test_attributes(void **state)
{
    (void)state;
    World w;
    make(&w, HALE_ATTRIBUTE, NULL);
    assert_string_equal(seen(&w, INT64_MIN, 10), "");
    assert_string_equal(seen(&w, INT64_MIN, 11), "1");
    assert_string_equal(seen(&w, INT64_MIN, 21), "3");
    assert_string_equal(seen(&w, INT64_MIN, 31), "-");
    assert_string_equal(seen(&w, INT64_MIN, INT64_MAX), "6");
    assert_int_equal(slice_roster_row(&w.slices, 0, 10), -1);
    assert_int_equal(slice_roster_row(&w.slices, 0, 21), 2);
    assert_int_equal(slice_roster_row(&w.slices, 1, 21), 6);
    unmake(&w);
}

/* States at 10, 20, 30 (where account 0 has an empty cell) and 45 (where it
 * has no row). */
static void test_snapshots(void **state)
{
    (void)state;
    static const int64_t at[] = {10, 20, 30, 45};
    World w;
    make(&w, HALE_SNAPSHOT, NULL);
    memcpy(w.shot_time, at, sizeof at);
    for (size_t i = 0; i < 4; i++)
        w.shot_known[i] = INT64_MIN;
    w.shots.count = 4;
    assert_string_equal(seen(&w, INT64_MIN, 10), "");
    assert_string_equal(seen(&w, INT64_MIN, 20), "1");
    assert_string_equal(seen(&w, INT64_MIN, 30), "2 3");
    assert_string_equal(seen(&w, INT64_MIN, 45), "-");
    assert_string_equal(seen(&w, INT64_MIN, 46), "");
    /* The newest must lie in the window. */
    assert_string_equal(seen(&w, 20, 30), "2 3");
    assert_string_equal(seen(&w, 21, 30), "");
    w.shots.count = 0;
    assert_string_equal(seen(&w, INT64_MIN, INT64_MAX), "");
    unmake(&w);
}

/* 2 to 5: the empty cell does not pass, and neither do rows outside. */
static void test_filter(void **state)
{
    (void)state;
    static const Filter filter = {
        .has_low = true, .has_high = true, .low = 2, .high = 5};
    World w;
    make(&w, HALE_INTERVAL, &filter);
    assert_string_equal(seen(&w, INT64_MIN, INT64_MAX), "2 3 5");
    assert_string_equal(seen(&w, INT64_MIN, 40), "2 3");
    unmake(&w);
    /* Of facts the one in force, if it passes; never an older one. */
    make(&w, HALE_ATTRIBUTE, &filter);
    assert_string_equal(seen(&w, INT64_MIN, 21), "3");
    assert_string_equal(seen(&w, INT64_MIN, 31), "");
    assert_string_equal(seen(&w, INT64_MIN, INT64_MAX), "");
    unmake(&w);
}

/* Rows 0 to 5 were learned at 11, 60, 21, 31, 41 and 60. */
static const int64_t recorded[ROWS] = {11, 60, 21, 31, 41, 60, 21, 46};

static void test_known(void **state)
{
    (void)state;
    static const Filter filter = {.has_high = true, .high = 2};
    World w;
    make(&w, HALE_EVENT, NULL);
    w.block.recorded = (int64_t *)(uintptr_t)recorded;
    w.slices.known_before = 41;
    assert_string_equal(seen(&w, INT64_MIN, INT64_MAX), "1 3 -");
    w.slices.known_before = 42;
    assert_string_equal(seen(&w, 20, INT64_MAX), "3 - 5");
    w.slices.known_before = INT64_MAX; /* no limit */
    assert_string_equal(seen(&w, 20, 30), "2 3");
    unmake(&w);
    /* The fact in force is the last one known. */
    make(&w, HALE_ATTRIBUTE, NULL);
    w.block.recorded = (int64_t *)(uintptr_t)recorded;
    w.slices.known_before = 21;
    assert_string_equal(seen(&w, INT64_MIN, INT64_MAX), "1");
    assert_int_equal(slice_roster_row(&w.slices, 0, INT64_MAX), 0);
    w.slices.known_before = 11;
    assert_string_equal(seen(&w, INT64_MIN, INT64_MAX), "");
    assert_int_equal(slice_roster_row(&w.slices, 0, INT64_MAX), -1);
    unmake(&w);
    /* ... and then it has to pass: 3 does not, although 1 would. */
    make(&w, HALE_ATTRIBUTE, &filter);
    w.block.recorded = (int64_t *)(uintptr_t)recorded;
    w.slices.known_before = 22;
    assert_string_equal(seen(&w, INT64_MIN, 30), "");
    w.slices.known_before = 12;
    assert_string_equal(seen(&w, INT64_MIN, 30), "1");
    unmake(&w);
}

/* Money of EUR is 2 of ours from 0 on and 3 from 25 on; rows 0 and 4 are
 * ours. Row 3 is not there. */
static Rates spot(World *w, Error *error)
{
    static const uint32_t currency[ROWS] = {HALE_NO_CODE, 0, 0, 0,
                                            HALE_NO_CODE, 0, 0, 0};
    static Quote quote[] = {{.numerator = 2, .denominator = 1},
                            {.from = 25, .numerator = 3, .denominator = 1}};
    static size_t first[] = {0, 2};
    Rates rates = {.quote = quote, .quotes = 2, .first = first};
    dict_code(&rates.currency, S("EUR"));
    w->plan.fx = FX_SPOT;
    w->plan.zone = zone_open("UTC", NULL);
    w->vector.type = HALE_MONEY;
    w->vector.host = NULL;
    w->block.currency = (uint32_t *)(uintptr_t)currency;
    slices_open(&w->slices, &w->plan, &w->part, &w->shots, &w->arena);
    w->slices.error = error;
    return rates;
}

static void unspot(World *w, Rates *rates)
{
    dict_free(&rates->currency);
    zone_free(w->plan.zone);
    unmake(w);
}

static int64_t at(World *w, size_t row, int64_t instant)
{
    hale_span span = {.size = sizeof span, .begin = INT64_MIN, .end = 30};
    hale_rows rows;
    int64_t money = -1;
    assert_int_equal(slice_rows(&w->slices, 0, 0, 0, &span, &rows), 0);
    assert_int_equal(
        slice_money_at(&w->slices, rows.column[0], row, instant, &money), 0);
    return money;
}

/* All money of a span is at the rate just before its end. */
static void test_spot(void **state)
{
    (void)state;
    static const Filter filter = {.has_low = true, .low = 6};
    World w;
    Error error = {0};
    make(&w, HALE_EVENT, NULL);
    Rates rates = spot(&w, &error);
    w.part.rates = &rates;
    assert_string_equal(seen(&w, INT64_MIN, 25), "1 4 6");
    assert_string_equal(seen(&w, INT64_MIN, 26), "1 6 9");
    assert_string_equal(seen(&w, 20, 51), "6 9 - 5 18");
    assert_string_equal(seen(&w, 40, 41), "5"); /* nothing to convert */
    assert_int_equal(at(&w, 1, 25), 4);
    assert_int_equal(at(&w, 1, 26), 6);
    assert_int_equal(at(&w, 0, 25), 1);
    assert_int_equal(slice_fact(&w.slices, 0, 1, 25).as.i, 4);
    assert_int_equal(slice_fact(&w.slices, 0, 4, 25).as.i, 5);
    unspot(&w, &rates);
    /* A filter means money in our currency. */
    make(&w, HALE_EVENT, &filter);
    rates = spot(&w, &error);
    w.part.rates = &rates;
    assert_string_equal(seen(&w, INT64_MIN, 25), "6");
    assert_string_equal(seen(&w, INT64_MIN, 26), "6 9");
    assert_int_equal(at(&w, 1, 25), 6); /* row 2 of the block */
    assert_int_equal(error.code, 0);
    unspot(&w, &rates);
}

static void test_no_rate(void **state)
{
    (void)state;
    World w;
    Error error = {0};
    hale_span span = {.size = sizeof span, .begin = 10, .end = 25};
    hale_rows rows;
    make(&w, HALE_EVENT, NULL);
    Rates rates = spot(&w, &error);
    rates.quote++; /* the first is of 25 */
    rates.first = (size_t[]){0, 1};
    w.part.rates = &rates;
    assert_int_equal(slice_rows(&w.slices, 0, 0, 0, &span, &rows), -1);
    assert_non_null(strstr(error.message, "there is no rate for EUR before"));
    assert_int_equal(error.code, EXIT_BAD_DATA);
    /* A span that has only our own money needs none. */
    span.end = 11;
    assert_int_equal(slice_rows(&w.slices, 0, 0, 0, &span, &rows), 0);
    unspot(&w, &rates);
}

/* A state that nobody knows of yet does not hide the one before. */
static void test_known_snapshots(void **state)
{
    (void)state;
    static const int64_t at[] = {10, 20, 30, 45};
    static const int64_t first[] = {11, 21, 31, 46};
    World w;
    make(&w, HALE_SNAPSHOT, NULL);
    w.block.recorded = (int64_t *)(uintptr_t)recorded;
    memcpy(w.shot_time, at, sizeof at);
    memcpy(w.shot_known, first, sizeof first);
    w.shots.count = 4;
    w.slices.known_before = 12;
    assert_string_equal(seen(&w, INT64_MIN, 40), "1");
    w.slices.known_before = 22; /* one row of 20 is known, the other is not */
    assert_string_equal(seen(&w, INT64_MIN, 40), "3");
    w.slices.known_before = 32;
    assert_string_equal(seen(&w, INT64_MIN, 40), "-");
    w.slices.known_before = 11;
    assert_string_equal(seen(&w, INT64_MIN, 40), "");
    unmake(&w);
}

static void test_any(void **state)
{
    (void)state;
    World w;
    make(&w, HALE_EVENT, NULL);
    assert_true(slice_any(&w.slices, 0, 0, 50, 51));
    assert_false(slice_any(&w.slices, 0, 0, 21, 30));
    assert_false(slice_any(&w.slices, 0, 0, 51, 99));
    assert_false(slice_any(&w.slices, 0, 1, 21, 45));
    assert_true(slice_any(&w.slices, 0, 1, INT64_MIN, 21));
    w.block.recorded = (int64_t *)(uintptr_t)recorded;
    w.slices.known_before = 60;
    assert_false(slice_any(&w.slices, 0, 0, 50, 51));
    assert_true(slice_any(&w.slices, 0, 0, 20, 30)); /* the second at 20 */
    w.slices.known_before = 21;
    assert_false(slice_any(&w.slices, 0, 0, 20, 30));
    unmake(&w);
}

static void test_cell(void **state)
{
    (void)state;
    World w;
    make(&w, HALE_EVENT, NULL);
    assert_int_equal(slice_cell(&w.block, 0, 1).as.i, 2);
    assert_int_equal(slice_cell(&w.block, 0, 1).missing, HALE_PRESENT);
    assert_int_equal(slice_cell(&w.block, 0, 3).missing, HALE_NOT_GIVEN);
    unmake(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_many_events),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_snapshots),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_known_snapshots),
        cmocka_unit_test(test_spot),
        cmocka_unit_test(test_no_rate),
        cmocka_unit_test(test_any),
        cmocka_unit_test(test_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
