/* SPDX-License-Identifier: MIT
 *
 * ndjson_input.h: lines of JSON, an object a row.
 *
 *     grammar.c   a line           ->  where things begin and end in it
 *     document.c  that             ->  its members, by their paths
 *     columns.c   the first lines  ->  the columns that there are
 *     input.c     all of it behind hale_input
 *
 * The lines come from the CSV reader's scanner, told that nothing but a line
 * end means anything: so packed files, byte order marks, very long lines and
 * line numbers are what they are there. A split is a file.
 */
#ifndef HALE_NDJSON_INPUT_H
#define HALE_NDJSON_INPUT_H

#include "../csv/csv.h"
#include "document.h"

typedef struct NdjsonFile {
    const char *path;
    const char *label; /* for messages */
    Scan held;         /* a pipe, open since its first lines were read */
    int is_held, was_started;
} NdjsonFile;

typedef struct NdjsonSource {
    Dialect lines;
    CellRules rules;
    NdjsonFile *file;
    size_t files;
    hale_str *name; /* the columns */
    size_t names, cap;
    const hale_request *request;
    size_t block; /* bytes that are read at a time; 0: the usual */
} NdjsonSource;

typedef struct Wanted {
    hale_str value; /* data NULL: none so far */
    uint64_t seen;  /* of "a.b.c": bit 0 for "a", bit 1 for "a.b" ... */
} Wanted;

typedef struct NdjsonReader {
    const NdjsonSource *source;
    const NdjsonFile *file;
    Scan scan;
    Wanted *wanted;  /* of each field in the line at hand */
    ptrdiff_t twice; /* a field that has two values there, -1: none */
    const char *twice_at;
    Keep keep;
    DocumentPath path;
    LocalDays days;
} NdjsonReader;

extern const hale_input ndjson_input;

/* Instead of ndjson_input.open: one source of bytes that are open already and
 * are taken over, also when it fails. `columns` is a list or not given. */
int ndjson_open_bytes(hale_cx *cx, const CellRules *rules,
                      const hale_value *columns, const Bytes *bytes,
                      NdjsonSource *source);

/* ----------------------------------------------------------- columns.c -- */

/* Names the columns in the first lines of a file that was just opened; its
 * scanner stands at its beginning again. */
int columns_find(hale_cx *cx, NdjsonSource *source, Scan *scan);
/* Adds one column and tells the host, if it is new. */
int columns_add(hale_cx *cx, NdjsonSource *source, hale_str name);

/* Is it blank? The scanner passes only lines without anything. */
static inline int ndjson_is_blank(const Row *row)
{
    size_t i = 0;
    while (i < row->len && (row->data[i] == ' ' || row->data[i] == '\t'))
        i++;
    return i == row->len;
}

#endif
