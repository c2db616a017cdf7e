/* SPDX-License-Identifier: MIT
 *
 * table.c: the columns of the account table, in their order.
 *
 *     attributes of the roster | metrics | models | groups | past of scores
 *
 * Attributes are those that [pipeline] lists (without a list: those that the
 * roster's inputs map), then those that formulas, roll-ups and models read
 * and nobody computes. A metric with `compare` has its results, the same over
 * the window before, and the changes. What is computed is laid out first, as
 * attributes are only those names that it does not give.
 */
#include "build.h"

#include <string.h>

/* The table under construction. */
typedef struct Layout {
    Build *b;
    AccountColumn *computed; /* of metrics and models */
    size_t count;
    size_t *kept; /* the attributes: columns of the roster */
    size_t attributes;
} Layout;

/* ------------------------------------------------------------ computed -- */

/* "currency/month" in the pipeline's own currency. */
static const char *unit_of(Build *b, const char *unit)
{
    const char *currency = b->plan->currency;
    Str u = str(unit);
    if (!*currency || !str_starts(u, "currency"))
        return unit;
    return arena_printf(&b->plan->arena, "%s%s", currency,
                        u.data + strlen("currency"));
}

static AccountColumn *add(Layout *l, Origin origin, size_t owner,
                          const hale_result *from, size_t result)
{
    AccountColumn *c = &l->computed[l->count++];
    *c = (AccountColumn){.type = from->type,
                         .unit = unit_of(l->b, from->unit),
                         .help = from->help,
                         .direction = from->direction,
                         .rollup = from->rollup,
                         .proportion = from->flags & HALE_PROPORTION,
                         .origin = origin,
                         .owner = owner,
                         .result = result};
    return c;
}

static bool is_figure(hale_type type)
{
    return type == HALE_INT || type == HALE_REAL || type == HALE_MONEY;
}

/* Which column of a block of results stands for result `wanted`. */
static size_t part_of(const MetricPlan *m, size_t block, size_t wanted,
                      bool figures)
{
    size_t at = block;
    for (size_t i = 0; i < wanted; i++)
        at += !figures || is_figure(m->result_type[i]);
    return at;
}

/* The type is known now: what is no figure neither adds up nor has a mean. */
static void set_type(AccountColumn *c, hale_type type)
{
    bool adds = c->rollup == HALE_ROLLUP_SUM || c->rollup == HALE_ROLLUP_MEAN;
    c->type = type;
    if (adds && !is_figure(type))
        c->rollup = HALE_ROLLUP_NONE;
}

/* The results, or those of the window before: only figures then. */
static void add_results(Layout *l, size_t metric, Origin origin)
{
    const MetricPlan *m = &l->b->plan->metric[metric];
    bool before = origin == FROM_BEFORE;
    size_t block = l->count;
    for (size_t i = 0; i < m->results; i++) {
        const hale_result *from = m->plugin->results[i];
        if (before && !is_figure(m->result_type[i]))
            continue;
        AccountColumn *c = add(l, origin, metric, from, i);
        c->name = m->result_name[i];
        if (before)
            c->name = arena_printf(&l->b->plan->arena, "%s_before", c->name);
        set_type(c, m->result_type[i]);
        if (from->rollup != HALE_ROLLUP_RATIO)
            continue;
        c->numerator = part_of(m, block, from->numerator, before);
        c->denominator = part_of(m, block, from->denominator, before);
    }
}

static void add_changes(Layout *l, size_t metric)
{
    const MetricPlan *m = &l->b->plan->metric[metric];
    for (size_t i = 0; i < m->results; i++) {
        if (!is_figure(m->result_type[i]))
            continue;
        AccountColumn *c =
            add(l, FROM_CHANGE, metric, m->plugin->results[i], i);
        c->name =
            arena_printf(&l->b->plan->arena, "%s_change", m->result_name[i]);
        c->type = HALE_REAL;
        c->unit = "fraction";
        c->proportion = false;
        c->rollup = HALE_ROLLUP_NONE;
    }
}

static void add_metric(Layout *l, size_t i)
{
    MetricPlan *m = &l->b->plan->metric[i];
    m->column = l->count;
    add_results(l, i, FROM_METRIC);
    if (m->compare) {
        add_results(l, i, FROM_BEFORE);
        add_changes(l, i);
    }
}

static void add_model(Layout *l, size_t i)
{
    ModelPlan *m = &l->b->plan->model[i];
    Arena *arena = &l->b->plan->arena;
    m->column = l->count;
    for (size_t k = 0; k < m->results; k++) {
        const hale_result *from = m->plugin->results[k];
        AccountColumn *c = add(l, FROM_MODEL, i, from, k);
        c->name = *from->name
                      ? arena_printf(arena, "%s_%s", m->name, from->name)
                      : m->name;
        if (from->rollup != HALE_ROLLUP_RATIO)
            continue;
        c->numerator = m->column + from->numerator;
        c->denominator = m->column + from->denominator;
    }
}

/* Figures of the account's group; what they are is known once the table
 * stands (rollups.c). */
static void add_group(Layout *l, size_t i)
{
    RollupPlan *rollup = &l->b->plan->rollup[i];
    const Giving *giving = &l->b->giving[i];
    rollup->column = l->count;
    rollup->gives = giving->count;
    for (size_t k = 0; k < giving->count; k++)
        l->computed[l->count++] = (AccountColumn){
            .name = arena_printf(&l->b->plan->arena, "%s_%s", rollup->name,
                                 giving->figure[k]),
            .rollup = HALE_ROLLUP_NONE,
            .origin = FROM_GROUP,
            .owner = i};
}

/* The past of a score; a mean of what is in points. */
static void add_trends(Layout *l, size_t i)
{
    Plan *p = l->b->plan;
    for (size_t k = 0; k < TRENDS; k++) {
        const hale_result *from = trend_result((Trend)k);
        AccountColumn *c = add(l, FROM_HISTORY, i, from, k);
        c->name =
            arena_printf(&p->arena, "%s%s", p->history.trend[i], from->name);
        c->rollup = c->type == HALE_REAL ? HALE_ROLLUP_MEAN : HALE_ROLLUP_NONE;
    }
}

static void add_computed(Layout *l)
{
    Plan *p = l->b->plan;
    size_t most = 1;
    for (size_t i = 0; i < p->metrics; i++)
        most += p->metric[i].results * 3;
    for (size_t i = 0; i < p->models; i++)
        most += p->model[i].results;
    for (size_t i = 0; i < p->rollups; i++)
        most += l->b->giving[i].count;
    most += p->history.trends * TRENDS;
    l->computed = arena_array(&l->b->plan->arena, most, sizeof *l->computed);
    for (size_t i = 0; i < p->metrics; i++)
        add_metric(l, i);
    for (size_t i = 0; i < p->models; i++)
        add_model(l, i);
    for (size_t i = 0; i < p->rollups; i++)
        add_group(l, i);
    p->history.column = l->count;
    for (size_t i = 0; i < p->history.trends; i++)
        add_trends(l, i);
}

/* ---------------------------------------------------------- attributes -- */

static void add_attribute(Layout *l, const Wish *wish)
{
    Build *b = l->b;
    size_t roster = (size_t)b->plan->roster;
    if (!strcmp(wish->name, "account"))
        return; /* it stands in every table as it is */
    ptrdiff_t at = column_want(b, roster, wish);
    for (size_t i = 0; i < l->attributes; i++)
        if ((ptrdiff_t)l->kept[i] == at)
            return;
    if (at == NONE)
        return;
    size_t count = b->plan->data_set[roster].kept_count;
    size_t *kept = arena_array(&b->plan->arena, count, sizeof *kept);
    if (l->attributes)
        memcpy(kept, l->kept, l->attributes * sizeof *kept);
    kept[l->attributes++] = (size_t)at;
    l->kept = kept;
}

/* What is read and computed by nobody, if the roster has it. */
static void add_wanted(Layout *l, const Wish *wish)
{
    Build *b = l->b;
    Wish any = *wish;
    any.type = HALE_SAME; /* the reader's own check is the better one */
    for (size_t i = 0; i < l->count; i++)
        if (!strcmp(l->computed[i].name, wish->name))
            return;
    if (b->plan->roster != NONE &&
        column_type(b, (size_t)b->plan->roster, wish->name) != HALE_SAME)
        add_attribute(l, &any);
}

static void add_listed(Layout *l, Section *s, Setting *setting)
{
    Build *b = l->b;
    const char **item;
    size_t count = take_list(b, s, setting, &item);
    if (b->plan->roster == NONE && count && !b->holes)
        diag_error(b->diags, setting->place, s->label,
                   "attributes are columns of the roster, and there is none");
    for (size_t i = 0; i < count && b->plan->roster != NONE; i++) {
        Wish wish = {
            .name = item[i], .place = setting->place, .label = s->label};
        add_attribute(l, &wish);
    }
}

/* The columns that the user took the trouble to map. */
static void add_mapped(Layout *l)
{
    static const char *const fixed[] = {"account", "time", "until", "recorded",
                                        "currency"};
    Build *b = l->b;
    for (size_t i = 0; i < b->plan->inputs; i++) {
        const Mapping *m = &b->mapping[i];
        if ((ptrdiff_t)b->plan->input[i].data_set != b->plan->roster)
            continue;
        for (size_t k = 0; k < m->count; k++) {
            Wish wish = {.name = m->mapped[k].name,
                         .optional = !*m->mapped[k].theirs,
                         .place = m->mapped[k].place,
                         .label = m->section->label};
            bool is_fixed = false;
            for (size_t f = 0; f < COUNT(fixed); f++)
                is_fixed |= !strcmp(wish.name, fixed[f]);
            if (!is_fixed)
                add_wanted(l, &wish);
        }
    }
}

/* What groups accounts, and the figures that groups give them. */
static void add_of_rollup(Layout *l, size_t i)
{
    const Setting *by = l->b->rollup_by[i];
    const Giving *giving = &l->b->giving[i];
    Wish wish = {.label = l->b->plan->rollup[i].label};
    if (by) {
        wish.name = by->value;
        wish.place = by->place;
        add_wanted(l, &wish);
    }
    for (size_t k = 0; k < giving->count; k++) {
        wish.name = giving->figure[k];
        wish.place = giving->place;
        add_wanted(l, &wish);
    }
}

static void add_attributes(Layout *l, const char *const *wanted)
{
    Build *b = l->b;
    const Plan *p = b->plan;
    size_t at = 0;
    Section *s = section_next(b, "pipeline", &at);
    Setting *setting = s ? section_find(s, "attributes") : NULL;
    if (setting)
        add_listed(l, s, setting);
    else if (p->roster != NONE)
        add_mapped(l);
    for (; wanted && *wanted; wanted++) {
        Wish wish = {.name = *wanted,
                     .place = p->scores ? p->score[0].place : (Place){0},
                     .label = "a formula"};
        add_wanted(l, &wish);
    }
    for (size_t i = 0; i < p->scores; i++)
        for (size_t k = 0; k < p->score[i].section->settings; k++) {
            Wish wish;
            if (score_wish(b, i, k, &wish))
                add_wanted(l, &wish);
        }
    for (size_t i = 1; i < p->rollups; i++)
        add_of_rollup(l, i);
    for (size_t i = 0; i < p->models; i++)
        for (size_t k = 0; k < p->model[i].needs; k++) {
            Wish wish = model_wish(b, i, k);
            add_wanted(l, &wish);
        }
}

/* --------------------------------------------------------------- joined -- */

static AccountColumn attribute_column(const Layout *l, size_t kept)
{
    Build *b = l->b;
    const Kept *k = &b->plan->data_set[b->plan->roster].kept[kept];
    bool sums = k->type == HALE_MONEY || !strcmp(k->name, "seats");
    return (AccountColumn){
        .name = k->name,
        .type = k->type,
        .unit = k->type == HALE_MONEY ? unit_of(b, "currency") : NULL,
        .rollup = sums ? HALE_ROLLUP_SUM : HALE_ROLLUP_NONE,
        .origin = FROM_ROSTER,
        .owner = kept};
}

static void join(Layout *l)
{
    Plan *p = l->b->plan;
    size_t shift = l->attributes;
    p->columns = shift + l->count;
    p->column = arena_array(&p->arena, p->columns + 1, sizeof *p->column);
    for (size_t i = 0; i < shift; i++)
        p->column[i] = attribute_column(l, l->kept[i]);
    for (size_t i = 0; i < l->count; i++) {
        AccountColumn *c = &p->column[shift + i];
        *c = l->computed[i];
        c->numerator += c->rollup == HALE_ROLLUP_RATIO ? shift : 0;
        c->denominator += c->rollup == HALE_ROLLUP_RATIO ? shift : 0;
    }
    for (size_t i = 0; i < p->metrics; i++)
        p->metric[i].column += shift;
    for (size_t i = 0; i < p->models; i++)
        p->model[i].column += shift;
    for (size_t i = 0; i < p->rollups; i++)
        p->rollup[i].column += shift;
    p->history.column += shift;
}

/* The section that gives a column, and where it stands. */
static const char *section_of(const Build *b, const AccountColumn *c,
                              Place *place)
{
    const Plan *p = b->plan;
    size_t at = 0;
    const Section *pipeline = section_next(b, "pipeline", &at);
    switch (c->origin) {
    case FROM_HISTORY:
        *place = p->history.place;
        return "history";
    case FROM_MODEL:
        *place = p->model[c->owner].place;
        return p->model[c->owner].label;
    case FROM_ROSTER:
        *place = pipeline ? pipeline->place : (Place){0};
        return "pipeline";
    case FROM_GROUP:
        *place = b->giving[c->owner].place;
        return p->rollup[c->owner].label;
    default:
        *place = p->metric[c->owner].place;
        return p->metric[c->owner].label;
    }
}

/* Do two sections of one name give it as such? Then names_check tells. */
static bool named_alike(const AccountColumn *a, const char *section,
                        const AccountColumn *b, const char *other)
{
    return a->origin != FROM_GROUP && b->origin != FROM_GROUP &&
           !strcmp(section + strcspn(section, "."),
                   other + strcspn(other, "."));
}

static void tell_taken(Build *b, Place place, const char *label,
                       const char *column, const char *giver)
{
    diag_error(b->diags, place, label,
               "gives the column \"%s\", which %s gives already: choose "
               "another name",
               column, giver);
}

static const char *in_line(Build *b, const char *label, Place place)
{
    return arena_printf(&b->diags->arena, "[%s] in line %d", label, place.line);
}

static void check_pair(Build *b, const AccountColumn *c,
                       const AccountColumn *first)
{
    Place here, there;
    const char *label = section_of(b, c, &here);
    const char *other = section_of(b, first, &there);
    if (!named_alike(c, label, first, other))
        tell_taken(b, here, label, c->name,
                   first->origin == FROM_ROSTER ? "the roster"
                                                : in_line(b, other, there));
}

/* A score becomes columns too. */
static bool is_of_score(const char *column, const ScorePlan *s)
{
    static const char *const suffix[] = {"", "_band", "_coverage", "_reasons"};
    size_t len = strlen(s->name);
    if (strncmp(column, s->name, len))
        return false;
    for (size_t i = 0; i < COUNT(suffix); i++)
        if (!strcmp(column + len, suffix[i]))
            return true;
    return false;
}

static void check_score(Build *b, const AccountColumn *c, const ScorePlan *s)
{
    Place place;
    const char *label = section_of(b, c, &place);
    const char *own = label + strcspn(label, ".");
    if (c->origin == FROM_ROSTER)
        tell_taken(b, s->place, s->label, c->name, "the roster");
    else if (c->origin == FROM_GROUP || !*own || strcmp(own + 1, s->name))
        tell_taken(b, place, label, c->name, in_line(b, s->label, s->place));
}

static void check_scores(Build *b, const AccountColumn *c)
{
    const Plan *p = b->plan;
    for (size_t i = 0; i < p->scores; i++)
        if (is_of_score(c->name, &p->score[i])) {
            check_score(b, c, &p->score[i]);
            return;
        }
}

/* Is "health_band" a score, beside "health"? */
static void check_among_scores(Build *b)
{
    const ScorePlan *s = b->plan->score;
    for (size_t i = 0; i < b->plan->scores; i++)
        for (size_t k = 0; k < b->plan->scores; k++)
            if (strcmp(s[i].name, s[k].name) && is_of_score(s[i].name, &s[k]))
                tell_taken(b, s[i].place, s[i].label, s[i].name,
                           in_line(b, s[k].label, s[k].place));
}

static void check_names(Build *b)
{
    const AccountColumn *c = b->plan->column;
    for (size_t i = 0; i < b->plan->columns; i++) {
        for (size_t k = 0; k < i; k++)
            if (!strcmp(c[i].name, c[k].name))
                check_pair(b, &c[i], &c[k]);
        check_scores(b, &c[i]);
    }
    check_among_scores(b);
}

void table_build(Build *b, const char *const *wanted)
{
    Layout l = {.b = b};
    add_computed(&l);
    add_attributes(&l, wanted);
    join(&l);
    check_names(b);
}
