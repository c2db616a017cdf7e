/* SPDX-License-Identifier: MIT
 *
 * text.c: a growing text, and what must happen to foreign bytes before they
 * reach a terminal or a JSON document.
 *
 * Names and cells come from customers' systems: they may hold escape sequences
 * that drive a terminal, or bytes that are no UTF-8 at all. One decoder serves
 * the three places that care: text_add_safe, text_add_json and str_width.
 *
 * The widths are a table of our own: wcwidth depends on the locale.
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

static void reserve(Text *t, size_t more)
{
    if (more >= SIZE_MAX / 2 - t->len) /* room for the NUL, and no overflow */
        more = SIZE_MAX / 2;
    size_t needed = t->len + more + 1;
    if (needed <= t->cap)
        return;
    size_t cap = t->cap ? t->cap * 2 : 64;
    t->cap = cap < needed ? needed : cap;
    t->data = xrealloc(t->data, t->cap, 1);
}

void text_add(Text *t, Str s)
{
    reserve(t, s.len);
    if (s.len)
        memcpy(t->data + t->len, s.data, s.len);
    t->len += s.len;
    t->data[t->len] = '\0';
}

void text_puts(Text *t, const char *s)
{
    text_add(t, str(s));
}

void text_char(Text *t, char c)
{
    text_add(t, (Str){&c, 1});
}

void text_vprintf(Text *t, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    reserve(t, 0);
    int len = vsnprintf(t->data + t->len, t->cap - t->len, format, args);
    if (len > 0 && (size_t)len >= t->cap - t->len) {
        reserve(t, (size_t)len);
        vsnprintf(t->data + t->len, t->cap - t->len, format, again);
    }
    va_end(again);
    if (len > 0)
        t->len += (size_t)len;
    t->data[t->len] = '\0';
}

void text_printf(Text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text_vprintf(t, format, args);
    va_end(args);
}

static const char *filling_of(const Filling *filling, Str key)
{
    for (; filling->key; filling++)
        if (str_is(key, filling->key))
            return filling->value;
    return NULL;
}

void text_fill(Text *t, Str from, const Filling *filling)
{
    while (from.len) {
        const char *end;
        const char *value = NULL;
        Str key = {from.data + 1, 0};
        if (from.data[0] == '@') {
            end = memchr(key.data, '@', from.len - 1);
            key.len = end ? (size_t)(end - key.data) : 0;
            value = filling_of(filling, key);
        }
        if (value)
            text_puts(t, value);
        else
            text_char(t, from.data[0]);
        from.data += value ? key.len + 2 : 1;
        from.len -= value ? key.len + 2 : 1;
    }
}

void text_clear(Text *t)
{
    t->len = 0;
    if (t->data)
        t->data[0] = '\0';
}

void text_free(Text *t)
{
    free(t->data);
    *t = (Text){0};
}

Str text_str(const Text *t)
{
    return t->data ? (Str){t->data, t->len} : S("");
}

/* The bytes that follow a first byte of UTF-8; -1: it cannot be a first. */
static int bytes_to_follow(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first < 0xc2 || first > 0xf4)
        return -1;
    return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

/* The length of the character that `s` begins with, and its code point; 0 if
 * that is no UTF-8 (cut short, overlong, a surrogate, beyond U+10FFFF). */
static size_t decode(Str s, uint32_t *code)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (s.len == 0)
        return 0;
    unsigned char first = (unsigned char)s.data[0];
    int follow = bytes_to_follow(first);
    if (follow < 0 || (size_t)follow >= s.len)
        return 0;
    uint32_t c = follow ? first & (0x3fu >> follow) : first;
    for (int i = 1; i <= follow; i++) {
        unsigned char next = (unsigned char)s.data[i];
        if ((next & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (next & 0x3f);
    }
    if (c < least[follow] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 0;
    *code = c;
    return (size_t)follow + 1;
}

static Str rest_of(Str s, size_t from)
{
    return (Str){s.data + from, s.len - from};
}

/* C0, DEL and, since some terminals obey them too, C1. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* Turns the direction of what comes after it, so that a name could make the
 * rest of its line read as something else. Arabic and Hebrew need none of
 * these to be shown. */
static bool turns_text(uint32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void text_add_safe(Text *t, Str s, size_t most)
{
    size_t i = 0;
    while (i < s.len) {
        uint32_t c = 0;
        size_t len = decode(rest_of(s, i), &c);
        size_t step = len ? len : 1;
        if (step > most - i) {
            text_puts(t, "...");
            return;
        }
        if (len && !is_control(c) && !turns_text(c))
            text_add(t, (Str){s.data + i, len});
        else
            for (size_t k = 0; k < step; k++)
                text_printf(t, "\\x%02x", (unsigned char)s.data[i + k]);
        i += step;
    }
}

static void add_json_char(Text *t, Str bytes, uint32_t c)
{
    if (c == '"' || c == '\\') {
        text_char(t, '\\');
        text_add(t, bytes);
    } else if (c == '\n') {
        text_puts(t, "\\n");
    } else if (c == '\t') {
        text_puts(t, "\\t");
    } else if (is_control(c)) {
        text_printf(t, "\\u%04x", (unsigned)c);
    } else {
        text_add(t, bytes);
    }
}

/* One U+FFFD for each byte that is no part of a character. */
void text_add_json(Text *t, Str s)
{
    size_t i = 0;
    text_char(t, '"');
    while (i < s.len) {
        uint32_t c = 0;
        size_t len = decode(rest_of(s, i), &c);
        if (len)
            add_json_char(t, (Str){s.data + i, len}, c);
        else
            text_puts(t, "\xef\xbf\xbd");
        i += len ? len : 1;
    }
    text_char(t, '"');
}

typedef struct Range {
    uint32_t first, last;
} Range;

/* Marks that stand on the character before: the blocks of combining marks,
 * and what joins or selects without being seen. */
static const Range no_width[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489},  {0x0591, 0x05bd}, {0x064b, 0x065f},
    {0x0670, 0x0670}, {0x0e31, 0x0e31},  {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},  {0x200b, 0x200f}, {0x202a, 0x202e},
    {0x2060, 0x2064}, {0x20d0, 0x20ff},  {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
    {0xfeff, 0xfeff}, {0xe0100, 0xe01ef}};

/* East Asian wide and fullwidth, and emoji. */
static const Range two_wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},
    {0x23e9, 0x23ec},   {0x26a1, 0x26a1},   {0x2705, 0x2705},
    {0x274c, 0x274c},   {0x2795, 0x2797},   {0x2b50, 0x2b50},
    {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},
    {0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xa960, 0xa97f},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
    {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff}, {0x1f7e0, 0x1f7eb}, {0x1f900, 0x1f9ff},
    {0x1fa70, 0x1faff}, {0x20000, 0x2fffd}, {0x30000, 0x3fffd}};

static bool in_ranges(const Range *range, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count && range[i].first <= c; i++)
        if (c <= range[i].last)
            return true;
    return false;
}

size_t str_width(Str s)
{
    size_t width = 0, i = 0;
    while (i < s.len) {
        uint32_t c = 0;
        size_t len = decode(rest_of(s, i), &c);
        i += len ? len : 1;
        if (c < 0x300)
            width++;
        else if (in_ranges(two_wide, COUNT(two_wide), c))
            width += 2;
        else
            width += !in_ranges(no_width, COUNT(no_width), c);
    }
    return width;
}
