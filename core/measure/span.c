/* SPDX-License-Identifier: MIT
 *
 * span.c: windows and periods as instants, worked out once for the run.
 *
 *            before                now
 *     [---------------------)[--------------------) as_of
 *     as_of - 2w        as_of - w
 *
 * Spans follow the local calendar: 28 days before a local midnight is a local
 * midnight, whatever the clocks did meanwhile. Periods are whole calendar
 * periods; the last one holds the instant before as_of and is cut there.
 */
#include "measure/inside.h"

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
    s->period = arena_array(arena, (size_t)m->periods, sizeof *s->period);
    s->complete = arena_array(arena, (size_t)m->periods, sizeof(bool));
    for (int64_t p = 0; p < m->periods; p++) {
        int64_t back = m->periods - 1 - p;
        int64_t begin = span_move(plan->zone, last, -back, m->period);
        int64_t end = span_move(plan->zone, last, 1 - back, m->period);
        s->complete[p] = end <= as_of;
        s->period[p] = span_from(plan, begin, end < as_of ? end : as_of, as_of);
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
}

Spans *spans_of(Arena *arena, const Plan *plan)
{
    Spans *spans =
        arena_array(arena, plan->metrics * plan->as_ofs + 1, sizeof *spans);
    for (size_t m = 0; m < plan->metrics; m++)
        for (size_t k = 0; k < plan->as_ofs; k++)
            fill(&spans[m * plan->as_ofs + k], arena, plan, &plan->metric[m],
                 plan->as_of[k]);
    return spans;
}

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
