/* SPDX-License-Identifier: MIT
 *
 * lint.c: what can be found wrong before any data is read. link.c has found
 * every name; here the numbers are looked at: weights that weigh nothing,
 * bands nobody can reach, caps that cannot bite, inputs nobody reads. With
 * the pipeline's columns in hand (formula_bind) types and directions are
 * checked as well.
 */
#include "judge/formula.h"

#include <math.h>
#include <string.h>

static void weigh(const Formula *f, Diags *diags, const char *section, int line,
                  double weight, bool needed)
{
    if (isnan(weight) && needed)
        formula_wrong(f, diags, section, line, NULL, "weight is missing");
    else if (weight < 0)
        formula_wrong(f, diags, section, line, "weight",
                      "weight must be 0 or more");
}

/* Does any variant give it a weight? */
static bool raised(const Formula *f, size_t part)
{
    for (size_t i = 0; i <= f->variants; i++)
        if (f->setup[i].part_weight[part] > 0)
            return true;
    return false;
}

static void lint_parts(const Formula *f, Diags *diags)
{
    for (size_t i = 0; i < f->parts; i++) {
        const Part *p = &f->part[i];
        if (!p->finished)
            continue;
        weigh(f, diags, p->section, p->line, p->weight, true);
        if (p->weight == 0 && !raised(f, i))
            formula_remark(f, diags, p->section, p->line, "weight",
                           "weight 0: it never counts");
        if (p->metric_name && !p->curve)
            formula_wrong(f, diags, p->section, p->line, NULL,
                          "curve is missing: how many points is a value "
                          "worth?");
    }
    if (!f->parts)
        formula_wrong(f, diags, NULL, f->line, NULL,
                      "there is no component, and no score = function(m)");
    if (f->score_line && f->parts > 1)
        formula_wrong(f, diags, "score", f->score_line, NULL,
                      "score = function is the whole formula; there are "
                      "components too");
}

/* The weights of everything directly inside a group. */
static double inside(const Formula *f, size_t group, size_t *count)
{
    double total = 0;
    *count = 0;
    for (size_t i = 0; i < f->parts; i++) {
        if (f->part[i].parent != group)
            continue;
        ++*count;
        total += f->part[i].weight > 0 ? f->part[i].weight : 0;
    }
    for (size_t i = 1; i < f->groups; i++) {
        if (f->group[i].parent != group)
            continue;
        ++*count;
        total += f->group[i].weight > 0 ? f->group[i].weight : 0;
    }
    return total;
}

static void lint_groups(const Formula *f, Diags *diags)
{
    for (size_t i = 0; i < f->groups; i++) {
        const Group *g = &f->group[i];
        size_t count;
        double total = inside(f, i, &count);
        if (!g->finished)
            continue;
        if (i)
            weigh(f, diags, g->section, g->line, g->weight, true);
        if (i && !count)
            formula_wrong(f, diags, g->section, g->line, NULL,
                          "the group is empty");
        else if (count && !(total > 0))
            formula_wrong(f, diags, i ? g->section : NULL,
                          i ? g->line : f->line, NULL,
                          "the weights inside add up to 0");
    }
}

static void lint_caps(const Formula *f, Diags *diags)
{
    for (size_t i = 0; i < f->caps; i++) {
        const Cap *c = &f->cap[i];
        if (c->kind == CAP_CAP && c->limit >= 100)
            formula_remark(f, diags, c->section, c->line, "max",
                           "it can never bite: its max is %g, scores end at "
                           "100",
                           c->limit);
        if (c->kind == CAP_FLOOR && c->limit <= 0)
            formula_remark(f, diags, c->section, c->line, "min",
                           "it can never bite: its min is %g, scores begin at "
                           "0",
                           c->limit);
        if (c->kind == CAP_FLOOR && c->limit > 100)
            formula_wrong(f, diags, c->section, c->line, "min",
                          "min must be 0 to 100");
    }
}

static void lint_bands(const Formula *f, Diags *diags)
{
    int line = f->bands_line;
    if (!line)
        return;
    if (!f->bands || f->band[0].edge != 0)
        formula_wrong(f, diags, "bands", line,
                      f->bands ? f->band[0].name : NULL,
                      "the lowest band must begin at 0, or some scores have "
                      "none");
    for (size_t i = 1; i < f->bands; i++) {
        const Band *b = &f->band[i];
        if (b->edge == b[-1].edge)
            formula_wrong(f, diags, "bands", line, b->name,
                          "\"%s\" and \"%s\" begin at the same edge", b->name,
                          b[-1].name);
        if (b->edge > 100)
            formula_wrong(f, diags, "bands", line, b->name,
                          "no score reaches \"%s\": it begins at %g", b->name,
                          b->edge);
    }
}

static void lint_variants(const Formula *f, Diags *diags)
{
    const char *always = NULL;
    for (size_t i = 0; i < f->variants; i++) {
        const Variant *v = &f->variant[i];
        if (always)
            formula_remark(f, diags, v->section, v->line, NULL,
                           "it is never reached: \"%s\" before it has no when",
                           always);
        else if (!v->when.given)
            always = v->id;
        if (v->finished && !v->changes)
            formula_remark(f, diags, v->section, v->line, NULL,
                           "it changes nothing");
    }
}

static void lint_inputs(const Formula *f, Diags *diags)
{
    for (size_t i = 0; i < f->inputs; i++)
        if (!f->input[i].used)
            formula_remark(f, diags, "inputs", f->input[i].line,
                           f->input[i].name, "\"%s\" is never used",
                           f->input[i].name);
}

void formula_lint(Formula *f, Diags *diags)
{
    lint_parts(f, diags);
    lint_groups(f, diags);
    lint_caps(f, diags);
    lint_bands(f, diags);
    lint_variants(f, diags);
    lint_inputs(f, diags);
}
