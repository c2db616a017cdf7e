/* SPDX-License-Identifier: MIT
 *
 * judge_room.c: attacks on the sealed room. Each is a formula that behaves
 * until an account with a = 7 comes along. It must then be stopped with a
 * message (or be harmless and give 50), and the next account must be judged
 * as if nothing had happened. Others must not get past loading.
 */
#include "judge_kit.h"

enum { LONGEST = 64 << 10 }; /* bytes of a script */

typedef struct Attack {
    const char *name, *before, *body;
    const char *error; /* part of the message; NULL: harmless, 50 points */
} Attack;

static const Attack attacks[] = {
    /* Ways out that are not there. */
    {"os", "", "os.execute('true')", "\"os\""},
    {"io", "", "io.open('/etc/passwd')", "\"io\""},
    {"debug", "", "debug.getinfo(1)", "\"debug\""},
    {"package", "", "package.loadlib('x', 'y')", "\"package\""},
    {"require", "", "require 'os'", "\"require\""},
    {"load", "", "load('return 1')()", "\"load\""},
    {"loadstring", "", "loadstring('return 1')()", "\"loadstring\""},
    {"dofile", "", "dofile('/etc/passwd')", "\"dofile\""},
    {"pcall", "", "pcall(function() end)", "\"pcall\""},
    {"xpcall", "", "xpcall(function() end, 1)", "\"xpcall\""},
    {"setmetatable", "", "setmetatable({}, {})", "\"setmetatable\""},
    {"getmetatable", "", "getmetatable('').x = 1", "\"getmetatable\""},
    {"rawset", "", "rawset(m, 'a', 1)", "\"rawset\""},
    {"rawget", "", "rawget(m, 'a')", "\"rawget\""},
    {"rawequal", "", "rawequal(m, m)", "\"rawequal\""},
    {"next", "", "next(m)", "\"next\""},
    {"coroutine", "", "coroutine.wrap(function() end)", "\"coroutine\""},
    {"collectgarbage", "", "collectgarbage('count')", "\"collectgarbage\""},
    {"print", "", "print(1)", "\"print\""},
    {"string", "", "string.rep('x', 10)", "\"string\""},
    {"table", "", "table.move({}, 1, 2, 3)", "\"table\""},
    {"math", "", "math.random()", "\"math\""},
    {"utf8", "", "utf8.char(1)", "\"utf8\""},
    {"_G", "", "_G.x = 1", "\"_G\""},
    {"string methods", "", "local s = ('x'):rep(1e9)", "no methods"},
    {"string length", "", "if #'abc' == 3 then return 50 end", NULL},
    {"string arithmetic", "", "return '10' + 1", "arithmetic"},
    {"metatable by field", "", "m.__index = 1", "cannot be changed"},
    /* Time. */
    {"loop", "", "while true do end", "more than 10000000 instructions"},
    {"goto", "", "::again:: goto again", "instructions"},
    {"for", "", "for i = 1, 1e15 do local x = i end", "instructions"},
    {"repeat", "", "repeat until false", "instructions"},
    {"recursion without end", "",
     "local function f() return f() end return f()", "instructions"},
    {"fibonacci", "",
     "local function f(n) return n < 2 and n or f(n-1) + f(n-2) end\n"
     "return f(60)",
     "instructions"},
    {"nested closures", "",
     "local function f(g) return function() return f(f(g)) end end\n"
     "local g = f(f) while true do g = g() end",
     "more memory"},
    {"pairs in a loop", "",
     "local t = {} for i = 1, 2000 do t[i] = i end\n"
     "while true do for k in pairs(t) do break end end",
     "instructions"},
    {"comparing long texts", "",
     "local a, b = 'x', 'x'\n"
     "for i = 1, 11 do a = a .. a b = b .. b end\n"
     "while true do if a < b then break end end",
     "instructions"},
    /* Memory. */
    {"doubling a text", "", "local s = 'x' while true do s = s .. s end",
     "more memory"},
    {"a huge concat", "",
     "local s = 'x' for i = 1, 11 do s = s .. s end\n"
     "return s .. s .. s .. s",
     "more memory"},
    {"growing table", "",
     "local t = {} local i = 0 while true do i = i + 1 t[i] = i end",
     "more memory"},
    {"nested tables", "", "local t = {} while true do t = {t} end",
     "more memory"},
    {"closures", "",
     "local t while true do local o = t t = function() return o end end",
     "more memory"},
    {"deep recursion", "",
     "local function f(n) return 1 + f(n + 1) end return f(1)", "more memory"},
    {"many arguments", "",
     "local function f(n, ...) return f(n + 1, n, ...) end return f(1)",
     "more memory"},
    {"sparse table", "",
     "local t = {} local i = 1 while true do i = i * 3 % 1000003 + 1e6 * "
     "(i % 7) t[i] = {i} end",
     "m"}, /* memory or instructions */
    /* Remembering. */
    {"counter", "local n = 0", "n = n + 1 return n",
     "keeps state between accounts: variable \"n\""},
    {"flag", "local seen", "seen = true", "variable \"seen\""},
    {"signed zero", "local z = 0.0", "z = -z", "variable \"z\""},
    {"integer to real", "local z = 1", "z = 1.0", "variable \"z\""},
    {"a table instead", "local t = {}", "t = {1}", "variable \"t\""},
    {"a function instead", "local f = ratio", "f = change", "variable \"f\""},
    {"the facts", "local f", "f = m", "variable \"f\""},
    {"_ENV", "", "_ENV = {} return 50", "variable \"_ENV\""},
    {"inside a function", "local n = 0\nlocal function up() n = n + 1 end",
     "up()", "variable \"n\""},
    {"table", "local t = {}", "t[1] = 1", "cannot be changed"},
    {"table of tables", "local t = {{{}}}", "t[1][1][1] = 1",
     "cannot be changed"},
    {"table behind a function", "local t = {} local function g() return t end",
     "g().x = 1", "cannot be changed"},
    {"table in a cycle", "local t = {} t.t = t", "t.t.t.x = 1",
     "cannot be changed"},
    {"global", "", "count = 1", "has no memory"},
    {"replacing a helper", "", "ratio = nil", "has no memory"},
    {"_ENV field", "", "_ENV.ratio = nil", "has no memory"},
    {"writing facts", "", "m.a = 1", "cannot be changed"},
    {"writing params", "", "p.x = 1", "cannot be changed"},
    {"a word", "", "component 'x' {}", "cannot be called by a function"},
    {"param", "", "param('x', 1)", "cannot be called by a function"},
    /* Errors of odd kinds. */
    {"error object", "", "error({})", "not a text"},
    {"error nil", "", "error()", "not a text"},
    {"error with control bytes", "", "error('a\\27[2Jb')", "a\\x1b[2Jb"},
    {"error of 4000 bytes", "",
     "local s = 'x' for i = 1, 11 do s = s .. s end error(s)", "xxx..."},
    {"error with formats", "", "error('%s%n%s%n')", "%s%n%s%n"},
    {"call a number", "", "m.a()", "attempt to call"},
    {"index nil", "", "return m.b.c", "attempt to index a nil value"},
    {"compare nil", "", "return 1 < m.b", "use below or above"},
    {"undeclared fact", "", "return m.aa", "\"aa\" is not among the inputs"},
    {"close", "", "local x <close> = {} return 50", "non-closable"},
    /* Numbers that are none. */
    {"nan", "", "return 0/0", "not a finite number"},
    {"inf", "", "return 1/0", "not a finite number"},
    {"minus inf", "", "return -1/0", "not a finite number"},
    {"nan into a helper", "", "return clamp(0/0, 0, 100)", "not a finite"},
    {"ratio of infinity", "", "return ratio(1/0, 2)", "not a finite"},
    {"overflow of a helper", "", "return ratio(1e308, 1e-308)", "not a finite"},
    {"integer overflow", "", "return 9223372036854775807 + 1 < 0 and 50", NULL},
    {"integer division by zero", "", "return 1 // 0", "divide by zero"},
    {"smallest integer", "",
     "return abs(-9223372036854775807 - 1) > 0 and 50 or 0", NULL},
    {"table", "", "return {}", "must give a number"},
    {"function", "", "return function() end", "must give a number"},
    {"text", "", "return 'fifty'", "no number"},
    {"truth", "", "return true", "no number"},
    /* Addresses and order. */
    {"tostring tells no address", "",
     "if tostring({}) == 'table' and tostring(ratio) == 'function' then "
     "return 50 end return 0",
     NULL},
    {"pairs is sorted", "",
     "local s = '' for k in pairs({z=1, b=1, 2, a=1}) do s = s .. k end\n"
     "if s == '1abz' then return 50 end return 0",
     NULL},
    {"pairs of facts", "", "for k in pairs(m) do end", "read by name"},
    {"frozen tables can be read", "local t = {10, 20, x = 30}",
     "local s = #t for i, v in ipairs(t) do s = s + v end\n"
     "for k, v in pairs(t) do s = s + v end\n"
     "if s == 2 + 30 + 60 then return 50 end return 0",
     NULL},
    {"facts by name in a variable", "", "local k = 'a' return m[k] * 50 / 7",
     NULL},
    /* More ways out that are not there. */
    {"select", "", "select('#')", "\"select\""},
    {"unpack", "", "unpack({})", "\"unpack\""},
    {"warn", "", "warn('@on')", "\"warn\""},
    {"assert", "", "assert(false)", "\"assert\""},
    {"loadfile", "", "loadfile('x')()", "\"loadfile\""},
    {"_VERSION", "", "return _VERSION", "\"_VERSION\""},
    {"arg", "", "return arg[0]", "\"arg\""},
    {"use", "", "use 'lib/curves'", "cannot be called by a function"},
    {"a curve", "", "ramp(0, 1)", "cannot be called by a function"},
    {"format of a text", "", "return ('%d'):format(1)", "no methods"},
    {"field of a text", "", "local f = ('x').rep", "no methods"},
    {"method of the facts", "", "m:a()", "attempt to call"},
    {"an environment of one's own", "", "local _ENV = { x = 50 } return x",
     NULL},
    {"an environment as an argument", "",
     "return (function(_ENV) return os end)({}) or 50", NULL},
    {"an environment over the facts", "", "local _ENV = m return os",
     "\"os\" is not among the inputs"},
    {"metamethods in a table", "",
     "local t = { __index = function() return 1 end, __gc = 1 }\n"
     "return t.x or 50",
     NULL},
    /* More time. */
    {"joining for ever", "",
     "local s = 'x' for i = 1, 10 do s = s .. s end\n"
     "while true do local t = s .. s end",
     "instructions"},
    {"two that call each other", "",
     "local f, g function f() return g() end function g() return f() end\n"
     "return f()",
     "instructions"},
    {"a loop over all integers", "",
     "for i = -9223372036854775807, 9223372036854775807 do end",
     "instructions"},
    {"pairs of many", "",
     "local t = {} for i = 1, 50000 do t[i] = i end\n"
     "while true do for k in pairs(t) do end end",
     "m"}, /* memory or instructions */
    {"sorting long keys", "",
     "local s, t = 'x', {} for i = 1, 11 do s = s .. s end\n"
     "for i = 1, 1000 do t[s .. i] = i end\n"
     "while true do for k in pairs(t) do break end end",
     "instructions"},
    {"a step of nothing", "", "for i = 1, 2, 0 do end", "step is zero"},
    {"the end of the integers", "",
     "local n = 0 for i = 9223372036854775800, 9223372036854775807 do\n"
     "n = n + 1 end return n == 8 and 50 or 0",
     NULL},
    /* More numbers. */
    {"modulo zero", "", "return 1 % 0", "perform 'n%"},
    {"a far shift", "", "return (1 << 1000) + 50", NULL},
    {"bits of a fraction", "", "return 1.5 | 1", "no integer representation"},
    {"a text of infinity", "", "return tonumber('1e400')", "not a finite"},
    {"mix without end", "", "return mix(1e308, -1e308, 2)", "not a finite"},
    {"days without end", "", "return days(-1e308, 1e308)", "not a finite"},
    {"change without end", "", "return change(1e308, 1e-308)", "not a finite"},
    {"round to many digits", "", "return round(50, 1e300)", "digits"},
    {"round to no digits", "", "return round(50, -400)", "digits"},
    {"abs of nan", "", "return abs(0/0)", "not a finite"},
    {"clamp the wrong way", "", "return clamp(5, 10, 1)", "above the highest"},
    {"ratio of texts", "", "return ratio('5', 2)", "a number is needed"},
    {"below a table", "", "return below({}, 1)", "a number is needed"},
    {"nan as a key", "", "local t = {} t[0/0] = 1", "index is NaN"},
    {"nil as a key", "", "local t = {} t[nil] = 1", "index is nil"},
    {"text below number", "", "return 'a' < 1", "attempt to compare"},
    {"facts below params", "", "return m < p", "attempt to compare"},
    {"join nil", "", "return 'x' .. m.b", "a missing value is nil"},
    {"call nil", "", "return m.b()", "attempt to call a nil value"},
    /* More errors. */
    {"error of another file", "", "error('formula/9:3: gone', 0)", "gone"},
    {"error of a far line", "", "error('formula:99999999999999999999: far', 0)",
     "far"},
    {"error of no line", "", "error('formula/:x', 0)", "formula/:x"},
    {"error of a high level", "", "error('high', 1000000)", "high"},
    {"pairs of a number", "", "for k in pairs(5) do end", "table"},
    {"pairs of functions", "",
     "for k in pairs({ [function() end] = 1, [{}] = 2 }) do end", "pairs"},
    {"length of the facts", "", "return 50 + #m", NULL},
    {"params by pairs", "", "for k in pairs(p) do end", NULL},
};

static void run(const Attack *a)
{
    Kit k;
    char text[2000];
    hale_value good[2] = {v_int(2), v_none()}, bad[2] = {v_int(7), v_none()};
    snprintf(text, sizeof text,
             "inputs { 'a', 'b' }\n%s\n"
             "score = function(m, p)\nif m.a == 7 then %s end\n"
             "return 50 end\n",
             a->before, a->body);
    /* "return" must be the last of its block. */
    kit_open(&k, text);
    for (int round = 0; round < 2; round++) {
        kit_judge(&k, good);
        assert_null(k.v.error);
        assert_near(k.v.score, 50, 0);
        kit_judge(&k, bad);
        if (a->error) {
            assert_has(k.v.error, a->error);
            assert_has(k.v.error, "t.lua:");
            assert_has(k.v.error, "(account acme)");
            assert_true(strlen(k.v.error) < 600);
            assert_false(k.v.known);
            assert_string_equal(k.v.band, "unknown");
        } else {
            if (k.v.error)
                print_error("%s\n", k.v.error);
            assert_null(k.v.error);
            assert_near(k.v.score, 50, 1e-9);
        }
    }
    kit_judge(&k, good);
    assert_null(k.v.error);
    assert_near(k.v.score, 50, 0);
    kit_close(&k);
}

static void attacks_are_contained(void **state)
{
    (void)state;
    assert_true(COUNT(attacks) >= 140);
    for (size_t i = 0; i < COUNT(attacks); i++) {
        print_message("  %s\n", attacks[i].name);
        run(&attacks[i]);
    }
}

/* -------------------------------------------------------- while loading -- */

static void loading_is_bounded(void **state)
{
    (void)state;
    kit_tells("while true do end", "t.lua:1:0: more than 10000000");
    kit_tells("local s = 'x'\nwhile true do s = s .. s end", "more memory");
    kit_tells("local function f() return 1 + f() end f()", "t.lua");
    kit_tells("while true do component 'x' {} end", "t.lua");
    kit_tells("while true do ramp(1, 1) end", "t.lua");
    kit_tells("while true do foo = 1 end", "t.lua");
    kit_tells("local t = {} for i = 1, 1e6 do t = {t} end\n"
              "inputs{'a'} score = function() return t end",
              "more memory");
    kit_tells("score = function(m) while true do end end",
              "t.lua:1:0: more than");
    kit_tells("error({})", "not a text");
    kit_tells("error('x')", "t.lua:1:0: x");
}

static void a_long_list_is_frozen(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, "local t = {} for i = 1, 20000 do t = {t} end\n"
                 "score = function() return #t == 1 and 50 or 0 end");
    kit_judge(&k, NULL);
    assert_near(k.v.score, 50, 0);
    kit_close(&k);
}

static void bytes_that_are_no_script(void **state)
{
    Diags diags = {0};
    char big[LONGEST + 2];
    (void)state;
    kit_tells("\x1bLua\x54", "not bytecode");
    memset(big, ' ', sizeof big);
    assert_null(
        formula_parse("t.lua", (Str){big, LONGEST + 1}, "h", NULL, 0, &diags));
    assert_has(diags.item[0].message, "longer than 64 KiB");
    diags_free(&diags);
    memset(&diags, 0, sizeof diags);
    assert_null(formula_parse("t.lua", S("score =\0 1"), "h", NULL, 0, &diags));
    assert_has(diags.item[0].message, "NUL");
    diags_free(&diags);
}

static void deep_texts_of_script(void **state)
{
    enum { MANY = 30000 };
    Text text = {0};
    Kit k;
    (void)state;
    text_puts(&text, "local t = {} return t");
    for (int i = 0; i < MANY; i++)
        text_puts(&text, ".b");
    kit_tells(text.data, "attempt to index a nil value");
    text_clear(&text);
    text_puts(&text, "local t = ");
    for (int i = 0; i < MANY; i++)
        text_puts(&text, "(");
    kit_tells(text.data, "nested too deeply");
    text_clear(&text);
    text_puts(&text, "local t = ");
    for (int i = 0; i < MANY; i++)
        text_puts(&text, "{");
    kit_tells(text.data, "nested too deeply");
    text_clear(&text);
    text_puts(&text, "local t = {");
    for (int i = 0; i < MANY; i++)
        text_puts(&text, "1,");
    text_puts(&text, "} score = function() return #t / 600 end");
    kit_open(&k, text.data);
    kit_judge(&k, NULL);
    assert_near(k.v.score, 50, 0);
    kit_close(&k);
    text_free(&text);
}

static void a_mark_and_a_shebang_are_skipped(void **state)
{
    Kit k;
    (void)state;
    kit_open(&k, "\xEF\xBB\xBF#!/usr/bin/env lua\nscore = function() return 5 "
                 "end");
    kit_judge(&k, NULL);
    assert_near(k.v.score, 5, 0);
    kit_close(&k);
    kit_tells("#!x\nfoo(", "t.lua:2:0");
}

static void loops_left_open_are_refused(void **state)
{
    (void)state;
    kit_tells("local it = pairs({1, 2, 3})\n"
              "score = function() return it() end",
              "unfinished pairs()");
    kit_tells("local c = component 'x'\n"
              "score = function() c{} end",
              "unfinished");
}

static void functions_that_remember_are_found_early(void **state)
{
    (void)state;
    kit_tells("local n = 0\nscore = function() n = n + 1 return n end",
              "t.lua:2:0: keeps state between accounts: variable \"n\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attacks_are_contained),
        cmocka_unit_test(loading_is_bounded),
        cmocka_unit_test(a_long_list_is_frozen),
        cmocka_unit_test(bytes_that_are_no_script),
        cmocka_unit_test(deep_texts_of_script),
        cmocka_unit_test(a_mark_and_a_shebang_are_skipped),
        cmocka_unit_test(loops_left_open_are_refused),
        cmocka_unit_test(functions_that_remember_are_found_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
