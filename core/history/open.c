/* SPDX-License-Identifier: MIT
 *
 * open.c: a history from its first sight to its end.
 *
 *     open   connects; nothing is made
 *     hold   where a lock beside the pipeline is not enough, keeps the place
 *     look   what is there: nothing yet, or tables of our version
 *     rest   nothing will be read for a while
 *
 * A run holds the place before it looks, for what it looks at decides what it
 * writes hours later.
 */
#include "history/inside.h"

#include <stdlib.h>
#include <string.h>

History *history_open(const HistoryPlan *plan, Error *error)
{
    History *h = xcalloc(1, sizeof *h);
    const hale_value path = {.type = HALE_TEXT,
                             .as.text = plan->path ? str(plan->path) : S("")};
    h->store = plan->store ? plan->store : &sqlite_store;
    h->db = arena_alloc(&h->arena, h->store->db_size + 1);
    host_init(&h->host, h->store->name, h->store->version, &h->trouble,
              &h->arena);
    if (db_open(h, plan->store ? plan->options : &path, error) == 0)
        return h;
    history_close(h);
    return NULL;
}

void history_close(History *h)
{
    if (!h)
        return;
    db_close(h);
    numbers_free(h);
    arena_free(&h->arena);
    free(h);
}

bool history_is_new(const History *h)
{
    return h->version == 0;
}

int history_look(History *h, Error *error)
{
    return db_begin(h, false, error) || db_version(h, error) ? -1 : 0;
}

void history_rest(History *h)
{
    db_rollback(h);
}

int history_try(History *h, Error *error)
{
    history_rest(h);
    int bad = db_begin(h, true, error) || db_make(h, error);
    db_rollback(h);
    return bad ? -1 : 0;
}

History *history_open_read(const HistoryPlan *plan, bool *none, Error *error)
{
    History *h = history_open(plan, error);
    *none = false;
    if (!h)
        return NULL;
    int bad = history_look(h, error);
    *none = !bad && history_is_new(h);
    if (!bad && !*none)
        return h;
    history_close(h);
    return NULL;
}

const char *history_label(const HistoryPlan *plan)
{
    return plan->path ? plan->path : plan->store->title;
}
