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

static void append_cell(Part *part, Cells *to, const hale_batch *batch,
                        ptrdiff_t field, size_t row)
{
    size_t n = part->rows;
    to->present[n] = has(batch, field, row);
    if (!to->present[n]) {
        memset(to->as.b + n * cell_size(to->type), 0, cell_size(to->type));
        return;
    }
    const hale_cells *from = batch->field[field];
    switch (to->type) {
    case HALE_BOOL:
        to->as.b[n] = from->as.b[row];
        break;
    case HALE_REAL:
        to->as.r[n] = from->as.r[row];
        break;
    case HALE_TEXT:
        to->as.code[n] = dict_code(&part->texts, from->as.text[row]);
        break;
    default:
        to->as.i[n] = from->as.i[row];
    }
}

/* Whose row it is; side tables are nobody's. */
static Str owner(const Intake *in, const hale_batch *batch, size_t row)
{
    if (in->set->shape == HALE_SIDE)
        return S("");
    Str account = batch->field[in->account]->as.text[row];
    return in->kin ? kin_account(in->kin, account) : account;
}

static void append(Intake *in, const hale_batch *batch, size_t row)
{
    Str account = owner(in, batch, row);
    Part *part = &in->split->part[account.len ? partition_of(account) : 0];
    part_grow(part, in->set);
    size_t n = part->rows;
    part->account[n] = dict_code(&part->accounts, account);
    part->time[n] = time_of(in, batch, row);
    if (part->until)
        part->until[n] = has(batch, in->until, row)
                             ? int_at(batch, in->until, row)
                             : HALE_OPEN;
    if (part->recorded)
        part->recorded[n] = has(batch, in->recorded, row)
                                ? int_at(batch, in->recorded, row)
                                : INT64_MIN;
    if (part->currency)
        part->currency[n] = in->foreign;
    if (part->place)
        part->place[n] = (Place){batch->file, (int)batch->line[row], 0};
    for (size_t i = 0; i < in->set->kept_count; i++)
        append_cell(part, &part->cell[i], batch, in->kept[i], row);
    if (has(batch, in->recorded, row) &&
        int_at(batch, in->recorded, row) >= in->plan->late_since)
        late_add(&in->split->late, account, batch->file, batch->line[row]);
    part->rows++;
    in->split->counts.kept++;
}

int intake_batch(Intake *in, const hale_batch *batch)
{
    for (size_t row = 0; row < batch->count; row++) {
        const char *field = NULL;
        const char *why = trouble(in, batch, row, &field);
        if (!why && left_out(in, batch, row))
            continue;
        if (!why) {
            field = in->input->currency;
            why = convert(in, batch, row);
        }
        if (why && turn_away(in, batch, row, field, why))
            return -1;
        if (!why)
            append(in, batch, row);
    }
    return 0;
}
