/* SPDX-License-Identifier: MIT
 *
 * answer.c: what a metric says of an account's periods, asked where it can
 * have changed.
 *
 * Most accounts begin, change and end a few times in years, and a table by
 * month asks for every month. A metric that declares itself HALE_STEADY says
 * the same of two periods unless an instant of the account's rows lies in one
 * of them, or so near before it that it still matters:
 *
 *     rows        |-------o        o------------------>
 *     periods  .   .   .   .   .   .   .   .   .   .
 *     stirred      x       x       x
 *     asked    x   x   x   x   x   x   x
 *
 * A period is asked for if it or the one before it is stirred; all others say
 * what the one before them said. Answers that turn out to be the same are one
 * stretch as well, whatever the metric declares, so that laws and sums look at
 * them once.
 *
 * A run for many dates looks at most periods from many of them. What a metric
 * that is HALE_TIMELESS said of a period is kept for the dates to come, unless
 * the rows themselves are others by then (known_at = as_of).
 */
#include "measure/inside.h"

#include <string.h>

/* What is steady at one rate of exchange is not at another, and an account may
 * be missing from a full state without a row that says so. */
static bool may_rest(const Caller *c, size_t metric)
{
    const MetricPlan *m = &c->plan->metric[metric];
    for (size_t n = 0; n < m->needs; n++) {
        const Feed *f = &c->slices.feed[metric][n];
        if (f->block->currency ||
            c->plan->data_set[f->data_set].shape == HALE_SNAPSHOT)
            return false;
    }
    return m->reach >= 0;
}

/* Are its rows the same at every date? */
static bool may_keep(const Caller *c, size_t metric)
{
    const MetricPlan *m = &c->plan->metric[metric];
    for (size_t n = 0; n < m->needs; n++)
        if (c->slices.feed[metric][n].block->recorded &&
            c->plan->known == KNOWN_AT_AS_OF)
            return false;
    return m->timeless && c->plan->as_ofs > 1;
}

Answers *answers_new(Arena *arena, const Caller *c)
{
    const Plan *plan = c->plan;
    Answers *all = arena_array(arena, plan->metrics + 1, sizeof *all);
    for (size_t i = 0; i < plan->metrics; i++) {
        const MetricPlan *m = &plan->metric[i];
        Answers *a = &all[i];
        size_t n = (size_t)m->periods;
        if (!n)
            continue;
        a->room = arena_array(arena, n * m->results + 1, sizeof *a->room);
        a->periods.of = arena_array(arena, n, sizeof *a->periods.of);
        a->texts = gives_text(m);
        if (may_rest(c, i))
            a->stirred = arena_array(arena, n, sizeof *a->stirred);
        if (may_keep(c, i))
            a->arena = arena;
    }
    return all;
}

/* -------------------------------------------------------------- stirring -- */

/* The first of n periods that ends after `time`. */
static size_t period_of(const hale_span *period, size_t n, int64_t time)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (period[middle].end > time)
            hi = middle;
        else
            lo = middle + 1;
    }
    return lo;
}

/* Something of the account is at `time`. */
static void stir(bool *stirred, const Spans *spans, size_t n, int64_t time)
{
    if (time < spans->since[0] || time >= spans->period[n - 1].end)
        return;
    for (size_t p = period_of(spans->period, n, time);
         p < n && spans->since[p] <= time; p++)
        stirred[p] = true;
}

/* Every instant of rows [from, to): begins, ends and what cells say. */
static void stir_rows(bool *stirred, const Spans *spans, size_t n,
                      const Feed *f, size_t from, size_t to)
{
    const Block *block = f->block;
    for (size_t i = from; i < to; i++)
        stir(stirred, spans, n, block->time[i]);
    for (size_t i = from; block->until && i < to; i++)
        stir(stirred, spans, n, block->until[i]);
    for (size_t b = 0; b < f->bounds; b++) {
        const hale_vector *v = f->bound[b].from;
        for (size_t i = from; v->type == HALE_TIME && i < to; i++)
            if (HALE_HAS(v, i))
                stir(stirred, spans, n, v->as.i[i]);
    }
}

static void stir_all(const Caller *c, size_t metric, size_t account,
                     const Spans *spans, bool *stirred)
{
    const MetricPlan *m = &c->plan->metric[metric];
    size_t n = (size_t)m->periods;
    memset(stirred, 0, n * sizeof *stirred);
    for (size_t need = 0; need < m->needs; need++) {
        const Feed *f = &c->slices.feed[metric][need];
        const size_t *begin = &f->block->begin[account];
        stir_rows(stirred, spans, n, f, begin[0], begin[1]);
    }
}

/* --------------------------------------------------------------- keeping -- */

/* Where it stands what the metric said of the account's periods at dates
 * before this one; NULL: it is not kept. Of an account that is asked for the
 * newest row is noted, which takes a call. */
static const hale_value **kept_of(const Caller *c, Answers *a, size_t account,
                                  const Spans *spans)
{
    if (!a->arena || c->newest)
        return NULL;
    if (!a->said)
        a->said = arena_array(a->arena, c->slices.part->accounts * spans->slots,
                              sizeof *a->said);
    return a->said + account * spans->slots;
}

static void copy_texts(Arena *arena, const MetricPlan *m, hale_value *value)
{
    for (size_t r = 0; r < m->results; r++)
        if (value[r].type == HALE_TEXT && !value[r].missing)
            value[r].as.text = arena_str(arena, value[r].as.text);
}

static const hale_value *keep(Answers *a, const MetricPlan *m,
                              const hale_value *value)
{
    hale_value *copy = arena_array(a->arena, m->results, sizeof *copy);
    memcpy(copy, value, m->results * sizeof *copy);
    if (a->texts)
        copy_texts(a->arena, m, copy);
    return copy;
}

/* --------------------------------------------------------------- asking -- */

static const Stretch *last_of(const Stretches *all)
{
    return all->count ? &all->of[all->count - 1] : NULL;
}

/* What the metric says of period `p`; NULL: it fails. */
static const hale_value *ask(Caller *c, size_t metric, size_t account,
                             const hale_span *span, bool keeps)
{
    const MetricPlan *m = &c->plan->metric[metric];
    Answers *a = &c->answers[metric];
    const Stretch *last = last_of(&a->periods);
    hale_value *value = a->room + a->periods.count * m->results;
    if (call_metric(c, metric, account, span, value))
        return NULL;
    if (last && !memcmp(last->value, value, m->results * sizeof *value))
        return last->value;
    if (keeps)
        return keep(a, m, value);
    if (a->texts) /* they may be in memory of the metric's next call */
        copy_texts(&c->kept, m, value);
    return value;
}

static void add_period(Stretches *all, size_t p, const hale_value *value)
{
    if (all->count && all->of[all->count - 1].value == value)
        all->of[all->count - 1].end++;
    else
        all->of[all->count++] = (Stretch){value, p, p + 1};
}

/* As of this date it has nothing to say. */
static int be_silent(Caller *c, size_t metric, size_t account,
                     const Spans *spans)
{
    Answers *a = &c->answers[metric];
    size_t n = (size_t)c->plan->metric[metric].periods;
    a->periods.of[0] = (Stretch){a->room, 0, n};
    a->periods.count = 1;
    a->fresh = 0;
    return call_metric(c, metric, account, spans->period, a->room);
}

/* Adds the periods of which it is kept what was said, up to the first of which
 * it is not. */
static size_t recall(Stretches *all, const hale_value **said,
                     const Spans *spans, size_t n)
{
    size_t p = 0;
    for (; said && p < n && said[spans->slot[p]]; p++)
        add_period(all, p, said[spans->slot[p]]);
    return p;
}

static bool is_quiet(const Answers *a, size_t p)
{
    return p && a->stirred && !a->stirred[p] && !a->stirred[p - 1];
}

int answers_find(Caller *c, size_t metric, size_t account, const Spans *spans)
{
    Answers *a = &c->answers[metric];
    Stretches *all = &a->periods;
    const hale_value **said = kept_of(c, a, account, spans);
    size_t n = (size_t)c->plan->metric[metric].periods, p;
    all->count = 0;
    if (call_silence(c, metric, account, spans->now.as_of))
        return be_silent(c, metric, account, spans);
    p = recall(all, said, spans, n);
    a->fresh = p ? all->count - 1 : 0;
    if (p < n && a->stirred)
        stir_all(c, metric, account, spans, a->stirred);
    for (; p < n; p++) {
        const hale_value *value = is_quiet(a, p) ? last_of(all)->value : NULL;
        if (!value)
            value = ask(c, metric, account, &spans->period[p], said != NULL);
        if (!value)
            return -1;
        if (said)
            said[spans->slot[p]] = value;
        add_period(all, p, value);
    }
    return 0;
}
