/* SPDX-License-Identifier: MIT
 *
 * index.h: where the cells and rows of a stretch of bytes end, found without a
 * look at each byte.
 *
 * 64 bytes at a time become bit masks, a bit a byte: line ends, delimiters,
 * quotes, and bytes that are rare. The exclusive-or of all bits below tells
 * which bytes stand within quotes; what is left of ends and delimiters are the
 * edges. The masks are made by the instructions that the processor has
 * (scan_avx512.c, scan_avx2.c, scan_sse2.c, scan_neon.c, or scan_scalar.c,
 * which needs none and says plainly what the others do); what is done with them
 * is written once, here, and compiled into each.
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

enum { INDEX_STEP = 64, INDEX_SLACK = INDEX_STEP + 1 };
enum { INDEX_EDGES = 1024 };

typedef struct Signs {
    char end, delimiter;
    char quote; /* 0: quotes mean nothing */
} Signs;

typedef struct IndexRow {
    uint32_t edges;  /* edges so far, this row's included */
    uint32_t lines;  /* line ends within quotes so far */
    uint8_t quoted;  /* 0: surely no quote is in it; */
    uint8_t doubled; /*   none twice, to mean one */
    uint8_t rare;    /* 0: surely no byte above 0x7f is in it */
} IndexRow;

typedef enum IndexStop {
    INDEX_ENDED, /* there are no more bytes */
    INDEX_FULL,
    INDEX_ODD /* the row behind the last one is for careful.c */
} IndexStop;

/* edge[0] is the byte before the first row, edge[1] the first edge: each cell
 * stands between two neighbours. The last edge of a row is its line end. */
typedef struct Index {
    IndexRow row[INDEX_EDGES + INDEX_STEP]; /* each has an edge at least */
    uint32_t edge[1 + INDEX_EDGES + 2 * INDEX_STEP];
    size_t rows;
    IndexStop stop;
} Index;

/* The edge before row `row`, whose cells stand behind it. */
static inline uint32_t index_before(const Index *index, size_t row)
{
    return row ? index->row[row - 1].edges : 0;
}

/* The line ends within quotes before it. */
static inline uint32_t index_lines(const Index *index, size_t row)
{
    return row ? index->row[row - 1].lines : 0;
}

/* Indexes the rows of data[from, to), which begins with a row; positions count
 * from `data`. Behind it stand INDEX_SLACK line ends; the first of them
 * ends the last row if nothing else does. */
typedef void IndexFill(Index *index, const char *data, size_t from, size_t to,
                       Signs signs);

/* One for each kind of processor; all give the same. */
IndexFill index_scalar, index_sse2, index_avx2, index_avx512, index_neon;
#ifdef __x86_64__
/* Does this one have what they are made of? */
int index_has_avx2(void), index_has_avx512(void);
#endif
/* The fastest that this one has. */
IndexFill *index_best(void);

/* ------------------------------------------------- for scan_*.c only -- */

typedef struct Marks { /* a bit a byte of a step */
    uint64_t ends, delimiters, quotes;
    uint64_t rare; /* NUL, or above 0x7f */
} Marks;

/* How a processor does it; all is inlined, so that nothing is called. */
typedef struct IndexWay {
    Marks (*marks)(const char *p, Signs signs);
    /* Puts base and the place of each bit, `count` of them, in order; up to
     * INDEX_STEP behind them may be written as well. */
    void (*places)(uint32_t *to, uint32_t base, uint64_t bits, size_t count);
    /* Each bit: the exclusive-or of itself and all below it. */
    uint64_t (*parity)(uint64_t bits);
} IndexWay;

#define INDEX_INLINE static inline __attribute__((always_inline))

typedef struct IndexState {
    uint64_t inside; /* all ones: the step begins within quotes */
    uint64_t closed; /* 1: the byte before it was a closing quote */
    uint64_t cell;   /* 1: a cell may begin with it */
    size_t rows;     /* so far */
    size_t edges;    /* so far */
    uint32_t lines;  /* line ends within quotes so far */
    uint8_t quoted;  /* in the row so far, or close to it */
    uint8_t doubled, rare;
    int unlike; /* 0: surely nothing of that is set */
} IndexState;

/* IndexWay.parity for any processor. */
INDEX_INLINE uint64_t index_parity(uint64_t bits)
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
                                   Signs signs, IndexWay way, uint64_t *inside)
{
    const uint64_t edges = m->ends | m->delimiters | m->quotes;
    *inside = way.parity(m->quotes) ^ s->inside;
    const uint64_t opens = m->quotes & *inside, closes = m->quotes & ~*inside;
    uint64_t odd = opens & ~(edges << 1 | s->cell);
    odd |= not_returns((closes << 1 | s->closed) & ~edges, p, signs.end);
    s->doubled |= (opens & (closes << 1 | s->closed)) != 0;
    s->inside = 0 - (*inside >> 63);
    s->closed = closes >> 63;
    return odd;
}

/* Puts the place of the lowest bit, if there is one; the other bits. */
INDEX_INLINE uint64_t put_place(uint32_t *to, uint32_t base, uint64_t bits)
{
    *to = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
    return bits & (bits - 1);
}

/* IndexWay.places for any processor. Four at a time: how many there are is
 * hard to foretell for it, and a few too many do no harm. */
INDEX_INLINE void index_places(uint32_t *to, uint32_t base, uint64_t bits,
                               size_t count)
{
    for (size_t i = 0; i < count; i += 4) {
        bits = put_place(to + i, base, bits);
        bits = put_place(to + i + 1, base, bits);
        bits = put_place(to + i + 2, base, bits);
        bits = put_place(to + i + 3, base, bits);
    }
}

INDEX_INLINE size_t count_bits(uint64_t bits)
{
    return (size_t)__builtin_popcountll(bits);
}

/* Adds what a step found: edges, and the rows that end in it. */
INDEX_INLINE void put_rows(Index *index, IndexState *s, uint32_t base,
                           uint64_t edges, uint64_t ends, uint64_t lines,
                           IndexWay way)
{
    const size_t count = count_bits(edges);
    way.places(index->edge + 1 + s->edges, base, edges, count);
    for (uint64_t left = ends; left; left &= left - 1) {
        const uint64_t below = left ^ (left - 1); /* and itself */
        index->row[s->rows++] = (IndexRow){
            .edges = (uint32_t)(s->edges + count_bits(edges & below)),
            .lines = s->lines + (uint32_t)count_bits(lines & below),
            .quoted = s->quoted,
            .doubled = s->doubled,
            .rare = s->rare,
        };
    }
    s->edges += count;
    s->lines += (uint32_t)count_bits(lines);
}

/* One step at data[at]; 0: something odd stands in it, and what comes before
 * that is added. */
INDEX_INLINE int judge_step(Index *index, IndexState *s, const char *data,
                            size_t at, size_t to, Signs signs, Marks m,
                            IndexWay way)
{
    uint64_t inside = 0, odd = 0, here = ~UINT64_C(0);
    if (m.quotes | s->inside | s->closed)
        odd = judge_quotes(s, &m, data + at, signs, way, &inside);
    if (m.rare) /* NULs among them? They are looked for as line ends. */
        odd |= way.marks(data + at, (Signs){0}).ends;
    if (to - at < INDEX_STEP - 1) /* the line end at `to` is the last */
        here = (UINT64_C(2) << (to - at)) - 1;
    odd &= here;
    if (odd)
        here = (odd & -odd) - 1;
    s->quoted |= m.quotes != 0;
    s->rare |= m.rare != 0;
    const uint64_t ends = m.ends & ~inside & here;
    put_rows(index, s, (uint32_t)at, ends | (m.delimiters & ~inside & here),
             ends, m.ends & inside & here, way);
    if (ends) { /* of the rows to come */
        s->quoted = m.quotes != 0;
        s->doubled &= s->quoted;
        s->rare = m.rare != 0;
    }
    s->unlike = s->inside | s->closed | s->quoted | s->rare ? 1 : 0;
    return odd == 0;
}

/* The same. Most steps have nothing to be judged in them. */
INDEX_INLINE int index_step(Index *index, IndexState *s, const char *data,
                            size_t at, size_t to, Signs signs, IndexWay way)
{
    Marks m = way.marks(data + at, signs);
    int good = 1;
    if (!signs.quote)
        m.quotes = 0;
    if (__builtin_expect(
            (m.quotes | m.rare) || s->unlike || to - at < INDEX_STEP, 0))
        good = judge_step(index, s, data, at, to, signs, m, way);
    else
        put_rows(index, s, (uint32_t)at, m.ends | m.delimiters, m.ends, 0, way);
    s->cell = (m.ends | m.delimiters | m.quotes) >> 63;
    return good;
}

INDEX_INLINE void index_fill(Index *index, const char *data, size_t from,
                             size_t to, Signs signs, IndexWay way)
{
    IndexState s = {.cell = 1};
    IndexStop stop = INDEX_ENDED;
    index->edge[0] = (uint32_t)from - 1; /* from 0 it wraps, and back again */
    for (size_t at = from; at <= to && stop == INDEX_ENDED; at += INDEX_STEP) {
        if (s.edges > INDEX_EDGES)
            stop = INDEX_FULL;
        else if (!index_step(index, &s, data, at, to, signs, way))
            stop = INDEX_ODD;
    }
    index->rows = s.rows;
    index->stop = stop;
}

#endif
