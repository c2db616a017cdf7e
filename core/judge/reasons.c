/* SPDX-License-Identifier: MIT
 *
 * reasons.c: why the score is what it is, in words. First what forced it
 * (vetoes, then caps from the lowest up), then the components that cost it
 * most; three in all. Losses that nobody would see on paper are no reasons.
 */
#include "judge/judging.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double NOTICEABLE = 0.05; /* points */

static const Cap *cap_named(const Formula *f, const CapVerdict *v)
{
    for (size_t i = 0; i < f->caps; i++)
        if (f->cap[i].id == v->id)
            return &f->cap[i];
    return NULL;
}

static int rank(const CapVerdict *c)
{
    return !strcmp(c->kind, "veto") ? 0 : !strcmp(c->kind, "cap") ? 1 : 2;
}

/* Is `a` to be told before `b`? */
static bool before(const CapVerdict *a, const CapVerdict *b)
{
    if (rank(a) != rank(b))
        return rank(a) < rank(b);
    return rank(a) == 1 && a->limit < b->limit;
}

static void sort_caps(Verdict *v)
{
    for (size_t i = 1; i < v->caps; i++) {
        CapVerdict c = v->cap[i];
        size_t k = i;
        for (; k && before(&c, &v->cap[k - 1]); k--)
            v->cap[k] = v->cap[k - 1];
        v->cap[k] = c;
    }
}

/* A sentence begins; it is said. */
static Text *say(Judge *j)
{
    text_clear(&j->saying);
    return &j->saying;
}

static const char *said(Judge *j)
{
    return arena_str(j->out, text_str(&j->saying)).data;
}

static const char *part_reason(Judge *j, const PartVerdict *p)
{
    if (*p->why)
        return p->why;
    Text *out = say(j);
    text_puts(out, p->label);
    text_puts(out, ": ");
    value_tell(out, &p->value, S(""));
    return said(j);
}

/* The component that lost most, below what was lost by the last one told. */
static const PartVerdict *next_loss(const Verdict *v, const bool *told)
{
    const PartVerdict *most = NULL;
    for (size_t i = 0; i < v->parts; i++)
        if (!told[i] && v->part[i].lost > NOTICEABLE &&
            (!most || v->part[i].lost > most->lost))
            most = &v->part[i];
    return most;
}

/* What a curve cannot show of its value: how old it is, where it ranks. */
static void add_note(Judge *j, size_t i)
{
    PartVerdict *p = &j->v->part[i];
    const Curve *c = j->setup->curve[i];
    const hale_value *rank = NULL;
    Text note = {0};
    if (p->value.missing == HALE_STALE && !isnan(p->age))
        p->why =
            arena_printf(j->out, "the last value is %.0f days old", p->age);
    if (p->value.missing != HALE_PRESENT)
        return;
    if (c && c->kind == CURVE_PERCENTILE)
        rank = &j->fact[j->f->inputs + j->setup->rank[i]];
    if (rank && rank->missing == HALE_PRESENT)
        text_printf(&note, "percentile %.0f", rank->as.r);
    if (p->fade < 1)
        text_printf(&note, "%s%.0f days old, %.0f%% of its weight",
                    note.len ? ", " : "", p->age, 100 * p->fade);
    if (note.len)
        p->why = arena_printf(j->out, "%s (%s)", part_reason(j, p), note.data);
    text_free(&note);
}

/* "open_tickets_p1 is 2": a condition that is data, with its values. */
static const char *clauses_told(Judge *j, const When *when)
{
    Text *out = say(j);
    for (size_t i = 0; i < when->clauses; i++) {
        const Clause *c = &when->clause[i];
        bool twice = false; /* lo and hi of one input */
        for (size_t k = 0; k < i; k++)
            twice |= when->clause[k].input == c->input;
        if (twice)
            continue;
        text_printf(out, "%s%s is ", out->len ? ", " : "", c->name);
        value_tell(out, &j->fact[c->input], S(""));
    }
    return said(j);
}

static void fill_part(Judge *j, size_t i)
{
    PartVerdict *p = &j->v->part[i];
    const char *why = j->f->part[i].why;
    Telling telling = {j->f, j->fact, &p->value};
    if (why && p->value.missing == HALE_PRESENT) {
        sentence_fill(say(j), why, &telling);
        p->why = said(j);
    }
    add_note(j, i);
}

static void fill_caps(Judge *j)
{
    Verdict *v = j->v;
    Telling telling = {j->f, j->fact, NULL};
    for (size_t i = 0; i < v->caps; i++) {
        const Cap *cap = cap_named(j->f, &v->cap[i]);
        if (!cap)
            continue;
        if (cap->why)
            sentence_fill(say(j), cap->why, &telling);
        v->cap[i].why = cap->why ? said(j) : clauses_told(j, &cap->when);
    }
}

/* What it says itself, or its name with the values that made it hold. */
static const char *cap_reason(Judge *j, const CapVerdict *c)
{
    const Cap *cap = cap_named(j->f, c);
    if (!*c->why)
        return c->id;
    return cap && cap->why ? c->why
                           : arena_printf(j->out, "%s: %s", c->id, c->why);
}

void judge_words(Judge *j, Words words)
{
    Verdict *v = j->v;
    bool *told = arena_array(j->out, v->parts + 1, sizeof *told);
    const PartVerdict *p;
    size_t count = 0;
    sort_caps(v);
    fill_caps(j);
    for (size_t i = 0; words == WORDS_ALL && i < v->parts; i++)
        fill_part(j, i);
    for (size_t i = 0; v->known && i < v->caps && count < 3; i++)
        v->reason[count++] = cap_reason(j, &v->cap[i]);
    while (v->known && count < 3 && (p = next_loss(v, told))) {
        size_t i = (size_t)(p - v->part);
        told[i] = true;
        if (words == WORDS_REASONS)
            fill_part(j, i);
        v->reason[count++] = part_reason(j, p);
    }
}
