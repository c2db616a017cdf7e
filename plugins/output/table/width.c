/* SPDX-License-Identifier: MIT
 *
 * width.c: how wide a text is on a terminal, and texts that cannot drive it.
 *
 * wcwidth asks the locale and a daemon has none, so the ranges are here: the
 * combining marks that people's names hold, and the wide letters of East Asia
 * and emoji. It is an estimate, as every terminal's own is.
 */
#include <stdio.h>

#include "../../common/utf8.h"
#include "grid.h"

#define ELLIPSIS "\xe2\x80\xa6"

typedef struct Range {
    uint32_t first, last;
} Range;

static const Range marks[] = {
    {0x300, 0x36f},   {0x483, 0x489},     {0x591, 0x5bd},    {0x610, 0x61a},
    {0x64b, 0x65f},   {0x93c, 0x93c},     {0x94d, 0x94d},    {0xe31, 0xe31},
    {0xe34, 0xe3a},   {0xe47, 0xe4e},     {0x1ab0, 0x1aff},  {0x1dc0, 0x1dff},
    {0x200b, 0x200d}, {0x20d0, 0x20ff},   {0xfe00, 0xfe0f},  {0xfe20, 0xfe2f},
    {0xfeff, 0xfeff}, {0x1f3fb, 0x1f3ff}, {0xe0100, 0xe01ef}};

static const Range wide[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x4dbf},
    {0x4e00, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
    {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

static int is_in(const Range *range, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++)
        if (c >= range[i].first && c <= range[i].last)
            return 1;
    return 0;
}

static size_t width_of(uint32_t c)
{
    if (c < 0x300)
        return 1;
    if (is_in(marks, sizeof marks / sizeof marks[0], c))
        return 0;
    return is_in(wide, sizeof wide / sizeof wide[0], c) ? 2 : 1;
}

/* Would it do something to the terminal, or hide what is written? */
static int is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* One character as it is shown: its bytes in `shown`, its width. */
static size_t show(hale_str s, char *shown, size_t room, size_t *len,
                   size_t *bytes)
{
    uint32_t c = 0;
    *bytes = utf8_next(s, &c);
    if (*bytes == 0 || is_unsafe(c)) {
        const char *form = *bytes && c > 0xff ? "\\u%04X" : "\\x%02X";
        if (*bytes == 0) {
            *bytes = 1;
            c = (unsigned char)s.data[0];
        }
        *len = (size_t)snprintf(shown, room, form, (unsigned)c);
        return *len;
    }
    *len = *bytes;
    for (size_t i = 0; i < *bytes; i++)
        shown[i] = s.data[i];
    return width_of(c);
}

size_t width_put(Buffer *out, hale_str s, size_t most)
{
    size_t width = 0;                           /* of what is written */
    size_t fits_len = out->len, fits_width = 0; /* with room for an ellipsis */
    while (s.len) {
        char shown[16];
        size_t len, bytes;
        size_t more = show(s, shown, sizeof shown, &len, &bytes);
        if (width + more > most) {
            out->len = fits_len;
            buffer_puts(out, ELLIPSIS);
            return fits_width + 1;
        }
        buffer_add(out, shown, len);
        width += more;
        if (width < most) {
            fits_len = out->len;
            fits_width = width;
        }
        s.data += bytes;
        s.len -= bytes;
    }
    return width;
}
