/* SPDX-License-Identifier: MIT
 *
 * edge.h: what an account has just before one instant, gathered term by term:
 * one edge of a span.
 *
 * With `grace` an account that has nothing goes on as it was for so many
 * days: the terms that ended last stand for it, so that a renewal which comes
 * late is neither a loss nor a return. Whether it comes is not asked, since
 * nobody could have known it then: who does not renew is lost when the grace
 * is over.
 *
 * Both kinds of price are kept, see terms.h: [NOW] at the rates of the span's
 * end, [THEN] at those of its begin. They are the same for who knows no rates.
 */
#ifndef HALE_PLUGINS_EDGE_H
#define HALE_PLUGINS_EDGE_H

#include "terms.h"

enum { NOW, THEN, RATES };

typedef struct Level {
    int64_t total[RATES]; /* MRR, with what is on hold */
    int64_t held[RATES];  /* of it on hold */
    int64_t terms;
    hale_missing missing; /* why one of them has no price */
} Level;

typedef struct Edge {
    Level level, last;     /* what holds; what ended at `until` */
    int64_t until;         /* the latest end before the instant, if `ended` */
    uint8_t ended, unpaid; /* unpaid: what ended then was past due */
} Edge;

/* Adds a term's prices to a level, or takes them from it. */
int level_add(hale_cx *cx, Level *level, const Term *t);
int level_sub(hale_cx *cx, Level *level, const Term *t);

/* Does the edge want to know what the term is worth? */
int edge_wants(const Policy *policy, const Edge *edge, const Term *t,
               int64_t at);
/* Takes in a term, priced if edge_wants says so. */
int edge_add(hale_cx *cx, const Policy *policy, Edge *edge, const Term *t,
             int64_t at);

/* Is there nothing, but within the days of grace? */
int edge_in_grace(hale_cx *cx, const Policy *policy, const Edge *edge,
                  int64_t at);
/* What the account has, by grace too; `terms` is 0 for no customer. */
const Level *edge_level(hale_cx *cx, const Policy *policy, const Edge *edge,
                        int64_t at);

#endif
