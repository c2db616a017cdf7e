/* SPDX-License-Identifier: MIT
 *
 * example.c: the examples of a formula are its tests. Each gives the facts of
 * one made-up account (what it does not give is missing) and says what must
 * come out; what came out instead is told next to what was expected.
 */
#include "judge/formula.h"

#include <math.h>
#include <string.h>

typedef struct Check {
    const Formula *f;
    const Example *e;
    const Verdict *v;
    Text text; /* what did not come out; empty: all did */
} Check;

static void differs(Check *c, const char *what, const char *expected,
                    const char *got)
{
    text_printf(&c->text, "        %s: expected %s, got %s\n", what, expected,
                got);
}

static void check_number(Check *c, const char *what, double expected,
                         double got, bool fine)
{
    char want[32], is[32] = "no score";
    if (isnan(expected) || fine)
        return;
    real_format(expected, want);
    if (c->v->known || !strcmp(what, "coverage"))
        real_format(got, is);
    differs(c, what, want, is);
}

static void check_numbers(Check *c)
{
    const Example *e = c->e;
    const Verdict *v = c->v;
    bool known = v->known;
    check_number(c, "score", e->score, v->score,
                 known && fabs(v->score - e->score) <= e->near);
    check_number(c, "score at least", e->min, v->score,
                 known && v->score >= e->min - 1e-9);
    check_number(c, "score at most", e->max, v->score,
                 known && v->score <= e->max + 1e-9);
    double near = e->near < 0.005 ? e->near : 0.005; /* of a share */
    check_number(c, "coverage", e->coverage, v->coverage,
                 fabs(v->coverage - e->coverage) <= near);
}

/* Is `text` the id of a cap that bit, of a component whose loss is told, or
 * part of a reason? */
static bool is_reason(const Verdict *v, const char *text)
{
    for (size_t i = 0; i < v->caps; i++)
        if (!strcmp(v->cap[i].id, text))
            return true;
    for (size_t r = 0; r < COUNT(v->reason) && v->reason[r]; r++) {
        if (strstr(v->reason[r], text))
            return true;
        for (size_t i = 0; i < v->parts; i++)
            if (v->part[i].why == v->reason[r] && !strcmp(v->part[i].id, text))
                return true;
    }
    return false;
}

static void check_reason(Check *c)
{
    Text told = {0};
    if (!c->e->reason || is_reason(c->v, c->e->reason))
        return;
    for (size_t r = 0; r < COUNT(c->v->reason) && c->v->reason[r]; r++)
        text_printf(&told, "%s\"%s\"", r ? ", " : "", c->v->reason[r]);
    differs(c, "reason", c->e->reason, told.len ? told.data : "none");
    text_free(&told);
}

static void check_missing(Check *c)
{
    for (size_t m = 0; m < c->e->missings; m++)
        for (size_t i = 0; i < c->v->parts; i++)
            if (!strcmp(c->v->part[i].id, c->e->missing[m]) &&
                c->v->part[i].value.missing == HALE_PRESENT)
                differs(c, c->e->missing[m], "no value", "one");
}

static void check_all(Check *c)
{
    const Example *e = c->e;
    const Verdict *v = c->v;
    if (v->error) {
        text_puts(&c->text, "        ");
        text_add_safe(&c->text, str(v->error), 600);
        text_char(&c->text, '\n');
        return;
    }
    check_numbers(c);
    if (e->band && strcmp(e->band, v->band))
        differs(c, "band", e->band, v->band);
    if (e->variant && strcmp(e->variant, v->variant))
        differs(c, "variant", *e->variant ? e->variant : "none",
                *v->variant ? v->variant : "none");
    check_reason(c);
    check_missing(c);
}

void example_facts(const Formula *f, const Example *e, hale_value *fact)
{
    for (size_t i = 0; i < f->inputs + f->ranks; i++)
        fact[i] = (hale_value){.type = HALE_REAL, .missing = HALE_NOT_GIVEN};
    for (size_t i = 0; i < e->givens; i++)
        fact[e->given[i].input] = e->given[i].value;
    for (size_t i = 0; i < e->ranks; i++)
        for (size_t s = 0; s <= f->variants; s++) {
            const Curve *c = f->setup[s].curve[e->rank[i].part];
            if (c && c->kind == CURVE_PERCENTILE)
                fact[f->inputs + f->setup[s].rank[e->rank[i].part]] =
                    (hale_value){.type = HALE_REAL, .as.r = e->rank[i].rank};
        }
}

/* The line that says how it went. */
static void head(ExampleReport *report, const Formula *f, const char *name,
                 int line, bool failed)
{
    text_puts(&report->text, failed ? "  FAIL  " : "  ok    ");
    text_add_safe(&report->text, str(name), 200);
    if (failed) {
        Place at = script_short(f, 0, line);
        text_printf(&report->text, "  %s:%d", at.file, at.line);
    }
    text_char(&report->text, '\n');
    report->failed += failed;
    report->passed += !failed;
}

static void run_one(Judge *j, Check *c, Arena *arena, ExampleReport *report)
{
    hale_value *fact =
        arena_array(arena, c->f->inputs + c->f->ranks + 1, sizeof *fact);
    Verdict v;
    example_facts(c->f, c->e, fact);
    judge_account(j, c->e->name, fact, WORDS_ALL, arena, &v);
    c->v = &v;
    check_all(c);
    if (c->text.len) {
        text_puts(&c->text, "        facts: ");
        facts_tell(&c->text, c->f, fact);
        text_char(&c->text, '\n');
    }
    head(report, c->f, c->e->name, c->e->line, c->text.len > 0);
    text_add(&report->text, text_str(&c->text));
}

static void run_property(const Formula *f, const Property *p, Judge *j,
                         ExampleReport *report)
{
    Text what = {0};
    bool failed = property_try(f, p, j, &what);
    head(report, f, p->name, p->line, failed);
    text_add(&report->text, text_str(&what));
    text_free(&what);
}

void formula_examples(const Formula *f, const char *only, ExampleReport *report)
{
    Arena arena = {0};
    Error error = {0};
    Judge *j = judge_open(f, &error);
    if (!j) {
        text_printf(&report->text, "  FAIL  %s\n", error.message);
        report->failed++;
        return;
    }
    for (size_t i = 0; i < f->examples; i++) {
        Check check = {.f = f, .e = &f->example[i]};
        if (only && !strstr(check.e->name, only))
            continue;
        run_one(j, &check, &arena, report);
        text_free(&check.text);
        arena_reset(&arena);
    }
    for (size_t i = 0; i < f->properties; i++)
        if (!only || strstr(f->property[i].name, only))
            run_property(f, &f->property[i], j, report);
    judge_close(j);
    arena_free(&arena);
}
