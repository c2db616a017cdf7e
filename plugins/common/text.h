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

/* A copy of a cell's text that lives as long as the account; -1: no memory. */
static inline int text_keep(hale_cx *cx, const hale_vector *texts, size_t i,
                            hale_str *kept)
{
    hale_str text = cx->text(cx, texts, i);
    char *bytes = cx->alloc(cx, text.len + 1);
    if (!bytes)
        return -1;
    if (text.len > 0)
        memcpy(bytes, text.data, text.len);
    *kept = (hale_str){bytes, text.len};
    return 0;
}

#endif
