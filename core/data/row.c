/* SPDX-License-Identifier: MIT
 *
 * row.c: what happens to a row between an input's batch and a part.
 *
 *   no account, no time, ends before it begins   -> rejected, with its place
 *   outside everything any metric looks at       -> counted, "outside"
 *   recorded after what we pretend to know       -> counted, "unknown_yet"
 *   money of another currency                    -> converted, or rejected
 *   else                                         -> appended to its part
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

/* Why this row cannot be used, or NULL. */
static const char *trouble(const Intake *in, const hale_batch *batch,
                           size_t row, const char **field)
{
    *field = in->input->account;
    if (!has(batch, in->account, row) ||
        !batch->field[in->account]->as.text[row].len)
        return "no account";
    *field = in->input->time;
    if (in->time >= 0 && in->set->shape != HALE_ATTRIBUTE &&
        !has(batch, in->time, row))
        return "no time";
    *field = in->input->until;
    if (has(batch, in->until, row) &&
        int_at(batch, in->until, row) < int_at(batch, in->time, row))
        return "ends before it begins";
    return NULL;
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

static const Rate *rate_of(const Plan *plan, Str currency)
{
    for (size_t i = 0; i < plan->rates; i++)
        if (str_is(currency, plan->rate[i].currency))
            return &plan->rate[i];
    return NULL;
}

/* Makes the money of a row ours, in place. NULL, or why it cannot be. */
static const char *convert(Intake *in, const hale_batch *batch, size_t row)
{
    if (!has(batch, in->currency, row))
        return NULL;
    Str currency = batch->field[in->currency]->as.text[row];
    if (str_is(currency, in->plan->currency))
        return NULL;
    const Rate *rate = rate_of(in->plan, currency);
    if (!rate) {
        snprintf(in->reason, sizeof in->reason,
                 "no rate for \"%.*s\"; rates stand in [pipeline], as in "
                 "fx.USD = 0.92",
                 (int)(currency.len < 16 ? currency.len : 16), currency.data);
        return in->reason;
    }
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

static void append(Intake *in, const hale_batch *batch, size_t row)
{
    Str account = batch->field[in->account]->as.text[row];
    Part *part = &in->split->part[partition_of(account)];
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
    for (size_t i = 0; i < in->set->kept_count; i++)
        append_cell(part, &part->cell[i], batch, in->kept[i], row);
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
