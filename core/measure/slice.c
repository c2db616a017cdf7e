/* SPDX-License-Identifier: MIT
 *
 * slice.c: the rows of one account that lie in a span.
 *
 * A partition is sorted by account and time, so a slice is two searches and a
 * few pointers, laid out once for each need of each metric (its feed). What a
 * span means depends on the shape:
 *
 *   event      begin <= time < end
 *   interval   time < end, the ended ones too
 *   snapshot   the newest full state before the end, wherever it was taken:
 *              an account that is not in it has no rows
 *   attribute  the last row before the end: the fact in force
 *
 * Only a filter (where.*) or a moving known-at makes rows be copied: then
 * those that pass are gathered into the memory of the account. With fx = spot
 * money of another currency is copied as well, at the rate in force just
 * before the end of the span.
 */
#include "measure/inside.h"

#include <stdlib.h>
#include <string.h>

/* The first row of [lo, hi) whose time is not before `time`. */
static size_t lower(const int64_t *times, size_t lo, size_t hi, int64_t time)
{
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (times[middle] < time)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* ------------------------------------------------------------ snapshots -- */

/* A full state while they are gathered. */
typedef struct Shot {
    int64_t time, known;
} Shot;

typedef struct Shots {
    Shot *shot;
    size_t count, cap;
} Shots;

static int by_time(const void *a, const void *b)
{
    const Shot *x = a, *y = b;
    if (x->time != y->time)
        return x->time > y->time ? 1 : -1;
    return (x->known > y->known) - (x->known < y->known);
}

/* One for each time: the one that was known first. */
static void cut_down(Shots *s)
{
    size_t n = 0;
    qsort(s->shot, s->count, sizeof *s->shot, by_time);
    for (size_t i = 0; i < s->count; i++)
        if (!n || s->shot[i].time != s->shot[n - 1].time)
            s->shot[n++] = s->shot[i];
    s->count = n;
}

/* Appends the rows of a part; few times differ, so it is cut down again. */
static void add_shots(Shots *s, const Store *store, size_t split, size_t p)
{
    PartReader part;
    part_open(&part, store, split, p);
    while (part_next(&part)) {
        if (s->count + part.rows > s->cap) {
            s->cap = 2 * (s->count + part.rows);
            s->shot = xrealloc(s->shot, s->cap, sizeof *s->shot);
        }
        for (size_t i = 0; i < part.rows; i++)
            s->shot[s->count++] = (Shot){
                part.time[i], part.recorded ? part.recorded[i] : INT64_MIN};
    }
    part_close(&part);
    if (s->count)
        cut_down(s);
}

static Snapshots snapshots_from(Arena *arena, const Shots *s)
{
    Snapshots all = {.count = s->count};
    all.time = arena_array(arena, s->count + 1, sizeof *all.time);
    all.known = arena_array(arena, s->count + 1, sizeof *all.known);
    for (size_t i = 0; i < s->count; i++) {
        all.time[i] = s->shot[i].time;
        all.known[i] = s->shot[i].known;
    }
    return all;
}

Snapshots *snapshots_of(Arena *arena, const Store *s)
{
    const Plan *plan = s->plan;
    Snapshots *all = arena_array(arena, plan->data_sets + 1, sizeof *all);
    for (size_t d = 0; d < plan->data_sets; d++) {
        Shots shots = {0};
        if (plan->data_set[d].shape != HALE_SNAPSHOT)
            continue;
        for (size_t i = 0; i < s->splits; i++)
            for (size_t p = 0; p < PARTITIONS; p++)
                if (plan->input[s->split[i].input].data_set == d)
                    add_shots(&shots, s, i, p);
        all[d] = snapshots_from(arena, &shots);
        free(shots.shot);
    }
    return all;
}

/* The newest full state before `end` that is known; INT64_MAX: none. */
static int64_t newest_before(const Snapshots *s, int64_t end,
                             int64_t known_before)
{
    size_t n = lower(s->time, 0, s->count, end);
    while (n && s->known[n - 1] >= known_before)
        n--;
    return n ? s->time[n - 1] : INT64_MAX;
}

/* ---------------------------------------------------------------- feeds -- */

static size_t width(hale_type type)
{
    return type == HALE_BOOL ? 1 : type == HALE_TEXT ? 4 : 8;
}

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
        f->bound[f->bounds++] = (Bound){from, &f->vector[c], width(from->type)};
    }
}

static Feed *feeds_of(Partition *part, const MetricPlan *m)
{
    Feed *feed = arena_array(&part->arena, m->needs + 1, sizeof *feed);
    for (size_t n = 0; n < m->needs; n++) {
        const NeedPlan *need = &m->need[n];
        Feed *f = &feed[n];
        *f = (Feed){.lo = SIZE_MAX,
                    .data_set = need->data_set,
                    .block = &part->block[need->data_set],
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
                  .snapshots = snapshots,
                  .known_before = INT64_MAX,
                  .arena = account_arena};
    s->feed = arena_array(arena, plan->metrics + 1, sizeof *s->feed);
    for (size_t m = 0; m < plan->metrics; m++)
        s->feed[m] = feeds_of(part, &plan->metric[m]);
    s->reach = arena_array(arena, plan->data_sets + 1, sizeof *s->reach);
    s->covers = arena_array(arena, plan->data_sets + 1, sizeof *s->covers);
    for (size_t d = 0; d < plan->data_sets; d++) {
        s->reach[d].account = SIZE_MAX;
        if (plan->data_set[d].covers_count)
            s->covers[d] =
                sieves_of(arena, &part->texts, plan->data_set[d].covers,
                          plan->data_set[d].covers_count);
    }
}

/* ---------------------------------------------------------------- rows -- */

/* Do we know of the row yet, at the as-of date? */
static bool known(const Slices *s, const Block *block, size_t row)
{
    return !block->recorded || block->recorded[row] < s->known_before;
}

/* The end of [from, to) without the rows at its end that are not known. */
static size_t last_known(const Slices *s, const Block *block, size_t from,
                         size_t to)
{
    while (to > from && !known(s, block, to - 1))
        to--;
    return to;
}

enum { FEW = 8 };

/* Of a few rows, all are looked at: nothing to guess, nothing to guess wrong.
 */
static size_t lower_of_few(const int64_t *times, size_t lo, size_t hi,
                           int64_t time)
{
    size_t n = lo;
    for (size_t i = lo; i < hi; i++)
        n += times[i] < time;
    return n;
}

/* The same as lower, found from `near` on: in few steps if it is not far. */
static size_t lower_near(const int64_t *times, size_t lo, size_t hi,
                         size_t near, int64_t time)
{
    size_t step = 1;
    if (hi - lo <= FEW)
        return lower_of_few(times, lo, hi, time);
    if (near < hi && times[near] < time) {
        for (lo = near + 1; lo + step <= hi && times[lo + step - 1] < time;
             step *= 2)
            lo += step;
        return lower(times, lo, lo + step < hi ? lo + step : hi, time);
    }
    for (hi = near; hi - lo >= step && times[hi - step] >= time; step *= 2)
        hi -= step;
    return lower(times, hi - lo > step ? hi - step : lo, hi, time);
}

/* The rows of the account up to the end of the span and, of events, from its
 * begin on. What was found last is the first guess: all metrics look at a few
 * spans, and at periods one after another. */
static const Reach *reach_of(const Slices *s, size_t data_set, size_t a,
                             const hale_span *span)
{
    const Block *block = &s->part->block[data_set];
    size_t from = block->begin[a], to = block->begin[a + 1];
    Reach *r = &s->reach[data_set];
    if (r->account != a)
        *r = (Reach){a, INT64_MAX, INT64_MAX, to, to};
    size_t last = r->hi;
    int64_t last_end = r->end;
    if (r->end != span->end) {
        r->hi = lower_near(block->time, from, to, r->hi, span->end);
        r->end = span->end;
    }
    if (r->begin != span->begin &&
        s->plan->data_set[data_set].shape == HALE_EVENT) {
        r->lo = span->begin == last_end
                    ? last
                    : lower_near(block->time, from, to, r->lo, span->begin);
        r->begin = span->begin;
    }
    return r;
}

/* Rows [*lo, *hi) of the block that lie in the span. */
static void range(const Slices *s, size_t data_set, size_t a,
                  const hale_span *span, size_t *lo, size_t *hi)
{
    const Block *block = &s->part->block[data_set];
    const Snapshots *shots = &s->snapshots[data_set];
    const Reach *reach = reach_of(s, data_set, a, span);
    size_t from = block->begin[a];
    *lo = from;
    *hi = reach->hi;
    switch (s->plan->data_set[data_set].shape) {
    case HALE_EVENT:
        *lo = reach->lo < *hi ? reach->lo : *hi;
        break;
    case HALE_SNAPSHOT: {
        int64_t newest = newest_before(shots, span->end, s->known_before);
        *lo =
            newest < span->begin ? *hi : lower(block->time, from, *hi, newest);
        if (newest != INT64_MAX)
            *hi = lower(block->time, *lo, *hi, newest + 1);
        break;
    }
    case HALE_ATTRIBUTE:
        *hi = last_known(s, block, from, *hi);
        if (*hi > from)
            *lo = *hi - 1;
        break;
    case HALE_INTERVAL:
    case HALE_SIDE: /* belongs to no account: there are no rows */
        break;
    }
}

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

/* Makes the money of a column ours; `row` and `lo` as in set_columns. */
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

/* The rows `row`, or those from `lo` on if it is NULL. Spans of an account that
 * begin with the same row are many. */
static int set_columns(const Slices *s, Feed *f, const size_t *row, size_t lo,
                       hale_rows *rows)
{
    rows->column = f->column;
    if (!row && lo == f->lo)
        return 0;
    f->lo = row || f->block->currency ? SIZE_MAX : lo;
    for (size_t b = 0; b < f->bounds; b++) {
        const Bound *bound = &f->bound[b];
        const hale_vector *from = bound->from;
        const uint8_t *has = from->present;
        hale_vector *v = bound->to;
        if (row) {
            v->present = gathered(s->arena, has, 1, row, rows->count);
            v->as.b =
                gathered(s->arena, from->as.b, bound->width, row, rows->count);
        } else {
            v->present = has ? has + lo : NULL;
            v->as.b = from->as.b + lo * bound->width;
        }
        v->host = from->host;
        if (f->block->currency && v->type == HALE_MONEY &&
            make_ours(s, v, f->block, row, lo, rows))
            return -1;
    }
    return 0;
}

/* Those of the rows [lo, hi) that are known and pass, side by side. */
static int gather(const Slices *s, Feed *f, size_t lo, size_t hi,
                  hale_rows *rows)
{
    const Block *block = f->block;
    size_t *row = arena_array(s->arena, hi - lo + 1, sizeof *row), count = 0;
    for (size_t i = lo; i < hi; i++)
        if (known(s, block, i) &&
            sieves_pass(s, block, f->sieve, f->filters, i, rows->span->end))
            row[count++] = i;
    if (block->currency && s->error->code)
        return -1; /* of a filter on money */
    rows->count = count;
    rows->time = gathered(s->arena, block->time, 8, row, count);
    rows->until = gathered(s->arena, block->until, 8, row, count);
    rows->day = gathered(s->arena, block->day, 4, row, count);
    return set_columns(s, f, row, lo, rows);
}

int slice_rows(const Slices *s, size_t metric, size_t n, size_t a,
               const hale_span *span, hale_rows *rows)
{
    Feed *f = &s->feed[metric][n];
    const Block *block = f->block;
    size_t lo = 0, hi = 0;
    range(s, f->data_set, a, span, &lo, &hi);
    *rows = (hale_rows){.size = sizeof *rows, .need = n, .span = span};
    if (f->filters || (block->recorded && s->known_before != INT64_MAX))
        return gather(s, f, lo, hi, rows);
    rows->count = hi - lo;
    rows->time = block->time + lo;
    rows->until = block->until ? block->until + lo : NULL;
    rows->day = block->day + lo;
    return set_columns(s, f, NULL, lo, rows);
}

int slice_money_at(const Slices *s, const hale_vector *money, size_t row,
                   int64_t at, int64_t *out)
{
    const Foreign *behind = money->host;
    *out = behind ? behind->cell[row] : money->as.i[row];
    return behind ? slice_convert(s, behind->currency[row], at, out) : 0;
}

bool slice_any(const Slices *s, size_t data_set, size_t a, int64_t begin,
               int64_t end)
{
    const Block *block = &s->part->block[data_set];
    size_t to = block->begin[a + 1];
    size_t row = lower(block->time, block->begin[a], to, begin);
    while (row < to && block->time[row] < end && !known(s, block, row))
        row++;
    return row < to && block->time[row] < end;
}

hale_value slice_fact(const Slices *s, size_t column, size_t row, int64_t end)
{
    const Block *block = &s->part->block[s->plan->roster];
    hale_value v = slice_cell(block, column, row);
    if (block->currency && v.type == HALE_MONEY && !v.missing &&
        slice_convert(s, block->currency[row], end, &v.as.i))
        v.missing = HALE_REJECTED;
    return v;
}

/* Does this row of the roster say that the account is left out? */
static bool left_out(const Slices *s, size_t row, int64_t end)
{
    for (size_t i = 0; i < s->plan->excludes; i++) {
        const Filter *f = &s->plan->exclude[i];
        hale_value v = slice_fact(s, f->column, row, end);
        if (filter_holds(f, &v))
            return true;
    }
    return false;
}

ptrdiff_t slice_roster_row(const Slices *s, size_t a, int64_t end)
{
    if (s->plan->roster < 0)
        return -1;
    const Block *block = &s->part->block[s->plan->roster];
    size_t from = block->begin[a];
    size_t to = lower(block->time, from, block->begin[a + 1], end);
    to = last_known(s, block, from, to);
    return to > from && !left_out(s, to - 1, end) ? (ptrdiff_t)to - 1 : -1;
}

bool slice_covers(const Slices *s, size_t data_set, size_t a, int64_t end)
{
    const Sieve *sieve = s->covers[data_set];
    if (!sieve || s->plan->roster < 0)
        return true;
    ptrdiff_t row = slice_roster_row(s, a, end);
    if (row < 0)
        return false;
    return sieves_pass(s, &s->part->block[s->plan->roster], sieve,
                       s->plan->data_set[data_set].covers_count, (size_t)row,
                       end);
}

hale_value slice_cell(const Block *block, size_t column, size_t row)
{
    const hale_vector *v = &block->column[column];
    hale_value value = {.type = v->type};
    if (!HALE_HAS(v, row)) {
        value.missing = HALE_NOT_GIVEN;
        return value;
    }
    switch (v->type) {
    case HALE_BOOL:
        value.as.b = v->as.b[row];
        break;
    case HALE_REAL:
        value.as.r = v->as.r[row];
        break;
    case HALE_TEXT:
        value.as.text = ((const Dict *)v->host)->text[v->as.code[row]];
        break;
    default:
        value.as.i = v->as.i[row];
    }
    return value;
}
