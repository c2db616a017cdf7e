/* SPDX-License-Identifier: MIT
 *
 * metric_survey_scale: effort and satisfaction on worked examples, scales that
 * do not go together, and who answered when they were asked.
 */
#include "metric_kit.h"

typedef struct Answer {
    int day;
    const char *kind;
    double score, low, high; /* NONE: the cell is empty */
    const char *user;        /* NULL: the cell is empty */
} Answer;

enum { NONE = -999 };

static const hale_vector *reals(FakeHost *host, const Answer *answer, size_t n,
                                size_t at)
{
    double *value = fake_memory(host, (n + 1) * sizeof *value);
    uint8_t *present = fake_memory(host, n + 1);
    for (size_t i = 0; i < n; i++) {
        const double *cell[] = {&answer[i].score, &answer[i].low,
                                &answer[i].high};
        value[i] = *cell[at];
        present[i] = value[i] > NONE;
    }
    return fake_reals(host, value, present, n);
}

/* Over the days [0, 100). `users` 0: there is no such column. */
static const hale_rows *rows_of(FakeHost *host, const Answer *answer, size_t n,
                                int users)
{
    hale_span *span = fake_memory(host, sizeof *span);
    int64_t *time = fake_memory(host, (n + 1) * sizeof *time);
    const char **kind = fake_memory(host, (n + 1) * sizeof *kind);
    const char **user = fake_memory(host, (n + 1) * sizeof *user);
    const hale_vector **column = fake_memory(host, 6 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        time[i] = answer[i].day * HALE_DAY;
        kind[i] = answer[i].kind;
        user[i] = answer[i].user;
    }
    *span = fake_span(host, 0, 100 * HALE_DAY);
    column[0] = fake_texts(host, kind, n);
    column[1] = reals(host, answer, n, 0);
    column[2] = users ? fake_texts(host, user, n) : NULL;
    column[3] = reals(host, answer, n, 1);
    column[4] = reals(host, answer, n, 2);
    return fake_rows(host, 0, span, time, NULL, n, column);
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

#define SCORE(day, kind, score)                                                \
    {                                                                          \
        day, kind, score, NONE, NONE, NULL                                     \
    }

/* On 1 to 7: 7, 6, 5, 3, 1. Ease 1, 5/6, 4/6, 2/6, 0: 17/6 of 5. Two easy (6,
 * 7), two hard (1 to 3): index 0. With the three best points 3 of 5 are. */
static void ease_by_hand(void **state)
{
    const Answer some[] = {SCORE(1, "ces", 7), SCORE(2, "ces", 6),
                           SCORE(3, "ces", 5), SCORE(4, "ces", 3),
                           SCORE(5, "ces", 1), SCORE(6, "nps", 9)};
    const char *const three[] = {"top", "3", NULL};
    const hale_metric *ces = kit_metric("ces");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, ces, KIT_NONE, rows_of(*state, some, 6, 1), r);
    assert_near(kit_real(ces, r, ""), 17.0 / 30, 1e-12);
    assert_near(kit_real(ces, r, "top_share"), 0.4, 1e-12);
    assert_near(kit_real(ces, r, "index"), 0, 0);
    assert_int_equal(kit_int(ces, r, "hard"), 2);
    assert_int_equal(kit_int(ces, r, "answers"), 5);
    kit_everyhow(*state, ces, three, rows_of(*state, some, 6, 1), r);
    assert_near(kit_real(ces, r, "top_share"), 0.6, 1e-12);
    assert_near(kit_real(ces, r, "index"), 20, 1e-12);
}

/* The same words turned round: effort on 1 to 5, where 1 is the best. 1, 2
 * are easy, 3 to 5 hard; ease 1, 3/4, 2/4, 0: 9/16. 6 is off that scale. */
static void effort_is_turned_round(void **state)
{
    const Answer some[] = {SCORE(1, "ces", 1), SCORE(2, "ces", 2),
                           SCORE(3, "ces", 3), SCORE(4, "ces", 5),
                           SCORE(5, "ces", 6)};
    const char *const effort[] = {"polarity", "effort", NULL};
    const hale_metric *ces = kit_metric("ces");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, ces, effort, rows_of(*state, some, 5, 1), r);
    assert_near(kit_real(ces, r, ""), 9.0 / 16, 1e-12);
    assert_near(kit_real(ces, r, "top_share"), 0.5, 1e-12);
    assert_near(kit_real(ces, r, "index"), 0, 0);
    assert_int_equal(kit_int(ces, r, "rejected"), 1);
}

/* Decimals fall into the class below: of 1 to 7, 5.9 is not easy and 3.9 is
 * hard. */
static void decimals(void **state)
{
    const Answer some[] = {SCORE(1, "ces", 5.9), SCORE(2, "ces", 6),
                           SCORE(3, "ces", 3.9), SCORE(4, "ces", 4)};
    const hale_metric *ces = kit_metric("ces");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, ces, KIT_NONE, rows_of(*state, some, 4, 1), r);
    assert_int_equal(kit_int(ces, r, "easy"), 1);
    assert_int_equal(kit_int(ces, r, "hard"), 1);
}

/* Of 1 to 5: 5, 4, 4, 3, 1: three of five are satisfied, the mean is 3/5 of
 * the way: (4 + 3 + 3 + 2 + 0) / 4 / 5. */
static void satisfaction_by_hand(void **state)
{
    const Answer some[] = {SCORE(1, "csat", 5), SCORE(2, "csat", 4),
                           SCORE(3, "csat", 4), SCORE(4, "csat", 3),
                           SCORE(5, "csat", 1)};
    const hale_metric *csat = kit_metric("csat");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, csat, KIT_NONE, rows_of(*state, some, 5, 1), r);
    assert_near(kit_real(csat, r, ""), 0.6, 1e-12);
    assert_near(kit_real(csat, r, "mean"), 0.6, 1e-12);
    assert_int_equal(kit_int(csat, r, "satisfied"), 3);
}

/* Newcombe (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
 */
static void published_intervals(void **state)
{
    static const struct {
        size_t hits, n;
        double low, high;
    } row[] = {{81, 263, 0.2553, 0.3662},
               {15, 148, 0.0624, 0.1605},
               {0, 20, 0, 0.1611},
               {1, 29, 0.0061, 0.1718}};
    const hale_metric *csat = kit_metric("csat");
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        static Answer answer[263];
        hale_value r[KIT_RESULTS];
        for (size_t k = 0; k < row[i].n; k++)
            answer[k] = (Answer)SCORE(1, "csat", k < row[i].hits ? 5 : 1);
        kit_everyhow(*state, csat, KIT_NONE,
                     rows_of(*state, answer, row[i].n, 1), r);
        assert_near(kit_real(csat, r, "low"), row[i].low, 5e-5);
        assert_near(kit_real(csat, r, "high"), row[i].high, 5e-5);
    }
}

/* A scale that the data tell, 0 to 10: 9 and 10 are the two best points. The
 * cell of the second row is empty and says nothing else. */
static void the_scale_is_in_the_data(void **state)
{
    const Answer some[] = {{1, "csat", 9, 0, 10, NULL},
                           {2, "csat", 5, NONE, NONE, NULL}};
    const hale_metric *csat = kit_metric("csat");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, csat, KIT_NONE, rows_of(*state, some, 2, 1), r);
    assert_near(kit_real(csat, r, ""), 0.5, 1e-12);
    assert_near(kit_real(csat, r, "mean"), 0.7, 1e-12);
}

/* Two versions of a survey are no series; nor is one that the options say is
 * another. All of it is rejected, nothing is 0. */
static void mixed_scales(void **state)
{
    const Answer two[] = {{1, "ces", 5, 1, 7, NULL}, {2, "ces", 5, 1, 5, NULL}};
    const char *const five[] = {"scale_min", "1", "scale_max", "5", NULL};
    const hale_metric *ces = kit_metric("ces");
    const hale_metric *csat = kit_metric("csat");
    const char *const kind[] = {"kind", "ces", NULL};
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, ces, KIT_NONE, rows_of(*state, two, 2, 1), r);
    assert_int_equal(kit_missing(ces, r, ""), HALE_REJECTED);
    assert_int_equal(kit_missing(ces, r, "index"), HALE_REJECTED);
    assert_int_equal(kit_int(ces, r, "rejected"), 2);
    assert_int_equal(kit_int(ces, r, "answers"), 0);
    kit_everyhow(*state, ces, five, rows_of(*state, two, 1, 1), r);
    assert_int_equal(kit_missing(ces, r, "top_share"), HALE_REJECTED);
    kit_everyhow(*state, ces, five, rows_of(*state, two + 1, 1, 1), r);
    assert_near(kit_real(ces, r, ""), 1, 0);
    kit_everyhow(*state, csat, kind, rows_of(*state, two, 2, 1), r);
    assert_int_equal(kit_missing(csat, r, ""), HALE_REJECTED);
    assert_int_equal(kit_missing(csat, r, "mean"), HALE_REJECTED);
}

/* On a scale of three points the best two and the worst three overlap; what
 * is easy is not hard: 3 and 2 are easy, 1 is hard. */
static void classes_that_overlap(void **state)
{
    const Answer some[] = {{1, "ces", 1, 1, 3, NULL},
                           {2, "ces", 2, 1, 3, NULL},
                           {3, "ces", 3, 1, 3, NULL}};
    const hale_metric *ces = kit_metric("ces");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, ces, KIT_NONE, rows_of(*state, some, 3, 1), r);
    assert_int_equal(kit_int(ces, r, "easy"), 2);
    assert_int_equal(kit_int(ces, r, "hard"), 1);
}

static void options_that_make_no_sense(void **state)
{
    const char *const down[] = {"scale_min", "5", "scale_max", "1", NULL};
    const char *const above[] = {"scale_min", "7", NULL};
    const char *const same[] = {"kind", "nps", "sent", "nps", NULL};
    const Answer some[] = {SCORE(1, "ces", 5)};
    FakeHost *host = *state;
    hale_value r[KIT_RESULTS];
    const struct {
        const char *metric, *const *given, *message;
    } bad[] = {{"ces", down, "from 5 to 1 has no room"},
               {"csat", above, "from 7 to 5 has no room"},
               {"response_rate", same, "kind and sent are both \"nps\""}};
    for (size_t i = 0; i < 3; i++) {
        fake_forget(host);
        assert_int_equal(kit_run(host, kit_metric(bad[i].metric), bad[i].given,
                                 rows_of(host, some, 1, 1), r),
                         -1);
        assert_non_null(strstr(host->failed, bad[i].message));
    }
}

/* Who is asked again and again counts once here too, by the newest answer. */
static void newest_answers_and_too_few(void **state)
{
    const Answer some[] = {{1, "csat", 1, NONE, NONE, "ann"},
                           {2, "csat", 5, NONE, NONE, "ann"}};
    const char *const all[] = {"responses", "all", "min_n", "2", NULL};
    const char *const two[] = {"min_n", "2", NULL};
    const hale_metric *csat = kit_metric("csat");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, csat, KIT_NONE, rows_of(*state, some, 2, 1), r);
    assert_near(kit_real(csat, r, ""), 1, 0);
    assert_int_equal(kit_int(csat, r, "superseded"), 1);
    kit_everyhow(*state, csat, all, rows_of(*state, some, 2, 1), r);
    assert_near(kit_real(csat, r, ""), 0.5, 0);
    kit_everyhow(*state, csat, two, rows_of(*state, some, 2, 1), r);
    assert_int_equal(kit_missing(csat, r, ""), HALE_TOO_FEW);
    assert_int_equal(kit_int(csat, r, "answers"), 1);
    kit_everyhow(*state, csat, KIT_NONE, rows_of(*state, some, 0, 1), r);
    assert_int_equal(kit_missing(csat, r, ""), HALE_NO_ROWS);
    assert_int_equal(kit_missing(csat, r, "low"), HALE_NO_ROWS);
}

/* Asked: ann (reminded, then she answers), bob (answered before he was asked,
 * not since), cho (only opened it), dee (answers twice). Eve was asked earlier
 * and answers now: not of this window. One sending has no name. So 2 of 4. */
static void who_answered(void **state)
{
    const Answer some[] = {
        {1, "nps", 9, NONE, NONE, "bob"},
        {2, "nps_sent", NONE, NONE, NONE, "ann"},
        {2, "nps_sent", NONE, NONE, NONE, "bob"},
        {2, "nps_sent", NONE, NONE, NONE, "cho"},
        {2, "nps_sent", NONE, NONE, NONE, "dee"},
        {2, "nps_sent", NONE, NONE, NONE, NULL},
        {3, "nps", NONE, NONE, NONE, "cho"},
        {4, "nps", 7, NONE, NONE, "dee"},
        {5, "nps_sent", NONE, NONE, NONE, "ann"},
        {6, "nps", 0, NONE, NONE, "ann"},
        {7, "nps", 8, NONE, NONE, "dee"},
        {8, "nps", 8, NONE, NONE, "eve"},
        {9, "csat", 5, NONE, NONE, "cho"},
    };
    const hale_metric *m = kit_metric("response_rate");
    hale_value r[KIT_RESULTS];
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, 13, 1), r);
    assert_int_equal(kit_int(m, r, "asked"), 4);
    assert_int_equal(kit_int(m, r, "answered"), 2);
    assert_near(kit_real(m, r, ""), 0.5, 0);
    /* By the end of day 5 only dee had. */
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, 9, 1), r);
    assert_int_equal(kit_int(m, r, "answered"), 1);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, 1, 1), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_ZERO_DENOMINATOR);
    kit_everyhow(*state, m, KIT_NONE, rows_of(*state, some, 13, 0), r);
    assert_int_equal(kit_missing(m, r, ""), HALE_NOT_GIVEN);
    assert_int_equal(kit_missing(m, r, "asked"), HALE_NOT_GIVEN);
}

#define WITH_HOST(f) cmocka_unit_test_setup_teardown(f, open_host, close_host)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOST(ease_by_hand),
        WITH_HOST(effort_is_turned_round),
        WITH_HOST(decimals),
        WITH_HOST(satisfaction_by_hand),
        WITH_HOST(published_intervals),
        WITH_HOST(the_scale_is_in_the_data),
        WITH_HOST(mixed_scales),
        WITH_HOST(classes_that_overlap),
        WITH_HOST(options_that_make_no_sense),
        WITH_HOST(newest_answers_and_too_few),
        WITH_HOST(who_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
