/* SPDX-License-Identifier: MIT
 *
 * scan.c: the rows of the buffer, one after another or many at once.
 *
 * Three ways find where a row ends, and where its cells do. All find the same;
 * each understands more than the one before it:
 *
 *   - a row without a quote takes a single look, sixteen bytes at a time;
 *   - where there are quotes, and they are written by the book, it stands in
 *     the index, which is made of some hundred rows at a time;
 *   - what the index does not judge is walked by the careful way (careful.c),
 *     which knows all that quotes may mean.
 *
 * The first is for those who want a row or pass over many; whoever wants the
 * cells of many asks for them at once, and these always come from the index.
 *
 * Nothing is copied and nothing is changed: a cell is a slice of the buffer,
 * and so the row as it stood is there for a reject.
 *
 * Behind the last byte stand line ends that belong to nobody, so that neither
 * way has to look for the buffer's end with each byte.
 */
#include "csv.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Can the line that begins with c be blank or a comment? */
static int seems_idle(const Scan *scan, char c)
{
    return c == scan->end || c == '\r' ||
           (c == scan->dialect->comment && c != '\0');
}

/* Passes blank lines and comments. 1: a row begins; 0: nothing is left before
 * the limit, or only the beginning of a line to be passed. */
static int pass_idle_lines(Scan *scan)
{
    const char comment = scan->dialect->comment;
    for (; scan->at < scan->stop; scan->line++) {
        const char *p = scan->data + scan->at;
        const char *line_end;
        if (!seems_idle(scan, *p))
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

/* --------------------------------------------------------- plain rows -- */

#ifdef __SSE2__
enum { PLAIN_STEP = 16 };

static inline unsigned bits_of(__m128i bytes, char c)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
}

/* The length of the row at scan->at, if it holds neither quote nor NUL, which
 * is all that there is to judge; SIZE_MAX: it does. */
static size_t plain_row(const Scan *scan, Row *row)
{
    const char end = scan->end, delimiter = scan->dialect->delimiter;
    const char quote = scan->dialect->quote;
    const size_t room = scan->room;
    uint32_t *edge = scan->edge, at = (uint32_t)scan->at;
    size_t cells = 0;
    unsigned ends, high = 0;
    do {
        const __m128i bytes = _mm_loadu_si128((const void *)(scan->data + at));
        ends = bits_of(bytes, end);
        const unsigned here = (ends & (0 - ends)) - 1; /* all, if none ends */
        if ((bits_of(bytes, quote) | bits_of(bytes, '\0')) & here)
            return SIZE_MAX;
        high |= (unsigned)_mm_movemask_epi8(bytes) & here;
        unsigned found = bits_of(bytes, delimiter) & here;
        for (; found; found &= found - 1, cells++)
            if (cells < room)
                edge[cells] = at + (uint32_t)__builtin_ctz(found);
        at += PLAIN_STEP;
    } while (!ends);
    at += (uint32_t)__builtin_ctz(ends) - PLAIN_STEP;
    if (cells < room)
        edge[cells] = at;
    row->lines = 1;
    row->cells = cells + 1;
    row->edge = edge;
    row->quoted = 0;
    row->ascii = high == 0;
    return at - scan->at;
}
#else
static size_t plain_row(const Scan *scan, Row *row)
{
    (void)scan;
    (void)row;
    return SIZE_MAX; /* for the index */
}
#endif

/* -------------------------------------------------------- indexed rows -- */

/* Is index->row[next] the row at scan->at? */
static int is_indexed(Scan *scan)
{
    const Index *index = scan->index;
    while (scan->next < index->rows && scan->begin < scan->at)
        scan->begin = index->edge[index->row[scan->next++].edges] + 1;
    return scan->next < index->rows && scan->begin == scan->at;
}

/* Makes it that row, if that is written by the book. */
static int make_index(Scan *scan)
{
    const Dialect *d = scan->dialect;
    scan->fill(scan->index, scan->data, scan->at, scan->len,
               (Signs){scan->end, d->delimiter, d->quote});
    scan->begin = scan->at;
    scan->next = 0;
    return scan->index->rows > 0;
}

/* The row that the index shows: its length. */
static size_t indexed_row(Scan *scan, Row *row)
{
    const Index *index = scan->index;
    const IndexRow *here = &index->row[scan->next];
    const uint32_t before = index_before(index, scan->next);
    const uint32_t end = index->edge[here->edges];
    row->lines = 1 + here->lines - index_lines(index, scan->next);
    row->cells = here->edges - before;
    row->edge = index->edge + before + 1;
    row->quoted = here->quoted;
    row->ascii = !here->rare;
    scan->next++;
    scan->begin = end + 1;
    return end - scan->at;
}

/* The length of the row at scan->at; SIZE_MAX: it is not all there. */
static size_t measure_row(Scan *scan, Row *row)
{
    if (is_indexed(scan))
        return indexed_row(scan, row);
    const size_t len = scan->index_only ? SIZE_MAX : plain_row(scan, row);
    if (len != SIZE_MAX)
        return len;
    if (make_index(scan))
        return indexed_row(scan, row);
    if (scan->index->stop == INDEX_ENDED && !scan->last)
        return SIZE_MAX;
    return careful_row(scan, row);
}

/* --------------------------------------------------------------- a row -- */

int scan_row(Scan *scan, Row *row)
{
    size_t len;
    if ((scan->at >= scan->stop || seems_idle(scan, scan->data[scan->at])) &&
        !pass_idle_lines(scan))
        return 0;
    row->data = scan->data + scan->at;
    row->line = scan->line;
    row->trouble = NULL;
    len = measure_row(scan, row);
    if (len == SIZE_MAX || (scan->at + len == scan->len && !scan->last))
        return 0;
    row->len = len - ends_in_return(scan, row->data, len);
    scan->at += len;
    scan->at += scan->at < scan->len;
    scan->line += row->lines;
    return 1;
}

/* ------------------------------------------------------- many at once -- */

/* So many rows from index->row[begin] on, `most` of them at most, are all there
 * and not another's. They stand in order, so the last one answers for all. */
static size_t rows_there(const Scan *scan, size_t begin, size_t most)
{
    const Index *index = scan->index;
    for (; most; most--) {
        const size_t row = begin + most - 1;
        const uint32_t from = index->edge[index_before(index, row)] + 1;
        const uint32_t end = index->edge[index->row[row].edges];
        if (from < scan->stop && (end < scan->len || scan->last))
            break;
    }
    return most;
}

int scan_run(Scan *scan, size_t cells, size_t most, Run *run)
{
    const Index *index = scan->index;
    if (scan->at >= scan->stop || (!is_indexed(scan) && !make_index(scan)))
        return 0;
    uint32_t before = index_before(index, scan->next);
    *run = (Run){.edge = index->edge + before, .begin = scan->next};
    size_t row = run->begin;
    if (most > index->rows - row)
        most = index->rows - row;
    const size_t end = row + rows_there(scan, row, most);
    /* A line that is none has no delimiter, unless it is a comment. */
    const int look = cells == 1 || scan->dialect->comment;
    unsigned quoted = 0, doubled = 0, rare = 0, returns = 0;
    for (; row < end; row++) {
        const IndexRow here = index->row[row];
        if (here.edges - before != cells ||
            (look && seems_idle(scan, scan->data[index->edge[before] + 1])))
            break;
        quoted |= here.quoted;
        doubled |= here.doubled;
        rare |= here.rare;
        returns |= scan->data[index->edge[here.edges] - 1] == '\r';
        before = here.edges;
    }
    run->quoted = (int)quoted;
    run->doubled = (int)doubled;
    run->rare = (int)rare;
    run->returns = (int)returns;
    run->end = row;
    return run->end > run->begin;
}

void scan_pass(Scan *scan, size_t row)
{
    const Index *index = scan->index;
    scan->line += row - scan->next + index_lines(index, row) -
                  index_lines(index, scan->next);
    scan->begin = index->edge[index_before(index, row)] + 1;
    scan->at = scan->begin < scan->len ? scan->begin : scan->len;
    scan->next = row;
}

/* Where the last line ends of those that begin before scan->stop and are all
 * there; NULL: there is none. */
static const char *last_end(const Scan *scan)
{
    const char *from = scan->data + scan->at;
    const char *to = scan->data + scan->len, *end = NULL;
    if (scan->stop < scan->len)
        end = memchr(scan->data + scan->stop - 1, scan->end,
                     scan->len - scan->stop + 1);
    return end ? end : memrchr(from, scan->end, (size_t)(to - from));
}

/* In pieces so short that a byte can count them, which lets the compiler do it
 * for as many bytes at once as the processor has. */
static uint64_t count_byte(const char *p, size_t n, char byte)
{
    enum { PIECE = 240 };
    uint64_t count = 0;
    for (size_t some; n; p += some, n -= some) {
        unsigned char found = 0;
        some = n < PIECE ? n : PIECE;
        for (size_t i = 0; i < some; i++)
            found = (unsigned char)(found + (p[i] == byte));
        count += found;
    }
    return count;
}

/* Without quotes every line end ends a row, or a line that is none. */
void scan_pass_plain(Scan *scan)
{
    const char *from = scan->data + scan->at;
    const char quote = scan->dialect->quote;
    const char *end = scan->at < scan->stop ? last_end(scan) : NULL;
    if (!end || (quote && memchr(from, quote, (size_t)(end - from))))
        return;
    scan->line += count_byte(from, (size_t)(end - from) + 1, scan->end);
    scan->at = (size_t)(end - scan->data) + 1;
}
