/* SPDX-License-Identifier: MIT
 *
 * ways.c: see ways.h. The bytes are copied to where exactly the slack that a
 * way may read stands behind them, so that ASan sees one that reads more.
 *
 * It needs the scanner and libc, and no cmocka: cross/ builds it for other
 * processors as well.
 */
#include "ways.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Way {
    const char *name;
    IndexFill *fill;
} Way;

/* As many as this processor has, the fastest last. */
static size_t list_ways(Way way[4])
{
    size_t n = 0;
#if defined(__x86_64__)
    way[n++] = (Way){"sse2", index_sse2};
    if (index_has_avx2())
        way[n++] = (Way){"avx2", index_avx2};
    if (index_has_avx512())
        way[n++] = (Way){"avx512", index_avx512};
#elif defined(__aarch64__)
    way[n++] = (Way){"neon", index_neon};
#endif
    way[n] = (Way){0};
    return n;
}

static int same_row(const IndexRow *a, const IndexRow *b)
{
    return a->edges == b->edges && a->lines == b->lines &&
           a->quoted == b->quoted && a->doubled == b->doubled &&
           a->rare == b->rare;
}

static int is_same(const Index *a, const Index *b)
{
    const size_t edges = a->rows ? a->row[a->rows - 1].edges : 0;
    if (a->rows != b->rows || a->stop != b->stop)
        return 0;
    for (size_t i = 0; i < a->rows; i++)
        if (!same_row(&a->row[i], &b->row[i]))
            return 0;
    return memcmp(a->edge, b->edge, (1 + edges) * sizeof *a->edge) == 0;
}

const char *ways_differ(const char *bytes, size_t len, Signs signs)
{
    Index *index = calloc(2, sizeof *index);
    char *data = malloc(len + INDEX_SLACK);
    const char *which = NULL;
    Way way[4];
    const size_t ways = list_ways(way);
    if (!index || !data)
        abort();
    memcpy(data, bytes, len);
    memset(data + len, signs.end, INDEX_SLACK);
    index_scalar(&index[0], data, 0, len, signs);
    for (size_t i = 0; i < ways && !which; i++) {
        way[i].fill(&index[1], data, 0, len, signs);
        if (!is_same(&index[0], &index[1]))
            which = way[i].name;
    }
    free(data);
    free(index);
    return which;
}

void index_nothing(Index *index, const char *data, size_t from, size_t to,
                   Signs signs)
{
    (void)data;
    (void)from;
    (void)to;
    (void)signs;
    index->rows = 0;
    index->stop = INDEX_ODD;
}

/* -------------------------------------------------------- made-up bytes -- */

uint64_t ways_draw(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

void ways_fill(char *out, size_t len, uint64_t *seed, unsigned plain)
{
    static const char signs[] = ",,,,\n\n\n\"\"\"\"\r; #\t'\0\xc3\xff";
    for (size_t i = 0; i < len; i++) {
        const uint64_t n = ways_draw(seed);
        out[i] = n % 10 < plain ? (char)('a' + n / 10 % 26)
                                : signs[n / 10 % (sizeof signs - 1)];
    }
}

/* 0, or -1 after it has said what is wrong. */
static int agree(const char *bytes, size_t len, Signs signs)
{
    const char *which = ways_differ(bytes, len, signs);
    if (which)
        fprintf(stderr, "%s is not scalar: %.*s\n", which, (int)len, bytes);
    return which ? -1 : 0;
}

int ways_agree_on_drawn(void)
{
    static const Signs signs[] = {{'\n', ',', '"'},
                                  {'\n', ';', '\''},
                                  {'\r', '\t', '"'},
                                  {'\n', ',', '\0'},
                                  {'\n', '\n', '\0'}};
    char bytes[700];
    uint64_t seed = 1;
    for (unsigned round = 0; round < 5000; round++) {
        const size_t len = ways_draw(&seed) % sizeof bytes;
        ways_fill(bytes, len, &seed, round % 11);
        if (agree(bytes, len, signs[round % 5]))
            return -1;
    }
    return 0;
}

int ways_agree_at_every_place(void)
{
    static const char signs[] = "\n,\"\r\0\x7f\x80\xff";
    const Signs usual = {'\n', ',', '"'};
    char bytes[130];
    for (size_t len = 0; len <= sizeof bytes; len++) {
        for (size_t i = 0; i < len; i++) {
            memset(bytes, 'x', sizeof bytes);
            bytes[i] = signs[i % (sizeof signs - 1)];
            if (agree(bytes, len, usual))
                return -1;
        }
    }
    for (size_t k = 0; k < sizeof signs - 1; k++) {
        memset(bytes, signs[k], sizeof bytes);
        if (agree(bytes, sizeof bytes, usual))
            return -1;
    }
    return 0;
}

int ways_agree_when_full(void)
{
    const size_t len = 8 * INDEX_EDGES;
    char bytes[8 * INDEX_EDGES];
    memset(bytes, '\n', len);
    if (agree(bytes, len, (Signs){'\n', ',', '"'}))
        return -1;
    memset(bytes, ',', len);
    return agree(bytes, len, (Signs){'\n', ',', '"'});
}

const char *ways_best(void)
{
    Way way[4];
    const size_t ways = list_ways(way);
    return ways && index_best() == way[ways - 1].fill ? way[ways - 1].name
                                                      : "scalar";
}
