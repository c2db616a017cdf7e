/* SPDX-License-Identifier: MIT
 *
 * metric_lifetime: how long an account was a customer, in accounts worked out
 * by hand. Days count from 0, the span ends with day 99.
 */
#include "metric_kit.h"

enum { END = 100 };

typedef struct Stay { /* what is expected */
    int64_t days;
    int churned;
    int64_t entry;
} Stay;

static int64_t at(int day)
{
    return day == 1000 ? HALE_OPEN : day * HALE_DAY;
}

/* `term` is begin, end, begin, end ... ended by -1; 1000: open. `times` are
 * columns of days by the need's order, 0 is an empty cell; a NULL row ends. */
typedef struct Column {
    size_t which;
    const int *day;
} Column;

static void measure_with(FakeHost *host, const char *const *given,
                         const int *term, const Column *extra,
                         hale_value *results)
{
    const hale_vector *column[17] = {NULL};
    const hale_metric *m = kit_metric("lifetime");
    hale_span span = fake_span(host, INT64_MIN, at(END));
    int64_t begin[16], end[16];
    size_t n = 0;
    for (; term[2 * n] >= 0; n++) {
        begin[n] = at(term[2 * n]);
        end[n] = at(term[2 * n + 1]);
    }
    for (; extra && extra->day; extra++) {
        int64_t *cell = fake_memory(host, (n + 1) * sizeof *cell);
        uint8_t *present = fake_memory(host, n + 1);
        for (size_t i = 0; i < n; i++) {
            cell[i] = extra->day[i] * HALE_DAY;
            present[i] = extra->day[i] != 0;
        }
        column[extra->which] = fake_times(host, cell, present, n);
    }
    kit_everyhow(host, m, given,
                 fake_rows(host, 0, &span, begin, end, n, column), results);
}

static void measure(FakeHost *host, const char *const *given, const int *term,
                    hale_value *results)
{
    measure_with(host, given, term, NULL, results);
}

static void is(FakeHost *host, const char *const *given, const int *term,
               Stay want)
{
    const hale_metric *m = kit_metric("lifetime");
    hale_value r[KIT_RESULTS];
    measure(host, given, term, r);
    assert_int_equal(kit_int(m, r, ""), want.days);
    assert_int_equal(kit_get(m, r, "churned")->as.b, want.churned);
    assert_int_equal(kit_int(m, r, "entry"), want.entry);
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

/* One that ends as it begins never was. */
static void stays(void **state)
{
    const int open[] = {10, 1000, -1}, ended[] = {10, 40, -1};
    const int future[] = {10, 500, -1}, same_day[] = {10, 10, -1};
    hale_value r[KIT_RESULTS];
    is(*state, KIT_NONE, open, (Stay){90, 0, 0});
    is(*state, KIT_NONE, future, (Stay){90, 0, 0});
    is(*state, KIT_NONE, ended, (Stay){30, 1, 0});
    measure(*state, KIT_NONE, same_day, r);
    assert_int_equal(kit_missing(kit_metric("lifetime"), r, ""), HALE_NO_ROWS);
}

/* A pause of 31 days is bridged, one of 32 is not; two at once last as long
 * as the longer; who comes back later has left before. */
static void chains(void **state)
{
    const int bridged[] = {0, 20, 51, 60, -1}, parted[] = {0, 20, 52, 1000, -1};
    const int nested[] = {0, 50, 10, 20, 60, 62, -1};
    const char *const strict[] = {"gap", "0d", NULL};
    const int renewed[] = {0, 30, 30, 60, -1}, late[] = {0, 30, 31, 60, -1};
    is(*state, KIT_NONE, bridged, (Stay){60, 1, 0});
    is(*state, KIT_NONE, parted, (Stay){20, 1, 0});
    is(*state, KIT_NONE, nested, (Stay){62, 1, 0});
    is(*state, strict, renewed, (Stay){60, 1, 0});
    is(*state, strict, late, (Stay){30, 1, 0});
}

/* Ended at 69: the gap went by when day 100 began, that is at 100 - 31 = 69
 * it has not (31 days are allowed), at 68 it has. */
static void too_early_to_tell(void **state)
{
    const int open[] = {10, 69, -1}, over[] = {10, 68, -1};
    const char *const strict[] = {"gap", "0d", NULL};
    const int last[] = {10, 100, -1};
    is(*state, KIT_NONE, open, (Stay){59, 0, 0});
    is(*state, KIT_NONE, over, (Stay){58, 1, 0});
    is(*state, strict, last, (Stay){90, 0, 0});
}

/* Records since 1970-02-10, day 40. */
static void late_entry(void **state)
{
    const char *const since[] = {"since", "1970-02-10", NULL};
    const int older[] = {10, 1000, -1}, newer[] = {50, 1000, -1};
    const int gone[] = {10, 40, -1}, none[] = {-1};
    const hale_metric *m = kit_metric("lifetime");
    hale_value r[KIT_RESULTS];
    is(*state, since, older, (Stay){90, 0, 30});
    is(*state, since, newer, (Stay){50, 0, 0});
    measure(*state, since, gone, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_REJECTED);
    assert_int_equal(kit_missing(m, r, "churned"), HALE_REJECTED);
    measure(*state, KIT_NONE, none, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
}

enum { TRIAL_END = 4, PAST_DUE_SINCE = 11, PAUSED_FROM = 12, PAUSED_TO = 13 };

static void is_with(FakeHost *host, const char *const *given, const int *term,
                    const Column *extra, Stay want)
{
    const hale_metric *m = kit_metric("lifetime");
    hale_value r[KIT_RESULTS];
    measure_with(host, given, term, extra, r);
    assert_int_equal(kit_int(m, r, ""), want.days);
    assert_int_equal(kit_get(m, r, "churned")->as.b, want.churned);
}

/* A customer by the rules of revenue.mrr: in a trial until day 30, which is
 * after the second subscription began; unpaid since day 40, so gone on day 50
 * with past_due = 10d; on hold from 20 to 60, which is a gap with pause =
 * churn. */
static void by_the_rules_of_revenue(void **state)
{
    const int two[] = {10, 40, 20, 90, -1}, open[] = {10, 1000, -1};
    const int trial[] = {30, 25}, always[] = {200};
    const int unpaid[] = {40}, from[] = {20}, to[] = {60};
    const Column trials[] = {{TRIAL_END, trial}, {0, NULL}};
    const Column only[] = {{TRIAL_END, always}, {0, NULL}};
    const Column due[] = {{PAST_DUE_SINCE, unpaid}, {0, NULL}};
    const Column held[] = {{PAUSED_FROM, from}, {PAUSED_TO, to}, {0, NULL}};
    const char *const included[] = {"trial", "include", NULL};
    const char *const past[] = {"past_due", "10d", NULL};
    const char *const churn[] = {"pause", "churn", NULL};
    const hale_metric *m = kit_metric("lifetime");
    hale_value r[KIT_RESULTS];
    is_with(*state, KIT_NONE, two, trials, (Stay){65, 0, 0});
    is_with(*state, included, two, trials, (Stay){80, 0, 0});
    measure_with(*state, KIT_NONE, open, only, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    is_with(*state, KIT_NONE, open, due, (Stay){90, 0, 0});
    is_with(*state, past, open, due, (Stay){40, 1, 0});
    is_with(*state, KIT_NONE, open, held, (Stay){90, 0, 0});
    is_with(*state, churn, open, held, (Stay){10, 1, 0});
}

/* Bought by another on day 40: it was seen for 30 days and has not left. */
static void a_merger_is_no_loss(void **state)
{
    static const char *const to[] = {"buyer"}, *const nobody[] = {NULL};
    const hale_vector *column[17] = {NULL};
    const hale_metric *m = kit_metric("lifetime");
    hale_span span = fake_span(*state, INT64_MIN, at(END));
    const int64_t begin[] = {at(10)}, end[] = {at(40)};
    hale_value r[KIT_RESULTS];
    for (int sold = 0; sold < 2; sold++) {
        column[15] = fake_texts(*state, sold ? to : nobody, 1);
        kit_everyhow(*state, m, KIT_NONE,
                     fake_rows(*state, 0, &span, begin, end, 1, column), r);
        assert_int_equal(kit_int(m, r, ""), 30);
        assert_int_equal(kit_get(m, r, "churned")->as.b, !sold);
    }
}

static void the_metric_is_described(void **state)
{
    (void)state;
    kit_described(kit_metric("lifetime"), "lifetime");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(stays),
        WITH_HOST(chains),
        WITH_HOST(too_early_to_tell),
        WITH_HOST(late_entry),
        WITH_HOST(by_the_rules_of_revenue),
        WITH_HOST(a_merger_is_no_loss),
        WITH_HOST(the_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
