/* SPDX-License-Identifier: MIT
 *
 * runs.c: the rows of each account in order of time.
 *
 * Tables of events are mostly written as things happen, so a run is in order
 * but for a few rows that came late. These are taken out, sorted among
 * themselves and merged in again from the end, so that what stands before the
 * first of them is not touched. Where nothing is in order most rows are late,
 * and the work is that of a merge sort.
 *
 *     10 20 50 30 60 40 70      late: 30 40
 *     10 20 50 60 70 .  .       from the end: 70, 60, 50, then 40, 30
 *
 * It is stable: equal times keep their order of arrival. A row that is late is
 * older than one that came before it, so all that came after it and is not late
 * is younger still.
 */
#include "data/join.h"

#include <stdlib.h>
#include <string.h>

/* A row that came late. */
typedef struct Loose {
    int64_t time;
    int32_t day;
    uint32_t arrival;
} Loose;

/* The columns of a block that are put in order. */
typedef struct Rows {
    int64_t *time;
    int32_t *day;
    uint32_t *arrival; /* which row stands here, by order of arrival */
    uint32_t *at;      /* and the other way round */
} Rows;

static void insert_rows(Loose *run, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        Loose row = run[i];
        size_t to = i;
        for (; to && row.time < run[to - 1].time; to--)
            run[to] = run[to - 1];
        run[to] = row;
    }
}

/* Stable merge sort by time; `spare` has room for half of them. */
static void sort_rows(Loose *run, size_t n, Loose *spare)
{
    enum { FEW = 16 };
    if (n <= FEW) {
        insert_rows(run, n);
        return;
    }
    size_t half = n / 2;
    sort_rows(run, half, spare);
    sort_rows(run + half, n - half, spare);
    if (run[half - 1].time <= run[half].time)
        return; /* in order already */
    memcpy(spare, run, half * sizeof *run);
    size_t a = 0, b = half, at = 0;
    while (a < half)
        run[at++] =
            b < n && run[b].time < spare[a].time ? run[b++] : spare[a++];
}

static void move_row(const Rows *r, size_t to, size_t from)
{
    r->time[to] = r->time[from];
    r->day[to] = r->day[from];
    r->arrival[to] = r->arrival[from];
}

/* Takes the late rows of a run out and closes the gaps; says how many. */
static size_t take_out(const Rows *r, size_t begin, size_t end, Loose *late)
{
    size_t n = 0, to = begin;
    int64_t newest = INT64_MIN;
    for (size_t i = begin; i < end; i++) {
        if (r->time[i] < newest) {
            late[n++] = (Loose){r->time[i], r->day[i], r->arrival[i]};
            continue;
        }
        newest = r->time[i];
        move_row(r, to++, i);
    }
    return n;
}

/* Merges them in again. */
static void put_back(const Rows *r, size_t begin, size_t end, const Loose *late,
                     size_t n)
{
    size_t from = end - n, to = end;
    while (n) {
        const Loose *last = &late[n - 1];
        if (from > begin && r->time[from - 1] > last->time) {
            move_row(r, --to, --from);
        } else {
            r->time[--to] = last->time;
            r->day[to] = last->day;
            r->arrival[to] = last->arrival;
            n--;
        }
        r->at[r->arrival[to]] = (uint32_t)to;
    }
}

/* The first row that is older than the one before it; `end`: none is. */
static size_t first_late(const int64_t *time, size_t begin, size_t end)
{
    size_t i = begin + 1;
    while (i < end && time[i] >= time[i - 1])
        i++;
    return i < end ? i : end;
}

static size_t longest_run(const Block *block, size_t accounts)
{
    size_t longest = 0;
    for (size_t a = 0; a < accounts; a++) {
        size_t n = block->begin[a + 1] - block->begin[a];
        longest = n > longest ? n : longest;
    }
    return longest;
}

/* Who stands where, for the first run that is not in order. */
static void look_back(Joining *j, Rows *r, size_t rows)
{
    if (r->arrival)
        return;
    r->arrival = slab_take(j, rows, sizeof *r->arrival);
    for (size_t i = 0; i < rows; i++)
        r->arrival[r->at[i]] = (uint32_t)i;
}

void runs_order(Joining *j, Block *block, uint32_t *at, size_t rows)
{
    size_t accounts = j->out->accounts, used = j->slab_used;
    Rows r = {.time = block->time, .day = block->day, .at = at};
    Loose *late = NULL;
    for (size_t a = 0; a < accounts; a++) {
        size_t begin = block->begin[a], end = block->begin[a + 1];
        if (first_late(block->time, begin, end) == end)
            continue;
        if (!late)
            late = xmalloc(2 * longest_run(block, accounts) * sizeof *late);
        look_back(j, &r, rows);
        size_t n = take_out(&r, begin, end, late);
        sort_rows(late, n, late + n);
        put_back(&r, begin, end, late, n);
    }
    free(late);
    j->slab_used = used; /* for the columns */
}
