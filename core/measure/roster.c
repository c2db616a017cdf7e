/* SPDX-License-Identifier: MIT
 *
 * roster.c: what single rows say of an account: is it there at a date, what
 * does the roster know of it, does a data set speak of it?
 *
 * These are asked once an account and date, or for groups that change in
 * time; metrics never come here, they are given slices (slice.c).
 */
#include "measure/inside.h"

bool slice_any(const Slices *s, size_t data_set, size_t a, int64_t begin,
               int64_t end)
{
    const Block *block = &s->part->block[data_set];
    size_t to = block->begin[a + 1];
    size_t row = first_from(block->time, block->begin[a], to, begin);
    while (row < to && block->time[row] < end &&
           !row_known(block, row, s->known_before))
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
    size_t to = first_from(block->time, from, block->begin[a + 1], end);
    to = last_known(block, from, to, s->known_before);
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
