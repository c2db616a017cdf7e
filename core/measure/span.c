/* SPDX-License-Identifier: MIT
 *
 * span.c: windows and periods as instants, worked out once for the run.
 *
 *            before                now
 *     [---------------------)[--------------------) as_of
 *     as_of - 2w        as_of - w
 *
 * All begins and ends of periods together are the marks: the instants at which
 * groups that change in time are asked for.
 *
 * Spans follow the local calendar: 28 days before a local midnight is a local
 * midnight, whatever the clocks did meanwhile. Periods are whole calendar
 * periods; the last one holds the instant before as_of and is cut there.
 */
#include "measure/inside.h"

#include <stdlib.h>
#include <string.h>

static hale_span span_from(const Plan *plan, int64_t begin, int64_t end,
                           int64_t as_of)
{
    bool open = begin == INT64_MIN;
    return (hale_span){.size = sizeof(hale_span),
                       .begin = begin,
                       .end = end,
                       .begin_day =
                           open ? INT32_MIN : zone_day(plan->zone, begin),
                       .last_day = zone_day(plan->zone, end - 1),
                       .as_of = as_of,
                       .as_of_day = zone_day(plan->zone, as_of)};
}

static void fill_periods(Spans *s, Arena *arena, const Plan *plan,
                         const MetricPlan *m, int64_t as_of)
{
    int64_t last = period_start(plan->zone, as_of - 1, m->period);
    char label[16];
    s->period = arena_array(arena, (size_t)m->periods, sizeof *s->period);
    s->complete = arena_array(arena, (size_t)m->periods, sizeof(bool));
    s->label = arena_array(arena, (size_t)m->periods, sizeof *s->label);
    for (int64_t p = 0; p < m->periods; p++) {
        int64_t back = m->periods - 1 - p;
        int64_t begin = span_move(plan->zone, last, -back, m->period);
        int64_t end = span_move(plan->zone, last, 1 - back, m->period);
        s->complete[p] = end <= as_of;
        s->period[p] = span_from(plan, begin, end < as_of ? end : as_of, as_of);
        period_label(plan->zone, begin, m->period, label);
        s->label[p] = arena_str(arena, str(label));
    }
}

/* What happened before the local day that is so many days before the begin is
 * past and gone. */
static void fill_since(Spans *s, Arena *arena, const Plan *plan,
                       const MetricPlan *m)
{
    s->since = arena_array(arena, (size_t)m->periods, sizeof *s->since);
    for (int64_t p = 0; p < m->periods; p++) {
        const hale_span *span = &s->period[p];
        s->since[p] = span->begin;
        if (m->reach)
            s->since[p] =
                zone_day_start(plan->zone, span->begin_day - (int32_t)m->reach);
    }
}

static void fill(Spans *s, Arena *arena, const Plan *plan, const MetricPlan *m,
                 int64_t as_of)
{
    int64_t begin = INT64_MIN;
    if (m->window.count)
        begin = span_move(plan->zone, as_of, -m->window.count, m->window.unit);
    s->now = span_from(plan, begin, as_of, as_of);
    if (m->compare)
        s->before = span_from(
            plan,
            span_move(plan->zone, as_of, -2 * m->window.count, m->window.unit),
            begin, as_of);
    if (m->periods)
        fill_periods(s, arena, plan, m, as_of);
    if (m->periods && m->reach >= 0)
        fill_since(s, arena, plan, m);
}

static int by_begin_and_end(const void *a, const void *b)
{
    const hale_span *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin > y->begin ? 1 : -1;
    return (x->end > y->end) - (x->end < y->end);
}

/* Numbers the periods of a metric, those of all dates together: most are
 * looked at from many of them. */
static void number_periods(Spans *spans, size_t as_ofs, size_t periods,
                           Arena *arena)
{
    size_t n = 0, count = 0;
    hale_span *all = arena_array(arena, as_ofs * periods, sizeof *all);
    for (size_t k = 0; k < as_ofs; k++, n += periods)
        memcpy(all + n, spans[k].period, periods * sizeof *all);
    qsort(all, n, sizeof *all, by_begin_and_end);
    for (size_t i = 0; i < n; i++)
        if (!count || by_begin_and_end(&all[i], &all[count - 1]))
            all[count++] = all[i];
    for (size_t k = 0; k < as_ofs; k++) {
        spans[k].slots = count;
        spans[k].slot = arena_array(arena, periods, sizeof(size_t));
        for (size_t p = 0; p < periods; p++) {
            const hale_span *at = bsearch(&spans[k].period[p], all, count,
                                          sizeof *all, by_begin_and_end);
            spans[k].slot[p] = (size_t)(at - all);
        }
    }
}

Spans *spans_of(Arena *arena, const Plan *plan)
{
    Spans *spans =
        arena_array(arena, plan->metrics * plan->as_ofs + 1, sizeof *spans);
    for (size_t m = 0; m < plan->metrics; m++) {
        const MetricPlan *metric = &plan->metric[m];
        Spans *own = &spans[m * plan->as_ofs];
        for (size_t k = 0; k < plan->as_ofs; k++)
            fill(&own[k], arena, plan, metric, plan->as_of[k]);
        if (metric->periods && metric->timeless && plan->as_ofs > 1)
            number_periods(own, plan->as_ofs, (size_t)metric->periods, arena);
    }
    return spans;
}

hale_span span_as_of(const Plan *plan, const MetricPlan *m, int64_t end)
{
    int64_t begin = INT64_MIN;
    if (m->periods)
        begin = period_start(plan->zone, end - 1, m->period);
    else if (m->window.count)
        begin = span_move(plan->zone, end, -m->window.count, m->window.unit);
    return span_from(plan, begin, end, end);
}

int64_t span_days(const hale_span *span)
{
    return (int64_t)span->last_day - span->begin_day + 1;
}

/* ---------------------------------------------------------------- marks -- */

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Every begin and end of the periods at as-of `k`. */
static void gather_marks(Marks *marks, const Plan *plan, const Spans *spans,
                         size_t k)
{
    size_t n = 0, count = 0;
    for (size_t m = 0; m < plan->metrics; m++) {
        const Spans *s = &spans[m * plan->as_ofs + k];
        size_t periods = (size_t)plan->metric[m].periods;
        for (size_t p = 0; p < periods; p++) {
            marks->at[n++] = s->period[p].begin;
            marks->at[n++] = s->period[p].end;
        }
    }
    qsort(marks->at, n, sizeof *marks->at, by_time);
    for (size_t i = 0; i < n; i++)
        if (!count || marks->at[i] != marks->at[count - 1])
            marks->at[count++] = marks->at[i];
    marks->count = count;
    if (count == 0)
        return;
    marks->first_day = zone_day(plan->zone, marks->at[0]);
    marks->last_day = zone_day(plan->zone, marks->at[count - 1] - 1);
}

static size_t mark_at(const Marks *marks, int64_t instant)
{
    const int64_t *at =
        bsearch(&instant, marks->at, marks->count, sizeof instant, by_time);
    return (size_t)(at - marks->at);
}

Marks *marks_of(Arena *arena, const Plan *plan, Spans *spans)
{
    Marks *marks = arena_array(arena, plan->as_ofs + 1, sizeof *marks);
    size_t most = 1;
    for (size_t m = 0; m < plan->metrics; m++)
        most += 2 * (size_t)plan->metric[m].periods;
    for (size_t k = 0; k < plan->as_ofs; k++) {
        marks[k].at = arena_array(arena, most, sizeof *marks[k].at);
        gather_marks(&marks[k], plan, spans, k);
        for (size_t m = 0; m < plan->metrics; m++) {
            Spans *s = &spans[m * plan->as_ofs + k];
            size_t periods = (size_t)plan->metric[m].periods;
            s->mark = arena_array(arena, periods + 1, sizeof *s->mark);
            for (size_t p = 0; p < periods; p++) {
                s->mark[p] = mark_at(&marks[k], s->period[p].begin);
                s->mark[p + 1] = mark_at(&marks[k], s->period[p].end);
            }
        }
    }
    return marks;
}

/* ------------------------------------------------------------ looked at -- */

/* From when on events of a data set count as of `k`: what a run for that date
 * alone would read, so that a range of dates knows no more accounts. */
static int64_t looked_at_from(const Plan *plan, const Spans *spans, size_t k,
                              size_t data_set)
{
    int64_t from = plan->as_of[k];
    if (plan->data_set[data_set].shape != HALE_EVENT)
        return INT64_MIN;
    for (size_t m = 0; m < plan->metrics; m++) {
        const MetricPlan *metric = &plan->metric[m];
        const Spans *s = &spans[m * plan->as_ofs + k];
        const hale_span *first = metric->periods   ? s->period
                                 : metric->compare ? &s->before
                                                   : &s->now;
        for (size_t n = 0; n < metric->needs; n++)
            if (metric->need[n].data_set == data_set && first->begin < from)
                from = first->begin;
    }
    return from;
}

int64_t *looked_at(Arena *arena, const Plan *plan, const Spans *spans)
{
    int64_t *from =
        arena_array(arena, plan->as_ofs * plan->data_sets + 1, sizeof *from);
    for (size_t k = 0; k < plan->as_ofs; k++)
        for (size_t d = 0; d < plan->data_sets; d++)
            from[k * plan->data_sets + d] = looked_at_from(plan, spans, k, d);
    return from;
}
