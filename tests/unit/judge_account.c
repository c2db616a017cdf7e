/* SPDX-License-Identifier: MIT
 *
 * judge_account.c: what functions of a formula see of one account (facts,
 * params, helpers, why something is missing), and that one account never
 * touches another: three judges, three orders, the same bytes.
 */
#include "judge_kit.h"

static void judge2(Kit *k, hale_value a, hale_value b)
{
    hale_value fact[] = {a, b};
    kit_judge(k, fact);
}

static void reasons_of_missing_values(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k,
             "inputs { 'a', 'b' }\n"
             "component 'k' { weight = 1, metric = 'a', curve = ramp(0, 9) }\n"
             "component 'r' { weight = 1, value = function(m)\n"
             "  return ratio(m.a, m.b) end, curve = ramp(0, 1) }\n");
    judge2(&k, v_int(3), v_int(0));
    assert_int_equal(k.v.part[1].value.missing, HALE_ZERO_DENOMINATOR);
    hale_value stale = {.type = HALE_INT, .missing = HALE_STALE};
    judge2(&k, v_int(3), stale);
    assert_int_equal(k.v.part[1].value.missing, HALE_STALE);
    judge2(&k, v_text("three"), v_none()); /* no curve for a text */
    assert_int_equal(k.v.part[0].value.missing, HALE_REJECTED);
    judge2(&k, v_real((double)NAN), v_none());
    assert_has(k.v.error, "component k: the value is not a finite number");
    kit_close(&k);
}

/* What depends on a missing figure is missing: a formula need not ask. */
static void arithmetic_with_the_unknown(void **state)
{
    static const char *const values[] = {
        "100 * ratio(m.a, m.b)", "m.a + 1",  "1 - m.a", "-m.a",
        "m.a / 2",               "7 // m.a", "m.a % 2", "2 ^ m.a"};
    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        Kit k;
        char text[160];
        snprintf(text, sizeof text,
                 "inputs { 'a', 'b' }\n"
                 "score = function(m) local b = m.b return %s end",
                 values[i]);
        kit_open(&k, text);
        judge2(&k, v_none(), v_int(5));
        assert_null(k.v.error);
        assert_false(k.v.known);
        assert_int_equal(k.v.part[0].value.missing, HALE_NO_ROWS);
        judge2(&k, v_int(1), v_int(5)); /* known: a number comes out */
        assert_true(k.v.known);
        kit_close(&k);
    }
}

static void helpers_compute(void **state)
{
    static const struct {
        const char *text;
        double expected;
    } cases[] = {
        {"ratio(1, 4) * 100", 25},
        {"change(150, 100) * 100", 50},
        {"change(-50, -100) * 100", 50}, /* half way up from -100 */
        {"clamp(120, 0, 90)", 90},
        {"clamp(-1, 5, 90)", 5},
        {"mix(20, 40, 0.25)", 25},
        {"days(0, 86400 * 3)", 3},
        {"days(86400 * 2)", 2},
        {"abs(-7)", 7},
        {"floor(7.9)", 7},
        {"round(7.5)", 8},
        {"round(7.449, 1) * 10", 74},
        {"below(1, 2) and 11 or 0", 11},
        {"above(1, 2) and 11 or 0", 0},
        {"(below(nil, 2) == nil and ratio(1, nil) == nil "
         "and ratio(1, 0) == nil and clamp(nil, 0, 1) == nil) and 33 or 0",
         33},
        {"tonumber('12.5')", 12.5},
        {"tonumber('x') == nil and 4 or 0", 4},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        Kit k;
        char text[400];
        snprintf(text, sizeof text, "score = function() return %s end",
                 cases[i].text);
        kit_open(&k, text);
        kit_judge(&k, NULL);
        if (k.v.error)
            print_error("%s\n", k.v.error);
        assert_near(k.v.score, cases[i].expected, 1e-6);
        kit_close(&k);
    }
}

static void facts_reach_functions(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k,
             "inputs { 'i', 'r', 'm', 't', 'b', 's' }\n"
             "score = function(m)\n"
             "  if m.i == 9007199254740993 and m.r == 0.5 and m.m == 12.25\n"
             "  and m.t == 1767139200 and m.b == true and m.s == 'x' then\n"
             "  return 50 end return 0 end\n");
    hale_value fact[] = {
        v_int(9007199254740993),
        v_real(0.5),
        v_money(122500),
        {.type = HALE_TIME, .as.i = INT64_C(1767139200) * HALE_SECOND},
        v_bool(1),
        {.type = HALE_TEXT, .as.text = {"xyz", 1}}};
    kit_judge(&k, fact);
    assert_null(k.v.error);
    assert_near(k.v.score, 50, 0);
    kit_close(&k);
}

static void params_are_typed(void **state)
{
    static const char text[] =
        "param('n', 10, 'whole') param('x', 0.5, 'real')\n"
        "param('on', false, 'truth') param('t', 'a', 'text')\n"
        "score = function(m, p) if p.on and p.t == 'b' then\n"
        "  return p.n + p.x end return 0 end\n";
    Setting good[] = {{.key = "n", .value = "20"},
                      {.key = "x", .value = "0.25"},
                      {.key = "on", .value = "yes"},
                      {.key = "t", .value = "b"},
                      {.key = "other", .value = "?"}};
    Setting bad[] = {{.key = "n", .value = "2.5", .place = {"p.ini", 7, 1}},
                     {.key = "on", .value = "maybe", .place = {"p.ini", 8, 1}}};
    Kit k = {0};
    Error error = {0};
    (void)state;
    k.f = formula_parse("t.lua", str(text), "h", good, 5, &k.diags);
    assert_non_null(k.f);
    assert_true(good[0].used && good[1].used && good[2].used && good[3].used);
    assert_false(good[4].used);
    k.j = judge_open(k.f, &error);
    kit_judge(&k, NULL);
    assert_near(k.v.score, 20.25, 0);
    kit_close(&k);
    memset(&k, 0, sizeof k);
    assert_null(formula_parse("t.lua", str(text), "h", bad, 2, &k.diags));
    char *told = kit_told(&k);
    assert_has(told, "p.ini:7:1: n = 2.5 must be a whole number");
    assert_has(told, "p.ini:8:1: on = maybe must be yes or no");
    free(told);
    kit_close(&k);
}

/* ------------------------------------------------------ one at a time -- */

static void add_verdict(Text *out, const Verdict *v)
{
    text_printf(out, "%d %d %a %a %s %a %s|", v->known, (int)v->missing,
                v->score, v->raw, v->band, v->coverage, v->variant);
    for (size_t i = 0; i < v->parts; i++)
        text_printf(out, "%s %a %a %a %d %s|", v->part[i].id,
                    isnan(v->part[i].points) ? -1 : v->part[i].points,
                    v->part[i].share, v->part[i].lost,
                    (int)v->part[i].value.missing, v->part[i].why);
    for (size_t i = 0; i < 3; i++)
        text_printf(out, "%s|", v->reason[i] ? v->reason[i] : "");
    text_printf(out, "%s\n", v->error ? v->error : "");
}

static void account(size_t i, hale_value fact[3])
{
    size_t x = i * 2654435761u % 1000;
    fact[0] = x % 7 ? v_int((int64_t)(x % 100)) : v_none();
    fact[1] = x % 11 ? v_int((int64_t)(x % 13)) : v_none();
    fact[2] = v_text(x % 3 ? "smb" : "a\x1b");
}

/* Three judges, the same accounts in three orders: the same bytes. Some
 * accounts break the room on their way. */
static void order_does_not_matter(void **state)
{
    enum { ACCOUNTS = 150 };
    static const size_t stride[] = {1, 149, 7}; /* coprime to 150 */
    static Text told[3][ACCOUNTS];
    (void)state;
    for (size_t r = 0; r < 3; r++) {
        Kit k;
        kit_open(&k,
                 "inputs { 'a', 'b', 's' }\n"
                 "local t = { 1, 2, 3, deep = { 4 } } local n = 0\n"
                 "component 'x' { weight = 3, curve = ramp(0, 20),\n"
                 "  value = function(m) return ratio(m.a, m.b) end,\n"
                 "  why = '{a} of {b} for {s}' }\n"
                 "component 'y' { weight = 1, value = function(m)\n"
                 "  if m.a == 21 then n = n + 1 end\n"
                 "  if m.a == 22 then while true do end end\n"
                 "  if m.a == 23 then local s = 'x' while true do s = s .. s\n"
                 "  end end\n"
                 "  local sum = n for k, v in pairs(t) do\n"
                 "  if k ~= 'deep' then sum = sum + v end end\n"
                 "  return sum + m.a end, curve = ramp(0, 100) }\n");
        for (size_t i = 0; i < ACCOUNTS; i++) {
            size_t at = i * stride[r] % ACCOUNTS;
            hale_value fact[3];
            account(at, fact);
            kit_judge(&k, fact);
            add_verdict(&told[r][at], &k.v);
        }
        kit_close(&k);
    }
    for (size_t i = 0; i < ACCOUNTS; i++) {
        assert_string_equal(told[0][i].data, told[1][i].data);
        assert_string_equal(told[0][i].data, told[2][i].data);
        for (size_t r = 0; r < 3; r++)
            text_free(&told[r][i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_of_missing_values),
        cmocka_unit_test(arithmetic_with_the_unknown),
        cmocka_unit_test(helpers_compute),
        cmocka_unit_test(facts_reach_functions),
        cmocka_unit_test(params_are_typed),
        cmocka_unit_test(order_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
