/* SPDX-License-Identifier: MIT
 *
 * model_survival: Kaplan-Meier curves and the log-rank test against published
 * trials, calculations by hand, and laws on random lives.
 */
#include "model/survival/survival.h"
#include "model_kit.h"
#include "reference.h"

enum { CURVE, SUMMARY, LOGRANK, MOST = 512 };

typedef struct Study { /* lives as a table */
    size_t n;
    double exit[MOST], entry[MOST];
    uint8_t left[MOST];
    const char *group[MOST];
} Study;

static const char *const none[] = {NULL};

static Ran follow(FakeHost *host, const Study *s, const char *const *given)
{
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_REAL, s->exit, NULL),
        kit_column(host, HALE_BOOL, s->left, NULL),
        kit_column(host, HALE_REAL, s->entry, NULL),
        s->group[0] ? kit_texts(host, s->group, s->n) : NULL, NULL};
    Ran ran = kit_fit(host, "kaplan_meier", given, s->n, columns);
    assert_string_equal(host->failed, "");
    assert_int_equal(ran.result, 0);
    return ran;
}

static void add(Study *s, double exit, int left, const char *group)
{
    s->exit[s->n] = exit;
    s->left[s->n] = (uint8_t)left;
    s->group[s->n++] = group;
}

/* Weeks of remission of children with leukaemia, 6-mercaptopurine against
 * a sham drug; Freireich and others (1963), as printed in Cox & Oakes,
 * "Analysis of Survival Data". Below 0: still in remission. */
static void freireich(Study *s)
{
    static const int treated[] = {6,   6,   6,   -6,  7,   -9,  10,
                                  -10, -11, 13,  16,  -17, -19, -20,
                                  22,  23,  -25, -32, -32, -34, -35};
    static const int control[] = {1, 1, 2,  2,  3,  4,  4,  5,  5,  8, 8,
                                  8, 8, 11, 11, 12, 12, 15, 17, 22, 23};
    for (size_t i = 0; i < 21; i++) {
        add(s, abs(treated[i]), treated[i] > 0, "treated");
        add(s, control[i], 1, "control");
    }
}

/* The curve, its standard errors and log(-log) intervals of the treated as
 * printed in textbooks (Kleinbaum & Klein; Stata's manual). */
static void a_published_curve(void **state)
{
    static const double want[][6] = {
        {6, 21, .8571, .0764, .6197, .9516},
        {7, 17, .8067, .0869, .5631, .9228},
        {10, 15, .7529, .0963, .5032, .8894},
        {13, 12, .6902, .1068, .4316, .8491},
        {16, 11, .6275, .1141, .3675, .8049},
        {22, 7, .5378, .1282, .2678, .7468},
        {23, 6, .4482, .1346, .1881, .6801},
    };
    Study s = {0};
    freireich(&s);
    Ran ran = follow(*state, &s, none);
    size_t first = kit_rows(&ran, CURVE) - 7;
    for (size_t i = 0; i < 7; i++) {
        static const char *const name[] = {"time",  "at_risk", "survival",
                                           "error", "low",     "high"};
        for (size_t c = 0; c < 6; c++)
            assert_near(kit_number(kit_cell(&ran, CURVE, first + i, name[c])),
                        want[i][c], 0.00006);
    }
    /* All of the control group left in the end: 0, and nothing beside it. */
    assert_near(kit_number(kit_cell(&ran, CURVE, first - 1, "survival")), 0, 0);
    assert_int_equal(kit_cell(&ran, CURVE, first - 1, "low").missing,
                     HALE_ZERO_DENOMINATOR);
    assert_int_equal(((FakeHost *)*state)->warnings, 0);
}

/* Published: 9 and 21 relapses where 19.25 and 10.75 were expected, chi2
 * 16.79; medians 23 and 8 weeks. By hand the means up to week 23, the longest
 * that both were watched: the control group's is (1 + 1 + 2 + ... + 23) / 21 =
 * 182 / 21; the treated: 6 + .8571 + 3 (.8067 + .7529 + .6902) + 6 x .6275 +
 * .5378 = 17.9092. */
static void a_published_test(void **state)
{
    Study s = {0};
    freireich(&s);
    Ran ran = follow(*state, &s, none);
    assert_int_equal(kit_rows(&ran, SUMMARY), 2);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "n")), 21, 0);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "events")), 21, 0);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 1, "events")), 9, 0);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "expected")), 10.75,
                0.005);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 1, "expected")), 19.25,
                0.005);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "median")), 8, 0);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 1, "median")), 23, 0);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 1, "median_low")), 13, 0);
    assert_int_equal(kit_cell(&ran, SUMMARY, 1, "median_high").missing,
                     HALE_TOO_NEW);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "horizon")), 23, 0);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "restricted_mean")),
                182.0 / 21, 1e-12);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 1, "restricted_mean")),
                17.9092, 0.0001);
    assert_near(kit_number(kit_cell(&ran, LOGRANK, 0, "chi2")), 16.79, 0.005);
    assert_near(kit_number(kit_cell(&ran, LOGRANK, 0, "df")), 1, 0);
    assert_near(kit_number(kit_cell(&ran, LOGRANK, 0, "p")), 4.17e-5, 5e-8);
}

/* lifelines' documentation: Walton's flies have a median of 56 days, and the
 * two groups differ by 122.25, -log2(p) = 91.99. */
static void the_flies(void **state)
{
    FILE *file = reference_open("survival/waltons_dataset.csv");
    char line[128], group[32];
    Study s = {0}, both;
    double t, left;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "%lf,%lf,%31s", &t, &left, group) == 3)
            add(&s, t, left > 0, strcmp(group, "control") ? "miR-137" : "c");
    fclose(file);
    assert_int_equal(s.n, 163);
    Ran ran = follow(*state, &s, none);
    assert_near(kit_number(kit_cell(&ran, LOGRANK, 0, "chi2")), 122.25, 0.005);
    assert_near(-log2(kit_number(kit_cell(&ran, LOGRANK, 0, "p"))), 91.99,
                0.005);
    both = s;
    both.group[0] = NULL;
    ran = follow(*state, &both, none);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "median")), 56, 0);
}

/* Three lives, one a group, that end at 1, 2 and 3. By hand: expected 1/3,
 * 1/3 + 1/2, 1/3 + 1/2 + 1; V(a, b) is 2/9, -1/9, 2/9 + 1/4; chi2 = 78/324 /
 * (5/54) = 2.6 with 2 degrees, p = e^-1.3. */
static void three_groups(void **state)
{
    Study s = {0};
    add(&s, 2, 1, "b");
    add(&s, 3, 1, "c");
    add(&s, 1, 1, "a");
    Ran ran = follow(*state, &s, none);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 1, "expected")), 5.0 / 6,
                1e-12);
    assert_near(kit_number(kit_cell(&ran, LOGRANK, 0, "chi2")), 2.6, 1e-12);
    assert_near(kit_number(kit_cell(&ran, LOGRANK, 0, "df")), 2, 0);
    assert_near(kit_number(kit_cell(&ran, LOGRANK, 0, "p")), exp(-1.3), 1e-12);
}

/* The 5 % points of the chi-square distribution, from any table of it. */
static void chi_square_tables(void **state)
{
    static const double five[] = {3.841,  5.991,  7.815,  9.488,  11.070,
                                  12.592, 14.067, 15.507, 16.919, 18.307};
    (void)state;
    for (size_t df = 1; df <= 10; df++)
        assert_near(chi2_tail(five[df - 1], df), 0.05, 0.00005);
    assert_near(chi2_tail(0, 3), 1, 0);
    assert_near(chi2_tail(1e6, 3), 0, 0);
    assert_near(chi2_tail(124.342, 100), 0.05, 0.00005);
}

/* By hand: (entry, exit]: (0, 5] left, (3, 8] left, (6, 10] alive, (5, 7]
 * left. At 5 two are at risk, who entered at 5 is not; at 7 three, at 8 two:
 * 1/2, 1/2 x 2/3, 1/3 x 1/2. */
static void late_entry(void **state)
{
    const Study s = {.n = 4,
                     .entry = {0, 3, 6, 5},
                     .exit = {5, 8, 10, 7},
                     .left = {1, 1, 0, 1}};
    static const double want[][3] = {
        {5, 2, 0.5}, {7, 3, 1.0 / 3}, {8, 2, 1.0 / 6}};
    Ran ran = follow(*state, &s, none);
    assert_int_equal(kit_rows(&ran, CURVE), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_near(kit_number(kit_cell(&ran, CURVE, i, "time")), want[i][0],
                    0);
        assert_near(kit_number(kit_cell(&ran, CURVE, i, "at_risk")), want[i][1],
                    0);
        assert_near(kit_number(kit_cell(&ran, CURVE, i, "survival")),
                    want[i][2], 1e-12);
    }
    assert_int_equal(kit_cell(&ran, LOGRANK, 0, "chi2").missing, HALE_NO_ROWS);
}

/* The first was alone when it left: the curve is at 0 and stays there. */
static void an_empty_beginning_is_told(void **state)
{
    FakeHost *host = *state;
    const Study s = {.n = 2, .entry = {0, 5}, .exit = {2, 9}, .left = {1, 0}};
    follow(host, &s, none);
    assert_int_equal(host->warnings, 1);
    assert_contains(host->warning[0], "at 2 all of the few");
}

/* A lifetime below 0, one not beyond its entry, an absurd one; and one that
 * ended on its first day, which is fine. */
static void unusable_lives(void **state)
{
    FakeHost *host = *state;
    const Study s = {.n = 5,
                     .entry = {0, 7, 0, 0, -1},
                     .exit = {-1, 7, 1e300, 0, 3},
                     .left = {1, 1, 1, 1, 1}};
    Ran ran = follow(host, &s, none);
    assert_int_equal(host->warnings, 1);
    assert_contains(host->warning[0], "4 accounts are left out");
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "n")), 1, 0);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "median")), 0, 0);
}

static void nobody_left(void **state)
{
    const char *const far[] = {"horizon", "10", NULL};
    const char *const near[] = {"horizon", "4", NULL};
    const Study s = {.n = 2, .exit = {4, 9}};
    Ran ran = follow(*state, &s, far);
    assert_int_equal(kit_rows(&ran, CURVE), 0);
    assert_int_equal(kit_cell(&ran, SUMMARY, 0, "median").missing,
                     HALE_TOO_NEW);
    assert_int_equal(kit_cell(&ran, SUMMARY, 0, "restricted_mean").missing,
                     HALE_TOO_NEW);
    ran = follow(*state, &s, near);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "restricted_mean")), 4,
                0);
    const Study nobody = {.n = 0};
    ran = follow(*state, &nobody, none);
    assert_int_equal(ran.host->rows, 0);
}

static void gaps_and_types(void **state)
{
    FakeHost *host = *state;
    static const int64_t days[] = {3, 5, 7};
    static const uint8_t left[] = {1, 1, 1};
    static const uint8_t gap[] = {0, HALE_NO_ROWS, 0};
    hale_table_column *duration = kit_column(host, HALE_INT, days, NULL);
    const hale_table_column *const columns[] = {
        duration, kit_column(host, HALE_BOOL, left, gap), NULL, NULL, NULL};
    Ran ran = kit_fit(host, "kaplan_meier", none, 3, columns);
    assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "n")), 2, 0);
    duration->type = HALE_TIME;
    ran = kit_fit(host, "kaplan_meier", none, 3, columns);
    assert_int_equal(ran.result, -1);
    assert_contains(host->failed, "given is no number");
}

static void no_memory(void **state)
{
    FakeHost *host = *state;
    Study s = {0};
    freireich(&s);
    const hale_table_column *const columns[] = {
        kit_column(host, HALE_REAL, s.exit, NULL),
        kit_column(host, HALE_BOOL, s.left, NULL), NULL,
        kit_texts(host, s.group, s.n), NULL};
    for (host->alloc_most = 1; host->alloc_most < 10; host->alloc_most++) {
        host->allocs = 0;
        Ran ran = kit_fit(host, "kaplan_meier", none, s.n, columns);
        assert_int_equal(ran.result, -1);
    }
    host->alloc_most = host->allocs = 0;
}

/* ----------------------------------------------------------------- laws -- */

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return *seed >> 33;
}

/* With nobody alive the curve is the share that is left, the standard error
 * that of a share, and the mean the mean, with its standard error. */
static void without_censoring(void **state)
{
    uint64_t seed = 1;
    for (int round = 0; round < 100; round++) {
        Study s = {.n = 2 + next(&seed) % 40};
        double sum = 0, squares = 0, n = (double)s.n;
        fake_close(*state);
        fake_open(*state);
        for (size_t i = 0; i < s.n; i++) {
            s.exit[i] = (double)(1 + next(&seed) % 20);
            s.left[i] = 1;
            sum += s.exit[i];
            squares += s.exit[i] * s.exit[i];
        }
        Ran ran = follow(*state, &s, none);
        for (size_t i = 0; i + 1 < kit_rows(&ran, CURVE); i++) {
            double t = kit_number(kit_cell(&ran, CURVE, i, "time")), rest = 0;
            for (size_t k = 0; k < s.n; k++)
                rest += s.exit[k] > t;
            assert_near(kit_number(kit_cell(&ran, CURVE, i, "survival")),
                        rest / n, 1e-12);
            assert_near(kit_number(kit_cell(&ran, CURVE, i, "error")),
                        sqrt(rest / n * (1 - rest / n) / n), 1e-12);
        }
        assert_near(kit_number(kit_cell(&ran, SUMMARY, 0, "restricted_mean")),
                    sum / n, 1e-9);
        assert_near(
            kit_number(kit_cell(&ran, SUMMARY, 0, "restricted_mean_error")),
            sqrt((squares - sum * sum / n) / n / n), 1e-7);
    }
}

/* A life that is watched in two pieces, (0, c] and (c, exit], is the same
 * life: the curve and the test do not change. */
static void lives_in_pieces(void **state)
{
    static const char *const name[] = {"a", "b", "c"};
    uint64_t seed = 7;
    for (int round = 0; round < 100; round++) {
        Study whole = {.n = 30}, parts = {0};
        fake_close(*state);
        fake_open(*state);
        for (size_t i = 0; i < whole.n; i++) {
            double exit = (double)(2 + next(&seed) % 15);
            double cut = (double)(1 + next(&seed) % (uint64_t)(exit - 1));
            int left = next(&seed) % 3 > 0;
            whole.exit[i] = exit;
            whole.left[i] = (uint8_t)left;
            whole.group[i] = name[next(&seed) % 3];
            add(&parts, cut, 0, whole.group[i]);
            parts.entry[parts.n] = cut;
            add(&parts, exit, left, whole.group[i]);
        }
        Ran a = follow(*state, &whole, none);
        size_t rows = a.host->rows;
        const FakeRow *row = fake_memory(*state, rows * sizeof *row);
        memcpy((void *)(uintptr_t)row, a.host->row, rows * sizeof *row);
        Ran b = follow(*state, &parts, none);
        assert_int_equal(b.host->rows, rows);
        for (size_t i = 0; i < rows; i++)
            if (row[i].report == CURVE)
                for (size_t c = 1; c < 8; c++)
                    assert_memory_equal(&row[i].value[c].as,
                                        &b.host->row[i].value[c].as, 8);
        size_t chi2 = kit_index(a.model->reports[LOGRANK]->columns, "chi2");
        assert_near(row[rows - 1].value[chi2].as.r,
                    kit_number(kit_cell(&b, LOGRANK, 0, "chi2")), 1e-9);
    }
}

static void the_model_is_described(void **state)
{
    (void)state;
    kit_model_described(kit_model("kaplan_meier"), "survival");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_published_curve),
        KIT_TEST(a_published_test),
        KIT_TEST(the_flies),
        KIT_TEST(three_groups),
        KIT_TEST(chi_square_tables),
        KIT_TEST(late_entry),
        KIT_TEST(an_empty_beginning_is_told),
        KIT_TEST(unusable_lives),
        KIT_TEST(nobody_left),
        KIT_TEST(gaps_and_types),
        KIT_TEST(no_memory),
        KIT_TEST(without_censoring),
        KIT_TEST(lives_in_pieces),
        KIT_TEST(the_model_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
