/* SPDX-License-Identifier: MIT
 *
 * document.h: one line of JSON: is it right, and what is in it.
 *
 * jansson judges the line: grammar, UTF-8, keys that are there twice, nesting
 * without end. It keeps numbers as doubles, though, and 19.99 as a double is
 * not 19.99 of money, nor is an id of nineteen digits itself. So values are
 * taken from the line as they are written: in a line that is known to be
 * right, finding where a value ends is easy. Only strings with escapes are
 * given to jansson once more.
 *
 * Members of objects in objects have names with dots: {"user": {"id": 7}} has
 * "user" and "user.id".
 */
#ifndef HALE_NDJSON_DOCUMENT_H
#define HALE_NDJSON_DOCUMENT_H

#include "../common/keep.h"
#include "hale/plugin.h"

typedef struct DocumentPath { /* zeroed: empty */
    char *text;
    size_t len, cap;
} DocumentPath;

/* Is the line an object of JSON? 0, or -1 and why, and at which byte from 0:
 * the last one of what jansson stumbled over. */
int document_check(hale_str line, char *why, size_t room, size_t *at);

/* What to do about a member: 1: look inside if it is an object, 0: go on,
 * -1: stop. Both texts lie still until the call returns; `value` is part of
 * the line. */
typedef int DocumentLook(void *user, hale_str path, hale_str value);

enum { DOCUMENT_DEEPEST = 64 }; /* objects in objects that are looked at */

/* Shows all members of a line that document_check found right. 0; -1: no
 * memory, or `look` said stop. */
int document_walk(hale_str line, DocumentPath *path, DocumentLook *look,
                  void *user);
void document_free(DocumentPath *path);

static inline int document_is_null(hale_str value)
{
    return value.data[0] == 'n';
}

/* A string's characters; anything else as it is written. In the line or in
 * `keep`. -1: no memory. */
int document_text(hale_str value, Keep *keep, hale_str *out);

#endif
