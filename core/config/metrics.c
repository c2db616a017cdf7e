/* SPDX-License-Identifier: MIT
 *
 * metrics.c: [metric.X] -> what is computed, from which rows, over which time.
 *
 * Each need of the plugin is answered by a data set: the one that `from`
 * names, else the only one of the need's role. Each column of the need
 * becomes a column kept of that data set. Then types are known, results get
 * their names, and the plugin is handed its options.
 */
#include "build.h"

#include <string.h>

enum { PERIODS_MOST = 1200 };

/* One metric while its section is read. */
typedef struct Reading {
    Build *b;
    Section *section;
    MetricPlan *metric;
    const hale_metric *plugin;
    Chosen chosen;
} Reading;

static void tell(const Reading *r, const Setting *setting, const char *what)
{
    diag_error(r->b->diags, setting->place, r->section->label, "%s = %s: %s",
               setting->key, shown(r->b, str(setting->value)), what);
}

/* ---------------------------------------------------------------- time -- */

static void read_window(const Reading *r)
{
    Setting *setting = take(r->b, r->section, "window");
    Window *w = &r->metric->window;
    if (!setting)
        return;
    if (r->plugin && !(r->plugin->flags & HALE_TAKES_WINDOW))
        tell(r, setting, "this metric looks at no window; take the line away");
    else if (strcmp(setting->value, "all") &&
             (span_parse(str(setting->value), &w->count, &w->unit) ||
              w->count < 1))
        tell(r, setting,
             "not a window such as 28d, 12h, 4w, 3m, 2q, 1y or "
             "all");
}

static void read_periods(const Reading *r)
{
    Setting *setting = take(r->b, r->section, "periods");
    MetricPlan *m = r->metric;
    Str rest, count;
    if (!setting)
        return;
    rest = str(setting->value);
    if (r->plugin && !(r->plugin->flags & HALE_TAKES_PERIODS))
        tell(r, setting, "this metric has no periods; take the line away");
    else if (!str_cut(&rest, 'x', &count) ||
             hale_read_int(str_trim(count), (hale_signs){0}, &m->periods) ||
             m->periods < 1 || m->periods > PERIODS_MOST ||
             unit_parse(str_trim(rest), &m->period))
        tell(r, setting,
             "not periods such as 24 x month (up to 1200 of day, "
             "week, month, quarter or year)");
    else if (section_find(r->section, "window"))
        tell(r, setting, "periods and a window exclude each other");
}

static bool is_figure(hale_type type)
{
    return type == HALE_INT || type == HALE_REAL || type == HALE_MONEY;
}

static void read_compare(const Reading *r)
{
    Setting *setting = take(r->b, r->section, "compare");
    MetricPlan *m = r->metric;
    size_t figures = 0;
    for (size_t i = 0; i < m->results; i++)
        figures += is_figure(m->result_type[i]);
    if (!setting)
        return;
    if (strcmp(setting->value, "previous"))
        tell(r, setting, "the only comparison is previous");
    else if (!(r->plugin->flags & HALE_TAKES_WINDOW))
        tell(r, setting,
             "this metric looks at no window, so there is none "
             "before it");
    else if (m->window.count == 0)
        tell(r, setting,
             "a window to compare with the one before it is "
             "missing, as in window = 28d");
    else if (figures == 0)
        tell(r, setting, "none of the results is a figure");
    else
        m->compare = true;
}

/* --------------------------------------------------------------- needs -- */

static hale_shape shape_needed(const hale_need *need)
{
    const Role *role = need->role ? role_find(str(need->role)) : NULL;
    return need->shape ? need->shape : role ? role->shape : 0;
}

/* "rows of role events", for messages. */
static const char *need_words(const Reading *r, const hale_need *need)
{
    static const char *const shapes[] = {[0] = "rows",
                                         [HALE_EVENT] = "events",
                                         [HALE_INTERVAL] = "intervals",
                                         [HALE_SNAPSHOT] = "snapshots",
                                         [HALE_ATTRIBUTE] = "attributes"};
    if (!need->role)
        return shapes[shape_needed(need)];
    return arena_printf(&r->b->diags->arena, "rows of role %s", need->role);
}

static ptrdiff_t named_data_set(const Reading *r, const hale_need *need,
                                const char *name)
{
    const Plan *p = r->b->plan;
    const Setting *from = section_find(r->section, "from");
    ptrdiff_t at = data_set_find(r->b, name);
    hale_shape shape = shape_needed(need);
    if (at == NONE && r->b->holes)
        return NONE;
    if (at == NONE)
        diag_error(
            r->b->diags, from->place, r->section->label,
            "from: there is no data set \"%s\"%s", shown(r->b, str(name)),
            suggest_hint(&r->b->diags->arena, str(name), data_set_names(r->b)));
    else if (shape && p->data_set[at].shape != shape) {
        diag_error(r->b->diags, from->place, r->section->label,
                   "from: the rows of \"%s\" are of another shape than the "
                   "%s that this metric reads",
                   name, need_words(r, need));
        at = NONE;
    }
    return at;
}

static bool fits(const DataSet *d, const hale_need *need)
{
    if (need->role)
        return d->role && !strcmp(d->role->name, need->role);
    return !need->shape || d->shape == need->shape;
}

/* The only data set that fits. */
static ptrdiff_t usual_data_set(const Reading *r, const hale_need *need)
{
    const Plan *p = r->b->plan;
    Text names = {0};
    ptrdiff_t found = NONE;
    size_t count = 0;
    for (size_t i = 0; i < p->data_sets; i++) {
        if (!fits(&p->data_set[i], need))
            continue;
        text_printf(&names, "%s%s", count++ ? ", " : "", p->data_set[i].name);
        found = (ptrdiff_t)i;
    }
    if (count == 0 && !r->b->holes)
        diag_error(r->b->diags, r->section->place, r->section->label,
                   "needs %s, and no input has such", need_words(r, need));
    else if (count > 1)
        diag_error(r->b->diags, r->section->place, r->section->label,
                   "several data sets hold %s: %s; say which, as in from = "
                   "%s",
                   need_words(r, need), names.data, p->data_set[found].name);
    text_free(&names);
    return count == 1 ? found : NONE;
}

static int bind_columns(const Reading *r, const hale_need *need, NeedPlan *plan)
{
    size_t count = list_count(need->columns);
    int bad = 0;
    plan->column =
        arena_array(&r->b->plan->arena, count + 1, sizeof *plan->column);
    for (size_t i = 0; i < count; i++) {
        const hale_column *c = need->columns[i];
        Wish wish = {.name = c->name,
                     .type = c->type,
                     .optional = c->flags & HALE_OPTIONAL,
                     .place = r->section->place,
                     .label = r->section->label};
        const char *named =
            plugin_named(r->b, &r->chosen, r->section, c, &wish.place);
        if (named) {
            wish.name = named;
            wish.optional = false;
        }
        plan->column[i] = column_want(r->b, plan->data_set, &wish);
        bad |= plan->column[i] == NONE && !wish.optional;
    }
    return bad ? -1 : 0;
}

static int bind_need(const Reading *r, size_t k, const char *from)
{
    const hale_need *need = r->plugin->needs[k];
    NeedPlan *plan = &r->metric->need[k];
    ptrdiff_t at =
        from ? named_data_set(r, need, from) : usual_data_set(r, need);
    *plan = (NeedPlan){.data_set = (size_t)at};
    if (at == NONE || bind_columns(r, need, plan))
        return -1;
    if (k == 0) /* a filter narrows what is measured, not what it is held to */
        plan->filters =
            filters_read(r->b, r->section, "where.", (size_t)at, &plan->filter);
    return 0;
}

static int bind_needs(const Reading *r)
{
    MetricPlan *m = r->metric;
    Setting *setting = take(r->b, r->section, "from");
    const char **from = NULL;
    size_t named = setting ? take_list(r->b, r->section, setting, &from) : 0;
    int bad = 0;
    m->needs = list_count(r->plugin->needs);
    m->need = arena_array(&r->b->plan->arena, m->needs + 1, sizeof *m->need);
    if (named > m->needs)
        tell(r, setting,
             arena_printf(&r->b->diags->arena,
                          "this metric reads %zu data set%s", m->needs,
                          m->needs == 1 ? "" : "s"));
    for (size_t i = 0; i < m->needs; i++)
        bad |= bind_need(r, i, i < named ? from[i] : NULL);
    filters_rest(r->b, r->section, "where.",
                 m->needs && !bad ? (ptrdiff_t)m->need[0].data_set : NONE);
    return bad;
}

/* ------------------------------------------------------------- results -- */

static hale_type result_type(const Reading *r, const hale_result *result)
{
    const MetricPlan *m = r->metric;
    if (result->type != HALE_SAME)
        return result->type;
    ptrdiff_t at = m->need[0].column[result->same_as];
    if (at != NONE)
        return r->b->plan->data_set[m->need[0].data_set].kept[at].type;
    diag_error(r->b->diags, r->section->place, r->section->label,
               "a result has the type of column \"%s\", which data set \"%s\" "
               "does not have",
               r->plugin->needs[0]->columns[result->same_as]->name,
               r->b->plan->data_set[m->need[0].data_set].name);
    return HALE_SAME;
}

/* Types need the needs; names do not. */
static void read_results(const Reading *r, bool bound)
{
    MetricPlan *m = r->metric;
    Arena *arena = &r->b->plan->arena;
    m->results = list_count(r->plugin->results);
    m->result_name = arena_array(arena, m->results + 1, sizeof *m->result_name);
    m->result_type = arena_array(arena, m->results + 1, sizeof *m->result_type);
    for (size_t i = 0; i < m->results; i++) {
        const hale_result *result = r->plugin->results[i];
        m->result_name[i] =
            *result->name ? arena_printf(arena, "%s_%s", m->name, result->name)
                          : m->name;
        /* An int stands in where the type cannot be known. */
        m->result_type[i] = bound ? result_type(r, result) : HALE_INT;
    }
}

static void read_metric(Build *b, Section *s)
{
    static const char *const keys[] = {"plugin",  "from",    "window",
                                       "compare", "periods", NULL};
    Plan *p = b->plan;
    MetricPlan *m = &p->metric[p->metrics++];
    Reading r = {.b = b,
                 .section = s,
                 .metric = m,
                 .chosen = plugin_choose(b, KIND_METRIC, s)};
    *m = (MetricPlan){.name = s->name,
                      .label = s->label,
                      .place = s->place,
                      .plugin = r.chosen.plugin,
                      .pack = r.chosen.pack,
                      .options = r.chosen.options};
    r.plugin = m->plugin;
    read_window(&r);
    read_periods(&r);
    if (!m->plugin) {
        b->gaps = true;
        return;
    }
    bool bound = bind_needs(&r) == 0;
    read_results(&r, bound);
    read_compare(&r);
    if (r.chosen.good && bound)
        m->config = plugin_configure(b, &r.chosen, s, m->plugin->config_size,
                                     m->plugin->configure);
    section_rest(b, s, keys, r.chosen.declared);
}

void metrics_read(Build *b)
{
    Plan *p = b->plan;
    size_t at = 0;
    Section *s;
    p->metric = arena_array(&p->arena, section_count(b, "metric") + 1,
                            sizeof *p->metric);
    while ((s = section_next(b, "metric", &at)))
        read_metric(b, s);
}
