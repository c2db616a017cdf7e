/* SPDX-License-Identifier: MIT
 *
 * ledger.c: the sums of one metric by group and period, packed.
 *
 * A run over many accounts adds up far more figures than it shows: every
 * account has some for every month, and every month is in several roll-ups.
 * So an account's figures are written once as a row of words, those that are
 * added as whole numbers first, then reals, then least and greatest values;
 * a ratio is two words. A group's sums are such a row, and to add an account
 * is to add two rows.
 *
 *     entry    [ start  new ... customers | base | ]     of one account
 *   + ledger   [ start  new ... customers | base | ]     of a group and period
 *
 * How many values a sum has is not counted for each word: it is what the row
 * was given, less what was lacking. Values are lacking, and sums leave 64 bits,
 * seldom; a ledger keeps no room for that before it happens.
 *
 * What the sums mean, and how they become figures, stands in sum.c.
 */
#include "measure/inside.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- charts -- */

static bool is_extreme(const Figure *f)
{
    return f->rollup == HALE_ROLLUP_MIN || f->rollup == HALE_ROLLUP_MAX;
}

/* Gives the figures their words that are of one kind. */
static void place_words(Chart *c, bool extreme, bool real)
{
    for (size_t i = 0; i < c->figures; i++) {
        const Figure *f = &c->figure[i];
        bool ratio = f->rollup == HALE_ROLLUP_RATIO;
        size_t from[2] = {ratio ? f->numerator : i, f->denominator};
        if (f->rollup == HALE_ROLLUP_NONE || is_extreme(f) != extreme)
            continue;
        for (size_t k = 0; k < 1 + (size_t)ratio; k++) {
            hale_type type = c->figure[from[k]].type;
            if (!extreme && (type == HALE_REAL) != real)
                continue;
            c->place[i].word[k] = c->words;
            c->word[c->words++] = (WordFrom){from[k], i, type == HALE_BOOL};
        }
    }
}

void chart_open(Chart *c, Arena *arena, const Figure *figure, size_t figures)
{
    *c = (Chart){.figure = figure, .figures = figures};
    c->place = arena_array(arena, figures + 1, sizeof *c->place);
    c->word = arena_array(arena, 2 * figures + 1, sizeof *c->word);
    place_words(c, false, false);
    c->wholes = c->words;
    place_words(c, false, true);
    c->added = c->words;
    place_words(c, true, false);
}

/* --------------------------------------------------------------- entries -- */

Entry *entries_new(Arena *arena, const Chart *c, size_t count)
{
    Entry *entry = arena_array(arena, count + 1, sizeof *entry);
    for (size_t i = 0; i < count; i++) {
        entry[i].word = arena_array(arena, c->words + 1, sizeof(Word));
        entry[i].lacks = arena_array(arena, c->figures + 1, 1);
    }
    return entry;
}

/* Why a figure has nothing to add; HALE_PRESENT: it has. */
static hale_missing lacking(const Figure *f, size_t i, const hale_value *value,
                            const hale_value *rates)
{
    if (f->rollup != HALE_ROLLUP_RATIO)
        return value[i].missing;
    if (!rates)
        return HALE_NO_ROWS;
    hale_missing top = rates[f->numerator].missing;
    hale_missing base = rates[f->denominator].missing;
    return top == HALE_STALE || !base ? top : base;
}

static Word word_of(const WordFrom *w, const hale_value *v)
{
    return w->is_bool ? (Word){.i = v->as.b} : (Word){.i = v->as.i};
}

/* An entry of which something is lacking, or whose rates are not its own. */
static void entry_part(Entry *e, const Chart *c, const hale_value *value,
                       const hale_value *rates)
{
    e->whole = e->nothing = false;
    for (size_t i = 0; i < c->figures; i++)
        e->lacks[i] = (uint8_t)lacking(&c->figure[i], i, value, rates);
    for (size_t w = 0; w < c->words; w++) {
        const WordFrom *from = &c->word[w];
        bool ratio = c->figure[from->figure].rollup == HALE_ROLLUP_RATIO;
        e->word[w] = e->lacks[from->figure]
                         ? (Word){0}
                         : word_of(from, &(ratio ? rates : value)[from->value]);
    }
}

void entry_set(Entry *e, const Chart *c, const hale_value *value,
               const hale_value *rates)
{
    unsigned missing = 0;
    uint64_t bits = 0;
    if (value != rates || c->added < c->words) {
        entry_part(e, c, value, rates);
        return;
    }
    for (size_t w = 0; w < c->words; w++) {
        const hale_value *v = &value[c->word[w].value];
        e->word[w] = word_of(&c->word[w], v);
        bits |= (uint64_t)e->word[w].i;
        missing |= v->missing;
    }
    e->whole = true;
    e->nothing = !bits;
    if (missing)
        entry_part(e, c, value, rates);
}

/* --------------------------------------------------------------- ledgers -- */

static void *more(void *old, size_t had, size_t room, size_t size)
{
    char *all = xrealloc(old, room, size);
    memset(all + had * size, 0, (room - had) * size);
    return all;
}

/* A row begins with how many accounts are judged in the group, and with all
 * that was added, times its days. */
enum { ACCOUNTS, DAYS, HEAD };

static Word *head_of(const Ledger *l, size_t row)
{
    return l->word + row * (HEAD + l->chart->words);
}

static Word *words_of(const Ledger *l, size_t row)
{
    return head_of(l, row) + HEAD;
}

uint64_t ledger_accounts(const Ledger *l, size_t row)
{
    return (uint64_t)head_of(l, row)[ACCOUNTS].i;
}

uint64_t ledger_days(const Ledger *l, size_t row)
{
    return (uint64_t)head_of(l, row)[DAYS].i;
}

/* Makes room for a group if it is new. */
static void make_room(Ledger *l, size_t group)
{
    const Chart *c = l->chart;
    size_t had = l->room * l->periods, rows;
    if (group >= l->groups)
        l->groups = group + 1;
    if (group < l->room)
        return;
    l->room = group ? 2 * group + 1 : 1; /* the company is group 0 */
    rows = l->room * l->periods;
    l->word = more(l->word, had, rows, (HEAD + c->words) * sizeof *l->word);
    if (l->gap)
        l->gap =
            more(l->gap, had * c->figures, rows * c->figures, sizeof *l->gap);
}

static Gap *gap_at(Ledger *l, size_t row, size_t figure)
{
    size_t figures = l->chart->figures;
    if (!l->gap)
        l->gap = xcalloc(l->room * l->periods * figures, sizeof *l->gap);
    return &l->gap[row * figures + figure];
}

/* How many values, times their days, a figure has. */
static uint64_t values_in(const Ledger *l, size_t row, size_t figure)
{
    const Gap *gap = l->gap ? &l->gap[row * l->chart->figures + figure] : NULL;
    return ledger_days(l, row) - (gap ? gap->days : 0);
}

static void add_whole(Ledger *l, size_t row, size_t w, int64_t amount)
{
    const Chart *c = l->chart;
    int64_t *to = &words_of(l, row)[w].i;
    if (__builtin_add_overflow(*to, amount, to))
        gap_at(l, row, c->word[w].figure)->over = true;
}

/* Adds a row to a row: sums of whole numbers and reals, one by one or, as
 * almost always, without a look at any of them. */
static void add_words(Ledger *l, size_t row, const Word *from)
{
    const Chart *c = l->chart;
    const size_t wholes = c->wholes;
    Word *word = words_of(l, row);
    int64_t *to = &word->i;        /* compilers add numbers side by side, */
    const int64_t *add = &from->i; /* not members of unions */
    uint64_t over = 0;
    for (size_t w = 0; w < wholes; w++) {
        uint64_t a = (uint64_t)to[w], b = (uint64_t)add[w], sum = a + b;
        over |= (sum ^ a) & (sum ^ b); /* of other sign than both of them */
        to[w] = (int64_t)sum;
    }
    for (size_t w = 0; over >> 63 && w < wholes; w++) {
        to[w] = (int64_t)((uint64_t)to[w] - (uint64_t)add[w]);
        add_whole(l, row, w, add[w]);
    }
    for (size_t w = wholes; w < c->added; w++)
        word[w].r += from[w].r;
}

/* Of a figure that is the least or greatest value. */
static void take_extreme(Ledger *l, size_t row, size_t figure, Word v)
{
    const Chart *c = l->chart;
    const Figure *f = &c->figure[figure];
    Word *to = &words_of(l, row)[c->place[figure].word[0]];
    bool down = f->rollup == HALE_ROLLUP_MIN;
    bool less = f->type == HALE_REAL ? v.r < to->r : v.i < to->i;
    if (!values_in(l, row, figure) || less == down)
        *to = v;
}

static void add_times(Ledger *l, size_t row, size_t w, Word v, int64_t days)
{
    const Chart *c = l->chart;
    int64_t times;
    if (w >= c->wholes) {
        words_of(l, row)[w].r += v.r * (double)days;
        return;
    }
    if (__builtin_mul_overflow(v.i, days, &times))
        gap_at(l, row, c->word[w].figure)->over = true;
    add_whole(l, row, w, times);
}

/* Adds an entry figure by figure. */
static void add_part(Ledger *l, size_t row, const Entry *e, int64_t days)
{
    const Chart *c = l->chart;
    for (size_t i = 0; i < c->figures; i++) {
        const Figure *f = &c->figure[i];
        const size_t *w = c->place[i].word;
        if (f->rollup == HALE_ROLLUP_NONE)
            continue;
        if (!e->whole && e->lacks[i]) {
            Gap *gap = gap_at(l, row, i);
            gap->days += (uint64_t)days;
            gap->stale |= e->lacks[i] == HALE_STALE;
        } else if (is_extreme(f)) {
            take_extreme(l, row, i, e->word[w[0]]);
        } else {
            add_times(l, row, w[0], e->word[w[0]], days);
            if (f->rollup == HALE_ROLLUP_RATIO)
                add_times(l, row, w[1], e->word[w[1]], days);
        }
    }
}

static void add_entry(Ledger *l, size_t row, const Entry *e, bool judged,
                      int64_t days)
{
    if (days != 1 || !e->whole)
        add_part(l, row, e, days);
    else if (!e->nothing)
        add_words(l, row, e->word);
    head_of(l, row)[ACCOUNTS].i += judged;
    head_of(l, row)[DAYS].i += days;
}

void ledger_add(Ledger *l, size_t group, size_t period, const Entry *e,
                bool judged, int64_t days)
{
    make_room(l, group);
    add_entry(l, group * l->periods + period, e, judged, days);
}

void ledger_add_all(Ledger *l, size_t group, const Entry *const *periods)
{
    make_room(l, group);
    for (size_t p = 0; p < l->periods; p++)
        add_entry(l, group * l->periods + p, periods[p], true, 1);
}

static void join_gaps(Ledger *into, size_t to, const Ledger *from, size_t row)
{
    size_t figures = from->chart->figures;
    for (size_t i = 0; i < figures; i++) {
        const Gap *gap = &from->gap[row * figures + i];
        if (!gap->days && !gap->over)
            continue;
        Gap *sum = gap_at(into, to, i);
        sum->days += gap->days;
        sum->stale |= gap->stale;
        sum->over |= gap->over;
    }
}

static void join_row(Ledger *into, size_t to, const Ledger *from, size_t row)
{
    const Chart *c = from->chart;
    const Word *word = words_of(from, row);
    add_words(into, to, word);
    for (size_t w = c->added; w < c->words; w++)
        if (values_in(from, row, c->word[w].figure))
            take_extreme(into, to, c->word[w].figure, word[w]);
    if (from->gap)
        join_gaps(into, to, from, row);
    for (size_t i = 0; i < HEAD; i++)
        head_of(into, to)[i].i += head_of(from, row)[i].i;
}

void ledger_join(Ledger *into, const Ledger *from, const size_t *renamed)
{
    size_t periods = from->periods;
    into->broken |= from->broken;
    for (size_t g = 0; g < from->groups; g++)
        for (size_t p = 0; p < periods; p++) {
            size_t row = g * periods + p;
            if (!ledger_days(from, row))
                continue;
            make_room(into, renamed[g]);
            join_row(into, renamed[g] * periods + p, from, row);
        }
}

Sum ledger_sum(const Ledger *l, size_t row, size_t figure)
{
    const Chart *c = l->chart;
    const Figure *f = &c->figure[figure];
    const Word *word = words_of(l, row);
    const size_t *w = c->place[figure].word;
    Sum s = {0};
    if (f->rollup == HALE_ROLLUP_NONE)
        return s;
    s.n = values_in(l, row, figure);
    if (l->gap) {
        s.over = l->gap[row * c->figures + figure].over;
        s.stale = l->gap[row * c->figures + figure].stale;
    }
    sum_set(&s, f, c->figure, word[w[0]], word[w[1]]);
    return s;
}

void ledger_free(Ledger *l)
{
    free(l->word);
    free(l->gap);
}
