/* SPDX-License-Identifier: MIT
 *
 * reconcile.c: `hale reconcile --a stripe --b profitwell --period 2025-06`.
 * Two tools show two figures for the same month: which rule is to blame for
 * how much of it, and with which customers?
 *
 * What is asked becomes a list of rules (knobs that the profiles answer in
 * different ways, and that some metric here asks for), the sections that have
 * such a knob, and the period as an as-of. A section that gives an answer of
 * its own keeps it: there is nothing to explain then.
 */
#include "reconcile.h"

#include <string.h>

/* -------------------------------------------------------------- the period */

static bool number_in(Str text, int least, int most, int *out)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!hale_is_digit(text.data[i]))
            return false;
        *out = 10 * *out + (text.data[i] - '0');
    }
    return text.len && *out >= least && *out <= most;
}

/* "2025-06", "2025-Q2", "2025": its length, and the day after its end. */
static int read_period(Reconcile *r, const char *text)
{
    Str rest = str(text), part = S("");
    int year = 0, month = 1, length = 12;
    bool good = str_cut(&rest, '-', &part) && part.len == 4 &&
                number_in(part, 1970, 9998, &year);
    r->over = "year";
    if (rest.len == 2 && rest.data[0] == 'Q') {
        good &= number_in((Str){rest.data + 1, 1}, 1, 4, &month);
        month = 3 * month - 2;
        length = 3;
        r->over = "quarter";
    } else if (strlen(text) != 4) {
        good &= rest.len == 2 && number_in(rest, 1, 12, &month);
        length = 1;
        r->over = "month";
    }
    if (!good)
        return complain(EXIT_USAGE,
                        "--period: \"%s\" is no month, quarter or year such "
                        "as 2025-06, 2025-Q2 or 2025",
                        text);
    int next = month + length;
    r->as_of =
        arena_printf(r->arena, "%04d-%02d-01", next > 12 ? year + 1 : year,
                     next > 12 ? next - 12 : next);
    return 0;
}

/* ------------------------------------------------------------- the profiles */

static const Profile *read_profile(Reconcile *r, const char *option,
                                   const char *name)
{
    Diags diags = {0};
    ProfileFrom from = {.name = name, .dir = ".", .place = {option, 0, 0}};
    const Profile *p = profile_load(&from, r->arena, &diags);
    if (!p)
        diags_print(&diags, stderr);
    diags_free(&diags);
    return p;
}

/* What a profile leaves open is left to the plugins. */
static const char *answer_of(const Profile *p, size_t knob)
{
    return p->knob[knob].value ? p->knob[knob].value : KNOB_DEFAULT;
}

static bool is_alike(size_t knob, const char *a, const char *b)
{
    const char *usual = knob_usual(knob);
    if (!strcmp(a, KNOB_DEFAULT) && usual)
        a = usual;
    if (!strcmp(b, KNOB_DEFAULT) && usual)
        b = usual;
    return strcmp(a, b) == 0;
}

/* --------------------------------------------------------------- the rules */

bool reconcile_is_own(const View *v, const char *label, size_t knob)
{
    for (size_t i = 0; i < v->plan.ini.sections; i++) {
        const Section *s = &v->plan.ini.section[i];
        if (strcmp(s->label, label) == 0)
            return view_setting(s, knobs[knob].option.name) != NULL;
    }
    return false;
}

static bool is_asked_for(const Reconcile *r, const char *label)
{
    const char *name = r->args->metric, *dot = strchr(label, '.');
    return dot && (!name || strcmp(dot + 1, name) == 0);
}

static bool is_model(const char *label)
{
    return str_starts(str(label), "model.");
}

/* Does what the section says reach a figure that is asked for? A model reads
 * those of metrics. */
static bool reaches(const Reconcile *r, const char *label)
{
    const Plan *p = &r->view->plan;
    for (size_t i = 0; r->args->metric && i < p->models; i++)
        if (strcmp(p->model[i].name, r->args->metric) == 0)
            return true;
    return is_asked_for(r, label);
}

static bool has_rates(const Plan *p)
{
    for (size_t i = 0; i < p->data_sets; i++)
        if (p->data_set[i].role && !strcmp(p->data_set[i].role->name, "rates"))
            return true;
    return false;
}

/* Does anything here go by the answer? What groups own is not asked: the
 * figures are those of the company. */
static bool is_used(const Reconcile *r, size_t knob)
{
    const Plan *p = &r->view->plan;
    const char *name = knobs[knob].option.name;
    if (knobs[knob].place == KNOB_OF_PIPELINE)
        return strcmp(name, "owner") && (strcmp(name, "fx") || has_rates(p)) &&
               !reconcile_is_own(r->view, "pipeline", knob);
    for (size_t i = 0; i < p->definitions; i++) {
        const Definition *d = &p->definition[i];
        if (d->knob == knob && reaches(r, d->section) &&
            !reconcile_is_own(r->view, d->section, knob))
            return true;
    }
    return false;
}

static bool has_rule(const Reconcile *r, const char *knob)
{
    for (size_t i = 0; i < r->rules; i++)
        if (strcmp(knobs[r->rule[i].knob].option.name, knob) == 0)
            return true;
    return false;
}

static void find_rules(Reconcile *r)
{
    for (size_t k = 0; k < KNOB_COUNT; k++) {
        const char *a = answer_of(r->a, k), *b = answer_of(r->b, k);
        if (knobs[k].with && has_rule(r, knobs[k].with))
            continue; /* it goes with that one */
        if (!is_alike(k, a, b) && is_used(r, k))
            r->rule[r->rules++] = (Rule){k, a, b};
    }
}

/* Does one of the rules act on the section? One of the pipeline acts on all
 * that have a knob, and all of them on what a model reads. */
static bool is_touched(const Reconcile *r, const Definition *d)
{
    for (size_t i = 0; i < r->rules; i++) {
        size_t knob = r->rule[i].knob;
        if (knobs[knob].place == KNOB_OF_PIPELINE || is_model(d->section) ||
            (d->knob == knob && !reconcile_is_own(r->view, d->section, knob)))
            return true;
    }
    return false;
}

bool reconcile_asks(const Reconcile *r, const char *label)
{
    for (size_t i = 0; r->asked[i]; i++)
        if (strcmp(r->asked[i], label) == 0)
            return true;
    return false;
}

/* Answers with how many metrics and models have a knob at all. */
static size_t find_sections(Reconcile *r)
{
    const Plan *p = &r->view->plan;
    size_t count = 0, able = 0;
    r->asked = arena_array(r->arena, p->definitions + 1, sizeof *r->asked);
    for (size_t i = 0; i < p->definitions; i++) {
        const Definition *d = &p->definition[i];
        if (!is_asked_for(r, d->section))
            continue;
        able++;
        if (is_touched(r, d) && !reconcile_asks(r, d->section))
            r->asked[count++] = d->section;
    }
    return able;
}

/* A metric stands for itself; a model needs whatever stands above it. */
static void find_runs(Reconcile *r)
{
    const Plan *p = &r->view->plan;
    size_t n = 0;
    bool model = false;
    r->only = r->asked;
    for (size_t i = 0; r->asked[i]; i++)
        model |= is_model(r->asked[i]);
    if (!model)
        return;
    r->only =
        arena_array(r->arena, p->metrics + p->models + 1, sizeof *r->only);
    for (size_t i = 0; i < p->metrics; i++)
        r->only[n++] = p->metric[i].label;
    for (size_t i = 0; i < p->models; i++)
        r->only[n++] = p->model[i].label;
}

/* -------------------------------------------------------------- the command */

static const char *const *section_names(const Reconcile *r)
{
    const Plan *p = &r->view->plan;
    const char **name =
        arena_array(r->arena, p->metrics + p->models + 1, sizeof *name);
    for (size_t i = 0; i < p->metrics; i++)
        name[i] = p->metric[i].name;
    for (size_t i = 0; i < p->models; i++)
        name[p->metrics + i] = p->model[i].name;
    return name;
}

static int check_metric(const Reconcile *r)
{
    const char *const *names = section_names(r);
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], r->args->metric) == 0)
            return 0;
    return complain(EXIT_USAGE, "--metric: no metric \"%s\" in %s%s",
                    r->args->metric, r->view->path,
                    suggest_hint(r->arena, str(r->args->metric), names));
}

static int nothing_to_do(const Reconcile *r)
{
    if (r->args->metric)
        return complain(EXIT_USAGE,
                        "--metric: \"%s\" has no knob, so no profile changes "
                        "it",
                        r->args->metric);
    return complain(EXIT_CONFIG,
                    "no metric and no model of %s has a knob, so no profile "
                    "changes a figure",
                    r->view->path);
}

static int reconcile(Reconcile *r)
{
    int code = view_finish(r->view);
    if (!code && r->args->metric)
        code = check_metric(r);
    if (code)
        return code;
    find_rules(r);
    if (!find_sections(r))
        return nothing_to_do(r);
    find_runs(r);
    if (r->rules)
        code = reconcile_run(r);
    if (code)
        return code;
    if (r->args->json)
        reconcile_json(r);
    else
        reconcile_print(r);
    bool differs = false;
    for (size_t i = 0; i < r->figures; i++)
        differs |= figure_moved(&r->figure[i], r->rules);
    return differs && r->args->exit_code ? EXIT_NO : 0;
}

/* What can be wrong before the pipeline is looked at. */
static int read_question(Reconcile *r)
{
    const Args *args = r->args;
    if (!args->a || !args->b || !args->period)
        return complain(EXIT_USAGE,
                        "reconcile needs two profiles and a period: --a "
                        "stripe --b profitwell --period 2025-06");
    if (args->as_of)
        return complain(EXIT_USAGE, "--as-of: the end of --period is the "
                                    "as-of; leave it out");
    int code = read_period(r, args->period);
    if (code)
        return code;
    r->a = read_profile(r, "--a", args->a);
    r->b = read_profile(r, "--b", args->b);
    if (!r->a || !r->b)
        return EXIT_USAGE;
    if (strcmp(args->a, args->b) == 0)
        return complain(EXIT_USAGE,
                        "--a and --b are both %s: there is nothing to "
                        "reconcile",
                        args->a);
    return 0;
}

int command_reconcile(Args *args)
{
    Reconcile r = {.args = args, .arena = &args->arena};
    int code = read_question(&r);
    const char *path =
        code ? NULL
             : pipeline_path(args, args->operands ? args->operand[0] : NULL,
                             &code);
    if (!path)
        return code;
    View v;
    args->as_of = r.as_of;
    view_open(&v, args, path);
    r.view = &v;
    code = reconcile(&r);
    view_close(&v);
    dict_free(&r.account);
    return code;
}
