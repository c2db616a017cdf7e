/* SPDX-License-Identifier: MIT
 *
 * metric_account: one fact of every type, and days on the calendar.
 *
 * 2025-12-31 is day 20453 since 1970-01-01: 55 years of 365 days, 14 leap
 * days (1972 ... 2024), and 364 days into 2025: 20075 + 14 + 364 = 20453.
 */
#include "metric_kit.h"

enum { NEW_YEARS_EVE = 20453 };

/* One row (or none) in force at the end of New Year's Eve 2025. */
static int measure(FakeHost *host, const char *name, const char *column,
                   const hale_vector *value, size_t count, hale_value *results)
{
    const char *const given[] = {"column", column, NULL};
    const hale_vector **columns = fake_memory(host, sizeof *columns);
    hale_span span = fake_span(host, INT64_MIN, (NEW_YEARS_EVE + 1) * HALE_DAY);
    const int64_t time[] = {0};
    columns[0] = value;
    return kit_run(host, kit_metric(name), given,
                   fake_rows(host, 0, &span, time, NULL, count, columns),
                   results);
}

static int open_host(void **state)
{
    static FakeHost host;
    fake_open(&host);
    *state = &host;
    return 0;
}

static int close_host(void **state)
{
    fake_close(*state);
    return 0;
}

static void a_fact_of_every_type(void **state)
{
    FakeHost *host = *state;
    static const uint8_t yes[] = {1};
    static const int64_t whole[] = {-42};
    static const double half[] = {0.5};
    static const char *const plan[] = {"team"}, *const empty[] = {""};
    hale_value r;
    assert_int_equal(
        measure(host, "attribute", "x", fake_bools(host, yes, NULL, 1), 1, &r),
        0);
    assert_int_equal(r.as.b, 1);
    measure(host, "attribute", "x", fake_ints(host, whole, NULL, 1), 1, &r);
    assert_int_equal(r.as.i, -42);
    measure(host, "attribute", "x", fake_money(host, whole, NULL, 1), 1, &r);
    assert_int_equal(r.as.i, -42);
    measure(host, "attribute", "x", fake_times(host, whole, NULL, 1), 1, &r);
    assert_int_equal(r.as.i, -42);
    measure(host, "attribute", "x", fake_reals(host, half, NULL, 1), 1, &r);
    assert_near(r.as.r, 0.5, 0);
    measure(host, "attribute", "x", fake_texts(host, plan, 1), 1, &r);
    assert_int_equal(r.missing, HALE_PRESENT);
    assert_int_equal(r.as.text.len, 4);
    assert_memory_equal(r.as.text.data, "team", 4);
    assert_ptr_not_equal(r.as.text.data, plan[0]); /* a copy: rows go away */
    measure(host, "attribute", "x", fake_texts(host, empty, 1), 1, &r);
    assert_int_equal(r.missing, HALE_PRESENT);
    assert_int_equal(r.as.text.len, 0);
}

static void no_row_and_no_cell(void **state)
{
    static const char *const metrics[] = {"attribute", "days_until", "tenure"};
    static const uint8_t absent[] = {0};
    static const int64_t value[] = {INT64_MAX};
    FakeHost *host = *state;
    for (size_t i = 0; i < 3; i++) {
        const hale_vector *v = fake_times(host, value, absent, 1);
        hale_value r;
        measure(host, metrics[i], "x", v, 0, &r);
        assert_int_equal(r.missing, HALE_NO_ROWS);
        measure(host, metrics[i], "x", v, 1, &r);
        assert_int_equal(r.missing, HALE_NOT_GIVEN);
    }
}

static void no_memory_for_a_text(void **state)
{
    FakeHost *host = *state;
    static const char *const plan[] = {"team"};
    const hale_vector *v = fake_texts(host, plan, 1);
    hale_value r;
    host->allocs = 1;
    host->alloc_most = 1;
    assert_int_equal(measure(host, "attribute", "x", v, 1, &r), -1);
}

static int64_t days(FakeHost *host, const char *metric, int64_t instant,
                    hale_missing missing)
{
    hale_value r;
    measure(host, metric, "x", fake_times(host, &instant, NULL, 1), 1, &r);
    assert_int_equal(r.missing, missing);
    return r.as.i;
}

/* From 2025-12-31: 2026-02-28 is 59 days away (31 + 28), 2025-12-30 was
 * yesterday, 2024-12-31 was 365 days ago. A late hour of the same day is
 * still today. */
static void days_on_the_calendar(void **state)
{
    static const int64_t day = HALE_DAY, today = NEW_YEARS_EVE * HALE_DAY;
    FakeHost *host = *state;
    assert_int_equal(days(host, "days_until", today + 59 * day, HALE_PRESENT),
                     59);
    assert_int_equal(days(host, "days_until", today, HALE_PRESENT), 0);
    assert_int_equal(days(host, "days_until", today + day - 1, HALE_PRESENT),
                     0);
    assert_int_equal(days(host, "days_until", today - day, HALE_PRESENT), -1);
    assert_int_equal(days(host, "tenure", today - 365 * day, HALE_PRESENT),
                     365);
    assert_int_equal(days(host, "tenure", today, HALE_PRESENT), 0);
    days(host, "tenure", today + day, HALE_TOO_NEW);
}

/* 23:30 UTC on the day before is already New Year's Eve an hour further
 * east: the difference is one of local days. */
static void days_of_the_time_zone(void **state)
{
    FakeHost *host = *state;
    int64_t instant = NEW_YEARS_EVE * HALE_DAY - 1800 * HALE_SECOND;
    host->offset = 3600;
    /* There the span ends an hour into New Year's Day, so that is today. */
    assert_int_equal(days(host, "days_until", instant, HALE_PRESENT), -1);
    host->offset = 0;
    assert_int_equal(days(host, "tenure", instant, HALE_PRESENT), 1);
}

/* Decisions in order of their begin; NULL: the cell is empty. Days count from
 * New Year's Day 2026, which is the as-of; 0 is no end. */
typedef struct Decision {
    int64_t from, expires;
    const char *score, *band;
} Decision;

static const hale_value *decided(FakeHost *host, const Decision *d,
                                 size_t count, hale_value *results)
{
    const char *const given[] = {"score", "health", "known", "health, csm",
                                 NULL};
    static const uint8_t none[8] = {0};
    int64_t *time = fake_memory(host, count * sizeof *time);
    int64_t *until = fake_memory(host, count * sizeof *until);
    double *points = fake_memory(host, count * sizeof *points);
    const char **score = fake_memory(host, count * sizeof *score);
    const char **band = fake_memory(host, count * sizeof *band);
    const hale_vector **columns = fake_memory(host, 5 * sizeof *columns);
    int64_t as_of = (NEW_YEARS_EVE + 1) * HALE_DAY;
    hale_span span = fake_span(host, INT64_MIN, as_of);
    for (size_t i = 0; i < count; i++) {
        time[i] = as_of + d[i].from * HALE_DAY;
        until[i] =
            d[i].expires == 0 ? HALE_OPEN : as_of + d[i].expires * HALE_DAY;
        score[i] = d[i].score;
        band[i] = d[i].band;
    }
    columns[0] = fake_texts(host, score, count);
    columns[1] = fake_texts(host, band, count);
    columns[2] = fake_reals(host, points, none, count);
    const hale_rows *rows =
        fake_rows(host, 0, &span, time, until, count, columns);
    const hale_metric *metric = kit_metric("override");
    assert_int_equal(kit_run(host, metric, given, rows, results), 0);
    return kit_get(metric, results, "band");
}

static void the_last_decision_in_force(void **state)
{
    static const Decision red_then_green[] = {{-30, 10, "health", "red"},
                                              {-20, 0, "health", "green"}};
    static const Decision expired[] = {{-30, 10, "health", "red"},
                                       {-20, -1, "health", "green"}};
    static const Decision on_the_day[] = {{-30, 0, "csm", "red"},
                                          {-1, 1, "", "yellow"}};
    static const Decision taken_back[] = {{-30, 0, "health", "red"},
                                          {-20, 0, "health", NULL}};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    const hale_value *band = decided(host, red_then_green, 2, r);
    assert_memory_equal(band->as.text.data, "green", 5);
    assert_int_equal(kit_missing(kit_metric("override"), r, "expires"),
                     HALE_NOT_GIVEN);
    band = decided(host, expired, 2, r); /* the older one still holds */
    assert_memory_equal(band->as.text.data, "red", 3);
    assert_int_equal(kit_int(kit_metric("override"), r, "expires"),
                     (NEW_YEARS_EVE + 11) * HALE_DAY);
    band = decided(host, on_the_day, 2, r); /* of no score: of every one */
    assert_memory_equal(band->as.text.data, "yellow", 6);
    assert_int_equal(decided(host, taken_back, 2, r)->missing, HALE_NO_ROWS);
    assert_int_equal(decided(host, taken_back, 0, r)->missing, HALE_NO_ROWS);
    assert_int_equal(host->warnings, 0);
}

static void a_score_that_is_none(void **state)
{
    static const Decision other[] = {{-30, 0, "helth", "red"}};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    assert_int_equal(decided(host, other, 1, r)->missing, HALE_NO_ROWS);
    assert_int_equal(host->warnings, 1);
    assert_string_equal(host->warning[0],
                        "an override names the score \"helth\", which is none");
}

/* The options know the usual names; `column` of an attribute has none. */
static void usual_names(void **state)
{
    (void)state;
    assert_string_equal(kit_metric("days_until")->options[0]->fallback,
                        "renewal");
    assert_string_equal(kit_metric("tenure")->options[0]->fallback, "created");
    assert_int_equal(kit_metric("attribute")->options[0]->flags, HALE_REQUIRED);
}

static void every_metric_is_described(void **state)
{
    (void)state;
    assert_string_equal(hale_plugin_v1()->name, "account");
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        kit_described(hale_plugin_v1()->metrics[i], "account");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(a_fact_of_every_type),
        WITH_HOST(no_row_and_no_cell),
        WITH_HOST(no_memory_for_a_text),
        WITH_HOST(days_on_the_calendar),
        WITH_HOST(days_of_the_time_zone),
        WITH_HOST(usual_names),
        WITH_HOST(every_metric_is_described),
        WITH_HOST(the_last_decision_in_force),
        WITH_HOST(a_score_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
