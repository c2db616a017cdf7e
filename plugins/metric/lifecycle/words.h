/* SPDX-License-Identifier: MIT
 *
 * words.h: lists of words in options, compared with a column of texts.
 *
 * Kinds, statuses and stages are called differently everywhere, so they are
 * options, written as in the data. A list is turned into codes of the column
 * once per update; rows are then compared by number.
 */
#ifndef HALE_PLUGINS_LIFECYCLE_WORDS_H
#define HALE_PLUGINS_LIFECYCLE_WORDS_H

#include "hale/plugin.h"

enum { MAX_WORDS = 16 };

typedef struct WordCodes {
    uint32_t code[MAX_WORDS];
    size_t count;
} WordCodes;

/* Takes the list of option `name`; fails if it is empty or too long. */
static inline int words_configure(hale_cx *cx, const char *name,
                                  const hale_value *given,
                                  struct hale_list *words)
{
    *words = given->as.list;
    if (words->count > 0 && words->count <= MAX_WORDS)
        return 0;
    return hale_fail(cx, "%s has %zu words; name one to %d", name, words->count,
                     MAX_WORDS);
}

/* Of a column that is not there no row has any of the words. */
static inline WordCodes words_codes(hale_cx *cx, const hale_rows *rows,
                                    size_t column, struct hale_list words)
{
    WordCodes codes = {.count = 0};
    if (rows->count == 0 || !rows->column[column])
        return codes;
    for (size_t i = 0; i < words.count; i++)
        codes.code[codes.count++] =
            cx->code(cx, rows->column[column], words.item[i]);
    return codes;
}

static inline int words_has(const WordCodes *codes, const hale_rows *rows,
                            size_t column, size_t i)
{
    if (!HALE_HAS(rows->column[column], i))
        return 0;
    for (size_t k = 0; k < codes->count; k++)
        if (rows->column[column]->as.code[i] == codes->code[k])
            return 1;
    return 0;
}

#endif
