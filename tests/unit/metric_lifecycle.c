/* SPDX-License-Identifier: MIT
 *
 * metric_lifecycle: from one milestone to another, what the CSM thought last,
 * acts of advocacy and the end of contracts, counted by hand.
 */
#include "metric_kit.h"

enum { NEVER = -1 };

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

static const hale_span *days(FakeHost *host, int begin, int end)
{
    hale_span *span = fake_memory(host, sizeof *span);
    *span = fake_span(host, begin * HALE_DAY, end * HALE_DAY);
    span->as_of_day = end; /* as the engine has it: the run is as of midnight */
    return span;
}

/* An event with up to two texts; NULL: the cell is empty. */
typedef struct Event {
    int day;
    const char *a, *b;
} Event;

/* Over the days [0, end); the columns that are not there are NULL. */
static const hale_rows *events(FakeHost *host, const Event *event, size_t n,
                               int end, int columns)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    const char **a = fake_memory(host, (n + 1) * sizeof *a);
    const char **b = fake_memory(host, (n + 1) * sizeof *b);
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = event[i].day * HALE_DAY;
        a[i] = event[i].a;
        b[i] = event[i].b;
    }
    column[0] = columns >= 1 ? fake_texts(host, a, n) : NULL;
    column[1] = columns >= 2 ? fake_texts(host, b, n) : NULL;
    return fake_rows(host, 0, days(host, 0, end), time, NULL, n, column);
}

/* ------------------------------------------------------------ milestones --
 */

/* Signed on day 10, kicked off on 15, live on 50 and again on 60: 40 days from
 * the signature. By the end of day 99, 89 days have passed since the start. */
static const Event way[] = {{10, "contract_signed", NULL},
                            {12, NULL, NULL},
                            {15, "kickoff", NULL},
                            {50, "go_live", NULL},
                            {60, "go_live", NULL}};

static void onboarding_by_hand(void **state)
{
    static const struct {
        const char *target;
        int64_t on_time, judged;
    } row[] = {{"40d", 1, 1}, {"39d", 0, 1}, {"89d", 1, 1}, {"90d", 0, 0}};
    const hale_metric *m = kit_metric("onboarding");
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *const given[] = {"target", row[i].target, NULL};
        kit_everyhow(*state, m, given, events(*state, way, 5, 100, 1), r);
        assert_int_equal(kit_int(m, r, ""), 40);
        assert_int_equal(kit_int(m, r, "age_days"), 40);
        assert_int_equal(kit_int(m, r, "reached"), 1);
        assert_int_equal(kit_int(m, r, "on_time"), row[i].on_time);
        assert_int_equal(kit_int(m, r, "judged"), row[i].judged);
        assert_int_equal(kit_missing(m, r, "on_time_rate"),
                         row[i].judged ? HALE_PRESENT : HALE_TOO_NEW);
    }
}

/* Before day 50 it is not done: 39 days at the end of day 49, and no more is
 * known. Before day 10 it has not even started. */
static void not_yet_live(void **state)
{
    const hale_metric *m = kit_metric("onboarding");
    const char *const month[] = {"target", "30d", NULL};
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, month, events(*state, way, 3, 50, 1), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    assert_int_equal(kit_int(m, r, "age_days"), 39);
    assert_int_equal(kit_int(m, r, "reached"), 0);
    assert_near(kit_real(m, r, "reached_rate"), 0, 0);
    assert_near(kit_real(m, r, "on_time_rate"), 0, 0);
    kit_everyhow(*state, m, month, events(*state, way, 0, 9, 1), r);
    assert_int_equal(kit_missing(m, r, "age_days"), HALE_NO_ROWS);
    assert_int_equal(kit_int(m, r, "started"), 0);
    assert_int_equal(kit_missing(m, r, "reached_rate"), HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_missing(m, r, "on_time_rate"), HALE_ZERO_DENOMINATOR);
}

/* Dates alone have no order within a day: live first and signed second on day
 * 5 is 0 days. Live a day before it is a wrong date, unless it goes live
 * again. */
static void live_before_it_started(void **state)
{
    const Event same[] = {{5, "go_live", NULL}, {5, "kickoff", NULL}};
    const Event wrong[] = {{4, "go_live", NULL}, {5, "kickoff", NULL}};
    const Event again[] = {
        {4, "go_live", NULL}, {5, "kickoff", NULL}, {9, "go_live", NULL}};
    const hale_metric *m = kit_metric("onboarding");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, events(*state, same, 2, 100, 1), r);
    assert_int_equal(kit_int(m, r, ""), 0);
    kit_everyhow(*state, m, KIT_NONE, events(*state, wrong, 2, 100, 1), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_REJECTED);
    assert_int_equal(kit_missing(m, r, "started"), HALE_REJECTED);
    kit_everyhow(*state, m, KIT_NONE, events(*state, again, 3, 100, 1), r);
    assert_int_equal(kit_int(m, r, ""), 4);
}

/* From the kickoff on day 15 to the first order on day 40. */
static void first_value_by_hand(void **state)
{
    const Event some[] = {{10, "contract_signed", NULL},
                          {15, "kickoff", NULL},
                          {40, "order", NULL},
                          {45, "first_value", NULL}};
    const char *const own[] = {"start", "kickoff", "done", "order", NULL};
    const hale_metric *m = kit_metric("first_value");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, own, events(*state, some, 4, 100, 1), r);
    assert_int_equal(kit_int(m, r, ""), 25);
    assert_int_equal(kit_int(m, r, "on_time"), 1); /* 30 days */
    kit_everyhow(*state, m, KIT_NONE, events(*state, some, 4, 100, 1), r);
    assert_int_equal(kit_int(m, r, ""), 35);
    assert_int_equal(kit_int(m, r, "on_time"), 0);
}

/* ----------------------------------------------------------------- pulse --
 */

typedef struct Pulse {
    int64_t day; /* of the row; INT64_MIN: it has none */
    const char *word;
    int given; /* the column of dates; NEVER: empty */
} Pulse;

static void pulse(FakeHost *host, const Pulse *row, size_t n, int dates,
                  const char *const *given, hale_value *r)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    int64_t *date = fake_memory(host, (n + 1) * sizeof *date);
    uint8_t *present = fake_memory(host, n + 1);
    const char **word = fake_memory(host, (n + 1) * sizeof *word);
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = row[i].day == INT64_MIN ? INT64_MIN : row[i].day * HALE_DAY;
        date[i] = row[i].given * HALE_DAY;
        present[i] = row[i].given != NEVER;
        word[i] = row[i].word;
    }
    column[0] = fake_texts(host, word, n);
    column[1] = dates ? fake_times(host, date, present, n) : NULL;
    assert_int_equal(
        kit_run(host, kit_metric("pulse"), given,
                fake_rows(host, 0, days(host, 0, 100), time, NULL, n, column),
                r),
        0);
    kit_laws(kit_metric("pulse"), r);
}

static void is_word(const hale_value *v, const char *word)
{
    assert_int_equal(v->missing, HALE_PRESENT);
    assert_int_equal(v->as.text.len, strlen(word));
    assert_memory_equal(v->as.text.data, word, v->as.text.len);
}

/* Green on day 9, red on day 40; a later row has no pulse. At the end of day
 * 99 red is 59 days old: good for 59 days, stale after 58. */
static void pulse_by_hand(void **state)
{
    const Pulse some[] = {
        {9, "green", NEVER}, {40, "red", NEVER}, {50, NULL, NEVER}};
    const char *const good[] = {"expires", "59d", NULL};
    const char *const stale[] = {"expires", "58d", NULL};
    const hale_metric *m = kit_metric("pulse");
    hale_value r[KIT_RESULTS];
    pulse(*state, some, 3, 0, good, r);
    is_word(kit_get(m, r, ""), "red");
    assert_int_equal(kit_int(m, r, "age_days"), 59);
    assert_int_equal(kit_int(m, r, "fresh"), 1);
    pulse(*state, some, 3, 0, stale, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_STALE);
    assert_int_equal(kit_int(m, r, "age_days"), 59);
    assert_near(kit_real(m, r, "coverage"), 0, 0);
    pulse(*state, some, 0, 0, good, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    assert_int_equal(kit_missing(m, r, "age_days"), HALE_NO_ROWS);
    assert_int_equal(kit_int(m, r, "accounts"), 1);
    assert_int_equal(kit_int(m, r, "fresh"), 0);
    pulse(*state, some + 2, 1, 0, good, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
}

/* Facts: its own date tells before that of the row. One without either does
 * not expire and is not fresh; one that was given after the end is not known
 * yet. */
static void pulse_of_facts(void **state)
{
    const Pulse dated[] = {{90, "red", 5}};
    const Pulse undated[] = {{INT64_MIN, "red", NEVER}};
    const Pulse later[] = {{INT64_MIN, "red", 100}};
    const hale_metric *m = kit_metric("pulse");
    hale_value r[KIT_RESULTS];
    pulse(*state, dated, 1, 1, KIT_NONE, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_STALE);
    assert_int_equal(kit_int(m, r, "age_days"), 94);
    pulse(*state, undated, 1, 1, KIT_NONE, r);
    is_word(kit_get(m, r, ""), "red");
    assert_int_equal(kit_missing(m, r, "age_days"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "fresh"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "coverage"), HALE_NOT_GIVEN);
    pulse(*state, later, 1, 1, KIT_NONE, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
}

/* -------------------------------------------------------------- advocacy --
 */

/* Accepted: two references and a review; one was asked for, one says nothing.
 */
static void acts_of_advocacy(void **state)
{
    const Event some[] = {{1, "reference", "accepted"},
                          {2, "reference", "asked"},
                          {3, "reference", "done"},
                          {4, "review", "published"},
                          {5, "case_study", NULL}};
    const char *const own[] = {"accepted", "asked", NULL};
    const hale_metric *m = kit_metric("advocacy");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, events(*state, some, 5, 100, 2), r);
    assert_int_equal(kit_int(m, r, ""), 3);
    assert_int_equal(kit_int(m, r, "acts"), 5);
    assert_int_equal(kit_int(m, r, "kinds"), 2);
    kit_everyhow(*state, m, own, events(*state, some, 5, 100, 2), r);
    assert_int_equal(kit_int(m, r, ""), 1);
    kit_everyhow(*state, m, KIT_NONE, events(*state, some, 5, 100, 1), r);
    assert_int_equal(kit_int(m, r, ""), 5);
    kit_everyhow(*state, m, KIT_NONE, events(*state, some, 5, 100, 0), r);
    assert_int_equal(kit_int(m, r, ""), 5);
    assert_int_equal(kit_missing(m, r, "kinds"), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, KIT_NONE, events(*state, some, 0, 100, 0), r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_int(m, r, "kinds"), 0);
}

/* --------------------------------------------------------------- renewal --
 */

typedef struct Contract {
    int from, to; /* days; NEVER: without an end */
    const char *stage;
    int renews; /* by itself; NEVER: the cell is empty */
} Contract;

static const hale_rows *contracts(FakeHost *host, const Contract *contract,
                                  size_t n, int columns)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    int64_t *until = fake_memory(host, (n + 1) * sizeof *until);
    const char **stage = fake_memory(host, (n + 1) * sizeof *stage);
    uint8_t *renews = fake_memory(host, n + 1);
    uint8_t *present = fake_memory(host, n + 1);
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = contract[i].from * HALE_DAY;
        until[i] =
            contract[i].to == NEVER ? HALE_OPEN : contract[i].to * HALE_DAY;
        stage[i] = contract[i].stage;
        present[i] = contract[i].renews != NEVER;
        renews[i] = contract[i].renews > 0;
    }
    column[0] = columns ? fake_texts(host, stage, n) : NULL;
    column[1] = columns ? fake_bools(host, renews, present, n) : NULL;
    return fake_rows(host, 0, days(host, 0, 100), time, until, n, column);
}

/* Today is day 100. In force: one to day 130, one to day 120, one without an
 * end: 20 days. Ended without a decision: on days 90, 80 and 85, 20 days ago;
 * won, lost and one that says nothing are not overdue. */
static void renewal_by_hand(void **state)
{
    const Contract some[] = {
        {1, 130, "lost", 0},   {2, 120, "open", 1},  {3, NEVER, NULL, 0},
        {4, 90, "open", 0},    {5, 80, "quoted", 0}, {6, 85, "open", 0},
        {7, 60, "churned", 0}, {8, 70, NULL, 0},     {9, 50, "won", 0},
    };
    const char *const own[] = {"decided", "open, won, churned", NULL};
    const hale_metric *m = kit_metric("renewal");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, some, 9, 1), r);
    assert_int_equal(kit_int(m, r, ""), 20);
    assert_int_equal(kit_get(m, r, "auto_renew")->missing, HALE_PRESENT);
    assert_int_equal(kit_get(m, r, "auto_renew")->as.b, 1);
    assert_int_equal(kit_int(m, r, "overdue"), 3);
    assert_int_equal(kit_int(m, r, "overdue_days"), 20);
    kit_everyhow(*state, m, own, contracts(*state, some, 9, 1), r);
    assert_int_equal(kit_int(m, r, "overdue"), 1);
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, some, 9, 0), r);
    assert_int_equal(kit_int(m, r, ""), 20);
    assert_int_equal(kit_missing(m, r, "auto_renew"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "overdue"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "overdue_days"), HALE_NOT_GIVEN);
}

/* Two that end at once renew by themselves only if both do. One that ends
 * today has 0 days; one without an end has no renewal. */
static void ends_at_once(void **state)
{
    const Contract both[] = {{1, 120, NULL, 1}, {2, 120, NULL, 0}};
    const Contract turned[] = {{1, 120, NULL, 0}, {2, 120, NULL, 1}};
    const Contract half[] = {{1, 120, NULL, 1}, {2, 120, NULL, NEVER}};
    const Contract today[] = {{1, 100, NULL, 1}, {2, NEVER, NULL, 1}};
    const hale_metric *m = kit_metric("renewal");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, both, 2, 1), r);
    assert_int_equal(kit_get(m, r, "auto_renew")->as.b, 0);
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, turned, 2, 1), r);
    assert_int_equal(kit_get(m, r, "auto_renew")->as.b, 0);
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, half, 2, 1), r);
    assert_int_equal(kit_missing(m, r, "auto_renew"), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, today, 2, 1), r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_missing(m, r, "overdue_days"), HALE_NO_ROWS);
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, today + 1, 1, 1), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    assert_int_equal(kit_int(m, r, "overdue"), 0);
}

/* Of the five invoices of the span two failed; the one issued before it did
 * too. An empty status and other words are no failure. */
static void payments_by_hand(void **state)
{
    static const Contract invoice[] = {
        {-5, NEVER, "failed", NEVER},   {0, 10, "paid", NEVER},
        {10, NEVER, "declined", NEVER}, {20, NEVER, NULL, NEVER},
        {30, NEVER, "open", NEVER},     {40, 99, "uncollectible", NEVER}};
    const char *const own[] = {"failed", "open", NULL};
    const hale_metric *m = kit_metric("payments");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, invoice, 6, 1), r);
    assert_int_equal(kit_int(m, r, ""), 2);
    assert_int_equal(kit_int(m, r, "invoices"), 5);
    assert_near(kit_real(m, r, "rate"), 0.4, 1e-12);
    kit_everyhow(*state, m, own, contracts(*state, invoice, 6, 1), r);
    assert_int_equal(kit_int(m, r, ""), 1);
    kit_everyhow(*state, m, KIT_NONE, contracts(*state, invoice, 0, 1), r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_missing(m, r, "rate"), HALE_ZERO_DENOMINATOR);
}

static void lists_that_make_no_sense(void **state)
{
    static const char many[] = "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q";
    static const struct {
        const char *metric, *option, *words, *message;
    } bad[] = {
        {"onboarding", "start", "", "start has 0 words"},
        {"onboarding", "done", many, "done has 17 words"},
        {"first_value", "done", "", "done has 0 words"},
        {"advocacy", "accepted", "", "accepted has 0 words"},
        {"advocacy", "accepted", many, "accepted has 17 words"},
        {"renewal", "decided", "", "decided has 0 words"},
        {"renewal", "decided", many, "decided has 17 words"},
    };
    FakeHost *host = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *const given[] = {bad[i].option, bad[i].words, NULL};
        hale_value r[KIT_RESULTS];
        fake_forget(host);
        assert_int_equal(kit_run(host, kit_metric(bad[i].metric), given,
                                 events(host, way, 0, 100, 2), r),
                         -1);
        assert_non_null(strstr(host->failed, bad[i].message));
    }
}

static void every_metric_is_described(void **state)
{
    (void)state;
    assert_string_equal(hale_plugin_v1()->name, "lifecycle");
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        kit_described(hale_plugin_v1()->metrics[i], "lifecycle");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(onboarding_by_hand),
        WITH_HOST(not_yet_live),
        WITH_HOST(live_before_it_started),
        WITH_HOST(first_value_by_hand),
        WITH_HOST(pulse_by_hand),
        WITH_HOST(pulse_of_facts),
        WITH_HOST(acts_of_advocacy),
        WITH_HOST(renewal_by_hand),
        WITH_HOST(ends_at_once),
        WITH_HOST(payments_by_hand),
        WITH_HOST(lists_that_make_no_sense),
        WITH_HOST(every_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
