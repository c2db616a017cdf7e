/* SPDX-License-Identifier: MIT
 *
 * parts.c: how an account got its score.
 *
 *     acme  health 82.3  ● green
 *       Customer health 2026.1, 88 % of the weight is known
 *       component  weight  share  value  points  lost            in words
 *       adoption       40   46 %     18      89   5.1  ████████▉  active on 18
 *       most is lost in depth: 6.9 points
 *
 * The rows come from the tables scores and components, which outputs receive
 * too, so what is explained here is what was written there. A component that
 * is not known has its reason where its points would be.
 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

/* A terminal narrower than that needs its columns for words, not bars. */
enum { BAR_CELLS = 10, WIDTH_FOR_BARS = 100 };

/* A row of a long table that is of this account and score. */
static bool row_is_of(const hale_table *t, size_t row, Str account,
                      const char *score)
{
    return str_eq(cell_text(column_named(t, "account"), row), account) &&
           str_is(cell_text(column_named(t, "score"), row), score);
}

static size_t verdict_row(const Told *told, const hale_table *t, Str account,
                          const char *score)
{
    size_t first, end;
    table_last(t, hale_facts(told->session), &first, &end);
    for (size_t row = first; row < end; row++)
        if (row_is_of(t, row, account, score))
            return row;
    return SIZE_MAX;
}

static void add_number(Text *out, const hale_table_column *c, size_t row,
                       double times, int digits, const char *unit)
{
    char number[32] = "-";
    double value = cell_number(c, row);
    if (!isnan(value))
        real_for_people(value * times, digits, number);
    text_printf(out, "%s%s", number, isnan(value) ? "" : unit);
}

static void print_head(Text *out, const Term *term, const Told *told,
                       const hale_table *t, size_t row, size_t score)
{
    size_t bands;
    Text name = {0}, band = {0};
    Str word = cell_text(column_named(t, "band"), row);
    size_t place = view_band(told->view, score, word, &bands);
    text_safe(&name, cell_text(column_named(t, "account"), row));
    text_printf(&band, "%s %.*s", band_sign(place, bands), PS(word));
    term_paint(out, term, BOLD, text_str(&name));
    text_printf(out, "  %s ", told->view->plan.score[score].name);
    add_number(out, column_named(t, "value"), row, 1, 1, "");
    text_puts(out, "  ");
    term_paint(out, term, band_colour(place, bands), text_str(&band));
    text_char(out, '\n');
    text_free(&name);
    text_free(&band);
}

/* Which formula it was, in which variant, and how much it knew. */
static void print_formula(Text *out, const Term *term, const hale_table *t,
                          size_t row)
{
    Text line = {0};
    Str version = cell_text(column_named(t, "formula_version"), row);
    Str variant = cell_text(column_named(t, "variant"), row);
    text_safe(&line, cell_text(column_named(t, "formula"), row));
    text_puts(&line, version.len ? " " : "");
    text_safe(&line, version);
    text_puts(&line, variant.len ? ", variant " : "");
    text_safe(&line, variant);
    text_puts(&line, ", ");
    add_number(&line, column_named(t, "coverage"), row, 100, 0, " %");
    text_puts(&line, " of the weight is known");
    term_wrap(out, term, "  ", text_str(&line));
    text_free(&line);
}

/* "usage/adoption" */
static void part_name(Text *out, const hale_table *t, size_t row)
{
    Str group = cell_text(column_named(t, "group"), row);
    Str label = cell_text(column_named(t, "label"), row);
    if (!label.len)
        label = cell_text(column_named(t, "component"), row);
    if (group.len) {
        text_safe(out, group);
        text_char(out, '/');
    }
    text_safe(out, label);
}

static void add_words(Grid *g, const hale_table *t, size_t row)
{
    Text words = {0};
    Str missing = cell_text(column_named(t, "missing"), row);
    text_safe(&words, cell_text(column_named(t, "why"), row));
    if (missing.len)
        text_printf(&words, "%snot known: %.*s", words.len ? "; " : "",
                    PS(missing));
    grid_add(g, missing.len ? FAINT : PLAIN, text_str(&words));
    text_free(&words);
}

static void add_part(Grid *g, const Term *term, const hale_table *t, size_t row)
{
    static const struct {
        const char *column;
        double times;
        int digits;
        const char *unit;
    } number[] = {{"weight", 1, 2, ""},
                  {"share", 100, 0, " %"},
                  {NULL, 0, 0, NULL}, /* the value, as people read it */
                  {"points", 1, 0, ""},
                  {"lost", 1, 1, ""}};
    Text text = {0};
    part_name(&text, t, row);
    grid_add(g, PLAIN, text_str(&text));
    for (size_t i = 0; i < COUNT(number); i++) {
        text_clear(&text);
        if (number[i].column)
            add_number(&text, column_named(t, number[i].column), row,
                       number[i].times, number[i].digits, number[i].unit);
        else
            text_safe(&text, cell_text(column_named(t, "value"), row));
        grid_add(g, PLAIN, text_str(&text));
    }
    text_clear(&text);
    if (!term->width || term->width >= WIDTH_FOR_BARS)
        term_bar(&text, cell_number(column_named(t, "points"), row) / 100,
                 BAR_CELLS);
    grid_add(g, PLAIN, text_str(&text));
    add_words(g, t, row);
    text_free(&text);
}

/* The table of components; answers with the row that lost most. */
static size_t print_parts(Text *out, const Term *term, const Told *told,
                          Str account, const char *score)
{
    static const char *const head[] = {"component", "weight",  "share",
                                       "value",     "points",  "lost",
                                       "",          "in words"};
    const hale_table *t = hale_table_named(told->session, "components");
    const hale_table_column *lost = column_named(t, "lost");
    size_t first, end, worst = SIZE_MAX;
    Grid g = {0};
    grid_begin(&g, "lrrrrrlL");
    for (size_t i = 0; i < COUNT(head); i++)
        grid_add(&g, FAINT, str(head[i]));
    table_last(t, hale_facts(told->session), &first, &end);
    for (size_t row = first; row < end; row++) {
        if (!row_is_of(t, row, account, score))
            continue;
        add_part(&g, term, t, row);
        double most = worst == SIZE_MAX ? 0 : cell_number(lost, worst);
        if (cell_number(lost, row) > most)
            worst = row;
    }
    grid_end(&g, out, term, 2);
    return worst;
}

static void print_text_of(Text *out, const Term *term, const hale_table *t,
                          size_t row, const char *column, const char *before)
{
    Text safe = {0};
    text_safe(&safe, cell_text(column_named(t, column), row));
    if (safe.len)
        term_wrap(out, term, before, text_str(&safe));
    text_free(&safe);
}

/* Who decided otherwise, why, until when, and what the formula said. */
static void print_override(Text *out, const Term *term, const Told *told,
                           const hale_table *t, size_t row)
{
    Text line = {0};
    Str author = cell_text(column_named(t, "override_author"), row);
    const hale_table_column *expires = column_named(t, "override_expires");
    if (!cell_value(column_named(t, "overridden"), row).as.b)
        return;
    text_puts(&line, "set by hand");
    text_puts(&line, author.len ? " by " : "");
    text_safe(&line, author);
    if (!cell_missing(expires, row)) {
        text_puts(&line, " until ");
        cell_show(&line, expires, row, told->view->plan.zone);
    }
    if (cell_missing(column_named(t, "computed"), row)) {
        text_puts(&line, "; the formula knows no score");
    } else {
        text_puts(&line, "; the formula says ");
        add_number(&line, column_named(t, "computed"), row, 1, 1, " ");
        text_safe(&line, cell_text(column_named(t, "computed_band"), row));
    }
    term_wrap(out, term, "  ", text_str(&line));
    print_text_of(out, term, t, row, "override_reason", "  because: ");
    text_free(&line);
}

/* Caps, floors and vetoes that bit, and what the score was before. */
static void print_limits(Text *out, const Term *term, const hale_table *t,
                         size_t row)
{
    if (!cell_text(column_named(t, "limits"), row).len)
        return;
    print_text_of(out, term, t, row, "limits", "  limited: ");
    text_puts(out, "  without that: ");
    add_number(out, column_named(t, "raw"), row, 1, 1, "\n");
}

void parts_print(Text *out, const Term *term, const Told *told, Str account,
                 size_t score)
{
    const char *name = told->view->plan.score[score].name;
    const hale_table *t = hale_table_named(told->session, "scores");
    const hale_table *parts = hale_table_named(told->session, "components");
    size_t row = verdict_row(told, t, account, name);
    if (row == SIZE_MAX) {
        text_safe(out, account);
        text_printf(out, "  %s has no verdict on it\n", name);
        return;
    }
    print_head(out, term, told, t, row, score);
    if (!cell_text(column_named(t, "section"), row).len) {
        text_printf(out, "  nobody judges it: %s\n",
                    missing_word(cell_missing(column_named(t, "value"), row)));
        return;
    }
    print_override(out, term, told, t, row);
    print_text_of(out, term, t, row, "held", "  ");
    print_formula(out, term, t, row);
    size_t worst = print_parts(out, term, told, account, name);
    print_limits(out, term, t, row);
    if (worst != SIZE_MAX) {
        text_puts(out, "  most is lost in ");
        part_name(out, parts, worst);
        text_puts(out, ": ");
        add_number(out, column_named(parts, "lost"), worst, 1, 1, " points\n");
    }
    print_text_of(out, term, t, row, "reason_1", "  why: ");
    print_text_of(out, term, t, row, "reason_2", "       ");
    print_text_of(out, term, t, row, "reason_3", "       ");
    print_text_of(out, term, t, row, "error", "  formula error: ");
}

void parts_json(Text *out, const Told *told, Str account, size_t score)
{
    const char *name = told->view->plan.score[score].name;
    const hale_table *t = hale_table_named(told->session, "scores");
    const hale_table *parts = hale_table_named(told->session, "components");
    size_t row = verdict_row(told, t, account, name), first, end;
    bool any = false;
    text_puts(out, "\"score\":");
    if (row == SIZE_MAX)
        text_puts(out, "null");
    else
        row_json(out, t, row, 2);
    text_puts(out, ",\"components\":[");
    table_last(parts, hale_facts(told->session), &first, &end);
    for (size_t i = first; i < end; i++) {
        if (!row_is_of(parts, i, account, name))
            continue;
        text_puts(out, any ? "," : "");
        row_json(out, parts, i, 3);
        any = true;
    }
    text_char(out, ']');
}
