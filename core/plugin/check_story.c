/* SPDX-License-Identifier: MIT
 *
 * check_story.c: made-up rows of made-up accounts.
 *
 * A story is what is known of one account: rows for each need of a metric,
 * oldest first, drawn from a seed. Every array stands behind fences of its
 * own and is read-only when it is handed over. Ordinary reals are multiples
 * of a quarter, so that their sums are exact and laws can be checked to the
 * last bit. The same seed gives the same present cells, whatever the cells
 * that are not present hold.
 */
#include "plugin/check.h"

#include <string.h>

/* ----------------------------------------------------------------- random --
 */

/* splitmix64 */
uint64_t random_next(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static uint64_t below(uint64_t *seed, uint64_t limit)
{
    return random_next(seed) % limit;
}

/* Words that real columns hold, and some that they should not. */
static const char *const words[] = {
    "ann",  "bob",  "cho",  "dee",    "nps",
    "csat", "p1",   "p2",   "new",    "won",
    "usd",  "call", "mail", "export", "\xc3\xa9t\xc3\xa9",
    ""};

static hale_value ordinary(hale_type type, uint64_t draw)
{
    hale_value v = {.type = type};
    if (type == HALE_BOOL)
        v.as.b = draw & 1;
    else if (type == HALE_REAL)
        v.as.r = (double)(draw % 41) / 4;
    else if (type == HALE_MONEY)
        v.as.i = (int64_t)(draw % 2000) * HALE_MONEY_UNIT / 2;
    else if (type == HALE_TIME)
        v.as.i = STORY_END - (int64_t)(draw % 400) * HALE_DAY / 2;
    else if (type == HALE_TEXT)
        v.as.text = str(words[draw % COUNT(words)]);
    else
        v.as.i = (int64_t)(draw % 100);
    return v;
}

/* Reals stop where squares and sums of a few still are finite; times where
 * the calendar has four-digit years. */
static hale_value edge(hale_type type, uint64_t draw)
{
    static const int64_t whole[] = {INT64_MAX, INT64_MIN, 0,
                                    -1,        1,         INT64_MAX - 1};
    static const int64_t times[] = {INT64_C(-62135596800000000),
                                    INT64_C(253402300799999999), 0, -1};
    static const double reals[] = {1e150, -1e150, 0, 5e-324, -1, 0.1};
    static char longest[4096];
    hale_value v = {.type = type};
    if (type == HALE_BOOL)
        return ordinary(type, draw);
    if (type == HALE_REAL)
        v.as.r = reals[draw % COUNT(reals)];
    else if (type == HALE_TIME)
        v.as.i = times[draw % COUNT(times)];
    else if (type == HALE_TEXT)
        v.as.text = draw % 3 ? str(words[draw % COUNT(words)])
                             : (Str){longest, sizeof longest};
    else
        v.as.i = whole[draw % COUNT(whole)];
    return v;
}

hale_value random_value(hale_type type, bool extreme, uint64_t *seed)
{
    uint64_t draw = random_next(seed) >> 8;
    return extreme ? edge(type, draw) : ordinary(type, draw);
}

/* ---------------------------------------------------------------- columns --
 */

typedef struct Cells {
    uint8_t *b;
    int64_t *i;
    double *r;
    uint32_t *code;
    Dict *dict;
} Cells;

static Cells cells_new(Trial *t, hale_vector *v, size_t count, const char *what)
{
    Cells c = {0};
    if (v->type == HALE_BOOL)
        v->as.b = c.b = fenced(t, count, what);
    else if (v->type == HALE_REAL)
        v->as.r = c.r = fenced(t, count * sizeof *c.r, what);
    else if (v->type == HALE_TEXT)
        v->as.code = c.code = fenced(t, count * sizeof *c.code, what);
    else
        v->as.i = c.i = fenced(t, count * sizeof *c.i, what);
    if (c.code)
        v->host = c.dict = arena_alloc(&t->arena, sizeof *c.dict);
    return c;
}

static void cell_set(Cells *c, size_t row, const hale_value *value)
{
    if (c->b)
        c->b[row] = value->as.b;
    else if (c->r)
        c->r[row] = value->as.r;
    else if (c->code)
        c->code[row] = dict_code(c->dict, value->as.text);
    else
        c->i[row] = value->as.i;
}

static void cell_spoil(Cells *c, size_t row, uint8_t garbage)
{
    if (c->b)
        c->b[row] = garbage & 1;
    else if (c->r)
        c->r[row] = garbage & 1 ? 1e9 : -12345.5;
    else if (c->code)
        c->code[row] = garbage & 1 ? 3 : UINT32_MAX - garbage;
    else
        c->i[row] = garbage & 1 ? 987654321 : -12345;
}

/* Draws the same numbers for a row whether it is present or not. */
static void fill_column(Trial *t, hale_vector *v, size_t count, const Make *how,
                        const char *name)
{
    const char *what = arena_printf(&t->arena, "column \"%s\"", name);
    uint64_t seed = how->seed * 31 + hash_bytes(name, strlen(name));
    Cells cells = cells_new(t, v, count, what);
    uint8_t *present = fenced(t, count, what);
    for (size_t i = 0; i < count; i++) {
        hale_value value = random_value(v->type, how->extreme, &seed);
        uint64_t draw = below(&seed, 3);
        present[i] =
            how->presence != NOTHING && (how->presence != SOME || draw != 0);
        if (present[i])
            cell_set(&cells, i, &value);
        else
            cell_spoil(&cells, i, how->garbage);
    }
    v->present = how->presence == ALL_UNMASKED ? NULL : present;
    fence_lock(t, present);
    fence_lock(t, v->as.b);
}

/* ------------------------------------------------------------------ parts --
 */

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int32_t day_of(int64_t instant)
{
    return (int32_t)(instant / HALE_DAY - (instant % HALE_DAY < 0));
}

/* Half a year of rows before STORY_END, several on one day; snapshots come
 * in few instants, attributes one by one. */
static void fill_times(Trial *t, Part *p, const Make *how)
{
    uint64_t seed = how->seed + 7;
    hale_shape shape = p->need->shape;
    int64_t step = shape == HALE_SNAPSHOT ? 30 * HALE_DAY : HALE_DAY / 8;
    uint64_t steps = (uint64_t)(180 * HALE_DAY / step);
    p->time = fenced(t, p->count * sizeof *p->time, "time");
    p->day = fenced(t, p->count * sizeof *p->day, "day");
    for (size_t i = 0; i < p->count; i++)
        p->time[i] = STORY_END - 1 - (int64_t)below(&seed, steps) * step;
    qsort(p->time, p->count, sizeof *p->time, by_number);
    for (size_t i = 0; i < p->count; i++)
        p->day[i] = day_of(p->time[i]);
    if (shape != HALE_INTERVAL)
        return;
    p->until = fenced(t, p->count * sizeof *p->until, "until");
    for (size_t i = 0; i < p->count; i++)
        p->until[i] =
            below(&seed, 3) == 0
                ? HALE_OPEN
                : p->time[i] + 1 + (int64_t)below(&seed, 90) * HALE_DAY;
    fence_lock(t, p->until);
}

static void fill_part(Trial *t, Part *p, const Make *how)
{
    const hale_column *const *columns = p->need->columns;
    p->columns = list_count(columns);
    p->count = how->rows;
    p->column = arena_array(&t->arena, p->columns + 1, sizeof *p->column);
    p->absent = arena_array(&t->arena, p->columns + 1, sizeof *p->absent);
    fill_times(t, p, how);
    for (size_t c = 0; c < p->columns; c++) {
        hale_vector *v = &p->column[c];
        v->size = sizeof *v;
        v->type = columns[c]->type ? columns[c]->type : how->same;
        p->absent[c] = how->no_optional && columns[c]->flags & HALE_OPTIONAL;
        fill_column(t, v, p->count, how, columns[c]->name);
    }
    fence_lock(t, p->time);
    fence_lock(t, p->day);
}

Story *story_make(Trial *t, const Make *how)
{
    const hale_metric *m = t->plugin;
    Story *s = arena_alloc(&t->arena, sizeof *s);
    Make plain = *how;
    if (!plain.same)
        plain.same = HALE_INT;
    s->parts = list_count(m->needs);
    s->part = arena_array(&t->arena, s->parts, sizeof *s->part);
    for (size_t i = 0; i < s->parts; i++) {
        s->part[i].need = m->needs[i];
        fill_part(t, &s->part[i], &plain);
        plain.seed += 101;
    }
    return s;
}

/* ------------------------------------------------------------- cut, slice --
 */

hale_span *span_between(Trial *t, int64_t begin, int64_t end, int64_t as_of)
{
    hale_span *span = fenced(t, sizeof *span, "span");
    *span = (hale_span){
        .size = sizeof *span,
        .begin = begin,
        .begin_day = begin == INT64_MIN ? INT32_MIN : day_of(begin),
        .end = end,
        .last_day = day_of(end - 1),
        .as_of = as_of,
        .as_of_day = day_of(as_of),
    };
    fence_lock(t, span);
    return span;
}

hale_span *span_make(Trial *t, int64_t end, int days)
{
    return span_between(t, days ? end - days * HALE_DAY : INT64_MIN, end, end);
}

void story_cut(const Part *part, const hale_span *span, size_t *first,
               size_t *count)
{
    size_t from = 0, to = 0;
    while (to < part->count && part->time[to] < span->end)
        to++;
    if (part->need->shape == HALE_ATTRIBUTE) {
        from = to ? to - 1 : 0;
    } else if (part->need->shape == HALE_SNAPSHOT) {
        for (from = to; from > 0; from--)
            if (part->time[from - 1] != part->time[to - 1])
                break;
        if (from < to && part->time[from] < span->begin)
            from = to;
    } else if (part->need->shape != HALE_INTERVAL) {
        while (from < to && part->time[from] < span->begin)
            from++;
    }
    *first = from;
    *count = to - from;
}

/* The vector of the same column, beginning with row `first`. */
static const hale_vector *shifted(Trial *t, const hale_vector *v, size_t first)
{
    hale_vector *copy = arena_alloc(&t->arena, sizeof *copy);
    *copy = *v;
    if (v->present)
        copy->present += first;
    if (v->type == HALE_BOOL)
        copy->as.b += first;
    else if (v->type == HALE_REAL)
        copy->as.r += first;
    else if (v->type == HALE_TEXT)
        copy->as.code += first;
    else
        copy->as.i += first;
    return copy;
}

hale_rows *part_rows(Trial *t, const Part *part, size_t need, size_t first,
                     size_t count, const hale_span *span)
{
    hale_rows *rows = arena_alloc(&t->arena, sizeof *rows);
    const hale_vector **column =
        arena_array(&t->arena, part->columns + 1, sizeof *column);
    for (size_t c = 0; c < part->columns; c++)
        column[c] =
            part->absent[c] ? NULL : shifted(t, &part->column[c], first);
    *rows = (hale_rows){
        .size = sizeof *rows,
        .need = need,
        .count = count,
        .time = part->time + first,
        .until = part->until ? part->until + first : NULL,
        .day = part->day + first,
        .column = column,
        .span = span,
    };
    return rows;
}
