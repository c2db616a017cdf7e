/* SPDX-License-Identifier: MIT
 *
 * judge_words.c: what a verdict says in words. Sentences and their formats,
 * the order of reasons, explain for a terminal, examples as tests, and the
 * formulas that are shipped, each with its own examples.
 */
#include "judge_kit.h"

static const char story[] =
    "title 'Story' version '1'\n"
    "inputs { 'users', 'share', 'mrr', 'until', 'left', 'note', 'gone' }\n"
    "component 'use' { weight = 60, metric = 'users', curve = ramp(0, 10),\n"
    "  label = 'Use', why = '{users} users, {value}, {share:pct}, {share}' }\n"
    "component 'pay' { weight = 30, metric = 'mrr', curve = ramp(0, 1000),\n"
    "  why = '{mrr} {mrr:money} until {until:date}, left: {left}' }\n"
    "component 'say' { weight = 10, metric = 'gone', curve = ramp(0, 1) }\n"
    "cap 'noted' { when = { left = true }, max = 20,\n"
    "  why = '{{{note}}} of {gone}' }\n";

/* users, share, mrr, until, left, note, gone */
static void tell_story(Kit *k, int64_t users, int left, const char *note)
{
    hale_value fact[] = {
        v_int(users),
        v_real(-0.5),
        v_money(5000000),                              /* 500.00 */
        {.type = HALE_TIME, .as.i = 20454 * HALE_DAY}, /* 2026-01-01 */
        v_bool(left),
        v_text(note),
        v_none()};
    kit_judge(k, fact);
}

static void sentences_are_filled(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, story);
    tell_story(&k, 4, 1, "no\x1b[2J");
    /* (60 * 40 + 30 * 50) / 90 = 43.333 */
    assert_near(k.v.raw, 43.333333, 1e-6);
    assert_near(k.v.score, 20, 0);
    assert_string_equal(k.v.part[0].why, "4 users, 4, -50%, -0.5");
    assert_string_equal(k.v.part[1].why, "500 500 until 2026-01-01, left: yes");
    assert_string_equal(k.v.part[2].why, "");
    assert_string_equal(k.v.cap[0].why, "{no\\x1b[2J} of no data");
    kit_close(&k);
}

static void long_texts_are_cut(void **state)
{
    Kit k;
    char note[1001];
    (void)state;
    memset(note, 'n', 1000);
    note[1000] = 0;
    kit_open(&k, story);
    tell_story(&k, 4, 1, note);
    assert_true(strlen(k.v.cap[0].why) < 230);
    kit_close(&k);
}

/* Caps first, then by loss: Use loses 2/3 * 60 = 40, pay 1/3 * 50 = 16.7. */
static void reasons_are_in_order(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, story);
    tell_story(&k, 4, 1, "x");
    assert_string_equal(k.v.reason[0], "{x} of no data");
    assert_string_equal(k.v.reason[1], k.v.part[0].why);
    assert_string_equal(k.v.reason[2], k.v.part[1].why);
    tell_story(&k, 10, 0, "x"); /* Use loses nothing */
    assert_string_equal(k.v.reason[0], k.v.part[1].why);
    assert_null(k.v.reason[1]);
    kit_close(&k);
}

static void a_reason_needs_no_sentence(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, "inputs { 'a' }\n"
                 "component 'x' { weight = 1, metric = 'a', label = 'Seats',\n"
                 "  curve = ramp(0, 2000) }");
    hale_value v = v_int(1234);
    kit_judge(&k, &v);
    assert_string_equal(k.v.reason[0], "Seats: 1,234");
    judge_account(k.j, "acme", &v, WORDS_NONE, &k.arena, &k.v);
    assert_null(k.v.reason[0]);
    assert_near(k.v.score, 61.7, 1e-9);
    kit_close(&k);
}

/* A quarter each of 90, 10, 80 and 70 points is lost: y is no reason, and
 * has a sentence only where all of them are wanted. */
static void reasons_may_be_all_that_is_told(void **state)
{
    static const char *const told[] = {"a is 1", "c is 2", "d is 3"};
    const hale_value fact[] = {v_int(1), v_int(9), v_int(2), v_int(3)};
    Kit k;
    (void)state;
    kit_open(&k, "inputs { 'a', 'b', 'c', 'd' }\n"
                 "component 'x' { weight = 1, metric = 'a',\n"
                 "  curve = ramp(0, 10), why = 'a is {a}' }\n"
                 "component 'y' { weight = 1, metric = 'b',\n"
                 "  curve = ramp(0, 10), why = 'b is {b}' }\n"
                 "component 'z' { weight = 1, metric = 'c',\n"
                 "  curve = ramp(0, 10), why = 'c is {c}' }\n"
                 "component 'w' { weight = 1, metric = 'd',\n"
                 "  curve = ramp(0, 10), why = 'd is {d}' }");
    judge_account(k.j, "acme", fact, WORDS_REASONS, &k.arena, &k.v);
    for (size_t i = 0; i < COUNT(told); i++)
        assert_string_equal(k.v.reason[i], told[i]);
    assert_string_equal(k.v.part[1].why, "");
    judge_account(k.j, "acme", fact, WORDS_ALL, &k.arena, &k.v);
    for (size_t i = 0; i < COUNT(told); i++)
        assert_string_equal(k.v.reason[i], told[i]);
    assert_string_equal(k.v.part[1].why, "b is 9");
    kit_close(&k);
}

/* ------------------------------------------------------------- examples -- */

static void examples_pass_and_fail(void **state)
{
    Kit k;
    ExampleReport report = {0};
    (void)state;
    kit_open(&k,
             "inputs { 'a', 'b' }\n"
             "component 'x' { weight = 1, metric = 'a', curve = ramp(0, 10),\n"
             "  why = 'a is {a}' }\n"
             "component 'y' { weight = 1, metric = 'b', curve = ramp(0, 10) }\n"
             "example 'right' { given = { a = 5 }, expect = { score = 50,\n"
             "  min = 50, max = 50, band = 'yellow', coverage = 0.5,\n"
             "  missing = 'y', reason = 'a is 5', variant = '' } }\n"
             "example 'wrong' { given = { a = 5, b = 5 }, expect = { score = "
             "51,\n"
             "  min = 51, max = 49, band = 'red', coverage = 0.5,\n"
             "  missing = { 'y' }, reason = 'z' } }\n"
             "example 'none' { given = {}, expect = { score = 1 } }\n"
             "example 'near' { given = { a = 5 }, expect = { score = 51 },\n"
             "  near = 1 }\n");
    formula_examples(k.f, NULL, &report);
    assert_int_equal(report.passed, 2);
    assert_int_equal(report.failed, 2);
    assert_has(report.text.data, "  ok    right\n");
    assert_has(report.text.data, "  FAIL  wrong  t.lua:8\n");
    assert_has(report.text.data, "score: expected 51, got 50\n");
    assert_has(report.text.data, "score at least: expected 51, got 50\n");
    assert_has(report.text.data, "score at most: expected 49, got 50\n");
    assert_has(report.text.data, "band: expected red, got yellow\n");
    assert_has(report.text.data, "coverage: expected 0.5, got 1\n");
    assert_has(report.text.data, "y: expected no value, got one\n");
    assert_has(report.text.data, "reason: expected z, got \"a is 5\"");
    assert_has(report.text.data, "score: expected 1, got no score\n");
    text_free(&report.text);
    memset(&report, 0, sizeof report);
    formula_examples(k.f, "righ", &report);
    assert_int_equal(report.passed + report.failed, 1);
    text_free(&report.text);
    kit_close(&k);
}

/* ------------------------------------------------------ shipped formulas -- */

static void shipped(const char *path, const FactInfo *fact, size_t facts,
                    size_t least)
{
    Diags diags = {0};
    ExampleReport report = {0};
    Formula *f = formula_load(path, "health", NULL, 0, &diags);
    if (!f)
        diags_print(&diags, stderr);
    assert_non_null(f);
    if (facts)
        formula_bind(f, fact, facts, &diags);
    diags_print(&diags, stderr);
    assert_int_equal(diags.count, 0);
    formula_examples(f, NULL, &report);
    if (report.failed)
        print_error("%s", report.text.data);
    assert_int_equal(report.failed, 0);
    assert_true(report.passed >= least);
    assert_int_equal(strlen(formula_hash(f)), 32);
    text_free(&report.text);
    formula_free(f);
    diags_free(&diags);
}

static void shipped_formulas_hold(void **state)
{
    static const FactInfo columns[] = {
        {.name = "active_users", .type = HALE_INT, .direction = 1},
        {.name = "active_users_before", .type = HALE_INT, .direction = 1},
        {.name = "active_users_change", .type = HALE_REAL, .direction = 1},
        {.name = "seats", .type = HALE_INT},
        {.name = "days_since_last_event", .type = HALE_INT, .direction = 2},
        {.name = "nps", .type = HALE_REAL, .direction = 1},
        {.name = "open_tickets", .type = HALE_INT, .direction = 2},
        {.name = "open_tickets_p1", .type = HALE_INT, .direction = 2},
        {.name = "days_to_renewal", .type = HALE_INT},
        {.name = "mrr", .type = HALE_MONEY, .direction = 1},
        {.name = "segment", .type = HALE_TEXT},
        {.name = "pulse", .type = HALE_TEXT},
        {.name = "champion_left", .type = HALE_BOOL},
    };
    (void)state;
    shipped("../scripts/health.lua", columns, COUNT(columns), 6);
    shipped("../scripts/simple.lua", columns, COUNT(columns), 1);
    shipped("unit/formulas/everything.lua", NULL, 0, 3);
}

static void a_file_that_is_not_there(void **state)
{
    Diags diags = {0};
    (void)state;
    assert_null(formula_load("unit/formulas/none.lua", "h", NULL, 0, &diags));
    assert_int_equal(diags.errors, 1);
    assert_has(diags.item[0].message, "none.lua");
    diags_free(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_filled),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(reasons_are_in_order),
        cmocka_unit_test(a_reason_needs_no_sentence),
        cmocka_unit_test(reasons_may_be_all_that_is_told),
        cmocka_unit_test(examples_pass_and_fail),
        cmocka_unit_test(shipped_formulas_hold),
        cmocka_unit_test(a_file_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
