/* SPDX-License-Identifier: MIT
 *
 * sql.c: statements as text.
 *
 * Names go between double quotes, texts between single ones, and quotes within
 * are doubled. That is all there is to it, for the connection speaks UTF-8 and
 * standard_conforming_strings is on: a backslash means itself. Only in the rows
 * of a COPY it does not: there it goes before what parts cells and rows.
 */
#include "link.h"

#include <stdarg.h>
#include <string.h>

static void add_doubled(Buffer *sql, const char *text, char quote)
{
    for (const char *p = text; *p; p++) {
        if (*p == quote)
            buffer_char(sql, quote);
        buffer_char(sql, *p);
    }
}

static void add_literal(Buffer *sql, const char *text)
{
    if (!text) {
        buffer_puts(sql, "NULL");
        return;
    }
    buffer_char(sql, '\'');
    add_doubled(sql, text, '\'');
    buffer_char(sql, '\'');
}

void sql_vadd(Buffer *sql, const char *format, va_list args)
{
    const char *verb;
    for (; (verb = strchr(format, '%')) && verb[1]; format = verb + 2) {
        buffer_add(sql, format, (size_t)(verb - format));
        switch (verb[1]) {
        case 'w':
            add_doubled(sql, va_arg(args, const char *), '"');
            break;
        case 'Q':
            add_literal(sql, va_arg(args, const char *));
            break;
        case 's':
            buffer_puts(sql, va_arg(args, const char *));
            break;
        case 'd':
            value_int(sql, va_arg(args, int64_t));
            break;
        default:
            buffer_char(sql, verb[1]);
        }
    }
    buffer_puts(sql, format);
}

void sql_add(Buffer *sql, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    sql_vadd(sql, format, args);
    va_end(args);
}

void sql_add_cell(Buffer *out, hale_str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.data[i];
        const char letter = c == '\n'   ? 'n'
                            : c == '\r' ? 'r'
                            : c == '\t' ? 't'
                            : c == '\\' ? '\\'
                                        : 0;
        if (!letter)
            continue;
        buffer_add(out, s.data + from, i - from);
        buffer_char(out, '\\');
        buffer_char(out, letter);
        from = i + 1;
    }
    if (from < s.len)
        buffer_add(out, s.data + from, s.len - from);
}

const char *sql_end(hale_cx *cx, Buffer *sql)
{
    buffer_char(sql, '\0');
    if (!sql->failed)
        return sql->data;
    hale_fail(cx, "no memory for an SQL statement of %zu bytes", sql->len);
    return NULL;
}

char *sql_keep(hale_cx *cx, Buffer *sql)
{
    const char *text = sql_end(cx, sql);
    char *copy = text ? text_copy(cx, (hale_str){text, sql->len - 1}) : NULL;
    buffer_free(sql);
    return copy;
}
