/* SPDX-License-Identifier: MIT
 *
 * inside.h: private to measure. What one thread needs for one partition.
 */
#ifndef HALE_CORE_MEASURE_INSIDE_H
#define HALE_CORE_MEASURE_INSIDE_H

#include "measure/sums.h"

/* ---------------------------------------------------------------- spans -- */

/* All spans of one metric at one as-of date. */
typedef struct Spans {
    hale_span now, before; /* `before` only with compare */
    hale_span *period;
    int64_t *since; /* from when on instants matter to a period, if the metric
                     * is steady; NULL: it is not */
    size_t *slot;   /* the number of a period among those of all dates, if the
                     * metric is timeless and there are several; NULL */
    size_t slots;
    bool *complete; /* does the period end before as_of? */
    Str *label;     /* of each period, as "2025-03" */
    size_t *mark;   /* period p begins at mark[p] and ends at mark[p + 1] */
} Spans;

/* Where the periods of all metrics begin and end at one as-of date: when to
 * ask to which group an account belonged. */
typedef struct Marks {
    int64_t *at; /* ascending, each once */
    size_t count;
    int32_t first_day, last_day; /* that lie in a period */
} Marks;

/* For every metric and as-of: [metric * as_ofs + k]. */
Spans *spans_of(Arena *arena, const Plan *plan);
/* For every as-of; fills in the marks of the spans. */
Marks *marks_of(Arena *arena, const Plan *plan, Spans *spans);
/* What a metric looks at that is asked as of `end`: its window, or the last of
 * its periods, as it would be then. */
hale_span span_as_of(const Plan *plan, const MetricPlan *m, int64_t end);
/* The days, begun ones too, of a span. */
int64_t span_days(const hale_span *span);
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
/* The newest full state before `end` that is known; INT64_MAX: none. */
int64_t newest_before(const Snapshots *s, int64_t end, int64_t known_before);

/* Where the rows of an account are cut: the first one not before `time`. */
typedef struct Cut {
    size_t account; /* SIZE_MAX: of none */
    int64_t time;
    size_t row;
} Cut;
enum { CUT_BITS = 5, CUTS = 1 << CUT_BITS };

/* The rows of a data set, and where the account at hand was cut. */
typedef struct Cuts {
    const Block *block;
    hale_shape shape;
    const Snapshots *shots;
    size_t account, near; /* the last cut; SIZE_MAX: there is none */
    Cut cut[CUTS];        /* each where its time has it */
} Cuts;
/* The first row of [lo, hi) whose time is not before `time`. */
size_t first_from(const int64_t *times, size_t lo, size_t hi, int64_t time);
/* Do we know of the row yet? */
bool row_known(const Block *block, size_t row, int64_t known_before);
/* The end of [from, to) without the rows at its end that are not known. */
size_t last_known(const Block *block, size_t from, size_t to,
                  int64_t known_before);

/* A filter with its texts looked up in the dictionary of a partition. */
typedef struct Sieve {
    const Filter *filter;
    uint32_t *code; /* for each text of the filter */
} Sieve;

/* A column of a need that is there: of the block, and as it is handed over. */
typedef struct Bound {
    const hale_vector *from;
    hale_vector *to;
    size_t width; /* of a cell */
} Bound;

/* What answers one need of one metric. */
typedef struct Feed {
    size_t data_set;
    const Block *block;
    Cuts *cuts;
    Sieve *sieve;
    size_t filters;
    Bound *bound;
    size_t bounds;
    hale_vector *vector;        /* for each column of the need */
    const hale_vector **column; /* those that are there; NULL */
    size_t lo; /* of the block, where they begin; SIZE_MAX: elsewhere */
} Feed;

typedef struct Slices {
    const Plan *plan;
    const Partition *part;
    Cuts *cuts;           /* for each data set */
    Feed **feed;          /* for each metric and need */
    Sieve **covers;       /* for each data set: who it speaks of; NULL: all */
    int64_t known_before; /* of the current as-of; INT64_MAX: no limit */
    Arena *arena;         /* of the account: rows that have to be gathered */
    Error *error;         /* when money cannot be converted */
} Slices;

Sieve *sieves_of(Arena *arena, const Dict *texts, const Filter *filter,
                 size_t count);
/* Does row `row` pass them all, just before `at`? What money cannot be
 * converted does not; s->error says so. */
bool sieves_pass(const Slices *s, const Block *block, const Sieve *sieve,
                 size_t count, size_t row, int64_t at);

/* What stands behind a money column of rows in several currencies: the cells
 * as they came. NULL behind any other. */
typedef struct Foreign {
    const int64_t *cell;
    const uint32_t *currency;
} Foreign;
void slices_open(Slices *s, const Plan *plan, Partition *part,
                 const Snapshots *snapshots, Arena *account_arena);
/* Account `a`, if there is such a one, is looked at next: brings its newest
 * rows near, which would be waited for one by one. */
void slices_ahead(const Slices *s, size_t a);
/* The rows that answer need `n` of a metric for account `a` in `span`, valid
 * until the next call for that need. -1: their money cannot be converted. */
int slice_rows(const Slices *s, size_t metric, size_t n, size_t a,
               const hale_span *span, hale_rows *rows);
/* Makes money of a currency ours, as it is just before `at`. */
int slice_convert(const Slices *s, uint32_t currency, int64_t at,
                  int64_t *money);
/* hale_cx.money_at, on a column of slice_rows. */
int slice_money_at(const Slices *s, const hale_vector *money, size_t row,
                   int64_t at, int64_t *out);
/* Is there a row of the data set in [begin, end) that is known? */
bool slice_any(const Slices *s, size_t data_set, size_t a, int64_t begin,
               int64_t end);
/* The row of the roster in force just before `end`; -1: there is none, or it
 * says that the account is left out. */
ptrdiff_t slice_roster_row(const Slices *s, size_t a, int64_t end);
/* Does the data set speak of this account? */
bool slice_covers(const Slices *s, size_t data_set, size_t a, int64_t end);
/* A cell of a block as a value; money is as it came. */
hale_value slice_cell(const Block *block, size_t column, size_t row);
/* A cell of the roster as it is just before `end`: money is ours. What cannot
 * be converted is missing, and s->error says so. */
hale_value slice_fact(const Slices *s, size_t column, size_t row, int64_t end);

/* ----------------------------------------------------------------- laws -- */

/* Which of them must carry a figure from period to period. */
typedef enum Carry { CARRY_ALL, CARRY_TRANSFERS, CARRY_NONE } Carry;
/* The declared laws of a metric, without the results that they leave out. */
typedef struct LawPart {
    size_t result;
    int sign;
} LawPart;
typedef struct Law {
    const hale_identity *declared;
    LawPart *part;
    size_t parts;
} Law;
typedef struct Laws {
    const MetricPlan *metric;
    Law *law;
    size_t count;
} Laws;
Laws laws_of(Arena *arena, const MetricPlan *m);
/* Over the periods of one account or group. */
int laws_hold(const Laws *laws, Stretches periods, Carry carry,
              const char *whose, Error *error);
/* Is what a law carries known at the end of a period and not at the start of
 * the next, or the other way round? */
bool laws_have_gaps(const Laws *laws, Stretches periods);
/* Does the account bring nothing into the period, as far as laws say? */
bool law_brings_nothing(const MetricPlan *m, const hale_value *value);
/* An account changed groups within a period: splits its figures into those of
 * the group they are judged in and those of the other one, which takes what
 * the laws call closing (or, with `gives_opening`, gave what they call
 * opening), a transfer on both sides. False: the metric knows no transfer, and
 * there is nothing for the other one. */
bool law_split(const MetricPlan *m, bool gives_opening, const hale_value *value,
               hale_value *here, hale_value *there);

/* ---------------------------------------------------------------- calls -- */

/* What a metric says of an account without any rows. */
typedef struct Nothing {
    int64_t begin, end, as_of; /* of the span */
    bool known;
    hale_value *value;
} Nothing;

/* A metric as it is called, again and again. */
typedef struct Call {
    const MetricPlan *metric;
    Host host;
    void *state;
    hale_rows *rows;    /* for each need */
    Nothing *nothing;   /* by span; NULL: it has to be asked each time */
    unsigned slot_bits; /* there is room for so many spans, as a power of 2 */
    hale_value *blank;  /* results as they arrive */
    size_t *real;       /* which of them are reals */
    size_t reals;
    Laws laws;
    bool limited; /* some data set does not speak of everybody */
    bool stale;   /* one is too old at this as-of */
} Call;

/* What a metric says of an account's periods; see answer.c. */
typedef struct Answers {
    Stretches periods;
    size_t fresh;     /* laws were seen to hold up to this stretch */
    hale_value *room; /* for the results of every period */
    bool *stirred;    /* for each period; NULL: all are asked for */
    bool texts;       /* some result is one */
    Arena *arena;     /* what is said at one date and the next is kept here */
    const hale_value **said; /* [account * slots + slot]; NULL: not yet */
} Answers;

/* The means to run every metric of the plan on one thread. */
typedef struct Caller {
    const Plan *plan;
    const int64_t *from; /* of looked_at */
    const Marks *marks;  /* of marks_of */
    Slices slices;
    Arena arena;       /* of the account, reset after each */
    Arena kept;        /* until the account has been measured */
    Rounds *rounds;    /* of the sets that metrics make */
    Call *call;        /* for each metric */
    size_t *attribute; /* which columns of the plan the roster says */
    size_t attributes;
    hale_value *now, *before; /* room for the results of any window */
    Answers *answers;         /* of each metric with periods, of the account
                               * that is measured */
    Error *error;
    Diags *remarks;
    const Call *calling;
    int64_t *newest; /* of Measured, if the account is asked for */
    int64_t last;    /* with it: the time of the newest row that the last
                      * call was given; INT64_MIN: there was none */
    uint64_t rows;   /* that metrics were given */
    Laps laps;       /* what they take */
} Caller;
/* Is some result of the metric a text? */
bool gives_text(const MetricPlan *m);
void caller_open(Caller *c, const Plan *plan, Partition *part,
                 const Snapshots *snapshots, Error *error, Diags *remarks,
                 Arena *arena);
void caller_close(Caller *c);
/* Why a metric has nothing to say of an account as of a date; HALE_PRESENT: it
 * has. */
hale_missing call_silence(const Caller *c, size_t metric, size_t account,
                          int64_t as_of);
/* Accounts are measured as of `k` from now on; `stale`: which data sets are too
 * old then. */
void caller_at(Caller *c, size_t k, const bool *stale);
/* One metric, one account, one span; `value` has room for its results. */
int call_metric(Caller *c, size_t metric, size_t account, const hale_span *span,
                hale_value *value);

/* ------------------------------------------------------------- answers -- */

/* For each metric of an open caller; the arena is that of the partition. */
Answers *answers_new(Arena *arena, const Caller *c);
/* Fills in what the metric says of the account's periods. */
int answers_find(Caller *c, size_t metric, size_t account, const Spans *spans);

/* The exit code when a metric or model fails: it could not make sense of the
 * data, unless the failure came with a code of its own. */
int exit_of_fault(int code);

/* --------------------------------------------------------------- owners -- */

/* Named groups of one roll-up: 0 is "no group", then in order of sight. */
typedef struct Groups {
    Dict name;
} Groups;
/* The group of row `row` of the account table in a roll-up. */
size_t group_of_row(Groups *g, const RollupPlan *rollup, const Table *accounts,
                    size_t row);
/* Group numbers in order of name, the nameless last; room for count + 1. */
size_t groups_ordered(const Groups *g, size_t *order);

/* To which groups of one roll-up an account belonged, and when. */
typedef struct Owners {
    const RollupPlan *rollup;
    size_t as_of;       /* the group of the account table */
    const size_t *mark; /* just before each mark, if the roll-up moves */
    const size_t *day;  /* as each day began, from first_day on; else NULL */
    int32_t first_day;
} Owners;
/* Of account `a` at as-of `k`, whose row of the account table is complete. The
 * memory is that of c->kept. */
int owners_of(Owners *o, Caller *c, size_t a, size_t k,
              const RollupPlan *rollup, const Table *accounts, size_t row,
              Groups *groups);

/* -------------------------------------------------------------- periods -- */

/* For each metric, empty for those without periods; one set for a whole run. */
Chart *charts_of(Arena *arena, const Plan *plan);
/* Everything a partition adds up, and then all of them. */
typedef struct Totals {
    const Plan *plan;
    const Chart *chart; /* of charts_of */
    Entry **entry;      /* for each: room for the account's periods, and one */
    bool *broken;       /* for each: is one of them not known? */
    Groups *groups;     /* [as_of][rollup] */
    Ledger *ledger;     /* [metric][as_of][rollup] */
    hale_value *here, *there; /* room for the results of any metric */
} Totals;
void totals_open(Totals *t, const Plan *plan, const Chart *chart, Arena *arena);
void totals_free(Totals *t);
/* May periods be grouped by this roll-up? Not by what models add later. */
bool rollup_has_periods(const Plan *plan, const RollupPlan *rollup);
/* An account's periods, to be added next; `broken`: their laws have gaps. */
void totals_enter(Totals *t, size_t metric, Stretches periods, bool broken);
/* Adds them in one roll-up; the same periods. */
void totals_add(Totals *t, size_t metric, size_t as_of, const Owners *owners,
                const Spans *spans, Stretches periods);
void totals_join(Totals *into, Totals *from);
/* When all are joined, before they are shown. */
void totals_settle(Totals *t);
/* The table of a metric with periods; checks the laws for every group. */
int period_table(Table *out, const Totals *t, size_t metric, const Spans *spans,
                 Error *error);
/* Its columns: as_of, roll-up or account, period ... */
Table *period_table_new(Arena *arena, const Plan *plan, size_t metric,
                        bool by_account);
/* All cells of an account's row but who it is. */
void period_row(Table *t, const Plan *plan, size_t metric, size_t as_of,
                const Spans *spans, size_t period, size_t at,
                const hale_value *values);

/* --------------------------------------------------------------- packed -- */

enum { PACKED_ROWS = 256 };

/* Some rows of one column of the account table. */
typedef struct PackedColumn {
    const uint8_t *missing; /* NULL: all of them are there */
    const void *cell;
    size_t width; /* bytes of a cell; 0: all of them are zero */
} PackedColumn;
typedef struct PackedBlock {
    size_t rows; /* PACKED_ROWS in all but the last */
    PackedColumn *column;
} PackedBlock;
typedef struct Packed {
    Arena *arena;
    PackedBlock *block;
    size_t blocks, rows;
} Packed;
/* Empty, with room for so many rows. */
void packed_open(Packed *packed, Arena *arena, size_t rows);
/* Adds the rows of the table, PACKED_ROWS or what is left in the end, and takes
 * them out of it. Texts are shared. */
void packed_add(Packed *packed, Table *t);
Str packed_account(const Packed *packed, size_t row);
/* Puts a column into rows [first + place[i]] of `to`, cells that are zero. */
void packed_scatter(const Packed *packed, size_t column, const uint32_t *place,
                    Column *to, size_t first);

/* ------------------------------------------------------------- accounts -- */

/* What measuring one partition leaves. */
typedef struct PartResult {
    Arena arena;     /* texts, which stay */
    Table *accounts; /* at hand, of one as-of; that of a worker */
    Packed *packed;  /* for each as-of: those before, until they are joined */
    Arena *cells;    /* in them */
    Table **periods; /* [metric * as_ofs + k], NULL if not wanted */
    Arena sums;
    Totals totals; /* in it, until they are joined */
    Error error;
    Str culprit; /* the account at which it stopped, at that as-of */
    size_t culprit_as_of;
    Diags remarks;
} PartResult;
/* Measures account `a` at as-of `k`: a row, or none if it is not yet known. */
int measure_account(Caller *c, const Spans *spans, size_t a, size_t k,
                    PartResult *out);
Table *account_table_new(Arena *arena, const Plan *plan);

/* ----------------------------------------------------------------- join -- */

/* All rows of all partitions in out->accounts, by as-of and account id, and in
 * out->period_accounts. Frees the cells of the partitions. */
void join_accounts(Measured *out, const Plan *plan, PartResult *result);

#endif
