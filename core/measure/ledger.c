/* SPDX-License-Identifier: MIT
 *
 * ledger.c: the sums of one metric by group and period, packed.
 *
 * A group's sums of a period are a row of words as entries are (entry.c), and
 * to add an account is to add two rows.
 *
 *     entry    [ start  new ... customers | base | ]     of one account
 *   + ledger   [ start  new ... customers | base | ]     of a group and period
 *
 * An account says the same for many periods in a row, so rows of whole numbers
 * say how a period differs from the one before it: what a stretch of periods
 * adds, its end takes away again.
 *
 *     periods      .    .    .    .    .    .
 *     it is        0    0   70   70   70    0
 *     rows take             +70            -70
 *
 * That is exact as long as no sum can leave 64 bits, which is bounded by all
 * that was added. Before that is exceeded, and before they are read, the rows
 * are made plain. Reals round: they are added to every period, in order of the
 * accounts.
 *
 * How many values a sum has is not counted for each word: it is what the row
 * was given, less what was lacking. Values are lacking, and sums leave 64 bits,
 * seldom; a ledger keeps no room for that before it happens.
 */
#include "measure/inside.h"

#include <stdlib.h>
#include <string.h>

static void *more(void *old, size_t had, size_t room, size_t size)
{
    char *all = xrealloc(old, room, size);
    memset(all + had * size, 0, (room - had) * size);
    return all;
}

/* A row begins with how many accounts are judged in the group, and with all
 * that was added, times its days; but for those of all periods, which are
 * counted once for the group. */
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
    return (uint64_t)head_of(l, row)[ACCOUNTS].i + l->all[row / l->periods];
}

uint64_t ledger_days(const Ledger *l, size_t row)
{
    return (uint64_t)head_of(l, row)[DAYS].i + l->all[row / l->periods];
}

/* Makes room for a group if it is new. */
static void make_room(Ledger *l, size_t group)
{
    const Chart *c = l->chart;
    size_t groups = l->room, had = groups * l->periods, rows;
    if (group >= l->groups)
        l->groups = group + 1;
    if (group < groups)
        return;
    l->room = group ? 2 * group + 1 : 1; /* the company is group 0 */
    rows = l->room * l->periods;
    l->all = more(l->all, groups, l->room, sizeof *l->all);
    l->word = more(l->word, had, rows, (HEAD + c->words) * sizeof *l->word);
    if (l->gap)
        l->gap =
            more(l->gap, had * c->figures, rows * c->figures, sizeof *l->gap);
}

/* Adds the whole numbers of a row to those of another. */
static void add_wholes(Ledger *l, size_t row, const Word *from)
{
    const size_t wholes = l->chart->wholes;
    int64_t *to = &words_of(l, row)->i;
    const int64_t *add = &from->i;
    for (size_t w = 0; w < wholes; w++)
        to[w] = (int64_t)((uint64_t)to[w] + (uint64_t)add[w]);
}

static void take_wholes(Ledger *l, size_t row, const Word *from)
{
    const size_t wholes = l->chart->wholes;
    int64_t *to = &words_of(l, row)->i;
    const int64_t *take = &from->i;
    for (size_t w = 0; w < wholes; w++)
        to[w] = (int64_t)((uint64_t)to[w] - (uint64_t)take[w]);
}

void ledger_settle(Ledger *l)
{
    for (size_t g = 0; g < l->groups && !l->plain; g++)
        for (size_t p = 1; p < l->periods; p++) {
            size_t row = g * l->periods + p;
            add_wholes(l, row, words_of(l, row - 1));
        }
    l->plain = true;
}

/* So much is going to be added to sums. */
static void expect(Ledger *l, uint64_t most)
{
    if (l->plain)
        return;
    if (__builtin_add_overflow(l->most, most, &l->most) || l->most > INT64_MAX)
        ledger_settle(l);
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

/* Notes that a figure is lacking. */
static void lack(Ledger *l, size_t row, size_t figure, uint8_t why,
                 int64_t days)
{
    Gap *gap = gap_at(l, row, figure);
    gap->days += (uint64_t)days;
    gap->stale |= why == HALE_STALE;
}

/* Adds an entry to a plain ledger, figure by figure. */
static void add_part(Ledger *l, size_t row, const Entry *e, int64_t days)
{
    const Chart *c = l->chart;
    for (size_t i = 0; i < c->figures; i++) {
        const Figure *f = &c->figure[i];
        const size_t *w = c->place[i].word;
        if (f->rollup == HALE_ROLLUP_NONE)
            continue;
        if (!e->whole && e->lacks[i]) {
            lack(l, row, i, e->lacks[i], days);
        } else if (figure_is_extreme(f)) {
            take_extreme(l, row, i, e->word[w[0]]);
        } else {
            add_times(l, row, w[0], e->word[w[0]], days);
            if (f->rollup == HALE_ROLLUP_RATIO)
                add_times(l, row, w[1], e->word[w[1]], days);
        }
    }
}

static void add_entry(Ledger *l, size_t row, const Entry *e, int64_t days)
{
    if (days != 1 || !e->whole)
        add_part(l, row, e, days);
    else if (!e->nothing)
        add_words(l, row, e->word);
}

void ledger_add(Ledger *l, size_t group, size_t period, const Entry *e,
                bool judged, int64_t days)
{
    size_t row = group * l->periods + period;
    make_room(l, group);
    ledger_settle(l);
    add_entry(l, row, e, days);
    head_of(l, row)[ACCOUNTS].i += judged;
    head_of(l, row)[DAYS].i += days;
}

/* ------------------------------------------------------------- stretches -- */

/* All of an entry but its whole numbers; what is lacking is 0 in it. */
static void add_rest(Ledger *l, size_t row, const Entry *e)
{
    const Chart *c = l->chart;
    Word *word = words_of(l, row);
    for (size_t w = c->wholes; w < c->added; w++)
        word[w].r += e->word[w].r;
    if (e->whole)
        return;
    for (size_t i = 0; i < c->figures; i++)
        if (c->figure[i].rollup == HALE_ROLLUP_NONE)
            continue;
        else if (e->lacks[i])
            lack(l, row, i, e->lacks[i], 1);
        else if (figure_is_extreme(&c->figure[i]))
            take_extreme(l, row, i, e->word[c->place[i].word[0]]);
}

/* Adds an entry to the rows [first, end) of a group; `last`: its periods end
 * there. */
static void add_stretch(Ledger *l, size_t first, size_t end, bool last,
                        const Entry *e)
{
    expect(l, e->most);
    if (!l->plain) {
        add_wholes(l, first, e->word);
        if (!last)
            take_wholes(l, end, e->word);
    }
    for (size_t row = first; row < end; row++)
        if (l->plain)
            add_entry(l, row, e, 1);
        else
            add_rest(l, row, e);
}

void ledger_add_all(Ledger *l, size_t group, const Entry *entry,
                    Stretches periods)
{
    size_t row = group * l->periods;
    make_room(l, group);
    for (size_t i = 0; i < periods.count; i++) {
        const Stretch *s = &periods.of[i];
        if (!entry[i].nothing)
            add_stretch(l, row + s->first, row + s->end, s->end == l->periods,
                        &entry[i]);
    }
    l->all[group]++;
}

/* --------------------------------------------------------------- joining -- */

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

/* Both are plain, or both are not. */
static void make_alike(Ledger *into, Ledger *from)
{
    expect(into, from->most);
    if (into->plain || from->plain) {
        ledger_settle(into);
        ledger_settle(from);
    }
}

void ledger_join(Ledger *into, Ledger *from, const size_t *renamed)
{
    size_t periods = from->periods;
    into->broken |= from->broken;
    make_alike(into, from);
    for (size_t g = 0; g < from->groups; g++) {
        for (size_t p = 0; p < periods; p++) {
            size_t row = g * periods + p;
            if (!ledger_days(from, row))
                continue;
            make_room(into, renamed[g]);
            join_row(into, renamed[g] * periods + p, from, row);
        }
        if (from->all[g])
            into->all[renamed[g]] += from->all[g];
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
    free(l->all);
}
