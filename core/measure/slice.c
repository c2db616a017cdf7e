/* SPDX-License-Identifier: MIT
 *
 * slice.c: the rows of one account that lie in a span.
 *
 * A partition is sorted by account and time, so all that is searched for is
 * where an account's rows are cut at an instant. Metrics look at a few of them
 * again and again (the as-of date, 28 days before it, the first of a month):
 * what was found is kept for as long as the account is measured, a place for
 * each of some instants, taken over by the next one that needs it. What is not
 * kept is searched for from the last cut on, since periods come one after
 * another. What a span means depends on the shape:
 *
 *   event      begin <= time < end
 *   interval   time < end, the ended ones too
 *   snapshot   the newest full state before the end, if it was taken in the
 *              span: an account that is not in it has no rows
 *   attribute  the last row before the end: the fact in force
 *
 * A slice is a few pointers then, laid out once for each need of each metric
 * (its feed). Only a filter (where.*) or a moving known-at makes rows be
 * copied: those that pass are gathered into the memory of the account. With
 * fx = spot money of another currency is copied as well, at the rate in force
 * just before the end of the span.
 */
#include "measure/inside.h"

#include <string.h>

/* ----------------------------------------------------------------- cuts -- */

enum { FEW = 8 };

typedef struct Range { /* rows [lo, hi) of a block */
    size_t lo, hi;
} Range;

/* Of a few rows, all are looked at: nothing to guess, nothing to guess wrong.
 */
static inline size_t first_of_few(const int64_t *times, size_t lo, size_t hi,
                                  int64_t time)
{
    size_t n = lo;
    for (size_t i = lo; i < hi; i++)
        n += times[i] < time;
    return n;
}

size_t first_from(const int64_t *times, size_t lo, size_t hi, int64_t time)
{
    while (hi - lo > FEW) {
        size_t middle = lo + (hi - lo) / 2;
        if (times[middle] < time)
            lo = middle + 1;
        else
            hi = middle;
    }
    return first_of_few(times, lo, hi, time);
}

/* The same, found from `near` on: in few steps if it is not far. */
static size_t first_near(const int64_t *times, size_t lo, size_t hi,
                         size_t near, int64_t time)
{
    size_t step = FEW;
    if (hi - lo <= FEW)
        return first_of_few(times, lo, hi, time);
    if (near < hi && times[near] < time) {
        for (lo = near + 1; hi - lo > step && times[lo + step - 1] < time;
             step *= 2)
            lo += step;
        return first_from(times, lo, hi - lo > step ? lo + step : hi, time);
    }
    for (hi = near; hi - lo > step && times[hi - step] >= time; step *= 2)
        hi -= step;
    return first_from(times, hi - lo > step ? hi - step : lo, hi, time);
}

static void cuts_open(Cuts *c, const Block *block, hale_shape shape,
                      const Snapshots *shots)
{
    *c = (Cuts){
        .block = block, .shape = shape, .shots = shots, .account = SIZE_MAX};
    for (size_t i = 0; i < CUTS; i++)
        c->cut[i].account = SIZE_MAX;
}

bool row_known(const Block *block, size_t row, int64_t known_before)
{
    return !block->recorded || block->recorded[row] < known_before;
}

size_t last_known(const Block *block, size_t from, size_t to,
                  int64_t known_before)
{
    while (to > from && !row_known(block, to - 1, known_before))
        to--;
    return to;
}

/* The first row of account `a` that is not before `time`. */
static inline size_t cut_at(Cuts *c, size_t a, int64_t time)
{
    const Block *block = c->block;
    uint64_t mix = (uint64_t)time * UINT64_C(0x9E3779B97F4A7C15);
    Cut *cut = &c->cut[mix >> (64 - CUT_BITS)];
    if (cut->account == a && cut->time == time)
        return cut->row;
    size_t from = block->begin[a], to = block->begin[a + 1];
    size_t near = c->account == a ? c->near : to;
    near = first_near(block->time, from, to, near, time);
    c->account = a;
    c->near = near;
    *cut = (Cut){a, time, near};
    return near;
}

/* The rows of account `a` that lie in the span; of a snapshot or attribute, the
 * newest that is known. */
static inline Range rows_of_span(Cuts *c, size_t a, const hale_span *span,
                                 int64_t known_before)
{
    const Block *block = c->block;
    Range found = {block->begin[a], cut_at(c, a, span->end)};
    switch (c->shape) {
    case HALE_EVENT:
        if (span->begin != INT64_MIN)
            found.lo = cut_at(c, a, span->begin);
        if (found.lo > found.hi)
            found.lo = found.hi;
        break;
    case HALE_SNAPSHOT: {
        int64_t newest = newest_before(c->shots, span->end, known_before);
        if (newest == INT64_MAX || newest < span->begin) {
            found.lo = found.hi;
            break;
        }
        found.lo = cut_at(c, a, newest);
        found.hi = cut_at(c, a, newest + 1);
        break;
    }
    case HALE_ATTRIBUTE:
        found.hi = last_known(block, found.lo, found.hi, known_before);
        if (found.hi > found.lo)
            found.lo = found.hi - 1;
        break;
    case HALE_INTERVAL:
    case HALE_SIDE: /* belongs to no account: there are no rows */
        break;
    }
    return found;
}

/* ---------------------------------------------------------------- feeds -- */

/* The columns that are there, and where rows are handed over. */
static void open_columns(Feed *f, Arena *arena, const NeedPlan *need,
                         const hale_need *declared)
{
    size_t n = list_count(declared->columns);
    f->vector = arena_array(arena, n + 1, sizeof *f->vector);
    f->column = arena_array(arena, n + 1, sizeof *f->column);
    f->bound = arena_array(arena, n + 1, sizeof *f->bound);
    for (size_t c = 0; c < n; c++) {
        if (need->column[c] < 0)
            continue;
        const hale_vector *from = &f->block->column[need->column[c]];
        f->vector[c] = *from;
        f->column[c] = &f->vector[c];
        f->bound[f->bounds++] =
            (Bound){from, &f->vector[c], cell_size(from->type)};
    }
}

static Feed *feeds_of(const Slices *s, Partition *part, const MetricPlan *m)
{
    Feed *feed = arena_array(&part->arena, m->needs + 1, sizeof *feed);
    for (size_t n = 0; n < m->needs; n++) {
        const NeedPlan *need = &m->need[n];
        Feed *f = &feed[n];
        *f = (Feed){.lo = SIZE_MAX,
                    .data_set = need->data_set,
                    .block = &part->block[need->data_set],
                    .cuts = &s->cuts[need->data_set],
                    .filters = n == 0 ? need->filters : 0};
        f->sieve =
            sieves_of(&part->arena, &part->texts, need->filter, f->filters);
        open_columns(f, &part->arena, need, m->plugin->needs[n]);
    }
    return feed;
}

void slices_open(Slices *s, const Plan *plan, Partition *part,
                 const Snapshots *snapshots, Arena *account_arena)
{
    Arena *arena = &part->arena;
    *s = (Slices){.plan = plan,
                  .part = part,
                  .known_before = INT64_MAX,
                  .arena = account_arena};
    s->cuts = arena_array(arena, plan->data_sets + 1, sizeof *s->cuts);
    s->covers = arena_array(arena, plan->data_sets + 1, sizeof *s->covers);
    for (size_t d = 0; d < plan->data_sets; d++) {
        cuts_open(&s->cuts[d], &part->block[d], plan->data_set[d].shape,
                  snapshots ? &snapshots[d] : NULL);
        if (plan->data_set[d].covers_count)
            s->covers[d] =
                sieves_of(arena, &part->texts, plan->data_set[d].covers,
                          plan->data_set[d].covers_count);
    }
    s->feed = arena_array(arena, plan->metrics + 1, sizeof *s->feed);
    for (size_t m = 0; m < plan->metrics; m++)
        s->feed[m] = feeds_of(s, part, &plan->metric[m]);
}

/* ---------------------------------------------------------------- ahead -- */

enum { LINE = 64, NEWEST = 256 }; /* bytes of a cache line; rows asked for */

static void fetch(const void *cells, size_t size, size_t lo, size_t hi)
{
    const char *at = cells, *end = at + hi * size;
    for (at += lo * size; at < end; at += LINE)
        __builtin_prefetch(at);
}

void slices_ahead(const Slices *s, size_t a)
{
    if (a >= s->part->accounts)
        return;
    for (size_t d = 0; d < s->plan->data_sets; d++) {
        const Block *b = &s->part->block[d];
        size_t lo = b->begin[a], hi = b->begin[a + 1];
        if (lo == hi)
            continue;
        lo = hi - lo > NEWEST ? hi - NEWEST : lo;
        fetch(b->time, sizeof *b->time, lo, hi);
        fetch(b->day, sizeof *b->day, lo, hi);
        if (b->until)
            fetch(b->until, sizeof *b->until, lo, hi);
        for (size_t i = 0; i < s->plan->data_set[d].kept_count; i++) {
            const hale_vector *v = &b->column[i];
            fetch(v->as.b, cell_size(v->type), lo, hi);
            if (v->present)
                fetch(v->present, 1, lo, hi);
        }
    }
}

/* ---------------------------------------------------------------- rows -- */

int slice_convert(const Slices *s, uint32_t currency, int64_t at,
                  int64_t *money)
{
    return rates_convert(s->part->rates, s->plan->zone, currency, at, money,
                         s->error);
}

/* Copies `n` cells named by `row` next to each other. */
static const void *gathered(Arena *arena, const void *cells, size_t size,
                            const size_t *row, size_t n)
{
    if (!cells)
        return NULL;
    uint8_t *out = arena_array(arena, n + 1, size);
    for (size_t i = 0; i < n; i++)
        memcpy(out + i * size, (const uint8_t *)cells + row[i] * size, size);
    return out;
}

/* Makes the money of a column ours: that of the rows `row`, or of those from
 * `lo` on if it is NULL. */
static int make_ours(const Slices *s, hale_vector *v, const Block *block,
                     const size_t *row, size_t lo, const hale_rows *rows)
{
    size_t n = rows->count, foreign = 0;
    const uint32_t *currency =
        row ? gathered(s->arena, block->currency, 4, row, n)
            : block->currency + lo;
    for (size_t i = 0; i < n; i++)
        foreign += currency[i] != HALE_NO_CODE;
    if (!foreign)
        return 0;
    Foreign *behind = arena_alloc(s->arena, sizeof *behind);
    int64_t *money = arena_array(s->arena, n, sizeof *money);
    *behind = (Foreign){v->as.i, currency};
    memcpy(money, v->as.i, n * sizeof *money);
    for (size_t i = 0; i < n; i++)
        if (HALE_HAS(v, i) &&
            slice_convert(s, currency[i], rows->span->end, &money[i]))
            return -1;
    v->as.i = money;
    v->host = behind;
    return 0;
}

/* The columns from row `lo` of the block on. Many spans of an account begin
 * with the same row. */
static inline void point_columns(Feed *f, size_t lo)
{
    if (lo == f->lo)
        return;
    f->lo = lo;
    for (size_t b = 0; b < f->bounds; b++) {
        const Bound *bound = &f->bound[b];
        const hale_vector *from = bound->from;
        bound->to->present = from->present ? from->present + lo : NULL;
        bound->to->as.b = from->as.b + lo * bound->width;
    }
}

/* The columns of the rows `row`. */
static void gather_columns(const Slices *s, Feed *f, const size_t *row,
                           size_t n)
{
    f->lo = SIZE_MAX;
    for (size_t b = 0; b < f->bounds; b++) {
        const Bound *bound = &f->bound[b];
        const hale_vector *from = bound->from;
        bound->to->present = gathered(s->arena, from->present, 1, row, n);
        bound->to->as.b = gathered(s->arena, from->as.b, bound->width, row, n);
    }
}

/* Their money, `row` and `lo` as for make_ours. */
static int own_money(const Slices *s, Feed *f, const size_t *row, size_t lo,
                     const hale_rows *rows)
{
    f->lo = SIZE_MAX;
    for (size_t b = 0; b < f->bounds; b++) {
        hale_vector *v = f->bound[b].to;
        v->host = f->bound[b].from->host;
        if (v->type == HALE_MONEY && make_ours(s, v, f->block, row, lo, rows))
            return -1;
    }
    return 0;
}

/* Those of the rows that are known and pass, side by side. */
static int gather(const Slices *s, Feed *f, Range found, hale_rows *rows)
{
    const Block *block = f->block;
    size_t most = found.hi - found.lo, count = 0;
    size_t *row = arena_array(s->arena, most + 1, sizeof *row);
    for (size_t i = found.lo; i < found.hi; i++)
        if (row_known(block, i, s->known_before) &&
            sieves_pass(s, block, f->sieve, f->filters, i, rows->span->end))
            row[count++] = i;
    if (block->currency && s->error->code)
        return -1; /* of a filter on money */
    rows->count = count;
    rows->time = gathered(s->arena, block->time, 8, row, count);
    rows->until = gathered(s->arena, block->until, 8, row, count);
    rows->day = gathered(s->arena, block->day, 4, row, count);
    gather_columns(s, f, row, count);
    return block->currency ? own_money(s, f, row, 0, rows) : 0;
}

int slice_rows(const Slices *s, size_t metric, size_t n, size_t a,
               const hale_span *span, hale_rows *rows)
{
    Feed *f = &s->feed[metric][n];
    const Block *block = f->block;
    Range found = rows_of_span(f->cuts, a, span, s->known_before);
    size_t lo = found.lo;
    *rows = (hale_rows){.size = sizeof *rows,
                        .need = n,
                        .count = found.hi - lo,
                        .time = block->time + lo,
                        .until = block->until ? block->until + lo : NULL,
                        .day = block->day + lo,
                        .column = f->column,
                        .span = span};
    if (f->filters || (block->recorded && s->known_before != INT64_MAX))
        return gather(s, f, found, rows);
    point_columns(f, lo);
    return block->currency ? own_money(s, f, NULL, lo, rows) : 0;
}

int slice_money_at(const Slices *s, const hale_vector *money, size_t row,
                   int64_t at, int64_t *out)
{
    const Foreign *behind = money->host;
    *out = behind ? behind->cell[row] : money->as.i[row];
    return behind ? slice_convert(s, behind->currency[row], at, out) : 0;
}
