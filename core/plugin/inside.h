/* SPDX-License-Identifier: MIT
 *
 * inside.h: what the files of this folder share among themselves. Nobody else
 * includes it; plugin.h is the folder's face.
 */
#ifndef HALE_CORE_PLUGIN_INSIDE_H
#define HALE_CORE_PLUGIN_INSIDE_H

#include "plugin/plugin.h"

typedef const hale_plugin *(*Entry)(void);
typedef const hale_store *(*StoreEntry)(void);

/* ----------------------------------------------------------------- elf -- */

/* May this file run as us? It is a regular file of root's or ours, and nobody
 * else can write to it or swap it. `path` is absolute and free of links. */
int object_trusted(const char *path, Error *error);
/* Is it a whole shared object for this machine? A truncated one would kill
 * the process inside the dynamic linker. */
int object_whole(const char *path, Error *error);

/* ---------------------------------------------------------------- load -- */

/* The entry point of a shared object, or NULL. Main thread only; what was
 * loaded stays loaded. */
Entry load_object(const char *path, Error *error);
/* The entry point of a pack that is linked in; NULL: there is none such. */
Entry load_builtin(const char *name);
/* The same for a database for histories. */
StoreEntry load_store(const char *path, Error *error);
StoreEntry load_builtin_store(const char *name);
/* The packs that are linked in, NULL-ended. */
const char *const *load_builtins(void);

/* --------------------------------------------------------------- adopt -- */

/* A copy of a description in structs of our size: what an older plugin does
 * not have reads as zero, what a newer one has on top is left out. `size`
 * stays what the plugin said. Strings and functions remain the plugin's. */
const hale_plugin *adopt(Arena *arena, const hale_plugin *theirs);

/* ------------------------------------------------------------- options -- */

/* "a whole number from 1 to 90", for messages and descriptions. */
void option_expects(const hale_option *option, Text *out);

/* -------------------------------------------------------- descriptions -- */

/* What all kinds have in common; what a kind has not is NULL. */
typedef struct Face {
    const char *name, *title, *example, *family, *formula, *source;
    const hale_option *const *options;
    const hale_result *const *results;
} Face;
Face plugin_face(Kind kind, const void *plugin);
/* The name of a result if the section is called like the plugin. */
void result_name(const Face *face, const hale_result *r, Text *out);
/* One JSON object and a newline. */
void plugin_json(Text *out, Kind kind, const void *plugin, const Pack *pack,
                 const OptionNotes *notes);
const char *type_word(hale_type type);
const char *rollup_word(hale_rollup rollup);
const char *direction_word(hale_direction direction);
const char *shape_word(hale_shape shape);

/* The members of an array of pointers, NULL: it has ended or is NULL. */
const void *list_at(const void *null_ended, size_t i);

#endif
