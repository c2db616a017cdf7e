/* SPDX-License-Identifier: MIT
 *
 * part.h: private to data. Growing and filling the parts of a split.
 */
#ifndef HALE_CORE_DATA_PART_H
#define HALE_CORE_DATA_PART_H

#include "data/data.h"

#include <pthread.h>

/* The bytes of one value of a stored column. */
size_t cell_size(hale_type type);
/* Room for one more row; its present bytes are 0. */
void part_grow(Part *part, const DataSet *set);
void part_free(Part *part, const DataSet *set);
/* A cell as a value; its text lives in the part. */
hale_value part_cell(const Part *part, size_t column, size_t row);
/* Which partition an account belongs to: by its name alone. */
unsigned partition_of(Str account);

/* What a split's reading thread needs besides the split. */
typedef struct Intake {
    const Plan *plan;
    const InputPlan *input;
    const DataSet *set;
    Split *split;
    /* Where the fixed columns stand among the requested fields; -1: not
     * asked for. kept[i] likewise for each Kept. */
    ptrdiff_t account, time, until, recorded, currency, *kept;
    int64_t known_before; /* rows recorded at or after it are not known yet */
    const Rates *rates;   /* dated ones; NULL: not read yet, or none */
    const Kin *kin;       /* NULL: all rows are their account's own */
    uint32_t foreign;     /* the currency of the row at hand, if kept */
    char reason[96];      /* of a reject, where it is not a constant */
} Intake;

/* Takes a filled batch: checks, converts, drops or appends each row.
 * -1 when the input has had enough rejects. */
int intake_batch(Intake *in, const hale_batch *batch);
/* One more row that was recorded late (late.c). */
void late_add(Late *late, Str account, const char *file, uint64_t line);

/* A rate as read -> an exact fraction; -1: it is none. */
int rate_from_real(double real, int64_t *numerator, int64_t *denominator);
/* From the rows of the data set of dated rates; -1: two for one day. */
int rates_gather(Rates *r, const Store *s, Error *error);
void rates_free(Rates *r);

/* Does the roster say more than who exists? Then it is read first. */
bool needs_kin(const Plan *plan);
/* From the rows of the roster; -1: the error says what is wrong with them. */
int kin_gather(Kin *kin, const Store *s, Error *error);
void kin_free(Kin *kin);
/* The account that has the rows of `account`; one that is left out or not
 * known has its own. */
Str kin_account(const Kin *kin, Str account);

/* One row that cannot be used: kept for the file and for the user. Answers
 * 0, or -1 when the input has had enough of them. */
int reject_add(Rejects *r, const Plan *plan, const InputPlan *input,
               const hale_reject *why);
void rejects_join(Rejects *into, Rejects *from); /* empties `from` */
void rejects_free(Rejects *r);
/* -1 if on_error or max_rejects says that the run must end. */
int rejects_judge(const Store *s, Error *error);

/* Tells a listener how the read comes along; watch.c. */
typedef struct Watch {
    Store *store;
    Progress progress; /* NULL: nobody listens */
    void *user;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool over, running;
} Watch;
void watch_start(Watch *w);
void watch_stop(Watch *w);

#endif
