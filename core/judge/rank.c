/* SPDX-License-Identifier: MIT
 *
 * rank.c: points by rank among the others.
 *
 *     curve = percentile { within = "segment", min_n = 5 }
 *
 * A rank needs everybody, judging knows one account. So a formula says what
 * it wants ranked (formula_ranks), whoever has the account table ranks it
 * once (rank_peers), and the ranks arrive behind the facts of each account.
 *
 *     rank = 100 x (peers below + half of those equal) / peers
 *
 * An account is its own peer: the middle one of any number has 50, and equal
 * values have equal ranks. This is the mean percentile rank, as the model
 * stats.percentile gives it. Ranks depend on values and never on the order
 * of the rows.
 */
#include "judge/formula.h"

#include <math.h>
#include <stdlib.h>

size_t rank_wish(Formula *f, RankWish wish)
{
    size_t i = 0;
    while (i < f->ranks &&
           (f->rank[i].input != wish.input ||
            f->rank[i].within != wish.within || f->rank[i].min_n != wish.min_n))
        i++;
    if (i < f->ranks)
        return i;
    f->rank = list_grow(&f->arena, f->rank, f->ranks, sizeof wish);
    f->rank[f->ranks++] = wish;
    return i;
}

const RankWish *formula_ranks(const Formula *f, size_t *count)
{
    *count = f->ranks;
    return f->rank;
}

static int compare_values(const hale_value *a, const hale_value *b)
{
    if (a->type == HALE_TEXT)
        return str_cmp(a->as.text, b->as.text);
    double x = value_number(a), y = value_number(b);
    return (x > y) - (x < y);
}

/* Who compares with whom: equal for peers. */
static int compare_peers(const Peer *a, const Peer *b)
{
    if (a->as_of != b->as_of)
        return a->as_of < b->as_of ? -1 : 1;
    return compare_values(&a->within, &b->within);
}

static int by_place(const void *left, const void *right)
{
    const Peer *a = left, *b = right;
    int order = compare_peers(a, b);
    return order ? order : compare_values(&a->value, &b->value);
}

static void rank_group(const Peer *peer, size_t count, hale_value *rank)
{
    size_t end;
    for (size_t i = 0; i < count; i = end) {
        for (end = i + 1; end < count; end++)
            if (compare_values(&peer[i].value, &peer[end].value))
                break;
        double below = (double)i, equal = (double)(end - i);
        for (size_t k = i; k < end; k++)
            rank[peer[k].row] =
                (hale_value){.type = HALE_REAL,
                             .as.r = 100 * (below + equal / 2) / (double)count};
    }
}

/* Those who have a rank, at the front; how many. */
static size_t keep_ranked(Peer *peer, size_t count, hale_value *rank)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        rank[peer[i].row] =
            (hale_value){.type = HALE_REAL, .missing = HALE_NOT_COVERED};
        if (peer[i].value.missing == HALE_PRESENT &&
            peer[i].within.missing == HALE_PRESENT &&
            !isnan(value_number(&peer[i].value)))
            peer[kept++] = peer[i];
    }
    return kept;
}

void rank_peers(Peer *peer, size_t count, size_t min_n, hale_value *rank)
{
    size_t end;
    count = keep_ranked(peer, count, rank);
    if (count)
        qsort(peer, count, sizeof *peer, by_place);
    for (size_t i = 0; i < count; i = end) {
        for (end = i + 1; end < count; end++)
            if (compare_peers(&peer[i], &peer[end]))
                break;
        if (end - i >= min_n)
            rank_group(&peer[i], end - i, rank);
    }
}
