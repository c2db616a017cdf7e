/* SPDX-License-Identifier: MIT
 *
 * previewed.c: a preview, told: how many accounts land in which band, how the
 * scores lie, how segments fare; then, against the score in use, who goes
 * where, how much money goes with them, and why the first of them do.
 *
 * Segments and accounts are cut to what a screen holds; the JSON has them all,
 * and the accounts that change band with all of their components.
 */
#include "cli/preview.h"

#include <math.h>
#include <string.h>

enum { GROUPS_MOST = 12, SHOWN_MOST = 10, WHYS_MOST = 3, BAR_CELLS = 20 };

/* ------------------------------------------------------------------- cells */

static void add_text(Grid *g, Colour colour, Text *text)
{
    grid_add(g, colour, text_str(text));
    text_clear(text);
}

static void add_count(Grid *g, size_t n)
{
    char number[32];
    count_format((int64_t)n, number);
    grid_add(g, n ? PLAIN : FAINT, str(number));
}

static void add_money(Grid *g, int64_t money)
{
    char number[32];
    money_for_people(money, number);
    grid_add(g, PLAIN, str(number));
}

static void add_bar(Grid *g, size_t n, size_t of)
{
    Text bar = {0};
    term_bar(&bar, of ? (double)n / (double)of : 0, BAR_CELLS);
    add_text(g, PLAIN, &bar);
    text_free(&bar);
}

static void band_text(Text *out, const Ruled *r, size_t place)
{
    text_printf(out, "%s ", band_sign(place, r->bands));
    text_safe(out, str(place < r->bands ? r->names[place] : "no score"));
}

static void add_band(Grid *g, const Ruled *r, size_t place)
{
    Text text = {0};
    band_text(&text, r, place);
    add_text(g, band_colour(place, r->bands), &text);
    text_free(&text);
}

double preview_mean(double sum, size_t n)
{
    return n ? sum / (double)n : NAN;
}

static void number_text(Text *out, double value, int digits, const char *unit)
{
    char number[32] = "-";
    if (!isnan(value))
        real_for_people(value, digits, number);
    text_printf(out, "%s%s", number, isnan(value) ? "" : unit);
}

static void add_number(Grid *g, double value, int digits, const char *unit)
{
    Text text = {0};
    number_text(&text, value, digits, unit);
    add_text(g, PLAIN, &text);
    text_free(&text);
}

static void title_text(Text *out, const Formula *f)
{
    text_safe(out, str(formula_title(f)));
    text_puts(out, *formula_version(f) ? " " : "");
    text_safe(out, str(formula_version(f)));
}

/* ------------------------------------------------------------ the formula */

static void print_head(Text *out, const Term *term, const Preview *p)
{
    char date[40];
    const hale_run *run = hale_facts(p->told->session);
    Text line = {0};
    text_safe(out, str(p->path));
    text_puts(out, "  ");
    title_text(out, p->is.formula);
    time_format(p->told->view->plan.zone, run->as_of[run->as_of_count - 1],
                date);
    text_printf(out, ", as of %s\n", date);
    text_count(&line, (int64_t)p->seens, "account", "accounts");
    text_printf(&line, ", %zu with a score, mean ", p->all.scored);
    number_text(&line, preview_mean(p->all.sum, p->all.scored), 1, "; ");
    number_text(&line, 100 * preview_mean(p->all.coverage, p->all.accounts), 0,
                " %");
    text_puts(&line, " of the weight is known");
    if (p->not_judged)
        text_printf(&line, "; %zu it is not for", p->not_judged);
    term_wrap(out, term, "  ", text_str(&line));
    text_clear(&line);
    if (p->errors) {
        text_count(&line, (int64_t)p->errors, "account", "accounts");
        text_puts(&line, " where it fails, the first: ");
        text_safe(&line, p->error);
        term_wrap(out, term, "  ", text_str(&line));
    }
    text_free(&line);
}

static void print_bands(Text *out, const Term *term, const Preview *p)
{
    Grid g = {0};
    grid_begin(&g, p->money ? "lrrrL" : "lrrL");
    grid_add(&g, FAINT, S("band"));
    grid_add(&g, FAINT, S("accounts"));
    grid_add(&g, FAINT, S("share"));
    if (p->money)
        grid_add(&g, FAINT, str(p->money->name));
    grid_add(&g, FAINT, S(""));
    for (size_t k = 0; k <= p->is.bands; k++) {
        size_t place = k < p->is.bands ? p->is.bands - 1 - k : k;
        int64_t money = 0;
        size_t n = p->all.band[place];
        if (place == p->is.bands && !n)
            continue;
        for (size_t i = 0; i < p->seens; i++)
            if (p->seen[i].to == place)
                preview_add_money(&money, p->seen[i].money);
        add_band(&g, &p->is, place);
        add_count(&g, n);
        add_number(&g, 100 * preview_mean((double)n, p->seens), 0, " %");
        if (p->money)
            add_money(&g, money);
        add_bar(&g, n, p->seens);
    }
    text_char(out, '\n');
    grid_end(&g, out, term, 2);
}

static void print_tens(Text *out, const Term *term, const Preview *p)
{
    size_t most = 0;
    Grid g = {0};
    Text range = {0};
    grid_begin(&g, "lrL");
    for (size_t i = 0; i < TENS; i++)
        most = p->tens[i] > most ? p->tens[i] : most;
    if (most) {
        grid_add(&g, FAINT, S("score"));
        grid_add(&g, FAINT, S("accounts"));
        grid_add(&g, FAINT, S(""));
        text_char(out, '\n');
    }
    for (size_t i = TENS; most && i-- > 0;) {
        text_printf(&range, "%zu to %zu", 10 * i,
                    i == TENS - 1 ? 100 : 10 * i + 9);
        add_text(&g, PLAIN, &range);
        add_count(&g, p->tens[i]);
        add_bar(&g, p->tens[i], most);
    }
    text_free(&range);
    grid_end(&g, out, term, 2);
}

/* One column for each band, the best first, and one for no score. */
static const char *align_bands(const Preview *p, const char *front)
{
    Text align = {0};
    text_puts(&align, front);
    for (size_t i = 0; i <= p->is.bands; i++)
        text_char(&align, 'r');
    const char *kept = arena_strndup(p->arena, align.data, align.len);
    text_free(&align);
    return kept;
}

static void add_bands(Grid *g, const Preview *p, const Tally *t)
{
    for (size_t i = p->is.bands; i-- > 0;)
        t ? add_count(g, t->band[i]) : add_band(g, &p->is, i);
    t ? add_count(g, t->band[p->is.bands]) : add_band(g, &p->is, p->is.bands);
}

static void print_groups(Text *out, const Term *term, const Preview *p)
{
    Grid g = {0};
    Text name = {0};
    if (!p->groups)
        return;
    grid_begin(&g, align_bands(p, "lrr"));
    grid_add(&g, FAINT, str(p->by->name));
    grid_add(&g, FAINT, S("accounts"));
    grid_add(&g, FAINT, S("mean"));
    add_bands(&g, p, NULL);
    for (size_t i = 0; i < p->groups && i < GROUPS_MOST; i++) {
        const Tally *t = &p->group[i];
        text_safe(&name, t->group.len ? t->group : S("(none)"));
        add_text(&g, PLAIN, &name);
        add_count(&g, t->accounts);
        add_number(&g, preview_mean(t->sum, t->scored), 1, "");
        add_bands(&g, p, t);
    }
    text_char(out, '\n');
    grid_end(&g, out, term, 2);
    if (p->groups > GROUPS_MOST)
        text_printf(out, "  and %zu more with --json\n",
                    p->groups - GROUPS_MOST);
    text_free(&name);
}

/* ---------------------------------------------------------------- against */

static void print_ways(Text *out, const Term *term, const Preview *p)
{
    Grid g = {0};
    grid_begin(&g, align_bands(p, "l"));
    grid_add(&g, FAINT, S("was, and is"));
    add_bands(&g, p, NULL);
    for (size_t k = 0; k <= p->was.bands; k++) {
        size_t from = k < p->was.bands ? p->was.bands - 1 - k : k;
        const Tally *way = &p->way[from * (p->is.bands + 1)];
        add_band(&g, &p->was, from);
        for (size_t i = p->is.bands; i-- > 0;)
            add_count(&g, way[i].accounts);
        add_count(&g, way[p->is.bands].accounts);
    }
    grid_end(&g, out, term, 2);
}

static void why_text(Text *out, const Both *b)
{
    if (effect_shows(b->limits)) {
        text_puts(out, "limits ");
        effect_text(out, b->limits);
    }
    for (size_t i = 0; i < b->losts && i < WHYS_MOST; i++) {
        if (!effect_shows(b->lost[i].points))
            break;
        text_puts(out, out->len ? ", " : "");
        part_label(out, b->lost[i].part);
        text_char(out, ' ');
        effect_text(out, b->lost[i].points);
    }
}

static void print_account(Grid *g, const Preview *p, const Seen *s,
                          const Both *b)
{
    Text text = {0};
    text_safe(&text, cell_text(column_named(p->table, "account"), s->row));
    add_text(g, PLAIN, &text);
    verdict_head(&text, &(Term){0}, p->was.formula, &b->was);
    text_puts(&text, " -> ");
    verdict_head(&text, &(Term){0}, p->is.formula, &b->is);
    add_text(g, PLAIN, &text);
    if (p->money)
        add_money(g, s->money);
    why_text(&text, b);
    add_text(g, PLAIN, &text);
    text_free(&text);
}

static void print_accounts(Text *out, const Term *term, const Preview *p,
                           Judge *is, Judge *was)
{
    size_t n = p->moved < SHOWN_MOST ? p->moved : SHOWN_MOST;
    Grid g = {0};
    if (!n)
        return;
    text_printf(out, "\n  who changes band%s",
                p->money ? ", most money first" : "");
    if (n < p->moved)
        text_printf(out, " (%zu; showing %zu)", p->moved, n);
    text_char(out, '\n');
    grid_begin(&g, p->money ? "llrL" : "llL");
    for (size_t i = 0; i < n; i++) {
        Both both;
        preview_judge(p, &p->seen[i], is, was, &both);
        print_account(&g, p, &p->seen[i], &both);
    }
    grid_end(&g, out, term, 4);
}

static void print_against(Text *out, const Term *term, const Preview *p)
{
    char money[32];
    Text line = {0};
    text_printf(&line, "against %s, ", p->was.name);
    title_text(&line, p->was.formula);
    text_puts(&line, ": ");
    text_count(&line, (int64_t)p->moved, "account changes", "accounts change");
    text_puts(&line, " band");
    if (p->money && p->moved) {
        money_for_people(p->moved_money, money);
        text_printf(&line, ", with %s of %s", money, p->money->name);
    }
    text_char(out, '\n');
    term_wrap(out, term, "  ", text_str(&line));
    text_free(&line);
}

void preview_print(const Preview *p, Judge *is, Judge *was)
{
    Text out = {0};
    const Term *term = &p->told->args->out;
    print_head(&out, term, p);
    print_bands(&out, term, p);
    print_tens(&out, term, p);
    print_groups(&out, term, p);
    if (p->was.formula) {
        print_against(&out, term, p);
        print_ways(&out, term, p);
        print_accounts(&out, term, p, is, was);
    } else {
        text_puts(&out, "\n  compared with nothing: name a score with "
                        "--score\n");
    }
    put(stdout, &out);
}
