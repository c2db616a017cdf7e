/* SPDX-License-Identifier: MIT
 *
 * link.c: names become indices. The script has run; what it declared refers
 * to inputs, groups, components and bands by name. Here each name is looked
 * up once, with the nearest one in the message if it is unknown, and the tree
 * of groups is put in the order in which it is added up.
 */
#include "judge/formula.h"

#include <math.h>
#include <string.h>

typedef struct Link {
    Formula *f;
    Diags *diags;
    const char **ids; /* of components and groups, for suggestions */
    Map unknown;      /* names that were told to be no inputs */
} Link;

/* -------------------------------------------------------------- look-ups -- */

static ptrdiff_t find_part(const Formula *f, const char *id)
{
    for (size_t i = 0; i < f->parts; i++)
        if (!strcmp(f->part[i].id, id))
            return (ptrdiff_t)i;
    return -1;
}

static ptrdiff_t find_group(const Formula *f, const char *id)
{
    for (size_t i = 1; i < f->groups; i++)
        if (!strcmp(f->group[i].id, id))
            return (ptrdiff_t)i;
    return -1;
}

ptrdiff_t find_band(const Formula *f, Str name)
{
    for (size_t i = 0; i < f->bands; i++)
        if (str_is(name, f->band[i].name))
            return (ptrdiff_t)i;
    return -1;
}

/* What a misspelt word would have declared is not missed a second time. */
static void no_such(Link *l, const char *section, int line, const char *key,
                    const char *what, const char *name,
                    const char *const *names)
{
    if (!l->f->lost)
        formula_wrong(l->f, l->diags, section, line, key,
                      "there is no %s \"%s\"%s", what, name,
                      suggest_hint(&l->diags->arena, str(name), names));
}

/* The band's number; -1: told that there is none. */
static ptrdiff_t need_band(Link *l, const char *section, int line,
                           const char *key, const char *name)
{
    ptrdiff_t band = find_band(l->f, str(name));
    if (band < 0)
        no_such(l, section, line, key, "band", name, l->f->band_name);
    return band;
}

/* Is this the first time that the name is found to be no input? Then the one
 * that was meant counts as used. */
static bool is_news(Link *l, Str name)
{
    const char *meant = suggest(name, l->f->input_name);
    if (l->f->lost && !l->f->inputs) /* as all of them are */
        return false;
    if (meant)
        l->f->input[formula_input(l->f, meant)].used = true;
    if (map_get(&l->unknown, name) != MAP_NONE)
        return false;
    map_put(&l->unknown, name, 1);
    return true;
}

/* -1, told: it is not among the inputs. */
static ptrdiff_t find_input(Link *l, const char *section, int line,
                            const char *name)
{
    ptrdiff_t i = formula_input(l->f, name);
    if (i < 0 && is_news(l, str(name)))
        formula_wrong(
            l->f, l->diags, section, line, name,
            "\"%s\" is not among the inputs%s", name,
            suggest_hint(&l->diags->arena, str(name), l->f->input_name));
    return i;
}

/* The same for what counts as using the input. */
static ptrdiff_t need_input(Link *l, const char *section, int line,
                            const char *name)
{
    ptrdiff_t i = find_input(l, section, line, name);
    if (i >= 0)
        l->f->input[i].used = true;
    return i;
}

static void need_why(Link *l, const char *section, int line, const char *why,
                     bool has_value)
{
    Arena *arena = &l->diags->arena;
    const char *fault;
    Str rest = str(why ? why : ""), unknown;
    while ((fault = sentence_fault(l->f, &rest, has_value, arena, &unknown)))
        if (!unknown.len || is_news(l, unknown))
            formula_wrong(l->f, l->diags, section, line, "why", "%s", fault);
}

static void link_when(Link *l, const char *section, int line, When *when)
{
    for (size_t i = 0; i < when->clauses; i++) {
        Clause *c = &when->clause[i];
        ptrdiff_t input = need_input(l, section, line, c->name);
        c->input = input < 0 ? 0 : (size_t)input;
    }
}

static bool is_whole(Link *l, bool finished, const char *section, int line)
{
    if (!finished)
        formula_wrong(l->f, l->diags, section, line, NULL,
                      "its { ... } is missing");
    return finished;
}

/* ------------------------------------------------------------ components -- */

static size_t link_parent(Link *l, const char *section, int line,
                          const char *group)
{
    ptrdiff_t g = group ? find_group(l->f, group) : 0;
    if (g >= 0)
        return (size_t)g;
    const char **names =
        arena_array(&l->diags->arena, l->f->groups + 1, sizeof *names);
    for (size_t i = 1; i < l->f->groups; i++)
        names[i - 1] = l->f->group[i].id;
    no_such(l, section, line, "group", "group", group, names);
    return 0;
}

/* Where it belongs, and what it takes over from there. */
static void link_place(Link *l, Part *p)
{
    if (!is_whole(l, p->finished, p->section, p->line))
        return;
    p->parent = link_parent(l, p->section, p->line, p->group);
    for (size_t g = p->parent; p->policy == POLICY_NONE && g;
         g = l->f->group[g].parent) {
        p->policy = l->f->group[g].policy;
        p->policy_points = l->f->group[g].policy_points;
    }
    if (p->policy == POLICY_NONE)
        p->policy = POLICY_SKIP;
}

static void link_part(Link *l, Part *p)
{
    if (!p->finished)
        return;
    if (p->metric_name)
        p->metric = need_input(l, p->section, p->line, p->metric_name);
    if (!p->metric_name == !p->function)
        formula_wrong(l->f, l->diags, p->section, p->line,
                      p->function ? "value" : NULL,
                      p->function ? "has a metric and a value: one of them"
                                  : "needs a metric or a value");
    link_when(l, p->section, p->line, &p->when);
    need_why(l, p->section, p->line, p->why, true);
}

static void link_groups(Link *l)
{
    Formula *f = l->f;
    for (size_t i = 1; i < f->groups; i++) {
        Group *g = &f->group[i];
        if (is_whole(l, g->finished, g->section, g->line))
            g->parent = link_parent(l, g->section, g->line, g->parent_name);
    }
}

static size_t depth(const Formula *f, size_t group)
{
    size_t deep = 0;
    for (; group && deep <= f->groups; deep++)
        group = f->group[group].parent;
    return deep;
}

/* Children before parents: by depth, deepest first. */
static void order_groups(Link *l)
{
    Formula *f = l->f;
    size_t count = 0, *deep = arena_array(&f->arena, f->groups, sizeof *deep);
    f->order = arena_array(&f->arena, f->groups, sizeof *f->order);
    for (size_t i = 0; i < f->groups; i++) {
        deep[i] = depth(f, i);
        if (deep[i] <= f->groups)
            continue;
        formula_wrong(f, l->diags, f->group[i].section, f->group[i].line,
                      "group", "the group lies inside itself");
        f->group[i].parent = 0;
        deep[i] = 1;
    }
    for (size_t d = f->groups + 1; d-- > 0;)
        for (size_t i = 0; i < f->groups; i++)
            if (deep[i] == d)
                f->order[count++] = i;
}

static void link_ids(Link *l)
{
    Formula *f = l->f;
    size_t count = 0;
    Map seen = {0};
    l->ids = arena_array(&f->arena, f->parts + f->groups + 1, sizeof *l->ids);
    for (size_t i = 0; i < f->parts + f->groups - 1; i++) {
        bool part = i < f->parts;
        const Part *p = part ? &f->part[i] : NULL;
        const Group *g = part ? NULL : &f->group[i - f->parts + 1];
        const char *id = part ? p->id : g->id;
        if (map_get(&seen, str(id)) != MAP_NONE)
            formula_wrong(f, l->diags, part ? p->section : g->section,
                          part ? p->line : g->line, id,
                          "there are two components or groups \"%s\"", id);
        map_put(&seen, str(id), i);
        l->ids[count++] = id;
    }
    map_free(&seen);
}

/* -------------------------------------------------------- caps, variants -- */

static void link_cap(Link *l, Cap *c)
{
    if (!is_whole(l, c->finished, c->section, c->line))
        return;
    link_when(l, c->section, c->line, &c->when);
    need_why(l, c->section, c->line, c->why, false);
    if (!c->when.given)
        formula_wrong(l->f, l->diags, c->section, c->line, NULL,
                      "when is missing: when does it hold?");
    if (c->kind != CAP_VETO)
        return;
    ptrdiff_t band = -1;
    if (c->band_name)
        band = need_band(l, c->section, c->line, "band", c->band_name);
    else
        formula_wrong(l->f, l->diags, c->section, c->line, NULL,
                      "band is missing: which band does it force?");
    c->band = band < 0 ? 0 : (size_t)band;
}

static Setup base_setup(Formula *f)
{
    Setup s = {arena_array(&f->arena, f->parts + 1, sizeof(double)),
               arena_array(&f->arena, f->groups + 1, sizeof(double)),
               arena_array(&f->arena, f->parts + 1, sizeof(Curve *)),
               arena_array(&f->arena, f->parts + 1, sizeof(size_t))};
    for (size_t i = 0; i < f->parts; i++) {
        s.part_weight[i] = f->part[i].weight;
        s.curve[i] = f->part[i].curve;
    }
    for (size_t i = 0; i < f->groups; i++)
        s.group_weight[i] = f->group[i].weight;
    return s;
}

static void link_change(Link *l, const Variant *v, const Change *c, Setup *s)
{
    ptrdiff_t part = find_part(l->f, c->id), group = find_group(l->f, c->id);
    if (part < 0 && (group < 0 || c->curve)) {
        no_such(l, v->section, v->line, c->id, "component", c->id, l->ids);
        return;
    }
    double weight = isnan(c->weight) ? 0 : c->weight;
    if (c->curve)
        s->curve[part] = c->curve;
    else if (part >= 0)
        s->part_weight[part] = weight;
    else
        s->group_weight[group] = weight;
}

static void link_variants(Link *l)
{
    Formula *f = l->f;
    f->setup = arena_array(&f->arena, f->variants + 1, sizeof *f->setup);
    f->setup[0] = base_setup(f);
    for (size_t i = 0; i < f->variants; i++) {
        Variant *v = &f->variant[i];
        f->setup[i + 1] = base_setup(f);
        if (!is_whole(l, v->finished, v->section, v->line))
            continue;
        link_when(l, v->section, v->line, &v->when);
        for (size_t k = 0; k < v->changes; k++)
            link_change(l, v, &v->change[k], &f->setup[i + 1]);
    }
}

/* A percentile curve of a component asks for a rank before judging. */
static void link_rank(Link *l, const Setup *s, size_t i, const Curve *c)
{
    const Part *p = &l->f->part[i];
    RankWish wish = {.within = -1, .min_n = c->min_n};
    if (p->metric < 0) {
        if (p->function)
            formula_wrong(l->f, l->diags, p->section, p->line, "curve",
                          "percentile needs a metric: what a function gives is "
                          "not known of the others");
        return;
    }
    wish.input = (size_t)p->metric;
    if (c->within)
        wish.within = need_input(l, p->section, p->line, c->within);
    s->rank[i] = rank_wish(l->f, wish);
}

static void link_ranks(Link *l)
{
    Formula *f = l->f;
    for (size_t s = 0; s <= f->variants; s++)
        for (size_t i = 0; i < f->parts; i++) {
            const Curve *c = f->setup[s].curve[i];
            if (!c || c->kind != CURVE_PERCENTILE)
                continue;
            if (s && c == f->setup[0].curve[i])
                f->setup[s].rank[i] = f->setup[0].rank[i];
            else
                link_rank(l, &f->setup[s], i, c);
        }
}

/* -------------------------------------------------------------- examples -- */

static void link_given_rank(Link *l, const Example *e, GivenRank *g)
{
    ptrdiff_t part = find_part(l->f, g->id);
    bool ranked = false;
    for (size_t s = 0; part >= 0 && s <= l->f->variants; s++) {
        const Curve *c = l->f->setup[s].curve[part];
        ranked |= c && c->kind == CURVE_PERCENTILE;
    }
    g->part = part < 0 ? 0 : (size_t)part;
    if (part < 0)
        no_such(l, e->section, e->line, g->id, "component", g->id, l->ids);
    else if (!ranked)
        formula_wrong(l->f, l->diags, e->section, e->line, g->id,
                      "\"%s\" has no percentile curve", g->id);
}

static void link_variant_name(Link *l, const Example *e)
{
    const Formula *f = l->f;
    if (!e->variant || !*e->variant)
        return;
    for (size_t i = 0; i < f->variants; i++)
        if (!strcmp(f->variant[i].id, e->variant))
            return;
    formula_wrong(f, l->diags, e->section, e->line, "variant",
                  "there is no variant \"%s\"", e->variant);
}

/* An example may say band_before, whatever the score is called. */
static ptrdiff_t find_given(Link *l, const Example *e, Given *g)
{
    const Formula *f = l->f;
    if (f->hysteresis > 0 && !strcmp(g->name, "band_before"))
        g->name = f->input_name[f->band_before];
    ptrdiff_t at = find_input(l, e->section, e->line, g->name);
    if (f->hysteresis > 0 && at == (ptrdiff_t)f->band_before &&
        g->value.type == HALE_TEXT && find_band(f, g->value.as.text) < 0)
        need_band(l, e->section, e->line, "band_before", g->value.as.text.data);
    return at;
}

static void link_example(Link *l, Example *e)
{
    if (!is_whole(l, e->finished, e->section, e->line))
        return;
    for (size_t i = 0; i < e->givens; i++) {
        ptrdiff_t at = find_given(l, e, &e->given[i]);
        e->given[i].input = at < 0 ? 0 : (size_t)at;
    }
    for (size_t i = 0; i < e->ranks; i++)
        link_given_rank(l, e, &e->rank[i]);
    if (e->band && strcmp(e->band, "unknown"))
        need_band(l, e->section, e->line, "band", e->band);
    link_variant_name(l, e);
    for (size_t i = 0; i < e->missings; i++)
        if (find_part(l->f, e->missing[i]) < 0)
            no_such(l, e->section, e->line, e->missing[i], "component",
                    e->missing[i], l->ids);
}

/* ------------------------------------------------------------ properties -- */

static void link_names(Link *l, const Property *p, Names *n)
{
    n->input = arena_array(&l->f->arena, n->count + 1, sizeof *n->input);
    for (size_t i = 0; i < n->count; i++) {
        ptrdiff_t at = find_input(l, p->section, p->line, n->name[i]);
        n->input[i] = at < 0 ? 0 : (size_t)at;
    }
}

static void link_property(Link *l, Property *p)
{
    if (!is_whole(l, p->finished, p->section, p->line))
        return;
    link_names(l, p, &p->rising);
    link_names(l, p, &p->falling);
    link_names(l, p, &p->hide);
    link_names(l, p, &p->scale);
    link_names(l, p, &p->known);
    link_when(l, p->section, p->line, &p->when);
    if (p->never_name) {
        ptrdiff_t band =
            need_band(l, p->section, p->line, "never", p->never_name);
        p->never = band < 0 ? 0 : (size_t)band;
    }
}

/* ------------------------------------------------------------------ all -- */

static void name_bands(Formula *f)
{
    static const Band usual[] = {{"red", 0}, {"yellow", 50}, {"green", 75}};
    for (size_t i = 0; !f->bands_line && i < COUNT(usual); i++) {
        f->band = list_grow(&f->arena, f->band, f->bands, sizeof *f->band);
        f->band[f->bands++] = usual[i];
    }
    f->band_name = arena_array(&f->arena, f->bands + 1, sizeof *f->band_name);
    for (size_t i = 0; i < f->bands; i++)
        f->band_name[i] = f->band[i].name;
}

static void name_inputs(Formula *f)
{
    f->input_name =
        arena_array(&f->arena, f->inputs + 1, sizeof *f->input_name);
    f->input_read =
        arena_array(&f->arena, f->inputs + 1, sizeof *f->input_read);
    for (size_t i = 0; i < f->inputs; i++) {
        Input *in = &f->input[i];
        f->input_name[i] = in->name;
        in->read = script_reads(f, in->name);
        in->used |= in->read;
        f->input_read[i] = in->read;
    }
}

void formula_link(Formula *f, Diags *diags)
{
    Link l = {.f = f, .diags = diags};
    link_ids(&l);
    link_groups(&l);
    order_groups(&l);
    for (size_t i = 0; i < f->parts; i++)
        link_place(&l, &f->part[i]);
    stale_inputs(f, diags);
    hysteresis_input(f);
    name_inputs(f);
    name_bands(f);
    for (size_t i = 0; i < f->parts; i++)
        link_part(&l, &f->part[i]);
    for (size_t i = 0; i < f->caps; i++)
        link_cap(&l, &f->cap[i]);
    link_variants(&l);
    link_ranks(&l);
    for (size_t i = 0; i < f->examples; i++)
        link_example(&l, &f->example[i]);
    for (size_t i = 0; i < f->properties; i++)
        link_property(&l, &f->property[i]);
    map_free(&l.unknown);
}
