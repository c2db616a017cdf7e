/* SPDX-License-Identifier: MIT
 *
 * ini.h: the part of config.h that is about the pipeline as text: sections and
 * settings, before anybody knows what they mean. What is read is kept as it
 * was written, with its place, so that every later message can point at it.
 */
#ifndef HALE_CORE_CONFIG_INI_H
#define HALE_CORE_CONFIG_INI_H

#include "plugin/plugin.h"

typedef struct Section {
    const char *kind;  /* "pipeline", "input", "metric" ... */
    const char *name;  /* "" for [pipeline] */
    const char *label; /* "input.usage", for messages */
    Place place;
    Setting *setting;
    Place *more; /* for each setting with `lines`: its second line */
    size_t settings, cap;
} Section;

typedef struct Ini {
    const char *path, *dir;
    Section *section; /* in file order */
    size_t sections, cap;
    const struct Kinds *kinds; /* of section that it may have */
    Arena arena;
} Ini;

/* Reads the file, then applies `set` ("section.key=value", NULL-ended or
 * NULL; may add keys and sections; their place is the file "--set"), then
 * expands ${VAR} and ${VAR:-default} once. */
void ini_read(Ini *ini, const char *path, const char *const *set, Diags *diags);
void ini_free(Ini *ini);
Setting *section_find(Section *s, const char *key); /* NULL: absent */
/* Prints the pipeline after expansion with the origin of each value; values
 * of secrets as "(secret)". */
void ini_print(const Ini *ini, Text *out);
/* The settings that decide the figures of an as-of: without outputs and what
 * a run looks from, without origins, and with values as they stand in the
 * file: ${VAR} stays ${VAR}. Nothing secret is in it. */
void ini_text(const Ini *ini, Text *out);

#endif
