/* SPDX-License-Identifier: MIT
 *
 * metric_purchases: frequency, recency, age and value, by hand and against
 * the published summary of the CDNOW sample.
 */
#include "metric_kit.h"
#include "reference.h"

enum { MOST = 256 };

typedef struct Orders {
    size_t n;
    int64_t time[MOST], amount[MOST];
    uint8_t known[MOST];
} Orders;

static void add(Orders *o, int day, int hour, int64_t amount)
{
    o->time[o->n] = day * HALE_DAY + hour * 3600 * HALE_SECOND;
    o->amount[o->n] = amount;
    o->known[o->n++] = 1;
}

/* Up to the beginning of day `end`. */
static void measure(FakeHost *host, const char *const *given, const Orders *o,
                    int end, hale_value *results)
{
    const hale_metric *m = kit_metric("purchases");
    hale_span span = fake_span(host, INT64_MIN, end * HALE_DAY);
    const hale_vector *const column[] = {
        fake_money(host, o->amount, o->known, o->n), NULL};
    kit_everyhow(host, m, given,
                 fake_rows(host, 0, &span, o->time, NULL, o->n, column),
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

/* Days 10, 10, 24 and 31, seen to the end of day 44 (as of day 45): three
 * purchases, two of them repeats; 21 and 34 days in weeks; (7 + 8) / 2. */
static void by_hand(void **state)
{
    const hale_metric *m = kit_metric("purchases");
    const char *const days[] = {"unit", "day", NULL};
    hale_value r[KIT_RESULTS];
    Orders o = {0};
    add(&o, 10, 3, 1000000);
    add(&o, 10, 9, 1000000);
    add(&o, 24, 0, 70000);
    add(&o, 31, 23, 80000);
    measure(*state, KIT_NONE, &o, 45, r);
    assert_int_equal(kit_int(m, r, ""), 3);
    assert_int_equal(kit_int(m, r, "frequency"), 2);
    assert_near(kit_real(m, r, "recency"), 3, 1e-12);
    assert_near(kit_real(m, r, "age"), 34.0 / 7, 1e-12);
    assert_int_equal(kit_int(m, r, "value"), 75000);
    measure(*state, days, &o, 45, r);
    assert_near(kit_real(m, r, "recency"), 21, 0);
    assert_near(kit_real(m, r, "age"), 34, 0);
}

/* A refund is no purchase, nothing paid is one; the amounts of a day are
 * added; 5 / 2 and 3 / 2 ten-thousandths round to even. */
static void amounts(void **state)
{
    const hale_metric *m = kit_metric("purchases");
    hale_value r[KIT_RESULTS];
    Orders o = {0};
    add(&o, 1, 0, 100);
    add(&o, 2, 0, -100);
    add(&o, 3, 0, 0);
    add(&o, 4, 0, 2);
    add(&o, 4, 1, 3);
    measure(*state, KIT_NONE, &o, 10, r);
    assert_int_equal(kit_int(m, r, "frequency"), 2);
    assert_int_equal(kit_int(m, r, "value"), 2);
    o.amount[4] = 1;
    measure(*state, KIT_NONE, &o, 10, r);
    assert_int_equal(kit_int(m, r, "value"), 2);
    o.known[4] = 0;
    measure(*state, KIT_NONE, &o, 10, r);
    assert_int_equal(kit_int(m, r, "frequency"), 2);
    assert_int_equal(kit_missing(m, r, "value"), HALE_NOT_GIVEN);
    o.known[4] = 1;
    o.amount[3] = o.amount[4] = INT64_MAX;
    hale_span span = fake_span(*state, INT64_MIN, 10 * HALE_DAY);
    const hale_vector *const column[] = {
        fake_money(*state, o.amount, o.known, o.n), NULL};
    assert_int_equal(
        kit_run(*state, m, KIT_NONE,
                fake_rows(*state, 0, &span, o.time, NULL, o.n, column), r),
        -1);
    assert_contains(((FakeHost *)*state)->failed, "more than money can hold");
}

static void once_and_never(void **state)
{
    const hale_metric *m = kit_metric("purchases");
    hale_value r[KIT_RESULTS];
    Orders o = {0};
    measure(*state, KIT_NONE, &o, 10, r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_missing(m, r, "frequency"), HALE_NO_ROWS);
    assert_int_equal(kit_missing(m, r, "age"), HALE_NO_ROWS);
    add(&o, 9, 0, 100);
    measure(*state, KIT_NONE, &o, 10, r);
    assert_int_equal(kit_int(m, r, "frequency"), 0);
    assert_near(kit_real(m, r, "recency"), 0, 0);
    assert_near(kit_real(m, r, "age"), 0, 0);
    assert_int_equal(kit_missing(m, r, "value"), HALE_NO_ROWS);
}

/* Days since 1970-01-01 of a date in 1997 or 1998. */
static int day_of(int date)
{
    static const int before[] = {0,   31,  59,  90,  120, 151,
                                 181, 212, 243, 273, 304, 334};
    return 9862 + (date / 10000 - 1997) * 365 + before[date / 100 % 100 - 1] +
           date % 100 - 1;
}

/* One customer of both files: to 1997-09-30 the metric must give the summary,
 * which has two digits. */
static int compare(FakeHost *host, const Orders *o, FILE *summary)
{
    const hale_metric *m = kit_metric("purchases");
    char line[256];
    long id, x;
    double recency, age, mean;
    hale_value r[KIT_RESULTS];
    if (!fgets(line, sizeof line, summary) ||
        sscanf(line, "%ld,%ld,%lf,%lf,%lf", &id, &x, &recency, &age, &mean) !=
            5)
        return 0;
    fake_close(host);
    fake_open(host);
    measure(host, KIT_NONE, o, day_of(19971001), r);
    assert_int_equal(kit_int(m, r, "frequency"), x);
    assert_near(kit_real(m, r, "recency"), recency, 0.00501);
    assert_near(kit_real(m, r, "age"), age, 0.00501);
    if (x > 0)
        assert_near((double)kit_int(m, r, "value") / 10000, mean, 0.00501);
    return 1;
}

static void cdnow(void **state)
{
    FILE *summary =
        reference_open("cdnow/cdnow_customers_summary_with_transactions.csv");
    FILE *log = reference_open("cdnow/CDNOW_sample.txt");
    char line[256];
    long id, sample, last = 0, count = 0;
    int date, discs;
    double dollars;
    Orders o = {0};
    assert_non_null(fgets(line, sizeof line, summary)); /* its names */
    while (fgets(line, sizeof line, log)) {
        if (sscanf(line, "%ld %ld %d %d %lf", &id, &sample, &date, &discs,
                   &dollars) != 5)
            continue;
        if (sample != last && last)
            count += compare(*state, &o, summary);
        if (sample != last)
            o.n = 0;
        last = sample;
        if (date <= 19970930)
            add(&o, day_of(date), 12, (int64_t)(dollars * 10000 + 0.5));
    }
    count += compare(*state, &o, summary);
    fclose(summary);
    fclose(log);
    assert_int_equal(count, 2357);
}

static void the_metric_is_described(void **state)
{
    (void)state;
    kit_described(kit_metric("purchases"), "purchases");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(by_hand),
        WITH_HOST(amounts),
        WITH_HOST(once_and_never),
        WITH_HOST(cdnow),
        WITH_HOST(the_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
