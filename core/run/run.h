/* SPDX-License-Identifier: MIT
 *
 * run.h: a pipeline from its file to its results; what hale.h stands on.
 *
 *   session.c  hale.h: open, check, run, close; messages
 *   run.c      the three passes, as plainly as they can be told
 *   scores.c   pass 3: formulas over the account table, in parallel
 *   tables.c   every table a run gives, by name
 *   publish.c  outputs: open, write, commit or abort
 */
#ifndef HALE_CORE_RUN_H
#define HALE_CORE_RUN_H

#include "hale/hale.h"
#include "judge/judge.h"
#include "measure/measure.h"

struct hale_session {
    hale_settings settings;
    Arena arena;
    Diags diags;
    Error error; /* of the run, if it failed after the checks */
    bool planned, connected, ran;
    size_t published; /* outputs that were committed */
    Plan plan;
    Formula **formula; /* for each score */
    Store store;
    Measured measured;
    Table *scores, *components;
    Table **table; /* everything, in order of tables_gather */
    size_t tables;
    Arena *verdicts; /* texts of scores, a block each */
    size_t blocks;
    hale_run facts;
    Text messages, messages_json;
};

/* ------------------------------------------------------------- scores.c -- */

/* Adds the columns of every score to the account table, fills `scores`, and
 * `components` if `components` is asked for. Formula errors are warnings,
 * or an error past max_errors. */
int scores_make(hale_session *h, bool components);

/* ------------------------------------------------------------- tables.c -- */

/* Does an output of the plan want this table? */
bool table_wanted(const Plan *plan, const char *table);
/* Patterns of outputs that match nothing that this pipeline gives. */
void tables_check(const Plan *plan, Diags *diags);
/* All tables of a finished run: h->table. */
void tables_gather(hale_session *h);

/* ------------------------------------------------------------ publish.c -- */

/* Writes every output, then commits them in order. On failure whatever was
 * not committed is aborted. */
int outputs_publish(hale_session *h, Error *error);

/* ---------------------------------------------------------------- run.c -- */

/* The whole run of a checked and connected session; an exit code. */
int run_pipeline(hale_session *h);

#endif
