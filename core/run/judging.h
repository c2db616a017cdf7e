/* SPDX-License-Identifier: MIT
 *
 * judging.h: pass 3, private to run.
 *
 *   scores.c    formulas over accounts, in parallel; the join
 *   whose.c     which section judges an account
 *   verdicts.c  what is kept of a verdict: rows of `scores`, `components`
 *
 * "scores" has one row for each account and score, in the order of the
 * account table and of plan->score_set: row = account row * sets + set.
 */
#ifndef HALE_CORE_RUN_JUDGING_H
#define HALE_CORE_RUN_JUDGING_H

#include "run/run.h"

/* Columns of the table "scores". */
enum {
    SCORE_NAME = 2,
    SCORE_VALUE,
    SCORE_BAND,
    SCORE_COVERAGE,
    SCORE_VARIANT,
    SCORE_RAW,
    SCORE_LIMITS,
    SCORE_REASON,
    SCORE_ERROR = SCORE_REASON + 3,
    SCORE_FORMULA,
    SCORE_VERSION,
    SCORE_HASH,
    SCORE_SECTION,
    SCORE_HELD,
    SCORE_OVERRIDDEN,
    SCORE_COMPUTED,
    SCORE_COMPUTED_BAND,
    SCORE_AUTHOR,
    SCORE_WHY,
    SCORE_EXPIRES
};

/* Where the account table has what was decided by hand: columns, -1: it has
 * none such. In the order of `by_hand_columns`. */
enum { HAND_BAND, HAND_POINTS, HAND_AUTHOR, HAND_REASON, HAND_EXPIRES, HANDS };
extern const char *const by_hand_columns[HANDS]; /* "_override_band" ... */

/* What is kept of one account and one score. */
typedef struct Judged {
    size_t set;      /* of plan->score_set */
    ptrdiff_t score; /* of plan->score; -1: nobody judges the account */
    size_t row;      /* of the account table */
    Verdict verdict;
    Override override;
    hale_value hand[HANDS];
} Judged;

/* Which section, of plan->score, judges the account in row `row` of the
 * account table for a score. -1: none does, and why. */
ptrdiff_t section_for(const hale_session *h, size_t set, size_t row,
                      hale_missing *why);

Table *scores_new(Arena *arena);
Table *components_new(Arena *arena);
/* Fills in the columns of the account table, `shown` and on, and the row of a
 * verdict in "scores" if there is such a table. Texts that are its own go into
 * `arena`. */
void score_keep(Arena *arena, const hale_session *h, const Judged *judged,
                size_t shown);
/* Adds a row for each component to `components`. */
void parts_keep(Table *components, Arena *arena, const hale_session *h,
                const Judged *judged);

#endif
