/* SPDX-License-Identifier: MIT
 *
 * words.h: the vocabulary of formulas as one table; private to this folder.
 * Validation, suggestions and the reference for authors all read it: a word
 * that is not here does not exist.
 */
#ifndef HALE_CORE_JUDGE_WORDS_H
#define HALE_CORE_JUDGE_WORDS_H

#include "base/base.h"

enum { /* Word.takes: a set */
       TAKES_TEXT = 1,
       TAKES_NUMBER = 2,
       TAKES_BOOL = 4,
       TAKES_TABLE = 8,
       TAKES_FUNCTION = 16,
       TAKES_CURVE = 32
};

typedef struct Word {
    const char *in; /* "file", "curve", "helper", "component", "cap" ... */
    const char *name;
    unsigned takes;       /* of a key: which values it may have */
    const char *fallback; /* the default, as written, or NULL */
    const char *help;
    const char *since;   /* the version that had it first */
    const char *example; /* or NULL */
} Word;

extern const Word words[]; /* name NULL ends */

/* NULL: there is none. */
const Word *word_find(const char *in, Str name);
/* The nearest word of `in`, or NULL. */
const char *word_near(const char *in, Str name);
/* ", did you mean ...?" over the words of `in`. */
const char *word_hint(Arena *arena, const char *in, Str name);
/* "a number or a text". */
const char *word_takes(Arena *arena, unsigned takes);

#endif
