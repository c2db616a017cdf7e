/* SPDX-License-Identifier: MIT
 *
 * split.c: why a score is another one than before.
 *
 * By component. A score before its limits is a sum of share * points, so the
 * change of one term is
 *
 *     (w0 + w1) / 2 * (s1 - s0)             its points, at the mean share
 *     ((s0 + s1) / 2 - c) * (w1 - w0)       its share, at the mean points
 *
 * where c is the mean of the two scores. Shares always add up to 1, so c drops
 * out of the sum; it makes the second line say "more of what is better than
 * the rest". Points that are not known on one side are those of the other: a
 * component that appears has an effect by its share alone.
 *
 * By input. Nothing is assumed about the formula: inputs are changed one at a
 * time, from the one account to the other, and what each step does to the
 * score is averaged over the orders (Shapley values). An order in which some
 * step has no score says nothing and is not counted. Up to EXACT_MOST inputs
 * every order counts, by way of the sets they pass through; beyond that a
 * sample does, which is the same on every machine. Along any order the steps
 * add up to the whole, hence so do their means.
 */
#include "judge/judging.h"

#include <math.h>
#include <stdlib.h>

enum { EXACT_MOST = 12, ORDERS = 512 };

/* --------------------------------------------------------- by component -- */

typedef struct Effects {
    ScoreEffect *effect;
    size_t count;
} Effects;

static void add(Effects *e, EffectOf of, size_t at, double points)
{
    size_t i = e->count;
    if (points == 0)
        return;
    for (; i && fabs(e->effect[i - 1].points) < fabs(points); i--)
        e->effect[i] = e->effect[i - 1];
    e->effect[i] = (ScoreEffect){of, at, points};
    e->count++;
}

static void add_part(Effects *e, size_t at, const PartVerdict *before,
                     const PartVerdict *after, double centre)
{
    double w0 = before->share, w1 = after->share;
    double s0 = before->points, s1 = after->points;
    if (w0 == 0 && w1 == 0)
        return;
    if (isnan(s0))
        s0 = s1;
    if (isnan(s1))
        s1 = s0;
    add(e, EFFECT_VALUE, at, (w0 + w1) / 2 * (s1 - s0));
    add(e, EFFECT_WEIGHT, at, ((s0 + s1) / 2 - centre) * (w1 - w0));
}

/* Scores are kept to six decimals; the largest effect takes what that left. */
static void settle(Effects *e, double sum)
{
    for (size_t i = 0; i < e->count; i++)
        sum -= e->effect[i].points;
    if (e->count)
        e->effect[0].points += sum;
}

ScoreEffect *split_parts(const Verdict *before, const Verdict *after,
                         Arena *arena, size_t *count)
{
    Effects e = {
        .effect = arena_array(arena, 2 * before->parts + 2, sizeof *e.effect)};
    double centre = (before->raw + after->raw) / 2;
    for (size_t i = 0; i < before->parts; i++)
        add_part(&e, i, &before->part[i], &after->part[i], centre);
    settle(&e, after->raw - before->raw);
    add(&e, EFFECT_LIMITS, 0,
        (after->score - after->raw) - (before->score - before->raw));
    *count = e.count;
    return e.effect;
}

bool split_parts_tell(const Formula *f)
{
    for (size_t i = 0; i < f->groups; i++)
        if (f->group[i].of != OF_MEAN)
            return false;
    return !f->score_line;
}

/* ------------------------------------------------------------- by input -- */

typedef struct Walk {
    Judge *j;
    const char *account;
    const hale_value *before, *after;
    hale_value *fact; /* the account on its way */
    size_t *input;    /* those that differ */
    size_t count;
    const RankWish *wish;
    size_t inputs, wishes;
    Arena scratch;
    double *effect; /* of each of them */
} Walk;

static bool differ(const hale_value *a, const hale_value *b)
{
    if (a->missing || b->missing)
        return !a->missing != !b->missing;
    return !value_equal(a, b);
}

/* The rank of a value goes with it, also when only others have moved. */
static void find_changes(Walk *w)
{
    for (size_t i = 0; i < w->inputs; i++) {
        bool changed = differ(&w->before[i], &w->after[i]);
        for (size_t r = w->inputs; r < w->inputs + w->wishes; r++)
            changed |= w->wish[r - w->inputs].input == i &&
                       differ(&w->before[r], &w->after[r]);
        if (changed)
            w->input[w->count++] = i;
    }
}

static void set_input(Walk *w, size_t input, const hale_value *from)
{
    w->fact[input] = from[input];
    for (size_t r = 0; r < w->wishes; r++)
        if (w->wish[r].input == input)
            w->fact[w->inputs + r] = from[w->inputs + r];
}

/* NAN: there is none. */
static double score_now(Walk *w)
{
    Verdict v;
    judge_account(w->j, w->account, w->fact, WORDS_NONE, &w->scratch, &v);
    double score = v.known ? v.score : NAN;
    arena_reset(&w->scratch);
    return score;
}

static void set_state(Walk *w, size_t changed)
{
    for (size_t k = 0; k < w->count; k++)
        set_input(w, w->input[k], changed >> k & 1 ? w->after : w->before);
}

/* How many orders lead from nothing changed to each set; with `down` from
 * each set to everything changed. */
static void count_orders(const double *score, size_t n, bool down,
                         double *orders)
{
    size_t sets = (size_t)1 << n;
    for (size_t i = 0; i < sets; i++) {
        size_t set = down ? sets - 1 - i : i;
        orders[set] = i == 0;
        for (size_t k = 0; k < n && i; k++) {
            size_t other = set ^ (size_t)1 << k;
            if (down ? other > set : other < set)
                orders[set] += orders[other];
        }
        if (isnan(score[set]))
            orders[set] = 0;
    }
}

static bool walk_all(Walk *w)
{
    size_t n = w->count, sets = (size_t)1 << n;
    double *to = xcalloc(3 * sets, sizeof *to);
    double *from = to + sets, *score = from + sets;
    for (size_t set = 0; set < sets; set++) {
        set_state(w, set);
        score[set] = score_now(w);
    }
    count_orders(score, n, false, to);
    count_orders(score, n, true, from);
    double all = to[sets - 1];
    for (size_t set = 0; set < sets && all > 0; set++)
        for (size_t k = 0; k < n; k++) {
            size_t next = set | (size_t)1 << k;
            double through = to[set] * from[next];
            if (next != set && through > 0)
                w->effect[k] += through / all * (score[next] - score[set]);
        }
    free(to);
    return all > 0;
}

/* One order, forwards or backwards; false: a step has no score. */
static bool walk_order(Walk *w, const size_t *order, bool backwards,
                       double *step)
{
    size_t n = w->count;
    set_state(w, 0);
    double last = score_now(w);
    for (size_t i = 0; i < n; i++) {
        size_t k = order[backwards ? n - 1 - i : i];
        set_input(w, w->input[k], w->after);
        double next = score_now(w);
        if (isnan(last) || isnan(next))
            return false;
        step[k] = next - last;
        last = next;
    }
    return true;
}

static void shuffle(size_t *order, size_t n, uint64_t *seed)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)(generate_next(seed) % i), kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

static bool walk_some(Walk *w)
{
    uint64_t seed = w->count;
    size_t n = w->count, walked = 0;
    size_t *order = xcalloc(n, sizeof *order);
    double *step = xcalloc(n, sizeof *step);
    for (size_t k = 0; k < n; k++)
        order[k] = k;
    for (size_t i = 0; i < ORDERS; i++) {
        if (i % 2 == 0)
            shuffle(order, n, &seed);
        if (!walk_order(w, order, i % 2, step))
            continue;
        walked++;
        for (size_t k = 0; k < n; k++)
            w->effect[k] += step[k];
    }
    for (size_t k = 0; k < n && walked; k++)
        w->effect[k] /= (double)walked;
    free(order);
    free(step);
    return walked > 0;
}

ScoreEffect *split_inputs(Judge *j, const char *account,
                          const hale_value *before, const hale_value *after,
                          Arena *arena, size_t *count)
{
    const Formula *f = j->f;
    size_t facts = f->inputs + f->ranks;
    Walk w = {.j = j,
              .account = account,
              .before = before,
              .after = after,
              .wish = f->rank,
              .inputs = f->inputs,
              .wishes = f->ranks,
              .fact = arena_array(arena, facts + 1, sizeof *w.fact),
              .input = arena_array(arena, f->inputs + 1, sizeof *w.input),
              .effect = arena_array(arena, f->inputs + 1, sizeof *w.effect)};
    Effects e = {.effect = arena_array(arena, f->inputs + 1, sizeof *e.effect)};
    for (size_t i = 0; i < facts; i++)
        w.fact[i] = after[i];
    find_changes(&w);
    bool found = w.count > EXACT_MOST ? walk_some(&w) : walk_all(&w);
    for (size_t k = 0; k < w.count && found; k++)
        add(&e, EFFECT_INPUT, w.input[k], w.effect[k]);
    arena_free(&w.scratch);
    *count = e.count;
    return found ? e.effect : NULL;
}
