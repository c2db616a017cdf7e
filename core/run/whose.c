/* SPDX-License-Identifier: MIT
 *
 * whose.c: which section judges an account.
 *
 * Of the sections that give one score, the first whose `where` is for the
 * account is the one; if its `only` leaves the account out, nobody else steps
 * in. Those whom one section judges are each other's peers, for ranks.
 */
#include "judging.h"

/* A column of the plan, of one account. */
static hale_value cell(const hale_session *h, size_t row, ptrdiff_t column)
{
    return table_get(h->measured.accounts, row, ACCOUNT_FIXED + (size_t)column);
}

static bool is_for(const hale_session *h, const ScorePlan *s, size_t row)
{
    for (size_t i = 0; i < s->filters; i++) {
        hale_value v = cell(h, row, (ptrdiff_t)s->filter[i].column);
        if (!filter_holds(&s->filter[i], &v))
            return false;
    }
    return true;
}

/* Why the section leaves out an account that it is for; HALE_PRESENT: it does
 * not. */
static hale_missing left_out(const hale_session *h, const ScorePlan *s,
                             size_t row)
{
    if (s->only < 0)
        return HALE_PRESENT;
    hale_value v = cell(h, row, s->only);
    if (v.missing)
        return v.missing;
    bool is = v.type == HALE_BOOL ? v.as.b : v.as.i != 0;
    return is ? HALE_PRESENT : HALE_NOT_CUSTOMER;
}

ptrdiff_t section_for(const hale_session *h, size_t set, size_t row,
                      hale_missing *why)
{
    const ScoreSet *s = &h->plan.score_set[set];
    *why = HALE_NOT_COVERED;
    for (size_t i = 0; i < s->scores; i++) {
        if (!is_for(h, &h->plan.score[s->score[i]], row))
            continue;
        *why = left_out(h, &h->plan.score[s->score[i]], row);
        return *why == HALE_PRESENT ? (ptrdiff_t)s->score[i] : -1;
    }
    return -1;
}
