/* SPDX-License-Identifier: MIT
 *
 * text.h: texts of rows and tables, for plugins.
 *
 * Equal texts may lie at different places, so they are compared by what they
 * say, byte by byte, which is no locale's order and the same everywhere. A
 * text of a row lives as long as the call that was given the rows; what is
 * wanted later has to be kept.
 */
#ifndef HALE_PLUGINS_TEXT_H
#define HALE_PLUGINS_TEXT_H

#include <string.h>

#include "hale/plugin.h"

/* < 0, 0 or > 0, as memcmp. */
static inline int text_order(hale_str a, hale_str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len > 0 ? memcmp(a.data, b.data, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static inline int text_same(hale_str a, hale_str b)
{
    return a.len == b.len && (a.len == 0 || !memcmp(a.data, b.data, a.len));
}

/* A copy in the memory of cx, a NUL behind it; NULL: no memory. */
static inline char *text_copy(hale_cx *cx, hale_str text)
{
    char *copy = cx->alloc(cx, text.len + 1);
    if (copy && text.len > 0)
        memcpy(copy, text.data, text.len);
    return copy;
}

/* The same of a C string; NULL counts as "". */
static inline char *text_copy_of(hale_cx *cx, const char *text)
{
    return text_copy(cx, (hale_str){text, text ? strlen(text) : 0});
}

/* A copy of a cell's text that lives as long as the account; -1: no memory. */
static inline int text_keep(hale_cx *cx, const hale_vector *texts, size_t i,
                            hale_str *kept)
{
    hale_str text = cx->text(cx, texts, i);
    *kept = (hale_str){text_copy(cx, text), text.len};
    return kept->data ? 0 : -1;
}

/* A present cell of any type as a value that outlives the call; its type is
 * the caller's to know. -1: no memory. */
static inline int text_keep_cell(hale_cx *cx, const hale_vector *v, size_t i,
                                 hale_value *out)
{
    out->missing = HALE_PRESENT;
    switch (v->type) {
    case HALE_BOOL:
        out->as.b = v->as.b[i];
        return 0;
    case HALE_REAL:
        out->as.r = v->as.r[i];
        return 0;
    case HALE_TEXT:
        return text_keep(cx, v, i, &out->as.text);
    default: /* int, money, time */
        out->as.i = v->as.i[i];
        return 0;
    }
}

#endif
