/* SPDX-License-Identifier: MIT
 *
 * effort.c: what something takes, for those who ask.
 *
 * Two clocks are looked at before and after, time as it passes and the time
 * that the processor gave this thread; the difference is added where several
 * threads may add. Turns that are shorter than a look at the second clock,
 * which is a call of the system, are timed by the first alone (laps). Without
 * an Effort nothing is looked at: a run that nobody asks reads no clock here.
 * No figure ever depends on one.
 */
#include "base/base.h"

#include <stdlib.h>
#include <time.h>

static int64_t clock_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

Since effort_begin(const Effort *effort)
{
    if (!effort)
        return (Since){0};
    return (Since){clock_of(CLOCK_MONOTONIC),
                   clock_of(CLOCK_THREAD_CPUTIME_ID)};
}

void effort_end(Effort *effort, Since since, uint64_t rows)
{
    if (!effort)
        return;
    Since now = effort_begin(effort);
    atomic_fetch_add(&effort->wall, now.wall - since.wall);
    atomic_fetch_add(&effort->cpu, now.cpu - since.cpu);
    atomic_fetch_add(&effort->rows, rows);
}

Since effort_of_process(void)
{
    return (Since){clock_of(CLOCK_MONOTONIC),
                   clock_of(CLOCK_PROCESS_CPUTIME_ID)};
}

void laps_begin(Laps *l, Effort *effort, size_t count)
{
    *l = (Laps){.effort = effort, .count = count};
    if (!effort)
        return;
    l->lap = xcalloc(count, sizeof *l->lap);
    l->since = effort_begin(effort);
}

void laps_go(Laps *l)
{
    if (l->effort)
        l->last = clock_of(CLOCK_MONOTONIC);
}

void laps_took(Laps *l, size_t i, uint64_t rows)
{
    int64_t before = l->last;
    if (!l->effort)
        return;
    laps_go(l);
    l->lap[i].wall += l->last - before;
    l->lap[i].rows += rows;
}

void laps_end(Laps *l)
{
    if (!l->effort)
        return;
    Since now = effort_begin(l->effort);
    double wall = (double)(now.wall - l->since.wall);
    double cpu = (double)(now.cpu - l->since.cpu);
    for (size_t i = 0; i < l->count; i++) {
        const struct Lap *lap = &l->lap[i];
        double part = wall > 0 ? (double)lap->wall / wall : 0;
        atomic_fetch_add(&l->effort[i].wall, lap->wall);
        atomic_fetch_add(&l->effort[i].cpu, (int64_t)(cpu * part));
        atomic_fetch_add(&l->effort[i].rows, lap->rows);
    }
    free(l->lap);
}
