/* SPDX-License-Identifier: MIT
 *
 * metric_usage: a week of events counted by hand, what has no answer, and
 * laws on a thousand random accounts.
 */
#include "metric_kit.h"

/* An event: day, hour, who (NULL: nobody), with what (NULL: nothing). */
typedef struct Event {
    int day, hour;
    const char *user, *feature;
} Event;

/*     day    100          101   102   103
 *     users  ann bob ann  ann   -     ann cid ann */
static const Event week[] = {
    {100, 8, "ann", "orders"},  {100, 9, "bob", "routing"},
    {100, 10, "ann", "orders"}, {101, 8, "ann", NULL},
    {103, 7, "ann", "export"},  {103, 8, "cid", "orders"},
    {103, 20, "ann", "orders"},
};
enum { WEEK = sizeof week / sizeof *week };

/* The span is the days [begin, end); NULL columns are left out. */
static const hale_rows *rows_of(FakeHost *host, const char *metric,
                                const Event *event, size_t events,
                                int64_t begin, int64_t end)
{
    hale_span *span = fake_memory(host, sizeof *span);
    int64_t *time = fake_memory(host, (events + 1) * sizeof *time);
    const char **text = fake_memory(host, (events + 1) * sizeof *text);
    const hale_vector **column = fake_memory(host, 2 * sizeof *column);
    int by_feature = strcmp(metric, "features") == 0;
    for (size_t i = 0; i < events; i++) {
        time[i] = event[i].day * HALE_DAY + event[i].hour * 3600 * HALE_SECOND;
        text[i] = by_feature ? event[i].feature : event[i].user;
    }
    *span = fake_span(host, begin == INT64_MIN ? begin : begin * HALE_DAY,
                      end * HALE_DAY);
    column[0] = fake_texts(host, text, events);
    return fake_rows(host, 0, span, time, NULL, events, column);
}

static void measure(FakeHost *host, const char *name, const char *const *given,
                    const Event *event, size_t events, int64_t begin,
                    int64_t end, hale_value *results)
{
    kit_everyhow(host, kit_metric(name), given,
                 rows_of(host, name, event, events, begin, end), results);
}

static int64_t counted(FakeHost *host, const char *name,
                       const char *const *given)
{
    hale_value r[KIT_RESULTS];
    measure(host, name, given, week, WEEK, 100, 104, r);
    return kit_int(kit_metric(name), r, "");
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

/* Three people, three days, seven events, three features. */
static void a_week_by_hand(void **state)
{
    assert_int_equal(counted(*state, "active_users", KIT_NONE), 3);
    assert_int_equal(counted(*state, "active_days", KIT_NONE), 3);
    assert_int_equal(counted(*state, "events", KIT_NONE), 7);
    assert_int_equal(counted(*state, "features", KIT_NONE), 3);
    assert_int_equal(counted(*state, "days_since_last_event", KIT_NONE), 0);
}

/* Daily users 2, 1, 0, 2 over four days: mean 5/4. Three users in all:
 * 5/4 / 3 = 5/12. */
static void stickiness_by_hand(void **state)
{
    const hale_metric *m = kit_metric("stickiness");
    hale_value r[KIT_RESULTS];
    measure(*state, "stickiness", KIT_NONE, week, WEEK, 100, 104, r);
    assert_near(kit_real(m, r, "dau_mean"), 1.25, 0);
    assert_int_equal(kit_int(m, r, "mau"), 3);
    assert_near(kit_real(m, r, ""), 5.0 / 12, 1e-15);
    /* With no beginning the days count from the first event: the same. */
    measure(*state, "stickiness", KIT_NONE, week, WEEK, INT64_MIN, 104, r);
    assert_near(kit_real(m, r, ""), 5.0 / 12, 1e-15);
    /* The silent days before count when they are asked for: 5/10 / 3. */
    measure(*state, "stickiness", KIT_NONE, week, WEEK, 94, 104, r);
    assert_near(kit_real(m, r, ""), 0.5 / 3, 1e-15);
}

/* One person on every day is as sticky as can be, also before 1970. */
static void every_day_is_one(void **state)
{
    const Event daily[] = {{-2, 1, "ann", "a"},
                           {-1, 1, "ann", "a"},
                           {0, 1, "ann", "a"},
                           {1, 1, "ann", "a"}};
    hale_value r[KIT_RESULTS];
    measure(*state, "stickiness", KIT_NONE, daily, 4, -2, 2, r);
    assert_near(kit_real(kit_metric("stickiness"), r, ""), 1, 0);
}

static void nothing_is_zero_or_missing(void **state)
{
    static const char *const zero[] = {"active_users", "active_days", "events",
                                       "features"};
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 4; i++) {
        measure(*state, zero[i], KIT_NONE, NULL, 0, 100, 104, r);
        assert_int_equal(kit_int(kit_metric(zero[i]), r, ""), 0);
    }
    measure(*state, "stickiness", KIT_NONE, NULL, 0, INT64_MIN, 104, r);
    assert_int_equal(kit_missing(kit_metric("stickiness"), r, ""),
                     HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_int(kit_metric("stickiness"), r, "mau"), 0);
    measure(*state, "days_since_last_event", KIT_NONE, NULL, 0, 100, 104, r);
    assert_int_equal(kit_missing(kit_metric("days_since_last_event"), r, ""),
                     HALE_NO_ROWS);
}

/* Events of nobody are events on a day, but no users. */
static void events_of_nobody(void **state)
{
    const Event nobody[] = {{100, 1, NULL, NULL}, {101, 1, NULL, NULL}};
    hale_value r[KIT_RESULTS];
    measure(*state, "active_users", KIT_NONE, nobody, 2, 100, 104, r);
    assert_int_equal(kit_int(kit_metric("active_users"), r, ""), 0);
    measure(*state, "features", KIT_NONE, nobody, 2, 100, 104, r);
    assert_int_equal(kit_int(kit_metric("features"), r, ""), 0);
    measure(*state, "active_days", KIT_NONE, nobody, 2, 100, 104, r);
    assert_int_equal(kit_int(kit_metric("active_days"), r, ""), 2);
    measure(*state, "stickiness", KIT_NONE, nobody, 2, 100, 104, r);
    assert_int_equal(kit_missing(kit_metric("stickiness"), r, ""),
                     HALE_ZERO_DENOMINATOR);
}

/* Last event on day 103; the span ends with day 109: six days later. */
static void silence_in_days(void **state)
{
    hale_value r[KIT_RESULTS];
    measure(*state, "days_since_last_event", KIT_NONE, week, WEEK, INT64_MIN,
            110, r);
    assert_int_equal(kit_int(kit_metric("days_since_last_event"), r, ""), 6);
}

/* 21:00 and 23:00 UTC are one day in London and two in a zone two hours
 * further east. */
static void days_are_local(void **state)
{
    FakeHost *host = *state;
    const Event evening[] = {{100, 21, "ann", "a"}, {100, 23, "ann", "a"}};
    hale_value r[KIT_RESULTS];
    measure(host, "active_days", KIT_NONE, evening, 2, 100, 102, r);
    assert_int_equal(kit_int(kit_metric("active_days"), r, ""), 1);
    host->offset = 7200;
    measure(host, "active_days", KIT_NONE, evening, 2, 100, 102, r);
    assert_int_equal(kit_int(kit_metric("active_days"), r, ""), 2);
}

/* Of orders, routing and forecast two were used; a name given twice is one;
 * names are taken to the letter. */
static void key_features_only(void **state)
{
    const char *const keys[] = {"features", "orders, routing, forecast", NULL};
    const char *const twice[] = {"features", "orders, orders", NULL};
    const char *const letters[] = {"features", "Orders", NULL};
    assert_int_equal(counted(*state, "features", keys), 2);
    assert_int_equal(counted(*state, "features", twice), 1);
    assert_int_equal(counted(*state, "features", letters), 0);
}

/* Another account's texts are in the same dictionary: of orders and export
 * only orders is among the first three events. */
static void texts_of_other_rows(void **state)
{
    const char *const keys[] = {"features", "orders, export", NULL};
    const hale_metric *m = kit_metric("features");
    const hale_rows *all = rows_of(*state, "features", week, WEEK, 100, 104);
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, keys, kit_slice(*state, m, all, 0, 3), r);
    assert_int_equal(kit_int(m, r, ""), 1);
}

static void an_empty_list_of_features_is_an_error(void **state)
{
    FakeHost *host = *state;
    const char *const none[] = {"features", "", NULL};
    hale_value r[KIT_RESULTS];
    const hale_rows *rows = rows_of(host, "features", week, WEEK, 100, 104);
    assert_int_equal(kit_run(host, kit_metric("features"), none, rows, r), -1);
    assert_non_null(strstr(host->failed, "features names none"));
}

/* Memory that runs out anywhere is a failure, not a wrong count. */
static void no_memory(void **state)
{
    static const char *const hungry[] = {"active_users", "features",
                                         "stickiness"};
    FakeHost *host = *state;
    for (size_t i = 0; i < 3; i++) {
        const hale_rows *rows = rows_of(host, hungry[i], week, WEEK, 100, 104);
        int failures = 0;
        for (size_t most = 1; most < 10; most++) {
            hale_value r[KIT_RESULTS];
            host->allocs = 1; /* as if: the very first one fails, too */
            host->alloc_most = most;
            failures +=
                kit_run(host, kit_metric(hungry[i]), KIT_NONE, rows, r) == -1;
        }
        host->alloc_most = 0;
        assert_true(failures > 0 && failures < 9);
    }
}

/* ----------------------------------------------------------------- laws -- */

static int by_time(const void *a, const void *b)
{
    const Event *x = a, *y = b;
    return x->day != y->day ? x->day - y->day : x->hour - y->hour;
}

static size_t random_events(uint64_t *seed, Event *event, size_t most)
{
    static const char *const users[] = {"a", "b", "c", "d", "e", NULL};
    static const char *const features[] = {"f", "g", "h", NULL};
    size_t n = (size_t)kit_below(seed, (int64_t)most);
    for (size_t i = 0; i < n; i++) {
        event[i].day = (int)kit_below(seed, 28) - 14;
        event[i].hour = (int)kit_below(seed, 24);
        event[i].user = users[kit_below(seed, 6)];
        event[i].feature = features[kit_below(seed, 4)];
    }
    qsort(event, n, sizeof *event, by_time);
    return n;
}

/* Distinct (day, user) pairs, days and users, by looking at all pairs. */
static void by_looking(const Event *event, size_t n, int *pairs, int *days,
                       int *users)
{
    *pairs = *days = *users = 0;
    for (size_t i = 0; i < n; i++) {
        int new_pair = event[i].user != NULL, new_user = new_pair, new_day = 1;
        for (size_t k = 0; k < i; k++) {
            int same_day = event[k].day == event[i].day;
            int same_user = event[k].user == event[i].user;
            new_day &= !same_day;
            new_user &= !same_user;
            new_pair &= !(same_day && same_user);
        }
        *pairs += new_pair;
        *days += new_day;
        *users += new_user;
    }
}

static void a_thousand_accounts(void **state)
{
    uint64_t seed = 7;
    for (int account = 0; account < 1000; account++) {
        Event event[40];
        size_t n = random_events(&seed, event, 40);
        int pairs, days, users;
        hale_value r[KIT_RESULTS];
        const hale_metric *sticky = kit_metric("stickiness");
        fake_close(*state);
        fake_open(*state);
        by_looking(event, n, &pairs, &days, &users);
        measure(*state, "active_users", KIT_NONE, event, n, -14, 14, r);
        assert_int_equal(kit_int(kit_metric("active_users"), r, ""), users);
        measure(*state, "active_days", KIT_NONE, event, n, -14, 14, r);
        assert_int_equal(kit_int(kit_metric("active_days"), r, ""), days);
        measure(*state, "events", KIT_NONE, event, n, -14, 14, r);
        assert_int_equal(kit_int(kit_metric("events"), r, ""), (int64_t)n);
        measure(*state, "stickiness", KIT_NONE, event, n, -14, 14, r);
        assert_near(kit_real(sticky, r, "dau_mean"), pairs / 28.0, 1e-12);
        if (users > 0) {
            assert_near(kit_real(sticky, r, ""), pairs / 28.0 / users, 1e-12);
            assert_true(kit_real(sticky, r, "") <= 1);
        }
    }
}

static void every_metric_is_described(void **state)
{
    (void)state;
    assert_string_equal(hale_plugin_v1()->name, "usage");
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        kit_described(hale_plugin_v1()->metrics[i], "usage");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(a_week_by_hand),
        WITH_HOST(stickiness_by_hand),
        WITH_HOST(every_day_is_one),
        WITH_HOST(nothing_is_zero_or_missing),
        WITH_HOST(events_of_nobody),
        WITH_HOST(silence_in_days),
        WITH_HOST(days_are_local),
        WITH_HOST(key_features_only),
        WITH_HOST(texts_of_other_rows),
        WITH_HOST(an_empty_list_of_features_is_an_error),
        WITH_HOST(no_memory),
        WITH_HOST(a_thousand_accounts),
        WITH_HOST(every_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
