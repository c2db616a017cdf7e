/* SPDX-License-Identifier: MIT
 *
 * The instants of a plan: as-of dates, and from when on rows are read. They
 * are counted by hand: 2026-01-01 is day 20454 (56 years of 365 days and the
 * 14 leap days of 1972 to 2024).
 */
#include "unit/pipeline_file.h"

enum { NEW_YEAR_26 = 20454, NEW_YEAR_25 = 20454 - 365 };
#define HOUR (3600 * HALE_SECOND)

/* ---------------------------------------------------------------- time -- */

static void assert_as_of(const char *settings, PlanFrom from, size_t count,
                         const int64_t *expected)
{
    Planned p;
    Text t = {0};
    text_printf(&t, "[pipeline]\n%s" EVENTS, settings);
    plan_from(&p, t.data, from, NULL);
    assert_int_equal(p.plan.as_ofs, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(p.plan.as_of[i], expected[i]);
    text_free(&t);
    planned_done(&p);
}

static void a_date_is_the_local_midnight_that_begins_it(void **state)
{
    int64_t utc = NEW_YEAR_26 * HALE_DAY;
    int64_t berlin = utc - HOUR; /* winter: an hour before */
    int64_t noon = utc + 12 * HOUR;
    (void)state;
    assert_as_of("as_of = 2026-01-01\ntimezone = UTC\n", (PlanFrom){0}, 1,
                 &utc);
    assert_as_of("as_of = 2026-01-01\ntimezone = Europe/Berlin\n",
                 (PlanFrom){0}, 1, &berlin);
    assert_as_of("as_of = 2026-01-01T13:00\ntimezone = Europe/Berlin\n",
                 (PlanFrom){0}, 1, &noon);
    assert_as_of("as_of = 2026-01-01T12:00:00Z\ntimezone = Europe/Berlin\n",
                 (PlanFrom){0}, 1, &noon);
}

/* On 15 January 2026, 23:30 UTC, it is 16 January in Berlin. */
static void today_is_what_the_caller_says(void **state)
{
    int64_t now = (NEW_YEAR_26 + 14) * HALE_DAY + 23 * HOUR + HOUR / 2;
    int64_t today = (NEW_YEAR_26 + 15) * HALE_DAY - HOUR;
    int64_t month = NEW_YEAR_26 * HALE_DAY - HOUR;
    int64_t utc_today = (NEW_YEAR_26 + 14) * HALE_DAY;
    (void)state;
    assert_as_of("as_of = today\ntimezone = Europe/Berlin\n",
                 (PlanFrom){.now = now}, 1, &today);
    assert_as_of("as_of = last-month-end\ntimezone = Europe/Berlin\n",
                 (PlanFrom){.now = now}, 1, &month);
    assert_as_of("as_of = today\ntimezone = UTC\n", (PlanFrom){.now = now}, 1,
                 &utc_today);
}

static void several_instants_are_parted_by_commas(void **state)
{
    int64_t two[] = {NEW_YEAR_25 * HALE_DAY, (NEW_YEAR_26 + 12) * HALE_DAY};
    (void)state;
    assert_as_of("as_of = 2025-01-01, today\ntimezone = UTC\n",
                 (PlanFrom){.now = (NEW_YEAR_26 + 12) * HALE_DAY}, 2, two);
}

/* 31 January, 28 February, 31 March: counted from the first, not drifting. */
static void a_range_is_a_list_of_instants(void **state)
{
    int64_t ends[] = {(NEW_YEAR_25 + 30) * HALE_DAY,
                      (NEW_YEAR_25 + 58) * HALE_DAY,
                      (NEW_YEAR_25 + 89) * HALE_DAY};
    int64_t weeks[] = {NEW_YEAR_26 * HALE_DAY, (NEW_YEAR_26 + 7) * HALE_DAY};
    (void)state;
    assert_as_of("as_of = 2025-01-31..2025-04-01\nevery = month\n"
                 "timezone = UTC\n",
                 (PlanFrom){0}, 3, ends);
    assert_as_of("as_of = 2026-01-01 .. today\nevery = week\ntimezone = UTC\n",
                 (PlanFrom){.now = (NEW_YEAR_26 + 13) * HALE_DAY}, 2, weeks);
    assert_as_of("as_of = 2026-01-01..2026-01-01\nevery = year\n"
                 "timezone = UTC\n",
                 (PlanFrom){0}, 1, weeks);
}

static void the_caller_overrides_as_of_and_threads(void **state)
{
    int64_t utc = NEW_YEAR_26 * HALE_DAY;
    Planned p;
    (void)state;
    assert_as_of("timezone = UTC\n", (PlanFrom){.as_of = "2026-01-01"}, 1,
                 &utc);
    assert_as_of("as_of = 2020-01-01..2021-01-01\nevery = month\n"
                 "timezone = UTC\n",
                 (PlanFrom){.as_of = "2026-01-01"}, 1, &utc);
    plan_from(&p, UTC_2026 "threads = 3\n" EVENTS, (PlanFrom){.threads = 5},
              NULL);
    assert_int_equal(p.plan.threads, 5);
    planned_done(&p);
    plan_text(&p, UTC_2026 "threads = 3\n" EVENTS);
    assert_int_equal(p.plan.threads, 3);
    planned_done(&p);
    plan_text(&p, UTC_2026 EVENTS);
    assert_true(p.plan.threads >= 1);
    planned_done(&p);
}

/* --------------------------------------------------------------- ranges -- */

static void assert_range(const char *pipeline, const char *metrics,
                         int64_t begin, int64_t end)
{
    Planned p;
    Text t = {0};
    text_printf(&t, "[pipeline]\ntimezone = UTC\n%s\n" EVENTS "%s", pipeline,
                metrics);
    plan_text(&p, t.data);
    assert_int_equal(p.plan.data_set[0].begin, begin);
    assert_int_equal(p.plan.data_set[0].end, end);
    text_free(&t);
    planned_done(&p);
}

static void data_sets_are_read_as_far_back_as_somebody_looks(void **state)
{
    const char *at = "as_of = 2026-01-01", *x = "[metric.x]\n"
                                                "plugin = probe.count\n";
    Text t = {0};
    int64_t end = NEW_YEAR_26 * HALE_DAY;
    (void)state;
    assert_range(at, "", end, end); /* nobody looks */
    assert_range(at, x, INT64_MIN, end);
    text_printf(&t, "%swindow = 28d\n", x);
    assert_range(at, t.data, end - 28 * HALE_DAY, end);
    text_puts(&t, "compare = previous\n");
    assert_range(at, t.data, end - 56 * HALE_DAY, end);
    /* The oldest as-of decides, 1 December: October and November. */
    text_clear(&t);
    text_printf(&t, "%swindow = 2m\n", x);
    assert_range("as_of = 2025-12-01..2026-01-01\nevery = month", t.data,
                 (NEW_YEAR_26 - 31 - 30 - 31) * HALE_DAY, end);
    /* On the first of a month the last period is the month before: so two
     * are November and December; a day later December and January. */
    text_clear(&t);
    text_printf(&t, "%speriods = 2 x month\n", x);
    assert_range(at, t.data, (NEW_YEAR_26 - 61) * HALE_DAY, end);
    assert_range("as_of = 2026-01-02", t.data, (NEW_YEAR_26 - 31) * HALE_DAY,
                 end + HALE_DAY);
    text_free(&t);
}

/* Groups are asked for before each period, November the oldest: with its
 * window a metric that tells them looks back to 4 October; not so when
 * only the group at as_of counts. */
static void who_groups_periods_looks_further_back(void **state)
{
    const char *at = "as_of = 2026-01-01";
    const char *text = "[metric.x]\n"
                       "plugin = probe.count\n"
                       "periods = 2 x month\n"
                       "[metric.who]\n"
                       "plugin = probe.who\n"
                       "window = 28d\n"
                       "[rollup.who]\n"
                       "by = who\n";
    Text t = {0};
    (void)state;
    assert_range(at, text, (NEW_YEAR_26 - 61 - 28) * HALE_DAY,
                 NEW_YEAR_26 * HALE_DAY);
    text_printf(&t, "%sowner = as_of\n", text);
    assert_range(at, t.data, (NEW_YEAR_26 - 61) * HALE_DAY,
                 NEW_YEAR_26 * HALE_DAY);
    text_free(&t);
}

static int64_t begin_of(const DataSet *set, const char *column)
{
    for (size_t k = 0; k < set->kept_count; k++)
        if (!strcmp(set->kept[k].name, column))
            return set->kept[k].begin;
    fail_msg("no column %s", column);
    return 0;
}

/* Users are looked at for 28 days and, by another metric, as its filter says,
 * features for 90: rows are kept for 90, their users for 28. */
static void columns_are_kept_as_far_back_as_somebody_looks(void **state)
{
    Planned p;
    int64_t end = NEW_YEAR_26 * HALE_DAY;
    (void)state;
    plan_text(&p, UTC_2026 EVENTS "[metric.who]\n"
                                  "plugin = probe.who\n"
                                  "window = 28d\n"
                                  "[metric.x]\n"
                                  "plugin = probe.count\n"
                                  "window = 90d\n"
                                  "who = page\n"
                                  "where.feature = login\n");
    const DataSet *set = &p.plan.data_set[0];
    assert_int_equal(set->begin, end - 90 * HALE_DAY);
    assert_int_equal(begin_of(set, "user"), end - 28 * HALE_DAY);
    assert_int_equal(begin_of(set, "feature"), end - 90 * HALE_DAY);
    planned_done(&p);
}

static void intervals_are_read_from_the_beginning(void **state)
{
    Planned p;
    (void)state;
    plan_text(&p, UTC_2026 "[input.subscriptions]\n"
                           "plugin = probe.rows\n"
                           "[metric.x]\n"
                           "plugin = probe.parts\n"
                           "periods = 24 x month\n");
    assert_int_equal(p.plan.data_set[0].begin, INT64_MIN);
    assert_int_equal(begin_of(&p.plan.data_set[0], "mrr"), INT64_MIN);
    assert_int_equal(p.plan.data_set[0].end, NEW_YEAR_26 * HALE_DAY);
    assert_int_equal(p.plan.metric[0].periods, 24);
    assert_int_equal(p.plan.metric[0].period, UNIT_MONTH);
    planned_done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_the_local_midnight_that_begins_it),
        cmocka_unit_test(today_is_what_the_caller_says),
        cmocka_unit_test(several_instants_are_parted_by_commas),
        cmocka_unit_test(a_range_is_a_list_of_instants),
        cmocka_unit_test(the_caller_overrides_as_of_and_threads),
        cmocka_unit_test(data_sets_are_read_as_far_back_as_somebody_looks),
        cmocka_unit_test(who_groups_periods_looks_further_back),
        cmocka_unit_test(columns_are_kept_as_far_back_as_somebody_looks),
        cmocka_unit_test(intervals_are_read_from_the_beginning),
    };
    setenv("HALE_PLUGIN_PATH", PROBE_DIR, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
