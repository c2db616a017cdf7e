/* SPDX-License-Identifier: MIT
 *
 * check.h: what the files of the conformance harness share.
 *
 *   check.c         runs each case in a process of its own, writes the report
 *   check_fence.c   memory with fences: nobody writes outside or where he
 *                   should only read without being found out
 *   check_pack.c    cases for the shared object itself
 *   check_story.c   made-up rows of made-up accounts
 *   check_metric.c  drives a metric; check_laws.c: what must hold of it,
 *                   check_spans.c: of one span as of another,
 *                   check_threads.c: on several threads at once
 *   check_model.c, check_input.c, check_reads.c, check_stream.c,
 *   check_output.c
 *
 * A case is a function that comes back if all is well. Otherwise it calls
 * broke() or skip(), which end its process.
 */
#ifndef HALE_CORE_PLUGIN_CHECK_H
#define HALE_CORE_PLUGIN_CHECK_H

#include "plugin/inside.h"

typedef enum Verdict {
    VERDICT_NONE,
    VERDICT_OK,
    VERDICT_FAIL,
    VERDICT_SKIP
} Verdict;

/* The memory that a case and the harness share. */
enum { CALL_ROOM = 32 };
typedef struct Shared {
    Verdict verdict;
    char call[CALL_ROOM]; /* what was being called, for crashes */
    char words[1200];
} Shared;

typedef struct Fence Fence;
typedef struct Block Block;

typedef struct Trial {
    const CheckPlan *plan;
    const Pack *pack;
    Kind kind;
    const void *plugin;  /* NULL in the cases of a pack */
    const char *name;    /* "usage.active_users" */
    const char *scratch; /* an empty folder for this case */
    hale_value *options; /* fenced */
    const void *config;  /* of metrics and models, fenced and locked */
    Shared *shared;
    char *call; /* what is being called; in `shared`, but on threads */
    Fence *fence;
    Arena arena; /* of the harness; lives as long as the case */
    Host host;   /* its `user` is the Trial */
    Error error;
    Arena memory;   /* what the plugin allocates from */
    Block *block;   /* what it has allocated, newest first */
    size_t allocs;  /* so far */
    size_t fail_at; /* this allocation fails and all after it; 0: none */
    bool starved;   /* one did */
    void *book;     /* what the hooks of the current case work on */
} Trial;

typedef struct Case {
    const char *name; /* "metric.no_rows"; stable, people grep for them */
    void (*run)(Trial *t);
} Case;
extern const Case pack_cases[], metric_cases[], model_cases[], input_cases[],
    output_cases[]; /* each ends in a name of NULL */

/* ------------------------------------------------------------- verdicts -- */

_Noreturn void broke(Trial *t, const char *format, ...) PRINTF(2, 3);
_Noreturn void skip(Trial *t, const char *format, ...) PRINTF(2, 3);
/* Words that go with an "ok". */
void remark(Trial *t, const char *format, ...) PRINTF(2, 3);

/* A call is about to be made; clears the error. */
void calling(Trial *t, const char *call);
/* It is over: is what it returned in accord with hale_fail? Returns the 0 or
 * -1; checks the fences. */
int called(Trial *t, int result);
/* What comes before open: may these options be? As `called`; NULL: yes. */
int trial_check(Trial *t, int (*check)(hale_cx *cx, const hale_value *options));
/* A call that cannot fail and comes after one that may have: stop, close,
 * abort. What is known of the failure is put aside meanwhile. */
typedef struct Aside {
    Error error;
    char call[CALL_ROOM];
} Aside;
void cleaning_up(Trial *t, const char *call, Aside *aside);
void cleaned_up(Trial *t, const Aside *aside);
/* The call had to succeed. */
void must(Trial *t, int result);

/* -------------------------------------------------------------- options -- */

/* Fills t->options from the --set of the plan; relative paths are seen from
 * `dir`. Required columns, and paths of outputs, are made up. NULL or why it
 * cannot be. */
const char *trial_options(Trial *t, const char *dir);
/* Replaces option `index` by a path. */
void trial_set_path(Trial *t, size_t index, const char *path);
const hale_option *const *trial_declared(const Trial *t);
/* Reads the options into a fenced, locked config. -1: it refused. */
int trial_configure(Trial *t);
/* Allocations fail from the n-th on; 0: never. */
void trial_starve(Trial *t, size_t n);

/* --------------------------------------------------------------- fences -- */

/* Zeroed memory whose end touches a page that nobody may touch. */
void *fenced(Trial *t, size_t bytes, const char *what);
void fence_lock(Trial *t, const void *data); /* read-only from now on */
void fences_intact(Trial *t);                /* else broke() */
void fence_free(Trial *t, const void *data);
/* All that are newer than `until`, a t->fence of before. */
void fences_free(Trial *t, const Fence *until);
/* Crashes are told in words that name the memory. */
void fences_watch(Trial *t);
/* The alloc of the plugin's cx: starves on demand, fences the end. */
void *fenced_alloc(hale_cx *cx, size_t bytes);
/* All that the plugin allocated is gone; its fences are checked first. */
void memory_reset(Trial *t);

/* ---------------------------------------------------------------- story -- */

uint64_t random_next(uint64_t *seed);
/* An ordinary value, or one at the edge of its type. Texts are small words;
 * the same seed gives the same value. */
hale_value random_value(hale_type type, bool extreme, uint64_t *seed);

typedef enum Presence { ALL_UNMASKED, ALL_MASKED, NOTHING, SOME } Presence;

typedef struct Make {
    uint64_t seed;
    size_t rows;
    Presence presence;
    bool extreme;     /* values at the edge of what a type holds */
    bool no_optional; /* optional columns are not there */
    uint8_t garbage;  /* what cells that are not present hold */
    hale_type same;   /* what HALE_SAME is */
} Make;

/* All that is known of one account for one need, oldest first. */
typedef struct Part {
    const hale_need *need;
    size_t count, columns;
    int64_t *time, *until; /* until: intervals only */
    int32_t *day;
    hale_vector *column; /* present and values for `count` rows */
    bool *absent;
} Part;
typedef struct Story {
    Part *part;
    size_t parts;
} Story;
Story *story_make(Trial *t, const Make *how);

/* A span whose end is the as-of; days 0: from the first row on. */
hale_span *span_make(Trial *t, int64_t end, int days);
/* Any span; INT64_MIN: from the first row on. */
hale_span *span_between(Trial *t, int64_t begin, int64_t end, int64_t as_of);
/* The rows [*first, *first + *count) that the engine would hand over. */
void story_cut(const Part *part, const hale_span *span, size_t *first,
               size_t *count);
/* The rows [first, first + count) as a plugin sees them. */
hale_rows *part_rows(Trial *t, const Part *part, size_t need, size_t first,
                     size_t count, const hale_span *span);
#define STORY_END (INT64_C(20000) * HALE_DAY) /* 2024-10-04 */

/* --------------------------------------------------------------- values -- */

/* Are these results what the plugin declared? Else broke(). */
void values_declared(Trial *t, const hale_result *const *declared,
                     const hale_value *value, hale_type same);
/* Is it the same answer? Reals may differ by `tolerance`, relatively. Else
 * broke() with `how` they came about. */
void values_same(Trial *t, const hale_result *const *declared,
                 const hale_value *a, const hale_value *b, double tolerance,
                 const char *how);
void value_words(const hale_value *v, Text *out);

/* --------------------------------------------------------------- metrics -- */

/* One account on its way through a metric. */
typedef struct Walk {
    const hale_metric *metric;
    const Story *story;
    const hale_span *span;
    void *state;
    size_t need, row; /* what comes next; row from the start of the cut */
    hale_value *result;
    hale_type same;
} Walk;
/* Each returns 0 or -1. walk_step feeds up to `batch` rows of the current
 * need and moves on; *more says whether anything is left. */
int walk_begin(Trial *t, Walk *w, const Story *story, const hale_span *span);
int walk_step(Trial *t, Walk *w, size_t batch, bool *more);
int walk_end(Trial *t, Walk *w);
/* All of it; results are checked against the declaration. */
int walk(Trial *t, Walk *w, const Story *story, const hale_span *span,
         size_t batch);
void metric_threads(Trial *t);
void metric_laws_merge(Trial *t);
void metric_laws_identities(Trial *t);
/* In check_spans.c. */
void metric_steady(Trial *t);
void metric_timeless(Trial *t);

/* ---------------------------------------------------------------- inputs -- */

/* Arrow streams; in check_stream.c. */
void input_stream(Trial *t);
void input_stream_early(Trial *t);
void input_stream_outlived(Trial *t);

/* What an input gave, written out as text: one line a row. */
typedef struct Reading {
    const hale_input *input;
    const char *const *column; /* what to ask for, NULL-ended */
    const hale_type *type;     /* for each; NULL: text */
    size_t room;
    size_t most_rows; /* stop then, midway; 0: read all */
    Text rows;
    size_t count, rejects, splits;
    bool stop_on_reject;
    void *source;
    const char **found; /* columns of the source */
    size_t founds;
    const char *trouble; /* a reject that breaks its rules */
} Reading;
/* open ... close. 0, or -1 if a call failed (t->error says why). */
int read_all(Trial *t, Reading *r);
void reading_free(Reading *r);
/* What the source has, by opening it; NULL-ended, in the trial's arena. */
const char **read_columns(Trial *t);

#endif
