/* SPDX-License-Identifier: MIT
 *
 * read.h: what the files that read a pipeline's text share: ini.c takes it
 * line by line, expand.c puts in what comes from outside. Private to config.
 */
#ifndef HALE_CORE_CONFIG_READ_H
#define HALE_CORE_CONFIG_READ_H

#include "config/config.h"

/* The kinds of section that a file may have. */
typedef struct Kinds {
    const char *const *name; /* NULL-ended */
    size_t bare;             /* the first so many have no name of their own */
} Kinds;
extern const Kinds pipeline_kinds;

/* The largest file that is read. */
enum { FILE_MOST = 1 << 20 };

/* Reads what stands in a file: no --set, no ${VAR}. `path` is for messages
 * and for the folder. */
void ini_read_text(Ini *ini, const char *path, Str text, const Kinds *kinds,
                   Diags *diags);
/* The section "kind.name" or "pipeline" as written; *section is NULL while
 * there is none such. -1 and why if it can be no section's name: the reason
 * lives in `arena`. */
int ini_section_name(Ini *ini, Str text, Section **section, Arena *arena,
                     const char **why);
/* A new section at the end. Older Section pointers are void after it. */
Section *ini_add_section(Ini *ini, Str text, Place place);
/* A new setting at the end of its section, or NULL when it is full. Older
 * Setting pointers are void after it. */
Setting *ini_add_setting(Ini *ini, Section *s, Str key, Str value, Place place);
/* Applies "section.key=value". */
void ini_set(Ini *ini, const char *text, Diags *diags);
/* Replaces ${VAR}, ${VAR:-default} and $$ in every value, once. */
void ini_expand(Ini *ini, Diags *diags);

#endif
