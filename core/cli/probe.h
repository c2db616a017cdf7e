/* SPDX-License-Identifier: MIT
 *
 * probe.h: what a look into a source gives, and what is guessed from it.
 */
#ifndef HALE_CORE_CLI_PROBE_H
#define HALE_CORE_CLI_PROBE_H

#include "config/config.h"

enum { PROBE_COLUMNS = 200, PROBE_ROWS = 200 };

typedef struct Probe {
    Arena *arena;
    const char *name[PROBE_COLUMNS]; /* of the columns, as found */
    size_t names, rows;
    Str cell[PROBE_COLUMNS][PROBE_ROWS]; /* data NULL: empty */
} Probe;

/* Opens the source and reads its names and first rows; p->arena is set. */
int probe_source(Probe *p, Registry *registry, const char *plugin,
                 Setting *setting, size_t settings, Error *error);

/* What the rows of a source most likely are. */
typedef struct Guess {
    const Role *role;                /* NULL: no idea */
    const char *ours[PROBE_COLUMNS]; /* of each column; NULL: of no use */
} Guess;
/* From the name of the source and of its columns, and from cells. */
void guess_role(Guess *g, const Probe *p, const char *source);

/* A source and what it was taken for. */
typedef struct Source {
    const char *name;            /* of its section */
    const char *const *settings; /* lines such as "path = x.csv", NULL-ended */
    Probe *probe;
    Guess guess;
} Source;
/* The pipeline that they make, and a formula over its figures; false: there
 * is nothing that a score could be made of. */
void guess_pipeline(Text *ini, const char *name, const char *plugin,
                    const Source *source, size_t sources);
bool guess_formula(Text *lua, const Source *source, size_t sources);

#endif
