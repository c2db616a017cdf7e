/* SPDX-License-Identifier: MIT
 *
 * side.c: the rows of a side table, as a model sees them.
 *
 * Side tables are about no account: quotas, costs, rates. They are kept whole,
 * in order of arrival, in part 0 of their splits, and a model gets a copy of
 * the columns that it declared. As everywhere, what happened at or after the
 * as-of date, or was learned later, is not seen. With fx = spot money is
 * converted at the rate in force just before the as-of date.
 */
#include "data/part.h"

#include <string.h>

/* One side need at one as-of date. */
typedef struct Copying {
    const Store *store;
    const NeedPlan *need;
    const DataSet *set;
    Table *table;
    int64_t as_of;
    Error *error;
} Copying;

static bool seen(const Copying *c, const PartReader *part, size_t row)
{
    bool moving = c->store->plan->known == KNOWN_AT_AS_OF;
    if (c->set->has_time && part->time[row] >= c->as_of)
        return false;
    return !moving || !part->recorded || part->recorded[row] < c->as_of;
}

static int money_of(const Copying *c, const PartReader *part, size_t row,
                    hale_value *v)
{
    const Store *s = c->store;
    return part->currency ? rates_convert(&s->rates, s->plan->zone,
                                          (uint32_t)part->currency[row],
                                          c->as_of, &v->as.i, c->error)
                          : 0;
}

static int copy_row(const Copying *c, size_t columns, const PartReader *part,
                    size_t row)
{
    size_t to = table_row(c->table), at = 0;
    for (size_t i = 0; i < columns; i++) {
        if (c->need->column[i] < 0)
            continue;
        hale_value v = part_cell(part, (size_t)c->need->column[i], row);
        if (v.type == HALE_MONEY && !v.missing && money_of(c, part, row, &v))
            return -1;
        table_set(c->table, to, at++, &v);
    }
    return 0;
}

static int copy_split(const Copying *c, size_t columns, size_t split)
{
    PartReader part;
    int bad = 0;
    part_open(&part, c->store, split, 0);
    while (!bad && part_next(&part))
        for (size_t row = 0; row < part.rows && !bad; row++)
            if (seen(c, &part, row))
                bad = copy_row(c, columns, &part, row);
    part_close(&part);
    return bad;
}

/* The columns that there are, and NULL for those that are not. */
static const hale_table *face_of(Arena *arena, const Copying *c, size_t columns)
{
    const hale_table *given = table_face(c->table);
    hale_table *face = arena_alloc(arena, sizeof *face);
    const hale_table_column **list =
        arena_array(arena, columns + 1, sizeof *list);
    for (size_t i = 0, at = 0; i < columns; i++)
        if (c->need->column[i] >= 0)
            list[i] = given->column[at++];
    *face = *given;
    face->columns = columns;
    face->column = list;
    return face;
}

int side_table(Arena *arena, const Store *s, const NeedPlan *need,
               const hale_need *declared, int64_t as_of, const hale_table **out,
               Error *error)
{
    size_t columns = list_count(declared->columns);
    *out = NULL;
    if (need->data_set == (size_t)-1)
        return 0;
    Copying c = {.store = s,
                 .need = need,
                 .set = &s->plan->data_set[need->data_set],
                 .as_of = as_of,
                 .error = error};
    c.table = table_new(arena, c.set->name, c.set->name);
    for (size_t i = 0; i < columns; i++)
        if (need->column[i] >= 0)
            table_column(c.table, declared->columns[i]->name,
                         c.set->kept[need->column[i]].type,
                         declared->columns[i]->unit,
                         declared->columns[i]->help);
    for (size_t i = 0; i < s->splits; i++)
        if (s->plan->input[s->split[i].input].data_set == need->data_set &&
            copy_split(&c, columns, i))
            return -1;
    *out = face_of(arena, &c, columns);
    return 0;
}
