/* SPDX-License-Identifier: MIT
 *
 * metric_usage_version: how far behind the newest version, counted by hand.
 */
#include "metric_kit.h"

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

/* An event a day. */
static const hale_rows *seen(FakeHost *host, const char *const *version,
                             size_t n)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    const hale_vector **column = fake_memory(host, 2 * sizeof *column);
    hale_span *span = fake_memory(host, sizeof *span);
    *span = fake_span(host, 0, 100 * HALE_DAY);
    for (size_t i = 0; i < n; i++)
        time[i] = (int64_t)i * HALE_DAY;
    column[0] = fake_texts(host, version, n);
    return fake_rows(host, 0, span, time, NULL, n, column);
}

static const char *const list[] = {"versions",
                                   "4.8, 4.9, 4.10, 5.0, 5.1, 5.2, 5.3", NULL};

/* Of 4.10 there are four newer versions, which is allowed; of 4.9 five. */
static void version_lag_by_hand(void **state)
{
    static const struct {
        const char *version[3];
        int64_t lag, behind;
    } want[] = {{{"4.8", "5.2", "4.10"}, 4, 0},
                {{"4.10", "4.9", NULL}, 5, 1}, /* the last row says nothing */
                {{"4.8", "4.8", "5.3"}, 0, 0}};
    const hale_metric *m = kit_metric("version_lag");
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 3; i++) {
        kit_everyhow(*state, m, list, seen(*state, want[i].version, 3), r);
        assert_int_equal(kit_int(m, r, ""), want[i].lag);
        assert_int_equal(kit_int(m, r, "behind"), want[i].behind);
    }
}

/* 5.4 came out after the list was written. */
static void version_not_known(void **state)
{
    static const char *const newer[] = {"5.3", "5.4"};
    static const char *const silent[] = {NULL, NULL};
    const hale_metric *m = kit_metric("version_lag");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, list, seen(*state, newer, 2), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_REJECTED);
    kit_everyhow(*state, m, list, seen(*state, silent, 2), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    assert_int_equal(kit_missing(m, r, "behind"), HALE_NO_ROWS);
}

static void version_mistakes(void **state)
{
    static const char *const twice[] = {"versions", "1, 2, 1", NULL};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    assert_int_equal(
        kit_run(host, kit_metric("version_lag"), twice, seen(host, NULL, 0), r),
        -1);
    assert_contains(host->failed, "versions has \"1\" twice");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(version_lag_by_hand),
        TEST(version_not_known),
        TEST(version_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
