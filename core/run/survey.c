/* SPDX-License-Identifier: MIT
 *
 * survey.c: what the inputs hold, each looked at alone.
 *
 * A run ends at the first thing that is wrong. Who connects a pipeline for the
 * first time wants to hear of all of them: so each input is read as if it were
 * the only one, by the same reading that a run does, with the columns and the
 * span of time that the pipeline wants. Nothing is kept of it but counts, the
 * first rejects, and the oldest and newest row.
 *
 * In the end the history is looked at, if there is one to write to. What takes
 * two inputs is left to the run: whether the roster knows an account, limits of
 * all rejects together, and what dated rates make of money.
 */
#include "run/run.h"

enum { SHOWN = 5 }; /* rejects of an input that are told */

static Since since(Since begin)
{
    Since now = effort_of_process();
    return (Since){now.wall - begin.wall, now.cpu - begin.cpu};
}

int survey_open(hale_session *h)
{
    h->plan.opening =
        arena_array(&h->arena, h->plan.inputs + 1, sizeof *h->plan.opening);
    return hale_session_check(h);
}

/* The plan as if there were nothing but this input; rejects end nothing. */
static Plan alone(const Plan *plan, size_t i, InputPlan *input)
{
    Plan one = plan_alone(plan, i, input);
    if (plan->fx != FX_CONSTANT && input->data_set != plan->dated_rates) {
        input->currency = NULL;
        one.fx = FX_CONSTANT;
    }
    return one;
}

/* Of a split that was broken off not all need to be in the temporary file. */
static bool is_readable(const Store *s, size_t split)
{
    return !s->split[split].error.code || !s->waiting.spilled.rows;
}

/* Widens the span of *out by the rows of a part. */
static void look_at_times(const Store *s, size_t split, size_t partition,
                          Survey *out)
{
    PartReader r;
    part_open(&r, s, split, partition);
    while (part_next(&r)) {
        for (size_t row = 0; row < r.rows; row++) {
            int64_t time = r.time[row];
            if (time == INT64_MIN) /* a fact without a date */
                continue;
            if (out->newest == INT64_MIN || time > out->newest)
                out->newest = time;
            if (out->oldest == INT64_MIN || time < out->oldest)
                out->oldest = time;
        }
    }
    part_close(&r);
}

static void tell_rejects(hale_session *h, const InputPlan *input,
                         const Rejects *rejects)
{
    bool strict = input->on_error == ON_ERROR_FAIL;
    for (size_t i = 0; i < rejects->shown.count && i < SHOWN; i++) {
        const Diag *d = &rejects->shown.item[i];
        (strict ? diag_error : diag_warn)(&h->diags, d->place, d->section, "%s",
                                          d->message);
    }
    if (rejects->count > SHOWN)
        (strict ? diag_error
                : diag_warn)(&h->diags, input->place, input->label,
                             "%llu rows cannot be used, the first %d are told",
                             (unsigned long long)rejects->count, SHOWN);
}

/* What came of the reading, as far as it went. */
static void note(hale_session *h, const InputPlan *input, const Store *s,
                 const Error *error, Survey *out)
{
    out->was_read = s->splits > 0;
    out->counts = s->counts[0];
    for (size_t k = 0; k < s->splits; k++)
        for (size_t p = 0; is_readable(s, k) && p < PARTITIONS; p++)
            look_at_times(s, k, p, out);
    tell_rejects(h, input, &s->rejects);
    for (size_t k = 0; k < s->remarks.count; k++)
        diag_warn(&h->diags, input->place, input->label, "%s",
                  s->remarks.item[k].message);
    if (error->code)
        diag_error(&h->diags, input->place, NULL, "%s", error->message);
    out->code = error->code ? error->code
                : s->rejects.count && input->on_error == ON_ERROR_FAIL
                    ? EXIT_BAD_DATA
                    : 0;
}

static void on_progress(void *user, uint64_t done, uint64_t total,
                        uint64_t rows)
{
    const hale_settings *s = user;
    const hale_progress p = {.size = sizeof p,
                             .phase = HALE_PHASE_READ,
                             .done = done,
                             .total = total,
                             .rows = rows};
    s->progress(s->user, &p);
}

void survey_read(hale_session *h, size_t i, Survey *out)
{
    const InputPlan *input = &h->plan.input[i];
    Since begin = effort_of_process();
    Error *error = arena_alloc(&h->arena, sizeof *error); /* the host's */
    InputPlan copy;
    Store store;
    *out = (Survey){.oldest = INT64_MIN, .newest = INT64_MIN};
    out->opened = h->plan.opening ? h->plan.opening[i].wall : 0;
    if (!input->sound) {
        out->code = h->plan.connect_code ? h->plan.connect_code : EXIT_CONFIG;
        return;
    }
    Plan one = alone(&h->plan, i, &copy);
    store_read(&store, &one, h->settings.progress ? on_progress : NULL,
               &h->settings, error);
    out->took = since(begin).wall;
    note(h, input, &store, error, out);
    store_free(&store);
    messages_tell(h);
}

static void tell(hale_session *h, Place place, const Error *error)
{
    diag_error(&h->diags, place, NULL, "%s", error->message);
    messages_tell(h);
}

int survey_rest(hale_session *h, const Survey *inputs)
{
    const Plan *plan = &h->plan;
    uint64_t *rows = arena_array(&h->arena, plan->inputs + 1, sizeof *rows);
    bool whole = true;
    Error empty = {0}, nowhere = {0};
    for (size_t i = 0; i < plan->inputs; i++) {
        rows[i] = inputs[i].counts.read;
        if ((ptrdiff_t)plan->input[i].data_set == plan->roster)
            whole &= inputs[i].was_read;
    }
    if (whole && roster_check(plan, rows, &empty))
        tell(h, (Place){plan->ini.path, 0, 0}, &empty);
    if (remember_try(h, &nowhere))
        tell(h, plan->history.place, &nowhere);
    return empty.code ? empty.code : nowhere.code;
}
