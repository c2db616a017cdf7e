/* SPDX-License-Identifier: MIT
 *
 * run_spans: what is not asked again is not missed.
 *
 * Made-up accounts have terms with every cell that the metrics of
 * subscriptions look at: trials, pauses, cancellations, bills past due,
 * discounts, mergers; on days and within them, often as a month begins. Every
 * steady metric is run by month with several options, for three dates at once,
 * first as it is and then asked about every span. All tables are the same to
 * the last byte.
 */
#include "unit.h"

#include "run/run.h"

#include <sys/stat.h>
#include <unistd.h>

enum { ACCOUNTS = 40, TERMS = 4 };

static char folder[] = "/tmp/hale-spans-XXXXXX";
static uint64_t seed;

static uint64_t below(uint64_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % n;
}

/* ------------------------------------------------------------------ files */

static const char *path_of(const char *name)
{
    static char path[4][128];
    static size_t at;
    char *p = path[at++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static FILE *file_of(const char *name)
{
    FILE *file = fopen(path_of(name), "w");
    assert_non_null(file);
    return file;
}

/* An instant of 2024 or 2025, the first of a month as often as not; empty one
 * time in `odds`, if that is not 0. */
static void put_time(FILE *file, uint64_t odds)
{
    if (odds && below(odds) == 0) {
        fputs(",", file);
        return;
    }
    unsigned day = below(2) ? 1 : 1 + (unsigned)below(28);
    fprintf(file, ",%u-%02u-%02u", 2024 + (unsigned)below(2),
            1 + (unsigned)below(12), day);
    if (below(3) == 0)
        fprintf(file, "T%02u:%02u:00Z", (unsigned)below(24),
                (unsigned)below(60));
}

static const char *any_of(const char *const *word, size_t n)
{
    return word[below(n)];
}

static void put_term(FILE *file, unsigned account, unsigned term)
{
    static const char *const kinds[] = {"forever", "repeating", "once", ""};
    static const char *const types[] = {"recurring", "recurring", "metered",
                                        "one_off", ""};
    fprintf(file, "a%u,s%u", account, term);
    put_time(file, 0);
    put_time(file, 2);
    fprintf(file, ",%u,%u,%s,%s,%s", (unsigned)below(5) * 25,
            (unsigned)below(30), any_of(kinds, COUNT(kinds)),
            any_of(types, COUNT(types)), below(4) ? "p" : "q");
    for (size_t i = 0; i < 6; i++) /* trial_end ... paused_to */
        put_time(file, 1 + below(2));
    fprintf(file, ",%s,%s,%s\n", below(9) ? "" : "a1", below(9) ? "" : "a2",
            below(3) ? "USD" : "EUR");
}

static void make_files(void)
{
    FILE *accounts = file_of("accounts.csv"), *terms = file_of("terms.csv");
    FILE *rates = file_of("rates.csv");
    fputs("account,created,segment\n", accounts);
    fputs("account,subscription,started,ended,mrr,discount,discount_kind,type,"
          "product,trial_end,cancel_requested,paid_through,past_due_since,"
          "paused_from,paused_to,moved_from,moved_to,currency\n",
          terms);
    for (unsigned a = 0; a < ACCOUNTS; a++) {
        fprintf(accounts, "a%u,2024-%02u-01,%s\n", a, 1 + (unsigned)below(12),
                below(2) ? "big" : "small");
        for (unsigned t = (unsigned)below(TERMS); t > 0; t--)
            put_term(terms, a, t);
    }
    fputs("date,currency,rate\n", rates);
    for (unsigned month = 1; month <= 12; month++)
        fprintf(rates, "2024-%02u-01,EUR,1.%02u\n2025-%02u-01,EUR,1.%02u\n",
                month, month, month, 30 - month);
    assert_int_equal(fclose(accounts) + fclose(terms) + fclose(rates), 0);
}

static const char *const names[] = {"movements", "retention", "growth",
                                    "mrr",       "reasons",   "cmrr",
                                    "arpu",      "trials",    "winback"};
static const char *const rules[] = {
    "", "grace = 20d\n", "past_due = 7d\ngrace = 3d\n", "past_due = 0d\n",
    "pause = churn\nrecognition = paid_through\nzero_mrr = churned\n"};

static void put_metrics(FILE *file)
{
    for (size_t m = 0; m < COUNT(names); m++)
        for (size_t r = 0; r < COUNT(rules); r++)
            if (r == 0 || strcmp(names[m], "trials") != 0)
                fprintf(file,
                        "[metric.%s%zu]\nplugin = revenue.%s\n"
                        "periods = 15 x month\n%s",
                        names[m], r, names[m], rules[r]);
    fputs("[metric.steps]\nplugin = revenue.movements\nbasis = events\n"
          "net_window = day\nreactivation_window = 30d\n"
          "periods = 40 x week\nwhere.mrr = 25..75\n",
          file);
}

static const char *make_pipeline(void)
{
    FILE *file = file_of("hale.ini");
    fputs("[pipeline]\nas_of = 2025-07-01\ntimezone = America/New_York\n"
          "currency = USD\nroster = accounts\nattributes = segment\n"
          "[input.accounts]\nplugin = csv\npath = accounts.csv\n"
          "[input.subscriptions]\nplugin = csv\npath = terms.csv\n"
          "on_error = skip\n"
          "[input.users]\nplugin = csv\npath = terms.csv\n"
          "on_error = skip\n"
          "column.user = subscription\ncolumn.created = started\n"
          "column.deactivated = ended\n",
          file);
    put_metrics(file);
    fputs("[rollup.segment]\nby = segment\n"
          "[output.all]\nplugin = csv\npath = out/{table}.csv\ntables = *\n",
          file);
    assert_int_equal(fclose(file), 0);
    return path_of("hale.ini");
}

/* ------------------------------------------------------------------- runs */

/* A run with or without the right to leave questions out. */
static hale_session *run(const char *const *set, bool asks_always)
{
    hale_settings settings = {.size = sizeof settings,
                              .pipeline = path_of("hale.ini"),
                              .set = set,
                              .as_of = "2025-06-01..2025-08-01",
                              .every = "month",
                              .dry_run = 1};
    hale_session *h = hale_open(&settings);
    if (hale_session_check(h) != 0)
        fail_msg("%s", hale_messages(h));
    for (size_t m = 0; asks_always && m < h->plan.metrics; m++) {
        h->plan.metric[m].reach = -1;
        h->plan.metric[m].timeless = false;
    }
    if (hale_session_run(h) != 0)
        fail_msg("%s", hale_messages(h));
    return h;
}

static size_t size_of(hale_type type)
{
    return type == HALE_BOOL ? 1 : 8;
}

static void same_column(const hale_table *t, const hale_table_column *a,
                        const hale_table_column *b)
{
    for (size_t row = 0; row < t->rows; row++) {
        int missing = a->missing ? a->missing[row] : 0;
        bool same = missing == (b->missing ? b->missing[row] : 0);
        size_t size = size_of(a->type);
        if (a->type == HALE_TEXT)
            same = same && str_eq(missing ? (Str){0} : a->as.text[row],
                                  missing ? (Str){0} : b->as.text[row]);
        else
            same = same && (missing || !memcmp(a->as.b + row * size,
                                               b->as.b + row * size, size));
        if (!same)
            fail_msg("%s, row %zu: %s differs", t->name, row, a->name);
    }
}

static void same_tables(hale_session *a, hale_session *b)
{
    assert_int_equal(hale_table_count(a), hale_table_count(b));
    for (size_t i = 0; i < hale_table_count(a); i++) {
        const hale_table *x = hale_table_at(a, i), *y = hale_table_at(b, i);
        assert_string_equal(x->name, y->name);
        assert_int_equal(x->rows, y->rows);
        assert_int_equal(x->columns, y->columns);
        for (size_t c = 0; c < x->columns; c++)
            same_column(x, x->column[c], y->column[c]);
    }
    assert_string_equal(hale_messages(a), hale_messages(b));
}

static void compare(const char *const *set, uint64_t books)
{
    for (uint64_t s = 1; s <= books; s++) {
        seed = s * UINT64_C(0x9E3779B97F4A7C15);
        make_files();
        make_pipeline();
        hale_session *a = run(set, false), *b = run(set, true);
        assert_true(hale_table_named(a, "movements0_accounts")->rows > 500);
        same_tables(a, b);
        hale_close(a);
        hale_close(b);
    }
}

static void test_months(void **state)
{
    (void)state;
    static const char *const set[] = {"pipeline.fx.EUR=1.1", NULL};
    compare(set, 2);
}

/* Rates change while nothing else does. */
static void test_rates(void **state)
{
    (void)state;
    static const char *const set[] = {"pipeline.fx=spot",
                                      "input.rates.plugin=csv",
                                      "input.rates.path=rates.csv", NULL};
    compare(set, 1);
}

/* What is not known yet has not happened. */
static void test_late(void **state)
{
    (void)state;
    static const char *const set[] = {
        "pipeline.fx.EUR=1.1", "pipeline.known_at=as_of",
        "input.subscriptions.column.recorded=paid_through", NULL};
    compare(set, 1);
}

/* Accounts that change groups within a period. */
static void test_groups(void **state)
{
    (void)state;
    static const char *const set[] = {"pipeline.fx.EUR=1.1",
                                      "input.accounts.column.time=created",
                                      "rollup.segment.owner=end", NULL};
    compare(set, 1);
}

/* Do the options say what goes on to matter? */
static void test_reach(void **state)
{
    (void)state;
    static const struct {
        const char *metric;
        int64_t reach;
    } known[] = {{"movements0", 0},  {"movements1", 20}, {"movements2", 10},
                 {"movements3", -1}, {"movements4", 0},  {"trials0", 0},
                 {"winback0", 365},  {"winback2", 375},  {"winback3", -1},
                 {"retention1", 20}, {"growth3", -1},    {"mrr2", 10},
                 {"reasons4", 0},    {"cmrr1", 20},      {"arpu2", 10}};
    static const char *const set[] = {"pipeline.fx.EUR=1.1", NULL};
    make_files();
    make_pipeline();
    hale_session *h = run(set, false);
    for (size_t i = 0; i < COUNT(known); i++)
        for (size_t m = 0; m < h->plan.metrics; m++)
            if (!strcmp(h->plan.metric[m].name, known[i].metric))
                assert_int_equal(h->plan.metric[m].reach, known[i].reach);
    hale_close(h);
}

static int set_up(void **state)
{
    (void)state;
    return setenv("HALE_PLUGIN_PATH", PLUGIN_DIR, 1) || !mkdtemp(folder);
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const files[] = {"accounts.csv", "terms.csv",
                                        "rates.csv", "hale.ini"};
    for (size_t i = 0; i < COUNT(files); i++)
        unlink(path_of(files[i]));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months), cmocka_unit_test(test_rates),
        cmocka_unit_test(test_late),   cmocka_unit_test(test_groups),
        cmocka_unit_test(test_reach),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
