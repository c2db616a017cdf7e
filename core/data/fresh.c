/* SPDX-License-Identifier: MIT
 *
 * fresh.c: how old the inputs are.
 *
 * While batches come in, the newest row is noted: one comparison a row, from
 * the end of a batch backwards, since exports mostly end with their newest.
 * What counts as its time is that of the row, and of an interval, which may
 * begin years before it is told, when it was recorded, if there is such a
 * column. Every row that can be read counts, whoever's it is and whether or
 * not a figure rests on it: this is about the source, not about the accounts.
 *
 *     as-ofs      |        a        b        c
 *     newest of        -> [0]   ->[1]    ->[2]     rows seen from then on
 *     then             [0]      0..1     0..2      the largest so far
 *
 * So each as-of of a run has what a run for it alone would have seen. Rows
 * outside of what inputs are asked for do not count, because some inputs drop
 * them and others do not; an input that may be old only so far is therefore
 * asked for that far back, however short the windows of the metrics are.
 */
#include "data/part.h"

#include <stdlib.h>
#include <string.h>

/* The oldest row with which the input is fresh. */
static int64_t fresh_from(const Plan *plan, const InputPlan *in, int64_t as_of)
{
    return span_move(plan->zone, as_of, -in->max_age.count, in->max_age.unit);
}

bool fresh_by_recorded(const Plan *plan, const InputPlan *in)
{
    bool interval = plan->data_set[in->data_set].shape == HALE_INTERVAL;
    return in->recorded && (interval || !in->time);
}

void fresh_ask(const Plan *plan, const InputPlan *in, hale_request *request)
{
    int64_t from = INT64_MIN;
    /* What begins later may have been recorded already. */
    if (fresh_by_recorded(plan, in))
        request->end = INT64_MAX;
    if (!plan->ages_only && !in->max_age.count)
        return;
    if (!plan->ages_only)
        from = fresh_from(plan, in, plan->as_of[0]);
    if (from < request->begin)
        request->begin = from;
}

/* ---------------------------------------------------------------- batches */

void fresh_begin(Intake *in)
{
    const Plan *plan = in->plan;
    in->stamp = fresh_by_recorded(plan, in->input) ? in->recorded : in->time;
    in->split->newest = xcalloc(plan->as_ofs, sizeof *in->split->newest);
    for (size_t k = 0; k < plan->as_ofs; k++)
        in->split->newest[k] = INT64_MIN;
}

static bool has(const hale_batch *batch, ptrdiff_t field, size_t row)
{
    return field >= 0 && batch->field[field]->present[row];
}

/* Is it one that every input gives, whatever it leaves out early? */
static bool asked_for(const Intake *in, const hale_batch *batch, size_t row)
{
    int64_t time;
    if (!has(batch, in->time, row))
        return true;
    time = batch->field[in->time]->as.i[row];
    return time >= in->request->begin && time < in->request->end;
}

/* From when on the row can be seen, the time of which is `stamp`. */
static int64_t seen_from(const Intake *in, const hale_batch *batch, size_t row,
                         int64_t stamp)
{
    if (in->plan->known == KNOWN_ALWAYS || !has(batch, in->recorded, row))
        return stamp;
    int64_t recorded = batch->field[in->recorded]->as.i[row];
    if (in->plan->known == KNOWN_AT)
        return recorded < in->plan->known_at ? stamp : INT64_MAX;
    return recorded > stamp ? recorded : stamp;
}

/* The first as-of after the instant; as_ofs: there is none. Here and below no
 * branch is taken that rows in no order would often take the wrong way. */
static size_t first_after(const Plan *plan, int64_t instant)
{
    const int64_t *at = plan->as_of;
    for (size_t n = plan->as_ofs; n > 1; n -= n / 2)
        at += (n / 2) * (at[n / 2 - 1] <= instant);
    return (size_t)(at - plan->as_of) + (*at <= instant);
}

void fresh_note(const Intake *in, const hale_batch *batch)
{
    const Plan *plan = in->plan;
    int64_t *newest = in->split->newest;
    int64_t from = 0, until = 0; /* between them as-of k comes next */
    size_t k = 0;
    bool alone = plan->as_ofs == 1; /* then an older row is of no interest */
    if (in->stamp < 0)
        return;
    const int64_t *stamp = batch->field[in->stamp]->as.i;
    const uint8_t *present = batch->field[in->stamp]->present;
    for (size_t row = batch->count; row-- > 0;) {
        if (!present[row] || (alone && stamp[row] <= newest[0]) ||
            !asked_for(in, batch, row))
            continue;
        int64_t seen = seen_from(in, batch, row, stamp[row]);
        if ((seen < from) | (seen >= until)) {
            k = first_after(plan, seen);
            from = k ? plan->as_of[k - 1] : INT64_MIN;
            until = k < plan->as_ofs ? plan->as_of[k] : INT64_MAX;
        }
        if (k < plan->as_ofs && stamp[row] > newest[k])
            newest[k] = stamp[row];
    }
}

void fresh_gather(Store *s)
{
    size_t n = s->plan->as_ofs;
    s->newest = xcalloc(s->plan->inputs * n + 1, sizeof *s->newest);
    for (size_t i = 0; i < s->plan->inputs * n; i++)
        s->newest[i] = INT64_MIN;
    for (size_t i = 0; i < s->splits; i++) {
        const int64_t *from = s->split[i].newest;
        int64_t *to = s->newest + s->split[i].input * n, best = INT64_MIN;
        for (size_t k = 0; from && k < n; k++) {
            best = from[k] > best ? from[k] : best;
            to[k] = best > to[k] ? best : to[k];
        }
    }
}

/* ---------------------------------------------------------------- answers */

static int64_t difference(int64_t later, int64_t earlier)
{
    int64_t out;
    return __builtin_sub_overflow(later, earlier, &out) ? INT64_MAX : out;
}

Fresh store_fresh(const Store *s, size_t input, size_t k)
{
    const Plan *plan = s->plan;
    const InputPlan *in = &plan->input[input];
    int64_t as_of = plan->as_of[k];
    Fresh f = {.newest = s->newest[input * plan->as_ofs + k],
               .limited = in->max_age.count > 0};
    f.any = f.newest != INT64_MIN;
    f.age = f.any ? difference(as_of, f.newest) : 0;
    if (f.limited) {
        int64_t from = fresh_from(plan, in, as_of);
        f.allowed = difference(as_of, from);
        f.stale = !f.any || f.newest < from;
    }
    return f;
}

bool store_stale(const Store *s, size_t data_set, size_t k)
{
    for (size_t i = 0; i < s->plan->inputs; i++) {
        const InputPlan *in = &s->plan->input[i];
        if (in->data_set == data_set && in->on_stale == STALE_MISSING &&
            store_fresh(s, i, k).stale)
            return true;
    }
    return false;
}

void fresh_words(Text *out, const InputPlan *in, const Fresh *f)
{
    char age[32], allowed[24];
    span_format(in->max_age.count, in->max_age.unit, allowed);
    age_format(f->age, age);
    if (f->any)
        text_printf(out, "%s is %s old, allowed %s", in->name, age, allowed);
    else
        text_printf(out, "%s has no row within the %s that are allowed",
                    in->name, allowed);
}

/* ------------------------------------------------------------------ judge */

/* What there is to say of one input over all as-ofs; false: it is fresh. */
static bool tell_stale(const Store *s, size_t input, Text *out)
{
    const Plan *plan = s->plan;
    size_t stale = 0, last = 0;
    for (size_t k = 0; k < plan->as_ofs; k++)
        if (store_fresh(s, input, k).stale) {
            stale++;
            last = k;
        }
    if (!stale)
        return false;
    char when[40];
    Fresh f = store_fresh(s, input, last);
    time_format(plan->zone, plan->as_of[last], when);
    text_clear(out);
    text_puts(out, "stale: ");
    fresh_words(out, &plan->input[input], &f);
    text_printf(out, ", as of %s", when);
    if (plan->as_ofs > 1)
        text_printf(out, " (at %zu of %zu as-ofs)", stale, plan->as_ofs);
    return true;
}

int fresh_judge(const Store *s, Diags *diags, Error *error)
{
    static const char *const outcome[] = {
        [STALE_MISSING] = "what rests on it is missing",
        [STALE_WARN] = "it is used all the same, as on_stale = warn says",
        [STALE_FAIL] = "on_stale = fail ends the run"};
    Text words = {0}, names = {0};
    int bad = 0;
    for (size_t i = 0; i < s->plan->inputs; i++) {
        const InputPlan *in = &s->plan->input[i];
        bool fails = in->on_stale == STALE_FAIL;
        if (!tell_stale(s, i, &words))
            continue;
        (fails ? diag_error : diag_warn)(diags, in->place, in->label, "%s; %s",
                                         words.data, outcome[in->on_stale]);
        if (fails)
            text_printf(&names, "%s%s", names.len ? ", " : "", in->name);
    }
    if (names.len)
        bad = error_set(error, EXIT_BAD_DATA, "too old to run on: %s",
                        names.data);
    text_free(&words);
    text_free(&names);
    return bad;
}

/* ---------------------------------------------------------- without a run */

int fresh_read(const Plan *plan, size_t input, Fresh *out, Counts *counts,
               Error *error)
{
    InputPlan in;
    Plan alone = plan_alone(plan, input, &in);
    Store s;
    alone.ages_only = true;
    alone.fx = FX_CONSTANT;
    int bad = store_read(&s, &alone, NULL, NULL, error);
    if (!bad) {
        *out = store_fresh(&s, 0, plan->as_ofs - 1);
        *counts = s.counts[0];
    }
    store_free(&s);
    return bad;
}
