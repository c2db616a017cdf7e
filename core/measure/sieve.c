/* SPDX-License-Identifier: MIT
 *
 * sieve.c: which rows pass a filter.
 *
 * A filter (where.COLUMN, covers.COLUMN) names texts; the rows of a partition
 * have codes. So the texts are looked up once for each partition, and a row is
 * a comparison of numbers. A filter on money means money of the pipeline's
 * currency, at the rate in force just before the end of what is looked at.
 */
#include "measure/inside.h"

Sieve *sieves_of(Arena *arena, const Dict *texts, const Filter *filter,
                 size_t count)
{
    Sieve *sieve = arena_array(arena, count + 1, sizeof *sieve);
    for (size_t i = 0; i < count; i++) {
        sieve[i].filter = &filter[i];
        sieve[i].code =
            arena_array(arena, filter[i].texts + 1, sizeof(uint32_t));
        for (size_t t = 0; t < filter[i].texts; t++)
            sieve[i].code[t] = dict_find(texts, filter[i].text[t]);
    }
    return sieve;
}

static bool any_text(const Sieve *s, const hale_vector *v, size_t row)
{
    for (size_t t = 0; t < s->filter->texts; t++) {
        uint8_t b = 0;
        if (v->type == HALE_TEXT && s->code[t] == v->as.code[row])
            return true;
        if (v->type == HALE_BOOL && !hale_read_bool(s->filter->text[t], &b) &&
            b == v->as.b[row])
            return true;
    }
    return false;
}

static bool passes(const Sieve *s, const hale_vector *v, size_t row)
{
    const Filter *f = s->filter;
    if (!HALE_HAS(v, row))
        return false;
    if (v->type == HALE_TEXT || v->type == HALE_BOOL)
        return any_text(s, v, row);
    if (v->type == HALE_REAL)
        return (!f->has_low || v->as.r[row] >= f->low_real) &&
               (!f->has_high || v->as.r[row] <= f->high_real);
    return (!f->has_low || v->as.i[row] >= f->low) &&
           (!f->has_high || v->as.i[row] <= f->high);
}

static bool passes_at(const Slices *s, const Block *block, const Sieve *sieve,
                      size_t row, int64_t at)
{
    const hale_vector *v = &block->column[sieve->filter->column];
    if (v->type != HALE_MONEY || !block->currency || !HALE_HAS(v, row))
        return passes(sieve, v, row);
    int64_t money = v->as.i[row];
    hale_vector ours = {.type = HALE_MONEY, .as.i = &money};
    return !slice_convert(s, block->currency[row], at, &money) &&
           passes(sieve, &ours, 0);
}

bool sieves_pass(const Slices *s, const Block *block, const Sieve *sieve,
                 size_t count, size_t row, int64_t at)
{
    for (size_t i = 0; i < count; i++)
        if (!passes_at(s, block, &sieve[i], row, at))
            return false;
    return true;
}
