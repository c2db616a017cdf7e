/* SPDX-License-Identifier: MIT
 *
 * figures.c: what a formula read of an account, and where that comes from.
 *
 *     active_users  18  users   events since 2025-12-03, newest 2025-12-30
 *     seats         40  seats   accounts
 *     mrr_before   900          subscriptions 2025-11-05 to 2025-12-03
 *
 * A figure of a metric names the data set of its rows and the span in which
 * they count, and the day of the newest of them, or which input was too old to
 * rest it on; one of the roster is as that says at the as-of.
 */
#include "cli/cli.h"

#include <string.h>

/* ----------------------------------------------------------- where from -- */

typedef struct Source { /* of a column of the account table */
    const char *from;   /* "roster", "metric", "model", "rollup", "history" */
    const char *plugin; /* "usage.active_users"; NULL: none */
    const char *data;   /* a data set, or the table of a roll-up; or NULL */
    int64_t begin, end; /* INT64_MIN: no begin; begin > end: no span */
    int64_t newest;     /* of its rows; INT64_MIN: there is none */
    const char *stale;  /* why it is not known: what is too old; or "" */
} Source;

static void of_metric(Source *s, const Told *told, const AccountColumn *c)
{
    const Plan *plan = &told->view->plan;
    const MetricPlan *m = &plan->metric[c->owner];
    const hale_run *run = hale_facts(told->session);
    int64_t count = m->window.count;
    s->from = "metric";
    s->plugin = arena_printf(&told->args->arena, "%s.%s", m->pack->plugin->name,
                             m->plugin->name);
    if (m->needs && m->need[0].data_set < plan->data_sets)
        s->data = plan->data_set[m->need[0].data_set].name;
    s->end = run->as_of[run->as_of_count - 1];
    s->begin = INT64_MIN;
    if (m->periods)
        s->begin = period_start(plan->zone, s->end - 1, m->period);
    else if (count)
        s->begin = span_move(plan->zone, s->end, -count, m->window.unit);
    if (c->origin == FROM_METRIC || !count)
        return;
    if (c->origin == FROM_BEFORE)
        s->end = s->begin;
    s->begin = span_move(plan->zone,
                         hale_facts(told->session)->as_of[run->as_of_count - 1],
                         -2 * count, m->window.unit);
}

static Source source_of(const Told *told, const char *column)
{
    const Plan *plan = &told->view->plan;
    Source s = {.from = "score", .begin = 1, .end = 0, .stale = ""};
    ptrdiff_t at = plan_column(plan, column);
    if (hale_newest(told->session, column, &s.newest))
        s.newest = INT64_MIN;
    if (at < 0)
        return s;
    const AccountColumn *c = &plan->column[at];
    Text stale = {0};
    stale_text(&stale, told, c);
    s.stale =
        arena_printf(&told->args->arena, "%s", stale.len ? stale.data : "");
    text_free(&stale);
    switch (c->origin) {
    case FROM_ROSTER:
        s.from = "roster";
        if (plan->roster >= 0)
            s.data = plan->data_set[plan->roster].name;
        break;
    case FROM_MODEL:
        s.from = "model";
        s.plugin = arena_printf(&told->args->arena, "%s.%s",
                                plan->model[c->owner].pack->plugin->name,
                                plan->model[c->owner].plugin->name);
        break;
    case FROM_HISTORY:
        s.from = "history";
        break;
    case FROM_GROUP:
        s.from = "rollup";
        s.data = arena_printf(&told->args->arena, "rollup_%s",
                              plan->rollup[c->owner].name);
        break;
    default:
        of_metric(&s, told, c);
    }
    return s;
}

static void span_text(Text *out, const Told *told, const Source *s)
{
    char begin[40], end[40];
    const Zone *zone = told->view->plan.zone;
    const hale_run *run = hale_facts(told->session);
    if (s->begin >= s->end || s->begin == INT64_MIN)
        return;
    time_format(zone, s->begin, begin);
    time_format(zone, s->end, end);
    if (s->end == run->as_of[run->as_of_count - 1])
        text_printf(out, " since %s", begin);
    else
        text_printf(out, " %s to %s", begin, end);
}

static void source_text(Text *out, const Told *told, const Source *s)
{
    char day[16];
    if (*s->stale) {
        text_puts(out, "stale: ");
        text_safe(out, str(s->stale));
        return;
    }
    text_puts(out, s->data ? s->data : s->plugin ? s->plugin : s->from);
    span_text(out, told, s);
    if (s->newest == INT64_MIN)
        return;
    period_label(told->view->plan.zone, s->newest, UNIT_DAY, day);
    text_printf(out, ", newest %s", day);
}

static void source_json(Text *out, const Source *s)
{
    char date[40];
    text_printf(out, "{\"from\":\"%s\"", s->from);
    if (s->plugin)
        text_printf(out, ",\"plugin\":\"%s\"", s->plugin);
    if (s->data)
        text_printf(out, ",\"data\":\"%s\"", s->data);
    if (s->begin < s->end && s->begin != INT64_MIN) {
        time_format_utc(s->begin, date);
        text_printf(out, ",\"begin\":\"%s\"", date);
    }
    if (s->begin < s->end) {
        time_format_utc(s->end, date);
        text_printf(out, ",\"end\":\"%s\"", date);
    }
    if (s->newest != INT64_MIN) {
        time_format_utc(s->newest, date);
        text_printf(out, ",\"newest\":\"%s\"", date);
    }
    if (*s->stale)
        json_text(out, "stale", s->stale);
    text_char(out, '}');
}

/* -------------------------------------------------------------- figures -- */

/* Does the column belong to a score? Those are told by parts.c. */
static bool is_of_score(const View *v, Str column)
{
    static const char *const suffix[] = {"", "_band", "_coverage", "_reasons"};
    for (size_t s = 0; s < v->plan.scores; s++) {
        const char *name = v->plan.score[s].name;
        size_t n = strlen(name);
        for (size_t i = 0; str_starts(column, name) && i < COUNT(suffix); i++)
            if (str_is((Str){column.data + n, column.len - n}, suffix[i]))
                return true;
    }
    return false;
}

static bool is_read_by(const Formula *f, const char *column)
{
    for (size_t i = 0; i < formula_input_count(f); i++)
        if (strcmp(formula_inputs(f)[i], column) == 0)
            return true;
    return false;
}

static void add_figure(Grid *g, const Told *told, const hale_table_column *c,
                       size_t row)
{
    Text text = {0};
    Source source = source_of(told, c->name);
    cell_show(&text, c, row, told->view->plan.zone);
    grid_add(g, PLAIN, str(c->name));
    grid_add(g, cell_missing(c, row) ? FAINT : PLAIN, text_str(&text));
    grid_add(g, FAINT, str(c->unit));
    text_clear(&text);
    source_text(&text, told, &source);
    grid_add(g, FAINT, text_str(&text));
    text_free(&text);
}

void figures_print(Text *out, const Term *term, const Told *told, size_t score,
                   size_t row)
{
    const hale_table *t = hale_table_named(told->session, "accounts");
    const View *v = told->view;
    int64_t more = 0;
    Grid g = {0};
    grid_begin(&g, "lrlL");
    for (size_t i = 2; i < t->columns; i++) { /* after as_of and account */
        const hale_table_column *c = t->column[i];
        if (is_of_score(v, str(c->name)))
            continue;
        if (told->args->verbose || is_read_by(v->formula[score], c->name))
            add_figure(&g, told, c, row);
        else
            more++;
    }
    text_puts(out, told->args->verbose ? "\n  What is known of it\n"
                                       : "\n  What the formula read\n");
    grid_end(&g, out, term, 4);
    if (!more)
        return;
    text_puts(out, "    and ");
    text_count(out, more, "figure", "figures");
    text_puts(out, " more with --verbose\n");
}

void figures_origins(Text *out, const Told *told, size_t score)
{
    const Formula *f = told->view->formula[score];
    text_char(out, '{');
    for (size_t i = 0; i < formula_input_count(f); i++) {
        Source source = source_of(told, formula_inputs(f)[i]);
        text_puts(out, i ? "," : "");
        text_add_json(out, str(formula_inputs(f)[i]));
        text_char(out, ':');
        source_json(out, &source);
    }
    text_char(out, '}');
}
