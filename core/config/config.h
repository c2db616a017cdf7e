/* SPDX-License-Identifier: MIT
 *
 * config.h: from a pipeline file to a plan that has no open questions.
 *
 *   tap.c      sees every line of the file first, whole, whatever its length
 *   ini.c      inih behind the tap -> sections and settings
 *   expand.c   --set and ${VAR}; print.c: the result for people
 *   plan.c     the order in which a pipeline becomes a plan
 *   sections.c reading settings; what nobody read is unknown
 *   plugins.c  plugin = pack.name -> a plugin with its options
 *   pipeline.c [pipeline]: time, money, limits; as_of.c: the instants
 *   roles.c    what a role knows: shape, columns, types
 *   inputs.c   [input.X] -> data sets; columns.c: our names and theirs
 *   roster.c   which accounts exist, and whom a source covers
 *   filters.c  where.COLUMN = a, b and lo..hi
 *   metrics.c  [metric.X] -> needs bound to columns, windows, results
 *   rest.c     [model.X] [score.X] [rollup.X] [output.X]
 *   table.c    the columns of the account table
 *   connect.c  opens the inputs and checks their columns
 *
 * Every mistake is gathered in a Diags, none ends the work early. A Plan is
 * only handed out when there are no errors.
 */
#ifndef HALE_CORE_CONFIG_H
#define HALE_CORE_CONFIG_H

#include "plugin/plugin.h"

/* ----------------------------------------------------------------- ini -- */

typedef struct Section {
    const char *kind;  /* "pipeline", "input", "metric" ... */
    const char *name;  /* "" for [pipeline] */
    const char *label; /* "input.usage", for messages */
    Place place;
    Setting *setting;
    Place *more; /* for each setting with `lines`: its second line */
    size_t settings, cap;
} Section;

typedef struct Ini {
    const char *path, *dir;
    Section *section; /* in file order */
    size_t sections, cap;
    Arena arena;
} Ini;

/* Reads the file, then applies `set` ("section.key=value", NULL-ended or
 * NULL; may add keys and sections; their place is the file "--set"), then
 * expands ${VAR} and ${VAR:-default} once. */
void ini_read(Ini *ini, const char *path, const char *const *set, Diags *diags);
void ini_free(Ini *ini);
Setting *section_find(Section *s, const char *key); /* NULL: absent */
/* Prints the pipeline after expansion with the origin of each value; values
 * of secrets as "(secret)". */
void ini_print(const Ini *ini, Text *out);

/* --------------------------------------------------------------- roles -- */

/* What `role = events` brings. */
typedef struct RoleColumn {
    const char *name;
    hale_type type;
} RoleColumn;
typedef struct Role {
    const char *name;
    hale_shape shape;
    const char *time, *until; /* usual names of these columns, or NULL; an
                               * attribute without a time holds always */
    const RoleColumn *column; /* name NULL ends */
} Role;
const Role *role_find(Str name);       /* NULL: no such role */
extern const char *const role_names[]; /* NULL-ended, for suggestions */

/* ---------------------------------------------------------------- plan -- */

typedef struct Window {
    int64_t count; /* 0: everything before the end */
    Unit unit;
} Window;

/* `where.column = a, b` or `lo..hi`: rows that pass. */
typedef struct Filter {
    size_t column; /* of the data set */
    Str *text;     /* any of these; for text and bool columns (of a bool: the
                    * words "true" and "false") */
    size_t texts;
    bool has_low, has_high; /* inclusive, in the column's own numbers */
    int64_t low, high;      /* int, money, time */
    double low_real, high_real;
} Filter;

/* A column of a data set that somebody wants, beyond the fixed ones. */
typedef struct Kept {
    const char *name;
    hale_type type;
    bool optional;         /* an input may lack it */
    const char *wanted_by; /* who asked first: "metric.mrr", for messages */
} Kept;

/* Rows of one kind, fed by one or more inputs. */
typedef struct DataSet {
    const char *name;
    const Role *role; /* or NULL */
    hale_shape shape;
    Kept *kept;
    size_t kept_count;
    bool has_time;     /* false: an attribute that always holds */
    bool has_recorded; /* some input says when we learned each row */
    /* The union of what all metrics look at, over all as-of dates. */
    int64_t begin, end;
    const Filter *covers; /* on the roster's columns; NULL: everybody */
    size_t covers_count;
} DataSet;

typedef enum OnError { ON_ERROR_FAIL, ON_ERROR_SKIP } OnError;

typedef struct InputPlan {
    const char *name, *label; /* "usage", "input.usage" */
    Place place;
    size_t data_set;
    const hale_input *plugin;
    const Pack *pack;
    hale_value *options;
    /* What the source calls the columns; NULL: it has none such. */
    const char *account, *time, *until, *recorded, *currency;
    const char **kept; /* for each Kept of the data set; NULL: absent */
    /* Settings of the mapping, for messages: the line that names a column,
     * or the section if none does. [0] account, [1] time, [2] until,
     * [3] recorded, [4] currency, [5 + i] kept i. */
    Place *mapping;
    OnError on_error;
    /* Open source, set by plan_connect. */
    Host *host;
    void *source;
} InputPlan;

typedef struct NeedPlan {
    size_t data_set;
    ptrdiff_t *column;    /* for each column of the need: index of a Kept, -1 */
    const Filter *filter; /* `where`: of a metric's first need only */
    size_t filters;
} NeedPlan;

typedef struct MetricPlan {
    const char *name, *label;
    Place place;
    const hale_metric *plugin;
    const Pack *pack;
    hale_value *options;
    void *config; /* filled by configure; read-only */
    Window window;
    bool compare;    /* also over the window before */
    int64_t periods; /* 0: none; else so many, the last one ends at or */
    Unit period;     /* after as_of and is cut there */
    NeedPlan *need;
    size_t needs;
    size_t results;
    const char **result_name; /* of the account table */
    hale_type *result_type;   /* HALE_SAME resolved */
    size_t column; /* of the account table: first result; with compare then
                    * a "_before" for each result that is an int, a real or
                    * money, then a "_change" for each of those: a real, now /
                    * before - 1, HALE_ZERO_DENOMINATOR when before is 0 */
} MetricPlan;

typedef struct ModelPlan {
    const char *name, *label;
    Place place;
    const hale_model *plugin;
    const Pack *pack;
    hale_value *options;
    void *config;
    ptrdiff_t *need; /* columns of the account table, -1: absent */
    size_t needs, results;
    size_t column; /* its first result in the account table */
} ModelPlan;

typedef enum Origin {
    FROM_ROSTER,
    FROM_METRIC,
    FROM_BEFORE,
    FROM_CHANGE,
    FROM_MODEL
} Origin;

/* A column of the account table. */
typedef struct AccountColumn {
    const char *name;
    hale_type type;
    const char *unit, *help;
    hale_direction direction;
    hale_rollup rollup;
    size_t numerator, denominator; /* columns of the account table */
    Origin origin;
    size_t owner;  /* index of the roster's Kept, the metric or the model */
    size_t result; /* of the metric or model: which one this column shows */
} AccountColumn;

typedef struct ScorePlan {
    const char *name, *label;
    Place place;
    const char *script;    /* absolute */
    Section *section;      /* its other settings are params */
    const char *fail_band; /* fail_on = red > 15%; NULL: none */
    double fail_share;     /* 0.15 */
} ScorePlan;

typedef struct RollupPlan {
    const char *name, *label;
    Place place;
    ptrdiff_t by; /* a text column of the account table; -1: the company */
    bool own;     /* by the roster's parent: an account without one is the
                   * head of its own group */
} RollupPlan;

typedef struct OutputPlan {
    const char *name, *label;
    Place place;
    const hale_output *plugin;
    const Pack *pack;
    hale_value *options;
    const char **tables; /* patterns, e.g. "accounts", "rollup_*" */
    size_t table_count;
} OutputPlan;

typedef struct Rate { /* money of `currency` * num / den = ours */
    const char *currency;
    int64_t numerator, denominator;
} Rate;

typedef enum KnownAt { KNOWN_ALWAYS, KNOWN_AT_AS_OF, KNOWN_AT } KnownAt;

typedef struct Plan {
    Ini ini;
    Registry registry;
    Arena arena;
    const char *name, *currency; /* currency: "" if not given */
    Zone *zone;
    int64_t *as_of; /* ascending */
    size_t as_ofs;
    KnownAt known;
    int64_t known_at;
    unsigned threads;
    /* Rejects: an absolute number, or a share of the rows read. */
    int64_t max_rejects;     /* -1: no such limit */
    double max_reject_share; /* -1: no such limit */
    const char *reject_file; /* absolute */
    Rate *rate;
    size_t rates;
    DataSet *data_set;
    size_t data_sets;
    ptrdiff_t roster; /* a data set; -1: whoever has rows */
    InputPlan *input;
    size_t inputs;
    MetricPlan *metric;
    size_t metrics;
    ModelPlan *model;
    size_t models;
    ScorePlan *score;
    size_t scores;
    RollupPlan *rollup; /* [0] is the company, always */
    size_t rollups;
    OutputPlan *output;
    size_t outputs;
    AccountColumn *column; /* roster's attributes, metrics, models */
    size_t columns;
    int connect_code; /* exit code of the first input that could not be
                       * opened, set by plan_connect; 0: all could */
} Plan;

typedef struct PlanFrom {
    const char *path;       /* of the pipeline */
    const char *const *set; /* NULL-ended, or NULL */
    const char *as_of;      /* overrides [pipeline] as_of; or NULL */
    int64_t now;            /* what "today" means: the caller reads the clock */
    unsigned threads;       /* overrides; 0: does not */
} PlanFrom;

/* Step 1: the file, [pipeline], and where the formulas are (plan->score). */
int plan_begin(Plan *plan, const PlanFrom *from, Diags *diags);
/* Step 2: everything else, also after a step 1 that failed, so that all
 * mistakes are told at once. `wanted` (NULL-ended) are the names that formulas
 * read: those that no metric or model gives and the roster may have become
 * attributes. Returns -1 if diags has errors. */
int plan_finish(Plan *plan, const char *const *wanted, Diags *diags);
/* Opens every input and checks that it has the columns, all of them, with
 * the columns found and the nearest name in the message. Errors of files go
 * to diags too. Only for a plan without errors. After it sources are open
 * until plan_free; optional columns that no source has are -1 in the needs,
 * and NULL in InputPlan.kept, like `recorded` and `currency`. */
int plan_connect(Plan *plan, Diags *diags);
void plan_free(Plan *plan);

ptrdiff_t plan_column(const Plan *plan, const char *name); /* -1: none */

#endif
