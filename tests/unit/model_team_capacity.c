/* SPDX-License-Identifier: MIT
 *
 * model_team_capacity: how full books are, by hand.
 */
#include "model_kit.h"

enum { BY, WITHIN, CUSTOMER, VALUE, RISK, COLUMNS };
enum { ACCOUNTS = 7 };

#define MONEY(n) ((n)*HALE_MONEY_UNIT)

static const char *const csm[ACCOUNTS] = {"ann", "ann", "ann", "bob",
                                          "bob", NULL,  "cy"};
static const char *const tier[ACCOUNTS] = {"ent", "smb", "smb", "ent",
                                           "ent", "smb", "smb"};
static const int64_t customer[ACCOUNTS] = {1, 1, 1, 1, 0, 1, 0};
static const int64_t value[ACCOUNTS] = {MONEY(600), MONEY(100), MONEY(100),
                                        MONEY(400), MONEY(999), MONEY(50),
                                        MONEY(999)};
static const uint8_t risk[ACCOUNTS] = {1, 0, 1, 0, 1, 0, 1};

static const char *const plan[] = {"hours_each", "ent: 16, smb:0.5", "hours",
                                   "20", NULL};

static Ran load(FakeHost *host, const char *const *given, int all)
{
    const hale_table_column *const columns[COLUMNS + 1] = {
        [BY] = kit_texts(host, csm, ACCOUNTS),
        [WITHIN] = all ? kit_texts(host, tier, ACCOUNTS) : NULL,
        [CUSTOMER] = all ? kit_column(host, HALE_INT, customer, NULL) : NULL,
        [VALUE] = all ? kit_column(host, HALE_MONEY, value, NULL) : NULL,
        [RISK] = all ? kit_column(host, HALE_BOOL, risk, NULL) : NULL};
    return kit_fit(host, "capacity", given, ACCOUNTS, columns);
}

static void is(const Ran *ran, size_t row, const char *name, double wanted)
{
    assert_near(kit_number(kit_cell(ran, 0, row, name)), wanted, 1e-12);
}

static void is_missing(const Ran *ran, size_t row, const char *name,
                       hale_missing why)
{
    assert_int_equal(kit_cell(ran, 0, row, name).missing, why);
}

/* Ann has three customers worth 800, of them 700 at risk, and 16 + 0.5 + 0.5 =
 * 17 of 20 hours. Bob has one of the two, 400, and 16 hours; cy has none left.
 * The mean book of ann and bob has two customers and 600. */
static void capacity_by_hand(void **state)
{
    Ran ran = load(*state, plan, 1);
    assert_int_equal(ran.result, 0);
    assert_int_equal(kit_rows(&ran, 0), 4);
    is(&ran, 1, "customers", 3);
    is(&ran, 1, "of_mean", 1.5);
    is(&ran, 1, "value", 800);
    is(&ran, 1, "value_of_mean", 800.0 / 600);
    is(&ran, 1, "at_risk", 700);
    is(&ran, 1, "at_risk_share", 0.875);
    is(&ran, 1, "hours", 17);
    is(&ran, 1, "load", 0.85);
    is(&ran, 2, "customers", 1);
    is(&ran, 2, "of_mean", 0.5);
    is(&ran, 2, "at_risk", 0);
    is(&ran, 2, "load", 0.8);
    is(&ran, 3, "customers", 0);
    is(&ran, 3, "of_mean", 0);
    is_missing(&ran, 3, "at_risk_share", HALE_ZERO_DENOMINATOR);
    assert_near(kit_number(kit_account(&ran, "", 1)), 0.5, 0);
    assert_int_equal(kit_account(&ran, "", 4).missing, HALE_NOT_CUSTOMER);
}

/* In nobody's book is one customer of half an hour: no mean, no load. */
static void pooled_customers(void **state)
{
    Ran ran = load(*state, plan, 1);
    is_missing(&ran, 0, "group", HALE_NO_ROWS);
    is(&ran, 0, "customers", 1);
    is(&ran, 0, "value", 50);
    is(&ran, 0, "hours", 0.5);
    is_missing(&ran, 0, "of_mean", HALE_NO_ROWS);
    is_missing(&ran, 0, "value_of_mean", HALE_NO_ROWS);
    is_missing(&ran, 0, "load", HALE_NO_ROWS);
}

/* A tier that nobody timed; no hours at all; no columns at all, so that all
 * accounts are customers. */
static void what_is_not_known(void **state)
{
    const char *const some[] = {"hours_each", "smb:1", "hours", "20", NULL};
    const char *const none[] = {NULL};
    Ran ran = load(*state, some, 1);
    is_missing(&ran, 1, "hours", HALE_NOT_GIVEN);
    is_missing(&ran, 1, "load", HALE_NOT_GIVEN);
    is(&ran, 0, "hours", 1);
    ran = load(*state, none, 0);
    is(&ran, 2, "customers", 2);
    is(&ran, 2, "of_mean", 1); /* of ann 3, bob 2, cy 1 */
    static const char *const unknown[] = {"value", "value_of_mean", "at_risk",
                                          "hours", "at_risk_share", "load"};
    for (size_t i = 0; i < 6; i++)
        is_missing(&ran, 2, unknown[i], HALE_NOT_GIVEN);
}

static void capacity_mistakes(void **state)
{
    static const struct {
        const char *each, *said;
    } wrong[] = {{"ent", "\"ent\" is not of the form segment:hours"},
                 {":5", "not of the form"},
                 {"ent:many", "not of the form"},
                 {"ent:-1", "not of the form"},
                 {"ent:1, ent:2", "names \"ent\" twice"}};
    FakeHost *host = *state;
    for (size_t i = 0; i < 5; i++) {
        const char *const given[] = {"hours_each", wrong[i].each, NULL};
        assert_int_equal(load(host, given, 1).result, -1);
        assert_contains(host->failed, wrong[i].said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(capacity_by_hand),
        KIT_TEST(pooled_customers),
        KIT_TEST(what_is_not_known),
        KIT_TEST(capacity_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
