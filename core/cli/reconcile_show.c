/* SPDX-License-Identifier: MIT
 *
 * reconcile_show.c: what `hale reconcile` prints.
 *
 *     stripe -> profitwell  2025-06  acme-cs
 *
 *     movements_churn  currency/month
 *       stripe                        140.00
 *       discounts: forever -> all      -8.00  1 account
 *         delta                        -8.00
 *       flash: include -> exclude     -30.00  1 account
 *         echo                        -30.00
 *       profitwell                    102.00  -38.00
 *
 * Figures that no rule moves, rules that move no figure and answers that
 * nobody has published are a line each, so that silence is no answer.
 */
#include "reconcile.h"

#include <string.h>

enum { ACCOUNTS_SHOWN = 10 };

static void add_value(Text *out, const hale_value *v, bool sign)
{
    char number[40] = "-";
    bool up = false;
    if (!v->missing && v->type == HALE_MONEY) {
        money_format(v->as.i, 2, number);
        up = v->as.i > 0;
    } else if (!v->missing && v->type == HALE_REAL) {
        real_for_people(v->as.r, 6, number);
        up = v->as.r > 0;
    } else if (!v->missing) {
        snprintf(number, sizeof number, "%lld", (long long)v->as.i);
        up = v->as.i > 0;
    }
    text_printf(out, "%s%s", sign && up ? "+" : "", number);
}

static void add_number(Grid *g, const hale_value *v, bool sign)
{
    Text number = {0};
    add_value(&number, v, sign);
    grid_add(g, PLAIN, text_str(&number));
    text_free(&number);
}

/* ---------------------------------------------------------------- as text */

static void add_rule(Grid *g, const Reconcile *r, const Rule *rule,
                     const RulePart *e, bool adds_up)
{
    Text name = {0}, touched = {0};
    text_printf(&name, "%s: %s -> %s", knobs[rule->knob].option.name,
                rule->from, rule->to);
    if (adds_up)
        text_count(&touched, (int64_t)e->count, "account", "accounts");
    grid_add(g, PLAIN, text_str(&name));
    add_number(g, &e->part, true);
    grid_add(g, FAINT, text_str(&touched));
    size_t most = r->args->all ? e->count : ACCOUNTS_SHOWN;
    for (size_t i = 0; i < e->count && i < most; i++) {
        text_clear(&name);
        text_puts(&name, "  ");
        text_safe(&name, r->account.text[e->moved[i].account]);
        grid_add(g, FAINT, text_str(&name));
        add_number(g, &e->moved[i].part, true);
        grid_add(g, PLAIN, S(""));
    }
    if (e->count > most) {
        text_clear(&name);
        text_printf(&name, "  and %zu more with --all", e->count - most);
        grid_add(g, FAINT, text_str(&name));
        grid_add(g, PLAIN, S(""));
        grid_add(g, PLAIN, S(""));
    }
    text_free(&touched);
    text_free(&name);
}

static void print_figure(Text *out, const Reconcile *r, const Figure *f)
{
    Grid g = {0};
    Text whole = {0};
    hale_value difference = figure_difference(f, f->b, f->a);
    text_char(out, '\n');
    term_paint(out, &r->args->out, BOLD, str(f->name));
    text_printf(out, "%s%s\n", *f->unit ? "  " : "", f->unit);
    grid_begin(&g, "lrl");
    grid_add(&g, PLAIN, str(r->a->name));
    add_number(&g, &f->a, false);
    grid_add(&g, PLAIN, S(""));
    for (size_t i = 0; i < r->rules; i++)
        if (part_is_there(&f->effect[i].part) || f->effect[i].count)
            add_rule(&g, r, &r->rule[i], &f->effect[i], f->adds_up);
    add_value(&whole, &difference, true);
    grid_add(&g, PLAIN, str(r->b->name));
    add_number(&g, &f->b, false);
    grid_add(&g, PLAIN, text_str(&whole));
    grid_end(&g, out, &r->args->out, 2);
    text_free(&whole);
}

/* "Without effect: metered, trial." */
static void print_list(Text *out, const Term *term, const char *before,
                       Text *list)
{
    Text line = {0};
    if (list->len) {
        text_printf(&line, "%s.", list->data);
        term_wrap(out, term, before, text_str(&line));
    }
    text_free(&line);
    text_free(list);
}

static void add_item(Text *list, const char *item)
{
    text_printf(list, "%s%s", list->len ? ", " : "", item);
}

static bool rule_moved(const Reconcile *r, size_t rule)
{
    for (size_t i = 0; i < r->figures; i++)
        if (part_is_there(&r->figure[i].effect[rule].part) ||
            r->figure[i].effect[rule].count)
            return true;
    return false;
}

/* Sections that keep an answer of their own to what the profiles differ in. */
static void print_own(Text *out, const Reconcile *r)
{
    const Plan *p = &r->view->plan;
    Text list = {0};
    for (size_t i = 0; i < p->definitions; i++) {
        const Definition *d = &p->definition[i];
        const char *a = r->a->knob[d->knob].value;
        const char *b = r->b->knob[d->knob].value;
        if (!reconcile_is_own(r->view, d->section, d->knob) || !a || !b ||
            strcmp(a, b) == 0)
            continue;
        text_printf(&list, "%s[%s] %s = %s", list.len ? ", " : "", d->section,
                    knobs[d->knob].option.name, d->value);
    }
    print_list(out, &r->args->out, "The pipeline's own, left alone: ", &list);
}

static bool is_asked(const Reconcile *r, size_t knob)
{
    const Plan *p = &r->view->plan;
    for (size_t i = 0; i < p->definitions; i++)
        if (p->definition[i].knob == knob &&
            reconcile_asks(r, p->definition[i].section))
            return true;
    return false;
}

/* What the figures go by and a profile leaves open. */
static void print_open(Text *out, const Reconcile *r, const Profile *p)
{
    Text list = {0}, before = {0};
    for (size_t k = 0; k < KNOB_COUNT; k++)
        if (!p->knob[k].value && is_asked(r, k))
            add_item(&list, knobs[k].option.name);
    text_printf(&before,
                "Not documented for %s, so as hale does it: ", p->name);
    print_list(out, &r->args->out, before.data, &list);
    text_free(&before);
}

static void print_rest(Text *out, const Reconcile *r)
{
    Text same = {0}, idle = {0};
    text_char(out, '\n');
    for (size_t i = 0; i < r->figures; i++)
        if (!figure_moved(&r->figure[i], r->rules))
            add_item(&same, r->figure[i].name);
    for (size_t i = 0; i < r->rules; i++)
        if (!rule_moved(r, i))
            add_item(&idle, knobs[r->rule[i].knob].option.name);
    print_list(out, &r->args->out, "The same with both: ", &same);
    print_list(out, &r->args->out, "Without effect here: ", &idle);
    print_own(out, r);
    print_open(out, r, r->a);
    print_open(out, r, r->b);
    if (!r->rules)
        text_printf(out, "%s and %s answer alike what is asked here.\n",
                    r->a->name, r->b->name);
}

void reconcile_print(const Reconcile *r)
{
    Text out = {0};
    text_printf(&out, "%s -> %s  %s  ", r->a->name, r->b->name,
                r->args->period);
    text_safe(&out, str(r->view->plan.name));
    text_char(&out, '\n');
    for (size_t i = 0; i < r->figures; i++)
        if (figure_moved(&r->figure[i], r->rules))
            print_figure(&out, r, &r->figure[i]);
    if (!r->args->quiet)
        print_rest(&out, r);
    put(stdout, &out);
}

/* ---------------------------------------------------------------- as JSON */

static void json_rule(Text *out, const Reconcile *r, size_t i)
{
    const Rule *rule = &r->rule[i];
    text_printf(out, "%s{\"knob\":\"%s\"", i ? "," : "",
                knobs[rule->knob].option.name);
    json_text(out, "a", rule->from);
    json_text(out, "b", rule->to);
    text_printf(out, ",\"effect\":%s}", rule_moved(r, i) ? "true" : "false");
}

static void json_effect(Text *out, const Reconcile *r, const Figure *f,
                        size_t rule)
{
    const RulePart *e = &f->effect[rule];
    text_printf(out, "{\"knob\":\"%s\",\"part\":",
                knobs[r->rule[rule].knob].option.name);
    value_json(out, &e->part);
    text_puts(out, ",\"accounts\":[");
    for (size_t i = 0; i < e->count; i++) {
        text_puts(out, i ? ",{\"account\":" : "{\"account\":");
        text_add_json(out, r->account.text[e->moved[i].account]);
        text_puts(out, ",\"part\":");
        value_json(out, &e->moved[i].part);
        text_char(out, '}');
    }
    text_puts(out, "]}");
}

static void json_figure(Text *out, const Reconcile *r, const Figure *f)
{
    hale_value whole = figure_difference(f, f->b, f->a);
    bool any = false;
    text_puts(out, "{\"name\":");
    text_add_json(out, str(f->name));
    json_text(out, "unit", f->unit);
    text_puts(out, ",\"a\":");
    value_json(out, &f->a);
    text_puts(out, ",\"b\":");
    value_json(out, &f->b);
    text_puts(out, ",\"difference\":");
    value_json(out, &whole);
    text_puts(out, ",\"parts\":[");
    for (size_t i = 0; i < r->rules; i++) {
        if (!part_is_there(&f->effect[i].part) && !f->effect[i].count)
            continue;
        text_puts(out, any ? "," : "");
        json_effect(out, r, f, i);
        any = true;
    }
    text_puts(out, "]}");
}

void reconcile_json(const Reconcile *r)
{
    Text out = {0};
    text_puts(&out, "{\"format\":1,\"hale\":");
    text_add_json(&out, str(hale_version()));
    json_text(&out, "pipeline", r->view->plan.name);
    json_text(&out, "a", r->a->name);
    json_text(&out, "b", r->b->name);
    json_text(&out, "period", r->args->period);
    json_text(&out, "as_of", r->as_of);
    text_puts(&out, ",\"rules\":[");
    for (size_t i = 0; i < r->rules; i++)
        json_rule(&out, r, i);
    text_puts(&out, "],\"figures\":[");
    for (size_t i = 0; i < r->figures; i++) {
        text_puts(&out, i ? "," : "");
        json_figure(&out, r, &r->figure[i]);
    }
    text_puts(&out, "]}\n");
    put(stdout, &out);
}
