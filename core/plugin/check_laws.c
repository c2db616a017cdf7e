/* SPDX-License-Identifier: MIT
 *
 * check_laws.c: what a metric says about itself must be true.
 *
 * A merge must answer what one walk over all the rows answers, wherever the
 * rows are parted, with nothing on either side, and however three parts are
 * put together. An identity must hold to the last digit on every account and
 * from each period to the next. Both are tried on random accounts; ordinary
 * reals are multiples of a quarter, so only division can round.
 */
#include "plugin/check.h"

#include <string.h>

enum { ROWS = 41, SEEDS = 12 };

/* Divisions and square roots in another order. */
static const double rounding = 1e-9;

/* ------------------------------------------------------------------ merge --
 */

static size_t clamped(size_t value, size_t low, size_t high)
{
    return value < low ? low : value < high ? value : high;
}

/* Rows [first, last) of a part, as far as the span shows them. */
static Part part_piece(Trial *t, const Part *whole, const hale_span *span,
                       size_t first, size_t last)
{
    Part p = *whole;
    size_t from, count;
    const hale_rows *rows;
    story_cut(whole, span, &from, &count);
    first = clamped(first, from, from + count);
    last = clamped(last, from, from + count);
    rows = part_rows(t, whole, 0, first, last - first, span);
    p.column = arena_array(&t->arena, p.columns + 1, sizeof *p.column);
    for (size_t c = 0; c < p.columns; c++)
        if (rows->column[c])
            p.column[c] = *rows->column[c];
    p.time += first;
    p.day += first;
    if (p.until)
        p.until += first;
    p.count = last - first;
    return p;
}

static const Story *story_piece(Trial *t, const Story *whole,
                                const hale_span *span, size_t first,
                                size_t last)
{
    Story *s = arena_alloc(&t->arena, sizeof *s);
    s->parts = whole->parts;
    s->part = arena_array(&t->arena, s->parts, sizeof *s->part);
    for (size_t i = 0; i < s->parts; i++)
        s->part[i] = part_piece(t, &whole->part[i], span, first, last);
    return s;
}

/* A state that has seen rows [first, last). */
static void see(Trial *t, Walk *w, const Story *whole, const hale_span *span,
                size_t first, size_t last)
{
    bool more = true;
    must(t, walk_begin(t, w, story_piece(t, whole, span, first, last), span));
    while (more)
        must(t, walk_step(t, w, SIZE_MAX, &more));
}

static void merge(Trial *t, Walk *into, const Walk *from)
{
    calling(t, "merge");
    must(t,
         into->metric->merge(&t->host.cx, t->config, into->state, from->state));
}

static void finish_like(Trial *t, Walk *w, const Walk *whole, const char *how)
{
    must(t, walk_end(t, w));
    values_same(t, w->metric->results, whole->result, w->result, rounding, how);
}

static void merge_two(Trial *t, const Story *s, const hale_span *span,
                      const Walk *whole, size_t cut)
{
    char words[80];
    Walk a, b;
    see(t, &a, s, span, 0, cut);
    see(t, &b, s, span, cut, ROWS);
    merge(t, &a, &b);
    snprintf(words, sizeof words, "when states parted at row %zu are merged",
             cut);
    finish_like(t, &a, whole, words);
}

static void merge_three(Trial *t, const Story *s, const hale_span *span,
                        const Walk *whole, size_t one, size_t two)
{
    Walk a, b, c;
    see(t, &a, s, span, 0, one);
    see(t, &b, s, span, one, two);
    see(t, &c, s, span, two, ROWS);
    merge(t, &b, &c);
    merge(t, &a, &b);
    finish_like(t, &a, whole, "when a + (b + c) is merged");
    see(t, &a, s, span, 0, one);
    see(t, &b, s, span, one, two);
    see(t, &c, s, span, two, ROWS);
    merge(t, &a, &b);
    merge(t, &a, &c);
    finish_like(t, &a, whole, "when (a + b) + c is merged");
}

void metric_laws_merge(Trial *t)
{
    const hale_metric *m = t->plugin;
    if (!m->merge)
        skip(t, "it declares no merge");
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const Fence *before = t->fence;
        const Story *s = story_make(
            t, &(Make){.seed = seed, .rows = ROWS, .presence = SOME});
        const hale_span *span = span_make(t, STORY_END, seed % 2 ? 60 : 0);
        Walk whole;
        must(t, walk(t, &whole, s, span, SIZE_MAX));
        merge_two(t, s, span, &whole, 0);
        merge_two(t, s, span, &whole, ROWS);
        merge_two(t, s, span, &whole, seed * 7 % ROWS);
        merge_two(t, s, span, &whole, ROWS - 1 - seed % 5);
        merge_three(t, s, span, &whole, 3 + seed, 20 + seed);
        fences_free(t, before);
    }
}

/* ------------------------------------------------------------- identities --
 */

/* Does the sum of the signed results come out at 0? -1: one of them is
 * missing, so that there is nothing to add. */
static int adds_up(Trial *t, const hale_identity *law, const Walk *w)
{
    int64_t sum = 0;
    for (size_t i = 0; w->metric->results[i]; i++) {
        if (!law->sign[i])
            continue;
        if (w->result[i].missing)
            return -1;
        sum += law->sign[i] * w->result[i].as.i;
    }
    if (sum != 0)
        broke(t, "\"%s\" is off by %lld", law->name, (long long)sum);
    return 0;
}

static void closes(Trial *t, const hale_identity *law, const Walk *before,
                   const Walk *after)
{
    const hale_value *a = &before->result[law->closing];
    const hale_value *b = &after->result[law->opening];
    if ((law->closing || law->opening) && !a->missing && !b->missing &&
        a->as.i != b->as.i)
        broke(t,
              "\"%s\": a period closes with %lld and the next opens with "
              "%lld",
              law->name, (long long)a->as.i, (long long)b->as.i);
}

/* Two periods of a month each, one after the other. */
static size_t try_identity(Trial *t, const hale_identity *law, uint64_t seed)
{
    const Story *s =
        story_make(t, &(Make){.seed = seed,
                              .rows = ROWS,
                              .presence = seed % 2 ? SOME : ALL_MASKED});
    int64_t middle = STORY_END - 30 * HALE_DAY;
    size_t tried = 0;
    Walk before, after;
    must(t, walk(t, &before, s, span_make(t, middle, 30), SIZE_MAX));
    must(t, walk(t, &after, s, span_make(t, STORY_END, 30), SIZE_MAX));
    closes(t, law, &before, &after);
    tried += adds_up(t, law, &before) == 0;
    tried += adds_up(t, law, &after) == 0;
    return tried;
}

void metric_laws_identities(Trial *t)
{
    const hale_metric *m = t->plugin;
    size_t tried = 0;
    if (list_count(m->identities) == 0)
        skip(t, "it declares no identities");
    for (size_t i = 0; m->identities[i]; i++)
        for (uint64_t seed = 0; seed < SEEDS; seed++)
            tried += try_identity(t, m->identities[i], seed);
    if (tried == 0)
        skip(t, "on made-up rows its results are always missing");
}
