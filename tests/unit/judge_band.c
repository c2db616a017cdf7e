/* SPDX-License-Identifier: MIT
 *
 * judge_band: bands that do not flicker, and bands that people decide.
 *
 * The formula gives its one input as points. Bands are red from 0, yellow
 * from 50, green from 75; hysteresis is 2 points. So a green account stays
 * green down to 73 and a yellow one yellow below 77:
 *
 *     last band   score   72.9    73      74.9    75      76.9    77
 *     green               yellow  green   green   green   green   green
 *     yellow              yellow  yellow  yellow  yellow  yellow  green
 *     none                yellow  yellow  yellow  green   green   green
 */
#include "judge_kit.h"

#define POINTS                                                                 \
    "inputs { 'x' }\n"                                                         \
    "component 'c' { weight = 1, metric = 'x', curve = ramp(0, 100) }\n"
#define HELD POINTS "hysteresis(2)\n"

/* Facts: x, then the last band. */
static const char *band(Kit *k, double x, const char *before)
{
    hale_value fact[] = {v_real(x), before ? v_text(before) : v_none()};
    arena_reset(&k->arena);
    kit_judge(k, fact);
    assert_true(k->v.known);
    assert_near(k->v.score, x, 1e-9);
    return k->v.band;
}

static void a_band_is_kept_near_its_edge(void **state)
{
    static const double x[] = {72.9, 73, 74.9, 75, 76.9, 77};
    static const char *const green[] = {"yellow", "green", "green",
                                        "green",  "green", "green"};
    static const char *const yellow[] = {"yellow", "yellow", "yellow",
                                         "yellow", "yellow", "green"};
    static const char *const none[] = {"yellow", "yellow", "yellow",
                                       "green",  "green",  "green"};
    Kit k;
    (void)state;
    kit_open(&k, HELD);
    assert_int_equal(formula_input_count(k.f), 2);
    assert_string_equal(formula_inputs(k.f)[1], "health_band_before");
    for (size_t i = 0; i < COUNT(x); i++) {
        assert_string_equal(band(&k, x[i], "green"), green[i]);
        assert_string_equal(band(&k, x[i], "yellow"), yellow[i]);
        assert_string_equal(band(&k, x[i], NULL), none[i]);
        assert_string_equal(band(&k, x[i], "purple"), none[i]); /* renamed */
    }
    kit_close(&k);
}

/* A fall from green to 40 passes both edges, one to 49 only the upper: 49 is
 * not below 50 - 2. */
static void several_edges_at_once(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, HELD);
    assert_string_equal(band(&k, 40, "green"), "red");
    assert_string_equal(band(&k, 49, "green"), "yellow");
    assert_string_equal(band(&k, 76, "red"), "yellow");
    assert_string_equal(band(&k, 77, "red"), "green");
    kit_close(&k);
}

static void a_kept_band_says_so(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, HELD);
    band(&k, 74, "green");
    assert_string_equal(k.v.held,
                        "stays green: 74 is within 2 of the edge at 75");
    band(&k, 51, "red");
    assert_string_equal(k.v.held,
                        "stays red: 51 is within 2 of the edge at 50");
    band(&k, 76, "green");
    assert_null(k.v.held);
    kit_close(&k);
}

/* A cap at 74 is there to keep green away. */
static void limits_mean_what_they_say(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, HELD "cap 'low' { when = { metric = 'x', ge = 90 }, "
                      "max = 74 }\n");
    hale_value fact[] = {v_real(95), v_text("green")};
    kit_judge(&k, fact);
    assert_string_equal(k.v.band, "yellow");
    assert_null(k.v.held);
    kit_close(&k);
}

static void examples_and_properties_know_the_last_band(void **state)
{
    ExampleReport report = {0};
    Kit k;
    (void)state;
    kit_open(&k, HELD
             "example 'kept' { given = { x = 74, band_before = 'green' },\n"
             "  expect = { score = 74, band = 'green' } }\n"
             "example 'first run' { given = { x = 74 },\n"
             "  expect = { band = 'yellow' } }\n"
             "property 'more is better' { rising = 'x' }\n");
    formula_examples(k.f, NULL, &report);
    assert_int_equal(report.passed, 3);
    assert_int_equal(report.failed, 0);
    text_free(&report.text);
    kit_close(&k);
    kit_tells(HELD "example 'e' { given = { x = 74, band_before = 'gren' },\n"
                   "expect = { band = 'green' } }",
              "there is no band \"gren\", did you mean \"green\"?");
    kit_tells(POINTS "example 'e' { given = { x = 7, band_before = 'red' },\n"
                     "expect = { band = 'red' } }",
              "\"band_before\" is not among the inputs");
}

/* Yellow is 25 wide: with 13 points an account passes through it unseen. */
static void too_wide_is_remarked_on(void **state)
{
    (void)state;
    kit_tells(POINTS "hysteresis(13)",
              "t.lua:3:1: hysteresis: warning: 13 points are more than half of "
              "\"yellow\", which is 25 wide");
}

/* The pipeline may have no history; a column of that name must be a text. */
static void the_column_may_be_absent(void **state)
{
    const FactInfo facts[] = {
        {"x", HALE_REAL, NULL, HALE_NEUTRAL, NULL},
        {"health_band_before", HALE_INT, NULL, HALE_NEUTRAL, NULL}};
    Kit k;
    (void)state;
    kit_open(&k, HELD);
    formula_bind(k.f, facts, 1, &k.diags);
    assert_int_equal(k.diags.errors, 0);
    assert_string_equal(k.diags.item[0].message,
                        "it has no effect here: there is no column "
                        "\"health_band_before\", which trends = health in "
                        "[history] gives");
    formula_bind(k.f, facts, 2, &k.diags);
    assert_int_equal(k.diags.errors, 1);
    assert_has(k.diags.item[1].message, "holds the last band, a text, and here "
                                        "it is a whole number");
    kit_close(&k);
}

/* ------------------------------------------------------------- overrides -- */

static Override decide(Kit *k, double x, const char *name, double points,
                       const char **trouble)
{
    hale_value fact = v_real(x), band = name ? v_text(name) : v_none();
    hale_value given = isnan(points) ? v_none() : v_real(points);
    Override o;
    kit_judge(k, &fact);
    *trouble = formula_override(k->f, &k->v, &band, &given, &o, &k->arena);
    return o;
}

/* The score moves to the nearest edge of the band: 93 to just below 50. */
static void what_was_decided_stands(void **state)
{
    const char *trouble;
    Kit k;
    (void)state;
    kit_open(&k, POINTS);
    Override o = decide(&k, 93, "red", NAN, &trouble);
    assert_null(trouble);
    assert_true(o.given);
    assert_string_equal(o.band, "red");
    assert_near(o.score, 49.9, 1e-9);
    assert_near(k.v.score, 93, 1e-9); /* the verdict is kept as it was */
    o = decide(&k, 93, "green", NAN, &trouble);
    assert_near(o.score, 93, 1e-9);
    o = decide(&k, 20, NULL, 60, &trouble);
    assert_string_equal(o.band, "yellow");
    assert_near(o.score, 60, 1e-9);
    o = decide(&k, 20, "green", 60, &trouble); /* held inside the band */
    assert_string_equal(o.band, "green");
    assert_near(o.score, 75, 1e-9);
    o = decide(&k, 20, NULL, NAN, &trouble);
    assert_null(trouble);
    assert_false(o.given);
    kit_close(&k);
}

static void without_a_score_a_band_is_all_there_is(void **state)
{
    const char *trouble;
    Kit k;
    (void)state;
    kit_open(&k, POINTS);
    hale_value none = v_none(), red = v_text("red"), points = v_int(30);
    Override o;
    kit_judge(&k, &none);
    assert_false(k.v.known);
    trouble = formula_override(k.f, &k.v, &red, &none, &o, &k.arena);
    assert_null(trouble);
    assert_true(o.given);
    assert_string_equal(o.band, "red");
    assert_true(isnan(o.score));
    trouble = formula_override(k.f, &k.v, &none, &points, &o, &k.arena);
    assert_null(trouble);
    assert_near(o.score, 30, 1e-9);
    kit_close(&k);
}

static void what_cannot_be_followed_is_told(void **state)
{
    const char *trouble;
    Kit k;
    (void)state;
    kit_open(&k, POINTS);
    Override o = decide(&k, 93, "gren", NAN, &trouble);
    assert_string_equal(trouble,
                        "there is no band \"gren\", did you mean \"green\"?");
    assert_false(o.given);
    o = decide(&k, 93, NULL, 101, &trouble);
    assert_string_equal(trouble, "101 points are not 0 to 100");
    assert_false(o.given);
    o = decide(&k, 93, "unknown", NAN, &trouble);
    assert_has(trouble, "there is no band \"unknown\"");
    kit_close(&k);
    kit_open(&k, POINTS "override 'never'\n");
    o = decide(&k, 93, "red", NAN, &trouble);
    assert_has(trouble, "its formula says override \"never\"");
    assert_false(o.given);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band_is_kept_near_its_edge),
        cmocka_unit_test(several_edges_at_once),
        cmocka_unit_test(a_kept_band_says_so),
        cmocka_unit_test(limits_mean_what_they_say),
        cmocka_unit_test(examples_and_properties_know_the_last_band),
        cmocka_unit_test(too_wide_is_remarked_on),
        cmocka_unit_test(the_column_may_be_absent),
        cmocka_unit_test(what_was_decided_stands),
        cmocka_unit_test(without_a_score_a_band_is_all_there_is),
        cmocka_unit_test(what_cannot_be_followed_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
