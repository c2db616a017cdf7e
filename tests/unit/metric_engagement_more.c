/* SPDX-License-Identifier: MIT
 *
 * metric_engagement_more: contacts, cadence, business reviews and champions,
 * counted by hand.
 */
#include "metric_kit.h"

typedef struct Touch {
    int day;
    const char *direction, *type, *person;
} Touch;

enum { NO_COLUMNS, KINDS_ONLY, ALL_COLUMNS };
enum { NEVER = -1 };

static const hale_span *days(FakeHost *host, int begin, int end)
{
    hale_span *span = fake_memory(host, sizeof *span);
    *span = fake_span(host, begin * HALE_DAY, end * HALE_DAY);
    return span;
}

/* Rows over the days [0, 100). */
static const hale_rows *rows_of(FakeHost *host, const Touch *touch, size_t n,
                                int columns)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    const char **direction = fake_memory(host, (n + 1) * sizeof *direction);
    const char **type = fake_memory(host, (n + 1) * sizeof *type);
    const char **person = fake_memory(host, (n + 1) * sizeof *person);
    const hale_vector **column = fake_memory(host, 4 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = touch[i].day * HALE_DAY;
        direction[i] = touch[i].direction;
        type[i] = touch[i].type;
        person[i] = touch[i].person;
    }
    column[0] = columns ? fake_texts(host, direction, n) : NULL;
    column[1] = columns ? fake_texts(host, type, n) : NULL;
    column[2] = columns == ALL_COLUMNS ? fake_texts(host, person, n) : NULL;
    return fake_rows(host, 0, days(host, 0, 100), time, NULL, n, column);
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

/* Two-way are the call with ann, the mail from bob, and the review. */
static const Touch some[] = {
    {10, "out", "email", "cho"}, {20, "out", "call", "ann"},
    {30, "in", "email", "bob"},  {40, "out", "ebr", "ann"},
    {50, "out", "email", NULL},  {60, "out", "email", "dee"},
};

static void contacts_by_hand(void **state)
{
    static const struct {
        const char *direction;
        int64_t people;
    } want[] = {{"any", 4}, {"two_way", 2}, {"inbound", 1}};
    const hale_metric *m = kit_metric("contacts");
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < 3; i++) {
        const char *const given[] = {"direction", want[i].direction, NULL};
        kit_everyhow(*state, m, given, rows_of(*state, some, 6, ALL_COLUMNS),
                     r);
        assert_int_equal(kit_int(m, r, ""), want[i].people);
        kit_everyhow(*state, m, given, rows_of(*state, some, 6, KINDS_ONLY), r);
        assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
        kit_everyhow(*state, m, given, rows_of(*state, some, 0, NO_COLUMNS), r);
        assert_int_equal(kit_int(m, r, ""), 0);
    }
}

/* The account's row; `created` NEVER and `segment` NULL: the cells are
 * empty. */
static const hale_rows *account(FakeHost *host, const hale_span *span,
                                const char *segment, int created, int columns)
{
    const char **text = fake_memory(host, sizeof *text);
    int64_t *at = fake_memory(host, sizeof *at);
    uint8_t *present = fake_memory(host, 1);
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    static const int64_t since = 0;
    *text = segment;
    *at = created * HALE_DAY;
    *present = created != NEVER;
    column[0] = columns ? fake_texts(host, text, 1) : NULL;
    column[1] = columns ? fake_times(host, at, present, 1) : NULL;
    return fake_rows(host, 1, span, &since, NULL, 1, column);
}

static int cadence(FakeHost *host, const char *const *given,
                   const hale_rows *touches, const char *segment, int created,
                   int columns, hale_value *r)
{
    const hale_rows *list[] = {
        touches, account(host, touches->span, segment, created, columns), NULL};
    int result = fake_measure(host, kit_metric("cadence"), given, touches->span,
                              list, r);
    if (result == 0)
        kit_laws(kit_metric("cadence"), r);
    return result;
}

/* The last two-way touch was on day 40, 59 days before the last, day 99. So
 * 59 days are within the cadence and 58 are not; an enterprise account may
 * wait 14, a small one 90. */
static void cadence_by_hand(void **state)
{
    static const struct {
        const char *gap, *segment;
        int64_t within, gap_days;
    } row[] = {
        {"59d", NULL, 1, 59},        {"58d", NULL, 0, 58},
        {"58d", "smb", 1, 90},       {"59d", "enterprise", 0, 14},
        {"59d", "midmarket", 1, 59},
    };
    const hale_metric *m = kit_metric("cadence");
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *const given[] = {"gap", row[i].gap, "gaps",
                                     "enterprise: 14, smb:90", NULL};
        assert_int_equal(cadence(*state, given,
                                 rows_of(*state, some, 6, KINDS_ONLY),
                                 row[i].segment, NEVER, 1, r),
                         0);
        assert_int_equal(kit_int(m, r, "within"), row[i].within);
        assert_int_equal(kit_int(m, r, "gap_days"), row[i].gap_days);
        assert_int_equal(kit_int(m, r, "days"), 59);
        assert_int_equal(kit_int(m, r, "accounts"), 1);
    }
}

/* Only mails of ours: the clock runs from the day of creation. Created on day
 * 80 it has had 19 days; on day 20, 79; nobody knows when: out of its cadence;
 * on day 200 it is not there yet. */
static void never_touched(void **state)
{
    const hale_metric *m = kit_metric("cadence");
    const hale_rows *mails = rows_of(*state, some, 1, KINDS_ONLY);
    hale_value r[KIT_RESULTS];
    assert_int_equal(cadence(*state, KIT_NONE, mails, NULL, 80, 1, r), 0);
    assert_int_equal(kit_int(m, r, "within"), 1);
    assert_int_equal(kit_int(m, r, "days"), 19);
    assert_int_equal(cadence(*state, KIT_NONE, mails, NULL, 20, 1, r), 0);
    assert_int_equal(kit_int(m, r, "within"), 0);
    assert_int_equal(kit_int(m, r, "days"), 79);
    assert_int_equal(cadence(*state, KIT_NONE, mails, NULL, NEVER, 1, r), 0);
    assert_near(kit_real(m, r, ""), 0, 0);
    assert_int_equal(kit_missing(m, r, "days"), HALE_NO_ROWS);
    assert_int_equal(cadence(*state, KIT_NONE, mails, NULL, 200, 1, r), 0);
    assert_int_equal(kit_missing(m, r, ""), HALE_TOO_NEW);
    assert_int_equal(kit_missing(m, r, "accounts"), HALE_TOO_NEW);
    mails = rows_of(*state, some, 6, NO_COLUMNS);
    assert_int_equal(cadence(*state, KIT_NONE, mails, NULL, 80, 0, r), 0);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
}

static void gaps_that_make_no_sense(void **state)
{
    static const struct {
        const char *gaps, *message;
    } bad[] = {
        {"enterprise", "\"enterprise\" is not of the form segment:days"},
        {"enterprise:", "is not of the form"},
        {":14", "is not of the form"},
        {"smb:two", "is not of the form"},
        {"smb:-1", "is not of the form"},
        {"smb:7, smb:8", "names \"smb\" twice"},
        {"a:1,b:1,c:1,d:1,e:1,f:1,g:1,h:1,i:1,j:1,k:1,l:1,m:1,n:1,o:1,p:1,q:1",
         "up to 16 segments"},
        {"smb:7", "name one, as in segment = tier"}, /* no such column */
    };
    FakeHost *host = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *const given[] = {"gaps", bad[i].gaps, NULL};
        hale_value r[KIT_RESULTS];
        fake_forget(host);
        assert_int_equal(cadence(host, given,
                                 rows_of(host, some, 6, KINDS_ONLY), NULL,
                                 NEVER, 0, r),
                         -1);
        assert_non_null(strstr(host->failed, bad[i].message));
    }
}

static void business_reviews(void **state)
{
    const hale_metric *m = kit_metric("ebr");
    const char *const calls[] = {"types", "call, email", NULL};
    const char *const none[] = {"types", "", NULL};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    kit_everyhow(host, m, KIT_NONE, rows_of(host, some, 6, KINDS_ONLY), r);
    assert_int_equal(kit_int(m, r, "covered"), 1);
    assert_int_equal(kit_int(m, r, "reviews"), 1);
    kit_everyhow(host, m, calls, rows_of(host, some, 6, KINDS_ONLY), r);
    assert_int_equal(kit_int(m, r, "covered"), 1);
    assert_int_equal(kit_int(m, r, "reviews"), 5);
    kit_everyhow(host, m, KIT_NONE, rows_of(host, some, 3, KINDS_ONLY), r);
    assert_near(kit_real(m, r, ""), 0, 0);
    kit_everyhow(host, m, KIT_NONE, rows_of(host, some, 0, NO_COLUMNS), r);
    assert_int_equal(kit_int(m, r, "accounts"), 1);
    kit_everyhow(host, m, KIT_NONE, rows_of(host, some, 6, NO_COLUMNS), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    assert_int_equal(
        kit_run(host, m, none, rows_of(host, some, 6, KINDS_ONLY), r), -1);
    assert_non_null(strstr(host->failed, "types has 0 words"));
}

typedef struct Stint {
    int from, to; /* days; NEVER: still */
    const char *user, *role;
} Stint;

static void champions(FakeHost *host, const Stint *stint, size_t n,
                      const char *const *given, int begin, int end,
                      hale_value *r)
{
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    int64_t *until = fake_memory(host, (n + 1) * sizeof *until);
    const char **user = fake_memory(host, (n + 1) * sizeof *user);
    const char **role = fake_memory(host, (n + 1) * sizeof *role);
    const hale_vector **column = fake_memory(host, 3 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = stint[i].from * HALE_DAY;
        until[i] = stint[i].to == NEVER ? HALE_OPEN : stint[i].to * HALE_DAY;
        user[i] = stint[i].user;
        role[i] = stint[i].role;
    }
    column[0] = fake_texts(host, user, n);
    column[1] = fake_texts(host, role, n);
    kit_everyhow(
        host, kit_metric("champion"), given,
        fake_rows(host, 0, days(host, begin, end), time, until, n, column), r);
}

/* Days 86 to 99. Ann left on day 90; bob's row ended on day 91 and another
 * began; cho left before the window, dee at its very end; eve is a user; one
 * row has no name. With their own word the owner counts as well. */
static void champions_by_hand(void **state)
{
    const Stint some_users[] = {
        {1, 50, "cho", "champion"}, {2, 90, "ann", "champion"},
        {3, 91, "bob", "champion"}, {4, 92, "eve", "user"},
        {5, 93, NULL, "champion"},  {6, 100, "dee", "champion"},
        {7, 95, "fox", "owner"},    {91, NEVER, "bob", "champion"},
    };
    const char *const own[] = {"roles", "owner", NULL};
    const hale_metric *m = kit_metric("champion");
    hale_value r[KIT_RESULTS];
    champions(*state, some_users, 8, KIT_NONE, 86, 100, r);
    assert_int_equal(kit_int(m, r, ""), 1);
    assert_int_equal(kit_int(m, r, "in_role"), 2);
    assert_int_equal(kit_int(m, r, "lost"), 0);
    champions(*state, some_users, 8, own, 86, 100, r);
    assert_int_equal(kit_int(m, r, ""), 1);
    assert_int_equal(kit_int(m, r, "lost"), 1);
    champions(*state, some_users, 0, KIT_NONE, 86, 100, r);
    assert_int_equal(kit_int(m, r, ""), 0);
    assert_int_equal(kit_int(m, r, "lost"), 0);
}

static void roles_that_make_no_sense(void **state)
{
    static const char *const lists[] = {"",
                                        "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q"};
    FakeHost *host = *state;
    for (size_t i = 0; i < 2; i++) {
        const char *const given[] = {"roles", lists[i], NULL};
        hale_value r[KIT_RESULTS];
        fake_forget(host);
        assert_int_equal(kit_run(host, kit_metric("champion"), given,
                                 rows_of(host, some, 0, ALL_COLUMNS), r),
                         -1);
        assert_non_null(strstr(host->failed, "words; name one to 16"));
    }
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(contacts_by_hand),
        WITH_HOST(cadence_by_hand),
        WITH_HOST(never_touched),
        WITH_HOST(gaps_that_make_no_sense),
        WITH_HOST(business_reviews),
        WITH_HOST(champions_by_hand),
        WITH_HOST(roles_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
