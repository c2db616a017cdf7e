/* SPDX-License-Identifier: MIT
 *
 * history.h: what a pipeline remembers of its runs.
 *
 *   lock.c      one run at a time for each pipeline
 *   open.c      from the first sight of a history to its end
 *   db.c        a store (hale/store.h) behind a handful of calls
 *   sqlite.c    the store of a history that is a file; others are plugins
 *   sqlite.sql postgresql.sql  the tables; docs/history.md explains them
 *   sqlite-1.sql               those of version 1 become ours
 *   words.c     names as numbers; scalars.c arrays in cells, read back
 *   write.c     figures, scores, components and roll-ups of a run
 *   manifest.c  how the run came about: settings, formulas, packs, rows
 *   digest.c    the rows of a table as one hash
 *   restate.c   past figures that moved
 *   retain.c    what is forgotten
 *   past.c      the past of a score as columns
 *   runs.c      reading manifests back
 *   moves.c     what moved between two as-ofs, and why
 *
 * A history is one SQLite file, or one schema of a database. The figures of an
 * as-of are those of the last run that looked from it; replacing them is one
 * transaction, so a reader sees the whole of the old or of the new. Nothing
 * here reads a clock: when a run was made, the caller says.
 */
#ifndef HALE_CORE_HISTORY_H
#define HALE_CORE_HISTORY_H

#include "data/data.h"

/* ----------------------------------------------------------------- lock -- */

/* Zero-initialised it is not held. */
typedef struct RunLock {
    int fd;
    char *path; /* NULL: not held, or the pipeline file itself is locked */
    bool held;
} RunLock;

/* Takes the lock of the pipeline, waiting up to `wait` seconds; `now` is what
 * others are told. -1: somebody else has it (75, the message names the
 * holder), or it cannot be had. It is gone with the process, whatever becomes
 * of that. */
int run_lock(RunLock *lock, const char *pipeline, int64_t now, unsigned wait,
             Error *error);
void run_unlock(RunLock *lock); /* harmless on one that is not held */

/* -------------------------------------------------------------- opening -- */

typedef struct History History;

/* Connects; nothing is made. NULL: the error says why. */
History *history_open(const HistoryPlan *plan, Error *error);
void history_close(History *h); /* may be NULL */
/* Keeps others from writing to it until it is closed, where the lock of the
 * pipeline cannot: as run_lock, by which the message goes as well. */
int history_hold(History *h, int64_t now, unsigned wait, Error *error);
/* From here on, until history_rest, what is read is the state of one moment.
 * -1: told, as what is there is no history, or another version's. */
int history_look(History *h, Error *error);
/* Once it was looked at: was no run remembered yet? */
bool history_is_new(const History *h);
/* A history that is new: could one be made? Nothing is left of the attempt. */
int history_try(History *h, Error *error);
/* Nothing will be read for a while. */
void history_rest(History *h);
/* To read, and looked at; *none is set, and NULL answered, if no run was
 * remembered yet. */
History *history_open_read(const HistoryPlan *plan, bool *none, Error *error);
/* Where it is, for people. */
const char *history_label(const HistoryPlan *plan);

/* -------------------------------------------------------------- writing -- */

typedef struct FormulaFact {
    const char *section; /* "score.health" */
    const char *score, *title, *version, *hash;
    const char *text; /* of its script */
} FormulaFact;

/* Rows that were recorded after the run whose figures this one replaces. */
typedef struct LateRows {
    const char *input;
    uint64_t rows;
    const char *first; /* "globex events.csv:12, ..." */
} LateRows;

/* All that a run leaves behind. */
typedef struct Record {
    const Plan *plan;
    const char *hale, *profile; /* version; NULL: no profile */
    int64_t made_at;
    const hale_table *const *table; /* all of the run */
    size_t tables;
    const FormulaFact *formula;
    size_t formulas;
    const LateRows *late;
    size_t lates;
} Record;

/* Of a pack's file; "" for one that is part of the program. */
void pack_hash(const Pack *pack, char out[33]);
/* Replaces what is known of the run's as-ofs, in one transaction that is
 * committed; the run counts as not published. Makes the history if need be. */
int history_write(History *h, const Record *record, Error *error);
/* The outputs of the run that was written are out. */
int history_publish(History *h, Error *error);
/* -1: it is the history of another pipeline. */
int history_is_of(History *h, const Plan *plan, Error *error);
/* When the figures of the earliest of the plan's as-ofs were known that are
 * there already; INT64_MAX: none is. */
int history_known(History *h, const Plan *plan, int64_t *known, Error *error);

/* ------------------------------------------------------------------ past -- */

/* The scores of earlier as-ofs, by account. */
typedef struct Past Past;

/* Reads what the plan's trends need. `h` may be NULL: nothing is known.
 * As-ofs of the plan itself are left out: they are made anew. */
Past *past_open(History *h, const Plan *plan, Error *error);
/* Fills the columns of the trends in rows [first, end) of the account table,
 * from as-ofs strictly before `as_of`. */
void past_fill(const Past *p, const Plan *plan, Table *accounts, size_t first,
               size_t end, int64_t as_of);
/* The scores of those rows now belong to the past of later as-ofs. */
void past_add(Past *p, const Plan *plan, const hale_table *scores,
              int64_t as_of);
void past_close(Past *p);

/* --------------------------------------------------------------- digests -- */

typedef struct Digest {
    int64_t as_of; /* 0: the table has none */
    const char *table;
    uint64_t rows;
    char hash[33];
} Digest;

/* Those of a table, an entry for each as-of in it; returns how many. Equal
 * hashes: equal names, types, figures and reasons for missing ones. */
size_t digests_of(Arena *arena, const hale_table *table, Digest **out);

/* --------------------------------------------------------------- reading -- */

typedef struct RunFact {
    int64_t run, made_at, first_as_of, last_as_of, as_ofs;
    int64_t moments; /* as-ofs whose figures are still its own */
    bool published;
    const char *pipeline, *hale, *timezone, *currency, *profile, *every;
    const char *known; /* "always", "as_of", "at" */
    int64_t known_at;  /* with "at" */
    const char *settings, *settings_hash;
    uint64_t rows, rejected; /* of all inputs */
} RunFact;

/* All runs, the oldest first; `run` >= 0: that one alone. Texts live in the
 * arena. -1: the error says why. */
int history_runs(History *h, int64_t run, Arena *arena, RunFact **out,
                 size_t *count, Error *error);

/* A name with a version and a hash: a formula, a pack. */
typedef struct PartFact {
    const char *name, *version, *hash;
} PartFact;
int history_formulas(History *h, int64_t run, Arena *arena, PartFact **out,
                     size_t *count, Error *error);
int history_packs(History *h, int64_t run, Arena *arena, PartFact **out,
                  size_t *count, Error *error);
int history_inputs(History *h, int64_t run, Arena *arena, PartFact **out,
                   size_t *count, Error *error);
int history_digests(History *h, int64_t run, Arena *arena, Digest **out,
                    size_t *count, Error *error);
/* How many as-ofs before the run's first one were run after it: trends of that
 * run did not know them as they are. */
int history_earlier(History *h, const RunFact *run, int64_t *count,
                    Error *error);
/* The run that gave the figures of an as-of; 0: there are none. */
int history_run_of(History *h, int64_t as_of, int64_t *run, Error *error);
/* The names of scores that the history knows, NULL-ended; NULL: told why not.
 */
const char *const *history_scores(History *h, Arena *arena, Error *error);
/* A score of an account at an earlier as-of. */
typedef struct ScoreThen {
    int64_t as_of;
    double value; /* NAN: unknown */
    const char *band;
} ScoreThen;
/* The newest `most` before an instant, ascending. */
int history_scores_of(History *h, const char *score, Str account,
                      int64_t before, size_t most, Arena *arena,
                      ScoreThen **out, size_t *count, Error *error);
/* The as-ofs that are known, ascending. */
int history_as_ofs(History *h, Arena *arena, int64_t **out, size_t *count,
                   Error *error);

/* A figure that moved when its as-of was run again. */
typedef struct Restated {
    int64_t as_of, old_run, new_run;
    const char *account, *figure, *type;
    const char *old_value, *new_value; /* as people read them; NULL: none */
} Restated;
int history_restated(History *h, int64_t as_of, Arena *arena, Restated **out,
                     size_t *count, Error *error);
/* What was recorded between the runs, by input. */
int history_late(History *h, int64_t run, Arena *arena, LateRows **out,
                 size_t *count, Error *error);
/* Why figures of `run` differ from those of `before`: "formula health 1 -> 2,
 * settings", "" if only the data did. */
int history_causes(History *h, int64_t before, int64_t run, Arena *arena,
                   const char **out, Error *error);

/* ----------------------------------------------------------------- moves -- */

/* A component between two as-ofs. The effects of all components add up to
 * the change of the score before limits. */
typedef struct PartMove {
    const char *name;
    double value;          /* by its points, at the mean of both shares */
    double weight;         /* by its share, at the mean of both points */
    double missed;         /* because it is missing now, or was */
    const char *was, *now; /* the figure as people read it; NULL: missing */
} PartMove;

typedef struct Move {
    const char *account, *group; /* group: NULL if nobody asked, or none */
    bool is_new, is_gone;
    double was, now; /* the score; NAN: unknown */
    const char *band_was, *band_now;
    PartMove *part; /* the largest effect first */
    size_t parts;
    double data, formula, missing, limits; /* they add up to now - was */
    bool other_formula;
    const char *formula_was, *formula_now; /* versions */
} Move;

typedef struct Moves {
    Move *move; /* all accounts in either: the largest change first, then who
                 * came, then who went */
    size_t count;
    const char **band; /* all bands that occur */
    size_t bands;
    uint64_t *transition; /* [from * bands + to] */
    uint64_t up, down, same, fresh, gone, unknown;
    double data, formula, missing, limits; /* of all accounts in both */
} Moves;

/* What moved in a score from one as-of to another. `by`: a text figure of the
 * accounts that groups them; NULL: none. */
int history_moves(History *h, const char *score, const char *by, int64_t from,
                  int64_t to, Arena *arena, Moves *out, Error *error);

#endif
