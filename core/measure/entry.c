/* SPDX-License-Identifier: MIT
 *
 * entry.c: the figures of an account and a period, ready to be added.
 *
 * A run over many accounts adds up far more figures than it shows: every
 * account has some for every month, and every month is in several roll-ups.
 * So an account's figures are written once as a row of words, laid out by a
 * chart: those that are added as whole numbers first, then reals, then least
 * and greatest values; a ratio is two words.
 *
 * What the words mean when they are sums stands in sum.c.
 */
#include "measure/inside.h"

/* ---------------------------------------------------------------- charts -- */

/* Gives the figures their words that are of one kind. */
static void place_words(Chart *c, bool extreme, bool real)
{
    for (size_t i = 0; i < c->figures; i++) {
        const Figure *f = &c->figure[i];
        bool ratio = f->rollup == HALE_ROLLUP_RATIO;
        size_t from[2] = {ratio ? f->numerator : i, f->denominator};
        if (f->rollup == HALE_ROLLUP_NONE || figure_is_extreme(f) != extreme)
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

/* No whole number of the entry is further from 0. */
static uint64_t most_of(const Entry *e, const Chart *c)
{
    uint64_t bits = 0;
    for (size_t w = 0; w < c->wholes; w++)
        bits |= (uint64_t)(e->word[w].i ^ (e->word[w].i >> 63));
    return bits + 1;
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
        e->most = most_of(e, c);
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
    e->most = most_of(e, c);
}
