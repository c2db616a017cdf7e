/* SPDX-License-Identifier: MIT
 *
 * grammar.h: where things begin and end in a line of JSON.
 */
#ifndef HALE_NDJSON_GRAMMAR_H
#define HALE_NDJSON_GRAMMAR_H

#include "document.h"

/* A member: its key as it is written, with the quotes, and its value. -1:
 * stop. */
typedef int GrammarShow(void *user, hale_str key, hale_str value);

/* Judges a line that has to be one object, and shows that object's members.
 * As document_read. */
int grammar_check(hale_str line, GrammarShow *show, void *user, Fault *fault);
/* Shows the members of an object that was found right. 0, or -1: `show` said
 * stop. */
int grammar_members(hale_str object, GrammarShow *show, void *user);

#endif
