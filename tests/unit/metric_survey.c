/* SPDX-License-Identifier: MIT
 *
 * metric_survey: the Net Promoter Score on worked examples, and the latest
 * answer with its age.
 */
#include "metric_kit.h"

typedef struct Answer {
    int day;
    const char *kind; /* NULL: the cell is empty */
    double score;     /* below -900: the cell is empty */
    const char *user; /* NULL: the cell is empty */
} Answer;

enum { NO_SCORE = -999 };

/* Over the days [0, 100). `kinds` 0: the data have no such column, nor users.
 */
static const hale_rows *rows_of(FakeHost *host, const Answer *answer, size_t n,
                                int kinds)
{
    hale_span *span = fake_memory(host, sizeof *span);
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    const char **kind = fake_memory(host, (n + 1) * sizeof *kind);
    const char **user = fake_memory(host, (n + 1) * sizeof *user);
    double *score = fake_memory(host, (n + 1) * sizeof *score);
    uint8_t *present = fake_memory(host, n + 1);
    const hale_vector **column = fake_memory(host, 4 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = answer[i].day * HALE_DAY;
        kind[i] = answer[i].kind;
        user[i] = answer[i].user;
        score[i] = answer[i].score;
        present[i] = answer[i].score > -900;
    }
    *span = fake_span(host, 0, 100 * HALE_DAY);
    column[0] = kinds ? fake_texts(host, kind, n) : NULL;
    column[1] = fake_reals(host, score, present, n);
    column[2] = kinds ? fake_texts(host, user, n) : NULL;
    return fake_rows(host, 0, span, time, NULL, n, column);
}

static void measure(FakeHost *host, const char *name, const Answer *answer,
                    size_t n, hale_value *results)
{
    kit_everyhow(host, kit_metric(name), KIT_NONE, rows_of(host, answer, n, 1),
                 results);
}

/* `n` answers of different people; the first `promoters` say 9 or 10, the
 * next `detractors` 0 to 6, the rest 7 or 8. */
static void ask(FakeHost *host, const char *const *given, size_t n,
                size_t promoters, size_t detractors, hale_value *r)
{
    Answer answer[100];
    for (size_t i = 0; i < n; i++) {
        size_t d = i - promoters;
        double score = i < promoters    ? 9 + (double)(i % 2)
                       : d < detractors ? (double)(d % 7)
                                        : 7 + (double)(i % 2);
        answer[i] = (Answer){(int)i, "nps", score, NULL};
    }
    kit_everyhow(host, kit_metric("nps"), given, rows_of(host, answer, n, 1),
                 r);
}

static double score_of(FakeHost *host, size_t n, size_t promoters,
                       size_t detractors)
{
    hale_value r[KIT_RESULTS];
    ask(host, KIT_NONE, n, promoters, detractors, r);
    assert_int_equal(kit_int(kit_metric("nps"), r, "promoters"), promoters);
    assert_int_equal(kit_int(kit_metric("nps"), r, "detractors"), detractors);
    return kit_real(kit_metric("nps"), r, "");
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

/* Worked examples of papers on its confidence interval: of 10 answers 5
 * promote and 2 detract: 30; 5 of 5: 100; of 100, 50 and 20: 30. */
static void worked_examples(void **state)
{
    assert_near(score_of(*state, 10, 5, 2), 30, 1e-12);
    assert_near(score_of(*state, 5, 5, 0), 100, 1e-12);
    assert_near(score_of(*state, 100, 50, 20), 30, 1e-12);
    assert_near(score_of(*state, 3, 0, 3), -100, 1e-12);
    assert_near(score_of(*state, 2, 0, 0), 0, 0);
}

/* Where the classes begin: 0 detracts (formulas that begin at 1 are about),
 * 6 does, 7 does not; 8 does not promote, 9 does; decimals go with the class
 * below. */
static void every_score_has_its_class(void **state)
{
    static const struct {
        double score;
        int64_t net;
    } row[] = {{0, -100}, {1, -100},  {6, -100}, {6.9, -100}, {7, 0},
               {8, 0},    {8.999, 0}, {9, 100},  {9.5, 100},  {10, 100}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const Answer one[] = {{5, "nps", row[i].score, NULL}};
        hale_value r[KIT_RESULTS];
        measure(*state, "nps", one, 1, r);
        assert_int_equal(kit_int(kit_metric("nps"), r, "net"), row[i].net);
    }
}

/* The published intervals, to the decimal they are printed with. The centre
 * of the adjusted one is that of 5.75 and 2.75 of 13: 23.08. What leaves 100
 * is cut there. */
static void published_intervals(void **state)
{
    static const char *const wald[] = {"interval", "adjusted_wald", NULL};
    static const char *const trinomial[] = {"interval", "trinomial", NULL};
    static const struct {
        const char *const *given;
        size_t n, promoters, detractors;
        double low, high;
    } row[] = {
        {wald, 10, 5, 2, -19.05, 65.2},   {trinomial, 10, 5, 2, -18.4, 78.4},
        {wald, 5, 5, 0, 17.5, 100},       {trinomial, 5, 5, 0, 100, 100},
        {wald, 100, 50, 20, 14.05, 44.2},
    };
    const hale_metric *nps = kit_metric("nps");
    hale_value r[KIT_RESULTS];
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        ask(*state, row[i].given, row[i].n, row[i].promoters, row[i].detractors,
            r);
        assert_near(kit_real(nps, r, "low"), row[i].low, 0.051);
        assert_near(kit_real(nps, r, "high"), row[i].high, 0.051);
    }
    ask(*state, wald, 10, 5, 2, r);
    assert_near((kit_real(nps, r, "low") + kit_real(nps, r, "high")) / 2, 23.08,
                0.005);
    ask(*state, wald, 0, 0, 0, r);
    assert_int_equal(kit_missing(nps, r, "low"), HALE_NO_ROWS);
}

/* Ann says 2 and later 9, then 11, which is no answer; Bob says 10 and later
 * 8; two without a name say 0 and 6. The newest of each: 9, 8, 0, 6, so
 * 100 x (1 - 2) / 4. All: 2, 9, 10, 8, 0, 6, so 100 x (2 - 3) / 6. */
static void who_changed_their_mind(void **state)
{
    const Answer some[] = {
        {1, "nps", 2, "ann"}, {2, "nps", 10, "bob"}, {3, "nps", 0, NULL},
        {4, "nps", 6, NULL},  {5, "nps", 9, "ann"},  {6, "nps", 11, "ann"},
        {7, "nps", 8, "bob"},
    };
    const char *const all[] = {"responses", "all", NULL};
    const hale_metric *nps = kit_metric("nps");
    hale_value r[KIT_RESULTS];
    measure(*state, "nps", some, 7, r);
    assert_near(kit_real(nps, r, ""), -25, 1e-12);
    assert_int_equal(kit_int(nps, r, "answers"), 4);
    assert_int_equal(kit_int(nps, r, "superseded"), 2);
    assert_int_equal(kit_int(nps, r, "rejected"), 1);
    kit_everyhow(*state, nps, all, rows_of(*state, some, 7, 1), r);
    assert_near(kit_real(nps, r, ""), -100.0 / 6, 1e-12);
    assert_int_equal(kit_int(nps, r, "superseded"), 0);
    /* A run that ends before they changed it sees what they said then. */
    measure(*state, "nps", some, 2, r);
    assert_int_equal(kit_int(nps, r, "net"), 0);
    assert_int_equal(kit_int(nps, r, "superseded"), 0);
}

/* Four answers are too few where five are asked for; their numbers and the
 * interval are told all the same, for those who add them up. */
static void too_few_answers(void **state)
{
    const char *const five[] = {"min_n", "5", NULL};
    const hale_metric *nps = kit_metric("nps");
    hale_value r[KIT_RESULTS];
    ask(*state, five, 4, 4, 0, r);
    assert_int_equal(kit_missing(nps, r, ""), HALE_TOO_FEW);
    assert_int_equal(kit_int(nps, r, "net"), 400);
    assert_int_equal(kit_int(nps, r, "answers"), 4);
    assert_int_equal(kit_missing(nps, r, "low"), HALE_PRESENT);
    ask(*state, five, 5, 5, 0, r);
    assert_near(kit_real(nps, r, ""), 100, 0);
}

static void scores_off_the_scale(void **state)
{
    const Answer some[] = {
        {1, "nps", 11, NULL}, {2, "nps", -1, NULL}, {3, "nps", 10, NULL}};
    const hale_metric *nps = kit_metric("nps");
    hale_value r[KIT_RESULTS];
    measure(*state, "nps", some, 3, r);
    assert_near(kit_real(nps, r, ""), 100, 0);
    assert_int_equal(kit_int(nps, r, "answers"), 1);
    assert_int_equal(kit_int(nps, r, "rejected"), 2);
    measure(*state, "nps", some, 2, r);
    assert_int_equal(kit_missing(nps, r, ""), HALE_REJECTED);
}

static void nobody_answered(void **state)
{
    const Answer other[] = {
        {1, "csat", 5, NULL}, {2, NULL, 9, NULL}, {3, "nps", NO_SCORE, NULL}};
    const hale_metric *nps = kit_metric("nps");
    const hale_metric *latest = kit_metric("latest");
    hale_value r[KIT_RESULTS];
    for (size_t n = 0; n <= 3; n += 3) {
        measure(*state, "nps", other, n, r);
        assert_int_equal(kit_missing(nps, r, ""), HALE_NO_ROWS);
        assert_int_equal(kit_int(nps, r, "answers"), 0);
        measure(*state, "latest", other, n, r);
        assert_int_equal(kit_missing(latest, r, ""), HALE_NO_ROWS);
        assert_int_equal(kit_missing(latest, r, "age_days"), HALE_NO_ROWS);
        assert_int_equal(kit_int(latest, r, "answers"), 0);
    }
}

/* 8 on day 10, then 3 on day 40; a later csat and a later answer without a
 * score are neither. The span ends with day 99: 59 days ago. */
static void the_latest_answer(void **state)
{
    const Answer some[] = {{10, "nps", 8, NULL},
                           {40, "nps", 3, NULL},
                           {50, "csat", 5, NULL},
                           {60, "nps", NO_SCORE, NULL}};
    const hale_metric *latest = kit_metric("latest");
    const char *const csat[] = {"kind", "csat", NULL};
    hale_value r[KIT_RESULTS];
    measure(*state, "latest", some, 4, r);
    assert_near(kit_real(latest, r, ""), 3, 0);
    assert_int_equal(kit_int(latest, r, "age_days"), 59);
    assert_int_equal(kit_int(latest, r, "answers"), 2);
    kit_everyhow(*state, latest, csat, rows_of(*state, some, 4, 1), r);
    assert_near(kit_real(latest, r, ""), 5, 0);
    assert_int_equal(kit_int(latest, r, "age_days"), 49);
}

/* Data of one survey need no column that says so. Two answers at one
 * instant: the one that arrived later counts. */
static void without_kinds(void **state)
{
    const Answer some[] = {{10, NULL, 8, NULL}, {10, NULL, 9, NULL}};
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, kit_metric("latest"), KIT_NONE,
                 rows_of(*state, some, 2, 0), r);
    assert_near(kit_real(kit_metric("latest"), r, ""), 9, 0);
    kit_everyhow(*state, kit_metric("nps"), KIT_NONE,
                 rows_of(*state, some, 2, 0), r);
    assert_near(kit_real(kit_metric("nps"), r, ""), 50, 0);
}

/* Where everybody says 0 or 10, turning every answer round turns the score's
 * sign; and no score leaves -100 to 100. */
static void a_thousand_accounts(void **state)
{
    uint64_t seed = 11;
    for (int account = 0; account < 1000; account++) {
        Answer some[20], turned[20];
        size_t n = 1 + (size_t)kit_below(&seed, 19);
        hale_value r[KIT_RESULTS], t[KIT_RESULTS];
        fake_close(*state);
        fake_open(*state);
        for (size_t i = 0; i < n; i++) {
            some[i] =
                (Answer){(int)i, "nps", kit_below(&seed, 2) ? 10 : 0, NULL};
            turned[i] = (Answer){(int)i, "nps", 10 - some[i].score, NULL};
        }
        measure(*state, "nps", some, n, r);
        measure(*state, "nps", turned, n, t);
        assert_near(kit_real(kit_metric("nps"), r, ""),
                    -kit_real(kit_metric("nps"), t, ""), 1e-12);
        assert_true(fabs(kit_real(kit_metric("nps"), r, "")) <= 100);
    }
}

static void every_metric_is_described(void **state)
{
    (void)state;
    assert_string_equal(hale_plugin_v1()->name, "survey");
    for (size_t i = 0; hale_plugin_v1()->metrics[i]; i++)
        kit_described(hale_plugin_v1()->metrics[i], "survey");
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(worked_examples),
        WITH_HOST(every_score_has_its_class),
        WITH_HOST(published_intervals),
        WITH_HOST(who_changed_their_mind),
        WITH_HOST(too_few_answers),
        WITH_HOST(scores_off_the_scale),
        WITH_HOST(nobody_answered),
        WITH_HOST(the_latest_answer),
        WITH_HOST(without_kinds),
        WITH_HOST(a_thousand_accounts),
        WITH_HOST(every_metric_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
