/* SPDX-License-Identifier: MIT
 *
 * run_library: hale as a library, through hale.h and nothing else.
 *
 * The demo is run. What is expected of it is in etc/demo/README.md, whose
 * figures SQLite gave (tests/golden/demo.sql): 200 accounts, 167 of which pay
 * 163,258.8333 a month; aldermoor pays 9,191.6667, had 24 active users and has
 * 15; 132 rows of movements are 12 months of the company, 3 segments and 6
 * CSMs and the pool.
 */
#include "hale/hale.h"

#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

/* Where outputs would go; nothing may be there unless a test says so. */
static char folder[] = "/tmp/hale-library-XXXXXX";
static char files_path[128], stream_path[128];

static const char *const *paths(void)
{
    static const char *set[3];
    set[0] = files_path;
    set[1] = stream_path;
    return set;
}

static hale_settings demo_settings(void)
{
    return (hale_settings){.size = sizeof(hale_settings),
                           .pipeline = DEMO "/hale.ini",
                           .set = paths(),
                           .dry_run = 1,
                           .lock_wait = 100};
}

static const hale_table_column *column(const hale_table *t, const char *name)
{
    for (size_t c = 0; c < t->columns; c++)
        if (!strcmp(t->column[c]->name, name))
            return t->column[c];
    fail_msg("table %s has no column %s", t->name, name);
    return NULL;
}

static int text_is(const hale_table_column *c, size_t row, const char *text)
{
    return c->as.text[row].len == strlen(text) &&
           !memcmp(c->as.text[row].data, text, strlen(text));
}

static size_t row_of(const hale_table *t, const char *name, const char *text)
{
    const hale_table_column *c = column(t, name);
    for (size_t row = 0; row < t->rows; row++)
        if (text_is(c, row, text))
            return row;
    fail_msg("no row of %s has %s = %s", t->name, name, text);
    return 0;
}

static int exists(const char *name)
{
    char path[160];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &st) == 0;
}

/* ---------------------------------------------------------------- tests -- */

static void check_accounts(hale_session *h)
{
    const hale_table *t = hale_table_named(h, "accounts");
    assert_non_null(t);
    assert_int_equal(t->rows, 200);
    assert_string_equal(t->column[0]->name, "as_of");
    assert_string_equal(t->column[1]->name, "account");
    assert_null(t->column[t->columns]);
    size_t row = row_of(t, "account", "aldermoor");
    const hale_table_column *mrr = column(t, "mrr");
    assert_int_equal(mrr->type, HALE_MONEY);
    assert_int_equal(mrr->as.i[row], 91916667);
    assert_int_equal(column(t, "active_users")->as.i[row], 15);
    assert_int_equal(column(t, "active_users_before")->as.i[row], 24);
    assert_near(column(t, "active_users_change")->as.r[row], 15.0 / 24 - 1,
                1e-12);
    assert_true(
        text_is(column(t, "name"), row, "Aldermoor Freight International"));
    /* quillon never bought: nothing was seen, and no CSM touched it. */
    row = row_of(t, "account", "quillon");
    assert_int_equal(mrr->as.i[row], 0);
    assert_int_equal(column(t, "parent")->missing[row], HALE_NOT_GIVEN);
    /* 2026-01-01T00:00:00Z, in microseconds. */
    assert_int_equal(t->column[0]->as.i[row], INT64_C(1767225600000000));
}

static void check_company(hale_session *h)
{
    const hale_table *t = hale_table_named(h, "rollup_company");
    assert_non_null(t);
    assert_int_equal(t->rows, 1);
    assert_int_equal(column(t, "mrr")->as.i[0], INT64_C(1632588333));
    assert_int_equal(column(t, "mrr_paying")->as.i[0], 167);
    assert_int_equal(column(t, "accounts")->as.i[0], 200);
    int64_t bands = column(t, "health_red")->as.i[0] +
                    column(t, "health_yellow")->as.i[0] +
                    column(t, "health_green")->as.i[0] +
                    column(t, "health_unknown")->as.i[0];
    assert_int_equal(bands, 200);
}

static void test_tables(void **state)
{
    (void)state;
    hale_settings s = demo_settings();
    hale_session *h = hale_open(&s);
    assert_string_equal(hale_messages(h), "");
    assert_int_equal(hale_session_check(h), 0);
    assert_int_equal(hale_session_run(h), 0);
    assert_int_equal(hale_error_count(h), 0);
    check_accounts(h);
    check_company(h);
    assert_int_equal(hale_table_named(h, "movements")->rows, 132);
    assert_int_equal(hale_table_named(h, "scores")->rows, 200);
    const hale_table *inputs = hale_table_named(h, "inputs");
    size_t events = row_of(inputs, "input", "events");
    assert_int_equal(column(inputs, "rows_read")->as.i[events], 46364);
    assert_int_equal(column(inputs, "orphans")->as.i[events], 4);
    assert_null(hale_table_named(h, "account"));
    assert_null(hale_table_named(h, ""));
    size_t n = hale_table_count(h);
    for (size_t i = 0; i < n; i++)
        assert_ptr_equal(hale_table_named(h, hale_table_at(h, i)->name),
                         hale_table_at(h, i));
    assert_null(hale_table_at(h, n));
    assert_null(hale_table_at(h, SIZE_MAX));
    hale_close(h);
}

/* Units are in the pipeline's currency, by period too; as_of is a date where
 * it is a local midnight and an instant where it is not. */
static void test_units(void **state)
{
    hale_settings settings = demo_settings();
    (void)state;
    hale_session *h = hale_open(&settings);
    assert_int_equal(hale_session_run(h), 0);
    const hale_table *accounts = hale_table_named(h, "accounts");
    const hale_table *movements = hale_table_named(h, "movements");
    assert_string_equal(column(accounts, "mrr")->unit, "USD/month");
    assert_string_equal(column(movements, "expansion")->unit, "USD/month");
    assert_string_equal(column(accounts, "as_of")->unit, "date");
    assert_int_equal(hale_published(h), 0); /* a dry run */
    hale_close(h);
    settings.as_of = "2025-12-31T08:00";
    h = hale_open(&settings);
    assert_int_equal(hale_session_run(h), 0);
    assert_null(column(hale_table_named(h, "accounts"), "as_of")->unit);
    hale_close(h);
}

static void test_facts(void **state)
{
    (void)state;
    hale_settings s = demo_settings();
    s.as_of = "2025-07-01";
    hale_session *h = hale_open(&s);
    const hale_run *facts = hale_facts(h);
    assert_string_equal(facts->pipeline, "demo");
    assert_string_equal(facts->timezone, "UTC");
    assert_string_equal(facts->currency, "USD");
    assert_string_equal(facts->version, hale_version());
    assert_int_equal(facts->as_of_count, 1);
    assert_int_equal(facts->as_of[0], INT64_C(1751328000000000));
    hale_close(h);
}

/* A pipeline of one line a string, written into the folder. */
static const char *pipeline(const char *text)
{
    static char path[160];
    snprintf(path, sizeof path, "%s/bad.ini", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void test_bad_pipeline(void **state)
{
    (void)state;
    hale_settings s = {.size = sizeof s,
                       .pipeline = pipeline("[pipeline]\n"
                                            "as_of = 2025-07-01\n"
                                            "timezone = Europe/Berlinn\n"
                                            "widnow = 3\n")};
    hale_session *h = hale_open(&s);
    assert_int_equal(hale_session_run(h), 78);
    assert_true(hale_error_count(h) >= 3);
    assert_contains(hale_messages(h), "bad.ini:3:1: pipeline: ");
    assert_contains(hale_messages(h), "Europe/Berlinn");
    assert_contains(hale_messages(h), "bad.ini:4:1: pipeline: ");
    assert_contains(hale_messages(h), "widnow");
    assert_contains(hale_messages(h), "[input.NAME]");
    assert_contains(hale_messages_json(h), "\"line\": 4");
    assert_int_equal(hale_session_check(h), 78); /* again, and no more words */
    assert_int_equal(hale_session_run(h), 78);
    assert_null(hale_table_named(h, "accounts"));
    assert_int_equal(hale_table_count(h), 0);
    hale_close(h);
    s.pipeline = "/nonexistent/hale.ini";
    h = hale_open(&s);
    assert_int_not_equal(hale_session_check(h), 0);
    assert_contains(hale_messages(h), "/nonexistent/hale.ini");
    hale_close(h);
}

/* An input that is not there is found by a check; its code is its own. */
static void test_bad_input(void **state)
{
    (void)state;
    const char *set[] = {"input.events.path=nowhere.csv", NULL};
    hale_settings s = demo_settings();
    s.set = set;
    hale_session *h = hale_open(&s);
    assert_int_equal(hale_session_check(h), 66);
    assert_contains(hale_messages(h), "nowhere.csv");
    assert_int_equal(hale_session_run(h), 66);
    hale_close(h);
}

typedef struct Heard {
    unsigned calls, phases; /* a bit each */
    hale_phase last;
    int backwards;
} Heard;

static void hear(void *user, const hale_progress *p)
{
    Heard *heard = user;
    heard->calls++;
    heard->phases |= 1u << p->phase;
    heard->backwards |= p->phase < heard->last;
    heard->last = p->phase;
}

static void test_progress(void **state)
{
    (void)state;
    Heard heard = {0};
    hale_settings s = demo_settings();
    s.progress = hear;
    s.user = &heard;
    hale_session *h = hale_open(&s);
    assert_int_equal(heard.calls, 0);
    assert_int_equal(hale_session_run(h), 0);
    assert_true(heard.calls >= 5);
    assert_int_equal(heard.phases,
                     1 << HALE_PHASE_READ | 1 << HALE_PHASE_MEASURE |
                         1 << HALE_PHASE_JUDGE | 1 << HALE_PHASE_WRITE |
                         1 << HALE_PHASE_DONE);
    assert_false(heard.backwards);
    hale_close(h);
}

static void test_dry_run_writes_nothing(void **state)
{
    (void)state;
    hale_settings s = demo_settings();
    hale_session *h = hale_open(&s);
    assert_int_equal(hale_session_run(h), 0);
    hale_close(h);
    assert_false(exists("accounts.csv"));
    assert_false(exists("scores.ndjson"));
    s.dry_run = 0;
    h = hale_open(&s);
    assert_int_equal(hale_session_run(h), 0);
    assert_int_equal(hale_session_run(h), 0); /* it has run: nothing to do */
    hale_close(h);
    assert_true(exists("accounts.csv"));
    assert_true(exists("scores.ndjson"));
}

/* One after the other, and two that are open at once. */
static void test_two_sessions(void **state)
{
    (void)state;
    hale_settings s = demo_settings(), old = demo_settings();
    old.as_of = "2025-02-01";
    hale_session *a = hale_open(&s), *b = hale_open(&old);
    assert_int_equal(hale_session_run(b), 0);
    assert_int_equal(hale_session_run(a), 0);
    check_company(a);
    const hale_table *t = hale_table_named(b, "rollup_company");
    /* The end of January 2025 as tests/golden/demo_movements.sql has it. */
    assert_int_equal(column(t, "mrr")->as.i[0], INT64_C(1433501666));
    hale_close(b);
    check_accounts(a);
    hale_close(a);
    a = hale_open(&s);
    assert_int_equal(hale_session_run(a), 0);
    check_accounts(a);
    hale_close(a);
    hale_close(NULL);
}

static void test_components_of_one(void **state)
{
    (void)state;
    hale_settings s = demo_settings();
    s.only_account = "kestrelby";
    hale_session *h = hale_open(&s);
    assert_int_equal(hale_session_run(h), 0);
    const hale_table *t = hale_table_named(h, "components");
    assert_true(t->rows > 0);
    for (size_t row = 0; row < t->rows; row++)
        assert_true(text_is(column(t, "account"), row, "kestrelby"));
    assert_int_equal(hale_table_named(h, "scores")->rows, 200);
    hale_close(h);
}

/* Asks to stop as soon as rows are read. */
static void stop(void *user, const hale_progress *p)
{
    (void)user;
    if (p->phase == HALE_PHASE_READ)
        hale_stop();
}

static void test_stop(void **state)
{
    (void)state;
    hale_settings s = demo_settings();
    s.progress = stop;
    hale_session *h = hale_open(&s);
    assert_int_equal(hale_session_run(h), 130);
    assert_contains(hale_messages(h), "interrupted");
    assert_null(hale_table_named(h, "accounts"));
    hale_close(h);
    s.progress = NULL; /* the next session knows nothing of it */
    h = hale_open(&s);
    assert_int_equal(hale_session_run(h), 0);
    hale_close(h);
}

/* A lean run has no table of scores but for an output that wants it, and says
 * the same of accounts. */
static void test_lean(void **state)
{
    (void)state;
    const char *const none[] = {files_path, stream_path,
                                "output.files.tables=accounts",
                                "output.stream.tables=rollup_*", NULL};
    hale_settings s = demo_settings(), lean = demo_settings();
    lean.lean = 1;
    hale_session *full = hale_open(&s), *h = hale_open(&lean);
    assert_int_equal(hale_session_run(full), 0);
    assert_int_equal(hale_session_run(h), 0);
    assert_int_equal(hale_table_named(h, "scores")->rows, 200);
    hale_close(h);
    lean.set = none;
    h = hale_open(&lean);
    assert_int_equal(hale_session_run(h), 0);
    assert_null(hale_table_named(h, "scores"));
    static const char *const texts[] = {"health_band", "health_reasons"};
    const hale_table *a = hale_table_named(full, "accounts");
    const hale_table *b = hale_table_named(h, "accounts");
    assert_int_equal(a->columns, b->columns);
    for (size_t row = 0; row < a->rows; row++) {
        assert_int_equal(column(a, "health")->missing[row],
                         column(b, "health")->missing[row]);
        assert_memory_equal(&column(a, "health")->as.r[row],
                            &column(b, "health")->as.r[row], sizeof(double));
        for (size_t i = 0; i < 2; i++) {
            hale_str x = column(a, texts[i])->as.text[row];
            hale_str y = column(b, texts[i])->as.text[row];
            assert_int_equal(x.len, y.len);
            assert_int_equal(x.len ? memcmp(x.data, y.data, x.len) : 0, 0);
        }
    }
    hale_close(h);
    hale_close(full);
}

/* A caller that was built when settings had fewer members. */
static void test_older_caller(void **state)
{
    (void)state;
    hale_settings s = demo_settings();
    s.size = offsetof(hale_settings, only_account);
    s.only_account = "nobody";
    hale_session *h = hale_open(&s);
    assert_int_equal(hale_session_run(h), 0);
    assert_true(hale_table_named(h, "components")->rows > 200);
    hale_close(h);
}

static int enter(void **state)
{
    (void)state;
    setenv("HALE_PLUGIN_PATH", PLUGIN_DIR, 1);
    if (!mkdtemp(folder))
        return -1;
    snprintf(files_path, sizeof files_path, "output.files.path=%s/{table}.csv",
             folder);
    snprintf(stream_path, sizeof stream_path,
             "output.stream.path=%s/scores.ndjson", folder);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_bad_pipeline),
        cmocka_unit_test(test_bad_input),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_dry_run_writes_nothing),
        cmocka_unit_test(test_two_sessions),
        cmocka_unit_test(test_components_of_one),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_lean),
        cmocka_unit_test(test_older_caller),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
