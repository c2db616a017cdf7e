/* SPDX-License-Identifier: MIT
 *
 * build.h: a plan while it is being made. Private to config.
 *
 * Each file turns one kind of section into its part of the plan. What a file
 * needs of another is declared here. All of them tell mistakes and go on; an
 * index is -1 (NONE) where something wrong was told, and whoever meets one
 * stays silent.
 */
#ifndef HALE_CORE_CONFIG_BUILD_H
#define HALE_CORE_CONFIG_BUILD_H

#include "config/config.h"

enum { NONE = -1 };

/* What [kind.NAME] plugin = ... refers to, with its options read. */
typedef struct Chosen {
    const void *plugin; /* NULL: told as wrong */
    const Pack *pack;
    const hale_option *const *declared;
    hale_value *options;
    bool good; /* the options are all right */
} Chosen;

/* `column.ours = type theirs` of an input. */
typedef struct Mapped {
    const char *name;   /* ours; "time" and "until" whatever the role calls
                         * them */
    const char *theirs; /* "": the source has none such */
    hale_type type;     /* HALE_SAME: not said */
    Place place;
} Mapped;

typedef struct Mapping { /* of one input */
    Section *section;
    Chosen chosen;
    Mapped *mapped;
    size_t count;
} Mapping;

/* `give` of a roll-up: the figures of the group that accounts are given. */
typedef struct Giving {
    const char **figure; /* names of columns */
    size_t count;
    Place place;
} Giving;

typedef struct Build {
    Plan *plan;
    Diags *diags;
    Mapping *mapping; /* for each input of the plan */
    Chosen *model;    /* for each model, and its section */
    Section **model_section;
    Setting **rollup_by; /* for each roll-up; NULL: told as wrong */
    Giving *giving;      /* for each roll-up */
    bool holes; /* some input came to no data set: others may miss it */
    bool gaps;  /* some plugin's results are unknown: likewise */
} Build;

/* ----------------------------------------------------------- sections.c -- */

/* The setting, marked as used, or NULL. Tells it if its value goes on over
 * several lines, and drops those. */
Setting *take(Build *b, Section *s, const char *key);
/* The value of a setting that is there and not empty, or NULL. */
const char *take_value(Build *b, Section *s, const char *key);
/* The same, and an error if there is none. */
const char *take_required(Build *b, Section *s, const char *key,
                          const char *why);
/* Is it one of the names (NULL-ended)? */
bool is_named(const char *const *names, const char *name);
/* Which of the words (NULL-ended) the setting is; `fallback` if it is not
 * there, or none of them, which is told. */
int take_word(Build *b, Section *s, const char *key, const char *const *words,
              int fallback);
/* The pieces of a list parted by commas, trimmed; empty ones are errors. */
size_t take_list(Build *b, const Section *s, const Setting *from,
                 const char ***items);
/* Tells every setting that nobody knows, with the nearest of the core's keys
 * and the declared options (each may be NULL). */
void section_rest(Build *b, Section *s, const char *const *core,
                  const hale_option *const *declared);
/* The number of sections of that kind. */
size_t section_count(const Build *b, const char *kind);
/* The next section of that kind from *at on, which moves behind it; NULL:
 * there is none. */
Section *section_next(const Build *b, const char *kind, size_t *at);
/* "day" ... "year"; -1 if it is none. */
int unit_parse(Str s, Unit *unit);
/* "15%" as 0.15; -1 if it is none between 0 and 100. */
int percent_parse(Str s, double *share);
/* The type of that name; HALE_SAME if there is none such. */
hale_type type_find(Str name);
/* A text fit for a message: at most 60 bytes of it. */
const char *shown(Build *b, Str text);

/* ------------------------------------------------------------ plugins.c -- */

/* Declared options of a section that is no plugin's, in the plan's memory. */
hale_value *options_take(Build *b, Section *s,
                         const hale_option *const *declared);
/* Tells values over several lines where no declared option allows them. */
void section_lines(Build *b, Section *s, const hale_option *const *declared);
/* The plugin of a section and its options, which inputs and outputs look at. */
Chosen plugin_choose(Build *b, Kind kind, Section *s);
/* Calls `configure`; NULL if it fails, which is told. Never NULL else. */
void *plugin_configure(Build *b, const Chosen *chosen, const Section *s,
                       size_t size,
                       int (*configure)(hale_cx *cx, const hale_value *options,
                                        void *config));
/* The column that the user named for `column` by its option; NULL: none.
 * *place is that of the setting. */
const char *plugin_named(Build *b, const Chosen *chosen, const Section *s,
                         const hale_column *column, Place *place);

/* ----------------------------------------- profile.c and definitions.c -- */

/* The profile of [pipeline] and its own answers; before anything else reads
 * a section. */
void profile_read(Build *b);
/* options_read under the profile; answers with the number of errors. */
size_t options_defined(Build *b, Kind kind, Section *s,
                       const hale_option *const *declared,
                       const OptionsFrom *from, hale_value *out);
/* What the pipeline itself goes by, once all sections were read. */
void definitions_finish(Build *b);

/* ----------------------------------------------------------- pipeline.c -- */

/* [pipeline]: name, time, money, limits. */
void pipeline_read(Build *b, const PlanFrom *from);
/* currency, fx and the rates that stand in [pipeline] (money.c). */
void money_read(Build *b, Section *s);
/* Where dated rates come from, once the data sets are known (money.c). */
void rates_bind(Build *b);
/* on_error of a section, or what holds without one. */
OnError on_error_read(Build *b, Section *s, OnError fallback);
/* as_of and every, on the calendar of plan->zone (as_of.c). */
void as_of_read(Build *b, Section *s, const PlanFrom *from);

/* ---------------------------------------------------------- freshness.c -- */

/* max_age and on_stale of an input. */
void freshness_read(Build *b, size_t input);
/* May they be said of it? Once the columns are bound and it is known which
 * data sets are the roster and the rates. */
void freshness_check(Build *b);

/* ------------------------------------------------------------- inputs.c -- */

/* Inputs, the data sets they feed and what they call their columns. */
void inputs_read(Build *b);

/* ------------------------------------------------------------ columns.c -- */

/* The `column.` settings of an input that has its data set. */
void mapping_read(Build *b, size_t input);
/* What the sources call each column, once all kept ones are known. */
void inputs_bind(Build *b);
/* The type of a column of a data set as far as the role or a mapping says;
 * HALE_SAME: neither does. */
hale_type column_type(const Build *b, size_t data_set, const char *name);
/* All columns whose type is known, NULL-ended, for suggestions. */
const char *const *column_names(Build *b, size_t data_set);
/* Who wants a column, and how. */
typedef struct Wish {
    const char *name;
    hale_type type; /* HALE_SAME: whatever it has */
    bool optional;
    Place place;
    const char *label; /* "metric.mrr", for messages */
} Wish;
/* The index of the column among those kept, added if need be; NONE if it
 * cannot be, which is told unless it is optional. */
ptrdiff_t column_want(Build *b, size_t data_set, const Wish *wish);

/* ------------------------------------------------------------- roster.c -- */

/* Whose the rows of an account are. */
void grain_read(Build *b, Section *s);
/* The roster, whom it leaves out and whom the inputs cover, once the data
 * sets are known. */
void roster_read(Build *b);
/* A data set by name, or NONE. */
ptrdiff_t data_set_find(const Build *b, const char *name);
/* The names of all data sets, NULL-ended. */
const char *const *data_set_names(const Build *b);

/* ------------------------------------------------------------ filters.c -- */

/* The filters `prefix`COLUMN = ... of a section on one data set. Settings of
 * columns that the data set does not know are left alone. */
size_t filters_read(Build *b, Section *s, const char *prefix, size_t data_set,
                    const Filter **out);
/* The same on columns of the account table, which stands; one that it does
 * not have is told. */
size_t filters_of_table(Build *b, Section *s, const char *prefix,
                        const Filter **out);
/* Does everybody who passes all of `a` pass all of `b`? */
bool filters_imply(const Filter *a, size_t as, const Filter *b, size_t bs);
/* Tells those that no data set knew; `data_set` is one of those asked, or
 * NONE. */
void filters_rest(Build *b, Section *s, const char *prefix, ptrdiff_t data_set);

/* -------------------------------------------------------------- needs.c -- */

/* A plugin with its needs, while its section is read. */
typedef struct Needing {
    Build *b;
    Section *section;
    const Chosen *chosen;
    const char *what; /* "metric", for messages */
} Needing;
/* `from = a, b` of a section, for as many needs; returns how many it names. */
size_t needs_from(const Needing *n, size_t needs, const char ***from);
/* Binds a need to the data set `from`, or to the only one that fits, and
 * wants its columns. -1: told as wrong. A need that is optional and that
 * nothing feeds comes to data set NONE. */
int need_bind(const Needing *n, const hale_need *need, const char *from,
              NeedPlan *plan);

/* ---------------------------------------------------------- overrides.c -- */

/* Adds the metrics that find what was decided by hand. Sections move: nobody
 * may have one before. */
void overrides_read(Build *b);

/* ------------------------------------------------------------- scores.c -- */

void scores_read(Build *b);
/* Their filters and columns, once the account table stands. */
void scores_bind(Build *b);
/* The column of the account table that a setting of the score's section
 * names; false: it names none. */
bool score_wish(const Build *b, size_t score, size_t setting, Wish *wish);

/* ------------------------------------------------------------ history.c -- */

/* [history], once the scores have their names. */
void history_read(Build *b);

/* ----------------------------------- metrics.c, rollups.c, rest.c, table.c */

void metrics_read(Build *b);
void models_read(Build *b);
void rollups_read(Build *b);
void outputs_read(Build *b);
/* Metrics, models and scores share their names: tells those given twice. */
void names_check(Build *b);
/* The columns of the account table. */
void table_build(Build *b, const char *const *wanted);
/* What models and roll-ups read of it, once it stands. What roll-ups give of
 * it comes first: it completes those columns. */
void rollups_give(Build *b);
void models_bind(Build *b);
void rollups_bind(Build *b);
/* A column of the account table that stands before column `before`; NONE if
 * there is none, which is told. */
ptrdiff_t want_figure(Build *b, const Wish *wish, size_t before);
/* What model number `model` wants as its need number `need`. */
Wish model_wish(Build *b, size_t model, size_t need);

#endif
