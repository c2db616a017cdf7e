/* SPDX-License-Identifier: MIT
 *
 * rest.c: [model.X] and [output.X].
 *
 * Models read the account table, so what they need is bound to its columns
 * after it stands (models_bind).
 */
#include "build.h"

#include <string.h>

/* -------------------------------------------------------------- models -- */

/* The side tables that a model reads; -1: told as wrong. */
static int bind_sides(Build *b, Section *s, ModelPlan *m, const Chosen *chosen)
{
    Needing needing = {b, s, chosen, "model"};
    const char **from;
    int bad = 0;
    m->sides = list_count(m->plugin->sides);
    m->side = arena_array(&b->plan->arena, m->sides + 1, sizeof *m->side);
    size_t named = needs_from(&needing, m->sides, &from);
    for (size_t i = 0; i < m->sides; i++)
        bad |= need_bind(&needing, m->plugin->sides[i],
                         i < named ? from[i] : NULL, &m->side[i]);
    return bad;
}

static void read_model(Build *b, Section *s, ModelPlan *m, Chosen *chosen)
{
    static const char *const keys[] = {"plugin", "from", NULL};
    *chosen = plugin_choose(b, KIND_MODEL, s);
    *m = (ModelPlan){.name = s->name,
                     .label = s->label,
                     .place = s->place,
                     .plugin = chosen->plugin,
                     .pack = chosen->pack,
                     .options = chosen->options};
    if (!m->plugin) {
        b->gaps = true;
        return;
    }
    m->needs = list_count(m->plugin->needs);
    m->results = list_count(m->plugin->results);
    m->need = arena_array(&b->plan->arena, m->needs + 1, sizeof *m->need);
    bool bound = bind_sides(b, s, m, chosen) == 0;
    if (chosen->good && bound)
        m->config = plugin_configure(b, chosen, s, m->plugin->config_size,
                                     m->plugin->configure);
    section_rest(b, s, keys, chosen->declared);
}

void models_read(Build *b)
{
    Plan *p = b->plan;
    size_t count = section_count(b, "model"), at = 0;
    Section *s;
    p->model = arena_array(&p->arena, count + 1, sizeof *p->model);
    b->model = arena_array(&p->arena, count + 1, sizeof *b->model);
    b->model_section =
        arena_array(&p->arena, count + 1, sizeof *b->model_section);
    while ((s = section_next(b, "model", &at))) {
        b->model_section[p->models] = s;
        read_model(b, s, &p->model[p->models], &b->model[p->models]);
        p->models++;
    }
}

/* All names of the account table's columns, for suggestions. */
static const char *const *table_names(const Build *b)
{
    const Plan *p = b->plan;
    const char **name =
        arena_array(&b->diags->arena, p->columns + 1, sizeof *name);
    for (size_t i = 0; i < p->columns; i++)
        name[i] = p->column[i].name;
    return name;
}

ptrdiff_t want_figure(Build *b, const Wish *wish, size_t before)
{
    const Plan *p = b->plan;
    ptrdiff_t at = plan_column(p, wish->name);
    const AccountColumn *c = at == NONE ? NULL : &p->column[at];
    if (!c && !wish->optional && !b->gaps && !b->holes)
        diag_error(
            b->diags, wish->place, wish->label,
            "needs \"%s\", which no metric gives and the roster does "
            "not have%s",
            wish->name,
            suggest_hint(&b->diags->arena, str(wish->name), table_names(b)));
    else if (c && (size_t)at >= before && c->origin == FROM_HISTORY)
        diag_error(b->diags, wish->place, wish->label,
                   "needs \"%s\" of [history]: the past of a score is known "
                   "to formulas and roll-ups only",
                   wish->name);
    else if (c && (size_t)at >= before && c->origin == FROM_GROUP)
        diag_error(b->diags, wish->place, wish->label,
                   "needs \"%s\" of [%s]: figures of groups are known to "
                   "formulas only, as models come before them",
                   wish->name, p->rollup[c->owner].label);
    else if (c && (size_t)at >= before)
        diag_error(b->diags, wish->place, wish->label,
                   "needs \"%s\" of [%s] in line %d: a model reads what "
                   "stands above it, so put that first",
                   wish->name, p->model[c->owner].label,
                   p->model[c->owner].place.line);
    else if (c && wish->type != HALE_SAME && wish->type != c->type)
        diag_error(b->diags, wish->place, wish->label,
                   "needs \"%s\" as %s, but it is %s", wish->name,
                   type_name(wish->type), type_name(c->type));
    return at;
}

Wish model_wish(Build *b, size_t model, size_t need)
{
    const ModelPlan *m = &b->plan->model[model];
    const hale_column *c = m->plugin->needs[need];
    Wish wish = {.name = c->name,
                 .type = c->type,
                 .optional = c->flags & HALE_OPTIONAL,
                 .place = m->place,
                 .label = m->label};
    const char *named = plugin_named(b, &b->model[model],
                                     b->model_section[model], c, &wish.place);
    if (named) {
        wish.name = named;
        wish.optional = false;
    }
    return wish;
}

void models_bind(Build *b)
{
    Plan *p = b->plan;
    for (size_t i = 0; i < p->models; i++) {
        ModelPlan *m = &p->model[i];
        for (size_t k = 0; k < m->needs; k++) {
            Wish wish = model_wish(b, i, k);
            m->need[k] = want_figure(b, &wish, m->column);
        }
        for (size_t k = 0; k < m->results; k++) {
            const hale_result *result = m->plugin->results[k];
            ptrdiff_t like =
                result->type == HALE_SAME ? m->need[result->same_as] : NONE;
            if (like != NONE)
                p->column[m->column + k].type = p->column[like].type;
        }
    }
}

/* ------------------------------------------------------------- outputs -- */

static bool is_pattern(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_*?") == strlen(s);
}

static void read_tables(Build *b, Section *s, OutputPlan *o)
{
    static const char *usual[] = {"accounts", NULL};
    Setting *setting = take(b, s, "tables");
    o->tables = usual;
    o->table_count = 1;
    if (!setting)
        return;
    o->table_count = take_list(b, s, setting, &o->tables);
    if (o->table_count == 0)
        diag_error(b->diags, setting->place, s->label,
                   "tables is empty: name some, as in tables = accounts, "
                   "scores");
    for (size_t i = 0; i < o->table_count; i++)
        if (!is_pattern(o->tables[i]))
            diag_error(b->diags, setting->place, s->label,
                       "tables: \"%s\" is no name of a table, nor a pattern "
                       "such as rollup_*",
                       shown(b, str(o->tables[i])));
}

void outputs_read(Build *b)
{
    static const char *const keys[] = {"plugin", "tables", NULL};
    Plan *p = b->plan;
    size_t at = 0;
    Section *s;
    p->output = arena_array(&p->arena, section_count(b, "output") + 1,
                            sizeof *p->output);
    while ((s = section_next(b, "output", &at))) {
        Chosen chosen = plugin_choose(b, KIND_OUTPUT, s);
        OutputPlan *o = &p->output[p->outputs++];
        *o = (OutputPlan){.name = s->name,
                          .label = s->label,
                          .place = s->place,
                          .plugin = chosen.plugin,
                          .pack = chosen.pack,
                          .options = chosen.options};
        read_tables(b, s, o);
        if (chosen.plugin)
            section_rest(b, s, keys, chosen.declared);
    }
}

/* --------------------------------------------------------------- names -- */

/* What a section is called in the account table. */
static const char *name_of(Section *s)
{
    const Setting *as = strcmp(s->kind, "score") ? NULL : section_find(s, "as");
    return as ? as->value : s->name;
}

/* Two sections of one score: the name is theirs together. */
static bool gives_same(const Section *a, const Section *b)
{
    return !strcmp(a->kind, "score") && !strcmp(b->kind, "score") &&
           strcmp(a->name, b->name);
}

static bool shares_names(const Section *s)
{
    return !strcmp(s->kind, "metric") || !strcmp(s->kind, "model") ||
           !strcmp(s->kind, "score");
}

void names_check(Build *b)
{
    const Ini *ini = &b->plan->ini;
    for (size_t i = 0; i < ini->sections; i++) {
        Section *s = &ini->section[i];
        if (!shares_names(s))
            continue;
        const char *name = name_of(s);
        if (!strcmp(name, "account") || !strcmp(name, "as_of"))
            diag_error(b->diags, s->place, s->label,
                       "every table has a column \"%s\" already; choose "
                       "another name",
                       name);
        for (size_t k = 0; k < i; k++) {
            Section *other = &ini->section[k];
            if (shares_names(other) && !strcmp(name_of(other), name) &&
                !gives_same(other, s))
                diag_error(b->diags, s->place, s->label,
                           "the name is taken by [%s] in line %d: metrics, "
                           "models and scores become columns, so each needs "
                           "a name of its own",
                           other->label, other->place.line);
        }
    }
}
