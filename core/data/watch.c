/* SPDX-License-Identifier: MIT
 *
 * watch.c: tells how far the read has come.
 *
 * A thread of its own wakes ten times a second, adds up what the splits have
 * noted and calls the listener. Nothing that is computed passes through it,
 * and without a listener it is not started. It waits on a condition, so the
 * end of a short read is not held up.
 */
#include "data/part.h"

#include <time.h>

enum { TICK_NS = 100000000 };

static void tell(Watch *w)
{
    uint64_t done = 0, total = 0, rows = 0;
    for (size_t i = 0; i < w->store->splits; i++) {
        Split *split = &w->store->split[i];
        done += atomic_load_explicit(&split->bytes_read, memory_order_relaxed);
        total +=
            atomic_load_explicit(&split->bytes_total, memory_order_relaxed);
        rows += atomic_load_explicit(&split->rows_read, memory_order_relaxed);
    }
    w->progress(w->user, done, total, rows);
}

static void tick_after(struct timespec *at)
{
    clock_gettime(CLOCK_MONOTONIC, at);
    at->tv_nsec += TICK_NS;
    if (at->tv_nsec >= 1000000000) {
        at->tv_nsec -= 1000000000;
        at->tv_sec++;
    }
}

static void *watch(void *arg)
{
    Watch *w = arg;
    struct timespec at;
    pthread_mutex_lock(&w->lock);
    while (!w->over) {
        tick_after(&at);
        pthread_cond_timedwait(&w->wake, &w->lock, &at);
        tell(w);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

void watch_start(Watch *w)
{
    pthread_condattr_t monotonic;
    if (!w->progress)
        return;
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    w->running = pthread_create(&w->thread, NULL, watch, w) == 0;
}

void watch_stop(Watch *w)
{
    if (!w->progress)
        return;
    if (w->running) {
        pthread_mutex_lock(&w->lock);
        w->over = true;
        pthread_cond_signal(&w->wake);
        pthread_mutex_unlock(&w->lock);
        pthread_join(w->thread, NULL);
    }
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
}
