/* SPDX-License-Identifier: MIT
 *
 * contracts.h: what an account of the demo is, and what it pays when.
 *
 * An account's contracts follow from its kind: when it signed, the uplift of
 * its first anniversary, at most one change of price in 2025, a second product
 * for some, an end and perhaps a return. The dates are dealt by the account's
 * number within its kind, so that every month of 2025 sees customers come,
 * grow, shrink, leave and return.
 */
#ifndef DEMO_CONTRACTS_H
#define DEMO_CONTRACTS_H

#include "book.h"
#include "kit.h"

enum {
    FIRST_EVENT = 20058, /* 2024-12-01 */
    YEAR_BEGIN = 20089,  /* 2025-01-01 */
    AS_OF = 20454,       /* 2026-01-01, nothing is known of it or after */
    FOREVER = 1 << 30,
    MAX_TERMS = 12
};

typedef struct {
    int product, from, to; /* [from, to), FOREVER while it runs */
    int64_t mrr;           /* ten-thousandths */
} Term;

typedef struct {
    char id[24], name[64];
    const char *parent, *csm;
    int rank, segment, plan;
    Region region;
    Kind kind;
    int nth; /* of its kind, in order of rank */
    int seats, users, first_user;
    int created, start; /* start: FOREVER if it never bought */
    int gone, back;     /* last day out, day of return; FOREVER, 0 if none */
    int renewal;        /* 0: none */
    int floor;          /* its own version of the trait's */
    char pulse;
    Term terms[MAX_TERMS];
    int term_count;
} Account;

/* A stream of its own for each account and purpose. */
static inline uint64_t stream(const Account *a, int purpose)
{
    uint64_t seed = (uint64_t)a->rank * 64 + (uint64_t)purpose + 2026;
    return draw(&seed);
}

/* ------------------------------------------------------------- contracts -- */

/* From `day` on the account pays `mrr` for the product; 0 ends it. */
static inline void agree(Account *a, int product, int day, int64_t mrr)
{
    for (int i = 0; i < a->term_count; i++)
        if (a->terms[i].product == product && a->terms[i].to == FOREVER)
            a->terms[i].to = day;
    if (mrr == 0)
        return;
    if (a->term_count == MAX_TERMS)
        die(a->id, "too many terms");
    a->terms[a->term_count++] = (Term){product, day, FOREVER, mrr};
}

/* A list price that falls as 1/rank, 15,000 for the first and 200 for the
 * last; a third pays by the year, which leaves odd ten-thousandths. */
static inline int64_t price(const Account *a, int per_mille)
{
    int64_t list = INT64_C(15000) * 28 / (28 + 10 * a->rank);
    int64_t dollars = list * per_mille / 1000;
    if (a->rank % 3 == 1)
        return (dollars * 12 / 100 * 100 * 10000 + 6) / 12;
    return dollars * 10000 + (a->rank % 3 == 2 ? 5000 : 0);
}

static inline int in_month(uint64_t *r, int year, int month)
{
    return below(r, 5) ? day_of(year, month, between(r, 2, 28))
                       : day_of(year, month, 1);
}

static inline int first_day(const Account *a, uint64_t *r)
{
    if (a->kind == TRIAL)
        return FOREVER;
    if (a->kind == ONBOARD)
        return AS_OF - 86 + 6 * a->nth;
    if (a->kind == NEWBORN)
        return AS_OF - 9 + 2 * a->nth;
    if (a->nth % 4 == 1 && a->rank >= STORIES && a->gone == FOREVER)
        return in_month(r, 2025, a->nth / 4 % 9 + 1);
    int month = between(r, 1, 12);
    return in_month(r, a->gone == FOREVER && below(r, 2) ? 2024 : 2023, month);
}

/* Settles the kinds that leave: one a month in 2025, the others before. */
static inline void departure(Account *a, int notice, uint64_t *r)
{
    a->gone = FOREVER;
    if (a->kind == NOTICE)
        a->gone = AS_OF + notice;
    if (a->kind == CHURNED && a->nth < 22)
        a->gone = in_month(r, 2025, a->nth % 12 + 1);
    if (a->kind == CHURNED && a->nth >= 22)
        a->gone = in_month(r, 2024, a->nth % 6 + 7);
    if (a->kind == RETURNED) {
        a->back = in_month(r, 2025, (a->nth + 5) % 12 + 1);
        a->gone = a->back - between(r, 100, 330);
    }
}

/* The one change of price an account may see in 2025, per mille of list. */
static inline int repriced(const Account *a, int now)
{
    switch (a->kind) {
    case CHAMPION:
    case SHOCK:
        return 1000;
    case STEADY:
        return a->nth % 4 ? now + 40 : now - 120;
    case DRIFT:
        return a->nth % 3 ? now : now - 90;
    default:
        return now;
    }
}

static inline void planner(Account *a, uint64_t *r)
{
    int now = a->kind == SHOCK ? 1550 : between(r, 760, 860);
    int month =
        a->kind == SHOCK ? 9 + a->nth % 3 : (a->nth / 4 + a->nth * 3) % 12 + 1;
    int change = in_month(r, 2025, month);
    agree(a, 0, a->start, price(a, now));
    if (a->start + 365 < YEAR_BEGIN && a->start + 365 < a->gone) {
        now += 70;
        agree(a, 0, a->start + 365, price(a, now));
    }
    int next = repriced(a, now);
    if (next != now && change > a->start + 60 && change < a->gone)
        agree(a, 0, change, price(a, next));
}

static inline void insights(Account *a, uint64_t *r)
{
    int from = a->start + between(r, 90, 300);
    int drop = in_month(r, 2025, a->nth % 10 + 3);
    if (a->rank % 2 || a->rank >= MIDMARKET || from > AS_OF - 30 ||
        from > a->gone - 60)
        return;
    agree(a, 1, from, price(a, 180));
    if (a->kind == STEADY && a->nth % 3 == 0 && drop > from)
        agree(a, 1, drop, 0);
}

static inline void contracts(Account *a, int renewal)
{
    uint64_t r = stream(a, 1);
    departure(a, renewal, &r);
    a->start = first_day(a, &r);
    a->created = a->start - between(&r, 0, 30);
    if (a->kind == TRIAL) {
        a->created = in_month(&r, 2025, a->nth + 6);
        return;
    }
    planner(a, &r);
    insights(a, &r);
    for (int p = 0; p < 2 && a->gone != FOREVER; p++)
        agree(a, p, a->gone, 0);
    if (a->back)
        agree(a, 0, a->back, price(a, 950));
    if (a->kind == CHURNED)
        return;
    a->renewal = a->back ? a->back : a->start;
    while (a->renewal < AS_OF)
        a->renewal += 365;
    if (renewal || a->kind == NOTICE)
        a->renewal = AS_OF + renewal;
}

#endif
