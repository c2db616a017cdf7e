/* SPDX-License-Identifier: MIT
 *
 * judge_property.c: properties over made-up accounts. Those that hold must
 * hold; those that a planted mistake breaks must fail, with an account that
 * a person can check by hand; and both must come out the same every time.
 */
#include "judge_kit.h"

/* The report of all examples and properties. Free with free(). */
static char *report_of(const char *text, size_t *passed, size_t *failed)
{
    Kit k;
    ExampleReport report = {0};
    kit_open(&k, text);
    formula_examples(k.f, NULL, &report);
    *passed = report.passed;
    *failed = report.failed;
    char *told = xstrdup(report.text.data ? report.text.data : "");
    text_free(&report.text);
    kit_close(&k);
    return told;
}

static void holds(const char *text)
{
    size_t passed, failed;
    char *told = report_of(text, &passed, &failed);
    if (failed)
        print_error("%s", told);
    assert_int_equal(failed, 0);
    assert_true(passed > 0);
    free(told);
}

static void fails(const char *text, const char *words)
{
    size_t passed, failed;
    char *told = report_of(text, &passed, &failed);
    assert_int_equal(failed, 1);
    assert_has(told, words);
    char *again = report_of(text, &passed, &failed);
    assert_string_equal(told, again);
    free(again);
    free(told);
}

/* Fair: each of them speaks for itself. */
#define FAIR                                                                   \
    "inputs { 'users', 'seats', 'tickets', 'seg' }\n"                          \
    "component 'reach' { weight = 60, curve = ramp(0.2, 0.8),\n"               \
    "  value = function(m) return ratio(m.users, m.seats) end }\n"             \
    "component 'calm' { weight = 40, metric = 'tickets',\n"                    \
    "  curve = ramp(10, 0) }\n"                                                \
    "cap 'many' { when = { metric = 'tickets', ge = 8 }, max = 40 }\n"         \
    "variant 'smb' { when = { seg = 'smb' }, weights = { reach = 80 } }\n"

static void what_holds(void **state)
{
    (void)state;
    holds(FAIR "property 'a' { rising = 'users' }\n"
               "property 'b' { falling = { 'tickets' } }\n"
               "property 'c' { min = 0, max = 100, accounts = 1000 }\n"
               "property 'd' { when = { metric = 'tickets', ge = 8 }, "
               "max = 40 }\n"
               "property 'e' { when = function(m) return above(m.tickets, 8) "
               "end,\n"
               "  never = 'green' }\n"
               "property 'f' { hide = 'seg' }\n"
               "property 'h' { known = 'seg', never = 'green' }\n"
               "property 'g' { known = { 'users', 'seats' }, min = 0 }");
}

/* seats is below the line of the ratio: more of it costs points. */
static void a_smallest_account_is_told(void **state)
{
    (void)state;
    fails(FAIR "property 'more seats' { rising = 'seats' }",
          "  FAIL  more seats  t.lua:8\n"
          "        users = ");
    fails(FAIR "property 'never' { known = { 'users', 'seats' },\n"
               "  never = 'green' }",
          ": score 100, green\n");
    /* A cap at more than 5 that should have been one at fewer. */
    fails("inputs { 'a', 'b', 'c' }\n"
          "component 'x' { weight = 1, metric = 'a', curve = ramp(0, 10) }\n"
          "component 'y' { weight = 1, metric = 'b', curve = ramp(0, 10) }\n"
          "component 'z' { weight = 1, metric = 'c', curve = ramp(0, 10) }\n"
          "cap 'oops' { when = { metric = 'a', gt = 5 }, max = 30 }\n"
          "property 'p' { rising = 'a' }",
          ", the rest missing: score ");
    fails("inputs { 'a', 'b' }\n"
          "component 'x' { weight = 1, metric = 'a', curve = ramp(0, 10) }\n"
          "cap 'oops' { when = { metric = 'a', gt = 5 }, max = 30 }\n"
          "property 'p' { rising = 'a' }",
          "        with a = 6: score 30, red\n"); /* 6 * 10, capped */
    /* Without its tickets the cap is gone: 100 instead of 40. */
    fails(FAIR "property 'h' { hide = 'tickets' }",
          "        with tickets = missing: score ");
    fails(FAIR "property 'm' { max = 50 }", "score ");
}

static void what_cannot_be_tried_has_failed(void **state)
{
    (void)state;
    fails(FAIR "property 'p' { when = { metric = 'tickets', lt = -50 },\n"
               "  max = 100, known = 'users' }",
          "nothing was tried: no made-up account meets its when and has a "
          "score");
    fails(FAIR "property 'p' { rising = 'seg' }",
          "no made-up account has a score with two values of seg");
    fails("inputs { 'a' }\n"
          "score = function(m) return error('never') end\n"
          "property 'p' { max = 100 }",
          "t.lua:2: score: never (account made up)");
}

static void values_come_from_the_formula(void **state)
{
    (void)state;
    /* Only one of the many texts is bad, and only beyond 1000. */
    fails("inputs { 'mood', 'n', 'on' }\n"
          "component 'x' { weight = 1, metric = 'mood',\n"
          "  curve = lookup { fine = 100, poor = 10 } }\n"
          "cap 'c' { when = { { metric = 'n', ge = 1234 }, { on = true } },\n"
          "  max = 20 }\n"
          "property 'p' { when = { mood = 'fine' }, min = 90 }",
          "        mood = \"fine\", n = 1234, on = true: score 20, red\n");
}

static void types_of_the_pipeline(void **state)
{
    static const FactInfo columns[] = {{.name = "mrr", .type = HALE_MONEY},
                                       {.name = "seg", .type = HALE_TEXT},
                                       {.name = "left", .type = HALE_BOOL}};
    Kit k;
    ExampleReport report = {0};
    (void)state;
    kit_open(&k, "inputs { 'mrr', 'seg', 'left' }\n"
                 "component 'x' { weight = 1, metric = 'mrr',\n"
                 "  curve = ramp(0, 500) }\n"
                 "component 'y' { weight = 1, value = function(m)\n"
                 "  if m.seg == nil or m.left == nil then return nil end\n"
                 "  return m.left == true and 0 or 100 end }\n"
                 "property 'p' { rising = 'mrr', falling = 'left' }\n"
                 "property 'q' { rising = 'left' }");
    formula_bind(k.f, columns, COUNT(columns), &k.diags);
    assert_int_equal(k.diags.count, 0);
    formula_examples(k.f, NULL, &report);
    assert_int_equal(report.passed, 1);
    assert_has(report.text.data, "  ok    p\n");
    assert_has(report.text.data, "with left = true: score ");
    text_free(&report.text);
    kit_close(&k);
}

static void chosen_by_name(void **state)
{
    Kit k;
    ExampleReport report = {0};
    (void)state;
    kit_open(&k, FAIR "example 'one' { given = {}, expect = { band = 'unknown' "
                      "} }\n"
                      "property 'two' { max = 100 }");
    formula_examples(k.f, "two", &report);
    assert_string_equal(report.text.data, "  ok    two\n");
    text_free(&report.text);
    kit_close(&k);
}

static void mistakes(void **state)
{
    (void)state;
    kit_tells(FAIR "property 'p' {}", "t.lua:8:0: property p: says nothing");
    kit_tells(FAIR "property 'p'", "its { ... } is missing");
    kit_tells(FAIR "property 'p' { risign = 'users' }",
              "unknown key \"risign\", did you mean \"rising\"?");
    kit_tells(FAIR "property 'p' { rising = 'usres' }",
              "t.lua:8:25: property p: \"usres\" is not among the inputs, did "
              "you mean \"users\"?");
    kit_tells(FAIR "property 'p' { rising = { 5 } }",
              "rising is an input, or a list of them");
    kit_tells(FAIR "property 'p' { never = 'grene' }",
              "there is no band \"grene\", did you mean \"green\"?");
    kit_tells(FAIR "property 'p' { max = 9, accounts = 0 }",
              "accounts must be 1 to 10000");
    kit_tells(FAIR "property 'p' { max = 9, accounts = 1e9 }",
              "accounts must be 1 to 10000");
}

/* A ratio does not care for units, a sum of different ones does. The smallest
 * account that shows it: 1 of x, scored as 1 point of 100, then 1000 clamped to
 * 100. */
static void units_change_nothing(void **state)
{
    static const char *const ratios =
        "inputs { 'a', 'b' }\n"
        "component 'x' { weight = 1, curve = ramp(0, 2),\n"
        "  value = function(m) return ratio(m.a, m.b) end }\n"
        "property 'units' { scale = { 'a', 'b' } }\n";
    static const char *const counts =
        "inputs { 'a' }\n"
        "component 'x' { weight = 1, metric = 'a', curve = ramp(0, 100) }\n"
        "property 'units' { scale = 'a' }\n";
    ExampleReport report = {0};
    Kit k;
    (void)state;
    kit_open(&k, ratios);
    formula_examples(k.f, NULL, &report);
    assert_int_equal(report.passed, 1);
    assert_int_equal(report.failed, 0);
    text_free(&report.text);
    kit_close(&k);
    kit_open(&k, counts);
    report = (ExampleReport){0};
    formula_examples(k.f, NULL, &report);
    assert_int_equal(report.failed, 1);
    assert_has(report.text.data, "a = 1: score 1, red");
    assert_has(report.text.data, "with a times 1000: score 100, green");
    text_free(&report.text);
    kit_close(&k);
    kit_tells("inputs { 'a' } score = function(m) return m.a end\n"
              "property 'units' { scale = 'aa' }",
              "\"aa\" is not among the inputs, did you mean \"a\"?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_holds),
        cmocka_unit_test(a_smallest_account_is_told),
        cmocka_unit_test(what_cannot_be_tried_has_failed),
        cmocka_unit_test(values_come_from_the_formula),
        cmocka_unit_test(types_of_the_pipeline),
        cmocka_unit_test(chosen_by_name),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(units_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
