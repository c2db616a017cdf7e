/* SPDX-License-Identifier: MIT
 *
 * measure.h: from account runs to the account table.
 *
 *   span.c     windows, the windows before, periods: as instants and days
 *   slice.c    the rows of one account that lie in a span
 *   snapshot.c when full states were taken
 *   roster.c   what single rows say of an account
 *   sieve.c    which rows pass a filter
 *   call.c     init, update, finish of one metric over one span
 *   answer.c   a metric over periods, asked where it can have changed
 *   account.c  all metrics of one account, for every as-of date
 *   owner.c    to which group an account belonged, and when
 *   sum.c      how figures of accounts become figures of groups
 *   entry.c    those of a period as words that can be added
 *   ledger.c   their sums, by group and period
 *   figure.c   what a table shows of them: intervals, too few
 *   law.c      the laws that must hold, and what changes groups
 *   period.c   the groups of every period
 *   measure.c  pass 2: partitions in parallel
 *   packed.c   their rows on the way to the account table
 *   join.c     which has them in order of account
 *   model.c    the things that need everybody
 *   rollup.c   company, segment, CSM: a table for each; for their accounts
 *   tally.c    what such a table says of scores
 *
 * Results are the same bytes for any number of threads: a partition is
 * measured by one thread, and partitions are joined in their order.
 */
#ifndef HALE_CORE_MEASURE_H
#define HALE_CORE_MEASURE_H

#include "data/data.h"

/* The account table begins with as_of and account; plan->column[i] is its
 * column ACCOUNT_FIXED + i; scores follow. */
enum { COLUMN_AS_OF = 0, COLUMN_ACCOUNT = 1, ACCOUNT_FIXED = 2 };

typedef struct Measured {
    Arena arena;
    Arena part[PARTITIONS];  /* texts of the tables live here */
    Table *accounts;         /* by as-of, then by account id */
    size_t *first;           /* as_ofs + 1: where each as-of begins in it */
    Table **periods;         /* for each metric: by roll-up, group and period;
                              * NULL without periods */
    Table **period_accounts; /* the same by account; NULL if not wanted */
    Table **report;          /* of the models, in their order */
    size_t reports;
    int64_t *newest; /* of the account that was asked for, at the last as-of:
                      * the time of the newest row that each column of the
                      * account table rests on. INT64_MIN: of none, or of rows
                      * without a time. NULL: nobody asked */
    Diags remarks;   /* what metrics and models had to say */
} Measured;

/* Does some output want this table? */
typedef bool (*Wanted)(const Plan *plan, const char *table);

/* Pass 2. Empties the store as it goes, all but the side tables, and fills in
 * its counts of orphans, duplicates and who is left out. */
int measure_all(Measured *out, Store *s, Wanted wanted, Error *error);
/* The models, in the order of the pipeline, once for each as-of date. */
int measure_models(Measured *m, const Store *s, Error *error);
/* Figures of their group for all accounts, after the models. */
void measure_groups(Measured *m, const Plan *plan);
void measured_free(Measured *m);

/* What a column of a roll-up says of a score; see tally.c. */
typedef enum TallyOf {
    TALLY_COUNT,    /* accounts whose band is `equals` */
    TALLY_SHARE,    /* of those that have a band */
    TALLY_WEIGHT,   /* what they weigh together */
    TALLY_MEAN,     /* of the score */
    TALLY_WEIGHTED, /* the same, weighed */
    TALLY_WORST     /* the least score */
} TallyOf;
typedef struct ScoreTally {
    const char *name, *unit, *help; /* of the new column */
    TallyOf of;
    size_t column;      /* of the account table: the band, or the score */
    const char *equals; /* the band; NULL: about the score */
    size_t weigh_by;    /* of the account table, where something is weighed */
    hale_type type;     /* of weigh_by */
} ScoreTally;
/* For each roll-up table "rollup_NAME": groups of the account table, per
 * as-of. */
Table **rollup_tables(Measured *m, const Plan *plan, const ScoreTally *tally,
                      size_t tallies);

#endif
