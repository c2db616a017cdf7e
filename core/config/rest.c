/* SPDX-License-Identifier: MIT
 *
 * rest.c: [model.X], [score.X], [rollup.X] and [output.X].
 *
 * They read the account table, so what they need is bound to its columns
 * after it stands (models_bind, rollups_bind). The settings of a score are
 * params of its formula, which alone knows them: all but two are left as they
 * are.
 */
#include "build.h"

#include <string.h>

/* -------------------------------------------------------------- models -- */

static void read_model(Build *b, Section *s, ModelPlan *m, Chosen *chosen)
{
    static const char *const keys[] = {"plugin", NULL};
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
    if (chosen->good)
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

/* A column of the account table; what is wrong is told. */
static ptrdiff_t want_figure(Build *b, const Wish *wish, size_t before)
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

/* -------------------------------------------------------------- scores -- */

/* "red > 15%" */
static int fail_on_parse(Build *b, Str text, ScorePlan *score)
{
    Str band;
    if (!str_cut(&text, '>', &band) || str_trim(band).len == 0 ||
        percent_parse(str_trim(text), &score->fail_share))
        return -1;
    band = str_trim(band);
    score->fail_band = arena_strndup(&b->plan->arena, band.data, band.len);
    return 0;
}

static void read_score(Build *b, Section *s, ScorePlan *score)
{
    const char *script =
        take_required(b, s, "script",
                      "the file of the formula, as in script = "
                      "scripts/health.lua");
    Setting *fail_on = take(b, s, "fail_on");
    *score = (ScorePlan){
        .name = s->name, .label = s->label, .place = s->place, .section = s};
    if (script)
        score->script =
            path_real(&b->plan->arena,
                      path_join(&b->plan->arena, b->plan->ini.dir, script));
    if (fail_on && fail_on_parse(b, str(fail_on->value), score))
        diag_error(b->diags, fail_on->place, s->label,
                   "fail_on = %s is not a band and a share, as in red > 15%%",
                   shown(b, str(fail_on->value)));
    section_lines(b, s, NULL);
}

void scores_read(Build *b)
{
    Plan *p = b->plan;
    size_t at = 0;
    Section *s;
    p->score =
        arena_array(&p->arena, section_count(b, "score") + 1, sizeof *p->score);
    while ((s = section_next(b, "score", &at)))
        read_score(b, s, &p->score[p->scores++]);
}

/* ------------------------------------------------------------ roll-ups -- */

void rollups_read(Build *b)
{
    static const char *const keys[] = {"by", NULL};
    Plan *p = b->plan;
    size_t count = section_count(b, "rollup"), at = 0;
    Section *s;
    p->rollup = arena_array(&p->arena, count + 1, sizeof *p->rollup);
    b->rollup_by = arena_array(&p->arena, count + 1, sizeof *b->rollup_by);
    p->rollup[p->rollups++] =
        (RollupPlan){.name = "company", .label = "rollup.company", .by = NONE};
    while ((s = section_next(b, "rollup", &at))) {
        if (!strcmp(s->name, "company"))
            diag_error(b->diags, s->place, s->label,
                       "the roll-up of everybody is always there; take the "
                       "section away");
        if (take_required(b, s, "by",
                          "the column that groups accounts, as in by = csm"))
            b->rollup_by[p->rollups] = section_find(s, "by");
        p->rollup[p->rollups++] = (RollupPlan){
            .name = s->name, .label = s->label, .place = s->place, .by = NONE};
        section_rest(b, s, keys, NULL);
    }
}

void rollups_bind(Build *b)
{
    Plan *p = b->plan;
    for (size_t i = 1; i < p->rollups; i++) {
        RollupPlan *rollup = &p->rollup[i];
        const Setting *by = b->rollup_by[i];
        if (!by)
            continue;
        Wish wish = {.name = by->value,
                     .type = HALE_TEXT,
                     .place = by->place,
                     .label = rollup->label};
        rollup->by = want_figure(b, &wish, p->columns);
        rollup->own = rollup->by >= 0 && !strcmp(by->value, "parent") &&
                      p->column[rollup->by].origin == FROM_ROSTER;
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

static bool shares_names(const Section *s)
{
    return !strcmp(s->kind, "metric") || !strcmp(s->kind, "model") ||
           !strcmp(s->kind, "score");
}

void names_check(Build *b)
{
    const Ini *ini = &b->plan->ini;
    for (size_t i = 0; i < ini->sections; i++) {
        const Section *s = &ini->section[i];
        if (!shares_names(s))
            continue;
        if (!strcmp(s->name, "account") || !strcmp(s->name, "as_of"))
            diag_error(b->diags, s->place, s->label,
                       "every table has a column \"%s\" already; choose "
                       "another name",
                       s->name);
        for (size_t k = 0; k < i; k++)
            if (shares_names(&ini->section[k]) &&
                !strcmp(ini->section[k].name, s->name))
                diag_error(b->diags, s->place, s->label,
                           "the name is taken by [%s] in line %d: metrics, "
                           "models and scores become columns, so each needs "
                           "a name of its own",
                           ini->section[k].label, ini->section[k].place.line);
    }
}
