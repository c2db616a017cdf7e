/* SPDX-License-Identifier: MIT
 *
 * scan.c: the rows of the buffer, one after another.
 *
 * Most of them are written by the book; where those end, and where their
 * cells do, stands in the index, which is made of some hundred rows at a time.
 * A row that the index does not judge is walked by the careful way
 * (careful.c), which knows all that quotes may mean. Nothing is copied and
 * nothing is changed: a cell is a slice of the buffer, and so the row as it
 * stood is there for a reject.
 *
 * Behind the last byte stand line ends that belong to nobody, so that neither
 * way has to look for the buffer's end with each byte.
 */
#include "csv.h"

#include <string.h>

/* Passes blank lines and comments. 1: a row begins; 0: nothing is left before
 * the limit, or only the beginning of a line to be passed. */
static int pass_idle_lines(Scan *scan)
{
    const char comment = scan->dialect->comment;
    const size_t stop = scan->limit - scan->offset < scan->len
                            ? (size_t)(scan->limit - scan->offset)
                            : scan->len;
    for (; scan->at < stop; scan->line++) {
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

/* Makes index->row[next] the row at scan->at, if it is written by the book. */
static int find_indexed(Scan *scan)
{
    const Dialect *d = scan->dialect;
    Index *index = scan->index;
    while (scan->next < index->rows && scan->begin < scan->at)
        scan->begin = index->row[scan->next++].end + 1;
    if (scan->next < index->rows && scan->begin == scan->at)
        return 1;
    scan->fill(index, scan->data, scan->at, scan->len,
               (Signs){scan->end, d->delimiter, d->quote});
    scan->begin = scan->at;
    scan->next = 0;
    return index->rows > 0;
}

/* The row that the index shows, without the '\r' of "\r\n": its length. */
static size_t indexed_row(Scan *scan, Row *row)
{
    const IndexRow none = {0};
    const IndexRow *here = &scan->index->row[scan->next];
    const IndexRow *before = scan->next ? here - 1 : &none;
    row->cells = here->edges - before->edges;
    row->edge = scan->index->edge + before->edges;
    row->lines = 1 + here->lines - before->lines;
    row->quoted = here->quoted;
    row->ascii = !here->rare;
    scan->next++;
    scan->begin = here->end + 1;
    return here->end - scan->at;
}

/* The length of the row at scan->at; SIZE_MAX: it is not all there. */
static size_t measure_row(Scan *scan, Row *row)
{
    if (find_indexed(scan))
        return indexed_row(scan, row);
    if (scan->index->stop == INDEX_ENDED && !scan->last)
        return SIZE_MAX;
    return careful_row(scan, row);
}

/* Sets the length, without the '\r' of "\r\n", and the last edge. */
static void end_row(const Scan *scan, Row *row, size_t len)
{
    const int has_edges = row->edge != scan->edge || row->cells <= scan->room;
    if (scan->end == '\n' && len && row->data[len - 1] == '\r')
        len--;
    row->len = len;
    if (has_edges)
        row->edge[row->cells - 1] = (uint32_t)(scan->at + len);
}

int scan_row(Scan *scan, Row *row)
{
    size_t len;
    if (!pass_idle_lines(scan))
        return 0;
    *row = (Row){.data = scan->data + scan->at, .line = scan->line, .lines = 1};
    len = measure_row(scan, row);
    if (len == SIZE_MAX || (scan->at + len == scan->len && !scan->last))
        return 0;
    end_row(scan, row, len);
    scan->at += len;
    scan->at += scan->at < scan->len;
    scan->line += row->lines;
    return 1;
}
