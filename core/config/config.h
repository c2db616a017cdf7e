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
 *   pipeline.c [pipeline]: time, limits; as_of.c: the instants
 *   money.c    the currency of figures, and rates into it
 *   roles.c    what a role knows: shape, columns, types
 *   freshness.c  how old an input may be, and what if it is older
 *   inputs.c   [input.X] -> data sets; columns.c: our names and theirs
 *   roster.c   which accounts exist, and whom a source covers
 *   knobs.c    what definitions differ in; profile.c: named answers
 *   definitions.c  which answer holds where
 *   filters.c  where.COLUMN = a, b and lo..hi
 *   needs.c    what a plugin needs -> a data set and its columns
 *   metrics.c  [metric.X] -> needs bound to columns, windows, results
 *   overrides.c  the metrics behind an input of role overrides
 *   scores.c   [score.X]: formulas and whom they judge
 *   rollups.c  [rollup.X]: by what accounts are grouped
 *   rest.c     [model.X] [output.X]
 *   history.c  [history]: what is remembered, and what becomes of it
 *   table.c    the columns of the account table
 *   connect.c  opens the inputs and checks their columns
 *
 * Every mistake is gathered in a Diags, none ends the work early. A Plan is
 * only handed out when there are no errors.
 */
#ifndef HALE_CORE_CONFIG_H
#define HALE_CORE_CONFIG_H

#include "config/ini.h"
#include "plugin/plugin.h"

/* The name of a type, as people write it: "money". */
const char *type_name(hale_type type);

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

/* ---------------------------------------------------------- definitions -- */

/* Where the answer to a knob acts. */
typedef enum KnobPlace {
    KNOB_OF_FIGURES, /* an option of metrics and models */
    KNOB_OF_PIPELINE /* a setting of [pipeline] */
} KnobPlace;

/* A point on which definitions of the same figure differ. */
typedef struct Knob {
    hale_option option; /* its fallback is the answer of hale */
    const char *never;  /* the word for "no limit", which is the answer of
                         * hale if the option has no fallback; or NULL */
    KnobPlace place;
    const char *with; /* of no meaning without the answer to this one */
} Knob;
enum { KNOB_COUNT = 22 };
extern const Knob knobs[KNOB_COUNT];
#define KNOB_DEFAULT "default" /* an answer: what the plugin declares */

/* KNOB_COUNT: there is no such knob. */
size_t knob_find(Str name);
/* NULL-ended. */
const char *const *knob_names(Arena *arena);
/* Is this an answer to the knob? -1 and why. */
int knob_check(size_t knob, const char *value, Arena *arena, Text *why);
bool knob_is_never(size_t knob, const char *value);
/* The answer of hale; NULL: it is left to each plugin. */
const char *knob_usual(size_t knob);

typedef struct KnobAnswer {
    const char *value; /* NULL: none */
    Place place;
    bool own; /* given by knob.NAME in the pipeline */
} KnobAnswer;

/* A named set of answers. */
typedef struct Profile {
    const char *name, *path; /* as written; and for messages */
    const char *title, *source;
    KnobAnswer knob[KNOB_COUNT];
    const char *unknown[KNOB_COUNT]; /* what is not known of it; or NULL */
} Profile;

typedef struct ProfileFrom {
    const char *name; /* one of profile_names, or the path of a file */
    const char *dir;  /* relative paths are seen from here */
    Place place;      /* for messages, and the section */
    const char *section;
} ProfileFrom;
/* NULL: told why not. It lives in the arena. */
const Profile *profile_load(const ProfileFrom *from, Arena *arena,
                            Diags *diags);
/* Those in the binary, NULL-ended. */
const char *const *profile_names(Arena *arena);

/* Which answer a section goes by. */
typedef struct Definition {
    const char *section; /* "metric.mrr" */
    size_t knob;
    const char *value;
    const char *origin; /* "default", "profile stripe", "pipeline" */
    const char *note;   /* why a profile has no answer; or "" */
} Definition;

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
    int64_t begin; /* of events: rows before it may do without its values */
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
    bool foreign;      /* fx = spot: each row keeps the currency of its money */
    /* The union of what all metrics look at, over all as-of dates. */
    int64_t begin, end;
    const Filter *covers; /* on the roster's columns; NULL: everybody */
    size_t covers_count;
} DataSet;

typedef enum OnError { ON_ERROR_FAIL, ON_ERROR_SKIP } OnError;

/* An input is older than it may be: what rests on it is missing, it is only
 * said, or nothing is published. */
typedef enum OnStale { STALE_MISSING, STALE_WARN, STALE_FAIL } OnStale;
extern const char *const on_stale_words[]; /* as pipelines say it */

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
    Window max_age; /* of its newest row at an as-of; count 0: any */
    OnStale on_stale;
    /* Open source, set by plan_connect. */
    Host *host;
    void *source;
    const char **found; /* the columns that it says it has */
    size_t founds;
    bool sound; /* it is open and has what is wanted of it */
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
    int64_t reach;   /* days that a HALE_STEADY metric looks back; -1: it is
                      * not steady */
    bool timeless;   /* HALE_TIMELESS */
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
    NeedPlan *side; /* data_set (size_t)-1: nothing feeds it */
    size_t sides;
    size_t column; /* its first result in the account table */
} ModelPlan;

typedef enum Origin {
    FROM_ROSTER,
    FROM_METRIC,
    FROM_BEFORE,
    FROM_CHANGE,
    FROM_MODEL,
    FROM_HISTORY,
    FROM_GROUP
} Origin;

/* A column of the account table. */
typedef struct AccountColumn {
    const char *name;
    hale_type type;
    const char *unit, *help;
    hale_direction direction;
    hale_rollup rollup;
    size_t numerator, denominator; /* columns of the account table */
    bool proportion;               /* groups show its interval */
    Origin origin;
    size_t owner;  /* index of the roster's Kept, the metric, the model, the
                    * roll-up or of plan->history.trend */
    size_t result; /* of the metric or model: which one this column shows;
                    * of the history: a Trend; of the roll-up: the column of
                    * the account table whose figure of the group it shows */
} AccountColumn;

typedef struct ScorePlan {
    const char *name;  /* of the score, which sections may share */
    const char *own;   /* of the section */
    const char *label; /* "score.health" */
    Place place;
    const char *script;   /* absolute */
    Section *section;     /* its other settings are params */
    size_t set;           /* which of plan->score_set it belongs to */
    const Filter *filter; /* whom it judges; by columns of plan->column */
    size_t filters;
    ptrdiff_t only;         /* a bool column: nobody else; -1 */
    ptrdiff_t weigh_by;     /* a column of numbers; -1 */
    int64_t budget, memory; /* instructions an account, MiB; 0: the usual */
    const char *fail_band;  /* fail_on = red > 15%; NULL: none */
    double fail_share;      /* 0.15 */
} ScorePlan;

/* A score: columns of one name, given by one or more sections, of which the
 * first that is for an account judges it. */
typedef struct ScoreSet {
    const char *name;
    size_t *score; /* of plan->score, in file order */
    size_t scores;
    ptrdiff_t weigh_by; /* a column; -1 */
} ScoreSet;

/* Whose the figures of a period are when an account changed groups in it. */
typedef enum Owner {
    OWNER_START,    /* of the group just before it began */
    OWNER_END,      /* of the group just before it ended */
    OWNER_WEIGHTED, /* of each, by the days it held the account */
    OWNER_AS_OF     /* of the group at as_of, whatever the period */
} Owner;

typedef struct RollupPlan {
    const char *name, *label;
    Place place;
    ptrdiff_t by; /* a text column of the account table; -1: the company */
    bool own;     /* by the roster's parent: an account without one is the
                   * head of its own group */
    Owner owner;
    bool moves;    /* the group of an account may change between periods */
    int64_t min_n; /* rates of fewer are missing; 0: of none */
    size_t column; /* of the account table: its first figure of the group */
    size_t gives;  /* how many it gives to the accounts */
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

/* Which rate turns money of another currency into ours. */
typedef enum Fx {
    FX_CONSTANT, /* the one that [pipeline] gives */
    FX_START,    /* the dated one in force at the row's own time */
    FX_SPOT      /* the one in force just before the end of what is seen */
} Fx;

/* Whose the rows of an account are. */
typedef enum Grain { GRAIN_ACCOUNT, GRAIN_PARENT, GRAIN_ULTIMATE } Grain;

/* What the past of a score gives. */
typedef enum Trend {
    TREND_BAND_BEFORE,
    TREND_BEFORE,
    TREND_30D_AGO,
    TREND_CHANGE_30D,
    TREND_SLOPE_90D,
    TREND_DRAWDOWN_90D,
    TREND_DAYS_IN_BAND,
    TREND_BAND_CHANGES_90D,
    TRENDS
} Trend;
enum { TREND_DAYS = 400 }; /* how far they look back */
/* Its column; the name is to be put behind that of the score. */
const hale_result *trend_result(Trend trend);

typedef struct HistoryPlan { /* [history] */
    bool on;                 /* there is such a section, and it is not off */
    const char *path; /* absolute; NULL: there is no section, or a store */
    const hale_store *store;   /* NULL: the history is the file `path` */
    const hale_value *options; /* of the store */
    Place place;
    Window keep;        /* count 0: for ever */
    const char **trend; /* scores whose past becomes columns */
    size_t trends;
    size_t column; /* of the account table: TRENDS columns for each */
} HistoryPlan;

typedef enum KnownAt { KNOWN_ALWAYS, KNOWN_AT_AS_OF, KNOWN_AT } KnownAt;

/* The sections whose work can be timed. */
typedef enum EffortKind {
    EFFORT_INPUT,
    EFFORT_METRIC,
    EFFORT_MODEL,
    EFFORT_SCORE,
    EFFORT_OUTPUT,
    EFFORT_KINDS
} EffortKind;

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
    uint64_t memory;  /* bytes of rows that may wait in it; 0: any number */
    const char *temp; /* the folder where those beyond it wait */
    /* Rejects: an absolute number, or a share of the rows read. */
    int64_t max_rejects;     /* -1: no such limit */
    double max_reject_share; /* -1: no such limit */
    const char *reject_file; /* absolute */
    HistoryPlan history;
    int64_t late_since; /* rows recorded from then on are told: the figures of
                         * an earlier run lack them; INT64_MAX: nobody asks */
    const char *every;  /* between the as-ofs of a range; NULL: there is one */
    Rate *rate;         /* fx = constant */
    size_t rates;
    Fx fx;
    size_t dated_rates;  /* else: the data set of role rates, */
    size_t rate_kept[2]; /* and its columns currency and rate */
    DataSet *data_set;
    size_t data_sets;
    ptrdiff_t roster;      /* a data set; -1: whoever has rows */
    const Filter *exclude; /* on its columns: who passes one is left out */
    size_t excludes;
    Grain grain;
    size_t parent; /* not GRAIN_ACCOUNT: the roster's column of that name */
    InputPlan *input;
    size_t inputs;
    MetricPlan *metric;
    size_t metrics;
    ModelPlan *model;
    size_t models;
    ScorePlan *score;
    size_t scores;
    ScoreSet *score_set;
    size_t score_sets;
    RollupPlan *rollup; /* [0] is the company, always */
    size_t rollups;
    OutputPlan *output;
    size_t outputs;
    AccountColumn *column; /* roster's attributes, metrics, models, groups */
    size_t columns;
    Unit only_over;              /* 0: metrics look at what they say */
    const Profile *profile;      /* NULL: none was asked for */
    KnobAnswer knob[KNOB_COUNT]; /* what holds for every section */
    Definition *definition;
    size_t definitions, definitions_cap;
    int connect_code; /* exit code of the first input that could not be
                       * opened, set by plan_connect; 0: all could */
    Effort *effort[EFFORT_KINDS]; /* for each section; NULL: nobody asked */
    Effort *opening;   /* for each input, by plan_connect; NULL: nobody asked */
    bool ages_only;    /* nothing is wanted of inputs but how old they are */
    const char *asked; /* the account of which somebody wants to know from when
                        * its figures are; NULL: nobody asked */
} Plan;

/* Where to add up what a section takes, for effort_begin and effort_end. */
Effort *plan_effort(const Plan *plan, EffortKind kind, size_t i);

typedef struct PlanFrom {
    const char *path;       /* of the pipeline */
    const char *const *set; /* NULL-ended, or NULL */
    const char *as_of;      /* overrides [pipeline] as_of; or NULL */
    const char *every;      /* overrides [pipeline] every; or NULL */
    int64_t now;            /* what "today" means: the caller reads the clock */
    unsigned threads;       /* overrides; 0: does not */
    const char *const *only; /* labels, NULL-ended: of all that is computed
                              * from rows nothing else is planned; or NULL */
    const char *only_over;   /* with `only`: each metric over the one "month",
                              * "quarter" or "year" that holds the as-of */
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

/* The type of a group's figure, of accounts that count whole. */
hale_type rolled_type(hale_type type, hale_rollup rollup);

/* Does the value pass? A missing one does not. */
bool filter_holds(const Filter *f, const hale_value *value);

#endif
