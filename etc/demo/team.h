/* SPDX-License-Identifier: MIT
 *
 * team.h: the demo's customer-success team: who looks after whom, the
 * contracts and how they ended, quotas, and what new customers cost.
 *
 * Nobody here decides anything about an account: contracts follow from what
 * it paid (contracts.h), assignments from its CSM of today (book.h). A quarter
 * of the accounts changed hands in 2025, between the two CSMs of a segment;
 * small accounts without a CSM had one until the end of June. A CSM's renewal
 * quota is a share of the ARR that is due to them.
 */
#ifndef DEMO_TEAM_H
#define DEMO_TEAM_H

#include "contracts.h"

enum { OWNERS = 6, YEARLY = 365, QUARTERS = 4 };

static const char *const teams[] = {"Strategic", "Growth", "Scale"};
static const char seller[] = "Iris Falk";

/* -------------------------------------------------------------- owners -- */

/* The other CSM of the same segment. */
static inline const char *colleague(const char *csm)
{
    for (int i = 0; i < OWNERS; i++)
        if (strcmp(owners[i], csm) == 0)
            return owners[i ^ 1];
    return csm;
}

static inline void assigned(const Account *a, const char *csm, const char *role,
                            int from, int to, Table *t)
{
    Text end = to == FOREVER ? field("") : date(to);
    put(t, from, "%s,%s,%s,%s,%s,%s", a->id, csm, role, teams[a->segment],
        date(from).s, end.s);
}

static inline void assignments(const Account *a, Table *t)
{
    uint64_t r = stream(a, 7);
    int change = in_month(&r, 2025, between(&r, 1, 12));
    int pooled = day_of(2025, 7, 1);
    if (a->segment == 0)
        assigned(a, seller, "sales", a->created, FOREVER, t);
    if (!*a->csm) {
        if (a->created < pooled)
            assigned(a, owners[OWNERS - 1], "csm", a->created, pooled, t);
    } else if (a->rank % 4 == 2 && a->created + 30 < change) {
        assigned(a, colleague(a->csm), "csm", a->created, change, t);
        assigned(a, a->csm, "csm", change, FOREVER, t);
    } else {
        assigned(a, a->csm, "csm", a->created, FOREVER, t);
    }
}

/* ----------------------------------------------------------- contracts -- */

/* What the account pays a year at the prices of a day, in whole cents. */
static inline int64_t arr_on(const Account *a, int day)
{
    int64_t mrr = 0;
    for (int i = 0; i < a->term_count; i++)
        if (a->terms[i].from <= day && day < a->terms[i].to)
            mrr += a->terms[i].mrr;
    return (12 * mrr + 50) / 100 * 100;
}

typedef struct { /* the ARR due to a CSM, by quarter of 2025 */
    int64_t arr[OWNERS][QUARTERS];
} Due;

static inline void fall_due(const Account *a, int day, int64_t arr, Due *due)
{
    for (int i = 0; i < OWNERS; i++)
        for (int q = 0; q < QUARTERS; q++)
            if (strcmp(owners[i], a->csm) == 0 &&
                day >= day_of(2025, 1 + 3 * q, 1) &&
                day < (q < 3 ? day_of(2025, 4 + 3 * q, 1) : AS_OF))
                due->arr[i][q] += arr;
}

/* Years from `from` on, until it leaves for good on `gone`. The forecast is
 * what somebody wrote down some weeks before the end, in whole hundreds. */
static inline void signed_years(const Account *a, int from, int gone,
                                uint64_t *r, Table *t, Due *due)
{
    while (from < gone && from < AS_OF) {
        int end = from + YEARLY < gone ? from + YEARLY : gone;
        int64_t now = arr_on(a, from), next = arr_on(a, end);
        int64_t called = now / 1000 * between(r, 850, 1050) / 1000000 * 1000000;
        int open = end >= AS_OF;
        Text again = open ? field("") : money(next);
        put(t, from, "%s,%s,%s,%s,%s,%s,%s", a->id, date(from).s, date(end).s,
            money(now).s,
            open   ? "open"
            : next ? "won"
                   : "lost",
            again.s, money(called).s);
        fall_due(a, end, now, due);
        from = end;
    }
}

static inline void years(const Account *a, Table *t, Due *due)
{
    uint64_t r = stream(a, 8);
    if (a->start == FOREVER)
        return;
    signed_years(a, a->start, a->gone, &r, t, due);
    if (a->back)
        signed_years(a, a->back, FOREVER, &r, t, due);
}

/* ------------------------------------------------------ quotas and costs -- */

/* Renewals by CSM, nine tenths of what is due; expansion by team; all of the
 * company by year. The sixth CSM is new and has no quota yet. */
static inline void quotas(const Due *due, Table *t)
{
    static const int64_t grow[] = {150, 1000, 300};
    for (int q = 0; q < QUARTERS; q++) {
        for (int i = 0; i < OWNERS - 1; i++) {
            int64_t target = due->arr[i][q] / 10 * 9 / 1000000 * 1000000;
            put(t, q, "%s,%s,renewal,2025-Q%d,%s", owners[i], teams[i / 2],
                q + 1, money(target).s);
        }
        for (int i = 0; i < LENGTH(grow); i++)
            put(t, q, ",%s,expansion,2025-Q%d,%s", teams[i], q + 1,
                money(grow[i] * 10000).s);
    }
    put(t, QUARTERS, ",,expansion,2025,%s", money(INT64_C(60000000)).s);
}

static inline void costs(Table *t)
{
    static const int dollars[] = {26000, 14000, 5000};
    uint64_t r = 2025;
    for (int month = 1; month <= 12; month++) {
        int day = day_of(2025, month, 1);
        for (int i = 0; i < LENGTH(dollars); i++) {
            int64_t sales = (int64_t)dollars[i] * between(&r, 900, 1100) * 10;
            put(t, day, "%s,sales,%s,%s", date(day).s, segments[i],
                money(sales).s);
            put(t, day, "%s,hosting,%s,%s", date(day).s, segments[i],
                money(sales / 4).s);
        }
        put(t, day, "%s,marketing,,%s", date(day).s,
            money(INT64_C(10000000) * between(&r, 8, 14)).s);
    }
}

#endif
