/* SPDX-License-Identifier: MIT
 *
 * law.c: what metrics promise of their figures, and what that asks of groups.
 *
 * Metrics declare laws (start + movements = end; end of a period = start of
 * the next). They are checked to the last digit for every account, period
 * and group on every run: a broken one is a bug and ends the run.
 *
 * When an account changes groups within a period, its start is in one group
 * and its end in another, so neither adds up by itself. A law may name a
 * result that takes the difference, its transfer:
 *
 *              start   movements   transfer     end
 *     from G    100       +20        -120         0     judged where it was
 *     to   H      0         0        +120       120     when the period began
 *
 * Both rows hold, the next period of H starts where this one ended, and the
 * transfers of all groups add up to nothing.
 */
#include "measure/inside.h"

Laws laws_of(Arena *arena, const MetricPlan *m)
{
    Laws laws = {.metric = m, .count = list_count(m->plugin->identities)};
    laws.law = arena_array(arena, laws.count + 1, sizeof *laws.law);
    for (size_t i = 0; i < laws.count; i++) {
        Law *law = &laws.law[i];
        law->declared = m->plugin->identities[i];
        law->part = arena_array(arena, m->results + 1, sizeof *law->part);
        for (size_t r = 0; r < m->results; r++)
            if (law->declared->sign[r])
                law->part[law->parts++] = (LawPart){r, law->declared->sign[r]};
    }
    return laws;
}

/* What a law is off by, modulo 2^64; 0 if a figure of it is missing. */
static uint64_t off_by(const Law *law, const hale_value *value)
{
    uint64_t sum = 0;
    unsigned missing = 0;
    for (size_t i = 0; i < law->parts; i++) {
        const hale_value *v = &value[law->part[i].result];
        sum += (uint64_t)law->part[i].sign * (uint64_t)v->as.i;
        missing |= v->missing;
    }
    return missing ? 0 : sum;
}

/* Does a period begin with what the last one ended with, or is one of them
 * not known? */
static bool follows(const hale_identity *law, const hale_value *last,
                    const hale_value *value)
{
    const hale_value *closing = &last[law->closing];
    const hale_value *opening = &value[law->opening];
    return closing->missing || opening->missing ||
           closing->as.i == opening->as.i;
}

static int unbalanced(const Laws *laws, const Law *law, uint64_t off,
                      const char *whose, Error *error)
{
    return error_set(
        error, EXIT_BUG, "%s: %s does not hold for %s: off by %lld",
        laws->metric->label, law->declared->name, whose, (long long)off);
}

/* One law, over all periods. `last` is what the period before said. */
static int holds(const Laws *laws, const Law *law, Stretches periods,
                 bool carried, const char *whose, Error *error)
{
    const hale_identity *declared = law->declared;
    const hale_value *last = NULL;
    carried = carried && declared->closing != declared->opening;
    for (size_t i = 0; i < periods.count; i++) {
        const Stretch *s = &periods.of[i];
        uint64_t off = off_by(law, s->value);
        bool goes_on = s->end - s->first > 1;
        if (off)
            return unbalanced(laws, law, off, whose, error);
        if (carried && ((last && !follows(declared, last, s->value)) ||
                        (goes_on && !follows(declared, s->value, s->value))))
            return error_set(error, EXIT_BUG,
                             "%s: %s: a period of %s does not start where the "
                             "last one ended",
                             laws->metric->label, declared->name, whose);
        last = s->value;
    }
    return 0;
}

int laws_hold(const Laws *laws, Stretches periods, Carry carry,
              const char *whose, Error *error)
{
    for (size_t i = 0; i < laws->count; i++) {
        const Law *law = &laws->law[i];
        bool carried = carry == CARRY_ALL ||
                       (carry == CARRY_TRANSFERS && law->declared->transfer);
        if (holds(laws, law, periods, carried, whose, error))
            return -1;
    }
    return 0;
}

static bool is_gap(const hale_identity *law, const hale_value *last,
                   const hale_value *value)
{
    return !last[law->closing].missing != !value[law->opening].missing;
}

bool laws_have_gaps(const Laws *laws, Stretches periods)
{
    for (size_t i = 0; i < laws->count; i++) {
        const hale_identity *law = laws->law[i].declared;
        const hale_value *last = NULL;
        if (law->closing == law->opening)
            continue;
        for (size_t k = 0; k < periods.count; k++) {
            const Stretch *s = &periods.of[k];
            bool goes_on = s->end - s->first > 1;
            if ((last && is_gap(law, last, s->value)) ||
                (goes_on && is_gap(law, s->value, s->value)))
                return true;
            last = s->value;
        }
    }
    return false;
}

bool law_brings_nothing(const MetricPlan *m, const hale_value *value)
{
    size_t n = list_count(m->plugin->identities);
    for (size_t i = 0; i < n; i++) {
        const hale_identity *law = m->plugin->identities[i];
        const hale_value *opening = &value[law->opening];
        if (law->opening != law->closing && !opening->missing &&
            opening->as.i != 0)
            return false;
    }
    return true;
}

/* What the other group has of a result that no law hands to it. */
static hale_value nothing(const hale_result *result, const hale_value *value)
{
    hale_value v = {.type = value->type, .missing = HALE_NO_ROWS};
    if (result->rollup == HALE_ROLLUP_SUM && !value->missing &&
        (value->type == HALE_INT || value->type == HALE_MONEY))
        v.missing = HALE_PRESENT;
    return v;
}

static void add_to(hale_value *to, uint64_t amount)
{
    to->as.i = (int64_t)((uint64_t)to->as.i + amount);
}

bool law_split(const MetricPlan *m, bool gives_opening, const hale_value *value,
               hale_value *here, hale_value *there)
{
    size_t n = list_count(m->plugin->identities);
    bool any = false;
    for (size_t r = 0; r < m->results; r++) {
        here[r] = value[r];
        there[r] = nothing(m->plugin->results[r], &value[r]);
    }
    for (size_t i = 0; i < n; i++) {
        const hale_identity *law = m->plugin->identities[i];
        size_t given = gives_opening ? law->opening : law->closing;
        if (!law->transfer || value[given].missing ||
            value[law->transfer].missing)
            continue;
        uint64_t amount = (uint64_t)value[given].as.i;
        /* What the sum of the law loses with `given`, `transfer` makes up. */
        if (law->sign[given] != law->sign[law->transfer])
            amount = 0 - amount;
        there[given].as.i = value[given].as.i;
        here[given].as.i = 0;
        add_to(&here[law->transfer], amount);
        add_to(&there[law->transfer], 0 - amount);
        any = true;
    }
    return any;
}
