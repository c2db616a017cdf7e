/* SPDX-License-Identifier: MIT
 *
 * judge_lint.c: every mistake that can be typed into a formula, typed. Each
 * must be told with its place and, where there is one, the word that was
 * meant; mistakes of one script are told together.
 */
#include "judge_kit.h"

#include "judge/words.h"

/* What most cases need around the mistake; it begins on line 3. */
#define HEAD "inputs { 'seats', 'users', 'seg' }\nlocal c = ramp(0, 1)\n"
#define GOOD "component 'x' { weight = 1, metric = 'seats', curve = c }\n"

static const struct {
    const char *text, *told;
} cases[] = {
    /* Keys and words. */
    {HEAD "component 'x' {\n weight = 1, metric = 'seats',\n cruve = c }",
     "t.lua:5:2: component x: unknown key \"cruve\", did you mean \"curve\"?"},
    {HEAD "componnet 'x' { weight = 1 }\n" GOOD,
     "t.lua:3:0: there is no word \"componnet\", did you mean \"component\"?"},
    {HEAD "local k = rmap(1, 2)\n" GOOD, "did you mean \"ramp\"?"},
    {HEAD GOOD "scoer = function() end",
     "t.lua:4:0: \"scoer\" is not declared"},
    {HEAD GOOD "function helper() end", "write \"local helper\""},
    {HEAD "component 'x' { weight = 'heavy', metric = 'seats', curve = c }",
     "t.lua:3:17: component x: weight must be a number"},
    {HEAD "component 'x' { weight = 0/0, metric = 'seats', curve = c }",
     "weight is not a finite number"},
    {HEAD "component 'x' { weight = 1, metric = 'seats', curve = 5 }",
     "curve must be a curve"},
    {HEAD "component 'x' { 5, weight = 1, metric = 'seats', curve = c }",
     "a value without a name"},
    {HEAD "component { weight = 1 }", "needs a name: component \"...\""},
    {HEAD "component 'Big One' { weight = 1, metric = 'seats', curve = c }",
     "must be a name"},
    {HEAD GOOD "component 'y'",
     "t.lua:4:0: component y: its { ... } is missing"},
    {HEAD GOOD "local d = component 'y'\n"
               "d { weight = 1, metric = 'seats', curve = c } d {}",
     "declared twice"},
    {HEAD GOOD "component 'y' 'z'", "needs a table"},
    {HEAD GOOD GOOD, "there are two components or groups \"x\""},
    {HEAD GOOD "title {}", "title must be a text"},
    /* Hysteresis and overrides. */
    {HEAD GOOD "hysteresis { red = 2 }",
     "t.lua:4:1: hysteresis: hysteresis takes points, more than 0: "
     "hysteresis(2)"},
    {HEAD GOOD "hysteresis(0)", "hysteresis takes points, more than 0"},
    {HEAD GOOD "hysteresis(2) hysteresis(3)", "hysteresis stands there twice"},
    {HEAD GOOD "override { input = 'x' }",
     "override takes one word, override \"never\""},
    {HEAD GOOD "override 'sometimes'",
     "override takes one word, override \"never\""},
    /* Inputs. */
    {HEAD "component 'x' { weight = 1, metric = 'seets', curve = c }",
     "t.lua:3:38: component x: \"seets\" is not among the inputs, did you mean "
     "\"seats\"?"},
    {HEAD GOOD, "t.lua:1:19: inputs: warning: \"users\" is never used"},
    {"inputs { 'a', 'a' } score = function(m) return m.a end",
     "\"a\" stands there twice"},
    {"inputs { 'A b' } score = function() return 1 end", "no name of a column"},
    {"inputs 'a' score = function() return 1 end", "inputs takes a list"},
    {"inputs { 1 } score = function() return 1 end", "entry 1 is not a text"},
    {"inputs { a = 1 } score = function() return 1 end", "a list of names"},
    {HEAD GOOD "local x = seats + 1", "it can be read as m.seats"},
    {"inputs { 'seats' } score = function(m) return m.seets end",
     "t.lua:1:0: \"seets\" is not among the inputs, did you mean \"seats\"?"},
    {"inputs { 'seats' } score = function(m) return rato(m.seats, 1) end",
     "t.lua:1:0: there is no \"rato\" here, did you mean \"ratio\"?"},
    {"inputs { 'seats' } score = function(m) return seats end",
     "\"seats\" is an input: write m.seats"},
    {"score = function(m, p) return p.alarm end",
     "there is no param \"alarm\""},
    {"param('alarm', 9) param('alert', 9)\n"
     "score = function(m, p) return p.alrm + p.alert end",
     "there is no param \"alrm\", did you mean \"alarm\"?"},
    /* Components and groups. */
    {HEAD "component 'x' { metric = 'seats', curve = c }",
     "component x: weight is missing"},
    {HEAD "component 'x' { weight = -1, metric = 'seats', curve = c }",
     "weight must be 0 or more"},
    {HEAD "component 'x' { weight = 0, metric = 'seats', curve = c }",
     "the weights inside add up to 0"},
    {HEAD GOOD "component 'y' { weight = 0, metric = 'seats', curve = c }",
     "warning: weight 0: it never counts"},
    {HEAD "component 'x' { weight = 1, curve = c }",
     "needs a metric or a value"},
    {HEAD "component 'x' { weight = 1, curve = c, metric = 'seats',\n"
          "value = function() return 1 end }",
     "t.lua:4:1: component x: has a metric and a value"},
    {HEAD "component 'x' { weight = 1, metric = 'seats' }", "curve is missing"},
    {HEAD "component 'x' { weight = 1, metric = 'seats', curve = c,\n"
          "missing = 'skipp' }",
     "t.lua:4:1: component x: missing = \"skipp\""},
    {HEAD "component 'x' { weight = 1, metric = 'seats', curve = c,\n"
          "missing = 101 }",
     "points must be 0 to 100"},
    {HEAD "group 'usage' { weight = 1 }\n"
          "component 'x' { weight = 1, metric = 'seats', curve = c, group = "
          "'usge' }",
     "there is no group \"usge\", did you mean \"usage\"?"},
    {HEAD GOOD "group 'g' { weight = 1 }", "t.lua:4:0: group g: the group is "
                                           "empty"},
    {HEAD GOOD "group 'g' { weight = 1, group = 'h' }\n"
               "group 'h' { weight = 1, group = 'g' }",
     "the group lies inside itself"},
    {HEAD GOOD "group 'g' { weight = 1, of = 'median' }", "mean, min or max"},
    {HEAD GOOD "group 'g' { weight = 1, min_coverage = 60 }",
     "a share, 0 to 1"},
    {"title 'x'", "there is no component"},
    {HEAD GOOD "score = function() return 1 end", "score = function is the "
                                                  "whole formula"},
    {"score = 5", "score must be a function"},
    {"score = function() end score = function() end", "score is set twice"},
    /* Curves. */
    {HEAD "local d = ramp(1, 1)\n" GOOD, "t.lua:3:11: ramp: both ends are 1"},
    {HEAD "local d = ramp(1)\n" GOOD, "ramp takes two numbers"},
    {HEAD "local d = ramp('a', 2)\n" GOOD, "ramp takes two numbers"},
    {HEAD "local d = points { {0, 0} }\n" GOOD, "needs two entries"},
    {HEAD "local d = points { {5, 0}, {1, 100} }\n" GOOD,
     "1 must be greater than 5 before it"},
    {HEAD "local d = points { {0, 0}, {1, 120} }\n" GOOD,
     "points must be 0 to 100"},
    {HEAD "local d = points { {0, 0}, 7 }\n" GOOD, "entry 2 must be"},
    {HEAD "local d = points { {0, 0}, {1, 2, 3} }\n" GOOD, "entry 2 must be"},
    {HEAD "local d = steps { {0, 5, 10}, {7, 9, 20} }\n" GOOD,
     "a gap: no step from 5 to 7"},
    {HEAD "local d = steps { {0, 5, 10}, {4, 9, 20} }\n" GOOD,
     "steps overlap from 4 to 5"},
    {HEAD "local d = steps { {0, 0, 10}, {4, 9, 20} }\n" GOOD, "is empty"},
    {HEAD "local d = logistic { mid = 3 }\n" GOOD, "logistic needs mid"},
    {HEAD "local d = logistic { mid = 3, widht = 3 }\n" GOOD,
     "did you mean \"width\"?"},
    {HEAD "local d = band { lo = 3, hi = 1 }\n" GOOD, "band needs lo <= hi"},
    {HEAD "local d = band(3)\n" GOOD, "band takes a table"},
    {HEAD "local d = lookup {}\n" GOOD, "lookup needs points"},
    {HEAD "local d = lookup { red = 300 }\n" GOOD, "points must be 0 to 100"},
    /* Caps, vetoes, variants, bands, coverage. */
    {HEAD GOOD "cap 'c' { when = { seats = 1 }, max = 105 }",
     "t.lua:4:33: cap c: warning: it can never bite: its max is 105"},
    {HEAD GOOD "floor 'f' { when = { seats = 1 }, min = 0 }",
     "it can never bite"},
    {HEAD GOOD "cap 'c' { max = 10 }", "when is missing"},
    {HEAD GOOD "cap 'c' { when = { seats = 1 } }", "max is missing"},
    {HEAD GOOD "cap 'c' { when = {}, max = 1 }", "the condition says nothing"},
    {HEAD GOOD "cap 'c' { when = { metric = 'seats' }, max = 1 }",
     "metric needs one of lt, le, gt, ge, eq"},
    {HEAD GOOD "cap 'c' { when = { ge = 1 }, max = 1 }", "ge needs metric"},
    {HEAD GOOD "cap 'c' { when = { metric = 'seats', ge = 'a' }, max = 1 }",
     "ge must be a number"},
    {HEAD GOOD "cap 'c' { when = { 5 }, max = 1 }",
     "a list of conditions holds tables"},
    {HEAD GOOD "cap 'c' { when = { sets = 1 }, max = 1 }",
     "did you mean \"seats\"?"},
    {HEAD GOOD "veto 'v' { when = { seats = 1 }, band = 'rad' }",
     "there is no band \"rad\", did you mean \"red\"?"},
    {HEAD GOOD "veto 'v' { when = { seats = 1 } }", "band is missing"},
    {HEAD GOOD "variant 'v' { when = { seats = 1 }, weights = { xx = 1 } }",
     "there is no component \"xx\", did you mean \"x\"?"},
    {HEAD GOOD "variant 'v' { when = { seats = 1 }, weights = { x = -1 } }",
     "component = weight, 0 or more"},
    {HEAD GOOD "variant 'v' { when = { seats = 1 }, curves = { x = 1 } }",
     "component = curve"},
    {HEAD GOOD "variant 'v' { when = { seats = 1 } }", "it changes nothing"},
    {HEAD GOOD "variant 'v' { weights = { x = 2 } }\n"
               "variant 'w' { when = { seats = 1 }, weights = { x = 3 } }",
     "t.lua:5:0: variant w: warning: it is never reached"},
    {HEAD GOOD "bands { red = 10, green = 75 }",
     "the lowest band must begin at 0"},
    {HEAD GOOD "bands { red = 0, green = 175 }", "no score reaches \"green\""},
    {HEAD GOOD "bands { red = 0, green = 0 }", "begin at the same edge"},
    {HEAD GOOD "bands { red = 0, unknown = 5 }", "without a score"},
    {HEAD GOOD "bands { red = 'a' }", "name = lower edge"},
    {HEAD GOOD "bands(5)", "bands takes a table"},
    {HEAD GOOD "coverage { min = 60 }", "min is a share"},
    {HEAD GOOD "coverage { mni = 0.6 }", "did you mean \"min\"?"},
    /* Sentences. */
    {HEAD "component 'x' { weight = 1, metric = 'seats', curve = c,\n"
          "why = '{seets} seats' }",
     "t.lua:4:1: component x: why names {seets}, which is not among the "
     "inputs, did you mean \"seats\"?"},
    {HEAD "component 'x' { weight = 1, metric = 'seats', curve = c,\n"
          "why = '{seats seats' }",
     "without its \"}\""},
    {HEAD "component 'x' { weight = 1, metric = 'seats', curve = c,\n"
          "why = '{seats:percent}' }",
     "the formats are pct, money and date"},
    {HEAD GOOD "cap 'c' { when = { seats = 1 }, max = 5, why = '{value}' }",
     "why names {value}"},
    /* Params and examples. */
    {"param('Bad Name', 1) score = function() return 1 end",
     "param takes a name"},
    {"param('x', {}) score = function() return 1 end", "param takes a name"},
    {"param('x', 1) param('x', 2) score = function() return 1 end",
     "stands there twice"},
    {HEAD GOOD "example 'e' { given = { seets = 1 }, expect = { score = 1 } }",
     "t.lua:4:25: example e: \"seets\" is not among the inputs"},
    {HEAD GOOD "example 'e' { given = {}, expect = { scoer = 1 } }",
     "unknown key \"scoer\", did you mean \"score\"?"},
    {HEAD GOOD "example 'e' { given = {}, expect = { band = 'blue' } }",
     "there is no band \"blue\""},
    {HEAD GOOD "example 'e' { given = {}, expect = { missing = 'q' } }",
     "there is no component \"q\""},
    {HEAD GOOD "example 'e' { given = {}, expect = { variant = 'q' } }",
     "there is no variant \"q\""},
    {HEAD GOOD "example 'e' { expect = {} }", "given is missing"},
    {HEAD GOOD "example 'e' { given = {} }", "expect is missing"},
    /* Lua itself. */
    {"component 'x' {\n weight = 1\n metric = 'a' }",
     "is a comma missing at the end of the line above?"},
    {"score = function(m)\n return 1\n", "t.lua:3:0: 'end' expected"},
    {"title 'unfinished", "t.lua:1:0: unfinished string"},
    {"local x = nil + 1", "t.lua:1:0: attempt to perform arithmetic"},
};

static void every_mistake_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        kit_tells(cases[i].text, cases[i].told);
}

static void mistakes_are_told_together(void **state)
{
    Kit k;
    (void)state;
    kit_parse(&k, "inputs { 'seats' }\n"
                  "component 'x' { wieght = 1, metric = 'seets' }\n"
                  "cap 'c' { max = 'low' }\n"
                  "bands { red = 5 }\n");
    char *told = kit_told(&k);
    assert_null(k.f);
    assert_has(told, "t.lua:2:17: component x: unknown key \"wieght\", did you "
                     "mean \"weight\"?");
    assert_has(told, "t.lua:2:38: component x: \"seets\" is not among");
    assert_null(strstr(told, "weight is missing")); /* it is misspelt */
    assert_has(told, "t.lua:3:11: cap c: max must be a number");
    assert_has(told, "t.lua:3:0: cap c: when is missing");
    assert_has(told, "t.lua:4:9: bands: the lowest band must begin at 0");
    free(told);
    kit_close(&k);
}

static void control_bytes_are_escaped(void **state)
{
    (void)state;
    kit_tells(HEAD "component '\\27[2J' { weight = 1 }", "\\x1b[2J");
    kit_tells(HEAD "component 'x' { ['\\7'] = 1 }", "unknown key \"\\x07\"");
}

static void a_clean_formula_has_no_remarks(void **state)
{
    Kit k;
    (void)state;
    kit_parse(&k, "inputs { 'seats' }\n"
                  "-- a comment { with 'unknown' words }\n"
                  "component 'x' { weight = 1, metric = 'seats',\n"
                  "  curve = ramp(0, 10), why = '{{{seats}}} {value:pct}' }\n");
    assert_non_null(k.f);
    assert_int_equal(k.diags.count, 0);
    kit_close(&k);
}

/* Lines are counted as Lua counts them, whatever they end with. */
static void line_ends_of_all_kinds(void **state)
{
    (void)state;
    kit_tells("inputs { 'a' }\r\n\r\ncomponent 'x' {\r\n wieght = 1 }",
              "t.lua:4:2: component x: unknown key");
    kit_tells("inputs { 'a' }\r\rcomponent 'x' {\r wieght = 1 }",
              "t.lua:4:2: component x: unknown key");
    kit_tells("-- one\rinputs { 'a' }\rcomponent 'x' { wieght = 1 }",
              "t.lua:3:17: component x: unknown key");
}

/* ------------------------------------------------- against the columns -- */

static const FactInfo columns[] = {
    {.name = "seats", .type = HALE_INT, .direction = HALE_UP_IS_GOOD},
    {.name = "idle", .type = HALE_INT, .direction = HALE_DOWN_IS_GOOD},
    {.name = "seg", .type = HALE_TEXT},
    {.name = "left", .type = HALE_BOOL},
    {.name = "mrr", .type = HALE_MONEY},
    {.name = "since", .type = HALE_TIME},
};

static void bind_tells(const char *text, const char *expected)
{
    Kit k;
    kit_parse(&k, text);
    if (!k.f) {
        char *why = kit_told(&k);
        print_error("%s", why);
        free(why);
    }
    assert_non_null(k.f);
    formula_bind(k.f, columns, COUNT(columns), &k.diags);
    char *told = kit_told(&k);
    assert_has(told, expected);
    free(told);
    kit_close(&k);
}

static void columns_are_checked(void **state)
{
    (void)state;
    bind_tells("inputs { 'seets' } score = function(m) return m.seets end",
               "t.lua:1:10: inputs: no metric and no column of the roster is "
               "called \"seets\", did you mean \"seats\"?");
    bind_tells("inputs { 'idle' }\ncomponent 'x' { weight = 1, metric = 'idle',"
               "\n curve = ramp(0, 30) }",
               "warning: points rise with \"idle\", where less is better");
    bind_tells("inputs { 'seats' }\ncomponent 'x' { weight = 1, metric = "
               "'seats', curve = ramp(30, 0) }",
               "warning: points fall with \"seats\", where more is better");
    bind_tells("inputs { 'seg' }\ncomponent 'x' { weight = 1, metric = 'seg', "
               "curve = ramp(0, 1) }",
               "\"seg\" is a text: use lookup");
    bind_tells("inputs { 'since' }\ncomponent 'x' { weight = 1, metric = "
               "'since', curve = ramp(0, 1) }",
               "\"since\" is a time");
    bind_tells("inputs { 'seats' }\ncomponent 'x' { weight = 1, metric = "
               "'seats', curve = lookup { a = 1 } }",
               "lookup has a text among its keys, \"seats\" is a whole number");
    bind_tells("inputs { 'seats', 'seg' }\n"
               "component 'x' { weight = 1, metric = 'seats', curve = "
               "ramp(0, 1) }\n"
               "cap 'c' { when = { seg = 3 }, max = 5 }",
               "t.lua:3:20: cap c: \"seg\" is a text, it is compared with a "
               "whole number");
    bind_tells("inputs { 'seats' } score = function(m) return m.seats end\n"
               "example 'e' { given = { seats = 'x' }, expect = {} }",
               "t.lua:2:25: example e: \"seats\" is a whole number, here is a "
               "text");
    bind_tells("inputs { 'mrr' } score = function(m) return m.mrr end\n"
               "example 'e' { given = { mrr = 1e300 }, expect = {} }",
               "too large");
}

/* ------------------------------------------------------- the vocabulary -- */

static void the_table_of_words_is_sound(void **state)
{
    (void)state;
    for (const Word *w = words; w->name; w++) {
        assert_true(strlen(w->help) > 0);
        assert_ptr_equal(word_find(w->in, str(w->name)), w);
    }
    assert_null(word_find("component", S("wieght")));
}

/* Each word of the file and each curve is there when a script runs. */
static void every_word_exists_in_the_room(void **state)
{
    (void)state;
    for (const Word *w = words; w->name; w++) {
        char text[200], unknown[100];
        Kit k;
        if (strcmp(w->in, "file") && strcmp(w->in, "curve"))
            continue;
        if (!strcmp(w->name, "score"))
            continue;
        snprintf(text, sizeof text, "local x = %s", w->name);
        snprintf(unknown, sizeof unknown, "no word \"%s\"", w->name);
        kit_parse(&k, text);
        char *told = kit_told(&k);
        assert_null(strstr(told, unknown));
        free(told);
        kit_close(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_told),
        cmocka_unit_test(mistakes_are_told_together),
        cmocka_unit_test(control_bytes_are_escaped),
        cmocka_unit_test(a_clean_formula_has_no_remarks),
        cmocka_unit_test(line_ends_of_all_kinds),
        cmocka_unit_test(columns_are_checked),
        cmocka_unit_test(the_table_of_words_is_sound),
        cmocka_unit_test(every_word_exists_in_the_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
