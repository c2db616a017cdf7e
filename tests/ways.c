/* SPDX-License-Identifier: MIT
 *
 * ways.c: see ways.h. The bytes are copied to where exactly the slack that a
 * way may read stands behind them, so that ASan sees one that reads more.
 */
#include "ways.h"

#include <stdlib.h>
#include <string.h>

typedef struct Way {
    const char *name;
    IndexFill *fill;
} Way;

/* As many as this processor has. */
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
