/* SPDX-License-Identifier: MIT
 *
 * moves.h: how an account's MRR got from the start of a span to its end, for
 * the metrics that count it each in their own way.
 *
 * There are two bases. `snapshot` compares the state just before the span
 * begins with the one just before it ends: one movement at most. `events`
 * looks at every instant within the span at which the state changes, and each
 * of them is a movement: 100 -> 150 -> 80 is an expansion of 50 and a
 * contraction of 70, where snapshots see a contraction of 20. What begins and
 * ends at the same instant is one change, so that a renewal is not a churn.
 *
 *     not active -> active    new, or reactivation if an earlier term is over
 *     active -> not active    churn
 *     active -> active        expansion or contraction, the difference
 *
 * Either way start + new + reactivation + expansion - contraction - churn is
 * the end.
 */
#ifndef HALE_PLUGINS_MOVES_H
#define HALE_PLUGINS_MOVES_H

#include "terms.h"

/* The options of a metric that has a choice of basis, and their values. */
extern const hale_option moves_option_basis;
#define MOVES_OPTIONS TERM_OPTIONS, &moves_option_basis

typedef struct MovesConfig {
    TermRules rules;
    uint8_t events; /* the basis */
} MovesConfig;

typedef struct MovesState { /* zeroed, then filled by moves_update */
    int64_t start, end;     /* MRR at both ends */
    uint8_t was, is;        /* active at the start, at the end */
    uint8_t earlier;        /* an earlier term was over by then */
    uint8_t inside;         /* one began and ended within the span */
    uint8_t unknown;        /* a term that counts has no amount */
    int64_t terms;          /* active at the start */
    struct Change *change;  /* within the span; basis events only */
    size_t changes, room;
} MovesState;

typedef struct Moves {
    int64_t start, fresh, expansion, contraction, churn, reactivation, end;
    int64_t retained; /* at the end, of who was there at the start */
    int64_t kept;     /* the same, but never more than at the start */
    /* The rest are customers: 0 or 1, with basis events also more. */
    int64_t was, joined, left, returned, is, flash;
    int64_t stayed;       /* there at both ends */
    hale_missing missing; /* of all money: PRESENT, or a term has no amount */
} Moves;

/* hale_metric.configure of metrics with MOVES_OPTIONS. */
int moves_configure(hale_cx *cx, const hale_value *given, void *config);
/* hale_metric.update of metrics with MovesConfig and MovesState. */
int moves_update(hale_cx *cx, const void *config, void *state,
                 const hale_rows *rows);
/* What the state adds up to; it may be sorted on the way. */
int moves_read(hale_cx *cx, const void *config, MovesState *state, Moves *m);

#endif
