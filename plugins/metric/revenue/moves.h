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
 * ends at the same instant is one change, so that a renewal is not a churn; a
 * loss and a return are one change as well within `net_window` or `grace`.
 *
 *     not active -> active    new, or reactivation if an earlier term is over
 *     active -> not active    churn
 *     active -> active        expansion or contraction, the difference
 *
 * What is put on hold moves by a class of its own, and so does what comes
 * from another account or goes to one: the start is compared as if the other
 * account had never had it. All movements are at the rates of the start; what
 * the rates did to who stayed is `fx`. Of who had never had anything before the
 * span only what is handed over has rates of the start: there may be none that
 * old. By either basis
 *
 *     start + new + reactivation + expansion - contraction - churn - paused
 *         + fx + transfer = end
 */
#ifndef HALE_PLUGINS_MOVES_H
#define HALE_PLUGINS_MOVES_H

#include "edge.h"

/* The options of a metric that has a choice of basis. */
enum { MOVES_OPTION_COUNT = POLICY_OPTION_COUNT + 4 };
extern const hale_option moves_option[4];
#define MOVES_OPTIONS                                                          \
    POLICY_OPTIONS, &moves_option[0], &moves_option[1], &moves_option[2],      \
        &moves_option[3]

typedef struct MovesConfig {
    Policy policy;
    uint8_t events;       /* the basis */
    uint8_t flash;        /* who came and went within the span is lost */
    int64_t net_window;   /* microseconds; -1: none */
    int64_t reactivation; /* days, -1: for ever */
    uint8_t choice[2];    /* of the metric itself */
} MovesConfig;

typedef struct MovesState { /* zeroed, then filled by moves_add */
    Edge start, end;
    Level came, went;      /* within the span, from and to other accounts */
    int64_t first;         /* the first begin within the span, if `inside` */
    uint8_t inside, flash; /* one began; one began and ended within it */
    hale_missing missing;  /* why a term that counts has no price */
    struct Change *change; /* within the span; basis events only */
    size_t changes, room;
} MovesState;

typedef struct Moves {
    int64_t start, fresh, expansion, contraction, churn, reactivation, paused,
        fx, transfer, end;
    int64_t unpaid;   /* of the churn, what was past due */
    int64_t base;     /* the start of who was there, transfers restated */
    int64_t retained; /* at the end, of those, at the rates of the start */
    int64_t kept;     /* the same, but never more than at the start */
    /* The rest are customers: 0 or 1, with basis events also more. */
    int64_t was, joined, left, returned, is, flash;
    int64_t lost;         /* what counts as churned in rates */
    int64_t left_unpaid;  /* of those who left */
    int64_t transferred;  /* customers that came that way less who went */
    int64_t cohort;       /* there at the start, transfers restated */
    int64_t stayed;       /* of the cohort, at the end */
    hale_missing missing; /* of all money */
} Moves;

/* What the values of MOVES_OPTIONS say, and of moves_option alone. */
void moves_options(const hale_value *given, MovesConfig *config);
void moves_own_options(const hale_value given[4], MovesConfig *config);

/* Must the term have its price before moves_add, at both ends? */
int moves_want(const MovesConfig *config, const MovesState *state,
               const hale_span *span, const Term *t);
int moves_add(hale_cx *cx, const MovesConfig *config, MovesState *state,
              const hale_span *span, const Term *t);

/* hale_metric.update of metrics with MovesConfig and MovesState, the rows of
 * which are subscriptions. */
int moves_update(hale_cx *cx, const void *config, void *state,
                 const hale_rows *rows);
/* What the state adds up to; it may be sorted on the way. */
int moves_read(hale_cx *cx, const MovesConfig *config, const hale_span *span,
               MovesState *state, Moves *m);

#endif
