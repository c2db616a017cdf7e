/* SPDX-License-Identifier: MIT
 *
 * check_threads.c: a metric on several threads at once.
 *
 * Four threads walk the same accounts with one config and states of their
 * own, over and over, and must all see what one thread saw alone. Built with
 * -fsanitize=thread this finds every global that is written; without it, most
 * of them.
 */
#include "plugin/check.h"

#include <string.h>

enum { THREADS = 4, ROUNDS = 40, ACCOUNTS = 5 };

typedef struct Crowd {
    Trial *t;
    const Story *story[ACCOUNTS];
    const hale_span *span;
    Walk alone[ACCOUNTS];
} Crowd;

/* A trial for one thread: the same plugin and config, all else its own. */
static void trial_of_thread(Trial *mine, const Trial *t)
{
    *mine = *t;
    memset(&mine->arena, 0, sizeof mine->arena);
    memset(&mine->memory, 0, sizeof mine->memory);
    mine->fence = NULL;
    mine->block = NULL;
    host_init(&mine->host, t->name, "", &mine->error, &mine->memory);
    mine->host.user = mine;
    mine->host.cx.alloc = fenced_alloc;
}

static void join_crowd(void *shared, unsigned worker, size_t round)
{
    Crowd *c = shared;
    Trial mine;
    char call[CALL_ROOM];
    size_t k = round % ACCOUNTS;
    Walk w;
    (void)worker;
    trial_of_thread(&mine, c->t);
    mine.call = call; /* that of the case is for one at a time */
    must(&mine, walk(&mine, &w, c->story[k], c->span, 3 + round % 9));
    values_same(&mine, w.metric->results, c->alone[k].result, w.result, 0,
                "when other threads run it too (a global?)");
    memory_reset(&mine);
    fences_free(&mine, NULL);
    arena_free(&mine.memory);
    arena_free(&mine.arena);
}

void metric_threads(Trial *t)
{
    Crowd c = {.t = t, .span = span_make(t, STORY_END, 0)};
    for (uint64_t k = 0; k < ACCOUNTS; k++) {
        c.story[k] =
            story_make(t, &(Make){.seed = k, .rows = 60 + k, .presence = SOME});
        must(t, walk(t, &c.alone[k], c.story[k], c.span, SIZE_MAX));
    }
    workers_run(THREADS, ROUNDS, join_crowd, &c);
}
