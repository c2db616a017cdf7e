/* SPDX-License-Identifier: MIT
 *
 * hale/plugin.h: the whole contract between hale and its plugins.
 *
 * A plugin is a shared object that exports one symbol, hale_plugin_v1. It
 * returns a constant description of what is inside (a "pack"): inputs,
 * metrics, models, outputs. Descriptions are data. There are no registration
 * calls, so a description can be printed, compared and tested.
 *
 *     inputs --> metrics --> models --> scores (Lua) --> outputs
 *
 * Rules that keep old plugins working for ever:
 *   - every struct begins with its own `size` and grows only at its end;
 *     whoever declares a struct allocates it, and nobody takes `sizeof` of a
 *     struct that the other side declared. Absent members read as zero;
 *   - lists of things that may grow are arrays of pointers that end in NULL;
 *   - a plugin links against nothing of hale: what it may call hangs on the
 *     `hale_cx *` it is handed.
 * hale_str and hale_value are the exception: they are frozen and have no size.
 *
 * Functions return 0, or -1 after hale_fail(cx, "why"). A plugin keeps no
 * globals that it writes: its functions run on several threads at once, each
 * with a state of its own.
 */
#ifndef HALE_PLUGIN_H
#define HALE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HALE_ABI_MAJOR 1
#define HALE_ABI_MINOR 1

struct ArrowArrayStream; /* hale/arrow.h, for plugins that speak it */

/* ------------------------------------------------------------- values -- */

/* Six types and only six. */
typedef enum hale_type {
    HALE_SAME = 0, /* in a declaration: the type of the column it reads */
    HALE_BOOL = 1, /* uint8_t, 0 or 1 */
    HALE_INT = 2,  /* int64_t */
    HALE_REAL = 3, /* double, always finite */
    HALE_MONEY = 4, /* int64_t, ten-thousandths of the currency unit */
    HALE_TIME = 5, /* int64_t, microseconds since 1970-01-01T00:00:00Z */
    HALE_TEXT = 6  /* UTF-8; in a metric's rows a code into a dictionary */
} hale_type;

#define HALE_MONEY_UNIT INT64_C(10000)
#define HALE_SECOND INT64_C(1000000)
#define HALE_DAY (INT64_C(86400) * HALE_SECOND)
#define HALE_OPEN INT64_MAX     /* the end of an interval that has none yet */
#define HALE_NO_CODE UINT32_MAX /* a text that no row holds */

/* Missing is never zero, and it always has a reason. */
typedef enum hale_missing {
    HALE_PRESENT = 0,
    HALE_NO_ROWS = 1,          /* nothing to compute from */
    HALE_ZERO_DENOMINATOR = 2, /* a ratio over nothing */
    HALE_STALE = 3,            /* there was a value, but it is too old */
    HALE_TOO_NEW = 4,          /* the account is too young to judge */
    HALE_NOT_COVERED = 5,      /* the source does not speak of this account */
    HALE_REJECTED = 6,         /* the rows were there and were unusable */
    HALE_NOT_GIVEN = 7,        /* the row was there, its cell was empty */
    HALE_TOO_FEW = 8,          /* fewer than the declared minimum */
    HALE_NOT_CUSTOMER = 9      /* not a customer at that time */
} hale_missing;

typedef struct hale_str { /* frozen; not NUL-terminated */
    const char *data;
    size_t len;
} hale_str;

typedef struct hale_value { /* frozen; one value: an option, a result */
    union {
        uint8_t b;     /* HALE_BOOL */
        int64_t i;     /* HALE_INT, HALE_MONEY, HALE_TIME */
        double r;      /* HALE_REAL */
        hale_str text; /* HALE_TEXT */
        struct hale_list {
            const hale_str *item;
            size_t count;
        } list; /* an option of type HALE_OPTION_LIST */
    } as;
    hale_type type;
    hale_missing missing; /* HALE_PRESENT: `as` holds the value */
} hale_value;

/* ------------------------------------------------- services of the host -- */

typedef struct hale_cx hale_cx;
typedef struct hale_vector hale_vector;
typedef struct hale_set hale_set;
typedef struct hale_table hale_table;

/* A row that an input could not read. Offsets count from 1; 0: not known. */
typedef struct hale_reject {
    size_t size;
    const char *file;   /* where the row came from */
    uint64_t line;      /* its first line */
    uint64_t column;    /* the byte in that line where the trouble is */
    const char *field;  /* the name of the column, or NULL */
    const char *reason; /* e.g. "not a date: \"2025-02-30\"" */
    hale_str raw;       /* the row as it stood in the source */
} hale_reject;

struct hale_cx {
    size_t size;
    uint32_t abi_major, abi_minor; /* what the host speaks */
    void *host;                    /* the host's own, hands off */

    /* Says why the call fails; returns -1, so: return hale_fail(cx, ...). */
    int (*fail)(hale_cx *cx, const char *format, ...)
#ifdef __GNUC__
        __attribute__((format(printf, 2, 3)))
#endif
        ;
    /* A remark for the user; the run goes on. */
    void (*warn)(hale_cx *cx, const char *format, ...)
#ifdef __GNUC__
        __attribute__((format(printf, 2, 3)))
#endif
        ;
    /* Zeroed memory. It lives as long as the account in a metric, as the
     * source or sink in inputs and outputs, as the call in a model. NULL:
     * there is none and the failure is noted, return -1. Never freed. */
    void *(*alloc)(hale_cx *cx, size_t bytes);

    /* Metrics: the text of row `row`, valid until the call returns. */
    hale_str (*text)(hale_cx *cx, const hale_vector *texts, size_t row);
    /* Metrics: the code that equals `text` in this column, HALE_NO_CODE if
     * no row holds it. Look it up once per update, then compare codes. */
    uint32_t (*code)(hale_cx *cx, const hale_vector *texts, hale_str text);
    /* Metrics: an exact set of codes or days, empty; NULL: no memory. */
    hale_set *(*set)(hale_cx *cx);
    /* Adds the present values of rows [first, first + count) of a column of
     * type text, int or time; 0 or -1. */
    int (*set_add)(hale_cx *cx, hale_set *set, const hale_vector *column,
                   size_t first, size_t count);
    /* Adds one number; 0 or -1. */
    int (*set_put)(hale_cx *cx, hale_set *set, int64_t value);
    size_t (*set_count)(hale_cx *cx, const hale_set *set);

    /* Inputs: the name of a column that the source has, as found. */
    int (*found)(hale_cx *cx, hale_str name);
    /* Inputs: this row is unusable. 0: go on without it, -1: stop. */
    int (*reject)(hale_cx *cx, const hale_reject *why);
    /* The instant of a local date and time of day (microseconds) in the
     * time zone of the pipeline; a time that a clock change skips or repeats
     * means the earlier reading. */
    int64_t (*instant)(hale_cx *cx, int32_t day, int64_t time_of_day);
    /* The local day of an instant: days since 1970-01-01. */
    int32_t (*day)(hale_cx *cx, int64_t instant);
    /* 1 when the user wants the run to end; long loops ask now and then. */
    int (*stopped)(hale_cx *cx);

    /* Models: adds a row to report `report` (the index of the declaration);
     * one value, its type set, for each of its columns. */
    int (*emit)(hale_cx *cx, size_t report, const hale_value *row);

    /* Since 1.1. Metrics: a present cell of a money column at the rate in
     * force just before `at`, in the pipeline's currency. Without rates that
     * change (fx = spot) it is the cell. -1: there is no rate. */
    int (*money_at)(hale_cx *cx, const hale_vector *money, size_t row,
                    int64_t at, int64_t *out);
    /* Since 1.1. Models: all rows that answer side need `side`, in order of
     * arrival, one column for each of the need's (NULL: optional, absent);
     * NULL: the need is optional and nothing feeds it. */
    const hale_table *(*side)(hale_cx *cx, size_t side);
    /* Since 1.1. Outputs: calls task(user, i) for each i of [0, count), some
     * of them at once on threads of the host; returns when all are done. A
     * task has no cx and writes only to what its number owns. */
    void (*each)(hale_cx *cx, size_t count, void (*task)(void *user, size_t i),
                 void *user);
};

#define hale_fail(cx, ...) ((cx)->fail((cx), __VA_ARGS__))
#define hale_warn(cx, ...) ((cx)->warn((cx), __VA_ARGS__))

/* -------------------------------------------------------- declarations -- */

typedef enum hale_option_type {
    HALE_OPTION_BOOL = 1,   /* yes/no/true/false/on/off -> as.b */
    HALE_OPTION_INT = 2,    /* as.i */
    HALE_OPTION_REAL = 3,   /* as.r */
    HALE_OPTION_MONEY = 4,  /* as.i, ten-thousandths */
    HALE_OPTION_DATE = 5,   /* as.i, the instant at which the day begins */
    HALE_OPTION_TEXT = 6,   /* as.text, also NUL-terminated */
    HALE_OPTION_DAYS = 7,   /* a span such as 28d or 4w: as.i, whole days */
    HALE_OPTION_CHOICE = 8, /* one of `choices`: as.i, its index */
    HALE_OPTION_LIST = 9,   /* texts parted by commas -> as.list */
    HALE_OPTION_PATH = 10,  /* as.text, made absolute from the pipeline's
                             * folder; "-" is left alone */
    HALE_OPTION_COLUMN = 11 /* the name of a column -> as.text */
} hale_option_type;

enum { /* hale_option.flags */
    HALE_REQUIRED = 1, /* an error when it is not given */
    HALE_SECRET = 2,   /* never printed; NAME_env and NAME_file work for any
                        * text option, a secret should come by them */
    HALE_LONG_TEXT = 4, /* may go on over several indented lines */
    HALE_MANY = 8 /* a path: several may be given, parted by commas, and each
                   * is made absolute */
};

typedef struct hale_option {
    size_t size;
    const char *name; /* [a-z][a-z0-9_]* */
    hale_option_type type;
    uint32_t flags;
    const char *fallback; /* the default, as a user would write it, or NULL:
                           * then an option not given is HALE_NOT_GIVEN */
    const char *help;     /* one line */
    const char *unit;     /* or NULL */
    double min, max;      /* for numbers and days; both 0: any */
    const char *const *choices; /* NULL-ended, for HALE_OPTION_CHOICE */
} hale_option;

enum { HALE_OPTIONAL = 1 }; /* hale_column.flags: may be absent */

typedef struct hale_column { /* a column that is read */
    size_t size;
    const char *name; /* the field's usual name: "user", "mrr" */
    hale_type type;   /* HALE_SAME: whatever type the column has */
    uint32_t flags;
    const char *unit, *help; /* or NULL */
    const char *named_by; /* the option (HALE_OPTION_COLUMN) that may name
                           * another column instead, or NULL */
} hale_column;

/* What the rows of a data set say. The engine cuts by it. */
typedef enum hale_shape {
    HALE_EVENT = 1,    /* happened at `time`; cut to [begin, end) */
    HALE_INTERVAL = 2, /* holds from `time` to `until`; all that began before
                        * the end are handed over, the ended ones too */
    HALE_SNAPSHOT = 3, /* the full state at `time`; the newest of the span */
    HALE_ATTRIBUTE = 4, /* a fact, from `time` on; the one row in force */
    HALE_SIDE = 5       /* rows about no account, such as quotas, costs and
                         * exchange rates: whole, and for models only */
} hale_shape;

typedef struct hale_need { /* a data set that a metric reads */
    size_t size;
    const char *role; /* "events", "subscriptions" ...; NULL: any */
    hale_shape shape; /* 0: any */
    const hale_column *const *columns;
    const char *help; /* or NULL */
    uint32_t flags;   /* HALE_OPTIONAL: nothing need feed it (sides only) */
} hale_need;

typedef enum hale_direction {
    HALE_NEUTRAL = 0,
    HALE_UP_IS_GOOD = 1,
    HALE_DOWN_IS_GOOD = 2
} hale_direction;

/* How an account's figure becomes that of a group: a rate is never an average
 * of rates. */
typedef enum hale_rollup {
    HALE_ROLLUP_NONE = 0,
    HALE_ROLLUP_SUM = 1,
    HALE_ROLLUP_RATIO = 2, /* sum of `numerator` / sum of `denominator` */
    HALE_ROLLUP_MEAN = 3,  /* over the accounts that have a value */
    HALE_ROLLUP_MIN = 4,
    HALE_ROLLUP_MAX = 5
} hale_rollup;

enum { /* hale_result.flags */
    HALE_PROPORTION = 1 /* a ratio of counts, numerator out of denominator:
                         * groups also get its Wilson interval */
};

typedef struct hale_result { /* a figure that a metric or model gives */
    size_t size;
    const char *name; /* "": the metric's own name in the pipeline; else
                       * appended to it: "p1" in [metric.open] is open_p1 */
    hale_type type;   /* HALE_SAME: the type of column `same_as` */
    const char *unit; /* "users", "days", "EUR/month" as "currency/month" */
    const char *help; /* one line */
    hale_direction direction;
    hale_rollup rollup;
    size_t numerator, denominator; /* results, for HALE_ROLLUP_RATIO */
    const char *undefined;         /* when it is missing, in words, or NULL */
    size_t same_as;                /* a column of the first need */
    uint32_t flags;                /* since 1.1 */
} hale_result;

/* A law that must hold to the last digit, for every account, period and
 * group: the signed results add up to zero. Only sums of int or money. */
typedef struct hale_identity {
    size_t size;
    const char *name; /* "start + movements = end" */
    const signed char *sign; /* one for each result: +1, -1 or 0 */
    /* Over periods: result `closing` of a period equals result `opening` of
     * the next. Both 0: no such law. */
    size_t closing, opening;
    /* Since 1.1. The result that takes what an account carries along when it
     * changes from one group to another within a period; 0: none. What the
     * account itself gives for it is added to. */
    size_t transfer;
} hale_identity;

/* ------------------------------------------------------------- metrics -- */

typedef struct hale_span { /* the time that is looked at: [begin, end) */
    size_t size;
    int64_t begin, end;          /* INT64_MIN: from the first row on */
    int32_t begin_day, last_day; /* local days of `begin` and of the last
                                  * instant before `end`; INT32_MIN likewise */
    int64_t as_of;               /* of the run; `end` is never after it */
    int32_t as_of_day;           /* its local day: the "today" of the run */
} hale_span;

struct hale_vector { /* one column of the rows */
    size_t size;
    hale_type type;
    const uint8_t *present; /* a byte a row, 0 or 1; NULL: all present */
    union {
        const uint8_t *b;    /* HALE_BOOL */
        const int64_t *i;    /* HALE_INT, HALE_MONEY, HALE_TIME */
        const double *r;     /* HALE_REAL */
        const uint32_t *code; /* HALE_TEXT */
    } as;
    const void *host; /* the host's own */
};

/* Rows of ONE account, contiguous, oldest first. Cells that are not present
 * hold anything. Everything is valid until the call returns. */
typedef struct hale_rows {
    size_t size;
    size_t need;  /* which of the metric's needs these rows answer */
    size_t count; /* 0 is possible */
    const int64_t *time;  /* when it happened or began */
    const int64_t *until; /* intervals: the exclusive end or HALE_OPEN */
    const int32_t *day;   /* local day of `time`, since 1970-01-01 */
    /* One for each column of the need, in its order; NULL for an optional
     * column that the data set does not have. */
    const hale_vector *const *column;
    const hale_span *span;
} hale_rows;

#define HALE_HAS(vector, row) \
    ((vector) && (!(vector)->present || (vector)->present[row]))

enum {                  /* hale_metric.flags */
    HALE_TAKES_WINDOW = 1, /* `window` and `compare` make sense */
    HALE_TAKES_PERIODS = 2, /* `periods` makes sense */
    /* Since 1.1. Two spans of one as_of, however long each is, get the same
     * answer and remarks if no instant of the account's rows (time, until, a
     * present cell of type time) lies in [begin of the earlier, end of the
     * later). So the later one need not be asked for. See `reach`. */
    HALE_STEADY = 4,
    /* Since 1.1. Of a span and its rows the same is said at every as_of, which
     * is not looked at. So one answer does for many dates. */
    HALE_TIMELESS = 8
};

typedef struct hale_metric {
    size_t size;
    const char *name;    /* [a-z][a-z0-9_]*, found as pack.name */
    const char *title;   /* "Active users" */
    const char *family;  /* financial, health, usage, team */
    const char *formula; /* one line */
    const char *source;  /* whose definition it is */
    const char *example; /* an INI section that works, or NULL */
    uint32_t flags;
    const hale_option *const *options;
    const hale_need *const *needs;
    const hale_result *const *results;
    const hale_identity *const *identities;

    /* Reads the options (in the order declared) into `config`, once. The
     * config is zeroed before and read-only ever after. May be NULL. */
    size_t config_size;
    int (*configure)(hale_cx *cx, const hale_value *options, void *config);

    /* For each account and span: init, update once or more for each need,
     * in their order, oldest rows first, then finish. The state arrives
     * zeroed. init may be NULL; update must accept count 0. What is found
     * for one account without rows in a span may stand for all of them. */
    size_t state_size;
    int (*init)(hale_cx *cx, const void *config, const hale_span *span,
                void *state);
    int (*update)(hale_cx *cx, const void *config, void *state,
                  const hale_rows *rows);
    /* Optional: adds the later rows' state `from` into `into`. */
    int (*merge)(hale_cx *cx, const void *config, void *into,
                 const void *from);
    /* Sets results[i].as and .missing; they arrive as HALE_NO_ROWS with
     * their types set. Texts are copied after the call. */
    int (*finish)(hale_cx *cx, const void *config, const hale_span *span,
                  void *state, hale_value *results);
    /* Since 1.1, for HALE_STEADY where an instant goes on to matter, as an
     * end does through days of grace: for how many local days with this
     * config. From so many before begin_day on, instants count as if they lay
     * in the span. -1: for ever, so every span is asked for; NULL: for none. */
    int64_t (*reach)(const void *config);
} hale_metric;

/* -------------------------------------------------------------- inputs -- */

typedef struct hale_field { /* a column that the host wants from an input */
    size_t size;
    hale_str name; /* as the source calls it */
    hale_type type;
} hale_field;

typedef struct hale_request {
    size_t size;
    const hale_field *const *fields; /* NULL-ended; nothing else is read */
    size_t field_count;
    /* Rows whose `time_field` lies outside [begin, end) are not needed: a
     * source that can leave them out at no cost may do so. -1: no such
     * field. */
    ptrdiff_t time_field;
    int64_t begin, end;
    /* 1: times without an offset are UTC; 0: ask cx->instant. */
    int utc;
} hale_request;

typedef struct hale_cells { /* a column of a batch: the host's memory */
    size_t size;
    hale_type type;
    uint8_t *present; /* write 0 or 1 for every row */
    union {
        uint8_t *b;
        int64_t *i;
        double *r;
        hale_str *text; /* into the reader's memory, valid until the next
                         * call with the same reader */
    } as;
} hale_cells;

typedef struct hale_batch {
    size_t size;
    size_t room;  /* rows that fit */
    size_t count; /* rows that were filled; 0 ends the split */
    hale_cells *const *field; /* as in the request */
    uint64_t *line; /* the line each row begins on, from 1 */
    hale_str *raw;  /* each row as it stands in the source, for rejects;
                     * valid as texts are */
    const char *file; /* where these rows come from; one file a batch */
    uint64_t bytes_read, bytes_total; /* progress in this split, 0: unknown */
    uint64_t passed; /* add to it every row that this call left out because
                      * it lies outside the request's [begin, end) */
} hale_batch;

typedef struct hale_input {
    size_t size;
    const char *name, *title, *example;
    const hale_option *const *options;

    /* One source for the whole run; open names the columns by cx->found.
     * close is called only after open went well. */
    size_t source_size;
    int (*open)(hale_cx *cx, const hale_value *options, void *source);
    /* What is wanted; answers with the number of splits, each of which can
     * be read on a thread of its own. Order: rows of a lower split, then
     * lower rows, are older arrivals. It never depends on threads. */
    int (*plan)(hale_cx *cx, void *source, const hale_request *request,
                size_t *splits);
    /* One reader for each split, zeroed. stop is called for every start, one
     * that failed too. The request outlives the readers. */
    size_t reader_size;
    int (*start)(hale_cx *cx, void *source, size_t split, void *reader);
    int (*next)(hale_cx *cx, void *source, void *reader, hale_batch *batch);
    void (*stop)(hale_cx *cx, void *source, void *reader);
    /* The second door, instead of start, next and stop: hands over an Arrow
     * C stream whose columns are found by name. The host releases it. */
    int (*stream)(hale_cx *cx, void *source, size_t split,
                  struct ArrowArrayStream *out);
    void (*close)(hale_cx *cx, void *source);
    /* Since 1.1, or NULL. Can these options be, whatever the source? Asked
     * when the pipeline is read; opens nothing and leaves nothing behind; open
     * gets none that it refuses. 0, or -1 after hale_fail: a message that
     * begins with an option's name ("path: ...") is told at its line. */
    int (*check)(hale_cx *cx, const hale_value *options);
} hale_input;

/* -------------------------------------------------------------- tables -- */

typedef struct hale_table_column {
    size_t size;
    const char *name;
    hale_type type;
    const char *unit, *help; /* or NULL */
    hale_direction direction;
    const uint8_t *missing; /* a hale_missing a row; NULL: all present */
    union {
        const uint8_t *b;
        const int64_t *i;
        const double *r;
        const hale_str *text;
    } as;
} hale_table_column;

struct hale_table {
    size_t size;
    const char *name;  /* "accounts", "scores", "components" ... */
    const char *title; /* for people */
    size_t rows, columns;
    const hale_table_column *const *column; /* NULL-ended */
};

typedef struct hale_run { /* facts about the run, for outputs */
    size_t size;
    const char *pipeline; /* its name */
    const char *version;  /* of hale */
    const char *timezone, *currency;
    const int64_t *as_of;
    size_t as_of_count;
    const char *profile; /* since 1.1: of definitions; "" without one */
} hale_run;

/* -------------------------------------------------------------- models -- */

typedef struct hale_report { /* a table that a model gives */
    size_t size;
    const char *name, *title;
    const hale_result *const *columns; /* name, type, unit, help count */
} hale_report;

typedef struct hale_model { /* sees all accounts at once, after the join */
    size_t size;
    const char *name, *title, *family, *formula, *source, *example;
    const hale_option *const *options;
    const hale_column *const *needs; /* columns of the account table */
    const hale_result *const *results; /* columns it adds to it */
    const hale_report *const *reports;
    size_t config_size;
    int (*configure)(hale_cx *cx, const hale_value *options, void *config);
    /* `accounts` holds the needed columns in their order (NULL where an
     * optional one is absent), rows by account id. `results[k][row]` is
     * result k of an account; they arrive as HALE_NO_ROWS. */
    int (*run)(hale_cx *cx, const void *config, const hale_span *span,
               const hale_table *accounts, hale_value *const *results);
    const hale_need *const *sides; /* since 1.1: of shape HALE_SIDE */
} hale_model;

/* ------------------------------------------------------------- outputs -- */

enum { HALE_TO_TERMINAL = 1 }; /* hale_output.flags: writes to stdout */
/* Since 1.1. open, write and commit may answer this for -1 where others are in
 * the way and all may be well later. */
enum { HALE_AGAIN = -2 };

typedef struct hale_output {
    size_t size;
    const char *name, *title, *example;
    uint32_t flags;
    const hale_option *const *options;
    /* open, write for each table, then commit, or abort at any point after
     * open was called, also when it failed. Nothing is visible before
     * commit; after abort nothing is left behind. */
    size_t sink_size;
    int (*open)(hale_cx *cx, const hale_value *options, const hale_run *run,
                void *sink);
    int (*write)(hale_cx *cx, void *sink, const hale_table *table);
    /* Optional second door: the table as an Arrow C stream; the plugin
     * releases it. */
    int (*write_arrow)(hale_cx *cx, void *sink, const char *table,
                       struct ArrowArrayStream *stream);
    int (*commit)(hale_cx *cx, void *sink);
    void (*abort)(hale_cx *cx, void *sink);
    /* Since 1.1, or NULL: as check of hale_input. It runs before anything is
     * read, open when all is computed. */
    int (*check)(hale_cx *cx, const hale_value *options);
} hale_output;

/* ---------------------------------------------------------------- pack -- */

typedef struct hale_plugin {
    size_t size;
    uint32_t abi_major, abi_minor; /* HALE_ABI_MAJOR, HALE_ABI_MINOR */
    const char *name;              /* the file's name without .so */
    const char *version, *license, *help;
    const hale_input *const *inputs; /* each list NULL-ended, or NULL */
    const hale_metric *const *metrics;
    const hale_model *const *models;
    const hale_output *const *outputs;
} hale_plugin;

#if defined(__GNUC__)
#define HALE_EXPORT __attribute__((visibility("default")))
#else
#define HALE_EXPORT
#endif

/* The one symbol. The major version stands in its name. */
HALE_EXPORT const hale_plugin *hale_plugin_v1(void);

#ifdef __cplusplus
}
#endif
#endif
