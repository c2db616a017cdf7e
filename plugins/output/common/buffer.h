/* SPDX-License-Identifier: MIT
 *
 * buffer.h: text that grows, and how values are written into it.
 *
 * Zero-initialised it is empty. When memory runs out `failed` is set, what is
 * added later is dropped, and whoever sends the buffer away looks at it once.
 *
 * Values are written exactly, for machines, and the same everywhere: nothing
 * depends on the locale.
 */
#ifndef HALE_OUTPUT_BUFFER_H
#define HALE_OUTPUT_BUFFER_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "hale/plugin.h"

typedef struct Buffer {
    char *data;
    size_t len, cap;
    int failed; /* memory ran out: the text is not whole */
} Buffer;

/* -------------------------------------------------------------- buffer.c */

/* Makes room for `len` bytes more; -1: there is none, and `failed` is set. */
int buffer_room(Buffer *buffer, size_t len);
void buffer_puts(Buffer *buffer, const char *text);
void buffer_free(Buffer *buffer);

static inline void buffer_add(Buffer *buffer, const char *data, size_t len)
{
    if (len == 0 ||
        (len > buffer->cap - buffer->len && buffer_room(buffer, len)))
        return;
    memcpy(buffer->data + buffer->len, data, len);
    buffer->len += len;
}

static inline void buffer_char(Buffer *buffer, char c)
{
    if (buffer->len < buffer->cap || buffer_room(buffer, 1) == 0)
        buffer->data[buffer->len++] = c;
}

/* ------------------------------------------------------------ shortest.c */

/* A real from 0.0001 to 1e15 as digits / 10^decimals: the fewest of 15 to 17
 * digits that read back as the same. -1: it is another one, or one of the few
 * for which printf has to be asked. */
int value_shortest(double value, uint64_t *digits, int *decimals);

/* --------------------------------------------------------------- value.c */

/* The most bytes that a number or a time takes. */
enum { VALUE_ROOM = 48 };

/* As value_int and so on below, but at `to`, where there is room for the most;
 * they answer where the text ends. */
char *value_put_long(char *to, int64_t value);
char *value_put_amount(char *to, int64_t money, int least);
char *value_put_real(char *to, double value);
char *value_put_time(char *to, int64_t instant);
char *value_put_day(char *to, int32_t day);

/* Most cells are zeros, ones and other numbers of one digit, most amounts of
 * money nothing. */
static inline char *value_put_int(char *to, int64_t value)
{
    if (value < 0 || value > 9)
        return value_put_long(to, value);
    *to = (char)('0' + value);
    return to + 1;
}

static inline char *value_put_money(char *to, int64_t money, int least)
{
    if (money)
        return value_put_amount(to, money, least);
    memcpy(to, "0.0000", 6);
    return to + (least ? 2 + least : 1);
}

void value_int(Buffer *buffer, int64_t value);
/* All the decimals it has, but at least `least` of 4. */
void value_money(Buffer *buffer, int64_t money, int least);
/* The shortest of 15 to 17 digits that reads back as the same; -0 is 0. */
void value_real(Buffer *buffer, double value);
/* What printf wrote as a double: puts '.' for the decimal sign of the locale,
 * which may be several bytes. */
void value_plain_point(char *text);
/* 2025-12-31T07:30:00Z, with .123456 when there is such. */
void value_time(Buffer *buffer, int64_t instant);
/* 2025-12-31 */
void value_day(Buffer *buffer, int32_t day);
/* Is it a time that is written as its local day? */
int value_is_date(const hale_table_column *column);
/* Bool, int, real, money or time of a row that is present. Only dates need cx.
 */
void value_cell(hale_cx *cx, Buffer *buffer, const hale_table_column *column,
                size_t row);
/* Why the cell is missing; HALE_PRESENT: it is not. A real that is not finite
 * has no text and counts as missing. */
static inline hale_missing value_missing(const hale_table_column *column,
                                         size_t row)
{
    if (column->missing && column->missing[row])
        return (hale_missing)column->missing[row];
    if (column->type == HALE_REAL && !isfinite(column->as.r[row]))
        return HALE_ZERO_DENOMINATOR;
    return HALE_PRESENT;
}

#endif
