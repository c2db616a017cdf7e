/* SPDX-License-Identifier: MIT
 *
 * reach.c: which single figure would have to change, and how little, for the
 * account to reach a band?
 *
 * Each amount that the formula reads is moved alone, up and down, as far as
 * some account of the run has it: beyond that nobody has been, and nothing is
 * promised. Figures move in round steps, money in whole units. The score need
 * not rise all the way (curves may fall again, caps may bite), so the range is
 * first walked in coarse steps, and between the last that fails and the first
 * that reaches, halves are taken. "Little" is the share of the range, which
 * makes seats comparable with days and money.
 *
 * Nothing is said about what a change would cost in the world.
 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

enum { COARSE = 64, FINE = 1000 };

/* One figure on its way: position p is `start` + p * unit. */
typedef struct Walk {
    const Case *c;
    const hale_value *fact;
    hale_value *trial; /* a copy with one figure moved */
    size_t facts;
    size_t input, place;
    double start, unit;
    double least, most; /* among the accounts */
    bool whole;         /* no account has a fraction */
    int64_t positions;
    Arena scratch;
} Walk;

static double number_of(const hale_value *v)
{
    if (v->type == HALE_REAL)
        return v->as.r;
    double n = (double)v->as.i;
    return v->type == HALE_MONEY ? n / (double)HALE_MONEY_UNIT : n;
}

static hale_value value_at(const Walk *w, int64_t position)
{
    hale_value v = {.type = w->c->column[w->input]->type};
    double n = w->start + (double)position * w->unit;
    if (v.type == HALE_REAL)
        v.as.r = round(n / fabs(w->unit)) * fabs(w->unit);
    else
        v.as.i = llround(n) * (v.type == HALE_MONEY ? HALE_MONEY_UNIT : 1);
    return v;
}

static void judge_at(Walk *w, int64_t position, Arena *arena, Words words,
                     Verdict *v)
{
    const Case *c = w->c;
    memcpy(w->trial, w->fact, w->facts * sizeof *w->trial);
    w->trial[w->input] = value_at(w, position);
    case_rank(c, w->trial, w->input);
    judge_account(c->judge, c->told->args->operand[0], w->trial, words, arena,
                  v);
}

static bool reaches(Walk *w, int64_t position)
{
    Verdict v = {0};
    size_t bands;
    judge_at(w, position, &w->scratch, WORDS_NONE, &v);
    size_t place = band_place(w->c->formula, str(v.band), &bands);
    arena_reset(&w->scratch);
    return v.known && place < bands && place >= w->place;
}

/* The first position that reaches the band; 0: none does. */
static int64_t walk(Walk *w)
{
    int64_t coarse = w->positions / COARSE + 1, fails = 0, good = 0;
    while (fails < w->positions && !good) {
        int64_t next = fails + coarse;
        if (next > w->positions)
            next = w->positions;
        if (reaches(w, next))
            good = next;
        else
            fails = next;
    }
    while (good - fails > 1) {
        int64_t half = fails + (good - fails) / 2;
        if (reaches(w, half))
            good = half;
        else
            fails = half;
    }
    return good;
}

/* What is seen among the accounts of the last as-of. */
static void look_around(Walk *w)
{
    const Case *c = w->c;
    w->least = INFINITY;
    w->most = -INFINITY;
    w->whole = true;
    for (size_t row = c->first; row < c->end; row++) {
        double n = cell_number(c->column[w->input], row);
        if (isnan(n))
            continue;
        w->least = fmin(w->least, n);
        w->most = fmax(w->most, n);
        w->whole &= n == floor(n);
    }
}

/* Whole numbers and money go in ones; others in a round step, a thousandth of
 * the span or finer. */
static double unit_of(const Walk *w)
{
    if (w->whole || w->c->column[w->input]->type != HALE_REAL)
        return 1;
    return pow(10, floor(log10((w->most - w->least) / FINE)));
}

/* Sets out from `now` towards `end`; false: there is no way to go. */
static bool set_out(Walk *w, double now, double end)
{
    double unit = unit_of(w);
    bool up = end > now;
    w->unit = up ? unit : -unit;
    w->start = up ? floor(now / unit) * unit : ceil(now / unit) * unit;
    double steps = floor((end - w->start) / w->unit + 1e-6);
    if (!(steps >= 1) || steps > 1e15)
        return false;
    w->positions = (int64_t)steps;
    return true;
}

static void consider(Walk *w, double now, double end, Step *best)
{
    if (!set_out(w, now, end))
        return;
    int64_t position = walk(w);
    if (!position)
        return;
    hale_value to = value_at(w, position);
    double share = fabs(number_of(&to) - now) / (w->most - w->least);
    if (!isnan(best->share) && share >= best->share)
        return;
    *best = (Step){.input = w->input, .to = to, .share = share};
    judge_at(w, position, w->c->arena, WORDS_ALL, &best->verdict);
}

size_t reach_find(const Case *c, const hale_value *fact, size_t place,
                  Step *step)
{
    size_t n = formula_input_count(c->formula), found = 0, ranks;
    formula_ranks(c->formula, &ranks);
    Walk w = {.c = c,
              .fact = fact,
              .facts = n + ranks,
              .trial = facts_new(c->arena, c->formula),
              .place = place};
    for (w.input = 0; w.input < n; w.input++) {
        const hale_value *v = &fact[w.input];
        if (!value_is_amount(v) || v->missing)
            continue;
        Step best = {.share = NAN};
        double now = number_of(v);
        look_around(&w);
        if (!(w.most > w.least) || !isfinite(w.most - w.least))
            continue;
        consider(&w, now, w.most, &best);
        consider(&w, now, w.least, &best);
        if (isnan(best.share))
            continue;
        size_t at = found++;
        for (; at && step[at - 1].share > best.share; at--)
            step[at] = step[at - 1];
        step[at] = best;
    }
    arena_free(&w.scratch);
    return found;
}

/* ---------------------------------------------------------------- telling */

void step_text(Text *out, const Case *c, const hale_value *fact, const Step *s)
{
    char share[32];
    const Zone *zone = c->told->view->plan.zone;
    real_for_people(100 * s->share, s->share < 0.1 ? 1 : 0, share);
    text_puts(out, formula_inputs(c->formula)[s->input]);
    text_puts(out, " from ");
    value_show(out, &fact[s->input], zone);
    text_puts(out, " to ");
    value_show(out, &s->to, zone);
    text_puts(out, ": ");
    verdict_head(out, &(Term){0}, c->formula, &s->verdict);
    text_printf(out, " (%s %% of the range seen)", share);
}

void step_json(Text *out, const Case *c, const hale_value *fact, const Step *s)
{
    char share[32];
    text_puts(out, "{\"input\":");
    text_add_json(out, str(formula_inputs(c->formula)[s->input]));
    text_puts(out, ",\"from\":");
    value_json(out, &fact[s->input]);
    text_puts(out, ",\"to\":");
    value_json(out, &s->to);
    real_format(s->share, share);
    text_printf(out, ",\"share\":%s,\"then\":", share);
    verdict_json(out, &s->verdict);
    text_char(out, '}');
}
