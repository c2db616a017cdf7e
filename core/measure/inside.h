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
    Sieve *sieve;
    size_t filters;
    Bound *bound;
    size_t bounds;
    hale_vector *vector;        /* for each column of the need */
    const hale_vector **column; /* those that are there; NULL */
    size_t lo; /* of the block, where they begin; SIZE_MAX: elsewhere */
} Feed;

/* The rows that were found last in a data set. */
typedef struct Reach {
    size_t account; /* SIZE_MAX: none were */
    int64_t begin, end;
    size_t lo, hi; /* the first rows not before them */
} Reach;

typedef struct Slices {
    const Plan *plan;
    const Partition *part;
    const Snapshots *snapshots; /* by data set */
    Feed **feed;                /* for each metric and need */
    Reach *reach;               /* for each data set */
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
/* Over the periods of one account or group. `again[p]`: a period says what the
 * one before it says; NULL: nobody looked. */
int laws_hold(const Laws *laws, const hale_value *values, const bool *again,
              Carry carry, const char *whose, Error *error);
/* Is what a law carries known at the end of a period and not at the start of
 * the next, or the other way round? */
bool law_has_gaps(const MetricPlan *m, const hale_value *values);
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
} Call;

/* The means to run every metric of the plan on one thread. */
typedef struct Caller {
    const Plan *plan;
    const int64_t *from; /* of looked_at */
    const Marks *marks;  /* of marks_of */
    const bool *stale;   /* data sets that are too old at this as-of */
    Slices slices;
    Arena arena;              /* of the account, reset after each */
    Arena kept;               /* until the account has been measured */
    Call *call;               /* for each metric */
    hale_value *now, *before; /* room for the results of any window */
    hale_value **periods;     /* of each metric with periods, of the account
                               * that is measured */
    bool *again; /* of any of them: the period says what the last one said */
    Error *error;
    Diags *remarks;
    const char *label; /* of the metric that is being called */
    int64_t *newest;   /* of Measured, if the account is asked for */
    int64_t last;      /* with it: the time of the newest row that the last
                        * call was given; INT64_MIN: there was none */
    uint64_t rows;     /* that metrics were given */
    Laps laps;         /* what they take */
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

typedef union Word {
    int64_t i;
    double r;
} Word;

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
 * the same row, or NULL where the account is judged elsewhere. */
void sums_add(Sum *sum, const Figure *figure, size_t n, const hale_value *value,
              const hale_value *rates, int64_t days);
/* The same of one column of the account table for many accounts: adds rows
 * [first, first + rows) of the figure `at` of `all` to sum[group[i]], or to the
 * one sum if there are no groups. */
void sums_add_column(Sum *sum, const Figure *all, size_t at, const Table *t,
                     size_t first, const uint32_t *group, size_t rows);
/* `days`: 1, or those of the period. */
hale_value sum_value(const Sum *sum, const Figure *figure, int64_t days);
/* What ints or money added up to, before it is divided by anything; any other
 * figure is missing. */
hale_value sum_exact(const Sum *sum, const Figure *figure);

/* What a figure says that is added up already; `all` are those beside it. */
void sum_set(Sum *sum, const Figure *f, const Figure *all, Word top, Word base);

/* -------------------------------------------------------------- ledgers -- */

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
    Word *word; /* rows; see ledger.c */
    Gap *gap;   /* [row][figures]; NULL: there is none */
    size_t groups, room;
    bool broken; /* some account's figures are not known in all periods */
} Ledger;
/* Adds one account, which is judged in the group, in all periods. */
void ledger_add_all(Ledger *l, size_t group, const Entry *const *periods);
/* Adds an entry times `days`: 1, or how many days of the period the group held
 * the account. */
void ledger_add(Ledger *l, size_t group, size_t period, const Entry *e,
                bool judged, int64_t days);
/* Group g of `from` is renamed[g] of `into`. */
void ledger_join(Ledger *into, const Ledger *from, const size_t *renamed);
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
    const Entry ***at;  /* for each: those of its periods */
    bool *broken;       /* for each: is one of them not known? */
    Groups *groups;     /* [as_of][rollup] */
    Ledger *ledger;     /* [metric][as_of][rollup] */
    hale_value *here, *there; /* room for the results of any metric */
} Totals;
void totals_open(Totals *t, const Plan *plan, const Chart *chart, Arena *arena);
void totals_free(Totals *t);
/* May periods be grouped by this roll-up? Not by what models add later. */
bool rollup_has_periods(const Plan *plan, const RollupPlan *rollup);
/* An account's periods, values[period * results + result], to be added next;
 * `again` as for laws_hold. */
void totals_enter(Totals *t, size_t metric, const hale_value *values,
                  const bool *again);
/* Adds them in one roll-up; the same values. */
void totals_add(Totals *t, size_t metric, size_t as_of, const Owners *owners,
                const Spans *spans, const hale_value *values);
void totals_join(Totals *into, Totals *from);
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

/* ------------------------------------------------------------- accounts -- */

/* What measuring one partition leaves. */
typedef struct PartResult {
    Arena arena;  /* texts, which stay */
    Arena *cells; /* for each as-of: its account table, until it is joined */
    Table **accounts; /* for each as-of */
    Table **periods;  /* [metric * as_ofs + k], NULL if not wanted */
    Arena sums;
    Totals totals; /* in it, until they are joined */
    Error error;
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

/* -------------------------------------------------------------- tallies -- */

typedef struct TallySum { /* of one group */
    uint64_t n, hits;     /* that have a score or band; in the band */
    double sum, weight, least;
    int64_t whole; /* of weights that are no reals */
    bool over;     /* it left 64 bits */
} TallySum;
/* Adds one row of the account table. */
void tally_add(TallySum *sum, const ScoreTally *tally, const Table *accounts,
               size_t row);
hale_type tally_type(const ScoreTally *tally);
/* Rates of fewer than `least` accounts are missing (HALE_TOO_FEW). */
hale_value tally_value(const TallySum *sum, const ScoreTally *tally,
                       uint64_t least);

#endif
