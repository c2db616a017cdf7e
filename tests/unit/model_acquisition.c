/* SPDX-License-Identifier: MIT
 *
 * model_acquisition: what new customers cost and what they bring, by hand.
 */
#include "model_kit.h"

#include "hale/parse.h"

enum { COHORT, WITHIN, MRR, LTV, COLUMNS };
enum { MONTHS, SEGMENTS };
enum { ACCOUNTS = 6 };

#define MONEY(n) ((n)*HALE_MONEY_UNIT)

typedef struct Cost {
    int year, month, day;
    int64_t amount;
    const char *segment, *kind;
} Cost;

/* As of 2024-10-04, so the last one is not known yet. */
static const Cost spent[] = {
    {2024, 7, 15, MONEY(1000), "smb", "sales"},
    {2024, 7, 1, MONEY(99), "smb", "hosting"},
    {2024, 8, 1, MONEY(5000), "ent", "marketing"},
    {2024, 8, 31, MONEY(600), NULL, "marketing"},
    {2024, 11, 1, MONEY(7777), "smb", "sales"},
};

static const char *const cohort[ACCOUNTS] = {"2024-07", "2024-07", "2024-06",
                                             "2024-08", "2023-01", NULL};
static const char *const segment[ACCOUNTS] = {"smb", "smb", "smb",
                                              "ent", "ent", NULL};
static const int64_t mrr[ACCOUNTS] = {MONEY(50), MONEY(30),  MONEY(40),
                                      0,         MONEY(500), 0};
static const int64_t ltv[ACCOUNTS] = {MONEY(1000), MONEY(600),   0,
                                      MONEY(5),    MONEY(20000), 0};
static const uint8_t no_ltv[ACCOUNTS] = {0, 0, HALE_NO_ROWS, 0, 0, 0};

static void costs(FakeHost *host, const Cost *list, size_t n, int kinds)
{
    int64_t *month = fake_memory(host, (n + 1) * sizeof *month);
    int64_t *amount = fake_memory(host, (n + 1) * sizeof *amount);
    const char **of = fake_memory(host, (n + 1) * sizeof *of);
    const char **kind = fake_memory(host, (n + 1) * sizeof *kind);
    const hale_table_column **column = fake_memory(host, 5 * sizeof *column);
    for (size_t i = 0; i < n; i++) {
        month[i] =
            hale_day_of(list[i].year, list[i].month, list[i].day) * HALE_DAY;
        amount[i] = list[i].amount;
        of[i] = list[i].segment;
        kind[i] = list[i].kind;
    }
    column[0] = kit_column(host, HALE_TIME, month, NULL);
    column[1] = kit_column(host, HALE_MONEY, amount, NULL);
    column[2] = kit_texts(host, of, n);
    column[3] = kinds ? kit_texts(host, kind, n) : NULL;
    kit_side(host, 0, n, 4, column);
}

static Ran acquire(FakeHost *host, const char *const *given, int worth)
{
    const hale_table_column *const columns[COLUMNS + 1] = {
        [COHORT] = kit_texts(host, cohort, ACCOUNTS),
        [WITHIN] = kit_texts(host, segment, ACCOUNTS),
        [MRR] = worth ? kit_column(host, HALE_MONEY, mrr, NULL) : NULL,
        [LTV] = worth ? kit_column(host, HALE_MONEY, ltv, no_ltv) : NULL};
    return kit_fit(host, "acquisition", given, ACCOUNTS, columns);
}

static const char *const selling[] = {"kinds", "sales, marketing", "margin",
                                      "0.8", NULL};

static void is(const Ran *ran, size_t report, size_t row, const char *name,
               double wanted)
{
    assert_near(kit_number(kit_cell(ran, report, row, name)), wanted, 1e-9);
}

static void names(const Ran *ran, size_t report, size_t row, const char *name,
                  const char *wanted)
{
    hale_value v = kit_cell(ran, report, row, name);
    assert_int_equal(v.as.text.len, strlen(wanted));
    assert_memory_equal(v.as.text.data, wanted, strlen(wanted));
}

/* Shops: 1000 for two in July is 500 each; three pay 120 together, 40 each;
 * the two with an LTV have 800 on average; 800 / 500 = 1.6; payback 500 / (40
 * x 0.8). Enterprises: 5000 for one, who pays nothing any more; the other one
 * pays 500: 20000 / 5000 and 5000 / 400. All: 1000 + 5000 + 600 for three. */
static void acquisition_by_hand(void **state)
{
    costs(*state, spent, 5, 1);
    Ran ran = acquire(*state, selling, 1);
    assert_int_equal(ran.result, 0);
    assert_int_equal(kit_rows(&ran, SEGMENTS), 3);
    names(&ran, SEGMENTS, 0, "group", "all");
    is(&ran, SEGMENTS, 0, "costs", 6600);
    is(&ran, SEGMENTS, 0, "new", 3);
    is(&ran, SEGMENTS, 0, "cac", 2200);
    is(&ran, SEGMENTS, 0, "arpa", 620.0 / 4);
    is(&ran, SEGMENTS, 0, "ltv", 7200);
    is(&ran, SEGMENTS, 0, "ltv_cac", 7200.0 / 2200);
    is(&ran, SEGMENTS, 0, "payback", 2200 / (155 * 0.8));
    names(&ran, SEGMENTS, 1, "group", "ent");
    is(&ran, SEGMENTS, 1, "paying", 1);
    is(&ran, SEGMENTS, 1, "ltv_cac", 4);
    is(&ran, SEGMENTS, 1, "payback", 12.5);
    names(&ran, SEGMENTS, 2, "group", "smb");
    is(&ran, SEGMENTS, 2, "costs", 1000);
    is(&ran, SEGMENTS, 2, "cac", 500);
    is(&ran, SEGMENTS, 2, "arpa", 40);
    is(&ran, SEGMENTS, 2, "ltv_cac", 1.6);
    is(&ran, SEGMENTS, 2, "payback", 15.625);
}

static void acquisition_by_month(void **state)
{
    static const struct {
        const char *group, *month;
        double costs, fresh, cac;
    } want[] = {{"all", "2024-07", 1000, 2, 500},
                {"all", "2024-08", 5600, 1, 5600},
                {"ent", "2024-08", 5000, 1, 5000},
                {"smb", "2024-07", 1000, 2, 500}};
    costs(*state, spent, 5, 1);
    Ran ran = acquire(*state, selling, 1);
    assert_int_equal(kit_rows(&ran, MONTHS), 4);
    for (size_t i = 0; i < 4; i++) {
        names(&ran, MONTHS, i, "group", want[i].group);
        names(&ran, MONTHS, i, "month", want[i].month);
        is(&ran, MONTHS, i, "costs", want[i].costs);
        is(&ran, MONTHS, i, "new", want[i].fresh);
        is(&ran, MONTHS, i, "cac", want[i].cac);
    }
}

/* Money was spent and nobody came: no CAC, and nothing that is made of it.
 * Without kinds hosting counts, and without MRR and LTV there is a CAC all the
 * same: 1099 / 2. */
static void nobody_new(void **state)
{
    static const Cost vain[] = {{2024, 9, 1, MONEY(800), "smb", NULL}};
    FakeHost *host = *state;
    costs(host, vain, 1, 0);
    Ran ran = acquire(host, (const char *const[]){NULL}, 1);
    is(&ran, SEGMENTS, 1, "costs", 800);
    is(&ran, SEGMENTS, 1, "new", 0);
    is(&ran, SEGMENTS, 1, "arpa", 40);
    static const char *const undefined[] = {"cac", "ltv_cac", "payback"};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(kit_cell(&ran, SEGMENTS, 1, undefined[i]).missing,
                         HALE_ZERO_DENOMINATOR);
    costs(host, spent, 5, 0);
    ran = acquire(host, (const char *const[]){NULL}, 0);
    is(&ran, SEGMENTS, 2, "cac", 549.5);
    assert_int_equal(kit_cell(&ran, SEGMENTS, 2, "arpa").missing, HALE_NO_ROWS);
    assert_int_equal(kit_cell(&ran, SEGMENTS, 2, "ltv_cac").missing,
                     HALE_NO_ROWS);
}

static void cost_mistakes(void **state)
{
    FakeHost *host = *state;
    costs(host, spent, 5, 0);
    assert_int_equal(acquire(host, selling, 1).result, -1);
    assert_contains(host->failed, "no column kind");
}

static void the_model_is_described(void **state)
{
    (void)state;
    kit_model_described(kit_model("acquisition"), "company");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(acquisition_by_hand),
        KIT_TEST(acquisition_by_month),
        KIT_TEST(nobody_new),
        KIT_TEST(cost_mistakes),
        KIT_TEST(the_model_is_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
