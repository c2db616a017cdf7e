/* SPDX-License-Identifier: MIT
 *
 * history_past.c: the past of a score, the digests of tables, and the lock of
 * a pipeline, each with figures worked out by hand.
 */
#include "unit.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history/history.h"
#include "measure/measure.h"

/* A plan that looks at the past of the score "health" and nothing else. */
static void plan_made(Plan *plan, const int64_t *as_of, size_t as_ofs)
{
    static const char *trend[] = {"health"};
    *plan = (Plan){.zone = zone_open("UTC", NULL), .as_ofs = as_ofs};
    plan->as_of = arena_array(&plan->arena, as_ofs, sizeof *as_of);
    memcpy(plan->as_of, as_of, as_ofs * sizeof *as_of);
    plan->history.trend = trend;
    plan->history.trends = 1;
}

static void plan_gone(Plan *plan)
{
    zone_free(plan->zone);
    arena_free(&plan->arena);
}

static int64_t day(int number)
{
    return number * INT64_C(86400000000);
}

/* The account table of one account: as_of, account, then the trends. */
static Table *account_made(Arena *arena)
{
    Table *t = table_new(arena, "accounts", "");
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    table_column(t, "account", HALE_TEXT, NULL, NULL);
    for (int i = 0; i < TRENDS; i++)
        table_column(t, trend_result((Trend)i)->name,
                     trend_result((Trend)i)->type, NULL, NULL);
    table_text(t, table_row(t), 1, S("acme"));
    return t;
}

static void add(Past *p, const Plan *plan, int number, double value,
                const char *band)
{
    Arena arena = {0};
    Table *t = table_new(&arena, "scores", "");
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    table_column(t, "account", HALE_TEXT, NULL, NULL);
    table_column(t, "score", HALE_TEXT, NULL, NULL);
    table_column(t, "value", HALE_REAL, NULL, NULL);
    table_column(t, "band", HALE_TEXT, NULL, NULL);
    size_t row = table_row(t);
    table_time(t, row, 0, day(number));
    table_text(t, row, 1, S("acme"));
    table_text(t, row, 2, S("health"));
    if (isfinite(value))
        table_real(t, row, 3, value);
    table_text(t, row, 4, str(band));
    past_add(p, plan, table_face(t), day(number));
    arena_free(&arena);
}

static hale_value trend(const Table *t, Trend which)
{
    return table_get(t, 0, ACCOUNT_FIXED + (size_t)which);
}

/* Points on days 1000, 1010, 1020 and 1060, looked at from day 1100:
 *   90 days back is day 1010, so 60, 70, 50 count; 30 back is day 1070, and
 *   the newest point that old is that of day 1060: 50, the last one as well.
 *   x -90 -80 -40, mean -70; y 60 70 50, mean 60
 *   slope = (-20 * 0 + -10 * 10 + 30 * -10) / (400 + 100 + 900) = -400 / 1400
 *   the highest is 70, so 20 below it; yellow since day 1060: 40 days
 *   green, green, yellow: one change; red of day 1000 is too long ago
 * And 400 days back is day 700: what was before is not looked at. */
static void trends_by_hand(void **state)
{
    Arena arena = {0};
    Plan plan;
    Error error = {0};
    (void)state;
    plan_made(&plan, (int64_t[]){day(1100)}, 1);
    Past *p = past_open(NULL, &plan, &error);
    add(p, &plan, 1000, 10, "red");
    add(p, &plan, 699, 99, "yellow");
    add(p, &plan, 1060, 50, "yellow"); /* in any order */
    add(p, &plan, 1010, 60, "green");
    add(p, &plan, 1020, 70, "green");
    add(p, &plan, 1100, 99, "green"); /* not strictly before */
    Table *t = account_made(&arena);
    past_fill(p, &plan, t, 0, 1, day(1100));
    assert_near(trend(t, TREND_BEFORE).as.r, 50, 0);
    assert_true(str_is(trend(t, TREND_BAND_BEFORE).as.text, "yellow"));
    assert_near(trend(t, TREND_30D_AGO).as.r, 50, 0);
    assert_near(trend(t, TREND_CHANGE_30D).as.r, 0, 0);
    assert_near(trend(t, TREND_SLOPE_90D).as.r, -400.0 / 1400, 1e-12);
    assert_near(trend(t, TREND_DRAWDOWN_90D).as.r, 20, 0);
    assert_int_equal(trend(t, TREND_DAYS_IN_BAND).as.i, 40);
    assert_int_equal(trend(t, TREND_BAND_CHANGES_90D).as.i, 1);
    past_close(p);
    arena_free(&arena);
    plan_gone(&plan);
}

/* From day 1000 nothing is known of day 599; yellow on day 800 is yellow since
 * then, 200 days, and not since day 599. */
static void not_further_than_400_days(void **state)
{
    Arena arena = {0};
    Plan plan;
    Error error = {0};
    (void)state;
    plan_made(&plan, (int64_t[]){day(1000)}, 1);
    Past *p = past_open(NULL, &plan, &error);
    add(p, &plan, 599, 50, "yellow");
    Table *t = account_made(&arena);
    past_fill(p, &plan, t, 0, 1, day(1000));
    assert_int_equal(trend(t, TREND_BEFORE).missing, HALE_NO_ROWS);
    add(p, &plan, 800, 50, "yellow");
    past_fill(p, &plan, t, 0, 1, day(1000));
    assert_int_equal(trend(t, TREND_DAYS_IN_BAND).as.i, 200);
    past_close(p);
    arena_free(&arena);
    plan_gone(&plan);
}

/* Unknown scores: 30 days ago one, so neither it nor the change is known; the
 * last one too, so there is no band; two known ones are no slope. */
static void unknown_is_not_zero(void **state)
{
    Arena arena = {0};
    Plan plan;
    Error error = {0};
    (void)state;
    plan_made(&plan, (int64_t[]){day(1100)}, 1);
    Past *p = past_open(NULL, &plan, &error);
    add(p, &plan, 1050, 40, "red");
    add(p, &plan, 1069, NAN, "unknown");
    add(p, &plan, 1080, 80, "green");
    add(p, &plan, 1090, NAN, "unknown");
    Table *t = account_made(&arena);
    past_fill(p, &plan, t, 0, 1, day(1100));
    assert_int_equal(trend(t, TREND_BEFORE).missing, HALE_NO_ROWS);
    assert_int_equal(trend(t, TREND_30D_AGO).missing, HALE_NO_ROWS);
    assert_int_equal(trend(t, TREND_CHANGE_30D).missing, HALE_NO_ROWS);
    assert_int_equal(trend(t, TREND_SLOPE_90D).missing, HALE_NO_ROWS);
    assert_int_equal(trend(t, TREND_DRAWDOWN_90D).missing, HALE_NO_ROWS);
    assert_int_equal(trend(t, TREND_BAND_BEFORE).missing, HALE_NO_ROWS);
    assert_int_equal(trend(t, TREND_DAYS_IN_BAND).missing, HALE_NO_ROWS);
    assert_int_equal(trend(t, TREND_BAND_CHANGES_90D).as.i, 1);
    past_close(p);
    arena_free(&arena);
    plan_gone(&plan);
}

/* -------------------------------------------------------------- digests -- */

static Table *figures_made(Arena *arena, double value, hale_missing missing)
{
    Table *t = table_new(arena, "figures", "");
    table_column(t, "as_of", HALE_TIME, NULL, NULL);
    table_column(t, "x", HALE_REAL, NULL, NULL);
    for (int i = 1; i <= 3; i++) {
        size_t row = table_row(t);
        hale_value v = {.type = HALE_REAL, .missing = missing, .as.r = value};
        table_time(t, row, 0, day(i / 2)); /* 0, 1, 1 */
        table_set(t, row, 1, &v);
    }
    return t;
}

/* An entry for each as-of; the bits count, and so do reasons. */
static void digests_tell_tables_apart(void **state)
{
    Arena arena = {0};
    Digest *a, *b;
    (void)state;
    size_t n = digests_of(
        &arena, table_face(figures_made(&arena, 1.5, HALE_PRESENT)), &a);
    assert_int_equal(n, 2);
    assert_int_equal(a[0].rows, 1);
    assert_int_equal(a[1].rows, 2);
    assert_int_equal(a[1].as_of, day(1));
    assert_string_not_equal(a[0].hash, a[1].hash);
    digests_of(&arena, table_face(figures_made(&arena, 1.5, HALE_PRESENT)), &b);
    assert_string_equal(a[1].hash, b[1].hash);
    digests_of(
        &arena,
        table_face(figures_made(&arena, nextafter(1.5, 2), HALE_PRESENT)), &b);
    assert_string_not_equal(a[1].hash, b[1].hash);
    digests_of(&arena, table_face(figures_made(&arena, 0, HALE_STALE)), &a);
    digests_of(&arena, table_face(figures_made(&arena, 0, HALE_NO_ROWS)), &b);
    assert_string_not_equal(a[1].hash, b[1].hash);
    digests_of(&arena, table_face(figures_made(&arena, -0.0, HALE_PRESENT)),
               &a);
    digests_of(&arena, table_face(figures_made(&arena, 0.0, HALE_PRESENT)), &b);
    assert_string_equal(a[1].hash, b[1].hash);
    arena_free(&arena);
}

/* ----------------------------------------------------------------- lock -- */

static void file_made(char path[64])
{
    strcpy(path, "/tmp/hale-lock-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

static void one_at_a_time(void **state)
{
    RunLock a, b;
    Error error = {0};
    char path[64], lock[80];
    (void)state;
    file_made(path);
    snprintf(lock, sizeof lock, "%s.lock", path);
    assert_int_equal(run_lock(&a, path, day(20454), 0, &error), 0);
    assert_int_equal(run_lock(&b, path, 0, 0, &error), -1);
    assert_int_equal(error.code, EXIT_TRY_AGAIN);
    /* Day 20454 is 2026-01-01. */
    assert_non_null(strstr(error.message, "since 2026-01-01T00:00:00Z"));
    run_unlock(&b); /* harmless */
    assert_int_equal(access(lock, F_OK), 0);
    run_unlock(&a);
    assert_int_equal(access(lock, F_OK), -1);
    error = (Error){0};
    assert_int_equal(run_lock(&b, path, 0, 0, &error), 0);
    run_unlock(&b);
    unlink(path);
}

/* Where no file can be made the pipeline itself is locked. */
static void folder_is_read_only(void **state)
{
    RunLock a, b;
    Error error = {0};
    char dir[] = "/tmp/hale-lock-XXXXXX", path[64];
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/x.ini", dir);
    close(open(path, O_CREAT | O_WRONLY, 0600));
    char lock[80];
    snprintf(lock, sizeof lock, "%s.lock", path);
    assert_int_equal(mkdir(lock, 0700), 0); /* so root cannot make it either */
    assert_int_equal(run_lock(&a, path, 0, 0, &error), 0);
    assert_int_equal(run_lock(&b, path, 0, 0, &error), -1);
    assert_int_equal(error.code, EXIT_TRY_AGAIN);
    run_unlock(&a);
    rmdir(lock);
    unlink(path);
    rmdir(dir);
}

static void nothing_to_lock(void **state)
{
    RunLock a;
    Error error = {0};
    (void)state;
    assert_int_equal(run_lock(&a, "/nowhere/at/all.ini", 0, 0, &error), -1);
    assert_int_equal(error.code, EXIT_IO);
    assert_non_null(strstr(error.message, "/nowhere/at/all.ini"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trends_by_hand),
        cmocka_unit_test(not_further_than_400_days),
        cmocka_unit_test(unknown_is_not_zero),
        cmocka_unit_test(digests_tell_tables_apart),
        cmocka_unit_test(one_at_a_time),
        cmocka_unit_test(folder_is_read_only),
        cmocka_unit_test(nothing_to_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
