/* SPDX-License-Identifier: MIT
 *
 * metric_support_more: rates of tickets, tickets for each seat, the oldest
 * one, and how long tickets wait by the clock and in business hours.
 *
 * Days count from 1970-01-01, a Thursday: day 4 is Monday, 1970-01-05.
 */
#include "metric_kit.h"

#define HOUR (3600 * HALE_SECOND)

enum { ESCALATED, REOPENED, ANSWERED }; /* which column there is */
enum { NEVER = -1 };

typedef struct Ticket {
    int64_t opened, closed; /* hours since 1970; NEVER: still open */
    int64_t cell;           /* the column; hours for ANSWERED; NEVER: empty */
} Ticket;

static const hale_vector *cells(FakeHost *host, const Ticket *ticket, size_t n,
                                int kind)
{
    int64_t *value = fake_memory(host, (n + 1) * sizeof *value);
    uint8_t *yes = fake_memory(host, n + 1);
    uint8_t *present = fake_memory(host, n + 1);
    for (size_t i = 0; i < n; i++) {
        present[i] = ticket[i].cell != NEVER;
        yes[i] = ticket[i].cell > 0;
        value[i] = kind == ANSWERED ? ticket[i].cell * HOUR : ticket[i].cell;
    }
    if (kind == ESCALATED)
        return fake_bools(host, yes, present, n);
    return kind == REOPENED ? fake_ints(host, value, present, n)
                            : fake_times(host, value, present, n);
}

/* Over the days [begin, end). */
static const hale_rows *rows_of(FakeHost *host, const Ticket *ticket, size_t n,
                                int begin, int end, int kind)
{
    hale_span *span = fake_memory(host, sizeof *span);
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    int64_t *until = fake_memory(host, (n + 1) * sizeof *until);
    const hale_vector **column = fake_memory(host, 2 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = ticket[i].opened * HOUR;
        until[i] =
            ticket[i].closed == NEVER ? HALE_OPEN : ticket[i].closed * HOUR;
    }
    *span = fake_span(host, begin * HALE_DAY, end * HALE_DAY);
    column[0] = cells(host, ticket, n, kind);
    return fake_rows(host, 0, span, time, until, n, column);
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

/* The first is from before the window. Of the four others one says nothing:
 * 1 of 3. Wilson for 1 of 3, by hand: (1/3 + 0.64024) / 2.28049 = 0.42691, half
 * = 1.95996 sqrt(0.074074 + 0.10671) / 2.28049 = 0.36543. */
static void escalation_rate(void **state)
{
    const Ticket some[] = {{10, 20, 1},
                           {240, 250, 1},
                           {250, NEVER, 0},
                           {260, NEVER, NEVER},
                           {270, 280, 0}};
    const hale_metric *m = kit_metric("escalated");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, some, 5, 10, 40, ESCALATED), r);
    assert_near(kit_real(m, r, ""), 1.0 / 3, 1e-12);
    assert_int_equal(kit_int(m, r, "tickets"), 3);
    assert_near(kit_real(m, r, "low"), 0.0615, 1e-4);
    assert_near(kit_real(m, r, "high"), 0.7923, 1e-4);
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, some + 3, 1, 10, 40, ESCALATED), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, some, 0, 10, 40, ESCALATED), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_int(m, r, "escalated"), 0);
}

/* Closed at least once: the first, the second (closed and reopened twice, open
 * now), the fourth; the third never was, the last two say nothing of use. */
static void reopen_rate(void **state)
{
    const Ticket some[] = {{240, 250, 0}, {241, NEVER, 2}, {242, NEVER, 0},
                           {243, 260, 1}, {244, 250, -7},  {245, 250, NEVER}};
    const Ticket never[] = {{240, NEVER, 0}};
    const hale_metric *m = kit_metric("reopened");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, some, 6, 10, 40, REOPENED), r);
    assert_near(kit_real(m, r, ""), 2.0 / 3, 1e-12);
    assert_int_equal(kit_int(m, r, "closed"), 3);
    assert_int_equal(kit_int(m, r, "reopenings"), 3);
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, never, 1, 10, 40, REOPENED), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, some + 4, 2, 10, 40, REOPENED), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
}

static void reopenings_beyond_counting(void **state)
{
    const Ticket some[] = {{240, 250, INT64_MAX}, {241, 250, 1}};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    assert_int_equal(kit_run(host, kit_metric("reopened"), KIT_NONE,
                             rows_of(host, some, 2, 10, 40, REOPENED), r),
                     -1);
    assert_non_null(strstr(host->failed, "is \"reopened\" the right column?"));
}

/* Open at the end of day 39: those of day 10 and 20; one closed on day 41 was
 * open then, 39 - 5 days. */
static void the_oldest_open_ticket(void **state)
{
    const Ticket some[] = {{24, 48, 0}, {120, 41 * 24, 0}, {240, NEVER, 0}};
    const hale_metric *m = kit_metric("oldest");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, some, 3, 0, 40, ESCALATED), r);
    assert_int_equal(kit_int(m, r, ""), 34);
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, some, 3, 0, 42, ESCALATED), r);
    assert_int_equal(kit_int(m, r, ""), 31);
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, some, 1, 0, 40, ESCALATED), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
}

/* Two of the three tickets are of the window. `seats` NEVER: the cell is
 * empty; NULL: the account has no row. */
static void per_seat(FakeHost *host, const int64_t *seats, hale_value *r)
{
    const Ticket some[] = {{10, 20, 0}, {240, 250, 0}, {250, NEVER, 0}};
    const hale_rows *tickets = rows_of(host, some, 3, 10, 40, ESCALATED);
    uint8_t *present = fake_memory(host, 1);
    static const int64_t since = 0;
    const hale_vector *column[2] = {NULL, NULL};
    present[0] = seats && *seats != NEVER;
    column[0] = fake_ints(host, seats ? seats : &since, present, 1);
    const hale_rows *list[] = {
        tickets,
        fake_rows(host, 1, tickets->span, &since, NULL, seats ? 1 : 0, column),
        NULL};
    assert_int_equal(fake_measure(host, kit_metric("tickets_per_seat"),
                                  KIT_NONE, tickets->span, list, r),
                     0);
    kit_laws(kit_metric("tickets_per_seat"), r);
}

static void tickets_for_each_seat(void **state)
{
    static const struct {
        int64_t seats;
        hale_missing missing;
    } row[] = {{8, HALE_PRESENT},
               {0, HALE_ZERO_DENOMINATOR},
               {-5, HALE_REJECTED},
               {NEVER, HALE_NOT_GIVEN}};
    const hale_metric *m = kit_metric("tickets_per_seat");
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        per_seat(*state, &row[i].seats, r);
        assert_int_equal(kit_missing(m, r, ""), row[i].missing);
        assert_int_equal(kit_int(m, r, "tickets"), 2);
        if (!row[i].missing)
            assert_near(kit_real(m, r, ""), 0.25, 1e-12);
    }
    per_seat(*state, NULL, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    assert_int_equal(kit_missing(m, r, "seats"), HALE_NO_ROWS);
}

/* Hours until the answer: 2, 4, 1, 9. Sorted 1 2 4 9: the median is 3; nine
 * tenths lie at place 0.9 x 3 = 2.7 of 0..3: 4 + 0.7 x 5 = 7.5; the mean 4.
 * One has no answer, one got it after the end of the window, which is not
 * known by then; one was answered before it was opened. One is older. */
static const Ticket waited[] = {
    {10, 20, 11},    {240, 300, 242},   {250, NEVER, 254}, {260, 270, 261},
    {270, 280, 279}, {280, 290, NEVER}, {290, NEVER, 960}, {300, NEVER, 299},
};

static void first_response_by_hand(void **state)
{
    const hale_metric *m = kit_metric("first_response");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, waited, 8, 10, 40, ANSWERED), r);
    assert_near(kit_real(m, r, ""), 3, 1e-12);
    assert_near(kit_real(m, r, "p90"), 7.5, 1e-12);
    assert_near(kit_real(m, r, "mean"), 4, 1e-12);
    assert_int_equal(kit_int(m, r, "answered"), 4);
    assert_int_equal(kit_int(m, r, "unanswered"), 2);
    assert_int_equal(kit_int(m, r, "tickets"), 6);
    assert_near(kit_real(m, r, "unanswered_share"), 1.0 / 3, 1e-12);
    assert_int_equal(kit_int(m, r, "rejected"), 1);
}

static void nobody_answered(void **state)
{
    const hale_metric *m = kit_metric("first_response");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, waited + 5, 1, 10, 40, ANSWERED), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    assert_int_equal(kit_missing(m, r, "mean"), HALE_NO_ROWS);
    assert_near(kit_real(m, r, "unanswered_share"), 1, 0);
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, waited, 0, 10, 40, ANSWERED), r);
    assert_int_equal(kit_missing(m, r, "unanswered_share"),
                     HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_int(m, r, "answered"), 0);
}

/* Until they are closed: 60, 10, 10, 10 hours; three are open. */
static void resolution_by_hand(void **state)
{
    const hale_metric *m = kit_metric("resolution");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE,
                 rows_of(*state, waited, 8, 10, 40, ANSWERED), r);
    assert_near(kit_real(m, r, ""), 10, 1e-12);
    assert_near(kit_real(m, r, "hours"), 90, 1e-12);
    assert_near(kit_real(m, r, "mean"), 22.5, 1e-12);
    assert_int_equal(kit_int(m, r, "resolved"), 4);
    assert_int_equal(kit_int(m, r, "unresolved"), 3);
}

/* From 9 to 17 o'clock, Monday to Friday; day 4 is a Monday, so hour 96 is
 * Monday 0:00, and Thursday, 1970-01-08, is a holiday, told twice. */
static void business_hours(void **state)
{
    static const struct {
        int64_t from, to;
        double hours;
    } row[] = {
        {96 + 10, 96 + 12, 2},            /* Monday, 10 to 12 */
        {96 + 8, 96 + 18, 8},             /* Monday, 8 to 18 */
        {96 + 18, 96 + 20, 0},            /* Monday evening */
        {96 + 16, 96 + 34, 2},            /* Monday 16 to Tuesday 10 */
        {96 + 16, 96 + 72 + 24 + 10, 18}, /* to Friday 10: 1 + 8 + 8 + 0 + 1 */
        {96 + 112, 96 + 5 * 24 + 12, 1},  /* Friday 16 to Saturday noon */
        {96 + 72, 96 + 96, 0},            /* the holiday */
        {96, 96 + 168, 32},               /* the week: four days of 8 */
        {96, 96 + 3 * 168, 112},          /* three: 32 + 40 + 40 */
    };
    const char *const given[] = {"hours",    "09:00-17:00",
                                 "days",     "mon-fri",
                                 "holidays", "1970-01-08, 1970-01-08",
                                 NULL};
    const hale_metric *m = kit_metric("resolution");
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const Ticket one[] = {{row[i].from, row[i].to, 0}};
        hale_value r[KIT_RESULTS];
        kit_everyhow(*state, m, given,
                     rows_of(*state, one, 1, 0, 60, ESCALATED), r);
        assert_near(kit_real(m, r, ""), row[i].hours, 1e-12);
    }
}

/* Hours are local: two hours east of Greenwich, Monday 7 UTC is 9 o'clock. A
 * week that begins on Sunday and days of 24 hours can be said as well. */
static void local_hours(void **state)
{
    const char *const office[] = {"hours", "09:00-17:00", NULL};
    const char *const most[] = {"days", "sun-tue, thu", NULL};
    const Ticket one[] = {{96 + 6, 96 + 8, 0}}; /* Monday */
    const Ticket week[] = {{96, 96 + 168, 0}};  /* a week */
    const hale_metric *m = kit_metric("resolution");
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    host->offset = 2 * 3600;
    kit_everyhow(host, m, office, rows_of(host, one, 1, 0, 60, ESCALATED), r);
    assert_near(kit_real(m, r, ""), 1, 1e-12);
    host->offset = 0;
    kit_everyhow(host, m, most, rows_of(host, week, 1, 0, 60, ESCALATED), r);
    assert_near(kit_real(m, r, ""), 4 * 24, 1e-12);
}

static void hours_that_make_no_sense(void **state)
{
    static const struct {
        const char *option, *text, *message;
    } bad[] = {
        {"hours", "9-17", "\"9-17\" is not of the form 09:00-17:00"},
        {"hours", "09:00-25:00", "is not of the form"},
        {"hours", "09:60-17:00", "is not of the form"},
        {"hours", "09:00_17:00", "is not of the form"},
        {"hours", "22:00-06:00", "ends before it begins"},
        {"days", "monday", "\"monday\" is neither a day"},
        {"days", "mon-fry", "is neither a day"},
        {"days", "", "name at least one"},
        {"holidays", "2025-02-30", "\"2025-02-30\" is not a date"},
        {"holidays", "xmas", "is not a date"},
    };
    FakeHost *host = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *const given[] = {bad[i].option, bad[i].text, NULL};
        hale_value r[KIT_RESULTS];
        fake_forget(host);
        assert_int_equal(kit_run(host, kit_metric("first_response"), given,
                                 rows_of(host, waited, 8, 10, 40, ANSWERED), r),
                         -1);
        assert_non_null(strstr(host->failed, bad[i].message));
    }
}

/* Counting days one by one gives what the arithmetic gives. */
static void a_thousand_waits(void **state)
{
    const char *const given[] = {"hours",    "08:00-12:00",
                                 "days",     "tue-sat",
                                 "holidays", "1970-01-20, 1970-02-01",
                                 NULL};
    const hale_metric *m = kit_metric("resolution");
    uint64_t seed = 17;
    for (int account = 0; account < 1000; account++) {
        int64_t from = kit_below(&seed, 1000), to, hours = 0;
        hale_value r[KIT_RESULTS];
        to = from + kit_below(&seed, 1000);
        for (int64_t hour = from; hour < to; hour++) {
            int64_t day = hour / 24, weekday = (day + 3) % 7;
            if (hour % 24 >= 8 && hour % 24 < 12 && weekday >= 1 &&
                weekday <= 5 && day != 19 && day != 31)
                hours++;
        }
        const Ticket one[] = {{from, to, 0}};
        fake_close(*state);
        fake_open(*state);
        assert_int_equal(kit_run(*state, m, given,
                                 rows_of(*state, one, 1, 0, 200, ESCALATED), r),
                         0);
        assert_near(kit_real(m, r, ""), (double)hours, 1e-9);
    }
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(escalation_rate),
        WITH_HOST(reopen_rate),
        WITH_HOST(reopenings_beyond_counting),
        WITH_HOST(the_oldest_open_ticket),
        WITH_HOST(tickets_for_each_seat),
        WITH_HOST(first_response_by_hand),
        WITH_HOST(nobody_answered),
        WITH_HOST(resolution_by_hand),
        WITH_HOST(business_hours),
        WITH_HOST(local_hours),
        WITH_HOST(hours_that_make_no_sense),
        WITH_HOST(a_thousand_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
