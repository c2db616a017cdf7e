/* SPDX-License-Identifier: MIT
 *
 * row.c: what happens to a row between an input's batch and a part.
 *
 *   no account, no time, ends before it begins   -> rejected, with its place
 *   a rate that is none                          -> the same
 *   outside everything any metric looks at       -> counted, "outside"
 *   recorded after what we pretend to know       -> counted, "unknown_yet"
 *   money of another currency                    -> converted, or rejected
 *   else                                         -> appended to the part of
 *                                                   the account whose it is
 */
#include "data/part.h"

#include <string.h>

static bool has(const hale_batch *batch, ptrdiff_t field, size_t row)
{
    return field >= 0 && batch->field[field]->present[row];
}

static int64_t int_at(const hale_batch *batch, ptrdiff_t field, size_t row)
{
    return batch->field[field]->as.i[row];
}

/* A reject that the host, not the plugin, has to raise. */
static int turn_away(Intake *in, const hale_batch *batch, size_t row,
                     const char *field, const char *reason)
{
    hale_reject why = {.size = sizeof why,
                       .file = batch->file,
                       .line = batch->line[row],
                       .field = field,
                       .reason = reason,
                       .raw = batch->raw[row]};
    in->split->counts.rejected++;
    return reject_add(&in->split->rejects, in->plan, in->input, &why);
}

/* What is wrong with a dated rate, or NULL. */
static const char *rate_trouble(const Intake *in, const hale_batch *batch,
                                size_t row, const char **field)
{
    const Plan *plan = in->plan;
    int64_t numerator, denominator;
    if (plan->fx == FX_CONSTANT || in->input->data_set != plan->dated_rates)
        return NULL;
    ptrdiff_t currency = in->kept[plan->rate_kept[0]];
    ptrdiff_t rate = in->kept[plan->rate_kept[1]];
    *field = in->input->kept[plan->rate_kept[0]];
    if (!has(batch, currency, row) || !batch->field[currency]->as.text[row].len)
        return "no currency";
    *field = in->input->kept[plan->rate_kept[1]];
    if (!has(batch, rate, row) ||
        rate_from_real(batch->field[rate]->as.r[row], &numerator, &denominator))
        return "not a rate, which is a positive number such as 1.08";
    return NULL;
}

/* Why this row cannot be used, or NULL. */
static const char *trouble(const Intake *in, const hale_batch *batch,
                           size_t row, const char **field)
{
    *field = in->input->account;
    if (in->set->shape != HALE_SIDE &&
        (!has(batch, in->account, row) ||
         !batch->field[in->account]->as.text[row].len))
        return "no account";
    *field = in->input->time;
    if (in->time >= 0 && in->set->shape != HALE_ATTRIBUTE &&
        !has(batch, in->time, row))
        return "no time";
    *field = in->input->until;
    if (has(batch, in->until, row) &&
        int_at(batch, in->until, row) < int_at(batch, in->time, row))
        return "ends before it begins";
    return rate_trouble(in, batch, row, field);
}

/* The instant a row counts from: an undated fact has always held. */
static int64_t time_of(const Intake *in, const hale_batch *batch, size_t row)
{
    return has(batch, in->time, row) ? int_at(batch, in->time, row) : INT64_MIN;
}

/* Is it of no interest to this run? Counted, not an error. */
static bool left_out(Intake *in, const hale_batch *batch, size_t row)
{
    Counts *counts = &in->split->counts;
    int64_t time = time_of(in, batch, row);
    bool early = in->set->shape == HALE_EVENT && time < in->set->begin;
    if (early || time >= in->set->end) {
        counts->outside++;
        return true;
    }
    if (has(batch, in->recorded, row) &&
        int_at(batch, in->recorded, row) >= in->known_before) {
        counts->unknown_yet++;
        return true;
    }
    return false;
}

/* Does the row hold money? */
static bool has_money(const Intake *in, const hale_batch *batch, size_t row)
{
    for (size_t i = 0; i < in->set->kept_count; i++)
        if (in->set->kept[i].type == HALE_MONEY && has(batch, in->kept[i], row))
            return true;
    return false;
}

static const char *no_rate(Intake *in, Str currency, const char *more)
{
    snprintf(in->reason, sizeof in->reason, "no rate for \"%.*s\"%s",
             (int)(currency.len < 16 ? currency.len : 16), currency.data, more);
    return in->reason;
}

/* fx = constant: the rate that [pipeline] gives. */
static const char *given_rate(Intake *in, Str currency, Rate *rate)
{
    const Plan *plan = in->plan;
    for (size_t i = 0; i < plan->rates; i++) {
        if (str_is(currency, plan->rate[i].currency)) {
            *rate = plan->rate[i];
            return NULL;
        }
    }
    return no_rate(in, currency,
                   "; rates stand in [pipeline], as in fx.USD = 0.92");
}

/* fx = start: the one in force at the row's own time. fx = spot: any has to
 * exist, and the money keeps its currency. */
static const char *dated_rate(Intake *in, Str currency, int64_t time,
                              Rate *rate)
{
    uint32_t code = dict_find(&in->rates->currency, currency);
    if (code == HALE_NO_CODE)
        return no_rate(in, currency, " among those of role rates");
    if (in->plan->fx == FX_SPOT) {
        in->foreign = code;
        return NULL;
    }
    if (time == INT64_MIN)
        return no_rate(in, currency, ": fx = start, and the row has no date");
    const Quote *q = rates_before(in->rates, code, time + 1);
    if (!q)
        return no_rate(in, currency, " at its time: all begin later");
    *rate = (Rate){NULL, q->numerator, q->denominator};
    return NULL;
}

static const char *scale(const Intake *in, const hale_batch *batch, size_t row,
                         const Rate *rate)
{
    for (size_t i = 0; i < in->set->kept_count; i++) {
        ptrdiff_t f = in->kept[i];
        if (f < 0 || batch->field[f]->type != HALE_MONEY || !has(batch, f, row))
            continue;
        int64_t *money = &batch->field[f]->as.i[row];
        if (money_scale(*money, rate->numerator, rate->denominator, money))
            return "money too large to convert";
    }
    return NULL;
}

/* Makes the money of a row ours, in place, or notes whose it is. NULL, or why
 * it cannot be. */
static const char *convert(Intake *in, const hale_batch *batch, size_t row)
{
    Rate rate;
    const char *why;
    in->foreign = HALE_NO_CODE;
    if (!has(batch, in->currency, row) || !has_money(in, batch, row))
        return NULL;
    Str currency = batch->field[in->currency]->as.text[row];
    if (str_is(currency, in->plan->currency))
        return NULL;
    why = in->plan->fx == FX_CONSTANT
              ? given_rate(in, currency, &rate)
              : dated_rate(in, currency, time_of(in, batch, row), &rate);
    if (why || in->foreign != HALE_NO_CODE)
        return why;
    return scale(in, batch, row, &rate);
}

/* Whose row it is, when the roster says more than who exists. */
static Str owner(const Intake *in, const hale_batch *batch, size_t row)
{
    if (in->set->shape == HALE_SIDE)
        return S("");
    Str account = batch->field[in->account]->as.text[row];
    return in->kin ? kin_account(in->kin, account) : account;
}

static void keep(Intake *in, const hale_batch *batch, size_t row)
{
    Sheaf *sheaf = &in->clerk->sheaf;
    sheaf->row[sheaf->count++] = (uint32_t)row;
    sheaf->foreign[row] = in->foreign;
    if (in->kin)
        sheaf->owner[row] = owner(in, batch, row);
    if (has(batch, in->recorded, row) &&
        int_at(batch, in->recorded, row) >= in->plan->late_since)
        late_add(&in->split->late, owner(in, batch, row), batch->file,
                 batch->line[row]);
}

/* Can nothing but a missing account or time be wrong with a row? */
static bool is_plain(const Intake *in)
{
    return in->set->shape == HALE_EVENT && in->time >= 0 && in->until < 0 &&
           in->recorded < 0 && !in->set->foreign && in->currency < 0 &&
           !in->kin;
}

/* Of a plain input: what most rows are, all there and of interest. */
static inline bool is_good(const Intake *in, const hale_batch *batch,
                           size_t row)
{
    const hale_cells *account = batch->field[in->account];
    const hale_cells *time = batch->field[in->time];
    return account->present[row] && time->present[row] &&
           account->as.text[row].len && time->as.i[row] >= in->set->begin &&
           time->as.i[row] < in->set->end;
}

/* One row: kept, left out or turned away. */
static int look_at(Intake *in, const hale_batch *batch, size_t row)
{
    const char *field = NULL;
    const char *why = trouble(in, batch, row, &field);
    if (!why && left_out(in, batch, row))
        return 0;
    if (!why) {
        field = in->input->currency;
        why = convert(in, batch, row);
    }
    if (why)
        return turn_away(in, batch, row, field, why);
    keep(in, batch, row);
    return 0;
}

int intake_batch(Intake *in, const hale_batch *batch)
{
    Sheaf *sheaf = &in->clerk->sheaf;
    bool plain = is_plain(in);
    sheaf->count = 0;
    for (size_t row = 0; row < batch->count; row++) {
        if (plain && is_good(in, batch, row))
            sheaf->row[sheaf->count++] = (uint32_t)row;
        else if (look_at(in, batch, row))
            return -1;
    }
    in->split->counts.kept += sheaf->count;
    return clerk_take(in, batch);
}
