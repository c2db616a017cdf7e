/* SPDX-License-Identifier: MIT
 *
 * session.c: hale.h. One pipeline, from its file to its tables.
 *
 * Opening reads the pipeline, loads plugins and formulas and gathers every
 * mistake; nothing fails early. Checking opens the inputs and looks at their
 * columns. Running does the rest. Messages are kept until the session is
 * closed, and the later calls of a session that has errors do nothing but
 * repeat the exit code.
 */
#include "run/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------- formulas -- */

static const char *const score_keys[] = {"script",   "as",      "only",
                                         "weigh_by", "fail_on", "budget",
                                         "memory",   "where",   NULL};

/* A param cannot be called what means something to every score. */
static void check_reserved(hale_session *h, const ScorePlan *s,
                           const Formula *f)
{
    for (size_t i = 0; score_keys[i]; i++)
        if (formula_has_param(f, score_keys[i]))
            diag_error(&h->diags, s->place, s->label,
                       "%s has a param \"%s\", which is a setting of every "
                       "score: choose another name for it",
                       s->script, score_keys[i]);
}

/* Settings of a score that neither the core nor its formula knows. */
static void check_params(hale_session *h, const ScorePlan *s)
{
    for (size_t i = 0; i < s->section->settings; i++) {
        const Setting *setting = &s->section->setting[i];
        if (!setting->used && !str_starts(str(setting->key), "where."))
            diag_error(&h->diags, setting->place, s->label,
                       "unknown key \"%s\": it is neither a setting of a "
                       "score nor a param of %s%s",
                       setting->key, s->script,
                       suggest_hint(&h->arena, str(setting->key), score_keys));
    }
}

static void load_formulas(hale_session *h)
{
    Plan *plan = &h->plan;
    h->formula = arena_array(&h->arena, plan->scores + 1, sizeof *h->formula);
    for (size_t i = 0; i < plan->scores; i++) {
        ScorePlan *s = &plan->score[i];
        if (!s->script)
            continue;
        if (access(s->script, R_OK)) {
            diag_error(&h->diags, s->place, s->label, "script: %s: %s",
                       s->script, strerror(errno));
            continue;
        }
        h->formula[i] = formula_load(s->script, s->name, s->section->setting,
                                     s->section->settings, &h->diags);
        if (!h->formula[i])
            continue;
        formula_limits(h->formula[i], s->budget, s->memory);
        check_params(h, s);
        check_reserved(h, s, h->formula[i]);
    }
}

/* Everything that formulas read, NULL-ended. */
static const char *const *wanted(hale_session *h)
{
    size_t n = 0;
    for (size_t i = 0; i < h->plan.scores; i++)
        if (h->formula[i])
            n += formula_input_count(h->formula[i]);
    const char **name = arena_array(&h->arena, n + 1, sizeof *name);
    n = 0;
    for (size_t i = 0; i < h->plan.scores; i++)
        for (const char *const *input =
                 h->formula[i] ? formula_inputs(h->formula[i]) : name + n;
             *input; input++)
            name[n++] = *input;
    return name;
}

static bool has_band(const Formula *f, const char *band)
{
    for (const char *const *b = formula_bands(f); *b; b++)
        if (!strcmp(*b, band))
            return true;
    return false;
}

static bool same_bands(const Formula *a, const Formula *b)
{
    const char *const *x = formula_bands(a), *const *y = formula_bands(b);
    while (*x && *y && !strcmp(*x, *y)) {
        x++;
        y++;
    }
    return !*x && !*y;
}

static const char *listed(Arena *arena, const char *const *names)
{
    const char *all = "";
    for (; *names; names++)
        all = arena_printf(arena, "%s%s%s", all, *all ? ", " : "", *names);
    return all;
}

/* A column has one kind of values, whichever section gave them. */
static void check_bands(hale_session *h, const ScoreSet *set)
{
    const ScorePlan *first = &h->plan.score[set->score[0]];
    const Formula *a = h->formula[set->score[0]];
    for (size_t i = 1; a && i < set->scores; i++) {
        const ScorePlan *s = &h->plan.score[set->score[i]];
        const Formula *b = h->formula[set->score[i]];
        if (b && !same_bands(a, b))
            diag_error(&h->diags, s->place, s->label,
                       "its bands are %s, those of [%s] in line %d are %s: "
                       "sections of one score need the same bands in the same "
                       "order",
                       listed(&h->arena, formula_bands(b)), first->label,
                       first->place.line, listed(&h->arena, formula_bands(a)));
    }
}

static void bind_formulas(hale_session *h)
{
    Plan *plan = &h->plan;
    FactInfo *fact = arena_array(&h->arena, plan->columns + 1, sizeof *fact);
    for (size_t c = 0; c < plan->columns; c++)
        fact[c] = (FactInfo){plan->column[c].name, plan->column[c].type,
                             plan->column[c].unit, plan->column[c].direction,
                             plan->column[c].help};
    for (size_t i = 0; i < plan->scores; i++) {
        const ScorePlan *s = &plan->score[i];
        if (!h->formula[i])
            continue;
        formula_bind(h->formula[i], fact, plan->columns, &h->diags);
        if (s->fail_band && !has_band(h->formula[i], s->fail_band))
            diag_error(&h->diags, s->place, s->label,
                       "fail_on: the formula has no band \"%s\"%s",
                       s->fail_band,
                       suggest_hint(&h->arena, str(s->fail_band),
                                    formula_bands(h->formula[i])));
    }
    for (size_t i = 0; i < plan->score_sets; i++)
        check_bands(h, &plan->score_set[i]);
}

/* ------------------------------------------------------------- messages -- */

void messages_tell(hale_session *h)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    diags_sort(&h->diags);
    text_clear(&h->messages);
    text_clear(&h->messages_json);
    diags_json(&h->diags, &h->messages_json);
    if (out) {
        diags_print(&h->diags, out);
        fclose(out);
        text_add(&h->messages, (Str){text, len});
    }
    free(text);
}

const char *hale_messages(const hale_session *h)
{
    return h->messages.data ? h->messages.data : "";
}

const char *hale_messages_json(const hale_session *h)
{
    return h->messages_json.data;
}

/* ----------------------------------------------------------------- open -- */

hale_session *hale_open(const hale_settings *settings)
{
    hale_session *h = xcalloc(1, sizeof *h);
    size_t known = sizeof h->settings;
    if (settings->size < known)
        known = settings->size; /* an older caller has fewer members */
    memcpy(&h->settings, settings, known);
    PlanFrom from = {.path = h->settings.pipeline,
                     .set = h->settings.set,
                     .as_of = h->settings.as_of,
                     .every = h->settings.every,
                     .now = h->settings.now,
                     .threads = h->settings.threads,
                     .only = h->settings.only,
                     .only_over = h->settings.only_over};
    plan_begin(&h->plan, &from, &h->diags);
    h->plan.asked = h->settings.only_account;
    load_formulas(h);
    plan_finish(&h->plan, wanted(h), &h->diags);
    bind_formulas(h);
    if (!h->diags.errors)
        tables_check(&h->plan, &h->diags);
    h->planned = h->diags.errors == 0;
    h->facts =
        (hale_run){.size = sizeof h->facts,
                   .pipeline = h->plan.name,
                   .version = HALE_VERSION_TEXT,
                   .timezone = h->plan.zone ? zone_name(h->plan.zone) : "",
                   .currency = h->plan.currency,
                   .as_of = h->plan.as_of,
                   .as_of_count = h->plan.as_ofs,
                   .profile = h->plan.profile ? h->plan.profile->name : ""};
    messages_tell(h);
    return h;
}

void hale_close(hale_session *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->blocks; i++)
        arena_free(&h->verdicts[i]);
    free(h->verdicts);
    if (h->ran) {
        measured_free(&h->measured);
        store_free(&h->store);
    }
    for (size_t i = 0; i < h->plan.scores; i++)
        if (h->formula[i])
            formula_free(h->formula[i]);
    plan_free(&h->plan);
    diags_free(&h->diags);
    text_free(&h->messages);
    text_free(&h->messages_json);
    arena_free(&h->arena);
    free(h);
    atomic_store(&stop_requested, 0); /* it was meant for this session */
}

/* ---------------------------------------------------------- check, run -- */

int hale_session_check(hale_session *h)
{
    if (!h->planned)
        return EXIT_CONFIG;
    if (!h->connected) {
        plan_connect(&h->plan, &h->diags);
        h->connected = true;
        messages_tell(h);
    }
    if (!h->diags.errors)
        return 0;
    return h->plan.connect_code ? h->plan.connect_code : EXIT_CONFIG;
}

int hale_session_run(hale_session *h)
{
    int code = hale_session_check(h);
    if (code || h->ran)
        return code ? code : h->error.code;
    h->ran = true;
    code = run_pipeline(h);
    if (h->error.code)
        diag_error(&h->diags, (Place){0}, NULL, "%s", h->error.message);
    messages_tell(h);
    return code;
}

void hale_stop(void)
{
    atomic_store(&stop_requested, 1);
}

size_t hale_error_count(const hale_session *h)
{
    return h->diags.errors;
}

size_t hale_warning_count(const hale_session *h)
{
    return h->diags.warnings;
}

/* --------------------------------------------------------------- tables -- */

size_t hale_table_count(const hale_session *h)
{
    return h->tables;
}

const hale_table *hale_table_at(const hale_session *h, size_t i)
{
    return i < h->tables ? &h->table[i]->face : NULL;
}

const hale_table *hale_table_named(const hale_session *h, const char *name)
{
    for (size_t i = 0; i < h->tables; i++)
        if (!strcmp(h->table[i]->name, name))
            return &h->table[i]->face;
    return NULL;
}

int hale_newest(const hale_session *h, const char *column, int64_t *time)
{
    const Measured *m = &h->measured;
    bool noted = m->newest && m->accounts;
    ptrdiff_t at = noted ? table_find(m->accounts, column) : -1;
    if (at < 0 || (size_t)at >= ACCOUNT_FIXED + h->plan.columns ||
        m->newest[at] == INT64_MIN)
        return -1;
    *time = m->newest[at];
    return 0;
}

const hale_run *hale_facts(const hale_session *h)
{
    return &h->facts;
}

size_t hale_published(const hale_session *h)
{
    return h->published;
}

const char *hale_version(void)
{
    return HALE_VERSION_TEXT;
}
