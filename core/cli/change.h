/* SPDX-License-Identifier: MIT
 *
 * change.h: the change of one account's score between two dates.
 *
 *   change.c   finds both sides, judges them and divides the difference
 *   changed.c  tells it, as text and as JSON
 */
#ifndef HALE_CORE_CLI_CHANGE_H
#define HALE_CORE_CLI_CHANGE_H

#include "cli/cli.h"

typedef struct Side { /* of the change */
    Case c;
    int64_t as_of;
    bool there;     /* the account has a row */
    bool judged;    /* and a formula is for it */
    size_t by_hand; /* a row of the table scores that was; or SIZE_MAX */
    hale_value *fact;
    Verdict verdict; /* of the formula */
} Side;

typedef struct Change {
    const Told *told;
    const char *account, *score;
    Side before, after;
    size_t judge;           /* the section of now, of plan.score */
    const Formula *formula; /* its own */
    const hale_value *then; /* the earlier facts, as this formula reads them */
    Verdict bridge;         /* what it says of them */
    ScoreEffect *part, *input; /* NULL: not told */
    size_t parts, inputs;
} Change;

/* Was it judged by another formula before? */
bool change_of_formula(const Change *c);
/* What the formula of now makes of the earlier figures, less what was made of
 * them then. */
double change_by_formula(const Change *c);
/* Both ends and the bridge between them have a score. */
bool change_is_split(const Change *c);

void change_print(const Change *c);
void change_json(const Change *c);

#endif
