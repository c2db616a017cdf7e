/* SPDX-License-Identifier: MIT
 *
 * preview.h: what a formula would do to the accounts of a pipeline.
 *
 *   preview.c       the accounts under both formulas, counted
 *   previewed.c     told
 *   preview_json.c  the same as JSON
 */
#ifndef HALE_CORE_CLI_PREVIEW_H
#define HALE_CORE_CLI_PREVIEW_H

#include "cli/cli.h"

enum { TENS = 10 };

/* An account under the formula, and under the one in use. */
typedef struct Seen {
    size_t row;      /* of the table accounts */
    double is, was;  /* NAN: no score */
    size_t to, from; /* places of bands; the number of bands: no score */
    int64_t money;   /* 0 if there is none */
} Seen;

/* Accounts, counted: all, those of a segment, or those that went the same
 * way. */
typedef struct Tally {
    Str group;
    size_t accounts, scored;
    size_t *band;         /* by place; behind the last: no score */
    double sum, coverage; /* of those scored; of all */
    int64_t money;
} Tally;

typedef struct Ruled { /* who judges, and where the verdicts stand */
    const ScorePlan *by;
    const Formula *formula;
    const char *name, *section; /* of the score */
    size_t *verdict; /* by account: a row of the table scores; SIZE_MAX: none */
    hale_value **rank; /* [wish of the formula][account], of those it judges */
    const char *const *names; /* of the bands */
    size_t bands;
} Ruled;

typedef struct Preview {
    const Told *told;
    const char *path;        /* of the formula, as it was named */
    Ruled is, was;           /* was.formula NULL: nothing to compare with */
    const hale_table *table; /* accounts, and its rows */
    size_t first, end;
    const hale_table *scores;
    const hale_table_column *by, *money;
    Seen *seen; /* those that it judges; who moved first, most money first */
    size_t seens, moved;
    size_t not_judged, errors;
    Str error; /* the first of them */
    Tally all;
    Tally *group; /* the largest first */
    size_t groups;
    size_t tens[TENS]; /* scores 0 to 9, 10 to 19 ... 90 to 100 */
    Tally *way;        /* [from * (is.bands + 1) + to] */
    int64_t moved_money;
    Arena *arena;
} Preview;

/* Both judgements of an account, and what makes the difference. */
typedef struct Both {
    Verdict is, was;
    struct Lost {
        const PartVerdict *part;
        double points; /* of the score, more than before */
    } * lost;          /* the largest first */
    size_t losts;
    double limits; /* likewise */
} Both;
void preview_judge(const Preview *p, const Seen *s, Judge *is, Judge *was,
                   Both *both);

/* More money than an int64 holds stays at the most. */
void preview_add_money(int64_t *sum, int64_t money);
/* NAN of nothing. */
double preview_mean(double sum, size_t n);

void preview_print(const Preview *p, Judge *is, Judge *was);
void preview_json(const Preview *p, Judge *is, Judge *was);

#endif
