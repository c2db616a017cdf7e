/* SPDX-License-Identifier: MIT
 *
 * moves.c: the movements of one account, by snapshots or by events.
 *
 * By snapshots the two edges of the span are enough. By events the beginnings
 * and ends of all terms within the span are kept, sorted when all rows were
 * seen, and walked through instant by instant. A loss is booked only when no
 * return came soon enough.
 */
#include "moves.h"

#include <stdlib.h>

#include "revenue.h"

typedef struct Change { /* a term begins or ends */
    int64_t time;
    const Term *term;
    int ends;
} Change;

const hale_option moves_option[4] = {
    {.size = sizeof(hale_option),
     .name = "basis",
     .type = HALE_OPTION_CHOICE,
     .fallback = "snapshot",
     .choices = (const char *const[]){"snapshot", "events", NULL},
     .help = "snapshot: compare start and end of the span; events: add up "
             "every change within it"},
    {.size = sizeof(hale_option),
     .name = "net_window",
     .type = HALE_OPTION_CHOICE,
     .fallback = "period",
     .choices = (const char *const[]){"period", "none", "day", "hour", NULL},
     .help = "by events: a loss and a return within the span, no event, 24 "
             "hours or one hour are one change"},
    {.size = sizeof(hale_option),
     .name = "flash",
     .type = HALE_OPTION_CHOICE,
     .fallback = "exclude",
     .choices = (const char *const[]){"exclude", "include", NULL},
     .help = "are customers who came and went within the span lost ones in "
             "logo_churn"},
    {.size = sizeof(hale_option),
     .name = "reactivation_window",
     .type = HALE_OPTION_DAYS,
     .unit = "days",
     .min = 0,
     .max = 36600,
     .help = "who returns later than so many days after the last term is new; "
             "if not given nobody is"},
};

void moves_own_options(const hale_value own[4], MovesConfig *c)
{
    static const int64_t window[] = {INT64_MAX, -1, HALE_DAY,
                                     3600 * HALE_SECOND};
    c->events = own[0].as.i == 1;
    c->net_window = window[own[1].as.i];
    c->flash = own[2].as.i == 1;
    c->reactivation = own[3].missing ? -1 : own[3].as.i;
}

void moves_options(const hale_value *given, MovesConfig *c)
{
    c->policy = policy_read(given);
    moves_own_options(given + POLICY_OPTION_COUNT, c);
}

/* ------------------------------------------------------------------ terms */

static int keep_change(hale_cx *cx, MovesState *s, const Change *change)
{
    Change *all = grown(cx, s->change, s->changes, &s->room, sizeof *s->change);
    if (!all)
        return -1;
    s->change = all;
    s->change[s->changes++] = *change;
    return 0;
}

/* The instants of a term that lie within the span. */
static int keep_term(hale_cx *cx, MovesState *s, const Term *t, int begins,
                     int ends)
{
    Term *kept = cx->alloc(cx, sizeof *kept);
    if (!kept)
        return -1;
    *kept = *t;
    if (begins && keep_change(cx, s, &(Change){t->begin, kept, 0}))
        return -1;
    return ends ? keep_change(cx, s, &(Change){t->until, kept, 1}) : 0;
}

static int begins_in(const Term *t, const hale_span *span)
{
    return t->begin >= span->begin && t->begin < span->end;
}

static int ends_in(const Term *t, const hale_span *span)
{
    return t->until >= span->begin && t->until < span->end;
}

int moves_want(const MovesConfig *c, const MovesState *s, const hale_span *span,
               const Term *t)
{
    return edge_wants(&c->policy, &s->start, t, span->begin) ||
           edge_wants(&c->policy, &s->end, t, span->end) ||
           (t->came && begins_in(t, span)) || (t->went && ends_in(t, span)) ||
           (c->events && (begins_in(t, span) || ends_in(t, span)));
}

int moves_add(hale_cx *cx, const MovesConfig *c, MovesState *s,
              const hale_span *span, const Term *t)
{
    int begins = begins_in(t, span), ends = ends_in(t, span);
    if (t->missing && !s->missing && moves_want(c, s, span, t))
        s->missing = t->missing;
    if (begins && (!s->inside || t->begin < s->first))
        s->first = t->begin;
    s->inside |= (uint8_t)begins;
    s->flash |= (uint8_t)(begins && ends);
    if (edge_add(cx, &c->policy, &s->start, t, span->begin) ||
        edge_add(cx, &c->policy, &s->end, t, span->end) ||
        (begins && t->came && level_add(cx, &s->came, t)) ||
        (ends && t->went && level_add(cx, &s->went, t)))
        return -1;
    return c->events && (begins || ends) ? keep_term(cx, s, t, begins, ends)
                                         : 0;
}

/* Prices of the start are asked for only of accounts that had something then:
 * there may be no rates that old. */
static int add_term(hale_cx *cx, const void *config, void *state,
                    const hale_rows *rows, size_t i, Term *t)
{
    const MovesConfig *c = config;
    MovesState *s = state;
    const hale_span *span = rows->span;
    int known_before = s->start.level.terms || s->start.ended || t->came ||
                       t->went || rows->time[i] < span->begin;
    if (moves_want(c, s, span, t) &&
        (term_price(cx, &c->policy, rows, i, t) ||
         (known_before &&
          term_reprice(cx, &c->policy, rows, i, span->begin, t))))
        return -1;
    return moves_add(cx, c, s, span, t);
}

int moves_update(hale_cx *cx, const void *config, void *state,
                 const hale_rows *rows)
{
    const MovesConfig *c = config;
    return terms_each(cx, &c->policy, c, state, rows, add_term);
}

/* ------------------------------------------------------------- movements -- */

typedef struct Walk { /* from one state of the account to the next */
    hale_cx *cx;
    const MovesConfig *config;
    const hale_span *span;
    Moves *m;
    int rate;          /* which prices are compared */
    Level *then, *now; /* what was booked so far, what holds; by events */
    int64_t ended_at;  /* the last end, if `earlier` */
    uint8_t earlier;   /* it was a customer before */
    uint8_t recent;    /* it became one within the span */
    uint8_t unpaid;    /* what ended last was past due */
    uint8_t pending;   /* it is lost since `lost_at`, unless it returns */
    int64_t lost_at;
} Walk;

static int is_return(const Walk *w, int64_t time)
{
    int64_t most = w->config->reactivation;
    return w->earlier && (most < 0 || (int64_t)w->cx->day(w->cx, time) -
                                              w->cx->day(w->cx, w->ended_at) <=
                                          most);
}

/* Books what leads from `from` to `to`, which is of one class. */
static int book(Walk *w, const Level *from, const Level *to, int64_t time)
{
    Moves *m = w->m;
    int64_t was = from->total[w->rate], is = to->total[w->rate], change = is;
    if (from->terms > 0 && to->terms)
        return sub_money(w->cx, &change, was) ? -1
               : change > 0 ? add_money(w->cx, &m->expansion, change)
                            : sub_money(w->cx, &m->contraction, change);
    if (from->terms > 0) {
        m->left++;
        m->flash += w->recent;
        w->earlier = 1;
        w->ended_at = time;
        m->left_unpaid += w->unpaid;
        return add_money(w->cx, &m->churn, was) ||
                       (w->unpaid && add_money(w->cx, &m->unpaid, was))
                   ? -1
                   : 0;
    }
    if (!to->terms && is == was) /* `was`: came here and went within a span */
        return 0;
    w->recent = 1;
    *(is_return(w, time) ? &m->returned : &m->joined) += 1;
    return sub_money(w->cx, &change, was) ||
                   add_money(w->cx,
                             is_return(w, time) ? &m->reactivation : &m->fresh,
                             change)
               ? -1
               : 0;
}

static int by_time(const void *left, const void *right)
{
    const Change *a = left, *b = right;
    return (a->time > b->time) - (a->time < b->time);
}

/* What is moved between accounts changes what there was as well. */
static int apply(Walk *w, const Change *change)
{
    const Term *t = change->term;
    if (change->ends)
        return level_sub(w->cx, w->now, t) ||
               (t->went && level_sub(w->cx, w->then, t));
    return level_add(w->cx, w->now, t) ||
           (t->came && level_add(w->cx, w->then, t));
}

/* All that begins and ends at one instant; *i goes to the next. */
static int apply_all(Walk *w, const MovesState *s, size_t *i)
{
    int64_t time = s->change[*i].time;
    uint8_t unpaid = 0;
    for (; *i < s->changes && s->change[*i].time == time; ++*i) {
        unpaid |= s->change[*i].ends && s->change[*i].term->unpaid;
        if (apply(w, &s->change[*i]))
            return -1;
    }
    if (!w->pending)
        w->unpaid = unpaid;
    return 0;
}

/* Is a return at `time` soon enough for there to have been no loss? */
static int soon(const Walk *w, int64_t time)
{
    const MovesConfig *c = w->config;
    if (c->policy.grace > 0 &&
        (int64_t)w->cx->day(w->cx, time) - w->cx->day(w->cx, w->lost_at) <=
            c->policy.grace)
        return 1;
    return w->lost_at >= w->span->begin &&
           (c->net_window == INT64_MAX || time - w->lost_at <= c->net_window);
}

/* The same from where the walk is. */
static int go_to(Walk *w, const Level *to, int64_t time)
{
    const Level from = *w->then;
    *w->then = *to;
    return book(w, &from, to, time);
}

static int lose(Walk *w)
{
    const Level none = {.terms = 0};
    w->pending = 0;
    return go_to(w, &none, w->lost_at);
}

/* The state changed at `time`, to w->now. */
static int step(Walk *w, int64_t time)
{
    if (w->now->terms) {
        if (w->pending && !soon(w, time) && lose(w))
            return -1;
        w->pending = 0;
        return go_to(w, w->now, time);
    }
    if (w->then->terms && !w->pending) {
        w->pending = 1;
        w->lost_at = time;
    }
    return 0;
}

static int walk(Walk *w, MovesState *s)
{
    Level then =
        *edge_level(w->cx, &w->config->policy, &s->start, w->span->begin);
    Level now = s->start.level;
    w->then = &then;
    w->now = &now;
    if (s->changes)
        qsort(s->change, s->changes, sizeof *s->change, by_time);
    for (size_t i = 0; i < s->changes;) {
        int64_t time = s->change[i].time;
        if (apply_all(w, s, &i) || step(w, time))
            return -1;
    }
    return w->pending && !edge_in_grace(w->cx, &w->config->policy, &s->end,
                                        w->span->end)
               ? lose(w)
               : 0;
}

/* The start as if what came had always been here, and what went never. */
static int restate(hale_cx *cx, Level *level, const MovesState *s)
{
    level->terms += s->came.terms - s->went.terms;
    for (int i = 0; i < RATES; i++)
        if (add_money(cx, &level->total[i], s->came.total[i]) ||
            sub_money(cx, &level->total[i], s->went.total[i]))
            return -1;
    return 0;
}

/* All that follows from the two edges, without a movement. */
static int compare(hale_cx *cx, const MovesState *s, int rate,
                   const Level *start, const Level *base, const Level *end,
                   Moves *m)
{
    int64_t then = end->total[rate];
    m->start = start->total[rate];
    m->base = base->total[rate];
    m->end = end->total[NOW];
    m->paused = end->held[rate];
    m->transfer = s->came.total[rate];
    if (sub_money(cx, &m->start, start->held[rate]) ||
        sub_money(cx, &m->base, start->held[rate]) ||
        sub_money(cx, &m->end, end->held[NOW]) ||
        sub_money(cx, &then, end->held[rate]) ||
        sub_money(cx, &m->paused, start->held[rate]) ||
        sub_money(cx, &m->transfer, s->went.total[rate]))
        return -1;
    m->fx = m->end;
    if (sub_money(cx, &m->fx, then))
        return -1;
    m->was = start->terms > 0;
    m->is = end->terms > 0;
    m->cohort = base->terms > 0;
    m->stayed = m->cohort && m->is;
    m->base = m->cohort ? m->base : 0;
    m->retained = m->stayed ? then : 0;
    m->kept = m->retained < m->base ? m->retained : m->base;
    return 0;
}

/* Nothing has moved; all else follows from the edges. */
static void stand_still(Moves *m)
{
    m->fresh = m->expansion = m->contraction = m->churn = 0;
    m->reactivation = m->unpaid = 0;
    m->joined = m->left = m->returned = m->flash = m->left_unpaid = 0;
}

int moves_read(hale_cx *cx, const MovesConfig *c, const hale_span *span,
               MovesState *s, Moves *m)
{
    const Level *start = edge_level(cx, &c->policy, &s->start, span->begin);
    const Level *end = edge_level(cx, &c->policy, &s->end, span->end);
    const Level *base = start;
    Level restated;
    stand_still(m);
    m->missing = s->missing;
    if (s->came.terms || s->went.terms) {
        restated = *start;
        base = &restated;
        if (restate(cx, &restated, s))
            return -1;
    }
    Walk w = {
        .cx = cx,
        .config = c,
        .span = span,
        .m = m,
        .rate = start->terms || base->terms ? THEN : NOW,
        .ended_at = s->start.until,
        .earlier = s->start.ended || start->terms > 0,
        .unpaid = c->events ? s->start.unpaid : s->end.unpaid,
        .pending = edge_in_grace(cx, &c->policy, &s->start, span->begin) != 0,
        .lost_at = s->start.until,
    };
    if (compare(cx, s, w.rate, start, base, end, m) ||
        (c->events ? walk(&w, s) : book(&w, base, end, s->first)))
        return -1;
    if (!c->events)
        m->flash = !m->was && !m->is && s->flash;
    m->lost = m->left + (c->events  ? c->flash ? 0 : -m->flash
                         : c->flash ? m->flash
                                    : 0);
    m->transferred = m->is - m->was - m->joined - m->returned + m->left;
    return 0;
}
