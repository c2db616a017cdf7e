/* SPDX-License-Identifier: MIT
 *
 * judging.h: one judge at work; private to this folder.
 *
 *   judge.c    variant, components
 *   weigh.c    groups, shares, coverage, caps, band
 *   reasons.c  the sentences of a verdict
 */
#ifndef HALE_CORE_JUDGE_JUDGING_H
#define HALE_CORE_JUDGE_JUDGING_H

#include "judge/formula.h"
#include "judge/room.h"

typedef struct PartSum { /* of a component */
    double weight;       /* 0: does not take part */
    double share;        /* of the whole */
    double counts;       /* what its age leaves of the weight */
    double data;         /* share of the weight that data speaks for */
    bool known;          /* it has points, known or by policy */
} PartSum;

typedef struct GroupSum {
    double weight; /* 0: nothing inside takes part */
    double points;
    double data;  /* share of the weight inside that data speaks for */
    double with;  /* the weight inside that has points */
    double share; /* of the whole */
    bool known;
} GroupSum;

struct Judge {
    const Formula *f;
    Room *room; /* NULL: the formula has no functions, or it broke */
    Arena arena;
    PartSum *part;
    GroupSum *group;
    PartVerdict *blank; /* of each component, before anything is known */
    /* The account at hand. */
    const char *account;
    const hale_value *fact;
    const Setup *setup;
    Arena *out;
    Verdict *v;
    Text saying;  /* the sentence that is being made */
    bool entered; /* the room was shown the facts */
};

/* Notes an error of the formula for this account; the first one stays. */
void judge_fault(Judge *j, const char *section, const Fault *fault);
void judge_fail(Judge *j, const char *section, int line, const char *text);
bool judge_holds(Judge *j, const char *section, const When *when);
/* Does a condition hold for an account that is not being judged? */
bool judge_applies(Judge *j, const hale_value *fact, const When *when,
                   Arena *arena);
/* Groups, shares, coverage, raw score; sets v->known. */
void judge_add_up(Judge *j);
/* Floors, caps, vetoes, band. */
void judge_limits(Judge *j);
/* Sentences and reasons. */
void judge_words(Judge *j, Words words);

#endif
