/* SPDX-License-Identifier: MIT
 *
 * freshness.c: how old an input may be, and what becomes of a run if it is
 * older.
 *
 *     max_age  = 36h       ; of its newest row, counted back from the as-of
 *     on_stale = missing   ; or warn, or fail
 *
 * An export that stopped looks like customers who stopped: zero logins, no
 * tickets, a perfect score. With `missing`, which holds if nothing is said,
 * figures that rest on such an input are not known, for that reason.
 *
 * Who exists, to which group it belongs and what money is worth cannot be
 * "not known": without them nothing else is. For those inputs only `warn` and
 * `fail` make sense, and which of the two is asked, not guessed.
 */
#include "build.h"

#include <string.h>

const char *const on_stale_words[] = {[STALE_MISSING] = "missing",
                                      [STALE_WARN] = "warn",
                                      [STALE_FAIL] = "fail",
                                      NULL};

void freshness_read(Build *b, size_t input)
{
    InputPlan *in = &b->plan->input[input];
    Section *s = b->mapping[input].section;
    Window *age = &in->max_age;
    Setting *setting = take(b, s, "max_age");
    const Setting *on_stale = section_find(s, "on_stale");
    in->on_stale =
        (OnStale)take_word(b, s, "on_stale", on_stale_words, STALE_MISSING);
    if (!setting && on_stale)
        diag_error(b->diags, on_stale->place, s->label,
                   "on_stale says what to do when the input is older than "
                   "max_age, and there is no max_age: add it, as in max_age = "
                   "36h, or take on_stale away");
    if (setting && (span_parse(str(setting->value), &age->count, &age->unit) ||
                    age->count < 1)) {
        diag_error(b->diags, setting->place, s->label,
                   "max_age = %s is not a span such as 36h, 7d, 2w or 1m",
                   shown(b, str(setting->value)));
        *age = (Window){0};
    }
}

/* Does something say when a row is from? */
static bool has_age(const InputPlan *in, Section *s)
{
    const Setting *recorded = section_find(s, "column.recorded");
    return in->time || (recorded && *recorded->value);
}

/* Why nothing can do without this input; NULL: its figures may be missing. */
static const char *needed_for(const Plan *p, const InputPlan *in)
{
    if ((ptrdiff_t)in->data_set == p->roster)
        return "which accounts there are";
    if (p->fx != FX_CONSTANT &&
        p->data_set[in->data_set].role == role_find(S("rates")))
        return "what money is worth";
    return NULL;
}

static void check_input(Build *b, const InputPlan *in, Section *s)
{
    const DataSet *d = &b->plan->data_set[in->data_set];
    const char *needed = needed_for(b->plan, in);
    Place place = section_find(s, "max_age")->place;
    if (!has_age(in, s))
        diag_error(b->diags, place, in->label,
                   "max_age: nothing says when a row of data set \"%s\" is "
                   "from; map the column that does, as in column.recorded = "
                   "NAME%s",
                   d->name,
                   d->shape == HALE_ATTRIBUTE
                       ? ", or column.time = NAME if it says from when on a "
                         "row holds"
                       : "");
    else if (needed && in->on_stale == STALE_MISSING)
        diag_error(b->diags, place, in->label,
                   "max_age: this input says %s, which cannot be missing; "
                   "give on_stale = warn or on_stale = fail",
                   needed);
}

void freshness_check(Build *b)
{
    Plan *p = b->plan;
    for (size_t i = 0; i < p->inputs; i++)
        if (p->input[i].max_age.count && p->input[i].data_set != (size_t)NONE)
            check_input(b, &p->input[i], b->mapping[i].section);
}
