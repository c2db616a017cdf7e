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

/* The run was made for one period: what the section says does not count. */
static void read_narrowed(const Reading *r)
{
    static const char *const keys[] = {"window", "periods", "compare"};
    MetricPlan *m = r->metric;
    Unit unit = r->b->plan->only_over;
    for (size_t i = 0; i < COUNT(keys); i++)
        take(r->b, r->section, keys[i]);
    if (r->plugin && r->plugin->flags & HALE_TAKES_PERIODS) {
        m->periods = 1;
        m->period = unit;
    } else if (r->plugin && r->plugin->flags & HALE_TAKES_WINDOW) {
        m->window = (Window){1, unit};
    }
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

static int bind_needs(const Reading *r)
{
    MetricPlan *m = r->metric;
    Needing needing = {r->b, r->section, &r->chosen, "metric"};
    const char **from;
    int bad = 0;
    m->needs = list_count(r->plugin->needs);
    m->need = arena_array(&r->b->plan->arena, m->needs + 1, sizeof *m->need);
    size_t named = needs_from(&needing, m->needs, &from);
    for (size_t i = 0; i < m->needs; i++) {
        NeedPlan *need = &m->need[i];
        int wrong = need_bind(&needing, r->plugin->needs[i],
                              i < named ? from[i] : NULL, need);
        if (i == 0 && !wrong) /* a filter narrows what is measured, not what
                               * it is held to */
            need->filters = filters_read(r->b, r->section, "where.",
                                         need->data_set, &need->filter);
        bad |= wrong;
    }
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

enum { FOR_EVER = 36600 }; /* days */

/* How far a metric with these options looks back; -1: it is not steady. */
static int64_t reach_of(const MetricPlan *m)
{
    const hale_metric *plugin = m->plugin;
    int64_t days = 0;
    if (!(plugin->flags & HALE_STEADY))
        return -1;
    crumb = (Crumb){m->label, m->pack->plugin->version, "reach", NULL, 0};
    if (plugin->reach)
        days = plugin->reach(m->config);
    crumb = (Crumb){0};
    return days < 0 || days >= FOR_EVER ? -1 : days;
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
                      .options = r.chosen.options,
                      .reach = -1};
    r.plugin = m->plugin;
    m->timeless = m->plugin && m->plugin->flags & HALE_TIMELESS;
    if (p->only_over) {
        read_narrowed(&r);
    } else {
        read_window(&r);
        read_periods(&r);
    }
    if (!m->plugin) {
        b->gaps = true;
        return;
    }
    bool bound = bind_needs(&r) == 0;
    read_results(&r, bound);
    if (!p->only_over)
        read_compare(&r);
    if (r.chosen.good && bound)
        m->config = plugin_configure(b, &r.chosen, s, m->plugin->config_size,
                                     m->plugin->configure);
    if (m->config)
        m->reach = reach_of(m);
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
