/* SPDX-License-Identifier: MIT
 *
 * view.c: where the pipeline is, and what it says.
 *
 * The library does the work of a run; the command line only wants to know
 * the names, formulas and outputs that it talks about. They are those of the
 * session, or, for a command that has none, the file is read for it. The clock
 * is read here and nowhere else in hale: what "today" means is an argument of
 * everything below.
 */
#include "cli/cli.h"
#include "run/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int64_t now_in_microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * HALE_SECOND + t.tv_nsec / 1000;
}

/* hale.ini here, or in the nearest folder above that has one. */
const char *pipeline_near(Arena *arena)
{
    char *here = getcwd(NULL, 0);
    size_t depth = 0;
    for (const char *c = here; c && *c; c++)
        depth += *c == '/' && c[1];
    free(here);
    Text path = {0};
    const char *found = NULL;
    for (size_t up = 0; up <= depth && !found; up++) {
        text_clear(&path);
        for (size_t i = 0; i < up; i++)
            text_puts(&path, "../");
        text_puts(&path, "hale.ini");
        if (access(path.data, F_OK) == 0)
            found = arena_strndup(arena, path.data, path.len);
    }
    text_free(&path);
    return found;
}

int file_trouble(const char *path)
{
    if (access(path, R_OK) == 0)
        return 0;
    return complain(errno == EACCES ? EXIT_NO_PERMISSION : EXIT_NO_INPUT,
                    "%s: %s", path, strerror(errno));
}

void path_show(Text *out, const char *path)
{
    char *real = realpath(path, NULL), *here = getcwd(NULL, 0);
    size_t n = real && here ? strlen(here) : 0;
    bool below = n > 1 && strncmp(real, here, n) == 0 && real[n] == '/';
    text_safe(out, str(below ? real + n + 1 : real ? real : path));
    free(real);
    free(here);
}

const char *pipeline_path(Args *args, const char *operand, int *code)
{
    if (operand && args->pipeline && strcmp(operand, args->pipeline) != 0) {
        *code = complain(EXIT_USAGE, "two pipelines: %s and --pipeline %s",
                         operand, args->pipeline);
        return NULL;
    }
    if (operand || args->pipeline) {
        const char *path = operand ? operand : args->pipeline;
        *code = file_trouble(path);
        return *code ? NULL : path;
    }
    const char *found = pipeline_near(&args->arena);
    if (!found)
        *code = complain(EXIT_NO_INPUT,
                         "no hale.ini in this folder or above; name the "
                         "pipeline: hale %s ... FILE.ini",
                         args->command->name);
    else if (args->verbose)
        fprintf(stderr, "pipeline %s\n", found);
    return found;
}

void view_open(View *v, const Args *args, const char *path)
{
    *v = (View){.path = path, .begun = true};
    PlanFrom from = {.path = path,
                     .set = args->set,
                     .as_of = args->as_of,
                     .every = args->every,
                     .now = now_in_microseconds(),
                     .threads = (unsigned)args->jobs};
    Formula *(*load)(const char *, const char *, Setting *, size_t, Diags *) =
        args->tested ? formula_load_tested : formula_load;
    plan_begin(&v->plan, &from, &v->diags);
    v->formula = xcalloc(v->plan.scores + 1, sizeof *v->formula);
    for (size_t i = 0; i < v->plan.scores; i++) {
        const ScorePlan *s = &v->plan.score[i];
        if (s->script && s->section)
            v->formula[i] = load(s->script, s->name, s->section->setting,
                                 s->section->settings, &v->diags);
        if (v->formula[i])
            formula_limits(v->formula[i], s->budget, s->memory);
    }
}

void view_of(View *v, const hale_session *h, const char *path)
{
    *v = (View){.path = path, .plan = h->plan, .formula = h->formula};
}

void view_close(View *v)
{
    if (!v->begun)
        return;
    for (size_t i = 0; i < v->plan.scores; i++)
        if (v->formula[i])
            formula_free(v->formula[i]);
    free(v->formula);
    plan_free(&v->plan);
    diags_free(&v->diags);
}

/* The names that the formulas read, NULL-ended. */
static const char **wanted_names(View *v)
{
    size_t n = 0, most = 0;
    for (size_t i = 0; i < v->plan.scores; i++)
        most += v->formula[i] ? formula_input_count(v->formula[i]) : 0;
    const char **wanted = xcalloc(most + 1, sizeof *wanted);
    for (size_t i = 0; i < v->plan.scores; i++) {
        const Formula *f = v->formula[i];
        for (size_t k = 0; f && k < formula_input_count(f); k++)
            wanted[n++] = formula_inputs(f)[k];
    }
    return wanted;
}

int view_finish(View *v)
{
    const char **wanted = wanted_names(v);
    plan_finish(&v->plan, wanted, &v->diags);
    free(wanted);
    if (!v->diags.errors)
        return 0;
    diags_sort(&v->diags);
    diags_print(&v->diags, stderr);
    return EXIT_CONFIG;
}

size_t view_count(const View *v, const char *kind)
{
    size_t n = 0;
    for (size_t i = 0; i < v->plan.ini.sections; i++)
        n += strcmp(v->plan.ini.section[i].kind, kind) == 0;
    return n;
}

const char *view_setting(const Section *s, const char *key)
{
    for (size_t i = 0; i < s->settings; i++)
        if (strcmp(s->setting[i].key, key) == 0)
            return s->setting[i].value;
    return NULL;
}

size_t view_band(const View *v, size_t score, Str band, size_t *bands)
{
    *bands = 0;
    if (score >= v->plan.scores || !v->formula[score])
        return SIZE_MAX;
    return band_place(v->formula[score], band, bands);
}

ptrdiff_t view_score(Args *args, const View *v)
{
    const char **names =
        arena_array(&args->arena, v->plan.scores + 1, sizeof *names);
    if (!args->score)
        return 0;
    for (size_t i = 0; i < v->plan.scores; i++) {
        names[i] = v->plan.score[i].name;
        if (strcmp(names[i], args->score) == 0)
            return (ptrdiff_t)i;
    }
    complain(EXIT_USAGE, "no score \"%s\" in %s%s", args->score, v->path,
             suggest_hint(&args->arena, str(args->score), names));
    return -1;
}

bool view_leads(const View *v, size_t score)
{
    const Plan *p = &v->plan;
    return p->score_set[p->score[score].set].score[0] == score;
}

size_t view_judge_at(const Told *told, size_t score, const char *account,
                     int64_t as_of)
{
    const Plan *p = &told->view->plan;
    const hale_table *t = hale_table_named(told->session, "scores");
    const hale_table_column *when = column_named(t, "as_of");
    for (size_t row = 0; t && row < t->rows; row++) {
        Str section = cell_text(column_named(t, "section"), row);
        if (when->as.i[row] != as_of ||
            !str_is(cell_text(column_named(t, "account"), row), account))
            continue;
        for (size_t i = 0; i < p->scores; i++)
            if (p->score[i].set == p->score[score].set &&
                str_is(section, p->score[i].own))
                return i;
    }
    return SIZE_MAX;
}

/* The row of "scores" about the account at the last as-of; SIZE_MAX: none. */
static size_t judged_row(const Told *told, size_t score, const char *account)
{
    const hale_table *t = hale_table_named(told->session, "scores");
    const char *name = told->view->plan.score[score].name;
    size_t first, end;
    table_last(t, hale_facts(told->session), &first, &end);
    for (size_t row = first; row < end; row++)
        if (str_is(cell_text(column_named(t, "account"), row), account) &&
            str_is(cell_text(column_named(t, "score"), row), name))
            return row;
    return SIZE_MAX;
}

size_t view_judge(const Told *told, size_t score, const char *account)
{
    const Plan *p = &told->view->plan;
    const hale_table *t = hale_table_named(told->session, "scores");
    size_t row = judged_row(told, score, account);
    for (size_t i = 0; row != SIZE_MAX && i < p->scores; i++)
        if (p->score[i].set == p->score[score].set &&
            str_is(cell_text(column_named(t, "section"), row), p->score[i].own))
            return i;
    return score;
}

const char *view_unjudged(const Told *told, size_t score, const char *account)
{
    const hale_table *t = hale_table_named(told->session, "scores");
    size_t row = judged_row(told, score, account);
    if (row == SIZE_MAX || cell_text(column_named(t, "section"), row).len)
        return NULL;
    return missing_word(cell_missing(column_named(t, "value"), row));
}

Colour band_colour(size_t place, size_t bands)
{
    if (place >= bands)
        return PLAIN;
    if (place == 0)
        return RED;
    return place + 1 == bands ? GREEN : YELLOW;
}

const char *band_sign(size_t place, size_t bands)
{
    if (place >= bands)
        return "○";
    if (place == 0)
        return "■";
    return place + 1 == bands ? "●" : "▲";
}

hale_settings session_settings(const Args *args, const char *path, Bar *bar)
{
    hale_settings settings = {
        .size = sizeof settings,
        .pipeline = path,
        .set = (const char *const *)args->set,
        .as_of = args->as_of,
        .every = args->every,
        .lock_wait = (unsigned)args->wait,
        .now = now_in_microseconds(),
        .threads = (unsigned)args->jobs,
    };
    if (bar) {
        settings.progress = bar_update;
        settings.user = bar;
    }
    return settings;
}

hale_session *session_open(const Args *args, const char *path, Bar *bar,
                           bool dry_run, const char *only)
{
    hale_settings settings = session_settings(args, path, bar);
    settings.dry_run = dry_run;
    settings.timings = args->timings;
    settings.only_account = only;
    return hale_open(&settings);
}
