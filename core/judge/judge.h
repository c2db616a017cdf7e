/* SPDX-License-Identifier: MIT
 *
 * judge.h: formulas, the sealed room they run in, and what a score says.
 *
 *   room.c     a Lua state with nothing in it but what formulas may use
 *   words.c    the vocabulary: one table, name, type, help
 *   formula.c  a script -> a Formula: components, curves, caps, bands
 *   curve.c    points from a value; plain data, judged in C
 *   lint.c     what can be found wrong before any data is read
 *   judge.c    one account: components, groups, caps, band, reasons
 *   split.c    why a score is another one than before
 *   example.c  the examples of a formula are its tests
 *   coverage.c what they reach
 *
 * A component that is data (metric and curve) never enters Lua. Functions run
 * in the room under an instruction budget and a memory cap. An error costs
 * that account its score and nothing else.
 */
#ifndef HALE_CORE_JUDGE_H
#define HALE_CORE_JUDGE_H

#include "base/base.h"
#include "plugin/plugin.h"

typedef struct Formula Formula;

/* A column that a formula may read. */
typedef struct FactInfo {
    const char *name;
    hale_type type;
    const char *unit;
    hale_direction direction;
    const char *help;
} FactInfo;

/* Loads and understands the script. `params` are the settings of its section
 * that override param(...); those it does not declare are left unused.
 * `name` is the score's. NULL if it cannot be used: diags says why, all of
 * it. The formula does not need `diags` afterwards. */
Formula *formula_load(const char *path, const char *name, Setting *params,
                      size_t count, Diags *diags);
/* The same, followed by the examples and properties of NAME_test.lua beside
 * it, if there is one. The hash stays that of the formula alone. */
Formula *formula_load_tested(const char *path, const char *name,
                             Setting *params, size_t count, Diags *diags);
void formula_free(Formula *f);
/* Other limits for its judges: instructions an account, MiB a judge; 0: the
 * usual ones. */
void formula_limits(Formula *f, int64_t steps, int64_t mebibytes);
/* Does it declare a param of that name? */
bool formula_has_param(const Formula *f, const char *name);
const char *formula_title(const Formula *f);
const char *formula_version(const Formula *f);
const char *formula_hash(const Formula *f); /* 32 hex digits, of its files */
const char *formula_text(const Formula *f); /* of its script */
/* The names it declares as inputs, NULL-ended, in its order. */
const char *const *formula_inputs(const Formula *f);
size_t formula_input_count(const Formula *f);
/* Bands from the lowest edge up, NULL-ended. */
const char *const *formula_bands(const Formula *f);
/* A column that must be ranked before anybody is judged: each account among
 * those of the same as-of with the same value of `within`. */
typedef struct RankWish {
    size_t input;     /* of formula_inputs */
    ptrdiff_t within; /* another one; -1: among all */
    size_t min_n;     /* with fewer peers there is no rank */
} RankWish;
const RankWish *formula_ranks(const Formula *f, size_t *count);
/* One account in a ranking. */
typedef struct Peer {
    int64_t as_of;
    hale_value value, within; /* missing: it has no rank and is no peer */
    size_t row;
} Peer;
/* Percentile ranks, 0 to 100, into rank[row]; missing where there is none.
 * Sorts the peers. */
void rank_peers(Peer *peer, size_t count, size_t min_n, hale_value *rank);
/* Checks the inputs against what the pipeline has (types, unknown names with
 * the nearest, unused inputs, curves against directions). */
void formula_bind(Formula *f, const FactInfo *fact, size_t facts, Diags *diags);

/* ----------------------------------------------------------- annotate.c -- */

/* The vocabulary and the facts as annotations for the Lua language server. */
void words_annotations(Text *out, const FactInfo *fact, size_t facts);
/* The vocabulary as a configuration of luacheck, and as a page. */
void words_luacheck(Text *out);
void words_reference(Text *out);

/* -------------------------------------------------------------- verdict -- */

typedef struct PartVerdict {        /* one component */
    const char *id, *label, *group; /* group: "" if none */
    hale_value value; /* what the curve saw; its reason if missing */
    double points;    /* 0..100; NAN if not known */
    double weight;    /* as declared (after the variant) */
    double share;     /* of the whole score, 0..1, after re-weighting */
    double lost;      /* points of the score lost here: share*(100-points) */
    double age;       /* of the value in days; NAN: nobody asked */
    double fade;      /* what its age left of its weight, 0..1 */
    const char *why;  /* the sentence, filled in; "" if none */
} PartVerdict;

typedef struct CapVerdict {
    const char *kind; /* "cap", "floor", "veto" */
    const char *id;
    double limit; /* NAN for a veto */
    const char *why;
} CapVerdict;

typedef struct Verdict {
    bool known;           /* false: no score, `band` says "unknown" */
    hale_missing missing; /* why there is none */
    double score, raw;    /* raw: before caps */
    const char *band;
    double coverage;     /* 0..1 of the weight */
    const char *variant; /* "" base */
    PartVerdict *part;
    size_t parts;
    CapVerdict *cap; /* those that bit */
    size_t caps;
    const char *held;      /* why the band is not that of the score; or NULL */
    const char *reason[3]; /* in words, largest loss first; NULL: fewer */
    const char *error;     /* a formula error, "script:line: ..." or NULL */
} Verdict;

/* One worker's room with one formula in it. */
typedef struct Judge Judge;
Judge *judge_open(const Formula *f, Error *error);
void judge_close(Judge *j);
/* Which sentences are wanted: none, all, or those of the reasons only, which
 * are few of many. */
typedef enum Words { WORDS_NONE, WORDS_ALL, WORDS_REASONS } Words;
/* Judges one account from its facts, in the order of formula_inputs. Text
 * facts need not be NUL-terminated. `words`: also write the sentences. The
 * verdict lives in `arena`. Never fails: an error of the formula stands in
 * verdict->error. Behind the inputs `fact` holds the account's formula_ranks.
 */
void judge_account(Judge *j, const char *account, const hale_value *fact,
                   Words words, Arena *arena, Verdict *verdict);

/* ------------------------------------------------------------- overrides -- */

/* What people decided in place of a verdict. */
typedef struct Override {
    bool given;
    double score;     /* NAN: only the band was decided, and none is known */
    const char *band; /* one of the formula's */
} Override;
/* What a band and points (either may be missing) that were given by hand make
 * of a verdict, which stays as it is. NULL, or why it cannot be followed. */
const char *formula_override(const Formula *f, const Verdict *verdict,
                             const hale_value *band, const hale_value *points,
                             Override *out, Arena *arena);

/* ----------------------------------------------------------- differences -- */

/* Why a score is another one than before: one of the reasons. */
typedef enum EffectOf {
    EFFECT_VALUE,  /* a component got more or fewer points */
    EFFECT_WEIGHT, /* it counts for more or less than it did */
    EFFECT_LIMITS, /* caps, floors and vetoes */
    EFFECT_INPUT   /* an input of the formula is another one */
} EffectOf;
typedef struct ScoreEffect {
    EffectOf of;
    size_t at;     /* number of the component or input; limits: 0 */
    double points; /* of the score, signed */
} ScoreEffect;

/* Two verdicts of one formula, both with a score, told apart by component.
 * The effects are the largest first, none is 0, and their sum is the
 * difference of the scores. */
ScoreEffect *split_parts(const Verdict *before, const Verdict *after,
                         Arena *arena, size_t *count);
/* Does that tell what happened? Not if the score is one function, or where
 * only the least or the best of a group counts. */
bool split_parts_tell(const Formula *f);
/* The same by input: Shapley values of those that differ between the facts of
 * two accounts (with ranks, as for judge_account). NULL: there is no way from
 * one to the other on which each step has a score. */
ScoreEffect *split_inputs(Judge *j, const char *account,
                          const hale_value *before, const hale_value *after,
                          Arena *arena, size_t *count);

/* -------------------------------------------------------------- examples -- */

typedef struct ExampleReport {
    size_t passed, failed;
    Text text; /* "  ok    name" and "  FAIL  name ... expected ..., got ..." */
} ExampleReport;
/* Runs the examples and then the properties of the formula whose names contain
 * `only` (NULL: all). */
void formula_examples(const Formula *f, const char *only,
                      ExampleReport *report);

/* A part of a formula, and whether one of its examples reached it. */
typedef struct Reached {
    const char *kind; /* "component" "cap" "floor" "veto" "variant" "band" */
    const char *name;
    bool reached; /* had a value; bit; was taken; was the band of a score */
} Reached;
/* All of them, by kind and in the order of the formula. */
Reached *formula_coverage(const Formula *f, Arena *arena, size_t *count);

#endif
