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
 *   targets.c  which files the outputs would write
 *   remember.c the lock, and the history of the pipeline
 *   publish.c  outputs: open, write, commit or abort
 *   timings.c  where the time went
 *   survey.c   what the inputs hold, without a run
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
    History *history; /* while it runs; NULL: the pipeline has none */
    Past *past;       /* of the scores that trends look at; NULL: no trends */
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

/* ------------------------------------------------------------ session.c -- */

/* Puts what was found so far into words; every call that may find something
 * ends with it. */
void messages_tell(hale_session *h);

/* ------------------------------------------------------------- scores.c -- */

/* Adds the columns of every score to the account table, fills `scores`, and
 * `components` if `components` is asked for. Formula errors are warnings,
 * or an error past max_errors. */
int scores_make(hale_session *h, bool components);

/* ------------------------------------------------------------- tables.c -- */

/* Does an output of the plan want this table? */
bool table_wanted(const Plan *plan, const char *table);
/* Patterns of outputs that match nothing that this pipeline gives, and outputs
 * that targets_check finds. */
void tables_check(const Plan *plan, Diags *diags);
/* All tables of a finished run: h->table. */
void tables_gather(hale_session *h);

/* ------------------------------------------------------------ targets.c -- */

/* Outputs that would be written over the pipeline, a formula, the history, a
 * file that an input reads, or over another output. `table` are the names of
 * all tables that the pipeline gives, NULL-ended. */
void targets_check(const Plan *plan, const char *const *table, Arena *arena,
                   Diags *diags);

/* ----------------------------------------------------------- remember.c -- */

/* Before anything is read: takes the lock, reads the past. */
int remember_begin(hale_session *h);
/* Could a run remember? As remember_begin, but nothing is locked, waited for or
 * left behind. */
int remember_try(hale_session *h, Error *error);
/* Replaces what the history says of this run's as-ofs, not yet published.
 * -1: the error says why. */
int remember_write(hale_session *h, Error *error);
/* Says that the outputs are out. */
void remember_published(hale_session *h);
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

/* ------------------------------------------------------------ survey.c -- */

/* What one input holds. */
typedef struct Survey {
    int code;       /* 0: it was read whole and well, else an exit code */
    bool was_read;  /* rows came out of it; the counts are good so far */
    Counts counts;  /* of a reading that no reject ends */
    int64_t oldest; /* of the rows that a run would use, by their times; */
    int64_t newest; /* INT64_MIN: none has one */
    int64_t opened, took; /* nanoseconds */
} Survey;
/* As hale_session_check, and looks at the clock meanwhile; before any of the
 * others. */
int survey_open(hale_session *h);
/* Reads the input plan.input[i] of an open session, alone and whole; trouble
 * goes to the messages. One that is not sound is left alone. */
void survey_read(hale_session *h, size_t i, Survey *out);
/* What is not of one input, once all were read: a roster without a row, a
 * history that cannot be had. An exit code; trouble goes to the messages. */
int survey_rest(hale_session *h, const Survey *inputs);

/* ---------------------------------------------------------------- run.c -- */

/* An export that broke off looks like a company without customers: what was
 * written last must not be replaced by nothing. `rows`: of each input. -1: the
 * pipeline has a roster, and it is empty. */
int roster_check(const Plan *plan, const uint64_t *rows, Error *error);
/* The whole run of a checked and connected session; an exit code. */
int run_pipeline(hale_session *h);

#endif
