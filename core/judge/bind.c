/* SPDX-License-Identifier: MIT
 *
 * bind.c: a formula meets the columns of a pipeline. Until now its inputs
 * were names; here they get types, units and directions, and everything that
 * depends on those is checked: unknown columns, curves for texts, look-ups
 * for numbers, conditions that compare apples with pears, points that rise
 * where less is better.
 */
#include "judge/formula.h"

#include <math.h>
#include <string.h>

typedef struct Bind {
    Formula *f;
    Diags *diags;
} Bind;

static const char *type_word(hale_type type)
{
    static const char *const word[] = {
        "unknown", "true or false", "a whole number", "a number",
        "money",   "a time",        "a text"};
    return (size_t)type < COUNT(word) ? word[type] : word[0];
}

static void bind_inputs(const Bind *b, const FactInfo *fact, size_t facts)
{
    Formula *f = b->f;
    const char **names =
        arena_array(&b->diags->arena, facts + 1, sizeof *names);
    for (size_t i = 0; i < facts; i++)
        names[i] = fact[i].name;
    for (size_t i = 0; i < f->inputs; i++) {
        Input *in = &f->input[i];
        size_t k = 0;
        while (k < facts && strcmp(fact[k].name, in->name))
            k++;
        if (k < facts) {
            in->fact = fact[k];
            in->fact.name = in->name;
            if (in->optional && fact[k].type != HALE_TEXT)
                formula_wrong(f, b->diags, "hysteresis", in->line, NULL,
                              "\"%s\" holds the last band, a text, and here "
                              "it is %s",
                              in->name, type_word(fact[k].type));
        } else if (in->optional) {
            formula_remark(f, b->diags, "hysteresis", in->line, NULL,
                           "it has no effect here: there is no column \"%s\", "
                           "which trends = %s in [history] gives",
                           in->name, f->name);
        } else if (in->section) {
            formula_wrong(f, b->diags, in->section, in->line, "stale",
                          "there is no column \"%s\" with the age of its "
                          "value; name one with age = \"...\"%s",
                          in->name,
                          suggest_hint(&b->diags->arena, str(in->name), names));
        } else
            formula_wrong(f, b->diags, "inputs", in->line, in->name,
                          "no metric and no column of the roster is called "
                          "\"%s\"%s",
                          in->name,
                          suggest_hint(&b->diags->arena, str(in->name), names));
    }
}

/* Can a value of the column equal the constant at all? */
static bool fits(const FactInfo *fact, const hale_value *want)
{
    if (fact->type == HALE_TEXT || want->type == HALE_TEXT)
        return fact->type == want->type;
    return (fact->type == HALE_BOOL) == (want->type == HALE_BOOL);
}

static void bind_when(const Bind *b, const char *section, int line,
                      const When *when)
{
    for (size_t i = 0; i < when->clauses; i++) {
        const Clause *c = &when->clause[i];
        const FactInfo *fact = &b->f->input[c->input].fact;
        if (fact->name && !fits(fact, &c->want))
            formula_wrong(b->f, b->diags, section, line, c->name,
                          "\"%s\" is %s, it is compared with %s", c->name,
                          type_word(fact->type), type_word(c->want.type));
    }
}

static void bind_lookup(const Bind *b, const char *section,
                        const FactInfo *fact, const Curve *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (fits(fact, &c->key[i]))
            continue;
        formula_wrong(b->f, b->diags, section, c->line, NULL,
                      "lookup has %s among its keys, \"%s\" is %s",
                      type_word(c->key[i].type), fact->name,
                      type_word(fact->type));
        return;
    }
}

static void bind_curve(const Bind *b, const char *section, const FactInfo *fact,
                       const Curve *c)
{
    int direction = curve_direction(c);
    if (c->kind == CURVE_LOOKUP)
        bind_lookup(b, section, fact, c);
    else if (fact->type == HALE_TEXT)
        formula_wrong(b->f, b->diags, section, c->line, c->word,
                      "\"%s\" is a text: use lookup { ... }", fact->name);
    else if (fact->type == HALE_TIME)
        formula_wrong(b->f, b->diags, section, c->line, c->word,
                      "\"%s\" is a time: use a metric in days", fact->name);
    else if (c->fallback && curve_direction(c->fallback) * direction < 0)
        formula_remark(b->f, b->diags, section, c->line, c->word,
                       "points %s with \"%s\", those of its fallback %s",
                       direction > 0 ? "rise" : "fall", fact->name,
                       direction > 0 ? "fall" : "rise");
    else if ((direction > 0 && fact->direction == HALE_DOWN_IS_GOOD) ||
             (direction < 0 && fact->direction == HALE_UP_IS_GOOD))
        formula_remark(b->f, b->diags, section, c->line, c->word,
                       "points %s with \"%s\", where %s is better",
                       direction > 0 ? "rise" : "fall", fact->name,
                       direction > 0 ? "less" : "more");
}

static void bind_age(const Bind *b, const Part *p)
{
    if (!p->stale.given)
        return;
    const FactInfo *age = &b->f->input[p->stale.age].fact;
    if (age->name && age->type != HALE_INT && age->type != HALE_REAL)
        formula_wrong(b->f, b->diags, p->section, p->line, "stale",
                      "\"%s\" is %s: an age is a number of days", age->name,
                      type_word(age->type));
}

static void bind_part(const Bind *b, size_t i)
{
    const Formula *f = b->f;
    const Part *p = &f->part[i];
    bind_when(b, p->section, p->line, &p->when);
    bind_age(b, p);
    if (p->metric < 0 || !f->input[p->metric].fact.name)
        return;
    const FactInfo *fact = &f->input[p->metric].fact;
    for (size_t s = 0; s <= f->variants; s++) {
        const Curve *c = f->setup[s].curve[i];
        if (!s || c != f->setup[0].curve[i])
            bind_curve(b, s ? f->variant[s - 1].section : p->section, fact, c);
    }
}

/* Money and times of an example are written as plain numbers. */
static void given_number(const Bind *b, const Example *e, Given *g,
                         const FactInfo *fact)
{
    double unit = fact->type == HALE_MONEY ? (double)HALE_MONEY_UNIT
                                           : (double)HALE_SECOND;
    double number = value_number(&g->value);
    if (fact->type == HALE_INT)
        return; /* 3.5 of a count: a what-if may */
    if (fact->type == HALE_REAL) {
        g->value.as.r = number;
    } else if (fabs(number * unit) < 9e18) {
        g->value.as.i = llround(number * unit);
    } else {
        formula_wrong(b->f, b->diags, e->section, e->line, g->name,
                      "%g is too large", number);
        return;
    }
    g->value.type = fact->type;
}

static void bind_given(const Bind *b, const Example *e, Given *g)
{
    const FactInfo *fact = &b->f->input[g->input].fact;
    hale_type is = g->value.type;
    if (!fact->name || is == fact->type)
        return;
    if ((is == HALE_INT || is == HALE_REAL) && fact->type != HALE_TEXT &&
        fact->type != HALE_BOOL)
        given_number(b, e, g, fact);
    else
        formula_wrong(b->f, b->diags, e->section, e->line, g->name,
                      "\"%s\" is %s, here is %s", g->name,
                      type_word(fact->type), type_word(is));
}

void formula_bind(Formula *f, const FactInfo *fact, size_t facts, Diags *diags)
{
    Bind b = {f, diags};
    bind_inputs(&b, fact, facts);
    for (size_t i = 0; i < f->parts; i++)
        bind_part(&b, i);
    for (size_t i = 0; i < f->caps; i++)
        bind_when(&b, f->cap[i].section, f->cap[i].line, &f->cap[i].when);
    for (size_t i = 0; i < f->variants; i++)
        bind_when(&b, f->variant[i].section, f->variant[i].line,
                  &f->variant[i].when);
    for (size_t i = 0; i < f->properties; i++)
        bind_when(&b, f->property[i].section, f->property[i].line,
                  &f->property[i].when);
    for (size_t i = 0; i < f->examples; i++)
        for (size_t k = 0; k < f->example[i].givens; k++)
            bind_given(&b, &f->example[i], &f->example[i].given[k]);
}
