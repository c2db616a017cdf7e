/* SPDX-License-Identifier: MIT
 *
 * utf8.h: one character of UTF-8 at a time, strictly.
 *
 * Overlong forms, surrogates and anything above U+10FFFF are not UTF-8. For
 * packs of any kind; inline, since packs share no library.
 */
#ifndef HALE_PLUGINS_UTF8_H
#define HALE_PLUGINS_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "hale/plugin.h"

/* The character at s.data, which is not empty: how many bytes it has, 0 when
 * they are not UTF-8. */
static inline size_t utf8_next(hale_str s, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)s.data;
    const size_t len = p[0] < 0x80   ? 1
                       : p[0] < 0xc2 ? 0
                       : p[0] < 0xe0 ? 2
                       : p[0] < 0xf0 ? 3
                       : p[0] < 0xf5 ? 4
                                     : 0;
    uint32_t c = len == 1 ? p[0] : p[0] & (0x7fu >> len);
    if (len == 0 || len > s.len)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 0;
    *character = c;
    return len;
}

/* The bits of eight bytes that no ASCII has. */
#define UTF8_BEYOND UINT64_C(0x8080808080808080)

static inline uint64_t utf8_eight(const char *p)
{
    uint64_t eight;
    memcpy(&eight, p, sizeof eight);
    return eight;
}

/* 1: no byte is above 0x7f. Eight at a time; the last eight may have been
 * looked at in part. */
static inline int utf8_is_ascii(hale_str s)
{
    uint64_t all = 0;
    size_t at = 0;
    for (; s.len - at >= 8; at += 8)
        all |= utf8_eight(s.data + at);
    if (s.len >= 8)
        all |= utf8_eight(s.data + s.len - 8);
    else
        for (; at < s.len; at++)
            all |= (unsigned char)s.data[at];
    return (all & UTF8_BEYOND) == 0;
}

/* The first byte that is not part of UTF-8; s.len: all of it is. */
static inline size_t utf8_check(hale_str s)
{
    size_t at = 0; /* mostly the end is reached eight at a time */
    while (s.len - at >= 8 && !(utf8_eight(s.data + at) & UTF8_BEYOND))
        at += 8;
    while (at < s.len) {
        uint32_t c;
        size_t len = utf8_next((hale_str){s.data + at, s.len - at}, &c);
        if (len == 0)
            break;
        at += len;
    }
    return at;
}

#endif
