/* SPDX-License-Identifier: MIT
 *
 * remember.c: what a run takes from its history, and what it leaves there.
 *
 *     before reading    the lock; the past that trends need; since when rows
 *                       are late, if figures of these as-ofs are known
 *     while judging     the as-ofs in their order, so that the scores of one
 *                       are the past of the next
 *     while publishing  the history, between the outputs' write and commit
 *
 * A pipeline without [history] has an empty past and leaves nothing.
 */
#include "run/run.h"

#include <errno.h>
#include <unistd.h>

enum { LOCK_WAIT = 10 }; /* seconds */

/* A folder that is not there should be told before hours of reading. */
static int check_folder(hale_session *h, Error *error)
{
    const char *path = h->plan.history.path;
    const char *folder = path_dir(&h->arena, path);
    if (access(folder, W_OK | X_OK) == 0)
        return 0;
    return error_errno(error,
                       errno == EACCES || errno == EROFS ? EXIT_NO_PERMISSION
                                                         : EXIT_CANT_CREATE,
                       "history", path);
}

/* Nothing is there yet: can something be? */
static int check_new(hale_session *h, History *history, Error *error)
{
    return h->plan.history.path ? check_folder(h, error)
                                : history_try(history, error);
}

/* What the history says before the run; `wait` seconds for others. */
static int look_back(hale_session *h, unsigned wait)
{
    History *history = h->history;
    bool dry = h->settings.dry_run;
    if (!dry && history_hold(history, h->settings.now, wait, &h->error))
        return -1;
    if (history_look(history, &h->error))
        return -1;
    if (history_is_new(history))
        return dry ? 0 : check_new(h, history, &h->error);
    if (history_is_of(history, &h->plan, &h->error))
        return -1;
    return dry ? 0
               : history_known(history, &h->plan, &h->plan.late_since,
                               &h->error);
}

static int read_past(hale_session *h)
{
    if (!h->plan.history.trends)
        return 0;
    h->past = past_open(history_is_new(h->history) ? NULL : h->history,
                        &h->plan, &h->error);
    return h->past ? 0 : -1;
}

int remember_begin(hale_session *h)
{
    const HistoryPlan *plan = &h->plan.history;
    unsigned wait = h->settings.lock_wait ? h->settings.lock_wait : LOCK_WAIT;
    if (!h->settings.dry_run && run_lock(&h->lock, h->settings.pipeline,
                                         h->settings.now, wait, &h->error))
        return -1;
    if (plan->on && !(h->history = history_open(plan, &h->error)))
        return -1;
    if (plan->on && (look_back(h, wait) || read_past(h)))
        return -1;
    if (plan->on)
        history_rest(h->history);
    return 0;
}

int remember_try(hale_session *h, Error *error)
{
    const HistoryPlan *plan = &h->plan.history;
    if (!plan->on)
        return 0;
    History *history = history_open(plan, error);
    int bad = !history || history_look(history, error);
    if (!bad)
        bad = history_is_new(history) ? check_new(h, history, error)
                                      : history_is_of(history, &h->plan, error);
    history_close(history);
    return bad ? -1 : 0;
}

void remember_end(hale_session *h)
{
    history_close(h->history);
    past_close(h->past);
    run_unlock(&h->lock);
    h->history = NULL;
    h->past = NULL;
}

/* -------------------------------------------------------------- keeping -- */

static FormulaFact *formulas_of(hale_session *h)
{
    const Plan *plan = &h->plan;
    FormulaFact *fact = arena_array(&h->arena, plan->scores + 1, sizeof *fact);
    for (size_t i = 0; i < plan->scores; i++)
        fact[i] = (FormulaFact){.section = plan->score[i].label,
                                .score = plan->score[i].name,
                                .title = formula_title(h->formula[i]),
                                .version = formula_version(h->formula[i]),
                                .hash = formula_hash(h->formula[i]),
                                .text = formula_text(h->formula[i])};
    return fact;
}

/* Rows that an earlier run of these as-ofs could not know. */
static LateRows *late_rows(hale_session *h, size_t *count)
{
    const Plan *plan = &h->plan;
    LateRows *late = arena_array(&h->arena, plan->inputs + 1, sizeof *late);
    *count = 0;
    for (size_t i = 0; i < plan->inputs; i++) {
        Text first = {0};
        uint64_t rows = store_late(&h->store, i, &first);
        if (rows)
            late[(*count)++] = (LateRows){
                plan->input[i].name, rows,
                arena_strndup(&h->arena, first.data ? first.data : "",
                              first.len)};
        text_free(&first);
    }
    return late;
}

int remember_write(hale_session *h, Error *error)
{
    const hale_table **face =
        arena_array(&h->arena, h->tables + 1, sizeof *face);
    Record r = {.plan = &h->plan,
                .hale = hale_version(),
                .profile = *h->facts.profile ? h->facts.profile : NULL,
                .made_at = h->settings.now,
                .table = face,
                .tables = h->tables,
                .formula = formulas_of(h),
                .formulas = h->plan.scores};
    for (size_t i = 0; i < h->tables; i++)
        face[i] = &h->table[i]->face;
    r.late = late_rows(h, &r.lates);
    return history_write(h->history, &r, error);
}

void remember_published(hale_session *h)
{
    Error error = {0};
    if (history_publish(h->history, &error))
        diag_warn(&h->diags, h->plan.history.place, "history",
                  "the outputs are published, but the history could not say "
                  "so: %s",
                  error.message);
}
