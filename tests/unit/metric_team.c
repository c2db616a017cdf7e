/* SPDX-License-Identifier: MIT
 *
 * metric_team: who is responsible, how long mails wait and what became of
 * tasks, worked out by hand.
 */
#include "metric_kit.h"

enum { ON = -1 }; /* an interval that has no end yet */

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
    return span;
}

static void is_text(const hale_metric *m, const hale_value *r, const char *name,
                    const char *wanted)
{
    const hale_value *v = kit_get(m, r, name);
    assert_int_equal(v->missing, HALE_PRESENT);
    assert_int_equal(v->as.text.len, strlen(wanted));
    assert_memory_equal(v->as.text.data, wanted, strlen(wanted));
}

/* ------------------------------------------------------------------ owner */

typedef struct Held { /* an assignment, in days */
    int from, to;
    const char *csm, *role, *team;
} Held;

static const hale_rows *held(FakeHost *host, const Held *list, size_t n,
                             int begin, int end)
{
    int64_t *from = fake_memory(host, (n + 1) * sizeof *from);
    int64_t *to = fake_memory(host, (n + 1) * sizeof *to);
    const char **text[3];
    const hale_vector **column = fake_memory(host, 4 * sizeof *column);
    for (size_t k = 0; k < 3; k++)
        text[k] = fake_memory(host, (n + 1) * sizeof **text);
    for (size_t i = 0; i < n; i++) {
        from[i] = list[i].from * HALE_DAY;
        to[i] = list[i].to == ON ? HALE_OPEN : list[i].to * HALE_DAY;
        text[0][i] = list[i].csm;
        text[1][i] = list[i].role;
        text[2][i] = list[i].team;
    }
    for (size_t k = 0; k < 3; k++)
        column[k] = fake_texts(host, text[k], n);
    return fake_rows(host, 0, days(host, begin, end), from, to, n, column);
}

static const char *const csms[] = {"role_is", "csm", NULL};
static const char *const sales[] = {"role_is", "sales, presales", NULL};

/* Over the days [50, 100): bob hands over to cy on day 60, 39 days before the
 * last, day 99. Tam of sales is there from day 10 on. */
static const Held story[] = {
    {0, 30, "ann", "csm", "north"},
    {10, ON, "tam", "sales", NULL},
    {30, 60, "bob", "csm", "north"},
    {60, ON, "cy", "csm", "south"},
};

static void owner_by_hand(void **state)
{
    const hale_metric *m = kit_metric("owner");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, csms, held(*state, story, 4, 50, 100), r);
    is_text(m, r, "", "cy");
    is_text(m, r, "team", "south");
    is_text(m, r, "before", "bob");
    assert_int_equal(kit_int(m, r, "changed"), 1);
    assert_int_equal(kit_int(m, r, "days"), 39);
    /* Of all roles, the one that began last. */
    kit_everyhow(*state, m, KIT_NONE, held(*state, story, 4, 50, 100), r);
    is_text(m, r, "", "cy");
    is_text(m, r, "before", "bob");
    kit_everyhow(*state, m, sales, held(*state, story, 4, 50, 100), r);
    is_text(m, r, "", "tam");
    assert_int_equal(kit_missing(m, r, "team"), HALE_NOT_GIVEN);
    assert_int_equal(kit_int(m, r, "changed"), 0);
    assert_int_equal(kit_int(m, r, "days"), 89);
}

/* Who holds until the very end still does; who begins at the begin did not
 * before. A renewed assignment goes on, one after a gap begins anew. */
static void owner_at_the_edges(void **state)
{
    static const Held edge[] = {{0, 50, "ann", "csm", NULL},
                                {50, 100, "bob", "csm", NULL}};
    static const Held renewed[] = {{60, 80, "cy", "csm", NULL},
                                   {80, ON, "cy", "csm", NULL}};
    static const Held gap[] = {{60, 80, "cy", "csm", NULL},
                               {81, ON, "cy", "csm", NULL}};
    const hale_metric *m = kit_metric("owner");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, csms, held(*state, edge, 2, 50, 100), r);
    is_text(m, r, "", "bob");
    is_text(m, r, "before", "ann");
    kit_everyhow(*state, m, csms, held(*state, renewed, 2, 70, 100), r);
    assert_int_equal(kit_int(m, r, "changed"), 0);
    assert_int_equal(kit_int(m, r, "days"), 39);
    kit_everyhow(*state, m, csms, held(*state, gap, 2, 70, 100), r);
    assert_int_equal(kit_int(m, r, "days"), 18);
}

static void nobody_owns(void **state)
{
    static const Held pooled[] = {{0, 70, "ann", "csm", "north"},
                                  {70, ON, NULL, "csm", "north"}};
    static const Held over[] = {{0, 90, "ann", "csm", NULL}};
    const hale_metric *m = kit_metric("owner");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, csms, held(*state, pooled, 2, 50, 100), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    is_text(m, r, "team", "north");
    assert_int_equal(kit_missing(m, r, "changed"), HALE_NOT_GIVEN);
    kit_everyhow(*state, m, csms, held(*state, over, 1, 50, 100), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    is_text(m, r, "before", "ann");
    kit_everyhow(*state, m, csms, held(*state, over, 0, 50, 100), r);
    for (size_t i = 0; m->results[i]; i++)
        assert_int_equal(r[i].missing, HALE_NO_ROWS);
}

/* ---------------------------------------------------------------- replies */

typedef struct Touch {
    int hour;
    const char *direction, *type;
} Touch;

/* Over the hours [0, 48). */
static const hale_rows *touches(FakeHost *host, const Touch *list, size_t n,
                                int types)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    const char **direction = fake_memory(host, (n + 1) * sizeof *direction);
    const char **type = fake_memory(host, (n + 1) * sizeof *type);
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = list[i].hour * 3600 * HALE_SECOND;
        direction[i] = list[i].direction;
        type[i] = list[i].type;
    }
    column[0] = fake_texts(host, direction, n);
    column[1] = types ? fake_texts(host, type, n) : NULL;
    return fake_rows(host, 0, days(host, 0, 2), time, NULL, n, column);
}

/* Two mails wait from hour 0 for the call at 5, one from 20 for whatever came
 * at 21, and one from 30 on. A call needs no answer. */
static const Touch mails[] = {
    {0, "in", "email"},  {2, "in", "email"},   {5, "out", "call"},
    {10, "in", "call"},  {12, "out", "email"}, {20, "in", "email"},
    {21, NULL, "email"}, {21, "out", "bulk"},  {30, "in", "email"},
};

/* Waits of 5 h and 1 h: median 3, p90 1 + 0.9 x 4 = 4.6; 1 of 3 waits. */
static void replies_by_hand(void **state)
{
    const hale_metric *m = kit_metric("replies");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, touches(*state, mails, 9, 1), r);
    assert_near(kit_real(m, r, ""), 3, 1e-12);
    assert_near(kit_real(m, r, "p90"), 4.6, 1e-12);
    assert_near(kit_real(m, r, "mean"), 3, 1e-12);
    assert_near(kit_real(m, r, "hours"), 6, 1e-12);
    assert_int_equal(kit_int(m, r, "answered"), 2);
    assert_int_equal(kit_int(m, r, "unanswered"), 1);
    assert_int_equal(kit_int(m, r, "mails"), 3);
    assert_near(kit_real(m, r, "unanswered_share"), 1.0 / 3, 1e-12);
}

/* The bulk mail answers nobody: the mail of hour 20 waits still. Without
 * types the call of hour 10 is a mail and waits 2 h for the one of 12. */
static void replies_and_types(void **state)
{
    static const char *const people[] = {"answers", "email, call", NULL};
    const hale_metric *m = kit_metric("replies");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, people, touches(*state, mails, 9, 1), r);
    assert_near(kit_real(m, r, ""), 5, 1e-12);
    assert_int_equal(kit_int(m, r, "unanswered"), 1);
    assert_int_equal(kit_int(m, r, "mails"), 2);
    kit_everyhow(*state, m, KIT_NONE, touches(*state, mails, 9, 0), r);
    assert_int_equal(kit_int(m, r, "answered"), 3);
    assert_near(kit_real(m, r, "hours"), 8, 1e-12);
}

/* From 16:00 until 10:00 the next day is two hours of a day from 9 to 17. */
static void replies_at_work(void **state)
{
    static const char *const work[] = {"hours", "09:00-17:00", NULL};
    static const Touch night[] = {{16, "in", "email"}, {34, "out", "email"}};
    const hale_metric *m = kit_metric("replies");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, work, touches(*state, night, 2, 1), r);
    assert_near(kit_real(m, r, ""), 2, 1e-12);
    kit_everyhow(*state, m, work, touches(*state, night, 0, 1), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NO_ROWS);
    assert_int_equal(kit_int(m, r, "mails"), 0);
    assert_int_equal(kit_missing(m, r, "unanswered_share"),
                     HALE_ZERO_DENOMINATOR);
}

/* ------------------------------------------------------------------ tasks */

typedef struct Task { /* in hours; due NEVER: no date */
    int created, done, due;
    const char *kind;
} Task;

enum { NEVER = -1 };

/* Over the days [10, 40). */
static const hale_rows *tasks(FakeHost *host, const Task *list, size_t n,
                              int kinds)
{
    int64_t *from = fake_memory(host, (n + 1) * sizeof *from);
    int64_t *to = fake_memory(host, (n + 1) * sizeof *to);
    int64_t *due = fake_memory(host, (n + 1) * sizeof *due);
    uint8_t *dated = fake_memory(host, n + 1);
    const char **kind = fake_memory(host, (n + 1) * sizeof *kind);
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    const int64_t hour = 3600 * HALE_SECOND;
    for (size_t i = 0; i < n; i++) {
        from[i] = list[i].created * hour;
        to[i] = list[i].done == ON ? HALE_OPEN : list[i].done * hour;
        due[i] = list[i].due * hour;
        dated[i] = list[i].due != NEVER;
        kind[i] = list[i].kind;
    }
    column[0] = fake_times(host, due, dated, n);
    column[1] = kinds ? fake_texts(host, kind, n) : NULL;
    return fake_rows(host, 0, days(host, 10, 40), from, to, n, column);
}

#define DAY(n) ((n)*24)

static const Task work[] = {
    {0, DAY(12), DAY(15), "ebr"},             /* in time */
    {0, DAY(5), DAY(12), NULL},               /* early, before the span */
    {0, ON, DAY(5), "plan"},                  /* overdue since before it */
    {DAY(5), DAY(20), DAY(15), "plan"},       /* late */
    {DAY(5), ON, DAY(15), "plan"},            /* open */
    {DAY(20), DAY(45), DAY(30), "plan"},      /* done, but after the span */
    {DAY(20), DAY(30), DAY(50), "plan"},      /* due after it */
    {DAY(20), DAY(25), NEVER, "plan"},        /* never due */
    {DAY(20), DAY(39) + 12, DAY(39), "plan"}, /* on the day itself */
};

/* Six are due (rows 0, 1, 3, 4, 5, 8), four of them done (0, 1, 3, 8), three
 * in time (0, 1, 8); rows 2, 4 and 5 are the backlog. */
static void tasks_by_hand(void **state)
{
    static const char *const ebr[] = {"kinds", "ebr, qbr", NULL};
    const hale_metric *m = kit_metric("tasks");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, tasks(*state, work, 9, 1), r);
    assert_int_equal(kit_int(m, r, "due"), 6);
    assert_int_equal(kit_int(m, r, "done"), 4);
    assert_int_equal(kit_int(m, r, "missed"), 2);
    assert_int_equal(kit_int(m, r, "on_time"), 3);
    assert_int_equal(kit_int(m, r, "backlog"), 3);
    assert_near(kit_real(m, r, ""), 4.0 / 6, 1e-12);
    assert_near(kit_real(m, r, "on_time_rate"), 0.5, 1e-12);
    kit_everyhow(*state, m, ebr, tasks(*state, work, 9, 1), r);
    assert_int_equal(kit_int(m, r, "due"), 1);
    kit_everyhow(*state, m, KIT_NONE, tasks(*state, work, 0, 1), r);
    assert_int_equal(kit_int(m, r, "due"), 0);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
}

/* ---------------------------------------------------------------- mistakes */

static void words_without_a_column(void **state)
{
    static const char *const ebr[] = {"kinds", "ebr", NULL};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    int64_t from = 0, to = HALE_OPEN;
    const char *who = "ann";
    const hale_vector *column[] = {fake_texts(host, &who, 1), NULL, NULL};
    assert_int_equal(
        kit_run(host, kit_metric("tasks"), ebr, tasks(host, work, 1, 0), r),
        -1);
    assert_contains(host->failed, "no column kind");
    fake_forget(host);
    assert_int_equal(
        kit_run(host, kit_metric("owner"), csms,
                fake_rows(host, 0, days(host, 0, 9), &from, &to, 1, column), r),
        -1);
    assert_contains(host->failed, "no column role");
}

/* ------------------------------------------------------------------ rated */

typedef struct Said { /* a pulse, on a day */
    int day;
    const char *csm, *pulse;
} Said;

static void rate(FakeHost *host, const char *const *given, const Said *said,
                 size_t n, int end, hale_value *r)
{
    const hale_metric *m = kit_metric("rated");
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    const char **text[2];
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    size_t shown = 0;
    for (size_t k = 0; k < 2; k++)
        text[k] = fake_memory(host, (n + 1) * sizeof **text);
    for (; shown < n && said[shown].day < end; shown++) {
        time[shown] = said[shown].day * HALE_DAY;
        text[0][shown] = said[shown].csm;
        text[1][shown] = said[shown].pulse;
    }
    for (size_t k = 0; k < 2; k++)
        column[k] = fake_texts(host, text[k], shown);
    const hale_rows *list[] = {
        held(host, story, end > 60 ? 4 : 3, 50, end),
        fake_rows(host, 1, days(host, 50, end), time, NULL, shown, column),
        NULL};
    assert_int_equal(fake_measure(host, m, given, list[0]->span, list, r), 0);
    kit_laws(m, r);
}

/* Until day 60 the account is bob's, then cy's. As of day 60 bob has rated it
 * once; a row of his says nothing. As of day 100 that is the word of another,
 * as is tam's, and so it is cy's two that count. */
static void rated_by_hand(void **state)
{
    static const Said said[] = {{55, "bob", "green"}, {56, "bob", NULL},
                                {70, "cy", "yellow"}, {71, "tam", "red"},
                                {80, "cy", "green"},  {81, NULL, "green"}};
    const hale_metric *m = kit_metric("rated");
    hale_value r[KIT_RESULTS];
    rate(*state, csms, said, 6, 60, r);
    assert_near(kit_real(m, r, ""), 1, 0);
    assert_int_equal(kit_int(m, r, "by_owner"), 1);
    assert_int_equal(kit_int(m, r, "by_others"), 0);
    rate(*state, csms, said, 6, 100, r);
    assert_near(kit_real(m, r, ""), 1, 0);
    assert_int_equal(kit_int(m, r, "by_owner"), 2);
    assert_int_equal(kit_int(m, r, "by_others"), 3);
    rate(*state, csms, said, 2, 100, r);
    assert_near(kit_real(m, r, ""), 0, 0);
    rate(*state, sales, said, 6, 100, r);
    assert_int_equal(kit_int(m, r, "by_owner"), 1);
}

/* Nobody is responsible: no share, and what others say is counted. */
static void nobody_rates(void **state)
{
    static const Said said[] = {{55, "bob", "green"}};
    static const char *const boss[] = {"role_is", "boss", NULL};
    const hale_metric *m = kit_metric("rated");
    hale_value r[KIT_RESULTS];
    rate(*state, boss, said, 1, 100, r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    assert_int_equal(kit_int(m, r, "owned"), 0);
    assert_int_equal(kit_int(m, r, "by_others"), 1);
}

static void descriptions(void **state)
{
    (void)state;
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        kit_described(hale_plugin_v1()->metrics[i], "team");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(owner_by_hand),     TEST(owner_at_the_edges),
        TEST(nobody_owns),       TEST(replies_by_hand),
        TEST(replies_and_types), TEST(replies_at_work),
        TEST(tasks_by_hand),     TEST(words_without_a_column),
        TEST(rated_by_hand),     TEST(nobody_rates),
        TEST(descriptions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
