/* SPDX-License-Identifier: MIT
 *
 * weigh.c: from points of components to a score.
 *
 * A group is a mean of what is known inside, or the least or the best of it
 * (of = "min", "max"): then the one that decides carries the whole share.
 * Scores are kept to six decimals, so that 3 * 25 is 75 and lands in its
 * band whatever the weights were divided by.
 */
#include "judge/judging.h"

#include <math.h>

static double six_decimals(double x)
{
    return round(x * 1e6) / 1e6;
}

/* ------------------------------------------------------------- the groups --
 */

static void take(GroupSum *g, GroupOf of, PartSum m, double points)
{
    g->weight += m.weight;
    g->data += m.weight * m.data;
    if (!m.known)
        return;
    if (of == OF_MEAN)
        g->points += m.counts * points;
    else if (!(g->with > 0) ||
             (of == OF_MIN ? points < g->points : points > g->points))
        g->points = points;
    g->with += m.counts;
}

/* From `sum` of what is inside to what the group is worth outside. */
static void close_group(const Group *g, GroupSum *sum)
{
    bool any = sum->with > 0;
    if (any && g->of == OF_MEAN)
        sum->points /= sum->with;
    if (sum->weight > 0)
        sum->data /= sum->weight;
    sum->known = any && sum->data >= g->min_coverage - 1e-9;
    if (!sum->known)
        sum->data = 0;
}

static void sum_group(Judge *j, size_t at)
{
    const Formula *f = j->f;
    GroupSum *sum = &j->group[at];
    GroupOf of = f->group[at].of;
    for (size_t i = 0; i < f->parts; i++)
        if (f->part[i].parent == at && j->part[i].weight > 0)
            take(sum, of, j->part[i], j->v->part[i].points);
    for (size_t i = 1; i < f->groups; i++) {
        const GroupSum *inner = &j->group[i];
        double weight = j->setup->group_weight[i];
        if (f->group[i].parent == at && inner->weight > 0 && weight > 0)
            take(sum, of,
                 (PartSum){.weight = weight,
                           .counts = weight,
                           .data = inner->data,
                           .known = inner->known},
                 inner->points);
    }
    close_group(&f->group[at], sum);
}

/* The part of the group's share that falls to a member. `*decided`: a member
 * of a "min" or "max" group was found already. */
static double member_share(const GroupSum *g, GroupOf of, double weight,
                           double points, bool *decided)
{
    if (of == OF_MEAN)
        return g->share * weight / g->with;
    if (*decided || points != g->points)
        return 0;
    *decided = true;
    return g->share;
}

static void share_group(Judge *j, size_t at)
{
    const Formula *f = j->f;
    const GroupSum *sum = &j->group[at];
    GroupOf of = f->group[at].of;
    bool decided = false;
    if (!sum->known)
        return;
    for (size_t i = 0; i < f->parts; i++) {
        PartSum *p = &j->part[i];
        if (f->part[i].parent == at && p->known && p->weight > 0)
            p->share = member_share(sum, of, p->counts, j->v->part[i].points,
                                    &decided);
    }
    for (size_t i = 1; i < f->groups; i++) {
        GroupSum *g = &j->group[i];
        double weight = j->setup->group_weight[i];
        if (f->group[i].parent == at && g->known && weight > 0)
            g->share = member_share(sum, of, weight, g->points, &decided);
    }
}

void judge_add_up(Judge *j)
{
    const Formula *f = j->f;
    Verdict *v = j->v;
    GroupSum *root = &j->group[0];
    for (size_t i = 0; i < f->groups; i++)
        sum_group(j, f->order[i]);
    v->coverage = six_decimals(root->data);
    root->share = 1;
    for (size_t i = f->groups; i-- > 0;)
        share_group(j, f->order[i]);
    for (size_t i = 0; i < f->parts; i++) {
        PartVerdict *p = &v->part[i];
        p->share = j->part[i].share;
        if (p->share > 0) {
            v->raw += p->share * p->points;
            p->lost = p->share * (100 - p->points);
        }
    }
    v->raw = six_decimals(v->raw);
    if (!(root->weight > 0))
        v->missing = HALE_NOT_COVERED; /* no component is for this account */
    else if (root->known && v->coverage >= f->min_coverage - 1e-9)
        v->missing = HALE_PRESENT;
    v->known = v->missing == HALE_PRESENT;
}

/* ------------------------------------------------------ caps and the band --
 */

size_t band_of(const Formula *f, double score)
{
    size_t i = f->bands - 1;
    while (i && f->band[i].edge > score)
        i--;
    return i;
}

static void note(Judge *j, const Cap *c)
{
    static const char *const kind[] = {"cap", "floor", "veto"};
    j->v->cap[j->v->caps++] = (CapVerdict){
        .kind = kind[c->kind], .id = c->id, .limit = c->limit, .why = ""};
}

/* Caps and floors of one kind that bite at `from`; answers the new score. */
static double limit(Judge *j, CapKind kind, double from)
{
    double score = from;
    for (size_t i = 0; i < j->f->caps; i++) {
        const Cap *c = &j->f->cap[i];
        bool cap = kind == CAP_CAP;
        if (c->kind != kind || (cap ? c->limit >= from : c->limit <= from) ||
            !judge_holds(j, c->section, &c->when))
            continue;
        note(j, c);
        if (cap ? c->limit < score : c->limit > score)
            score = c->limit;
    }
    return score;
}

/* The lowest band that a veto forces; bands if none does. */
static size_t forced_band(Judge *j)
{
    size_t band = j->f->bands;
    for (size_t i = 0; i < j->f->caps; i++) {
        const Cap *c = &j->f->cap[i];
        if (c->kind != CAP_VETO || !judge_holds(j, c->section, &c->when))
            continue;
        note(j, c);
        if (c->band < band)
            band = c->band;
    }
    return band;
}

/* The upper edge is the next band's; a tenth below it still prints as below
 * it. */
double into_band(const Formula *f, size_t band, double score)
{
    double lo = f->band[band].edge;
    double hi = band + 1 < f->bands ? f->band[band + 1].edge : 101;
    if (score < lo)
        return lo;
    return score < hi ? score : fmax(lo, hi - 0.1);
}

/* The band, which may still be the last one if nothing bit. */
static void settle_band(Judge *j)
{
    const Formula *f = j->f;
    Verdict *v = j->v;
    size_t band = band_of(f, v->score), kept = band;
    if (f->hysteresis > 0 && !v->caps) {
        const hale_value *before = &j->fact[f->band_before];
        bool known = !before->missing && before->type == HALE_TEXT;
        ptrdiff_t was = known ? find_band(f, before->as.text) : -1;
        if (was >= 0)
            kept = hysteresis_band(f, v->score, (size_t)was);
    }
    v->band = f->band[kept].name;
    if (kept == band)
        return;
    double edge = f->band[kept > band ? kept : kept + 1].edge;
    v->held = arena_printf(j->out,
                           "stays %s: %.4g is within %g of the edge "
                           "at %g",
                           v->band, v->score, f->hysteresis, edge);
}

void judge_limits(Judge *j)
{
    const Formula *f = j->f;
    Verdict *v = j->v;
    size_t band = forced_band(j);
    double score = limit(j, CAP_FLOOR, v->raw);
    score = limit(j, CAP_CAP, score);
    if (band < f->bands)
        score = into_band(f, band, score);
    v->score = six_decimals(score);
    settle_band(j);
}
