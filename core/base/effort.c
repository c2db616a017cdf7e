/* SPDX-License-Identifier: MIT
 *
 * effort.c: what something takes, for those who ask.
 *
 * Two clocks are looked at before and after, time as it passes and the time
 * that the processor gave this thread; the difference is added where several
 * threads may add. Without an Effort nothing is looked at: a run that nobody
 * asks reads no clock here. No figure ever depends on one.
 */
#include "base/base.h"

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
