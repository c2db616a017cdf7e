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

/* A curve that gives every value the same points. */
static void lint_curve(const Formula *f, Diags *diags, const Part *p,
                       const Curve *c)
{
    bool listed = c && (c->kind == CURVE_POINTS || c->kind == CURVE_STEPS);
    for (size_t i = 1; listed && i < c->count; i++)
        if (c->y[i] != c->y[0])
            return;
    if (listed && c->count > 1)
        formula_remark(f, diags, p->section, c->line ? c->line : p->line,
                       c->line ? c->word : "curve",
                       "every value is worth %g points: it tells nothing",
                       c->y[0]);
}

static void lint_when(const Formula *f, Diags *diags, const char *section,
                      int line, const When *when)
{
    const char *name = when_never(when);
    if (name)
        formula_remark(f, diags, section, line, "when",
                       "it never holds: \"%s\" cannot be all of that", name);
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
        lint_curve(f, diags, p, p->curve);
        lint_when(f, diags, p->section, p->line, &p->when);
        if (p->metric_name && !p->curve)
            formula_wrong(f, diags, p->section, p->line, NULL,
                          "curve is missing: how many points is a value "
                          "worth?");
    }
    if (!f->parts && !f->lost)
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
        if (!g->finished || (f->lost && !(total > 0)))
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

/* Is a score that `c` allows always held lower (higher) by the other? */
static bool is_idle(const Cap *c, const Cap *other)
{
    if (c == other || c->kind != other->kind ||
        !when_implies(&c->when, &other->when))
        return false;
    return c->kind == CAP_CAP     ? other->limit < c->limit
           : c->kind == CAP_FLOOR ? other->limit > c->limit
                                  : other->band < c->band;
}

static void lint_idle(const Formula *f, Diags *diags, const Cap *c)
{
    static const char *const more[] = {"allows less", "demands more",
                                       "forces a lower band"};
    for (size_t i = 0; i < f->caps; i++) {
        if (!is_idle(c, &f->cap[i]))
            continue;
        formula_remark(f, diags, c->section, c->line, NULL,
                       "it never decides a score: \"%s\" holds whenever it "
                       "does, and %s",
                       f->cap[i].id, more[c->kind]);
        return;
    }
}

/* `least` and `most`: what the components can give. True: told. */
static bool lint_limit(const Formula *f, Diags *diags, const Cap *c,
                       double least, double most)
{
    if (c->kind == CAP_CAP && c->limit >= most)
        formula_remark(f, diags, c->section, c->line, "max",
                       "it can never bite: its max is %g, scores end at %g",
                       c->limit, most);
    else if (c->kind == CAP_FLOOR && c->limit > 100)
        formula_wrong(f, diags, c->section, c->line, "min",
                      "min must be 0 to 100");
    else if (c->kind == CAP_FLOOR && c->limit <= least)
        formula_remark(f, diags, c->section, c->line, "min",
                       "it can never bite: its min is %g, scores begin at %g",
                       c->limit, least);
    else
        return false;
    return true;
}

static void lint_caps(const Formula *f, Diags *diags, bool sound)
{
    double least = 0, most = 100;
    if (sound)
        formula_reach(f, &least, &most);
    for (size_t i = 0; i < f->caps; i++) {
        const Cap *c = &f->cap[i];
        lint_when(f, diags, c->section, c->line, &c->when);
        if (!lint_limit(f, diags, c, least, most) && sound)
            lint_idle(f, diags, c);
    }
}

/* Does a score get there by its components, or is it put there? */
static bool is_reached(const Formula *f, size_t band)
{
    double least, most, lo = f->band[band].edge;
    double hi = band + 1 < f->bands ? f->band[band + 1].edge : 101;
    formula_reach(f, &least, &most);
    bool reached = most >= lo && least < hi;
    for (size_t i = 0; i < f->caps; i++) {
        const Cap *c = &f->cap[i];
        reached |= c->kind == CAP_VETO ? c->band == band
                                       : c->limit >= lo && c->limit < hi;
    }
    return reached;
}

static void lint_reach(const Formula *f, Diags *diags)
{
    double least, most;
    formula_reach(f, &least, &most);
    for (size_t i = 0; i < f->bands; i++)
        if (f->band[i].edge <= 100 && !is_reached(f, i))
            formula_remark(f, diags, "bands",
                           f->bands_line ? f->bands_line : f->line,
                           f->band[i].name,
                           "no score reaches \"%s\": the curves give %g to %g "
                           "points",
                           f->band[i].name, least, most);
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

/* Past half a band, an account could pass through it and never be in it. */
static void lint_hysteresis(const Formula *f, Diags *diags)
{
    for (size_t i = 0; i < f->bands; i++) {
        double next = i + 1 < f->bands ? f->band[i + 1].edge : 100;
        double width = next - f->band[i].edge;
        if (width > 0 && f->hysteresis > width / 2)
            formula_remark(f, diags, "hysteresis", f->hysteresis_line,
                           "hysteresis",
                           "%g points are more than half of \"%s\", which is "
                           "%g wide",
                           f->hysteresis, f->band[i].name, width);
    }
}

/* An earlier variant that holds whenever this one does. */
static void lint_shadow(const Formula *f, Diags *diags, size_t at)
{
    const Variant *v = &f->variant[at];
    for (size_t i = 0; i < at; i++) {
        if (!when_implies(&v->when, &f->variant[i].when))
            continue;
        formula_remark(f, diags, v->section, v->line, "when",
                       "it is never reached: \"%s\" before it holds whenever "
                       "it does",
                       f->variant[i].id);
        return;
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
        else
            lint_shadow(f, diags, i);
        lint_when(f, diags, v->section, v->line, &v->when);
        if (v->finished && !v->changes)
            formula_remark(f, diags, v->section, v->line, NULL,
                           "it changes nothing");
    }
}

static void lint_inputs(const Formula *f, Diags *diags)
{
    for (size_t i = 0; i < f->inputs; i++)
        if (!f->lost && !f->input[i].used && !f->input[i].section)
            formula_remark(f, diags, "inputs", f->input[i].line,
                           f->input[i].name, "\"%s\" is never used",
                           f->input[i].name);
}

void formula_lint(Formula *f, Diags *diags, size_t errors)
{
    lint_parts(f, diags);
    lint_groups(f, diags);
    lint_bands(f, diags);
    bool sound = diags->errors == errors;
    lint_caps(f, diags, sound);
    if (sound)
        lint_reach(f, diags);
    lint_hysteresis(f, diags);
    lint_variants(f, diags);
    lint_inputs(f, diags);
}
