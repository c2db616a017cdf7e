/* SPDX-License-Identifier: MIT
 *
 * judge_limits: budgets that a pipeline sets, and formulas that need none.
 *
 * An empty loop runs one instruction a round (FORLOOP), so that the rounds are
 * the instructions to within a dozen. It must end at nine tenths of a budget
 * and be stopped at eleven tenths, whatever the budget is.
 */
#include "judge_kit.h"

#include "judge/judging.h"

#define LOOP                                                                   \
    "inputs { 'n' }\n"                                                         \
    "score = function(m) for i = 1, m.n do end return 50 end\n"

static void a_loop_is_stopped_at_its_budget(void **state)
{
    static const int64_t budgets[] = {1000, 30000, 100000, 2500000};
    (void)state;
    for (size_t i = 0; i < COUNT(budgets); i++) {
        Diags diags = {0};
        Error error = {0};
        Arena arena = {0};
        Verdict v;
        Formula *f = formula_parse("t.lua", S(LOOP), "health", NULL, 0, &diags);
        assert_non_null(f);
        formula_limits(f, budgets[i], 0);
        Judge *j = judge_open(f, &error);
        hale_value fact = v_int(budgets[i] * 9 / 10 - 20);
        judge_account(j, "acme", &fact, WORDS_NONE, &arena, &v);
        assert_null(v.error);
        assert_near(v.score, 50, 0);
        fact = v_int(budgets[i] * 11 / 10);
        judge_account(j, "acme", &fact, WORDS_NONE, &arena, &v);
        char words[80];
        snprintf(words, sizeof words, "more than %lld instructions",
                 (long long)budgets[i]);
        assert_has(v.error, words);
        fact = v_int(10); /* a new room, a new budget */
        judge_account(j, "acme", &fact, WORDS_NONE, &arena, &v);
        assert_null(v.error);
        judge_close(j);
        formula_free(f);
        diags_free(&diags);
        arena_free(&arena);
    }
}

/* A table of a million numbers takes 16 bytes each: 16 MB. 100,000 of them
 * take 1.6 MB, more than one MiB and less than four. */
static void memory_is_what_was_set(void **state)
{
    static const char text[] = "inputs { 'n' }\n"
                               "score = function(m)\n"
                               "  local all = {}\n"
                               "  for i = 1, 100 do\n"
                               "    local t = {}\n"
                               "    for k = 1, m.n do t[k] = k end\n"
                               "    all[i] = t\n"
                               "  end\n"
                               "  return 50\n"
                               "end\n";
    (void)state;
    for (int mebibytes = 1; mebibytes <= 4; mebibytes += 3) {
        Kit k;
        Error error = {0};
        hale_value fact = v_int(1000);
        kit_parse(&k, text);
        assert_non_null(k.f);
        formula_limits(k.f, 0, mebibytes);
        k.j = judge_open(k.f, &error);
        kit_judge(&k, &fact);
        if (mebibytes == 1)
            assert_has(k.v.error, "more memory than a formula may have (1 MiB");
        else
            assert_null(k.v.error);
        kit_close(&k);
    }
}

/* ---------------------------------------------------- what is not counted --
 */

#define DOTS_5(f) " .." f "() .." f "() .." f "() .." f "() .." f "()"
#define DOTS(f) DOTS_5(f) DOTS_5(f) DOTS_5(f) DOTS_5(f)

static const struct {
    const char *text;
    bool counted;
} formulas[] = {
    {"score = function(m) return ratio(m.a, 2) end", false},
    {"local k = 2 score = function(m) return m.a and m.a / k or 0 end", false},
    {"score = function(m)\n -- for a while we repeat ourselves\n"
     "return m.a == 'goto' and 1 or 2 end",
     false},
    {"local f = function(m) return m.a end\n"
     "component 'x' { weight = 1, value = f }\n"
     "component 'y' { weight = 1, value = f }\n",
     false},
    /* Loops. */
    {"score = function(m) for i = 1, 2 do end return m.a end", true},
    {"score = function(m) while false do end return m.a end", true},
    {"score = function(m) repeat until true return m.a end", true},
    {"score = function(m) goto over ::over:: return m.a end", true},
    {"for i = 1, 2 do end score = function(m) return m.a end", true},
    /* Functions of its own: they could call themselves. */
    {"local f f = function(m) return m.a == 5 and f(m) or 1 end score = f",
     true},
    {"local function f(x) return x end score = function(m) return f(m.a) end",
     false},
    {"local function f(x) return x end\n"
     "score = function(m) return f(m.a) + f(1) end",
     false},
    {"local function f(x) return x end\n"
     "local function g(x) return f(x) + f(x) end\n"
     "score = function(m) return g(m.a) end",
     false},
    {"local function f(x)\n return x == 5 and f(x) or 1 end\n"
     "score = function(m) return f(m.a) end",
     true},
    {"local function f(x)\n return x == 5 and f(x) or 1 end\n"
     "component 'x' { weight = 1, value = function(m)\n return f(m.a) end }\n"
     "component 'y' { weight = 1, value = function(m)\n return f(m.a) end }",
     true},
    /* Functions as values: somebody could call them with themselves. */
    {"local function f(x)\n return x == 5 and x(x) or 1 end\n"
     "score = function(m) return m.a == 5 and f(f) or 1 end",
     true},
    {"local function f(x) return x end\nlocal g = f\n"
     "score = function(m) return g(m.a) end",
     true},
    {"local g\nlocal function f(x) return x == 5 and g(x) or 1 end\n"
     "g = function(x)\n return f(x) end\n"
     "score = function(m) return f(m.a) end",
     true},
    /* A chain of functions that one function made. */
    {"local function none() return 1 end\nlocal function more() return 1 end\n"
     "local function make(n) return function(m)\n"
     " return n and n(m) or m.a end end\n"
     "score = make(make(make()))",
     true},
    /* Each doubles the one before: 2 ^ 16 times the script is too much. */
    {"local function a(x) return x end\n"
     "local function b(x) return a(x) + a(x) + a(x) + a(x) end\n"
     "local function c(x) return b(x) + b(x) + b(x) + b(x) end\n"
     "local function d(x) return c(x) + c(x) + c(x) + c(x) end\n"
     "local function e(x) return d(x) + d(x) + d(x) + d(x) end\n"
     "local function f(x) return e(x) + e(x) + e(x) + e(x) end\n"
     "local function g(x) return f(x) + f(x) + f(x) + f(x) end\n"
     "score = function(m) return m.a == 5 and g(1) or 1 end",
     true},
    {"local t = { f = ratio } t.g = function(x) return x end\n"
     "score = function(m) return t.g(m.a) end",
     true},
    {"score = function(m) return (function(x) return x end)(m.a) end", true},
    /* Thrice the same text: as many functions as words "function", and each
     * makes one that is given itself. */
    {"local make = function() return function(m)\n"
     " local f = function(g) return m.a == 5 and g(g) or 1 end\n"
     " return f(f) end end\n"
     "component 'x' { weight = 1, value = make() }\n"
     "component 'y' { weight = 1, value = make() }\n"
     "component 'z' { weight = 1, value = make() }",
     true},
    /* One of ours and one that nobody calls hide one that calls itself. */
    {"local f = function(g, x) return x == 5 and g(g, x) or 1 end\n"
     "local function none() return 1 end\n"
     "component 'x' { weight = 1, value = function(m) return f(f, m.a) end }\n"
     "component 'y' { weight = 1, value = abs, curve = ramp(0, 1) }",
     true},
    /* The second dot of "..": 20 to the power of 4 calls. */
    {"local function a() return '' end\n"
     "local function b() return ''" DOTS(
         "a") " end\n"
              "local function c() return ''" DOTS(
                  "b") " end\n"
                       "local function d() return ''" DOTS(
                           "c") " end\n"
                                "local function e() return ''" DOTS(
                                    "d") " end\n"
                                         "score = function(m) return m.a == 5 "
                                         "and e() or 1 end",
     true},
    /* What Lua reads otherwise than a quick look does. */
    {"local s = 'a\\z\nb' while false do end local t = ''\n"
     "score = function(m) return m.a end",
     true},
    {"# --[[\nfor i = 1, 2 do end -- ]]\nscore = function(m) return m.a end",
     true},
};

static void only_what_could_run_on_is_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(formulas); i++) {
        Kit k;
        char text[1400];
        hale_value fact[] = {v_int(1), v_none()};
        snprintf(text, sizeof text, "%s%s", formulas[i].text,
                 "\ninputs { 'a', 'b' }");
        kit_open(&k, text);
        kit_judge(&k, fact);
        if (k.j->room->counted != formulas[i].counted)
            print_error("%s\n", text);
        assert_int_equal(k.j->room->counted, formulas[i].counted);
        kit_close(&k);
    }
}

/* The same verdicts, counted or not. */
static void counting_changes_nothing(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, "inputs { 'a', 'b' }\n"
                 "component 'x' { weight = 1, curve = ramp(0, 2),\n"
                 "  value = function(m) return ratio(m.a, m.b) end }");
    assert_false(k.j->room->counted);
    for (int64_t a = 0; a < 9; a++) {
        hale_value fact[] = {v_int(a), v_int(a % 4)};
        k.j->room->counted = false;
        kit_judge(&k, fact);
        bool known = k.v.known;
        double score = k.v.score;
        k.j->room->counted = true;
        kit_judge(&k, fact);
        assert_int_equal(k.v.known, known);
        assert_near(k.v.score, score, 0);
    }
    kit_close(&k);
}

/* 4 ^ 4 calls are within the budget once, but not in 200 components. */
static void a_function_that_is_kept_often_runs_often(void **state)
{
    for (int uses = 1; uses <= 200; uses += 199) {
        Kit k;
        Text text = {0};
        (void)state;
        text_printf(&text,
                    "inputs { 'a', 'b' }\n"
                    "local function a() return 1 end\n"
                    "local function b() return a() + a() + a() end\n"
                    "local function c() return b() + b() + b() end\n"
                    "local f = function(m) return m.a == 5 and c() end\n");
        for (int i = 0; i < uses; i++)
            text_printf(&text, "component 'x%d' { weight = 1, value = f }\n",
                        i);
        text_printf(&text, "%c", 0);
        kit_open(&k, text.data);
        assert_int_equal(k.j->room->counted, uses > 1);
        kit_close(&k);
        text_free(&text);
    }
}

/* A budget that the script alone could exceed is counted after all. */
static void a_small_budget_is_kept(void **state)
{
    Kit k;
    Error error = {0};
    hale_value fact = v_int(1);
    (void)state;
    kit_parse(&k, "inputs { 'a' } score = function(m) return m.a + 1 end");
    formula_limits(k.f, 100, 0);
    k.j = judge_open(k.f, &error);
    assert_true(k.j->room->counted);
    kit_judge(&k, &fact);
    assert_null(k.v.error);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_is_stopped_at_its_budget),
        cmocka_unit_test(memory_is_what_was_set),
        cmocka_unit_test(only_what_could_run_on_is_counted),
        cmocka_unit_test(counting_changes_nothing),
        cmocka_unit_test(a_function_that_is_kept_often_runs_often),
        cmocka_unit_test(a_small_budget_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
