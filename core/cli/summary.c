/* SPDX-License-Identifier: MIT
 *
 * summary.c: a run in five lines.
 *
 *     hale 0.1.0  acme-cs as of 2025-12-31 Europe/Berlin
 *       read     accounts 214 · usage 1,204,331 rows                 1.9 s
 *       metrics  11 computed for 214 accounts                        0.3 s
 *       scores   health: 26 red · 54 yellow · 128 green · 6 unknown  0.1 s
 *       wrote    out/accounts.csv 214 · scores.csv 214 rows           0.1 s
 *
 * Rows that were left out are told, and only when there are some. With more
 * than one as-of date, bands are counted at the last one.
 */
#include "cli/cli.h"

#include <string.h>

enum { BANDS_MOST = 16 };

typedef struct Line {
    Grid *grid;
    const Told *told;
} Line;

static void add_line(const Line *l, const char *word, Text *text,
                     hale_phase phase)
{
    char seconds[32] = "";
    if (phase)
        snprintf(seconds, sizeof seconds, "%.1f s",
                 bar_seconds(l->told->bar, phase));
    grid_add(l->grid, PLAIN, str(word));
    grid_add(l->grid, PLAIN, text_str(text));
    grid_add(l->grid, FAINT, str(seconds));
    text_free(text);
}

static void add_dot(Text *t)
{
    if (t->len)
        text_puts(t, " · ");
}

static void head(Text *out, const Term *term, const Told *told)
{
    const hale_run *run = hale_facts(told->session);
    Text name = {0};
    text_safe(&name, str(run->pipeline));
    char when[40] = "";
    if (run->as_of_count)
        time_format(told->view->plan.zone, run->as_of[run->as_of_count - 1],
                    when);
    text_printf(out, "hale %s  ", hale_version());
    term_paint(out, term, BOLD, text_str(&name));
    text_printf(out, "  as of %s %s", when, run->timezone);
    if (run->as_of_count > 1)
        text_printf(out, " (the last of %zu dates)", run->as_of_count);
    if (run->profile && *run->profile) {
        text_puts(out, "  profile ");
        text_safe(out, str(run->profile));
    }
    text_puts(out, told->args->dry_run ? "  dry run\n" : "\n");
    text_free(&name);
}

static void add_read(const Line *l)
{
    Text t = {0};
    const hale_table *in = hale_table_named(l->told->session, "inputs");
    const hale_table_column *name = column_named(in, "input");
    const hale_table_column *rows = column_named(in, "rows_read");
    for (size_t i = 0; in && i < in->rows; i++) {
        char count[32];
        count_format((int64_t)cell_number(rows, i), count);
        add_dot(&t);
        text_safe(&t, cell_text(name, i));
        text_printf(&t, " %s", count);
    }
    text_puts(&t, t.len ? " rows" : "nothing");
    add_line(l, "read", &t, HALE_PHASE_READ);
}

/* A line for each input that has rows left out. */
static void add_left_out(const Line *l)
{
    static const struct {
        const char *column, *what;
    } kind[] = {
        {"rejected", "could not be used"},
        {"orphans", "of accounts not in the roster"},
        {"duplicates",
         "of accounts named before; a list with dates maps column.time"},
        {"excluded", "of accounts that the roster leaves out"},
        {"unknown_yet", "recorded too late to be known"},
        {"outside", "outside of all windows"},
    };
    const hale_table *in = hale_table_named(l->told->session, "inputs");
    const hale_table_column *name = column_named(in, "input");
    for (size_t i = 0; in && i < in->rows; i++) {
        Text t = {0};
        for (size_t k = 0; k < COUNT(kind); k++) {
            const hale_table_column *c = column_named(in, kind[k].column);
            double n = cell_number(c, i);
            if (!(n > 0))
                continue;
            add_dot(&t);
            text_count(&t, (int64_t)n, "row ", "rows ");
            text_puts(&t, kind[k].what);
        }
        if (!t.len)
            continue;
        Text line = {0};
        text_safe(&line, cell_text(name, i));
        text_printf(&line, ": %s", t.data);
        text_free(&t);
        add_line(l, "", &line, 0);
    }
}

/* A line for each input that says how old it may be. */
static void add_ages(const Line *l)
{
    const char *word = "ages";
    for (size_t i = 0; i < l->told->view->plan.inputs; i++) {
        Text words = {0}, safe = {0};
        if (age_text(&words, l->told, i)) {
            text_safe(&safe, text_str(&words));
            add_line(l, word, &safe, 0);
            word = "";
        }
        text_free(&words);
    }
}

static void add_metrics(const Line *l)
{
    Text t = {0};
    const View *v = l->told->view;
    size_t first, end, models = view_count(v, "model");
    table_last(hale_table_named(l->told->session, "accounts"),
               hale_facts(l->told->session), &first, &end);
    text_count(&t, (int64_t)view_count(v, "metric"), "metric", "metrics");
    if (models) {
        text_puts(&t, ", ");
        text_count(&t, (int64_t)models, "model", "models");
    }
    text_puts(&t, " for ");
    text_count(&t, (int64_t)(end - first), "account", "accounts");
    add_line(l, "metrics", &t, HALE_PHASE_MEASURE);
}

/* Accounts by band at the last as-of; count[bands] is unknown. */
static size_t count_bands(const Told *told, size_t score, size_t *count)
{
    Text column = {0};
    const hale_table *t = hale_table_named(told->session, "accounts");
    size_t first, end, bands = 0;
    text_printf(&column, "%s_band", told->view->plan.score[score].name);
    const hale_table_column *band = column_named(t, column.data);
    text_free(&column);
    memset(count, 0, (BANDS_MOST + 1) * sizeof *count);
    view_band(told->view, score, S(""), &bands);
    if (bands > BANDS_MOST)
        bands = BANDS_MOST;
    table_last(t, hale_facts(told->session), &first, &end);
    for (size_t row = first; row < end; row++) {
        size_t all;
        size_t place = view_band(told->view, score, cell_text(band, row), &all);
        count[place < bands ? place : bands]++;
    }
    return bands;
}

static void add_score(const Line *l, size_t score)
{
    Text t = {0};
    size_t count[BANDS_MOST + 1];
    const Told *told = l->told;
    const Formula *f = told->view->formula[score];
    size_t bands = count_bands(told, score, count);
    const Plan *p = &told->view->plan;
    bool alone = p->score_set[p->score[score].set].scores == 1;
    const char *version = f && alone ? formula_version(f) : NULL;
    text_puts(&t, told->view->plan.score[score].name);
    if (version && *version)
        text_printf(&t, " %s", version);
    text_char(&t, ':');
    for (size_t b = 0; f && b < bands; b++)
        text_printf(&t, "%s%zu %s", b ? " · " : " ", count[b],
                    formula_bands(f)[b]);
    text_printf(&t, "%s%zu unknown", bands ? " · " : " ", count[bands]);
    add_line(l, score ? "" : "scores", &t, score ? 0 : HALE_PHASE_JUDGE);
}

static void add_wrote(const Line *l)
{
    bool dry = l->told->args->dry_run;
    size_t outputs = dry ? 0 : l->told->view->plan.outputs;
    for (size_t i = 0; i < outputs; i++) {
        Text t = {0};
        wrote_print(&t, l->told, i);
        add_line(l, i ? "" : "wrote", &t, i ? 0 : HALE_PHASE_WRITE);
    }
    if (!outputs) {
        Text t = {0};
        text_puts(&t, dry ? "nothing, as asked" : "nothing: no [output.*]");
        add_line(l, "wrote", &t, dry ? 0 : HALE_PHASE_WRITE);
    }
}

static void add_history(const Line *l)
{
    const HistoryPlan *history = &l->told->view->plan.history;
    Text t = {0};
    if (!history->on || l->told->args->dry_run)
        return;
    if (history->path)
        path_show(&t, history->path);
    else
        text_puts(&t, history_label(history));
    add_line(l, "history", &t, 0);
}

void summary_print(Text *out, const Term *term, const Told *told)
{
    Grid grid = {0};
    Line line = {&grid, told};
    head(out, term, told);
    grid_begin(&grid, "lLr");
    add_read(&line);
    add_left_out(&line);
    add_ages(&line);
    add_metrics(&line);
    for (size_t i = 0; i < told->view->plan.scores; i++)
        if (view_leads(told->view, i))
            add_score(&line, i);
    add_wrote(&line);
    add_history(&line);
    grid_end(&grid, out, term, 2);
}

void summary_json(Text *out, const Told *told)
{
    for (size_t s = 0; s < told->view->plan.scores; s++) {
        size_t count[BANDS_MOST + 1];
        if (!view_leads(told->view, s))
            continue;
        const Formula *f = told->view->formula[s];
        size_t bands = count_bands(told, s, count);
        if (s)
            text_char(out, ',');
        text_add_json(out, str(told->view->plan.score[s].name));
        text_puts(out, ":{");
        for (size_t b = 0; f && b < bands; b++) {
            text_add_json(out, str(formula_bands(f)[b]));
            text_printf(out, ":%zu,", count[b]);
        }
        text_printf(out, "\"unknown\":%zu}", count[bands]);
    }
}
