/* SPDX-License-Identifier: MIT
 *
 * index.h: where the cells and rows of a stretch of bytes end, found without a
 * look at each byte.
 *
 * 64 bytes at a time become bit masks, a bit a byte: line ends, delimiters,
 * quotes, and bytes that are rare. The exclusive-or of all bits below tells
 * which bytes stand within quotes; what is left of ends and delimiters are the
 * edges. The masks are made by the instructions that the processor has
 * (scan_avx2.c, scan_sse2.c, scan_neon.c, or scan_scalar.c, which needs none);
 * what is done with them is written once, here, and compiled into each.
 *
 * It understands what is written by the book: a quote opens where a cell
 * begins, closes where it ends, and stands twice where it is meant. Anything
 * else, and a NUL, it does not judge: it stops before the row in which that
 * stands, and careful.c walks through the row. So both agree on every row.
 */
#ifndef HALE_CSV_INDEX_H
#define HALE_CSV_INDEX_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { INDEX_STEP = 64, INDEX_SLACK = INDEX_STEP + 1 };
enum { INDEX_EDGES = 2048, INDEX_ROWS = 512 };

typedef struct Signs {
    char end, delimiter;
    char quote; /* 0: quotes mean nothing */
} Signs;

typedef struct IndexRow {
    uint32_t end;   /* where its line end stands */
    uint32_t edges; /* edges so far, this row's included */
    uint32_t lines; /* line ends within quotes so far */
    uint8_t quoted; /* 0: surely no quote is in it */
    uint8_t rare;   /* 0: surely no byte above 0x7f is in it */
} IndexRow;

typedef enum IndexStop {
    INDEX_ENDED, /* there are no more bytes */
    INDEX_FULL,
    INDEX_ODD /* the row behind the last one is for careful.c */
} IndexStop;

typedef struct Index {
    IndexRow row[INDEX_ROWS + INDEX_STEP];
    uint32_t edge[INDEX_EDGES + INDEX_STEP + 8];
    size_t rows;
    IndexStop stop;
} Index;

/* Indexes the rows of data[from, to), which begins with a row; positions count
 * from `data`. Behind it stand INDEX_SLACK line ends; the first of them
 * ends the last row if nothing else does. */
typedef void IndexFill(Index *index, const char *data, size_t from, size_t to,
                       Signs signs);

/* One for each kind of processor; all give the same. */
IndexFill index_scalar, index_sse2, index_avx2, index_neon;
/* The fastest that this one has. */
IndexFill *index_best(void);

/* ------------------------------------------------- for scan_*.c only -- */

typedef struct Marks { /* a bit a byte of a step */
    uint64_t ends, delimiters, quotes;
    uint64_t rare; /* NUL, or above 0x7f */
} Marks;

typedef Marks MarksAt(const char *p, Signs signs);

#define INDEX_INLINE static inline __attribute__((always_inline))

typedef struct IndexState {
    uint64_t inside; /* all ones: the step begins within quotes */
    uint64_t closed; /* 1: the byte before it was a closing quote */
    uint64_t cell;   /* 1: a cell may begin with it */
    size_t rows;     /* so far */
    size_t edges;    /* so far */
    uint32_t lines;  /* line ends within quotes so far */
    uint8_t quoted;  /* in the row so far, or close to it */
    uint8_t rare;
} IndexState;

INDEX_INLINE uint64_t xor_of_lower(uint64_t bits)
{
    for (unsigned by = 1; by < 64; by *= 2)
        bits ^= bits << by;
    return bits;
}

/* Those of `after`, bytes behind a closing quote, that are no '\r' before a
 * line end. */
INDEX_INLINE uint64_t not_returns(uint64_t after, const char *p, char end)
{
    uint64_t bad = after;
    for (; after; after &= after - 1) {
        const int i = __builtin_ctzll(after);
        if (p[i] == '\r' && p[i + 1] == end)
            bad &= ~(after & -after);
    }
    return bad;
}

/* Finds what is within quotes, and where quotes do not stand by the book. */
INDEX_INLINE uint64_t judge_quotes(IndexState *s, const Marks *m, const char *p,
                                   Signs signs, uint64_t *inside)
{
    const uint64_t edges = m->ends | m->delimiters | m->quotes;
    *inside = xor_of_lower(m->quotes) ^ s->inside;
    const uint64_t opens = m->quotes & *inside, closes = m->quotes & ~*inside;
    uint64_t odd = opens & ~(edges << 1 | s->cell);
    odd |= not_returns((closes << 1 | s->closed) & ~edges, p, signs.end);
    s->inside = 0 - (*inside >> 63);
    s->closed = closes >> 63;
    return odd;
}

INDEX_INLINE uint64_t first_nul(const char *p)
{
    const char *nul = memchr(p, '\0', INDEX_STEP);
    return nul ? UINT64_C(1) << (nul - p) : 0;
}

/* Puts the place of the lowest bit, if there is one; the other bits. */
INDEX_INLINE uint64_t put_edge(uint32_t *to, uint32_t base, uint64_t bits)
{
    *to = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
    return bits & (bits - 1);
}

/* The places of the bits, four at a time: how many there are is hard to
 * foretell for the processor, and a few too many do no harm. */
INDEX_INLINE void put_edges(uint32_t *to, uint32_t base, uint64_t bits,
                            size_t count)
{
    for (size_t i = 0; i < count; i += 4) {
        bits = put_edge(to + i, base, bits);
        bits = put_edge(to + i + 1, base, bits);
        bits = put_edge(to + i + 2, base, bits);
        bits = put_edge(to + i + 3, base, bits);
    }
}

INDEX_INLINE size_t count_bits(uint64_t bits)
{
    return (size_t)__builtin_popcountll(bits);
}

/* Adds what a step found: edges, and the rows that end in it. */
INDEX_INLINE void put_rows(Index *index, IndexState *s, uint32_t base,
                           uint64_t edges, uint64_t ends, uint64_t lines)
{
    put_edges(index->edge + s->edges, base, edges, count_bits(edges));
    for (uint64_t left = ends; left; left &= left - 1) {
        const uint64_t below = (left & -left) - 1;
        index->row[s->rows++] = (IndexRow){
            .end = base + (uint32_t)__builtin_ctzll(left),
            .edges = (uint32_t)(s->edges + count_bits(edges & below) + 1),
            .lines = s->lines + (uint32_t)count_bits(lines & below),
            .quoted = s->quoted,
            .rare = s->rare,
        };
    }
    s->edges += count_bits(edges);
    s->lines += (uint32_t)count_bits(lines);
}

/* One step at data[at]; 0: something odd stands in it, and what comes before
 * that is added. */
INDEX_INLINE int index_step(Index *index, IndexState *s, const char *data,
                            size_t at, size_t to, Signs signs, MarksAt *marks)
{
    const Marks m = marks(data + at, signs);
    const uint64_t quotes = signs.quote ? m.quotes : 0;
    uint64_t inside = 0, odd = 0, here = ~UINT64_C(0);
    if (quotes | s->inside | s->closed)
        odd = judge_quotes(s, &m, data + at, signs, &inside);
    if (m.rare)
        odd |= first_nul(data + at);
    if (to - at < INDEX_STEP - 1) /* the line end at `to` is the last */
        here = (UINT64_C(2) << (to - at)) - 1;
    odd &= here;
    if (odd)
        here = (odd & -odd) - 1;
    s->cell = (m.ends | m.delimiters | quotes) >> 63;
    s->quoted |= quotes != 0;
    s->rare |= m.rare != 0;
    const uint64_t ends = m.ends & ~inside & here;
    put_rows(index, s, (uint32_t)at, ends | (m.delimiters & ~inside & here),
             ends, m.ends & inside & here);
    if (ends) { /* of the rows to come */
        s->quoted = quotes != 0;
        s->rare = m.rare != 0;
    }
    return odd == 0;
}

INDEX_INLINE void index_fill(Index *index, const char *data, size_t from,
                             size_t to, Signs signs, MarksAt *marks)
{
    IndexState s = {.cell = 1};
    IndexStop stop = INDEX_ENDED;
    for (size_t at = from; at <= to && stop == INDEX_ENDED; at += INDEX_STEP) {
        if (s.edges > INDEX_EDGES || s.rows > INDEX_ROWS)
            stop = INDEX_FULL;
        else if (!index_step(index, &s, data, at, to, signs, marks))
            stop = INDEX_ODD;
    }
    index->rows = s.rows;
    index->stop = stop;
}

#endif
