/* SPDX-License-Identifier: MIT
 *
 * run.c: the three passes.
 *
 *     read      every input split on a thread -> 64 partitions of rows
 *     measure   partitions on threads: sort, slice, run metrics -> accounts
 *               models, which need everybody; groups, for those who ask
 *     judge     blocks of accounts on threads: formulas -> scores
 *               roll-ups, tables
 *     write     outputs one after another; they publish on commit
 *
 * Each pass is a fork and a join. The first failure ends the run, and since
 * outputs publish last, yesterday's results stay as they were.
 */
#include "run/run.h"

typedef struct Listening {
    hale_session *h;
    hale_phase phase;
} Listening;

static void on_progress(void *user, uint64_t done, uint64_t total,
                        uint64_t rows)
{
    const Listening *l = user;
    const hale_settings *s = &l->h->settings;
    hale_progress p = {.size = sizeof p,
                       .phase = l->phase,
                       .done = done,
                       .total = total,
                       .rows = rows};
    if (s->progress)
        s->progress(s->user, &p);
}

static void begin(hale_session *h, hale_phase phase)
{
    timings_stage(h, phase);
    on_progress(&(Listening){h, phase}, 0, 0, 0);
}

int roster_check(const Plan *plan, const uint64_t *rows, Error *error)
{
    uint64_t all = 0;
    if (plan->roster < 0)
        return 0;
    for (size_t i = 0; i < plan->inputs; i++)
        if (plan->input[i].data_set == (size_t)plan->roster)
            all += rows[i];
    if (all)
        return 0;
    return error_set(error, EXIT_BAD_DATA,
                     "the roster \"%s\" has no rows, so there would be no "
                     "accounts at all; is its export complete?",
                     plan->data_set[plan->roster].name);
}

static int check_roster(hale_session *h)
{
    uint64_t *rows = arena_array(&h->arena, h->plan.inputs + 1, sizeof *rows);
    for (size_t i = 0; i < h->plan.inputs; i++)
        rows[i] = h->store.counts[i].read;
    return roster_check(&h->plan, rows, &h->error);
}

static void tell_remarks(hale_session *h, const Diags *remarks)
{
    for (size_t i = 0; i < remarks->count; i++)
        diag_warn(&h->diags, (Place){0}, remarks->item[i].section, "%s",
                  remarks->item[i].message);
}

static int read_pass(hale_session *h)
{
    Listening l = {h, HALE_PHASE_READ};
    begin(h, HALE_PHASE_READ);
    int bad =
        store_read(&h->store, &h->plan,
                   h->settings.progress ? on_progress : NULL, &l, &h->error);
    for (size_t i = 0; i < h->store.rejects.shown.count; i++) {
        const Diag *d = &h->store.rejects.shown.item[i];
        (bad ? diag_error : diag_warn)(&h->diags, d->place, d->section, "%s",
                                       d->message);
    }
    tell_remarks(h, &h->store.remarks);
    /* A run that failed for another reason has no say in yesterday's file. */
    bool told = !bad || h->store.rejects.csv.len;
    if (told && !h->settings.dry_run && h->error.code != EXIT_INTERRUPTED) {
        Error error = {0};
        if (store_write_rejects(&h->store, &error) && !bad)
            return error_set(&h->error, error.code, "%s", error.message);
    }
    if (bad || check_roster(h))
        return -1;
    return fresh_judge(&h->store, &h->diags, &h->error);
}

static int measure_pass(hale_session *h)
{
    begin(h, HALE_PHASE_MEASURE);
    int bad = measure_all(&h->measured, &h->store, table_wanted, &h->error);
    if (!bad)
        bad = measure_models(&h->measured, &h->store, &h->error);
    if (!bad)
        measure_groups(&h->measured, &h->plan);
    tell_remarks(h, &h->measured.remarks);
    return bad;
}

static int judge_pass(hale_session *h)
{
    begin(h, HALE_PHASE_JUDGE);
    bool components = table_wanted(&h->plan, "components") ||
                      h->plan.history.on || h->settings.only_account != NULL;
    if (scores_make(h, components))
        return -1;
    tables_gather(h);
    return 0;
}

static int write_pass(hale_session *h)
{
    begin(h, HALE_PHASE_WRITE);
    if (atomic_load(&stop_requested))
        return error_set(&h->error, EXIT_INTERRUPTED, "interrupted");
    return h->settings.dry_run ? 0 : outputs_publish(h, &h->error);
}

/* fail_on = red > 15%: of the accounts that have a score, at the last
 * as-of. */
static bool too_many_in_band(hale_session *h, size_t score)
{
    const ScorePlan *s = &h->plan.score[score];
    const Table *t = h->measured.accounts;
    uint64_t scored = 0, hit = 0;
    ptrdiff_t band = table_find(t, arena_printf(&h->arena, "%s_band", s->name));
    for (size_t row = h->measured.first[h->plan.as_ofs - 1]; row < t->rows;
         row++) {
        hale_value v = table_get(t, row, (size_t)band);
        if (v.missing || str_is(v.as.text, "unknown"))
            continue;
        scored++;
        hit += str_is(v.as.text, s->fail_band);
    }
    if (!scored || (double)hit / (double)scored <= s->fail_share)
        return false;
    diag_warn(&h->diags, s->place, s->label,
              "%llu of %llu accounts are %s, fail_on allows %g%%",
              (unsigned long long)hit, (unsigned long long)scored, s->fail_band,
              100 * s->fail_share);
    return true;
}

static int verdict_of_run(hale_session *h)
{
    int code = 0;
    for (size_t i = 0; i < h->plan.scores; i++)
        if (h->plan.score[i].fail_band && too_many_in_band(h, i))
            code = EXIT_NO;
    begin(h, HALE_PHASE_DONE);
    timings_gather(h);
    return code;
}

int run_pipeline(hale_session *h)
{
    timings_begin(h);
    bool bad = remember_begin(h) || read_pass(h) || measure_pass(h) ||
               judge_pass(h) || write_pass(h);
    remember_end(h);
    if (bad)
        return h->error.code ? h->error.code : EXIT_BUG;
    return verdict_of_run(h);
}
