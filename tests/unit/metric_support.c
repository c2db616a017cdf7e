/* SPDX-License-Identifier: MIT
 *
 * metric_support: open tickets by priority and tickets that came in, counted
 * by hand and on a thousand random accounts.
 */
#include "metric_kit.h"

typedef struct Ticket {
    int opened, closed; /* days; closed -1: still open */
    const char *priority;
} Ticket;

/* Rows over the days [begin, end). `priorities` 0: no such column. */
static const hale_rows *rows_of(FakeHost *host, const Ticket *ticket, size_t n,
                                int begin, int end, int priorities)
{
    hale_span *span = fake_memory(host, sizeof *span);
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    int64_t *until = fake_memory(host, (n + 1) * sizeof *until);
    const char **text = fake_memory(host, (n + 1) * sizeof *text);
    const hale_vector **column = fake_memory(host, 2 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = ticket[i].opened * HALE_DAY;
        until[i] =
            ticket[i].closed < 0 ? HALE_OPEN : ticket[i].closed * HALE_DAY;
        text[i] = ticket[i].priority;
    }
    *span = fake_span(host, begin * HALE_DAY, end * HALE_DAY);
    column[0] = priorities ? fake_texts(host, text, n) : NULL;
    return fake_rows(host, 0, span, time, until, n, column);
}

static int64_t found(const hale_value *r, const char *name)
{
    return kit_int(kit_metric("open"), r, name);
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

/* Looked at from the end of day 99. The one closed at that very instant was
 * open until then; "P2" is p2; "weird" and an empty cell are others. */
static const Ticket some[] = {
    {10, 20, "p1"}, {30, -1, "p1"},    {40, 100, "p1"}, {50, -1, "P2"},
    {60, 99, "p2"}, {70, -1, "weird"}, {80, -1, NULL},  {90, 200, "p4"},
};

static void open_by_priority(void **state)
{
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, kit_metric("open"), KIT_NONE,
                 rows_of(*state, some, 8, 0, 100, 1), r);
    assert_int_equal(found(r, ""), 6);
    assert_int_equal(found(r, "p1"), 2);
    assert_int_equal(found(r, "p2"), 1);
    assert_int_equal(found(r, "p3"), 0);
    assert_int_equal(found(r, "p4"), 1);
    assert_int_equal(found(r, "other"), 2);
}

static void words_of_another_help_desk(void **state)
{
    const Ticket desk[] = {{1, -1, "Urgent"}, {1, -1, "high"}, {1, -1, "p1"}};
    const char *const words[] = {"priorities", "urgent, HIGH", NULL};
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, kit_metric("open"), words,
                 rows_of(*state, desk, 3, 0, 100, 1), r);
    assert_int_equal(found(r, "p1"), 1);
    assert_int_equal(found(r, "p2"), 1);
    assert_int_equal(found(r, "p3"), 0);
    assert_int_equal(found(r, "other"), 1);
}

static void words_that_make_no_sense(void **state)
{
    static const struct {
        const char *words, *message;
    } bad[] = {{"a, b, c, d, e", "has 5 words; name one to four"},
               {"", "has 0 words"},
               {"urgent, Urgent", "names \"Urgent\" twice"}};
    FakeHost *host = *state;
    for (size_t i = 0; i < 3; i++) {
        const char *const given[] = {"priorities", bad[i].words, NULL};
        hale_value r[KIT_RESULTS];
        fake_forget(host);
        assert_int_equal(kit_run(host, kit_metric("open"), given,
                                 rows_of(host, some, 8, 0, 100, 1), r),
                         -1);
        assert_non_null(strstr(host->failed, bad[i].message));
    }
}

/* No column of priorities: how many is known, how urgent is not; but who has
 * no open ticket has no urgent one either. */
static void without_priorities(void **state)
{
    const hale_metric *m = kit_metric("open");
    const Ticket done[] = {{10, 20, NULL}};
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, 8, 0, 100, 0), r);
    assert_int_equal(found(r, ""), 6);
    assert_int_equal(kit_missing(m, r, "p1"), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "other"), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, done, 1, 0, 100, 0), r);
    assert_int_equal(found(r, "p1"), 0);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, NULL, 0, 0, 100, 1), r);
    assert_int_equal(found(r, ""), 0);
}

/* Opened on days 60, 70 and 80; the first day of the window counts, the day
 * after its last does not. */
static void opened_in_a_window(void **state)
{
    const hale_metric *m = kit_metric("opened");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, 8, 60, 90, 1), r);
    assert_int_equal(kit_int(m, r, ""), 3);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, NULL, 0, 60, 90, 1), r);
    assert_int_equal(kit_int(m, r, ""), 0);
}

/* Open at the end = open at the start + opened - closed, for windows that
 * follow each other: closed is counted here, from the data. */
static void a_thousand_accounts(void **state)
{
    static const char *const words[] = {"p1", "p2", "p3", "p4", "x", NULL};
    uint64_t seed = 5;
    for (int account = 0; account < 1000; account++) {
        Ticket ticket[12];
        size_t n = (size_t)kit_below(&seed, 12);
        int64_t before = 0;
        fake_close(*state);
        fake_open(*state);
        for (size_t i = 0; i < n; i++) {
            ticket[i].opened =
                (int)(i ? ticket[i - 1].opened + kit_below(&seed, 9) : 0);
            ticket[i].closed = ticket[i].opened + 1 + (int)kit_below(&seed, 40);
            if (kit_below(&seed, 4) == 0)
                ticket[i].closed = -1;
            ticket[i].priority = words[kit_below(&seed, 6)];
        }
        for (int begin = 0; begin < 120; begin += 30) {
            hale_value open[KIT_RESULTS], opened[KIT_RESULTS];
            const hale_rows *rows =
                rows_of(*state, ticket, n, begin, begin + 30, 1);
            int64_t closed = 0;
            for (size_t i = 0; i < n; i++) /* just before the end, or earlier */
                closed += ticket[i].closed >= begin && ticket[i].closed >= 0 &&
                          ticket[i].closed < begin + 30;
            kit_everyhow(*state, kit_metric("open"), KIT_NONE, rows, open);
            kit_everyhow(*state, kit_metric("opened"), KIT_NONE, rows, opened);
            assert_int_equal(found(open, ""), before + opened[0].as.i - closed);
            before = found(open, "");
        }
    }
}

static void every_metric_is_described(void **state)
{
    (void)state;
    assert_string_equal(hale_plugin_v1()->name, "support");
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        kit_described(hale_plugin_v1()->metrics[i], "support");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(open_by_priority),
        WITH_HOST(words_of_another_help_desk),
        WITH_HOST(words_that_make_no_sense),
        WITH_HOST(without_priorities),
        WITH_HOST(opened_in_a_window),
        WITH_HOST(a_thousand_accounts),
        WITH_HOST(every_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
