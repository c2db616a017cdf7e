/* SPDX-License-Identifier: MIT
 *
 * changed.c: the change of a score, told.
 *
 * Effects that would print as 0 are left out of the text; the JSON has all of
 * them, with all their digits.
 */
#include "cli/change.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- in words */

static void percent_text(Text *out, double share)
{
    char number[32];
    real_for_people(100 * share, 0, number);
    text_printf(out, "%s %%", number);
}

static void weight_words(Text *out, const PartVerdict *was,
                         const PartVerdict *is)
{
    if (was->share == 0 && was->value.missing)
        text_puts(out, "was not known");
    else if (is->share == 0 && is->value.missing)
        text_puts(out, "is not known any more");
    else
        text_printf(out, "counts for %s",
                    is->share > was->share ? "more" : "less");
    if (is->fade < was->fade)
        text_puts(out, ", its value is old");
}

static void add_value_effect(Grid *g, const PartVerdict *was,
                             const PartVerdict *is, Text *from, Text *words)
{
    points_text(from, was);
    text_puts(from, " -> ");
    points_text(from, is);
    text_safe(words, str(is->why));
    grid_add(g, PLAIN, text_str(from));
}

static void add_weight_effect(Grid *g, const PartVerdict *was,
                              const PartVerdict *is, Text *from, Text *words)
{
    percent_text(from, was->share);
    text_puts(from, " -> ");
    percent_text(from, is->share);
    weight_words(words, was, is);
    grid_add(g, FAINT, text_str(from));
}

static void add_part(Grid *g, const Change *c, const ScoreEffect *e)
{
    const PartVerdict *was = &c->bridge.part[e->at];
    const PartVerdict *is = &c->after.verdict.part[e->at];
    Text name = {0}, from = {0}, words = {0};
    part_label(&name, is);
    grid_add(g, PLAIN, text_str(&name));
    if (e->of == EFFECT_VALUE)
        add_value_effect(g, was, is, &from, &words);
    else
        add_weight_effect(g, was, is, &from, &words);
    effect_add(g, e->points);
    grid_add(g, PLAIN, text_str(&words));
    text_free(&name);
    text_free(&from);
    text_free(&words);
}

static void add_limits(Grid *g, const Change *c, double points)
{
    Text words = {0};
    limits_text(&words, &c->bridge, &c->after.verdict);
    grid_add(g, PLAIN, S("limits"));
    grid_add(g, PLAIN, S(""));
    effect_add(g, points);
    grid_add(g, PLAIN, text_str(&words));
    text_free(&words);
}

static void add_formula(Grid *g, const Change *c)
{
    Text words = {0};
    if (!change_of_formula(c) || !change_is_split(c))
        return;
    text_safe(&words, str(formula_title(c->before.c.formula)));
    text_puts(&words, " ");
    text_safe(&words, str(formula_version(c->before.c.formula)));
    text_puts(&words, " -> ");
    text_safe(&words, str(formula_title(c->formula)));
    text_puts(&words, " ");
    text_safe(&words, str(formula_version(c->formula)));
    grid_add(g, PLAIN, S("formula"));
    grid_add(g, PLAIN, S(""));
    effect_add(g, change_by_formula(c));
    grid_add(g, PLAIN, text_str(&words));
    text_free(&words);
}

static void heads(Grid *g, const char *const *head, size_t n)
{
    for (size_t i = 0; i < n; i++)
        grid_add(g, FAINT, str(head[i]));
}

static void print_parts(Text *out, const Term *term, const Change *c)
{
    static const char *const head[] = {"component", "", "effect",
                                       "now in words"};
    Grid g = {0};
    if (!c->parts && !change_of_formula(c))
        return;
    grid_begin(&g, "llrL");
    heads(&g, head, COUNT(head));
    add_formula(&g, c);
    for (size_t i = 0; i < c->parts; i++) {
        if (!effect_shows(c->part[i].points))
            continue;
        if (c->part[i].of == EFFECT_LIMITS)
            add_limits(&g, c, c->part[i].points);
        else
            add_part(&g, c, &c->part[i]);
    }
    grid_end(&g, out, term, 2);
}

static void add_input(Grid *g, const Change *c, size_t input)
{
    Text values = {0};
    const Zone *zone = c->told->view->plan.zone;
    grid_add(g, PLAIN, str(formula_inputs(c->formula)[input]));
    value_show(&values, &c->then[input], zone);
    text_puts(&values, " -> ");
    value_show(&values, &c->after.fact[input], zone);
    grid_add(g, PLAIN, text_str(&values));
    text_free(&values);
}

static void print_inputs(Text *out, const Term *term, const Change *c)
{
    static const char *const head[] = {"figure", "", "effect"};
    Grid g = {0};
    if (!c->inputs)
        return;
    grid_begin(&g, "lLr");
    heads(&g, head, COUNT(head));
    for (size_t i = 0; i < c->inputs; i++) {
        if (!effect_shows(c->input[i].points))
            continue;
        add_input(&g, c, c->input[i].at);
        effect_add(&g, c->input[i].points);
    }
    grid_end(&g, out, term, 2);
}

/* What is known on one side only. */
static void print_gone(Text *out, const Term *term, const Change *c,
                       const hale_value *has, const hale_value *lacks,
                       const char *before)
{
    Text names = {0};
    for (size_t i = 0; i < formula_input_count(c->formula); i++)
        if (!has[i].missing && lacks[i].missing)
            text_printf(&names, "%s%s", names.len ? ", " : "",
                        formula_inputs(c->formula)[i]);
    if (names.len)
        term_wrap(out, term, before, text_str(&names));
    text_free(&names);
}

/* Why one side has no verdict at all; false: both have one. */
static bool print_absent(Text *out, const Change *c)
{
    char date[40];
    const Side *s = c->before.judged ? &c->after : &c->before;
    if (s->judged)
        return false;
    time_format(c->told->view->plan.zone, s->as_of, date);
    text_printf(out, "  %s at %s\n",
                s->there ? "no formula is for the account"
                         : "the account is not there",
                date);
    return true;
}

static void print_unsplit(Text *out, const Term *term, const Change *c)
{
    if (print_absent(out, c))
        return;
    if (c->before.verdict.known && !c->bridge.known)
        text_puts(out, "  the formula of now has no score for the earlier "
                       "figures, so the change cannot be divided\n");
    else
        text_puts(out, "  without two scores there is no change to divide\n");
    print_gone(out, term, c, c->after.fact, c->then, "  known now: ");
    print_gone(out, term, c, c->then, c->after.fact, "  not known any more: ");
}

static void print_head(Text *out, const Term *term, const Change *c)
{
    char from[40], to[40];
    Text name = {0};
    const Zone *zone = c->told->view->plan.zone;
    text_safe(&name, str(c->account));
    term_paint(out, term, BOLD, text_str(&name));
    text_printf(out, "  %s  ", c->score);
    verdict_head(out, term, c->before.c.formula, &c->before.verdict);
    text_puts(out, " -> ");
    verdict_head(out, term, c->formula, &c->after.verdict);
    difference_text(out, &c->before.verdict, &c->after.verdict);
    time_format(zone, c->before.as_of, from);
    time_format(zone, c->after.as_of, to);
    text_printf(out, "\n  %s -> %s\n", from, to);
    text_free(&name);
}

/* The report has another score then than the formula says. */
static void print_by_hand(Text *out, const Term *term, const Change *c,
                          const Side *s)
{
    char date[40], number[32] = "";
    Text line = {0};
    const hale_table *t = hale_table_named(c->told->session, "scores");
    if (s->by_hand == SIZE_MAX)
        return;
    time_format(c->told->view->plan.zone, s->as_of, date);
    double score = cell_number(column_named(t, "value"), s->by_hand);
    if (!isnan(score))
        real_for_people(score, 1, number);
    text_printf(&line, "at %s it was set by hand to %s%s", date, number,
                *number ? " " : "");
    text_safe(&line, cell_text(column_named(t, "band"), s->by_hand));
    text_puts(&line, "; this is about what the formula says");
    term_wrap(out, term, "  ", text_str(&line));
    text_free(&line);
}

void change_print(const Change *c)
{
    Text out = {0};
    const Term *term = &c->told->args->out;
    print_head(&out, term, c);
    print_by_hand(&out, term, c, &c->before);
    print_by_hand(&out, term, c, &c->after);
    print_parts(&out, term, c);
    print_inputs(&out, term, c);
    if (!change_is_split(c))
        print_unsplit(&out, term, c);
    else if (!c->parts && !c->inputs && !change_of_formula(c))
        text_puts(&out, "  nothing that counts has changed\n");
    else if (!c->input)
        text_puts(&out, "  the figures changed together: no order of them "
                        "has a score at each step\n");
    put(stdout, &out);
}

/* -------------------------------------------------------------------- JSON */

static void json_side(Text *out, const char *name, const Side *s)
{
    char date[40];
    time_format_utc(s->as_of, date);
    text_printf(out,
                ",\"%s\":{\"as_of\":\"%s\",\"there\":%s,\"by_hand\":%s,"
                "\"verdict\":",
                name, date, s->there ? "true" : "false",
                s->by_hand != SIZE_MAX ? "true" : "false");
    verdict_json(out, &s->verdict);
    text_char(out, '}');
}

static void json_part(Text *out, const Change *c, const ScoreEffect *e)
{
    static const char *const of[] = {"value", "weight", "limits", "input"};
    bool limits = e->of == EFFECT_LIMITS;
    text_printf(out, "{\"of\":\"%s\"", of[e->of]);
    json_text(out, "component", limits ? NULL : c->bridge.part[e->at].id);
    json_number(out, "points", e->points);
    text_char(out, '}');
}

static void json_input(Text *out, const Change *c, const ScoreEffect *e)
{
    text_puts(out, "{\"input\":");
    text_add_json(out, str(formula_inputs(c->formula)[e->at]));
    text_puts(out, ",\"from\":");
    value_json(out, &c->then[e->at]);
    text_puts(out, ",\"to\":");
    value_json(out, &c->after.fact[e->at]);
    json_number(out, "points", e->points);
    text_char(out, '}');
}

static void json_effects(Text *out, const Change *c, const char *name,
                         const ScoreEffect *e, size_t count,
                         void each(Text *, const Change *, const ScoreEffect *))
{
    text_printf(out, ",\"%s\":", name);
    if (!e) {
        text_puts(out, "null");
        return;
    }
    text_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        text_puts(out, i ? "," : "");
        each(out, c, &e[i]);
    }
    text_char(out, ']');
}

void change_json(const Change *c)
{
    Text out = {0};
    text_puts(&out, "{\"format\":1,\"hale\":");
    text_add_json(&out, str(hale_version()));
    json_text(&out, "account", c->account);
    json_text(&out, "score", c->score);
    json_side(&out, "before", &c->before);
    json_side(&out, "after", &c->after);
    json_number(&out, "change",
                c->before.verdict.known && c->after.verdict.known
                    ? c->after.verdict.score - c->before.verdict.score
                    : (double)NAN);
    json_number(&out, "formula",
                !change_is_split(c)    ? (double)NAN
                : change_of_formula(c) ? change_by_formula(c)
                                       : 0);
    json_effects(&out, c, "by_component", c->part, c->parts, json_part);
    json_effects(&out, c, "by_figure", c->input, c->inputs, json_input);
    text_puts(&out, "}\n");
    put(stdout, &out);
}
