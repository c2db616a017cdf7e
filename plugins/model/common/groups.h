/* SPDX-License-Identifier: MIT
 *
 * groups.h: the accounts of the account table, by the text of a column.
 *
 * All accounts are sorted by group and, within it, by row, so that a group is
 * a stretch of the list and sums over it are always added in the same order.
 * An account without a text stands in the group of the empty text, which
 * comes first. Where there is no column everybody is in one group.
 */
#ifndef HALE_PLUGINS_GROUPS_H
#define HALE_PLUGINS_GROUPS_H

#include "cell.h"

#include <stdlib.h>

typedef struct Member {
    hale_str group;
    size_t row;
} Member;

static inline hale_str cell_name(const hale_table_column *column, size_t row)
{
    return column && !cell_missing(column, row) ? column->as.text[row]
                                                : (hale_str){"", 0};
}

static inline int by_group_and_row(const void *left, const void *right)
{
    const Member *a = left, *b = right;
    int order = text_order(a->group, b->group);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* All rows of the table; NULL when memory ran out. */
static inline Member *group_members(hale_cx *cx, const hale_table *accounts,
                                    const hale_table_column *by)
{
    Member *list = cx->alloc(cx, (accounts->rows + 1) * sizeof *list);
    if (!list)
        return NULL;
    for (size_t row = 0; row < accounts->rows; row++)
        list[row] = (Member){cell_name(by, row), row};
    qsort(list, accounts->rows, sizeof *list, by_group_and_row);
    return list;
}

/* Where the group that begins at `first` ends. */
static inline size_t group_end(const Member *list, size_t n, size_t first)
{
    size_t end = first + 1;
    while (end < n && !text_order(list[end].group, list[first].group))
        end++;
    return end;
}

/* The name of a group as a cell; that of the empty text has none. */
static inline hale_value cell_group(hale_str group)
{
    return group.len > 0 ? cell_text(group)
                         : cell_none(HALE_TEXT, HALE_NO_ROWS);
}

#endif
