/* SPDX-License-Identifier: MIT
 *
 * scan.c: bytes into rows, and rows into cells, in one pass.
 *
 * The fast way looks at sixteen bytes at a time for the four that matter:
 * line end, delimiter, quote, NUL. Most rows hold neither quote nor NUL; for
 * those one pass finds the row's end and the edges of all its cells. A row
 * that does hold one is walked again by the careful way (careful.c), which
 * knows what quotes mean. Nothing is copied and nothing is changed: a cell is
 * a slice of the buffer, and so the row as it stood is there for a reject.
 *
 * Behind the last byte stands a line end that belongs to nobody, so that the
 * loop needs no check for the buffer's end, and some slack, so that it may
 * load sixteen bytes anywhere.
 */
#include "csv.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { STEP = 16 };

typedef struct Marks { /* a bit a byte */
    unsigned ends, delimiters, odd, high;
} Marks;

#ifdef __SSE2__
static inline unsigned bits(__m128i bytes, char c)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
}

static inline Marks marks_at(const char *p, char end, char delimiter,
                             char quote)
{
    const __m128i bytes = _mm_loadu_si128((const void *)p);
    return (Marks){bits(bytes, end), bits(bytes, delimiter),
                   bits(bytes, quote) | bits(bytes, '\0'),
                   (unsigned)_mm_movemask_epi8(bytes)};
}
#else
static inline Marks marks_at(const char *p, char end, char delimiter,
                             char quote)
{
    Marks m = {0};
    for (unsigned i = 0; i < STEP; i++) {
        m.ends |= (unsigned)(p[i] == end) << i;
        m.delimiters |= (unsigned)(p[i] == delimiter) << i;
        m.odd |= (unsigned)(p[i] == quote || p[i] == '\0') << i;
        m.high |= (unsigned)((unsigned char)p[i] >> 7) << i;
    }
    return m;
}
#endif

/* The row at data[at], as long as it holds nothing odd: its length up to the
 * line end, which may be the one behind the buffer. SIZE_MAX: it is odd. */
static size_t fast_row(Scan *scan, Row *row)
{
    const char *start = scan->data + scan->at;
    const Dialect *d = scan->dialect;
    const char end = scan->end, delimiter = d->delimiter, quote = d->quote;
    const size_t room = scan->room;
    uint32_t *edge = scan->edge;
    size_t cells = 0;
    unsigned high = 0;
    for (size_t off = 0;; off += STEP) {
        Marks m = marks_at(start + off, end, delimiter, quote);
        if (m.ends) {
            const unsigned before = (m.ends & -m.ends) - 1;
            m.delimiters &= before;
            m.odd &= before;
            m.high &= before;
        }
        if (m.odd)
            return SIZE_MAX;
        high |= m.high;
        for (; m.delimiters; m.delimiters &= m.delimiters - 1, cells++)
            if (cells < room)
                edge[cells] =
                    (uint32_t)off + (uint32_t)__builtin_ctz(m.delimiters);
        if (m.ends) {
            row->cells = cells + 1;
            row->ascii = high == 0;
            return off + (size_t)__builtin_ctz(m.ends);
        }
    }
}

/* Sets the length, without the '\r' of "\r\n", and the last edge. */
static void end_row(Scan *scan, Row *row, size_t len)
{
    if (scan->end == '\n' && len && row->data[len - 1] == '\r')
        len--;
    row->len = len;
    if (row->cells <= scan->room)
        scan->edge[row->cells - 1] = (uint32_t)len;
}

/* Passes blank lines and comments. 1: a row begins; 0: nothing is left, or
 * only the beginning of a line to be passed. */
static int pass_idle_lines(Scan *scan)
{
    const char comment = scan->dialect->comment;
    for (; scan->at < scan->len; scan->line++) {
        const char *p = scan->data + scan->at;
        const char *line_end;
        if (*p != scan->end && *p != '\r' && !(comment && *p == comment))
            return 1;
        line_end = memchr(p, scan->end, scan->len - scan->at);
        if (!line_end && !scan->last)
            return 0;
        if (!line_end)
            line_end = scan->data + scan->len;
        if (!(comment && *p == comment) && line_end - p > (*p == '\r'))
            return 1; /* a '\r' and more: text */
        scan->at = (size_t)(line_end - scan->data);
        scan->at += scan->at < scan->len;
    }
    return 0;
}

int scan_row(Scan *scan, Row *row)
{
    size_t len;
    if (!pass_idle_lines(scan))
        return 0;
    *row = (Row){.data = scan->data + scan->at, .line = scan->line, .lines = 1};
    len = fast_row(scan, row);
    if (len == SIZE_MAX)
        len = careful_row(scan, row);
    if (len == SIZE_MAX || (scan->at + len == scan->len && !scan->last))
        return 0;
    end_row(scan, row, len);
    scan->at += len;
    scan->at += scan->at < scan->len;
    scan->line += row->lines;
    return 1;
}
