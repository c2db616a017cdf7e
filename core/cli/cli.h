/* SPDX-License-Identifier: MIT
 *
 * cli.h: the command line, thin on hale/hale.h. It talks; the library works.
 *
 *   main.c      signals, then parse and call
 *   tables.c    the commands and the options, once
 *   args.c      words -> Args; environ.c the same options from HALE_*
 *   help.c      the help, written from the tables
 *   term.c      what a stream can show: colour, width
 *   grid.c      aligned columns
 *   cells.c     values of a table for people and as JSON; json.c: members
 *   view.c      where the pipeline is, and what it says
 *   talk.c      trouble, messages, exit codes
 *   progress.c  the bar of a run
 *   facts.c     figures that were typed, NAME=VALUE
 *   account.c   the account that a command is about
 *   run.c check.c explain.c whatif.c try.c test.c plugin.c ls.c: a command
 *   each; summary.c wrote.c risk.c timings.c parts.c verdict.c  what they
 *   print
 *   reach.c     the smallest change of a figure that reaches a band
 *   reconcile*.c  from one profile to another, rule by rule; profiles.c
 *   asked.c     a run that is made to answer a question
 *   change.c changed.c  explain --from: why is it another score than it was?
 *   history.c diff.c replay.c restatement.c past.c  looking back
 *   connected.c  check --connect: what the inputs hold
 *   freshness.c  how old they are; ages.c: how old they were in a run
 *   effects.c   what two verdicts on one account differ in
 *   figures.c   what a formula read, and where that comes from
 *   preview*.c  what a formula would do to the accounts
 *   init.c      a new project; probe.c guess.c propose.c from one's own files
 *   docs.c definitions.c  the languages of formulas and profiles, as pages
 *
 * stdout carries results, stderr the talk. Text that came from data is never
 * printed as it is: bytes that could drive a terminal are shown as \xNN.
 */
#ifndef HALE_CORE_CLI_H
#define HALE_CORE_CLI_H

#include <time.h>

#include "base/base.h"
#include "config/config.h"
#include "hale/hale.h"
#include "history/history.h"
#include "judge/judge.h"
#include "plugin/plugin.h"

/* ------------------------------------------------------------ terminals -- */

typedef enum Colour { PLAIN, BOLD, FAINT, RED, YELLOW, GREEN } Colour;

typedef struct Term {
    bool tty, colour;
    size_t width; /* columns; 0: not a terminal, nothing is cut */
} Term;

/* `mode`: "always", "never", "auto" or NULL. A mode that was asked for wins
 * over NO_COLOR, that over FORCE_COLOR, that over TERM=dumb and the stream. */
Term term_of(FILE *stream, const char *mode);
/* The text in that colour, or as it is where there is none. */
void term_paint(Text *out, const Term *term, Colour colour, Str text);
/* At most `width` columns of UTF-8 text, the last one "…" if it was cut. */
void term_cut(Text *out, Str text, size_t width);
/* A paragraph behind `before`, wrapped at spaces to the width, later lines
 * indented as far; ends the line. */
void term_wrap(Text *out, const Term *term, const char *before, Str text);
/* The text made safe: control bytes escaped, the whole of it. */
void text_safe(Text *out, Str text);
/* A bar of `part` out of 1 in eighths of a cell, at most `cells` wide. */
void term_bar(Text *out, double part, size_t cells);
/* "1 account" but "2 accounts". */
void text_count(Text *out, int64_t count, const char *one, const char *many);

/* ---------------------------------------------------------------- words -- */

typedef struct Command Command;

/* What was typed, checked. Texts live in the process's arguments,
 * environment or `arena`. */
typedef struct Args {
    const Command *command;
    const char **operand; /* without the command's own words */
    size_t operands;
    const char **set; /* NULL-ended */
    size_t sets;
    const char *directory, *pipeline, *as_of, *color; /* NULL: not given */
    const char *score, *run, *only, *dir, *reach, *junit;
    const char *from, *to, *was, *by, *money;
    const char *a, *b, *period, *metric;
    const char *every;
    long top;  /* lines of a list; 0: the usual */
    long wait; /* seconds for another run to end; 0: the usual */
    long jobs; /* 0: as the pipeline says */
    bool quiet, verbose, json, no_progress;
    bool dry_run, print_config, deny_warnings, markdown, coverage;
    bool all, exit_code, timings, connect;
    bool help, version;
    bool tested; /* formulas come with their tests (hale test) */
    Arena arena;
    Term out, err;
} Args;

typedef enum OptionType { TAKES_NOTHING, TAKES_TEXT, TAKES_COUNT } OptionType;

typedef struct Option {
    char letter; /* 0: none */
    const char *name;
    const char *value; /* what it takes, for the help; NULL: nothing */
    OptionType type;
    size_t at;            /* where in Args */
    const char *commands; /* parted by commas; NULL: all of them */
    const char *help;
    const char *const *choices; /* NULL-ended, or NULL */
} Option;

struct Command {
    const char *name;       /* may be two words: "plugin list" */
    const char *operands;   /* "ACCOUNT [PIPELINE]" */
    const char *summary;    /* one line */
    const char *more;       /* paragraphs for `hale help NAME`, or NULL */
    const char *example;    /* lines of it */
    size_t least, most;     /* operands */
    int (*act)(Args *args); /* answers with the exit code */
};

extern const Command commands[]; /* name NULL ends */
extern const Option options[];   /* name NULL ends */
enum { OPTIONS_MOST = 64 };

/* Fills *args from the words, then from HALE_* for what no word said. -1: a
 * mistake, the error says which (64). */
int args_parse(Args *args, int argc, char **argv, Error *error);
void args_free(Args *args);
/* A copy of a word that was typed, which is crossed out where it stood:
 * everybody who can list processes would see it. */
const char *args_take_secret(Args *args, const char *typed);
/* The command whose words begin `operand`, and how many they are; NULL with
 * an error that names the nearest. */
const Command *command_find(Args *args, const char *const *operand,
                            size_t operands, size_t *words, Error *error);
bool option_is_for(const Option *option, const Command *command);
/* Stores a value given as `origin` ("--jobs", "HALE_JOBS"). */
int option_store(Args *args, const Option *option, const char *value,
                 const char *origin, Error *error);
/* Every option of the command that `seen` lacks, from the environment. */
int environ_read(Args *args, const bool *seen, Error *error);
/* "HALE_AS_OF" of "as-of". */
void environ_name(const Option *option, char name[48]);
/* True if two-word commands begin with it: "plugin". */
bool command_is_group(Str word);

/* The overview, or the page of one command; group: all "plugin ..." . */
void help_overview(Text *out, const Term *term);
void help_command(Text *out, const Term *term, const Command *command);
void help_group(Text *out, const Term *term, Str group);

/* ------------------------------------------------------------- pipeline -- */

/* What the command line itself knows of a pipeline. */
typedef struct View {
    const char *path;
    Plan plan;
    Diags diags;
    Formula **formula; /* for each plan.score; NULL where it has errors */
    bool begun;
} View;

/* 0 if the file can be read; else it is told why not, and 66 or 77. */
int file_trouble(const char *path);
/* The path without detours, as seen from here if it lies below. */
void path_show(Text *out, const char *path);
/* The pipeline's path: the operand, --pipeline, or hale.ini in this folder
 * or above. NULL: told, and *code is the exit code. */
const char *pipeline_path(Args *args, const char *operand, int *code);
/* hale.ini here, or in the nearest folder above that has one; or NULL. */
const char *pipeline_near(Arena *arena);
/* Reads the pipeline and its formulas; what is wrong is in v->diags. */
void view_open(View *v, const Args *args, const char *path);
/* What a session has read, and keeps: nothing is to be closed. */
void view_of(View *v, const hale_session *h, const char *path);
void view_close(View *v);
/* Plans the rest of it, inputs closed. 0, or 78 after telling the mistakes. */
int view_finish(View *v);
/* How many sections of that kind there are. */
size_t view_count(const View *v, const char *kind);
/* A setting of a section, or NULL. */
const char *view_setting(const Section *s, const char *key);
/* The place of a band of plan.score[score], the lowest is 0, and how many
 * there are; SIZE_MAX: it is none of them. */
size_t view_band(const View *v, size_t score, Str band, size_t *bands);
/* The same of a formula alone. */
size_t band_place(const Formula *f, Str band, size_t *bands);
/* The place of --score among the scores, the first if it was not given; -1:
 * told why not. */
ptrdiff_t view_score(Args *args, const View *v);
/* Is it the first of the sections that give its score? */
bool view_leads(const View *v, size_t score);
/* Colour and sign of a band: by place, lowest red; unknown is plain. */
Colour band_colour(size_t place, size_t bands);
const char *band_sign(size_t place, size_t bands);

/* What reports the run to the terminal; see progress.c. */
typedef struct Bar {
    const Args *args;
    const char *title;                 /* which run it is; or NULL */
    bool shown;                        /* something stands on the line now */
    bool allowed;                      /* a terminal, and nobody minds */
    double last;                       /* when it was last drawn */
    double began[HALE_PHASE_DONE + 1]; /* of each phase, monotonic seconds */
    hale_phase phase;
} Bar;
void bar_begin(Bar *bar, const Args *args);
void bar_update(void *bar, const hale_progress *p);
void bar_clear(Bar *bar);
/* Seconds from the beginning of a phase to that of the next one reached. */
double bar_seconds(const Bar *bar, hale_phase phase);

/* What a session for this command line is opened with; `bar` may be NULL. */
hale_settings session_settings(const Args *args, const char *path, Bar *bar);
/* A session for this command line; `only` as in hale_settings. */
hale_session *session_open(const Args *args, const char *path, Bar *bar,
                           bool dry_run, const char *only);
/* Messages of the session to stderr, and a line that counts them and ends in
 * the outcome, if it is not NULL. */
void session_tell(const Args *args, hale_session *h, const char *outcome);
/* What a failed run left behind, in words; NULL if it did not fail. */
const char *outcome_of(int code, const hale_session *h);
/* 130 or 143 if it failed after a signal came, else `code`. */
int code_of(int code);

/* --------------------------------------------------------------- tables -- */

/* Aligned columns. Zero-initialised, then grid_begin. */
typedef struct Grid {
    Arena arena;
    const char *align; /* 'l' or 'r' for each column; 'L': may be cut */
    struct GridCell *cell;
    size_t columns, count, cap;
} Grid;
void grid_begin(Grid *g, const char *align);
/* The next cell, row by row. */
void grid_add(Grid *g, Colour colour, Str text);
/* The same of a text from the data, made safe. */
void grid_add_safe(Grid *g, Colour colour, const char *text);
/* `indent` spaces before each row; frees the grid. */
void grid_end(Grid *g, Text *out, const Term *term, size_t indent);

const hale_table_column *column_named(const hale_table *t, const char *name);
hale_missing cell_missing(const hale_table_column *c, size_t row);
/* The text, or an empty one if it is missing or no text. */
Str cell_text(const hale_table_column *c, size_t row);
/* The number of an int, real or money cell; NAN: missing or none. Money is
 * in units of the currency, for comparison and show only. */
double cell_number(const hale_table_column *c, size_t row);
/* For people; a missing cell as "-" and its reason. */
void cell_show(Text *out, const hale_table_column *c, size_t row,
               const Zone *zone);
void cell_json(Text *out, const hale_table_column *c, size_t row);
/* {"name": value, ...} of a row, `skip` columns left out at the front. */
void row_json(Text *out, const hale_table *t, size_t row, size_t skip);
/* A cell as a value; without a column it is missing. Texts stay where they
 * are. And a single value, shown as a cell would be. */
hale_value cell_value(const hale_table_column *c, size_t row);
void value_show(Text *out, const hale_value *v, const Zone *zone);
void value_json(Text *out, const hale_value *v);
/* `,"key":"value"`, null for NULL; `,"key":1.5`, null for what is no number;
 * `,"key":"2025-12-31T00:00:00Z"`. */
void json_text(Text *out, const char *key, const char *value);
void json_number(Text *out, const char *key, double value);
void json_time(Text *out, const char *key, int64_t instant);
void real_for_people(double value, int digits, char out[32]);
/* The rows [*first, *end) of the last as-of of the run. */
void table_last(const hale_table *t, const hale_run *run, size_t *first,
                size_t *end);

/* What a run is summed up with. */
typedef struct Told {
    Args *args;
    const View *view;
    hale_session *session;
    const Bar *bar;
    int code;
} Told;

/* Of the sections that give this score, the one that judged the account at
 * the last as-of; `score` itself if none did. */
size_t view_judge(const Told *told, size_t score, const char *account);
/* Why no section of the score judged the account; NULL: one did. */
const char *view_unjudged(const Told *told, size_t score, const char *account);
/* The same at another as-of; SIZE_MAX: none did. */
size_t view_judge_at(const Told *told, size_t score, const char *account,
                     int64_t as_of);
/* "out/accounts.csv 214 · scores.csv 214 rows" of an output of the plan, and
 * the tables of the output with that name as JSON. */
void wrote_print(Text *out, const Told *told, size_t output);
void wrote_json(Text *out, const Told *told, const char *output);
void summary_print(Text *out, const Term *term, const Told *told);
/* The accounts in the lowest band of the first score, most money first;
 * answers how many rows were printed, and the first account. */
size_t risk_print(Text *out, const Term *term, const Told *told, Str *first);
void risk_json(Text *out, const Told *told);
void summary_json(Text *out, const Told *told);
/* "usage is 3 days old, allowed 36h, newest 2025-12-28: stale" of an input of a
 * finished plan, by its number; false: it may have any age. */
bool age_text(Text *out, const Told *told, size_t input);
/* Which inputs are too old for a column of the account table to be known:
 * "usage is 3 days old, allowed 36h"; nothing: none is. */
void stale_text(Text *out, const Told *told, const AccountColumn *c);
/* Where the time of the run went; see timings.c. */
void timings_print(Text *out, const Term *term, const Told *told);

/* How one account got the score, plan.score[score]: the verdict and its
 * components. */
void parts_print(Text *out, const Term *term, const Told *told, Str account,
                 size_t score);
void parts_json(Text *out, const Told *told, Str account, size_t score);
/* The figures of a row of the account table that the formula read, with
 * --verbose all there are, and where each comes from. For a view that is
 * finished. */
void figures_print(Text *out, const Term *term, const Told *told, size_t score,
                   size_t row);
/* {"active_users": {"from": "metric", "plugin": ..., "begin": ...} ...} */
void figures_origins(Text *out, const Told *told, size_t score);

/* ---------------------------------------------------------------- facts -- */

/* "seats=12" in two; -1: it is none. */
int fact_split(const char *word, Str *name, Str *value, Error *error);
/* The place of the name among the inputs; SIZE_MAX: the error has the nearest.
 */
size_t fact_find(Args *args, const Formula *f, Str name, Error *error);
/* true, false, a number, else a text, which may stand in double quotes; an
 * empty one is not known. It points into `text`. */
hale_value fact_guess(Str text);
/* A figure of the type of `now`; "+20" and "+20%" add to it, "+30d" puts a
 * time off. */
int fact_read(const char *name, Str text, const hale_value *now,
              const Zone *zone, hale_value *out, Error *error);
/* An int, a real or money. */
bool value_is_amount(const hale_value *v);

/* ------------------------------------------------------------- verdicts -- */

/* "health" of "scripts/health.lua": a score's name, where no pipeline says. */
const char *formula_name(Arena *arena, const char *path);
/* "■ 29.3 red", and the verdict with its components and limits. */
void verdict_head(Text *out, const Term *term, const Formula *f,
                  const Verdict *v);
void verdict_print(Text *out, const Term *term, const Formula *f,
                   const Verdict *v);
void verdict_json(Text *out, const Verdict *v);
/* "usage/adoption" */
void part_label(Text *out, const PartVerdict *p);

/* Large enough to be told? "+12.5", also as a cell. */
bool effect_shows(double effect);
void effect_text(Text *out, double effect);
void effect_add(Grid *g, double effect);
/* "87", or "-" for a component that does not count or is not known. */
void points_text(Text *out, const PartVerdict *p);
/* ", 12 points less"; nothing without two scores. */
void difference_text(Text *out, const Verdict *before, const Verdict *after);
/* `no more cap "x", still veto "y"`; true if one came or went. */
bool limits_text(Text *out, const Verdict *before, const Verdict *after);

/* ------------------------------------------------------------- accounts -- */

/* The row of the account in the table accounts; SIZE_MAX: there is none. */
size_t account_find(const Told *told, const char *account);
/* Tells that there is none and which are near; EXIT_NO. */
int account_unknown(const Told *told, const char *account);

/* One account and the judge of its score. */
typedef struct Case {
    const Told *told;
    const ScorePlan *section; /* whose formula it is */
    const Formula *formula;
    Judge *judge;
    const hale_table *table;          /* accounts */
    size_t row, first, end;           /* the account; all of the last as-of */
    const hale_table_column **column; /* of each input */
    bool *peer; /* of rows [first, end): the section judges it, or it is the
                 * account itself */
    Arena *arena;
} Case;
/* Where the inputs of c->formula stand in c->table; who its peers are. */
void case_columns(Case *c);
/* The facts and ranks of c->row. */
hale_value *case_facts(const Case *c);
/* Facts of the account are followed by its ranks, which formula_ranks asks
 * for: sets those that the input has a part in (SIZE_MAX: all). */
void case_rank(const Case *c, hale_value *fact, size_t changed);
/* Room for the facts and ranks of an account. */
hale_value *facts_new(Arena *arena, const Formula *f);
/* What a figure would have to be, all others as they are. */
typedef struct Step {
    size_t input;
    hale_value to;
    double share; /* of the range seen among the accounts */
    Verdict verdict;
} Step;
/* For each amount the smallest change that reaches the band at `place` or a
 * better one, the smallest first, in `step`, which has room for all inputs.
 * Answers how many there are. */
size_t reach_find(const Case *c, const hale_value *fact, size_t place,
                  Step *step);
/* "seats from 1 to 4: ▲ 40 yellow (38 % of the range seen)", and as JSON. */
void step_text(Text *out, const Case *c, const hale_value *fact, const Step *s);
void step_json(Text *out, const Case *c, const hale_value *fact, const Step *s);

/* ------------------------------------------------------------ questions -- */

/* Answers what was asked, with plan.score[score]; the exit code. */
typedef int (*Answer)(const Told *told, size_t score, void *user);
/* A run that writes nothing, with sentences for the account `only` (NULL: for
 * all), and then `answer` with the score that --score names. */
int ask_run(Args *args, const char *path, const View *v, const char *only,
            Answer answer, void *user);
/* Adds a score with that formula to the pipeline, for those whom
 * plan.score[like] judges (SIZE_MAX: for all). Answers with its name, which is
 * `name` if that is free; the pipeline has to be opened anew. */
const char *score_add(Args *args, const View *v, const char *name,
                      const char *script, size_t like);
/* `hale explain --from`. */
int command_change(Args *args, const char *path);

/* Annotations for editors, with the figures of a planned pipeline. */
void annotations_of(Text *out, View *v);

/* -------------------------------------------------------------- history -- */

/* A pipeline and what it remembers, for commands that look back. */
typedef struct PastView {
    Args *args;
    const char *path;
    View view;
    History *history;
    Arena arena;
    Error error;
} PastView;
/* Finds both; an exit code, told. past_leave holds either way. */
int past_find(PastView *p, Args *args, const char *operand);
/* The as-of that a user named, one that the history has; or an exit code,
 * told. */
int past_as_of(PastView *p, const char *word, int64_t *as_of);
void past_leave(PastView *p);
/* Tells p->error; its exit code. */
int past_trouble(const PastView *p);
/* On the calendar of the pipeline. */
void past_time(const PastView *p, int64_t instant, char out[40]);
/* The line of earlier scores, if the history has some; as "history":[...]. */
void past_line_print(Text *out, const Told *told, Str account, size_t score);
void past_line_json(Text *out, const Told *told, Str account, size_t score);

/* ------------------------------------------------------------- profiles -- */

/* All profiles in the binary, and notes for plugin_show that say what they
 * answer; the notes hold until profiles_close. */
typedef struct Profiles {
    Arena arena;
    const Profile **profile;
    size_t count;
} Profiles;
Profiles *profiles_open(OptionNotes *notes);
void profiles_close(Profiles *all);

/* ------------------------------------------------------------- commands -- */

int command_run(Args *args);
int command_check(Args *args);
int command_freshness(Args *args);
int command_explain(Args *args);
int command_test(Args *args);
int command_try(Args *args);
int command_whatif(Args *args);
int command_preview(Args *args);
int command_ls(Args *args);
int command_reconcile(Args *args);
int command_history(Args *args);
int command_diff(Args *args);
int command_replay(Args *args);
int command_restatement(Args *args);
int command_init(Args *args);
int docs_lua_command(Args *args);
int docs_words_command(Args *args);
int docs_definitions_command(Args *args);
int docs_luacheck_command(Args *args);
int command_version(Args *args);
int command_help(Args *args);
int plugin_list_command(Args *args);
int plugin_show_command(Args *args);
int plugin_check_command(Args *args);
int plugin_new_command(Args *args);

/* "hale: message" on stderr; answers with the code. */
int complain(int code, const char *format, ...) PRINTF(2, 3);
/* Writes and empties the text; a failure is seen when main flushes. */
void put(FILE *stream, Text *text);

#endif
