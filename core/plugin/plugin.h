/* SPDX-License-Identifier: MIT
 *
 * plugin.h: how the core finds, loads, checks, describes and calls plugins.
 *
 *   registry.c  a name in the pipeline -> a pack -> what is in it
 *   load.c      the only file that knows libltdl; elf.c looks before it leaps
 *   valid.c     is a description fit to be used?
 *   options.c   declared options + lines of a section -> typed values
 *   host.c      the services behind hale_cx; set.c the exact sets
 *   crash.c     the breadcrumb that a signal handler prints
 *   show.c      a description for people, as INI, Markdown or JSON
 *   new.c       writes a pack that builds, is tested and loads as it is
 *   check*.c    the conformance harness: the other half of the contract
 */
#ifndef HALE_CORE_PLUGIN_H
#define HALE_CORE_PLUGIN_H

#include "base/base.h"
#include "hale/store.h"

#define HALE_VERSION_TEXT "0.1.0"

/* ------------------------------------------------------------ registry -- */

typedef enum Kind { KIND_INPUT, KIND_METRIC, KIND_MODEL, KIND_OUTPUT } Kind;
extern const char *const kind_names[4]; /* "input", "metric" ... */

typedef struct Pack {
    const hale_plugin *plugin;
    const char *path; /* absolute, or "built in" */
} Pack;

typedef struct Registry {
    Arena arena;
    const char **folder; /* searched in this order, absolute */
    size_t folders;
    Pack *pack[256]; /* loaded so far; they stay loaded for ever */
    size_t packs;
} Registry;

/* `plugin_path`: folders parted by ':', relative ones seen from `dir`; NULL
 * or "": none. Then HALE_PLUGIN_PATH, the user's folder
 * ($XDG_DATA_HOME/hale/plugins), the system's (and, in a build tree, the one
 * beside the binary). Never the current directory. */
void registry_open(Registry *r, const char *plugin_path, const char *dir);
void registry_free(Registry *r);
/* The pack NAME.so of the search path, loaded when first asked for. Main
 * thread only. NULL: the error says which file, why, and what to do; when no
 * such file exists it lists the folders searched and the nearest name. */
const Pack *registry_pack(Registry *r, Str name, Error *error);
/* Loads a pack from a path (made absolute). */
const Pack *registry_load(Registry *r, const char *path, Error *error);
/* Loads every pack of the search path; one that fails is passed to `bad`
 * (may be NULL) and skipped. In order of name. */
void registry_load_all(Registry *r,
                       void (*bad)(void *, const char *path, const char *why),
                       void *user);
/* "pack.name", or "name" for pack.name with both alike. Returns the
 * hale_input, hale_metric, hale_model or hale_output; NULL: error set, with
 * the nearest name of the pack if the pack exists. */
const void *registry_find(Registry *r, Kind kind, Str reference,
                          const Pack **pack, Error *error);

/* The database for histories of the pack NAME.so, found like a pack, which it
 * need not be; it is not one of the registry's packs. NULL: told. */
const hale_store *registry_store(Registry *r, Str name, Error *error);

/* ------------------------------------------------------------ validity -- */

/* Everything that is wrong with a description, one line each, appended;
 * returns how many. A registry refuses a pack that has any. */
size_t plugin_faults(const hale_plugin *plugin, Text *out);
size_t list_count(const void *null_ended); /* of an array of pointers */

/* ------------------------------------------------------------- options -- */

/* One "key = value" of a section, after ${VAR} expansion. */
typedef struct Setting {
    const char *key, *value;
    const char *written; /* the value before ${VAR} was put in; NULL: same */
    Place place;  /* of the key */
    bool lines;   /* the value went on over several lines */
    bool secret;  /* came from the environment or a file by *_env, *_file */
    bool used;    /* somebody declared it and read it */
} Setting;

typedef struct OptionsFrom {
    const char *section; /* for messages: "input.usage" */
    Place place;         /* of the section, for options that are missing */
    const char *dir;     /* relative paths are seen from here */
    const Zone *zone;    /* for dates; NULL is UTC */
} OptionsFrom;

/* Fills out[i] for declared[i] from the settings, from NAME_env and NAME_file
 * or from the fallback, and marks the settings used. Texts live in `arena`.
 * Every mistake goes to `diags`; returns the number of errors. */
size_t options_read(const hale_option *const *declared, Setting *setting,
                    size_t settings, const OptionsFrom *from, Arena *arena,
                    Diags *diags, hale_value *out);
/* One value as a user writes it. -1: `why` says what is wrong and what would
 * be right. */
int option_parse(const hale_option *option, Str text, const OptionsFrom *from,
                 Arena *arena, hale_value *out, Text *why);

/* ---------------------------------------------------------------- host -- */

/* Where sets of small numbers, such as the codes of a partition, look up
 * whether they hold one; see set.c. */
typedef struct Rounds Rounds;
/* For numbers below `numbers`; others are put elsewhere. */
Rounds *rounds_new(Arena *arena, size_t numbers);
/* No set that was made so far is used any more. */
void rounds_next(Rounds *r);

/* What stands behind one hale_cx. One thread uses it at a time. */
typedef struct Host {
    hale_cx cx;
    const char *plugin;  /* "usage.active_users", for messages */
    const char *version; /* of its pack */
    Error *error;        /* where fail goes */
    Arena *arena;        /* where alloc takes from */
    const Zone *zone;    /* NULL: UTC */
    void *user;          /* of the hooks below; each may be NULL */
    void (*warned)(void *user, const char *plugin, const char *message);
    int (*found)(void *user, hale_str name);
    int (*rejected)(void *user, const hale_reject *why);
    int (*emitted)(void *user, size_t report, const hale_value *row);
    int (*money_at)(void *user, const hale_vector *money, size_t row,
                    int64_t at, int64_t *out);
    const hale_table *(*side)(void *user, size_t side);
    Rounds *rounds;     /* for hale_cx.set; NULL: sets are on their own */
    unsigned threads; /* for hale_cx.each; 0: the one that asks */
} Host;

/* Sets every service. hale_vector.host of a text column must point to its
 * Dict (base.h). */
void host_init(Host *h, const char *plugin, const char *version,
               Error *error, Arena *arena);

/* What the thread is about to call; printed by the crash handler. */
typedef struct Crumb {
    const char *plugin, *version;
    const char *call;    /* "update" */
    const char *account; /* or NULL */
    size_t rows;
} Crumb;
extern _Thread_local Crumb crumb;
/* SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT: prints the breadcrumb with
 * async-signal-safe calls, then dies of the signal. */
void crash_install(void);
/* Gives the calling thread a stack for that handler, since its own may be what
 * ran out. Harmless where there is one already. */
void crash_stack(void);

/* ------------------------------------------------- describe and create -- */

typedef enum ShowFormat { SHOW_TEXT, SHOW_MARKDOWN, SHOW_JSON } ShowFormat;
/* What somebody else has to say of an option; it may add nothing. For people
 * a line, as JSON members of the option's object: "key":value,... */
typedef struct OptionNotes {
    void (*add)(void *user, const char *option, ShowFormat format, Text *out);
    void *user;
} OptionNotes;
/* `plugin` as answered by registry_find. The notes, which may be NULL, are
 * for the options of metrics and models. */
void plugin_show(Text *out, Kind kind, const void *plugin, const Pack *pack,
                 ShowFormat format, const OptionNotes *notes);
/* A line for each plugin of the pack: kind, pack.name, version, title. */
void plugin_list(Text *out, const Pack *pack, bool json);
/* Writes the folder `dir`/NAME: a pack with one plugin of that kind, its
 * CMakeLists.txt, Makefile (pkg-config), test and README. Fails if it
 * exists. */
int plugin_new(Kind kind, const char *name, const char *dir, Error *error);

/* --------------------------------------------------------- conformance -- */

typedef struct CheckPlan {
    const char *path;       /* of the .so */
    const char *only;       /* a case by name, or NULL */
    const char *const *set; /* "input.csv.path=data.csv", NULL-ended or NULL:
                             * options that the plugin cannot do without */
    unsigned seconds;       /* each case may take; 0: 10 */
} CheckPlan;
/* Runs every case, each in a process of its own so that a crash or a hang is
 * a finding. The report has a line a case: "ok", "FAIL" or "skip", with
 * words. Returns the number of failures, or -1 if the pack does not load. */
int plugin_check(const CheckPlan *plan, Text *report, Error *error);

#endif
