/* SPDX-License-Identifier: MIT
 *
 * sums.h: private to measure. How figures of accounts become figures of groups.
 *
 * A Sum says all that can be said of one figure of one group; a Ledger holds
 * the sums of many groups and periods in little room; a TallySum is about
 * scores. What is shown of them is a figure.
 */
#ifndef HALE_CORE_MEASURE_SUMS_H
#define HALE_CORE_MEASURE_SUMS_H

#include "measure/measure.h"

/* ----------------------------------------------------------------- sums -- */

typedef union Word {
    int64_t i;
    double r;
} Word;

/* Is it a whole number of 64 bits? */
static inline bool type_is_whole(hale_type type)
{
    return type == HALE_INT || type == HALE_MONEY || type == HALE_TIME;
}

/* How a column rolls up; numerator and denominator are columns beside it. */
typedef struct Figure {
    hale_type type;
    hale_rollup rollup;
    size_t numerator, denominator;
    bool proportion; /* shows its interval as well */
    bool counted;    /* shows how many accounts have a value as well */
    bool shared;     /* groups share accounts by days: counts are real */
} Figure;
typedef struct Sum {
    int64_t i, i2; /* of ints, money; i2: the denominator */
    double r, r2;
    uint64_t n;               /* values, each times its days */
    uint16_t i_unit, i2_unit; /* of a ratio: money counts ten-thousandths */
    bool over;                /* a sum left 64 bits */
    bool stale;               /* somebody's value is too old */
} Sum;
/* The type of the rolled-up figure. */
hale_type figure_type(const Figure *f);
/* Adds one account's row of values to n sums, times `days`: 1, or how many
 * days of the period the group held the account. Rates add up from `rates`:
 * the same row, or NULL where the account is judged elsewhere. This is the
 * plain way, to which tests hold the quick ones equal: ledgers,
 * sums_add_column. */
void sums_add(Sum *sum, const Figure *figure, size_t n, const hale_value *value,
              const hale_value *rates, int64_t days);
/* The same of one column of the account table for many accounts: adds rows
 * [first, first + rows) of the figure `at` of `all` to sum[group[i]], or to the
 * one sum if there are no groups. */
void sums_add_column(Sum *sum, const Figure *all, size_t at, const Table *t,
                     size_t first, const uint32_t *group, size_t rows,
                     bool full);
/* Are all of the cells there that the figure is made of, and whole numbers?
 * Then, with `full`, sums_add_column leaves it to sums_count how many values
 * each sum has: as many as the group has accounts. */
bool sums_are_full(const Figure *all, size_t at, const Table *t, size_t first,
                   size_t rows);
void sums_count(Sum *sum, const Figure *all, size_t at, const Table *t,
                const uint64_t *accounts, size_t groups);
/* `days`: 1, or those of the period. */
hale_value sum_value(const Sum *sum, const Figure *figure, int64_t days);
/* What ints or money added up to, before it is divided by anything; any other
 * figure is missing. */
hale_value sum_exact(const Sum *sum, const Figure *figure);

/* What a figure says that is added up already; `all` are those beside it. */
void sum_set(Sum *sum, const Figure *f, const Figure *all, Word top, Word base);

/* -------------------------------------------------------------- ledgers -- */

/* Periods [first, end) that say the same; a row of periods is parted into
 * stretches without gaps. */
typedef struct Stretch {
    const hale_value *value; /* for each result */
    size_t first, end;
} Stretch;
typedef struct Stretches {
    Stretch *of;
    size_t count;
} Stretches;

static inline bool figure_is_extreme(const Figure *f)
{
    return f->rollup == HALE_ROLLUP_MIN || f->rollup == HALE_ROLLUP_MAX;
}

/* What a word is made of. */
typedef struct WordFrom {
    size_t value, figure; /* the result that is added, and for which figure */
    bool is_bool;
} WordFrom;

/* How the figures of a metric lie in a row of words. */
typedef struct Chart {
    const Figure *figure;
    size_t figures;
    struct {
        size_t word[2]; /* of a ratio both */
    } * place;          /* for each figure */
    WordFrom *word;
    size_t wholes, added, words; /* first whole numbers, then reals are added;
                                  * the rest are least and greatest values */
} Chart;
void chart_open(Chart *c, Arena *arena, const Figure *figure, size_t figures);

/* One account in one period, ready to be added. */
typedef struct Entry {
    Word *word;
    uint8_t *lacks; /* for each figure, unless `whole` */
    uint64_t most;  /* at most so far from 0 is each whole number */
    bool whole;     /* all figures have a value, */
    bool nothing;   /* and it is 0 */
} Entry;
Entry *entries_new(Arena *arena, const Chart *c, size_t count);
/* Rates add up from `rates`: the same row, or NULL where the account is judged
 * elsewhere. */
void entry_set(Entry *e, const Chart *c, const hale_value *value,
               const hale_value *rates);

/* What a sum lacks, or has too much of. */
typedef struct Gap {
    uint64_t days; /* of accounts without a value */
    bool stale;    /* somebody's value is too old */
    bool over;     /* it left 64 bits */
} Gap;

/* Sums of one metric, one as-of, one roll-up. Zeroed but for the first two it
 * is empty. A row is of one group and period: group * periods + period. */
typedef struct Ledger {
    const Chart *chart;
    size_t periods;
    Word *word;    /* rows; see ledger.c */
    Gap *gap;      /* [row][figures]; NULL: there is none */
    uint64_t *all; /* for each group: accounts that it has in all periods */
    size_t groups, room;
    bool broken;   /* some account's figures are not known in all periods */
    bool plain;    /* rows say sums, not how they differ from the row before */
    uint64_t most; /* until then: no sum is further from 0 */
} Ledger;
/* Adds one account, which is judged in the group, in all periods: an entry for
 * each stretch. */
void ledger_add_all(Ledger *l, size_t group, const Entry *entry,
                    Stretches periods);
/* Adds an entry times `days`: 1, or how many days of the period the group held
 * the account. */
void ledger_add(Ledger *l, size_t group, size_t period, const Entry *e,
                bool judged, int64_t days);
/* Group g of `from`, which may be made plain, is renamed[g] of `into`. */
void ledger_join(Ledger *into, Ledger *from, const size_t *renamed);
/* After everything was added, before anything is read. */
void ledger_settle(Ledger *l);
Sum ledger_sum(const Ledger *l, size_t row, size_t figure);
/* That are judged in the group. */
uint64_t ledger_accounts(const Ledger *l, size_t row);
/* Of all that was added, times its days; 0: nothing was. */
uint64_t ledger_days(const Ledger *l, size_t row);
void ledger_free(Ledger *l);

/* -------------------------------------------------------------- figures -- */

/* What a group's figures rest on. */
typedef struct Basis {
    uint64_t accounts;
    int64_t min_n; /* rates of fewer are missing; 0: of none */
    int64_t days;  /* as for sum_value */
} Basis;
/* The figure of a group, number `i` of `all`. */
hale_value figure_value(const Sum *sum, const Figure *all, size_t i,
                        const Basis *basis);
/* The same as columns of a table, named, measured and explained as `like`, and
 * in the same order cells. `all` are the figures of which number
 * `i` is shown. */
void figure_columns(Table *t, const hale_result *like, const Figure *f);
void figure_cells(Table *t, size_t row, size_t *column, const Sum *sum,
                  const Figure *all, size_t i, const Basis *basis);

/* -------------------------------------------------------------- tallies -- */

typedef struct TallySum { /* of one group */
    uint64_t n, hits;     /* that have a score or band; in the band */
    double sum, weight, least;
    int64_t whole; /* of weights that are no reals */
    bool over;     /* it left 64 bits */
} TallySum;
/* Adds rows [first, first + rows) of the account table to sum[group[i]], or to
 * the one sum if there are no groups. */
void tally_add(TallySum *sum, const ScoreTally *tally, const Table *accounts,
               size_t first, const uint32_t *group, size_t rows);
hale_type tally_type(const ScoreTally *tally);
/* Rates of fewer than `least` accounts are missing (HALE_TOO_FEW). */
hale_value tally_value(const TallySum *sum, const ScoreTally *tally,
                       uint64_t least);

#endif
