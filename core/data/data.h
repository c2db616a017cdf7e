/* SPDX-License-Identifier: MIT
 *
 * data.h: rows on their way in, tables on their way out.
 *
 *   ingest.c     every split of every input on a thread of its own
 *   row.c        one batch: bind, convert money, check, drop, keep
 *   clerk.c      what is kept of it, by partition and column
 *   part.c       rows of one split and one partition, waiting,
 *   chunk.c      some hundred at a time:
 *   pack.c       numbers in as few bytes as they take
 *   glossary.c   texts, each once
 *   spill.c      a file for rows that memory is too small for
 *   partition.c  the parts of all splits joined: the accounts
 *   block.c      and their rows, put into runs,
 *   runs.c       each in order of time
 *   rates.c      dated rates of exchange
 *   kin.c        whose rows are whose, and who is left out
 *   side.c       rows about no account, for models
 *   fresh.c      how old the inputs are
 *   reject.c     rows that could not be used, and the file they end in
 *   late.c       rows that an earlier run could not know
 *   table.c      the columns that models, outputs and people see
 *   arrow_in.c   an Arrow stream -> batches; arrow_out.c: a table -> a stream
 *
 * The idea of design: all rows are partitioned by account, 64 partitions
 * whatever the thread count, and each partition is sorted once by (account,
 * time, arrival). Arrival is the order of inputs in the pipeline, then of
 * splits, then of rows: never of threads. After that every window is a slice.
 */
#ifndef HALE_CORE_DATA_H
#define HALE_CORE_DATA_H

#include "config/config.h"
#include "hale/arrow.h"

enum { PARTITIONS = 64, BATCH_ROWS = 3072 };

/* --------------------------------------------------------------- tables -- */

/* A column under construction; `as` grows with the table. */
typedef struct Column {
    const char *name;
    hale_type type;
    const char *unit, *help;
    hale_direction direction;
    uint8_t *missing; /* a hale_missing a row */
    union {
        uint8_t *b;
        int64_t *i;
        double *r;
        Str *text;
    } as;
} Column;

/* Rows in memory; everything lives in its arena, texts in one that may be
 * another. */
typedef struct Table {
    Arena *arena, *texts;
    const char *name, *title;
    Column *column;
    size_t columns, column_cap, rows, cap;
    hale_table face;
} Table;

/* The bytes of one value of a table's column. */
size_t column_width(hale_type type);
/* Names and help are not copied. */
Table *table_new(Arena *arena, const char *name, const char *title);
/* Returns its index. In rows that exist already its cells are missing. */
size_t table_column(Table *t, const char *name, hale_type type,
                    const char *unit, const char *help);
/* Makes room for so many columns in all, or rows. */
void table_room(Table *t, size_t columns);
void table_reserve(Table *t, size_t rows);
/* A new row, every cell HALE_NO_ROWS; returns its index. */
size_t table_row(Table *t);
/* So many new rows like that. */
void table_rows(Table *t, size_t rows);
/* The same, but every cell is there, and zero: 0, false, an empty text. */
void table_rows_zero(Table *t, size_t rows);
/* Takes all rows away and keeps their room. */
void table_clear(Table *t);
/* Texts are copied into the arena. */
void table_set(Table *t, size_t row, size_t column, const hale_value *value);
/* The same of columns [first, first + n) of a row. */
void table_set_row(Table *t, size_t row, size_t first, const hale_value *value,
                   size_t n);
void table_text(Table *t, size_t row, size_t column, Str text);
/* The text is not copied; it has to live as long as the table. */
void table_share(Table *t, size_t row, size_t column, Str text);
void table_int(Table *t, size_t row, size_t column, int64_t value);
void table_real(Table *t, size_t row, size_t column, double value);
void table_bool(Table *t, size_t row, size_t column, bool value);
void table_time(Table *t, size_t row, size_t column, int64_t value);
/* The value of a cell; text points into the table. */
static inline hale_value table_get(const Table *t, size_t row, size_t column)
{
    const Column *c = &t->column[column];
    hale_value v = {.type = c->type, .missing = (hale_missing)c->missing[row]};
    if (v.missing != HALE_PRESENT)
        return v;
    if (c->type == HALE_BOOL)
        v.as.b = c->as.b[row];
    else if (c->type == HALE_REAL)
        v.as.r = c->as.r[row];
    else if (c->type == HALE_TEXT)
        v.as.text = c->as.text[row];
    else
        v.as.i = c->as.i[row];
    return v;
}
/* Copies a row of one table to a row of another, columns [0, n) of `from` to
 * `at` and on of `to`. Texts are shared, not copied. */
void table_copy(Table *to, size_t to_row, size_t at, const Table *from,
                size_t from_row, size_t n);
/* The same of one cell. */
void table_copy_cell(Table *to, size_t to_row, size_t at, const Table *from,
                     size_t from_row, size_t column);
ptrdiff_t table_find(const Table *t, const char *name); /* -1: none */
/* Rows `first` and on of a column as the contract shows it, with its mask. */
hale_table_column column_face(const Column *c, size_t first);
/* Nothing but zeros: values that are all 0, masks of columns that are whole. */
bool cells_are_zero(const void *cells, size_t bytes);
/* Why a cell is missing: "no rows", "stale" ... */
const char *missing_word(hale_missing missing);
/* The table as the contract shows it; valid until it changes. */
const hale_table *table_face(Table *t);

/* --------------------------------------------------------------- ingest -- */

/* Counts of one input, for the table "inputs". `read` are all rows that were
 * seen, the rejected ones and those outside too. */
typedef struct Counts {
    uint64_t read, kept, outside, unknown_yet, orphans, rejected, duplicates;
    uint64_t excluded; /* of accounts that the roster leaves out */
} Counts;

/* Where a rejected row stood, and where its line of `csv` begins. */
typedef struct RejectAt {
    const char *file;
    uint64_t line;
    size_t begin, len;
} RejectAt;

typedef struct Rejects {
    Text csv; /* lines for the reject file */
    RejectAt *at;
    size_t ats, cap;
    Diags shown; /* the first few */
    uint64_t count;
} Rejects;

/* Private to data: packed rows, and the thread that read them. */
typedef struct Chunk Chunk;
typedef struct Clerk Clerk;

/* Rows of one split that belong to one partition, in order of arrival. */
typedef struct Part {
    Chunk *first, *last;
    size_t rows;
} Part;

/* A rate in force from `from` on: money * numerator / denominator is ours. */
typedef struct Quote {
    uint32_t currency;
    int64_t from, numerator, denominator;
    Place place;
    size_t order; /* of arrival */
} Quote;

/* Dated rates, by currency and instant. */
typedef struct Rates {
    Dict currency;
    Quote *quote;
    size_t quotes;
    size_t *first; /* of each currency, and the end */
} Rates;

/* The quote in force just before `at`; NULL: there is none. */
const Quote *rates_before(const Rates *r, uint32_t currency, int64_t at);
/* Makes money of a currency (HALE_NO_CODE: ours) ours, at the rate in force
 * just before `at`. -1: there is none, or it becomes too large. */
int rates_convert(const Rates *r, const Zone *zone, uint32_t currency,
                  int64_t at, int64_t *money, Error *error);

/* What an account is to the run. */
typedef enum Standing {
    STRANGER, /* the roster does not know it */
    MEMBER,   /* it has a row in the account table */
    BELOW,    /* its rows are those of an account above it */
    LEFT_OUT
} Standing;

/* Whose rows are whose. */
typedef struct Kin {
    Dict name;
    uint32_t accounts; /* the first names: those of the roster */
    uint32_t *head;    /* who has the rows of each */
    bool *out, *heads; /* is it left out; does it have anybody's rows? */
} Kin;
Standing kin_standing(const Kin *kin, Str account);

/* Rows that were recorded after an earlier run; see Plan.late_since. */
typedef struct Late {
    uint64_t rows;
    Text first; /* "globex events.csv:12, ...", the first few */
} Late;

/* The packed rows of all parts. */
typedef struct Waiting {
    atomic_uint_least64_t held; /* bytes in memory */
    Effort spilled;             /* rows in files; their time, if wanted */
} Waiting;

typedef struct Split {
    size_t input, index; /* of the plan; of the input's splits */
    const Clerk *clerk;  /* who read it; NULL: nobody has */
    Part part[PARTITIONS];
    Counts counts;
    Rejects rejects;
    Late late;
    Diags remarks;   /* what the plugin had to say */
    int64_t *newest; /* for each as-of: of the rows that are seen from then on
                      * and not before; NULL: it was not begun */
    Error error;
    atomic_uint_least64_t bytes_read, bytes_total, rows_read; /* progress */
} Split;

/* Everything that was read. */
typedef struct Store {
    const Plan *plan;
    Split *split; /* in order of arrival */
    size_t splits;
    Clerk **clerk; /* for each reading thread; NULL: it had no work */
    size_t clerks;
    Waiting waiting;
    Rates rates;     /* fx = start or spot */
    Kin kin;         /* with a grain or exclusions; else nobody is in it */
    Counts *counts;  /* for each input, when the read is over */
    int64_t *newest; /* likewise [input * as_ofs + k]; INT64_MIN: no row */
    Rejects rejects; /* of all splits, in order */
    Diags remarks;
} Store;

typedef void (*Progress)(void *user, uint64_t done, uint64_t total,
                         uint64_t rows);

/* The plan of one of its inputs alone, of which `copy` is made. It reads what
 * the input holds, whoever's it is: rejects do not end it, no account is left
 * out and nothing is timed. */
Plan plan_alone(const Plan *plan, size_t input, InputPlan *copy);
/* Reads all inputs of a connected plan. `progress` (may be NULL) is called
 * from this thread. -1: error says why; rejects are gathered either way. */
int store_read(Store *s, const Plan *plan, Progress progress, void *user,
               Error *error);
void store_free(Store *s);
/* What answers a side need of a model at an as-of date; NULL in *out: nothing
 * does, and it is optional. */
int side_table(Arena *arena, const Store *s, const NeedPlan *need,
               const hale_need *declared, int64_t as_of, const hale_table **out,
               Error *error);
/* How many late rows the input had, and the first of them, added to `first`. */
uint64_t store_late(const Store *s, size_t input, Text *first);
/* Publishes the reject file if there are rejects or an old one lies there. */
int store_write_rejects(const Store *s, Error *error);

/* Reads the rows of a part again, a few hundred at a time. */
typedef struct PartReader {
    const DataSet *set;
    const Clerk *clerk; /* who gathered them */
    const Chunk *next;
    Chunk *loaded; /* the one at hand, if it was in a file */
    size_t rows;   /* at hand; their columns, NULL where there is none: */
    int64_t *time, *until, *recorded, *currency, *file, *line;
    Str *account;
    int64_t *cell;    /* by Kept, then row, */
    Str **text;       /* for each Kept, if it holds texts, */
    uint8_t *present; /* by Kept, then row */
    Arena arena;
} PartReader;
void part_open(PartReader *r, const Store *s, size_t split, size_t partition);
bool part_next(PartReader *r); /* false: that was the last chunk */
void part_close(PartReader *r);

/* A remark of a plugin: kept if it is new and not one too many. */
void remark_add(Diags *remarks, const char *section, const char *message);
void remarks_join(Diags *into, Diags *from); /* frees `from` */

/* ------------------------------------------------------------ freshness -- */

/* How old an input is at an as-of. */
typedef struct Fresh {
    bool any;       /* there is a row among those that were asked for */
    int64_t newest; /* the time of the newest one */
    int64_t age;    /* microseconds from then to the as-of */
    bool limited;   /* it says how old it may be: */
    int64_t allowed;
    bool stale; /* it is older */
} Fresh;
Fresh store_fresh(const Store *s, size_t input, size_t as_of);
/* Must everything that rests on the data set be missing at that as-of? */
bool store_stale(const Store *s, size_t data_set, size_t as_of);
/* "usage is 3 days old, allowed 36h", of one that is limited. */
void fresh_words(Text *out, const InputPlan *in, const Fresh *f);
/* Tells which inputs are older than they may be; -1: the run must end. */
int fresh_judge(const Store *s, Diags *diags, Error *error);
/* Is the age of an input that of its column `recorded`? */
bool fresh_by_recorded(const Plan *plan, const InputPlan *in);
/* Reads one input of a connected plan, alone, and of it the times only: how
 * old it is at the last as-of, and how many rows it has. It has to have one of
 * the two columns. The host of the input keeps `error`: it has to live as long
 * as the plan. */
int fresh_read(const Plan *plan, size_t input, Fresh *out, Counts *counts,
               Error *error);

/* ----------------------------------------------------------- partitions -- */

/* The rows of one data set in a partition, in account runs. */
typedef struct Block {
    size_t rows;
    size_t *begin;                    /* accounts + 1: the run of account a is
                                       * [begin[a], begin[a + 1]) */
    int64_t *time, *until, *recorded; /* until, recorded may be NULL */
    uint32_t *currency; /* of its money, into Rates; NULL: all are ours */
    int32_t *day;
    hale_vector *column; /* for each Kept; `host` of texts is the Dict */
} Block;

/* The bytes of one value of a block's column. */
size_t cell_size(hale_type type);

typedef struct Partition {
    Arena arena;
    Str *account; /* ascending by bytes; gone when it is built again */
    size_t accounts;
    Dict texts;
    Block *block;                              /* for each data set */
    uint64_t *orphans, *duplicates, *excluded; /* for each input */
    const Rates *rates;
    Dict names;  /* of the accounts, as first seen */
    void *slab;  /* the columns of the blocks, */
    size_t size; /* this large */
} Partition;

/* Joins and sorts partition `p` and frees its parts in the store. Accounts
 * are those of the roster's data set, or all without one. *out is all zero or
 * was built before: then its memory is used again. */
void partition_build(Partition *out, Store *s, size_t p);
void partition_free(Partition *part);

/* ---------------------------------------------------------------- Arrow -- */

/* Turns a stream into batches. Takes the stream over. Columns are found by
 * name; types convert where nothing is lost (any integer to int, float to
 * real, decimal and integer to money, timestamps and dates to time, utf8 and
 * dictionaries of it to text); a column of another kind is an error. */
typedef struct ArrowReader ArrowReader;
ArrowReader *arrow_reader_open(struct ArrowArrayStream *stream,
                               const hale_request *request, const Zone *zone,
                               Error *error);
/* As hale_input.next; `line` counts rows from 1. A value that does not fit
 * goes to cx->reject. */
int arrow_reader_next(ArrowReader *r, hale_cx *cx, const char *source,
                      hale_batch *batch);
void arrow_reader_close(ArrowReader *r);
/* The table as a stream of one array; the table must outlive it. Money is
 * decimal128(18, 4), time is timestamp[us, UTC], missing is null. */
void arrow_from_table(const hale_table *table, struct ArrowArrayStream *out);

#endif
