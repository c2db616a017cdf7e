/* SPDX-License-Identifier: MIT
 *
 * workers.c: fork-join over numbered tasks.
 *
 * One counter hands out the numbers; whoever is free takes the next. There
 * are no queues, no locks and nothing to wait for but the end. A task writes
 * only to places that its number owns, so the schedule leaves no trace in the
 * results.
 */
#include "base/base.h"

#include <pthread.h>
#include <unistd.h>

atomic_int stop_requested;

enum { STACK = 8 << 20 };

typedef struct Crew {
    Task task;
    void *shared;
    size_t count;
    atomic_size_t next; /* the number that nobody has taken yet */
} Crew;

typedef struct Worker {
    Crew *crew;
    unsigned number;
    pthread_t thread;
} Worker;

static void *work(void *arg)
{
    Worker *worker = arg;
    Crew *crew = worker->crew;
    size_t i;
    while ((i = atomic_fetch_add(&crew->next, 1)) < crew->count)
        crew->task(crew->shared, worker->number, i);
    return NULL;
}

/* How many could be started: fewer threads than wanted are no failure. */
static unsigned start(Worker *worker, unsigned threads, Crew *crew)
{
    pthread_attr_t attr;
    unsigned started = 0;
    if (pthread_attr_init(&attr))
        return 0;
    pthread_attr_setstacksize(&attr, STACK);
    while (started < threads) {
        Worker *w = &worker[started];
        *w = (Worker){.crew = crew, .number = started};
        if (pthread_create(&w->thread, &attr, work, w))
            break;
        started++;
    }
    pthread_attr_destroy(&attr);
    return started;
}

void workers_run(unsigned threads, size_t count, Task task, void *shared)
{
    Crew crew = {.task = task, .shared = shared, .count = count};
    Arena arena = {0};
    unsigned started = 0;
    if (threads > count)
        threads = (unsigned)count;
    if (threads > 1) {
        Worker *worker = arena_array(&arena, threads, sizeof *worker);
        started = start(worker, threads, &crew);
        for (unsigned i = 0; i < started; i++)
            pthread_join(worker[i].thread, NULL);
    }
    if (started == 0)
        work(&(Worker){.crew = &crew});
    arena_free(&arena);
}

unsigned workers_for(unsigned threads, size_t rows)
{
    return rows < 4096 ? 1 : threads;
}

unsigned workers_auto(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}
