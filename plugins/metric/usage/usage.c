/* SPDX-License-Identifier: MIT
 *
 * usage.c: numbers by user, and the daily and monthly users of moving days.
 *
 * A Tally is a hash table with linear probing, at most half full. Nothing
 * that comes out of it depends on the order of its slots.
 *
 * Rolling counts a user in the month of every day from a day of activity to
 * `days` - 1 days later. A user's days come in order, so each one extends
 * what the user's last one covered: two changes to a list of differences,
 * whose running sums are the monthly users.
 */
#include "usage.h"

#include "../../common/text.h"

/* ---------------------------------------------------------------- counts -- */

static int grow(hale_cx *cx, Tally *t)
{
    enum { FIRST = 16 };
    size_t slots = t->slots ? 2 * t->slots : FIRST;
    TallySlot *larger = cx->alloc(cx, slots * sizeof *larger);
    if (!larger)
        return -1;
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i].key)
            *usage_tally_place(larger, slots, t->slot[i].key) = t->slot[i];
    t->slot = larger;
    t->slots = slots;
    return 0;
}

int64_t *usage_tally_new(hale_cx *cx, Tally *t, int64_t key)
{
    if (2 * (t->count + 1) > t->slots && grow(cx, t))
        return NULL;
    TallySlot *at = usage_tally_place(t->slot, t->slots, key + 1);
    at->key = key + 1;
    t->count++;
    return &at->value;
}

/* --------------------------------------------------------- moving months -- */

int usage_rolling_open(hale_cx *cx, Rolling *r, const hale_span *span,
                       int64_t days)
{
    r->days = days;
    r->first = (int64_t)span->last_day - days + 1;
    r->daily = cx->alloc(cx, (size_t)days * sizeof *r->daily);
    r->monthly = cx->alloc(cx, (size_t)(days + 1) * sizeof *r->monthly);
    return r->daily && r->monthly ? 0 : -1;
}

static int active(hale_cx *cx, Rolling *r, int64_t day, uint32_t user)
{
    int fresh;
    int64_t *last = usage_tally(cx, &r->last, user, &fresh);
    int64_t from = day, to = day + r->days, end = r->first + r->days;
    if (!last)
        return -1;
    if (!fresh && *last == day)
        return 0;
    if (!fresh && *last + r->days > day)
        from = *last + r->days;
    *last = day;
    if (day >= r->first)
        r->daily[day - r->first]++;
    from = from > r->first ? from : r->first;
    to = to < end ? to : end;
    if (from < to) {
        r->monthly[from - r->first]++;
        r->monthly[to - r->first]--;
    }
    return 0;
}

int usage_rolling_add(hale_cx *cx, Rolling *r, const hale_rows *rows,
                      size_t user_column)
{
    const hale_vector *user = rows->column[user_column];
    for (size_t i = 0; i < rows->count; i++)
        if (HALE_HAS(user, i) && active(cx, r, rows->day[i], user->as.code[i]))
            return -1;
    return 0;
}

int64_t usage_rolling_users(const Rolling *r, int64_t days)
{
    int64_t users = 0;
    for (size_t i = 0; i < r->last.slots; i++)
        users += r->last.slot[i].key &&
                 r->last.slot[i].value >= r->first + r->days - days;
    return users;
}

double usage_rolling_daily(const Rolling *r, int64_t days)
{
    int64_t sum = 0;
    for (int64_t i = r->days - days; i < r->days; i++)
        sum += r->daily[i];
    return (double)sum / (double)days;
}

int usage_rolling_stickiness(const Rolling *r, double *mean)
{
    int64_t users = 0, counted = 0;
    double sum = 0;
    for (int64_t i = 0; i < r->days; i++) {
        users += r->monthly[i];
        if (users == 0)
            continue;
        sum += (double)r->daily[i] / (double)users;
        counted++;
    }
    *mean = counted ? sum / (double)counted : 0;
    return counted > 0;
}

/* ---------------------------------------------------------------- values -- */

static double number(const hale_value *v)
{
    return v->type == HALE_REAL ? v->as.r : (double)v->as.i;
}

void usage_set_ratio(hale_value *results, size_t at, size_t top, size_t base)
{
    hale_value *v = &results[at];
    v->missing =
        results[top].missing ? results[top].missing : results[base].missing;
    if (v->missing)
        return;
    if (number(&results[base]) == 0)
        v->missing = HALE_ZERO_DENOMINATOR;
    else
        usage_set_real(v, number(&results[top]) / number(&results[base]));
}

/* -------------------------------------------------------------- options -- */

int usage_features_check(hale_cx *cx, const struct hale_list *features,
                         size_t most)
{
    if (features->count == 0 || features->count > most)
        return hale_fail(cx, "features names %zu; name one to %zu",
                         features->count, most);
    for (size_t i = 0; i < features->count; i++)
        for (size_t k = 0; k < i; k++)
            if (text_same(features->item[i], features->item[k]))
                return hale_fail(cx,
                                 "features names \"%.*s\" twice; take one "
                                 "away",
                                 (int)features->item[i].len,
                                 features->item[i].data);
    return 0;
}
