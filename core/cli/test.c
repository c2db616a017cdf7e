/* SPDX-License-Identifier: MIT
 *
 * test.c: `hale test`. The examples of formulas are their tests; this runs
 * them, of the files named or of all formulas of a pipeline, there with the
 * parameters the pipeline gives. A test that finds nothing to test has
 * failed: a typing error in --run must not look like success.
 */
#include "cli/cli.h"

#include <string.h>

typedef struct Tests {
    Args *args;
    Text text, json; /* what is printed at the end */
    size_t passed, failed, files;
    Diags diags;
} Tests;

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static void test_formula(Tests *t, const Formula *f, const char *file)
{
    ExampleReport report = {0};
    formula_examples(f, t->args->run, &report);
    t->passed += report.passed;
    t->failed += report.failed;
    if (report.passed + report.failed) {
        path_show(&t->text, file);
        text_char(&t->text, '\n');
        text_add(&t->text, text_str(&report.text));
    }
    text_puts(&t->json, t->files++ ? ",{\"file\":" : "{\"file\":");
    text_add_json(&t->json, str(file));
    text_printf(&t->json,
                ",\"passed\":%zu,\"failed\":%zu,\"report\":", report.passed,
                report.failed);
    text_add_json(&t->json, text_str(&report.text));
    text_char(&t->json, '}');
    text_free(&report.text);
}

/* "health" of "scripts/health.lua": the score's name, if it had one. */
static const char *base_name(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    return arena_strndup(arena, base, strlen(base) - strlen(".lua"));
}

static void test_file(Tests *t, const char *path)
{
    Formula *f = formula_load(path, base_name(&t->args->arena, path), NULL, 0,
                              &t->diags);
    if (!f)
        return;
    test_formula(t, f, path);
    formula_free(f);
}

static void test_pipeline(Tests *t, const char *path)
{
    View v;
    view_open(&v, t->args, path);
    for (size_t i = 0; i < v.plan.scores; i++)
        if (v.formula[i])
            test_formula(t, v.formula[i], v.plan.score[i].script);
    for (size_t i = 0; i < v.diags.count; i++) {
        const Diag *d = &v.diags.item[i];
        if (d->severity == DIAG_ERROR)
            diag_error(&t->diags, d->place, d->section, "%s", d->message);
    }
    view_close(&v);
}

static int verdict(const Tests *t)
{
    if (t->diags.errors)
        return EXIT_CONFIG;
    return t->failed || !t->passed ? EXIT_NO : 0;
}

static void print_text(Tests *t)
{
    size_t all = t->passed + t->failed;
    if (all) {
        text_count(&t->text, (int64_t)all, "example", "examples");
        text_printf(&t->text, ": %zu passed, %zu failed.\n", t->passed,
                    t->failed);
    }
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
                "\"failed\":%zu,\"files\":[%s],\"messages\":",
                verdict(t), t->passed, t->failed,
                t->json.data ? t->json.data : "");
    diags_json(&t->diags, &out);
    text_puts(&out, "}\n");
    put(stdout, &out);
}

static int run_tests(Tests *t)
{
    Args *args = t->args;
    int code = 0;
    for (size_t i = 0; i < args->operands && !code; i++)
        code = file_trouble(args->operand[i]);
    if (code)
        return code;
    for (size_t i = 0; i < args->operands; i++) {
        if (ends_in(args->operand[i], ".lua"))
            test_file(t, args->operand[i]);
        else
            test_pipeline(t, args->operand[i]);
    }
    if (!args->operands) {
        const char *path = pipeline_path(args, NULL, &code);
        if (!path)
            return code;
        test_pipeline(t, path);
    }
    diags_sort(&t->diags);
    if (args->json) {
        print_json(t);
    } else {
        diags_print(&t->diags, stderr);
        print_text(t);
    }
    return verdict(t);
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
