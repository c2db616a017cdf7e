/* SPDX-License-Identifier: MIT
 *
 * edge.c: the sums of edge.h. Terms come in any order of their ends, so what
 * ended last is forgotten as soon as something ended later.
 */
#include "edge.h"

#include "revenue.h"

int level_add(hale_cx *cx, Level *level, const Term *t)
{
    level->terms++;
    if (!level->missing)
        level->missing = t->missing;
    if (add_money(cx, &level->total[NOW], t->mrr) ||
        add_money(cx, &level->total[THEN], t->old))
        return -1;
    if (!t->held)
        return 0;
    return add_money(cx, &level->held[NOW], t->mrr) ||
                   add_money(cx, &level->held[THEN], t->old)
               ? -1
               : 0;
}

int level_sub(hale_cx *cx, Level *level, const Term *t)
{
    level->terms--;
    if (sub_money(cx, &level->total[NOW], t->mrr) ||
        sub_money(cx, &level->total[THEN], t->old))
        return -1;
    if (!t->held)
        return 0;
    return sub_money(cx, &level->held[NOW], t->mrr) ||
                   sub_money(cx, &level->held[THEN], t->old)
               ? -1
               : 0;
}

int edge_wants(const Policy *p, const Edge *e, const Term *t, int64_t at)
{
    return term_before(t, at) || (p->grace > 0 && t->until < at && !t->went &&
                                  (!e->ended || t->until >= e->until));
}

int edge_add(hale_cx *cx, const Policy *p, Edge *e, const Term *t, int64_t at)
{
    if (term_before(t, at))
        return level_add(cx, &e->level, t);
    if (t->until >= at)
        return 0;
    if (!e->ended || t->until > e->until) {
        e->last = (Level){.terms = 0};
        e->until = t->until;
        e->ended = 1;
        e->unpaid = 0;
    }
    if (t->until == e->until)
        e->unpaid |= t->unpaid;
    return p->grace > 0 && !t->went && t->until == e->until
               ? level_add(cx, &e->last, t)
               : 0;
}

int edge_in_grace(hale_cx *cx, const Policy *p, const Edge *e, int64_t at)
{
    return p->grace > 0 && e->level.terms == 0 && e->last.terms > 0 &&
           (int64_t)cx->day(cx, at) - cx->day(cx, e->until) <= p->grace;
}

const Level *edge_level(hale_cx *cx, const Policy *p, const Edge *e, int64_t at)
{
    return edge_in_grace(cx, p, e, at) ? &e->last : &e->level;
}
