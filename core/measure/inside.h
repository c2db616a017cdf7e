/* SPDX-License-Identifier: MIT
 *
 * inside.h: private to measure. What one thread needs for one partition.
 */
#ifndef HALE_CORE_MEASURE_INSIDE_H
#define HALE_CORE_MEASURE_INSIDE_H

#include "measure/measure.h"

/* ---------------------------------------------------------------- spans -- */

/* All spans of one metric at one as-of date. */
typedef struct Spans {
    hale_span now, before; /* `before` only with compare */
    hale_span *period;
    bool *complete; /* does the period end before as_of? */
} Spans;

/* For every metric and as-of: [metric * as_ofs + k]. */
Spans *spans_of(Arena *arena, const Plan *plan);
/* From when on each data set is looked at: [as_of * data_sets + data_set]. */
int64_t *looked_at(Arena *arena, const Plan *plan, const Spans *spans);

/* --------------------------------------------------------------- slices -- */

/* The full states of a snapshot data set, ascending by time. */
typedef struct Snapshots {
    int64_t *time;
    int64_t *known; /* when the first row of it was learned; INT64_MIN: as it
                     * was taken */
    size_t count;
} Snapshots;
Snapshots *snapshots_of(Arena *arena, const Store *s);

/* A filter with its texts looked up in the dictionary of a partition. */
typedef struct Sieve {
    const Filter *filter;
    uint32_t *code; /* for each text of the filter */
} Sieve;

typedef struct Slices {
    const Plan *plan;
    const Partition *part;
    const Snapshots *snapshots; /* by data set */
    Sieve **sieve;  /* for each metric, the filters of its needs in a row */
    Sieve **covers; /* for each data set: who it speaks of; NULL: all */
    int64_t known_before; /* of the current as-of; INT64_MAX: no limit */
    Arena *arena;         /* of the account: rows that have to be gathered */
} Slices;
void slices_open(Slices *s, const Plan *plan, Partition *part,
                 const Snapshots *snapshots, Arena *account_arena);
/* The rows that answer need `n` of a metric for account `a` in `span`. */
void slice_rows(const Slices *s, size_t metric, size_t n, size_t a,
                const hale_span *span, hale_rows *rows);
/* Is there a row of the data set in [begin, end) that is known? */
bool slice_any(const Slices *s, size_t data_set, size_t a, int64_t begin,
               int64_t end);
/* The row of the roster in force just before `end`; -1: there is none. */
ptrdiff_t slice_roster_row(const Slices *s, size_t a, int64_t end);
/* Does the data set speak of this account? */
bool slice_covers(const Slices *s, size_t data_set, size_t a, int64_t end);
/* A cell of a block as a value. */
hale_value slice_cell(const Block *block, size_t column, size_t row);

/* ---------------------------------------------------------------- calls -- */

/* The means to run every metric of the plan on one thread. */
typedef struct Caller {
    const Plan *plan;
    const int64_t *from; /* of looked_at */
    Slices slices;
    Arena arena;                /* of the account, reset after each */
    Arena kept;                 /* until the account has been measured */
    const hale_value **periods; /* in it, for each metric with periods */
    Host *host;                 /* one for each metric */
    void **state;               /* likewise */
    Error *error;
    Diags *remarks;
    const char *label; /* of the metric that is being called */
} Caller;
void caller_open(Caller *c, const Plan *plan, Partition *part,
                 const Snapshots *snapshots, Error *error, Diags *remarks,
                 Arena *arena);
void caller_close(Caller *c);
/* One metric, one account, one span; `value` has room for its results. */
int call_metric(Caller *c, size_t metric, size_t account, const hale_span *span,
                hale_value *value);

/* The exit code when a metric or model fails: it could not make sense of the
 * data, unless the failure came with a code of its own. */
int exit_of_fault(int code);

/* ----------------------------------------------------------------- sums -- */

/* How a column rolls up; numerator and denominator are columns beside it. */
typedef struct Figure {
    hale_type type;
    hale_rollup rollup;
    size_t numerator, denominator;
} Figure;
typedef struct Sum {
    int64_t i, i2; /* of ints, money; i2: the denominator */
    double r, r2;
    int64_t i_unit, i2_unit; /* of a ratio: money counts ten-thousandths */
    uint64_t n;
    bool over; /* a sum left 64 bits */
} Sum;
/* The type of the rolled-up figure. */
hale_type figure_type(const Figure *f);
/* Adds one account's row of values to n sums. */
void sums_add(Sum *sum, const Figure *figure, size_t n,
              const hale_value *value);
void sums_join(Sum *into, const Sum *from, const Figure *figure, size_t n);
hale_value sum_value(const Sum *sum, const Figure *figure);

/* -------------------------------------------------------------- periods -- */

/* Named groups of one roll-up: 0 is "no group", then in order of sight. */
typedef struct Groups {
    Dict name;
} Groups;
/* The group of row `row` of the account table in a roll-up. */
size_t group_of_row(Groups *g, const RollupPlan *rollup, const Table *accounts,
                    size_t row);
/* Group numbers in order of name, the nameless last; room for count + 1. */
size_t groups_ordered(const Groups *g, size_t *order);

/* Sums of one metric, one as-of, one roll-up: [group][period][result]. */
typedef struct PeriodSums {
    Sum *sum;
    uint64_t *accounts; /* [group] */
    size_t groups, cap;
} PeriodSums;

/* Everything a partition adds up, and then all of them. */
typedef struct Totals {
    const Plan *plan;
    Figure **figure;  /* for each metric with periods */
    Groups *groups;   /* [as_of][rollup] */
    PeriodSums *sums; /* [metric][as_of][rollup] */
} Totals;
void totals_open(Totals *t, const Plan *plan, Arena *arena);
void totals_free(Totals *t);
/* May periods be grouped by this roll-up? Not by what models add later. */
bool rollup_has_periods(const Plan *plan, const RollupPlan *rollup);
/* One account's periods: values[period * results + result]. */
void totals_add(Totals *t, size_t metric, size_t as_of, const Table *accounts,
                size_t row, const hale_value *values);
void totals_join(Totals *into, Totals *from);
/* The declared laws, over the periods of one account or group. */
int identities_hold(const MetricPlan *m, const hale_value *values,
                    const char *whose, Error *error);
/* The table of a metric with periods; checks the laws for every group. */
int period_table(Table *out, const Totals *t, size_t metric, const Spans *spans,
                 Error *error);
/* Its columns: as_of, roll-up or account, period ... */
Table *period_table_new(Arena *arena, const Plan *plan, size_t metric,
                        bool by_account);
void period_row(Table *t, const Plan *plan, size_t metric, size_t as_of,
                const Spans *spans, size_t period, size_t at,
                const hale_value *values);

/* ------------------------------------------------------------- accounts -- */

/* What measuring one partition leaves. */
typedef struct PartResult {
    Arena arena;
    Table **accounts; /* for each as-of */
    Table **periods;  /* [metric * as_ofs + k], NULL if not wanted */
    Totals totals;
    Error error;
    Diags remarks;
} PartResult;
/* Measures account `a` at as-of `k`: a row, or none if it is not yet known. */
int measure_account(Caller *c, const Spans *spans, size_t a, size_t k,
                    PartResult *out);
Table *account_table_new(Arena *arena, const Plan *plan);

#endif
