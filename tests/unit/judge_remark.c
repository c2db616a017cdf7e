/* SPDX-License-Identifier: MIT
 *
 * judge_remark.c: how mistakes and doubts are told. One mistake is one
 * finding, whatever follows from it; and what can be known from the numbers
 * alone (a cap that cannot bite, a variant that is never reached) is a
 * remark, while what only looks like it is none.
 */
#include "judge_kit.h"

#define HEAD "inputs { 'seats', 'users', 'seg' }\nlocal c = ramp(0, 1)\n"

static const struct {
    const char *text, *told;
} once[] = {
    {"inputs { 'seats' }\n"
     "componnet 'x' { weight = 1, metric = 'seats', curve = ramp(0, 1) }",
     "there is no word \"componnet\""},
    {"imputs { 'seats' }\n"
     "component 'x' { weight = 1, metric = 'seats', curve = ramp(0, 1),\n"
     "  why = '{seats}' }",
     "did you mean \"inputs\"?"},
    {"inputs { 'seats' }\ngruop 'g' { weight = 1 }\n"
     "component 'x' { weight = 1, metric = 'seats', curve = ramp(0, 1),\n"
     "  group = 'g' }",
     "did you mean \"group\"?"},
    {"inputs { 'seats' }\ngroup 'g' { weight = 1 }\n"
     "compnent 'x' { weight = 1, group = 'g' }",
     "did you mean \"component\"?"},
    {HEAD "component 'x' { weight = '1', metric = 'seats', curve = c,\n"
          "  why = '{users} {seg}' }",
     "t.lua:3:17: component x: weight must be a number"},
    {HEAD "component 'x' { wieght = 1, metric = 'seats', curve = c,\n"
          "  why = '{users} {seg}' }",
     "did you mean \"weight\"?"},
    {HEAD "component 'x' { weight = 1, mertic = 'seats', curve = c,\n"
          "  why = '{users} {seg}' }",
     "did you mean \"metric\"?"},
    {"inputs { 'seats' }\n"
     "component 'x' { weight = 1, metric = 'seets', curve = ramp(0, 1),\n"
     "  why = '{seets} of {seets}' }\n"
     "cap 'c' { when = { seets = 1 }, max = 5, why = '{seets}' }\n"
     "example 'e' { given = { seets = 1 }, expect = {} }",
     "t.lua:2:38: component x: \"seets\" is not among the inputs"},
    {"inputs { 'seats' }\n"
     "component 'x' { weight = 1, metric = 'seats', curve = ramp(0, 1) }\n"
     "cap 'c' { when = { seats = 1 }, max = 'x' }",
     "max must be a number"},
    {"inputs { 'seats' }\n"
     "component 'x' { weight = 1, metric = 'seats',\n"
     "  curve = points { {0, 0}, {5, 101}, {9, 50} } }",
     "points: entry 2: points must be 0 to 100, here is 101"},
    /* Two on the line: the column would be a guess. */
    {"inputs { 'seats' }\n"
     "local c, d = ramp(0, 1), ramp(2, 2)\n"
     "component 'x' { weight = 1, metric = 'seats', curve = c }",
     "t.lua:2:0: ramp: both ends are 2"},
    {"inputs { 'seats' }\n"
     "component 'x' { weight = 1, metric = 'seats',\n"
     "  curve = lookup { [1] = 0, [2] = -1 } }",
     "lookup: 2: points must be 0 to 100"},
};

/* One mistake is one finding: no second message about what follows from it. */
static void a_mistake_is_told_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(once); i++) {
        Kit k;
        kit_parse(&k, once[i].text);
        char *told = kit_told(&k);
        if (k.diags.count != 1)
            print_error("%s", told);
        assert_int_equal(k.diags.count, 1);
        assert_has(told, once[i].told);
        free(told);
        kit_close(&k);
    }
}

static void every_name_of_a_sentence_is_told(void **state)
{
    Kit k;
    (void)state;
    kit_parse(&k, HEAD "component 'x' { weight = 1, metric = 'seats',\n"
                       "  curve = c, why = '{seets} {usres:pct} {seg:date} "
                       "{seets} {users:x}' }");
    char *told = kit_told(&k);
    assert_int_equal(k.diags.count, 3);
    assert_has(told, "why names {seets}");
    assert_has(told, "why names {usres}");
    assert_has(told, "{users:x}: the formats are");
    free(told);
    kit_close(&k);
}

/* ------------------------------------------------ what the numbers say -- */

/* Behind two components x and y; on line 3. */
static const struct {
    const char *text, *told; /* NULL: nothing */
} doubts[] = {
    {"cap 'a' { when = { metric = 'seats', ge = 1 }, max = 60 }\n"
     "cap 'b' { when = { metric = 'seats', gt = 2 }, max = 70 }",
     "t.lua:4:0: cap b: warning: it never decides a score: \"a\" holds "
     "whenever it does, and allows less"},
    {"cap 'a' { when = { metric = 'seats', ge = 1 }, max = 60 }\n"
     "cap 'b' { when = { metric = 'seats', gt = 2 }, max = 50 }",
     NULL},
    {"floor 'a' { when = { seats = 3 }, min = 30 }\n"
     "floor 'b' { when = { metric = 'seats', le = 3 }, min = 40 }",
     "floor a: warning: it never decides a score: \"b\" holds whenever it "
     "does, and demands more"},
    {"veto 'a' { when = { metric = 'seats', lt = 3 }, band = 'red' }\n"
     "veto 'b' { when = { metric = 'seats', lt = 3 }, band = 'green' }",
     "veto b: warning: it never decides a score: \"a\""},
    {"cap 'a' { when = { { metric = 'seats', lt = 3 },\n"
     "  { metric = 'seats', ge = 3 } }, max = 5 }",
     "t.lua:3:11: cap a: warning: it never holds: \"seats\" cannot be all "
     "of that"},
    {"cap 'a' { when = { { metric = 'seats', le = 3 },\n"
     "  { metric = 'seats', ge = 3 } }, max = 5 }",
     NULL},
    {"cap 'a' { when = { metric = 'seats', eq = 5, lt = 5 }, max = 5 }",
     "it never holds"},
    {"cap 'a' { when = { metric = 'seats', lt = 5 }, max = 90 }",
     "cap a: warning: it can never bite: its max is 90, scores end at 80"},
    {"floor 'a' { when = { metric = 'seats', lt = 5 }, min = 20 }",
     "floor a: warning: it can never bite: its min is 20, scores begin at "
     "20"},
    {"bands { red = 0, yellow = 50, green = 90 }",
     "t.lua:3:31: bands: warning: no score reaches \"green\": the curves "
     "give 20 to 80 points"},
    {"bands { black = 0, red = 10, green = 70 }", "reaches \"black\""},
    {"bands { black = 0, red = 10, green = 70 }\n"
     "veto 'v' { when = { seats = 1 }, band = 'black' }",
     NULL},
    {"bands { red = 0, yellow = 50, green = 90 }\n"
     "floor 'f' { when = { seats = 1 }, min = 95 }",
     NULL},
    {"variant 'a' { when = { metric = 'seats', lt = 9 }, drop = { 'y' } }\n"
     "variant 'b' { when = { metric = 'seats', le = 4 }, drop = { 'y' } }",
     "t.lua:4:15: variant b: warning: it is never reached: \"a\" before it "
     "holds whenever it does"},
    {"variant 'a' { when = { seats = 9 }, drop = { 'y' } }\n"
     "variant 'b' { when = { metric = 'seats', le = 9 }, drop = { 'y' } }",
     NULL},
    {"component 'z' { weight = 1, metric = 'seats',\n"
     "  curve = steps { {0, 30}, {1, 30} } }",
     "t.lua:4:11: component z: warning: every value is worth 30 points"},
};

static void remarks(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(doubts); i++) {
        Kit k;
        char text[800];
        snprintf(text, sizeof text,
                 "inputs { 'seats' } local c = points { {0, 20}, {9, 80} }\n"
                 "component 'x' { weight = 1, metric = 'seats', curve = c } "
                 "component 'y' { weight = 1, metric = 'seats', curve = c }\n"
                 "%s",
                 doubts[i].text);
        kit_parse(&k, text);
        char *told = kit_told(&k);
        if (k.diags.count != (doubts[i].told != NULL))
            print_error("%s\n%s", doubts[i].text, told);
        assert_int_equal(k.diags.count, doubts[i].told != NULL);
        if (doubts[i].told)
            assert_has(told, doubts[i].told);
        free(told);
        kit_close(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistake_is_told_once),
        cmocka_unit_test(every_name_of_a_sentence_is_told),
        cmocka_unit_test(remarks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
