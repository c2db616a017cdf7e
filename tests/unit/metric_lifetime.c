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

/* `term` is begin, end, begin, end ... ended by -1; 1000: open. */
static void measure(FakeHost *host, const char *const *given, const int *term,
                    hale_value *results)
{
    static const hale_vector *const no_columns[] = {NULL};
    const hale_metric *m = kit_metric("lifetime");
    hale_span span = fake_span(host, INT64_MIN, at(END));
    int64_t begin[16], end[16];
    size_t n = 0;
    for (; term[2 * n] >= 0; n++) {
        begin[n] = at(term[2 * n]);
        end[n] = at(term[2 * n + 1]);
    }
    kit_everyhow(host, m, given,
                 fake_rows(host, 0, &span, begin, end, n, no_columns), results);
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

static void stays(void **state)
{
    const int open[] = {10, 1000, -1}, ended[] = {10, 40, -1};
    const int future[] = {10, 500, -1}, same_day[] = {10, 10, -1};
    is(*state, KIT_NONE, open, (Stay){90, 0, 0});
    is(*state, KIT_NONE, future, (Stay){90, 0, 0});
    is(*state, KIT_NONE, ended, (Stay){30, 1, 0});
    is(*state, KIT_NONE, same_day, (Stay){0, 1, 0});
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
        WITH_HOST(the_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
