/* SPDX-License-Identifier: MIT
 *
 * risk.c: whom to call first.
 *
 *     At risk, most money first (26; showing 5)
 *       Account   Score       ARR  Renews  Why
 *       Globex    ■ 24    120,000  in 40 d  cancellation notice received
 *
 * At risk are the accounts in the lowest band of the first score, at the
 * last as-of. Money is the column arr, or twelve times mrr; where there is
 * neither, the lowest scores come first. Columns that the pipeline does not
 * have are left out.
 */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A narrow terminal needs its columns for the reasons, not for names. */
enum { SHOWN_MOST = 5, WIDTH_FOR_NAMES = 100 };

typedef struct Risk {
    const hale_table *table;
    const hale_table_column *account, *name, *score, *band, *reasons;
    const hale_table_column *money, *renewal;
    double months; /* that the money column is multiplied with */
    size_t bands;
    size_t *row;       /* the most urgent of those at risk, in that order */
    size_t kept, rows; /* of them; of all */
} Risk;

static const hale_table_column *score_column(const hale_table *t,
                                             const char *score,
                                             const char *suffix)
{
    Text name = {0};
    text_printf(&name, "%s%s", score, suffix);
    const hale_table_column *c = column_named(t, name.data);
    text_free(&name);
    return c;
}

static double money_of(const Risk *r, size_t row)
{
    double money = cell_number(r->money, row) * r->months;
    return isnan(money) ? -1 : money;
}

static int by_urgency(const void *a, const void *b, void *user)
{
    const Risk *r = user;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    double x = money_of(r, left), y = money_of(r, right);
    if (x > y || x < y)
        return x > y ? -1 : 1;
    x = cell_number(r->score, left);
    y = cell_number(r->score, right);
    if (x < y || x > y)
        return x < y ? -1 : 1;
    return left < right ? -1 : left > right;
}

/* Keeps the row if it is among the `most` urgent so far. */
static void keep_urgent(Risk *r, size_t row, size_t most)
{
    size_t at = r->kept < most ? r->kept++ : most;
    if (at == most && by_urgency(&row, &r->row[most - 1], r) > 0)
        return;
    at -= at == most;
    for (; at > 0 && by_urgency(&row, &r->row[at - 1], r) < 0; at--)
        r->row[at] = r->row[at - 1];
    r->row[at] = row;
}

/* The few that are shown; `most` 0: all of them. */
static void risk_find(Risk *r, const Told *told, size_t most)
{
    const View *v = told->view;
    const hale_table *t = hale_table_named(told->session, "accounts");
    *r = (Risk){.table = t, .months = 1};
    if (!t || !v->plan.scores)
        return;
    const char *score = v->plan.score[0].name;
    r->account = column_named(t, "account");
    r->name = column_named(t, "name");
    r->score = column_named(t, score);
    r->band = score_column(t, score, "_band");
    r->reasons = score_column(t, score, "_reasons");
    r->renewal = column_named(t, "days_to_renewal");
    r->money = column_named(t, "arr");
    if (!r->money && (r->money = column_named(t, "mrr")))
        r->months = 12;
    size_t first, end;
    table_last(t, hale_facts(told->session), &first, &end);
    r->row = xcalloc(end - first + 1, sizeof *r->row);
    for (size_t row = first; row < end; row++)
        if (view_band(v, 0, cell_text(r->band, row), &r->bands) == 0) {
            r->rows++;
            if (most)
                keep_urgent(r, row, most);
            else
                r->row[r->kept++] = row;
        }
    if (!most)
        qsort_r(r->row, r->kept, sizeof *r->row, by_urgency, r);
}

static void add_safe(Grid *g, Colour colour, Str text)
{
    Text safe = {0};
    text_safe(&safe, text);
    grid_add(g, colour, text_str(&safe));
    text_free(&safe);
}

static void add_score(Grid *g, const Risk *r, size_t row)
{
    Text t = {0};
    char number[32] = "-";
    double score = cell_number(r->score, row);
    if (!isnan(score)) /* down: 49.9 is below the edge and must look so */
        real_for_people(floor(score), 0, number);
    text_printf(&t, "%s %s", band_sign(0, r->bands), number);
    grid_add(g, band_colour(0, r->bands), text_str(&t));
    text_free(&t);
}

static void add_money(Grid *g, const Risk *r, size_t row)
{
    char number[32] = "-";
    double money = money_of(r, row);
    if (money >= 0 && money < 9e14)
        count_format((int64_t)llround(money), number);
    grid_add(g, PLAIN, str(number));
}

static void add_renewal(Grid *g, const Risk *r, size_t row)
{
    char text[48] = "-";
    double days = cell_number(r->renewal, row);
    if (days >= 0)
        snprintf(text, sizeof text, "in %.0f d", days);
    else if (days < 0)
        snprintf(text, sizeof text, "%.0f d ago", -days);
    grid_add(g, PLAIN, str(text));
}

static const char *layout(const Risk *r)
{
    static const char *const align[2][2][2] = {
        {{"llL", "llrL"}, {"llrL", "llrrL"}},
        {{"lllL", "lllrL"}, {"lllrL", "lllrrL"}}};
    return align[r->name != NULL][r->money != NULL][r->renewal != NULL];
}

static void add_head(Grid *g, const Risk *r, const char *currency)
{
    Text money = {0};
    text_printf(&money, "ARR%s%s", currency && *currency ? " " : "",
                currency ? currency : "");
    grid_add(g, FAINT, S("Account"));
    if (r->name)
        grid_add(g, FAINT, S("Name"));
    grid_add(g, FAINT, S("Score"));
    if (r->money)
        grid_add(g, FAINT, text_str(&money));
    if (r->renewal)
        grid_add(g, FAINT, S("Renews"));
    grid_add(g, FAINT, S("Why"));
    text_free(&money);
}

static void add_row(Grid *g, const Risk *r, size_t row)
{
    add_safe(g, BOLD, cell_text(r->account, row));
    if (r->name)
        add_safe(g, PLAIN, cell_text(r->name, row));
    add_score(g, r, row);
    if (r->money)
        add_money(g, r, row);
    if (r->renewal)
        add_renewal(g, r, row);
    add_safe(g, PLAIN, cell_text(r->reasons, row));
}

size_t risk_print(Text *out, const Term *term, const Told *told, Str *first)
{
    Risk r;
    risk_find(&r, told, SHOWN_MOST);
    size_t shown = r.kept;
    if (term->width && term->width < WIDTH_FOR_NAMES)
        r.name = NULL;
    if (shown) {
        Grid g = {0};
        text_printf(out, "At risk, %s first (%zu",
                    r.money ? "most money" : "lowest score", r.rows);
        if (shown < r.rows)
            text_printf(out, "; showing %zu", shown);
        text_puts(out, ")\n");
        grid_begin(&g, layout(&r));
        add_head(&g, &r, hale_facts(told->session)->currency);
        for (size_t i = 0; i < shown; i++)
            add_row(&g, &r, r.row[i]);
        grid_end(&g, out, term, 2);
        *first = cell_text(r.account, r.row[0]);
    }
    free(r.row);
    return shown;
}

void risk_json(Text *out, const Told *told)
{
    Risk r;
    risk_find(&r, told, 0);
    for (size_t i = 0; i < r.kept; i++) {
        size_t row = r.row[i];
        text_puts(out, i ? ",{\"account\":" : "{\"account\":");
        text_add_json(out, cell_text(r.account, row));
        text_puts(out, ",\"score\":");
        cell_json(out, r.score, row);
        text_puts(out, ",\"band\":");
        cell_json(out, r.band, row);
        char money[32] = "null";
        if (!cell_missing(r.money, row))
            snprintf(money, sizeof money, "%.2f", money_of(&r, row));
        text_printf(out, ",\"arr\":%s,\"days_to_renewal\":", money);
        cell_json(out, r.renewal, row);
        text_puts(out, ",\"why\":");
        cell_json(out, r.reasons, row);
        text_char(out, '}');
    }
    free(r.row);
}
