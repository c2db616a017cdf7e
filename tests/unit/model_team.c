/* SPDX-License-Identifier: MIT
 *
 * model_team: quotas attained, and churn against what was to be expected, by
 * hand; the intervals against published tables.
 */
#include "model_kit.h"

static void is_cell(const Ran *ran, size_t report, size_t row, const char *name,
                    const char *wanted)
{
    hale_value v = kit_cell(ran, report, row, name);
    assert_int_equal(v.missing, HALE_PRESENT);
    assert_int_equal(v.as.text.len, strlen(wanted));
    assert_memory_equal(v.as.text.data, wanted, strlen(wanted));
}

static void is_number(const Ran *ran, size_t report, size_t row,
                      const char *name, double wanted, double within)
{
    assert_near(kit_number(kit_cell(ran, report, row, name)), wanted, within);
}

static void is_missing(const Ran *ran, size_t report, size_t row,
                       const char *name, hale_missing why)
{
    assert_int_equal(kit_cell(ran, report, row, name).missing, why);
}

/* ----------------------------------------------------------- O over E -- */

enum { START, LOST, WITHIN, BY, CHURN_COLUMNS };
enum { BOOKS, SEGMENTS };

static const char *const none[] = {NULL};

/* 10 shops of which 4 were lost, 5 enterprises of which 1 was. Ann has 6
 * shops and lost 3 of them: expected 6 x 0.4 = 2.4. Bob has 2 and 4 and lost a
 * shop: 2 x 0.4 + 4 x 0.2 = 1.6. In nobody's book are 2 and 1: 1.0. */
enum { CUSTOMERS = 15 };
static const int64_t one[CUSTOMERS] = {1, 1, 1, 1, 1, 1, 1, 1,
                                       1, 1, 1, 1, 1, 1, 1};
static const int64_t gone[CUSTOMERS] = {1, 1, 1, 0, 0, 0, 1, 0,
                                        0, 0, 0, 0, 0, 0, 1};
static const char *const kind_of[CUSTOMERS] = {
    "smb", "smb", "smb", "smb", "smb", "smb", "smb", "smb",
    "smb", "smb", "ent", "ent", "ent", "ent", "ent"};
static const char *const csm_of[CUSTOMERS] = {"ann", "ann", "ann", "ann", "ann",
                                              "ann", "bob", "bob", NULL,  NULL,
                                              "bob", "bob", "bob", "bob", NULL};

static Ran churn(FakeHost *host, const char *const *given, const int64_t *lost,
                 const uint8_t *missing)
{
    const hale_table_column *const columns[CHURN_COLUMNS + 1] = {
        kit_column(host, HALE_INT, one, NULL),
        kit_column(host, HALE_INT, lost, missing),
        kit_texts(host, kind_of, CUSTOMERS),
        kit_texts(host, csm_of, CUSTOMERS)};
    Ran ran = kit_fit(host, "expected_churn", given, CUSTOMERS, columns);
    assert_int_equal(ran.result, 0);
    return ran;
}

/* Poisson limits of 3 are 0.6187 and 8.7673, of 1 0.0253 and 5.5716
 * (Garwood's, in the tables of epidemiology). */
static void expected_churn_by_hand(void **state)
{
    Ran ran = churn(*state, none, gone, NULL);
    assert_int_equal(kit_rows(&ran, BOOKS), 3);
    is_missing(&ran, BOOKS, 0, "group", HALE_NO_ROWS); /* nobody's book */
    is_number(&ran, BOOKS, 0, "start", 3, 0);
    is_number(&ran, BOOKS, 0, "expected", 1, 1e-12);
    is_cell(&ran, BOOKS, 1, "group", "ann");
    is_number(&ran, BOOKS, 1, "lost", 3, 0);
    is_number(&ran, BOOKS, 1, "expected", 2.4, 1e-12);
    is_number(&ran, BOOKS, 1, "rate", 0.5, 1e-12);
    is_number(&ran, BOOKS, 1, "usual_rate", 0.4, 1e-12);
    is_number(&ran, BOOKS, 1, "ratio", 1.25, 1e-12);
    is_number(&ran, BOOKS, 1, "low", 0.6187 / 2.4, 5e-5);
    is_number(&ran, BOOKS, 1, "high", 8.7673 / 2.4, 5e-5);
    is_cell(&ran, BOOKS, 2, "group", "bob");
    is_number(&ran, BOOKS, 2, "expected", 1.6, 1e-12);
    is_number(&ran, BOOKS, 2, "ratio", 0.625, 1e-12);
    is_number(&ran, BOOKS, 2, "low", 0.0253 / 1.6, 5e-5);
    is_number(&ran, BOOKS, 2, "high", 5.5716 / 1.6, 5e-5);
    is_cell(&ran, SEGMENTS, 0, "group", "ent");
    is_number(&ran, SEGMENTS, 0, "rate", 0.2, 1e-12);
    is_number(&ran, SEGMENTS, 1, "lost", 4, 0);
    assert_near(kit_number(kit_account(&ran, "expected", 0)), 0.4, 1e-12);
    assert_near(kit_number(kit_account(&ran, "", 0)), 2.5, 1e-12);
    assert_near(kit_number(kit_account(&ran, "observed", 3)), 0, 0);
}

/* Three customers at the start are fewer than five: no rate, no ratio; with
 * min_n = 3 they have both (EC-20). */
static void ec_20_small_books(void **state)
{
    const char *const three[] = {"min_n", "3", NULL};
    Ran ran = churn(*state, none, gone, NULL);
    static const char *const rates[] = {"rate", "ratio", "low", "high"};
    for (size_t i = 0; i < 4; i++)
        is_missing(&ran, BOOKS, 0, rates[i], HALE_TOO_FEW);
    ran = churn(*state, three, gone, NULL);
    is_number(&ran, BOOKS, 0, "ratio", 1, 1e-12);
    is_number(&ran, BOOKS, 0, "rate", 1.0 / 3, 1e-12);
}

/* Nobody lost: nothing is expected, and nothing over that (EC-19). */
static void ec_19_nothing_expected(void **state)
{
    static const int64_t nobody[CUSTOMERS];
    Ran ran = churn(*state, none, nobody, NULL);
    is_number(&ran, BOOKS, 1, "expected", 0, 0);
    is_missing(&ran, BOOKS, 1, "ratio", HALE_ZERO_DENOMINATOR);
    is_number(&ran, BOOKS, 1, "rate", 0, 0);
    assert_int_equal(kit_account(&ran, "", 0).missing, HALE_ZERO_DENOMINATOR);
}

/* Who is not known counts nowhere: 5 shops of ann's, 2 lost, and 9 shops, 3
 * lost, so 5 x 3/9 are expected. Losing two of one is absurd and left out. */
static void churn_of_whom_is_known(void **state)
{
    static const uint8_t gap[CUSTOMERS] = {HALE_NOT_COVERED};
    int64_t twice[CUSTOMERS];
    Ran ran = churn(*state, none, gone, gap);
    is_number(&ran, BOOKS, 1, "start", 5, 0);
    is_number(&ran, BOOKS, 1, "expected", 5.0 / 3, 1e-12);
    assert_int_equal(kit_account(&ran, "expected", 0).missing, HALE_NO_ROWS);
    memcpy(twice, gone, sizeof twice);
    twice[0] = 2;
    ran = churn(*state, none, twice, NULL);
    is_number(&ran, BOOKS, 1, "start", 5, 0);
}

/* The law of indirect standardisation: over all books O equals E. */
static void all_books_are_as_expected(void **state)
{
    Ran ran = churn(*state, none, gone, NULL);
    double lost = 0, expected = 0;
    for (size_t i = 0; i < kit_rows(&ran, BOOKS); i++) {
        lost += kit_number(kit_cell(&ran, BOOKS, i, "lost"));
        expected += kit_number(kit_cell(&ran, BOOKS, i, "expected"));
    }
    assert_near(expected, lost, 1e-12);
}

/* One book, so E = O and the ends over 1 are the limits over O. Published: 10
 * -> 4.795 and 18.390, 100 -> 81.364 and 121.627. Beyond 100 it is another
 * formula, which goes on without a step: a loss more adds about one. */
static void published_intervals(void **state)
{
    static const struct {
        int64_t lost;
        double low, high, within;
    } want[] = {{10, 4.795, 18.390, 6e-4},
                {100, 81.364, 121.627, 6e-4},
                {101, 81.364 + 0.90, 121.627 + 1.10, 0.03}};
    static const char *const whose = "ann";
    FakeHost *host = *state;
    for (size_t i = 0; i < 3; i++) {
        int64_t start = 500;
        const hale_table_column *const columns[CHURN_COLUMNS + 1] = {
            kit_column(host, HALE_INT, &start, NULL),
            kit_column(host, HALE_INT, &want[i].lost, NULL), NULL,
            kit_texts(host, &whose, 1)};
        Ran ran = kit_fit(host, "expected_churn", none, 1, columns);
        double n = (double)want[i].lost;
        is_cell(&ran, SEGMENTS, 0, "group", "all");
        is_number(&ran, BOOKS, 0, "low", want[i].low / n, want[i].within / n);
        is_number(&ran, BOOKS, 0, "high", want[i].high / n, want[i].within / n);
    }
}

/* ---------------------------------------------------------- attainment -- */

enum { ACTUAL, CSM, TEAM, QUOTA_COLUMNS };
enum { ACCOUNTS = 6, LINES = 9 };

#define MONEY(n) ((n)*HALE_MONEY_UNIT)

/* Cy's account has no figure; the last two are in no team. */
static const int64_t won[ACCOUNTS] = {MONEY(1000), MONEY(500), MONEY(300),
                                      0,           MONEY(50),  MONEY(70)};
static const uint8_t not_known[ACCOUNTS] = {0, 0, 0, HALE_NOT_GIVEN, 0, 0};
static const char *const book[ACCOUNTS] = {"ann", "ann", "bob",
                                           "cy",  NULL,  "dee"};
static const char *const team[ACCOUNTS] = {"north", "north", "north",
                                           "south", NULL,    NULL};

/* Run as of day 20000, which is 2024-10-04. */
typedef struct Quota {
    const char *csm, *team, *kind, *period;
    int64_t target;
} Quota;

static const Quota asked[LINES] = {
    {"ann", "north", "renewal", "2024-Q4", MONEY(2000)},
    {"bob", "north", "renewal", "2024-Q4", 0},
    {"cy", NULL, "renewal", "2024-Q4", MONEY(400)},
    {"eve", "north", "renewal", "2024-Q4", MONEY(100)},
    {NULL, "south", "renewal", "2024-Q4", MONEY(900)},
    {"ann", "north", "renewal", "2024-Q3", MONEY(5)},
    {"ann", "north", "expansion", "2024-Q4", MONEY(7)},
    {NULL, NULL, "renewal", "2024-10", MONEY(480)},
    {NULL, NULL, "renewal", "H2", MONEY(3840)},
};

static void quotas(FakeHost *host, const Quota *line, size_t n)
{
    const char **text[4];
    int64_t *target = fake_memory(host, (n + 1) * sizeof *target);
    const hale_table_column **column = fake_memory(host, 6 * sizeof *column);
    for (size_t k = 0; k < 4; k++)
        text[k] = fake_memory(host, (n + 1) * sizeof **text);
    for (size_t i = 0; i < n; i++) {
        text[0][i] = line[i].csm;
        text[1][i] = line[i].team;
        text[2][i] = line[i].kind;
        text[3][i] = line[i].period;
        target[i] = line[i].target;
    }
    for (size_t k = 0; k < 4; k++)
        column[k] = kit_texts(host, text[k], n);
    column[4] = kit_column(host, HALE_MONEY, target, NULL);
    kit_side(host, 0, n, 5, column);
}

static Ran attain(FakeHost *host, const char *const *given, int teams)
{
    const hale_table_column *const columns[QUOTA_COLUMNS + 1] = {
        kit_column(host, HALE_MONEY, won, not_known),
        kit_texts(host, book, ACCOUNTS),
        teams ? kit_texts(host, team, ACCOUNTS) : NULL};
    return kit_fit(host, "attainment", given, ACCOUNTS, columns);
}

static const char *const renewal[] = {"actual", "won", NULL};

/* One row of the report; a negative number is a missing one, for reason -n. */
typedef struct Attained {
    const char *level, *name;
    double target, actual, counted;
    int accounts, unknown;
} Attained;

static void is_or_missing(const Ran *ran, size_t row, const char *name,
                          double wanted)
{
    if (wanted < 0)
        is_missing(ran, 0, row, name, (hale_missing)-wanted);
    else
        is_number(ran, 0, row, name, wanted, 1e-12);
}

static void rows_are(const Ran *ran, const Attained *want, size_t n)
{
    assert_int_equal(ran->result, 0);
    assert_int_equal(kit_rows(ran, 0), n);
    for (size_t i = 0; i < n; i++) {
        is_cell(ran, 0, i, "level", want[i].level);
        if (want[i].name)
            is_cell(ran, 0, i, "name", want[i].name);
        else
            is_missing(ran, 0, i, "name", HALE_NO_ROWS);
        is_or_missing(ran, i, "target", want[i].target);
        is_or_missing(ran, i, "actual", want[i].actual);
        is_or_missing(ran, i, "counted", want[i].counted);
        if (want[i].target > 0 && want[i].counted >= 0)
            is_number(ran, 0, i, "attainment", want[i].counted / want[i].target,
                      1e-12);
        else
            assert_int_not_equal(kit_cell(ran, 0, i, "attainment").missing,
                                 HALE_PRESENT);
        is_number(ran, 0, i, "accounts", want[i].accounts, 0);
        is_number(ran, 0, i, "unknown", want[i].unknown, 0);
    }
}

#define NO_QUOTA (-HALE_NO_ROWS)
#define UNKNOWN (-HALE_NOT_GIVEN)

/* Eve has a target and no accounts: 0 of 100. North is asked for what its
 * CSMs are, 2000 + 0 + 100; south for its own 900 and not for cy's 400; the
 * company for what all CSMs are, 2500, of which the 50 without a CSM and the
 * 70 of dee, who has no target, are no part: 1800. */
static void attainment_by_hand(void **state)
{
    static const Attained want[] = {
        {"csm", NULL, NO_QUOTA, 50, NO_QUOTA, 1, 0},
        {"csm", "ann", 2000, 1500, 1500, 2, 0},
        {"csm", "bob", 0, 300, 300, 1, 0},
        {"csm", "cy", 400, UNKNOWN, UNKNOWN, 1, 1},
        {"csm", "dee", NO_QUOTA, 70, NO_QUOTA, 1, 0},
        {"csm", "eve", 100, 0, 0, 0, 0},
        {"team", NULL, NO_QUOTA, 120, NO_QUOTA, 2, 0},
        {"team", "north", 2100, 1800, 1800, 3, 0},
        {"team", "south", 900, UNKNOWN, UNKNOWN, 1, 1},
        {"company", "company", 2500, 1920, 1800, 6, 1},
    };
    quotas(*state, asked, LINES);
    Ran ran = attain(*state, renewal, 1);
    rows_are(&ran, want, 10);
    assert_int_equal(ran.host->warnings, 0);
    is_missing(&ran, 0, 0, "attainment", HALE_NO_ROWS);
    is_missing(&ran, 0, 2, "attainment", HALE_ZERO_DENOMINATOR);
    is_missing(&ran, 0, 3, "attainment", HALE_NOT_GIVEN);
}

/* Without a column of teams the lines say who is in which. South has a target
 * and nobody in it. */
static void teams_from_the_quotas(void **state)
{
    quotas(*state, asked, LINES);
    Ran ran = attain(*state, renewal, 0);
    static const Attained want[] = {
        {"team", NULL, NO_QUOTA, 120, NO_QUOTA, 3, 1},
        {"team", "north", 2100, 1800, 1800, 3, 0},
        {"team", "south", 900, 0, 0, 0, 0},
    };
    assert_int_equal(kit_rows(&ran, 0), 10);
    for (size_t i = 0; i < 3; i++) {
        is_cell(&ran, 0, 6 + i, "level", "team");
        is_or_missing(&ran, 6 + i, "target", want[i].target);
        is_or_missing(&ran, 6 + i, "actual", want[i].actual);
        is_number(&ran, 0, 6 + i, "accounts", want[i].accounts, 0);
    }
}

/* 1920 of the 480 of October, of the 3840 of "H2". */
static void periods(void **state)
{
    const char *const month[] = {"actual", "won", "unit", "month", NULL};
    const char *const half[] = {"actual", "won", "period", "H2", NULL};
    quotas(*state, asked, LINES);
    Ran ran = attain(*state, month, 0);
    is_number(&ran, 0, kit_rows(&ran, 0) - 1, "attainment", 4, 1e-12);
    ran = attain(*state, half, 0);
    is_number(&ran, 0, kit_rows(&ran, 0) - 1, "attainment", 0.5, 1e-12);
}

/* Nobody is asked for anything this year: a remark, and figures without. */
static void no_such_quota(void **state)
{
    const char *const year[] = {"actual", "won", "unit", "year", NULL};
    quotas(*state, asked, LINES);
    Ran ran = attain(*state, year, 0);
    assert_int_equal(ran.result, 0);
    assert_contains(ran.host->warning[0],
                    "no target of kind \"renewal\" for 2024, and 9 other");
    is_missing(&ran, 0, kit_rows(&ran, 0) - 1, "attainment", HALE_NO_ROWS);
}

static void attainment_of_counts(void **state)
{
    static const int64_t reviews[] = {3, 4};
    static const char *const both[] = {"ann", "ann"};
    static const Quota five[] = {{"ann", NULL, "renewal", "2024-Q4", MONEY(5)}};
    FakeHost *host = *state;
    const hale_table_column *const columns[QUOTA_COLUMNS + 1] = {
        kit_column(host, HALE_INT, reviews, NULL), kit_texts(host, both, 2)};
    quotas(host, five, 1);
    Ran ran = kit_fit(host, "attainment", renewal, 2, columns);
    is_number(&ran, 0, 0, "attainment", 1.4, 1e-12);
    is_number(&ran, 0, 0, "actual", 7, 0);
}

static void quota_mistakes(void **state)
{
    static const Quota two[] = {{"ann", NULL, "renewal", "2024-Q4", 1},
                                {"ann", "north", "renewal", "2024-Q4", 2}};
    static const Quota all[] = {{NULL, NULL, "renewal", "2024-Q4", 1},
                                {NULL, NULL, "renewal", "2024-Q4", 1}};
    static const char *const ann[] = {"ann"};
    FakeHost *host = *state;
    const hale_table_column *const columns[QUOTA_COLUMNS + 1] = {
        kit_texts(host, ann, 1), kit_texts(host, ann, 1)};
    quotas(host, two, 2);
    assert_int_equal(attain(host, renewal, 0).result, -1);
    assert_contains(host->failed, "two targets of kind \"renewal\" for csm "
                                  "ann in 2024-Q4");
    quotas(host, all, 2);
    assert_int_equal(attain(host, renewal, 0).result, -1);
    assert_contains(host->failed, "for the company in 2024-Q4");
    assert_int_equal(kit_fit(host, "attainment", renewal, 1, columns).result,
                     -1);
    assert_contains(host->failed, "given is no figure");
}

/* ----------------------------------------------------------------- nps -- */

/* Ann has 10 answers of two accounts, 5 promote and 2 detract: 30, between
 * -19.05 and 65.2 (Rocks). Bob has 4, too few; cy has none; the account that
 * has more promoters than answers is in no sum. */
static void nps_of_books(void **state)
{
    static const char *const whose[] = {"ann", "bob", "ann", "cy", "ann"};
    static const int64_t promoters[] = {3, 4, 2, 0, 9};
    static const int64_t detractors[] = {1, 0, 1, 0, 0};
    static const int64_t answers[] = {6, 4, 4, 0, 5};
    const char *const trinomial[] = {"interval", "trinomial", NULL};
    FakeHost *host = *state;
    const hale_table_column *const columns[] = {
        kit_texts(host, whose, 5), kit_column(host, HALE_INT, promoters, NULL),
        kit_column(host, HALE_INT, detractors, NULL),
        kit_column(host, HALE_INT, answers, NULL), NULL};
    Ran ran = kit_fit(host, "nps", none, 5, columns);
    is_number(&ran, 0, 0, "accounts", 2, 0);
    is_number(&ran, 0, 0, "answers", 10, 0);
    is_number(&ran, 0, 0, "nps", 30, 1e-12);
    is_number(&ran, 0, 0, "low", -19.05, 0.05);
    is_number(&ran, 0, 0, "high", 65.2, 0.05);
    is_missing(&ran, 0, 1, "nps", HALE_TOO_FEW);
    is_number(&ran, 0, 1, "promoters", 4, 0);
    is_missing(&ran, 0, 2, "nps", HALE_NO_ROWS);
    is_missing(&ran, 0, 2, "low", HALE_NO_ROWS);
    ran = kit_fit(host, "nps", trinomial, 5, columns);
    is_number(&ran, 0, 0, "low", -18.4, 0.05);
    is_number(&ran, 0, 0, "high", 78.4, 0.05);
}

static void models_are_described(void **state)
{
    (void)state;
    for (size_t i = 0; hale_plugin_v1()->models[i]; i++)
        kit_model_described(hale_plugin_v1()->models[i], "team");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(expected_churn_by_hand),
        KIT_TEST(ec_20_small_books),
        KIT_TEST(ec_19_nothing_expected),
        KIT_TEST(churn_of_whom_is_known),
        KIT_TEST(all_books_are_as_expected),
        KIT_TEST(published_intervals),
        KIT_TEST(attainment_by_hand),
        KIT_TEST(teams_from_the_quotas),
        KIT_TEST(periods),
        KIT_TEST(no_such_quota),
        KIT_TEST(attainment_of_counts),
        KIT_TEST(quota_mistakes),
        KIT_TEST(nps_of_books),
        KIT_TEST(models_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
