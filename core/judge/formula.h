/* SPDX-License-Identifier: MIT
 *
 * formula.h: what a formula is once it is understood; private to this
 * folder. Everything is plain data in the formula's arena and is not written
 * after formula_bind, so that any number of judges read it at once. A
 * function of the script is a number: each judge runs the same script in a
 * room of its own and finds the same functions under the same numbers.
 *
 * Names are kept as written (with their line) and resolved to indices by
 * link.c once the whole script has run, so that the order of a script does
 * not matter.
 */
#ifndef HALE_CORE_JUDGE_FORMULA_H
#define HALE_CORE_JUDGE_FORMULA_H

#include "judge/judge.h"

/* -------------------------------------------------------------- curves -- */

typedef enum CurveKind {
    CURVE_POINTS, /* straight between points; ramp is one of two points */
    CURVE_STEPS,  /* y[i] from x[i] on */
    CURVE_LOGISTIC,
    CURVE_BAND,
    CURVE_LOOKUP,
    CURVE_PERCENTILE /* points are a rank among peers, see rank.c */
} CurveKind;

typedef struct Curve Curve;
struct Curve {
    CurveKind kind;
    const char *word; /* "ramp", "points" ... */
    int line;         /* 0: in a file that is used */
    size_t count;
    double *x, *y;       /* points and steps; lookup: y */
    hale_value *key;     /* lookup */
    double mid, width;   /* logistic: 10 to 90 points within `width` */
    bool falling;        /* logistic, percentile */
    double lo, hi, fade; /* band: 100 inside, 0 at `fade` outside */
    const char *within;  /* percentile: peers share this input; NULL: all */
    size_t min_n;
    const Curve *fallback; /* percentile: with fewer peers; or NULL */
};

/* 0..100, or NAN if the value is not one the curve knows. */
double curve_points(const Curve *c, const hale_value *value);
/* +1 rising, -1 falling, 0 neither. */
int curve_direction(const Curve *c);
/* A number for any present value but a text (NAN): money in currency units,
 * time in seconds since 1970, true 1. */
double value_number(const hale_value *value);
/* Same kind of thing and equal; 1 equals 1.0. */
bool value_equal(const hale_value *a, const hale_value *b);

/* ------------------------------------------------------------ the parts -- */

typedef enum ClauseOp { OP_LT, OP_LE, OP_GT, OP_GE, OP_EQ } ClauseOp;

typedef struct Clause {
    const char *name; /* of the input */
    size_t input;
    ClauseOp op;
    hale_value want;
} Clause;

/* clause.c: conditions that are data. A missing value meets none of them. */
bool clause_holds(const Clause *c, const hale_value *v);

typedef struct When { /* all clauses hold, or the function says so */
    bool given;
    int function; /* 0: clauses */
    Clause *clause;
    size_t clauses;
} When;
/* Whenever `a` holds, does `b`? False also if nobody can know. */
bool when_implies(const When *a, const When *b);
/* The name of an input that cannot meet all of it, or NULL. */
const char *when_never(const When *w);

typedef enum Policy {
    POLICY_NONE,   /* not said: that of the group, in the end skip */
    POLICY_SKIP,   /* the others in the group carry its weight */
    POLICY_POINTS, /* counts with fixed points, but not as known */
    POLICY_FAIL
} Policy;

typedef struct Stale { /* what becomes of old values; in days */
    bool given;
    const char *age_name; /* the input that holds the age */
    size_t age;
    double after, halflife; /* NAN: dropped once it is older than `after` */
} Stale;

typedef struct Part { /* a component */
    const char *id, *label, *group, *section;
    int line;
    bool finished; /* its { ... } came */
    size_t parent; /* index of a group */
    double weight;
    const char *metric_name;
    ptrdiff_t metric; /* an input, or -1 */
    int function;     /* 0: none */
    const Curve *curve;
    const char *why;
    Policy policy;
    double policy_points;
    Stale stale;
    When when;
} Part;

typedef enum GroupOf { OF_MEAN, OF_MIN, OF_MAX } GroupOf;

typedef struct Group { /* number 0 is the root, the whole score */
    const char *id, *label, *parent_name, *section;
    int line;
    bool finished;
    size_t parent;
    double weight, min_coverage;
    GroupOf of;
    /* Of everything inside that does not say it itself. */
    Policy policy;
    double policy_points;
    Stale stale;
} Group;

typedef enum CapKind { CAP_CAP, CAP_FLOOR, CAP_VETO } CapKind;

typedef struct Cap {
    CapKind kind;
    const char *id, *section;
    int line;
    bool finished;
    double limit; /* NAN for a veto */
    const char *band_name;
    size_t band;
    When when;
    const char *why;
} Cap;

/* Numbers that a variant may change; setup 0 is the base. */
typedef struct Setup {
    double *part_weight, *group_weight;
    const Curve **curve;
    size_t *rank; /* of percentile curves: number of the wish */
} Setup;

typedef struct Change { /* one line of a variant, as written */
    const char *id;
    double weight;      /* NAN: not this */
    const Curve *curve; /* NULL: not this; neither: drop */
} Change;

typedef struct Variant {
    const char *id, *section;
    int line;
    bool finished;
    When when;
    Change *change;
    size_t changes;
} Variant;

typedef struct Band {
    const char *name;
    double edge; /* included */
} Band;

typedef struct Given {
    const char *name;
    size_t input;
    hale_value value;
} Given;

typedef struct GivenRank { /* of a component with a percentile curve */
    const char *id;
    size_t part;
    double rank;
} GivenRank;

typedef struct Example {
    const char *name, *section;
    int line;
    bool finished;
    Given *given;
    size_t givens;
    GivenRank *rank;
    size_t ranks;
    double score, min, max, coverage, near; /* NAN: not expected */
    const char *band, *reason, *variant;    /* NULL: not expected */
    const char **missing;                   /* ids of components */
    size_t missings;
} Example;

typedef struct Names { /* of inputs */
    const char **name;
    size_t *input;
    size_t count;
} Names;

typedef struct Property { /* what must hold for generated accounts */
    const char *name, *section;
    int line;
    bool finished;
    Names rising;           /* more of it never lowers the score */
    Names falling;          /* more of it never raises the score */
    Names hide;             /* not knowing it never raises the band */
    Names scale;            /* all of them in another unit change nothing */
    Names known;            /* only these are known; none: any may be */
    const char *never_name; /* a band, or NULL */
    size_t never;
    double min, max; /* of a known score; NAN: not said */
    size_t accounts;
    When when;
} Property;

typedef struct Input {
    const char *name;
    int line;
    const char *section; /* of the component whose stale reads it, or NULL */
    bool optional;       /* a pipeline need not have it: then it is missing */
    FactInfo fact;       /* name NULL until bound */
    bool read;           /* a function names it */
    bool used;           /* somebody does */
} Input;

typedef struct Param {
    const char *name;
    hale_value value;
} Param;

typedef struct Source { /* a file that the formula uses */
    const char *word;   /* as used: "lib/curves" */
    const char *path, *file;
    Str text;
    int table; /* while building: what it returned, in the registry; or 0 */
} Source;

struct Formula {
    Arena arena;
    Str text;      /* of the script, and behind it that of its tests */
    Str own;       /* of the script alone */
    int own_lines; /* lines before those of the tests; 0: there are none */
    const char *tests_path;
    Source *source;
    size_t sources;
    const char *path, *file, *name, *title, *version;
    char hash[33];
    int line; /* where the title stands, or 1 */
    Input *input;
    size_t inputs;
    const char **input_name; /* NULL-ended */
    bool *input_read;        /* named by functions: shown beforehand */
    Param *param;
    size_t params;
    Part *part;
    size_t parts;
    Group *group;
    size_t groups;
    size_t *order; /* of the groups, children before parents */
    Cap *cap;
    size_t caps;
    Variant *variant;
    size_t variants;
    Setup *setup; /* variants + 1 */
    RankWish *rank;
    size_t ranks;
    Band *band;
    size_t bands;
    const char **band_name; /* NULL-ended */
    int bands_line;
    double min_coverage;
    double hysteresis; /* points; 0: a band is that of the score */
    int hysteresis_line;
    size_t band_before; /* with hysteresis: the input with the last band */
    bool by_rule;       /* nobody may override it by hand */
    int64_t could_take; /* instructions at most; 0: unknown, see build.c */
    int64_t most_steps; /* 0: the usual */
    size_t most_bytes;
    Example *example;
    size_t examples;
    Property *property;
    size_t properties;
    int score_line; /* of score = function, 0: none */
    bool lost;      /* a word was misspelt: what it declared is not here */
    size_t functions;
};

/* A new formula from a text in memory; otherwise as formula_load. */
Formula *formula_parse(const char *path, Str text, const char *name,
                       Setting *params, size_t count, Diags *diags);
ptrdiff_t formula_input(const Formula *f, const char *name); /* -1: none */

/* Is that line of the formula's own file one of its tests? */
static inline bool formula_is_test(const Formula *f, int file, int line)
{
    return !file && f->own_lines && line > f->own_lines;
}

/* Room for one more element in a list of `count` in an arena. */
void *list_grow(Arena *arena, void *list, size_t count, size_t size);

/* rank.c: the number of a wish, added if it is new. */
size_t rank_wish(Formula *f, RankWish wish);

/* stale.c: adds the ages that components read to the inputs, once groups are
 * known; how much of its weight a value of this age keeps, 0 to 1. */
void stale_inputs(Formula *f, Diags *diags);
double stale_fade(const Stale *s, const hale_value *age);

/* weigh.c: the band of a score, and the score nearest to `score` that lies
 * in a band. */
size_t band_of(const Formula *f, double score);
double into_band(const Formula *f, size_t band, double score);
/* The number of a band; -1: there is none such. */
ptrdiff_t find_band(const Formula *f, Str name);

/* hysteresis.c: adds the last band to the inputs if the formula asks for it;
 * the band of a score that had band `before`. */
void hysteresis_input(Formula *f);
size_t hysteresis_band(const Formula *f, double score, size_t before);

/* link.c: names to indices, setups, order. */
void formula_link(Formula *f, Diags *diags);
/* reach.c: the least and the most points of any account, before caps and the
 * like. */
void formula_reach(const Formula *f, double *least, double *most);
/* lint.c: everything else that a formula alone can tell. With more than
 * `errors` mistakes so far, nothing is said that may follow from those. */
void formula_lint(Formula *f, Diags *diags, size_t errors);
/* A mistake about `key` in the declaration that starts at `line`. */
void formula_wrong(const Formula *f, Diags *diags, const char *section,
                   int line, const char *key, const char *format, ...)
    PRINTF(6, 7);
void formula_remark(const Formula *f, Diags *diags, const char *section,
                    int line, const char *key, const char *format, ...)
    PRINTF(6, 7);

/* probe.c: calls every function with nothing known and with made-up facts,
 * for names that do not exist and loops without end. */
void formula_probe(const Formula *f, Diags *diags);

/* The facts and ranks that an example gives, all others missing. */
void example_facts(const Formula *f, const Example *e, hale_value *fact);

/* ------------------------------------------------------------- building -- */

struct Room;
/* Runs the script of `f` in a new room and fills `f` with what it declares.
 * NULL and mistakes in diags if the script does not run through. */
struct Room *formula_build(Formula *f, Setting *params, size_t count,
                           Diags *diags);
/* The same script in another room: the same functions under the same
 * numbers. NULL: no memory, or it went wrong this time. */
struct Room *formula_room(const Formula *f);

/* script.c: where in file number `file`, from `line` on and inside the braces
 * that follow, `word` stands as a key or as a quoted text; otherwise where it
 * is called on that line. */
Place script_place(const Formula *f, int file, int line, const char *word);
/* A line of a file, the file as people of the formula call it. */
Place script_short(const Formula *f, int file, int line);
/* How many line ends the text has, as Lua counts them. */
int script_lines(Str text);
/* example.c, property.c: "seats = 20, the rest missing". */
void facts_tell(Text *out, const Formula *f, const hale_value *fact);
/* Is `name` read as a field anywhere: x.name or x["name"]? */
bool script_reads(const Formula *f, const char *name);
/* The most instructions that its functions can take for an account, if that
 * can be told from the text; else 0. `kept` of them are the formula's own,
 * `helpers` are called by those. */
int64_t script_most_steps(const Formula *f, size_t kept, size_t helpers);
/* File number `file` of the formula: 0 is the script itself. */
Source formula_source(const Formula *f, int file);

/* ------------------------------------------------------------ sentences -- */

/* property.c: tries a property; 0 if it holds, otherwise -1 and what breaks
 * it, in lines of eight spaces. */
int property_try(const Formula *f, const Property *p, Judge *j, Text *out);

/* generate.c: the values that an input of generated accounts takes. */
typedef struct Pool {
    hale_value *value; /* numbers ascending */
    size_t count;
    bool numbers;
} Pool;
/* One for each input. */
Pool *generate_pools(const Formula *f, Arena *arena);
/* The next of a sequence that is the same on every machine. */
uint64_t generate_next(uint64_t *seed);
hale_value generate_value(const Formula *f, const Pool *pool, size_t input,
                          uint64_t *seed);

/* What a template may name. */
typedef struct Telling {
    const Formula *f;
    const hale_value *fact;
    const hale_value *value; /* of the component; NULL: none */
} Telling;
/* Adds the template with its {names} filled in. */
void sentence_fill(Text *out, const char *template, const Telling *telling);
/* The next thing that is wrong with a template, in words, or NULL; `rest` is
 * what has not been looked at. Marks inputs used. `unknown` is the name that
 * is not among the inputs, if that is what is wrong. */
const char *sentence_fault(Formula *f, Str *rest, bool has_value, Arena *arena,
                           Str *unknown);
/* A value for people. */
void value_tell(Text *out, const hale_value *value, Str format);

#endif
