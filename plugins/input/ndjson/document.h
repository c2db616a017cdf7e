/* SPDX-License-Identifier: MIT
 *
 * document.h: one line of JSON: is it right, and what is in it.
 *
 * A line is gone through once, and nothing is built from it: no tree, no
 * copies, no numbers. The grammar is that of RFC 8259 and all of it; the line
 * is judged whole, also behind what is wanted, so that a broken line never
 * gives a row. Members are shown as they stand in the line: 19.99 as a double
 * would not be 19.99 of money, nor an id of nineteen digits itself.
 *
 * Members of objects in objects have names with dots: {"user": {"id": 7}} has
 * "user" and "user.id".
 *
 * Where the RFC leaves the choice: half a surrogate pair and bytes that are
 * not UTF-8 are refused, so is what is nested deeper than DOCUMENT_DEEPEST;
 * numbers have any size; a member that is there twice is shown twice.
 */
#ifndef HALE_NDJSON_DOCUMENT_H
#define HALE_NDJSON_DOCUMENT_H

#include "../common/keep.h"
#include "hale/plugin.h"

typedef struct DocumentPath { /* zeroed: empty */
    char *text;
    size_t len, cap;
} DocumentPath;

/* What is wrong with a line. */
typedef struct Fault {
    const char *why; /* NULL: nothing is */
    size_t at;       /* the byte, from 0 */
} Fault;

/* What to do about a member: 1: look inside if it is an object, 0: go on,
 * -1: stop. Both texts lie still until the call returns; `value` is part of
 * the line. What was shown of a line that proves wrong is void. */
typedef int DocumentLook(void *user, hale_str path, hale_str value);

enum {
    DOCUMENT_DEEPEST = 1024, /* arrays and objects in each other */
    DOCUMENT_LOOKED = 64     /* objects in objects that are looked into */
};

/* Judges a line, behind which stands its line end, and shows all members of
 * the object that it has to be. 0; -1: there is a fault, or if not,
 * there was no memory or `look` said stop. */
int document_read(hale_str line, DocumentPath *path, DocumentLook *look,
                  void *user, Fault *fault);
void document_free(DocumentPath *path);

static inline int document_is_null(hale_str value)
{
    return value.data[0] == 'n';
}

/* The characters of a string that was shown; anything else as it is written.
 * In the line or in `keep`. -1: no memory. */
int document_text(hale_str value, Keep *keep, hale_str *out);

#endif
