/* SPDX-License-Identifier: MIT
 *
 * arrow_put.c: one value out of Arrow's buffers into a cell, or why not.
 *
 * Integers and decimals of every width are read as one 128-bit whole number
 * with a scale, so int, real, money and text each need one writer for all of
 * them. Nothing is lost on the way, with the exceptions that the text
 * readers of hale make too: money rounds what is behind its fourth decimal
 * half to even, a real is the nearest double of a decimal, and nanoseconds
 * are cut to microseconds.
 *
 * Buffers are read by memcpy: they need not be aligned, and values are in
 * the byte order of the machine.
 */
#include "data/arrow_cast.h"

#include <math.h>
#include <string.h>

/* The last local day that surely has an instant in microseconds. */
enum { LAST_DAY = INT64_MAX / HALE_DAY - 2 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* -------------------------------------------------------- whole numbers -- */

ArrowWide arrow_whole(const ArrowFormat *format, const struct ArrowArray *array,
                      int64_t at)
{
    const char *p = (const char *)array->buffers[1] + at * format->width;
    union {
        int8_t c;
        int16_t s;
        int32_t i;
        int64_t l;
        uint8_t C;
        uint16_t S;
        uint32_t I;
        uint64_t L;
        ArrowWide wide;
    } v;
    memcpy(&v, p, format->width);
    switch (format->width) {
    case 1:
        return format->unsign ? (ArrowWide)v.C : (ArrowWide)v.c;
    case 2:
        return format->unsign ? (ArrowWide)v.S : (ArrowWide)v.s;
    case 4:
        return format->unsign ? (ArrowWide)v.I : (ArrowWide)v.i;
    case 8:
        return format->unsign ? (ArrowWide)v.L : (ArrowWide)v.l;
    default:
        return v.wide;
    }
}

/* "-0.05" for (-5, 2), in the batch's memory; NUL follows. */
static Str wide_text(Arena *arena, ArrowWide value, int scale)
{
    char text[96], *end = text + sizeof text, *p = end;
    ArrowWide rest = value;
    for (int zeros = value ? scale : 0; zeros < 0; zeros++)
        *--p = '0';
    int decimals = scale > 0 ? scale : 0;
    do {
        int digit = (int)(rest % 10);
        *--p = (char)('0' + (digit < 0 ? -digit : digit));
        rest /= 10;
        if (--decimals == 0)
            *--p = '.';
    } while (rest || decimals >= 0);
    if (value < 0)
        *--p = '-';
    return arena_str(arena, (Str){p, (size_t)(end - p)});
}

static const char *not_fit(const Cast *c, ArrowWide value, const char *why)
{
    Str text = wide_text(c->scratch, value, c->format.scale);
    return arena_printf(c->scratch, "%.*s %s", PS(text), why);
}

/* value / 10^scale as a count of 10^-decimals, half to even. `exact` says
 * whether that lost nothing. -1: too large for 64 bits. */
static int in_units(ArrowWide value, int scale, int decimals, int64_t *out,
                    bool *exact)
{
    ArrowWide unit = 1;
    bool negative = value < 0;
    for (; scale < decimals; scale++) {
        if (value < INT64_MIN || value > INT64_MAX)
            return -1;
        value *= 10;
    }
    for (; scale > decimals; scale--)
        unit *= 10;
    ArrowWide rest = value % unit;
    value /= unit;
    *exact = rest == 0;
    rest = negative ? -rest : rest;
    if (rest > unit - rest || (rest == unit - rest && (value & 1)))
        value += negative ? -1 : 1;
    if (value < INT64_MIN || value > INT64_MAX)
        return -1;
    *out = (int64_t)value;
    return 0;
}

static const char *put_int(const Cast *c, const struct ArrowArray *from,
                           int64_t at, hale_cells *to, size_t row)
{
    ArrowWide value = arrow_whole(&c->format, from, at);
    bool exact;
    if (in_units(value, c->format.scale, 0, &to->as.i[row], &exact))
        return not_fit(c, value, "is too large for an int");
    return exact ? NULL : not_fit(c, value, "is not a whole number");
}

static const char *put_money(const Cast *c, const struct ArrowArray *from,
                             int64_t at, hale_cells *to, size_t row)
{
    ArrowWide value = arrow_whole(&c->format, from, at);
    bool exact;
    if (in_units(value, c->format.scale, 4, &to->as.i[row], &exact))
        return not_fit(c, value, "is too large for money");
    return NULL;
}

/* An integer must be the very double; a decimal has the nearest. */
static const char *put_real_of_whole(const Cast *c,
                                     const struct ArrowArray *from, int64_t at,
                                     hale_cells *to, size_t row)
{
    ArrowWide value = arrow_whole(&c->format, from, at);
    if (c->format.scale != 0) {
        Str text = wide_text(c->scratch, value, c->format.scale);
        return hale_read_real(text, (hale_signs){0}, &to->as.r[row])
                   ? not_fit(c, value, "is too large for a real")
                   : NULL;
    }
    double real = (double)value;
    if (fabs(real) > 0x1p126 || (ArrowWide)real != value)
        return not_fit(c, value, "has too many digits for a real");
    to->as.r[row] = real;
    return NULL;
}

static const char *put_text_of_whole(const Cast *c,
                                     const struct ArrowArray *from, int64_t at,
                                     hale_cells *to, size_t row)
{
    to->as.text[row] =
        wide_text(c->scratch, arrow_whole(&c->format, from, at), 0);
    return NULL;
}

/* ------------------------------------------------------ bits and floats -- */

static const char *put_bit(const Cast *c, const struct ArrowArray *from,
                           int64_t at, hale_cells *to, size_t row)
{
    (void)c;
    const uint8_t *bits = from->buffers[1];
    to->as.b[row] = bits[at / 8] >> (at % 8) & 1;
    return NULL;
}

static const char *put_float(const Cast *c, const struct ArrowArray *from,
                             int64_t at, hale_cells *to, size_t row)
{
    const char *p = (const char *)from->buffers[1] + at * c->format.width;
    double value;
    if (c->format.width == sizeof(float)) {
        float narrow;
        memcpy(&narrow, p, sizeof narrow);
        value = (double)narrow;
    } else {
        memcpy(&value, p, sizeof value);
    }
    if (!isfinite(value))
        return isnan(value) ? "not a number (NaN)" : "an infinite number";
    to->as.r[row] = value;
    return NULL;
}

/* ----------------------------------------------------------------- time -- */

static const char *put_date(const Cast *c, const struct ArrowArray *from,
                            int64_t at, hale_cells *to, size_t row)
{
    int64_t value = (int64_t)arrow_whole(&c->format, from, at);
    int64_t day = floor_div(value, c->format.down);
    if (day < -LAST_DAY || day > LAST_DAY)
        return arena_printf(c->scratch, "day %lld is too far away",
                            (long long)day);
    to->as.i[row] = zone_day_start(c->zone, (int32_t)day);
    return NULL;
}

static const char *put_stamp(const Cast *c, const struct ArrowArray *from,
                             int64_t at, hale_cells *to, size_t row)
{
    int64_t value = (int64_t)arrow_whole(&c->format, from, at), time;
    bool far = __builtin_mul_overflow(value, c->format.up, &time);
    if (!far && c->format.down > 1)
        time = floor_div(time, c->format.down);
    if (!far && c->format.local) {
        int64_t day = floor_div(time, HALE_DAY);
        far = day < -LAST_DAY || day > LAST_DAY;
        if (!far)
            time = zone_instant(c->zone, (int32_t)day, time - day * HALE_DAY);
    }
    if (far)
        return arena_printf(c->scratch, "time %lld is too far away",
                            (long long)value);
    to->as.i[row] = time;
    return NULL;
}

/* ----------------------------------------------------------------- text -- */

/* Entry `at` of a buffer of offsets. */
static int64_t offset_at(const struct ArrowArray *from, unsigned width,
                         int64_t at)
{
    const char *p = (const char *)from->buffers[1] + at * width;
    int64_t wide;
    int32_t narrow;
    if (width == sizeof wide) {
        memcpy(&wide, p, sizeof wide);
        return wide;
    }
    memcpy(&narrow, p, sizeof narrow);
    return narrow;
}

/* The bytes stay where they are: in the array, which outlives the batch. */
static const char *put_utf8(const Cast *c, const struct ArrowArray *from,
                            int64_t at, hale_cells *to, size_t row)
{
    int64_t begin = offset_at(from, c->format.width, at);
    int64_t end = offset_at(from, c->format.width, at + 1);
    if (begin < 0 || end < begin || (end > begin && !from->buffers[2]))
        return "a text with broken offsets";
    to->as.text[row] = S("");
    if (end > begin)
        to->as.text[row] = (Str){(const char *)from->buffers[2] + begin,
                                 (size_t)(end - begin)};
    return NULL;
}

/* A view is a length, then either up to 12 bytes of text, or its first four
 * bytes, the number of a data buffer and an offset into it. The last buffer
 * holds the sizes of the data buffers. */
static const char *put_view(const Cast *c, const struct ArrowArray *from,
                            int64_t at, hale_cells *to, size_t row)
{
    enum { INSIDE = 12, DATA = 2 };
    struct {
        int32_t length, prefix, buffer, offset;
    } view;
    const char *p = (const char *)from->buffers[1] + at * c->format.width;
    memcpy(&view, p, sizeof view);
    if (view.length < 0)
        return "a text with a broken view";
    if (view.length > INSIDE) {
        if (view.buffer < 0 || view.buffer >= from->n_buffers - DATA - 1 ||
            view.offset < 0 || !from->buffers[DATA + view.buffer])
            return "a text with a broken view";
        p = (const char *)from->buffers[DATA + view.buffer] + view.offset;
    } else {
        p += sizeof view.length;
    }
    to->as.text[row] = (Str){p, (size_t)view.length};
    return NULL;
}

/* --------------------------------------------------------------- choice -- */

ArrowPut *arrow_put_for(const ArrowFormat *format, hale_type type)
{
    static ArrowPut *const put[][ARROW_VIEW + 1] = {
        [HALE_BOOL] = {[ARROW_BIT] = put_bit},
        [HALE_INT] = {[ARROW_WHOLE] = put_int},
        [HALE_REAL] =
            {[ARROW_WHOLE] = put_real_of_whole, [ARROW_FLOAT] = put_float},
        [HALE_MONEY] = {[ARROW_WHOLE] = put_money},
        [HALE_TIME] = {[ARROW_DATE] = put_date, [ARROW_STAMP] = put_stamp},
        [HALE_TEXT] = {[ARROW_WHOLE] = put_text_of_whole,
                       [ARROW_UTF8] = put_utf8,
                       [ARROW_VIEW] = put_view},
    };
    if ((size_t)type >= COUNT(put))
        return NULL;
    if (type == HALE_TEXT && format->scale != 0) /* "1.50" or "1.5"? */
        return NULL;
    return put[type][format->kind];
}
