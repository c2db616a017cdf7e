/* SPDX-License-Identifier: MIT
 *
 * revenue.h: what the metrics of this pack agree on: that money never
 * overflows in silence, how a rate is made, when two words are the same.
 */
#ifndef HALE_PLUGINS_REVENUE_H
#define HALE_PLUGINS_REVENUE_H

#include <string.h>

#include "hale/plugin.h"

static inline int too_much(hale_cx *cx)
{
    return hale_fail(cx, "the amounts of this account come to more than money "
                         "can hold; look for one that is absurd");
}

static inline int add_money(hale_cx *cx, int64_t *sum, int64_t amount)
{
    return __builtin_add_overflow(*sum, amount, sum) ? too_much(cx) : 0;
}

static inline int sub_money(hale_cx *cx, int64_t *sum, int64_t amount)
{
    return __builtin_sub_overflow(*sum, amount, sum) ? too_much(cx) : 0;
}

/* A whole number or money; missing for reason `missing`, unless that is 0. */
static inline void give(hale_value *v, int64_t figure, hale_missing missing)
{
    v->as.i = figure;
    v->missing = missing;
}

static inline void give_real(hale_value *v, double figure, hale_missing missing)
{
    v->as.r = figure;
    v->missing = missing;
}

/* part / whole, both counts or both money. */
static inline void give_rate(hale_value *v, int64_t part, int64_t whole,
                             hale_missing missing)
{
    v->missing = missing      ? missing
                 : whole == 0 ? HALE_ZERO_DENOMINATOR
                              : HALE_PRESENT;
    v->as.r = v->missing ? 0 : (double)part / (double)whole;
}

/* An array with room for one more, which may be a larger copy; NULL: there is
 * no memory. */
static inline void *grown(hale_cx *cx, void *items, size_t count, size_t *room,
                          size_t size)
{
    size_t most = *room ? 2 * *room : 8;
    void *more;
    if (count < *room)
        return items;
    more = cx->alloc(cx, most * size);
    if (more && count)
        memcpy(more, items, count * size);
    if (more)
        *room = most;
    return more;
}

/* Upper and lower case are the same. */
static inline int same_text(hale_str a, hale_str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        char x = a.data[i], y = b.data[i];
        x = x >= 'A' && x <= 'Z' ? (char)(x - 'A' + 'a') : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y - 'A' + 'a') : y;
        if (x != y)
            return 0;
    }
    return a.len == b.len;
}

static inline int same_word(hale_str text, const char *word)
{
    return same_text(text, (hale_str){word, strlen(word)});
}

/* Is it among the texts of an option of type list? */
static inline int in_list(hale_str text, const struct hale_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (same_text(text, list->item[i]))
            return 1;
    return 0;
}

#endif
