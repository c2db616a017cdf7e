/* SPDX-License-Identifier: MIT
 *
 * careful.c: rows and cells with quotes.
 *
 * A quote means something only where a cell begins; elsewhere it is text, as
 * in 5" pipe. Inside quotes a doubled quote is one, and delimiters and line
 * ends are text. What follows the closing quote must be the cell's end: if it
 * is not, the row is unusable, and most often the quote that opened it was
 * meant as text.
 *
 * Cells are unescaped into a side buffer as large as the main one, times how
 * often a cell may be asked for: it never fills up before the main one is
 * scanned, so that texts in it stay where they are.
 */
#include "csv.h"

#include <stdlib.h>
#include <string.h>

static int is_blank(const Dialect *d, char c)
{
    return (c == ' ' || c == '\t') && c != d->delimiter;
}

static uint64_t count_ends(const char *p, const char *to, char end)
{
    uint64_t count = 0;
    while (p < to && (p = memchr(p, end, (size_t)(to - p))) != NULL) {
        count++;
        p++;
    }
    return count;
}

/* The closing quote of the cell whose text begins at p; NULL: there is none
 * in the buffer. */
static const char *closing(const Scan *scan, const char *p, const char *stop)
{
    const char quote = scan->dialect->quote;
    for (;; p += 2) {
        p = memchr(p, quote, (size_t)(stop - p));
        if (!p || p + 1 == stop || p[1] != quote)
            return p;
    }
}

/* Does a cell end at p? At the buffer's end it seems to; unless the file ends
 * there too, scan_row sees that the row is not all there. */
static int is_over(const Scan *scan, const char *p, const char *stop)
{
    if (p == stop || *p == scan->dialect->delimiter || *p == scan->end)
        return 1;
    return *p == '\r' && (p + 1 == stop || p[1] == scan->end);
}

static void set_trouble(Row *row, const char *what, const char *at)
{
    if (row->trouble)
        return;
    row->trouble = what;
    row->trouble_at = (size_t)(at - row->data);
}

/* Behind the quoted cell that opens at p; NULL: it is not all there. */
static const char *pass_quoted(const Scan *scan, Row *row, const char *p,
                               const char *stop)
{
    const char *close = closing(scan, p + 1, stop);
    const char *after;
    if (!close && !scan->last)
        return NULL;
    if (!close) {
        set_trouble(row, "the quote that opens here is never closed", p);
        row->lines += count_ends(p, stop, scan->end);
        return stop;
    }
    for (after = close + 1; scan->dialect->trim && after < stop &&
                            is_blank(scan->dialect, *after);)
        after++;
    if (!is_over(scan, after, stop))
        set_trouble(row, "text follows the closing quote of a cell", p);
    row->lines += count_ends(p, close, scan->end);
    return after;
}

static const char *pass_plain(const Scan *scan, const char *p, const char *stop)
{
    const char delimiter = scan->dialect->delimiter, end = scan->end;
    while (p < stop && *p != delimiter && *p != end)
        p++;
    return p;
}

static const char *pass_cell(const Scan *scan, Row *row, const char *p,
                             const char *stop)
{
    const Dialect *d = scan->dialect;
    const char *text = p;
    while (d->trim && text < stop && is_blank(d, *text))
        text++;
    if (d->quote && text < stop && *text == d->quote) {
        row->quoted = 1;
        p = pass_quoted(scan, row, text, stop);
    }
    return p ? pass_plain(scan, p, stop) : NULL;
}

size_t careful_row(Scan *scan, Row *row)
{
    const char *stop = scan->data + scan->len;
    const char *p = row->data, *nul;
    row->lines = 1;
    row->cells = 0;
    row->edge = scan->edge;
    row->quoted = row->ascii = 0;
    for (;; p++) {
        p = pass_cell(scan, row, p, stop);
        if (!p)
            return SIZE_MAX;
        if (row->cells < scan->room)
            scan->edge[row->cells] = (uint32_t)(p - scan->data);
        row->cells++;
        if (p == stop || *p == scan->end)
            break;
    }
    nul = memchr(row->data, '\0', (size_t)(p - row->data));
    if (nul)
        set_trouble(row, "a NUL byte; is the file UTF-16, or damaged?", nul);
    return (size_t)(p - row->data);
}

int careful_unescape(Scan *scan, hale_str *text)
{
    const char quote = scan->dialect->quote;
    const char *p = text->data, *to = p + text->len;
    char *out;
    if (!scan->side)
        scan->side = malloc(scan->cap * scan->askers);
    if (!scan->side)
        return -1;
    out = scan->side + scan->side_len;
    text->data = out;
    while (p < to) {
        p += *p == quote; /* the first of two; the second is text */
        *out++ = *p++;
    }
    text->len = (size_t)(out - text->data);
    scan->side_len += text->len;
    return 0;
}

hale_str careful_trim(const Dialect *d, hale_str s)
{
    while (s.len && is_blank(d, s.data[0])) {
        s.data++;
        s.len--;
    }
    while (s.len && is_blank(d, s.data[s.len - 1]))
        s.len--;
    return s;
}

int careful_cell(Scan *scan, const Row *row, size_t cell, hale_str *text)
{
    const Dialect *d = scan->dialect;
    hale_str s = scan_slice(scan, row, cell);
    if (d->trim)
        s = careful_trim(d, s);
    *text = s;
    if (!row->quoted || s.len < 2 || s.data[0] != d->quote)
        return 0;
    *text = (hale_str){s.data + 1, s.len - 2};
    if (memchr(text->data, d->quote, text->len) == NULL)
        return 0;
    return careful_unescape(scan, text);
}
