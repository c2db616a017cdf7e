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
static int check_folder(hale_session *h)
{
    const char *path = h->plan.history.path;
    const char *folder = path_dir(&h->arena, path);
    if (h->settings.dry_run || access(folder, W_OK | X_OK) == 0)
        return 0;
    return error_errno(&h->error,
                       errno == EACCES || errno == EROFS ? EXIT_NO_PERMISSION
                                                         : EXIT_CANT_CREATE,
                       "history", path);
}

int remember_begin(hale_session *h)
{
    const HistoryPlan *plan = &h->plan.history;
    History *history = NULL;
    bool none = false;
    if (!h->settings.dry_run &&
        run_lock(&h->lock, h->settings.pipeline, h->settings.now,
                 h->settings.lock_wait ? h->settings.lock_wait : LOCK_WAIT,
                 &h->error))
        return -1;
    if (plan->on &&
        !(history = history_open_read(plan->path, &none, &h->error)) && !none)
        return -1;
    if (none && check_folder(h))
        return -1;
    int bad = history && history_is_of(history, &h->plan, &h->error);
    if (!bad && history && !h->settings.dry_run)
        bad = history_known(history, &h->plan, &h->plan.late_since, &h->error);
    if (!bad && plan->on && plan->trends)
        bad = !(h->past = past_open(history, &h->plan, &h->error));
    history_close(history);
    return bad ? -1 : 0;
}

void remember_end(hale_session *h)
{
    past_close(h->past);
    run_unlock(&h->lock);
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

History *remember_write(hale_session *h, Error *error)
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
    History *history = history_open(h->plan.history.path, error);
    if (history && history_write(history, &r, error) == 0)
        return history;
    history_close(history);
    return NULL;
}

void remember_published(hale_session *h, History *history)
{
    Error error = {0};
    if (history && history_publish(history, &error))
        diag_warn(&h->diags, h->plan.history.place, "history",
                  "the outputs are published, but the history could not say "
                  "so: %s",
                  error.message);
    history_close(history);
}
