/* SPDX-License-Identifier: MIT
 *
 * cuts.c: where the splits of a large file begin.
 *
 * A file is cut by its size alone, never by threads. A row belongs to the
 * split in which it begins, so a split begins with the first row at or behind
 * its nominal place. Which line that is cannot be told by looking at it: it
 * may stand within quotes that were opened long before, and it has a number.
 * Both are known where the split before ends.
 *
 * So whoever reads a split to its end notes where the next one begins; on one
 * thread that is all there is to it. Whoever starts a split before that runs
 * over the rows of those before it, without a look at their cells. That is
 * several times as fast as reading them, nobody does it twice, and it begins
 * where the reader of the split before has come to, who notes that block by
 * block.
 */
#include "csv.h"

#include <stdlib.h>

enum { SPLIT_LEAST = 8 << 20, SPLITS_MOST = 64 };

int cuts_make(hale_cx *cx, Cuts *cuts, uint64_t size, uint64_t least, Cut first)
{
    cuts->each = least ? least : SPLIT_LEAST;
    if (size / cuts->each >= SPLITS_MOST)
        cuts->each = size / SPLITS_MOST + 1;
    cuts->splits = size ? (size_t)((size - 1) / cuts->each) + 1 : 1;
    cuts->known = 1;
    cuts->reached = first;
    cuts->cut = cx->alloc(cx, cuts->splits * sizeof *cuts->cut);
    if (!cuts->cut)
        return -1;
    cuts->cut[0] = first;
    if (pthread_mutex_init(&cuts->lock, NULL))
        return hale_fail(cx, "no memory for a lock");
    cuts->has_lock = 1;
    return 0;
}

void cuts_free(Cuts *cuts)
{
    if (cuts->has_lock)
        pthread_mutex_destroy(&cuts->lock);
    cuts->has_lock = 0;
}

uint64_t cuts_limit(const Cuts *cuts, size_t split)
{
    return split + 1 < cuts->splits ? (split + 1) * cuts->each : UINT64_MAX;
}

static void learn(Cuts *cuts, size_t split, Cut cut)
{
    if (split != cuts->known || split >= cuts->splits)
        return;
    cuts->cut[cuts->known++] = cut;
    cuts->reached = cut;
}

void cuts_learn(Cuts *cuts, size_t split, Cut cut)
{
    pthread_mutex_lock(&cuts->lock);
    learn(cuts, split, cut);
    pthread_mutex_unlock(&cuts->lock);
}

void cuts_reach(Cuts *cuts, size_t split, Cut cut)
{
    if (pthread_mutex_trylock(&cuts->lock))
        return; /* somebody runs over it already */
    if (split + 1 == cuts->known && cut.at > cuts->reached.at)
        cuts->reached = cut;
    pthread_mutex_unlock(&cuts->lock);
}

/* Runs over the rest of the last split whose beginning is known. */
static int run_over(hale_cx *cx, const CsvSource *source, CsvFile *file)
{
    Cuts *cuts = &file->cuts;
    const size_t split = cuts->known - 1;
    Scan scan;
    Row row;
    int more;
    if (csv_open_split(cx, source, file, split, &cuts->reached, &scan))
        return -1;
    while ((more = scan_next(&scan, cx, &row)) > 0)
        scan_pass_plain(&scan);
    if (more == 0)
        learn(cuts, split + 1, scan_place(&scan));
    scan_close(&scan);
    return more;
}

int cuts_find(hale_cx *cx, const CsvSource *source, CsvFile *file, size_t split,
              Cut *cut)
{
    Cuts *cuts = &file->cuts;
    int rc = 0;
    pthread_mutex_lock(&cuts->lock);
    while (rc == 0 && cuts->known <= split)
        rc = run_over(cx, source, file);
    if (rc == 0)
        *cut = cuts->cut[split];
    pthread_mutex_unlock(&cuts->lock);
    return rc;
}
