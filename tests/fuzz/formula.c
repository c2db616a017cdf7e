/* SPDX-License-Identifier: MIT
 *
 * formula.c: any bytes as a formula.
 *
 * They are loaded, and if that works a few accounts are judged by two judges.
 * Beyond not falling, the laws are: a formula or an error, never both or
 * neither; every place lies in the file; a score is 0 to 100, in a band of
 * the formula, and is what its components add up to; and both judges say the
 * same in whatever order the accounts come.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/formula.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { LONGEST = 1 << 17, ACCOUNTS = 4 };

static void want(int holds, const char *law)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s\n", law);
    abort();
}

static void check_places(const Diags *diags, const uint8_t *data, size_t len)
{
    int lines = 1;
    for (size_t i = 0; i < len; i++)
        lines += data[i] == '\n' || data[i] == '\r';
    for (size_t i = 0; i < diags->count; i++) {
        const Place *at = &diags->item[i].place;
        bool ours = !strcmp(at->file, "f.lua"); /* it may use another file */
        want(at->line >= 0 && (!ours || at->line <= lines),
             "place of a mistake");
    }
}

static void check_verdict(const Formula *f, const Verdict *v)
{
    double shares = 0, points = 0;
    size_t band = 0;
    want(v->coverage >= 0 && v->coverage <= 1, "coverage is a share");
    if (!v->known) {
        want(!strcmp(v->band, "unknown") && v->missing != HALE_PRESENT,
             "no score has no band");
        return;
    }
    while (f->band_name[band] && strcmp(f->band_name[band], v->band))
        band++;
    want(f->band_name[band] != NULL, "a band of the formula");
    want(v->score >= 0 && v->score <= 100, "score of 0 to 100");
    for (size_t i = 0; i < v->parts; i++) {
        shares += v->part[i].share;
        if (v->part[i].share > 0)
            points += v->part[i].share * v->part[i].points;
    }
    want(fabs(shares - 1) < 1e-9, "shares add up to one");
    want(fabs(points - v->raw) < 1e-5, "components add up to the score");
}

static hale_value made_up(size_t account, size_t input)
{
    hale_value v = {.type = HALE_INT, .as.i = (int64_t)(account * 5 + input)};
    if ((account + input) % 4 == 1) {
        v = (hale_value){.type = HALE_TEXT, .as.text = S("red")};
    } else if ((account + input) % 4 == 2) {
        v.type = HALE_REAL;
        v.as.r = 0.25 * (double)input;
    } else if ((account + input) % 4 == 3) {
        v.missing = HALE_NO_ROWS;
    }
    return v;
}

static void judge_all(const Formula *f, bool backwards, Verdict *v,
                      Arena *arena)
{
    Error error = {0};
    Judge *j = judge_open(f, &error);
    want(j != NULL, "what loads can be judged");
    for (size_t k = 0; k < ACCOUNTS; k++) {
        size_t at = backwards ? ACCOUNTS - 1 - k : k;
        size_t n = formula_input_count(f);
        hale_value *fact = arena_array(arena, n + f->ranks + 1, sizeof *fact);
        for (size_t i = 0; i < n; i++)
            fact[i] = made_up(at, i);
        for (size_t i = 0; i < f->ranks; i++) /* the last one has no rank */
            fact[n + i] =
                (hale_value){.type = HALE_REAL,
                             .as.r = 12.5 * (double)at,
                             .missing = at == ACCOUNTS - 1 ? HALE_NOT_COVERED
                                                           : HALE_PRESENT};
        judge_account(j, "account", fact, WORDS_ALL, arena, &v[at]);
        check_verdict(f, &v[at]);
    }
    judge_close(j);
}

/* Everything that a verdict says. */
static void describe(Text *out, const Verdict *v)
{
    text_printf(out, "%d %d %.17g %.17g %s %.17g %s %s\n", v->known, v->missing,
                v->score, v->raw, v->band, v->coverage, v->variant,
                v->error ? v->error : "");
    for (size_t i = 0; i < v->parts; i++)
        text_printf(out, "%s %.17g %.17g %.17g %s\n", v->part[i].id,
                    v->part[i].points, v->part[i].share, v->part[i].lost,
                    v->part[i].why);
    for (size_t i = 0; i < v->caps; i++)
        text_printf(out, "%s %s %s\n", v->cap[i].kind, v->cap[i].id,
                    v->cap[i].why);
    for (size_t i = 0; i < 3; i++)
        text_printf(out, "%s\n", v->reason[i] ? v->reason[i] : "");
}

static void check_formula(const Formula *f)
{
    Arena arena = {0};
    Verdict there[ACCOUNTS], back[ACCOUNTS];
    ExampleReport report = {0};
    judge_all(f, false, there, &arena);
    judge_all(f, true, back, &arena);
    for (size_t i = 0; i < ACCOUNTS; i++) {
        Text a = {0}, b = {0};
        describe(&a, &there[i]);
        describe(&b, &back[i]);
        want(!strcmp(a.data, b.data), "the same in any order");
        text_free(&a);
        text_free(&b);
    }
    formula_examples(f, NULL, &report);
    text_free(&report.text);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    Diags diags = {0};
    if (len > LONGEST)
        return 0;
    Formula *f = formula_parse("f.lua", (Str){(const char *)data, len}, "score",
                               NULL, 0, &diags);
    want((f != NULL) == (diags.errors == 0), "a formula or an error");
    check_places(&diags, data, len);
    if (f)
        check_formula(f);
    formula_free(f);
    diags_free(&diags);
    return 0;
}
