/* SPDX-License-Identifier: MIT
 *
 * judge_curve.c: points from values, against figures worked out by hand.
 */
#include "judge_kit.h"

static double at(const char *curve, hale_value v)
{
    Kit k;
    char text[400];
    snprintf(text, sizeof text,
             "inputs { 'x' }\n"
             "component 'c' { weight = 1, metric = 'x', curve = %s }\n",
             curve);
    kit_open(&k, text);
    kit_judge(&k, &v);
    double points = k.v.part[0].points;
    kit_close(&k);
    return points;
}

static void ramp_is_straight_and_clamped(void **state)
{
    (void)state;
    assert_near(at("ramp(2, 20)", v_int(2)), 0, 0);
    assert_near(at("ramp(2, 20)", v_int(11)), 50, 1e-12); /* 9 of 18 */
    assert_near(at("ramp(2, 20)", v_int(20)), 100, 0);
    assert_near(at("ramp(2, 20)", v_int(-5)), 0, 0);
    assert_near(at("ramp(2, 20)", v_int(99)), 100, 0);
    /* Falling: 30 days is nothing, 0 days is all; 7.5 is three quarters. */
    assert_near(at("ramp(30, 0)", v_real(7.5)), 75, 1e-12);
    assert_near(at("ramp(30, 0)", v_int(31)), 0, 0);
    assert_near(at("ramp(30, 0)", v_int(-1)), 100, 0);
}

static void points_are_joined(void **state)
{
    const char *c = "points { {-0.5, 0}, {-0.1, 50}, {0, 75}, {0.2, 100} }";
    (void)state;
    assert_near(at(c, v_real(-0.3)), 25, 1e-9);    /* half of 0..50 */
    assert_near(at(c, v_real(-0.05)), 62.5, 1e-9); /* half of 50..75 */
    assert_near(at(c, v_real(0.1)), 87.5, 1e-9);
    assert_near(at(c, v_real(-9)), 0, 0);
    assert_near(at(c, v_real(9)), 100, 0);
    assert_near(at(c, v_int(0)), 75, 0);
}

static void steps_hold_from_their_edge(void **state)
{
    const char *two = "steps { {0, 10}, {5, 60}, {10, 100} }";
    const char *three = "steps { {0, 5, 10}, {5, 10, 60}, {10, 99, 100} }";
    (void)state;
    assert_near(at(two, v_real(4.999)), 10, 0);
    assert_near(at(two, v_int(5)), 60, 0);
    assert_near(at(two, v_int(-1)), 10, 0);
    assert_near(at(three, v_real(9.5)), 60, 0);
    assert_near(at(three, v_int(500)), 100, 0);
}

static void logistic_is_10_50_90(void **state)
{
    const char *c = "logistic { mid = 10, width = 4 }";
    (void)state;
    assert_near(at(c, v_int(10)), 50, 1e-12);
    assert_near(at(c, v_int(12)), 90, 1e-9);
    assert_near(at(c, v_int(8)), 10, 1e-9);
    assert_near(
        at("logistic { mid = 10, width = 4, falling = true }", v_int(12)), 10,
        1e-9);
    assert_near(at(c, v_int(1000000)), 100, 1e-9);
    assert_near(at(c, v_int(-1000000)), 0, 1e-9);
}

static void band_is_good_in_the_middle(void **state)
{
    const char *c = "band { lo = 4, hi = 8 }"; /* fades within 2 */
    (void)state;
    assert_near(at(c, v_int(4)), 100, 0);
    assert_near(at(c, v_int(6)), 100, 0);
    assert_near(at(c, v_int(9)), 50, 0);
    assert_near(at(c, v_int(3)), 50, 0);
    assert_near(at(c, v_int(10)), 0, 0);
    assert_near(at("band { lo = 4, hi = 8, fade = 0 }", v_real(8.1)), 0, 0);
    assert_near(at("band { lo = 4, hi = 8, fade = 0 }", v_int(8)), 100, 0);
}

static void lookup_knows_its_keys_only(void **state)
{
    const char *c = "lookup { red = 0, yellow = 50, green = 100 }";
    (void)state;
    assert_near(at(c, v_text("yellow")), 50, 0);
    assert_true(isnan(at(c, v_text("Yellow"))));
    assert_true(isnan(at(c, v_text(""))));
    assert_near(at("lookup { [true] = 20, [false] = 90 }", v_bool(1)), 20, 0);
    assert_near(at("lookup { [1] = 5, [2] = 70 }", v_int(2)), 70, 0);
    assert_near(at("lookup { [1] = 5, [2] = 70 }", v_real(2.0)), 70, 0);
}

static void money_is_in_currency_units(void **state)
{
    (void)state;
    /* 2,500.00 of 10,000 */
    assert_near(at("ramp(0, 10000)", v_money(25000000)), 25, 1e-12);
}

static void directions_are_seen(void **state)
{
    double x[] = {0, 1, 2}, up[] = {0, 50, 100}, down[] = {9, 5, 5};
    double hill[] = {0, 9, 0}, flat[] = {7, 7, 7};
    Curve c = {.kind = CURVE_POINTS, .count = 3, .x = x};
    (void)state;
    c.y = up;
    assert_int_equal(curve_direction(&c), 1);
    c.y = down;
    assert_int_equal(curve_direction(&c), -1);
    c.y = hill;
    assert_int_equal(curve_direction(&c), 0);
    c.y = flat;
    assert_int_equal(curve_direction(&c), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ramp_is_straight_and_clamped),
        cmocka_unit_test(points_are_joined),
        cmocka_unit_test(steps_hold_from_their_edge),
        cmocka_unit_test(logistic_is_10_50_90),
        cmocka_unit_test(band_is_good_in_the_middle),
        cmocka_unit_test(lookup_knows_its_keys_only),
        cmocka_unit_test(money_is_in_currency_units),
        cmocka_unit_test(directions_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
