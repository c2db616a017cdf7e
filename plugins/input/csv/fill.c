/* SPDX-License-Identifier: MIT
 *
 * fill.c: the buffer under the scanner.
 *
 * One buffer a reader. scan_fill moves the row that is cut off at its end to
 * its front and reads a block behind it; a row longer than the buffer makes
 * it grow. So whatever points into the buffer holds until the next scan_fill,
 * and a batch never spans two fills.
 *
 * How lines end is found out once, from the first line end of the file: a
 * '\r' that no '\n' follows means that '\r' ends all lines. Latin-1 becomes
 * UTF-8 here, before anything looks at it.
 */
#include "csv.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 128 << 10, ROW_MOST = 64 << 20, BEYOND = 4096 };

static int no_memory(hale_cx *cx, const Scan *scan)
{
    return hale_fail(cx, "%s: no memory to read it", scan->bytes.path);
}

/* Old Windows programs: ISO 8859-1, but with letters and signs in place of
 * the control characters 0x80 to 0x9f. */
static const uint16_t windows[32] = {
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
    0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
    0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

static size_t put_utf8(char *to, unsigned char byte)
{
    unsigned c = byte >= 0x80 && byte < 0xa0 ? windows[byte - 0x80] : byte;
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xc0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    to[0] = (char)(0xe0 | c >> 12);
    to[1] = (char)(0x80 | (c >> 6 & 0x3f));
    to[2] = (char)(0x80 | (c & 0x3f));
    return 3;
}

/* Reads up to `most` bytes behind the buffer's bytes, where three times as
 * much room is: a byte becomes three at most, so what was read to the end of
 * that room is never overtaken by what is written. */
static ptrdiff_t read_latin1(Scan *scan, hale_cx *cx, size_t most)
{
    char *to = scan->data + scan->len;
    const char *from = to + 2 * most;
    ptrdiff_t got = bytes_read(&scan->bytes, cx, to + 2 * most, most);
    size_t len = 0;
    for (ptrdiff_t i = 0; i < got; i++)
        len += put_utf8(to + len, (unsigned char)from[i]);
    return got < 0 ? -1 : (ptrdiff_t)len;
}

/* Moves what is not scanned yet to the front and makes room. */
static int make_room(Scan *scan, hale_cx *cx, size_t more)
{
    const size_t left = scan->len - scan->at;
    if (scan->at && left)
        memmove(scan->data, scan->data + scan->at, left);
    scan->offset += scan->at;
    scan->at = 0;
    scan->next = scan->index->rows = 0;
    scan->len = left;
    scan->side_len = 0;
    if (left + more > scan->cap) {
        size_t cap = scan->cap + scan->cap / 2;
        char *data;
        if (cap < left + more)
            cap = left + more;
        data = realloc(scan->data, cap + INDEX_SLACK);
        if (!data)
            return no_memory(cx, scan);
        scan->data = data;
        scan->cap = cap;
        free(scan->side); /* it is as large as the buffer */
        scan->side = NULL;
    }
    return 0;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How much to read: a block, but as much again as there is of a row that is
 * longer, for it is scanned anew each time; and not far beyond the limit. */
static size_t next_block(const Scan *scan)
{
    const size_t cut_off = scan->len - scan->at;
    const size_t usual = scan->block ? scan->block : BLOCK;
    const uint64_t at = scan->offset + scan->len;
    size_t block =
        smaller(cut_off > usual ? cut_off : usual, ROW_MOST + 1 - cut_off);
    if (at < scan->limit && scan->limit - at < block)
        block = smaller(block, (size_t)(scan->limit - at) + BEYOND);
    return block;
}

int scan_fill(Scan *scan, hale_cx *cx)
{
    const size_t factor = scan->dialect->latin1 ? 3 : 1;
    size_t most, wanted;
    if (scan->offset + scan->at >= scan->limit)
        return 0;
    if (scan->len - scan->at > ROW_MOST)
        return hale_fail(cx,
                         "%s:%llu: a row of more than %zu MiB; is a quote "
                         "not closed?",
                         scan->bytes.path, (unsigned long long)scan->line,
                         (size_t)ROW_MOST >> 20);
    if (scan->last)
        return scan->at < scan->len;
    most = next_block(scan);
    if (make_room(scan, cx, most * factor))
        return -1;
    for (wanted = most; wanted && !scan->last;) {
        ptrdiff_t got =
            scan->dialect->latin1
                ? read_latin1(scan, cx, wanted)
                : bytes_read(&scan->bytes, cx, scan->data + scan->len, wanted);
        if (got < 0)
            return -1;
        scan->len += (size_t)got;
        scan->last = got == 0;
        wanted -= (size_t)got < wanted ? (size_t)got : wanted;
        if (cx->stopped(cx))
            return hale_fail(cx, "%s: stopped at line %llu", scan->bytes.path,
                             (unsigned long long)scan->line);
    }
    memset(scan->data + scan->len, scan->end, INDEX_SLACK);
    scan->stop = scan->limit - scan->offset < scan->len
                     ? (size_t)(scan->limit - scan->offset)
                     : scan->len;
    return scan->at < scan->len;
}

int scan_next(Scan *scan, hale_cx *cx, Row *row)
{
    while (!scan_row(scan, row)) {
        int more = scan_fill(scan, cx);
        if (more <= 0)
            return more;
    }
    return 1;
}

int scan_expect(Scan *scan, hale_cx *cx, size_t cells)
{
    uint32_t *edge = realloc(scan->edge, (cells + 1) * sizeof *edge);
    if (!edge)
        return no_memory(cx, scan);
    scan->edge = edge;
    scan->room = cells;
    return 0;
}

/* -------------------------------------------------------- a file's start -- */

static int find_line_end(Scan *scan, hale_cx *cx)
{
    size_t i = 0;
    scan->end = '\n';
    for (;;) {
        int more;
        while (i < scan->len && scan->data[i] != '\n' && scan->data[i] != '\r')
            i++;
        if (i + 1 < scan->len || (i < scan->len && scan->last))
            break;
        more = scan_fill(scan, cx);
        if (more < 0)
            return -1;
        if (scan->last && i >= scan->len)
            return 0;
    }
    if (scan->data[i] == '\r' &&
        (i + 1 == scan->len || scan->data[i + 1] != '\n'))
        scan->end = '\r';
    memset(scan->data + scan->len, scan->end, INDEX_SLACK);
    return 0;
}

static int pass_mark(Scan *scan, hale_cx *cx)
{
    const unsigned char *p = (const unsigned char *)scan->data;
    /* Converted already: what a Latin-1 reader makes of a UTF-8 mark. */
    static const char twice[] = "\xc3\xaf\xc2\xbb\xc2\xbf";
    if (scan->len >= 2 &&
        ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff)))
        return hale_fail(cx,
                         "%s: is UTF-16; convert it: iconv -f UTF-16 -t "
                         "UTF-8 FILE > NEW",
                         scan->bytes.path);
    if (scan->len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        scan->at = 3;
    if (scan->dialect->latin1 && scan->len >= 6 && memcmp(p, twice, 6) == 0)
        return hale_fail(cx,
                         "%s: is UTF-8, its first bytes say so; take "
                         "encoding = latin1 out",
                         scan->bytes.path);
    return 0;
}

static int pass_lines(Scan *scan, hale_cx *cx, size_t count)
{
    while (count) {
        char *line_end =
            memchr(scan->data + scan->at, scan->end, scan->len - scan->at);
        if (line_end) {
            scan->at = (size_t)(line_end - scan->data) + 1;
            scan->line++;
            count--;
            continue;
        }
        if (scan->last)
            scan->at = scan->len;
        int more = scan_fill(scan, cx);
        if (more <= 0)
            return more;
    }
    return 0;
}

static int scan_begin(Scan *scan, hale_cx *cx, const Dialect *dialect,
                      size_t block, const Bytes *bytes)
{
    *scan = (Scan){.dialect = dialect,
                   .bytes = *bytes,
                   .block = block,
                   .fill = index_best(),
                   .limit = UINT64_MAX,
                   .line = 1,
                   .askers = 1};
    scan->index = malloc(sizeof *scan->index);
    if (scan->index) {
        scan->index->rows = 0;
        return 0;
    }
    no_memory(cx, scan);
    scan_close(scan);
    return -1;
}

int scan_open(Scan *scan, hale_cx *cx, const Dialect *dialect, size_t block,
              const Bytes *bytes)
{
    if (scan_begin(scan, cx, dialect, block, bytes))
        return -1;
    while (!scan->last && scan->len < 6)
        if (scan_fill(scan, cx) < 0)
            goto out;
    if (find_line_end(scan, cx) == 0 && pass_mark(scan, cx) == 0 &&
        pass_lines(scan, cx, dialect->skip) == 0)
        return 0;
out:
    scan_close(scan);
    return -1;
}

int scan_open_at(Scan *scan, hale_cx *cx, const Dialect *dialect, size_t block,
                 const Bytes *bytes, char end, Cut from, uint64_t limit)
{
    if (scan_begin(scan, cx, dialect, block, bytes))
        return -1;
    scan->end = end;
    scan->offset = from.at;
    scan->line = from.line;
    scan->limit = limit;
    return 0;
}

Cut scan_place(const Scan *scan)
{
    return (Cut){scan->offset + scan->at, scan->line};
}

void scan_close(Scan *scan)
{
    bytes_close(&scan->bytes);
    free(scan->data);
    free(scan->side);
    free(scan->edge);
    free(scan->index);
    *scan = (Scan){0};
}
