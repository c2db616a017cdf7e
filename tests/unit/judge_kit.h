/* SPDX-License-Identifier: MIT
 *
 * judge_kit.h: formulas from texts in memory, accounts from a few figures,
 * and what a formula's mistakes say, for the unit tests of the judge.
 */
#ifndef HALE_TESTS_JUDGE_KIT_H
#define HALE_TESTS_JUDGE_KIT_H

#include "unit.h"

#include "judge/formula.h"

typedef struct Kit {
    Diags diags;
    Formula *f;
    Judge *j;
    Arena arena;
    Verdict v;
} Kit;

static inline hale_value v_int(int64_t i)
{
    return (hale_value){.type = HALE_INT, .as.i = i};
}

static inline hale_value v_real(double r)
{
    return (hale_value){.type = HALE_REAL, .as.r = r};
}

static inline hale_value v_bool(int b)
{
    return (hale_value){.type = HALE_BOOL, .as.b = (uint8_t)b};
}

static inline hale_value v_money(int64_t ten_thousandths)
{
    return (hale_value){.type = HALE_MONEY, .as.i = ten_thousandths};
}

static inline hale_value v_text(const char *text)
{
    return (hale_value){.type = HALE_TEXT, .as.text = str(text)};
}

static inline hale_value v_none(void)
{
    return (hale_value){.type = HALE_REAL, .missing = HALE_NO_ROWS};
}

/* All messages of the mistakes, with their places. Free with free(). */
static inline char *kit_told(const Kit *k)
{
    Text out = {0};
    for (size_t i = 0; i < k->diags.count; i++) {
        const Diag *d = &k->diags.item[i];
        text_printf(&out, "%s:%d:%d: %s%s%s%s\n", d->place.file, d->place.line,
                    d->place.column, d->section ? d->section : "",
                    d->section ? ": " : "",
                    d->severity == DIAG_WARNING ? "warning: " : "", d->message);
    }
    text_puts(&out, "");
    return out.data ? out.data : xstrdup("");
}

static inline void kit_parse(Kit *k, const char *text)
{
    memset(k, 0, sizeof *k);
    k->f = formula_parse("t.lua", str(text), "health", NULL, 0, &k->diags);
}

/* A formula that must load, and a judge for it. */
static inline void kit_open(Kit *k, const char *text)
{
    Error error = {0};
    kit_parse(k, text);
    if (!k->f) {
        char *told = kit_told(k);
        print_error("%s", told);
        free(told);
    }
    assert_non_null(k->f);
    k->j = judge_open(k->f, &error);
    assert_non_null(k->j);
}

static inline void kit_judge(Kit *k, const hale_value *fact)
{
    judge_account(k->j, "acme", fact, WORDS_ALL, &k->arena, &k->v);
}

static inline void kit_close(Kit *k)
{
    judge_close(k->j);
    formula_free(k->f);
    diags_free(&k->diags);
    arena_free(&k->arena);
}

/* The text must be refused, or remarked on, with these words. */
static inline void kit_tells(const char *text, const char *words)
{
    Kit k;
    kit_parse(&k, text);
    char *told = kit_told(&k);
    if (!strstr(told, words))
        print_error("expected: %s\ntold:\n%s", words, told);
    assert_non_null(strstr(told, words));
    free(told);
    kit_close(&k);
}

#define assert_has(text, words)                                                \
    do {                                                                       \
        const char *has_text = (text), *has_words = (words);                   \
        if (!has_text || !strstr(has_text, has_words))                         \
            print_error("expected: %s\ngot: %s\n", has_words,                  \
                        has_text ? has_text : "(nothing)");                    \
        assert_true(has_text &&strstr(has_text, has_words));                   \
    } while (0)

#endif
