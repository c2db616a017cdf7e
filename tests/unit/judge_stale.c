/* SPDX-License-Identifier: MIT
 *
 * judge_stale.c: old answers, worked out by hand: what counts in full, what
 * fades and takes coverage with it, what is dropped, and what is said of it.
 */
#include "judge_kit.h"

#define FORMULA(stale)                                                         \
    "inputs { 'a', 'b' }\n"                                                    \
    "local same = points { {0, 0}, {100, 100} }\n"                             \
    "component 'x' { weight = 3, metric = 'a', curve = same }\n"               \
    "component 'y' { weight = 1, metric = 'b', curve = same, " stale " }\n"

#define FADING "stale = { after = '90d', halflife = '60d' }"

/* a = 80, b = 40 of this age; the age is the input behind the two. */
static void judge_age(Kit *k, hale_value age)
{
    hale_value fact[] = {v_int(80), v_int(40), age};
    kit_judge(k, fact);
}

static void weights_fade(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, FORMULA(FADING ", why = 'they said {b}'"));
    assert_int_equal(formula_input_count(k.f), 3);
    assert_string_equal(formula_inputs(k.f)[2], "b_age_days");
    judge_age(&k, v_int(90)); /* the last day that counts in full */
    assert_near(k.v.score, 70, 0);
    assert_near(k.v.coverage, 1, 0);
    assert_string_equal(k.v.part[1].why, "they said 40");
    /* One half-life: (3 * 80 + 0.5 * 40) / 3.5, 3.5 of 4 known */
    judge_age(&k, v_int(150));
    assert_near(k.v.score, 74.285714, 1e-6);
    assert_near(k.v.coverage, 0.875, 1e-6);
    assert_near(k.v.part[1].fade, 0.5, 1e-12);
    assert_near(k.v.part[1].age, 150, 0);
    assert_near(k.v.part[1].weight, 1, 0);
    assert_near(k.v.part[1].share, 0.5 / 3.5, 1e-12);
    assert_string_equal(k.v.part[1].why,
                        "they said 40 (150 days old, 50% of its weight)");
    /* Two: (240 + 10) / 3.25; coverage 3.25 / 4 */
    judge_age(&k, v_real(210));
    assert_near(k.v.score, 76.923077, 1e-6);
    assert_near(k.v.coverage, 0.8125, 1e-6);
    judge_age(&k, v_int(90 + 60 * 11)); /* 1 / 2048: gone */
    assert_int_equal(k.v.part[1].value.missing, HALE_STALE);
    assert_near(k.v.score, 80, 0);
    assert_near(k.v.coverage, 0.75, 0);
    kit_close(&k);
}

static void without_a_half_life_it_is_dropped(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, FORMULA("stale = { after = '4w' }"));
    judge_age(&k, v_int(28));
    assert_near(k.v.score, 70, 0);
    judge_age(&k, v_int(29));
    assert_near(k.v.score, 80, 0);
    assert_near(k.v.coverage, 0.75, 0);
    assert_int_equal(k.v.part[1].value.missing, HALE_STALE);
    assert_string_equal(k.v.part[1].why, "the last value is 29 days old");
    judge_age(&k, v_none()); /* nobody knows how old it is */
    assert_int_equal(k.v.part[1].value.missing, HALE_STALE);
    assert_string_equal(k.v.part[1].why, "");
    judge_age(&k, v_real((double)NAN));
    assert_int_equal(k.v.part[1].value.missing, HALE_STALE);
    judge_age(&k, v_int(-3)); /* of tomorrow: fresh */
    assert_near(k.v.score, 70, 0);
    hale_value none[] = {v_int(80), v_none(), v_int(500)};
    kit_judge(&k, none); /* nothing there: not stale */
    assert_int_equal(k.v.part[1].value.missing, HALE_NO_ROWS);
    kit_close(&k);
}

static void policies_and_groups(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, FORMULA("stale = { after = '4w' }, missing = 'zero'"));
    judge_age(&k, v_int(29));
    assert_near(k.v.score, 60, 0); /* (3 * 80 + 0) / 4 */
    assert_near(k.v.coverage, 0.75, 0);
    kit_close(&k);
    /* Alone in a group that wants half of it known: at one half-life it
     * still is, later it is not. */
    kit_open(&k, "inputs { 'a', 'b' }\n"
                 "local same = points { {0, 0}, {100, 100} }\n"
                 "group 'g' { weight = 1, min_coverage = 0.5 }\n"
                 "component 'x' { weight = 1, metric = 'a', curve = same }\n"
                 "component 'y' { weight = 1, metric = 'b', curve = same,\n"
                 "  group = 'g', " FADING " }\n");
    judge_age(&k, v_int(150));
    assert_near(k.v.score, 60, 0); /* the group speaks in full */
    assert_near(k.v.coverage, 0.75, 0);
    judge_age(&k, v_int(151));
    assert_near(k.v.score, 80, 0);
    assert_near(k.v.coverage, 0.5, 0);
    kit_close(&k);
}

static void functions_name_their_age(void **state)
{
    Kit k;
    hale_value fact[] = {v_int(50), v_int(11)};
    (void)state;
    kit_open(&k, "inputs { 'a', 'old' }\n"
                 "component 'x' { weight = 1, age = 'old',\n"
                 "  value = function(m) return m.a end,\n"
                 "  stale = { after = '10d' } }\n");
    assert_int_equal(formula_input_count(k.f), 2);
    assert_int_equal(k.diags.count, 0);
    kit_judge(&k, fact);
    assert_false(k.v.known);
    assert_int_equal(k.v.part[0].value.missing, HALE_STALE);
    fact[1] = v_int(10);
    kit_judge(&k, fact);
    assert_near(k.v.score, 50, 0);
    kit_close(&k);
}

static void examples_may_give_an_age(void **state)
{
    Kit k;
    ExampleReport report = {0};
    (void)state;
    kit_open(
        &k,
        FORMULA(FADING) "example 'old' { given = { a = 80, b = 40, b_age_days "
                        "= 150 },\n"
                        "  expect = { score = 74.2857, coverage = 0.875 } }\n"
                        "example 'no age' { given = { a = 80, b = 40 },\n"
                        "  expect = { score = 80, missing = 'y' } }");
    formula_examples(k.f, NULL, &report);
    if (report.failed)
        print_error("%s", report.text.data);
    assert_int_equal(report.passed, 2);
    text_free(&report.text);
    kit_close(&k);
}

static void mistakes(void **state)
{
    (void)state;
    kit_tells(FORMULA("stale = { after = 90 }"),
              "t.lua:4:67: component y: after must be a text");
    kit_tells(FORMULA("stale = { after = '90' }"), "an age such as \"90d\"");
    kit_tells(FORMULA("stale = { after = '3m' }"), "an age such as \"90d\"");
    kit_tells(FORMULA("stale = { after = '0d' }"), "an age such as \"90d\"");
    kit_tells(FORMULA("stale = { halflife = '9d' }"), "after is missing");
    kit_tells(FORMULA("stale = { after = '9d', half = '9d' }"),
              "unknown key \"half\"");
    kit_tells(FORMULA("stale = '90d'"), "stale must be a table");
    kit_tells(FORMULA("age = 'a'"), "age is only read with stale");
    kit_tells("inputs { 'a' }\ncomponent 'x' { weight = 1,\n"
              "value = function(m) return m.a end, stale = { after = '9d' } }",
              "t.lua:3:37: component x: stale needs age");
}

static void bind_tells(const char *text, const char *words)
{
    static const FactInfo columns[] = {
        {.name = "a", .type = HALE_INT},
        {.name = "b", .type = HALE_INT},
        {.name = "b_age_day", .type = HALE_INT},
        {.name = "since", .type = HALE_TIME},
    };
    Kit k;
    kit_parse(&k, text);
    assert_non_null(k.f);
    formula_bind(k.f, columns, COUNT(columns), &k.diags);
    char *told = kit_told(&k);
    assert_has(told, words);
    free(told);
    kit_close(&k);
}

static void ages_are_columns(void **state)
{
    (void)state;
    bind_tells(FORMULA(FADING),
               "t.lua:4:57: component y: there is no column \"b_age_days\" "
               "with the age of its value; name one with age = \"...\", did "
               "you mean \"b_age_day\"?");
    bind_tells(FORMULA(FADING ", age = 'since'"),
               "\"since\" is a time: an age is a number of days");
}

/* What a group says holds inside, also in groups of groups, unless the
 * component says it itself. At 30 days `a` of the inner group is dropped and
 * counts 0, `b` keeps its own 50, `c` (a function: no age) is fresh: with equal
 * weights (0 + 50 + 100) / 3 = 50. */
static void groups_say_it_once(void **state)
{
    static const char text[] =
        "inputs { 'a', 'b', 'c' }\n"
        "local r = ramp(0, 100)\n"
        "group 'outer' { weight = 1, stale = { after = '20d' },\n"
        "  missing = 'zero' }\n"
        "group 'inner' { weight = 2, group = 'outer' }\n"
        "component 'x' { weight = 1, group = 'inner', metric = 'a',\n"
        "  curve = r }\n"
        "component 'y' { weight = 1, group = 'inner', metric = 'b',\n"
        "  curve = r, missing = 'neutral' }\n"
        "component 'z' { weight = 1, group = 'outer', curve = r,\n"
        "  value = function(m) return m.c end }\n";
    Kit k;
    (void)state;
    kit_open(&k, text);
    /* a, b, c, then the ages of a and b, which nobody listed */
    assert_int_equal(formula_input_count(k.f), 5);
    assert_string_equal(formula_inputs(k.f)[3], "a_age_days");
    assert_string_equal(formula_inputs(k.f)[4], "b_age_days");
    hale_value fact[] = {v_int(90), v_int(90), v_int(100), v_int(30),
                         v_int(30)};
    kit_judge(&k, fact);
    assert_near(k.v.part[0].points, 0, 1e-9);
    assert_near(k.v.part[1].points, 50, 1e-9);
    assert_near(k.v.part[2].points, 100, 1e-9);
    assert_near(k.v.score, 50, 1e-4); /* inner 25 weighs 2, z 100 weighs 1 */
    kit_close(&k);
    kit_tells("inputs { 'a' } group 'g' { weight = 1, missing = 'ziro' }\n"
              "component 'x' { weight = 1, group = 'g', metric = 'a', curve = "
              "ramp(0, 1) }",
              "group g: missing = \"ziro\": skip, zero, neutral, fail or a "
              "number, did you mean \"zero\"?");
    kit_tells("inputs { 'a' } group 'g' { weight = 1, stale = {} }\n"
              "component 'x' { weight = 1, group = 'g', metric = 'a', curve = "
              "ramp(0, 1) }",
              "group g: after is missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_fade),
        cmocka_unit_test(without_a_half_life_it_is_dropped),
        cmocka_unit_test(policies_and_groups),
        cmocka_unit_test(functions_name_their_age),
        cmocka_unit_test(examples_may_give_an_age),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(ages_are_columns),
        cmocka_unit_test(groups_say_it_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
