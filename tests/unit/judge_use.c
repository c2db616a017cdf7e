/* SPDX-License-Identifier: MIT
 *
 * judge_use.c: formulas that use other files. What a used file may hold, that
 * nothing outside of the formula's folder can be reached, that mistakes are
 * told where they stand, that the hash covers every file, and that judges
 * need the disk no more.
 */
#include "judge_kit.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/hale-use-XXXXXX";

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put_file(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Files in the scratch folder: here/ is the formula's, beside/ is not. */
static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    mkdir(path_of("here"), 0700);
    mkdir(path_of("here/lib"), 0700);
    mkdir(path_of("here/folder.lua"), 0700);
    mkdir(path_of("beside"), 0700);
    put_file("beside/out.lua", "return { x = 1 }");
    put_file("here/lib/some.lua", "return { half = ramp(0, 20),\n"
                                  "  twice = function(x) return 2 * x end,\n"
                                  "  drawn = function(a) return ramp(0, a) "
                                  "end }");
    put_file("here/lib/broken.lua", "\nreturn { x = }");
    put_file("here/lib/ramp.lua", "-- a curve\nreturn { x = ramp(1, 1) }");
    put_file("here/lib/typo.lua", "local x = pionts {}\nreturn { x = x }");
    put_file("here/lib/part.lua", "component 'x' { weight = 1 }\nreturn {}");
    put_file("here/lib/score.lua", "score = function() end return {}");
    put_file("here/lib/nothing.lua", "local x = 1");
    put_file("here/lib/self.lua", "return use 'lib/self'");
    put_file("here/lib/other.lua", "return use 'lib/some'");
    put_file("here/lib/loop.lua", "while true do end");
    put_file("here/lib/memory.lua",
             "local n = 0\n"
             "return { count = function() n = n + 1 return n end }");
    put_file("here/lib/fails.lua", "return {\n"
                                   "  f = function(m) return 1 < m.b end }");
    put_file("here/lib/param.lua", "param('most', 20) return {}");
    put_file("here/lib/seats.lua",
             "return { share = function(m) return ratio(m.a, m.b) end }");
    if (symlink("../../beside/out.lua", path_of("here/lib/link.lua")))
        return -1;
    return symlink("../beside", path_of("here/up"));
}

static int remove_folder(void **state)
{
    char command[300];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void use_parse(Kit *k, const char *text)
{
    memset(k, 0, sizeof *k);
    k->f = formula_parse(path_of("here/t.lua"), str(text), "health", NULL, 0,
                         &k->diags);
}

static void use_open(Kit *k, const char *text)
{
    Error error = {0};
    use_parse(k, text);
    char *told = kit_told(k);
    if (!k->f)
        print_error("%s", told);
    free(told);
    assert_non_null(k->f);
    k->j = judge_open(k->f, &error);
    assert_non_null(k->j);
}

static void use_tells(const char *text, const char *words)
{
    Kit k;
    use_parse(&k, text);
    char *told = kit_told(&k);
    assert_null(k.f);
    assert_has(told, words);
    free(told);
    kit_close(&k);
}

static void results_come_out(void **state)
{
    Kit k;
    hale_value fact[] = {v_int(10), v_int(2)};
    (void)state;
    use_open(&k, "inputs { 'a', 'b' }\n"
                 "local lib, again = use 'lib/some', use 'lib/other'\n"
                 "component 'x' { weight = 1, metric = 'a',\n"
                 "  curve = lib.half }\n" /* 10 of 20: 50 */
                 "component 'y' { weight = 1, metric = 'b',\n"
                 "  curve = lib.drawn(10) }\n" /* 2 of 10: 20 */
                 "component 'z' { weight = 2, value = function(m)\n"
                 "  if again == lib then return lib.twice(m.a) end\n"
                 "  return 0 end }\n"); /* 20 */
    kit_judge(&k, fact);
    assert_null(k.v.error);
    assert_near(k.v.score, 27.5, 0); /* (50 + 20 + 2 * 20) / 4 */
    kit_close(&k);
}

static void params_and_inputs_of_a_used_file(void **state)
{
    Kit k;
    hale_value fact[] = {v_int(10), v_int(40)};
    (void)state;
    use_open(&k, "inputs { 'a', 'b' } use 'lib/param'\n"
                 "local seats = use 'lib/seats'\n"
                 "score = function(m, p)\n"
                 "  return p.most + 100 * seats.share(m) end");
    assert_int_equal(k.diags.count, 0); /* a and b are read, by the lib */
    kit_judge(&k, fact);
    assert_near(k.v.score, 45, 0); /* 20 + 100 * 10 / 40 */
    kit_close(&k);
}

/* The text is in memory: a judge that opens later needs no file. */
static void the_disk_is_read_once(void **state)
{
    Kit k;
    Error error = {0};
    (void)state;
    put_file("here/lib/gone.lua", "return { f = function() return 7 end }");
    use_parse(&k, "local g = use 'lib/gone'\n"
                  "score = function() return g.f() end");
    assert_non_null(k.f);
    unlink(path_of("here/lib/gone.lua"));
    k.j = judge_open(k.f, &error);
    assert_non_null(k.j);
    kit_judge(&k, NULL);
    assert_near(k.v.score, 7, 0);
    kit_close(&k);
}

static void the_hash_covers_all_files(void **state)
{
    static const char text[] = "local g = use 'lib/hash'\n"
                               "score = function() return g.x end";
    char first[33];
    Kit k;
    (void)state;
    put_file("here/lib/hash.lua", "return { x = 1 }");
    use_parse(&k, text);
    snprintf(first, sizeof first, "%s", formula_hash(k.f));
    kit_close(&k);
    use_parse(&k, text);
    assert_string_equal(first, formula_hash(k.f));
    kit_close(&k);
    put_file("here/lib/hash.lua", "return { x = 2 }");
    use_parse(&k, text);
    assert_string_not_equal(first, formula_hash(k.f));
    kit_close(&k);
}

static void there_is_no_way_out(void **state)
{
    static const struct {
        const char *name, *told;
    } cases[] = {
        {"../beside/out", "below the folder of the formula"},
        {"lib/../../beside/out", "below the folder of the formula"},
        {"/etc/passwd", "below the folder of the formula"},
        {"lib//some", "below the folder of the formula"},
        {"lib/", "below the folder of the formula"},
        {"", "below the folder of the formula"},
        {".", "below the folder of the formula"},
        {"lib/so me", "below the folder of the formula"},
        {"lib/some\\0x", "below the folder of the formula"},
        {"lib/some.lua", "without \".lua\""},
        {"lib/link", "links are not followed"},
        {"up/out", "links are not followed"},
        {"lib/absent", "there is no such file beside the formula"},
        {"folder", "it is no file"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[200];
        snprintf(text, sizeof text, "\nuse '%s'", cases[i].name);
        use_tells(text, cases[i].told);
        use_tells(text, "here/t.lua:2:0: ");
    }
    use_tells("use(5)", "use takes a name");
    use_tells("local n = 'lib/x' for i = 1, 9 do n = n .. n end use(n)",
              "below the folder");
}

static void mistakes_are_told_in_their_file(void **state)
{
    (void)state;
    use_tells("use 'lib/broken'", "here/lib/broken.lua:2:0: unexpected symbol");
    use_tells("use 'lib/ramp'",
              "here/lib/ramp.lua:2:14: ramp: both ends are 1");
    use_tells("use 'lib/typo'", "here/lib/typo.lua:1:0: there is no word "
                                "\"pionts\", did you mean \"points\"?");
    use_tells("use 'lib/part'", "here/lib/part.lua:1:0: \"component\" belongs "
                                "into the formula itself");
    use_tells("use 'lib/score'", "\"score\" belongs into the formula itself");
    use_tells("use 'lib/nothing'", "lib/nothing.lua must end with: return {");
    use_tells("use 'lib/self'", "\"lib/self\" uses itself");
    use_tells("use 'lib/loop'", "here/lib/loop.lua:1:0: more than 10000000");
    use_tells("local lib = use 'lib/some'\nlocal c = lib.haf",
              "here/t.lua:2:0: lib/some has no \"haf\", did you mean "
              "\"half\"?");
    use_tells("local c = use 'lib/memory'\n"
              "score = function() return c.count() end",
              "here/lib/memory.lua:2:0: keeps state between accounts: "
              "variable \"n\"");
}

static void faults_are_told_in_their_file(void **state)
{
    Kit k;
    hale_value fact[] = {v_none()};
    (void)state;
    use_open(&k, "inputs { 'b' } local lib = use 'lib/fails'\n"
                 "score = function(m) return lib.f(m) and 1 end");
    kit_judge(&k, fact);
    assert_has(k.v.error, "lib/fails.lua:2: score: attempt to compare");
    kit_close(&k);
    use_open(&k, "inputs { 'b' } local lib = use 'lib/some'\n"
                 "score = function(m) if m.b then lib.x = 1 end return 1 end");
    fact[0] = v_int(1);
    kit_judge(&k, fact);
    assert_has(k.v.error, "t.lua:2: score: this table was made while loading");
    kit_close(&k);
}

/* The values of the shipped file, read off its own text. */
static void the_shipped_curves(void **state)
{
    static const char text[] =
        "inputs { 'nps', 'seen', 'p1', 'pulse', 'gone' }\n"
        "local curves = use 'lib/curves'\n"
        "component 'a' { weight = 1, metric = 'nps', curve = curves.answer }\n"
        "component 'b' { weight = 1, metric = 'seen',\n"
        "  curve = curves.recency(1, 31) }\n"
        "component 'c' { weight = 1, metric = 'p1',\n"
        "  curve = curves.trouble(4) }\n"
        "component 'd' { weight = 1, metric = 'pulse', curve = curves.light }\n"
        "component 'e' { weight = 1, metric = 'gone',\n"
        "  curve = curves.unwanted }\n";
    static const double points[] = {70, 90, 40, 50, 0};
    hale_value fact[] = {v_int(8), v_int(4), v_int(2), v_text("yellow"),
                         v_bool(1)};
    Kit k = {0};
    Error error = {0};
    (void)state;
    k.f = formula_parse("../scripts/t.lua", str(text), "h", NULL, 0, &k.diags);
    assert_non_null(k.f);
    assert_int_equal(k.diags.count, 0);
    k.j = judge_open(k.f, &error);
    kit_judge(&k, fact);
    for (size_t i = 0; i < COUNT(points); i++)
        assert_near(k.v.part[i].points, points[i], 1e-9);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_come_out),
        cmocka_unit_test(params_and_inputs_of_a_used_file),
        cmocka_unit_test(the_disk_is_read_once),
        cmocka_unit_test(the_hash_covers_all_files),
        cmocka_unit_test(there_is_no_way_out),
        cmocka_unit_test(mistakes_are_told_in_their_file),
        cmocka_unit_test(faults_are_told_in_their_file),
        cmocka_unit_test(the_shipped_curves),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
