/* SPDX-License-Identifier: MIT
 *
 * judge_verdict.c: the arithmetic of a verdict, worked out by hand: weights,
 * nested groups, what is missing, coverage, caps, floors, vetoes, variants,
 * bands.
 */
#include "judge_kit.h"

/* Two components that hand their value on as points. */
#define TWO                                                                    \
    "inputs { 'a', 'b' }\n"                                                    \
    "local same = points { {0, 0}, {100, 100} }\n"                             \
    "component 'x' { weight = 3, metric = 'a', curve = same }\n"               \
    "component 'y' { weight = 1, metric = 'b', curve = same }\n"

static void judge2(Kit *k, hale_value a, hale_value b)
{
    hale_value fact[] = {a, b};
    kit_judge(k, fact);
}

static void weights_are_relative(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, TWO);
    judge2(&k, v_int(80), v_int(40)); /* (3 * 80 + 40) / 4 = 70 */
    assert_true(k.v.known);
    assert_near(k.v.score, 70, 0);
    assert_near(k.v.raw, 70, 0);
    assert_string_equal(k.v.band, "yellow");
    assert_near(k.v.coverage, 1, 0);
    assert_near(k.v.part[0].share, 0.75, 0);
    assert_near(k.v.part[0].lost, 15, 1e-12); /* 0.75 * 20 */
    assert_near(k.v.part[1].lost, 15, 1e-12); /* 0.25 * 60 */
    assert_near(k.v.part[0].weight, 3, 0);
    kit_close(&k);
}

static void missing_hands_its_weight_on(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, TWO);
    judge2(&k, v_none(), v_int(40));
    assert_near(k.v.score, 40, 0);
    assert_near(k.v.coverage, 0.25, 0);
    assert_near(k.v.part[1].share, 1, 0);
    assert_near(k.v.part[0].share, 0, 0);
    assert_true(isnan(k.v.part[0].points));
    assert_int_equal(k.v.part[0].value.missing, HALE_NO_ROWS);
    judge2(&k, v_none(), v_none());
    assert_false(k.v.known);
    assert_int_equal(k.v.missing, HALE_NOT_GIVEN);
    assert_string_equal(k.v.band, "unknown");
    kit_close(&k);
}

static double with_policy(const char *policy, double *coverage)
{
    Kit k;
    char text[400];
    snprintf(text, sizeof text,
             "inputs { 'a', 'b' }\n"
             "local same = points { {0, 0}, {100, 100} }\n"
             "component 'x' { weight = 3, metric = 'a', curve = same,\n"
             "  missing = %s }\n"
             "component 'y' { weight = 1, metric = 'b', curve = same }\n",
             policy);
    kit_open(&k, text);
    judge2(&k, v_none(), v_int(40));
    double score = k.v.known ? k.v.score : -1;
    *coverage = k.v.coverage;
    if (k.v.error)
        assert_has(k.v.error, "missing = \"fail\"");
    kit_close(&k);
    return score;
}

static void missing_policies(void **state)
{
    double coverage;
    (void)state;
    assert_near(with_policy("'skip'", &coverage), 40, 0);
    assert_near(coverage, 0.25, 0);
    assert_near(with_policy("'zero'", &coverage), 10, 0); /* 40 / 4 */
    assert_near(coverage, 0.25, 0); /* points, but nothing is known */
    assert_near(with_policy("'neutral'", &coverage), 47.5, 0); /* 190 / 4 */
    assert_near(with_policy("20", &coverage), 25, 0);          /* 100 / 4 */
    assert_near(with_policy("'fail'", &coverage), -1, 0);
}

static const char nested[] =
    "inputs { 'a', 'b', 'c' }\n"
    "local same = points { {0, 0}, {100, 100} }\n"
    "group 'inner' { weight = 1, group = 'outer', min_coverage = 0.5 }\n"
    "group 'outer' { weight = 3 }\n"
    "component 'x' { weight = 1, metric = 'a', curve = same, group = 'inner' "
    "}\n"
    "component 'y' { weight = 3, metric = 'b', curve = same, group = 'inner' "
    "}\n"
    "component 'z' { weight = 1, metric = 'c', curve = same }\n";

static void groups_nest(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, nested);
    hale_value all[] = {v_int(100), v_int(20), v_int(60)};
    kit_judge(&k, all);
    /* inner (100 + 60) / 4 = 40 = outer; (3 * 40 + 60) / 4 = 45 */
    assert_near(k.v.score, 45, 0);
    assert_near(k.v.part[0].share, 0.75 * 0.25, 1e-12);
    assert_near(k.v.part[1].share, 0.75 * 0.75, 1e-12);
    assert_near(k.v.part[2].share, 0.25, 1e-12);
    assert_string_equal(k.v.part[0].group, "inner");
    /* Without y a quarter of inner is known, less than a half: it is
     * missing, and with it the outer one. Only z speaks. */
    hale_value some[] = {v_int(100), v_none(), v_int(60)};
    kit_judge(&k, some);
    assert_near(k.v.score, 60, 0);
    assert_near(k.v.coverage, 0.25, 0);
    assert_near(k.v.part[0].share, 0, 0);
    /* Without x three quarters of inner are: 0.75 * 0.75 + 0.25 */
    hale_value more[] = {v_none(), v_int(20), v_int(60)};
    kit_judge(&k, more);
    assert_near(k.v.score, 30, 0); /* (3 * 20 + 60) / 4 */
    assert_near(k.v.coverage, 0.8125, 0);
    kit_close(&k);
}

static void least_and_best(void **state)
{
    static const char text[] =
        "inputs { 'a', 'b' }\n"
        "local same = points { {0, 0}, {100, 100} }\n"
        "group 'g' { weight = 1, of = '%s' }\n"
        "component 'x' { weight = 3, metric = 'a', curve = same, group = 'g' "
        "}\n"
        "component 'y' { weight = 1, metric = 'b', curve = same, group = 'g' "
        "}\n";
    char made[600];
    Kit k;
    (void)state;
    snprintf(made, sizeof made, text, "min");
    kit_open(&k, made);
    judge2(&k, v_int(90), v_int(30));
    assert_near(k.v.score, 30, 0);
    assert_near(k.v.part[0].share, 0, 0);
    assert_near(k.v.part[1].share, 1, 0);
    judge2(&k, v_int(30), v_int(30)); /* a tie: the first one */
    assert_near(k.v.part[0].share, 1, 0);
    kit_close(&k);
    snprintf(made, sizeof made, text, "max");
    kit_open(&k, made);
    judge2(&k, v_int(90), v_none());
    assert_near(k.v.score, 90, 0);
    assert_near(k.v.coverage, 0.75, 0);
    kit_close(&k);
}

static void coverage_below_the_minimum(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, TWO "coverage { min = 0.3 }");
    judge2(&k, v_none(), v_int(40)); /* a quarter */
    assert_false(k.v.known);
    assert_int_equal(k.v.missing, HALE_NOT_GIVEN);
    assert_string_equal(k.v.band, "unknown");
    assert_null(k.v.reason[0]);
    judge2(&k, v_int(40), v_none());
    assert_true(k.v.known);
    kit_close(&k);
}

static void components_that_do_not_apply(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, "inputs { 'a', 'b' }\n"
                 "local same = points { {0, 0}, {100, 100} }\n"
                 "component 'x' { weight = 3, metric = 'a', curve = same,\n"
                 "  when = { metric = 'b', ge = 50 } }\n"
                 "component 'y' { weight = 1, metric = 'b', curve = same }\n");
    judge2(&k, v_int(10), v_int(40));
    assert_near(k.v.score, 40, 0);
    assert_near(k.v.coverage, 1, 0); /* of what applies, all is known */
    judge2(&k, v_int(10), v_int(50));
    assert_near(k.v.score, 20, 0); /* (30 + 50) / 4 */
    kit_close(&k);
}

static void the_lowest_cap_wins(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, TWO "cap 'sixty' { when = { metric = 'b', ge = 10 }, max = "
                     "60, why = 'b is {b}' }\n"
                     "cap 'forty' { when = function(m) return above(m.b, 20) "
                     "end, max = 40 }\n"
                     "floor 'ten' { when = { metric = 'b', eq = 5 }, min = 10 "
                     "}\n");
    judge2(&k, v_int(90), v_int(90));
    assert_near(k.v.score, 40, 0);
    assert_near(k.v.raw, 90, 0);
    assert_string_equal(k.v.band, "red");
    assert_int_equal(k.v.caps, 2);
    assert_string_equal(k.v.cap[0].id, "forty");
    assert_string_equal(k.v.cap[1].id, "sixty");
    assert_string_equal(k.v.reason[0], "forty");
    assert_string_equal(k.v.reason[1], "b is 90");
    judge2(&k, v_int(90), v_int(15)); /* (270 + 15) / 4 = 71.25 */
    assert_near(k.v.score, 60, 0);
    assert_int_equal(k.v.caps, 1);
    judge2(&k, v_int(10), v_int(15)); /* 11.25: the cap holds, but no bite */
    assert_near(k.v.score, 11.25, 0);
    assert_int_equal(k.v.caps, 0);
    judge2(&k, v_int(0), v_int(5)); /* 1.25, lifted */
    assert_near(k.v.score, 10, 0);
    assert_string_equal(k.v.cap[0].kind, "floor");
    kit_close(&k);
}

static void vetoes_force_a_band(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, TWO "veto 'notice' { when = { b = 1 }, band = 'red' }\n"
                     "veto 'friend' { when = { b = 2 }, band = 'green' }\n");
    judge2(&k, v_int(90), v_int(1)); /* 67.75 into [0, 50) */
    assert_near(k.v.score, 49.9, 1e-9);
    assert_near(k.v.raw, 67.75, 0);
    assert_string_equal(k.v.band, "red");
    assert_string_equal(k.v.reason[0], "notice: b is 1");
    assert_true(isnan(k.v.cap[0].limit));
    judge2(&k, v_int(10), v_int(1)); /* 7.75 is there already */
    assert_near(k.v.score, 7.75, 0);
    assert_int_equal(k.v.caps, 1);
    judge2(&k, v_int(10), v_int(2)); /* 8 into [75, 100] */
    assert_near(k.v.score, 75, 0);
    assert_string_equal(k.v.band, "green");
    kit_close(&k);
}

static void variants_first_match(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k,
             "inputs { 'a', 'b', 'seg' }\n"
             "local same = points { {0, 0}, {100, 100} }\n"
             "component 'x' { weight = 3, metric = 'a', curve = same }\n"
             "component 'y' { weight = 1, metric = 'b', curve = same }\n"
             "variant 'even'  { when = { seg = 'smb' }, weights = { x = 1 } }\n"
             "variant 'never' { when = { seg = 'smb' }, drop = { 'x' } }\n"
             "variant 'half'  { when = { seg = 'big' },\n"
             "  curves = { x = ramp(0, 200) } }\n"
             "variant 'gone'  { when = { seg = 'gone' }, drop = { 'x', 'y' } "
             "}\n");
    hale_value fact[] = {v_int(80), v_int(40), v_text("smb")};
    kit_judge(&k, fact);
    assert_near(k.v.score, 60, 0);
    assert_string_equal(k.v.variant, "even");
    assert_near(k.v.part[0].weight, 1, 0);
    fact[2] = v_text("big");
    kit_judge(&k, fact);
    assert_near(k.v.score, 40, 0); /* (3 * 40 + 40) / 4 */
    fact[2] = v_text("");
    kit_judge(&k, fact);
    assert_string_equal(k.v.variant, "");
    assert_near(k.v.score, 70, 0);
    fact[2] = v_text("gone");
    kit_judge(&k, fact);
    assert_false(k.v.known);
    assert_int_equal(k.v.missing, HALE_NOT_COVERED);
    assert_string_equal(k.v.variant, "gone");
    kit_close(&k);
}

static void bands_include_their_lower_edge(void **state)
{
    static const struct {
        double score;
        const char *band;
    } cases[] = {{0, "low"},      {29.999999, "low"}, {30, "mid"},
                 {79.999, "mid"}, {80, "high"},       {100, "high"}};
    Kit k;
    (void)state;
    kit_open(&k, "inputs { 'a' } score = function(m) return m.a end\n"
                 "bands { high = 80, low = 0, mid = 30 }");
    assert_string_equal(formula_bands(k.f)[0], "low");
    assert_string_equal(formula_bands(k.f)[2], "high");
    for (size_t i = 0; i < COUNT(cases); i++) {
        hale_value v = v_real(cases[i].score);
        kit_judge(&k, &v);
        assert_string_equal(k.v.band, cases[i].band);
    }
    hale_value above = v_int(140), below = v_int(-3);
    kit_judge(&k, &above);
    assert_near(k.v.score, 100, 0);
    kit_judge(&k, &below);
    assert_near(k.v.score, 0, 0);
    kit_close(&k);
}

/* Weights of thirds do not push 75 into the band below. */
static void edges_survive_division(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, "inputs { 'a' }\n"
                 "local same = points { {0, 0}, {100, 100} }\n"
                 "for i = 1, 7 do component ('c' .. i) { weight = 0.1,\n"
                 "  metric = 'a', curve = same } end\n");
    hale_value v = v_int(75);
    kit_judge(&k, &v);
    assert_near(k.v.score, 75, 0);
    assert_string_equal(k.v.band, "green");
    kit_close(&k);
}

/* 49.5 and 50.49 are 49.995; rounded on the way they would be 50 and 50, and
 * so 50 and green. */
static void nothing_is_rounded_on_the_way(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, "inputs { 'a', 'b' }\n"
                 "local same = points { {0, 0}, {100, 100} }\n"
                 "component 'x' { weight = 1, metric = 'a', curve = same }\n"
                 "component 'y' { weight = 1, metric = 'b', curve = same }\n"
                 "bands { red = 0, green = 50 }\n");
    hale_value v[] = {v_real(49.5), v_real(50.49)};
    kit_judge(&k, v);
    assert_near(k.v.score, 49.995, 1e-12);
    assert_string_equal(k.v.band, "red");
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_relative),
        cmocka_unit_test(missing_hands_its_weight_on),
        cmocka_unit_test(missing_policies),
        cmocka_unit_test(groups_nest),
        cmocka_unit_test(least_and_best),
        cmocka_unit_test(coverage_below_the_minimum),
        cmocka_unit_test(components_that_do_not_apply),
        cmocka_unit_test(the_lowest_cap_wins),
        cmocka_unit_test(vetoes_force_a_band),
        cmocka_unit_test(variants_first_match),
        cmocka_unit_test(bands_include_their_lower_edge),
        cmocka_unit_test(edges_survive_division),
        cmocka_unit_test(nothing_is_rounded_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
