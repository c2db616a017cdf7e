/* SPDX-License-Identifier: MIT
 *
 * explain.c: a verdict for a terminal. A line with the score, then a row for
 * each component: what it weighs, what was seen, what it is worth, what it
 * cost and the sentence that says so; then what forced the score, and the one
 * step that would add most. The rows add up to the raw score.
 */
#include "judge/formula.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 7, BAR = 8 };

static const char *missing_words(hale_missing missing)
{
    static const char *const words[] = {
        "",        "no rows",     "nothing to divide by", "too old",
        "too new", "not covered", "not usable",           "not given"};
    return (size_t)missing < COUNT(words) ? words[missing] : "no data";
}

/* -------------------------------------------------------------- the head -- */

static size_t band_rank(const Formula *f, const char *band)
{
    size_t i = 0;
    while (i < f->bands && strcmp(f->band[i].name, band))
        i++;
    return i;
}

static void print_band(Text *out, const Formula *f, const char *band,
                       bool colour)
{
    size_t rank = band_rank(f, band);
    const char *mark = "▲", *on = "\033[33m";
    if (rank >= f->bands) {
        mark = "○";
        on = "\033[2m";
    } else if (rank == f->bands - 1) {
        mark = "●";
        on = "\033[32m";
    } else if (!rank) {
        mark = "■";
        on = "\033[31m";
    }
    text_printf(out, "%s%s %s%s", colour ? on : "", mark, band,
                colour ? "\033[0m" : "");
}

static void print_head(Text *out, const Formula *f, const char *account,
                       const Verdict *v, bool colour)
{
    text_add_safe(out, str(account), 80);
    text_printf(out, "  %s ", f->name);
    if (v->known)
        text_printf(out, "%.1f", v->score);
    else
        text_puts(out, "-");
    text_puts(out, "  ");
    print_band(out, f, v->band, colour);
    text_puts(out, "  (");
    if (*f->version)
        text_printf(out, "formula %s, ", f->version);
    text_printf(out, "%s variant, %.0f %% of the weight has data)\n",
                v->variant && *v->variant ? v->variant : "base",
                v->coverage * 100);
}

/* -------------------------------------------------------------- the table --
 */

static void add_bar(Text *out, double points)
{
    static const char *const part[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int eighths = (int)lround(points / 100 * BAR * 8);
    for (int i = 0; i < eighths / 8; i++)
        text_puts(out, "█");
    text_puts(out, part[eighths % 8]);
}

static void part_cells(Text cell[COLUMNS], const PartVerdict *p)
{
    bool given = p->value.missing == HALE_PRESENT, counts = p->share > 0;
    text_add_safe(&cell[0], str(p->label), 40);
    text_printf(&cell[1], "%g", p->weight);
    text_printf(&cell[2], counts ? "%.0f %%" : "-", p->share * 100);
    if (given && p->value.type == HALE_TEXT)
        text_add_safe(&cell[3], p->value.as.text, 20);
    else if (given)
        value_tell(&cell[3], &p->value, S(""));
    else
        text_char(&cell[3], '-');
    if (isnan(p->points))
        text_char(&cell[4], '-');
    else
        text_printf(&cell[4], "%.0f", p->points);
    text_printf(&cell[5], counts ? "%.1f" : "-", p->lost);
    if (given)
        text_puts(&cell[6], p->why);
    else if (!(p->weight > 0))
        text_puts(&cell[6], "does not apply");
    else
        text_printf(&cell[6], "no data: %s", missing_words(p->value.missing));
}

static void pad(Text *out, size_t columns)
{
    while (columns-- > 0)
        text_char(out, ' ');
}

static void print_row(Text *out, const Text cell[COLUMNS],
                      const size_t width[COLUMNS])
{
    text_puts(out, "  ");
    for (size_t c = 0; c < COLUMNS; c++) {
        Str text = text_str(&cell[c]);
        size_t gap = width[c] - str_width(text);
        bool number = c > 0 && c < COLUMNS - 1;
        if (number)
            pad(out, gap);
        text_add(out, text);
        if (!number)
            pad(out, gap);
        text_puts(out, c + 1 < COLUMNS ? "  " : "");
    }
}

static void end_line(Text *out)
{
    while (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = 0;
    text_char(out, '\n');
}

static void print_table(Text *out, const Verdict *v)
{
    static const char *const title[COLUMNS] = {
        "component", "weight", "share", "value", "points", "lost", "in words"};
    size_t width[COLUMNS] = {0}, rows = v->parts + 1;
    Text(*cell)[COLUMNS] = xcalloc(rows, sizeof *cell);
    for (size_t c = 0; c < COLUMNS; c++)
        text_puts(&cell[0][c], title[c]);
    for (size_t r = 1; r < rows; r++)
        part_cells(cell[r], &v->part[r - 1]);
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < COLUMNS; c++) {
            size_t w = str_width(text_str(&cell[r][c]));
            width[c] = w > width[c] ? w : width[c];
        }
    for (size_t r = 0; r < rows; r++) {
        print_row(out, cell[r], width);
        if (r && !isnan(v->part[r - 1].points)) {
            text_puts(out, "  ");
            add_bar(out, v->part[r - 1].points);
        }
        end_line(out);
        for (size_t c = 0; c < COLUMNS; c++)
            text_free(&cell[r][c]);
    }
    free(cell);
}

/* -------------------------------------------------------------- below it -- */

static void print_caps(Text *out, const Verdict *v)
{
    for (size_t i = 0; i < v->caps; i++) {
        const CapVerdict *c = &v->cap[i];
        text_printf(out, "  %s %s", c->kind, c->id);
        if (!strcmp(c->kind, "cap"))
            text_printf(out, ": at most %g", c->limit);
        else if (!strcmp(c->kind, "floor"))
            text_printf(out, ": at least %g", c->limit);
        else
            text_printf(out, ": band %s", v->band);
        if (*c->why)
            text_printf(out, "; %s", c->why);
        text_printf(out, " (%.1f without it)\n", v->raw);
    }
}

static const Curve *curve_in_force(const Formula *f, const Verdict *v,
                                   size_t part)
{
    size_t setup = 0;
    for (size_t i = 0; i < f->variants; i++)
        if (v->variant && !strcmp(f->variant[i].id, v->variant))
            setup = i + 1;
    return f->setup[setup].curve[part];
}

/* What one more or one less of a count would add to the score. */
static double one_step(const Formula *f, const Verdict *v, size_t i,
                       int64_t *to)
{
    const PartVerdict *p = &v->part[i];
    const Curve *curve = curve_in_force(f, v, i);
    double best = 0;
    if (f->part[i].metric < 0 || !curve || !(p->share > 0) ||
        p->value.missing != HALE_PRESENT || p->value.type != HALE_INT ||
        p->value.as.i > INT64_MAX / 2 || p->value.as.i < INT64_MIN / 2)
        return 0;
    for (int step = -1; step <= 1; step += 2) {
        hale_value moved = p->value;
        moved.as.i += step;
        double points = moved.as.i < 0 ? NAN : curve_points(curve, &moved);
        double gain = p->share * (points - p->points);
        if (gain > best) {
            best = gain;
            *to = moved.as.i;
        }
    }
    return best;
}

static void print_lever(Text *out, const Formula *f, const Verdict *v)
{
    double best = 0.05;
    size_t which = v->parts;
    int64_t to = 0;
    for (size_t i = 0; i < v->parts; i++) {
        int64_t target = 0;
        double gain = one_step(f, v, i, &target);
        if (gain > best) {
            best = gain;
            which = i;
            to = target;
        }
    }
    if (which == v->parts || v->caps || !v->known)
        return;
    text_printf(out,
                "  biggest lever: %s, %lld -> %lld would add %.1f "
                "points\n",
                v->part[which].label, (long long)v->part[which].value.as.i,
                (long long)to, best);
}

void verdict_print(Text *out, const Formula *f, const char *account,
                   const Verdict *v, bool colour)
{
    print_head(out, f, account, v, colour);
    if (v->error) {
        text_puts(out, "  no score: ");
        text_add_safe(out, str(v->error), 600);
        text_char(out, '\n');
        return;
    }
    print_table(out, v);
    print_caps(out, v);
    if (!v->known && v->missing == HALE_NOT_COVERED)
        text_puts(out, "  no score: no component applies to this account\n");
    else if (!v->known)
        text_printf(out,
                    "  no score: %.0f %% of the weight has data, %.0f %% "
                    "is needed\n",
                    v->coverage * 100, f->min_coverage * 100);
    print_lever(out, f, v);
}
