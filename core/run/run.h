/* SPDX-License-Identifier: MIT
 *
 * run.h: a pipeline from its file to its results; what hale.h stands on.
 *
 *   session.c  hale.h: open, check, run, close; messages
 *   run.c      the three passes, as plainly as they can be told
 *   scores.c   pass 3: formulas over the account table, in parallel
 *   whose.c    which section judges an account
 *   verdicts.c what is kept of each verdict
 *   tables.c   every table a run gives, by name
 *   remember.c the lock, and the history of the pipeline
 *   publish.c  outputs: open, write, commit or abort
 *   timings.c  where the time went
 */
#ifndef HALE_CORE_RUN_H
#define HALE_CORE_RUN_H

#include "hale/hale.h"
#include "history/history.h"
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
    Formula **formula; /* for each of plan.score */
    RunLock lock;
    Past *past; /* of the scores that trends look at; NULL: no trends */
    Store store;
    Measured measured;
    Table *scores, *components;
    Table **table; /* everything, in order of tables_gather */
    size_t tables;
    Arena *verdicts; /* texts of scores, a block each */
    size_t blocks;
    hale_run facts;
    Since stage[HALE_PHASE_DONE + 1]; /* when each began, if anybody asks */
    Table *timings;                   /* NULL: nobody asked, or it failed */
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

/* ----------------------------------------------------------- remember.c -- */

/* Before anything is read: takes the lock, reads the past. */
int remember_begin(hale_session *h);
/* Replaces what the history says of this run's as-ofs, not yet published.
 * NULL: the error says why. */
History *remember_write(hale_session *h, Error *error);
/* Says that the outputs are out, and closes the history, which may be NULL. */
void remember_published(hale_session *h, History *history);
/* After everything: lets the lock go. Harmless if nothing was begun. */
void remember_end(hale_session *h);

/* ------------------------------------------------------------ publish.c -- */

/* Writes every output, then commits them in order. On failure whatever was
 * not committed is aborted. */
int outputs_publish(hale_session *h, Error *error);

/* ----------------------------------------------------------- timings.c -- */

/* If the settings ask for it: makes room before anything runs; notes the
 * beginning of a stage; makes h->timings of a finished run. */
void timings_begin(hale_session *h);
void timings_stage(hale_session *h, hale_phase phase);
void timings_gather(hale_session *h);

/* ---------------------------------------------------------------- run.c -- */

/* The whole run of a checked and connected session; an exit code. */
int run_pipeline(hale_session *h);

#endif
