/* SPDX-License-Identifier: MIT
 *
 * metric_engagement: which touches are contact, and how long ago the last one
 * was.
 */
#include "metric_kit.h"

typedef struct Touch {
    int day;
    const char *direction, *type;
} Touch;

enum { DIRECTION = 1, TYPE = 2, BOTH = 3 }; /* which columns there are */

/* Rows over the days [0, 100). */
static const hale_rows *rows_of(FakeHost *host, const Touch *touch, size_t n,
                                int columns)
{
    hale_span *span = fake_memory(host, sizeof *span);
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    const char **direction = fake_memory(host, (n + 1) * sizeof *direction);
    const char **type = fake_memory(host, (n + 1) * sizeof *type);
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = touch[i].day * HALE_DAY;
        direction[i] = touch[i].direction;
        type[i] = touch[i].type;
    }
    *span = fake_span(host, 0, 100 * HALE_DAY);
    column[0] = columns & DIRECTION ? fake_texts(host, direction, n) : NULL;
    column[1] = columns & TYPE ? fake_texts(host, type, n) : NULL;
    return fake_rows(host, 0, span, time, NULL, n, column);
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

/* Two of the six came in; those and a call and a meeting of ours are
 * contact; mails that we sent and a touch of which nothing is known are not.
 */
static const Touch some[] = {
    {10, "out", "email"},  {20, "in", "email"},    {30, "out", "call"},
    {40, "inbound", NULL}, {50, "out", "meeting"}, {60, "out", "email"},
    {70, NULL, NULL},
};
enum { SOME = sizeof some / sizeof *some };

static void touches_by_hand(void **state)
{
    const hale_metric *m = kit_metric("touches");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, SOME, BOTH), r);
    assert_int_equal(kit_int(m, r, ""), 7);
    assert_int_equal(kit_int(m, r, "inbound"), 2);
    assert_int_equal(kit_int(m, r, "two_way"), 4);
}

static void own_words(void **state)
{
    const hale_metric *m = kit_metric("touches");
    const char *const given[] = {"inbound", "out", "talks", "email", NULL};
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, given, rows_of(*state, some, SOME, BOTH), r);
    assert_int_equal(kit_int(m, r, "inbound"), 4);
    assert_int_equal(kit_int(m, r, "two_way"), 5); /* and the mail that came */
}

static void data_that_cannot_tell(void **state)
{
    const hale_metric *m = kit_metric("touches");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, SOME, TYPE), r);
    assert_int_equal(kit_missing(m, r, "inbound"), HALE_NOT_GIVEN);
    assert_int_equal(kit_int(m, r, "two_way"), 2);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, SOME, 0), r);
    assert_int_equal(kit_int(m, r, ""), 7);
    assert_int_equal(kit_missing(m, r, "two_way"), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, 0, 0), r);
    assert_int_equal(kit_int(m, r, "two_way"), 0);
}

/* The span ends with day 99. Any touch: day 70, 29 days ago; contact: the
 * meeting on day 50, 49; inbound: day 40, 59. */
static void silence_by_hand(void **state)
{
    static const struct {
        const char *direction;
        int64_t days;
    } want[] = {{"any", 29}, {"two_way", 49}, {"inbound", 59}};
    const hale_metric *m = kit_metric("days_since_touch");
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 3; i++) {
        const char *const given[] = {"direction", want[i].direction, NULL};
        kit_everyhow(*state, m, given, rows_of(*state, some, SOME, BOTH), r);
        assert_int_equal(kit_int(m, r, ""), want[i].days);
    }
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, SOME, BOTH), r);
    assert_int_equal(kit_int(m, r, ""), 49);
}

/* Never is missing; so is what the data cannot tell. */
static void never_in_contact(void **state)
{
    const hale_metric *m = kit_metric("days_since_touch");
    const char *const any[] = {"direction", "any", NULL};
    const char *const inbound[] = {"direction", "inbound", NULL};
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, any, rows_of(*state, some, 0, BOTH), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, 1, BOTH), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    kit_everyhow(*state, m, inbound, rows_of(*state, some, SOME, TYPE), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, SOME, 0), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, any, rows_of(*state, some, SOME, 0), r);
    assert_int_equal(kit_int(m, r, ""), 29);
}

static void too_many_words(void **state)
{
    static const char *const metrics[] = {"touches", "days_since_touch"};
    const char *const given[] = {"inbound", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q",
                                 NULL};
    FakeHost *host = *state;
    for (size_t i = 0; i < 2; i++) {
        hale_value r[KIT_RESULTS];
        fake_forget(host);
        assert_int_equal(kit_run(host, kit_metric(metrics[i]), given,
                                 rows_of(host, some, SOME, BOTH), r),
                         -1);
        assert_non_null(strstr(host->failed, "up to 16 words"));
    }
}

/* What a metric counts one way it counts another way: each touch is checked
 * by name, and silence ends at the last one that counts. */
static void a_thousand_accounts(void **state)
{
    static const char *const directions[] = {"in", "out", NULL};
    static const char *const types[] = {"email", "call", "ebr", NULL};
    const hale_metric *touches = kit_metric("touches");
    const hale_metric *silence = kit_metric("days_since_touch");
    uint64_t seed = 3;
    for (int account = 0; account < 1000; account++) {
        Touch touch[15];
        size_t n = (size_t)kit_below(&seed, 15);
        int64_t in = 0, both = 0;
        int last = -1;
        hale_value r[KIT_RESULTS];
        fake_close(*state);
        fake_open(*state);
        for (size_t i = 0; i < n; i++) {
            size_t d = (size_t)kit_below(&seed, 3);
            size_t t = (size_t)kit_below(&seed, 4);
            int day = i ? touch[i - 1].day : 0;
            touch[i] = (Touch){day + (int)kit_below(&seed, 6), directions[d],
                               types[t]};
            in += d == 0;
            both += d == 0 || t == 1 || t == 2;
            if (d == 0 || t == 1 || t == 2)
                last = touch[i].day;
        }
        const hale_rows *rows = rows_of(*state, touch, n, BOTH);
        kit_everyhow(*state, touches, KIT_NONE, rows, r);
        assert_int_equal(kit_int(touches, r, ""), (int64_t)n);
        assert_int_equal(kit_int(touches, r, "inbound"), in);
        assert_int_equal(kit_int(touches, r, "two_way"), both);
        kit_everyhow(*state, silence, KIT_NONE, rows, r);
        if (last < 0)
            assert_int_equal(kit_missing(silence, r, ""), HALE_NO_ROWS);
        else
            assert_int_equal(kit_int(silence, r, ""), 99 - last);
    }
}

static void every_metric_is_described(void **state)
{
    (void)state;
    assert_string_equal(hale_plugin_v1()->name, "engagement");
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        kit_described(hale_plugin_v1()->metrics[i], "engagement");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(touches_by_hand),       WITH_HOST(own_words),
        WITH_HOST(data_that_cannot_tell), WITH_HOST(silence_by_hand),
        WITH_HOST(never_in_contact),      WITH_HOST(too_many_words),
        WITH_HOST(a_thousand_accounts),   WITH_HOST(every_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
