/* SPDX-License-Identifier: MIT
 *
 * reconcile.h: the difference between two profiles, taken apart; private to
 * reconcile.c, which sets the question, reconcile_run.c, which computes, and
 * reconcile_show.c, which prints.
 *
 * The pipeline is run with the answers of one profile, then again and again,
 * each time with one more answer of the other. What a figure moves by from run
 * to run is the part of that rule. The parts add up to the whole difference
 * because each run begins where the one before ended; money, whole numbers as
 * they are, to the last digit.
 */
#ifndef HALE_CORE_CLI_RECONCILE_H
#define HALE_CORE_CLI_RECONCILE_H

#include "cli/cli.h"

/* A knob that the two profiles answer in different ways. */
typedef struct Rule {
    size_t knob;
    const char *from, *to; /* the answers */
} Rule;

/* What one account moves a figure by. */
typedef struct Moved {
    uint32_t account; /* in Reconcile.account */
    hale_value part;
} Moved;

/* What one rule moves a figure by. */
typedef struct RulePart {
    hale_value part; /* of the company */
    Moved *moved;    /* the largest first; of figures that add up */
    size_t count;
} RulePart;

/* A figure of the company. */
typedef struct Figure {
    const char *name, *unit;
    bool adds_up;   /* it is the sum of the figures of accounts */
    hale_type type; /* of the company's */
    hale_value a, b, now;
    hale_value *account; /* of each account, as it stands now */
    size_t accounts;
    RulePart *effect; /* for each rule */
} Figure;

typedef struct Reconcile {
    Args *args;
    View *view;
    const Profile *a, *b;
    const char *as_of, *over; /* the end of the period; "month" ... */
    Rule rule[KNOB_COUNT];
    size_t rules;
    const char **asked; /* sections with such a knob, NULL-ended */
    const char **only;  /* those to run */
    Figure *figure;
    size_t figures;
    Dict account;
    Arena *arena;
} Reconcile;

/* Runs the pipeline as often as it takes. 0, or an exit code that was told. */
int reconcile_run(Reconcile *r);
/* Is the section one of those that are asked about? */
bool reconcile_asks(const Reconcile *r, const char *label);
/* Does the section give its own answer to the knob? */
bool reconcile_is_own(const View *v, const char *label, size_t knob);
/* Does the figure differ, or did it on the way? */
bool figure_moved(const Figure *f, size_t rules);
/* now - before. In a sum what is missing adds nothing; else it is missing
 * when one of them is, and 0 when both are. */
hale_value figure_difference(const Figure *f, hale_value now,
                             hale_value before);
/* A part that is there and not 0. */
bool part_is_there(const hale_value *part);
void reconcile_print(const Reconcile *r);
void reconcile_json(const Reconcile *r);

#endif
