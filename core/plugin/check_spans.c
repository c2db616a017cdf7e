/* SPDX-License-Identifier: MIT
 *
 * check_spans.c: may the answer for one span stand for another?
 *
 * A metric that is HALE_STEADY need not be asked about a span in which nothing
 * of an account begins, ends or happens: the answer for the span before it is
 * taken. If it does depend on more, say on how long ago the last row was, no
 * run would tell. So pairs of spans are laid into all the quiet times of random
 * accounts, as near to the instants at both sides as the contract allows:
 *
 *     o instant              next instant o
 *      [--- one ---)[------ other -------)
 *
 * and asked about both. One that is HALE_TIMELESS is asked about the same span
 * at several dates.
 */
#include "plugin/check.h"

#include <stdlib.h>

enum { SEEDS = 12, FEW = 6 }; /* rows, so that there are quiet times */

/* Ascending. */
typedef struct Instants {
    int64_t *at;
    size_t count;
} Instants;

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The begin, the end and what cells of row i say. */
static void add_row(Instants *all, const Part *p, size_t i)
{
    all->at[all->count++] = p->time[i];
    if (p->until)
        all->at[all->count++] = p->until[i];
    for (size_t c = 0; c < p->columns; c++)
        if (!p->absent[c] && p->column[c].type == HALE_TIME &&
            HALE_HAS(&p->column[c], i))
            all->at[all->count++] = p->column[c].as.i[i];
}

static Instants instants_of(Trial *t, const Story *s)
{
    Instants all = {0};
    size_t most = 0;
    for (size_t i = 0; i < s->parts; i++)
        most += s->part[i].count * (s->part[i].columns + 2);
    all.at = arena_array(&t->arena, most + 1, sizeof *all.at);
    for (size_t i = 0; i < s->parts; i++)
        for (size_t row = 0; row < s->part[i].count; row++)
            add_row(&all, &s->part[i], row);
    qsort(all.at, all.count, sizeof *all.at, by_time);
    return all;
}

/* From when on an instant does not matter any more. */
static int64_t past(int64_t instant, int64_t reach)
{
    int64_t day = instant / HALE_DAY - (instant % HALE_DAY < 0);
    return reach ? (day + reach + 1) * HALE_DAY : instant + 1;
}

/* Two spans in [begin, end), with or without time between them. */
static void try_pair(Trial *t, const Story *s, int64_t begin, int64_t end,
                     int64_t first_ends, int64_t second_begins)
{
    const Fence *before = t->fence;
    Walk one, other;
    must(t, walk(t, &one, s, span_between(t, begin, first_ends, STORY_END),
                 SIZE_MAX));
    must(t, walk(t, &other, s, span_between(t, second_begins, end, STORY_END),
                 SIZE_MAX));
    values_same(t, one.metric->results, one.result, other.result, 0,
                "of a later span, and nothing begins, ends or happens from "
                "the begin of the one to the end of the other");
    fences_free(t, before);
}

/* All that is quiet between two instants. */
static size_t try_quiet(Trial *t, const Story *s, int64_t begin, int64_t end)
{
    int64_t third;
    if (end > STORY_END)
        end = STORY_END;
    if (end - begin < 3)
        return 0;
    third = (end - begin) / 3;
    try_pair(t, s, begin, end, begin + third, begin + third);
    try_pair(t, s, begin, end, begin + third, end - third);
    try_pair(t, s, begin, end, end - 1, end - 1);
    return 1;
}

static size_t try_story(Trial *t, uint64_t seed, int64_t reach)
{
    const int64_t before = 90 * HALE_DAY;
    const Story *s =
        story_make(t, &(Make){.seed = seed,
                              .rows = 1 + seed % FEW,
                              .presence = seed % 2 ? SOME : ALL_MASKED,
                              .no_optional = seed % 3 == 0});
    Instants all = instants_of(t, s);
    size_t tried = try_quiet(t, s, all.at[0] - before, all.at[0]);
    for (size_t i = 0; i < all.count && all.at[i] < STORY_END; i++)
        tried += try_quiet(t, s, past(all.at[i], reach),
                           i + 1 < all.count ? all.at[i + 1] : STORY_END);
    return tried;
}

void metric_steady(Trial *t)
{
    const hale_metric *m = t->plugin;
    int64_t reach = 0;
    size_t tried = 0;
    if (!(m->flags & HALE_STEADY))
        skip(t, "it does not say that it is steady");
    calling(t, "reach");
    if (m->reach)
        reach = m->reach(t->config);
    if (reach < 0)
        skip(t, "with these options it is not steady");
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        tried += try_story(t, seed, reach);
    if (tried == 0)
        skip(t, "made-up accounts are never quiet for long enough");
}

/* -------------------------------------------------------------- timeless -- */

void metric_timeless(Trial *t)
{
    static const int64_t later[] = {1, 30, 1000}; /* days */
    const hale_metric *m = t->plugin;
    if (!(m->flags & HALE_TIMELESS))
        skip(t, "it may look at as_of");
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const Story *s = story_make(
            t, &(Make){.seed = seed, .rows = 4 * seed, .presence = SOME});
        int64_t begin = seed % 3 ? STORY_END - 30 * HALE_DAY : INT64_MIN;
        Walk one, other;
        must(t, walk(t, &one, s, span_between(t, begin, STORY_END, STORY_END),
                     SIZE_MAX));
        for (size_t i = 0; i < COUNT(later); i++) {
            int64_t as_of = STORY_END + later[i] * HALE_DAY;
            must(t, walk(t, &other, s, span_between(t, begin, STORY_END, as_of),
                         SIZE_MAX));
            values_same(t, m->results, one.result, other.result, 0,
                        "of the same span at a later as_of");
        }
    }
}
