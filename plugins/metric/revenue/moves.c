/* SPDX-License-Identifier: MIT
 *
 * moves.c: the movements of one account, by snapshots or by events.
 *
 * By snapshots two sums are enough. By events the beginnings and ends of all
 * terms within the span are kept, sorted when all rows were seen, and walked
 * through instant by instant.
 */
#include "moves.h"

#include <stdlib.h>
#include <string.h>

#include "revenue.h"

typedef struct Change { /* a term begins or ends */
    int64_t time;
    int64_t mrr;
    int terms; /* 1 or -1 */
} Change;

const hale_option moves_option_basis = {
    .size = sizeof(hale_option),
    .name = "basis",
    .type = HALE_OPTION_CHOICE,
    .fallback = "snapshot",
    .choices = (const char *const[]){"snapshot", "events", NULL},
    .help = "snapshot: compare start and end of the span; events: add up "
            "every change within it",
};

int moves_configure(hale_cx *cx, const hale_value *given, void *config)
{
    MovesConfig *c = config;
    (void)cx;
    c->rules = term_rules(given);
    c->events = given[TERM_OPTION_COUNT].as.i == 1;
    return 0;
}

static int keep_change(hale_cx *cx, MovesState *s, const Change *change)
{
    if (s->changes == s->room) {
        size_t room = s->room ? 2 * s->room : 8;
        Change *more = cx->alloc(cx, room * sizeof *more);
        if (!more)
            return -1;
        if (s->changes)
            memcpy(more, s->change, s->changes * sizeof *more);
        s->change = more;
        s->room = room;
    }
    s->change[s->changes++] = *change;
    return 0;
}

/* The instants of a term that lie within the span. */
static int keep_term(hale_cx *cx, MovesState *s, const hale_span *span,
                     const Term *t)
{
    const Change begins = {t->begin, t->mrr, 1};
    const Change ends = {t->until, t->mrr, -1};
    if (t->begin >= span->begin && keep_change(cx, s, &begins))
        return -1;
    return t->until >= span->begin && t->until < span->end
               ? keep_change(cx, s, &ends)
               : 0;
}

static int add_term(hale_cx *cx, const MovesConfig *c, MovesState *s,
                    const hale_rows *rows, size_t i)
{
    const hale_span *span = rows->span;
    Term t = term_span(rows, i);
    int was = term_before(&t, span->begin), is = term_before(&t, span->end);
    int counts;
    if (t.until <= t.begin || t.begin >= span->end)
        return 0;
    counts = was || is || (c->events && t.until >= span->begin);
    if (counts && term_price(cx, &c->rules, rows, i, &t))
        return -1;
    s->was |= (uint8_t)was;
    s->is |= (uint8_t)is;
    s->terms += was;
    s->earlier |= (uint8_t)(t.until < span->begin);
    s->inside |= (uint8_t)(!was && !is && t.begin >= span->begin);
    s->unknown |= (uint8_t)(counts && !t.known);
    if ((was && add_money(cx, &s->start, t.mrr)) ||
        (is && add_money(cx, &s->end, t.mrr)))
        return -1;
    return counts && c->events ? keep_term(cx, s, span, &t) : 0;
}

int moves_update(hale_cx *cx, const void *config, void *state,
                 const hale_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        if (add_term(cx, config, state, rows, i))
            return -1;
    return 0;
}

/* ------------------------------------------------------------- movements -- */

typedef struct Side { /* a state between two movements */
    int64_t mrr, terms;
} Side;

/* Adds the movement from `a` to `b`, which is of one class. */
static int move(hale_cx *cx, Moves *m, Side a, Side b, int earlier)
{
    int64_t change = b.mrr;
    if (sub_money(cx, &change, a.mrr))
        return -1;
    if (a.terms && b.terms)
        return change > 0 ? add_money(cx, &m->expansion, change)
                          : sub_money(cx, &m->contraction, change);
    if (a.terms) {
        m->left++;
        return add_money(cx, &m->churn, a.mrr);
    }
    if (!b.terms)
        return 0;
    *(earlier ? &m->returned : &m->joined) += 1;
    return add_money(cx, earlier ? &m->reactivation : &m->fresh, b.mrr);
}

static int by_time(const void *left, const void *right)
{
    const Change *a = left, *b = right;
    return (a->time > b->time) - (a->time < b->time);
}

static int apply(hale_cx *cx, const Change *change, Side *side)
{
    side->terms += change->terms;
    return change->terms > 0 ? add_money(cx, &side->mrr, change->mrr)
                             : sub_money(cx, &side->mrr, change->mrr);
}

static int walk(hale_cx *cx, MovesState *s, Moves *m)
{
    Side now = {s->start, s->terms};
    int earlier = s->earlier || s->was;
    if (s->changes)
        qsort(s->change, s->changes, sizeof *s->change, by_time);
    for (size_t i = 0, next; i < s->changes; i = next) {
        Side then = now;
        for (next = i; next < s->changes; next++) {
            if (s->change[next].time != s->change[i].time)
                break;
            if (apply(cx, &s->change[next], &now))
                return -1;
        }
        if (move(cx, m, then, now, earlier))
            return -1;
        earlier = 1;
    }
    return 0;
}

int moves_read(hale_cx *cx, const void *config, MovesState *s, Moves *m)
{
    const MovesConfig *c = config;
    Side start = {s->start, s->was}, end = {s->end, s->is};
    *m = (Moves){
        .start = s->start,
        .end = s->end,
        .was = s->was,
        .is = s->is,
        .stayed = s->was && s->is,
        .missing = s->unknown ? HALE_NOT_GIVEN : HALE_PRESENT,
    };
    m->retained = m->stayed ? s->end : 0;
    m->kept = m->retained < s->start ? m->retained : s->start;
    if (c->events)
        return walk(cx, s, m);
    m->flash = !s->was && !s->is && s->inside;
    return move(cx, m, start, end, s->earlier);
}
