/* SPDX-License-Identifier: MIT
 *
 * verdict.c: a verdict that no run has stored.
 *
 *     ■ 29.3 red   coverage 75 %: no value for nps
 *       adoption  lost 40  25% of paid seats active in 30 days
 *       support   lost 12  8 tickets per 100 seats
 *
 * `hale try` and `hale whatif` call the judge themselves; what a run has
 * judged is told by parts.c, from its tables. Here the components come with
 * the largest loss first, those without a value last.
 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

size_t band_place(const Formula *f, Str band, size_t *bands)
{
    size_t place = SIZE_MAX, n = 0;
    const char *const *name = formula_bands(f);
    for (; name[n]; n++)
        if (str_is(band, name[n]))
            place = n;
    *bands = n;
    return place;
}

/* "■ 29.3 red" */
void verdict_head(Text *out, const Term *term, const Formula *f,
                  const Verdict *v)
{
    size_t bands;
    Text head = {0};
    char number[32] = "no score";
    size_t place = band_place(f, str(v->band), &bands);
    if (v->known)
        real_for_people(v->score, 1, number);
    text_printf(&head, "%s %s%s", band_sign(place, bands), number,
                v->known ? " " : "");
    text_safe(&head, str(v->known ? v->band : ""));
    term_paint(out, term, band_colour(place, bands), text_str(&head));
    text_free(&head);
}

static bool counts(const PartVerdict *p)
{
    return p->weight > 0;
}

static void print_coverage(Text *out, const Verdict *v)
{
    char number[32];
    size_t n = 0;
    if (v->error)
        return;
    if (v->missing == HALE_NOT_COVERED) {
        text_puts(out, "   no component is for this account");
        return;
    }
    text_puts(out, "   ");
    if (*v->variant) {
        text_puts(out, "variant ");
        text_safe(out, str(v->variant));
        text_puts(out, ", ");
    }
    real_for_people(100 * v->coverage, 0, number);
    text_printf(out, "coverage %s %%", number);
    for (size_t i = 0; i < v->parts; i++)
        if (counts(&v->part[i]) && v->part[i].value.missing) {
            text_puts(out, n++ ? ", " : ": no value for ");
            text_safe(out, str(v->part[i].id));
        }
    if (!v->known)
        text_puts(out, "; too little for a score");
}

static double loss_of(const PartVerdict *p)
{
    return p->value.missing ? -1 : p->lost;
}

/* The components that count, largest loss first. */
static size_t in_order(const Verdict *v, const PartVerdict **order)
{
    size_t n = 0;
    for (size_t i = 0; i < v->parts; i++) {
        if (!counts(&v->part[i]))
            continue;
        size_t at = n++;
        for (; at && loss_of(order[at - 1]) < loss_of(&v->part[i]); at--)
            order[at] = order[at - 1];
        order[at] = &v->part[i];
    }
    return n;
}

void part_label(Text *out, const PartVerdict *p)
{
    if (*p->group) {
        text_safe(out, str(p->group));
        text_char(out, '/');
    }
    text_safe(out, str(*p->label ? p->label : p->id));
}

static void add_loss(Grid *g, const PartVerdict *p)
{
    Text words = {0}, loss = {0};
    char number[32];
    real_for_people(p->lost, 1, number);
    text_printf(&loss, p->share > 0 ? "lost %s" : "left out", number);
    text_safe(&words, str(p->why));
    if (p->value.missing)
        text_printf(&words, "%snot known: %s", words.len ? "; " : "",
                    missing_word(p->value.missing));
    grid_add(g, PLAIN, text_str(&loss));
    grid_add(g, p->value.missing ? FAINT : PLAIN, text_str(&words));
    text_free(&words);
    text_free(&loss);
}

static void print_limits(Text *out, const Term *term, const Verdict *v)
{
    for (size_t i = 0; i < v->caps; i++) {
        Text words = {0};
        text_printf(&words, "%s \"", v->cap[i].kind);
        text_safe(&words, str(v->cap[i].id));
        text_puts(&words, *v->cap[i].why ? "\": " : "\"");
        text_safe(&words, str(v->cap[i].why));
        term_wrap(out, term, "  ", text_str(&words));
        text_free(&words);
    }
    if (v->caps) {
        char number[32];
        real_for_people(v->raw, 1, number);
        text_printf(out, "  without that: %s\n", number);
    }
}

void verdict_print(Text *out, const Term *term, const Formula *f,
                   const Verdict *v)
{
    Grid g = {0};
    Arena arena = {0};
    const PartVerdict **order =
        arena_array(&arena, v->parts + 1, sizeof *order);
    verdict_head(out, term, f, v);
    print_coverage(out, v);
    text_char(out, '\n');
    if (v->held)
        text_printf(out, "  %s\n", v->held);
    grid_begin(&g, "llL");
    size_t n = v->error ? 0 : in_order(v, order);
    for (size_t i = 0; i < n; i++) {
        Text name = {0};
        part_label(&name, order[i]);
        grid_add(&g, PLAIN, text_str(&name));
        add_loss(&g, order[i]);
        text_free(&name);
    }
    grid_end(&g, out, term, 2);
    print_limits(out, term, v);
    arena_free(&arena);
}

/* ----------------------------------------------------------------- JSON -- */

/* A text of a verdict: none is an empty one. */
static const char *said(const char *text)
{
    return text ? text : "";
}

static void json_part(Text *out, const PartVerdict *p)
{
    text_puts(out, "{\"component\":");
    text_add_json(out, str(p->id));
    json_text(out, "group", said(p->group));
    text_puts(out, ",\"value\":");
    value_json(out, &p->value);
    json_number(out, "points", p->points);
    json_number(out, "weight", p->weight);
    json_number(out, "share", p->share);
    json_number(out, "lost", p->lost);
    json_text(out, "missing",
              p->value.missing ? missing_word(p->value.missing) : "");
    json_text(out, "why", said(p->why));
    text_char(out, '}');
}

void verdict_json(Text *out, const Verdict *v)
{
    text_puts(out, "{\"band\":");
    text_add_json(out, str(v->band));
    json_number(out, "value", v->known ? v->score : (double)NAN);
    json_number(out, "raw", v->known ? v->raw : (double)NAN);
    json_number(out, "coverage", v->error ? (double)NAN : v->coverage);
    json_text(out, "variant", said(v->variant));
    json_text(out, "held", said(v->held));
    text_puts(out, ",\"limits\":[");
    for (size_t i = 0; i < v->caps; i++) {
        text_printf(out, "%s{\"kind\":\"%s\"", i ? "," : "", v->cap[i].kind);
        json_text(out, "name", said(v->cap[i].id));
        json_number(out, "limit", v->cap[i].limit);
        json_text(out, "why", said(v->cap[i].why));
        text_char(out, '}');
    }
    text_puts(out, "],\"reasons\":[");
    for (size_t i = 0; i < COUNT(v->reason) && v->reason[i]; i++) {
        text_puts(out, i ? "," : "");
        text_add_json(out, str(v->reason[i]));
    }
    text_char(out, ']');
    json_text(out, "error", said(v->error));
    text_puts(out, ",\"components\":[");
    for (size_t i = 0; i < v->parts; i++) {
        text_puts(out, i ? "," : "");
        json_part(out, &v->part[i]);
    }
    text_puts(out, "]}");
}
