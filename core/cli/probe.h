/* SPDX-License-Identifier: MIT
 *
 * probe.h: what a look into a source gives, and what is guessed from it.
 */
#ifndef HALE_CORE_CLI_PROBE_H
#define HALE_CORE_CLI_PROBE_H

#include "cli/cli.h"

enum { PROBE_COLUMNS = 200, PROBE_ROWS = 200 };

typedef struct Probe {
    Arena *arena;
    size_t most;                     /* rows to look at; 0: PROBE_ROWS */
    const char *name[PROBE_COLUMNS]; /* of the columns, as found */
    size_t names, rows;
    Str *cell[PROBE_COLUMNS]; /* data NULL: empty */
    /* What a database says of itself, zero where nothing does: the letters of
     * the types that a column can be read as, see guess.c; the columns that
     * are the primary key and that refer to an account, counted from 1. */
    const char *reads[PROBE_COLUMNS];
    size_t key, owner;
} Probe;

/* Opens the source and reads its names and first rows; p->arena is set. */
int probe_source(Probe *p, Registry *registry, const char *plugin,
                 Setting *setting, size_t settings, Error *error);

/* What the rows of a source most likely are. */
typedef struct Guess {
    const Role *role;                /* NULL: no idea */
    const char *ours[PROBE_COLUMNS]; /* of each column; NULL: of no use */
    int score;                       /* how well they fit */
} Guess;
/* From the name of the source and of its columns, and from cells. */
void guess_role(Guess *g, const Probe *p, const char *source);
/* Can the name stand behind "=" in a pipeline and mean itself? */
bool guess_can_write(const char *name);

/* A source and what it was taken for. */
typedef struct Source {
    const char *name;            /* of its section */
    const char *label;           /* what its owner calls it */
    const char *const *settings; /* lines such as "path = x.csv", NULL-ended */
    Probe *probe;
    Guess guess;
} Source;
typedef struct Sources {
    const char *plugin;
    const char *note; /* comment lines for the pipeline, or NULL */
    Source *source;
    size_t count;
    bool by_uri; /* the pipeline has ${DATABASE_URL}, set while init runs */
} Sources;
/* The files that the user named; an exit code, told. */
int sources_of_files(Sources *all, Args *args, Registry *registry);
/* The same of a database: is --from such a one? */
bool catalogue_is_for(const char *plugin);
/* What its tables are taken for: those that the user named, else the one that
 * fits best of each role. An exit code, told. */
int sources_of_database(Sources *all, Args *args, Registry *registry);
#define DATABASE_URL "DATABASE_URL"
/* "logins" of "exports/Logins 2025.csv": a name for the i-th section that no
 * source before it has. */
const char *source_name(Arena *arena, const Source *source, size_t i,
                        const char *from);

/* The pipeline that they make, and a formula over its figures; false: there
 * is nothing that a score could be made of. */
void guess_pipeline(Text *ini, const char *name, const Sources *all);
bool guess_formula(Text *lua, const Source *source, size_t sources);

#endif
