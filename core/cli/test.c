/* SPDX-License-Identifier: MIT
 *
 * test.c: `hale test`. The examples of formulas are their tests; this runs
 * them, of the files named or of all formulas of a pipeline, there with the
 * parameters the pipeline gives, with those of NAME_test.lua beside each, and
 * then the accounts of expected.csv. A
 * test that finds nothing to test has failed: a typing error in --run must
 * not look like success.
 */
#include "cli/test.h"

#include <string.h>
#include <unistd.h>

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

void test_case(Tests *t, const char *file, Str name, Str trouble, bool broken)
{
    Arena *arena = &t->args->arena;
    if (t->cases >= 4 ? !(t->cases & (t->cases - 1)) : !t->cases) {
        TestCase *wider =
            arena_array(arena, t->cases ? 2 * t->cases : 4, sizeof *wider);
        if (t->cases)
            memcpy(wider, t->item, t->cases * sizeof *wider);
        t->item = wider;
    }
    t->item[t->cases++] = (TestCase){
        .file = arena_printf(arena, "%s", file),
        .name = arena_str(arena, name).data,
        .trouble = trouble.len ? arena_str(arena, trouble).data : NULL,
        .broken = broken};
}

void test_file_told(Tests *t, const char *file, size_t passed, size_t failed,
                    const Text *report)
{
    t->passed += passed;
    t->failed += failed;
    if (passed + failed) {
        path_show(&t->text, file);
        text_char(&t->text, '\n');
        text_add(&t->text, text_str(report));
    }
    text_puts(&t->json, t->files++ ? ",{\"file\":" : "{\"file\":");
    text_add_json(&t->json, str(file));
    text_printf(&t->json, ",\"passed\":%zu,\"failed\":%zu,\"report\":", passed,
                failed);
    text_add_json(&t->json, text_str(report));
    text_char(&t->json, '}');
}

/* -------------------------------------------------------------- examples -- */

static bool begins_case(Str line)
{
    return str_starts(line, "  ok    ") || str_starts(line, "  FAIL  ");
}

/* "  FAIL  name  file:line" without what stands around the name. */
static Str case_name(Str line)
{
    Str name = {line.data + 8, line.len - 8};
    if (str_starts(line, "  ok"))
        return name;
    for (size_t i = name.len; i-- > 1;)
        if (name.data[i] == ' ' && name.data[i - 1] == ' ')
            return (Str){name.data, i - 1};
    return name;
}

/* The report of a formula (judge.h says what its lines look like) as cases:
 * what is indented deeper than a case is what went wrong with it. */
static void cases_of(Tests *t, const char *file, Str report)
{
    Str line = {0}, next;
    bool more = str_cut(&report, '\n', &line);
    while (more) {
        Text trouble = {0};
        bool failed = str_starts(line, "  FAIL");
        while ((more = str_cut(&report, '\n', &next)) && !begins_case(next)) {
            text_add(&trouble, str_trim(next));
            text_char(&trouble, '\n');
        }
        if (failed && !trouble.len)
            text_puts(&trouble, "failed");
        test_case(t, file, case_name(line), text_str(&trouble), false);
        text_free(&trouble);
        line = next;
    }
}

static void test_formula(Tests *t, const Formula *f, const char *file)
{
    ExampleReport report = {0};
    formula_examples(f, t->args->run, &report);
    t->examples += report.passed + report.failed;
    if (report.passed + report.failed)
        cases_of(t, file, text_str(&report.text));
    if (t->args->coverage)
        covered_print(&report.text, f);
    test_file_told(t, file, report.passed, report.failed, &report.text);
    text_free(&report.text);
}

/* ----------------------------------------------------------------- files -- */

void test_broken(Tests *t, const char *file, size_t from)
{
    Text all = {0};
    for (size_t i = from; i < t->diags.count; i++) {
        const Diag *d = &t->diags.item[i];
        if (d->severity == DIAG_ERROR)
            text_printf(&all, "%s:%d: %s\n", d->place.file ? d->place.file : "",
                        d->place.line, d->message);
    }
    t->broken++;
    test_case(t, file, S("can be read"), text_str(&all), true);
    text_free(&all);
}

/* The formula that the path stands for: of "health_test.lua" health.lua. */
static const char *formula_of(Arena *arena, const char *path)
{
    size_t stem = strlen(path) - strlen(".lua");
    if (!ends_in(path, "_test.lua"))
        return path;
    stem -= strlen("_test");
    const char *formula = arena_printf(arena, "%.*s.lua", (int)stem, path);
    return access(formula, F_OK) ? path : formula;
}

static void test_file(Tests *t, const char *path)
{
    size_t from = t->diags.count;
    const char *formula = formula_of(&t->args->arena, path);
    Formula *f = formula_load_tested(
        formula, formula_name(&t->args->arena, formula), NULL, 0, &t->diags);
    if (!f) {
        test_broken(t, path, from);
        return;
    }
    test_formula(t, f, path);
    formula_free(f);
}

static int test_pipeline(Tests *t, const char *path)
{
    View v;
    int code = 0;
    size_t from = t->diags.count;
    t->args->tested = true;
    view_open(&v, t->args, path);
    for (size_t i = 0; i < v.plan.scores; i++)
        if (v.formula[i])
            test_formula(t, v.formula[i], v.plan.score[i].script);
    for (size_t i = 0; i < v.diags.count; i++) {
        const Diag *d = &v.diags.item[i];
        if (d->severity == DIAG_ERROR)
            diag_error(&t->diags, d->place, d->section, "%s", d->message);
    }
    if (v.diags.errors)
        test_broken(t, path, from);
    else if (!t->args->run)
        code = expected_test(t, &v);
    view_close(&v);
    return code;
}

/* --------------------------------------------------------------- the end -- */

static int verdict(const Tests *t)
{
    if (t->diags.errors)
        return EXIT_CONFIG;
    return t->failed || !t->passed ? EXIT_NO : 0;
}

/* "2 examples, 14 accounts: 15 passed, 1 failed. 1 file has mistakes." */
static void add_closing_line(Tests *t)
{
    Text *out = &t->text;
    if (t->examples + t->accounts + t->broken == 0)
        return;
    text_count(out, (int64_t)t->examples, "example", "examples");
    if (t->accounts) {
        text_puts(out, ", ");
        text_count(out, (int64_t)t->accounts, "account", "accounts");
    }
    text_printf(out, ": %zu passed, %zu failed.", t->passed, t->failed);
    if (t->broken) {
        text_char(out, ' ');
        text_count(out, (int64_t)t->broken, "file has mistakes.",
                   "files have mistakes.");
    }
    text_char(out, '\n');
}

static void print_text(Tests *t)
{
    size_t all = t->passed + t->failed;
    add_closing_line(t);
    put(stdout, &t->text);
    if (!all && !t->diags.errors && t->args->run)
        complain(EXIT_NO, "no example is called \"%s\"", t->args->run);
    else if (!all && !t->diags.errors)
        complain(EXIT_NO, "no examples found; a formula is tested by "
                          "example \"name\" { given = {...}, expect = {...} }");
}

static void print_json(Tests *t)
{
    Text out = {0};
    text_printf(&out,
                "{\"format\":1,\"exit\":%d,\"passed\":%zu,"
                "\"failed\":%zu,\"broken\":%zu,\"files\":[%s],\"messages\":",
                verdict(t), t->passed, t->failed, t->broken,
                t->json.data ? t->json.data : "");
    diags_json(&t->diags, &out);
    text_puts(&out, "}\n");
    put(stdout, &out);
}

static int test_all(Tests *t)
{
    Args *args = t->args;
    int code = 0;
    for (size_t i = 0; i < args->operands && !code; i++)
        code = file_trouble(args->operand[i]);
    for (size_t i = 0; i < args->operands && !code; i++) {
        if (ends_in(args->operand[i], ".lua"))
            test_file(t, args->operand[i]);
        else
            code = test_pipeline(t, args->operand[i]);
    }
    if (args->operands || code)
        return code;
    const char *path = pipeline_path(args, NULL, &code);
    return path ? test_pipeline(t, path) : code;
}

static int run_tests(Tests *t)
{
    Args *args = t->args;
    Error error = {0};
    int code = test_all(t);
    if (code && !t->cases)
        return code;
    diags_sort(&t->diags);
    if (args->json) {
        print_json(t);
    } else {
        diags_print(&t->diags, stderr);
        print_text(t);
    }
    if (args->junit && junit_write(t, args->junit, &error))
        return complain(error.code, "%s", error.message);
    return code ? code : verdict(t);
}

int command_test(Args *args)
{
    Tests t = {.args = args};
    int code = run_tests(&t);
    text_free(&t.text);
    text_free(&t.json);
    diags_free(&t.diags);
    return code;
}
